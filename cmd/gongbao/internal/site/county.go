package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// countyPage is all that is known of one county, or why nothing is.
type countyPage struct {
	*Shell
	Siblings                 []Link // the other counties; the one without address is this one
	Notes                    []Run  // successor, zone, note of the table
	Profile                  *Profile
	NoProfile, NoGoals       string // why there is none
	Goals                    []Goal
	GoalsAcross              int
	GoalsTag                 string
	Trend                    *Chart // of the first goal
	Ranking                  Table
	Among                    *Chart // the first goal in every county, this one set off
	RankRest                 Table  // folded: the places that are far from this county's
	Similar                  *Similar
	Actions                  []ActionItem
	ActTag                   string
	Measures                 []MeasureGroup
	MeasTag                  string
	MeasNote                 string
	Bulletin                 *BulletinItem
	NoBulletin, AllBulletins string
	Files                    []FileItem
}

// Similar sets a county beside those of nearly the same population.
type Similar struct {
	Rule  string
	Table Table
}

// MeasureGroup is a chapter of measures as rows.
type MeasureGroup struct {
	Title, Count string
	Rows         []MeasureLine
}

// MeasureLine is a measure in a region.
type MeasureLine struct {
	ID, Title, Href string
	Indicator       string
	Status          *Status
	Value, Unit     string
	Of              string // the cell of the published tables that holds the value
	Aim             string
	Spark           *Spark
	Bullet          *Bullet
	Rank            string // 第3位, the place among the counties; empty without one
	Reason          string // instead of a value
}

// mostSiblings is how many places a page links to; of more it shows the nearest, in the table's order, and leads to all.
const (
	mostSiblings = 40
	nearSiblings = 6 // on either side
)

// siblings lead from a place's page to the other places'. The one without address is the page's own; all is where every place
// is listed.
func (s *Shell) siblings(places []*model.Region, here *model.Region, page func(*model.Region) string, all string) []Link {
	shown := places
	if len(places) > mostSiblings {
		at := slices.Index(places, here)
		from := max(0, min(at-nearSiblings, len(places)-1-2*nearSiblings))
		shown = places[from : from+1+2*nearSiblings]
	}
	var links []Link
	for _, o := range shown {
		if o != here {
			links = append(links, s.link(o.Label(), page(o)))
			continue
		}
		l := Link{Text: o.Label()}
		if !s.r.counties[o.Code] {
			l.Text = o.Name // what came before or after it may have the same short name
		}
		links = append(links, l)
	}
	if len(shown) < len(places) {
		links = append(links, s.link(s.say.Text("county.all", "Areas", s.r.peerCount(len(s.r.a.Counties))), all))
	}
	return links
}

func (r *renderer) countyPage(s *Shell, c *model.Region) any {
	p := &countyPage{Shell: s}
	s.article(c.Name, s.say.Text("county.summary", "Name", c.Name, "Measures", r.measures(len(r.plan.Measures))))
	s.crumbs(c.Name, s.link(r.areas(), route.Counties))
	s.Kicker = s.say.Text("county.kicker", "Level", r.levelName(c.Level), "Code", c.Code)
	if c.Level == model.Zone { // no official list has its code
		s.Kicker = s.say.Text("county.kicker-zone", "Level", r.levelName(c.Level), "Code", c.Code)
	}
	s.Heading = []string{c.Name}
	others := slices.DeleteFunc(slices.Concat(r.regions, r.a.Zones), func(o *model.Region) bool {
		return !r.counties[o.Code] && o != c && o.Level != model.Zone
	})
	p.Siblings = s.siblings(others, c, func(o *model.Region) string { return route.County(o.Code) }, route.Counties)
	p.Notes = s.regionNotes(c)
	p.Profile = s.profile(c)
	if r.counties[c.Code] {
		s.Facts = r.releaseFacts(s)
		r.countyProgress(p, c)
		p.Similar = s.similar(c)
		p.Files = s.countyFiles(c)
		p.NoBulletin, p.AllBulletins = s.say.Text("county.bulletin-none", "Name", c.Name), s.to(route.Bulletins)
		if p.Profile == nil {
			p.NoProfile = s.say.Text("county.profile.none", "Name", c.Name)
		}
		if p.GoalsAcross = across(len(p.Goals)); len(p.Goals) == 0 {
			p.NoGoals = s.say.Text("county.no-goals", "Name", c.Name)
		}
	} else if c.Level == model.Zone {
		note := cmp.Or(c.Note, s.say.Text("county.zone.counted", "Peers", r.peers))
		s.Lede = text(s.say.Text("county.zone.lede", "Note", r.sentence(note)))
	} else {
		s.Lede = text(s.say.Text("county.nothing", "Name", c.Name))
	}
	p.Bulletin = s.countyBulletin(c)
	return p
}

