package load

import (
	"slices"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/prose"
)

// Places tell where the parts of a loaded plan stand, for rules that doubt what they say.
type Places struct {
	l    *loader
	plan *model.Plan
	// Texts are the Markdown texts of sections and measures as they were written, without their front matter.
	Texts []Text
	// Links are the links in them that lead elsewhere than to a part of the plan.
	Links []prose.Link
}

// Text is the prose of a file; its first line is line Line of the file.
type Text struct {
	File string
	Line int
	Body string
}

// Queried are the answers of databases that the plan holds, in the order of their files.
func (p *Places) Queried() []Queried { return p.l.queried }

// Observation is where an observation of the plan stands.
func (p *Places) Observation(o *model.Observation) diag.Place { return p.l.placeOf(p.plan, o) }

// Target is where the aim of a target of the plan stands.
func (p *Places) Target(t *model.Target) diag.Place {
	for i := range p.plan.Targets {
		if &p.plan.Targets[i] == t {
			return p.l.targetAt[i].aim
		}
	}
	return diag.Place{File: targetFile}
}

// Indicator is where the row of an indicator stands, Source that of a source.
func (p *Places) Indicator(id string) diag.Place { return p.l.indicatorIDs.places[id] }
func (p *Places) Source(id string) diag.Place    { return p.l.sourceIDs.places[id] }

// Acknowledgement is where row i of the plan's acknowledgements stands.
func (p *Places) Acknowledgement(i int) diag.Place { return p.l.acknowledgedAt[i] }

// Anchor reports whether an address within the plan page (#who), or within the page of a measure's own text, leads
// anywhere. Headings without a name of their own have anchors that nobody writes by hand.
func (p *Places) Anchor(file, id string) bool {
	onPlan := func(file string) bool {
		return len(file) > len(sectionFolder) && file[:len(sectionFolder)] == sectionFolder
	}
	for i := range p.l.links {
		if k := &p.l.links[i]; k.Scheme == "" && k.Target == id && (k.At.File == file || onPlan(file) && onPlan(k.At.File)) {
			return true
		}
	}
	if !onPlan(file) {
		return false
	}
	if _, section := p.l.sectionIDs.places[id]; section {
		return true
	}
	return slices.ContainsFunc(p.plan.Sections, func(s model.Section) bool {
		return slices.ContainsFunc(s.Text.Clauses, func(c model.Clause) bool { return c.ID == id })
	})
}
