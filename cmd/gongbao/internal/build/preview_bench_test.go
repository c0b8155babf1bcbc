//go:build unix

package build

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkPreview is what a saved file costs until the page that is open can be shown: reading the example again, and making
// the page of a measure. The 40 ms that the watcher waits for editors and the browser's own time come on top.
func BenchmarkPreview(b *testing.B) {
	source := b.TempDir()
	for _, part := range []string{"content", "data"} {
		if err := os.CopyFS(filepath.Join(source, part), os.DirFS(filepath.Join("../../../..", part))); err != nil {
			b.Fatal(err)
		}
	}
	p, err := NewPreview(Options{Source: source, Now: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	file := filepath.Join(source, "content", "measures", "1-1.md")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	save := func(n int) {
		if err := os.WriteFile(file, fmt.Appendf(nil, "%s\n第 %d 次改动。\n", text, n), 0o644); err != nil {
			b.Fatal(err)
		}
		if state, err := p.Refresh(); err != nil || state.Stale {
			b.Fatalf("save %d: %v, stale: %v", n, err, state.Stale)
		}
		if _, err := p.File("measures/1-1/index.html"); err != nil {
			b.Fatal(err)
		}
	}
	save(0) // the first reads fonts and theme
	before := processorTime(b)
	b.ResetTimer()
	for n := range b.N {
		save(n + 1)
	}
	b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// processorTime is what the process has used so far, in whatever company.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
