package wording

import (
	"cmp"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// Plan is a plan with its names and texts in the language, where the content has them; what it lacks stays Chinese, and a
// page marks it. Everything that is made from it then speaks the language without asking for names. The plan of Chinese is
// the plan itself.
//
// English counts in ones: an indicator in 万人 has its figures times ten thousand and people for its unit, so that 49.43
// becomes 494,300 people.
func (l *Language) Plan(p *model.Plan) *model.Plan {
	if !l.english() {
		return p
	}
	q := *p
	swap := func(name *string, english string) { *name = cmp.Or(english, *name) }

	q.Regions = slices.Clone(p.Regions)
	for i := range q.Regions {
		r := &q.Regions[i]
		r.Native = r.Name
		if r.NameEn != "" {
			r.Name, r.ShortName = r.NameEn, r.NameEn
		}
	}
	q.Orgs = slices.Clone(p.Orgs)
	for i := range q.Orgs {
		swap(&q.Orgs[i].Name, q.Orgs[i].NameEn)
	}
	q.Sources = slices.Clone(p.Sources)
	for i := range q.Sources {
		swap(&q.Sources[i].Name, q.Sources[i].NameEn)
	}
	q.ObsStatus = slices.Clone(p.ObsStatus)
	for i := range q.ObsStatus {
		swap(&q.ObsStatus[i].Name, q.ObsStatus[i].NameEn)
	}
	q.Releases = slices.Clone(p.Releases)
	for i := range q.Releases {
		swap(&q.Releases[i].Title, q.Releases[i].TitleEn)
	}
	q.Actions = slices.Clone(p.Actions)
	for i := range q.Actions {
		swap(&q.Actions[i].Text, q.Actions[i].TextEn)
	}
	q.Measures = slices.Clone(p.Measures)
	for i := range q.Measures {
		m := &q.Measures[i]
		if m.TitleEn != "" {
			m.Title, m.ShortTitle = m.TitleEn, m.ShortTitleEn // a Chinese short title would hide the English title
		}
		swap(&m.ShortTitle, m.ShortTitleEn)
		swap(&m.Group, m.GroupEn)
		if !m.TextEn.IsZero() {
			m.Text = m.TextEn
		}
	}
	q.Sections = slices.Clone(p.Sections)
	for i := range q.Sections {
		s := &q.Sections[i]
		swap(&s.Title, s.TitleEn)
		if !s.TextEn.IsZero() {
			s.Text = s.TextEn
		}
	}
	q.Documents = slices.Clone(p.Documents)
	for i := range q.Documents {
		d := &q.Documents[i]
		swap(&d.Title, d.TitleEn)
		swap(&d.Group, d.GroupEn)
		swap(&d.Summary, d.SummaryEn)
		if !d.TextEn.IsZero() {
			d.Text = d.TextEn
		}
	}
	q.Indicators = slices.Clone(p.Indicators)
	powers := map[string]int{}
	for i := range q.Indicators {
		in := &q.Indicators[i]
		swap(&in.Name, in.NameEn)
		swap(&in.Definition, in.DefinitionEn)
		unit, power := l.unit(in)
		if in.ValueUnit = unit; power > 0 {
			powers[in.ID], in.Decimals = power, max(in.Decimals-power, 0)
		}
	}
	q.Observations, q.Targets = slices.Clone(p.Observations), slices.Clone(p.Targets)
	times := func(n *model.Number, power int) *model.Number {
		if n == nil {
			return nil
		}
		v := n.Times(power)
		return &v
	}
	for i := range q.Observations {
		if o := &q.Observations[i]; powers[o.Indicator] > 0 {
			o.Value = times(o.Value, powers[o.Indicator])
		}
	}
	for i := range q.Targets {
		t := &q.Targets[i]
		power := powers[t.Indicator]
		if power == 0 {
			continue
		}
		t.BaselineValue = times(t.BaselineValue, power)
		t.Milestones = slices.Clone(t.Milestones)
		for j := range t.Milestones {
			t.Milestones[j].Value = t.Milestones[j].Value.Times(power)
		}
	}
	return model.NewPlan(q)
}
