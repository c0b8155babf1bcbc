// Package load reads content/ and data/ into a plan. Every fault of every file is found in one run and has the place of
// the very field, in characters; what a fault makes doubtful is not reported again elsewhere.
//
// It is the only package that imports the text encodings. Reading order: code lists, measures and indicators, which
// refer to each other, then sections, documents, releases, targets, observations and actions, then what can only be checked when
// all is there.
package load

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/prose"
	"gongbao/cmd/gongbao/internal/yamlmap"
)

// Files below the source folder. Of the tables, regions.csv and indicators.csv must be there; sources.csv, orgs.csv and
// releases.csv must where something refers to them; the others may be missing.
const (
	configFile    = "content/gongbao.yaml"
	sectionFolder = "content/sections"
	measureFolder = "content/measures"
	documentDir   = "content/documents"
	regionFile    = "data/codelists/regions.csv"
	orgFile       = "data/codelists/orgs.csv"
	sourceFile    = "data/codelists/sources.csv"
	statusFile    = "data/codelists/obs_status.csv"
	indicatorFile = "data/indicators.csv"
	targetFile    = "data/targets.csv"
	releaseFile   = "data/releases.csv"
	actionFile    = "data/actions.csv"

	acknowledgementFile = "data/acknowledgements.csv"

	observationsDir = "data/observations"
)

// Load reads the plan of a region. With errors in the list the plan is nil: nothing can be built from it.
func Load(fsys fs.FS, region string) (*model.Plan, diag.List) {
	plan, _, faults := LoadPlaces(fsys, region)
	return plan, faults
}

// LoadPlaces is Load that also tells where the plan's parts stand. With errors in the list both are nil.
func LoadPlaces(fsys fs.FS, region string) (*model.Plan, *Places, diag.List) {
	l := newLoader(fsys)
	l.plan.Region = region
	l.refuseSpecial()
	l.regions()
	l.orgs()
	l.sources()
	l.statuses()
	if !l.alone {
		l.measures()
	}
	l.indicators()
	l.linkMeasures()
	l.sections()
	l.documents()
	l.releases()
	l.targets()
	l.observations()
	l.actions()
	l.acknowledgements()

	l.checkHome()
	l.checkLinks()
	l.checkFiles()
	plan := model.NewPlan(l.plan)
	l.checkPlan(plan)
	l.faults.Sort()
	if l.faults.HasErrors() {
		return nil, nil, l.faults
	}
	places := &Places{l: l, plan: plan, Texts: l.texts}
	for _, link := range l.links {
		if link.Scheme == prose.Address {
			places.Links = append(places.Links, link)
		}
	}
	return plan, places, l.faults
}

type loader struct {
	fsys   fs.FS
	faults diag.List
	plan   model.Plan

	interned map[string]string
	periods  map[string]model.Period

	regionCodes, orgIDs, sourceIDs, statusCodes *codelist
	measureIDs, indicatorIDs, sectionIDs        *codelist
	documentIDs                                 *codelist
	releaseIDs                                  *codelist

	regionOf    map[string]*model.Region
	indicatorOf map[string]*model.Indicator
	before      map[string]string // region code to the one that it succeeds

	indicatorMeasureAt map[string]diag.Place     // where indicators.csv names an indicator's measure
	listed             map[string][]yamlmap.Item // the indicators that a measure's file lists; absent without the key

	// alone is a source without data/: its documents are all there is.
	alone bool

	links []prose.Link
	texts []Text

	acknowledgedAt []diag.Place

	targetAt []targetPlace
	// observedAt belongs to the plan's observations, row by row.
	observedAt []rowPlace
	tableFiles []tableFile
	queried    []Queried

	refused   map[string]bool // what is no file
	positions map[*model.Observation]int
}

func newLoader(fsys fs.FS) *loader {
	l := &loader{
		fsys:     fsys,
		interned: map[string]string{}, periods: map[string]model.Period{},
		regionOf: map[string]*model.Region{}, indicatorOf: map[string]*model.Indicator{}, before: map[string]string{},
		indicatorMeasureAt: map[string]diag.Place{}, listed: map[string][]yamlmap.Item{},
		refused: map[string]bool{},
	}
	l.regionCodes = newCodelist("行政区划代码", "CSV-UNKNOWN-REGION", regionFile)
	l.orgIDs = newCodelist("单位", "CSV-UNKNOWN-ORG", orgFile)
	l.sourceIDs = newCodelist("来源代码", "CSV-UNKNOWN-SOURCE", sourceFile)
	l.statusCodes = newCodelist("数据状态", "CSV-UNKNOWN-STATUS", statusFile)
	l.indicatorIDs = newCodelist("指标代码", "CSV-UNKNOWN-INDICATOR", indicatorFile)
	l.releaseIDs = newCodelist("发布批次", "CSV-UNKNOWN-RELEASE", releaseFile)
	l.measureIDs = newCodelist("措施编号", "CSV-UNKNOWN-MEASURE", measureFolder)
	l.sectionIDs = newCodelist("章节", "CSV-UNKNOWN-SECTION", sectionFolder)
	l.documentIDs = newCodelist("文档", "LINK-UNKNOWN", documentDir)
	l.alone = len(l.entries(documentDir)) > 0 && len(l.entries("data")) == 0
	l.regionCodes.needed, l.indicatorIDs.needed = !l.alone, !l.alone
	return l
}

// checkFiles reports the tables that are missing and needed, and files that look like a misspelt table.
func (l *loader) checkFiles() {
	for _, list := range []*codelist{l.regionCodes, l.orgIDs, l.sourceIDs, l.indicatorIDs, l.releaseIDs} {
		if list.state == missing && list.needed {
			l.faults.Errorf(diag.Place{File: list.file}, "FILE-MISSING", "没有 %s", list.file)
			l.faults.Hintf("新建此文件，首行写表头：%s", list.header)
		}
	}
	known := []string{regionFile, orgFile, sourceFile, statusFile, indicatorFile, targetFile, releaseFile, actionFile, acknowledgementFile}
	for _, dir := range []string{"data", "data/codelists"} {
		for _, e := range l.entries(dir) {
			file := path.Join(dir, e.Name())
			if e.IsDir() || l.refused[file] || !strings.EqualFold(path.Ext(file), ".csv") || slices.Contains(known, file) {
				continue
			}
			l.faults.Warnf(diag.Place{File: file}, "FILE-UNKNOWN", "不认识这张表，没有读取")
			if i := nearestFile(file, known); i >= 0 {
				l.faults.Hintf("是否应为 %s？", known[i])
			} else {
				l.faults.Hintf("观测值放在 %s 之下，其余的表见 README", observationsDir)
			}
		}
	}
}

// nearestFile finds the known file whose own name resembles a file's, in whichever folder.
func nearestFile(file string, known []string) int {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = path.Base(k)
	}
	near, _ := diag.Nearest(path.Base(file), names)
	return slices.Index(names, near)
}

// entries are the visible entries of a folder, by name; none where the folder is missing.
func (l *loader) entries(dir string) []fs.DirEntry {
	all, _ := fs.ReadDir(l.fsys, dir)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$") // editors' and Excel's own
	})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
