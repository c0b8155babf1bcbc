package site

import (
	"cmp"
	"path"
	"slices"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/route"
)

// historyPage says what each release added and revised, the newest first.
type historyPage struct {
	*Shell
	Contents []Link
	Releases []ReleaseBlock
}

// ReleaseBlock is one release.
type ReleaseBlock struct {
	ID, Title, Date, Note string
	Summary               string // what was added and revised, in numbers
	Tag                   string
	Bulletins             []BulletinItem // of the plan's own region
	MoreBulletins         Link           // those of its parts, which stand with the other bulletins
	Files                 []Link         // permanent
	Revised, Added        Table
	AddedTitle            string
}

func (r *renderer) historyPage(s *Shell) any {
	p := &historyPage{Shell: s}
	say := s.say
	s.column(say.Text("releases.name"), dataColumn, say.Text("releases.summary"))
	s.crumbs(say.Text("releases.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("releases.heading")}
	s.Lede = text(say.Text("releases.lede"))
	for _, batch := range slices.Backward(r.a.History) {
		b := s.releaseBlock(batch)
		p.Releases = append(p.Releases, b)
		p.Contents = append(p.Contents, Link{b.Title, "#" + b.ID})
	}
	return p
}

func (s *Shell) releaseBlock(batch analysis.Batch) ReleaseBlock {
	r, say, rel := s.r, s.say, batch.Release
	b := ReleaseBlock{ID: "release-" + rel.ID, Title: rel.Title, Date: say.Date(rel.PublishedAt), Note: rel.Note}
	figures, demo, real := 0, false, false
	b.Added = Table{Caption: say.Text("releases.added", "Release", rel.Title), CaptionHidden: true, Wide: true, Header: []Column{
		{say.Text("releases.indicator"), ""}, {say.Text("releases.periods"), ""}, {say.Text("releases.regions"), "num"}, {say.Text("releases.figures"), "num"}}}
	for _, add := range batch.Added {
		figures += add.Figures
		periods := say.Period(add.From)
		if add.Through != add.From {
			periods = say.Text("releases.span", "From", periods, "Through", say.Period(add.Through))
		}
		row := Row{Cells: []Cell{headLink(add.Indicator.Name, s.to(route.Indicator(add.Indicator.ID))), {Text: periods}, num(say.Count("releases.number", add.Regions)), num(say.Count("releases.number", add.Figures))}}
		if add.Demonstration {
			demo, row.Cells[0].Mark = true, say.Text("indicator.mark.demonstration")
		} else {
			real = true
		}
		b.Added.Rows = append(b.Added.Rows, row)
	}
	switch {
	case demo && real:
		b.Added.Note = say.Text("indicator.mark.note", "Mark", say.Text("indicator.mark.demonstration"), "Means", say.Demonstration())
	case demo:
		for i := range b.Added.Rows {
			b.Added.Rows[i].Cells[0].Mark = ""
		}
	}
	b.AddedTitle = say.Count("releases.added-to", len(batch.Added))
	b.Revised = s.revisionTable(rel.Title, batch.Revised)
	switch {
	case figures > 0 && len(batch.Revised) > 0:
		b.Summary = say.Text("releases.both", "Added", say.Count("releases.number", figures), "Revised", say.Count("releases.number", len(batch.Revised)))
	case figures > 0:
		b.Summary = say.Count("releases.only-added", figures)
	case len(batch.Revised) > 0:
		b.Summary = say.Count("releases.only-revised", len(batch.Revised))
	default:
		b.Summary = say.Text("releases.nothing")
	}
	if batch.Repeated > 0 {
		b.Summary = say.Count("releases.repeated", batch.Repeated, "Summary", b.Summary)
	}
	demo = demo || b.Revised.Tag != ""
	switch {
	case demo && real:
		b.Tag = s.partTag(figure.Mixed)
	default:
		b.Tag = s.tag(demo)
	}
	parts := 0
	for i := range r.in.Bulletins {
		switch bulletin := &r.in.Bulletins[i]; {
		case bulletin.Release == nil || bulletin.Release.ID != rel.ID:
		case bulletin.Kind == "" || bulletin.Kind == CityBulletin:
			b.Bulletins = append(b.Bulletins, s.bulletinItem(bulletin))
		default:
			parts++
		}
	}
	if parts > 0 {
		b.MoreBulletins = s.link(say.Count("releases.more-bulletins", parts), route.Bulletins+"#"+issueID(rel.ID))
	}
	b.Files = s.releaseFiles(rel.ID)
	return b
}

// revisionTable lists the figures that a release replaced: cell, old, new, reason.
func (s *Shell) revisionTable(release string, revisions []analysis.Revision) Table {
	r, say := s.r, s.say
	// The release stands in the caption, since the page has such a table for each.
	t := Table{Caption: release + " · " + say.Count("releases.revised", len(revisions)), Wide: true, Header: []Column{
		{say.Text("releases.indicator"), ""}, {say.Text("releases.region"), ""}, {say.Text("releases.period"), ""},
		{say.Text("releases.old"), "num"}, {say.Text("releases.new"), "num"}, {say.Text("releases.reason"), ""}}}
	demo := false
	for _, v := range revisions {
		demo = demo || r.plan.Invented(v.New.Source) || r.plan.Invented(v.Old.Source)
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			headLink(v.Indicator.Name, s.to(route.Indicator(v.Indicator.ID)+"#vintage")), {Text: r.a.Place(v.Region)}, {Text: say.Period(v.Period)},
			num(r.observed(v.Old.Value, v.Indicator)), num(r.observed(v.New.Value, v.Indicator)), {Text: cmp.Or(v.New.Note, say.Text("releases.no-reason")), Class: "long"},
		}})
	}
	t.Tag = s.tag(demo)
	return t
}

// releaseFiles are the permanent files of a release that a reader is most likely to want: the tables of the data sets in
// their plainest form, the descriptor and the checksums.
func (s *Shell) releaseFiles(id string) []Link {
	var links []Link
	add := func(text, name string) {
		if at := route.Release(id) + name; s.r.exists(at) {
			links = append(links, s.link(text, at))
		}
	}
	for i := range s.r.in.Datasets {
		if d := &s.r.in.Datasets[i]; i < mostFiles && len(d.Files) > 0 {
			add(s.say.Text("releases.file", "Title", d.Title, "Format", d.Files[0].Format), path.Base(d.Files[0].Path))
		}
	}
	add(s.say.Text("releases.descriptor"), "datapackage.json")
	add(s.say.Text("releases.checksums"), route.Checksums)
	return links
}
