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
)

// Profile is the background of a place: figures without a target.
type Profile struct {
	Heading []string
	Table   Table
	Rest    Table // folded; no rows where all of it is in Table
	Note    string
}

// profileRows is how much of the background is open; a rest of a row or two is not worth folding.
const profileRows = 6

// profileEntry is a background figure of a region: the latest, and the one that it is compared with.
type profileEntry struct {
	in          *model.Indicator
	first, last *analysis.Point // first is nil where there is only one
}

func (s *Shell) profile(c *model.Region) *Profile {
	r := s.r
	entries := r.profileEntries(c)
	if len(entries) == 0 {
		return nil
	}
	early, late := profilePeriods(entries)
	p := &Profile{Heading: []string{s.say.Text("county.profile.heading")}}
	t := Table{Caption: s.say.Text("county.profile.caption"), Class: "profile", Wide: true, Header: []Column{{s.say.Text("parts.column.indicator"), ""}}}
	compared := slices.ContainsFunc(entries, func(e profileEntry) bool { return e.first != nil })
	if compared {
		t.Header = append(t.Header, Column{s.say.Period(early), "num opt"})
	}
	t.Header = append(t.Header, Column{s.say.Period(late), "num"})
	if compared {
		t.Header = append(t.Header, Column{s.say.Text("county.profile.change"), "num opt"})
	}
	peers := len(r.a.Counties)
	ranked := r.counties[c.Code] && peers > 1
	if ranked {
		t.Header = append(t.Header, Column{s.say.Text("county.profile.among", "Regions", r.peerCount(peers)), ""}, Column{s.say.Text("county.profile.rank"), "num"})
	}
	demo, real := 0, 0
	count := func(points ...*analysis.Point) {
		for _, p := range points {
			if p.Demonstration {
				demo++
			} else {
				real++
			}
		}
	}
	var sources []string
	cite := func(point *analysis.Point) {
		for _, id := range point.Sources {
			if src := r.plan.Source(id); src != nil && !slices.Contains(sources, src.Name) {
				sources = append(sources, src.Name)
			}
		}
	}
	for _, e := range entries {
		last := Cell{Text: s.say.TableQuantity(e.last.Value.Rat(), e.in), Class: "num strong", Mark: s.demonstrationMark(e.last), Of: observationCell(e.in.ID, c.Code, e.last.Period)}
		if e.last.Period != late {
			last.Sub = s.say.Period(e.last.Period)
		}
		count(e.last)
		cite(e.last)
		row := Row{Cells: []Cell{{Text: e.in.Name, Href: s.to(route.Indicator(e.in.ID)), Head: true}}}
		if !compared {
			row.Cells = append(row.Cells, last)
		} else {
			before, change := Cell{Text: "—", Class: "num opt na"}, Cell{Text: "—", Class: "num opt na"}
			if e.first != nil {
				count(e.first)
				cite(e.first)
				change = Cell{Text: s.changeText(e.first, e.last, e.in), Class: "num opt"}
				if e.first.Period == early {
					before = Cell{Text: s.say.TableQuantity(e.first.Value.Rat(), e.in), Class: "num opt", Mark: s.demonstrationMark(e.first), Of: observationCell(e.in.ID, c.Code, e.first.Period)}
				} else {
					// A figure of another time does not stand below the column's.
					change.Sub = s.say.Text("county.profile.against", "When", s.say.Period(e.first.Period))
				}
				if e.first.Demonstration || e.last.Demonstration {
					change.Mark = s.say.Text("parts.demonstration-character")
				}
			}
			row.Cells = append(row.Cells, before, last, change)
		}
		if ranked {
			strip, place := r.strip(e.in, c, e.last)
			row.Cells = append(row.Cells, Cell{Strip: strip, Class: "strip"}, Cell{Text: place, Class: "num rank"})
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
		t.Real = s.say.Text("county.profile.real")
	}
	var notes []string
	if ranked {
		notes = append(notes, s.say.Text("county.profile.dots", "Name", c.Label(), "Peers", r.peers, "Home", r.a.Place(r.home)))
	}
	if demo > 0 && real > 0 {
		notes = append(notes, s.demonstrationNote())
	}
	if zones := r.zoneNames(); zones != "" && r.counties[c.Code] {
		notes = append(notes, s.say.Text("county.profile.zones", "Zones", zones, "Peers", r.peers))
	}
	p.Note = s.r.sourceLine(sources, notes)
	p.Table = t
	if len(t.Rows) > profileRows+2 {
		p.Rest = t
		p.Rest.Caption, p.Rest.CaptionHidden = s.say.Text("county.profile.rest-caption"), true
		p.Table.Rows, p.Rest.Rows = t.Rows[:profileRows], t.Rows[profileRows:]
	}
	// The heading says how the first published figure moved.
	for _, e := range entries {
		if e.first == nil || e.first.Demonstration || e.last.Demonstration {
			continue
		}
		delta := new(big.Rat).Sub(e.last.Value.Rat(), e.first.Value.Rat())
		moved := map[int]string{1: "county.profile.grew", -1: "county.profile.shrank"}[delta.Sign()]
		if moved != "" {
			p.Heading = titleLines(s.say.Text(moved, "From", s.say.Period(e.first.Period), "To", s.say.Period(e.last.Period),
				"Indicator", e.in.Name, "Amount", s.amount(delta.Abs(delta), e.in)))
		}
		break
	}
	return p
}

// profileEntries are the background figures of a region: what was published, then what was made up, each in the order of
// the table.
func (r *renderer) profileEntries(c *model.Region) []profileEntry {
	var published, invented []profileEntry
	for _, in := range r.a.Background() {
		series := r.a.Series(in.ID, c.Code)
		last := series.Last()
		if last == nil {
			continue
		}
		e := profileEntry{in: in, first: &series.Points[0], last: last}
		if e.first.Period == e.last.Period {
			e.first = nil
		}
		if last.Demonstration {
			invented = append(invented, e)
		} else {
			published = append(published, e)
		}
	}
	return slices.Concat(published, invented)
}

// profilePeriods are the two that most rows have; they head the columns, and a row with others says so itself.
func profilePeriods(entries []profileEntry) (early, late model.Period) {
	latest, firsts := map[model.Period]int{}, map[model.Period]int{}
	for _, e := range entries {
		if latest[e.last.Period]++; latest[e.last.Period] > latest[late] {
			late = e.last.Period
		}
	}
	for _, e := range entries {
		if e.first == nil {
			continue
		}
		if firsts[e.first.Period]++; firsts[e.first.Period] > firsts[early] {
			early = e.first.Period
		}
	}
	return early, late
}

// demonstrationMark is one character beside a single figure among published ones.
func (s *Shell) demonstrationMark(point *analysis.Point) string {
	if point.Demonstration {
		return s.say.Text("parts.demonstration-character")
	}
	return ""
}

func (s *Shell) demonstrationNote() string {
	return s.say.Text("parts.demonstration-note", "Mark", s.say.Text("parts.demonstration-character"), "Means", s.say.Demonstration())
}

// zoneNames lists the zones, which the tables do not count apart.
func (r *renderer) zoneNames() string {
	var names []string
	for _, z := range r.a.Zones {
		names = append(names, z.Name)
	}
	return r.say.All(names)
}

// amount is a difference in running text, without its sign.
func (s *Shell) amount(delta *big.Rat, in *model.Indicator) string {
	if in.Percent() {
		return strings.TrimPrefix(s.say.Difference(delta, in), "+")
	}
	return s.say.Quantity(delta, in)
}

// changeText is a difference in points for percentages, in per cent for counts.
func (s *Shell) changeText(from, to *analysis.Point, in *model.Indicator) string {
	delta := new(big.Rat).Sub(to.Value.Rat(), from.Value.Rat())
	base := from.Value.Rat()
	if in.Kind == model.Rate || base.Sign() <= 0 {
		return s.say.Difference(delta, in)
	}
	hundred := big.NewRat(100, 1)
	return s.say.Signed(delta.Mul(delta, hundred).Quo(delta, base), 1) + "%"
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
	st := &Strip{Own: at(v), Label: r.say.Text("county.profile.strip", "Regions", r.peerCount(n), "Place", place)}
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
	return st, r.say.Text("county.place", "Place", place)
}

// Strip places one region among its peers on a line from the lowest to the highest value.
type Strip struct {
	Label  string
	Home   string // the plan's own region, for rates only
	Others []string
	Own    string
}
