// Package opendata renders a plan and its assessment into open data: one CSV a data set, a Data Package descriptor that
// says what every column means, and checksums. Read is the inverse of Render.
package opendata

import (
	"fmt"
	"path"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
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
	// Dir is the folder in the tree: route.Latest or route.Release(id).
	Dir string
}

// Descriptor is the name of the Data Package descriptor in its folder.
const Descriptor = "datapackage.json"

// Dataset is what the catalogue page shows of one data set.
type Dataset struct {
	Name        string // ASCII, the name of the file and of the page: observations
	Title       string
	Description string
	Rows        int
	Fields      []Field // in the order of the columns
	PrimaryKey  []string
	Files       []File
	// Demonstration says that rows come from a demonstration source; DemonstrationRows counts them.
	Demonstration     bool
	DemonstrationRows int
	Preview           [][]string // the first rows as published, without the header
}

// PreviewRows is the number of rows of a Preview.
const PreviewRows = 20

// File is one form in which a data set is offered.
type File struct {
	Path      string // relative to the site's root
	Format    string // csv
	MediaType string
	Size      int64
	SHA256    string
}

// Render adds the data sets, their descriptor and the folder's own checksums to the tree. It returns the data sets in the
// order of the catalogue. Every cell is held against its field's type and constraints on the way; one that does not fit,
// or that a spreadsheet would run as a formula, is an error that names it.
func Render(t *output.Tree, in Input) ([]Dataset, error) {
	dir := strings.TrimSuffix(in.Dir, "/")
	tables := tablesOf(in)
	if err := check(tables); err != nil {
		return nil, err
	}
	sets := make([]Dataset, len(tables))
	for i := range tables {
		tb := &tables[i]
		name := path.Join(dir, tb.file())
		if err := t.Write(name, tb.writeCSV); err != nil {
			return nil, fmt.Errorf("opendata: %w", err)
		}
		f, _ := t.File(name)
		sets[i] = tb.dataset(f)
	}
	descriptor, err := describe(in, tables, sets)
	if err != nil {
		return nil, err
	}
	if err := t.Add(path.Join(dir, Descriptor), descriptor); err != nil {
		return nil, fmt.Errorf("opendata: %w", err)
	}
	if err := output.ChecksumsBelow(t, dir); err != nil {
		return nil, fmt.Errorf("opendata: %w", err)
	}
	return sets, nil
}
