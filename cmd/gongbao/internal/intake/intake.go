// Package intake reads the workbooks and tables that units send into data/observations/. What a cell says is taken as it is
// meant only where that is beyond doubt, and the report says so; all else is refused with its place and a remedy. One
// refusal keeps everything out: nothing is half imported.
package intake

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/replace"
)

// Options of an import. The ids say what an ordinary table does not; a form of package template says everything itself.
type Options struct {
	Release   string // also keeps forms of other releases out
	Period    model.Period
	Indicator string
	Region    string
	Source    string
}

// Sent is a file that was sent, with the name by which messages call it.
type Sent struct {
	Name    string
	Content []byte
}

// Outcome is what became of a figure.
type Outcome uint8

const (
	Taken   Outcome = iota // a new row
	Revised                // a new row that revises one of an earlier release
	Changed                // a row of the same release has another value now
	Same                   // was there already
)

// Line is what the report says of a cell or a row.
type Line struct {
	At   diag.Place
	Text string // Chinese
}

// Report is what an import did, or would do.
type Report struct {
	Lines    []Line
	Count    [4]int // figures by Outcome
	Respelt  int    // figures whose spelling was changed on the way
	Unfilled int    // cells of forms and tables that were left empty
	Left     int    // rows and columns that were passed over
	// Files are the observation tables as they will be, with their paths below the source folder; none where nothing
	// changes.
	Files []replace.File
}

// reading is a figure as a file has it.
type reading struct {
	at      diag.Place
	o       model.Observation // Status is empty where the file gives none
	said    []string          // how it was read, where that is not plain
	respelt bool
}

// key is what a row of the observations is found by.
type key struct {
	indicator, region, period, source, release string
}

// cellKey is what several sources may speak of.
type cellKey struct {
	indicator, region string
	period            model.Period
}

func keyOf(o *model.Observation) key {
	return key{o.Indicator, o.Region, o.Period.String(), o.Source, o.Release}
}

// Import reads the files into the tables of a source folder. region is the code of the plan's own region. With errors in the
// list there are no files to be written.
func Import(fsys fs.FS, region string, sent []Sent, opt Options) (Report, diag.List) {
	plan, before := load.Load(fsys, region)
	if plan == nil {
		before.Errorf(diag.Place{File: "data"}, "IMPORT-PLAN", "现有的表有错误，没有导入")
		before.Hintf("先改正上面各处（gongbao check），再导入")
		return Report{}, before
	}
	c := newCollector(fsys, plan, opt)
	if c.checkOptions(); c.faults.HasErrors() {
		return c.report, c.faults
	}
	for _, s := range sent {
		c.file(s)
	}
	c.merge()
	if !c.faults.HasErrors() {
		c.verify(fsys, region, before)
	}
	if c.faults.HasErrors() {
		c.report.Files = nil
	}
	c.sort()
	return c.report, c.faults
}

// sort puts lines and faults into the order in which somebody reads what was sent.
func (c *collector) sort() {
	order := map[[2]string]int{}
	for i, s := range c.sheets {
		order[s] = i
	}
	compare := func(a, b diag.Place) int {
		return cmp.Or(
			cmp.Compare(order[[2]string{a.File, a.Sheet}], order[[2]string{b.File, b.Sheet}]),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
		)
	}
	slices.SortStableFunc(c.report.Lines, func(a, b Line) int { return compare(a.At, b.At) })
	slices.SortStableFunc(c.faults, func(a, b diag.Diagnostic) int { return compare(a.Place, b.Place) })
}

// collector gathers what the files say.
type collector struct {
	plan     *model.Plan
	opt      Options
	store    *store
	names    *names
	oneBatch bool // the plan has no releases.csv
	readings []reading
	sheets   [][2]string // file and sheet, in the order in which they were read
	report   Report
	faults   diag.List
	ofCell   map[cellKey][]int // readings
	order    map[string]int    // of indicators and regions, as their tables have them
}

