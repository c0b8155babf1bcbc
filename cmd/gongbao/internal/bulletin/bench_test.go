package bulletin

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongbao/themes"
)

// typstBlock is a block as testdata/typst/bench.mjs reads it.
type typstBlock struct {
	Kind    string        `json:"kind"`
	Level   int           `json:"level,omitempty"`
	Text    string        `json:"text"`
	Columns int           `json:"columns,omitempty"`
	Rows    [][]typstCell `json:"rows,omitempty"`
}

type typstCell struct {
	Text string `json:"text"`
	Span int    `json:"span"`
}

// typstBlocks is a bulletin's content without its form: what Typst is given to set. Figures are left out, which favours it.
func typstBlocks(blocks []block) (list []typstBlock) {
	join := func(spans []span) (s string) {
		for _, p := range spans {
			s += p.text
		}
		return s
	}
	cellText := func(c cell) string {
		if s, ok := c.(spoken); ok {
			c = s.textCell
		}
		switch c := c.(type) {
		case *textCell:
			var parts []string
			for _, p := range c.paragraphs {
				if parts = append(parts, join(p.spans)); p.shape {
					parts[len(parts)-1] = p.status.Mark() + p.status.Word()
				}
			}
			return strings.Join(parts, " ")
		case *numberCell:
			return c.text
		case statusCell:
			return c.status.Mark() + c.status.Word()
		case goalCell:
			return c.figure + c.unit
		}
		return ""
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case masthead:
			list = append(list, typstBlock{Kind: "text", Text: b.name + b.number + b.office + b.day})
		case title:
			list = append(list, typstBlock{Kind: "heading", Level: 1, Text: strings.Join(b.phrases, "　")})
		case *heading:
			list = append(list, typstBlock{Kind: "heading", Level: b.level + 1, Text: b.text})
		case annex:
			list = append(list, typstBlock{Kind: "heading", Level: 2, Text: b.label + b.title})
		case *noticeBox:
			list = append(list, typstBlock{Kind: "text", Text: b.title + b.text})
		case *paragraph:
			list = append(list, typstBlock{Kind: "text", Text: join(b.spans)})
		case choice:
			list = append(list, typstBlocks(b.variants[0])...)
		case sideways:
			list = append(list, typstBlocks(b.blocks)...)
		case *table:
			t := typstBlock{Kind: "table", Text: b.caption.label + "　" + b.caption.title, Columns: len(b.columns)}
			for _, rows := range [][]row{b.head, b.rows} {
				for _, r := range rows {
					if r.band != "" {
						t.Rows = append(t.Rows, []typstCell{{r.band, len(b.columns)}})
						continue
					}
					var line []typstCell
					for _, p := range r.cells {
						line = append(line, typstCell{cellText(p.cell), max(p.span, 1)})
					}
					t.Rows = append(t.Rows, line)
				}
			}
			list = append(append(list, t), typstBlocks(b.after)...)
		}
	}
	return list
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the most that this process ever held, in bytes: fonts, plans and test binary included.
func peakMemory(tb testing.TB) int64 {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	const kilobyte = 1024 // Linux counts in these
	return u.Maxrss * kilobyte
}

// BenchmarkAHundred sets a hundred bulletins of about four pages, fonts parsed already, and says what one takes of the
// processor (cpu-ms/bulletin), of memory (MB-RSS, the process's peak) and of the disk; and, where testdata/typst is installed (make bench does it), what Typst takes
// for the same content.
func BenchmarkAHundred(b *testing.B) {
	const documents = 100
	batches := make([]*Batch, documents/5)
	var w *world
	for i := range batches {
		names := make([]string, len(fiveCounties))
		for j, name := range fiveCounties { // other names, so that no two documents are alike
			names[j] = string([]rune("东南西北中上下前后里外大小新老高低远近长")[i]) + name
		}
		w = newWorld(names...)
		batches[i] = w.batch(b)
	}
	subject := func(i int) (*Batch, Subject) {
		batch := batches[i/5]
		return batch, Subject{OfCounty, batch.a.Counties[i%5].Code}
	}
	var pages, bytes int
	var spent time.Duration
	for b.Loop() {
		before := processorTime(b)
		for i := range documents {
			batch, s := subject(i)
			counted := &counter{}
			report, err := batch.Write(counted, w.issue(), s)
			if err != nil {
				b.Fatal(err)
			}
			pages += report.Pages
			bytes += counted.n
		}
		spent += processorTime(b) - before
	}
	n := float64(documents * b.N)
	b.ReportMetric(float64(spent.Milliseconds())/n, "cpu-ms/bulletin")
	b.ReportMetric(float64(pages)/n, "pages/bulletin")
	b.ReportMetric(float64(bytes)/n/1000, "KB/bulletin")
	b.ReportMetric(float64(peakMemory(b))/1e6, "MB-RSS")

	node, err := exec.LookPath("node")
	if _, missing := os.Stat("testdata/typst/node_modules"); err != nil || missing != nil {
		b.Log("Typst is not installed: make bench")
		return
	}
	var contents [][]typstBlock
	for i := range documents {
		batch, s := subject(i)
		e, err := batch.edition(w.issue(), s)
		if err != nil {
			b.Fatal(err)
		}
		e.write()
		contents = append(contents, typstBlocks(e.blocks))
	}
	folder := b.TempDir()
	set, err := themes.Fonts()
	if err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"a.ttf": set.SerifRegular, "b.ttf": set.SerifBold, "c.ttf": set.SansRegular, "d.ttf": set.SansBold} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	encoded, err := json.Marshal(contents)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(folder, "documents.json")
	if err := os.WriteFile(file, encoded, 0o644); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(node, "bench.mjs", folder, file)
	cmd.Dir, cmd.Stderr = "testdata/typst", os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	var typst struct{ Milliseconds, Bytes, Memory float64 }
	if err := json.Unmarshal(out, &typst); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(typst.Milliseconds, "typst-cpu-ms/bulletin")
	b.ReportMetric(typst.Bytes/1000, "typst-KB/bulletin")
	b.ReportMetric(typst.Memory/1e6, "typst-MB-RSS")
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

var _ io.Writer = (*counter)(nil)
