// Package opendata renders a plan and its assessment into open data: the data sets in every format, descriptors that say
// what every column means, a package of everything, and checksums. Read is the inverse of Render.
package opendata

import (
	"fmt"
	"io"
	"path"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/format"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/wording"
)

// Input is what is rendered.
type Input struct {
	// Plan holds public rows only (model.Plan.Public).
	Plan *model.Plan
	// Assessment of the plan; nil leaves out the data sets assessments and measure_status.
	Assessment *analysis.Assessment
	Config     config.Config
	// Release is the newest one in the plan: the version and the date of the data. nil in a plan without releases.
	Release *model.Release
	// Versions are the semantic versions of the plan's releases, by id.
	Versions map[string]string
	// RuleTitle says what a rule of the check looks for; nil leaves its code.
	RuleTitle func(code string) string
	// Dir is the folder in the tree: route.Latest or route.Release(id).
	Dir string
	// Tables are what Tables makes of the rest, where somebody has made them already.
	Tables []*dataset.Table
}

func (in Input) version() string {
	if in.Release == nil {
		return ""
	}
	return in.Versions[in.Release.ID]
}

// PreviewRows is how many rows a data set's page shows.
const PreviewRows = 20

// Render adds the data sets, what describes them and the folder's own checksums to the tree. It returns the data sets in
// the order of the catalogue. Every cell is held against its field's type and constraints on the way; one that does not
// fit, or that a spreadsheet would run as a formula, is an error that names it. A part of a tree gets its files of data sets and
// nothing that describes them.
func Render(t *output.Tree, in Input) ([]catalogue.Dataset, error) {
	tables := in.Tables
	if tables == nil {
		tables = Tables(in)
	}
	if err := dataset.Check(tables); err != nil {
		return nil, fmt.Errorf("opendata: %w", err)
	}
	folder := in.folder()
	for _, tb := range tables {
		folder.Sets = append(folder.Sets, catalogue.Dataset{Table: tb, Coverage: coverage(in.Plan, tb)})
	}
	steps := []func(*output.Tree, *catalogue.Folder) error{in.writeFormats, in.sdmx, in.geo, in.describe, in.bundle}
	if t.Partial() {
		steps = steps[:2]
	}
	for _, step := range steps {
		if err := step(t, &folder); err != nil {
			return nil, fmt.Errorf("opendata: %w", err)
		}
	}
	if t.Partial() {
		return folder.Sets, nil
	}
	if err := output.ChecksumsBelow(t, folder.Dir); err != nil {
		return nil, fmt.Errorf("opendata: %w", err)
	}
	return folder.Sets, nil
}

func (in Input) folder() catalogue.Folder {
	return catalogue.Folder{Plan: in.Plan, Config: in.Config, Release: in.Release, Version: in.version(), Dir: strings.TrimSuffix(in.Dir, "/")}
}

// writeFormats writes every table in every format, several at a time. The error is that of the first file in the order of
// the catalogue that failed, whichever worker was quicker.
func (in Input) writeFormats(t *output.Tree, folder *catalogue.Folder) error {
	type job struct {
		set    *catalogue.Dataset
		format format.Format
		file   *catalogue.File
	}
	var jobs []job
	keys := map[*catalogue.Dataset]output.Key{}
	for i := range folder.Sets {
		set := &folder.Sets[i]
		keys[set] = in.tableKey(set)
		set.Files = make([]catalogue.File, len(format.All))
		for n, f := range format.All {
			jobs = append(jobs, job{set, f, &set.Files[n]})
		}
	}
	errs := make([]error, len(jobs))
	parallel.Each(len(jobs), func(i int) {
		j := jobs[i]
		name := path.Join(folder.Dir, j.set.Name+j.format.Suffix)
		key := output.NewKey(j.format.Key).Key(keys[j.set]).Sum()
		errs[i] = t.Keep(key, name, func(w io.Writer) error { return j.format.Write(w, j.set.Table, in.about(j.set)) })
		f, _ := t.File(name)
		*j.file = catalogue.File{Path: name, Format: j.format.Key, Name: j.format.Name, MediaType: j.format.MediaType, Size: f.Size, SHA256: f.SHA256}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// about is what files of a data set say of themselves.
func (in Input) about(set *catalogue.Dataset) format.About {
	a := format.About{Site: in.Config.Title, Publisher: in.Config.Publisher.Name, Licence: licence(in.Config.Licence)}
	if in.Release != nil {
		a.Release, a.Date = in.Release.ID+" "+in.Release.Title, in.Release.PublishedAt
	}
	if set.Demonstration > 0 {
		a.Notice = wording.DemonstrationMark
	}
	return a
}

func licence(l config.Licence) string {
	return strings.Join(strings.Fields(strings.Join([]string{l.Title, l.Name, l.URL}, " ")), " ")
}
