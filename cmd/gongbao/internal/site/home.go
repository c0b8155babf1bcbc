package site

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// mostChanges is how many changes and how many revisions the home page lists; the methods page lists all.
const mostChanges = 6

// homePage is the first page: how the plan stands, what is new, who is behind.
type homePage struct {
	*Shell
	Goals       []Goal
	GoalsAcross int
	GoalsName   string // 四项目标
	Notes       []AsideNote
	Changed     *Changed // nil before the second release
	NoChanges   string   // why
	Legend      []LegendItem
	Counties    *CountyOverview // nil in a plan without counties
	Matrix      *Matrix         // nil without measures or counties, or with too many of these
	Counts      Table           // instead of it, where there are too many
	MatrixOf    string          // 20项措施 × 8个县（区）
	Measures    []Link          // stands in for the matrix where there are no counties
	Bulletin    *BulletinItem   // the newest one
	Files       []FileItem
}

// AsideNote is a finding about the plan itself.
type AsideNote struct{ Title, Text, Href string }

// Changed is what is new since the release before.
type Changed struct {
	Heading string // 与2020年第一季度相比
	// StatusesOf and RevisionsOf head the two blocks. They name a release each where statuses and figures are measured
	// against different ones, that is where the newest release brought no new period.
	StatusesOf, RevisionsOf     string
	Unchanged, Unrevised        string // stand for the statuses and the revisions where there are none
	Statuses, Revisions         []Change
	StatusCount, RevisionsCount string
	Tag, More                   string
}

// CountyOverview compares the counties.
type CountyOverview struct {
	Heading    []string
	Map        *Chart
	TallyTitle string
	Tallies    []Tally
	Tag        string
}

// FileItem is a download in several formats.
type FileItem struct {
	Name, Href string
	Tag        string
	Files      []FileLink
}

// FileLink is one format of a download.
type FileLink struct{ Format, Size, Href string }

func (r *renderer) homePage(s *Shell) any {
	p := &homePage{Shell: s, Legend: r.legend(), GoalsName: s.say.Text("home.goals-none")}
	s.article(r.periodTitle(), r.siteDescription())
	s.Title = s.SiteTitle
	if !r.a.Period.IsZero() {
		s.Title += " · " + s.say.Period(r.a.Period)
	}
	s.Kicker = s.say.Text("home.kicker", "Home", r.home.Name)
	s.Facts = r.releaseFacts(s)
	demonstration := false
	for i := range r.a.Goals {
		p.Goals = append(p.Goals, s.goal(&r.a.Goals[i]))
		demonstration = demonstration || r.a.Goals[i].Demonstration
	}
	p.GoalsAcross = across(len(p.Goals))
	if n := len(p.Goals); n > 0 {
		p.GoalsName = s.say.Count("home.goals", n, "Number", r.ordinal(n))
	}
	s.Heading = r.goalFinding(r.a.Goals)
	if len(s.Heading) == 0 {
		s.Heading = sentencePhrases(s.SiteTitle)
	}
	s.Lede = s.homeLede()
	s.Tag = s.tag(demonstration)
	for _, n := range r.a.Notes {
		s.tag(n.Demonstration)
		p.Notes = append(p.Notes, AsideNote{r.sentence(n.Title), n.Text, s.to(route.Methods + "#note-" + anchor(n.Key))})
	}
	if p.Changed = s.changed(mostChanges); p.Changed == nil && r.a.Release != nil {
		p.NoChanges = s.say.Text("home.changes.first")
	}
	if m := s.matrix(); m != nil {
		p.Matrix = m
		p.MatrixOf = m.Name
		p.Counties = s.countyOverview()
	} else if len(r.a.Counties) > figure.MostPlaces && len(r.plan.Measures) > 0 {
		p.Counts = s.statusCounts()
		p.MatrixOf = p.Counts.Caption
		p.Counties = s.countyOverview()
	} else {
		for i := range r.plan.Measures {
			m := &r.plan.Measures[i]
			p.Measures = append(p.Measures, s.link(measureName(m), route.Measure(m.ID)))
		}
	}
	p.Bulletin = s.latestBulletin()
	p.Files = s.files()
	return p
}

func (r *renderer) periodTitle() string {
	if r.a.Period.IsZero() {
		return r.in.Config.Title
	}
	return r.say.Text("home.period-title", "Period", r.say.Period(r.a.Period))
}

func (r *renderer) siteDescription() string {
	return r.say.Count("home.summary", len(r.a.Goals), "Title", r.in.Config.Title, "Measures", r.measures(len(r.plan.Measures)),
		"Home", r.home.Name, "Peers", r.peers)
}

// latestBulletin is the newest bulletin of the plan's own region.
func (s *Shell) latestBulletin() *BulletinItem {
	for _, group := range s.r.bulletinReleases() {
		for _, b := range group {
			if b.Release == nil || b.Path == route.CityBulletin(b.Release.ID) {
				item := s.bulletinItem(b)
				return &item
			}
		}
	}
	return nil
}

