package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func sampleBook() Book {
	return Book{Title: "填报表", Creator: "某市", Sheets: []Sheet{{
		Name: "表一", Columns: []Column{{Width: 10, Hidden: true}, {Width: 20}, {Width: 12}}, Frozen: 1,
		Rows: [][]Cell{
			{{Text: "code", Style: Header}, {Text: "指标", Style: Header}, {Text: "本期数", Style: Header}},
			{{Text: "007", Style: Fixed}, {Text: "落户人数", Style: Fixed}, {Digits: "43.00", Style: Input, Decimals: 2}},
			{{Text: "008", Style: Fixed}, {Text: "床位数", Style: Fixed}, {Style: Input}},
		},
		Lists: []List{{Cells: "C2:C3", Source: "'代码'!$A$1:$A$2", Strict: true}},
	}, {Name: "代码", Columns: []Column{{Width: 9}}, Rows: [][]Cell{{{Text: "A"}}, {{Text: "P"}}}}}}
}

func written(t *testing.T, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// made is a workbook that somebody made with a spreadsheet program.
func made(t *testing.T, fill func(f *excelize.File), opts ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out, opts...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	content := written(t, sampleBook())
	if !bytes.Equal(content, written(t, sampleBook())) {
		t.Error("the same book gives other bytes")
	}
	grids, faults := Read("a.xlsx", content)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if len(grids) != 2 || grids[0].Name != "表一" || len(grids[0].Rows) != 3 {
		t.Fatalf("%+v", grids)
	}
	row := grids[0].Rows[1]
	if got := []string{row.At(0).Text, row.At(1).Text, row.At(2).Text}; !slices.Equal(got, []string{"007", "落户人数", "43.00"}) {
		t.Errorf("row 2 is %q", got)
	}
	if row.At(0).Kind != Text || row.At(2).Kind != Number {
		t.Errorf("the code is of kind %d, the number of kind %d", row.At(0).Kind, row.At(2).Kind)
	}

	// As a spreadsheet program has it: the code locked out of sight, the input open, a list to choose from.
	f, err := excelize.OpenReader(bytes.NewReader(content))
	must(t, err)
	defer f.Close()
	if visible, err := f.GetColVisible("表一", "A"); err != nil || visible {
		t.Errorf("the code's column is visible: %v %v", visible, err)
	}
	for cell, locked := range map[string]bool{"A2": true, "B1": true, "C2": false} {
		id, err := f.GetCellStyle("表一", cell)
		must(t, err)
		style, err := f.GetStyle(id)
		must(t, err)
		if got := style.Protection == nil || style.Protection.Locked; got != locked {
			t.Errorf("%s is locked: %v", cell, got)
		}
	}
	if p, err := f.GetSheetProtection("表一"); err != nil || !p.SelectUnlockedCells || p.InsertRows {
		t.Errorf("protection is %+v %v", p, err)
	}
	lists, err := f.GetDataValidations("表一")
	must(t, err)
	if len(lists) != 1 || lists[0].Sqref != "C2:C3" || lists[0].Formula1 != "'代码'!$A$1:$A$2" {
		t.Errorf("lists: %+v", lists)
	}
}

func TestCellsSayWhatTheyAre(t *testing.T) {
	content := made(t, func(f *excelize.File) {
		style := func(format string) int {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			must(t, err)
			return id
		}
		must(t, f.SetCellDefault("Sheet1", "A1", "1.1000000000000001"))
		must(t, f.SetCellDefault("Sheet1", "A2", "1.2E+7"))
		must(t, f.SetCellDefault("Sheet1", "A3", "0.355"))
		must(t, f.SetCellStyle("Sheet1", "A3", "A3", style("0.0%")))
		must(t, f.SetCellDefault("Sheet1", "A4", "43983"))
		must(t, f.SetCellStyle("Sheet1", "A4", "A4", style("yyyy-mm")))
		must(t, f.SetCellDefault("Sheet1", "A5", "12000"))
		must(t, f.SetCellStyle("Sheet1", "A5", "A5", style(`0!.0,"万"`)))
		must(t, f.SetCellFormula("Sheet1", "A6", "A5*2"))
		must(t, f.SetCellStr("Sheet1", "A7", "１２，３４５"))
		must(t, f.SetCellStr("Sheet1", "A9", "合并"))
		must(t, f.MergeCell("Sheet1", "A9", "B10"))
		must(t, f.SetCellStr("Sheet1", "C10", "x"))
		must(t, f.SetCellInt("Sheet1", "A12", 5))
		must(t, f.SetRowVisible("Sheet1", 12, false))
	})
	grids, faults := Read("a.xlsx", content)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	cells := map[string]Value{}
	for _, r := range grids[0].Rows {
		for col, v := range r.Cells {
			cells[CellName(r.Number, col+1)] = v
		}
		if r.Hidden != (r.Number == 12) {
			t.Errorf("row %d is hidden: %v", r.Number, r.Hidden)
		}
	}
	for cell, want := range map[string]Value{
		"A1": {Text: "1.1", Kind: Number}, "A2": {Text: "12000000", Kind: Number}, "A3": {Text: "0.355", Kind: Percent},
		"A4": {Text: "2020-06-01", Kind: Date}, "A5": {Text: "12000", Kind: Number, Format: `0!.0,"万"`},
		"A7": {Text: "１２，３４５"}, "A9": {Text: "合并", Merged: "A9:B10"}, "B10": {Text: "合并", Merged: "A9:B10"},
		"C10": {Text: "x"},
	} {
		if got := cells[cell]; got != want {
			t.Errorf("%s is %+v, want %+v", cell, got, want)
		}
	}
}

// packed is a ZIP of the given parts.
func packed(t *testing.T, parts map[string]io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.Copy(w, content)
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestWhatMustNotBeRead(t *testing.T) {
	plain := made(t, func(f *excelize.File) { must(t, f.SetCellInt("Sheet1", "A1", 5)) })
	for _, tt := range []struct {
		name, code string
		content    []byte
	}{
		{"password", "BOOK-PASSWORD", made(t, func(f *excelize.File) { must(t, f.SetCellInt("Sheet1", "A1", 5)) }, excelize.Options{Password: "秘"})},
		{"old format", "BOOK-FORMAT", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4096)...)},
		{"cut off", "BOOK-FORMAT", plain[:len(plain)/2]},
		{"no workbook", "BOOK-FORMAT", packed(t, map[string]io.Reader{"a.txt": strings.NewReader("x")})},
		{"OpenDocument", "BOOK-FORMAT", packed(t, map[string]io.Reader{"mimetype": strings.NewReader("application/vnd.oasis.opendocument.spreadsheet")})},
		{"macros", "BOOK-MACROS", packed(t, map[string]io.Reader{"xl/vbaProject.bin": strings.NewReader("x"), "xl/workbook.xml": strings.NewReader("x")})},
		{"bomb", "BOOK-TOO-LARGE", packed(t, map[string]io.Reader{"xl/worksheets/sheet1.xml": io.LimitReader(zeros{}, maxPart+1)})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			grids, faults := Read("a.xlsx", tt.content)
			if len(grids) > 0 || len(faults) != 1 || faults[0].Code != tt.code || faults[0].Hint == "" || !faults.HasErrors() {
				t.Errorf("%d grids; %+v", len(grids), faults)
			}
		})
	}
}

