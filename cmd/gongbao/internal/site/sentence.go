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
	countyCounter  = "个县（区）"
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

// gapPhrase is the difference in words: 比序时慢7.5个百分点.
func gapPhrase(res *analysis.Result) (before, figure, after string) {
	points := gapPoints(res)
	switch {
	case points == "":
		return "", "", ""
	case strings.HasPrefix(points, wording.Minus):
		return "比序时慢", strings.TrimPrefix(points, wording.Minus), "个百分点"
	case strings.HasPrefix(points, "+"):
		return "比序时快", strings.TrimPrefix(points, "+"), "个百分点"
	}
	return "与序时进度一致", "", ""
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

// phrases splits a name where a line of a title may end: after a connective or a mark, and never so that fewer than
// four characters stand alone. Nothing else in a title may be broken.
func phrases(name string) []string {
	var parts []string
	start, count := 0, 0
	total := utf8.RuneCountInString(name)
	seen := 0
	for i, c := range name {
		count++
		seen++
		mark := strings.ContainsRune("，、；：）”》", c)
		if !(mark || strings.ContainsRune("和及与的", c)) || count < 4 || total-seen < 4 && !mark || total == seen {
			continue
		}
		end := i + utf8.RuneLen(c)
		// A closing mark stays with the comma that may follow it.
		if next, _ := utf8.DecodeRuneInString(name[end:]); strings.ContainsRune("，、；：。）”》", next) {
			continue
		}
		parts = append(parts, name[start:end])
		start, count = end, 0
	}
	return append(parts, name[start:])
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

// tallyFinding says how a region's measures stand: 20项措施中16项符合或快于序时，1项明显滞后.
func tallyFinding(tally map[analysis.Status]int) []string {
	all := tallyCount(tally, analysis.Statuses...)
	good := tallyCount(tally, analysis.Achieved, analysis.Ahead, analysis.OnTrack)
	judged := all - tally[analysis.NoData]
	if judged == 0 {
		return nil
	}
	finding := []string{fmt.Sprintf("%d%s中", all, measureCounter)}
	switch {
	case good == all:
		return append(finding, "全部达到或快于序时")
	case good > 0:
		finding = append(finding, fmt.Sprintf("%d项达到或快于序时", good))
	default:
		finding = append(finding, "没有一项达到序时")
	}
	switch {
	case tally[analysis.Behind] > 0:
		finding[len(finding)-1] += "，"
		finding = append(finding, fmt.Sprintf("%d项明显滞后", tally[analysis.Behind]))
	case tally[analysis.SlightlyBehind] > 0:
		finding[len(finding)-1] += "，"
		finding = append(finding, fmt.Sprintf("%d项略有滞后", tally[analysis.SlightlyBehind]))
	}
	return finding
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
		model.Nation: "全国", model.Province: "省级", model.City: "市级", model.County: "县（区）", model.Zone: "功能区",
	}[l]
}
