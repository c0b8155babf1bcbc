package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/workbook"
)

// role is what a column holds.
type role uint8

const (
	noRole role = iota
	indicatorRole
	regionRole
	periodRole
	valueRole
	statusRole
	sourceRole
	releaseRole
	noteRole
	unitRole
	ignoredRole
)

// headings are the names by which tables call their columns, without blanks and in half-width brackets.
var headings = map[string]role{
	"indicator_id": indicatorRole, "指标": indicatorRole, "指标名称": indicatorRole, "指标代码": indicatorRole, "统计指标": indicatorRole,
	"region_code": regionRole, "地区": regionRole, "地区名称": regionRole, "地区代码": regionRole, "行政区划": regionRole, "行政区划代码": regionRole,
	"县区": regionRole, "区县": regionRole, "县市区": regionRole, "县(区)": regionRole, "县(市、区)": regionRole, "县(市,区)": regionRole, "区域": regionRole, "县市": regionRole, "区县名称": regionRole, "县区名称": regionRole,
	"县(市)区": regionRole, "县(区、市)": regionRole, "各县(区)": regionRole, "行政区域": regionRole, "区划代码": regionRole, "市县": regionRole,
	"period": periodRole, "时期": periodRole, "时间": periodRole, "期间": periodRole, "年份": periodRole, "年度": periodRole, "季度": periodRole, "月份": periodRole, "统计时间": periodRole, "统计时期": periodRole,
	"value": valueRole, "数值": valueRole, "本期数": valueRole, "值": valueRole, "指标值": valueRole, "数据": valueRole, "本期": valueRole,
	"status": statusRole, "状态": statusRole, "数据状态": statusRole,
	"source": sourceRole, "来源": sourceRole, "数据来源": sourceRole,
	"release": releaseRole, "批次": releaseRole, "发布批次": releaseRole,
	"note": noteRole, "备注": noteRole, "说明": noteRole,
	"计量单位": unitRole, "单位": unitRole,
	"序号": ignoredRole, "编号": ignoredRole,
}

// column is what is known of a column from the header.
type column struct {
	label     string // what stands in the header
	role      role
	indicator *model.Indicator
	region    *model.Region
	period    model.Period
	unit      string
}

// says reports whether the header makes the column one of values: 2019年, 常住人口（万人）, 青石县.
func (c *column) says() bool {
	return c.role == noRole && (c.indicator != nil || c.region != nil || !c.period.IsZero())
}

// layout is a table's header, found.
type layout struct {
	first, last int // rows of the header, in the grid
	columns     []column
	unit        string // of the whole table, as a line above it says; several are joined by 、
	unnamed     role   // of the first column, where only its content tells
}

// sound reports whether a column of figures does not contradict the others: periods in a row's header cannot be the
// columns of a table that has a column of periods.
func (l *layout) sound(i int) bool {
	c := &l.columns[i]
	return (c.indicator == nil || l.of(indicatorRole) < 0) && (c.region == nil || l.of(regionRole) < 0) && (c.period.IsZero() || l.of(periodRole) < 0)
}

// unnamed is what the first column holds below a row that leaves its name out, as many printed tables do: the first three
// cells must all be regions, all indicators or all periods.
func (c *collector) unnamed(g workbook.Grid, header int) role {
	if strings.TrimSpace(g.Rows[header].At(0).Text) != "" {
		return noRole
	}
	below := g.Rows[header+1 : min(header+4, len(g.Rows))]
	holds := func(is func(v workbook.Value) bool) bool {
		return len(below) > 0 && !slices.ContainsFunc(below, func(row workbook.Row) bool { return !is(row.At(0)) })
	}
	switch {
	case holds(func(v workbook.Value) bool { return len(c.names.region(v.Text, c.opt.Period)) > 0 }):
		return regionRole
	case holds(func(v workbook.Value) bool { found, _ := c.names.indicator(v.Text); return len(found) > 0 }):
		return indicatorRole
	case holds(func(v workbook.Value) bool { return !c.names.period(v).IsZero() }):
		return periodRole
	}
	return noRole
}

// of is the column with a role; -1 where there is none.
func (l *layout) of(r role) int {
	return slices.IndexFunc(l.columns, func(c column) bool { return c.role == r })
}

