package main

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkBuild is the whole pipeline on the repository's own plan, into a fresh folder each time.
func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		app := &app{out: io.Discard, err: io.Discard, now: time.Now}
		if status := app.run(context.Background(), []string{"build", "-s", repository, "-d", filepath.Join(b.TempDir(), "public")}); status != exitDone {
			b.Fatalf("exit status %d", status)
		}
	}
}
