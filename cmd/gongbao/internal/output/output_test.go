package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func add(t *testing.T, tree *Tree, name, content string) {
	t.Helper()
	if err := tree.Add(name, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

func TestAdd(t *testing.T) {
	tree := NewTree(t.TempDir())
	add(t, tree, "b/c.csv", "x\r\n")
	add(t, tree, "a.txt", "")
	// printf 'x\r\n' | sha256sum, and the well-known hash of nothing.
	want := []File{
		{"a.txt", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"b/c.csv", 3, "b35e09fa2ced9ebcad9d16336fb961146fe34bfbebc562679da85f8a314c9dca"},
	}
	if got := tree.Files(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	content, err := os.ReadFile(filepath.Join(tree.Dir(), "b", "c.csv"))
	if err != nil || string(content) != "x\r\n" {
		t.Errorf("on the disk: %q, %v", content, err)
	}
	if f, ok := tree.File("b/c.csv"); !ok || f != want[1] {
		t.Errorf("File: %v, %v", f, ok)
	}
	if tree.Pages() != 0 {
		t.Errorf("%d pages", tree.Pages())
	}
}

func TestWriteStreams(t *testing.T) {
	tree := NewTree(t.TempDir())
	err := tree.Write("big.csv", func(w io.Writer) error {
		for n := range 3 {
			fmt.Fprintln(w, n)
			// What was written is on the disk and not in memory.
			if content, err := os.ReadFile(filepath.Join(tree.Dir(), "big.csv")); err != nil || len(content) != 2*(n+1) {
				t.Errorf("after line %d: %q, %v", n, content, err)
			}
		}
		return nil
	})
	if f, _ := tree.File("big.csv"); err != nil || f.Size != 6 {
		t.Errorf("%v, %v", f, err)
	}
}

func TestDuplicate(t *testing.T) {
	tree := NewTree(t.TempDir())
	add(t, tree, "index.html", "first")
	if err := tree.Add("index.html", []byte("second")); !errors.Is(err, ErrDuplicate) || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("Add: %v", err)
	}
	if content, _ := os.ReadFile(filepath.Join(tree.Dir(), "index.html")); string(content) != "first" {
		t.Errorf("the first file is now %q", content)
	}
}

func TestBadPaths(t *testing.T) {
	tree := NewTree(t.TempDir())
	for _, name := range []string{"", ".", "..", "/a", "../a", "a/../../b", "a/", "a//b", "./a", `a\b`, "a\nb", "a\x00"} {
		if err := tree.Add(name, nil); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
	if files := tree.Files(); len(files) > 0 {
		t.Errorf("files %v", files)
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	fault := errors.New("no such glyph")
	tree := NewTree(t.TempDir())
	err := tree.Write("a.pdf", func(w io.Writer) error {
		w.Write([]byte("half"))
		return fault
	})
	if !errors.Is(err, fault) {
		t.Errorf("Write: %v", err)
	}
	if _, err := os.Stat(filepath.Join(tree.Dir(), "a.pdf")); !os.IsNotExist(err) {
		t.Errorf("the half file: %v", err)
	}
	if files := tree.Files(); len(files) > 0 {
		t.Errorf("files %v", files)
	}
	add(t, tree, "a.pdf", "whole") // the name is free again

	t.Run("FolderIsAFile", func(t *testing.T) {
		var e *WriteError
		if err := tree.Add("a.pdf/b.html", nil); !errors.As(err, &e) || e.Path != "a.pdf/b.html" {
			t.Errorf("Add: %v, want a WriteError", err)
		}
		if _, ok := tree.File("a.pdf/b.html"); ok {
			t.Error("it is listed")
		}
	})
	t.Run("DiskFault", func(t *testing.T) {
		// /dev/full is a disk without room.
		if _, err := os.Stat("/dev/full"); err != nil {
			t.Skip(err)
		}
		full := &writing{}
		full.file, _ = os.OpenFile("/dev/full", os.O_WRONLY, 0)
		defer full.file.Close()
		full.hash = noHash{}
		if _, err := full.Write([]byte("x")); err == nil || full.err == nil {
			t.Errorf("error %v, kept %v", err, full.err)
		}
		if e := (&WriteError{"a.csv", full.err}); e.Hint() == "" || !strings.Contains(e.Error(), "a.csv") {
			t.Errorf("%v, hint %q", e, e.Hint())
		}
	})
}

type noHash struct{}

func (noHash) Write(b []byte) (int, error) { return len(b), nil }
func (noHash) Sum(b []byte) []byte         { return b }
func (noHash) Reset()                      {}
func (noHash) Size() int                   { return 0 }
func (noHash) BlockSize() int              { return 1 }

func TestBrokenLinks(t *testing.T) {
	pages := map[string]string{
		"index.html":       `<h1 id="目标">目标</h1><a name="old"></a>`,
		"plan/index.html":  `<h2 id="goals">目标</h2>`,
		"data/a.csv":       "x",
		"static/style.css": "",
		"图/1.svg":          "",
	}
	tests := []struct{ html, link, reason string }{
		{`<a href="../plan/index.html">`, "", ""},
		{`<a href="../plan/index.html#goals">`, "", ""},
		{`<a href="../index.html#目标">`, "", ""},
		{`<a href="../index.html#%E7%9B%AE%E6%A0%87">`, "", ""},
		{`<a href="../index.html#old">`, "", ""},
		{`<a href="../plan/">`, "", ""},
		{`<a href="../plan/index.html?from=home#goals">`, "", ""},
		{`<a href="#here"><p id="here">`, "", ""},
		{`<a href="#">`, "", ""},
		{`<a href="#top">`, "", ""},
		{`<a href="../data/a.csv" download>`, "", ""},
		{`<a href="../data/a.csv#row=2">`, "", ""}, // anchors of other files are theirs to know
		{`<a href="https://example.org/nowhere">`, "", ""},
		{`<a href="mailto:office@example.org">`, "", ""},
		{`<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`, "", ""},
		{`<img src="../%E5%9B%BE/1.svg">`, "", ""},
		{`<link rel="stylesheet" href="../static/style.css">`, "", ""},
		{`<link rel="canonical" href="https://example.org/">`, "", ""},
		{`<script type="application/json">{"t":"<a href='none.html'>"}</script>`, "", ""},
		{`<!-- <a href="none.html"> -->`, "", ""},

		{`<a href="none.html">`, "none.html", "没有对应的文件"},
		{`<a href="../plan">`, "../plan", "没有对应的文件"}, // a folder: file:// would list it
		{`<a href="../plan/index.html#aims">`, "../plan/index.html#aims", "页内没有这个位置"},
		{`<a href="../index.html#%E7%9B%AE">`, "../index.html#%E7%9B%AE", "页内没有这个位置"},
		{`<a href="#there">`, "#there", "页内没有这个位置"},
		{`<a href="/plan/index.html">`, "/plan/index.html", "以 / 开头，换一个子路径就会失效"},
		{`<a href="../../index.html">`, "../../index.html", "指向站点之外"},
		{`<a href="%zz">`, "%zz", "不是有效的地址"},
		{`<a href="measure:1-1">`, "measure:1-1", "的类型 measure: 不是浏览器能打开的"},
		{`<a href="javascript:alert(1)">`, "javascript:alert(1)", "的类型 javascript: 不是浏览器能打开的"},
		{`<noscript><a href="none.html"></noscript>`, "none.html", "没有对应的文件"},
		{`<img src="none.png">`, "none.png", "没有对应的文件"},
		{`<img src="">`, "", "是空的，没有可加载的文件"},
		{`<img srcset="../图/1.svg 1x, none.png 2x">`, "none.png", "没有对应的文件"},
		{`<figure data-src="none.json">`, "none.json", "没有对应的文件"},
		{`<svg><use xlink:href="#mark"/></svg>`, "#mark", "页内没有这个位置"},
		{`<script src="https://cdn.example.org/echarts.js"></script>`, "https://cdn.example.org/echarts.js", "要从站外加载"},
		{`<img src="//cdn.example.org/1.png">`, "//cdn.example.org/1.png", "要从站外加载"},
		{`<link rel="preload stylesheet" href="https://fonts.example.org/a.css">`, "https://fonts.example.org/a.css", "要从站外加载"},
	}
	for _, tt := range tests {
		t.Run(tt.html, func(t *testing.T) {
			tree := NewTree(t.TempDir())
			for name, content := range pages {
				add(t, tree, name, content)
			}
			add(t, tree, "about/index.html", tt.html)
			var want []BrokenLink
			if tt.reason != "" {
				want = []BrokenLink{{"about/index.html", tt.link, tt.reason}}
			}
			if got := tree.BrokenLinks(); !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestBrokenLinksAreInOrder(t *testing.T) {
	tree := NewTree(t.TempDir())
	add(t, tree, "b.html", `<a href="2"><a href="1">`)
	add(t, tree, "a.html", `<a href="3">`)
	want := "[a.html: 链接 \"3\" 没有对应的文件 b.html: 链接 \"2\" 没有对应的文件 b.html: 链接 \"1\" 没有对应的文件]"
	if got := fmt.Sprint(tree.BrokenLinks()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestConcurrentAdds(t *testing.T) {
	tree := NewTree(t.TempDir())
	var writers sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range 4 {
		writers.Go(func() {
			for n := range 50 {
				err := tree.Add(fmt.Sprintf("%d/index.html", n), []byte(`<a href="../0/index.html">`))
				if errors.Is(err, ErrDuplicate) {
					mu.Lock()
					refused++
					mu.Unlock()
				} else if err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if refused != 150 || tree.Pages() != 50 || len(tree.BrokenLinks()) > 0 {
		t.Errorf("%d refused, want 150; %d pages, want 50; broken %v", refused, tree.Pages(), tree.BrokenLinks())
	}
}

func TestManifestAndChecksums(t *testing.T) {
	tree := NewTree(t.TempDir())
	add(t, tree, "index.html", "<h1>云岭</h1>")
	add(t, tree, "data/latest/b.csv", "b")
	add(t, tree, "data/latest/a b.csv", "a")
	add(t, tree, "data/latest.csv", "beside the folder, not below it")
	if err := errors.Join(ChecksumsBelow(tree, "data/latest/"), Manifest(tree, "云岭", "2019-Q2"), Checksums(tree)); err != nil {
		t.Fatal(err)
	}
	// printf a | sha256sum, printf b | sha256sum
	want := "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a b.csv\n" +
		"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.csv\n"
	if got, _ := os.ReadFile(filepath.Join(tree.Dir(), "data", "latest", "SHA256SUMS")); string(got) != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	content, err := os.ReadFile(filepath.Join(tree.Dir(), "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Generator, Title, Release string
		Files                     []File
	}
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	if m.Generator != "gongbao" || m.Title != "云岭" || m.Release != "2019-Q2" || len(m.Files) != 5 {
		t.Errorf("manifest %+v", m)
	}
	for _, f := range m.Files {
		if got, _ := tree.File(f.Path); got != f {
			t.Errorf("manifest says %v, the tree %v", f, got)
		}
	}
	for _, dir := range []string{".", "data/latest"} {
		cmd := exec.Command("sha256sum", "--check", "--strict", "--quiet", ChecksumsFile)
		cmd.Dir = filepath.Join(tree.Dir(), dir)
		if _, err := exec.LookPath("sha256sum"); err != nil {
			t.Skip("sha256sum is not installed")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("sha256sum in %s: %v\n%s", dir, err, out)
		}
	}
	all, _ := os.ReadFile(filepath.Join(tree.Dir(), "SHA256SUMS"))
	if n := strings.Count(string(all), "\n"); n != 6 {
		t.Errorf("SHA256SUMS has %d lines, want every file but itself: 6\n%s", n, all)
	}
}

// TestFromRoot holds the shortest way to resolve an address against the others.
func TestFromRoot(t *testing.T) {
	tree := NewTree(t.TempDir())
	pieces := []string{"../", "../", "../", "a", "b.c", ".", "..", "/", "#x", "counties", "index.html", "-_", "%41", "?q", "图", ":", "./"}
	random := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 100_000 {
		var address strings.Builder
		for range 1 + random.IntN(7) {
			address.WriteString(pieces[random.IntN(len(pieces))])
		}
		from := []string{"index.html", "a/index.html", "a/b/index.html", "a/b/c/d.html"}[random.IntN(4)]
		target, ok := fromRoot([]byte(address.String()), strings.Count(from, "/"))
		if !ok {
			continue
		}
		plain++
		if a := tree.resolve(from, link{address: []byte(address.String())}); a.target != string(target) || a.place != "" || a.outside || a.reason != "" {
			t.Fatalf("%s from %s leads to %s; by resolve: %+v", address.String(), from, target, a)
		}
	}
	if plain < 1000 {
		t.Errorf("only %d addresses were plain", plain)
	}
}
