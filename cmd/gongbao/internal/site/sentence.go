package site

import (
	"strings"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// The sentences that several pages make of figures; their words are in the catalogue parts.

// noData stands where a figure would.
func (r *renderer) noData() string { return analysis.NoData.In(r.say) }

// titleLines splits a finding where a line of a title ends best: where the catalogue has a bar, and as names do.
func titleLines(finding string) []string {
	var lines []string
	for part := range strings.SplitSeq(finding, "|") {
		if part != "" {
			lines = append(lines, phrases(part)...)
		}
	}
	return lines
}

// measures counts measures: 20项措施.
func (r *renderer) measures(n int) string { return r.say.Count("parts.measures", n) }

// kindName says what a target value means.
func (r *renderer) kindName(kind model.TargetKind) string {
	id, ok := map[model.TargetKind]string{
		model.LevelTarget:    "parts.target.level",
		model.Cumulative:     "parts.target.cumulative",
		model.AnnualIncrease: "parts.target.annual-increase",
		model.AnnualFlow:     "parts.target.annual-flow",
	}[kind]
	if !ok {
		return ""
	}
	return r.say.Text(id)
}

// valueText is what stands against the target, or 无数据.
func (r *renderer) valueText(res *analysis.Result) string {
	if res.Value == nil {
		return r.noData()
	}
	return r.say.TargetQuantity(res.Value.Rat(), res.Indicator, res.Kind())
}

// tableValue is valueText for table cells, where 万 has two decimals: 1.79万张 against 1.83万张 would both be 1.8 otherwise.
func (r *renderer) tableValue(res *analysis.Result) string {
	if res.Value == nil {
		return r.noData()
	}
	return r.tableTarget(res.Value, res)
}

func (r *renderer) tableTarget(v *model.Number, res *analysis.Result) string {
	if res.Kind() == model.AnnualIncrease && res.Indicator.Percent() {
		return r.say.TargetQuantity(v.Rat(), res.Indicator, res.Kind()) // a difference of rates has its own unit
	}
	return r.say.TableQuantity(v.Rat(), res.Indicator)
}

// tableParts is tableValue with figure and unit apart.
func (r *renderer) tableParts(res *analysis.Result) (figure, unit string) {
	_, unit = r.say.TargetParts(res.Value.Rat(), res.Indicator, res.Kind())
	whole := r.tableValue(res)
	figure = strings.TrimSpace(strings.TrimSuffix(whole, unit))
	return figure, whole[len(figure):]
}

// tableAim is aimText for table cells.
func (r *renderer) tableAim(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	return r.yearly(res, r.tableTarget(&res.Aim.Value, res))
}

// aimText is the target value, with 每年 before a yearly one; empty without a target.
func (r *renderer) aimText(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	return r.yearly(res, r.say.TargetQuantity(res.Aim.Value.Rat(), res.Indicator, res.Target.Kind))
}

func (r *renderer) yearly(res *analysis.Result, quantity string) string {
	if res.Target.Kind.Annual() {
		return r.say.Text("parts.yearly", "Value", quantity)
	}
	return quantity
}

// kindWord stands before a value that is a total or a yearly mean: 累计, 年均, 年均提高; empty before a level.
func (r *renderer) kindWord(res *analysis.Result) string {
	if res.Target == nil {
		return ""
	}
	switch res.Target.Kind {
	case model.Cumulative:
		return r.say.Text("parts.kind.cumulative")
	case model.AnnualFlow:
		return r.say.Text("parts.kind.annual-flow")
	case model.AnnualIncrease:
		if res.Indicator.Direction == model.Down {
			return r.say.Text("parts.kind.annual-change")
		}
		return r.say.Text("parts.kind.annual-increase")
	}
	return ""
}

// aimWord is 目标, or 上限 where less is better.
func (r *renderer) aimWord(res *analysis.Result) string {
	if res.Ceiling {
		return r.say.Text("parts.ceiling")
	}
	return r.say.Text("parts.aim")
}

// done says how far attainment has come: 完成76.5%. A ceiling is nothing to complete: 为上限的58.5%. It is nil without
// attainment.
func (s *Shell) done(res *analysis.Result) []Run {
	if res.Attained == nil {
		return nil
	}
	figure := Run{Text: s.say.Percent(res.Attained), Strong: true}
	if res.Ceiling {
		return s.runs("parts.done-ceiling", "Percent", figure)
	}
	return s.runs("parts.done", "Percent", figure)
}

func (s *Shell) doneSentence(res *analysis.Result) string { return plain(s.done(res)) }

// gap is the difference from expected progress in words: 比序时进度低7.5个百分点; nil where there is none.
func (s *Shell) gap(res *analysis.Result) []Run {
	before, figure, after := s.say.Gap(res.GapPoints(), res.Ceiling)
	var runs []Run
	for _, run := range []Run{{Text: before}, {Text: figure, Strong: true}, {Text: after}} {
		if run.Text != "" {
			runs = append(runs, run)
		}
	}
	return runs
}

func (s *Shell) gapSentence(res *analysis.Result) string { return plain(s.gap(res)) }

// plain is the text of a sentence.
func plain(runs []Run) string {
	var b strings.Builder
	for _, run := range runs {
		b.WriteString(run.Text)
	}
	return b.String()
}

// joined puts together the parts of a sentence that are not empty, and ends it.
func (s *Shell) joined(parts ...[]Run) []Run {
	var runs []Run
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if len(runs) > 0 {
			runs = append(runs, Run{Text: s.say.Text("parts.comma")})
		}
		runs = append(runs, part...)
	}
	if len(runs) == 0 {
		return nil
	}
	return append(runs, Run{Text: s.say.Text("parts.stop")})
}

