package build

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/deploy"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/publish"
	"gongbao/cmd/gongbao/internal/route"
)

// A plan that is too large for one machine's patience is built in parts: every machine reads and assesses all of it, makes the
// units that are dealt to it and no others, and one of them joins the parts (see join): a build that recalls from them. So a
// part need not be trusted to hold the right units, only to hold what its keys say, and the whole is what a build in one piece
// is. All of that hangs on the same input: a part says in full what it was made of.

// Shard is one of the parts of a build, from 0 to Of-1. The zero Shard is the whole.
type Shard struct{ Number, Of int }

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Of) }

// of says whether a unit with a name is the shard's. What is about one region, measure, indicator or unit belongs together, as
// a page states the sizes of the files beside it. These are dealt out like cards, so that no shard has more than one of a kind
// more than another; whatever else there is goes by its hash. Nothing but the plan decides.
func (s Shard) of(a *analysis.Assessment) func(name string) bool {
	var subjects []string
	for _, r := range slices.Concat(a.Below(), a.Zones) {
		subjects = append(subjects, route.County(r.Code))
	}
	for i := range a.Plan.Measures {
		subjects = append(subjects, route.Measure(a.Plan.Measures[i].ID))
	}
	for i := range a.Plan.Indicators {
		subjects = append(subjects, route.Indicator(a.Plan.Indicators[i].ID))
	}
	for i := range a.Plan.Orgs {
		subjects = append(subjects, route.Org(a.Plan.Orgs[i].ID))
	}
	dealt := map[string]int{}
	for i, name := range subjects {
		dealt[name] = i % s.Of
	}
	return func(name string) bool {
		if parts := strings.SplitAfterN(name, "/", 3); len(parts) == 3 {
			if n, known := dealt[parts[0]+parts[1]]; known {
				return n == s.Number
			}
		}
		h := fnv.New32a()
		h.Write([]byte(name))
		return int(h.Sum32()%uint32(s.Of)) == s.Number
	}
}

// RunShard makes one part of a build, for Run with Parts to join: in the folder Destination, or at the bucket or the server that
// it is the address of. Published is where the published site stands.
func RunShard(ctx context.Context, o Options) (Report, diag.List, error) {
	in, faults, err := open(o)
	if err != nil || faults.HasErrors() {
		return Report{}, faults, err
	}
	if deploy.Remote(o.Destination) {
		var report Report
		err := sendPart(ctx, o, func(folder string) (err error) {
			report, err = makePart(ctx, o, in, folder)
			return err
		})
		return report, faults, err
	}
	if err := guardSource(o.Source, o.Destination); err != nil {
		return Report{}, faults, err
	}
	if err := guardSite(o.Destination); err != nil {
		return Report{}, faults, err
	}
	staging, err := publish.Stage(o.Destination)
	if err != nil {
		return Report{}, faults, err
	}
	defer staging.Abort()
	report, err := makePart(ctx, o, in, staging.Dir)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Report{}, faults, err
	}
	err = staging.Commit()
	report.Leftovers = staging.Leftovers
	return report, faults, err
}

// makePart makes the part in an empty folder.
func makePart(ctx context.Context, o Options, in input, folder string) (Report, error) {
	w, err := assess(o, in, o.Published, o.Signed)
	if err != nil {
		return Report{}, err
	}
	about, err := aboutOf(w)
	if err != nil {
		return Report{}, err
	}
	about.Number, about.Of = o.Shard.Number, o.Shard.Of
	tree, err := output.NewPart(folder, w.program, o.Shard.of(w.assessment))
	if err != nil {
		return Report{}, err
	}
	if _, err := w.render(ctx, tree); err != nil {
		return Report{}, err
	}
	text, err := json.Marshal(about)
	if err != nil {
		return Report{}, err
	}
	if err := tree.Finish(text, fmt.Sprintf("%s：%s，由 gongbao assemble 合并", in.conf.Title, o.Shard)); err != nil {
		return Report{}, err
	}
	report := Report{Destination: o.Destination, AsOf: in.asOf, Pages: tree.Pages()}
	if w.assessment.Release != nil {
		report.Release = w.assessment.Release.ID
	}
	for _, f := range tree.Files() {
		report.Files++
		report.Bytes += f.Size
	}
	return report, nil
}

// errNoInstant: machines' clocks differ, and what is public must not.
var errNoInstant = &diag.Failure{Message: "分份生成没有写明截至何时：各台机器的时钟不同，公开的批次会不一样", Remedy: "各份和合并都加同一个 --as-of，如 --as-of 2020-07-15"}

// guardSite refuses to put a part where a site stands.
func guardSite(destination string) error {
	content, err := os.ReadFile(filepath.Join(destination, output.ManifestFile))
	if err != nil {
		return nil // there is none
	}
	if _, err := output.ReadManifest(content); err != nil {
		return nil
	}
	return &diag.Failure{Message: fmt.Sprintf("%s 里是生成好的站点，不能换成其中一份", destination), Remedy: "用 --destination 另给一个文件夹，如 parts/0"}
}
