package bulletin

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// The sentences of a bulletin. Each function makes one sentence from an assessment, or "" where there is nothing to say.
// The finding comes before the figures; a sentence has two figures at most (the summary's first excepted); a list names
// three and counts the rest; a difference of rates is in 个百分点; what rounds to nothing is 持平.

// points is a result's gap without its sign: 11.0.
func points(r *analysis.Result) string { return strings.TrimLeft(r.GapPoints(), "+"+wording.Minus) }

// distance compares attainment with expected progress in words.
func distance(r *analysis.Result) string {
	if r.Attained == nil || r.Expected == nil || r.Gap == nil {
		return ""
	}
	before, figure, after := wording.Gap(r.GapPoints(), r.Ceiling)
	return before + figure + after
}

// fall reports whether a target is a yearly decrease: its name says 下降, so its amounts are set without the minus.
func fall(r *analysis.Result) bool {
	return r.Kind() == model.AnnualIncrease && r.Indicator.Direction == model.Down
}

// amount is what stands against a target, as text says it: the value, or how much it falls.
func amount(v *big.Rat, r *analysis.Result) *big.Rat {
	if fall(r) {
		return new(big.Rat).Neg(v)
	}
	return v
}

// asShown is a figure rounded as text shows it: differences of shown figures have to add up for who subtracts them.
func asShown(v *big.Rat, in *model.Indicator) *big.Rat {
	figure, unit := wording.Parts(v, in)
	n, err := model.ParseNumber(strings.Replace(figure, wording.Minus, "-", 1))
	if err != nil {
		return v
	}
	shown := n.Rat()
	switch strings.TrimSuffix(unit, in.ValueUnit) {
	case "万":
		shown.Mul(shown, big.NewRat(10_000, 1))
	case "亿":
		shown.Mul(shown, big.NewRat(100_000_000, 1))
	}
	return shown
}

// requirement is a target in words: 2020年末43.00%以上, 13.00万人以上, 100人以下.
func requirement(r *analysis.Result) string {
	if r.Target == nil {
		return ""
	}
	bound := "以上"
	if r.Indicator.Direction == model.Down && !fall(r) {
		bound = "以下"
	}
	text := aimFigure(r) + bound
	if r.Kind().Annual() {
		return "每年" + text
	}
	return r.Aim.Period.EndLabel() + text
}

// aimFigure is the target's value as it was written, with its unit: nobody asked for 13.00.
func aimFigure(r *analysis.Result) string {
	figure, unit := wording.TargetParts(amount(r.Aim.Value.Rat(), r), r.Indicator, r.Target.Kind)
	if strings.ContainsRune(figure, '.') {
		figure = strings.TrimRight(strings.TrimRight(figure, "0"), ".")
	}
	return figure + unit
}

// count is a small number in words, as titles use it: 两项.
func count(n int) string {
	if n >= 1 && n <= 10 {
		return [...]string{1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}[n]
	}
	return fmt.Sprint(n)
}

// ordinal is a chapter's number: 一、 … 十二、
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return fmt.Sprint(n)
}

// headline is the bulletin's title: a finding, in one phrase or two.
func headline(goals []analysis.Result) []string {
	var good, lagging, unknown []*analysis.Result
	for i := range goals {
		switch r := &goals[i]; {
		case r.Status == analysis.NoData:
			unknown = append(unknown, r)
		case r.Status.Lagging():
			lagging = append(lagging, r)
		default:
			good = append(good, r)
		}
	}
	if len(goals) == 0 {
		return nil
	}
	if word, same := sameStatus(goals); same {
		if len(goals) == 1 {
			return []string{wording.GoalInline(goals[0].Indicator, goals[0].Kind()) + word}
		}
		return []string{count(len(goals)) + "项目标均" + word}
	}
	var phrases []string
	if len(good) > 0 {
		word := "跟上序时"
		if same, ok := sameStatus(values(good)); ok {
			word = same
		}
		phrases = append(phrases, count(len(good))+"项目标"+word)
	}
	if len(lagging) > 0 {
		phrases = append(phrases, laggingPhrase(lagging))
	}
	if len(phrases) < 2 && len(unknown) > 0 {
		phrases = append(phrases, count(len(unknown))+"项尚无数据")
	}
	return phrases
}

