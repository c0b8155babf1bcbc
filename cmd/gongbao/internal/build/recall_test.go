package build

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// world is a plan that a test changes, and the places that it is built to.
type world struct {
	t               *testing.T
	source, rebuilt string
	record          string
}

func newWorld(t *testing.T, plan string) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, source: filepath.Join(dir, "source"), rebuilt: filepath.Join(dir, "public"), record: filepath.Join(dir, "record", "made")}
	if err := os.CopyFS(w.source, os.DirFS(plan)); err != nil {
		t.Fatal(err)
	}
	return w
}

// build is a draft: what it changes in a published release is no matter here. ok is false where the input has errors.
func (w *world) build(destination, record string) (Report, bool) {
	w.t.Helper()
	report, faults, err := Run(context.Background(), Options{
		Source: w.source, Destination: destination, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Draft: true,
		Record: record, Progress: func(string) {},
	})
	if faults.HasErrors() {
		return report, false
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return report, true
}

// rebuild builds with the record and without one, compares the trees and gives the number of files that were made; −1 where
// the input has errors.
func (w *world) rebuild(what string) int {
	w.t.Helper()
	report, ok := w.build(w.rebuilt, w.record)
	if !ok {
		return -1
	}
	whole := filepath.Join(w.t.TempDir(), "whole")
	w.build(whole, "")
	if difference := differ(w.t, whole, w.rebuilt); difference != "" {
		w.t.Errorf("%s: %s", what, difference)
	}
	os.RemoveAll(whole)
	return report.Made
}

// differ names the first file that differs between two trees.
func differ(t *testing.T, want, got string) string {
	t.Helper()
	files := func(dir string) map[string]bool {
		found := map[string]bool{}
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				rel, _ := filepath.Rel(dir, name)
				found[rel] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	here, there := files(want), files(got)
	for name := range there {
		if !here[name] {
			return name + " is too much"
		}
	}
	for name := range here {
		a, err := os.ReadFile(filepath.Join(want, name))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(filepath.Join(got, name)); err != nil || !bytes.Equal(a, b) {
			return fmt.Sprintf("%s is not that of a whole build (%v)", name, err)
		}
	}
	return ""
}

// change gives a cell of a table another content, digits for digits and letters for letters.
func (w *world) change(file string, rng *rand.Rand, column int) (what string) {
	w.t.Helper()
	name := filepath.Join(w.source, filepath.FromSlash(file))
	content, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	row := 1 + rng.IntN(len(rows)-1)
	was := rows[row][column]
	switch {
	case was == "":
		rows[row][column] = "改"
	case strings.Trim(was, "0123456789.") == "":
		rows[row][column] = was[:len(was)-1] + string('0'+(was[len(was)-1]-'0'+1+byte(rng.IntN(8)))%10)
	default:
		// Another row's cell, which is more likely to be one that may stand there.
		if other := rows[1+rng.IntN(len(rows)-1)][column]; other != was {
			rows[row][column] = other
		} else {
			rows[row][column] = was + "改"
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%s:%d %s: %q is now %q", file, row+1, rows[0][column], was, rows[row][column])
}

const yunling = "../../testdata/site/yunling"

// After any one cell is another, a build that recalls what it can makes the tree that a whole build makes.
func TestRebuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site thirty times over")
	}
	w := newWorld(t, yunling)
	report, ok := w.build(w.rebuilt, w.record)
	if !ok || report.Made != report.Files {
		t.Fatalf("the first build has made %d of %d files", report.Made, report.Files)
	}
	again := w.rebuild("nothing changed")
	if again < 0 || again >= report.Files-50 {
		t.Errorf("%d of %d files were made though nothing changed", again, report.Files)
	}
	t.Setenv("GONGBAO_BASE_URL", "https://example.gov.cn/test/")
	if made := w.rebuild("another address"); made < report.Files/4 {
		t.Errorf("%d of %d files were made for another address", made, report.Files)
	}
	rng := rand.New(rand.NewPCG(2020, 2))
	for _, table := range []struct {
		file    string
		columns int
	}{{"data/observations/all.csv", 8}, {"data/actions.csv", 6}, {"data/targets.csv", 8}, {"data/indicators.csv", 2}} {
		name := filepath.Join(w.source, filepath.FromSlash(table.file))
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(string(kept), "\n")
		for column := range min(table.columns, strings.Count(header, ",")+1) {
			for range 3 { // until one passes the check of the input
				what := w.change(table.file, rng, column)
				made := w.rebuild(what)
				if err := os.WriteFile(name, kept, 0o644); err != nil {
					t.Fatal(err)
				}
				if made >= 0 {
					t.Logf("%d made: %s", made, what)
					break
				}
			}
		}
	}
}

// flip changes a bit of a file in place: size, name, inode and times stay.
func flip(t *testing.T, name string) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) == 0 {
		return
	}
	content[len(content)/2] ^= 1
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
}

// A record or a file that is damaged is noticed; what it held is made again.
func TestDamagedRecord(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site several times over")
	}
	w := newWorld(t, yunling)
	first, _ := w.build(w.rebuilt, w.record)
	flip(t, w.record)
	if made := w.rebuild("a damaged record"); made != first.Files {
		t.Errorf("%d of %d files were made after the record was damaged", made, first.Files)
	}
	quiet := w.rebuild("a whole record")
	flip(t, filepath.Join(w.rebuilt, "measures", "1-1", "index.html"))
	if made := w.rebuild("a damaged page"); made <= quiet {
		t.Errorf("%d files were made after a page was damaged, %d before", made, quiet)
	}
	for _, tree := range append(beside(t, w.rebuilt), w.rebuilt) { // of two trees that have it one would do
		if err := os.Remove(filepath.Join(tree, "measures", "2-1", "index.html")); err != nil {
			t.Fatal(err)
		}
	}
	if made := w.rebuild("a page that is gone"); made <= quiet {
		t.Errorf("%d files were made after a page was deleted, %d before", made, quiet)
	}
}
