package bulletin

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// City writes the bulletin of the plan's own region: summary first, then what moved, what lags and what is done about
// it, counties, measures, outlook, and the working in annexes. It returns the number of pages. Characters that the fonts
// lack are MissingGlyphErrors, and nothing is written.
func City(w io.Writer, fonts *Fonts, a *analysis.Assessment, conf config.Config, issue Issue) (pages int, err error) {
	e := newEdition(a, conf, issue)
	info := information{
		title:   e.name + issue.number(),
		author:  conf.Publisher.Name,
		subject: strings.Join(e.finding(), "　"),
		created: issue.Date,
	}
	c, err := e.composeCity(fonts, info)
	if err != nil {
		return 0, err
	}
	var file bytes.Buffer
	if err := c.paint(&file, info); err != nil {
		return 0, fmt.Errorf("paint bulletin %s: %w", issue.Release, err)
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		return 0, fmt.Errorf("write bulletin %s: %w", issue.Release, err)
	}
	return len(c.sheets), nil
}

// edition collects the blocks of one bulletin.
type edition struct {
	a       *analysis.Assessment
	conf    config.Config
	issue   Issue
	name    string
	home    *model.Region
	place   string   // the plan's own region in a sentence: 全市
	peers   string   // the regions below: 县（区）
	reissue *reissue // nil where the release brought new figures of the plan's progress
	terms   []string // names that no line may break
	setting setting
	blocks  []block

	chapters, tables, figures int
	footnotes                 int
	annexTables               int
	inAnnex                   bool
}

func newEdition(a *analysis.Assessment, conf config.Config, issue Issue) *edition {
	e := &edition{
		a: a, conf: conf, issue: issue, home: a.Plan.Home(),
		peers: a.Peers(), place: a.Place(a.Plan.Home()), reissue: newReissue(a), terms: terms(a.Plan),
	}
	region := ""
	if e.home != nil {
		region = e.home.Name
	}
	e.name = bulletinName(conf.Title, region)
	return e
}

// composeCity sets the whole bulletin, in the first of the settings that leaves no page nearly empty. Composed again from
// the same assessment it gives the same marks.
func (e *edition) composeCity(fonts *Fonts, info information) (*composer, error) {
	var best *composer
	for _, s := range settings {
		c := e.set(fonts, s)
		if best == nil || c.barren() < best.barren() {
			best = c
		}
		if best.barren() == 0 || len(c.faults) > 0 {
			break
		}
	}
	best.place = "文件信息"
	for _, field := range []string{info.title, info.author, info.subject} {
		best.check(sans, visible(field))
	}
	best.furnish(furniture{name: e.name, number: e.issue.number(), notice: firstClauses(e.conf.Notice), demo: wording.DemonstrationMark})
	if len(best.faults) > 0 {
		return nil, located(e.a.Plan, e.conf, best.faults)
	}
	return best, nil
}

// set composes the bulletin's blocks in one setting.
func (e *edition) set(fonts *Fonts, s setting) *composer {
	fresh := *e // blocks and counters of its own
	fresh.setting = s
	c := newComposer(fonts)
	c.setting, c.terms = s, newTermList(e.terms)
	fresh.opening()
	fresh.summary()
	fresh.movements()
	fresh.additions()
	fresh.lagging()
	fresh.counties()
	fresh.measures()
	fresh.outlook()
	fresh.working()
	fresh.sources()
	c.compose(fresh.blocks)
	c.finish()
	return c
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

// anyDemonstration reports whether anything in the bulletin is a demonstration figure.
func (e *edition) anyDemonstration() bool {
	regions := append([]*model.Region{}, e.a.Counties...)
	if e.home != nil {
		regions = append(regions, e.home)
	}
	if e.reissue != nil && slices.ContainsFunc(e.reissue.added, func(o *model.Observation) bool { return e.a.Plan.Invented(o.Source) }) {
		return true
	}
	for i := range e.a.Goals {
		if e.a.Goals[i].Demonstration {
			return true
		}
	}
	for _, r := range regions {
		for i := range e.a.Plan.Measures {
			if e.a.Measure(e.a.Plan.Measures[i].ID, r.Code).Demonstration {
				return true
			}
		}
		for i := range e.a.Plan.Indicators {
			if in := &e.a.Plan.Indicators[i]; in.Headline && e.demoIn(e.a.Results(in.ID, r.Code)) {
				return true
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
		return e.place
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
