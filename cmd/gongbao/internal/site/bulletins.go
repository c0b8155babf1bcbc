package site

import (
	"cmp"
)

// bulletinsPage lists the bulletins by release, the newest first.
type bulletinsPage struct {
	*Shell
	Table Table
}

// BulletinItem is one PDF.
type BulletinItem struct {
	Title, Href string
	Detail      string // 6页，412 KB
	Tag         string
	Date        string
}

// bulletinTitle is a bulletin's number, or the title of its release.
func (s *Shell) bulletinTitle(b *Bulletin) string {
	if b.Number > 0 && b.Release != nil {
		return s.say.Text("bulletins.issue", "Issue", s.say.Issue(b.Release.PublishedAt, b.Number))
	}
	return b.Title
}

func (s *Shell) bulletinItem(b *Bulletin) BulletinItem {
	item := BulletinItem{Title: s.bulletinTitle(b), Href: s.to(b.Path), Detail: size(b.Size), Tag: s.tag(b.Demonstration)}
	if b.Pages > 0 {
		item.Detail = s.say.Count("bulletins.detail", b.Pages, "Size", item.Detail)
	}
	if b.Release != nil {
		item.Date = s.say.Date(b.Release.PublishedAt)
	}
	return item
}

// bulletins lists all, in the order of the input: the newest release first, as build gives them.
func (s *Shell) bulletins() []BulletinItem {
	var items []BulletinItem
	for _, rel := range s.r.bulletinReleases() {
		for _, b := range rel {
			items = append(items, s.bulletinItem(b))
		}
	}
	return items
}

// bulletinReleases groups the bulletins by release, the newest first, those without one last.
func (r *renderer) bulletinReleases() [][]*Bulletin {
	var groups [][]*Bulletin
	pick := func(id string) {
		var g []*Bulletin
		for i := range r.in.Bulletins {
			b := &r.in.Bulletins[i]
			if (b.Release == nil && id == "") || (b.Release != nil && b.Release.ID == id) {
				g = append(g, b)
			}
		}
		if len(g) > 0 {
			groups = append(groups, g)
		}
	}
	for i := len(r.plan.Releases) - 1; i >= 0; i-- {
		pick(r.plan.Releases[i].ID)
	}
	pick("")
	return groups
}

func (r *renderer) bulletinsPage(s *Shell) any {
	p := &bulletinsPage{Shell: s}
	say := s.say
	s.column(say.Text("bulletins.name"), dataColumn, say.Text("bulletins.summary"))
	s.crumbs(say.Text("bulletins.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("bulletins.heading")}
	s.Lede = text(say.Text("bulletins.lede"))
	p.Table = Table{Caption: say.Text("bulletins.caption"), Class: "issues", Wide: true, Header: []Column{
		{say.Text("bulletins.column.issue"), ""}, {say.Text("bulletins.column.release"), "opt"}, {say.Text("bulletins.column.published"), ""},
		{say.Text("bulletins.column.pages"), "num opt"}, {say.Text("bulletins.column.size"), "num"}}}
	demonstration := true
	for _, group := range r.bulletinReleases() {
		for _, b := range group {
			item := s.bulletinItem(b)
			release, pages := "—", "—"
			if b.Release != nil {
				release = cmp.Or(b.Release.Title, release)
			}
			if b.Pages > 0 {
				pages = say.Count("bulletins.pages", b.Pages)
			}
			demonstration = demonstration && b.Demonstration
			row := Row{Cells: []Cell{headLink(item.Title, item.Href), {Text: release, Class: "opt"}, {Text: cmp.Or(item.Date, "—")}, {Text: pages, Class: "num opt"}, num(size(b.Size))}}
			if b.Demonstration {
				row.Cells[0].Mark = say.Text("bulletins.demonstration-mark")
			}
			p.Table.Rows = append(p.Table.Rows, row)
		}
	}
	if demonstration {
		p.Table.Tag = s.tag(len(p.Table.Rows) > 0)
		for i := range p.Table.Rows {
			p.Table.Rows[i].Cells[0].Mark = ""
		}
	} else if s.Demo {
		p.Table.Note = say.Text("bulletins.demonstration-note", "Mark", say.Text("bulletins.demonstration-mark"), "Means", say.Demonstration())
	}
	return p
}