// regionNotes says what a region was, became, or is counted within.
func (s *Shell) regionNotes(c *model.Region) []Run {
	r := s.r
	var runs []Run
	add := func(more []Run) {
		if len(runs) > 0 {
			runs = append(runs, Run{Text: " "})
		}
		runs = append(runs, more...)
	}
	named := func(o *model.Region) Run {
		run := Run{Text: o.Name}
		if r.hasPage(o) {
			run.Href = s.to(route.County(o.Code))
		}
		return run
	}
	if o := r.plan.RegionOf(c.Successor); o != nil {
		if c.ValidTo.IsZero() {
			add(s.runs("county.note.successor", "Region", named(o)))
		} else {
			add(s.runs("county.note.successor-after", "Date", s.say.Day(c.ValidTo), "Region", named(o)))
		}
	}
	for i := range r.plan.Regions {
		if o := &r.plan.Regions[i]; o.Successor == c.Code {
			add(s.runs("county.note.predecessor", "Region", named(o), "Valid", r.validity(o)))
		}
	}
	if c.Note != "" && c.Level != model.Zone { // a zone's note is its page's first paragraph
		add(text(r.sentence(c.Note)))
	}
	return runs
}

func (r *renderer) countyProgress(p *countyPage, c *model.Region) {
	s := p.Shell
	tally := r.a.Tally(c.Code)
	if finding := r.tallyFinding(tally); finding != "" {
		s.Heading = titleLines(s.say.Text("county.finding", "Name", c.Name, "Finding", finding))
	}
	demonstration := false
	var first *analysis.Result
	for _, id := range r.headlineIndicators() {
		for _, res := range r.a.Results(id, c.Code) {
			if res.Target == nil {
				continue
			}
			if first == nil {
				first = &res
			}
			p.Goals = append(p.Goals, s.goal(&res))
			demonstration = demonstration || res.Demonstration
		}
	}
	p.GoalsTag = s.tag(demonstration)
	if first != nil {
		p.Trend = s.chart(figure.NewTrend(r.a, *first))
		if goals := r.headlineIndicators(); len(goals) > 0 && r.counties[c.Code] {
			p.Among = s.multiplesOf(r.plan.Indicator(goals[0]), c.Code)
		}
		p.Ranking, p.RankRest = s.gapRanking(first, c)
		s.Lede = s.countyLede(first, c)
	}
	var worst *analysis.MeasureResult
	for _, g := range r.plan.Groups {
		group := MeasureGroup{Title: r.chapter(g.Number, g.Title), Count: r.say.Count("county.group-count", len(g.Measures))}
		for _, id := range g.Measures {
			mr := r.a.Measure(id, c.Code)
			demonstration = demonstration || mr.Demonstration
			group.Rows = append(group.Rows, s.measureLine(mr, c))
			if item, ok := s.actions(mr, measureLabel(mr.Measure), s.to(route.CountyMeasure(c.Code, id))); ok {
				p.Actions = append(p.Actions, item)
			}
			if mr.Status.Lagging() && mr.Decisive != nil && mr.Decisive.Gap != nil &&
				(worst == nil || mr.Decisive.Gap.Cmp(worst.Decisive.Gap) < 0) {
				worst = &mr
			}
		}
		p.Measures = append(p.Measures, group)
	}
	slices.SortStableFunc(p.Actions, func(a, b ActionItem) int { return cmp.Compare(lagOrder(a), lagOrder(b)) })
	if worst != nil {
		handed := s.say.Text("county.action-missing")
		if len(worst.Actions) > 0 {
			handed = s.say.Text("county.action-there")
		}
		s.Lede = append(s.Lede, s.runs("county.worst", "Measure", Run{Text: measureLabel(worst.Measure), Strong: true},
			"Gap", s.gapSentence(worst.Decisive), "Action", handed)...)
	}
	p.MeasTag = s.tag(demonstration)
	p.ActTag = p.MeasTag
	s.Tag = p.MeasTag
	p.MeasNote = s.say.Text("county.measures-note", "Counts", r.tallySentence(tally))
}

// countyLede says the first goal in one sentence, with the place among the counties.
func (s *Shell) countyLede(res *analysis.Result, c *model.Region) []Run {
	if res.Value == nil {
		return nil
	}
	r := s.r
	goal, value, status := s.say.GoalInline(res.Indicator, res.Kind()), Run{Text: r.valueText(res), Strong: true}, res.Status.In(s.say)
	place := r.places[rankKey{res.Indicator.ID, res.Kind()}][c.Code]
	if place == 0 {
		return s.runs("county.lede", "Goal", goal, "Value", value, "Status", status)
	}
	return s.runs("county.lede-place", "Goal", goal, "Value", value, "Status", status,
		"Place", place, "Regions", r.peerCount(len(r.a.Counties)))
}