// gapPoints is the difference from expected progress in points, signed; empty where there is none.
func gapPoints(res *analysis.Result) string {
	if res == nil {
		return ""
	}
	return res.GapPoints()
}

// goalFinding says in phrases how the goals of the plan stand: indicators with their worst status, good news first.
func (r *renderer) goalFinding(goals []analysis.Result) []string {
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
	var findings []string
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
		list := r.say.List(names, r.say.Text("parts.goals-counter"))
		length += utf8.RuneCountInString(list)
		finding := ""
		switch {
		case len(names) == 1 && s == analysis.Achieved:
			finding = r.say.Text("parts.finding.achieved", "Name", list)
		case len(names) == 1:
			finding = r.say.Text("parts.finding.single", "Name", list, "Status", s.In(r.say))
		case s == analysis.Achieved:
			finding = r.say.Text("parts.finding.all-achieved", "Names", list)
		default:
			finding = r.say.Text("parts.finding.all", "Names", list, "Status", s.In(r.say))
		}
		findings = append(findings, finding)
	}
	most := 50 // characters of names in a title
	if r.say.Lang() == "en" {
		most = 110
	}
	if length > most {
		return r.goalCounts(goals)
	}
	return titleLines(strings.Join(findings, r.say.Text("parts.findings")))
}

// goalCounts is the finding for plans with many goals or long names: 6项目标中2项已完成，1项略有滞后.
func (r *renderer) goalCounts(goals []analysis.Result) []string {
	tally := map[analysis.Status]int{}
	for i := range goals {
		tally[goals[i].Status]++
	}
	return titleLines(r.say.Count("parts.goals-finding", len(goals), "Counts", r.tallySentence(tally)))
}

// tallyCount sums statuses.
func tallyCount(tally map[analysis.Status]int, of ...analysis.Status) int {
	n := 0
	for _, s := range of {
		n += tally[s]
	}
	return n
}

// tallySentence lists the counts from best to worst: 1项已完成，9项符合序时.
func (r *renderer) tallySentence(tally map[analysis.Status]int) string {
	return strings.Join(r.counts(tally, analysis.Statuses), r.say.Text("parts.comma"))
}

// counts are the statuses that there are, each with its number.
func (r *renderer) counts(tally map[analysis.Status]int, order []analysis.Status) []string {
	var counts []string
	for _, s := range order {
		if n := tally[s]; n > 0 {
			counts = append(counts, r.say.Count("parts.count", n, "Status", s.In(r.say)))
		}
	}
	return counts
}

// tallyFinding says how a region's measures stand. What lags far comes first and alone, 20项措施中7项明显滞后，4项略有滞后;
// otherwise every status is counted, best first, 12项符合序时，6项略有滞后，2项无数据, as long as a title holds them. Measures
// without data are never left out. It is empty where there is no status at all.
func (r *renderer) tallyFinding(tally map[analysis.Status]int) string {
	const most = 3 // counts in a title
	all := tallyCount(tally, analysis.Statuses...)
	if all == tally[analysis.NoData] {
		return ""
	}
	used := 0
	for _, s := range analysis.Statuses {
		switch tally[s] {
		case 0:
		case all:
			return r.say.Text("parts.tally-all", "Measures", r.measures(all), "Status", s.In(r.say))
		default:
			used++
		}
	}
	order, rest := analysis.Statuses, false
	if tally[analysis.Behind] > 0 || used > most {
		order = []analysis.Status{analysis.Behind, analysis.SlightlyBehind, analysis.NoData}
		rest = tally[analysis.Behind] == 0
	}
	counts := r.counts(tally, order)
	if rest {
		counts = append(counts, r.say.Text("parts.tally-rest"))
	}
	return r.say.Text("parts.tally", "Measures", r.measures(all), "Counts", strings.Join(counts, r.say.Text("parts.comma")))
}

