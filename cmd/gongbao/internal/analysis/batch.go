package analysis

import "gongbao/cmd/gongbao/internal/model"

// Batch is what one release brought.
type Batch struct {
	Release *model.Release
	Added   []Addition // by indicator, in the table's order
	// Revised are the figures that the release replaced, a withdrawn and a late one included: Old or New may have no value.
	Revised []Revision
	// Repeated counts the rows that only repeat their figure, to drop the mark 初步数 for instance.
	Repeated int
}

// Addition is an indicator's new figures in a release: those of cells for which the same source had given none.
type Addition struct {
	Indicator     *model.Indicator
	Figures       int
	Regions       int
	From, Through model.Period
	Demonstration bool // at least one figure is
}

// history is what each public release brought, in the order of the releases.
func (a *Assessment) history() []Batch {
	p := a.Plan
	batches := make([]Batch, len(p.Releases))
	at := map[string]*Batch{}
	for i := range p.Releases {
		batches[i].Release = &p.Releases[i]
		at[p.Releases[i].ID] = &batches[i]
	}
	for _, rev := range Revised(p) {
		if b := at[rev.New.Release]; b != nil {
			b.Revised = append(b.Revised, rev)
		}
	}
	for i := range p.Indicators {
		in := &p.Indicators[i]
		added := map[*Batch]*Addition{}
		for j := range p.Regions {
			region := &p.Regions[j]
			here := map[*Batch]bool{}
			for _, cell := range p.Series(in.ID, region.Code) {
				newest := map[string]model.Observation{} // the last row before, by source
				for _, o := range cell.Rows {
					old, known := newest[o.Source]
					newest[o.Source] = o
					b := at[o.Release]
					switch {
					case b == nil:
					case known && revised(&old, &o):
						// among those above
					case known:
						b.Repeated++
					case o.Value != nil:
						add := added[b]
						if add == nil {
							add = &Addition{Indicator: in, From: o.Period, Through: o.Period}
							added[b] = add
						}
						add.Figures++
						if !here[b] {
							here[b] = true
							add.Regions++
						}
						if o.Period.Compare(add.From) < 0 {
							add.From = o.Period
						}
						if o.Period.Compare(add.Through) > 0 {
							add.Through = o.Period
						}
						add.Demonstration = add.Demonstration || p.Invented(o.Source)
					}
				}
			}
		}
		for k := range batches {
			if add := added[&batches[k]]; add != nil {
				batches[k].Added = append(batches[k].Added, *add)
			}
		}
	}
	return batches
}
