package acceptance

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The Nu HTML checker has no error to report on any page, Bijie's or another plan's, nor on the drawings beside them. It is
// asked about all in one run: starting it takes longer than a hundred pages.
func TestMarkup(t *testing.T) {
	t.Parallel()
	java, jar := need(t, "java"), checker(t, "vnu-jar/build/dist/vnu.jar")
	var files []string
	add := func(s *site, pages []string) {
		for _, page := range pages {
			files = append(files, filepath.Join(s.dir, filepath.FromSlash(page)))
		}
	}
	add(bijie(t), bijie(t).pages)
	add(bijie(t), drawings(t, bijie(t)))
	for name, lay := range worlds(t) {
		s := built(t, name, lay)
		if strings.HasPrefix(name, "great") {
			add(s, s.specimens(t)) // thousands of pages from the same templates
			continue
		}
		add(s, s.pages)
		add(s, drawings(t, s))
	}
	// Warnings are left out: the checker takes data blocks for scripts and files of a folder for another origin, and
	// warns that the page's own policy forbids both.
	cmd := exec.Command(java, append([]string{"-Xss4m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar, "--errors-only", "--also-check-svg", "--format", "json", "--exit-zero-always"}, files...)...)
	var report bytes.Buffer
	cmd.Stderr = &report
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%.2000s", err, report.String())
	}
	var result struct {
		Messages []struct {
			Type, Message, Extract, URL string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(report.Bytes(), &result); err != nil {
		t.Fatalf("%v in %.2000s", err, report.String())
	}
	said := map[string]int{}
	for _, m := range result.Messages {
		// One fault of a template is on many pages; the first three of each tell enough.
		if said[m.Message]++; said[m.Message] > 3 {
			continue
		}
		page := strings.TrimPrefix(m.URL, "file:"+workshop.dir+"/")
		t.Errorf("%s:%d: %s\n%s", page, m.LastLine, m.Message, m.Extract)
	}
	for message, n := range said {
		if n > 3 {
			t.Errorf("%d times in all: %s", n, message)
		}
	}
	t.Logf("%d files checked", len(files))
}

// drawings are the largest and the smallest of every sort of stand-alone SVG: trend-…, ranking-….
func drawings(t *testing.T, s *site) []string {
	t.Helper()
	bySort := map[string][]string{}
	err := filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".svg") {
			return err
		}
		rel, err := filepath.Rel(s.dir, name)
		if err != nil {
			return err
		}
		sort, _, _ := strings.Cut(path.Base(filepath.ToSlash(rel)), "-")
		bySort[sort] = append(bySort[sort], filepath.ToSlash(rel))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var chosen []string
	for _, files := range bySort {
		slices.SortFunc(files, func(a, b string) int { return cmp.Compare(size(t, s, a), size(t, s, b)) })
		chosen = append(chosen, files[0])
		if len(files) > 1 {
			chosen = append(chosen, files[len(files)-1])
		}
	}
	return chosen
}
