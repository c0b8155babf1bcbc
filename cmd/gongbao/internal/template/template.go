// Package template makes the workbooks that units fill in: what a release needs from them, with last period's figures beside
// the empty cells. Package intake reads them back by the codes that stand in the hidden columns.
package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/workbook"
)

// The layout of a form. Its first row holds, in the hidden columns, what it is a form of; the header is its third.
const (
	Mark      = "gongbao-form-1" // first cell of every sheet to be filled in
	HeaderRow = 3
)

// The columns of a form, from 0.
const (
	IndicatorColumn = iota // hidden, as are the next two
	RegionColumn
	PeriodColumn
	NameColumn
	UnitColumn
	RegionNameColumn
	PeriodNameColumn
	LastPeriodColumn
	LastColumn
	ValueColumn
	StatusColumn
	SourceColumn
	NoteColumn
	DefinitionColumn
)

// CodeSheet is the sheet with the lists that cells are chosen from.
const CodeSheet = "代码表"

// GuideSheet is the sheet that says how to fill in the others.
const GuideSheet = "填报说明"

var columns = []workbook.Column{
	{Width: 12, Hidden: true}, {Width: 12, Hidden: true}, {Width: 12, Hidden: true},
	{Width: 28}, {Width: 10}, {Width: 20}, {Width: 17}, {Width: 17}, {Width: 13}, {Width: 14}, {Width: 18}, {Width: 28}, {Width: 22}, {Width: 54},
}

var header = []string{
	"indicator_id", "region_code", "period",
	"指标", "计量单位", "地区", "时期", "上期", "上期数", "本期数", "数据状态", "数据来源", "备注", "口径",
}

// Request is what the workbooks are for.
type Request struct {
	Release string       // id
	Period  model.Period // the figures that the release brings are of periods that end within it
	Org     string       // id of the unit that reports; empty: every one, a workbook each
	Region  string       // code; empty: every one
	Source  string       // source id for all figures; empty: the source that the series has had so far
	// Publisher and Contact are the office that collects; both may be empty.
	Publisher, Contact string
}

// Form is a workbook for one unit.
type Form struct {
	Org   string // id; empty for indicators without a reporting unit
	Name  string // of the file, without extension
	Book  workbook.Book
	Cells int // to be filled in
}

// line is one figure that is asked for.
type line struct {
	indicator *model.Indicator
	region    *model.Region
	period    model.Period
}

// Make returns the workbooks, by unit in the order of orgs.csv. The list is empty where nothing is due.
func Make(p *model.Plan, r Request) []Form {
	byOrg := map[string][]line{}
	for i := range p.Indicators {
		in := &p.Indicators[i]
		if r.Org != "" && in.Org != r.Org {
			continue
		}
		org := in.Org
		if r.Region != "" && r.Org == "" {
			org = "" // one workbook for the county, whoever reports
		}
		for _, period := range within(r.Period, in.Frequency) {
			for _, region := range reporting(p, in, period) {
				if r.Region == "" || region.Code == r.Region {
					byOrg[org] = append(byOrg[org], line{in, region, period})
				}
			}
		}
	}
	var ids []string
	for _, o := range p.Orgs {
		ids = append(ids, o.ID)
	}
	var forms []Form
	for _, id := range append(ids, "") {
		if lines := byOrg[id]; len(lines) > 0 {
			forms = append(forms, form(p, r, id, lines))
		}
	}
	return forms
}

// within are the periods of a frequency that end within a period.
func within(p model.Period, f model.Frequency) []model.Period {
	if f == 0 {
		return []model.Period{p}
	}
	var found []model.Period
	// Go back from the period of the frequency that holds the last month.
	year, month := p.EndMonth()
	at := model.Period{Year: int16(year), Freq: f, Index: uint8((month-1)/f.Months() + 1)}
	for ; at.End() > p.Start(); at = at.Prev() {
		if at.End() <= p.End() {
			found = append(found, at)
		}
	}
	slices.Reverse(found)
	return found
}