// releaseFacts is the box beside a heading: what is assessed and when it came out.
func (r *renderer) releaseFacts(s *Shell) []Fact {
	var facts []Fact
	if !r.a.Period.IsZero() {
		facts = append(facts, fact(s.say.Text("parts.column.assessed"), s.say.Period(r.a.Period)))
	}
	if rel := r.a.Release; rel != nil {
		if day := s.say.Date(rel.PublishedAt); day != "" {
			facts = append(facts, fact(s.say.Text("home.facts.published"), day))
		}
		if rel.Title != "" {
			facts = append(facts, fact(s.say.Text("home.facts.release"), rel.Title))
		}
	} else {
		facts = append(facts, fact(s.say.Text("home.facts.published"), s.say.Text("home.facts.nothing")))
	}
	return append(facts, s.linkFact(s.say.Text("home.facts.method"), []Link{s.link(s.say.Text("home.facts.methods"), route.Methods)}))
}

// homeLede says the goals in one paragraph: how much, out of how much, by when.
func (s *Shell) homeLede() []Run {
	r := s.r
	if len(r.a.Goals) == 0 {
		return text(r.noGoals())
	}
	var runs []Run
	var same *analysis.Result
	uniform := true
	var said model.Period
	for i := range r.a.Goals {
		g := &r.a.Goals[i]
		if g.Value == nil || g.Kind().Annual() || g.Target == nil {
			continue
		}
		if len(runs) > 0 {
			runs = append(runs, Run{Text: s.say.Text("parts.semicolon")})
		}
		args := []any{"When", s.say.PeriodEnd(g.Period), "Goal", s.say.GoalInline(g.Indicator, g.Kind()), "Value", Run{Text: r.valueText(g), Strong: true},
			"Due", s.say.PeriodEnd(g.Aim.Period), "Aim", r.aimWord(g), "Target", r.aimText(g)}
		if g.Period.End() != said.End() {
			runs = append(runs, s.runs("home.lede.goal-at", args...)...)
			said = g.Period
		} else {
			runs = append(runs, s.runs("home.lede.goal", args...)...)
		}
		if done := s.doneSentence(g); done != "" {
			runs = append(runs, Run{Text: s.say.Text("parts.comma") + done})
		}
		if g.Expected != nil {
			if same != nil && same.Expected.Cmp(g.Expected) != 0 {
				uniform = false
			}
			same = g
		}
	}
	if len(runs) == 0 {
		return text(s.say.Text("home.lede.no-data"))
	}
	runs = append(runs, Run{Text: s.say.Text("parts.stop")})
	if same != nil && uniform {
		if same.Expected.Cmp(big.NewRat(1, 1)) >= 0 {
			runs = append(runs, Run{Text: s.say.Text("home.lede.over")})
		} else {
			runs = append(runs, Run{Text: s.say.Text("home.lede.expected", "Percent", s.say.Percent(same.Expected))})
		}
	}
	return runs
}

// noGoals says why the home page has none.
func (r *renderer) noGoals() string {
	aimed := 0
	for i := range r.plan.Indicators {
		if r.aimed(r.plan.Indicators[i].ID) {
			aimed++
		}
	}
	switch {
	case aimed > 0 && len(r.headlineIndicators()) > 0:
		return r.say.Count("home.no-goals.below", aimed, "Home", r.home.Name)
	case aimed > 0:
		return r.say.Count("home.no-goals.none-main", aimed)
	}
	return r.say.Text("home.no-goals.no-targets")
}

// changed lists what differs from the release before, at most n of each kind; n < 0 takes all.
func (s *Shell) changed(n int) *Changed {
	a := s.r.a
	if a.Previous == nil && len(a.Revisions) == 0 {
		return nil
	}
	c := &Changed{Heading: s.say.Text("home.changes.heading"), StatusesOf: s.say.Text("home.changes.statuses"), RevisionsOf: s.say.Text("home.changes.revisions"),
		Unchanged: s.say.Text("home.changes.unchanged"), Unrevised: s.say.Text("home.changes.unrevised"), More: s.to(route.Methods + "#changes")}
	if a.Previous == nil {
		c.Unchanged = s.say.Text("home.changes.nothing-before")
	}
	if a.Previous != nil && a.Previous.Release != nil {
		before := cmp.Or(a.Previous.Release.Title, a.Previous.Release.ID)
		if n := len(s.r.plan.Releases); n > 1 && s.r.plan.Releases[n-2].ID == a.Previous.Release.ID {
			c.Heading = s.say.Text("home.changes.since", "Release", before)
		} else {
			release := cmp.Or(a.Release.Title, a.Release.ID)
			c.StatusesOf = s.say.Text("home.changes.statuses-since", "Release", before)
			c.RevisionsOf = s.say.Text("home.changes.revisions-of", "Release", release)
			c.Unrevised = s.say.Text("home.changes.unrevised-of", "Release", release)
		}
	}
	before := s.Demo
	s.Demo = false
	for i, ch := range a.Changes {
		if n < 0 || i < n {
			c.Statuses = append(c.Statuses, s.statusChange(ch))
		}
	}
	for i, rev := range a.Revisions {
		if n < 0 || i < n {
			c.Revisions = append(c.Revisions, s.revision(rev))
		}
	}
	c.Tag = s.tag(s.Demo)
	s.Demo = s.Demo || before
	if a.Previous != nil {
		c.StatusCount = s.r.changeCount(a.Changes)
	}
	c.RevisionsCount = s.say.Count("home.changes.places", len(a.Revisions))
	return c
}

