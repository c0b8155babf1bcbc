package feed

import (
	"html"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// most is how many lines an entry lists of a kind; the page has all.
const most = 40

// subject says what the lines of a feed's entries are about.
type subject uint8

const (
	everything   subject = iota // indicators of many regions
	oneRegion                   // its indicators
	oneIndicator                // its regions
)

func (s subject) key(o *model.Observation) string {
	if s == oneIndicator {
		return o.Region
	}
	return o.Indicator
}

// name is what a line is about, without what the whole feed is about.
func (f *feeds) name(s subject, r *model.Region, in *model.Indicator) string {
	switch s {
	case oneRegion:
		return in.Name
	case oneIndicator:
		return f.a.Place(r)
	}
	return f.say.Text("feed.name", "Place", f.a.Place(r), "Indicator", in.Name)
}

// group is what a release added for an indicator or a region.
type group struct {
	newest       *model.Observation
	count        int
	demonstrated int // of them
}

// item is the entry of a release: a sentence that counts, the revisions one by one, and of the new figures the newest of
// each indicator or region. Where figures of both kinds meet, each line of demonstration figures says so.
func (f *feeds) item(release *model.Release, arrival *analysis.Arrival, title, page string, s subject) item {
	var order []string
	groups := map[string]*group{}
	demonstrated := 0
	for _, o := range arrival.Added {
		key := s.key(o)
		g := groups[key]
		if g == nil {
			g = &group{newest: o}
			groups[key] = g
			order = append(order, key)
		}
		if g.count++; o.Period.Compare(g.newest.Period) > 0 {
			g.newest = o
		}
		if f.plan.Invented(o.Source) {
			g.demonstrated++
			demonstrated++
		}
	}
	for i := range arrival.Revised {
		if f.inventedRevision(&arrival.Revised[i]) {
			demonstrated++
		}
	}
	mark := ""
	if demonstrated > 0 && demonstrated < len(arrival.Added)+len(arrival.Revised) {
		mark = f.say.Text("feed.demonstration-line")
	}

	var counts []string
	if n := len(arrival.Added); n > 0 {
		counts = append(counts, f.say.Count("feed.added", n))
	}
	if n := len(arrival.Revised); n > 0 {
		counts = append(counts, f.say.Count("feed.revised", n))
	}
	sentences := []string{f.say.Text("feed.counts", "Counts", strings.Join(counts, f.say.Text("feed.between")))}
	if release.Note != "" {
		sentences = append(sentences, f.say.Text("feed.note", "Note", strings.TrimRight(release.Note, ".\u3002")))
	}
	if demonstrated > 0 {
		sentences = append(sentences, f.demonstration())
	}
	it := item{
		key: "release/" + release.ID, title: title, at: release.PublishedAt, page: page,
		summary: f.say.Sentences(sentences...),
	}

	var b strings.Builder
	b.WriteString("<p>" + html.EscapeString(it.summary) + "</p>")
	list := func(heading string, n int, line func(i int) (text string, invented bool)) {
		if n == 0 {
			return
		}
		b.WriteString("<h3>" + html.EscapeString(heading) + "</h3><ul>")
		for i := range min(n, most) {
			text, invented := line(i)
			if invented {
				text += mark
			}
			b.WriteString("<li>" + html.EscapeString(text) + "</li>")
		}
		if n > most {
			b.WriteString("<li>" + html.EscapeString(f.say.Count("feed.rest", n-most)) + "</li>")
		}
		b.WriteString("</ul>")
	}
	list(f.say.Text("feed.revisions"), len(arrival.Revised), func(i int) (string, bool) {
		v := &arrival.Revised[i]
		return f.revision(v, s), f.inventedRevision(v)
	})
	list(f.say.Text("feed.additions"), len(order), func(i int) (string, bool) {
		g := groups[order[i]]
		return f.addition(g, s), g.demonstrated > 0
	})
	it.body = b.String()
	return it
}

func (f *feeds) inventedRevision(v *analysis.Revision) bool {
	return f.plan.Invented(v.Old.Source) || f.plan.Invented(v.New.Source)
}

// demonstration is the sentence of an entry that holds such figures.
func (f *feeds) demonstration() string {
	return f.say.Text("feed.demonstration", "Mark", f.say.Demonstration())
}

// revision says what a figure was, is, and why it changed.
func (f *feeds) revision(v *analysis.Revision, s subject) string {
	what := []any{"Name", f.name(s, v.Region, v.Indicator), "Period", f.say.Period(v.Period),
		"Old", f.value(&v.Old, v.Indicator), "New", f.value(&v.New, v.Indicator)}
	if v.New.Note == "" {
		return f.say.Text("feed.revision-without-reason", what...)
	}
	return f.say.Text("feed.revision", append(what, "Reason", v.New.Note)...)
}

// addition is the newest figure of an indicator in a region, and how many came with it. In the site's feed, whose lines are
// indicators of many regions, one region's figure would say little.
func (f *feeds) addition(g *group, s subject) string {
	o := g.newest
	in, period := f.plan.Indicator(o.Indicator), f.say.Period(o.Period)
	if s == everything {
		return f.say.Count("feed.addition-everywhere", g.count, "Name", in.Name, "Period", period)
	}
	name, value := f.name(s, f.plan.RegionOf(o.Region), in), f.value(o, in)
	if g.count == 1 {
		return f.say.Text("feed.addition", "Name", name, "Period", period, "Value", value)
	}
	return f.say.Count("feed.additions-of-one", g.count, "Name", name, "Period", period, "Value", value)
}

// value is a figure in full: 万 would round two figures that differ to the same one.
func (f *feeds) value(o *model.Observation, in *model.Indicator) string {
	if o.Value != nil {
		return f.say.WithUnit(f.say.Fixed(o.Value.Rat(), max(in.Decimals, o.Value.Decimals())), in.ValueUnit)
	}
	if code := f.plan.Status(o.Status); code != nil {
		return code.Name
	}
	return f.say.Text("wording.status.no-data")
}
