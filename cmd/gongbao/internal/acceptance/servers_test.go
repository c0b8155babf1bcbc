package acceptance

import (
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The ready server configurations, each in the real server on a port of its own, with the two or three lines changed that
// their comments name.

func TestNginx(t *testing.T) {
	t.Parallel()
	program := need(t, "nginx", "/usr/sbin/nginx")
	s := bijie(t)
	port := freePort(t)
	own := edited(t, "nginx.conf",
		"listen 80;", "listen 127.0.0.1:"+port+";",
		"    listen [::]:80;\n", "",
		"root /srv/gongbao/public;", "root "+s.dir+";")
	dir := t.TempDir()
	types, err := os.ReadFile("/etc/nginx/mime.types")
	if err != nil {
		t.Skipf("nginx is there without its types: %v", err)
	}
	write(t, filepath.Join(dir, "mime.types"), string(types))
	write(t, filepath.Join(dir, "gongbao.conf"), own)
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;\n" // the tests' folder is root's own
	}
	var paths strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&paths, "%s_temp_path %s/%s;\n", kind, dir, kind)
	}
	write(t, filepath.Join(dir, "nginx.conf"), user+"daemon off;\nworker_processes 1;\npid "+dir+"/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n"+
		paths.String()+"include gongbao.conf;\n}\n")
	arguments := []string{"-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-e", "stderr"}
	if out, err := exec.Command(program, append([]string{"-t"}, arguments...)...).CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s", err, out)
	}
	serve(t, exec.Command(program, arguments...), port)
	checkServer(t, s, "http://127.0.0.1:"+port+"/")
}

func TestCaddy(t *testing.T) {
	t.Parallel()
	program := need(t, "caddy")
	s := bijie(t)
	port := freePort(t)
	own := edited(t, "Caddyfile", "http://example.gov.cn {", "http://127.0.0.1:"+port+" {", "root * /srv/gongbao/public", "root * "+s.dir)
	dir := t.TempDir()
	file := filepath.Join(dir, "Caddyfile")
	write(t, file, "{\n\tadmin off\n}\n"+own)
	command := exec.Command(program, "run", "--config", file, "--adapter", "caddyfile")
	command.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	serve(t, command, port)
	checkServer(t, s, "http://127.0.0.1:"+port+"/")
}

// edited is a configuration of .deploy with pieces replaced that must be there.
func edited(t *testing.T, name string, pieces ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, ".deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for i := 0; i < len(pieces); i += 2 {
		if strings.Count(text, pieces[i]) == 0 {
			t.Fatalf("%s has no %q", name, pieces[i])
		}
		text = strings.Replace(text, pieces[i], pieces[i+1], 1)
	}
	return text
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// serve starts a server that ends with the test, and waits until it answers.
func serve(t *testing.T, command *exec.Cmd, port string) {
	t.Helper()
	var log strings.Builder
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		command.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			command.Process.Kill()
			<-ended
		}
		if t.Failed() {
			t.Logf("the server said:\n%s", log.String())
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			conn.Close()
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v\n%s", err, log.String())
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatalf("the server does not answer\n%s", log.String())
}

