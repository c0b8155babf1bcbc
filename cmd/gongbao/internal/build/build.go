// Package build is the pipeline, in order: load, assess, render, check, publish.
package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/feed"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/opendata"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/publish"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/site"
)

// Options of a build.
type Options struct {
	Source      string    // folder that holds content/ and data/
	Destination string    // folder that the tree replaces
	AsOf        time.Time // overrides the configuration's; zero leaves it to that, then to Now
	Now         time.Time
	Draft       bool   // releases in the destination do not count as published
	SignKey     string // file of the office's minisign key; empty: nothing is signed
	Password    string // of that file
	Progress    func(phase string)
	Signed      bool     // of a shard: the whole will be signed
	Shard       Shard    // see RunShard
	Published   string   // of a shard: folder of the published site
	Parts       []string // where RunShard has put all shards: folders, or addresses that hold several; none: everything is made here
	Record      string   // file that says what the destination was made of (RecordFile); empty: everything is made, nothing recorded

	made func(parts, *output.Tree) // hears what pages were made of, for previews
}

// recalls reports whether a build recalls, or is recalled from.
func (o Options) recalls() bool { return o.Record != "" || o.Shard != (Shard{}) || len(o.Parts) > 0 }

// Report is what a build made.
type Report struct {
	Destination string
	Pages       int
	Files       int
	Bytes       int64
	AsOf        time.Time
	Release     string   // the newest public release
	Made        int      // files that were made; the others are those of the build before
	Kept        int      // releases that had been published and were carried over
	Leftovers   []string // folders of killed builds that could not be deleted
}

type sourceError struct{ folder string }

func (e sourceError) Error() string { return fmt.Sprintf("没有文件夹 %s", e.folder) }
func (e sourceError) Hint() string  { return "用 --source 指明含 content/ 和 data/ 的文件夹" }

// guardSource refuses a destination that holds the source, or is it: replacing the one would delete the other.
func guardSource(source, destination string) error {
	src, err := filepath.EvalSymlinks(source)
	if err != nil {
		return err
	}
	dest, err := filepath.EvalSymlinks(destination)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it holds nothing
	}
	if err != nil {
		return err
	}
	if src, err = filepath.Abs(src); err != nil {
		return err
	}
	if dest, err = filepath.Abs(dest); err != nil {
		return err
	}
	for _, part := range []string{src, filepath.Join(src, "content"), filepath.Join(src, "data")} {
		if rel, err := filepath.Rel(dest, part); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return overlapError{source, destination}
		}
	}
	return nil
}

type overlapError struct{ source, destination string }

func (e overlapError) Error() string {
	return fmt.Sprintf("源文件夹 %s 在输出目录 %s 之内，替换输出目录会删掉它", e.source, e.destination)
}
func (e overlapError) Hint() string { return "用 --destination 换一个输出目录" }