// values are the columns of figures.
func (l *layout) values() []int {
	var found []int
	for i := range l.columns {
		if l.columns[i].role == valueRole || l.columns[i].says() {
			found = append(found, i)
		}
	}
	return found
}

// searched is how far down a header is looked for: below some lines of title.
const searched = 30

// ordinary reads a table that is not one of ours: a header row, below it rows that name what the command does not. beside
// says that other sheets of the workbook can be read: one that is no table is then a cover or a note.
func (c *collector) ordinary(file string, g workbook.Grid, beside bool) {
	if len(g.Rows) == 0 {
		return
	}
	l, ok := c.header(g)
	if !ok && beside {
		c.faults.Warnf(place(file, g, nil, -1), "IMPORT-SHEET-LEFT", "这张工作表不像表格，没有读取：%q", clip(rowText(&g.Rows[0])))
		c.faults.Hintf("里面有要报的数，就写上表头：地区、指标、时期、数值")
		return
	}
	if !ok {
		hint := "第一行写表头，如 地区、指标、时期、数值；每个时期或每个指标一列也可以"
		c.fault(place(file, g, &g.Rows[0], -1), "IMPORT-HEADER", hint, "找不到表头：没有一行既有地区、指标或时期，又有数值的栏，第一行是 %q", clip(rowText(&g.Rows[0])))
		return
	}
	if l.first > 0 {
		top, bottom := &g.Rows[0], &g.Rows[l.first-1]
		what := fmt.Sprintf("表头以上的标题 %q", clip(rowText(top)))
		if top != bottom {
			what += fmt.Sprintf("，到第 %d 行", bottom.Number)
		}
		c.leave(place(file, g, top, -1), "%s", what)
	}
	if l.unnamed != noRole {
		c.report.Lines = append(c.report.Lines, Line{place(file, g, &g.Rows[l.first], 0),
			"第一列没有表头，内容都是" + map[role]string{regionRole: "地区", indicatorRole: "指标", periodRole: "时期"}[l.unnamed] + "，照此读取"})
	}
	before, _ := c.faults.Count()
	c.checkColumns(file, g, l)
	c.checkDimensions(file, g, l)
	if errors, _ := c.faults.Count(); errors > before {
		return
	}
	hidden := 0
	for i := l.last + 1; i < len(g.Rows); i++ {
		if g.Rows[i].Hidden {
			hidden++
		}
		c.ordinaryRow(file, g, &g.Rows[i], l)
	}
	if hidden > 0 {
		c.faults.Warnf(place(file, g, nil, -1), "BOOK-HIDDEN-ROWS", "有 %d 行是隐藏的（如被筛选掉），也读了", hidden)
		c.faults.Hintf("不该读的就删去，再导入")
	}
	var concealed []string
	for _, i := range l.values() {
		if i < len(g.Hidden) && g.Hidden[i] {
			concealed = append(concealed, workbook.ColumnName(i+1)+" "+l.columns[i].label)
		}
	}
	if len(concealed) > 0 {
		c.faults.Warnf(place(file, g, nil, -1), "BOOK-HIDDEN-COLUMNS", "隐藏的列也读了：%s", unknownColumns(concealed))
		c.faults.Hintf("不该读的就删去，再导入")
	}
}

// header looks for the header. A header of several rows is one whose key column is merged over them.
func (c *collector) header(g workbook.Grid) (*layout, bool) {
	for i := 0; i < min(len(g.Rows), searched); i++ {
		row := &g.Rows[i]
		l := &layout{first: i, last: i}
		key := -1
		for col := range row.Cells {
			switch headings[squeeze(row.Cells[col].Text)] {
			case indicatorRole, regionRole, periodRole:
				if key < 0 {
					key = col
				}
			}
		}
		unnamed := noRole
		if key < 0 {
			if unnamed = c.unnamed(g, i); unnamed == noRole {
				continue
			}
			key = 0
		}
		for merged := row.Cells[key].Merged; merged != "" && l.last+1 < len(g.Rows) && g.Rows[l.last+1].At(key).Merged == merged; {
			l.last++
		}
		width := 0
		for r := l.first; r <= l.last; r++ {
			width = max(width, len(g.Rows[r].Cells))
		}
		for col := range width {
			var labels []string
			for r := l.first; r <= l.last; r++ {
				if text := strings.TrimSpace(g.Rows[r].At(col).Text); text != "" && !slices.Contains(labels, text) {
					labels = append(labels, text)
				}
			}
			l.columns = append(l.columns, c.column(labels))
		}
		if unnamed != noRole {
			l.columns[0], l.unnamed = column{role: unnamed}, unnamed
		}
		if !slices.ContainsFunc(l.values(), l.sound) {
			continue
		}
		for r := range l.first {
			for _, v := range g.Rows[r].Cells {
				if m := unitLine.FindStringSubmatch(squeeze(v.Text)); m != nil && c.plan.OrgNamed(m[1]) == nil {
					l.unit = m[1]
				}
			}
		}
		return l, true
	}
	return nil, false
}