// together names who share a place in a title: 青石; 青石、白河并列; 青石等6个县（区）并列.
func (r *renderer) together(regions []*model.Region) string {
	switch len(regions) {
	case 0:
		return ""
	case 1:
		return regions[0].Label()
	case 2:
		return r.say.Text("parts.together.pair", "First", regions[0].Label(), "Second", regions[1].Label())
	}
	return r.say.Text("parts.together.several", "First", regions[0].Label(), "Regions", r.peerCount(len(regions)))
}

// worstOfMany says what a measure's status was chosen from, where that was a choice: 2项指标中状态最差的，另1项无数据.
func (r *renderer) worstOfMany(mr analysis.MeasureResult) string {
	indicators := map[string]bool{} // with a status
	for i := range mr.Results {
		if mr.Results[i].Status != analysis.NoData {
			indicators[mr.Results[i].Indicator.ID] = true
		}
	}
	// An indicator may have a level and a yearly amount to reach.
	targets := len(indicators) < mr.WithData
	var said []string
	if mr.WithData > 1 {
		if targets {
			said = append(said, r.say.Count("parts.worst.of-targets", mr.WithData))
		} else {
			said = append(said, r.say.Count("parts.worst.of-indicators", mr.WithData))
		}
	}
	if lacking := len(mr.Results) - mr.WithData; lacking > 0 {
		if targets {
			said = append(said, r.say.Count("parts.worst.targets-lacking", lacking))
		} else {
			said = append(said, r.say.Count("parts.worst.indicators-lacking", lacking))
		}
	}
	return strings.Join(said, r.say.Text("parts.comma"))
}

// brackets sets an aside.
func (r *renderer) brackets(text string) string { return r.say.Text("parts.brackets", "Text", text) }

func (r *renderer) directionName(d model.Direction) string {
	if d == model.Down {
		return r.say.Text("parts.direction.down")
	}
	return r.say.Text("parts.direction.up")
}

func (r *renderer) kindWords(k model.IndicatorKind) string {
	switch k {
	case model.Stock:
		return r.say.Text("parts.indicator-kind.stock")
	case model.Flow:
		return r.say.Text("parts.indicator-kind.flow")
	case model.Rate:
		return r.say.Text("parts.indicator-kind.rate")
	}
	return ""
}

func (r *renderer) frequencyName(f model.Frequency) string {
	switch f {
	case model.Year:
		return r.say.Text("parts.frequency.year")
	case model.Half:
		return r.say.Text("parts.frequency.half")
	case model.Quarter:
		return r.say.Text("parts.frequency.quarter")
	case model.Month:
		return r.say.Text("parts.frequency.month")
	}
	return ""
}

func (r *renderer) sourceKindName(k model.SourceKind) string {
	switch k {
	case model.Official:
		return r.say.Text("parts.source-kind.official")
	case model.Reported:
		return r.say.Text("parts.source-kind.reported")
	case model.DerivedSource:
		return r.say.Text("parts.source-kind.derived")
	case model.Demonstration:
		return r.say.Text("parts.source-kind.demonstration")
	}
	return ""
}

// levelName is the kind of place, for the line above a heading.
func (r *renderer) levelName(l model.Level) string {
	switch l {
	case model.Nation:
		return r.say.Text("parts.level.nation")
	case model.Province:
		return r.say.Text("parts.level.province")
	case model.City:
		return r.say.Text("parts.level.city")
	case model.County:
		return r.say.Text("parts.level.county")
	case model.Zone:
		return r.say.Text("parts.level.zone")
	}
	return ""
}

// sentence ends a text with a full stop where it has no mark of its own.
func (r *renderer) sentence(text string) string {
	stop := r.say.Text("parts.stop")
	if last, _ := utf8.DecodeLastRuneInString(text); text == "" || strings.ContainsRune(sentenceEnds, last) {
		return text
	}
	return text + strings.TrimSpace(stop)
}
