package serve

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
)

// What the preview adds to a site stands below a path that no site has.
const (
	scriptPath = "/-preview/preview.js"
	eventsPath = "/-preview/events"
)

//go:embed preview.js
var script []byte

// message is what the page's script hears.
type message struct {
	Version  int     `json:"version"` // of the pages: another one has to be loaded
	Mark     string  `json:"mark"`    // what the page is, for the corner of the screen
	Complete bool    `json:"complete"`
	Faults   []fault `json:"faults"`
}

type fault struct {
	Error   bool   `json:"error"`
	Place   string `json:"place"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

type server struct {
	preview *build.Preview
	now     time.Time

	mu        sync.Mutex
	last      message
	listeners map[chan message]bool
}

// refreshed tells the browsers of a new state. Where its input has errors they keep their page, with the faults over it.
func (s *server) refreshed(state build.State) {
	s.tell(func(m *message) {
		if !state.Stale {
			m.Version++
		}
		m.Complete = false
		m.Mark = "预览"
		if state.Release != "" {
			m.Mark += " · 批次 " + state.Release
		}
		if state.AsOf.After(s.now) {
			m.Mark = "预览 · 按 " + state.AsOf.Format("2006-01-02 15:04") + " 的样子，尚未公开"
		}
		m.Faults = nil
		for _, d := range state.Faults {
			m.Faults = append(m.Faults, fault{d.Severity == diag.Error, d.Place.String(), d.Message, d.Hint})
		}
	})
}

func (s *server) completed() { s.tell(func(m *message) { m.Complete = true }) }

func (s *server) tell(change func(*message)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.last)
	for l := range s.listeners {
		select {
		case <-l: // a newer one stands for what it has not read
		default:
		}
		l <- s.last
	}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A page of somebody else's whose name has been pointed at this machine must not read what is not yet public.
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if host != "localhost" && host != "127.0.0.1" {
		http.Error(w, "只接受 127.0.0.1 和 localhost", http.StatusForbidden)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch r.URL.Path {
	case eventsPath:
		s.events(w, r)
	case scriptPath:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(script)
	default:
		s.file(w, r)
	}
}

func (s *server) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "不能持续回应", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	mine := make(chan message, 1)
	s.mu.Lock()
	mine <- s.last
	s.listeners[mine] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, mine)
		s.mu.Unlock()
	}()
	for {
		select {
		case <-r.Context().Done():
			return
		case m := <-mine:
			text, err := json.Marshal(m)
			if err != nil {
				return
			}
			fmt.Fprintf(w, "data: %s\n\n", text)
			flusher.Flush()
		}
	}
}

func (s *server) file(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" || strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	content, err := s.preview.File(name)
	switch {
	case errors.Is(err, build.ErrNoFile):
		s.missing(w)
		return
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
		s.page(w, "这一页做不出来", err.Error())
		return
	}
	if path.Ext(name) == ".html" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(withScript(content))
		return
	}
	if path.Ext(name) == ".csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// withScript puts the preview's script at the end of a page.
func withScript(page []byte) []byte {
	tag := []byte(`<script src="` + scriptPath + `"></script>`)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 { // minified pages end without
		at = len(page)
	}
	return bytes.Join([][]byte{page[:at], tag, page[at:]}, nil)
}

func (s *server) missing(w http.ResponseWriter) {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	switch {
	case last.Version == 0:
		s.page(w, "还没有网页", "输入有错，改正后自动显示。")
	case !last.Complete:
		s.page(w, "还没有这个文件", "数据文件和简报正在生成，做好后自动显示。")
	default:
		s.page(w, "没有这一页", "核对地址。")
	}
}

func (s *server) page(w http.ResponseWriter, title, text string) {
	fmt.Fprintf(w, "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>%s</title><h1>%[1]s</h1><p>%s</p><script src=%q data-wait></script>",
		html.EscapeString(title), html.EscapeString(text), scriptPath)
}