// wholes are what stands below a heading in the column of the whole, beside those of its parts.
var wholes = []string{"合计", "总计", "小计", "计", "总数"}

// unitLine is a line above a table that says what its figures are counted in.
var unitLine = regexp.MustCompile(`^[(]?(?:计量)?单位[:：](.+?)[)]?$`)

// column makes out what a column is from the texts of its header, from above.
func (c *collector) column(labels []string) column {
	col := column{label: strings.Join(labels, " ")}
	unknown := false
	for _, label := range labels {
		if len(labels) > 1 && slices.Contains(wholes, squeeze(label)) {
			continue
		}
		if r := headings[squeeze(label)]; r != noRole {
			col.role = r
			continue
		}
		if name, unit := unitOf(label); unit != "" && headings[name] == valueRole {
			col.role, col.unit = valueRole, unit
			continue
		}
		found, unit := c.names.indicator(label)
		period := c.names.period(workbook.Value{Text: label})
		switch regions := c.names.region(label, c.opt.Period); {
		case len(found) == 1 && col.indicator == nil:
			col.indicator, col.unit = found[0], unit
		case !period.IsZero() && col.period.IsZero():
			col.period = period
		case len(regions) == 1 && col.region == nil:
			col.region = regions[0]
		default:
			unknown = true
		}
	}
	if unknown && col.role == noRole { // 增长% below 2020年 is not the figure of 2020
		col.indicator, col.region, col.period, col.unit = nil, nil, model.Period{}, ""
	}
	return col
}

func unitOf(label string) (name, unit string) {
	m := unitBehind.FindStringSubmatch(squeeze(label))
	if m == nil {
		return "", ""
	}
	return m[1], m[2] + m[3]
}

// checkColumns names the columns that are not read, and those that stand twice.
func (c *collector) checkColumns(file string, g workbook.Grid, l *layout) {
	head := &g.Rows[l.last]
	var passed []string
	first := -1
	for i := range l.columns {
		col := &l.columns[i]
		if col.role == noRole && !col.says() {
			used := slices.ContainsFunc(g.Rows[l.last+1:], func(r workbook.Row) bool { return strings.TrimSpace(r.At(i).Text) != "" })
			if !used {
				continue
			}
			if first < 0 {
				first = i
			}
			passed = append(passed, cmp.Or(col.label, "没有表头的第 "+workbook.ColumnName(i+1)+" 列"))
			continue
		}
		if col.role != noRole && col.role != ignoredRole && col.role != regionRole && col.role != indicatorRole && l.of(col.role) != i {
			c.fault(place(file, g, head, i), "CSV-DUPLICATE-COLUMN", "只保留一栏，或把另一栏的表头改成别的名字", "表头里两栏都是%q一类", col.label)
		}
	}
	if len(passed) > 0 {
		c.faults.Warnf(place(file, g, head, first), "IMPORT-COLUMN-LEFT", "不认识的栏没有读取：%s", unknownColumns(passed))
		hint := "表头写指标名称（与 data/indicators.csv 一致）、地区名称或时期，才会读取"
		var names []string
		for i := range c.plan.Indicators {
			names = append(names, c.plan.Indicators[i].Name)
		}
		for _, p := range passed {
			if near, ok := diag.Nearest(squeeze(p), names); ok {
				hint = fmt.Sprintf("%q 是否为指标 %q？", p, near)
				break
			}
		}
		c.faults.Hintf("%s", hint)
	}
}