// lagOrder puts what is furthest behind first.
func lagOrder(a ActionItem) int {
	if a.Status.Key == analysis.Behind.Key() {
		return 0
	}
	if a.Status.Key == analysis.SlightlyBehind.Key() {
		return 1
	}
	return 2
}

func (r *renderer) headlineIndicators() []string {
	var ids []string
	for i := range r.plan.Indicators {
		if r.plan.Indicators[i].Headline {
			ids = append(ids, r.plan.Indicators[i].ID)
		}
	}
	return ids
}

func (s *Shell) measureLine(mr analysis.MeasureResult, c *model.Region) MeasureLine {
	r := s.r
	line := MeasureLine{
		ID: mr.Measure.ID, Title: mr.Measure.Title, Href: s.to(route.CountyMeasure(c.Code, mr.Measure.ID)),
		Status: r.status(mr.Status),
	}
	line.Status.Of = measureCell(mr, c.Code, "status_name")
	res := mr.Decisive
	if res == nil {
		line.Reason = s.say.Text("county.nothing-to-assess")
		if len(mr.Results) > 0 {
			line.Indicator, line.Reason = mr.Results[0].Indicator.Name, mr.Results[0].ReasonText()
		} else if in := r.firstIndicator(mr.Measure); in != nil {
			line.Indicator = in.Name
			line.Reason = cmp.Or(mr.Reason, analysis.NoTarget).In(s.say)
		}
		return line
	}
	line.Indicator = s.say.Goal(res.Indicator, res.Kind())
	if choice := r.worstOfMany(mr); choice != "" {
		line.Indicator += r.brackets(choice)
	}
	if res.Value != nil {
		line.Value, line.Unit = r.tableParts(res)
		line.Of = resultCell(res, "value")
	}
	if aim := r.tableAim(res); aim != "" {
		line.Aim = s.say.Text("county.aim", "Aim", r.aimWord(res), "Value", aim)
	}
	line.Spark = r.spark(res)
	line.Bullet = s.bullet(res, true)
	if place := r.places[rankKey{res.Indicator.ID, res.Kind()}][c.Code]; place > 0 {
		line.Rank = s.say.Text("county.place", "Place", place)
	}
	return line
}

func (r *renderer) firstIndicator(m *model.Measure) *model.Indicator {
	for _, id := range m.Indicators {
		if in := r.plan.Indicator(id); in != nil {
			return in
		}
	}
	return nil
}

// mostRanked is how many places a county's page lists openly; of more, those around its own stand there and the rest is
// folded.
const mostRanked = 12

// gapRanking orders the counties by attainment of one target, with the row of one of them marked.
func (s *Shell) gapRanking(res *analysis.Result, me *model.Region) (open, rest Table) {
	r := s.r
	kind := res.Kind()
	t := Table{
		Caption: s.say.Text("county.ranking.caption", "Goal", s.say.Goal(res.Indicator, kind)), Wide: true, Class: "places",
		Header: []Column{
			{s.say.Text("county.ranking.place"), "num"}, {r.peers, ""}, {s.say.Text("county.ranking.value"), "num opt"},
			{s.say.Text("county.ranking.done"), "num"}, {s.say.Text("parts.column.status"), ""},
		},
	}
	demonstration, own := false, 0
	ranked := r.a.RankingByGap(res.Indicator.ID, kind)
	if len(ranked) > figure.MostPlaces { // of so many only those around it
		at := slices.IndexFunc(ranked, func(x analysis.Ranked) bool { return x.Region == me })
		from := min(max(at-mostRanked/2, 0), len(ranked)-mostRanked)
		ranked = ranked[from : from+mostRanked]
	}
	for _, x := range ranked {
		if x.Region == nil {
			continue
		}
		row := Row{Cells: []Cell{num("—"), headLink(x.Region.Label(), s.to(route.County(x.Region.Code))), Cell{Text: r.tableValue(x.Result), Class: "num opt"}.of(resultCell(x.Result, "value")), num("—").of(resultCell(x.Result, "attained")), r.statusCell(x.Result.Status).of(resultCell(x.Result, "status_name"))}}
		if x.Place > 0 {
			row.Cells[0].Text = fmt.Sprint(x.Place)
		}
		if x.Result.Attained != nil {
			row.Cells[3].Text = s.say.Percent(x.Result.Attained)
		}
		if x.Region == me {
			row.Class = "me"
			row.Cells[1].Href = ""
			own = len(t.Rows)
		}
		demonstration = demonstration || x.Result.Demonstration
		t.Rows = append(t.Rows, row)
	}
	t.Tag = s.tag(demonstration)
	if len(t.Rows) <= mostRanked {
		return t, Table{}
	}
	from := min(max(own-mostRanked/2, 0), len(t.Rows)-mostRanked)
	open, rest = t, t
	open.Rows = t.Rows[from : from+mostRanked]
	rest.Rows = slices.Concat(t.Rows[:from], t.Rows[from+mostRanked:])
	rest.CaptionHidden = true
	return open, rest
}

