package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/template"
	"gongbao/cmd/gongbao/internal/workbook"
)

// MaxText is the most bytes that a CSV file may have: some two hundred thousand figures.
const MaxText = 8_000_000

// MaxSize is the most bytes that a file may have, by its name.
func MaxSize(name string) int64 {
	if isBook(name) {
		return workbook.MaxFile
	}
	return MaxText
}

func isBook(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".txt", ".tsv":
		return false
	}
	return true
}

// Reads reports whether a file of this name may be a table; others in a folder are passed over.
func Reads(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".et", ".ods":
		return !strings.HasPrefix(path.Base(name), "~$") && !strings.HasPrefix(path.Base(name), ".")
	}
	return false
}

// file reads one file that was sent. What it is, is seen from its content and not from its name.
func (c *collector) file(s Sent) {
	at := diag.Place{File: s.Name}
	c.sheets = append(c.sheets, [2]string{s.Name, ""})
	if len(s.Content) == 0 {
		c.fault(at, "IMPORT-EMPTY", "请对方重发", "文件是空的")
		return
	}
	if strings.EqualFold(path.Ext(s.Name), ".xlsm") {
		c.fault(at, "BOOK-MACROS", "另存为“Excel 工作簿（.xlsx）”，宏不会被运行，也不读带宏的文件", "这是启用宏的工作簿（.xlsm）")
		return
	}
	before := len(c.readings)
	faults := len(c.faults)
	switch {
	case bytes.HasPrefix(s.Content, []byte("PK\x03\x04")), bytes.HasPrefix(s.Content, []byte("\xd0\xcf\x11\xe0")):
		grids, found := workbook.Read(s.Name, s.Content)
		c.faults = append(c.faults, found...)
		c.book(s.Name, grids)
	case bytes.HasPrefix(s.Content, []byte("%PDF")), bytes.HasPrefix(s.Content, []byte("{\\rtf")):
		c.fault(at, "BOOK-FORMAT", "把其中的表复制到工作簿里，存为 .xlsx", "这不是表格文件")
		return
	default:
		if g, ok := c.text(s); ok {
			c.grid(s.Name, g, false)
		}
	}
	if len(c.readings) == before && len(c.faults) == faults {
		c.faults.Warnf(at, "IMPORT-NOTHING", "这个文件里没有一个填了的数")
		c.faults.Hintf("看看是不是拿错了文件，或填在了别处")
	}
}

// book reads the sheets of a workbook. The sheets of a form that hold no figures are ours.
func (c *collector) book(file string, grids []workbook.Grid) {
	isForm, tables := false, 0
	for _, g := range grids {
		isForm = isForm || isFormSheet(g)
		if _, ok := c.header(g); ok {
			tables++
		}
	}
	for _, g := range grids {
		switch {
		case isForm && (g.Name == template.GuideSheet || g.Name == template.CodeSheet):
		case len(g.Rows) == 0:
		default:
			c.grid(file, g, isForm || tables > 0)
		}
	}
}

func (c *collector) grid(file string, g workbook.Grid, beside bool) {
	c.sheets = append(c.sheets, [2]string{file, g.Name})
	if isFormSheet(g) {
		c.form(file, g)
		return
	}
	c.ordinary(file, g, beside)
}

// place is where a cell stands; col counts from 0, and -1 is the whole row.
func place(file string, g workbook.Grid, row *workbook.Row, col int) diag.Place {
	at := diag.Place{File: file, Sheet: g.Name}
	if row != nil {
		if at.Line = row.Number; col >= 0 {
			at.Column = col + 1
			if g.Name == "" {
				at.Column = row.At(col).Column
			}
		}
	}
	return at
}

// text reads a CSV file as a grid. Its fields stand apart by commas, or by what its first lines have more of: tabs or
// semicolons.
func (c *collector) text(s Sent) (g workbook.Grid, ok bool) {
	at := diag.Place{File: s.Name}
	text, bad := load.Decode(s.Content)
	switch bad {
	case "":
	case "UTF-16":
		c.fault(at, "FILE-UTF16", "另存为“CSV UTF-8（逗号分隔）”，或存为 .xlsx", "文件是 UTF-16 编码")
		return g, false
	default:
		line := strings.Count(text[:max(strings.IndexRune(text, utf8.RuneError), 0)], "\n") + 1
		at.Line = line
		c.fault(at, "FILE-BAD-BYTES", "多半是两种编码的内容拼在了一起，或这不是表格：用表格软件打开看看，另存为 .xlsx", "文件大体是 %s 编码，但这里的字节不成文字", bad)
		return g, false
	}
	if strings.ContainsRune(text, 0) {
		c.fault(at, "BOOK-FORMAT", "用表格软件打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”", "这不是表格文件")
		return g, false
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	lines := strings.Split(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	r.Comma = delimiter(lines[:min(len(lines), 20)])
	for {
		cells, err := r.Read()
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse):
			at.Line = parse.StartLine
			c.fault(at, "CSV-QUOTE", "中文内容用“”；要用半角引号，整栏放进引号，里面的引号写两遍。用表格软件另存一遍即可", "半角引号没有成对，或引号之后还有内容")
			return g, false
		case err != nil:
			return g, true
		}
		row := workbook.Row{}
		empty := true
		for i, cell := range cells {
			line, column := r.FieldPos(i)
			if i == 0 {
				row.Number = line
			}
			v := workbook.Value{Text: strings.Clone(cell)}
			if line <= len(lines) && column-1 <= len(lines[line-1]) {
				v.Column = utf8.RuneCountInString(lines[line-1][:column-1]) + 1
			}
			row.Cells = append(row.Cells, v)
			empty = empty && strings.TrimSpace(cell) == ""
		}
		if !empty {
			g.Rows = append(g.Rows, row)
		}
	}
}

func delimiter(lines []string) rune {
	best, most := ',', 0
	for _, d := range []rune{',', '\t', ';'} {
		n := 0
		for _, l := range lines {
			n += strings.Count(l, string(d))
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// unknownColumns names columns for a message.
func unknownColumns(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("“%s”", n)
	}
	return strings.Join(quoted, "、")
}
