package acceptance

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// repository is the folder that holds the repository's own content/ and data/.
const repository = "../../../.."

// asOf is the instant as of which all sites are built, so that a test never depends on the day.
const asOf = "2026-06-30"

// workshop holds what all tests share; TestMain clears it away.
var workshop struct {
	dir     string
	command func() (string, error)
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "gongbao-acceptance-")
	if err != nil {
		panic(err)
	}
	workshop.dir = dir
	workshop.command = sync.OnceValues(func() (string, error) {
		program := filepath.Join(dir, "gongbao")
		// Without the race detector, which would only slow down what is looked at here from outside.
		cmd := exec.Command("go", "build", "-o", program, "gongbao/cmd/gongbao")
		cmd.Dir = repository
		out, err := cmd.CombinedOutput()
		if err != nil {
			return string(out), err
		}
		return program, nil
	})
	status := m.Run()
	closeBrowser()
	os.RemoveAll(dir)
	os.Exit(status)
}

// site is a published tree and a server that serves it below a sub-path, compressed, as servers do.
type site struct {
	dir   string
	below string   // the path that it is served below: that of the plan's own address, else /sub/
	base  string   // http://127.0.0.1:…/sub/
	pages []string // every HTML file, relative to the root, sorted
}

// bijie is the repository's own site, built once.
func bijie(t testing.TB) *site {
	t.Helper()
	return built(t, "bijie", func(string) (string, error) { return repository, nil })
}

var sites struct {
	sync.Mutex
	done map[string]*siteOnce
}

type siteOnce struct {
	sync.Once
	site *site
	log  string
}

// built is the site of a plan, built once under its name by the command as a user calls it. The plan is written into the
// folder that lay is given, or lies where lay says.
func built(t testing.TB, name string, lay func(folder string) (string, error)) *site {
	t.Helper()
	sites.Lock()
	if sites.done == nil {
		sites.done = map[string]*siteOnce{}
	}
	once := sites.done[name]
	if once == nil {
		once = &siteOnce{}
		sites.done[name] = once
	}
	sites.Unlock()
	once.Do(func() {
		folder := filepath.Join(workshop.dir, name)
		source, err := lay(filepath.Join(folder, "source"))
		if err != nil {
			once.log = err.Error()
			return
		}
		program, err := workshop.command()
		if err != nil {
			once.log = program
			return
		}
		public := filepath.Join(folder, "public")
		cmd := exec.Command(program, "build", "--source", source, "--destination", public, "--as-of", asOf)
		if out, err := cmd.CombinedOutput(); err != nil {
			once.log = string(out)
			return
		}
		below := "/sub/"
		if conf, err := os.ReadFile(filepath.Join(source, "content", "gongbao.yaml")); err == nil {
			if m := regexp.MustCompile(`(?m)^base_url: *https?://[^/\s]+(/\S*/)`).FindSubmatch(conf); m != nil {
				below = string(m[1])
			}
		}
		if once.site, err = served(public, below); err != nil {
			once.log = err.Error()
		}
	})
	if once.site == nil {
		t.Fatalf("the site %s could not be built:\n%s", name, once.log)
	}
	return once.site
}

// served is a tree below a path of a server. The server lives as long as the tests; closing it would need the last of them.
func served(public, below string) (*site, error) {
	pages, err := htmlFiles(public)
	if err != nil {
		return nil, err
	}
	base := httptest.NewServer(http.StripPrefix(below, compressed(http.Dir(public)))).URL + below
	return &site{dir: public, below: below, base: base, pages: pages}, nil
}

func htmlFiles(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".html") {
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	})
	slices.Sort(files)
	return files, err
}

// read is a published file.
func (s *site) read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// compressed serves files with gzip where that helps, with the types that they have on a real server.
func compressed(files http.FileSystem) http.Handler {
	plain := http.FileServer(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Clean("/" + r.URL.Path)
		if strings.HasSuffix(r.URL.Path, "/") {
			name = path.Join(name, "index.html")
		}
		kind := mime.TypeByExtension(path.Ext(name))
		f, err := files.Open(name)
		if err != nil || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || !compresses(kind) {
			plain.ServeHTTP(w, r)
			return
		}
		defer f.Close()
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := io.Copy(z, f); err != nil {
			plain.ServeHTTP(w, r) // a folder
			return
		}
		z.Close()
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Cache-Control", "max-age=600")
		w.Write(packed.Bytes())
	})
}

func compresses(kind string) bool {
	for _, prefix := range []string{"text/", "application/json", "application/javascript", "image/svg+xml", "application/xml"} {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

// kind is the sort of page that a file is: counties/520502/measures/1-1/index.html is counties/*/measures/*. Folders of
// collections and names of their members alternate; a language's tree stands below its code.
func kind(file string) string {
	file = strings.TrimSuffix(strings.TrimSuffix(file, "index.html"), "/")
	if file == "" {
		return "home"
	}
	parts := strings.Split(file, "/")
	first := 0
	if parts[0] == "en" {
		first = 1
	}
	for i := first + 1; i < len(parts); i += 2 {
		parts[i] = "*"
	}
	return strings.Join(parts, "/")
}

// specimens are the pages that stand for all: of every kind the one with most in it and the one with least. While one
// works at a page, GONGBAO_PAGES can narrow them to those whose paths begin with one of its words.
func (s *site) specimens(t *testing.T) []string {
	t.Helper()
	bySize := map[string][]string{}
	sizes := map[string]int{}
	only := strings.Fields(os.Getenv("GONGBAO_PAGES"))
	for _, p := range s.pages {
		if len(only) > 0 && !slices.ContainsFunc(only, func(begin string) bool { return strings.HasPrefix(p, begin) }) {
			continue
		}
		sizes[p] = len(s.read(t, p))
		bySize[kind(p)] = append(bySize[kind(p)], p)
	}
	var chosen []string
	for _, pages := range bySize {
		slices.SortFunc(pages, func(a, b string) int { return cmp.Or(cmp.Compare(sizes[a], sizes[b]), cmp.Compare(a, b)) })
		chosen = append(chosen, pages[len(pages)-1])
		if len(pages) > 1 {
			chosen = append(chosen, pages[0])
		}
	}
	slices.Sort(chosen)
	return chosen
}

// need is the program's path. Where it is missing the test skips, or fails in a run that must leave nothing out.
func need(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, names[0]+" is missing; make tools installs it")
	return ""
}

// checker is the path of a file of an npm package.
func checker(t testing.TB, name string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("checkers", "node_modules", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		missing(t, name+" is missing; make checkers installs it")
	}
	return file
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}
