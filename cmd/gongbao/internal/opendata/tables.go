package opendata

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Periods mix years, halves, quarters and months in one column, and tomorrow's release may bring a month to a column
// that holds years today; hence text with a pattern and not Table Schema's year or yearmonth.
const periodPattern = `[0-9]{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?`

// An id is one word; the bar separates the ids of a list.
const idPattern = `[^\s|]+`

const listPattern = idPattern + `(\|` + idPattern + `)*`

const datePattern = `[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?`

// fractionDecimals are the digits of attained, expected and gap: a ten-thousandth of a percentage point.
const fractionDecimals = 6

func text(name, title, description string) Field {
	return Field{Name: name, Type: "string", Title: title, Description: description}
}

func patterned(name, title, description, pattern string) Field {
	f := text(name, title, description)
	f.Constraints.Pattern = pattern
	return f
}

func id(name, title, description string) Field {
	return patterned(name, title, description, idPattern)
}

func coded(name, title, description string, codes ...Category) Field {
	f := text(name, title, description)
	f.Categories = codes
	for _, c := range codes {
		f.Constraints.Enum = append(f.Constraints.Enum, c.Value)
	}
	return f
}

func typed(name, kind, title, description string) Field {
	return Field{Name: name, Type: kind, Title: title, Description: description}
}

func required(f Field) Field {
	f.Constraints.Required = true
	return f
}

// key is a field that identifies its rows alone.
func key(f Field) Field {
	f.Constraints.Required, f.Constraints.Unique = true, true
	return f
}

func atLeast(f Field, least int) Field {
	f.Constraints.Minimum = &least
	return f
}

var (
	levels = []Category{
		{string(model.Nation), "全国"}, {string(model.Province), "省级"}, {string(model.City), "市级"},
		{string(model.County), "县级"}, {string(model.Zone), "功能区"},
	}
	sourceKinds = []Category{
		{string(model.Official), "官方公布"}, {string(model.Reported), "报送或转引"},
		{string(model.DerivedSource), "由公布数推算"}, {string(model.Demonstration), "演示数据"},
	}
	directions     = []Category{{string(model.Up), "越高越好"}, {string(model.Down), "越低越好"}}
	indicatorKinds = []Category{
		{string(model.Stock), "时点数，期末数"}, {string(model.Flow), "时期数，各期可以相加"}, {string(model.Rate), "比率"},
	}
	aggregations = []Category{
		{string(model.Sum), "各地相加"}, {string(model.Ratio), "分子之和除以分母之和"}, {string(model.NoRule), "不能汇总"},
	}
	targetKinds = []Category{
		{string(model.LevelTarget), "到目标期达到该水平"}, {string(model.Cumulative), "自基期起累计达到"},
		{string(model.AnnualIncrease), "平均每年变动"}, {string(model.AnnualFlow), "平均每年完成"},
	}
	frequencies = []Category{
		{model.Year.String(), "每年"}, {model.Half.String(), "每半年"}, {model.Quarter.String(), "每季度"}, {model.Month.String(), "每月"},
	}
	roles = []Category{{roleLead, "牵头单位"}, {roleResponsible, "责任单位"}}
)

const (
	roleLead        = "lead"
	roleResponsible = "responsible"
)

func statuses() []Category {
	list := make([]Category, len(analysis.Statuses))
	for i, s := range analysis.Statuses {
		list[i] = Category{s.Key(), s.Word()}
	}
	return list
}

// tablesOf lists the data sets in the order of the catalogue.
func tablesOf(in Input) []table {
	c := columns{plan: in.Plan, regionPattern: regionPattern(in.Plan), peers: "县（区）"}
	if in.Assessment != nil {
		c.peers = in.Assessment.Peers()
	}
	tables := []table{c.observations(), c.targets()}
	if in.Assessment != nil {
		tables = append(tables, c.assessments(in.Assessment, assessed(in)), c.measureStatus(in.Assessment, measured(in)))
	}
	return append(tables, c.measures(), c.responsibilities(), c.organisations(), c.indicators(), c.regions(), c.sources(),
		c.obsStatus(), c.actions(), c.releases())
}

// regionPattern is GB/T 2260's six digits where every code of the plan is one, else any one word.
func regionPattern(p *model.Plan) string {
	const six = `[0-9]{6}`
	code := regexp.MustCompile("^" + six + "$")
	for _, r := range p.Regions {
		if !code.MatchString(r.Code) {
			return idPattern
		}
	}
	return six
}

