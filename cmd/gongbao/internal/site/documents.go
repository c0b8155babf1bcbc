package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// documentsPage lists the documents. It is the first page of a site that has nothing else.
type documentsPage struct {
	*Shell
	Groups []DocumentGroup
}

// DocumentGroup is a part of the collection; its title is empty where documents belong to none.
type DocumentGroup struct {
	ID, Title string
	Documents []DocumentItem
}

// DocumentItem is a document in a list.
type DocumentItem struct {
	Link
	Summary string
	Current bool // it is the page itself
}

// documentPage is a document, with the way to the others.
type documentPage struct {
	*Shell
	Groups   []DocumentGroup
	Contents []Link // its sections
	Prose    template.HTML
	// Before and After are the neighbours in the order of reading; nil at the ends.
	Before, After *Link
}

// documentGroups are the parts in the order of their first documents.
func (r *renderer) documentGroups() [][]*model.Document {
	var groups [][]*model.Document
	for i := range r.plan.Documents {
		d := &r.plan.Documents[i]
		at := slices.IndexFunc(groups, func(g []*model.Document) bool { return g[0].Group == d.Group })
		if at < 0 {
			at = len(groups)
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], d)
	}
	return groups
}

func (s *Shell) documentGroups() []DocumentGroup {
	var groups []DocumentGroup
	for i, documents := range s.r.documentGroups() {
		g := DocumentGroup{ID: fmt.Sprintf("part-%d", i+1), Title: documents[0].Group}
		for _, d := range documents {
			path := route.Document(d.ID)
			g.Documents = append(g.Documents, DocumentItem{s.link(d.Title, path), d.Summary, path == s.path})
		}
		groups = append(groups, g)
	}
	return groups
}

// documentParts stand in the main navigation of a site of documents alone: each leads to its first document.
func (r *renderer) documentParts() []section {
	var parts []section
	for _, documents := range r.documentGroups() {
		if title := documents[0].Group; title != "" {
			parts = append(parts, section{text: title, path: route.Document(documents[0].ID), group: title})
		}
	}
	return parts
}

// groupOf is the part that the document at a path belongs to; empty for every other page.
func (r *renderer) groupOf(path string) string {
	for i := range r.plan.Documents {
		if d := &r.plan.Documents[i]; route.Document(d.ID) == path {
			return d.Group
		}
	}
	return ""
}

func (r *renderer) documentsPage(s *Shell) any {
	p := &documentsPage{Shell: s, Groups: s.documentGroups()}
	say := s.say
	name := say.Text("documents.name")
	if r.alone() {
		s.column(r.in.Config.Title, siteColumn, say.Count("documents.summary", len(r.plan.Documents), "Site", r.in.Config.Title))
		s.Title = s.SiteTitle
		s.Kicker = name
		s.Heading = sentencePhrases(s.SiteTitle)
	} else {
		s.column(name, policyColumn, say.Count("documents.summary", len(r.plan.Documents), "Site", r.in.Config.Title))
		s.crumbs(name)
		s.Kicker = r.home.Name
		s.Heading = []string{name}
	}
	s.Lede = text(say.Count("documents.lede", len(r.plan.Documents)))
	return p
}

func (r *renderer) documentPage(s *Shell, at int) any {
	d := &r.plan.Documents[at]
	p := &documentPage{Shell: s, Groups: s.documentGroups(), Prose: s.prose(d.Text.HTML, 0)}
	s.article(d.Title, cmp.Or(d.Summary, d.Title))
	var above []Link
	if !r.alone() {
		above = append(above, s.link(s.say.Text("documents.name"), route.Documents))
	}
	s.crumbs(d.Title, above...)
	s.Kicker = cmp.Or(d.Group, s.say.Text("documents.name"))
	s.Heading = []string{d.Title}
	if d.Summary != "" {
		s.Lede = text(d.Summary)
	}
	for _, b := range d.Text.Blocks {
		if b.Kind == model.Heading && b.Level == 2 && b.ID != "" {
			p.Contents = append(p.Contents, Link{b.PlainText(), "#" + b.ID})
		}
	}
	// The order of reading is that of the list, part by part.
	order := slices.Concat(r.documentGroups()...)
	here := slices.Index(order, d)
	if here > 0 {
		l := s.link(order[here-1].Title, route.Document(order[here-1].ID))
		p.Before = &l
	}
	if here+1 < len(order) {
		l := s.link(order[here+1].Title, route.Document(order[here+1].ID))
		p.After = &l
	}
	return p
}
