package site

import (
	"strings"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// Tiles is the schematic map: a square a region, where the region table puts it.
type Tiles struct {
	Title, Subtitle, Tag, Label string
	Width, Height               int
	Tiles                       []Tile
}

// Tile is a square. Status is nil for a region that is not tabulated.
type Tile struct {
	Name, Value, Href string
	Of                string // the cell of the published tables that holds the value
	Status            *Status
	X, Y              int
	TextX             int
	NameY, ValueY     int
	MarkX, MarkY      int
}

const tileStep = 84 // 80 units and a gap of 4

// tiles draws the first headline indicator by its status in each county; nil where the table gives no places.
func (s *Shell) tiles() *Tiles {
	goals := s.r.plan.Headlines()
	if len(goals) == 0 {
		return nil
	}
	return s.tilesOf(s.r.plan.Indicator(goals[0].Indicator), goals[0].Kind)
}

// tilesOf draws an indicator by the status of its target in each county.
func (s *Shell) tilesOf(in *model.Indicator, kind model.TargetKind) *Tiles {
	m := &Tiles{Title: in.Name}
	demonstration := false
	var said []string
	place := func(c *model.Region) (Tile, bool) {
		if c.TileCol < 1 || c.TileRow < 1 {
			return Tile{}, false
		}
		t := Tile{Name: shorten(c.Label(), 4), Href: s.to(route.County(c.Code)), X: (c.TileCol - 1) * tileStep, Y: (c.TileRow - 1) * tileStep}
		t.TextX, t.NameY, t.ValueY, t.MarkX, t.MarkY = t.X+9, t.Y+22, t.Y+69, t.X+60, t.Y+58
		m.Width, m.Height = max(m.Width, t.X+80), max(m.Height, t.Y+80)
		return t, true
	}
	var period model.Period
	for _, c := range s.r.a.Counties {
		t, ok := place(c)
		if !ok {
			continue
		}
		res := s.r.resultOf(in.ID, c.Code, kind)
		t.Status, t.Value = s.r.status(res.Status), "—"
		t.Of = resultCell(&res, "value")
		if res.Value != nil {
			t.Value = s.tileText(s.say.TargetParts(res.Value.Rat(), in, res.Kind()))
			period = res.Period
		}
		demonstration = demonstration || res.Demonstration
		said = append(said, s.say.Text("matrix.tiles.tile", "Name", c.Label(), "Value", t.Value, "Status", res.Status.In(s.say)))
		m.Tiles = append(m.Tiles, t)
	}
	if len(m.Tiles) == 0 {
		return nil
	}
	for _, z := range s.r.a.Zones {
		if t, ok := place(z); ok {
			t.Value = s.r.unlisted()
			m.Tiles = append(m.Tiles, t)
			said = append(said, s.say.Text("matrix.tiles.zone", "Name", z.Label()))
		}
	}
	m.Label = s.say.Text("matrix.tiles.label", "Tiles", strings.Join(said, s.say.Text("parts.semicolon")))
	m.Subtitle = in.ValueUnit
	if !period.IsZero() {
		m.Subtitle = s.say.When(in, period) + " · " + in.ValueUnit
	}
	m.Tag = s.tag(demonstration)
	return m
}

// tileText is a figure with its unit as far as a square has room for it; the subtitle names the unit too. Of a large count
// the power of ten stays.
func (s *Shell) tileText(figure, unit string) string {
	if len(figure)+2*utf8.RuneCountInString(unit) <= 9 {
		return s.say.WithUnit(figure, unit)
	}
	for _, power := range []string{"万", "亿", "million", "billion"} {
		if strings.HasPrefix(unit, power) {
			return s.say.WithUnit(figure, power)
		}
	}
	return figure
}

// shorten cuts a name for a place with room for n characters.
func shorten(name string, n int) string {
	runes := []rune(name)
	if len(runes) <= n {
		return name
	}
	return string(runes[:n-1]) + "…"
}

// resultOf is the assessment of one kind of target; where the region has none of that kind, the first there is.
func (r *renderer) resultOf(indicator, region string, kind model.TargetKind) analysis.Result {
	results := r.a.Results(indicator, region)
	for _, res := range results {
		if res.Target != nil && res.Target.Kind == kind {
			return res
		}
	}
	if len(results) > 0 {
		return results[0]
	}
	return analysis.Result{Indicator: r.plan.Indicator(indicator), Region: r.plan.RegionOf(region), Reason: analysis.NoTarget}
}