// reporting are the regions whose figures are collected for an indicator: those below the plan's own that have had figures
// or targets, they or what they were before; of a new indicator all of them. The plan's own region reports what it has
// reported before, or where there is nothing below it: all else is computed from its counties.
func reporting(p *model.Plan, in *model.Indicator, period model.Period) []*model.Region {
	known := func(code string) bool { return len(p.Series(in.ID, code)) > 0 }
	var below, used []*model.Region
	for i := range p.Regions {
		r := &p.Regions[i]
		if r.Parent != p.Region || !r.ValidIn(period) {
			continue
		}
		if r.Level != model.Zone {
			below = append(below, r)
		}
		was := slices.ContainsFunc(p.Regions, func(o model.Region) bool { return o.Successor == r.Code && known(o.Code) })
		if known(r.Code) || was || len(p.TargetsFor(in.ID, r.Code)) > 0 {
			used = append(used, r)
		}
	}
	home := p.Home()
	if home == nil || !home.ValidIn(period) {
		return used
	}
	switch {
	case len(used) == 0 && !known(home.Code) && in.Aggregation == model.Sum && len(below) > 0:
		return below
	case len(used) == 0 || known(home.Code):
		return append([]*model.Region{home}, used...)
	}
	return used
}

func form(p *model.Plan, r Request, org string, lines []line) Form {
	who, id := "", ""
	switch {
	case r.Region != "":
		who, id = p.RegionOf(r.Region).Name, r.Region
		if o := p.Org(org); o != nil {
			who, id = o.Name+"（"+who+"）", o.ID+"-"+id
		}
	case org == "":
		who, id = "未指定填报单位", "others"
	default:
		who, id = p.Org(org).Name, org
	}
	release := r.Release
	if rel := p.Release(r.Release); rel != nil {
		release = rel.Title
	}
	f := Form{Org: org, Name: fileName(r.Release + "-" + id + "-" + who), Cells: len(lines)}
	f.Book.Title, f.Book.Creator = release+"填报表："+who, cmp.Or(r.Publisher, "gongbao")
	statuses, sources, codes := codeSheet(p)
	f.Book.Sheets = append(f.Book.Sheets, guide(r, who, release))
	// A table is a measure's; goals and context come first.
	var measures []string
	of := map[string][]line{}
	for _, l := range lines {
		if of[l.indicator.Measure] == nil {
			measures = append(measures, l.indicator.Measure)
		}
		of[l.indicator.Measure] = append(of[l.indicator.Measure], l)
	}
	order := map[string]int{}
	for i := range p.Measures {
		order[p.Measures[i].ID] = i + 1
	}
	slices.SortStableFunc(measures, func(a, b string) int { return cmp.Compare(order[a], order[b]) })
	for _, id := range measures {
		title, name := "综合指标", "综合指标"
		if m := p.Measure(id); m != nil {
			title, name = m.ID+"　"+m.Title, m.ID+" "+m.Label()
		}
		f.Book.Sheets = append(f.Book.Sheets, table(p, r, sheetName(name, f.Book.Sheets), title, who, release, of[id], statuses, sources))
	}
	f.Book.Sheets = append(f.Book.Sheets, codes)
	return f
}

// fileName leaves out what a file's name must not hold on Windows.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`\/:*?"<>|`, r) {
			return -1
		}
		return r
	}, s)
}

// sheetName is a name that spreadsheet programs take: 31 characters, some not allowed, each once.
func sheetName(s string, taken []workbook.Sheet) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?[]'`, r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 27 {
		s = string(runes[:27])
	}
	name := s
	for n := 2; slices.ContainsFunc(taken, func(t workbook.Sheet) bool { return t.Name == name }) || name == CodeSheet || name == GuideSheet; n++ {
		name = fmt.Sprintf("%s (%d)", s, n)
	}
	return name
}

