package figure

import (
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// missing stands in a table where there is nothing.
const missing = "—"

// Table is the figure as rows of text.
func (f Figure) Table() Table {
	switch f.Kind {
	case Trend:
		return f.trendTable()
	case Ranking:
		return f.rankingTable()
	case Attainment:
		return f.attainmentTable()
	case Matrix:
		return f.matrixTable()
	case Contribution:
		return f.contributionTable()
	case Multiples:
		return f.multiplesTable()
	case Map:
		return f.mapTable()
	}
	return Table{}
}

func observationCell(in *model.Indicator, r *model.Region, p model.Period) string {
	return route.ObservationCell(in.ID, r.Code, p.String())
}

func (t *Table) row(texts, cells []string) {
	for len(cells) < len(texts) {
		cells = append(cells, "")
	}
	t.Rows, t.Cells = append(t.Rows, texts), append(t.Cells, cells)
}

func (t *Table) column(name string, numeric bool) {
	t.Header, t.Numeric = append(t.Header, name), append(t.Numeric, numeric)
}

// unit is a name with the figure's unit: 全市（%）.
func (f Figure) unit(name string) string {
	if f.ValueUnit == "" {
		return name
	}
	return f.voice().Text("figure.column.with-unit", "Name", name, "Unit", f.ValueUnit)
}

func (say voice) kindOf(demonstration bool) string {
	if demonstration {
		return say.Text("figure.kind.demonstration")
	}
	return say.Text("figure.kind.published")
}

// same reports whether two periods are one row: amounts belong to their period, all else to its end.
func (f Figure) same(p, q model.Period) bool {
	return p == q || !f.Flow && p.End() == q.End()
}

func (f Figure) trendTable() Table {
	var t Table
	say := f.voice()
	t.column(say.Text("figure.column.period"), false)
	var periods []model.Period
	noted := false
	for _, l := range f.Lines {
		t.column(f.unit(l.Name), true)
		for _, p := range l.Points {
			if !slices.ContainsFunc(periods, func(q model.Period) bool { return f.same(p.Period, q) }) {
				periods = append(periods, p.Period)
			}
			noted = noted || l.Role == Observed && (p.Provisional || p.Revised)
		}
	}
	if f.Aim != nil {
		t.column(f.unit(say.Text("figure.column.target")), true)
		if !f.Aim.Period.IsZero() && !slices.ContainsFunc(periods, func(q model.Period) bool { return f.same(f.Aim.Period, q) }) {
			periods = append(periods, f.Aim.Period)
		}
	}
	if f.Mark == Mixed {
		t.column(say.Text("figure.column.kind"), false)
	}
	if noted {
		t.column(say.Text("figure.column.remark"), false)
	}
	slices.SortFunc(periods, model.Period.Compare)
	for _, period := range periods {
		row, cells := append(make([]string, 0, len(t.Header)), f.when(period)), append(make([]string, 0, len(t.Header)), "")
		kind, note := missing, missing
		for _, l := range f.Lines {
			text, cell := missing, ""
			for i, p := range l.Points {
				if !f.same(p.Period, period) || l.Role == Projected && i == 0 && len(l.Points) > 1 { // where it sets out from is no projection
					continue
				}
				text, cell = p.Text, p.Cell
				if l.Role != Observed {
					continue
				}
				kind = say.kindOf(p.Demonstration)
				switch {
				case p.Provisional && p.Revised:
					note = say.Text("figure.remark.provisional-revised")
				case p.Provisional:
					note = say.Text("figure.remark.provisional")
				case p.Revised:
					note = say.Text("figure.remark.revised")
				}
			}
			row, cells = append(row, text), append(cells, cell)
		}
		if f.Aim != nil {
			text := missing
			if f.Aim.Period.IsZero() || f.same(f.Aim.Period, period) {
				text = f.aimNumber()
			}
			row = append(row, text)
		}
		if f.Mark == Mixed {
			row = append(row, kind)
		}
		if noted {
			row = append(row, note)
		}
		t.row(row, cells)
	}
	return t
}

// aimNumber is the target without its name and unit.
func (f Figure) aimNumber() string {
	a := axis{decimals: f.Decimals, say: f.Say}
	return a.label(f.Aim.Value)
}

func (f Figure) rankingTable() Table {
	var t Table
	say := f.voice()
	t.column(say.Text("figure.column.place"), true)
	t.column(say.Text("figure.column.region"), false)
	name := say.Text("figure.column.value")
	if f.Indicator != nil {
		name = f.Indicator.Name
	}
	t.column(f.unit(name), true)
	statuses := slices.ContainsFunc(f.Bars, func(b Bar) bool { return b.HasStatus })
	if statuses {
		t.column(say.Text("figure.column.status"), false)
	}
	if f.Mark == Mixed {
		t.column(say.Text("figure.column.kind"), false)
	}
	for _, b := range f.Bars {
		row, cells := []string{orMissing(b.Place), b.Name, b.Text}, []string{"", "", b.Cell}
		if b.Missing != "" {
			row[2] = b.Missing
		}
		if statuses {
			row = append(row, b.statusCell(say))
		}
		if f.Mark == Mixed {
			row = append(row, b.kindCell(say))
		}
		t.row(row, cells)
	}
	return t
}

func (f Figure) attainmentTable() Table {
	var t Table
	say := f.voice()
	places := slices.ContainsFunc(f.Bars, func(b Bar) bool { return b.Place != "" })
	if places {
		t.column(say.Text("figure.column.place"), true)
		t.column(say.Text("figure.column.region"), false)
	} else {
		t.column(say.Text("figure.column.target"), false)
	}
	t.column(say.Text("figure.column.attained"), true)
	t.column(say.Text("figure.column.expected"), true)
	t.column(say.Text("figure.column.gap"), true)
	t.column(say.Text("figure.column.status"), false)
	if f.Mark == Mixed {
		t.column(say.Text("figure.column.kind"), false)
	}
	for _, b := range f.Bars {
		var row, cells []string
		if places {
			row, cells = append(row, orMissing(b.Place)), append(cells, "")
		}
		row = append(row, b.Name, orMissing(b.Text), orMissing(b.ExpectedText), orMissing(b.GapText), b.statusWord(say))
		cells = append(cells, "")
		for _, column := range []string{"attained", "expected", "gap", "status_name"} {
			if b.Cell == "" {
				column = ""
			}
			cells = append(cells, b.Cell+column)
		}
		if f.Mark == Mixed {
			row = append(row, b.kindCell(say))
		}
		t.row(row, cells)
	}
	return t
}

func (f Figure) matrixTable() Table {
	var t Table
	say := f.voice()
	t.column(say.Text("figure.column.measure"), false)
	t.column(say.Text("figure.column.name"), false)
	for _, c := range f.Columns {
		t.column(c, false)
	}
	for _, g := range f.Groups {
		for _, r := range g.Rows {
			row := []string{r.ID, r.Title}
			for i := range f.Columns {
				text := missing
				if i < len(r.Cells) {
					text = r.Cells[i].Status.In(say.Language)
					if r.Cells[i].Text != "" {
						text += " " + r.Cells[i].Text
					}
				}
				row = append(row, text)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func orMissing(s string) string {
	if s == "" {
		return missing
	}
	return s
}

func (b Bar) statusCell(say voice) string {
	if !b.HasStatus {
		return missing
	}
	return b.Status.In(say.Language)
}

func (b Bar) kindCell(say voice) string {
	if b.Missing != "" {
		return missing
	}
	return say.kindOf(b.Demonstration)
}
