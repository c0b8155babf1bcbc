package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongbao/cmd/gongbao/internal/diag"
)

// Limits of a workbook that is read. A unit's report is a few hundred kilobytes; a hundred times that is a mistake, or meant
// to do harm.
const (
	MaxFile     = 32_000_000 // bytes of the file
	maxPart     = 96 << 20   // bytes of one part, unpacked
	maxUnpacked = 192 << 20  // of all parts
	maxParts    = 2000
	maxCells    = 500_000 // that hold something, in one sheet
	maxMerged   = 5000    // merged ranges in one sheet
)

// Read opens a workbook (.xlsx). A sheet that nobody sees is not read, and named in the list; what keeps the whole file from
// being read is an error there, and no grid is returned then.
func Read(file string, content []byte) ([]Grid, diag.List) {
	var faults diag.List
	at := diag.Place{File: file}
	refuse := func(code, message, hint string) ([]Grid, diag.List) {
		faults.Errorf(at, code, "%s", message)
		faults.Hintf("%s", hint)
		return nil, faults
	}
	if bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) { // a compound file of OLE
		if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return refuse("BOOK-PASSWORD", "工作簿有打开密码，读不了", "用表格软件打开，去掉密码（文件－信息－保护工作簿－用密码进行加密，清空），另存后再导入")
		}
		return refuse("BOOK-FORMAT", "这是旧格式的工作簿（.xls、.et），不能读", "用表格软件打开，另存为“Excel 工作簿（.xlsx）”")
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return refuse("BOOK-FORMAT", "文件不是完整的 .xlsx 工作簿", "用表格软件打开看看，另存为“Excel 工作簿（.xlsx）”；打不开就请对方重发")
	}
	if message := unpacks(z); message != "" {
		return refuse("BOOK-TOO-LARGE", message, "正常的报表没有这么大：把要报的表复制到新的工作簿里，只留有数的行；来历不明的文件不要打开")
	}
	for _, part := range z.File {
		switch {
		case strings.EqualFold(path.Base(part.Name), "vbaProject.bin"):
			return refuse("BOOK-MACROS", "工作簿里有宏", "宏不会被运行，也不读带宏的文件：另存为“Excel 工作簿（.xlsx）”，不要选“启用宏的工作簿”")
		case part.Name == "mimetype" || part.Name == "content.xml":
			return refuse("BOOK-FORMAT", "这是 OpenDocument 表格（.ods），不能读", "用表格软件打开，另存为“Excel 工作簿（.xlsx）”")
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxPart,
	})
	if err != nil {
		return refuse("BOOK-FORMAT", "工作簿的内容有损坏，读不出来", "用表格软件打开并另存，再导入；打不开就请对方重发")
	}
	defer f.Close()
	var grids []Grid
	for _, name := range f.GetSheetList() {
		at.Sheet = name
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			faults.Warnf(at, "BOOK-HIDDEN-SHEET", "隐藏的工作表没有读取")
			faults.Hintf("里面有要报的数，就取消隐藏（右击任一工作表标签－取消隐藏）再导入")
			continue
		}
		g, message := readSheet(f, name)
		if message != "" {
			return refuse("BOOK-SHEET", message, "把要报的表复制到新的工作簿里再导入")
		}
		grids = append(grids, g)
	}
	return grids, faults
}

// unpacks says in Chinese why a package must not be unpacked; empty where it may. What the parts say of their own size is
// not relied upon: they are unpacked, into nothing, until the limit.
func unpacks(z *zip.Reader) string {
	if len(z.File) > maxParts {
		return "工作簿由 " + strconv.Itoa(len(z.File)) + " 个部分组成，太多了"
	}
	total := int64(0)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return "工作簿里有读不出的部分：" + part.Name
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, maxPart+1))
		r.Close()
		if total += n; n > maxPart || total > maxUnpacked {
			return "工作簿解开后超过 " + strconv.Itoa(maxUnpacked>>20) + " MB，压缩得很不正常"
		}
		if err != nil {
			return "工作簿里有损坏的部分：" + part.Name
		}
	}
	return ""
}

func readSheet(f *excelize.File, name string) (g Grid, refused string) {
	g.Name = name
	rows, err := f.Rows(name)
	if err != nil {
		return g, "这不是表格（图表页等），读不了"
	}
	cells := 0
	for number := 1; rows.Next(); number++ {
		texts, err := rows.Columns()
		if err != nil {
			return g, "第 " + strconv.Itoa(number) + " 行读不出来"
		}
		if len(texts) == 0 { // a formula without a result is a text, and empty
			continue
		}
		row := Row{Number: number, Hidden: rows.GetRowOpts().Hidden}
		for _, text := range texts {
			row.Cells = append(row.Cells, Value{Text: text})
		}
		cells += len(texts)
		g.Rows = append(g.Rows, row)
		if cells > maxCells {
			rows.Close()
			return g, "有内容的单元格超过 " + strconv.Itoa(maxCells) + " 个"
		}
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return g, "工作表的内容有损坏"
	}
	formats := map[int]format{}
	for i := range g.Rows {
		row := &g.Rows[i]
		for col := range row.Cells {
			if refused := describe(f, name, row.Number, col+1, &row.Cells[col], formats); refused != "" {
				return g, refused
			}
		}
	}
	g.Rows = slices.DeleteFunc(g.Rows, func(r Row) bool {
		return !slices.ContainsFunc(r.Cells, func(v Value) bool { return strings.TrimSpace(v.Text) != "" || v.Formula != "" })
	})
	width := 0
	for _, r := range g.Rows {
		width = max(width, len(r.Cells))
	}
	for col := range min(width, 1000) {
		visible, err := f.GetColVisible(name, ColumnName(col+1))
		g.Hidden = append(g.Hidden, err == nil && !visible)
	}
	return g, merge(f, &g)
}

