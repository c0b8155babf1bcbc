//go:build unix

package deploy

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/output"
)

var address = regexp.MustCompile(`(?:href|src)=([^>\s]+)`)

// However the files of a stage overtake each other, every page that stands there finds at every moment what it links to.
func TestOrder(t *testing.T) {
	one, two := first(), second()
	two["counties/1/index.html"] += "<a href=../2/index.html>2</a>" // a changed page leads to a new one
	one["measures/9/index.html"] += "<script src=../../static/old.js>"
	two["counties/2/index.html"] += "<a href=index.csv>"
	two["counties/2/index.csv"] = "a\r\n"

	l, there := live{receipt: receipt{Files: map[string]entry{}}}, map[string]object{}
	was := made(t, one).Files()
	for _, f := range was {
		l.receipt.Files[f.Path] = entry{Hash: f.SHA256, Stamp: f.SHA256}
		there[f.Path] = object{Stamp: f.SHA256}
	}
	p := makePlan(made(t, two).Files(), l, there, false, false)

	shown := maps.Clone(one)
	whole := func(after string) {
		t.Helper()
		for name, text := range shown {
			for _, m := range address.FindAllStringSubmatch(text, -1) {
				if to := path.Join(path.Dir(name), m[1]); shown[to] == "" && strings.HasSuffix(name, ".html") {
					t.Errorf("after %s: %s leads to %s, which is not there", after, name, to)
				}
			}
		}
	}
	whole("nothing")
	steps := 0
	for _, stage := range p.stages {
		start := shown
		for _, order := range []func([]upload){func([]upload) {}, slices.Reverse[[]upload]} {
			shown = maps.Clone(start)
			uploads := slices.Clone(stage)
			order(uploads)
			for _, u := range uploads {
				if text, ok := two[u.name]; ok {
					shown[u.name] = text
				}
				whole(u.name)
				steps++
			}
		}
	}
	for _, name := range p.removed {
		delete(shown, name)
		whole("removing " + name)
		steps++
	}
	if steps < 15 || p.stages[len(p.stages)-1][0].name != output.ManifestFile {
		t.Errorf("%d steps, at last %v", steps, p.stages[len(p.stages)-1])
	}
	if shown["static/old.js"] != "" || shown["counties/2/index.html"] == "" {
		t.Error("the end is not the new tree")
	}
}

func TestFolderAndHistory(t *testing.T) {
	dir := t.TempDir()
	dest, source := filepath.Join(dir, "srv", "live"), filepath.Join(dir, "source")
	a, err := Parse(dest)
	if err != nil {
		t.Fatal(err)
	}
	h := OpenHistory(source)
	trees := []Tree{made(t, first()), made(t, second())}
	for i, tree := range []Tree{trees[0], trees[0], trees[1]} {
		r := published(t, options(tree, dest))
		p, err := h.Keep(a, tree, "Q1", 0, time.Unix(int64(i), 0), 2)
		if err != nil || p.Number != []int{1, 1, 2}[i] {
			t.Errorf("publication %d: %+v %v", i, p.Number, err)
		}
		if i == 1 && len(r.Changed)+len(r.Added)+len(r.Removed) > 0 {
			t.Errorf("the same again: %+v", r)
		}
	}
	checkPlace(t, dest, second())

	// Unchanged files are links to the standing ones.
	linked := filepath.Join(dest, "measures", "7", "index.html")
	before, err := os.Stat(linked)
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.Publications(a)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	old, err := h.Tree(list[0])
	if err != nil {
		t.Fatal(err)
	}
	back := options(old, dest)
	back.MayWithdraw = true
	published(t, back)
	checkPlace(t, dest, first())
	if after, err := os.Stat(linked); err != nil || !os.SameFile(before, after) {
		t.Error("an unchanged file was written again")
	}

	// A third publication makes the history forget the first, and what only the first had.
	only := h.object(fileOf(trees[0], "static/old.js").SHA256)
	if _, err := os.Stat(only); err != nil {
		t.Fatal(err)
	}
	third := second()
	third["counties/3/index.html"] = "<p>3"
	if _, err := h.Keep(a, made(t, third), "Q1", 0, time.Unix(9, 0), 2); err != nil {
		t.Fatal(err)
	}
	if list, _ := h.Publications(a); len(list) != 2 || list[0].Number != 2 {
		t.Errorf("%d publications are kept", len(list))
	}
	if _, err := os.Stat(only); err == nil {
		t.Error("a file that no publication has is kept")
	}

	// A damaged history is noticed before anything is changed.
	list, _ = h.Publications(a)
	write(t, h.object(fileOf(trees[1], "index.html").SHA256), "damaged")
	if _, err := h.Tree(list[0]); err == nil || !strings.Contains(err.Error(), "index.html 已缺失或损坏") {
		t.Errorf("damaged: %v", err)
	}
}

func fileOf(t Tree, name string) output.File {
	for _, f := range t.Files() {
		if f.Path == name {
			return f
		}
	}
	return output.File{}
}

// What is published is what a build made.
func TestOpenFolder(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"Changed": func(dir string) error { return os.WriteFile(filepath.Join(dir, "index.html"), []byte("x"), 0o644) },
		"Lost":    func(dir string) error { return os.Remove(filepath.Join(dir, "static", "a.svg")) },
		"NoSums":  func(dir string) error { return os.Remove(filepath.Join(dir, output.ChecksumsFile)) },
		"NoList":  func(dir string) error { return os.Remove(filepath.Join(dir, output.ManifestFile)) },
		"Foreign": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, output.ManifestFile), []byte(`{"name":"pwa"}`), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := made(t, first()).(*folderTree).dir
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := OpenFolder(dir); err == nil {
				t.Error("no error")
			}
		})
	}
}
