package site

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// comparePage puts regions that the reader chooses side by side, in one indicator. The theme's compare.js draws it from
// scripts beside the page, one an indicator, so that it works from a folder too and nobody loads what nobody looks at.
// Without scripts the page leads to each indicator's own comparison.
type comparePage struct {
	*Shell
	Groups  []CompareGroup
	Regions []CompareRegion
	Words   json.RawMessage // for the script: sentences with {places}, what to begin with
}

// CompareGroup is a band of the list of indicators.
type CompareGroup struct {
	Title      string
	Indicators []CompareChoice
}

// CompareChoice is an indicator that can be compared.
type CompareChoice struct{ ID, Name, Href string }

// CompareRegion is a region that can be chosen.
type CompareRegion struct{ Code, Name string }

// compareFigures is what the script of an indicator hands over.
type compareFigures struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Unit string `json:"unit"`
	Zero bool   `json:"zero"` // the axis begins at zero: of counts
	// Scales are the units in which figures of this size are said: their own, then those that large counts take.
	Scales  []compareScale              `json:"scales"`
	Page    string                      `json:"page"`
	Periods []comparePeriod             `json:"periods"` // oldest first
	Figures map[string][]*compareFigure `json:"figures"` // by region; null where there is none
	Mark    string                      `json:"mark,omitempty"`
	Note    string                      `json:"note"` // marks and sources
}

// compareScale is a unit: how many of the indicator's own it is, the decimals of its figures, a difference {n} with it.
type compareScale struct {
	Factor     float64 `json:"factor"`
	Unit       string  `json:"unit"`
	Decimals   int     `json:"decimals"`
	Difference string  `json:"difference"`
}

// comparePeriod is a column of the figures: its name, its year and where it stands in time, in months.
type comparePeriod struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Year int    `json:"year"`
	At   int    `json:"at"`
}

// compareFigure is a figure as it is shown. A gap says that figures between it and the one before are missing.
type compareFigure struct {
	Text          string `json:"text"`
	Quantity      string `json:"quantity"` // in words, with its unit
	Marks         string `json:"marks,omitempty"`
	Demonstration bool   `json:"demo,omitempty"`
	Provisional   bool   `json:"hollow,omitempty"`
	Gap           bool   `json:"gap,omitempty"`
}