func table(p *model.Plan, r Request, name, title, who, release string, lines []line, statuses, sources string) workbook.Sheet {
	s := workbook.Sheet{Name: name, Columns: columns, Frozen: HeaderRow}
	text := func(t string, style workbook.Style) workbook.Cell { return workbook.Cell{Text: t, Style: style} }
	head := make([]workbook.Cell, len(header))
	for i, h := range header {
		head[i] = text(h, workbook.Header)
	}
	s.Rows = [][]workbook.Cell{
		{text(Mark, workbook.Plain), text(r.Release, workbook.Plain), text(p.Region, workbook.Plain), text(title, workbook.Title)},
		{{}, {}, {}, text(fmt.Sprintf("%s　填报单位：%s　只填黄色的格子；没有数的写明数据状态，不要写0", release, who), workbook.Note)},
		head,
	}
	for _, l := range lines {
		last, lastPeriod := previous(p, l)
		source := sourceOf(p, r, l)
		now := recorded(p, r.Release, l, source)
		row := make([]workbook.Cell, len(header))
		row[IndicatorColumn], row[RegionColumn] = text(l.indicator.ID, workbook.Fixed), text(l.region.Code, workbook.Fixed)
		row[PeriodColumn], row[NameColumn] = text(l.period.String(), workbook.Fixed), text(l.indicator.Name, workbook.Fixed)
		row[UnitColumn], row[RegionNameColumn] = text(l.indicator.ValueUnit, workbook.Fixed), text(l.region.Name, workbook.Fixed)
		row[PeriodNameColumn], row[LastPeriodColumn] = text(l.period.Label(), workbook.Fixed), text(lastPeriod, workbook.Fixed)
		row[LastColumn] = figure(last, l.indicator, workbook.Figure)
		var value *model.Number
		status, note := "", ""
		if now != nil {
			value, note = now.Value, now.Note
			if now.Status != "A" {
				status = codeLabel(p, now.Status)
			}
		}
		row[ValueColumn] = figure(value, l.indicator, workbook.Input)
		row[StatusColumn], row[SourceColumn] = text(status, workbook.Words), text(sourceLabel(p, source), workbook.Words)
		row[NoteColumn], row[DefinitionColumn] = text(note, workbook.Words), text(l.indicator.Definition, workbook.Fixed)
		s.Rows = append(s.Rows, row)
	}
	first, end := HeaderRow+1, HeaderRow+len(lines)
	cells := func(col int) string {
		return workbook.CellName(first, col+1) + ":" + workbook.CellName(end, col+1)
	}
	if statuses != "" {
		s.Lists = append(s.Lists, workbook.List{Cells: cells(StatusColumn), Source: statuses, Strict: true,
			Prompt: "有数而不选，就是“正常”。没有数要选原因。"})
	}
	if sources != "" {
		s.Lists = append(s.Lists, workbook.List{Cells: cells(SourceColumn), Source: sources, Strict: true,
			Prompt: "这个数出自哪里。"})
	}
	return s
}

func figure(n *model.Number, in *model.Indicator, style workbook.Style) workbook.Cell {
	c := workbook.Cell{Style: style, Decimals: in.Decimals}
	if n != nil {
		c.Digits, c.Decimals = n.String(), max(in.Decimals, n.Decimals())
	}
	return c
}

// previous is the newest observed figure before a period, of the same length, and the name of its period. What the region
// was before counts as the region.
func previous(p *model.Plan, l line) (*model.Number, string) {
	codes := []string{l.region.Code}
	for _, o := range p.Regions {
		if o.Successor == l.region.Code {
			codes = append(codes, o.Code)
		}
	}
	var best *model.Observation
	for _, code := range codes {
		for _, c := range p.Series(l.indicator.ID, code) {
			o := c.Shown
			if o.Period.Freq == l.period.Freq && o.Period.End() < l.period.End() && o.Value != nil && !o.Projected() &&
				(best == nil || o.Period.End() > best.Period.End()) {
				best = o
			}
		}
	}
	if best == nil {
		return nil, ""
	}
	return best.Value, best.Period.Label()
}

// recorded is what the plan already holds of a figure from a source in a release: a form made again shows it.
func recorded(p *model.Plan, release string, l line, source string) *model.Observation {
	for _, c := range p.Series(l.indicator.ID, l.region.Code) {
		if c.Shown.Period != l.period {
			continue
		}
		for i := range c.Rows {
			if o := &c.Rows[i]; o.Release == release && o.Source == source {
				return o
			}
		}
	}
	return nil
}

