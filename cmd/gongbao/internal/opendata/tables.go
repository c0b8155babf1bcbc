package opendata

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Tables lists the data sets in the order of the catalogue.
func Tables(in Input) []*dataset.Table {
	c := in.columns()
	observations := c.observations()
	tables := []*dataset.Table{observations}
	tables = append(tables, c.themes(observations)...)
	tables = append(tables, c.targets())
	if in.Assessment != nil {
		tables = append(tables, c.assessments(in.Assessment, assessed(in)), c.measureStatus(in.Assessment, measured(in)))
	}
	tables = append(tables, c.measures(), c.responsibilities(), c.organisations(), c.indicators(), c.regions(), c.sources(),
		c.obsStatus(), c.actions(), c.releases(in.Versions), c.revisions())
	if len(in.Plan.Acknowledgements) > 0 {
		tables = append(tables, c.acknowledgements(in.RuleTitle))
	}
	return tables
}

func (c columns) source(id string) (cells []string, demonstration bool) {
	s := c.plan.Source(id)
	if s == nil {
		return []string{id, id, ""}, false
	}
	return []string{s.ID, catalogue.SourceName(s), string(s.Kind)}, s.Kind == model.Demonstration
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

func (c columns) observations() *dataset.Table {
	tb := c.noObservations()
	for i := range c.plan.Observations {
		c.observe(tb, &c.plan.Observations[i])
	}
	return tb
}

// observe appends an observation's row.
func (c columns) observe(tb *dataset.Table, o *model.Observation) {
	name, unit := c.indicator(o.Indicator)
	source, demonstration := c.source(o.Source)
	if demonstration {
		tb.Demonstration++
	}
	tb.Append(slices.Concat(
		[]string{o.Indicator, name, o.Region, c.regionName(o.Region), o.Period.String(), number(o.Value), unit, o.Status},
		source, []string{o.Release, o.Note})...)
}

func (c columns) noObservations() *dataset.Table {
	return &dataset.Table{
		Name: "observations", Title: "观测值",
		Description: "各指标在各地区、各时期的数值，一行一个数。同一指标、地区、时期有几个来源或几次修订的，各占一行。",
		Fields: slices.Concat([]dataset.Field{
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(period("period", "时期", "")),
			typed("value", "number", "数值", "位数与来源一致；空为缺数，见 status"), valueUnit,
			required(id("status", "数据状态", "SDMX CL_OBS_STATUS：A 正常，P 初步，E 估计，M 缺数等")),
		}, sourceColumns(required), []dataset.Field{
			required(id("release", "发布批次", "最早公布该数的批次；同一来源的后一批次修订前一批次")),
			text("note", "备注", ""),
		}),
		PrimaryKey: []string{"indicator_id", "region_code", "period", "source_id", "release"},
		References: []dataset.Reference{
			refers("indicator_id", "indicators", "indicator_id"), refers("region_code", "regions", "region_code"),
			refers("status", "obs_status", "code"), refers("source_id", "sources", "source_id"), refers("release", "releases", "release_id"),
		},
	}
}

func (in Input) columns() columns {
	c := columns{plan: in.Plan, regionPattern: regionPattern(in.Plan), peers: "县（区）"}
	if in.Assessment != nil {
		c.peers = in.Assessment.Peers()
	}
	return c
}

// themes are the observations by what they belong to: the plan's goals, each group of its measures, and the background.
func (c columns) themes(all *dataset.Table) []*dataset.Table {
	col := all.Column("indicator_id")
	values, codes := all.Values(col), all.Codes(col)
	theme := make([]string, len(values))
	for i, id := range values {
		theme[i] = c.theme(id)
	}
	part := func(name, title, about string) *dataset.Table {
		t := all.Where(func(row int) bool { return theme[codes[row]] == name })
		t.Name, t.Title = name, "观测值："+title
		t.Description = about + "字段与“观测值”相同。"
		t.Demonstration = 0
		kind := t.Column("source_kind")
		for row := range t.Len() {
			if t.Cell(row, kind) == string(model.Demonstration) {
				t.Demonstration++
			}
		}
		return t
	}
	parts := []*dataset.Table{part("observations-goals", "总目标", "方案各项总目标的观测值。")}
	for _, g := range c.plan.Groups {
		parts = append(parts, part(fmt.Sprintf("observations-group-%d", g.Number), g.Title, "“"+g.Title+"”各项措施的指标的观测值。"))
	}
	parts = append(parts, part("observations-background", "背景", "不属于总目标和措施的指标的观测值，如人口。"))
	return slices.DeleteFunc(parts, func(t *dataset.Table) bool { return t.Len() == 0 })
}

// theme is the name of the part that an indicator's rows stand in.
func (c columns) theme(indicator string) string {
	in := c.plan.Indicator(indicator)
	switch {
	case in == nil:
		return "observations-background"
	case in.Headline:
		return "observations-goals"
	}
	for _, g := range c.plan.Groups {
		for _, id := range g.Measures {
			if m := c.plan.Measure(id); id == in.Measure || m != nil && slices.Contains(m.Indicators, in.ID) {
				return fmt.Sprintf("observations-group-%d", g.Number)
			}
		}
	}
	return "observations-background"
}

func (c columns) targets() *dataset.Table {
	tb := &dataset.Table{
		Name: "targets", Title: "目标",
		Description: "各指标在各地区的目标值，一行一个目标期。同一指标、地区、类型有几个目标期的，前面的是阶段目标，最后的是目标。",
		Fields: slices.Concat([]dataset.Field{
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(coded("target_kind", "目标类型", "", targetKinds...)),
			period("baseline_period", "基期", ""),
			typed("baseline_value", "number", "基期值", "空为取基期的观测值"),
			required(period("target_period", "目标期", "")),
			required(typed("target_value", "number", "目标值", "")), valueUnit,
		}, sourceColumns(optional), []dataset.Field{id("release", "发布批次", "自哪个批次起按此目标；空为自始")}),
		PrimaryKey: []string{"indicator_id", "region_code", "target_kind", "target_period"},
		References: []dataset.Reference{
			refers("indicator_id", "indicators", "indicator_id"), refers("region_code", "regions", "region_code"), refers("source_id", "sources", "source_id"),
			refers("release", "releases", "release_id"),
		},
	}
	for i := range c.plan.Targets {
		t := &c.plan.Targets[i]
		name, unit := c.indicator(t.Indicator)
		for _, m := range t.Milestones {
			source, demonstration := c.source(m.Source)
			if demonstration {
				tb.Demonstration++
			}
			tb.Append(slices.Concat(
				[]string{t.Indicator, name, t.Region, c.regionName(t.Region), string(t.Kind), t.BaselinePeriod.String(),
					number(t.BaselineValue), m.Period.String(), m.Value.String(), unit}, source, []string{m.Release})...)
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

var reasonColumns = []dataset.Field{
	id("reason", "无数据的原因", "代码；有状态时为空"),
	text("reason_text", "无数据的原因（文字）", ""),
}

func (c columns) assessments(a *analysis.Assessment, results []analysis.Result) *dataset.Table {
	tb := &dataset.Table{
		Name: "assessments", Title: "进展评估",
		Description: "每个目标的完成进度、序时进度和进展状态，附计算过程。",
		Fields: slices.Concat([]dataset.Field{
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
		}, reasonColumns, []dataset.Field{
			coded("method", "判定方法", "无数据时为空", methods...),
			text("working", "计算过程", "依次为项目、公式、数字、结果"),
			typed("pace", "number", "近一年的速度", "近十二个月的变动或合计"),
			typed("pace_needed", "number", "还需每年", "从本期到目标期，平均每年还要变动或完成多少"),
			typed("projected", "number", "推算到目标期", "照近一年的速度推算，不参与判定"),
			typed("projected_low", "number", "推算下限", "用基期以来最慢的十二个月"),
			typed("projected_high", "number", "推算上限", "用基期以来最快的十二个月"),
			text("outlook", "推算过程", "依次为项目、公式、数字、结果"), notice,
			id("release", "发布批次", "评估所依据的批次"),
		}),
		PrimaryKey: []string{"indicator_id", "region_code", "target_kind"},
		References: []dataset.Reference{
			refers("indicator_id", "indicators", "indicator_id"), refers("region_code", "regions", "region_code"), refers("release", "releases", "release_id"),
		},
	}
	for _, r := range results {
		if r.Target == nil {
			continue
		}
		if r.Demonstration {
			tb.Demonstration++
		}
		steps, outlook := r.Steps()
		tb.Append(
			r.Indicator.ID, r.Indicator.Name, r.Region.Code, r.Region.Name, string(r.Target.Kind), r.Period.String(),
			number(r.Value), r.Indicator.ValueUnit, number(r.Baseline), r.Aim.Period.String(), r.Aim.Value.String(),
			fraction(r.Attained), fraction(r.Expected), fraction(r.Gap), r.Status.Key(), r.Status.Word(),
			string(r.Reason), r.ReasonText(), string(r.Method), working(steps), fraction(r.Pace), fraction(r.PaceNeeded), fraction(r.Projected),
			fraction(r.ProjectedLow), fraction(r.ProjectedHigh), working(outlook), noticeOf(r.Demonstration), release(a),
		)
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

func (c columns) measureStatus(a *analysis.Assessment, results []analysis.MeasureResult) *dataset.Table {
	tb := &dataset.Table{
		Name: "measure_status", Title: "措施进展状态",
		Description: "每项措施在各地区的进展状态：取该地区有目标的各指标中最差的一个。",
		Fields: slices.Concat([]dataset.Field{
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(c.region("")), regionName,
			required(coded("status", "进展状态", "", statuses()...)),
			required(text("status_name", "进展状态（文字）", "")),
		}, reasonColumns, []dataset.Field{
			id("indicator_id", "决定状态的指标", ""),
			coded("target_kind", "决定状态的目标类型", "", targetKinds...),
			period("period", "评估时期", ""),
			atLeast(required(typed("targets", "integer", "本地区的目标数", "")), 0),
			atLeast(required(typed("targets_with_status", "integer", "其中有状态的", "")), 0),
			notice,
			id("release", "发布批次", "评估所依据的批次"),
		}),
		PrimaryKey: []string{"measure_id", "region_code"},
		References: []dataset.Reference{
			refers("measure_id", "measures", "measure_id"), refers("region_code", "regions", "region_code"),
			refers("indicator_id", "indicators", "indicator_id"), refers("release", "releases", "release_id"),
		},
	}
	for _, m := range results {
		if m.Demonstration {
			tb.Demonstration++
		}
		indicator, kind, at := "", "", ""
		if d := m.Decisive; d != nil {
			indicator, at = d.Indicator.ID, d.Period.String()
			if d.Target != nil {
				kind = string(d.Target.Kind)
			}
		}
		tb.Append(
			m.Measure.ID, m.Measure.Title, m.Region.Code, m.Region.Name, m.Status.Key(), m.Status.Word(), string(m.Reason), m.ReasonText(),
			indicator, kind, at, strconv.Itoa(len(m.Results)), strconv.Itoa(m.WithData), noticeOf(m.Demonstration), release(a),
		)
	}
	return tb
}

func (c columns) measures() *dataset.Table {
	tb := &dataset.Table{
		Name: "measures", Title: "措施",
		Description: "方案的各项措施及其牵头单位、责任单位和指标。",
		Fields: []dataset.Field{
			key(id("measure_id", "措施编号", "")),
			required(text("title", "名称", "")),
			text("title_en", "英文名称", ""),
			text("short_title", "简称", "表格和句子里用的短名称；空为没有"),
			text("short_title_en", "英文简称", ""),
			text("group", "所属部分", ""),
			text("group_en", "所属部分英文名称", ""),
			required(id("lead_unit", "牵头单位", "单位代码")),
			required(text("lead_unit_name", "牵头单位名称", "")),
			patterned("responsible_units", "责任单位", "单位代码，以 | 分隔", listPattern),
			patterned("indicators", "指标", "指标代码，以 | 分隔", listPattern),
		},
		PrimaryKey: []string{"measure_id"},
		References: []dataset.Reference{refers("lead_unit", "organisations", "org_id")},
	}
	for i := range c.plan.Measures {
		m := &c.plan.Measures[i]
		tb.Append(
			m.ID, m.Title, m.TitleEn, m.ShortTitle, m.ShortTitleEn, m.Group, m.GroupEn, m.LeadUnit, c.orgName(m.LeadUnit),
			strings.Join(m.ResponsibleUnits, "|"), strings.Join(m.Indicators, "|"),
		)
	}
	return tb
}

func (c columns) responsibilities() *dataset.Table {
	tb := &dataset.Table{
		Name: "responsibilities", Title: "责任分工",
		Description: "哪个单位在哪项措施中牵头或负责，一行一项分工。",
		Fields: []dataset.Field{
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(id("org_id", "单位代码", "")), required(text("org_name", "单位名称", "")),
			required(coded("role", "分工", "", roles...)),
		},
		PrimaryKey: []string{"measure_id", "org_id", "role"},
		References: []dataset.Reference{refers("measure_id", "measures", "measure_id"), refers("org_id", "organisations", "org_id")},
	}
	for i := range c.plan.Measures {
		m := &c.plan.Measures[i]
		tb.Append(m.ID, m.Title, m.LeadUnit, c.orgName(m.LeadUnit), roleLead)
		for _, org := range m.ResponsibleUnits {
			tb.Append(m.ID, m.Title, org, c.orgName(org), roleResponsible)
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
func (c columns) organisations() *dataset.Table {
	tb := &dataset.Table{
		Name: "organisations", Title: "单位",
		Description: "牵头和负责各项措施的单位，及其在文件中的其他写法。",
		Fields: []dataset.Field{
			key(id("org_id", "单位代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("aliases", "其他写法", "以 | 分隔"),
			required(typed("leading_group", "boolean", "是否领导小组成员单位", "")),
		},
		PrimaryKey: []string{"org_id"},
	}
	for i := range c.plan.Orgs {
		o := &c.plan.Orgs[i]
		tb.Append(o.ID, o.Name, o.NameEn, strings.Join(o.Aliases, "|"), strconv.FormatBool(o.LeadingGroup))
	}
	for _, id := range []string{model.AllCounties, model.AllMembers} {
		used := slices.ContainsFunc(c.plan.Measures, func(m model.Measure) bool { return slices.Contains(m.ResponsibleUnits, id) })
		if used && c.plan.Org(id) == nil {
			tb.Append(id, c.orgName(id), "", "", "false")
		}
	}
	return tb
}

func (c columns) indicators() *dataset.Table {
	tb := &dataset.Table{
		Name: "indicators", Title: "指标",
		Description: "指标的口径、计量单位、方向和汇总方法。",
		Fields: []dataset.Field{
			key(id("indicator_id", "指标代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			valueUnit,
			text("value_unit_en", "英文计量单位", ""),
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
			required(typed("persons", "boolean", "是否计人数", "是的，小于起报数的单元格不公布")),
			required(typed("cumulative", "boolean", "是否累计数", "是的，期末数从开始累计到现在，只增不减")),
			coded("method", "判定方法", "空为完成进度对序时进度", methods...),
			text("definition", "口径", ""),
			text("definition_en", "英文口径", ""),
		},
		PrimaryKey: []string{"indicator_id"},
		References: []dataset.Reference{
			refers("numerator", "", "indicator_id"), refers("denominator", "", "indicator_id"),
			refers("measure_id", "measures", "measure_id"), refers("org_id", "organisations", "org_id"),
		},
	}
	for i := range c.plan.Indicators {
		in := &c.plan.Indicators[i]
		tb.Append(
			in.ID, in.Name, in.NameEn, in.ValueUnit, in.ValueUnitEn, string(in.Direction), string(in.Kind), string(in.Aggregation), in.Numerator,
			in.Denominator, strconv.Itoa(in.Decimals), in.Measure, in.Org, in.Frequency.String(), strconv.FormatBool(in.Binding),
			strconv.FormatBool(in.Headline), strconv.FormatBool(in.Persons), strconv.FormatBool(in.Cumulative), string(in.Method), in.Definition, in.DefinitionEn,
		)
	}
	return tb
}

func (c columns) regions() *dataset.Table {
	tb := &dataset.Table{
		Name: "regions", Title: "行政区划",
		Description: "数据所属的地区；撤销、更名的注明起止时间和承接的地区。",
		Fields: []dataset.Field{
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
		PrimaryKey: []string{"region_code"},
		References: []dataset.Reference{refers("parent", "", "region_code"), refers("successor", "", "region_code")},
	}
	for i := range c.plan.Regions {
		r := &c.plan.Regions[i]
		tb.Append(
			r.Code, r.Name, r.ShortName, r.NameEn, string(r.Level), r.Parent, r.ValidFrom.String(), r.ValidTo.String(), r.Successor,
			tile(r.TileCol), tile(r.TileRow), r.Note,
		)
	}
	return tb
}

func tile(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c columns) sources() *dataset.Table {
	tb := &dataset.Table{
		Name: "sources", Title: "来源",
		Description: "数据的出处、性质和使用条件。",
		Fields: []dataset.Field{
			key(id("source_id", "来源代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("publisher", "发布单位", ""),
			text("url", "网址", ""),
			text("licence", "使用条件", ""),
			required(coded("kind", "性质", "", sourceKinds...)),
			required(typed("rank", "integer", "次序", "两个来源有同一个数时，显示次序小的")),
		},
		PrimaryKey: []string{"source_id"},
	}
	for i := range c.plan.Sources {
		s := &c.plan.Sources[i]
		tb.Append(s.ID, s.Name, s.NameEn, s.Publisher, s.URL, s.Licence, string(s.Kind), strconv.Itoa(s.Rank))
	}
	return tb
}

// obsStatus also lists the codes that observations use and the code list lacks, so that every status resolves.
func (c columns) obsStatus() *dataset.Table {
	tb := &dataset.Table{
		Name: "obs_status", Title: "数据状态",
		Description: "观测值的数据状态代码（SDMX CL_OBS_STATUS）。",
		Fields: []dataset.Field{
			key(id("code", "代码", "")),
			required(text("name", "名称", "")),
			text("name_en", "英文名称", ""),
			text("note", "说明", ""),
		},
		PrimaryKey: []string{"code"},
	}
	for _, s := range c.plan.ObsStatus {
		tb.Append(s.Code, s.Name, s.NameEn, s.Note)
	}
	var missing []string
	for i := range c.plan.Observations {
		if s := c.plan.Observations[i].Status; c.plan.Status(s) == nil && !slices.Contains(missing, s) {
			missing = append(missing, s)
		}
	}
	slices.Sort(missing)
	for _, s := range missing {
		tb.Append(s, s, "", "")
	}
	return tb
}

func (c columns) actions() *dataset.Table {
	tb := &dataset.Table{
		Name: "actions", Title: "整改措施",
		Description: "针对进展滞后的措施提出的整改措施。",
		Fields: slices.Concat([]dataset.Field{
			required(c.region("")), regionName,
			required(id("measure_id", "措施编号", "")), required(text("measure_title", "措施", "")),
			required(period("period", "时期", "")),
			required(text("text", "整改措施", "")),
			text("text_en", "英文", ""),
			id("org_id", "单位代码", ""),
			patterned("deadline", "时限", "完成的最后一天", datePattern),
		}, sourceColumns(optional), []dataset.Field{id("release", "发布批次", "自哪个批次起公开；空为随该期的数公开")}),
		References: []dataset.Reference{
			refers("region_code", "regions", "region_code"), refers("measure_id", "measures", "measure_id"), refers("org_id", "organisations", "org_id"),
			refers("source_id", "sources", "source_id"), refers("release", "releases", "release_id"),
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
			tb.Demonstration++
		}
		tb.Append(slices.Concat(
			[]string{region, c.regionName(region), a.Measure, title, a.Period.String(), a.Text, a.TextEn, a.Org, a.Deadline.String()}, source, []string{a.Release})...)
	}
	return tb
}

// releases also count what each one brought.
func (c columns) releases(versions map[string]string) *dataset.Table {
	tb := &dataset.Table{
		Name: "releases", Title: "发布批次",
		Description: "已公开的各次发布。版本号三段：改了结构或口径的升第一段，增加时期或行的升第二段，只修订已公布数的升第三段。",
		Fields: []dataset.Field{
			key(id("release_id", "批次", "")),
			required(text("title", "名称", "")),
			text("title_en", "英文名称", ""),
			required(typed("published_at", "datetime", "发布时间", "含时区")),
			patterned("version", "版本", "", `[0-9]+\.[0-9]+\.[0-9]+`),
			atLeast(required(typed("rows_added", "integer", "新增的观测值行数", "")), 0),
			atLeast(required(typed("rows_revised", "integer", "修订的观测值行数", "见数据集 revisions")), 0),
			text("note", "备注", ""),
		},
		PrimaryKey: []string{"release_id"},
	}
	added, revised := map[string]int{}, map[string]int{}
	for i := range c.plan.Observations {
		added[c.plan.Observations[i].Release]++
	}
	for _, r := range analysis.Revised(c.plan) {
		revised[r.New.Release]++
	}
	for _, r := range c.plan.Releases {
		at := r.PublishedAt.Format(time.RFC3339Nano)
		tb.Append(r.ID, r.Title, r.TitleEn, at, versions[r.ID], strconv.Itoa(added[r.ID]-revised[r.ID]), strconv.Itoa(revised[r.ID]), r.Note)
	}
	return tb
}

// revisions are the cells whose figure a later release replaced, with the reason that its row gives.
func (c columns) revisions() *dataset.Table {
	tb := &dataset.Table{
		Name: "revisions", Title: "修订",
		Description: "后一批次改动了的观测值：原来的数、新的数、在哪个批次修订和原因，一行一次修订。",
		Fields: slices.Concat([]dataset.Field{
			required(id("release", "修订的批次", "")),
			required(id("indicator_id", "指标代码", "")), indicatorName,
			required(c.region("")), regionName,
			required(period("period", "时期", "")),
			typed("old_value", "number", "原来的数", "空为原来缺数"),
			typed("new_value", "number", "新的数", "空为撤回"), valueUnit,
			required(id("old_status", "原来的数据状态", "")),
			required(id("new_status", "新的数据状态", "")),
			required(id("old_release", "原来的数所在的批次", "")),
		}, sourceColumns(required), []dataset.Field{text("reason", "原因", "修订的那一行的备注")}),
		PrimaryKey: []string{"release", "indicator_id", "region_code", "period", "source_id"},
		References: []dataset.Reference{
			refers("indicator_id", "indicators", "indicator_id"), refers("region_code", "regions", "region_code"),
			refers("old_status", "obs_status", "code"), refers("new_status", "obs_status", "code"), refers("source_id", "sources", "source_id"),
			refers("release", "releases", "release_id"), refers("old_release", "releases", "release_id"),
		},
	}
	for _, r := range analysis.Revised(c.plan) {
		source, demonstration := c.source(r.New.Source)
		if demonstration {
			tb.Demonstration++
		}
		tb.Append(slices.Concat([]string{
			r.New.Release, r.Indicator.ID, r.Indicator.Name, r.Region.Code, r.Region.Name, r.Period.String(),
			number(r.Old.Value), number(r.New.Value), r.Indicator.ValueUnit, r.Old.Status, r.New.Status, r.Old.Release,
		}, source, []string{r.New.Note})...)
	}
	return tb
}

// acknowledgements are what the office has checked and found right. A plan without any has no such data set.
func (c columns) acknowledgements(title func(rule string) string) *dataset.Table {
	tb := &dataset.Table{
		Name: catalogue.Acknowledgements, Title: "核实记录",
		Description: "检查规则曾怀疑、经核对没有错的数和目标，一行一处：怀疑什么，为什么没有错，谁在哪天核对的。地区、时期空着的，适用于该指标的全部。",
		Fields: []dataset.Field{
			required(id("rule", "检查规则", "规则代码")), required(text("rule_title", "怀疑什么", "")),
			id("indicator_id", "指标代码", ""), text("indicator_name", "指标名称", ""),
			c.optionalRegion(), text("region_name", "地区名称", ""),
			period("period", "时期", ""),
			text("subject", "其他所指", "目标类型、来源、措施、单位名称或网址的代码或写法，随规则而定"),
			typed("value", "number", "核对时的数", ""),
			required(text("because", "核对结果和理由", "")),
			required(text("checked_by", "核对人", "")),
			required(patterned("checked_at", "核对日期", "", datePattern)),
			id("release", "发布批次", "自哪个批次起公布；空为自始"), notice,
		},
		References: []dataset.Reference{
			refers("indicator_id", "indicators", "indicator_id"), refers("region_code", "regions", "region_code"), refers("release", "releases", "release_id"),
		},
	}
	for i := range c.plan.Acknowledgements {
		a := &c.plan.Acknowledgements[i]
		indicator, region := "", ""
		if a.Indicator != "" {
			indicator, _ = c.indicator(a.Indicator)
		}
		if a.Region != "" {
			region = c.regionName(a.Region)
		}
		invented := c.plan.InventedAcknowledgement(a)
		if invented {
			tb.Demonstration++
		}
		rule := a.Rule
		if title != nil {
			rule = title(a.Rule)
		}
		tb.Append(a.Rule, rule, a.Indicator, indicator, a.Region, region, a.Period.String(), a.Subject, a.Value, a.Because, a.CheckedBy,
			a.CheckedAt.String(), a.Release, noticeOf(invented))
	}
	return tb
}

func (c columns) optionalRegion() dataset.Field {
	f := c.region("")
	f.Constraints.Required = false
	return f
}
