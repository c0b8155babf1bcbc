package site

import (
	"cmp"
)

// bulletinsPage lists the bulletins by release, the newest first.
type bulletinsPage struct {
	*Shell
	Issues []BulletinIssue
}

// BulletinIssue is what a release brought: the bulletin of the plan's own region, and those of its parts by kind.
type BulletinIssue struct {
	ID, Title string
	Published string
	Main      []BulletinItem
	Shelves   []BulletinShelf
	Latest    bool // its shelves stand open
}

// BulletinShelf are the bulletins of one kind.
type BulletinShelf struct {
	Title, Count string
	Items        []BulletinItem
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

// issueID is where the bulletins of a release stand in the page of all.
func issueID(release string) string { return "r-" + release }

func (r *renderer) bulletinsPage(s *Shell) any {
	p := &bulletinsPage{Shell: s}
	say := s.say
	s.column(say.Text("bulletins.name"), dataColumn, say.Text("bulletins.summary"))
	s.crumbs(say.Text("bulletins.name"))
	s.Kicker = r.home.Name
	s.Heading = []string{say.Text("bulletins.heading")}
	s.Lede = text(say.Text("bulletins.lede"))
	all := true
	for _, group := range r.bulletinReleases() {
		issue := BulletinIssue{Latest: len(p.Issues) == 0, Title: group[0].Title}
		if release := group[0].Release; release != nil {
			issue.ID, issue.Title, issue.Published = issueID(release.ID), cmp.Or(release.Title, release.ID), say.Date(release.PublishedAt)
		}
		shelves := map[BulletinKind]*BulletinShelf{}
		for _, kind := range []BulletinKind{CountyBulletin, MeasureBulletin, OrgBulletin} {
			shelves[kind] = &BulletinShelf{Title: say.Text(shelfTitles[kind], "Peers", r.a.Peers())}
		}
		for _, b := range group {
			item := s.bulletinItem(b)
			all = all && b.Demonstration
			shelf, part := shelves[b.Kind]
			if !part {
				issue.Main = append(issue.Main, item)
				continue
			}
			item.Title = r.bulletinSubject(b)
			shelf.Items = append(shelf.Items, item)
		}
		for _, kind := range []BulletinKind{CountyBulletin, MeasureBulletin, OrgBulletin} {
			if shelf := shelves[kind]; len(shelf.Items) > 0 {
				shelf.Count = say.Count("bulletins.count", len(shelf.Items))
				issue.Shelves = append(issue.Shelves, *shelf)
			}
		}
		p.Issues = append(p.Issues, issue)
	}
	if all && len(p.Issues) > 0 { // said once, on top
		s.Tag = s.tag(true)
		for i := range p.Issues {
			for j := range p.Issues[i].Main {
				p.Issues[i].Main[j].Tag = ""
			}
			for _, shelf := range p.Issues[i].Shelves {
				for j := range shelf.Items {
					shelf.Items[j].Tag = ""
				}
			}
		}
	}
	return p
}

// bulletinSubject names what a bulletin is about, in the page's language.
func (r *renderer) bulletinSubject(b *Bulletin) string {
	switch b.Kind {
	case CountyBulletin:
		if region := r.plan.RegionOf(b.Subject); region != nil {
			return region.Name
		}
	case MeasureBulletin:
		if m := r.plan.Measure(b.Subject); m != nil {
			return m.ID + " " + m.Label()
		}
	case OrgBulletin:
		if o := r.plan.Org(b.Subject); o != nil {
			return o.Name
		}
	}
	return b.Subject
}

// shelfTitles head the bulletins of one kind.
var shelfTitles = map[BulletinKind]string{
	CountyBulletin: "bulletins.shelf.county", MeasureBulletin: "bulletins.shelf.measure", OrgBulletin: "bulletins.shelf.org",
}