// format is what a cell's number format says of its number.
type format struct {
	kind    Kind
	special string
}

// describe finds out what a cell is beside its text.
func describe(f *excelize.File, sheet string, row, col int, v *Value, formats map[int]format) (refused string) {
	at := CellName(row, col)
	formula, err := f.GetCellFormula(sheet, at)
	if err != nil {
		return at + " 读不出来"
	}
	v.Formula = formula
	if v.Text == "" {
		return ""
	}
	kind, err := f.GetCellType(sheet, at)
	if err != nil {
		return at + " 读不出来"
	}
	switch kind {
	case excelize.CellTypeError:
		v.Kind = Broken
		return ""
	case excelize.CellTypeDate:
		v.Kind = Date
		v.Text, _, _ = strings.Cut(v.Text, "T")
		return ""
	case excelize.CellTypeNumber, excelize.CellTypeUnset:
	default:
		return "" // words, or true and false
	}
	digits, ok := plainDigits(v.Text)
	if !ok {
		return ""
	}
	style, err := f.GetCellStyle(sheet, at)
	if err != nil {
		return at + " 读不出来"
	}
	shown, ok := formats[style]
	if !ok {
		if s, err := f.GetStyle(style); err == nil {
			shown = formatOf(s)
		}
		formats[style] = shown
	}
	v.Kind, v.Format, v.Text = shown.kind, shown.special, digits
	if v.Kind == Date {
		serial, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return ""
		}
		var day time.Time
		if day, err = excelize.ExcelDateToTime(serial, usesDate1904(f)); err == nil {
			v.Text = day.Format(time.DateOnly)
		}
	}
	return ""
}

func usesDate1904(f *excelize.File) bool {
	props, err := f.GetWorkbookProps()
	return err == nil && props.Date1904 != nil && *props.Date1904
}

// plainDigits writes a stored number in digits. Spreadsheet programs store binary numbers and show fifteen digits of them:
// 1.1 may be stored as 1.1000000000000001.
func plainDigits(stored string) (string, bool) {
	plain := strings.TrimLeft(stored, "-0123456789.") == ""
	if plain && len(strings.Trim(stored, "-.")) <= 15 {
		return stored, true
	}
	x, err := strconv.ParseFloat(stored, 64)
	if err != nil {
		return "", false
	}
	short := strconv.FormatFloat(x, 'e', 14, 64)
	x, err = strconv.ParseFloat(short, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(x, 'f', -1, 64), true
}

// formatOf reads a number format: whether it shows a share, a day, or something else than the number's own digits.
func formatOf(s *excelize.Style) format {
	switch n := s.NumFmt; {
	case n == 9 || n == 10:
		return format{kind: Percent}
	case n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58:
		return format{kind: Date}
	}
	if s.CustomNumFmt == nil {
		return format{kind: Number}
	}
	// What stands in quotes or behind a backslash is shown as it is.
	code, words, quoted := "", "", false
	for i := 0; i < len(*s.CustomNumFmt); i++ {
		switch c := (*s.CustomNumFmt)[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
			words += string(c)
		case c == '\\' || c == '!':
			i++
		default:
			code += string(c)
		}
	}
	first, _, _ := strings.Cut(code, ";")
	lower := strings.ToLower(first)
	switch {
	case strings.Contains(first, "%"):
		return format{kind: Percent}
	case strings.ContainsAny(lower, "yd年月日") && !strings.Contains(lower, "0"):
		return format{kind: Date}
	case strings.ContainsAny(*s.CustomNumFmt, "万亿千百") || strings.HasSuffix(strings.TrimRight(first, " _)"), ","):
		return format{kind: Number, special: *s.CustomNumFmt}
	}
	return format{kind: Number}
}

// merge gives every cell of a merged range its value, and the range's name.
func merge(f *excelize.File, g *Grid) (refused string) {
	merged, err := f.GetMergeCells(g.Name, true)
	if err != nil {
		return "合并的单元格读不出来"
	}
	if len(merged) > maxMerged {
		return "合并的单元格有 " + strconv.Itoa(len(merged)) + " 处，太多了"
	}
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, bottom, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || err2 != nil || left == right && top == bottom {
			continue
		}
		first, _ := slices.BinarySearchFunc(g.Rows, top, func(r Row, n int) int { return r.Number - n })
		if first >= len(g.Rows) || g.Rows[first].Number != top {
			continue // nothing is in it
		}
		owner := g.Rows[first].At(left - 1)
		owner.Merged = m.GetStartAxis() + ":" + m.GetEndAxis()
		if owner.Text == "" {
			continue
		}
		right = min(right, left+300) // a title may be merged over a sheet's whole width
		for i := first; i < len(g.Rows) && g.Rows[i].Number <= bottom; i++ {
			row := &g.Rows[i]
			for len(row.Cells) < right {
				row.Cells = append(row.Cells, Value{})
			}
			for col := left; col <= right; col++ {
				row.Cells[col-1] = owner
			}
		}
	}
	return ""
}
