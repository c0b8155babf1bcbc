package site

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// The sentences that pages make of figures. A second language replaces this file and the templates.

const (
	measureCounter = "项措施"
	unlisted       = "未单列"
	noData         = "无数据"
)

// kindName says what a target value means.
func kindName(kind model.TargetKind) string {
	return map[model.TargetKind]string{
		model.LevelTarget:    "水平值",
		model.Cumulative:     "累计数",
		model.AnnualIncrease: "年均增幅",
		model.AnnualFlow:     "年均数",
	}[kind]
}

// valueText is what stands against the target, or 无数据.
func valueText(res *analysis.Result) string {
	if res.Value == nil {
		return noData
	}
	return wording.TargetQuantity(res.Value.Rat(), res.Indicator, res.Kind())
}

// tableValue is valueText for table cells, where 万 has two decimals: 1.79万张 against 1.83万张 would both be 1.8 otherwise.
func tableValue(res *analysis.Result) string {
	if res.Value == nil {
		return noData
	}
	return tableTarget(res.Value, res)
}

func tableTarget(v *model.Number, res *analysis.Result) string {
	if res.Kind() == model.AnnualIncrease && res.Indicator.Percent() {
		return wording.TargetQuantity(v.Rat(), res.Indicator, res.Kind()) // a difference of rates has its own unit
	}
	return wording.TableQuantity(v.Rat(), res.Indicator)
}

// tableParts is tableValue with figure and unit apart.
func tableParts(res *analysis.Result) (figure, unit string) {
	_, unit = wording.TargetParts(res.Value.Rat(), res.Indicator, res.Kind())
	return strings.TrimSuffix(tableValue(res), unit), unit
}

// tableAim is aimText for table cells.
func tableAim(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	q := tableTarget(&res.Aim.Value, res)
	if res.Target.Kind.Annual() {
		return "每年" + q
	}
	return q
}

// kindWord stands before a value that is a total or a yearly mean: 累计, 年均, 年均提高; empty before a level.
func kindWord(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	switch res.Target.Kind {
	case model.Cumulative:
		return "累计"
	case model.AnnualFlow:
		return "年均"
	case model.AnnualIncrease:
		if res.Indicator.Direction == model.Down {
			return "年均变化"
		}
		return "年均提高"
	}
	return ""
}

// aimWord is 目标, or 上限 where less is better.
func aimWord(res *analysis.Result) string {
	if res.Ceiling {
		return "上限"
	}
	return "目标"
}

// donePhrase says how far attainment has come: 完成76.5%. A ceiling is nothing to complete: 为上限的58.5%.
func donePhrase(res *analysis.Result) (before, figure string) {
	switch {
	case res.Attained == nil:
		return "", ""
	case res.Ceiling:
		return "为上限的", wording.Percent(res.Attained)
	}
	return "完成", wording.Percent(res.Attained)
}

func doneSentence(res *analysis.Result) string {
	before, figure := donePhrase(res)
	return before + figure
}

// aimText is the target value, with 每年 before a yearly one; empty without a target.
func aimText(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	q := wording.TargetQuantity(res.Aim.Value.Rat(), res.Indicator, res.Target.Kind)
	if res.Target.Kind.Annual() {
		return "每年" + q
	}
	return q
}

// gapPoints is the difference from expected progress in points, signed; empty where there is none.
func gapPoints(res *analysis.Result) string {
	if res == nil {
		return ""
	}
	return res.GapPoints()
}

// gapPhrase is the difference in words: 比序时进度低7.5个百分点.
func gapPhrase(res *analysis.Result) (before, figure, after string) {
	return wording.Gap(res.GapPoints(), res.Ceiling)
}

func gapSentence(res *analysis.Result) string {
	before, figure, after := gapPhrase(res)
	return before + figure + after
}

// goalFinding says in phrases how the goals of the plan stand: indicators with their worst status, good news first.
func goalFinding(goals []analysis.Result) []string {
	type subject struct {
		name  string
		worst analysis.Status
	}
	var subjects []subject
	at := map[string]int{}
	for i := range goals {
		g := &goals[i]
		if g.Status == analysis.NoData {
			continue
		}
		k, known := at[g.Indicator.ID]
		if !known {
			at[g.Indicator.ID] = len(subjects)
			subjects = append(subjects, subject{g.Indicator.Name, g.Status})
		} else if g.Status.Rank() > subjects[k].worst.Rank() {
			subjects[k].worst = g.Status
		}
	}
	var heading []string
	length := 0
	for _, s := range analysis.Statuses {
		var names []string
		for _, sub := range subjects {
			if sub.worst == s {
				names = append(names, sub.name)
			}
		}
		if len(names) == 0 {
			continue
		}
		if len(heading) > 0 {
			heading[len(heading)-1] += "，"
		}
		list := wording.List(names, "项")
		verb := s.Word()
		if s == analysis.Achieved {
			verb = "目标已完成"
		}
		if len(names) > 1 {
			verb = "均" + verb
			if s == analysis.Achieved {
				verb = "目标均已完成"
			}
		}
		length += utf8.RuneCountInString(list)
		heading = append(heading, append(phrases(list), verb)...)
	}
	if length > 50 {
		return goalCounts(goals)
	}
	return heading
}