// Run makes the whole tree beside the destination and puts it in place in one step. On any error the destination stays
// as it was and nothing is left beside it. Diagnostics are returned in either case; with errors among them nothing is
// rendered.
func Run(ctx context.Context, o Options) (Report, diag.List, error) {
	in, faults, err := open(o)
	if err != nil || faults.HasErrors() {
		return Report{}, faults, err
	}
	if err := guardSource(o.Source, o.Destination); err != nil {
		return Report{}, faults, err
	}
	key, err := signingKey(o)
	if err != nil {
		return Report{}, faults, err
	}
	stage := publish.Stage
	if o.Record != "" {
		stage = publish.Restage
	}
	staging, err := stage(o.Destination)
	if err != nil {
		return Report{}, faults, err
	}
	defer staging.Abort()
	tree := output.NewTree(staging.Dir)
	if staging.Reused {
		if err := tree.Reuse(output.SpareRecord(o.Record), in.program); err != nil {
			return Report{}, faults, err
		}
	}

	w, err := assess(o, in, o.Destination, key != nil)
	if err != nil {
		return Report{}, faults, err
	}
	switch {
	case len(o.Parts) > 0:
		o.Progress("核对各份")
		scratch, err := publish.Stage(o.Destination) // beside the tree, which takes the files as they are
		if err != nil {
			return Report{}, faults, err
		}
		defer scratch.Abort()
		pasts, wrong, err := join(ctx, w, scratch.Dir)
		if faults = append(faults, wrong...); err != nil || faults.HasErrors() {
			return Report{}, faults, err
		}
		tree.RecallFrom(w.program, pasts...)
	case o.Record != "":
		tree.RecallFrom(w.program, in.past)
	}
	if in.glyphs != (output.Key{}) {
		tree.Remember(in.glyphs, nil, nil)
	}
	parts, err := w.render(ctx, tree)
	if err != nil {
		return Report{}, faults, err
	}
	if o.made != nil {
		o.made(parts, tree)
	}

	conf, plan, assessment := w.conf, w.plan, w.assessment
	report := Report{Destination: o.Destination, AsOf: w.asOf, Kept: w.published.kept}
	if assessment.Release != nil {
		report.Release = assessment.Release.ID
	}
	if !plan.Alone() {
		if err := sealData(tree, key, assessment.Release); err != nil {
			return Report{}, faults, err
		}
	}
	// The manifest first: the checksums cover it. Pages link to both.
	if err := output.Manifest(tree, conf.Title, report.Release); err != nil {
		return Report{}, faults, err
	}
	if err := output.Checksums(tree); err != nil {
		return Report{}, faults, err
	}
	o.Progress("检查")
	if broken := tree.BrokenLinks(); len(broken) > 0 {
		return Report{}, faults, linkError(broken)
	}
	for _, f := range tree.Files() {
		report.Files++
		report.Bytes += f.Size
	}
	report.Pages, report.Made = tree.Pages(), tree.Made()

	o.Progress("发布")
	if err := ctx.Err(); err != nil {
		return Report{}, faults, err
	}
	if err := tree.Clear(); err != nil {
		return Report{}, faults, err
	}
	err = staging.Commit()
	report.Leftovers = staging.Leftovers
	if err == nil && o.Record != "" {
		// Without a record the next build takes longer, and that is all.
		if tree.Record(o.Record, o.Destination, staging.Kept) != nil {
			os.Remove(o.Record)
		}
	}
	return report, faults, err
}

// input is what a build reads.
type input struct {
	conf  config.Config
	whole *model.Plan // with what is not public yet
	asOf  time.Time
	// Of a build that recalls; zero otherwise.
	program output.Key
	past    *output.Past
	glyphs  output.Key // see checkedGlyphs
}

func open(o Options) (input, diag.List, error) {
	o.Progress("读取")
	var in input
	glyphs, passed := missingGlyphs, new(output.Key)
	if o.recalls() {
		var err error
		if in.program, err = programKey(); err != nil {
			return in, nil, err
		}
	}
	if o.Record != "" {
		in.past = output.OpenPast(o.Record, o.Destination, in.program)
		glyphs, passed = checkedGlyphs(in.program, in.past)
	}
	conf, whole, queried, faults, err := loadWith(o.Source, glyphs)
	if err != nil || faults.HasErrors() {
		return input{}, faults, err
	}
	for _, q := range queried { // what the next run may not be told again
		o.Progress(q.String())
	}
	if (o.Shard != (Shard{}) || len(o.Parts) > 0) && o.AsOf.IsZero() && conf.AsOf.IsZero() {
		return input{}, faults, errNoInstant
	}
	in.conf, in.whole, in.asOf, in.glyphs = conf, whole, instant(conf, o), *passed
	return in, faults, nil
}

// work is what a build makes, once everything is read.
type work struct {
	Options
	input
	plan       *model.Plan // what is public
	assessment *analysis.Assessment
	published  *archive
	signed     bool
	ground     output.Key // of a build that recalls or is recalled from; zero otherwise
}

