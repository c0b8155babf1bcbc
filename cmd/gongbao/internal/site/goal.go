package site

import (
	"fmt"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
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

// across is how many of n goals stand side by side where there is room: rows are full where they can be.
func across(n int) int {
	if n > 4 && n%4 != 0 && n%3 == 0 {
		return 3
	}
	return min(n, 4)
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

func (s *Shell) bullet(res *analysis.Result, slim bool) *Bullet {
	if res.Attained == nil {
		return nil
	}
	at := func(f float64) string { return fmt.Sprintf("%.1f%%", f*bulletFull) }
	attained, _ := res.Attained.Float64()
	b := &Bullet{
		Status: s.r.status(res.Status), Slim: slim,
		Full: at(1), Bar: at(min(max(attained, 0), 100/bulletFull)),
		FullText: s.r.aimWord(res), FullAnchor: "mid",
		Label: s.doneSentence(res),
	}
	if res.Expected == nil {
		return b
	}
	b.Label = s.say.Text("parts.bullet.label", "Done", b.Label, "Expected", s.say.Percent(res.Expected))
	expected, _ := res.Expected.Float64()
	if res.Kind().Annual() || expected > .995 {
		// Expected progress and target are one line.
		if !res.Kind().Annual() {
			b.FullText, b.FullAnchor = s.say.Text("parts.bullet.aim-due", "Aim", s.r.aimWord(res)), "end"
		}
		return b
	}
	b.Expected, b.ExpectedText, b.ExpectedAnchor = at(max(expected, 0)), s.say.Text("parts.bullet.expected", "Expected", s.say.Percent(res.Expected)), "mid"
	switch {
	case expected > .7:
		b.ExpectedAnchor, b.FullAnchor = "end", "start"
	case expected < .15:
		b.ExpectedAnchor = "start"
	}
	return b
}

// goal sets one result as a goal.
func (s *Shell) goal(res *analysis.Result) Goal {
	r, in := s.r, res.Indicator
	g := Goal{
		Title: s.say.Goal(in, res.Kind()), Href: s.to(route.Indicator(in.ID)),
		Status: r.status(res.Status), Bullet: s.bullet(res, false), Figure: "—",
	}
	g.Of, g.Status.Of = resultCell(res, "value"), resultCell(res, "status_name")
	if res.Value != nil {
		g.Figure, g.Unit = s.say.TargetParts(res.Value.Rat(), in, res.Kind())
	}
	if t := res.Target; t != nil {
		g.From, g.To = s.ends(res, t)
	}
	switch {
	case res.Status == analysis.NoData:
		g.How = text(res.ReasonText())
	case res.Kind().Annual():
		share := Run{Text: s.say.Percent(res.Attained), Strong: true}
		if p := res.Target.BaselinePeriod; p.IsZero() {
			g.How = s.runs("parts.goal.mean", "Aim", r.aimWord(res), "Percent", share)
		} else {
			g.How = s.runs("parts.goal.mean-since", "From", s.say.PeriodEnd(p), "Aim", r.aimWord(res), "Percent", share)
		}
		if y := res.RunningYear; y != nil {
			g.How = append(g.How, Run{Text: s.say.Text("parts.goal.running-year", "Year", y.Year,
				"Elapsed", s.say.Percent(y.Elapsed), "Aim", r.aimWord(res), "Share", s.say.Percent(y.Share))})
		}
	default:
		g.How = s.done(res)
		if gap := s.gap(res); len(gap) > 0 {
			g.How = append(append(g.How, Run{Text: s.say.Text("parts.comma")}), gap...)
		}
	}
	if res.Period.End() != r.a.Period.End() && !res.Period.IsZero() && res.Status != analysis.NoData {
		g.How = append(g.How, Run{Text: r.brackets(s.say.PeriodEnd(res.Period))})
	}
	s.tag(res.Demonstration)
	return g
}

// ends are what stands below the two ends of a goal's bar: where it began and what it is to reach.
func (s *Shell) ends(res *analysis.Result, t *model.Target) (from, to string) {
	to = s.r.aimText(res)
	if t.Kind.Annual() {
		return "0", to
	}
	in := res.Indicator
	counted := t.Kind == model.Cumulative && (in.Kind != model.Flow || res.Baseline != nil && res.Baseline.Sign() == 0)
	if counted { // a stock's increase starts from nothing, a total from what had been counted before
		from = "0"
	} else if res.Baseline != nil {
		from = s.say.Text("parts.goal.baseline", "Value", s.say.Quantity(res.Baseline.Rat(), in))
	}
	if !t.BaselinePeriod.IsZero() {
		from += s.r.brackets(s.say.PeriodEnd(t.BaselinePeriod))
	}
	return from, s.say.Text("parts.goal.due", "When", s.say.PeriodEnd(res.Aim.Period), "Value", to)
}