func newCollector(fsys fs.FS, plan *model.Plan, opt Options) *collector {
	_, err := fs.Stat(fsys, "data/releases.csv")
	c := &collector{plan: plan, opt: opt, names: newNames(plan), oneBatch: err != nil, order: map[string]int{}}
	for i := range plan.Indicators {
		c.order[plan.Indicators[i].ID] = i
	}
	for i := range plan.Regions {
		c.order["region "+plan.Regions[i].Code] = i
	}
	c.store = openStore(fsys, c.oneBatch, plan)
	return c
}

// checkOptions reports ids that the plan does not have.
func (c *collector) checkOptions() {
	at := diag.Place{File: "命令行"}
	if c.opt.Release != "" {
		c.release(at, "")
	}
	if id := c.opt.Indicator; id != "" && c.plan.Indicator(id) == nil {
		c.fault(at, "CSV-UNKNOWN-INDICATOR", c.suggest(id, indicatorIDs(c.plan), "data/indicators.csv"), "未知的指标代码 %q", id)
	}
	if id := c.opt.Region; id != "" && c.plan.RegionOf(id) == nil {
		c.fault(at, "CSV-UNKNOWN-REGION", c.suggest(id, regionCodes(c.plan), "data/codelists/regions.csv"), "未知的行政区划代码 %q", id)
	}
	if id := c.opt.Source; id != "" && c.plan.Source(id) == nil {
		c.fault(at, "CSV-UNKNOWN-SOURCE", c.suggest(id, sourceIDs(c.plan), "data/codelists/sources.csv"), "未知的来源代码 %q", id)
	}
}

// fault reports an error, once for a cell: the region of a row is wrong for each of its figures.
func (c *collector) fault(at diag.Place, code, hint, format string, args ...any) {
	if n := len(c.faults); n > 0 && c.faults[n-1].Place == at && c.faults[n-1].Code == code {
		return
	}
	c.faults.Errorf(at, code, format, args...)
	if hint != "" {
		c.faults.Hintf("%s", hint)
	}
}

// leave says that something was passed over.
func (c *collector) leave(at diag.Place, format string, args ...any) {
	c.report.Left++
	c.report.Lines = append(c.report.Lines, Line{at, "没有读取：" + fmt.Sprintf(format, args...)})
}

// release is the id of the batch that a figure belongs to; ok is false where that is unknown, which is reported.
func (c *collector) release(at diag.Place, said string) (id string, ok bool) {
	id = cmp.Or(said, c.opt.Release)
	switch {
	case c.oneBatch && id == "":
		return "", true
	case c.oneBatch:
		c.fault(at, "CSV-UNKNOWN-RELEASE", "先建 data/releases.csv，写上这个批次和公开的时间", "没有批次 %q：本站还没有批次表", id)
		return "", false
	case id == "":
		c.fault(at, "IMPORT-RELEASE", "加 --release 批次，如 --release "+c.plan.Releases[len(c.plan.Releases)-1].ID, "看不出这些数属于哪个发布批次")
		return "", false
	case c.opt.Release != "" && id != c.opt.Release:
		c.fault(at, "IMPORT-OTHER-RELEASE", "拿错了表就换一张；确实要导入这一批，去掉 --release 或改为 --release "+id, "这是批次 %s 的表，而要导入的是 %s", id, c.opt.Release)
		return "", false
	case c.plan.Release(id) == nil:
		c.fault(at, "CSV-UNKNOWN-RELEASE", c.suggest(id, releaseIDs(c.plan), "data/releases.csv"), "未知的发布批次 %q", id)
		return "", false
	}
	return id, true
}

func releaseIDs(p *model.Plan) []string {
	var ids []string
	for _, r := range p.Releases {
		ids = append(ids, r.ID)
	}
	return ids
}

// suggest is the hint about an unknown code.
func (c *collector) suggest(word string, known []string, file string) string {
	if near, ok := diag.Nearest(word, known); ok {
		return fmt.Sprintf("是否为 %q？", near)
	}
	if n := len(known); n > 0 && n <= 12 {
		return fmt.Sprintf("可用的有：%s；全部见 %s", strings.Join(known, "、"), file)
	}
	return "代码见 " + file + "，新的要先加在那里"
}

