// Package catalogue describes a folder of data sets for programs: Data Package, CSVW, DCAT-AP, schema.org, OpenAPI and a
// plain index, one file a vocabulary. What it says of a file (size, hash, columns) is taken from the file as it was
// written, so that no description can be ahead of its data.
package catalogue

import (
	"strings"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
)

// Acknowledgements is the data set of what the office has checked and found right. It says nothing of a release that its
// figures do not, and grows when somebody has looked: unlike all others it is not compared with published ones.
const Acknowledgements = "acknowledgements"

// Folder is what is described: the data sets of one release.
type Folder struct {
	Plan   *model.Plan
	Config config.Config
	// Release is the newest one in the plan; nil in a plan without releases.
	Release *model.Release
	Version string // semantic: 1.2.0; empty in a plan without releases
	Dir     string // in the tree: data/latest/ or data/releases/2020-Q1/
	Sets    []Dataset
}

// Dataset is a table and the files that hold it, the canonical one first.
type Dataset struct {
	*dataset.Table
	Files []File
	Coverage
}

// File is one form in which a data set is offered.
type File struct {
	Path      string // relative to the site's root
	Format    string // key: csv, xlsx …
	Name      string // for a reader: CSV（Excel 用）
	MediaType string
	Size      int64
	SHA256    string
}

// base is the folder's name in the file's path: observations.csv.
func (f File) base() string { return f.Path[strings.LastIndexByte(f.Path, '/')+1:] }

// Coverage is what rows a data set has.
type Coverage struct {
	// First and Last are the bounds of the period column; zero where there is none.
	First, Last model.Period
	Regions     int      // how many regions have rows; 0 where there is no such column
	SourceIDs   []string // in the order of their table
	Missing     int      // rows without a value
	// Frequency that is promised: that of the most frequent indicator with rows; 0 where rows come as they come.
	Frequency model.Frequency
	// Gaps are sentences about what is not there.
	Gaps []string
}