// neighbours is how many counties of similar population a county is set beside; fewPeers is how many others make the
// whole ranking short enough to do without.
const (
	neighbours = 3
	fewPeers   = 4
)

// similar sets a county beside those whose population is nearest to its own; nil where the plan has no population or too
// few counties to choose from.
func (s *Shell) similar(c *model.Region) *Similar {
	r := s.r
	if len(r.a.Counties)-1 < fewPeers {
		return nil
	}
	by, own, near := r.a.Similar(c.Code, neighbours)
	if by == nil || len(near) == 0 {
		return nil
	}
	sim := &Similar{Rule: s.say.Count("county.similar.rule", len(near), "When", s.say.When(by, own.Point.Period), "Indicator", by.Name,
		"Name", c.Label(), "Peers", r.peers)}
	goals := r.mainGoals()
	t := Table{Caption: s.say.Text("county.similar.heading", "Peers", r.peers), CaptionHidden: true, Wide: true, Class: "similar",
		Header: []Column{{r.peers, ""}, {by.Name, "num"}}}
	// A phone has room for the first goal's status alone.
	less := func(i int, class string) string {
		if i > 0 {
			class = strings.TrimSpace(class + " opt")
		}
		return class
	}
	for i, g := range goals {
		t.Header = append(t.Header, Column{s.say.Goal(r.plan.Indicator(g.Indicator), g.Kind), "num opt"}, Column{s.say.Text("parts.column.status"), less(i, "")})
	}
	t.Header = append(t.Header, Column{s.say.Text("county.similar.lagging"), "num"})
	demo, real := false, false
	mark := func(demonstration bool) {
		demo, real = demo || demonstration, real || !demonstration
	}
	for _, x := range append([]analysis.Sized{own}, near...) {
		row := Row{Cells: []Cell{headLink(x.Region.Label(), s.to(route.County(x.Region.Code))),
			{Text: s.say.TableQuantity(x.Point.Value.Rat(), by), Class: "num", Mark: s.demonstrationMark(x.Point), Of: observationCell(by.ID, x.Region.Code, x.Point.Period)}}}
		mark(x.Point.Demonstration)
		if x.Region == c {
			row.Class, row.Cells[0].Href = "me", ""
		}
		for i, g := range goals {
			res := r.resultOf(g.Indicator, x.Region.Code, g.Kind)
			value := Cell{Text: r.tableValue(&res), Class: "num opt"}.of(resultCell(&res, "value"))
			judged := r.statusCell(res.Status).of(resultCell(&res, "status_name"))
			judged.Class = less(i, "")
			if res.Value != nil {
				mark(res.Demonstration)
			}
			row.Cells = append(row.Cells, value, judged)
		}
		lagging := tallyCount(r.a.Tally(x.Region.Code), analysis.SlightlyBehind, analysis.Behind)
		row.Cells = append(row.Cells, num(s.say.Count("county.similar.count", lagging)))
		t.Rows = append(t.Rows, row)
	}
	switch {
	case demo && real:
		t.Tag = s.partTag(figure.Mixed)
	case demo:
		t.Tag = s.tag(true)
	}
	sim.Table = t
	return sim
}

// countyBulletin is the newest bulletin of a region, if it has one of its own.
func (s *Shell) countyBulletin(c *model.Region) *BulletinItem {
	for i := len(s.r.plan.Releases) - 1; i >= 0; i-- {
		path := route.Bulletins + s.r.plan.Releases[i].ID + "/" + c.Code + ".pdf"
		for j := range s.r.in.Bulletins {
			if b := &s.r.in.Bulletins[j]; b.Path == path {
				item := s.bulletinItem(b)
				return &item
			}
		}
	}
	return nil
}

// countyFiles are the region's own rows, where they were cut out of the data sets, and the data sets.
func (s *Shell) countyFiles(c *model.Region) []FileItem {
	var files []FileLink
	for _, format := range []string{"csv", "json"} {
		path := route.County(c.Code) + "index." + format
		if n, ok := s.r.fileSize(path); ok {
			files = append(files, FileLink{strings.ToUpper(format), size(n), s.to(path)})
		}
	}
	if len(files) == 0 {
		return s.files()
	}
	return []FileItem{
		{Name: s.say.Text("county.files.own", "Name", c.Name), Tag: s.Tag, Files: files},
		{Name: s.say.Text("county.files.all"), Href: s.to(route.Data)},
	}
}
