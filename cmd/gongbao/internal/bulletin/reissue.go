package bulletin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// reissue is what a release brought that has no newer figures of the plan's progress: a census volume, a correction. Its
// bulletin repeats the statuses of the one before, and says so.
type reissue struct {
	before  *analysis.Assessment // as the bulletin before was made
	added   []*model.Observation // figures that no earlier release had, in the order of the indicators
	sources []sourceShare        // of added, most first
}

type sourceShare struct {
	name string
	rows int
}

// newReissue is nil for a release that brought a new period, and for the first one.
func newReissue(a *analysis.Assessment) *reissue {
	n := len(a.Plan.Releases)
	if n < 2 || a.Period.IsZero() || !a.Plan.Releases[n-2].PublishedAt.Before(a.Plan.Releases[n-1].PublishedAt) {
		return nil
	}
	before := analysis.Assess(a.Plan.Public(a.Plan.Releases[n-2].PublishedAt), analysis.Options{Tolerance: a.Tolerance()})
	if before.Period.End() < a.Period.End() {
		return nil
	}
	r := &reissue{before: before}
	type key struct{ indicator, region, period, source string }
	keyOf := func(o *model.Observation) key { return key{o.Indicator, o.Region, o.Period.String(), o.Source} }
	known := map[key]bool{}
	rows := a.Plan.Observations
	for i := range rows {
		if rows[i].Release != a.Plan.Releases[n-1].ID {
			known[keyOf(&rows[i])] = true
		}
	}
	count := map[string]int{}
	for i := range rows {
		if o := &rows[i]; o.Release == a.Plan.Releases[n-1].ID && o.Value != nil && !known[keyOf(o)] {
			r.added = append(r.added, o)
			count[o.Source]++
		}
	}
	order := map[string]int{}
	for i := range a.Plan.Indicators {
		order[a.Plan.Indicators[i].ID] = i
	}
	slices.SortStableFunc(r.added, func(x, y *model.Observation) int { return cmp.Compare(order[x.Indicator], order[y.Indicator]) })
	for i := range a.Plan.Sources {
		if s := &a.Plan.Sources[i]; count[s.ID] > 0 {
			r.sources = append(r.sources, sourceShare{s.Name, count[s.ID]})
		}
	}
	slices.SortStableFunc(r.sources, func(x, y sourceShare) int { return cmp.Compare(y.rows, x.rows) })
	return r
}

// headline is the title of a re-issue's bulletin.
func (r *reissue) headline(changes []analysis.Change, revisions int) []string {
	phrases := []string{"各项状态与上期相同"}
	if n := len(changes); n > 0 {
		phrases[0] = fmt.Sprintf("%d项状态因修订改变", n)
	}
	switch {
	case len(r.added) > 0:
		phrases = append(phrases, fmt.Sprintf("补入%d个数", len(r.added)))
	case revisions > 0:
		phrases = append(phrases, fmt.Sprintf("修订%d个数", revisions))
	}
	return phrases
}

// says is the opening's first words: that nothing of the plan's progress is new.
func (r *reissue) says(changes []analysis.Change) string {
	if n := len(changes); n > 0 {
		return fmt.Sprintf("本批没有新的进展数，%d项状态因数据修订改变。", n)
	}
	return "本批没有新的进展数，状态与上期相同。"
}

// brought names the sources of what was added with their numbers of figures.
func (r *reissue) brought() string {
	if len(r.sources) == 0 {
		return ""
	}
	const named = 2
	var parts []string
	rest := 0
	for i, s := range r.sources {
		if i < named {
			parts = append(parts, fmt.Sprintf("%s%d个数", s.name, s.rows))
		} else {
			rest += s.rows
		}
	}
	if rest > 0 {
		parts = append(parts, fmt.Sprintf("其他来源%d个数", rest))
	}
	return "本批补入" + strings.Join(parts, "、") + "。"
}

// additions is the table of what a re-issue's release brought for the plan's own region.
func (e *edition) additions() {
	if e.reissue == nil || len(e.reissue.added) == 0 {
		return
	}
	const most = 12
	bold := styleTable
	bold.face = sansBold
	t := &table{
		columns: []column{{flex: 1}, {pad: 5}, {}, {flex: 1, pad: 10}},
		tight:   true, top: true,
		place: "补入数据表",
		head: []row{{cells: []place{
			in(plain("指标", bold)), in(plain("时期", bold)), in(plain("数值", bold).to(right)), in(plain("来源", bold)),
		}}},
	}
	own := 0
	demo := false
	for _, o := range e.reissue.added {
		demo = demo || e.a.Plan.Invented(o.Source)
		indicator := e.a.Plan.Indicator(o.Indicator)
		if e.region == nil || o.Region != e.region.Code || indicator == nil {
			continue
		}
		if own++; own > most {
			continue
		}
		source := o.Source
		if s := e.a.Plan.Source(o.Source); s != nil {
			source = s.Name
		}
		t.rows = append(t.rows, row{demo: e.a.Plan.Invented(o.Source), cells: []place{
			in(plain(indicator.Name+"（"+indicator.ValueUnit+"）", styleTable)), in(plain(o.Period.Label(), styleTable)),
			in(plain(wording.Fixed(o.Value.Rat(), indicator.Decimals), styleTable).to(right)), in(plain(source, styleTable)),
		}})
	}
	e.chapter("本批补入的数据")
	all := len(e.reissue.added) // the summary names the sources
	text := fmt.Sprintf("补入的%d个数都是%s的。", all, e.place)
	if own == 0 {
		text = fmt.Sprintf("补入的%d个数中没有%s的，见网页版。", all, e.place)
	} else if other := all - own; other > 0 {
		text = fmt.Sprintf("补入%d个数，其中%s%d个，其他地区%d个。", all, e.place, own, other)
	}
	e.say("本批补入的数据", demo, text)
	if own == 0 {
		return
	}
	t.caption = titled(e.tableLabel(), fmt.Sprintf("%s补入的数据：%d个数", e.place, own), "")
	if left := own - most; left > 0 {
		t.after = []block{note("补入数据表注", false, fmt.Sprintf("另有%d个数和其他地区的数见网页版。", left))}
	}
	e.add(t)
}