// merge holds the readings against each other and against what is there.
func (c *collector) merge() {
	seen := map[key]int{}
	c.ofCell = map[cellKey][]int{}
	for i := range c.readings {
		o := &c.readings[i].o
		k := cellKey{o.Indicator, o.Region, o.Period}
		c.ofCell[k] = append(c.ofCell[k], i)
	}
	var added []int // readings that become new rows
	for i := range c.readings {
		r := &c.readings[i]
		k := keyOf(&r.o)
		if earlier, dup := seen[k]; dup {
			e := &c.readings[earlier]
			if !sameValue(e.o.Value, r.o.Value) || r.o.Status != e.o.Status || r.o.Note != e.o.Note && r.o.Note != "" && e.o.Note != "" {
				c.fault(r.at, "IMPORT-TWICE", "同一来源、同一批次的一个数只能有一个：核对后删去一处；确是两个单位各报各的，给它们不同的数据来源",
					"%s 有两个数：这里是 %s，%s 是 %s", c.cell(&r.o), shown(&r.o), e.at, shown(&e.o))
				continue
			}
			c.say(r, Same, "同 "+e.at.String())
			continue
		}
		seen[k] = i
		if old := c.store.find(k); old != nil {
			c.update(r, old)
			continue
		}
		if prior := c.prior(&r.o); prior != nil {
			if sameValue(prior.Value, r.o.Value) && (r.o.Status == "" || r.o.Status == prior.Status) {
				c.say(r, Same, "批次 "+prior.Release+" 已有")
				continue
			}
			c.say(r, Revised, fmt.Sprintf("批次 %s 是 %s，作为修订另记一行", prior.Release, shown(prior)))
		} else {
			c.say(r, Taken, "")
		}
		added = append(added, i)
	}
	if c.faults.HasErrors() {
		return
	}
	slices.SortStableFunc(added, func(i, j int) int {
		a, b := &c.readings[i].o, &c.readings[j].o
		return cmp.Or(
			cmp.Compare(c.order[a.Indicator], c.order[b.Indicator]),
			cmp.Compare(c.order["region "+a.Region], c.order["region "+b.Region]),
			a.Period.Compare(b.Period),
			strings.Compare(a.Source, b.Source),
		)
	})
	for _, i := range added {
		r := &c.readings[i]
		if problem := c.store.add(&r.o, r.at); problem != "" {
			c.fault(r.at, "IMPORT-COLUMN", "在那张表的表头加上这一栏，各行补上逗号", "%s", problem)
			return
		}
	}
}

// update holds a reading against the row that has its key.
func (c *collector) update(r *reading, old *record) {
	o := r.o
	if o.Status == "" {
		o.Status = old.o.Status
		if (o.Value == nil) != (old.o.Value == nil) {
			o.Status = ""
		}
	}
	if o.Note == "" {
		o.Note = old.o.Note
	}
	status := func(o *model.Observation) string { return cmp.Or(o.Status, "A") }
	if sameValue(o.Value, old.o.Value) && status(&o) == status(&old.o) && o.Note == old.o.Note {
		c.say(r, Same, "")
		return
	}
	what := ""
	if !sameValue(o.Value, old.o.Value) {
		what = "原为 " + shown(&old.o)
	} else if status(&o) != status(&old.o) {
		what = "数不变，状态 " + status(&old.o) + " 改为 " + status(&o)
	} else {
		what = "数不变，改写备注"
	}
	if problem := c.store.change(old, &o, r.at); problem != "" {
		c.fault(r.at, "IMPORT-COLUMN", "在那张表的表头加上这一栏，各行补上逗号", "%s", problem)
		return
	}
	c.say(r, Changed, what+"（"+old.place()+"）")
}