// checkDimensions reports what neither the table nor the command says of its figures.
func (c *collector) checkDimensions(file string, g workbook.Grid, l *layout) {
	at := place(file, g, &g.Rows[l.first], -1)
	says := func(known func(*column) bool) bool {
		return !slices.ContainsFunc(l.values(), func(i int) bool { return !known(&l.columns[i]) })
	}
	title := ""
	for r := range l.first {
		title += rowText(&g.Rows[r]) + " "
	}
	if l.of(indicatorRole) < 0 && c.opt.Indicator == "" && !says(func(c *column) bool { return c.indicator != nil }) {
		c.fault(at, "IMPORT-INDICATOR", "加一栏“指标”，或加 --indicator 指标代码", "看不出是哪个指标的数")
	}
	if l.of(regionRole) < 0 && c.opt.Region == "" && !says(func(c *column) bool { return c.region != nil }) {
		c.fault(at, "IMPORT-REGION", "加一栏“地区”，或加 --region 行政区划代码", "看不出是哪个地区的数")
	}
	if l.of(periodRole) < 0 && c.opt.Period.IsZero() && !says(func(c *column) bool { return !c.period.IsZero() }) {
		hint := "加一栏“时期”，或加 --period 时期"
		if m := yearInTitle.FindString(squeeze(title + file)); m != "" {
			if p := c.names.period(workbook.Value{Text: m}); !p.IsZero() {
				hint = fmt.Sprintf("标题里有“%s”；若是这一期的数，加 --period %s", m, p)
			}
		}
		c.fault(at, "IMPORT-PERIOD", hint, "看不出是哪一时期的数")
	}
	if m := yearInTitle.FindString(squeeze(title)); l.of(periodRole) < 0 && !c.opt.Period.IsZero() && m != "" && !strings.HasPrefix(m, fmt.Sprint(c.opt.Period.Year)) {
		c.faults.Warnf(at, "IMPORT-OTHER-YEAR", "标题里有“%s”，而命令里写的是 --period %s", m, c.opt.Period)
		c.faults.Hintf("核对是不是拿错了表；年份以命令里的为准")
	}
	if l.of(sourceRole) < 0 && c.opt.Source == "" {
		c.fault(at, "IMPORT-SOURCE", "加一栏“数据来源”，或加 --data-source 来源代码（见 data/codelists/sources.csv）", "没有写明数据来源")
	}
	if l.of(releaseRole) < 0 {
		c.release(at, "")
	}
}

var yearInTitle = regexp.MustCompile(`(?:19|20)\d\d年?(?:第?[1-4一二三四]季度|\d{1,2}月|[上下]半年)?|(?:19|20)\d\d-(?:Q[1-4]|H[12]|\d\d)`)

var (
	noteLine = regexp.MustCompile(`^(?:\*|※|#|注|备注|说明|附注|资料来源|数据来源|来源|填报|制表|审核|负责人|单位负责人|联系|统计负责人|报出日期|填表|本表)`)
	totals   = []string{"合计", "总计", "全部", "小计", "共计", "总数", "各县合计", "县区合计", "全市合计", "其中"}
)

