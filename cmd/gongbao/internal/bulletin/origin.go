package bulletin

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/fingerprint"
	"gongbao/cmd/gongbao/internal/model"
)

// Missing finds the characters that bulletins of a plan cannot set, each at every place that it stands in, without setting
// one. It looks at the texts of all kinds of bulletins and of all releases.
func Missing(fonts *Fonts, p *model.Plan, conf config.Config) MissingGlyphErrors {
	w := newWidths(fonts)
	var found MissingGlyphErrors
	for _, t := range texts(p, conf) {
		from := len(found)
		for _, face := range t.faces {
			for _, fault := range w.lacking(face, visible(t.text)) {
				if !slices.ContainsFunc(found[from:], func(known *MissingGlyphError) bool { return known.Rune == fault.Rune }) {
					fault.Place = t.place
					found = append(found, fault)
				}
			}
		}
	}
	return found
}

// SpellTexts writes to w what Missing looks at: for the same fonts equal bytes are equal answers.
func SpellTexts(w io.Writer, p *model.Plan, conf config.Config) error {
	var all []any
	for _, t := range texts(p, conf) {
		all = append(all, t.text, t.faces)
	}
	return fingerprint.Write(w, nil, all...)
}

// located says where in the plan missing characters come from, as its author would look for them: every place, with what
// stands around it there. A character that is nowhere in the plan keeps the place of the bulletin.
func located(p *model.Plan, conf config.Config, faults []*MissingGlyphError) MissingGlyphErrors {
	all := texts(p, conf)
	var list MissingGlyphErrors
	for _, fault := range faults {
		before := len(list)
		for _, t := range all {
			if at := strings.IndexRune(t.text, fault.Rune); at >= 0 {
				list = append(list, &MissingGlyphError{Rune: fault.Rune, Text: around(t.text, at), Place: t.place})
			}
		}
		if len(list) == before {
			list = append(list, fault)
		}
	}
	return list
}

// sourceText is a text of the plan that a bulletin may show, and the faces that it may be set in.
type sourceText struct {
	text, place string
	faces       []faceID
}

// texts are in the order of the files: what any of the bulletins may show.
func texts(p *model.Plan, conf config.Config) []sourceText {
	var list []sourceText
	add := func(faces []faceID, text, format string, args ...any) {
		if text != "" {
			list = append(list, sourceText{text, fmt.Sprintf(format, args...), faces})
		}
	}
	all, table := []faceID{serif, serifBold, sans, sansBold}, []faceID{sans}
	running := []faceID{serif, sans}

	add(all, conf.Title, "%s 的 title", config.File)
	add(table, conf.Notice, "%s 的 notice", config.File)
	add(running, conf.Publisher.Name, "%s 的 publisher.name", config.File)
	for i := range p.Measures {
		m := &p.Measures[i]
		add(all, m.ShortTitle, "%s 的简称", inFile(m.File, "措施 "+m.ID))
		add(all, m.Title, "%s 的标题", inFile(m.File, "措施 "+m.ID)) // of its own bulletin
		add([]faceID{sansBold}, m.Group, "%s 的组名", inFile(m.File, "措施 "+m.ID))
	}
	for i := range p.Regions {
		if r := &p.Regions[i]; concerned(p, r) {
			add(all, r.Name, "data/codelists/regions.csv 中 %s 的名称", r.Code)
			add(all, r.ShortName, "data/codelists/regions.csv 中 %s 的简称", r.Code)
		}
	}
	for i := range p.Orgs {
		o := &p.Orgs[i]
		if slices.ContainsFunc(p.Measures, func(m model.Measure) bool {
			return m.LeadUnit == o.ID || slices.Contains(m.ResponsibleUnits, o.ID)
		}) {
			add(all, o.Name, "data/codelists/orgs.csv 中 %s 的名称", o.ID) // one that leads has a bulletin of its own
		}
	}
	for _, s := range p.Sources {
		add(running, s.Name, "data/codelists/sources.csv 中 %s 的名称", s.ID)
		add(table, s.Publisher, "data/codelists/sources.csv 中 %s 的 publisher", s.ID)
	}
	for _, i := range p.Indicators {
		add(all, i.Name, "data/indicators.csv 中 %s 的名称", i.ID)
		add(all, i.ValueUnit, "data/indicators.csv 中 %s 的单位", i.ID)
		add(table, i.Definition, "data/indicators.csv 中 %s 的口径", i.ID)
	}
	for _, r := range p.Releases {
		add([]faceID{serif}, r.ID, "data/releases.csv 的批次代码")
		add([]faceID{serif}, r.Title, "data/releases.csv 中 %s 的标题", r.ID)
	}
	for _, a := range p.Actions {
		add(table, a.Text, "data/actions.csv 中措施 %s（%s）的整改措施", a.Measure, a.Period)
	}
	for i := range p.Observations {
		o := &p.Observations[i] // sorted by cell: a note is shown where the row revises the one before
		if i > 0 && o.Note != "" {
			if b := &p.Observations[i-1]; b.Indicator == o.Indicator && b.Region == o.Region && b.Period == o.Period {
				add(running, o.Note, "data/observations/ 中 %s,%s,%s（%s）的备注", o.Indicator, o.Region, o.Period, o.Release)
			}
		}
	}
	return list
}

// inFile is a file with what stands in it, or that alone where the file is not known.
func inFile(file, what string) string {
	if file == "" {
		return what
	}
	return file + " 中" + what
}

// concerned reports whether a region is the plan's own, one below or one above it.
func concerned(p *model.Plan, r *model.Region) bool {
	at := p.Home()
	for range model.Levels {
		if at == nil {
			break
		}
		if at.Code == r.Code {
			return true
		}
		at = p.RegionOf(at.Parent)
	}
	return r.Parent == p.Region
}
