package pdfa_test

import (
	"context"
	"os"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// most is the size of a bulletin without its attachments, in bytes.
const most = 250_000

// Every kind of bulletin of the repository's own plan keeps the rules of PDF/A-3a and PDF/UA-1, as far as they can be told
// by a program, and is small enough to be sent by mail.
func TestBulletinsConform(t *testing.T) {
	if testing.Short() {
		t.Skip("many bulletins")
	}
	folder := t.TempDir()
	for _, release := range []string{"2020-Q2", "2020-Q4", "2022-census"} {
		files, faults, err := build.Bulletins(context.Background(), build.BulletinOptions{
			Source: "../../../..", Destination: folder, Release: release, Names: []string{"all"},
			Now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Progress: func(string) {},
		})
		if err != nil || faults.HasErrors() {
			t.Fatal(err, faults)
		}
		if len(files) < 40 {
			t.Errorf("%d bulletins", len(files))
		}
		for _, f := range files {
			content, err := os.ReadFile(f.Path)
			if err != nil {
				t.Fatal(err)
			}
			if size, attached := len(content), pdfa.Attached(t, content); attached == 0 || size-attached > most {
				t.Errorf("%s: %d bytes, of which %d are attachments", f.Path, size, attached)
			}
			for i, fault := range pdfa.Check(t, content) {
				if i == 5 {
					t.Errorf("%s: …", f.Path)
					break
				}
				t.Errorf("%s %s: %s", release, f.Path, fault)
			}
		}
	}
}
