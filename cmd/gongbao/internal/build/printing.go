package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/replace"
	"gongbao/cmd/gongbao/internal/route"
)

// BulletinOptions of a run that makes bulletins alone.
type BulletinOptions struct {
	Source      string
	Destination string   // a folder, which is made where it is not there
	Release     string   // its id; empty for the newest that the audience may see
	Names       []string // city, 520525, measure-1-6, org-police, all; none stands for city
	Internal    bool     // releases that are not public yet are among those to choose from
	AsOf        time.Time
	Now         time.Time
	Progress    func(phase string)
}

// BulletinFile is a bulletin that was written.
type BulletinFile struct {
	Path  string
	Pages int
	Size  int64
}

// UnknownError is a release or a bulletin that the plan does not have. Its texts are Chinese.
type UnknownError struct{ text, hint string }

func (e UnknownError) Error() string { return e.text }
func (e UnknownError) Hint() string  { return e.hint }

// leakError refuses to put what is not public yet where it would be published.
type leakError struct{ folder string }

func (e leakError) Error() string {
	return fmt.Sprintf("%s 属于公开的网站文件夹，未发布的简报不写进去", e.folder)
}
func (e leakError) Hint() string { return "用 --destination 换一个文件夹" }

// Bulletins makes bulletins of one release and writes them to a folder: all of them, or none. What is not public yet is
// marked on every page and never written below a published tree.
func Bulletins(ctx context.Context, o BulletinOptions) ([]BulletinFile, diag.List, error) {
	o.Progress("读取")
	conf, whole, faults, err := Load(o.Source)
	if err != nil || faults.HasErrors() {
		return nil, faults, err
	}
	asOf := o.Now
	for _, t := range []time.Time{conf.AsOf, o.AsOf} {
		if !t.IsZero() {
			asOf = t
		}
	}
	release, err := chosenRelease(whole, o, asOf)
	if err != nil {
		return nil, faults, err
	}
	internal := release.PublishedAt.After(asOf)
	if internal {
		if folder, published := publishedAbove(o.Destination, filepath.Join(o.Source, "public")); published {
			return nil, faults, leakError{folder}
		}
	}
	faces, err := fonts()
	if err != nil {
		return nil, faults, err
	}
	o.Progress("评估")
	a := analysis.Assess(whole.Public(release.PublishedAt), analysis.Options{Tolerance: conf.Tolerance})
	subjects, err := chosenSubjects(a, o.Names)
	if err != nil {
		return nil, faults, err
	}
	o.Progress("简报 " + release.ID)
	batch := bulletin.NewBatch(faces, a, conf)
	files, contents, errs := make([]BulletinFile, len(subjects)), make([]bytes.Buffer, len(subjects)), make([]error, len(subjects))
	parallel.Each(len(subjects), func(i int) {
		if errs[i] = ctx.Err(); errs[i] != nil {
			return
		}
		issue := issueOf(a.Plan, conf, release, subjects[i])
		issue.Internal = internal
		report, err := batch.Write(&contents[i], issue, subjects[i])
		var missing bulletin.MissingGlyphErrors
		if errors.As(err, &missing) {
			err = inputError{missing.Error(), err}
		}
		errs[i] = err
		files[i] = BulletinFile{
			Path: filepath.Join(o.Destination, path.Base(bulletinPath(release.ID, subjects[i]))), Pages: report.Pages, Size: int64(contents[i].Len()),
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, faults, err
		}
	}
	bulletins := make([]replace.File, len(files))
	for i := range files {
		bulletins[i] = replace.File{Path: files[i].Path, Content: contents[i].Bytes()}
	}
	if err := replace.Files(bulletins...); err != nil {
		return nil, faults, &output.WriteError{Path: o.Destination, Err: err}
	}
	return files, faults, nil
}

// chosenRelease is the release asked for, or the newest, among those that the audience may see.
func chosenRelease(p *model.Plan, o BulletinOptions, asOf time.Time) (*model.Release, error) {
	var open []*model.Release
	var ids []string
	for i := range p.Releases {
		if r := &p.Releases[i]; o.Internal || !r.PublishedAt.After(asOf) {
			open = append(open, r)
			ids = append(ids, r.ID)
		}
	}
	if len(open) == 0 {
		return nil, UnknownError{"还没有已公开的批次", "用 --audience internal 生成未发布的简报"}
	}
	if o.Release == "" {
		return open[len(open)-1], nil
	}
	for _, r := range open {
		if r.ID == o.Release {
			return r, nil
		}
	}
	if r := p.Release(o.Release); r != nil {
		return nil, UnknownError{
			fmt.Sprintf("批次 %s 到 %s 才公开", r.ID, r.PublishedAt.Format("2006-01-02 15:04 -07:00")), "用 --audience internal 生成未发布的简报",
		}
	}
	return nil, UnknownError{fmt.Sprintf("没有批次 %q", o.Release), nearest(o.Release, ids)}
}

// chosenSubjects are the bulletins asked for by the names of their files.
func chosenSubjects(a *analysis.Assessment, names []string) ([]bulletin.Subject, error) {
	all := bulletin.Subjects(a)
	var known []string
	for _, s := range all {
		known = append(known, strings.TrimSuffix(path.Base(bulletinPath("x", s)), ".pdf"))
	}
	if len(names) == 0 {
		names = []string{known[0]}
	}
	if slices.Contains(names, "all") {
		return all, nil
	}
	var chosen []bulletin.Subject
	for _, name := range names {
		at := slices.Index(known, strings.TrimSuffix(name, ".pdf"))
		if at < 0 {
			return nil, UnknownError{fmt.Sprintf("没有简报 %q", name), nearest(name, known)}
		}
		if !slices.Contains(chosen, all[at]) {
			chosen = append(chosen, all[at])
		}
	}
	return chosen, nil
}

func nearest(name string, known []string) string {
	if near, ok := diag.Nearest(name, known); ok {
		return fmt.Sprintf("是否为 %q？", near)
	}
	const most = 6
	text := strings.Join(known[:min(len(known), most)], "、")
	if len(known) > most {
		text += " 等"
	}
	return "可用的有：" + text
}

// publishedAbove reports whether a folder is, or lies in, one that is published: the source's own public/, or any that
// holds a site's manifest.
func publishedAbove(folder, public string) (where string, published bool) {
	at := resolved(folder)
	if root := resolved(public); at == root || strings.HasPrefix(at, root+string(filepath.Separator)) {
		return public, true
	}
	for {
		if _, err := os.Stat(filepath.Join(at, route.Manifest)); err == nil {
			if _, err := os.Stat(filepath.Join(at, route.Checksums)); err == nil {
				return at, true
			}
		}
		up := filepath.Dir(at)
		if up == at {
			return "", false
		}
		at = up
	}
}

// resolved is a path without links, as far as it is there.
func resolved(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	for rest := ""; ; {
		if real, err := filepath.EvalSymlinks(full); err == nil {
			return filepath.Join(real, rest)
		}
		up := filepath.Dir(full)
		if up == full {
			return filepath.Join(full, rest)
		}
		rest, full = filepath.Join(filepath.Base(full), rest), up
	}
}
