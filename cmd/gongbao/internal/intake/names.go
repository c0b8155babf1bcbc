package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/workbook"
)

// names finds what a table calls by name or by code. A name counts only as a whole; blanks in it and the width of its
// brackets and letters do not.
type names struct {
	plan       *model.Plan
	indicators map[string][]*model.Indicator
	regions    map[string][]*model.Region
	sources    map[string][]string
	statuses   map[string]string
}

func newNames(p *model.Plan) *names {
	n := &names{plan: p, indicators: map[string][]*model.Indicator{}, regions: map[string][]*model.Region{}, sources: map[string][]string{}, statuses: map[string]string{}}
	for i := range p.Indicators {
		in := &p.Indicators[i]
		for _, name := range []string{in.ID, in.Name} {
			add(n.indicators, name, in)
		}
	}
	for i := range p.Regions {
		r := &p.Regions[i]
		for _, name := range []string{r.Code, r.Name, r.ShortName} {
			add(n.regions, name, r)
		}
	}
	// 全市 in a city's plan is the city, unless the table of regions says otherwise.
	if home := p.Home(); home != nil {
		for level, name := range map[model.Level]string{model.Nation: "全国", model.Province: "全省", model.City: "全市", model.County: "全县"} {
			if home.Level == level && n.regions[name] == nil {
				add(n.regions, name, home)
			}
		}
	}
	for _, s := range p.Sources {
		add(n.sources, s.ID, s.ID)
		add(n.sources, s.Name, s.ID)
		add(n.sources, s.ID+s.Name, s.ID)
	}
	for _, c := range p.ObsStatus {
		for _, name := range []string{c.Code, c.Name, c.Code + c.Name} {
			n.statuses[squeeze(name)] = c.Code
		}
	}
	return n
}

func add[T comparable](m map[string][]T, name string, v T) {
	if name = squeeze(name); name != "" && !slices.Contains(m[name], v) {
		m[name] = append(m[name], v)
	}
}

// squeeze is a name without blanks, line ends and what cannot be seen, in half-width letters.
func squeeze(s string) string {
	return load.HalfWidth(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r >= 0x200b && r <= 0x200f || r == 0xfeff {
			return -1
		}
		return r
	}, s))
}

// unitBehind splits 户籍人口（万人） and 户籍人口/万人.
var unitBehind = regexp.MustCompile(`^(.+?)(?:\((?:单位:)?([^()]+)\)|[/:,、](?:单位:)?([^/:,、()]+))$`)

// indicator finds an indicator by its code or name; unit is what stands behind the name as its unit. More than one means
// that the name is not enough.
func (n *names) indicator(text string) (found []*model.Indicator, unit string) {
	name := squeeze(text)
	if found := n.indicators[name]; found != nil {
		return found, ""
	}
	if m := unitBehind.FindStringSubmatch(name); m != nil {
		return n.indicators[m[1]], m[2] + m[3]
	}
	return nil, ""
}

// region finds a region by its code or name. Of two with one name the one that existed in the period is meant; the zero
// period decides nothing.
func (n *names) region(text string, p model.Period) []*model.Region {
	found := n.regions[squeeze(text)]
	if len(found) < 2 || p.IsZero() {
		return found
	}
	var there []*model.Region
	for _, r := range found {
		if r.ValidIn(p) {
			there = append(there, r)
		}
	}
	if len(there) == 1 {
		return there
	}
	return found
}

// period reads a period as tables write it, or the zero one. A cell that a spreadsheet program made a day of stands for its
// month if it is the first one.
func (n *names) period(v workbook.Value) model.Period {
	text := squeeze(v.Text)
	if p, err := model.ParsePeriod(text); err == nil {
		return p
	}
	p, err := model.ParsePeriod(load.LikelyPeriod(text))
	if err != nil {
		return model.Period{}
	}
	return p
}

// source finds a source by its id or name, or by both as forms write it.
func (n *names) source(text string) (string, bool) {
	if ids := n.sources[squeeze(text)]; len(ids) == 1 {
		return ids[0], true
	}
	return "", false
}

// status finds a status likewise. A plan without the table takes any code.
func (n *names) status(text string) (string, bool) {
	code, ok := n.statuses[squeeze(text)]
	return code, ok
}
