package site

import (
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// LegendItem explains a status.
type LegendItem struct {
	Status *Status
	Means  string
}

func (r *renderer) legend() []LegendItem {
	on, slight := r.bounds.OnTrack, r.bounds.SlightlyBehind
	means := map[analysis.Status]string{
		analysis.Achieved:       r.say.Text("parts.legend.achieved"),
		analysis.Ahead:          r.say.Text("parts.legend.ahead", "Points", on),
		analysis.OnTrack:        r.say.Text("parts.legend.on-track", "Points", on),
		analysis.SlightlyBehind: r.say.Text("parts.legend.slightly-behind", "From", on, "To", slight),
		analysis.Behind:         r.say.Text("parts.legend.behind", "Points", slight),
		analysis.NoData:         r.say.Text("parts.legend.no-data"),
	}
	var items []LegendItem
	for _, s := range analysis.Statuses {
		items = append(items, LegendItem{r.status(s), means[s]})
	}
	return items
}

// Working is the calculation of a status.
type Working struct {
	Caption       string
	CaptionHidden bool // it is still read aloud
	Tag           string
	Steps         []analysis.Step
}

func (s *Shell) working(res *analysis.Result, caption string) Working {
	return Working{Caption: caption, Tag: s.tag(res.Demonstration), Steps: slices.Concat(res.Steps())}
}

// ActionItem is a lagging measure with what was handed in about it; without Items nothing was.
type ActionItem struct {
	Title, Href string
	Status      *Status
	Items       []Action
}

// Action is a corrective action.
type Action struct{ Text, Who string }

// actions lists what was handed in for a measure in a region; ok is false where it neither lags nor has any.
func (s *Shell) actions(mr analysis.MeasureResult, title, href string) (item ActionItem, ok bool) {
	if len(mr.Actions) == 0 && !mr.Status.Lagging() {
		return item, false
	}
	item = ActionItem{Title: title, Href: href, Status: s.r.status(mr.Status)}
	for _, a := range mr.Actions {
		var who []string
		if o := s.r.plan.Org(a.Org); o != nil {
			who = append(who, s.say.Text("parts.action.by", "Org", o.Name))
		}
		if !a.Period.IsZero() {
			who = append(who, s.say.Text("parts.action.reported", "When", s.say.Period(a.Period)))
		}
		item.Items = append(item.Items, Action{a.Text, strings.Join(who, s.say.Text("parts.semicolon"))})
	}
	s.tag(mr.Demonstration)
	return item, true
}

// Change is a status or a figure that is not what it was at the release before.
type Change struct {
	What, Href string
	From, To   string
	Status     *Status // of a status; To is then not used
	Why        string
}

func (s *Shell) statusChange(c analysis.Change) Change {
	region := s.r.a.Place(c.Region)
	ch := Change{From: c.From.In(s.say), Status: s.r.status(c.To)}
	switch {
	case c.Measure == nil:
		ch.What = region + " · " + s.say.Goal(c.Result.Indicator, c.Result.Kind())
		ch.Href = s.to(route.Indicator(c.Result.Indicator.ID))
	case s.r.counties[c.Region.Code]:
		ch.What = region + " · " + measureLabel(c.Measure)
		ch.Href = s.to(route.CountyMeasure(c.Region.Code, c.Measure.ID))
	default:
		ch.What = region + " · " + measureLabel(c.Measure)
		ch.Href = s.to(route.Measure(c.Measure.ID))
	}
	switch {
	case c.ByRevision:
		ch.Why = s.say.Text("parts.change.by-revision")
	case c.Result != nil && c.Result.Attained != nil:
		ch.Why = s.doneSentence(c.Result)
		if gap := s.gapSentence(c.Result); gap != "" {
			ch.Why += s.say.Text("parts.comma") + gap
		}
	case c.Result != nil && c.Result.Status == analysis.NoData:
		ch.Why = c.Result.ReasonText()
	}
	if c.Result != nil {
		s.tag(c.Result.Demonstration)
	}
	return ch
}

func (s *Shell) revision(v analysis.Revision) Change {
	s.tag(s.r.plan.Invented(v.New.Source) || s.r.plan.Invented(v.Old.Source))
	return Change{
		What: s.r.a.Place(v.Region) + " · " + v.Indicator.Name + " · " + s.say.Period(v.Period),
		Href: s.to(route.Indicator(v.Indicator.ID) + "#vintage"),
		From: s.r.observed(v.Old.Value, v.Indicator), To: s.r.observed(v.New.Value, v.Indicator),
		Why: v.New.Note,
	}
}

// observed writes a figure in full: 万 would round two figures that differ to the same one.
func (r *renderer) observed(v *model.Number, in *model.Indicator) string {
	if v == nil {
		return r.noData()
	}
	return r.say.WithUnit(r.say.Fixed(v.Rat(), max(in.Decimals, v.Decimals())), in.ValueUnit)
}

func measureName(m *model.Measure) string { return m.ID + " " + m.Title }

// measureLabel is the short form for lists of findings.
func measureLabel(m *model.Measure) string { return m.ID + " " + m.Label() }