// sourceOf is the source that a figure will most likely have: the one asked for, or the one of the series' newest figure
// that is not after the period, or the only source whose publisher is the unit itself. The person who fills in the form sees
// it and may choose another.
func sourceOf(p *model.Plan, r Request, l line) string {
	if r.Source != "" {
		return r.Source
	}
	series := p.Series(l.indicator.ID, l.region.Code)
	for i := len(series) - 1; i >= 0; i-- {
		if o := series[i].Shown; !o.Projected() && o.Period.End() <= l.period.End() && o.Period.Freq == l.period.Freq {
			return o.Source
		}
	}
	found := ""
	for _, s := range p.Sources {
		if o := p.OrgNamed(s.Publisher); s.Publisher != "" && o != nil && o.ID == l.indicator.Org {
			if found != "" {
				return ""
			}
			found = s.ID
		}
	}
	return found
}

// codeLabel and sourceLabel are what a cell shows for a code; the code is what stands before the blank.
func codeLabel(p *model.Plan, code string) string {
	if c := p.Status(code); c != nil {
		return c.Code + " " + c.Name
	}
	return code
}

func sourceLabel(p *model.Plan, id string) string {
	if s := p.Source(id); s != nil {
		return s.ID + " " + s.Name
	}
	return id
}

// codeSheet holds the lists; it also names their ranges, empty where there is no list.
func codeSheet(p *model.Plan) (statuses, sources string, s workbook.Sheet) {
	text := func(t string, style workbook.Style) workbook.Cell { return workbook.Cell{Text: t, Style: style} }
	s = workbook.Sheet{Name: CodeSheet, Columns: []workbook.Column{{Width: 56}, {Width: 60}}}
	s.Rows = [][]workbook.Cell{{text("数据状态", workbook.Title)}, {text("代码和名称", workbook.Header), text("什么时候用", workbook.Header)}}
	first := len(s.Rows) + 1
	for _, c := range p.ObsStatus {
		s.Rows = append(s.Rows, []workbook.Cell{text(codeLabel(p, c.Code), workbook.Fixed), text(c.Note, workbook.Fixed)})
	}
	if end := len(s.Rows); end >= first {
		statuses = fmt.Sprintf("'%s'!$A$%d:$A$%d", CodeSheet, first, end)
	}
	s.Rows = append(s.Rows, nil, []workbook.Cell{text("数据来源", workbook.Title)}, []workbook.Cell{text("代码和名称", workbook.Header), text("发布单位", workbook.Header)})
	first = len(s.Rows) + 1
	for _, src := range p.Sources {
		s.Rows = append(s.Rows, []workbook.Cell{text(sourceLabel(p, src.ID), workbook.Fixed), text(src.Publisher, workbook.Fixed)})
	}
	if end := len(s.Rows); end >= first {
		sources = fmt.Sprintf("'%s'!$A$%d:$A$%d", CodeSheet, first, end)
	}
	return statuses, sources, s
}

func guide(r Request, who, release string) workbook.Sheet {
	s := workbook.Sheet{Name: GuideSheet, Columns: []workbook.Column{{Width: 100}}}
	add := func(t string, style workbook.Style) {
		s.Rows = append(s.Rows, []workbook.Cell{{Text: t, Style: style}})
	}
	add(release+"填报表", workbook.Title)
	add("填报单位："+who, workbook.Note)
	add("", workbook.Plain)
	for i, t := range []string{
		"每张工作表是一项措施的一张表。只填黄色的格子：本期数、数据状态、数据来源、备注。别的格子已经锁定，不用改；左边隐藏的三列是代码，导入时靠它认行，不要删。",
		"本期数按“计量单位”那一栏填，只写数字。流量（如落户人数）填本期发生的数，不填累计数；存量（如床位数）填期末的数。口径见每行最右边一栏，与往期不一致的在备注里写明。",
		"“上期数”是本站已有的数，供对照；与贵单位掌握的不同，请在备注里写明，不要改上期数。",
		"没有数就让本期数空着，在“数据状态”里选原因：O 应报未报或原因不明，L 应有而没有收集，M 不可能有（如业务还没有开办），Q 不公布。确实是零才写 0。不填也不选状态的行，视为还没有报。",
		"“数据来源”按本站以往的来源填好了，不对的从下拉列表里改选。",
		"从别的表粘贴时，用“选择性粘贴－数值”。不要写公式、不要合并单元格、不要增删行列和工作表。",
		"填好后存为 .xlsx，交回" + cmp.Or(r.Publisher, "发表的单位") + "。" + r.Contact,
	} {
		add(fmt.Sprintf("%d. %s", i+1, t), workbook.Plain)
	}
	return s
}
