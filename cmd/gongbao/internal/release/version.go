package release

import (
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
)

// Change is what a release did to the data, and with it the part of the version that goes up.
type Change uint8

const (
	Patch Change = iota // figures were revised, each with its reason, or nothing changed at all
	Minor               // periods or rows were added
	Major               // a column went, or a column or an indicator means something else
)

// meaning are the columns of indicators.csv that say what a figure is. Another text there is another data set.
var meaning = []string{"value_unit", "direction", "kind", "aggregation", "numerator", "denominator", "definition"}

// Versions numbers the releases of a plan, by id: 1.0.0 for the first, then by what each one changed. A published release
// keeps its number. That a column or an indicator has come to mean something else shows only against the published tables:
// tables gives those of the plan as it is now.
func (a *Archive) Versions(p *model.Plan, tables func() []*dataset.Table) (map[string]string, error) {
	added := map[string]bool{}
	seen := map[[4]string]bool{}
	order := slices.Clone(p.Releases)
	byRelease := map[string][]*model.Observation{}
	for i := range p.Observations {
		o := &p.Observations[i]
		byRelease[o.Release] = append(byRelease[o.Release], o)
	}
	for _, r := range order {
		for _, o := range byRelease[r.ID] {
			if k := [4]string{o.Indicator, o.Region, o.Period.String(), o.Source}; !seen[k] {
				seen[k], added[r.ID] = true, true
			}
		}
	}
	versions := map[string]string{}
	var number [3]int
	for i, r := range order {
		if v := a.Version(r.ID); v != "" {
			if _, err := fmt.Sscanf(v, "%d.%d.%d", &number[0], &number[1], &number[2]); err == nil {
				versions[r.ID] = v
				continue
			}
		}
		change := Patch
		if added[r.ID] {
			change = Minor
		}
		if i > 0 && a.Has(order[i-1].ID) {
			broken, err := a.breaks(order[i-1].ID, tables())
			if err != nil {
				return nil, err
			}
			if broken {
				change = Major
			}
		}
		switch {
		case number == [3]int{}:
			number = [3]int{1, 0, 0}
		case change == Major:
			number = [3]int{number[0] + 1, 0, 0}
		case change == Minor:
			number = [3]int{number[0], number[1] + 1, 0}
		default:
			number[2]++
		}
		versions[r.ID] = fmt.Sprintf("%d.%d.%d", number[0], number[1], number[2])
	}
	return versions, nil
}

// breaks reports whether who reads a published release by its columns and indicators would misread these tables.
func (a *Archive) breaks(id string, tables []*dataset.Table) (bool, error) {
	p := a.packages[id]
	for i := range p.Resources {
		r := &p.Resources[i]
		now := named(tables, r.Name)
		if now == nil && r.Name == catalogue.Acknowledgements {
			continue // there are none any more
		}
		if now == nil {
			return true, nil
		}
		for _, f := range r.TableSchema.Fields {
			if at := now.Column(f.Name); at < 0 || now.Fields[at].Type != f.Type {
				return true, nil
			}
		}
		if r.Name != "indicators" {
			continue
		}
		was, err := a.table(id, r)
		if err != nil {
			return false, err
		}
		c := comparison{resource: r, columns: append([]string{"indicator_id"}, meaning...)}
		for _, d := range c.run(was, now) {
			if d.Row > 0 { // an indicator is new: nothing that was published changes
				return true, nil
			}
		}
	}
	return false, nil
}