// assess begins the work. archive is the folder whose releases stay as they are.
func assess(o Options, in input, archive string, signed bool) (*work, error) {
	w := &work{Options: o, input: in, signed: signed}
	var err error
	if o.recalls() {
		if w.ground, err = groundOf(o.Source, in.conf, w.program); err != nil {
			return nil, err
		}
	}
	o.Progress("评估")
	w.plan = in.whole.Public(in.asOf)
	w.assessment = analysis.Assess(w.plan, analysis.Options{Tolerance: in.conf.Tolerance})
	w.published, err = openArchive(archive, o.Draft, w.plan, in.conf, w.assessment)
	return w, err
}

// render makes the data files, bulletins, feeds and pages.
func (w *work) render(ctx context.Context, tree *output.Tree) (parts, error) {
	o, conf, plan, assessment, published := w.Options, w.conf, w.plan, w.assessment, w.published
	latest := dataInput(assessment, conf, assessment.Release, route.Latest)
	latest.Versions = published.versions
	if !plan.Alone() {
		latest.Tables = opendata.Tables(latest)
	}
	// Every release keeps its own files, made from what was public at its instant; the newest is also data/latest/.
	var bulletins []site.Bulletin
	for i := range plan.Releases {
		release := &plan.Releases[i]
		if err := ctx.Err(); err != nil {
			return parts{}, err
		}
		then, data := assessment, latest // the newest release's data are the latest ones, but for where they lie
		if i < len(plan.Releases)-1 {
			then = analysis.Assess(plan.Public(release.PublishedAt), analysis.Options{Tolerance: conf.Tolerance})
			data = dataInput(then, conf, release, "")
			data.Versions = published.versions
		}
		data.Dir = route.Release(release.ID)
		o.Progress("数据 " + release.ID)
		if err := published.add(tree, data); err != nil {
			return parts{}, err
		}
		o.Progress("简报 " + release.ID)
		made, err := published.addBulletins(ctx, tree, then, conf, release, w.ground)
		if err != nil {
			return parts{}, err
		}
		bulletins = append(bulletins, made...)
	}
	if err := published.changed(); err != nil {
		return parts{}, err
	}
	of := parts{bulletins: bulletins, signed: w.signed}
	if !plan.Alone() {
		o.Progress("数据")
		datasets, err := opendata.Render(tree, latest)
		if err != nil {
			return parts{}, err
		}
		score := opendata.ScoreOf(latest, datasets, w.signed)
		if err := opendata.RenderSite(tree, latest, datasets, published.issues(tree, plan), score); err != nil {
			return parts{}, err
		}
		if err := ctx.Err(); err != nil {
			return parts{}, err
		}
		of.datasets, of.score = siteDatasets(datasets, published.versions), siteScore(score)

		o.Progress("订阅")
		if err := feed.Render(tree, feed.Input{Assessment: assessment, Config: conf, Bulletins: feedBulletins(bulletins)}); err != nil {
			return parts{}, err
		}
	}
	editions, err := editionInputs(assessment, conf, of)
	if err != nil {
		return parts{}, err
	}
	for _, in := range editions {
		o.Progress("页面 " + in.Assessment.Say.Lang())
		in.Ground = w.ground
		if err := site.Render(tree, in); err != nil {
			return parts{}, err
		}
		if err := ctx.Err(); err != nil {
			return parts{}, err
		}
	}
	return of, nil
}

// instant is the as-of instant of a build: what decides which releases are public.
func instant(conf config.Config, o Options) time.Time {
	at := o.Now
	for _, t := range []time.Time{conf.AsOf, o.AsOf} {
		if !t.IsZero() {
			at = t
		}
	}
	return at
}

// Score is the self-check of a source's open data, as they would be published at an instant; see Options.
func Score(source string, asOf, now time.Time) ([]catalogue.Question, diag.List, error) {
	conf, whole, faults, err := Load(source)
	if err != nil || faults.HasErrors() {
		return nil, faults, err
	}
	at := instant(conf, Options{AsOf: asOf, Now: now})
	a := analysis.Assess(whole.Public(at), analysis.Options{Tolerance: conf.Tolerance})
	return opendata.Score(dataInput(a, conf, a.Release, route.Latest), false), faults, nil
}