// prior is the newest figure that the source gave of the cell in an earlier release.
func (c *collector) prior(o *model.Observation) *model.Observation {
	var found *model.Observation
	for _, cell := range c.plan.Series(o.Indicator, o.Region) {
		if cell.Shown.Period != o.Period {
			continue
		}
		for i := range cell.Rows { // by release
			row := &cell.Rows[i]
			if row.Release == o.Release {
				return found
			}
			if row.Source == o.Source && c.earlier(row.Release, o.Release) {
				found = row
			}
		}
	}
	return found
}

func (c *collector) earlier(a, b string) bool {
	ra, rb := c.plan.Release(a), c.plan.Release(b)
	return ra != nil && rb != nil && ra.PublishedAt.Before(rb.PublishedAt)
}

var outcomes = [...]string{Taken: "收入", Revised: "修订", Changed: "改动", Same: "已有"}

// say puts a figure into the report.
func (c *collector) say(r *reading, what Outcome, more string) {
	c.report.Count[what]++
	if r.respelt {
		c.report.Respelt++
	}
	text := fmt.Sprintf("%s　%s = %s", outcomes[what], c.cell(&r.o), shown(&r.o))
	if more != "" {
		text += "；" + more
	}
	for _, s := range r.said {
		text += "；" + s
	}
	if what != Same {
		for _, other := range c.others(r) {
			text += "；" + other
		}
	}
	c.report.Lines = append(c.report.Lines, Line{r.at, text})
}

// others are the different figures that other sources have of the same cell, in the plan and in what was sent.
func (c *collector) others(r *reading) []string {
	var found []string
	add := func(o *model.Observation) {
		if o.Source != r.o.Source && o.Value != nil && r.o.Value != nil && !o.Projected() && !sameValue(o.Value, r.o.Value) {
			text := fmt.Sprintf("来源 %s 的数是 %s，两个都保留", o.Source, shown(o))
			if !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
	}
	for _, cell := range c.plan.Series(r.o.Indicator, r.o.Region) {
		if cell.Shown.Period == r.o.Period {
			newest := map[string]*model.Observation{}
			for i := range cell.Rows {
				newest[cell.Rows[i].Source] = &cell.Rows[i]
			}
			for i := range cell.Rows {
				if o := &cell.Rows[i]; newest[o.Source] == o {
					add(o)
				}
			}
		}
	}
	for _, i := range c.ofCell[cellKey{r.o.Indicator, r.o.Region, r.o.Period}] {
		add(&c.readings[i].o)
	}
	return found
}

// cell is a figure's name in the report.
func (c *collector) cell(o *model.Observation) string {
	indicator, region := o.Indicator, o.Region
	if in := c.plan.Indicator(o.Indicator); in != nil {
		indicator = in.Name
	}
	if r := c.plan.RegionOf(o.Region); r != nil {
		region = r.Name
	}
	text := fmt.Sprintf("%s，%s，%s，来源 %s", indicator, region, o.Period.Label(), o.Source)
	if o.Release != "" {
		text += "，批次 " + o.Release
	}
	return text
}

// shown is a value with its status where that says something.
func shown(o *model.Observation) string {
	switch {
	case o.Value == nil:
		return "没有数（" + o.Status + "）"
	case o.Status != "" && o.Status != "A":
		return o.Value.String() + "（" + o.Status + "）"
	}
	return o.Value.String()
}

func sameValue(a, b *model.Number) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(*b) == 0
}

// verify loads the plan as it would be. What is wrong then is said of the cell that it came from.
func (c *collector) verify(fsys fs.FS, region string, before diag.List) {
	files := c.store.files()
	if len(files) == 0 {
		return
	}
	_, after := load.Load(overlay{fsys, files}, region)
	known := map[string]bool{}
	for _, d := range before {
		known[d.Code+d.Message] = true
	}
	origins := c.store.origins()
	for _, d := range after {
		if known[d.Code+d.Message] {
			continue
		}
		if at, ok := origins[diag.Place{File: d.File, Line: d.Line}]; ok {
			d.Place = at
		}
		c.faults = append(c.faults, d)
	}
	for _, f := range files {
		c.report.Files = append(c.report.Files, replace.File{Path: f.name, Content: f.content})
	}
}
