package format

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/dataset"
)

// million is a table like the observations of a province: a hundred indicators in a hundred regions over a hundred periods.
func million() *dataset.Table {
	must := dataset.Constraints{Required: true}
	text := func(name string) dataset.Field {
		return dataset.Field{Name: name, Type: "string", Title: name, Constraints: must}
	}
	t := &dataset.Table{
		Name: "observations", Title: "观测值", Description: "一百万行。",
		Fields: []dataset.Field{
			text("indicator_id"), text("indicator_name"), text("region_code"), text("region_name"), text("period"),
			{Name: "value", Type: "number", Title: "value"}, text("value_unit"), text("status"), text("source_id"), text("source"),
			text("source_kind"), text("release"), {Name: "note", Type: "string", Title: "note"},
		},
	}
	for i := range 100 {
		indicator, name := fmt.Sprintf("INDICATOR_%02d", i), fmt.Sprintf("第%d项指标的名称", i)
		for r := range 100 {
			code, region := fmt.Sprintf("52%04d", r), fmt.Sprintf("第%d县", r)
			for p := range 100 {
				note := ""
				if p%50 == 0 {
					note = "补报两个派出所漏报的数"
				}
				t.Append(indicator, name, code, region, fmt.Sprintf("%d-Q%d", 2000+p/4, p%4+1), fmt.Sprintf("%d.%02d", (i*7919+r*104729+p*1299709)%90000, p),
					"人", "A", "report", "各单位季度报表", "reported", "2020-Q1", note)
			}
		}
	}
	return t
}

// BenchmarkMillionRows writes a million observations in every format at once, as a build does, to files; mb is the memory
// that the run-time had taken from the system by then. The target: 10 seconds on two cores, 1 GiB.
func BenchmarkMillionRows(b *testing.B) {
	t := million()
	tables := map[string]*dataset.Table{"sdmx": SDMX(t, Structure{Agency: "PLAN", Version: SDMXVersion})}
	for b.Loop() {
		dir := b.TempDir()
		if err := dataset.Check([]*dataset.Table{t}); err != nil {
			b.Fatal(err)
		}
		jobs := make(chan func() error, len(All)+1)
		for _, f := range All {
			jobs <- func() error { return toFile(filepath.Join(dir, "all"+f.Suffix), f, t) }
		}
		jobs <- func() error { return toFile(filepath.Join(dir, "all.sdmx.csv"), All[0], tables["sdmx"]) }
		close(jobs)
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				for job := range jobs {
					if err := job(); err != nil {
						b.Error(err)
					}
				}
			})
		}
		workers.Wait()
		csv := filepath.Join(dir, "all.csv")
		err := writeTo(filepath.Join(dir, "all.zip"), func(w io.Writer) error {
			return ZIP(w, about.Date, []Entry{{"all.csv", func() (io.ReadCloser, error) { return os.Open(csv) }}})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "mb")
}

// BenchmarkEachFormat writes the same rows one format at a time, to compare with BenchmarkDuckDB.
func BenchmarkEachFormat(b *testing.B) {
	t := million()
	for _, f := range All {
		b.Run(f.Key, func(b *testing.B) {
			for b.Loop() {
				if err := toFile(filepath.Join(b.TempDir(), "all"+f.Suffix), f, t); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDuckDB has DuckDB write the same rows as CSV and as Parquet (zstd), from a table in its memory.
func BenchmarkDuckDB(b *testing.B) {
	node, err := exec.LookPath("node")
	checkers := filepath.Join("..", "acceptance", "checkers")
	if _, missing := os.Stat(filepath.Join(checkers, "node_modules", "@duckdb", "node-api")); err != nil || missing != nil {
		b.Skip("DuckDB is missing; make checkers installs it")
	}
	dir := b.TempDir()
	if err := toFile(filepath.Join(dir, "all.csv"), All[0], million()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cmd := exec.Command(node, filepath.Join(checkers, "duckdb-bench.mjs"), filepath.Join(dir, "all.csv"), dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var csv, parquet float64
		if _, err := fmt.Fscanf(bytes.NewReader(out), "%f %f", &csv, &parquet); err != nil {
			b.Fatalf("%v in %s", err, out)
		}
		b.ReportMetric(csv, "csv-ms")
		b.ReportMetric(parquet, "parquet-ms")
	}
}

func toFile(name string, f Format, t *dataset.Table) error {
	return writeTo(name, func(w io.Writer) error {
		return f.Write(w, t, About{Date: time.Date(2020, 7, 15, 0, 0, 0, 0, time.UTC)})
	})
}

func writeTo(name string, write func(w io.Writer) error) error {
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	defer out.Close()
	return write(out)
}
