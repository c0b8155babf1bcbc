package main

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// yunling is a copy of the invented city's source: a build leaves its record there.
func yunling(t *testing.T) string {
	t.Helper()
	source := filepath.Join(t.TempDir(), "yunling")
	if err := os.CopyFS(source, os.DirFS("testdata/site/yunling")); err != nil {
		t.Fatal(err)
	}
	return source
}

// TestGoldenSite compares the whole site of a small invented city with the folder beside its source: every path, and the
// bytes of every file in which a reader of a diff sees what changed. The rest says the same again or has tests of its own:
// compressed files (bulletin, raster, opendata), whose bytes also depend on the Go release; drawings (the reference set of
// chart); the other formats of a table (opendata reads each back); what lists sizes and checksums of all these.
func TestGoldenSite(t *testing.T) {
	source, golden := yunling(t), "testdata/site/yunling.golden"
	destination := filepath.Join(t.TempDir(), "public")
	var log bytes.Buffer
	app := &app{out: &log, err: &log, now: time.Now}
	if status := app.run(context.Background(), []string{"build", "--source", source, "--destination", destination}); status != exitDone {
		t.Fatalf("exit status %d:\n%s", status, log.String())
	}
	got := goldenFiles(t, destination)
	if *update {
		if err := os.RemoveAll(golden); err != nil {
			t.Fatal(err)
		}
		for name, content := range got {
			full := filepath.Join(golden, name)
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	want := map[string][]byte{}
	err := filepath.WalkDir(golden, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(golden, path)
		if err != nil {
			return err
		}
		want[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is not made any more", name)
		}
	}
	for name, content := range got {
		if diff := firstDifference(string(want[name]), string(content)); diff != "" {
			t.Errorf("%s: %s (go test ./cmd/gongbao -run TestGoldenSite -update rewrites it)", name, diff)
		}
	}
}

var block = regexp.MustCompile(`<(?:html|head|body|meta|link|title|script|svg|symbol|header|nav|main|footer|section|div|p|ul|ol|li|dl|dt|dd|` +
	`table|caption|thead|tbody|tr|th|td|h[1-6]|figure|figcaption|details|summary)[ >]`)

// unread are the paths whose contents no golden keeps.
var unread = []*regexp.Regexp{
	regexp.MustCompile(`\.(pdf|png|zip|xlsx|parquet|svg|ndjson|bib)$`),
	regexp.MustCompile(`\.excel\.csv$|^data/(latest|releases/.*)/.*\.json$|/cite\.json$|-metadata\.json$`),
	regexp.MustCompile(`^static/|SHA256SUMS$|^manifest\.json$|^data/catalog\.`),
	regexp.MustCompile(`^(bulletins|data)/.*\.html$|/figures/[^/]*\.html$`), // they state sizes
}

// goldenFiles are the files that a golden keeps, and FILES, the list of all paths.
func goldenFiles(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	var paths []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		paths = append(paths, name)
		if slices.ContainsFunc(unread, func(pattern *regexp.Regexp) bool { return pattern.MatchString(name) }) {
			return nil
		}
		files[name], err = os.ReadFile(path)
		if strings.HasSuffix(name, ".html") {
			// The blocks of a minified page on lines of their own, so that a golden shows which of them differs.
			files[name] = block.ReplaceAll(files[name], []byte("\n$0"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	files["FILES"] = []byte(strings.Join(paths, "\n") + "\n")
	return files
}

// firstDifference names the first line in which two texts differ.
func firstDifference(want, got string) string {
	if want == got {
		return ""
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return "line " + strconv.Itoa(i+1) + "\n  want " + clip(x) + "\n  got  " + clip(y)
		}
	}
	return "differs"
}

func clip(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