func (c *collector) ordinaryRow(file string, g workbook.Grid, row *workbook.Row, l *layout) {
	at := func(col int) diag.Place { return place(file, g, row, col) }
	text := func(r role) (string, int) {
		col := l.of(r)
		return strings.TrimSpace(row.At(col).Text), col
	}
	values := l.values()
	filled := 0
	for _, col := range values {
		if v := row.At(col); (strings.TrimSpace(v.Text) != "" || v.Formula != "") && col < len(row.Cells) {
			filled++
		}
	}
	whole := rowText(row)
	if firstText := squeeze(whole); noteLine.MatchString(firstText) || wide(row) {
		c.leave(at(-1), "表外的说明 %q", clip(whole))
		return
	}
	status, statusCol := text(statusRole)
	if filled == 0 && status == "" {
		if key, _ := text(regionRole); key != "" || l.of(regionRole) < 0 {
			c.report.Unfilled += len(values)
		} else {
			c.leave(at(-1), "没有数的行 %q", clip(whole))
		}
		return
	}
	if repeatsHeader(row, l) {
		c.leave(at(-1), "又一遍的表头")
		return
	}
	before := len(c.faults)
	var rowIndicator *model.Indicator
	rowUnit := ""
	if word, col := text(indicatorRole); col >= 0 {
		switch found, unit := c.names.indicator(word); {
		case len(found) == 1:
			rowIndicator, rowUnit = found[0], unit
		case len(found) > 1:
			c.fault(at(col), "IMPORT-AMBIGUOUS", "改写指标代码："+found[0].ID+" 或 "+found[1].ID, "有两个指标都叫 %q", clip(word))
		case word == "":
			c.fault(at(col), "CSV-EMPTY", "写上指标，或删去整行", "有数而没有写是哪个指标")
		default:
			known := indicatorIDs(c.plan)
			for i := range c.plan.Indicators {
				known = append(known, c.plan.Indicators[i].Name)
			}
			c.fault(at(col), "CSV-UNKNOWN-INDICATOR", c.suggest(word, known, "data/indicators.csv"), "未知的指标 %q", clip(word))
		}
	} else if c.opt.Indicator != "" {
		rowIndicator = c.plan.Indicator(c.opt.Indicator)
	}
	rowPeriod := c.opt.Period
	if _, col := text(periodRole); col >= 0 {
		v := row.At(col)
		rowPeriod = c.names.period(v)
		if rowPeriod.IsZero() {
			c.fault(at(col), "CSV-BAD-PERIOD", "写成 2020、2020-H1、2020-Q2 或 2020-06（累计数如“1—9月”是另一种数，不能当作一期）", "不是时期：%q", clip(v.Text))
		} else if !c.opt.Period.IsZero() && rowPeriod != c.opt.Period {
			c.fault(at(col), "IMPORT-OTHER-PERIOD", "去掉 --period，或检查这一行", "这一行是 %s，而命令里写的是 %s", rowPeriod, c.opt.Period)
		}
	}
	word, regionCol := text(regionRole)
	if regionCol < 0 {
		word = c.opt.Region
	} else if name := squeeze(word); slices.Contains(totals, strings.Trim(name, "()[]:")) && len(c.names.region(word, rowPeriod)) == 0 {
		c.leave(at(-1), "%q 行：没有写明是哪个地区；要收入就改写地区名称", clip(word))
		return
	}
	if c.opt.Region != "" && regionCol >= 0 {
		if found := c.names.region(word, rowPeriod); len(found) > 0 && found[0].Code != c.opt.Region {
			c.leave(at(-1), "%q 行，只要 %s", clip(word), c.opt.Region)
			return
		}
	}
	c.agree(row, l, at, rowIndicator, word, rowPeriod)
	source := c.opt.Source
	if word, col := text(sourceRole); col >= 0 {
		source = c.sourceIn(at(col), word)
	}
	release, releaseOK := c.opt.Release, true
	if word, col := text(releaseRole); col >= 0 {
		release, releaseOK = c.release(at(col), word)
	}
	code, statusOK := c.statusIn(at(statusCol), status)
	note, _ := text(noteRole)
	if word, col := text(unitRole); col >= 0 {
		rowUnit = word
	}
	if len(c.faults) > before || !releaseOK || !statusOK {
		return
	}
	for _, i := range values {
		c.figure(file, g, row, i, l, rowFacts{rowIndicator, rowUnit, rowPeriod, word, regionCol, source, release, code, note})
	}
}

// agree holds a code and a name that stand in two columns against each other.
func (c *collector) agree(row *workbook.Row, l *layout, at func(int) diag.Place, in *model.Indicator, region string, p model.Period) {
	for i := range l.columns {
		word := strings.TrimSpace(row.At(i).Text)
		role := l.columns[i].role
		if word == "" || role != regionRole && role != indicatorRole || l.of(role) == i {
			continue
		}
		ok := false
		if role == indicatorRole {
			found, _ := c.names.indicator(word)
			ok = in == nil || slices.Contains(found, in)
		} else {
			first := c.names.region(region, p)
			ok = len(first) == 0 || slices.ContainsFunc(c.names.region(word, p), func(r *model.Region) bool { return slices.Contains(first, r) })
		}
		if !ok {
			c.fault(at(i), "IMPORT-AMBIGUOUS", "核对代码和名称，改正一处", "%q 和同一行的 %q 不是一回事", clip(word), clip(row.At(l.of(role)).Text))
		}
	}
}

