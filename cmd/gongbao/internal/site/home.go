package site

import (
	"fmt"
	"math/big"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// mostChanges is how many changes and how many revisions the home page lists; the methods page lists all.
const mostChanges = 6

// homePage is the first page: how the plan stands, what is new, who is behind.
type homePage struct {
	*Shell
	Goals     []Goal
	GoalsName string // 四项目标
	Notes     []AsideNote
	Changed   *Changed // nil before the second release
	Legend    []LegendItem
	Counties  *CountyOverview // nil in a plan without counties
	Matrix    *Matrix         // nil without measures or counties
	MatrixOf  string          // 20项措施 × 8个县（区）
	Measures  []Link          // stands in for the matrix where there are no counties
	Bulletin  *BulletinItem   // the newest one
	Files     []FileItem
}

// AsideNote is a finding about the plan itself.
type AsideNote struct{ Title, Text, Href string }

// Changed is what is new since the release before.
type Changed struct {
	Heading string // 与2020年第一季度相比
	// StatusesOf and RevisionsOf head the two blocks. They name a release each where statuses and figures are measured
	// against different ones, that is where the newest release brought no new period.
	StatusesOf, RevisionsOf     string
	Unchanged                   string // stands for the statuses where there are none
	Statuses, Revisions         []Change
	StatusCount, RevisionsCount string
	Tag, More                   string
}

// CountyOverview compares the counties.
type CountyOverview struct {
	Heading    []string
	Tiles      *Tiles
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
	p := &homePage{Shell: s, Legend: r.legend(), GoalsName: "目标"}
	s.article(r.periodTitle(), r.siteDescription())
	s.Title = s.SiteTitle
	if !r.a.Period.IsZero() {
		s.Title += " · " + r.a.Period.Label()
	}
	s.Kicker = r.home.Name + " · 进展评估"
	s.Facts = r.releaseFacts(s)
	demonstration := false
	for i := range r.a.Goals {
		p.Goals = append(p.Goals, s.goal(&r.a.Goals[i]))
		demonstration = demonstration || r.a.Goals[i].Demonstration
	}
	if n := len(p.Goals); n > 0 {
		p.GoalsName = ordinal(n) + "项目标"
	}
	s.Heading = goalFinding(r.a.Goals)
	if len(s.Heading) == 0 {
		s.Heading = sentencePhrases(s.SiteTitle)
	}
	s.Lede = r.homeLede()
	s.Tag = s.tag(demonstration)
	for _, n := range r.a.Notes {
		s.tag(n.Demonstration)
		p.Notes = append(p.Notes, AsideNote{sentence(n.Title), n.Text, s.to(route.Methods + "#note-" + anchor(n.Key))})
	}
	p.Changed = s.changed(mostChanges)
	if m := s.matrix(); m != nil {
		p.Matrix = m
		p.MatrixOf = fmt.Sprintf("%d%s × %s", len(r.plan.Measures), measureCounter, r.peerCount(len(r.a.Counties)))
		p.Counties = s.countyOverview()
	} else {
		for i := range r.plan.Measures {
			m := &r.plan.Measures[i]
			p.Measures = append(p.Measures, s.link(measureName(m), route.Measure(m.ID)))
		}
	}
	if items := s.bulletins(); len(items) > 0 {
		p.Bulletin = &items[0]
	}
	p.Files = s.files()
	return p
}

func (r *renderer) periodTitle() string {
	if r.a.Period.IsZero() {
		return r.in.Config.Title
	}
	return r.a.Period.Label() + "进展"
}

func (r *renderer) siteDescription() string {
	return fmt.Sprintf("%s：%d项目标、%d%s在%s及各%s的进展、简报和数据", r.in.Config.Title,
		len(r.a.Goals), len(r.plan.Measures), measureCounter, r.home.Name, r.peers)
}

// releaseFacts is the box beside a heading: what is assessed and when it came out.
func (r *renderer) releaseFacts(s *Shell) []Fact {
	var facts []Fact
	if !r.a.Period.IsZero() {
		facts = append(facts, fact("评估时期", r.a.Period.Label()))
	}
	if rel := r.a.Release; rel != nil {
		if day := date(rel.PublishedAt); day != "" {
			facts = append(facts, fact("发布", day))
		}
		if rel.Title != "" {
			facts = append(facts, fact("批次", rel.Title))
		}
	} else {
		facts = append(facts, fact("发布", "尚未发布数据"))
	}
	return append(facts, linkFact("口径", []Link{s.link("评估方法", route.Methods)}))
}

// homeLede says the goals in one paragraph: how much, out of how much, by when.
func (r *renderer) homeLede() []Run {
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
		before := ""
		if len(runs) > 0 {
			before = "；"
		}
		if g.Period.End() != said.End() {
			before += "到" + g.Period.EndLabel() + "，"
			said = g.Period
		}
		name := g.Indicator.Name
		if g.Target.Kind == model.Cumulative {
			name += "累计"
		}
		runs = append(runs, Run{Text: before + name}, Run{Text: valueText(g), Strong: true})
		due := "，" + g.Aim.Period.EndLabel() + aimWord(g) + "为" + aimText(g)
		if done := doneSentence(g); done != "" {
			due += "，" + done
		}
		runs = append(runs, Run{Text: due})
		if g.Expected != nil {
			if same != nil && same.Expected.Cmp(g.Expected) != 0 {
				uniform = false
			}
			same = g
		}
	}
	if len(runs) == 0 {
		return text("目标已经录入，尚没有可以评估的数据。")
	}
	runs = append(runs, Run{Text: "。"})
	if same != nil && uniform {
		if same.Expected.Cmp(big.NewRat(1, 1)) >= 0 {
			runs = append(runs, Run{Text: "目标期限已到。"})
		} else {
			runs = append(runs, Run{Text: "按时间推算，此时应完成" + wording.Percent(same.Expected) + "。"})
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
		return fmt.Sprintf("%s本级没有设主要目标；设有目标的%d项指标，进展见各项措施。", r.home.Name, aimed)
	case aimed > 0:
		return fmt.Sprintf("设有目标的指标有%d项，都不是首页的主要目标，进展见各项措施。", aimed)
	}
	return "方案没有设可以计数的目标，或目标尚未录入。"
}

// sentence ends a text with a full stop where it has no mark of its own.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, "。") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "！") {
		return text
	}
	return text + "。"
}