func TestHiddenSheetIsNamedAndNotRead(t *testing.T) {
	grids, faults := Read("a.xlsx", made(t, func(f *excelize.File) {
		_, err := f.NewSheet("底稿")
		must(t, err)
		must(t, f.SetCellInt("底稿", "A1", 5))
		must(t, f.SetCellInt("Sheet1", "A1", 6))
		must(t, f.SetSheetVisible("底稿", false))
	}))
	if len(grids) != 1 || grids[0].Name != "Sheet1" {
		t.Errorf("grids: %+v", grids)
	}
	if len(faults) != 1 || faults[0].Code != "BOOK-HIDDEN-SHEET" || faults[0].Sheet != "底稿" || faults.HasErrors() {
		t.Errorf("%+v", faults)
	}
}

// A spreadsheet whose format was set down to the hundred-thousandth row has as many empty rows.
func TestEmptyRowsCostLittle(t *testing.T) {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>5</v></c></row>`)
	for i := 2; i <= 100_000; i++ {
		fmt.Fprintf(&sheet, `<row r="%d"><c r="A%[1]d" s="0"/><c r="B%[1]d" s="0"/></row>`, i)
	}
	sheet.WriteString(`<row r="100001"><c r="A100001"><v>7</v></c></row></sheetData></worksheet>`)
	plain := made(t, func(*excelize.File) {})
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	must(t, err)
	parts := map[string]io.Reader{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		parts[f.Name] = bytes.NewReader(content)
	}
	parts["xl/worksheets/sheet1.xml"] = strings.NewReader(sheet.String())
	content := packed(t, parts)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	grids, faults := Read("a.xlsx", content)
	runtime.ReadMemStats(&after)
	if len(faults) > 0 || len(grids) != 1 || len(grids[0].Rows) != 2 || grids[0].Rows[1].Number != 100_001 || grids[0].Rows[1].At(0).Text != "7" {
		t.Fatalf("%+v %v", grids, faults)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 400 {
		t.Errorf("reading it took %d MB", used)
	} else {
		t.Logf("%d MB were allocated on the way", used)
	}
}