// goalCounts is the finding for plans with many goals or long names: 6项目标中2项已完成，1项略有滞后.
func goalCounts(goals []analysis.Result) []string {
	var parts []string
	for _, s := range analysis.Statuses {
		n := 0
		for i := range goals {
			if goals[i].Status == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d项%s", n, s.Word()))
		}
	}
	return []string{fmt.Sprintf("%d项目标中", len(goals)), strings.Join(parts, "，")}
}

// tallyCount sums statuses.
func tallyCount(tally map[analysis.Status]int, of ...analysis.Status) int {
	n := 0
	for _, s := range of {
		n += tally[s]
	}
	return n
}

// tallySentence lists the counts from best to worst: 已完成1项，符合序时9项.
func tallySentence(tally map[analysis.Status]int) string {
	var parts []string
	for _, s := range analysis.Statuses {
		if n := tally[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", s.Word(), n))
		}
	}
	return strings.Join(parts, "，")
}

// tallyFinding says how a region's measures stand. What lags far comes first and alone, 20项措施中7项明显滞后，4项略有滞后;
// otherwise every status is counted, best first, 12项符合序时，6项略有滞后，2项无数据, as long as a title holds them. Measures
// without data are never left out. It is nil where there is no status at all.
func tallyFinding(tally map[analysis.Status]int) []string {
	const most = 3 // counts in a title
	all := tallyCount(tally, analysis.Statuses...)
	if all == tally[analysis.NoData] {
		return nil
	}
	used := 0
	for _, s := range analysis.Statuses {
		switch tally[s] {
		case 0:
		case all:
			return []string{fmt.Sprintf("%d%s", all, measureCounter), "全部" + s.Word()}
		default:
			used++
		}
	}
	order, rest := analysis.Statuses, ""
	if tally[analysis.Behind] > 0 || used > most {
		order = []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.NoData}
		if tally[analysis.Behind] == 0 {
			rest = "其余没有滞后"
		}
	}
	var counts []string
	for _, s := range order {
		if n := tally[s]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d项%s", n, s.Word()))
		}
	}
	if rest != "" {
		counts = append(counts, rest)
	}
	finding := []string{fmt.Sprintf("%d%s中", all, measureCounter)}
	for i, c := range counts {
		if i < len(counts)-1 {
			c += "，"
		}
		finding = append(finding, c)
	}
	return finding
}

// together names who share a place in a title: 青石; 青石、白河并列; 青石等6个县（区）并列.
func together(regions []*model.Region, peers string) string {
	switch len(regions) {
	case 0:
		return ""
	case 1:
		return regions[0].Label()
	case 2:
		return regions[0].Label() + "、" + regions[1].Label() + "并列"
	}
	return fmt.Sprintf("%s等%d个%s并列", regions[0].Label(), len(regions), peers)
}

// worstOfMany says what a measure's status was chosen from, where that was a choice: 2项指标中状态最差的，另1项无数据.
func worstOfMany(mr analysis.MeasureResult) string {
	indicators := map[string]bool{} // with a status
	for i := range mr.Results {
		if mr.Results[i].Status != analysis.NoData {
			indicators[mr.Results[i].Indicator.ID] = true
		}
	}
	unit := "项指标"
	if len(indicators) < mr.WithData {
		unit = "个目标" // an indicator may have a level and a yearly amount to reach
	}
	said := ""
	if mr.WithData > 1 {
		said = fmt.Sprintf("%d%s中状态最差的", mr.WithData, unit)
	}
	if lacking := len(mr.Results) - mr.WithData; lacking > 0 {
		if said != "" {
			said += "，"
		}
		said += fmt.Sprintf("另%d%s无数据", lacking, strings.Replace(unit, "指标", "", 1))
	}
	return said
}

func directionName(d model.Direction) string {
	if d == model.Down {
		return "越低越好"
	}
	return "越高越好"
}

func kindWords(k model.IndicatorKind) string {
	return map[model.IndicatorKind]string{
		model.Stock: "时点数（期末）", model.Flow: "时期数（各期可相加）", model.Rate: "比率",
	}[k]
}

func frequencyName(f model.Frequency) string {
	return map[model.Frequency]string{
		model.Year: "每年", model.Half: "每半年", model.Quarter: "每季度", model.Month: "每月",
	}[f]
}

func sourceKindName(k model.SourceKind) string {
	return map[model.SourceKind]string{
		model.Official: "官方", model.Reported: "上报或转引", model.DerivedSource: "推算",
		model.Demonstration: "演示",
	}[k]
}

// levelName is the kind of place, for the line above a heading.
func levelName(l model.Level) string {
	return map[model.Level]string{
		model.Nation: "全国", model.Province: "省级", model.City: "市级", model.County: "县级", model.Zone: "功能区",
	}[l]
}

// asOf says when a figure is from, in front of it: 到2020年末为, 2020年第四季度为.
func asOf(in *model.Indicator, p model.Period) string {
	when := wording.When(in, p)
	if when == p.Label() {
		return when
	}
	return "到" + when
}
