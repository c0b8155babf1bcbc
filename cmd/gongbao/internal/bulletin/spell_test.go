package bulletin

import (
	"bytes"
	"slices"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/fingerprint"
	"gongbao/cmd/gongbao/internal/model"
)

// spelling is what a bulletin says in a setting.
func spelling(t *testing.T, b *Batch, issue Issue, s Subject, way setting) string {
	e, err := b.edition(issue, s)
	if err != nil {
		t.Fatal(err)
	}
	e.setting = way
	e.write()
	var text bytes.Buffer
	if err := fingerprint.Write(&text, languages, e.blocks); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// A bulletin that is spelt the same after some figure has changed is the same file; one that is another file is spelt
// differently.
func TestSpell(t *testing.T) {
	w, err := readReal()
	if err != nil {
		t.Fatal(err)
	}
	release := &w.plan.Releases[slices.IndexFunc(w.plan.Releases, func(r model.Release) bool { return r.ID == realReleases[0] })]
	issue := Issue{Release: release.ID, Title: release.Title, Date: release.PublishedAt, Number: 1}
	type made struct{ spelt, file string }
	all := func(p *model.Plan) map[Subject]made {
		a := analysis.Assess(p.Public(release.PublishedAt), analysis.Options{Tolerance: w.conf.Tolerance})
		b := NewBatch(fonts(t), a, w.conf)
		list := map[Subject]made{}
		for _, s := range Subjects(a) {
			var spelt, file bytes.Buffer
			if err := b.Spell(&spelt, issue, s); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Write(&file, issue, s); err != nil {
				t.Fatal(err)
			}
			list[s] = made{spelt.String(), file.String()}
			if s.Kind != OfCity && spelling(t, b, issue, s, settings[0]) != spelling(t, b, issue, s, setting{tableFirst: true}) {
				t.Errorf("%s: what is said depends on the setting", s)
			}
		}
		return list
	}
	before := all(w.plan)
	same, other := 0, 0
	rows := w.plan.Observations
	for at := 7; at < len(rows); at += len(rows) / 6 {
		i := at
		for i < len(rows)-1 && (rows[i].Release > release.ID || rows[i].Value == nil || w.plan.RegionOf(rows[i].Region).Level == model.Nation) {
			i++
		}
		changed := *w.plan
		changed.Observations = slices.Clone(rows)
		value := num(rows[i].Value.String() + "7")
		changed.Observations[i].Value = &value
		for s, m := range all(model.NewPlan(changed)) {
			was := before[s]
			if (m.spelt == was.spelt) != (m.file == was.file) && m.spelt == was.spelt {
				t.Errorf("%s: %s of %s in %s changed the file and is not spelt", s, rows[i].Indicator, rows[i].Period, rows[i].Region)
			}
			if m.spelt == was.spelt {
				same++
			} else {
				other++
			}
		}
	}
	if same == 0 || other == 0 {
		t.Errorf("%d bulletins stayed as they were and %d changed", same, other)
	}
	t.Logf("%d bulletins stayed as they were and %d changed", same, other)
}