func laggingPhrase(lagging []*analysis.Result) string {
	word := "滞后"
	if same, ok := sameStatus(values(lagging)); ok {
		word = same
	}
	const longest = 10 // characters that a title has room for
	name := lagging[0].Indicator.Name
	one := !slices.ContainsFunc(lagging, func(r *analysis.Result) bool { return r.Indicator != lagging[0].Indicator })
	if one && len([]rune(name)) <= longest {
		return name + word
	}
	return count(len(lagging)) + "项" + word
}

func values(results []*analysis.Result) []analysis.Result {
	list := make([]analysis.Result, len(results))
	for i, r := range results {
		list[i] = *r
	}
	return list
}

func sameStatus(results []analysis.Result) (word string, same bool) {
	for _, r := range results[1:] {
		if r.Status != results[0].Status {
			return "", false
		}
	}
	return results[0].Status.Word(), true
}

// standing is the summary's first sentence: every headline indicator with its figure, quantities against their yearly
// requirement, rates against expected progress. Figures that matter most are marked strong.
func standing(place string, goals []analysis.Result) []span {
	var spans []span
	add := func(text string, strong bool) {
		st := styleBody
		if strong {
			st = st.bold()
		}
		spans = append(spans, span{text, st})
	}
	var period model.Period
	seen := map[*model.Indicator]bool{}
	for i := range goals {
		r := &goals[i]
		if seen[r.Indicator] || r.Value == nil || r.Status == analysis.NoData {
			continue
		}
		seen[r.Indicator] = true
		// The total or the level speaks first, whatever the order of the table.
		var total, mean *analysis.Result
		for j := range goals {
			other := &goals[j]
			if other.Indicator != r.Indicator || other.Value == nil || other.Status == analysis.NoData {
				continue
			}
			switch other.Kind() {
			case model.Cumulative, model.LevelTarget:
				total = other
			default:
				mean = other
			}
		}
		lead := total
		if lead == nil {
			lead = mean
		}
		if len(spans) > 0 {
			add("；", false)
		}
		if lead.Period.End() != period.End() && !lead.Period.IsZero() {
			add("截至"+lead.Period.EndLabel()+"，", false)
		}
		if period.IsZero() {
			add(place, false)
		}
		period = lead.Period
		add(wording.GoalInline(lead.Indicator, lead.Kind()), false)
		add(wording.TargetQuantity(amount(lead.Value.Rat(), lead), lead.Indicator, lead.Kind()), true)
		switch {
		case total != nil && mean != nil && mean.Kind() == model.AnnualFlow:
			add("，年均"+wording.TargetQuantity(mean.Value.Rat(), mean.Indicator, mean.Kind())+against(mean), false)
		case lead.Attained != nil && lead.Kind() == model.LevelTarget:
			add("，完成度"+wording.Percent(lead.Attained)+"，"+distance(lead), false)
		case lead == mean:
			add(against(mean), false)
		case lead.Ceiling && lead.Attained != nil:
			add("，为上限的"+wording.Percent(lead.Attained)+"，"+distance(lead), false)
		case lead.Attained != nil:
			add("，完成度"+wording.Percent(lead.Attained), false)
		}
	}
	if len(spans) > 0 {
		add("。", false)
	}
	return spans
}

// against compares a yearly mean with what was required.
func against(r *analysis.Result) string {
	aim, order := aimFigure(r), r.Value.Cmp(r.Aim.Value)
	switch {
	case r.Ceiling && order > 0:
		return "，超过" + aim + "的上限"
	case r.Ceiling:
		return "，未超过" + aim + "的上限"
	case fall(r) && order > 0:
		return "，未达到" + aim + "的要求"
	case fall(r) || order == 0:
		return "，达到" + aim + "的要求"
	case order > 0:
		return "，高于" + aim + "的要求"
	}
	return "，低于" + aim + "的要求"
}

