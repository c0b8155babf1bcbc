package site

import (
	"fmt"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Goal is one target with its figure set large.
type Goal struct {
	Title, Href  string
	Figure, Unit string
	Of           string // the cell of the published tables that holds the figure
	Status       *Status
	Bullet       *Bullet // nil without attainment
	From, To     string  // what stands at the two ends of the bar
	How          []Run
}

// Bullet is a bar of attainment against expected progress. Positions are percentages of the drawing's width, so that
// its text keeps its size at any width.
type Bullet struct {
	Status   *Status
	Label    string // read aloud
	Slim     bool   // for rows: no text
	Full     string // where the target stands
	Bar      string
	Expected string // empty: none is drawn
	// ExpectedAnchor, FullAnchor are the classes that keep the two labels apart.
	ExpectedText, ExpectedAnchor string
	FullText, FullAnchor         string
}

// bulletFull is where 100 % stands; what lies beyond is room for more than the target.
const bulletFull = 87.0

func newBullet(res *analysis.Result, slim bool) *Bullet {
	if res.Attained == nil {
		return nil
	}
	at := func(f float64) string { return fmt.Sprintf("%.1f%%", f*bulletFull) }
	attained, _ := res.Attained.Float64()
	b := &Bullet{
		Status: status(res.Status), Slim: slim,
		Full: at(1), Bar: at(min(max(attained, 0), 100/bulletFull)),
		FullText: aimWord(res), FullAnchor: "mid",
		Label: doneSentence(res),
	}
	if res.Expected == nil {
		return b
	}
	b.Label += "，序时" + wording.Percent(res.Expected)
	expected, _ := res.Expected.Float64()
	if res.Kind().Annual() || expected > .995 {
		// Expected progress and target are one line.
		if !res.Kind().Annual() {
			b.FullText, b.FullAnchor = aimWord(res)+"，序时100%", "end"
		}
		return b
	}
	b.Expected, b.ExpectedText, b.ExpectedAnchor = at(max(expected, 0)), "序时 "+wording.Percent(res.Expected), "mid"
	switch {
	case expected > .7:
		b.ExpectedAnchor, b.FullAnchor = "end", "start"
	case expected < .15:
		b.ExpectedAnchor = "start"
	}
	return b
}

// goal sets one result as a goal; name is its title, and linked leads to the indicator.
func (s *Shell) goal(res *analysis.Result) Goal {
	in := res.Indicator
	g := Goal{
		Title: wording.Goal(in, res.Kind()), Href: s.to(route.Indicator(in.ID)),
		Status: status(res.Status), Bullet: newBullet(res, false), Figure: "—",
	}
	g.Of, g.Status.Of = resultCell(res, "value"), resultCell(res, "status_name")
	if res.Value != nil {
		g.Figure, g.Unit = wording.TargetParts(res.Value.Rat(), in, res.Kind())
	}
	if t := res.Target; t != nil {
		g.To = aimText(res)
		switch {
		case t.Kind.Annual():
			g.From = "0"
		default:
			counted := t.Kind == model.Cumulative && (in.Kind != model.Flow || res.Baseline != nil && res.Baseline.Sign() == 0)
			if counted { // a stock's increase starts from nothing, a total from what had been counted before
				g.From = "0"
			} else if res.Baseline != nil {
				g.From = "基期 " + wording.Quantity(res.Baseline.Rat(), in)
			}
			if !t.BaselinePeriod.IsZero() {
				g.From += "（" + t.BaselinePeriod.EndLabel() + "）"
			}
			g.To = res.Aim.Period.EndLabel() + " " + g.To
		}
	}
	switch {
	case res.Status == analysis.NoData:
		g.How = text(res.ReasonText())
	case res.Kind().Annual():
		since := ""
		if p := res.Target.BaselinePeriod; !p.IsZero() {
			since = p.EndLabel() + "以来"
		}
		g.How = []Run{{Text: since + "年均数，为" + aimWord(res) + "的"}, {Text: wording.Percent(res.Attained), Strong: true}}
		if y := res.RunningYear; y != nil {
			g.How = append(g.How, Run{Text: fmt.Sprintf("；%d年已过%s，全年%s已到%s", y.Year, wording.Percent(y.Elapsed), aimWord(res), wording.Percent(y.Share))})
		}
	default:
		if before, figure := donePhrase(res); before != "" {
			g.How = []Run{{Text: before}, {Text: figure, Strong: true}}
		}
		if before, figure, after := gapPhrase(res); before != "" {
			g.How = append(g.How, Run{Text: "，" + before}, Run{Text: figure, Strong: true}, Run{Text: after})
		}
	}
	if res.Period.End() != s.r.a.Period.End() && !res.Period.IsZero() && res.Status != analysis.NoData {
		g.How = append(g.How, Run{Text: "（" + res.Period.EndLabel() + "）"})
	}
	s.tag(res.Demonstration)
	return g
}
