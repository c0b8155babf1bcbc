// Package digest says in keys what pages and bulletins show of an assessment: an indicator in a region or everywhere, a measure
// in a region. Equal keys mean equal rows, equal computed figures and equal results, so that what was made of them need not be
// made again.
package digest

import (
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
)

// Digest holds the keys of an assessment. It is safe for concurrent use.
type Digest struct {
	a     *analysis.Assessment
	peers map[string]bool
	cells map[cell]output.Key
	whole map[string]output.Key
}

type cell struct{ id, region string }

// Of reads every row of the assessment's plan once.
func Of(a *analysis.Assessment) *Digest {
	d := &Digest{a: a, peers: map[string]bool{}, cells: map[cell]output.Key{}, whole: map[string]output.Key{}}
	for _, c := range a.Counties {
		d.peers[c.Code] = true
	}
	all := map[string]*output.KeyHash{}
	for i := range a.Plan.Indicators {
		all[a.Plan.Indicators[i].ID] = output.NewKey("indicator").Text(a.Plan.Indicators[i].ID)
	}
	rows := a.Plan.Observations
	for start := 0; start < len(rows); {
		first, end := &rows[start], start+1
		for end < len(rows) && rows[end].Indicator == first.Indicator && rows[end].Region == first.Region {
			end++
		}
		at := cell{first.Indicator, first.Region}
		d.cells[at] = d.cellKey(at, rows[start:end])
		if h := all[first.Indicator]; h != nil {
			h.Text(first.Region).Key(d.cells[at])
		}
		start = end
	}
	regions := slices.Concat(a.Below(), a.Zones)
	if home := a.Plan.Home(); home != nil {
		regions = append(regions, home)
	}
	for id, h := range all {
		for _, region := range regions {
			h.Key(d.Cell(id, region.Code))
		}
		d.whole[id] = h.Sum()
	}
	return d
}

// Whole is the key of an indicator in all regions.
func (d *Digest) Whole(id string) output.Key { return d.whole[id] }

// All is the key of all figures.
func (d *Digest) All() output.Key {
	h := output.NewKey("all")
	for i := range d.a.Plan.Indicators {
		h.Key(d.whole[d.a.Plan.Indicators[i].ID])
	}
	for i := range d.a.Plan.Actions {
		action(h, &d.a.Plan.Actions[i])
	}
	return h.Sum()
}

// Ground is a ground (the program, the tables besides the observations and actions) with what of the figures is part of
// everything: the assessed period, what is public, which regions there are.
func (d *Digest) Ground(ground output.Key) output.Key {
	a, p := d.a, d.a.Plan
	h := output.NewKey("ground").Key(ground).Text(a.Say.Lang()).Text(a.Period.String())
	list := func(n int, text func(i int) string) {
		h.Number(n)
		for i := range n {
			h.Text(text(i))
		}
	}
	list(len(p.Releases), func(i int) string { return p.Releases[i].ID })
	list(len(p.Sources), func(i int) string { return p.Sources[i].ID })
	list(len(a.Counties), func(i int) string { return a.Counties[i].Code })
	list(len(a.Zones), func(i int) string { return a.Zones[i].Code })
	list(len(p.Acknowledgements), func(i int) string {
		k := &p.Acknowledgements[i]
		return k.Indicator + "\x00" + k.Region + "\x00" + k.Period.String() + "\x00" + k.Value
	})
	return h.Sum()
}

// cellKey is an indicator in a region: the table's rows, what is computed, how it is judged.
func (d *Digest) cellKey(at cell, rows []model.Observation) output.Key {
	h := output.NewKey("cell").Text(at.id).Text(at.region).Number(len(rows))
	for i := range rows {
		o := &rows[i]
		h.Text(o.Period.String()).Text(numberText(o.Value)).Text(o.Status).Text(o.Source).Text(o.Release).Text(o.Note)
	}
	if !d.assessed(at.region) {
		return h.Sum()
	}
	for _, p := range d.a.Series(at.id, at.region).Points {
		if !p.Computed {
			continue
		}
		h.Text(p.Period.String()).Text(p.Value.String()).Text(p.Status)
		for _, s := range p.Sources {
			h.Text(s)
		}
		flags := 0
		if p.Demonstration {
			flags |= 1
		}
		if p.Revised {
			flags |= 2
		}
		h.Number(flags)
	}
	for _, res := range d.a.Results(at.id, at.region) {
		h.Number(int(res.Status)).Text(string(res.Reason)).Text(res.Period.String()).Text(res.GapPoints()).Text(numberText(res.Value))
	}
	return h.Sum()
}

func (d *Digest) assessed(region string) bool {
	return region == d.a.Plan.Region || d.peers[region] ||
		slices.ContainsFunc(d.a.Zones, func(z *model.Region) bool { return z.Code == region })
}

func numberText(n *model.Number) string {
	if n == nil {
		return "-"
	}
	return n.String()
}

// Cell is the key of an indicator in a region, whether or not the table has rows of it.
func (d *Digest) Cell(id, region string) output.Key {
	at := cell{id, region}
	if key, known := d.cells[at]; known {
		return key
	}
	return d.cellKey(at, nil)
}

// Measure adds a measure in a region: its indicators and the corrective actions.
func (d *Digest) Measure(h *output.KeyHash, m *model.Measure, region string) {
	for _, id := range m.Indicators {
		h.Key(d.Cell(id, region))
	}
	mr := d.a.Measure(m.ID, region)
	h.Number(int(mr.Status)).Number(len(mr.Actions))
	for i := range mr.Actions {
		action(h, &mr.Actions[i])
	}
}

func action(h *output.KeyHash, a *model.Action) {
	h.Text(a.Region).Text(a.Measure).Text(a.Period.String()).Text(a.Text).Text(a.TextEn).Text(a.Org).Text(a.Deadline.String()).Text(a.Source).Text(a.Release)
}
