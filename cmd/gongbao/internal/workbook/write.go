package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Write writes the book. The same book gives the same bytes: no date is in it.
func Write(w io.Writer, b Book) error {
	f := excelize.NewFile()
	defer f.Close()
	styles := map[[2]int]int{}
	style := func(s Style, decimals int) (int, error) {
		if s != Figure && s != Input {
			decimals = 0
		}
		key := [2]int{int(s), decimals}
		if id, ok := styles[key]; ok {
			return id, nil
		}
		id, err := f.NewStyle(look(s, decimals))
		styles[key] = id
		return id, err
	}
	for i, s := range b.Sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.Name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(s.Name); err != nil {
			return err
		}
		if err := writeSheet(f, s, style); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	// excelize puts its own name and the year it was made in where nothing else is said.
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: b.Title, Creator: b.Creator, Language: "zh-CN", Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z",
	}); err != nil {
		return err
	}
	_, err := f.WriteTo(w)
	return err
}

func writeSheet(f *excelize.File, s Sheet, style func(Style, int) (int, error)) error {
	for i, c := range s.Columns {
		name := ColumnName(i + 1)
		if err := f.SetColWidth(s.Name, name, name, c.Width); err != nil {
			return err
		}
		if c.Hidden {
			if err := f.SetColVisible(s.Name, name, false); err != nil {
				return err
			}
		}
	}
	for i, row := range s.Rows {
		lines := 1
		for j, c := range row {
			at := CellName(i+1, j+1)
			id, err := style(c.Style, c.Decimals)
			if err != nil {
				return err
			}
			if err := f.SetCellStyle(s.Name, at, at, id); err != nil {
				return err
			}
			switch {
			case c.Digits != "":
				err = f.SetCellDefault(s.Name, at, c.Digits) // as written: 43.00 stays so
			case c.Text != "":
				err = f.SetCellStr(s.Name, at, c.Text)
				if c.Style != Title && c.Style != Note && j < len(s.Columns) && !s.Columns[j].Hidden {
					lines = max(lines, linesOf(c.Text, s.Columns[j].Width))
				}
			}
			if err != nil {
				return err
			}
		}
		// Programs that open the file do not all fit the height of rows with wrapped text.
		height := 16.5*float64(lines) + 5
		if slices.ContainsFunc(row, func(c Cell) bool { return c.Style == Title }) {
			height = 30
		}
		if len(row) > 0 {
			if err := f.SetRowHeight(s.Name, i+1, min(height, 409)); err != nil {
				return err
			}
		}
	}
	for _, l := range s.Lists {
		dv := excelize.NewDataValidation(true)
		dv.SetSqref(l.Cells)
		dv.SetSqrefDropList(l.Source)
		if l.Strict {
			dv.SetError(excelize.DataValidationErrorStyleStop, "不在可选的值之中", "从下拉列表里选一项，或清空这一格。")
		}
		if l.Prompt != "" {
			dv.SetInput("", l.Prompt)
		}
		if err := f.AddDataValidation(s.Name, dv); err != nil {
			return err
		}
	}
	if s.Frozen > 0 {
		if err := f.SetPanes(s.Name, &excelize.Panes{
			Freeze: true, YSplit: s.Frozen, TopLeftCell: CellName(s.Frozen+1, 1), ActivePane: "bottomLeft",
		}); err != nil {
			return err
		}
		if err := f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$%d", strings.ReplaceAll(s.Name, "'", "''"), s.Frozen), Scope: s.Name,
		}); err != nil {
			return err
		}
	}
	landscape, paper, wide, tall, fit := "landscape", 9, 1, 0, true // A4, as wide as one page
	if err := f.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	if err := f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	margin := 0.4 // inches
	if err := f.SetPageMargins(s.Name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin}); err != nil {
		return err
	}
	return f.ProtectSheet(s.Name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	})
}

// linesOf is how many lines a text takes in a column: a Chinese character is as wide as two digits.
func linesOf(text string, width float64) int {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		wide := 0
		for _, r := range line {
			if utf8.RuneLen(r) > 1 {
				wide++
			}
			wide++
		}
		lines += max(1, (wide+int(width)-1)/max(int(width), 1))
	}
	return lines
}

// look is how cells of a style look. Colours keep 4.5 to 1 against their ground.
func look(s Style, decimals int) *excelize.Style {
	line := []excelize.Border{
		{Type: "left", Color: "B8C2CC", Style: 1}, {Type: "right", Color: "B8C2CC", Style: 1},
		{Type: "top", Color: "B8C2CC", Style: 1}, {Type: "bottom", Color: "B8C2CC", Style: 1},
	}
	font := func(size float64, bold bool, colour string) *excelize.Font {
		return &excelize.Font{Family: "宋体", Size: size, Bold: bold, Color: colour}
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	digits := "0"
	if decimals > 0 {
		digits += "." + strings.Repeat("0", decimals)
	}
	wrap := &excelize.Alignment{Vertical: "center", Horizontal: "left", WrapText: true, Indent: 1}
	right := &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1}
	text := "@"
	locked, open := &excelize.Protection{Locked: true}, &excelize.Protection{Locked: false}
	switch s {
	case Title:
		return &excelize.Style{Font: font(15, true, "1B2A3A"), Alignment: &excelize.Alignment{Vertical: "center"}, Protection: locked}
	case Note:
		return &excelize.Style{Font: font(10.5, false, "44515E"), Alignment: &excelize.Alignment{Vertical: "center"}, Protection: locked}
	case Header:
		return &excelize.Style{Font: font(11, true, "1B2A3A"), Fill: fill("E4EAF0"), Border: line,
			Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true}, Protection: locked}
	case Fixed:
		return &excelize.Style{Font: font(11, false, "1B2A3A"), Border: line, Alignment: wrap, Protection: locked}
	case Figure:
		return &excelize.Style{Font: font(11, false, "44515E"), Border: line, Alignment: right, Protection: locked, CustomNumFmt: &digits}
	case Input:
		return &excelize.Style{Font: font(11, false, "000000"), Border: line, Fill: fill("FFF7D6"), Alignment: right, Protection: open, CustomNumFmt: &digits}
	case Words:
		return &excelize.Style{Font: font(11, false, "000000"), Border: line, Fill: fill("FFF7D6"), Alignment: wrap, Protection: open, CustomNumFmt: &text}
	}
	return &excelize.Style{Font: font(11, false, "1B2A3A"), Alignment: wrap, Protection: locked}
}