// tally counts goals or measures by status: 4项目标中，1项快于序时，2项略有滞后。 Patterns 2 and 3.
func tally(counted string, statuses []analysis.Status) string {
	n := len(statuses)
	if n == 0 {
		return ""
	}
	var clauses []string
	for _, s := range analysis.Statuses {
		if k := countOf(statuses, s); k == n && n > 1 {
			return fmt.Sprintf("%d项%s均%s。", n, counted, s.Word())
		} else if k > 0 {
			clauses = append(clauses, fmt.Sprintf("%d项%s", k, s.Word()))
		}
	}
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("%d项%s中，%s。", n, counted, strings.Join(clauses, "，"))
}

func countOf(statuses []analysis.Status, s analysis.Status) int {
	n := 0
	for _, t := range statuses {
		if t == s {
			n++
		}
	}
	return n
}

// share is what one region contributes to a gap.
type share struct {
	name   string
	amount *big.Rat
}

// concentration says where the remaining amount lies: patterns 4 and 5. It takes positive amounts only.
func concentration(peers string, shares []share) string {
	const most, enough = 3, 6 // regions that may be named; tenths that they must hold
	shares = slices.DeleteFunc(slices.Clone(shares), func(s share) bool { return s.amount.Sign() <= 0 })
	slices.SortStableFunc(shares, func(a, b share) int { return b.amount.Cmp(a.amount) })
	sum := new(big.Rat)
	for _, s := range shares {
		sum.Add(sum, s.amount)
	}
	if len(shares) <= most {
		return "" // all of a few: nothing is concentrated
	}
	part := new(big.Rat)
	var names []string
	for _, s := range shares[:most] {
		part.Add(part, s.amount)
		names = append(names, s.name)
		tenths := new(big.Rat).Quo(part, sum)
		tenths.Mul(tenths, big.NewRat(10, 1))
		if tenths.Cmp(big.NewRat(enough, 1)) < 0 {
			continue
		}
		whole := new(big.Int).Quo(tenths.Num(), tenths.Denom()).Int64()
		above := "以上"
		if tenths.IsInt() {
			above = ""
		}
		if len(names) == 1 {
			return fmt.Sprintf("差距主要在%s，占%s成%s。", names[0], ordinal(int(whole)), above)
		}
		return fmt.Sprintf("差距主要在%s%s个%s，合计占%s成%s。", strings.Join(names, "、"), count(len(names)), peers, ordinal(int(whole)), above)
	}
	first := new(big.Rat).Quo(shares[0].amount, sum)
	return fmt.Sprintf("差距分布较散，最大的%s占%s。", shares[0].name, wording.Percent(first))
}

// remaining is what a quantity still lacks and where: pattern 34.
func remaining(place string, r *analysis.Result, shares []share) string {
	if r.Value == nil || r.Target == nil || r.Value.Cmp(r.Aim.Value) >= 0 || r.Indicator.Direction == model.Down {
		return ""
	}
	shares = slices.DeleteFunc(slices.Clone(shares), func(s share) bool { return s.amount.Sign() <= 0 })
	slices.SortStableFunc(shares, func(a, b share) int { return b.amount.Cmp(a.amount) })
	text := fmt.Sprintf("%s距%s还差%s", place, aimFigure(r), gapAmount(lack(r), r))
	if len(shares) > 2 {
		text += fmt.Sprintf("，其中%s%s、%s%s", shares[0].name, gapAmount(shares[0].amount, r), shares[1].name, gapAmount(shares[1].amount, r))
	}
	return text + "。"
}

// lack is what a value still lacks to its aim, in figures as shown.
func lack(r *analysis.Result) *big.Rat {
	return new(big.Rat).Sub(asShown(r.Aim.Value.Rat(), r.Indicator), asShown(r.Value.Rat(), r.Indicator))
}

func gapAmount(v *big.Rat, r *analysis.Result) string {
	figure, unit := wording.Parts(v, r.Indicator)
	if r.Indicator.Percent() {
		unit = wording.DifferenceUnit(r.Indicator)
	}
	return figure + unit
}

