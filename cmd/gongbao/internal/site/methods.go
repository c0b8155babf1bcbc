package site

import (
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// methodsPage says how a status comes about, with an example worked through, what the plan's own numbers say, and what was
// changed.
type methodsPage struct {
	*Shell
	Legend   []LegendItem
	Rules    []string // in the order in which they are tried
	Example  *WorkedExample
	Terms    []Fact
	Handling []string // how figures are added up and marked
	Notes    []NoteBlock
	Changed  *Changed
	Releases Link
	Disagree Table
	Codes    Table // observation statuses
}

// WorkedExample is one assessment of this very site, step by step.
type WorkedExample struct {
	Title    string
	Sentence []Run
	Status   *Status
	Working  Working
	Link     Link // all about the indicator
}

// NoteBlock is a finding about the plan with its working.
type NoteBlock struct {
	ID, Title, Text string
	Working         Working
}

func (r *renderer) methodsPage(s *Shell) any {
	p := &methodsPage{Shell: s, Legend: r.legend()}
	say := s.say
	s.column(say.Text("methods.name"), dataColumn, say.Text("methods.summary"))
	s.crumbs(say.Text("methods.name"))
	s.Kicker = say.Text("methods.kicker")
	s.Heading = []string{say.Text("methods.heading")}
	s.Lede = text(say.Text("methods.lede"))
	on, slight := r.bounds.OnTrack, r.bounds.SlightlyBehind
	p.Rules = []string{
		say.Text("methods.rule.no-data"), say.Text("methods.rule.achieved"), say.Text("methods.rule.away"),
		say.Text("methods.rule.gap", "OnTrack", on, "Slight", slight),
	}
	rules := len(p.Rules)
	p.Example = s.workedExample()
	for _, t := range []struct{ name, means string }{
		{say.Text("methods.term.attained"), say.Text("methods.term.attained-is")},
		{say.Text("methods.term.expected"), say.Text("methods.term.expected-is")},
		{say.Text("methods.term.cumulative"), say.Text("methods.term.cumulative-is")},
		{say.Text("methods.term.annual"), say.Text("methods.term.annual-is")},
		{say.Text("methods.term.down"), say.Text("methods.term.down-is")},
		{say.Text("methods.term.ceiling"), say.Text("methods.term.ceiling-is")},
		{say.Text("methods.term.bounds"), say.Text("methods.term.bounds-is", "OnTrack", on, "Slight", slight)},
		{say.Text("methods.term.outlook"), say.Text("methods.term.outlook-is")},
		{say.Text("methods.term.contribution", "Peers", r.peers), say.Text("methods.term.contribution-is", "Peers", r.peers, "Place", s.Place)},
		{say.Text("methods.term.place"), say.Text("methods.term.place-is", "Peers", r.peers)},
	} {
		p.Terms = append(p.Terms, fact(t.name, t.means))
	}
	for _, m := range []struct {
		method      model.Method
		name, means string
	}{
		{model.CAGR, "methods.term.cagr", "methods.term.cagr-is"},
		{model.Trend, "methods.term.trend", "methods.term.trend-is"},
	} {
		var names []string
		for _, in := range r.a.JudgedBy(m.method) {
			names = append(names, in.Name)
		}
		if names != nil && len(p.Rules) == rules {
			p.Rules = append(p.Rules, say.Text("methods.rule.others"))
		}
		if names != nil {
			p.Terms = append(p.Terms, fact(say.Text(m.name), say.Text(m.means, "Indicators", say.List(names, say.Text("methods.indicators")))))
		}
	}
	p.Handling = []string{
		say.Text("methods.handling.computed", "Place", s.Place, "Peers", r.peers, "Mark", say.Text("indicator.mark.computed")),
		say.Text("methods.handling.sources"),
		say.Text("methods.handling.demonstration", "Mark", say.Demonstration()),
	}
	for _, n := range r.a.Notes {
		p.Notes = append(p.Notes, NoteBlock{
			ID: s.id("note-" + anchor(n.Key)), Title: n.Title, Text: n.Text,
			Working: Working{Caption: say.Text("methods.note-working", "Title", n.Title), Tag: s.tag(n.Demonstration), Steps: n.Steps},
		})
	}
	p.Changed = s.changed(-1)
	if p.Changed != nil && r.a.Previous != nil && p.Changed.StatusesOf == say.Text("home.changes.statuses") {
		// The section has another heading than the home page's.
		p.Changed.StatusesOf = say.Text("methods.statuses-since", "Since", p.Changed.Heading)
	}
	p.Releases = s.link(say.Text("methods.releases"), route.History)
	p.Disagree = s.disagreements()
	p.Codes = Table{Caption: say.Text("methods.codes"), CaptionHidden: true, Header: []Column{
		{say.Text("methods.code"), ""}, {say.Text("methods.code-name"), ""}, {say.Text("methods.code-note"), ""}}}
	for _, c := range r.plan.ObsStatus {
		p.Codes.Rows = append(p.Codes.Rows, Row{Cells: []Cell{head(c.Code), {Text: c.Name}, {Text: c.Note, Class: "long"}}})
	}
	return p
}

// workedExample is a goal, one on its way rather than one that is reached, else a county's target; nil where nothing has a
// status.
func (s *Shell) workedExample() *WorkedExample {
	r, say := s.r, s.say
	var best *analysis.Result
	weigh := func(res *analysis.Result) int {
		switch {
		case res.Status == analysis.NoData || res.Target == nil || !res.Worked():
			return 0
		case res.Status == analysis.Achieved || res.Gap == nil || res.Method != model.Attainment:
			return 1
		case res.Kind() != model.LevelTarget:
			return 2
		}
		return 3
	}
	try := func(res *analysis.Result) {
		if w := weigh(res); w > 0 && (best == nil || w > weigh(best)) {
			best = res
		}
	}
	for i := range r.a.Goals {
		try(&r.a.Goals[i])
	}
	for i := range r.plan.Indicators {
		for _, c := range r.a.Counties {
			if best != nil && weigh(best) > 1 {
				break
			}
			results := r.a.Results(r.plan.Indicators[i].ID, c.Code)
			for j := range results {
				try(&results[j])
			}
		}
	}
	if best == nil {
		return nil
	}
	return &WorkedExample{
		Title:    say.Text("methods.example-of", "Place", r.a.Place(best.Region), "Goal", say.GoalInline(best.Indicator, best.Kind())),
		Sentence: s.resultSentence(best), Status: r.status(best.Status),
		Working: s.working(best, say.Text("indicator.working")),
		Link:    s.link(say.Text("methods.example-more", "Name", best.Indicator.Name), route.Indicator(best.Indicator.ID)),
	}
}

// disagreements lists every cell for which two sources give different figures.
func (s *Shell) disagreements() Table {
	say := s.say
	t := Table{Caption: say.Text("methods.disagreements"), CaptionHidden: true, Wide: true, Header: []Column{
		{say.Text("releases.indicator"), ""}, {say.Text("indicator.region"), ""}, {say.Text("indicator.period"), ""}, {say.Text("indicator.disagreements.shown"), "num"},
		{say.Text("indicator.disagreements.source"), ""}, {say.Text("indicator.disagreements.alternative"), "num"}, {say.Text("indicator.disagreements.source"), ""}}}
	for i := range s.r.plan.Indicators {
		in := &s.r.plan.Indicators[i]
		_, d := s.vintage(in)
		for _, row := range d.Rows {
			cells := slices.Clone(row.Cells)
			cells[0].Head = false
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{headLink(in.Name, s.to(route.Indicator(in.ID)+"#vintage"))}, cells...)})
		}
		if d.Tag != "" {
			t.Tag = d.Tag
		}
	}
	return t
}
