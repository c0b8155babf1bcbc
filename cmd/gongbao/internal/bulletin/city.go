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
// it, counties, measures, outlook, and the working in annexes. It returns the number of pages. A character that the
// fonts lack is a *MissingGlyphError, and nothing is written.
func City(w io.Writer, fonts *Fonts, a *analysis.Assessment, conf config.Config, issue Issue) (pages int, err error) {
	e := newEdition(a, conf, issue)
	c, err := e.composeCity(fonts)
	if err != nil {
		return 0, err
	}
	var file bytes.Buffer
	info := information{
		title:   e.name + issue.number(),
		author:  conf.Publisher.Name,
		subject: strings.Join(headline(a.Goals), "　"),
		created: issue.Date,
	}
	for _, field := range []string{info.title, info.author, info.subject} {
		if fault := c.widths.check(sans, visible(field)); fault != nil {
			c.place = "文件信息"
			c.miss(fault)
			return 0, e.located(c.err)
		}
	}
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
	a      *analysis.Assessment
	conf   config.Config
	issue  Issue
	name   string
	home   *model.Region
	blocks []block

	chapters, tables, figures int
	annexTables               int
	inAnnex                   bool
}

func newEdition(a *analysis.Assessment, conf config.Config, issue Issue) *edition {
	e := &edition{a: a, conf: conf, issue: issue, home: a.Plan.Home()}
	region := ""
	if e.home != nil {
		region = e.home.Name
	}
	e.name = bulletinName(conf.Title, region)
	return e
}

// composeCity sets the whole bulletin; composed again from the same assessment it gives the same marks.
func (e *edition) composeCity(fonts *Fonts) (*composer, error) {
	c := newComposer(fonts)
	e.opening()
	e.summary()
	e.movements()
	e.lagging()
	e.counties()
	e.measures()
	e.outlook()
	e.working()
	e.sources()
	c.compose(e.blocks)
	c.furnish(furniture{name: e.name, number: e.issue.number(), notice: firstClauses(e.conf.Notice), demo: wording.DemonstrationMark})
	if c.err != nil {
		return nil, e.located(c.err)
	}
	return c, nil
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

// located says where in the plan a missing character comes from, as its author would look for it.
func (e *edition) located(err error) error {
	fault, ok := err.(*MissingGlyphError)
	if !ok {
		return err
	}
	if place := origin(e.a.Plan, e.conf, fault); place != "" {
		fault.Place = place
	}
	return fault
}

// anyDemonstration reports whether anything in the bulletin is a demonstration figure.
func (e *edition) anyDemonstration() bool {
	regions := append([]*model.Region{}, e.a.Counties...)
	if e.home != nil {
		regions = append(regions, e.home)
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
		return regionWord(r)
	}
	return r.Name
}

// compactLabel is the full name where a narrow column has room for it, else the short one.
func (e *edition) compactLabel(r *model.Region) string {
	const longest = 7
	if label := e.regionLabel(r); len([]rune(label)) <= longest {
		return label
	}
	return short(r)
}

func (e *edition) demoSource(id string) bool {
	s := e.a.Plan.Source(id)
	return s != nil && s.Kind == model.Demonstration
}
