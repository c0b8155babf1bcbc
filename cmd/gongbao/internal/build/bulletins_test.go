package build

import (
	"io"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
)

const repository = "../../../.."

// ready is the repository's own plan, assessed, and the fonts, parsed: what a bulletin needs before it is set.
func ready(tb testing.TB) (config.Config, *analysis.Assessment, *model.Release, *bulletin.Batch) {
	tb.Helper()
	conf, plan, faults, err := Load(repository)
	if err != nil || faults.HasErrors() {
		tb.Fatal(err, faults)
	}
	faces, err := fonts()
	if err != nil {
		tb.Fatal(err)
	}
	release := &plan.Releases[len(plan.Releases)-2] // the newest with figures of the plan's progress
	a := analysis.Assess(plan.Public(release.PublishedAt), analysis.Options{Tolerance: conf.Tolerance})
	return conf, a, release, bulletin.NewBatch(faces, a, conf)
}

// BenchmarkBulletin sets the repository's bulletins, one an operation, all kinds in turn.
func BenchmarkBulletin(b *testing.B) {
	conf, a, release, batch := ready(b)
	subjects := bulletin.Subjects(a)
	pages := 0
	i := 0
	for b.Loop() {
		s := subjects[i%len(subjects)]
		i++
		report, err := batch.Write(io.Discard, issueOf(a.Plan, conf, release, s), s)
		if err != nil {
			b.Fatal(err)
		}
		pages += report.Pages
	}
	b.ReportMetric(float64(pages)/float64(i), "pages/op")
}