// changed lists what differs from the release before, at most n of each kind; n < 0 takes all.
func (s *Shell) changed(n int) *Changed {
	a := s.r.a
	if a.Previous == nil && len(a.Revisions) == 0 {
		return nil
	}
	c := &Changed{Heading: "变化与修订", StatusesOf: "状态变化", RevisionsOf: "数据修订", Unchanged: "各项目标和措施的状态没有变化。", More: s.to(route.Methods + "#changes")}
	if a.Previous == nil {
		c.Unchanged = "没有更早时期的评估可以比较。"
	}
	if a.Previous != nil && a.Previous.Release != nil {
		against := "与" + a.Previous.Release.Title + "相比"
		if n := len(s.r.plan.Releases); n > 1 && s.r.plan.Releases[n-2].ID == a.Previous.Release.ID {
			c.Heading = against
		} else {
			c.StatusesOf += "，" + against
			c.RevisionsOf += "，" + a.Release.Title + "批次"
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
		c.StatusCount = changeCount(a.Changes)
	}
	c.RevisionsCount = fmt.Sprintf("%d处", len(a.Revisions))
	return c
}

// changeCount counts changes for the better and the worse, and apart from them the figures that are new or have failed
// to come: a first report is no progress.
func changeCount(changes []analysis.Change) string {
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
		n    int
		says string
	}{{up, "变好"}, {down, "变差"}, {first, "新有数据"}, {lost, "缺数据"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d项%s", part.n, part.says))
		}
	}
	if len(parts) == 0 {
		return "没有变化"
	}
	return strings.Join(parts, "，")
}

func (s *Shell) countyOverview() *CountyOverview {
	r := s.r
	o := &CountyOverview{
		Tiles:      s.tiles(),
		TallyTitle: fmt.Sprintf("各%s%d%s", r.peers, len(r.plan.Measures), measureCounter),
	}
	demonstration := false
	o.Tallies, demonstration = s.tallies()
	o.Tag = s.tag(demonstration)
	// The finding: who leads and who trails by the first goal.
	o.Heading = []string{"各" + r.peers + "进展"}
	if heads := r.plan.Headlines(); len(heads) > 0 {
		in := r.plan.Indicator(heads[0].Indicator)
		if finding := leadersFinding(r.a.RankingByGap(in.ID, heads[0].Kind), in, r.peers); finding != nil {
			o.Heading = finding
		}
	}
	return o
}

// leadersFinding says who leads and who trails; nil where nobody can be compared. ranked is in the order of its places.
func leadersFinding(ranked []analysis.Ranked, in *model.Indicator, peers string) []string {
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
		return append(phrases(fmt.Sprintf("%d个%s", len(places), peers)), append(phrases(in.Name+"进度"), "相同")...)
	}
	at := func(place int) string {
		var sharing []*model.Region
		for _, x := range places {
			if x.Place == place {
				sharing = append(sharing, x.Region)
			}
		}
		return together(sharing, peers)
	}
	heading := []string{at(first) + "领先，", at(last)}
	heading = append(heading, phrases(in.Name+"进度")...)
	return append(heading, "居末")
}

// mostFiles is how many data sets stand on a page that is not the catalogue. They come in the order of their weight.
const mostFiles = 4

// files are the first data sets as downloads; the catalogue has all.
func (s *Shell) files() []FileItem {
	var items []FileItem
	for i := range s.r.in.Datasets {
		if i == mostFiles {
			return append(items, FileItem{Name: fmt.Sprintf("全部%d个数据集", len(s.r.in.Datasets)), Href: s.to(route.Data)})
		}
		d := &s.r.in.Datasets[i]
		items = append(items, FileItem{
			Name: d.Title, Href: s.to(route.Dataset(d.Name)), Tag: s.tag(d.Demonstration), Files: s.fileLinks(d),
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
