package site

import (
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/digest"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/route"
)

// What a page is made of, so that a build after one changed cell makes the pages that show it and no others. A page that reads
// something new from the assessment has to name it in its key here; TestRebuild of package build changes cells and holds the
// rebuilt tree against a whole build. Pages without a key, those of which there is one each, are made by every build.

// keys are what the keys of pages are put together from.
type keys struct {
	*digest.Digest
	r      *renderer
	ground output.Key
	made   map[string]output.Key // of pages, by path
	family map[string][]string   // the indicators that are computed from one another or belong to one measure
}

// newKeys is nil where there is no ground.
func newKeys(r *renderer) *keys {
	if r.in.Ground == (output.Key{}) {
		return nil
	}
	k := &keys{Digest: digest.Of(r.a), r: r, made: map[string]output.Key{}, family: map[string][]string{}}
	h := output.NewKey("edition").Key(k.Ground(r.in.Ground)).Text(string(r.in.Tree))
	if r.in.Signed {
		h.Text("signed")
	}
	if r.exists(route.Feed) {
		h.Text("feed")
	}
	k.ground = h.Sum()
	for i := range r.plan.Indicators {
		in := &r.plan.Indicators[i]
		for j := range r.plan.Indicators {
			o := &r.plan.Indicators[j]
			if o == in || o.ID == in.Numerator || o.ID == in.Denominator || o.Numerator == in.ID || o.Denominator == in.ID ||
				o.Measure != "" && o.Measure == in.Measure {
				k.family[in.ID] = append(k.family[in.ID], o.ID)
			}
		}
	}
	return k
}

func ofCountyMeasure(c *model.Region, m *model.Measure) func(*keys, *output.KeyHash) {
	return func(k *keys, h *output.KeyHash) { k.Measure(h, m, c.Code) }
}

// ofMeasure is the measure everywhere.
func ofMeasure(m *model.Measure) func(*keys, *output.KeyHash) {
	return func(k *keys, h *output.KeyHash) {
		for _, id := range m.Indicators {
			h.Key(k.Whole(id))
		}
		for _, region := range append(slices.Clone(k.r.a.Counties), k.r.home) {
			k.Measure(h, m, region.Code)
		}
	}
}

// ofIndicator is the indicator, those that it is computed from and those beside it, everywhere.
func ofIndicator(in *model.Indicator) func(*keys, *output.KeyHash) {
	return func(k *keys, h *output.KeyHash) {
		for _, id := range k.family[in.ID] {
			h.Key(k.Whole(id))
		}
	}
}

// ofCounty is everything in the county and what it is compared with: the goals' and the background indicators' figures
// everywhere, its places, how those of its size stand.
func ofCounty(c *model.Region) func(*keys, *output.KeyHash) {
	return func(k *keys, h *output.KeyHash) {
		r := k.r
		for i := range r.plan.Indicators {
			in := &r.plan.Indicators[i]
			h.Key(k.Cell(in.ID, c.Code))
			if in.Headline {
				h.Key(k.Whole(in.ID))
			}
		}
		for _, in := range r.a.Background() {
			h.Key(k.Whole(in.ID))
		}
		for i := range r.plan.Measures {
			m := &r.plan.Measures[i]
			k.Measure(h, m, c.Code)
			for _, id := range m.Indicators {
				for _, t := range r.plan.TargetsFor(id, c.Code) {
					h.Number(r.places[rankKey{id, t.Kind}][c.Code])
				}
			}
		}
		if _, _, near := r.a.Similar(c.Code, neighbours); len(near) > 0 && len(r.a.Counties)-1 >= fewPeers {
			for _, x := range near {
				h.Text(x.Region.Code).Number(tallyCount(r.a.Tally(x.Region.Code), analysis.SlightlyBehind, analysis.Behind))
			}
		}
		for i := range r.in.Bulletins {
			if b := &r.in.Bulletins[i]; b.Subject == c.Code {
				h.Text(b.Path).Number(int(b.Size)).Number(b.Pages).Number(b.Number)
			}
		}
		for _, format := range []string{"csv", "json"} {
			n, _ := r.fileSize(route.County(c.Code) + "index." + format)
			h.Number(int(n))
		}
	}
}

// recall puts what an earlier build has made into the tree and gives back the pages that are to be made, in a part of a tree
// those of its own that can be recalled by the whole.
func (k *keys) recall(t *output.Tree, pages []page) []page {
	if k == nil {
		return pages
	}
	made := make([]output.Key, len(pages))
	parallel.Each(len(pages), func(i int) {
		if p := pages[i]; p.key != nil && t.Mine(p.path) {
			h := output.NewKey("page").Key(k.ground).Text(p.theme).Text(p.path)
			p.key(k, h)
			made[i] = h.Sum()
		}
	})
	for i, p := range pages {
		k.made[p.path] = made[i]
	}
	return slices.DeleteFunc(pages, func(p page) bool {
		if p.key == nil {
			return t.Partial()
		}
		if !t.Mine(p.path) {
			return true
		}
		_, recalled := t.Recall(k.made[p.path])
		return recalled
	})
}

// remember notes what was made for the keys of pages.
func (k *keys) remember(t *output.Tree, pages []page) {
	if k == nil {
		return
	}
	for _, p := range pages {
		if p.key == nil {
			continue
		}
		files := []string{route.File(k.r.in.Tree.Path(p.path))}
		for _, f := range k.r.studio.beside[p.path] {
			if f = k.r.in.Tree.Path(f); !slices.Contains(files, f) {
				if _, made := t.File(f); made {
					files = append(files, f)
				}
			}
		}
		t.Remember(k.made[p.path], nil, files)
	}
}
