package bulletin

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Kind is whom a bulletin is about.
type Kind string

const (
	OfCity    Kind = "city"    // the plan's own region
	OfCounty  Kind = "county"  // a region right below it
	OfMeasure Kind = "measure" // a measure, in all regions
	OfOrg     Kind = "org"     // a unit that leads measures
)

// Subject is what a bulletin is about: ID is a region's code, a measure's or an organisation's id, and empty for the city.
type Subject struct {
	Kind Kind
	ID   string
}

// Subjects are the bulletins of a release: the plan's own region, every county, every measure, every lead unit.
func Subjects(a *analysis.Assessment) []Subject {
	list := []Subject{{Kind: OfCity}}
	for _, r := range a.Counties {
		list = append(list, Subject{OfCounty, r.Code})
	}
	for i := range a.Plan.Measures {
		list = append(list, Subject{OfMeasure, a.Plan.Measures[i].ID})
	}
	for _, o := range a.Plan.Orgs {
		if slices.ContainsFunc(a.Plan.Measures, func(m model.Measure) bool { return m.LeadUnit == o.ID }) {
			list = append(list, Subject{OfOrg, o.ID})
		}
	}
	return list
}

// Name is the subject in words: 纳雍县, 措施1-6 居住证 …; empty for the city and for what the plan does not know.
func (s Subject) Name(p *model.Plan) string {
	switch s.Kind {
	case OfCounty:
		if r := p.RegionOf(s.ID); r != nil {
			return r.Name
		}
	case OfMeasure:
		if m := p.Measure(s.ID); m != nil {
			return "措施" + m.ID
		}
	case OfOrg:
		if o := p.Org(s.ID); o != nil {
			return o.Name
		}
	}
	return ""
}

func (s Subject) String() string { return strings.TrimSuffix(string(s.Kind)+" "+s.ID, " ") }

// edition collects the blocks of one bulletin.
type edition struct {
	a       *analysis.Assessment
	conf    config.Config
	issue   Issue
	subject Subject
	name    string
	topic   string // what the plan is about, without its region: 户籍制度改革进展
	label   string // of the subject, in header and title block; empty for the city
	// region is where the goals and measures are judged: the plan's own, or a county.
	region  *model.Region
	home    *model.Region     // the plan's own
	goals   []analysis.Result // that the summary reports
	own     []*model.Measure  // that the bulletin reports
	place   string            // the region in a sentence: 全市, 纳雍县
	peers   string            // the regions below: 县（区）
	reissue *reissue          // nil where the release brought new figures of the plan's progress
	terms   termList          // names that no line may break
	setting setting
	blocks  []block
	trend   *trend // of the outlook, once it is drawn up

	chapters, tables, figures int
	footnotes                 int
	annexTables               int
	inAnnex                   bool
}

func (b *Batch) edition(issue Issue, subject Subject) (*edition, error) {
	a, conf := b.a, b.conf
	e := &edition{
		a: a, conf: conf, issue: issue, subject: subject, home: a.Plan.Home(), region: a.Plan.Home(),
		peers: a.Peers(), reissue: b.reissue, terms: b.terms, trend: &trend{},
	}
	home := ""
	if e.home != nil {
		home = e.home.Name
	}
	e.name, e.topic = bulletinName(conf.Title, home), topic(conf.Title, home)
	e.label = subject.Name(a.Plan)
	if subject.Kind != OfCity && e.label == "" {
		return nil, fmt.Errorf("the plan has no %s", subject)
	}
	for i := range a.Plan.Measures {
		m := &a.Plan.Measures[i]
		if subject.Kind == OfMeasure && m.ID != subject.ID || subject.Kind == OfOrg && m.LeadUnit != subject.ID {
			continue
		}
		e.own = append(e.own, m)
	}
	switch subject.Kind {
	case OfCity:
		e.goals = a.Goals
	case OfCounty:
		e.region = a.Plan.RegionOf(subject.ID)
		e.goals = e.countyResults(e.region)
	case OfMeasure:
		e.goals = a.Measure(subject.ID, a.Plan.Region).Results
	}
	e.place = a.Place(e.region)
	if subject.Kind == OfCounty {
		e.place = e.compactLabel(e.region)
	}
	return e, nil
}

// countyResults are a county's targets of the headline indicators.
func (e *edition) countyResults(r *model.Region) []analysis.Result {
	var list []analysis.Result
	for i := range e.a.Plan.Indicators {
		if in := &e.a.Plan.Indicators[i]; in.Headline {
			for _, result := range e.a.Results(in.ID, r.Code) {
				if result.Target != nil {
					list = append(list, result)
				}
			}
		}
	}
	return list
}

// information is what the file says of itself.
func (e *edition) information() information {
	info := information{
		title:    strings.TrimSuffix(e.name+e.issue.number()+"　"+e.label, "　"),
		author:   e.conf.Publisher.Name,
		subject:  strings.Join(e.finding(), "　"),
		created:  e.issue.Date,
		keywords: []string{e.topic},
	}
	if e.home != nil {
		info.keywords = append(info.keywords, e.home.Name)
	}
	for _, word := range []string{e.label, e.a.Period.EndLabel()} {
		if word != "" && !e.a.Period.IsZero() {
			info.keywords = append(info.keywords, word)
		}
	}
	if e.anyDemonstration() {
		info.keywords = append(info.keywords, wording.DemonstrationMark)
	}
	if e.issue.Internal {
		info.keywords = append(info.keywords, InternalMark)
	}
	return info
}