// rowFacts is what a row says of all its figures.
type rowFacts struct {
	indicator             *model.Indicator
	unit                  string
	period                model.Period
	region                string // as written
	regionCol             int
	source, release, code string
	note                  string
}

// figure reads one cell of an ordinary table.
func (c *collector) figure(file string, g workbook.Grid, row *workbook.Row, i int, l *layout, f rowFacts) {
	col := &l.columns[i]
	v := row.At(i)
	filled := strings.TrimSpace(v.Text) != "" || v.Formula != ""
	if !filled && f.code == "" {
		c.report.Unfilled++
		return
	}
	at := place(file, g, row, i)
	in, unit := f.indicator, f.unit
	if col.indicator != nil {
		if in != nil && in != col.indicator {
			c.fault(at, "IMPORT-AMBIGUOUS", "检查是不是填错了栏", "这一行的指标是“%s”，这一栏的是“%s”", in.Name, col.indicator.Name)
			return
		}
		in = col.indicator
	}
	unit = cmp.Or(col.unit, unit, tableUnit(l.unit, in))
	period := f.period
	if !col.period.IsZero() {
		if !period.IsZero() && period != col.period {
			c.fault(at, "IMPORT-AMBIGUOUS", "检查是不是填错了栏", "这一行是 %s，这一栏是 %s", period, col.period)
			return
		}
		period = col.period
	}
	region := col.region
	if region == nil {
		found := c.names.region(f.region, period)
		where := place(file, g, row, f.regionCol)
		switch {
		case len(found) == 1:
			region = found[0]
		case len(found) > 1:
			c.fault(where, "IMPORT-AMBIGUOUS", "改写全称或代码："+found[0].Code+" "+found[0].Name+"，"+found[1].Code+" "+found[1].Name, "有两个地区都叫 %q", clip(f.region))
			return
		case f.region == "":
			c.fault(where, "CSV-EMPTY", "写上地区，或删去整行；若是表头的第二行，把表头合成一行，或把“地区”合并到两行", "有内容 %q 而没有写是哪个地区", clip(rowText(row)))
			return
		default:
			var known []string
			for i := range c.plan.Regions {
				known = append(known, c.plan.Regions[i].Name, c.plan.Regions[i].Code)
			}
			c.fault(where, "CSV-UNKNOWN-REGION", c.suggest(squeeze(f.region), known, "data/codelists/regions.csv"), "未知的地区 %q", clip(f.region))
			return
		}
	}
	if !region.ValidIn(period) {
		c.gone(at, region, period)
		return
	}
	a, problem := amount{}, (*problem)(nil)
	if filled {
		if a, problem = readAmount(v, in, unit); problem != nil {
			c.fault(at, problem.code, problem.hint, "%s", problem.message)
			return
		}
	}
	r := reading{at: at, o: model.Observation{
		Indicator: in.ID, Region: region.Code, Period: period, Source: f.source, Release: f.release, Note: f.note,
	}}
	if m := row.At(f.regionCol).Merged; f.regionCol >= 0 && m != "" {
		r.said = append(r.said, "地区写在合并的单元格 "+m)
	}
	c.finish(r, a, filled, f.code)
}

// tableUnit is the unit that a line above the table gives for an indicator. Of several the one that counts the same is
// meant; where none does, all of them, so that the cell is refused.
func tableUnit(units string, in *model.Indicator) string {
	_, counted := powerOf(in.ValueUnit)
	for unit := range strings.FieldsFuncSeq(units, func(r rune) bool { return strings.ContainsRune("、,，;；/", r) }) {
		if _, what := powerOf(unit); what == counted {
			return unit
		}
	}
	return units
}

// wide reports whether a row is one text merged over the table: a note, not a figure.
func wide(row *workbook.Row) bool {
	text := ""
	for _, v := range row.Cells {
		switch {
		case strings.TrimSpace(v.Text) == "":
		case v.Merged == "" || text != "" && text != v.Merged:
			return false
		default:
			text = v.Merged
		}
	}
	return text != ""
}

// repeatsHeader reports whether a row is the header again, as it is on every printed page.
func repeatsHeader(row *workbook.Row, l *layout) bool {
	same := 0
	for i := range l.columns {
		label := l.columns[i].label
		if text := strings.TrimSpace(row.At(i).Text); text != "" {
			if label != text {
				return false
			}
			same++
		}
	}
	return same > 1
}