// columns makes the tables of one plan.
type columns struct {
	plan          *model.Plan
	regionPattern string
	peers         string // what the regions below the plan's own are called
}

func (c columns) region(description string) Field {
	return patterned("region_code", "行政区划代码", description+"文本，保留前导零", c.regionPattern)
}

var (
	indicatorName = required(text("indicator_name", "指标名称", ""))
	regionName    = required(text("region_name", "地区名称", ""))
	valueUnit     = required(text("value_unit", "计量单位", ""))
	notice        = text("notice", "数据性质", "所依据的数据含演示数据时在此写明；空为不含")
)

func period(name, title, description string) Field {
	return patterned(name, title, description+"年 2020，半年 2020-H1，季度 2020-Q2，月 2020-06", periodPattern)
}

// sourceColumns name a row's source so that the row says by itself what it is, wherever it is pasted.
func sourceColumns(need func(Field) Field) []Field {
	return []Field{
		need(id("source_id", "来源代码", "")),
		need(text("source", "来源", "名称；演示数据在此写明")),
		need(coded("source_kind", "来源性质", "", sourceKinds...)),
	}
}

func optional(f Field) Field { return f }

func (c columns) source(id string) (cells []string, demonstration bool) {
	s := c.plan.Source(id)
	if s == nil {
		return []string{id, id, ""}, false
	}
	name := s.Name
	demonstration = s.Kind == model.Demonstration
	if demonstration && !strings.Contains(name, wording.DemonstrationMark) {
		name += "（" + wording.DemonstrationMark + "）"
	}
	return []string{s.ID, name, string(s.Kind)}, demonstration
}

func (c columns) indicator(id string) (name, unit string) {
	if in := c.plan.Indicator(id); in != nil {
		return in.Name, in.ValueUnit
	}
	return id, ""
}

func (c columns) regionName(code string) string {
	if r := c.plan.RegionOf(code); r != nil {
		return r.Name
	}
	return code
}

