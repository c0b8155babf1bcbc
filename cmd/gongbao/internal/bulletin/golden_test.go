package bulletin

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// The drawing log of a bulletin: every mark with its place, in the order of painting and reading. A change of the page
// that nobody meant shows here.
func TestDrawingLog(t *testing.T) {
	c := checkSheets(t, newWorld(fiveCounties...))
	var log strings.Builder
	for i, s := range c.sheets {
		fmt.Fprintf(&log, "page %d\n", i+1)
		for _, m := range s.marks {
			fmt.Fprintln(&log, m.log())
		}
	}
	for _, b := range c.bookmarks {
		fmt.Fprintf(&log, "bookmark %d %.1f %s\n", b.page+1, b.y, b.title)
	}
	const golden = "testdata/city.log"
	if *update {
		if err := os.WriteFile(golden, []byte(log.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(log.String(), "\n"), strings.Split(string(want), "\n")
	if len(gotLines) != len(wantLines) {
		t.Errorf("%d marks, want %d", len(gotLines), len(wantLines))
	}
	const most = 10
	shown := 0
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] && shown < most {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, gotLines[i], wantLines[i])
			shown++
		}
	}
}