// changeCount counts changes for the better and the worse, and apart from them the figures that are new or have failed
// to come: a first report is no progress.
func (r *renderer) changeCount(changes []analysis.Change) string {
	var up, down, first, lost int
	for _, ch := range changes {
		switch {
		case ch.Up():
			up++
		case ch.Down():
			down++
		case ch.From == analysis.NoData:
			first++
		default:
			lost++
		}
	}
	var parts []string
	for _, part := range []struct {
		n  int
		id string
	}{{up, "home.changes.up"}, {down, "home.changes.down"}, {first, "home.changes.new"}, {lost, "home.changes.lost"}} {
		if part.n > 0 {
			parts = append(parts, r.say.Count(part.id, part.n))
		}
	}
	if len(parts) == 0 {
		return r.say.Text("home.changes.none")
	}
	return strings.Join(parts, r.say.Text("parts.comma"))
}

func (s *Shell) countyOverview() *CountyOverview {
	r := s.r
	o := &CountyOverview{
		Map:        s.goalMap(),
		TallyTitle: s.say.Text("home.counties.tally", "Peers", r.peers, "Measures", r.measures(len(r.plan.Measures))),
	}
	if len(r.a.Counties) > figure.MostPlaces {
		o.TallyTitle = s.say.Text("home.counties.tally-most", "Peers", r.peers, "Places", mostTallies)
	}
	demonstration := false
	o.Tallies, demonstration = s.tallies()
	o.Tag = s.tag(demonstration)
	// The finding: who leads and who trails by the first goal.
	o.Heading = []string{s.say.Text("home.counties.heading", "Peers", r.peers)}
	if heads := r.plan.Headlines(); len(heads) > 0 {
		in := r.plan.Indicator(heads[0].Indicator)
		if finding := r.leadersFinding(r.a.RankingByGap(in.ID, heads[0].Kind), in); finding != nil {
			o.Heading = finding
		}
	}
	return o
}

// leadersFinding says who leads and who trails; nil where nobody can be compared. ranked is in the order of its places.
func (r *renderer) leadersFinding(ranked []analysis.Ranked, in *model.Indicator) []string {
	var places []analysis.Ranked
	for _, x := range ranked {
		if x.Place > 0 && x.Region != nil {
			places = append(places, x)
		}
	}
	if len(places) < 2 {
		return nil
	}
	first, last := places[0].Place, places[len(places)-1].Place
	if first == last {
		return titleLines(r.say.Text("home.counties.equal", "Regions", r.peerCount(len(places)), "Indicator", in.Name))
	}
	at := func(place int) string {
		var sharing []*model.Region
		for _, x := range places {
			if x.Place == place {
				sharing = append(sharing, x.Region)
			}
		}
		return r.together(sharing)
	}
	return titleLines(r.say.Text("home.counties.finding", "First", at(first), "Last", at(last), "Indicator", in.Name))
}

// mostFiles is how many data sets stand on a page that is not the catalogue. They come in the order of their weight, and
// in the formats that most readers ask for.
const mostFiles = 4

var commonFormats = []string{"CSV", "XLSX"}

// files are the first data sets as downloads; the catalogue has all.
func (s *Shell) files() []FileItem {
	var items []FileItem
	for i := range s.r.in.Datasets {
		if i == mostFiles {
			return append(items, FileItem{Name: s.say.Count("home.all-datasets", len(s.r.in.Datasets)), Href: s.to(route.Data)})
		}
		d := &s.r.in.Datasets[i]
		links := slices.DeleteFunc(s.fileLinks(d), func(l FileLink) bool { return !slices.Contains(commonFormats, l.Format) })
		items = append(items, FileItem{
			Name: d.Title, Href: s.to(route.Dataset(d.Name)), Tag: s.tag(d.Demonstration), Files: links,
		})
	}
	return items
}

func (s *Shell) fileLinks(d *Dataset) []FileLink {
	var links []FileLink
	for _, f := range d.Files {
		links = append(links, FileLink{f.Format, size(f.Size), s.to(f.Path)})
	}
	return links
}