// progress is one goal or measure and how far it is, in the words of its status: patterns 6 to 10. form changes the words
// where the same pattern is used again.
func progress(name string, r *analysis.Result, form int) string {
	if r.Attained == nil {
		return ""
	}
	p := wording.Percent(r.Attained)
	if r.Ceiling {
		if r.Status == analysis.Achieved {
			return fmt.Sprintf("%s没有超过上限。", name)
		}
		return fmt.Sprintf("%s为上限的%s，%s。", name, p, distance(r))
	}
	if r.Attained.Sign() < 0 && r.Baseline != nil && r.Latest != nil {
		turn := "升"
		if r.Latest.Value.Cmp(*r.Baseline) < 0 {
			turn = "降"
		}
		return fmt.Sprintf("%s由%s%s至%s，与目标方向相反。", name,
			wording.Quantity(r.Baseline.Rat(), r.Indicator), turn, wording.Quantity(r.Latest.Value.Rat(), r.Indicator))
	}
	switch r.Status {
	case analysis.Achieved:
		return fmt.Sprintf("%s已完成目标。", name)
	case analysis.Ahead:
		if form%2 == 1 {
			return fmt.Sprintf("%s走在序时前面，已完成%s。", name, p)
		}
		return fmt.Sprintf("%s完成%s，%s。", name, p, distance(r))
	case analysis.OnTrack:
		return fmt.Sprintf("%s按序时推进，完成%s。", name, p)
	case analysis.SlightlyBehind:
		return fmt.Sprintf("%s完成%s，%s。", name, p, distance(r))
	case analysis.Behind:
		return fmt.Sprintf("%s只完成%s，差%s个百分点。", name, p, points(r))
	}
	return ""
}

// outlook is where the last year's pace leads, and whether it falls short: patterns 29 and 30. A ceiling is not a place to
// arrive at. The summary and the chapter say it in different forms.
func outlook(r *analysis.Result, form int) (text string, short bool) {
	if r.Projected == nil || r.Target == nil || r.Value == nil || r.Status == analysis.Achieved || r.Ceiling {
		return "", false
	}
	aim, name := r.Aim.Value.Rat(), wording.GoalInline(r.Indicator, r.Kind())
	left := new(big.Rat).Sub(aim, r.Projected)
	if r.Indicator.Direction == model.Down {
		left.Neg(left)
	}
	if left.Sign() <= 0 {
		if when := arrival(r); when != "" && form == 0 {
			return fmt.Sprintf("按近一年速度，%s到%s即可达到%s。", name, when, aimFigure(r)), false
		} else if when != "" {
			return fmt.Sprintf("%s照近一年的速度，%s可达到%s。", name, when, aimFigure(r)), false
		}
		return "", false
	}
	missing := new(big.Rat).Sub(asShown(aim, r.Indicator), asShown(r.Projected, r.Indicator))
	figure := gapAmount(missing.Abs(missing), r)
	side := "低"
	if r.Indicator.Direction == model.Down {
		side = "高"
	}
	if strings.Trim(figure, "0.%万亿人个百分点") == "" { // rounds to nothing
		return "", false
	}
	end, projected := r.Aim.Period.EndLabel(), wording.TargetQuantity(r.Projected, r.Indicator, r.Kind())
	if form > 0 {
		return fmt.Sprintf("照近一年的速度，%s到%s为%s，与目标差%s。", name, end, projected, figure), true
	}
	return fmt.Sprintf("按近一年速度推算，%s%s为%s，比目标%s%s。", end, name, projected, side, figure), true
}

// arrival is the month in which the target is reached at the last year's pace: 10月, with its year where that is another.
func arrival(r *analysis.Result) string {
	if r.Pace == nil || r.Pace.Sign() == 0 {
		return ""
	}
	months := new(big.Rat).Sub(r.Aim.Value.Rat(), r.Value.Rat())
	months.Quo(months, r.Pace)
	months.Mul(months, big.NewRat(12, 1))
	if months.Sign() <= 0 {
		return ""
	}
	n := new(big.Int).Quo(months.Num(), months.Denom()).Int64()
	if !months.IsInt() {
		n++
	}
	end := r.Period.End() + int(n) - 1 // months since the year 0, from 0
	if year, _ := r.Period.EndMonth(); end/12 == year {
		return fmt.Sprintf("%d月", end%12+1)
	}
	return fmt.Sprintf("%d年%d月", end/12, end%12+1)
}

