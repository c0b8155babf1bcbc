package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The Nu HTML checker has no error to report on any page or drawing.
func TestMarkup(t *testing.T) {
	t.Parallel()
	checkMarkup(t, bijie(t))
}

// checkMarkup asks the checker about all pages and drawings in one run: starting it takes longer than a hundred pages.
func checkMarkup(t *testing.T, s *site) {
	t.Helper()
	java, jar := need(t, "java"), checker(t, "vnu-jar/build/dist/vnu.jar")
	var files []string
	err := filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".svg")) {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Warnings are left out: the checker takes data blocks for scripts and files of a folder for another origin, and
	// warns that the page's own policy forbids both.
	cmd := exec.Command(java, append([]string{"-Xss4m", "-jar", jar, "--errors-only", "--also-check-svg", "--format", "json", "--exit-zero-always"}, files...)...)
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
		page := strings.TrimPrefix(m.URL, "file:"+s.dir+"/")
		t.Errorf("%s:%d: %s\n%s", page, m.LastLine, m.Message, m.Extract)
	}
	for message, n := range said {
		if n > 3 {
			t.Errorf("%d times in all: %s", n, message)
		}
	}
	t.Log(fmt.Sprintf("%d files checked", len(files)))
}