func number(n *model.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

func fraction(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return model.NumberFromRat(r, fractionDecimals).Fixed(fractionDecimals)
}

func noticeOf(demonstration bool) string {
	if demonstration {
		return wording.DemonstrationMark
	}
	return ""
}

func (c columns) observations() table {
	tb := table{
		name: "observations", title: "观测值",
		description: "各指标在各地区、各时期的数值，一行一个数。同一指标、地区、时期有几个来源或几次修订的，各占一行。",
		fields: slices.Concat([]Field{
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(period("period", "时期", "")),
			typed("value", "number", "数值", "位数与来源一致；空为缺数，见 status"), valueUnit,
			required(id("status", "数据状态", "SDMX CL_OBS_STATUS：A 正常，P 初步，E 估计，M 缺数等")),
		}, sourceColumns(required), []Field{
			required(id("release", "发布批次", "最早公布该数的批次；同一来源的后一批次修订前一批次")),
			text("note", "备注", ""),
		}),
		primaryKey: []string{"indicator_id", "region_code", "period", "source_id", "release"},
		references: []reference{
			{"indicator_id", "indicators", "indicator_id"}, {"region_code", "regions", "region_code"},
			{"status", "obs_status", "code"}, {"source_id", "sources", "source_id"}, {"release", "releases", "release_id"},
		},
	}
	for i := range c.plan.Observations {
		o := &c.plan.Observations[i]
		name, unit := c.indicator(o.Indicator)
		source, demonstration := c.source(o.Source)
		if demonstration {
			tb.demonstration++
		}
		tb.rows = append(tb.rows, slices.Concat(
			[]string{o.Indicator, name, o.Region, c.regionName(o.Region), o.Period.String(), number(o.Value), unit, o.Status},
			source, []string{o.Release, o.Note}))
	}
	return tb
}

func (c columns) targets() table {
	tb := table{
		name: "targets", title: "目标",
		description: "各指标在各地区的目标值，一行一个目标期。同一指标、地区、类型有几个目标期的，前面的是阶段目标，最后的是目标。",
		fields: slices.Concat([]Field{
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(coded("target_kind", "目标类型", "", targetKinds...)),
			period("baseline_period", "基期", ""),
			typed("baseline_value", "number", "基期值", "空为取基期的观测值"),
			required(period("target_period", "目标期", "")),
			required(typed("target_value", "number", "目标值", "")), valueUnit,
		}, sourceColumns(optional)),
		primaryKey: []string{"indicator_id", "region_code", "target_kind", "target_period"},
		references: []reference{
			{"indicator_id", "indicators", "indicator_id"}, {"region_code", "regions", "region_code"}, {"source_id", "sources", "source_id"},
		},
	}
	for i := range c.plan.Targets {
		t := &c.plan.Targets[i]
		name, unit := c.indicator(t.Indicator)
		for _, m := range t.Milestones {
			source, demonstration := c.source(m.Source)
			if demonstration {
				tb.demonstration++
			}
			tb.rows = append(tb.rows, append(
				[]string{t.Indicator, name, t.Region, c.regionName(t.Region), string(t.Kind), t.BaselinePeriod.String(),
					number(t.BaselineValue), m.Period.String(), m.Value.String(), unit}, source...))
		}
	}
	return tb
}

// assessed are the results of every target, by indicator, then region, in the order of their tables.
func assessed(in Input) []analysis.Result {
	var results []analysis.Result
	for i := range in.Plan.Indicators {
		for j := range in.Plan.Regions {
			indicator, region := in.Plan.Indicators[i].ID, in.Plan.Regions[j].Code
			if len(in.Plan.TargetsFor(indicator, region)) > 0 {
				results = append(results, in.Assessment.Results(indicator, region)...)
			}
		}
	}
	return results
}

// measured are the measures' results in the plan's own region, its counties and its zones.
func measured(in Input) []analysis.MeasureResult {
	regions := slices.Concat([]*model.Region{in.Plan.Home()}, in.Assessment.Counties, in.Assessment.Zones)
	var results []analysis.MeasureResult
	for i := range in.Plan.Measures {
		for _, r := range regions {
			results = append(results, in.Assessment.Measure(in.Plan.Measures[i].ID, r.Code))
		}
	}
	return results
}

func release(a *analysis.Assessment) string {
	if a.Release == nil {
		return ""
	}
	return a.Release.ID
}

var reasonColumns = []Field{
	id("reason", "无数据的原因", "代码；有状态时为空"),
	text("reason_text", "无数据的原因（文字）", ""),
}

func (c columns) assessments(a *analysis.Assessment, results []analysis.Result) table {
	tb := table{
		name: "assessments", title: "进展评估",
		description: "每个目标的完成进度、序时进度和进展状态，附计算过程。",
		fields: slices.Concat([]Field{
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(coded("target_kind", "目标类型", "", targetKinds...)),
			period("period", "评估时期", ""),
			typed("value", "number", "对照目标的数值", "水平、自基期以来的累计数，或平均每年的数，随目标类型而定"), valueUnit,
			typed("baseline_value", "number", "基期值", ""),
			required(period("target_period", "目标期", "")),
			required(typed("target_value", "number", "目标值", "")),
			typed("attained", "number", "完成进度", "小数，1 为 100%"),
			typed("expected", "number", "序时进度", "小数，1 为 100%"),
			typed("gap", "number", "完成进度与序时进度之差", "小数，0.01 为 1 个百分点；由未舍入的数相减；目标为“不超过”时是序时进度减完成进度，正数总是好"),
			required(coded("status", "进展状态", "", statuses()...)),
			required(text("status_name", "进展状态（文字）", "")),
		}, reasonColumns, []Field{
			text("working", "计算过程", "依次为项目、公式、数字、结果"), notice,
			id("release", "发布批次", "评估所依据的批次"),
		}),
		primaryKey: []string{"indicator_id", "region_code", "target_kind"},
		references: []reference{
			{"indicator_id", "indicators", "indicator_id"}, {"region_code", "regions", "region_code"}, {"release", "releases", "release_id"},
		},
	}
	for _, r := range results {
		if r.Target == nil {
			continue
		}
		if r.Demonstration {
			tb.demonstration++
		}
		tb.rows = append(tb.rows, []string{
			r.Indicator.ID, r.Indicator.Name, r.Region.Code, r.Region.Name, string(r.Target.Kind), r.Period.String(),
			number(r.Value), r.Indicator.ValueUnit, number(r.Baseline), r.Aim.Period.String(), r.Aim.Value.String(),
			fraction(r.Attained), fraction(r.Expected), fraction(r.Gap), r.Status.Key(), r.Status.Word(),
			string(r.Reason), r.ReasonText(), working(r.Working), noticeOf(r.Demonstration), release(a),
		})
	}
	return tb
}

// working writes the steps as one line: 完成进度：(本期值 − 基期值) ÷ … = (41.12 − 35.00) ÷ … = 76.5%；…
func working(steps []analysis.Step) string {
	lines := make([]string, len(steps))
	for i, s := range steps {
		parts := slices.DeleteFunc([]string{s.Formula, s.Numbers, s.Result}, func(p string) bool { return p == "" })
		join := " = "
		if s.Key == "status" { // a verdict is no equation
			join = "，"
		}
		lines[i] = s.Name + "：" + strings.Join(slices.Compact(parts), join)
	}
	return strings.Join(lines, "；")
}

func (c columns) measureStatus(a *analysis.Assessment, results []analysis.MeasureResult) table {
	tb := table{
		name: "measure_status", title: "措施进展状态",
		description: "每项措施在各地区的进展状态：取该地区有目标的各指标中最差的一个。",
		fields: slices.Concat([]Field{
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(c.region("")), regionName,
			required(coded("status", "进展状态", "", statuses()...)),
			required(text("status_name", "进展状态（文字）", "")),
		}, reasonColumns, []Field{
			id("indicator_id", "决定状态的指标", ""),
			coded("target_kind", "决定状态的目标类型", "", targetKinds...),
			period("period", "评估时期", ""),
			atLeast(required(typed("targets", "integer", "本地区的目标数", "")), 0),
			atLeast(required(typed("targets_with_status", "integer", "其中有状态的", "")), 0),
			notice,
			id("release", "发布批次", "评估所依据的批次"),
		}),
		primaryKey: []string{"measure_id", "region_code"},
		references: []reference{
			{"measure_id", "measures", "measure_id"}, {"region_code", "regions", "region_code"},
			{"indicator_id", "indicators", "indicator_id"}, {"release", "releases", "release_id"},
		},
	}
	for _, m := range results {
		if m.Demonstration {
			tb.demonstration++
		}
		indicator, kind, at := "", "", ""
		if d := m.Decisive; d != nil {
			indicator, at = d.Indicator.ID, d.Period.String()
			if d.Target != nil {
				kind = string(d.Target.Kind)
			}
		}
		tb.rows = append(tb.rows, []string{
			m.Measure.ID, m.Measure.Title, m.Region.Code, m.Region.Name, m.Status.Key(), m.Status.Word(), string(m.Reason), m.ReasonText(),
			indicator, kind, at, strconv.Itoa(len(m.Results)), strconv.Itoa(m.WithData), noticeOf(m.Demonstration), release(a),
		})
	}
	return tb
}

func (c columns) measures() table {
	tb := table{
		name: "measures", title: "措施",
		description: "方案的各项措施及其牵头单位、责任单位和指标。",
		fields: []Field{
			key(id("measure_id", "措施编号", "")),
			required(text("title", "名称", "")),
			text("title_en", "英文名称", ""),
			text("short_title", "简称", "表格和句子里用的短名称；空为没有"),
			text("group", "所属部分", ""),
			required(id("lead_unit", "牵头单位", "单位代码")),
			required(text("lead_unit_name", "牵头单位名称", "")),
			patterned("responsible_units", "责任单位", "单位代码，以 | 分隔", listPattern),
			patterned("indicators", "指标", "指标代码，以 | 分隔", listPattern),
		},
		primaryKey: []string{"measure_id"},
		references: []reference{{"lead_unit", "organisations", "org_id"}},
	}
	for i := range c.plan.Measures {
		m := &c.plan.Measures[i]
		tb.rows = append(tb.rows, []string{
			m.ID, m.Title, m.TitleEn, m.ShortTitle, m.Group, m.LeadUnit, c.orgName(m.LeadUnit),
			strings.Join(m.ResponsibleUnits, "|"), strings.Join(m.Indicators, "|"),
		})
	}
	return tb
}

func (c columns) responsibilities() table {
	tb := table{
		name: "responsibilities", title: "责任分工",
		description: "哪个单位在哪项措施中牵头或负责，一行一项分工。",
		fields: []Field{
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(id("org_id", "单位代码", "")), required(text("org_name", "单位名称", "")),
			required(coded("role", "分工", "", roles...)),
		},
		primaryKey: []string{"measure_id", "org_id", "role"},
		references: []reference{{"measure_id", "measures", "measure_id"}, {"org_id", "organisations", "org_id"}},
	}
	for i := range c.plan.Measures {
		m := &c.plan.Measures[i]
		tb.rows = append(tb.rows, []string{m.ID, m.Title, m.LeadUnit, c.orgName(m.LeadUnit), roleLead})
		for _, org := range m.ResponsibleUnits {
			tb.rows = append(tb.rows, []string{m.ID, m.Title, org, c.orgName(org), roleResponsible})
		}
	}
	return tb
}

func (c columns) orgName(id string) string {
	if o := c.plan.Org(id); o != nil {
		return o.Name
	}
	if name := wording.Collective(id, c.peers); name != "" {
		return name
	}
	return id
}

// organisations also lists the collective ids that measures use, so that every org_id of the package resolves.
func (c columns) organisations() table {
	tb := table{
		name: "organisations", title: "单位",
		description: "牵头和负责各项措施的单位，及其在文件中的其他写法。",
		fields: []Field{
			key(id("org_id", "单位代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("aliases", "其他写法", "以 | 分隔"),
			required(typed("leading_group", "boolean", "是否领导小组成员单位", "")),
		},
		primaryKey: []string{"org_id"},
	}
	for i := range c.plan.Orgs {
		o := &c.plan.Orgs[i]
		tb.rows = append(tb.rows, []string{o.ID, o.Name, o.NameEn, strings.Join(o.Aliases, "|"), strconv.FormatBool(o.LeadingGroup)})
	}
	for _, id := range []string{model.AllCounties, model.AllMembers} {
		used := slices.ContainsFunc(c.plan.Measures, func(m model.Measure) bool { return slices.Contains(m.ResponsibleUnits, id) })
		if used && c.plan.Org(id) == nil {
			tb.rows = append(tb.rows, []string{id, c.orgName(id), "", "", "false"})
		}
	}
	return tb
}

func (c columns) indicators() table {
	tb := table{
		name: "indicators", title: "指标",
		description: "指标的口径、计量单位、方向和汇总方法。",
		fields: []Field{
			key(id("indicator_id", "指标代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			valueUnit,
			required(coded("direction", "方向", "", directions...)),
			required(coded("kind", "类型", "", indicatorKinds...)),
			required(coded("aggregation", "汇总方法", "", aggregations...)),
			id("numerator", "分子", "指标代码"),
			id("denominator", "分母", "指标代码"),
			atLeast(required(typed("decimals", "integer", "小数位数", "页面上显示的位数；本表各数保留原有位数")), 0),
			id("measure_id", "所属措施", "空为总目标或背景指标"),
			id("org_id", "报送单位", ""),
			required(coded("frequency", "频率", "", frequencies...)),
			required(typed("binding", "boolean", "是否约束性", "")),
			required(typed("headline", "boolean", "是否总目标", "")),
			text("definition", "口径", ""),
			text("definition_en", "英文口径", ""),
		},
		primaryKey: []string{"indicator_id"},
		references: []reference{
			{"numerator", "", "indicator_id"}, {"denominator", "", "indicator_id"},
			{"measure_id", "measures", "measure_id"}, {"org_id", "organisations", "org_id"},
		},
	}
	for i := range c.plan.Indicators {
		in := &c.plan.Indicators[i]
		tb.rows = append(tb.rows, []string{
			in.ID, in.Name, in.NameEn, in.ValueUnit, string(in.Direction), string(in.Kind), string(in.Aggregation), in.Numerator,
			in.Denominator, strconv.Itoa(in.Decimals), in.Measure, in.Org, in.Frequency.String(), strconv.FormatBool(in.Binding),
			strconv.FormatBool(in.Headline), in.Definition, in.DefinitionEn,
		})
	}
	return tb
}

func (c columns) regions() table {
	tb := table{
		name: "regions", title: "行政区划",
		description: "数据所属的地区；撤销、更名的注明起止时间和承接的地区。",
		fields: []Field{
			key(c.region("")),
			required(text("name", "名称", "")),
			required(text("short_name", "简称", "")),
			text("name_en", "英文名称", ""),
			required(coded("level", "级别", "功能区的数已含在所在县区之内，不另相加", levels...)),
			patterned("parent", "上级", "行政区划代码", c.regionPattern),
			patterned("valid_from", "起始时间", "年、年月或年月日", datePattern),
			patterned("valid_to", "终止时间", "年、年月或年月日", datePattern),
			patterned("successor", "承接的地区", "行政区划代码", c.regionPattern),
			atLeast(typed("tile_col", "integer", "示意图中的列", "从 1 起；空为不画"), 1),
			atLeast(typed("tile_row", "integer", "示意图中的行", "从 1 起；空为不画"), 1),
			text("note", "备注", ""),
		},
		primaryKey: []string{"region_code"},
		references: []reference{{"parent", "", "region_code"}, {"successor", "", "region_code"}},
	}
	for i := range c.plan.Regions {
		r := &c.plan.Regions[i]
		tb.rows = append(tb.rows, []string{
			r.Code, r.Name, r.ShortName, r.NameEn, string(r.Level), r.Parent, r.ValidFrom.String(), r.ValidTo.String(), r.Successor,
			tile(r.TileCol), tile(r.TileRow), r.Note,
		})
	}
	return tb
}

func tile(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c columns) sources() table {
	tb := table{
		name: "sources", title: "来源",
		description: "数据的出处、性质和使用条件。",
		fields: []Field{
			key(id("source_id", "来源代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("publisher", "发布单位", ""),
			text("url", "网址", ""),
			text("licence", "使用条件", ""),
			required(coded("kind", "性质", "", sourceKinds...)),
			required(typed("rank", "integer", "次序", "两个来源有同一个数时，显示次序小的")),
		},
		primaryKey: []string{"source_id"},
	}
	for i := range c.plan.Sources {
		s := &c.plan.Sources[i]
		tb.rows = append(tb.rows, []string{s.ID, s.Name, s.NameEn, s.Publisher, s.URL, s.Licence, string(s.Kind), strconv.Itoa(s.Rank)})
	}
	return tb
}

// obsStatus also lists the codes that observations use and the code list lacks, so that every status resolves.
func (c columns) obsStatus() table {
	tb := table{
		name: "obs_status", title: "数据状态",
		description: "观测值的数据状态代码（SDMX CL_OBS_STATUS）。",
		fields: []Field{
			key(id("code", "代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("note", "说明", ""),
		},
		primaryKey: []string{"code"},
	}
	for _, s := range c.plan.ObsStatus {
		tb.rows = append(tb.rows, []string{s.Code, s.Name, s.NameEn, s.Note})
	}
	var missing []string
	for i := range c.plan.Observations {
		if s := c.plan.Observations[i].Status; c.plan.Status(s) == nil && !slices.Contains(missing, s) {
			missing = append(missing, s)
		}
	}
	slices.Sort(missing)
	for _, s := range missing {
		tb.rows = append(tb.rows, []string{s, s, "", ""})
	}
	return tb
}

func (c columns) actions() table {
	tb := table{
		name: "actions", title: "整改措施",
		description: "针对进展滞后的措施提出的整改措施。",
		fields: slices.Concat([]Field{
			required(c.region("")), regionName,
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(period("period", "时期", "")),
			required(text("text", "整改措施", "")),
			text("text_en", "英文", ""),
			id("org_id", "单位代码", ""),
		}, sourceColumns(optional)),
		references: []reference{
			{"region_code", "regions", "region_code"}, {"measure_id", "measures", "measure_id"}, {"org_id", "organisations", "org_id"},
			{"source_id", "sources", "source_id"},
		},
	}
	for i := range c.plan.Actions {
		a := &c.plan.Actions[i]
		region, title := a.Region, a.Measure
		if region == "" {
			region = c.plan.Region
		}
		if m := c.plan.Measure(a.Measure); m != nil {
			title = m.Title
		}
		source, demonstration := c.source(a.Source)
		if demonstration {
			tb.demonstration++
		}
		tb.rows = append(tb.rows, slices.Concat(
			[]string{region, c.regionName(region), a.Measure, title, a.Period.String(), a.Text, a.TextEn, a.Org}, source))
	}
	return tb
}

func (c columns) releases() table {
	tb := table{
		name: "releases", title: "发布批次",
		description: "已公开的各次发布。",
		fields: []Field{
			key(id("release_id", "批次", "")),
			required(text("title", "名称", "")),
			text("title_en", "英文名称", ""),
			required(typed("published_at", "datetime", "发布时间", "含时区")),
			text("note", "备注", ""),
		},
		primaryKey: []string{"release_id"},
	}
	for _, r := range c.plan.Releases {
		tb.rows = append(tb.rows, []string{r.ID, r.Title, r.TitleEn, r.PublishedAt.Format(time.RFC3339Nano), r.Note})
	}
	return tb
}