func (r *renderer) comparePage(s *Shell) any {
	p := &comparePage{Shell: s}
	say := s.say
	s.column(say.Text("compare.name"), dataColumn, say.Text("compare.summary", "Peers", r.peers))
	s.crumbs(say.Text("compare.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("compare.heading")}
	s.Lede = text(say.Text("compare.lede", "Peers", r.peers))
	regions := r.comparable()
	first := ""
	for _, g := range r.indicatorGroups() {
		group := CompareGroup{Title: g.title}
		for _, in := range g.indicators {
			figures, ok := s.compareFigures(in, regions)
			if !ok {
				continue
			}
			script, err := compareScript(figures)
			if err != nil {
				s.fail(err)
			}
			s.attach(route.CompareData(in.ID), script)
			if first == "" {
				first = in.ID
			}
			group.Indicators = append(group.Indicators, CompareChoice{in.ID, in.Name, s.to(route.Indicator(in.ID))})
		}
		if len(group.Indicators) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
	if len(p.Groups) == 0 {
		return p
	}
	names := map[string]int{}
	for _, c := range regions {
		names[r.a.Place(c)]++
	}
	for _, c := range regions {
		name := r.a.Place(c)
		if names[name] > 1 {
			name = c.Name
		}
		p.Regions = append(p.Regions, CompareRegion{c.Code, name})
	}
	begin := []string{}
	for _, c := range p.Regions[:min(3, len(p.Regions))] {
		begin = append(begin, c.Code)
	}
	words := map[string]any{
		"indicator": first, "regions": begin, "most": mostCompared,
		"finding":       say.Text("compare.finding", "Period", "{period}", "Highest", "{highest}", "High", "{high}", "Lowest", "{lowest}", "Low", "{low}", "Difference", "{difference}"),
		"equal":         say.Text("compare.equal", "Period", "{period}", "Names", "{names}", "Value", "{value}"),
		"single":        say.Text("compare.single", "Period", "{period}", "Name", "{name}", "Value", "{value}"),
		"apart":         say.Text("compare.apart"),
		"nothing":       say.Text("compare.nothing"),
		"choose":        say.Text("compare.choose"),
		"full":          say.Text("compare.full", "Most", mostCompared),
		"lacking":       say.Text("compare.lacking", "Names", "{names}"),
		"failed":        say.Text("compare.failed"),
		"subtitle":      say.Text("compare.subtitle", "Name", "{name}", "Unit", "{unit}", "From", "{from}", "Through", "{through}"),
		"subtitle-one":  say.Text("compare.subtitle-one", "Name", "{name}", "Unit", "{unit}", "Period", "{period}"),
		"caption":       say.Text("compare.caption", "Name", "{name}", "Unit", "{unit}"),
		"scrolls":       say.Text("compare.scrolls", "Caption", "{caption}"),
		"period":        say.Text("compare.period"),
		"break":         say.Text("compare.break"),
		"year":          say.Text("compare.year", "Year", "{year}"),
		"axis":          say.Text("compare.axis"),
		"shapes":        say.Text("compare.shapes"),
		"page":          say.Text("compare.page", "Name", "{name}"),
		"demonstration": s.tag(s.Demo), // in the file that one downloads
	}
	var err error
	if p.Words, err = json.Marshal(words); err != nil {
		s.fail(err)
	}
	s.script(route.Comparing)
	s.script(route.Copy)
	return p
}

// mostCompared is how many regions one chart holds: beyond it nobody follows a line.
const mostCompared = 6

// compareScript is a call of the function that compare.js defines.
func compareScript(f compareFigures) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("gongbaoCompare(")
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it stands in a file of its own, never in a page
	if err := e.Encode(f); err != nil {
		return nil, fmt.Errorf("figures to compare, %s: %w", f.ID, err)
	}
	b.Truncate(b.Len() - 1) // the encoder's line end
	b.WriteString(");\n")
	return b.Bytes(), nil
}

// comparable are the regions that have figures to compare: the plan's own, those below it, zones, then those above.
func (r *renderer) comparable() []*model.Region {
	var regions []*model.Region
	take := func(c *model.Region) {
		if c == nil || slices.Contains(regions, c) {
			return
		}
		if slices.ContainsFunc(r.plan.Indicators, func(in model.Indicator) bool { return len(r.a.Series(in.ID, c.Code).Points) > 0 }) {
			regions = append(regions, c)
		}
	}
	take(r.plan.RegionOf(r.home.Code))
	for _, c := range slices.Concat(r.regions, r.a.Zones) {
		take(c)
	}
	for up, n := r.plan.RegionOf(r.home.Parent), 0; up != nil && n < len(model.Levels); up, n = r.plan.RegionOf(up.Parent), n+1 {
		take(up)
	}
	return regions
}

// compareFigures are an indicator's figures in the regions; ok is false where fewer than two have any.
func (s *Shell) compareFigures(in *model.Indicator, regions []*model.Region) (f compareFigures, ok bool) {
	r, say := s.r, s.say
	f = compareFigures{
		ID: in.ID, Name: in.Name, Unit: in.ValueUnit, Zero: !in.Percent(),
		Page: s.to(route.Indicator(in.ID)), Figures: map[string][]*compareFigure{},
	}
	var all []analysis.Series
	var codes []string
	var periods []model.Period
	demo, real := false, false
	f.Scales = []compareScale{{1, in.ValueUnit, in.Decimals, say.WithUnit("{n}", say.DifferenceUnit(in))}}
	for _, c := range regions {
		sr := r.a.Series(in.ID, c.Code)
		if len(sr.Points) == 0 {
			continue
		}
		all, codes = append(all, sr), append(codes, c.Code)
		for i := range sr.Points {
			pt := &sr.Points[i]
			if !slices.Contains(periods, pt.Period) {
				periods = append(periods, pt.Period)
			}
			demo, real = demo || pt.Demonstration, real || !pt.Demonstration
			if scale := s.scaleOf(pt.Value.Rat(), in); !slices.ContainsFunc(f.Scales, func(known compareScale) bool { return known.Unit == scale.Unit }) {
				f.Scales = append(f.Scales, scale)
			}
		}
	}
	if len(all) < 2 {
		return f, false
	}
	slices.SortFunc(f.Scales, func(a, b compareScale) int { return cmp.Compare(a.Factor, b.Factor) })
	slices.SortFunc(periods, model.Period.Compare)
	for _, p := range periods {
		at := p.End()
		if in.Kind == model.Flow {
			at -= p.Freq.Months() / 2 // an amount of the whole period
		}
		f.Periods = append(f.Periods, comparePeriod{p.String(), say.When(in, p), int(p.Year), at})
	}
	used := map[string]bool{}
	for i, sr := range all {
		row := make([]*compareFigure, len(periods))
		for j := range sr.Points {
			pt := &sr.Points[j]
			cell := &compareFigure{Text: say.Fixed(pt.Value.Rat(), in.Decimals), Quantity: say.Quantity(pt.Value.Rat(), in), Demonstration: pt.Demonstration, Provisional: pt.Status == "P" || pt.Projected()}
			for _, id := range pointMarks(pt, demo && real) {
				used[id] = true
				cell.Marks += say.Text(id)
			}
			if j > 0 {
				before := &sr.Points[j-1]
				cell.Gap = pt.Period.End()-before.Period.End() > max(pt.Period.Freq.Months(), before.Period.Freq.Months())
			}
			row[slices.Index(periods, pt.Period)] = cell
		}
		if !slices.ContainsFunc(row[1:], func(c *compareFigure) bool { return c != nil && !c.Gap }) {
			for _, c := range row {
				if c != nil {
					c.Gap = false // a census every ten years: nothing is missing between
				}
			}
		}
		f.Figures[codes[i]] = row
	}
	switch {
	case demo && real:
		f.Mark = s.partTag(figure.Mixed)
	default:
		f.Mark = s.tag(demo)
	}
	f.Note = s.figuresNote(used, all)
	return f, true
}

// scaleOf is the unit in which running text says a figure.
func (s *Shell) scaleOf(value *big.Rat, in *model.Indicator) compareScale {
	own := compareScale{Factor: 1, Unit: in.ValueUnit}
	text, unit := s.say.Parts(new(big.Rat).Abs(value), in)
	if unit == in.ValueUnit {
		return own
	}
	text = strings.ReplaceAll(text, ",", "")
	short, err := strconv.ParseFloat(text, 64)
	whole, _ := value.Float64()
	if err != nil || short == 0 {
		return own
	}
	_, decimals, _ := strings.Cut(text, ".")
	return compareScale{math.Pow(10, math.Round(math.Log10(math.Abs(whole)/short))), unit, len(decimals), s.say.WithUnit("{n}", unit)}
}
