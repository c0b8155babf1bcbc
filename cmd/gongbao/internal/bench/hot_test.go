package bench_test

import (
	"path/filepath"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bench"
	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/chart"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
)

// The hot paths of a build, on a province's plan: 32,000 rows, 2,000 records. Bulletins, formats and pictures have their
// benchmarks beside their packages. Compare two states with make bench-go and make bench-stat.

func province(b *testing.B) (bench.Shape, string) {
	b.Helper()
	s, err := bench.ShapeNamed("province")
	if err != nil {
		b.Fatal(err)
	}
	plan := b.TempDir()
	if err := s.Write(plan); err != nil {
		b.Fatal(err)
	}
	return s, plan
}

func loaded(b *testing.B) (bench.Shape, *model.Plan) {
	b.Helper()
	s, folder := province(b)
	_, plan, faults, err := build.Load(folder)
	if err != nil || len(faults) > 0 {
		b.Fatalf("%d faults, error %v", len(faults), err)
	}
	return s, plan
}

func BenchmarkLoad(b *testing.B) {
	s, folder := province(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, _, err := build.Load(folder); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*s.Rows()), "ns/row")
}

func BenchmarkAssess(b *testing.B) {
	s, plan := loaded(b)
	b.ReportAllocs()
	for b.Loop() {
		analysis.Assess(plan, analysis.Options{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*s.Counties*s.Measures), "ns/record")
}

// BenchmarkPages loads and assesses as well, as every way to a page does.
func BenchmarkPages(b *testing.B) {
	s, folder := province(b)
	b.ReportAllocs()
	for b.Loop() {
		o := build.Options{Source: folder, Destination: filepath.Join(b.TempDir(), "public"), Now: time.Unix(1, 0), Progress: func(string) {}}
		if _, _, err := build.Pages(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*s.Pages()), "ns/page")
}

// BenchmarkChart is one trend as a page has it: three layouts and the option of the interactive chart.
func BenchmarkChart(b *testing.B) {
	s, plan := loaded(b)
	a := analysis.Assess(plan, analysis.Options{})
	result := a.Results(s.IndicatorID(0), s.CountyCode(0))[0]
	b.ReportAllocs()
	for b.Loop() {
		f, ok := figure.NewTrend(a, result)
		if !ok {
			b.Fatal("no figure")
		}
		drawn := chart.Draw(f)
		for _, scene := range []figure.Scene{drawn.Wide, drawn.Narrow, drawn.Large} {
			chart.SVG(scene, chart.SVGOptions{Label: f.Summary})
		}
		if _, err := chart.Option(f, drawn); err != nil {
			b.Fatal(err)
		}
	}
}