// effort is the pace still needed against the last year's: pattern 31. It speaks only where more is needed than now.
func effort(r *analysis.Result, form int) string {
	ratio := effortRatio(r)
	if ratio == nil || ratio.Cmp(big.NewRat(21, 20)) < 0 { // 1.0倍 says nothing
		return ""
	}
	verb := "增加"
	if r.Indicator.Direction == model.Down {
		verb = "减少"
	}
	need := lack(r)
	if form > 0 {
		return fmt.Sprintf("余下时间须%s%s才能达到目标，速度要提到近一年的%s倍。", verb, gapAmount(need.Abs(need), r), wording.Fixed(ratio, 1))
	}
	return fmt.Sprintf("要完成目标，到%s须%s%s，是近一年速度的%s倍。",
		r.Aim.Period.EndLabel(), verb, gapAmount(need.Abs(need), r), wording.Fixed(ratio, 1))
}

func effortRatio(r *analysis.Result) *big.Rat {
	if r.Ceiling || r.PaceNeeded == nil || r.Pace == nil || r.Pace.Sign() == 0 {
		return nil
	}
	ratio := new(big.Rat).Quo(r.PaceNeeded, r.Pace)
	if ratio.Sign() <= 0 {
		return nil
	}
	return ratio
}

// prospects are the outlook's sentences, each pattern once: what falls short speaks first, then what is reached.
func prospects(goals []analysis.Result) []string {
	const form = 1 // the first is the summary's
	var short, reached, needed string
	for i := range goals {
		r := &goals[i]
		switch s, falls := outlook(r, form); {
		case s == "":
		case falls && short == "":
			short, needed = s, effort(r, form)
		case !falls && reached == "":
			reached = s
		}
	}
	if short != "" && reached != "" { // the same words twice read badly
		reached = strings.Replace(reached, "照近一年的速度，", "", 1)
	}
	return []string{short, needed, reached}
}

// moved counts the changes since the bulletin before: patterns 17 and 18. A first report is no progress and a lost one
// no decline: both are counted apart.
func moved(before string, changes []analysis.Change) string {
	k := kindsOf(changes)
	up, down := len(k.up), len(k.down)
	since := "与上期相比，"
	if before != "" {
		since = "与" + before + "相比，"
	}
	var clauses []string
	switch {
	case up > 0 && down > 0:
		clauses = []string{fmt.Sprintf("%d项状态上升", up), fmt.Sprintf("%d项下降", down)}
	case up > 0:
		clauses = []string{fmt.Sprintf("%d项状态上升", up), "没有下降"}
	case down > 0:
		clauses = []string{fmt.Sprintf("%d项状态下降", down), "没有上升"}
	default:
		clauses = []string{"各项状态没有升降"}
	}
	if n := len(k.first); n > 0 {
		clauses = append(clauses, fmt.Sprintf("%d项首次报数", n))
	}
	if n := len(k.lost); n > 0 {
		clauses = append(clauses, fmt.Sprintf("%d项缺报", n))
	}
	return since + strings.Join(clauses, "，") + "。"
}

// changeKinds are changes sorted by what they mean.
type changeKinds struct{ down, up, first, lost []analysis.Change }

func kindsOf(changes []analysis.Change) changeKinds {
	var k changeKinds
	for _, c := range changes {
		switch {
		case c.Up():
			k.up = append(k.up, c)
		case c.Down():
			k.down = append(k.down, c)
		case c.From == analysis.NoData:
			k.first = append(k.first, c)
		default:
			k.lost = append(k.lost, c)
		}
	}
	return k
}

// subject is what a change is about, inside a sentence.
func subject(c analysis.Change, home *model.Region) string {
	if c.Measure != nil {
		if home != nil && c.Region.Code == home.Code {
			return c.Measure.Label()
		}
		return c.Region.Label() + c.Measure.Label()
	}
	return wording.GoalInline(c.Result.Indicator, c.Result.Kind())
}

