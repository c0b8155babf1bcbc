// Package output is the tree of files that a build makes. Files stream to a staging folder as they are rendered; only
// paths, sizes, hashes and the links of pages stay in memory, for the checks that need the whole: two files with one
// path, and links that lead nowhere.
package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// File is one file of the tree. Path is relative to the root, with forward slashes.
type File struct {
	Path   string
	Size   int64
	SHA256 string // 64 hexadecimal digits
}

// Tree adds files below a folder. It is safe for concurrent use.
type Tree struct {
	dir string

	mu    sync.Mutex
	files map[string]File
	pages map[string]page
}

// page is what a link check needs of an HTML file.
type page struct {
	anchors map[string]bool
	links   []string // as written
}

// NewTree starts an empty tree in an existing folder.
func NewTree(dir string) *Tree {
	return &Tree{dir: dir, files: map[string]File{}, pages: map[string]page{}}
}

// Dir is the folder that the tree is written to.
func (t *Tree) Dir() string { return t.dir }

// ErrDuplicate is wrapped by the error for two files with one path.
var ErrDuplicate = errors.New("two files with one path")

// Add writes one file. An HTML page is read for its links and anchors on the way.
func (t *Tree) Add(name string, content []byte) error {
	return t.Write(name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// Write streams one file: render writes its content to w. On an error nothing is left under the name.
func (t *Tree) Write(name string, render func(w io.Writer) error) (err error) {
	if !validPath(name) {
		return fmt.Errorf("output: path %q is not a clean relative path", name)
	}
	if err := t.claim(name); err != nil {
		return err
	}
	full := filepath.Join(t.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(full)
			t.release(name)
		}
	}()
	hash := sha256.New()
	count := &counter{}
	writers := []io.Writer{f, hash, count}
	var text bytes.Buffer
	isPage := strings.HasSuffix(name, ".html")
	if isPage {
		writers = append(writers, &text)
	}
	if err := errors.Join(render(io.MultiWriter(writers...)), f.Close()); err != nil {
		return err
	}
	var p page
	if isPage {
		p = readPage(text.Bytes())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.files[name] = File{Path: name, Size: count.n, SHA256: hex.EncodeToString(hash.Sum(nil))}
	if isPage {
		t.pages[name] = p
	}
	return nil
}

func (t *Tree) claim(name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.files[name]; taken {
		return fmt.Errorf("output: %s: %w", name, ErrDuplicate)
	}
	t.files[name] = File{Path: name}
	return nil
}

func (t *Tree) release(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.files, name)
}

func validPath(name string) bool {
	return name != "" && name != "." && !strings.HasPrefix(name, "/") && path.Clean(name) == name &&
		name != ".." && !strings.HasPrefix(name, "../") && !strings.ContainsAny(name, "\\\x00")
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// File returns the file at a path.
func (t *Tree) File(name string) (File, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.files[name]
	return f, ok
}

// Files lists the tree by path.
func (t *Tree) Files() []File {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]File, 0, len(t.files))
	for _, f := range t.files {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Pages is the number of HTML pages.
func (t *Tree) Pages() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.pages)
}

// BrokenLink is a link within the tree that leads to no file, or to no anchor of its page.
type BrokenLink struct{ From, Link, Reason string }

func (b BrokenLink) String() string { return fmt.Sprintf("%s: 链接 %q %s", b.From, b.Link, b.Reason) }

// BrokenLinks checks every relative link of every page, in the order of pages. Links with a scheme or a host are not
// looked at; a link that climbs out of the tree is broken.
func (t *Tree) BrokenLinks() []BrokenLink {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := make([]string, 0, len(t.pages))
	for name := range t.pages {
		names = append(names, name)
	}
	slices.Sort(names)
	var broken []BrokenLink
	for _, name := range names {
		for _, link := range t.pages[name].links {
			if reason := t.broken(name, link); reason != "" {
				broken = append(broken, BrokenLink{name, link, reason})
			}
		}
	}
	return broken
}

func (t *Tree) broken(from, link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return "不是有效的地址"
	}
	if u.Scheme != "" || u.Host != "" {
		return ""
	}
	target := from
	if u.Path != "" {
		if strings.HasPrefix(u.Path, "/") {
			return "以 / 开头，换一个子路径就会失效"
		}
		target = path.Join(path.Dir(from), u.Path)
		if target == ".." || strings.HasPrefix(target, "../") {
			return "指向站点之外"
		}
		if strings.HasSuffix(u.Path, "/") || target == "." {
			target = path.Join(target, "index.html")
		}
		if _, ok := t.files[target]; !ok {
			return "没有对应的文件"
		}
	}
	if u.Fragment == "" {
		return ""
	}
	if p, isPage := t.pages[target]; isPage && !p.anchors[u.Fragment] {
		return "页内没有这个位置"
	}
	return ""
}

// readPage collects ids and the addresses that a browser would follow or load.
func readPage(src []byte) page {
	p := page{anchors: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			for {
				key, value, more := z.TagAttr()
				switch string(key) {
				case "id":
					p.anchors[string(value)] = true
				case "href", "src", "data-src":
					p.links = append(p.links, string(value))
				}
				if !more {
					break
				}
			}
		}
	}
}
