package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/chart"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/route"
)

// Chart is a figure on a page: title, the static layouts, the sentence, sources, the table, and the option of the
// interactive chart.
type Chart struct {
	ID       string
	Title    []string
	Subtitle string
	Tag      string
	Wide     template.HTML
	Narrow   template.HTML
	Large    template.HTML // in large type, in place of the narrow one
	Summary  string
	Source   string
	Table    Table
	Option   template.JS // empty: the static chart stands alone
	ECharts  string
	// Files are the downloads; Embed is the figure's page of its own and Snippet what another site writes to show it.
	Files   []FigureFile
	Embed   string
	Snippet string
}

// chart sets a figure: the static layouts, its table and, where there is one, the option of the interactive chart. ok
// is what the figure's maker said; without a figure there is no chart.
func (s *Shell) chart(f figure.Figure, ok bool) *Chart {
	if !ok {
		return nil
	}
	id := s.id(anchor(f.ID))
	c := &Chart{
		ID: id, Title: sentencePhrases(f.Title), Subtitle: f.Subtitle, Tag: s.partTag(f.Mark), Summary: f.Summary,
		Table: s.figureTable(f), ECharts: s.to(route.ECharts),
	}
	drawn := chart.Draw(f)
	svg := func(scene figure.Scene, class string) template.HTML {
		return template.HTML(chart.SVG(scene, chart.SVGOptions{Class: class, Label: f.Summary, Link: s.to}))
	}
	c.Wide, c.Narrow, c.Large = svg(drawn.Wide, "wide"), svg(drawn.Narrow, "narrow"), svg(drawn.Large, "large")
	c.Source = s.r.sourceLine(f.Sources, f.Notes)
	s.offer(c, f, drawn.Narrow.Height)
	if len(s.r.in.ECharts) == 0 || !s.r.theme.has("charts.js") {
		return c
	}
	option, err := chart.Option(f, drawn)
	if err != nil {
		s.fail(fmt.Errorf("figure %s: %w", f.ID, err))
	}
	if len(option) > 0 {
		c.Option = template.JS(option) // made for a script element
		s.Charts = s.to(route.Charts)
	}
	return c
}

// anchor makes an id of a text: letters and digits of ASCII stay.
func anchor(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			return c
		}
		return '-'
	}, s)
}

// sourceLine is where a figure comes from and what must be said of it, in sentences.
func (r *renderer) sourceLine(sources, notes []string) string {
	var parts []string
	if len(sources) > 0 {
		parts = append(parts, r.say.Text("shell.sources", "Sources", strings.Join(sources, r.say.Text("figure.semicolon"))))
	}
	for _, note := range notes {
		parts = append(parts, r.say.Text("figure.sentence", "Clauses", note))
	}
	return r.say.Sentences(parts...)
}

func (s *Shell) figureTable(f figure.Figure) Table {
	r := s.r
	t := f.Table()
	table := Table{Caption: f.Title, CaptionHidden: true, Wide: len(t.Header) > 4}
	if f.Subtitle != "" {
		table.Caption = r.say.Text("figure.column.with-unit", "Name", f.Title, "Unit", f.Subtitle)
	}
	class := func(i int) string {
		if i < len(t.Numeric) && t.Numeric[i] {
			return "num"
		}
		return ""
	}
	for i, h := range t.Header {
		table.Header = append(table.Header, Column{h, class(i)})
	}
	// The first column of text names the row.
	name := 0
	if len(t.Numeric) > 1 && t.Numeric[0] {
		if i := slices.Index(t.Numeric, false); i >= 0 {
			name = i
		}
	}
	table.Rows = make([]Row, len(t.Rows))
	for j, texts := range t.Rows {
		cells := s.cells(len(texts))
		for i, text := range texts {
			cell := &cells[i]
			cell.Text, cell.Class, cell.Head = text, class(i), i == name
			if j < len(t.Cells) {
				cell.Of = t.Cells[j][i]
			}
		}
		table.Rows[j].Cells = cells
	}
	return table
}
