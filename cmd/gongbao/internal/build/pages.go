package build

import (
	"context"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/opendata"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/publish"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/site"
)

// Pages is Run without most of what it makes: the home page, a page a county, a measure and a measure in a county, and a CSV
// a county, each as Run makes it but for the files that figures offer. It is what other site generators would make of the
// same plan; their links into the rest of the site lead nowhere. For measurements; see package bench.
func Pages(ctx context.Context, o Options) (Report, diag.List, error) {
	o.Progress("读取")
	conf, whole, faults, err := Load(o.Source)
	if err != nil || faults.HasErrors() {
		return Report{}, faults, err
	}
	if err := guardSource(o.Source, o.Destination); err != nil {
		return Report{}, faults, err
	}
	staging, err := publish.Stage(o.Destination)
	if err != nil {
		return Report{}, faults, err
	}
	defer staging.Abort()
	tree := output.NewTree(staging.Dir)

	o.Progress("评估")
	a := analysis.Assess(whole.Public(instant(conf, o)), analysis.Options{Tolerance: conf.Tolerance})
	o.Progress("数据")
	if err := opendata.RenderRegions(tree, dataInput(a, conf, a.Release, route.Latest)); err != nil {
		return Report{}, faults, err
	}
	if err := ctx.Err(); err != nil {
		return Report{}, faults, err
	}
	o.Progress("页面")
	editions, err := editionInputs(a, conf, parts{})
	if err != nil {
		return Report{}, faults, err
	}
	for _, in := range editions {
		in.Sans, in.SansBold = nil, nil // no pictures for sharing
		if err := site.RenderSome(tree, in, "home", "county", "measure", "countymeasure"); err != nil {
			return Report{}, faults, err
		}
		if err := ctx.Err(); err != nil {
			return Report{}, faults, err
		}
	}
	if err := output.Manifest(tree, conf.Title, ""); err != nil { // publish wants one
		return Report{}, faults, err
	}
	o.Progress("发布")
	report := Report{Destination: o.Destination, Pages: tree.Pages()}
	for _, f := range tree.Files() {
		report.Files++
		report.Bytes += f.Size
	}
	return report, faults, staging.Commit()
}