// composed sets the whole bulletin, in the setting that leaves the least white at the feet of its pages. Composed again from
// the same assessment it gives the same marks.
func (e *edition) composed(shared *widths, info information) (*composer, error) {
	var best *composer
	least := math.Inf(1)
	for i, s := range settings {
		c := e.set(shared, s)
		cost := c.barren()
		if weighed := cost + preference*float64(i); weighed < least {
			best, least = c, weighed
		}
		if cost < settled || len(c.widths.faults) > 0 {
			break
		}
	}
	best.place = "文件信息"
	for _, field := range append([]string{info.title, info.author, info.subject}, info.keywords...) {
		best.check(sans, visible(field))
	}
	head := furniture{
		name: e.name, number: strings.TrimSuffix(e.issue.number()+"　"+e.label, "　"), notice: firstClauses(e.conf.Notice), demo: wording.DemonstrationMark,
	}
	if e.issue.Internal {
		head.internal = InternalMark
	}
	best.furnish(head)
	if len(best.widths.faults) > 0 {
		return nil, located(e.a.Plan, e.conf, best.widths.faults)
	}
	return best, nil
}

// set composes the bulletin's blocks in one setting.
func (e *edition) set(w *widths, s setting) *composer {
	fresh := *e // blocks and counters of its own
	fresh.setting = s
	c := newComposer(w)
	c.setting, c.terms = s, e.terms
	fresh.write()
	c.compose(fresh.blocks)
	c.finish()
	return c
}

// write lists the blocks: summary first, then what moved, what lags and what is done about it, the comparison, the outlook,
// and the working in annexes.
func (e *edition) write() {
	e.opening()
	e.summary()
	e.movements()
	e.additions()
	switch e.subject.Kind {
	case OfCity:
		e.lagging()
		e.counties()
		e.matrix()
		e.outlook()
	case OfCounty:
		e.lagging()
		e.ownMeasures()
		e.outlook()
	case OfMeasure:
		e.measureCounties()
		e.laggingCounties()
		e.outlook()
	case OfOrg:
		e.ownMeasures()
		e.lagging()
		e.matrix()
	}
	e.annexes()
}

// firstClauses is the notice as far as its first full stop, for the foot of each page.
func firstClauses(notice string) string {
	head, _, _ := strings.Cut(notice, "。")
	return head
}

func (e *edition) add(blocks ...block) { e.blocks = append(e.blocks, blocks...) }

// say adds a paragraph of sentences; empty ones are left out, and a paragraph of none is none.
func (e *edition) say(place string, demo bool, sentences ...string) {
	if text := strings.Join(sentences, ""); text != "" {
		e.add(body(place, demo, span{text, styleBody}))
	}
}

func (e *edition) chapter(title string) {
	e.chapters++
	e.add(&heading{level: 1, text: ordinal(e.chapters) + "、" + title})
}

func (e *edition) tableLabel() string {
	if e.inAnnex {
		e.annexTables++
		return fmt.Sprintf("附表%d", e.annexTables)
	}
	e.tables++
	return fmt.Sprintf("表%d", e.tables)
}

func (e *edition) figureLabel() string { e.figures++; return fmt.Sprintf("图%d", e.figures) }

// regions are those whose figures the bulletin shows, the one that it is about first.
func (e *edition) regions() []*model.Region {
	var list []*model.Region
	if e.region != nil {
		list = append(list, e.region)
	}
	if e.subject.Kind != OfCounty {
		return append(list, e.a.Counties...)
	}
	if e.home != nil {
		list = append(list, e.home)
	}
	return list
}

// anyDemonstration reports whether anything in the bulletin is a demonstration figure.
func (e *edition) anyDemonstration() bool {
	if e.reissue != nil && slices.ContainsFunc(e.reissue.added, func(o *model.Observation) bool { return e.a.Plan.Invented(o.Source) }) {
		return true
	}
	if e.demoIn(e.goals) {
		return true
	}
	for _, r := range e.regions() {
		for _, m := range e.own {
			if e.a.Measure(m.ID, r.Code).Demonstration {
				return true
			}
		}
		if e.subject.Kind == OfCity || e.subject.Kind == OfCounty {
			for i := range e.a.Plan.Indicators {
				if in := &e.a.Plan.Indicators[i]; in.Headline && e.demoIn(e.a.Results(in.ID, r.Code)) {
					return true
				}
			}
		}
	}
	return false
}

func (e *edition) demoIn(results []analysis.Result) bool {
	return slices.ContainsFunc(results, func(r analysis.Result) bool { return r.Demonstration })
}

// over makes a cell reach over several columns.
func (p place) over(n int) place { p.span = n; return p }

func (e *edition) regionLabel(r *model.Region) string {
	if e.home != nil && r.Code == e.home.Code {
		return e.a.Place(e.home)
	}
	return r.Name
}

// compactLabel is the full name where a narrow column has room for it, else the short one.
func (e *edition) compactLabel(r *model.Region) string {
	const longest = 7
	if label := e.regionLabel(r); len([]rune(label)) <= longest {
		return label
	}
	return r.Label()
}