// checkServer asks a server for every kind of file and holds the answers to the same rules, whatever the server.
func checkServer(t *testing.T, s *site, base string) {
	t.Helper()
	embed := ""
	for _, page := range s.pages {
		if strings.Contains(page, "/figures/") {
			embed = page
			break
		}
	}
	const (
		always = "nosniff"
		inner  = "; frame-ancestors 'none'"
	)
	type want struct {
		path, kind, cache, name string
		status                  int
		open                    bool // any site's programs may read it
	}
	cases := []want{
		{path: "", kind: "text/html; charset=utf-8", cache: "no-cache"},
		{path: "counties/520502/", kind: "text/html; charset=utf-8", cache: "no-cache"},
		{path: "static/gongbao.css", kind: "text/css; charset=utf-8", cache: "no-cache"},
		{path: "static/prefs.js", kind: "application/javascript; charset=utf-8|text/javascript; charset=utf-8", cache: "no-cache"},
		{path: "search/names.js", kind: "application/javascript; charset=utf-8|text/javascript; charset=utf-8", cache: "no-cache"},
		{path: "feed.xml", kind: "text/xml; charset=utf-8|application/xml; charset=utf-8", cache: "no-cache", open: true},
		{path: "data/latest/observations.csv", kind: "text/csv; charset=utf-8", cache: "no-cache", name: "observations.csv", open: true},
		{path: "data/releases/2020-Q2/observations.csv", kind: "text/csv; charset=utf-8", cache: "public, max-age=31536000, immutable", name: "observations.csv", open: true},
		{path: "data/latest/datapackage.json", kind: "application/json|application/json; charset=utf-8", cache: "no-cache", open: true},
		{path: "bulletins/2020-Q2/city.pdf", kind: "application/pdf", cache: "no-cache"},
		{path: "SHA256SUMS", kind: "text/plain; charset=utf-8", cache: "no-cache"},
		{path: "nothing/here/at/all/", kind: "text/html; charset=utf-8", status: 404},
		{path: ".gitignore", kind: "text/html; charset=utf-8", status: 404},
		{path: "data/.hidden", kind: "text/html; charset=utf-8", status: 404},
	}
	for _, optional := range []want{
		{path: "counties/520502/index.csv", kind: "text/csv; charset=utf-8", cache: "no-cache", name: "520502.csv", open: true},
		{path: "data/latest/observations.parquet", kind: "application/vnd.apache.parquet", cache: "no-cache", name: "observations.parquet", open: true},
	} {
		if _, err := os.Stat(filepath.Join(s.dir, filepath.FromSlash(optional.path))); err == nil {
			cases = append(cases, optional)
		}
	}
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindSubmatch(s.read(t, "index.html"))
	if policy == nil {
		t.Fatal("the home page states no policy")
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	get := func(path string) (*http.Response, []byte) {
		t.Helper()
		request, err := http.NewRequest(http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", "gzip")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if response.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		return response, body
	}
	for _, c := range cases {
		r, body := get(c.path)
		is := func(header, want string) {
			t.Helper()
			for _, w := range strings.Split(want, "|") {
				if r.Header.Get(header) == w {
					return
				}
			}
			t.Errorf("%s: %s is %q, want %q", c.path, header, r.Header.Get(header), want)
		}
		status := http.StatusOK
		if c.status != 0 {
			status = c.status
			if string(body) != string(s.read(t, "404.html")) {
				t.Errorf("%s: not the page for addresses that lead nowhere", c.path)
			}
		} else {
			is("Cache-Control", c.cache)
			file := c.path
			if file == "" || strings.HasSuffix(file, "/") {
				file += "index.html"
			}
			if string(body) != string(s.read(t, file)) {
				t.Errorf("%s: not the file's bytes", c.path)
			}
		}
		if r.StatusCode != status {
			t.Errorf("%s: status %d, want %d", c.path, r.StatusCode, status)
		}
		is("Content-Type", c.kind)
		is("X-Content-Type-Options", always)
		is("X-Frame-Options", "DENY")
		is("Referrer-Policy", "strict-origin-when-cross-origin")
		is("Content-Security-Policy", string(policy[1])+inner)
		if !strings.Contains(r.Header.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s: no Permissions-Policy", c.path)
		}
		disposition := ""
		if c.name != "" {
			disposition = `attachment; filename="` + c.name + `"; filename*=UTF-8''` + c.name
		}
		is("Content-Disposition", disposition)
		origin := ""
		if c.open {
			origin = "*"
		}
		is("Access-Control-Allow-Origin", origin)
		if strings.HasPrefix(c.kind, "text/") && len(body) > 2000 && r.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d bytes of text not compressed", c.path, len(body))
		}
		if v := r.Header.Get("Server"); strings.ContainsAny(v, "0123456789") {
			t.Errorf("%s: the server tells its version, %q", c.path, v)
		}
	}
	if embed == "" {
		t.Log("the site has no embed page")
	} else {
		r, _ := get(embed)
		if got := r.Header.Get("Content-Security-Policy"); !strings.HasSuffix(got, "; frame-ancestors *") || r.Header.Get("X-Frame-Options") != "" {
			t.Errorf("%s may not stand in other sites: %q, %q", embed, got, r.Header.Get("X-Frame-Options"))
		}
	}
	// A folder without its slash is sent on, or the page's relative links would miss.
	r, _ := get("counties/520502")
	if to := r.Header.Get("Location"); r.StatusCode/100 != 3 || !strings.HasSuffix(to, "/counties/520502/") {
		t.Errorf("counties/520502: status %d to %q", r.StatusCode, to)
	}
}
