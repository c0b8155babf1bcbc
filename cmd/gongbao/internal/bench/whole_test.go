package bench_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/bench"
	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
)

// made builds a plan with one of package build's ways.
func made(t *testing.T, way func(context.Context, build.Options) (build.Report, diag.List, error), plan, out string) build.Report {
	t.Helper()
	// A changed cell of a published release is what a draft may have.
	report, faults, err := way(t.Context(), build.Options{Source: plan, Destination: out, Now: time.Unix(1, 0), Draft: true, Progress: func(string) {}})
	if err != nil || len(faults) > 0 {
		t.Fatalf("%d faults, error %v", len(faults), err)
	}
	return report
}

// Plans of the shapes that are measured, but small: every figure is where a reader looks for it, whatever the shape. One
// changed cell changes what speaks of it and nothing else, and a build into the folder of the one before gives what a fresh
// one gives.
func TestWholeSites(t *testing.T) {
	if testing.Short() {
		t.Skip("whole builds")
	}
	for _, s := range []bench.Shape{
		{Name: "wide", Counties: 7, Measures: 3, Quarters: 6},
		{Name: "long", Counties: 2, Measures: 12, Quarters: 40},
		{Name: "tiered", Counties: 12, Measures: 2, Quarters: 4, Tiered: true},
		{Name: "single", Counties: 1, Measures: 1, Quarters: 1},
	} {
		t.Run(s.Name, func(t *testing.T) {
			plan, out, fresh := t.TempDir(), filepath.Join(t.TempDir(), "public"), filepath.Join(t.TempDir(), "public")
			if err := s.Write(plan); err != nil {
				t.Fatal(err)
			}
			report := made(t, build.Run, plan, out)
			if s.Tiered {
				if _, err := os.Stat(filepath.Join(out, "counties", s.CountyCode(0)[:4]+"00", "index.html")); err != nil || report.Pages == 0 {
					t.Errorf("%d pages: %v", report.Pages, err)
				}
				return
			}
			got, err := s.Verify(os.DirFS(out), bench.Own)
			if err != nil {
				t.Error(err)
			}
			if want := s.Wanted(bench.Own); got.Pages != want.Pages || got.InTables != want.InTables || got.InCharts != want.InCharts || got.InCSV != want.InCSV {
				t.Errorf("found %+v, want %+v", got, want)
			}

			before := contents(t, out)
			if err := s.ChangeCell(plan, true); err != nil {
				t.Fatal(err)
			}
			made(t, build.Run, plan, out)
			made(t, build.Run, plan, fresh)
			if err := bench.Same(os.DirFS(out), os.DirFS(fresh)); err != nil {
				t.Error(err)
			}
			changed, after := 0, contents(t, out)
			for path, content := range after {
				if bytes.Equal(before[path], content) {
					continue
				}
				changed++
				// The cell is the first measure's in the first county: records of another measure elsewhere have nothing of it.
				if strings.Contains(path, "/measures/") && strings.HasPrefix(path, "counties/") &&
					!strings.HasPrefix(path, "counties/"+s.CountyCode(0)) && !strings.Contains(path, "/measures/"+s.MeasureID(0)+"/") {
					t.Errorf("%s has changed", path)
				}
			}
			if changed == 0 {
				t.Error("nothing has changed")
			}
			t.Logf("%d of %d files have changed", changed, len(after))
			if _, err := s.Verify(os.DirFS(out), bench.Own); err == nil {
				t.Error("the changed cell stands nowhere")
			}
		})
	}
}

func contents(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = os.ReadFile(filepath.Join(folder, filepath.FromSlash(path)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A page may not cost more allocations than it does now: with sixty thousand pages they are the time.
func TestAllocationsAPage(t *testing.T) {
	if testing.Short() {
		t.Skip("whole builds")
	}
	s := bench.Shape{Name: "allocations", Counties: 30, Measures: 20, Quarters: 16}
	plan := t.TempDir()
	if err := s.Write(plan); err != nil {
		t.Fatal(err)
	}
	made(t, build.Pages, plan, filepath.Join(t.TempDir(), "public")) // what is made once, fonts and templates, is there
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	made(t, build.Pages, plan, filepath.Join(t.TempDir(), "public"))
	runtime.ReadMemStats(&after)
	const most = 6_000
	if a := int(after.Mallocs-before.Mallocs) / s.Pages(); a > most {
		t.Errorf("%d allocations a page, want at most %d", a, most)
	} else {
		t.Logf("%d allocations a page", a)
	}
}

// What a build makes anew after one changed cell is what shows it, and what there is one of. The number of files says so, where
// a time would say how busy the machine is.
func TestFilesOfOneCell(t *testing.T) {
	if testing.Short() {
		t.Skip("whole builds")
	}
	s := bench.Shape{Name: "one cell", Counties: 20, Measures: 6, Quarters: 6}
	plan, dir := t.TempDir(), t.TempDir()
	if err := s.Write(plan); err != nil {
		t.Fatal(err)
	}
	recalling := func(ctx context.Context, o build.Options) (build.Report, diag.List, error) {
		o.Record = filepath.Join(dir, "record", "made")
		return build.Run(ctx, o)
	}
	out := filepath.Join(dir, "public")
	whole := made(t, recalling, plan, out)
	still := made(t, recalling, plan, out)
	if err := s.ChangeCell(plan, true); err != nil {
		t.Fatal(err)
	}
	one := made(t, recalling, plan, out)
	t.Logf("%d files, %d without a change, %d after one cell", whole.Files, still.Made, one.Made)
	const mostStill, mostOne = 190, 430
	if still.Made > mostStill || one.Made > mostOne {
		t.Errorf("%d files were made without a change and %d after one changed cell, want at most %d and %d of %d", still.Made, one.Made, mostStill, mostOne, whole.Files)
	}
	fresh := filepath.Join(dir, "fresh")
	made(t, build.Run, plan, fresh)
	if err := bench.Same(os.DirFS(out), os.DirFS(fresh)); err != nil {
		t.Error(err)
	}
}

// A measure's page of very many counties lists the first; the check knows how many.
func TestManyCounties(t *testing.T) {
	if testing.Short() {
		t.Skip("whole builds")
	}
	s := bench.Shape{Name: "many", Counties: 230, Measures: 2, Quarters: 4}
	plan, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	if err := s.Write(plan); err != nil {
		t.Fatal(err)
	}
	made(t, build.Pages, plan, out)
	got, err := s.Verify(os.DirFS(out), bench.Own)
	if want := s.Wanted(bench.Own); err != nil || got.Pages != want.Pages || got.InTables != want.InTables || got.InCharts != want.InCharts || got.InCSV != want.InCSV {
		t.Errorf("found %+v, want %+v, error %v", got, want, err)
	}
	all := bench.Own
	all.Most = 0
	if _, err := s.Verify(os.DirFS(out), all); err == nil {
		t.Error("a check of all counties on a measure's page passes")
	}
}
