package build

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// shards builds a plan in n parts and joins them.
func shards(t *testing.T, o Options, dir string, n int) (Report, string) {
	t.Helper()
	o.Progress = func(string) {}
	var parts []string
	for i := range n {
		part := o
		part.Destination, part.Shard, part.Published = filepath.Join(dir, fmt.Sprint(i)), Shard{i, n}, o.Destination
		if _, faults, err := RunShard(context.Background(), part); err != nil || faults.HasErrors() {
			t.Fatal(err, faults)
		}
		parts = append(parts, part.Destination)
	}
	o.Parts = parts
	report, faults, err := Run(context.Background(), o)
	if err != nil || faults.HasErrors() {
		t.Fatal(err, faults)
	}
	return report, o.Destination
}

func TestShards(t *testing.T) {
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	whole := filepath.Join(t.TempDir(), "public")
	one, faults, err := Run(context.Background(), Options{Source: yunling, Destination: whole, AsOf: asOf, Progress: func(string) {}})
	if err != nil || faults.HasErrors() {
		t.Fatal(err, faults)
	}
	for _, n := range []int{1, 2, 3, 7} {
		joined := filepath.Join(t.TempDir(), "public")
		report, _ := shards(t, Options{Source: yunling, Destination: joined, AsOf: asOf}, t.TempDir(), n)
		t.Logf("%d of %d files made by the joining of %d", report.Made, report.Files, n)
		if report.Files != one.Files {
			t.Errorf("%d files, want %d", report.Files, one.Files)
		}
		if d := differ(t, whole, joined); d != "" {
			t.Errorf("in %d parts: %s", n, d)
		}
	}
}
