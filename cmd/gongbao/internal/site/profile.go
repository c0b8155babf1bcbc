package site

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Profile is the background of a place: figures without a target.
type Profile struct {
	Heading []string
	Table   Table
	Note    string
}

// background are the indicators that describe a place and judge nobody: no measure's, no goal, without a target.
func (r *renderer) background() []*model.Indicator {
	aimed := map[string]bool{}
	for i := range r.plan.Targets {
		aimed[r.plan.Targets[i].Indicator] = true
	}
	for i := range r.plan.Measures {
		for _, id := range r.plan.Measures[i].Indicators {
			aimed[id] = true
		}
	}
	var list []*model.Indicator
	for i := range r.plan.Indicators {
		if in := &r.plan.Indicators[i]; in.Measure == "" && !in.Headline && !aimed[in.ID] {
			list = append(list, in)
		}
	}
	return list
}

func (s *Shell) profile(c *model.Region) *Profile {
	r := s.r
	type entry struct {
		in          *model.Indicator
		first, last *analysis.Point
	}
	var entries []entry
	spans, latest := map[[2]model.Period]int{}, map[model.Period]int{}
	for _, in := range r.background() {
		series := r.a.Series(in.ID, c.Code)
		if len(series.Points) == 0 {
			continue
		}
		e := entry{in: in, first: &series.Points[0], last: series.Last()}
		if e.first.Period == e.last.Period {
			e.first = nil
		} else {
			spans[[2]model.Period{e.first.Period, e.last.Period}]++
		}
		latest[e.last.Period]++
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil
	}
	// What was published stands before what was made up, and gives the heading.
	slices.SortStableFunc(entries, func(a, b entry) int {
		rank := map[bool]int{true: 1}
		return rank[a.last.Demonstration] - rank[b.last.Demonstration]
	})
	// The two periods that most rows have head the columns; a row with others says so itself.
	var head [2]model.Period
	for _, e := range entries {
		if latest[e.last.Period] > latest[head[1]] {
			head[1] = e.last.Period
		}
	}
	for _, e := range entries {
		if e.first == nil || e.last.Period != head[1] {
			continue
		}
		if span := [2]model.Period{e.first.Period, head[1]}; spans[span] > spans[head] {
			head = span
		}
	}
	p := &Profile{Heading: []string{"人口与背景"}}
	peers := len(r.a.Counties)
	t := Table{Caption: "背景指标", Class: "profile", Wide: true, Header: []Column{{"指标", ""}}}
	early := !head[0].IsZero() || slices.ContainsFunc(entries, func(e entry) bool { return e.first != nil })
	early0 := "此前"
	if !head[0].IsZero() {
		early0 = head[0].Label()
	}
	if early {
		t.Header = append(t.Header, Column{early0, "num opt"})
	}
	t.Header = append(t.Header, Column{head[1].Label(), "num"})
	if early {
		t.Header = append(t.Header, Column{"变化", "num opt"})
	}
	ranked := r.counties[c.Code] && peers > 1
	if ranked {
		t.Header = append(t.Header, Column{fmt.Sprintf("%d%s中的位置，低→高", peers, countyCounter), ""}, Column{"由高到低", "num"})
	}
	demo, real := 0, 0
	var sources []string
	for _, e := range entries {
		name := Cell{Text: e.in.Name, Href: s.to(route.Indicator(e.in.ID)), Head: true}
		last := num(wording.TableQuantity(e.last.Value.Rat(), e.in))
		last.Class = "num strong"
		if e.last.Period != head[1] {
			last.Sub = e.last.Period.Label()
		}
		if e.last.Demonstration {
			demo++
			last.Mark = "演"
		} else {
			real++
		}
		row := Row{Cells: []Cell{name}}
		if early {
			before, change := Cell{Text: "—", Class: "num opt na"}, Cell{Text: "—", Class: "num opt na"}
			if e.first != nil {
				before = Cell{Text: wording.TableQuantity(e.first.Value.Rat(), e.in), Class: "num opt"}
				if e.first.Period != head[0] {
					before.Sub = e.first.Period.Label()
				}
				row.Cells[0].Sub = ""
				change = Cell{Text: changeText(e.first, e.last, e.in), Class: "num opt"}
			}
			row.Cells = append(row.Cells, before, last, change)
		} else {
			row.Cells = append(row.Cells, last)
		}
		if ranked {
			strip, place := r.strip(e.in, c, e.last)
			row.Cells = append(row.Cells, Cell{Strip: strip, Class: "strip"}, Cell{Text: place, Class: "num rank"})
		}
		for _, id := range e.last.Sources {
			if src := r.plan.Source(id); src != nil && !slices.Contains(sources, src.Name) {
				sources = append(sources, src.Name)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case demo > 0 && real > 0:
		t.Tag = s.partTag(figure.Mixed)
	case demo > 0:
		t.Tag = s.tag(true)
		for i := range t.Rows {
			for j := range t.Rows[i].Cells {
				t.Rows[i].Cells[j].Mark = ""
			}
		}
	default:
		t.Real = "非演示数据"
	}
	notes := []string{}
	if ranked {
		notes = append(notes, "大圆点为"+c.ShortName+"，小圆点为其他县（区），竖线为"+r.home.ShortName)
	}
	if demo > 0 && real > 0 {
		notes = append(notes, "“演”为"+wording.DemonstrationMark)
	}
	p.Note = sourceLine(sources, notes)
	p.Table = t
	// The heading says how the first background figure moved.
	if e := entries[0]; e.first != nil {
		delta := new(big.Rat).Sub(e.last.Value.Rat(), e.first.Value.Rat())
		verb := map[int]string{1: "增加", -1: "减少", 0: ""}[delta.Sign()]
		if verb != "" {
			p.Heading = []string{fmt.Sprintf("%s至%s，", e.first.Period.Label(), e.last.Period.Label()),
				e.in.Name + verb, strings.TrimLeft(amount(delta.Abs(delta), e.in), "+")}
		}
	}
	return p
}

// amount is a difference in running text, without its sign.
func amount(delta *big.Rat, in *model.Indicator) string {
	if in.Percent() {
		return strings.TrimPrefix(wording.Difference(delta, in), "+")
	}
	return wording.Quantity(delta, in)
}

// changeText is a difference in points for percentages, in per cent for counts.
func changeText(from, to *analysis.Point, in *model.Indicator) string {
	delta := new(big.Rat).Sub(to.Value.Rat(), from.Value.Rat())
	base := from.Value.Rat()
	if in.Kind == model.Rate || base.Sign() <= 0 {
		return wording.Difference(delta, in)
	}
	hundred := big.NewRat(100, 1)
	return wording.Signed(delta.Mul(delta, hundred).Quo(delta, base), 1) + "%"
}

// strip places a region among the counties that have a figure for the same period.
func (r *renderer) strip(in *model.Indicator, me *model.Region, own *analysis.Point) (*Strip, string) {
	v := own.Value.Float()
	values := map[string]float64{}
	low, high := v, v
	place, n := 1, 0
	for _, c := range r.a.Counties {
		at := r.a.Series(in.ID, c.Code).At(own.Period)
		if at == nil {
			continue
		}
		n++
		f := at.Value.Float()
		values[c.Code] = f
		low, high = min(low, f), max(high, f)
		if c != me && at.Value.Cmp(own.Value) > 0 {
			place++
		}
	}
	if n < 2 {
		return nil, "—"
	}
	at := func(f float64) string {
		if high == low {
			return "50%"
		}
		return fmt.Sprintf("%.1f%%", 4+92*(f-low)/(high-low))
	}
	st := &Strip{Own: at(v), Label: fmt.Sprintf("%d%s中由高到低第%d位", n, countyCounter, place)}
	for _, c := range r.a.Counties {
		if f, ok := values[c.Code]; ok && c != me {
			st.Others = append(st.Others, at(f))
		}
	}
	// A count of the whole city stands off the scale of its parts; a rate is among them.
	if in.Kind == model.Rate {
		if h := r.a.Series(in.ID, r.home.Code).At(own.Period); h != nil {
			if f := h.Value.Float(); f >= low && f <= high {
				st.Home = at(f)
			}
		}
	}
	return st, fmt.Sprintf("第%d位", place)
}

// Strip places one region among its peers on a line from the lowest to the highest value.
type Strip struct {
	Label  string
	Home   string // the plan's own region, for rates only
	Others []string
	Own    string
}