// turns names the changes of the plan's own region, those of one kind together: pattern 19. Changes that a revision alone
// made are told apart.
func turns(changes []analysis.Change, home *model.Region) []string {
	type turn struct{ from, to analysis.Status }
	var order []turn
	groups := map[turn][]string{}
	for _, c := range changes {
		if home == nil || c.Region == nil || c.Region.Code != home.Code || c.ByRevision {
			continue
		}
		t := turn{c.From, c.To}
		if c.To == analysis.Achieved {
			t.from = analysis.Achieved // wherever it came from
		}
		if groups[t] == nil {
			order = append(order, t)
		}
		groups[t] = append(groups[t], subject(c, home))
	}
	var sentences []string
	plain := 0
	for _, t := range order {
		names := groups[t]
		list := wording.List(names, "项")
		switch {
		case t.to == analysis.Achieved:
			sentences = append(sentences, list+"本期完成目标。")
		case t.from == analysis.NoData:
			sentences = append(sentences, list+"本期有了数据，为"+t.to.Word()+"。")
		case t.to == analysis.NoData:
			sentences = append(sentences, list+"本期没有数据，不作判定。")
		default:
			verb := "转为"
			if t.to.Rank() > t.from.Rank() {
				verb = "降为"
			}
			const same = 2 // of one form, before the other
			if plain++; plain > same {
				sentences = append(sentences, fmt.Sprintf("%s%s%s（上期%s）。", list, verb, t.to.Word(), t.from.Word()))
			} else {
				sentences = append(sentences, fmt.Sprintf("%s由%s%s%s。", list, t.from.Word(), verb, t.to.Word()))
			}
		}
	}
	return sentences
}

// revised is a figure that was corrected: pattern 22. Its reason is a footnote's matter.
func revised(r analysis.Revision, where string) string {
	in := r.Indicator
	name := where + in.Name + "，" + r.Period.Label()
	switch {
	case r.Old.Value == nil && r.New.Value != nil:
		return fmt.Sprintf("%s补报为%s。", name, wording.Quantity(r.New.Value.Rat(), in))
	case r.New.Value == nil:
		return fmt.Sprintf("%s数撤回。", name)
	}
	return fmt.Sprintf("%s由%s修订为%s。", name, wording.Quantity(r.Old.Value.Rat(), in), wording.Quantity(r.New.Value.Rat(), in))
}

// remedies says for how many lagging items a corrective action was reported: pattern 35.
func remedies(lagging, reported int) string {
	switch {
	case lagging == 0:
		return ""
	case lagging == 1 && reported == 1:
		return "已报整改措施。"
	case lagging == 1:
		return "尚未报整改措施，请下期补报。"
	case reported == lagging:
		return fmt.Sprintf("%d个滞后事项均已报整改措施。", lagging)
	case reported == 0:
		return fmt.Sprintf("%d个滞后事项均未报整改措施，请下期补报。", lagging)
	}
	return fmt.Sprintf("%d个滞后事项中，%d个已报整改措施，其余下期补报。", lagging, reported)
}

// countyStanding says how the counties stand in one goal: patterns 6 to 9 for groups.
func countyStanding(peers, name string, ranked []analysis.Ranked) string {
	var well, badly []string
	known := 0
	for _, r := range ranked {
		switch s := r.Result.Status; {
		case s == analysis.NoData:
			continue
		case s == analysis.Achieved || s == analysis.Ahead:
			well = append(well, r.Region.Label())
		case s.Lagging():
			badly = append(badly, r.Region.Label())
		}
		known++
	}
	slices.Reverse(badly) // the furthest behind first
	switch {
	case known == 0:
		return ""
	case len(badly) == 0 && len(well) == 0:
		return fmt.Sprintf("%s：%d个%s均符合序时。", name, known, peers)
	case len(badly) == 0:
		return fmt.Sprintf("%s：%d个%s已完成或快于序时，没有滞后。", name, len(well), peers)
	case len(well) == 0:
		return fmt.Sprintf("%s：%s滞后。", name, wording.List(badly, "个"+peers))
	}
	return fmt.Sprintf("%s：%d个%s已完成或快于序时，%s滞后。", name, len(well), peers, wording.List(badly, "个"+peers))
}

// byGap orders results from the furthest behind.
func byGap(a, b *analysis.Result) int {
	switch {
	case a == nil || a.Gap == nil:
		return cmp.Compare(0, boolInt(b != nil && b.Gap != nil))
	case b == nil || b.Gap == nil:
		return -1
	}
	return a.Gap.Cmp(b.Gap)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
