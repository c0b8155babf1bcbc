package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	preview "gongbao/cmd/gongbao/internal/serve"
)

// A writer saves a text, then a table with a fault, then the table without it. The page that is open in the browser follows,
// with the fault over it as long as it is there, and with its place on the page kept; and the end leaves nothing behind.
func TestPreviewFollowsTheInput(t *testing.T) {
	source, temp := t.TempDir(), t.TempDir()
	if err := os.CopyFS(source, os.DirFS("../../testdata/site/yunling")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temp)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready, ended := make(chan string, 1), make(chan error, 1)
	at := time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC)
	go func() {
		ended <- preview.Run(ctx, preview.Options{
			Build: build.Options{Source: source, AsOf: at, Now: at},
			Ready: func(url string) { ready <- url },
			Read:  func(build.State, time.Duration) {},
			Completed: func(err error) {
				if err != nil {
					t.Error(err)
				}
			},
		})
	}()
	var address string
	select {
	case address = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}

	tb := openTab(t)
	tb.open(address + "measures/2-1/index.html")
	tb.arrive(t, "the mark of a preview", `(document.getElementById("preview-mark") || {}).textContent?.includes("预览")`)
	edit := func(name, old, new string) {
		t.Helper()
		file := filepath.Join(source, filepath.FromSlash(name))
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(content), old) {
			t.Fatalf("%s does not contain %q", name, old)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(content), old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(source, "content", "measures", "2-1.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, prose, _ := strings.Cut(strings.TrimPrefix(string(text), "---"), "\n---\n")
	edit("content/measures/2-1.md", strings.TrimSpace(prose), strings.TrimSpace(prose)+"\n\n刚才加上的一段话。\n")
	tb.arrive(t, "the new text", `document.body.textContent.includes("刚才加上的一段话")`)

	edit("data/targets.csv", "\n", "\nNO_SUCH,990100,level,2018,0,2022,1,plan\n")
	tb.arrive(t, "the fault over the page", `document.getElementById("preview-faults")?.textContent.includes("NO_SUCH")`)
	tb.arrive(t, "the page of before below it", `document.body.textContent.includes("刚才加上的一段话")`)
	edit("data/targets.csv", "\nNO_SUCH,990100,level,2018,0,2022,1,plan\n", "\n")
	tb.arrive(t, "no fault any more", `!document.getElementById("preview-faults")`)

	// Data files follow after a while.
	tb.arrive(t, "the data", `(() => { const r = new XMLHttpRequest(); r.open("GET", "/data/latest/observations.csv", false); r.send(); return r.status === 200 })()`)

	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(temp, "gongbao*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
