package format

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"

	"gongbao/cmd/gongbao/internal/dataset"
)

// The limits of a worksheet (Excel 2007 and later).
const (
	sheetRows = 1 << 20 // with the header
	cellRunes = 32767
)

// XLSX writes a workbook (ECMA-376) of two sheets: 说明, what the data set is and what its columns mean, and the table
// itself, as a table in Excel's sense, so that a screen reader knows its header and a filter is at hand. Codes and names
// are text, numbers are numbers shown with the digits that they were written with, the header stays in view.
//
// It is written here and not by a library: every distinct text stands once in the workbook's shared strings, as Excel
// itself does it, and a row is then a few numbers. A million rows take about a tenth of the time that excelize needs for
// them with its stream writer. Tests read the result with excelize and with LibreOffice.
func XLSX(w io.Writer, t *dataset.Table, about About) error {
	if t.Len() >= sheetRows {
		return fmt.Errorf("%s has %d rows, a worksheet takes %d", t.Name, t.Len(), sheetRows-1)
	}
	b := newBook(w, t, about)
	for _, part := range []struct {
		name  string
		write func(*bufio.Writer)
	}{
		{"[Content_Types].xml", b.contentTypes},
		{"_rels/.rels", b.rootRelations},
		{"docProps/app.xml", b.application},
		{"docProps/core.xml", b.core},
		{"xl/workbook.xml", b.workbook},
		{"xl/_rels/workbook.xml.rels", b.relations},
		{"xl/styles.xml", b.styles},
		{"xl/sharedStrings.xml", b.sharedStrings},
		{"xl/worksheets/sheet1.xml", b.notes},
		{"xl/worksheets/sheet2.xml", b.sheet},
		{"xl/worksheets/_rels/sheet2.xml.rels", b.sheetRelations},
		{"xl/tables/table1.xml", b.table},
	} {
		if err := b.part(part.name, part.write); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// newZip packs files with a fixed date and a compressor that keeps up with the formats.
func newZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		c := compressors.Get().(*flate.Writer)
		c.Reset(w)
		return &compressor{c}, nil
	})
	return z
}

// compressors are used again: a workbook has a dozen parts, most of a few hundred bytes, and one takes half a megabyte.
var compressors = sync.Pool{New: func() any {
	c, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is one that there is
	return c
}}

// compressor goes back when its part is complete.
type compressor struct{ *flate.Writer }

func (c *compressor) Close() error {
	err := c.Writer.Close()
	compressors.Put(c.Writer)
	c.Writer = nil
	return err
}

type book struct {
	zip     *zip.Writer
	t       *dataset.Table
	about   About
	date    time.Time
	strings []string   // shared, in order of first use
	cells   [][]string // of every column, for every distinct value: what stands between the reference and </c>
	widths  []int      // of the columns, in characters
	used    int        // cells that refer to a shared string
}

// styles of cells: numbers in xl/styles.xml. Numbers with d decimals have the style numberStyle + d.
const (
	plainStyle  = 0
	textStyle   = 1
	headerStyle = 2
	titleStyle  = 3
	wrapStyle   = 4
	numberStyle = 5
	maxDecimals = 9
)

func newBook(w io.Writer, t *dataset.Table, about About) *book {
	b := &book{zip: newZip(w), t: t, about: about, date: about.Date.UTC()}
	if about.Date.IsZero() {
		b.date = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // the first that a ZIP can say
	}
	number := map[string]int{}
	for col := range t.Fields {
		f := &t.Fields[col]
		values := t.Values(col)
		used := make([]int, len(values))
		for _, code := range t.Codes(col) {
			used[code]++
		}
		cells, width := make([]string, len(values)), runes(f.Name)+4 // the filter's button
		for i, cell := range values {
			if used[i] == 0 || cell == "" {
				continue
			}
			width = max(width, runes(cell))
			switch f.Type {
			case "number", "integer":
				_, fraction, _ := strings.Cut(cell, ".")
				cells[i] = fmt.Sprintf(`" s="%d"><v>%s</v></c>`, numberStyle+min(len(fraction), maxDecimals), cell)
			case "boolean":
				cells[i] = `" t="b"><v>` + map[string]string{"true": "1", "false": "0"}[cell] + `</v></c>`
			default:
				n, known := number[cell]
				if !known {
					n = len(b.strings)
					number[cell] = n
					b.strings = append(b.strings, cell)
				}
				b.used += used[i]
				cells[i] = fmt.Sprintf(`" s="%d" t="s"><v>%d</v></c>`, textStyle, n)
			}
		}
		b.cells = append(b.cells, cells)
		b.widths = append(b.widths, min(width+2, 60))
	}
	return b
}

// runes is a text's width in a fixed pitch: a Chinese character takes two columns.
func runes(s string) int {
	n := 0
	for _, r := range s {
		if r > 0x2e7f {
			n++
		}
		n++
	}
	return n
}

func (b *book) part(name string, write func(*bufio.Writer)) error {
	// NonUTF8 would be wrong of a name in ASCII; Modified alone carries a date.
	p, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.date})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(p, chunk)
	out.WriteString(xml.Header)
	write(out)
	return out.Flush()
}

// escaped is a text in XML. Tabs and line breaks in an attribute would become blanks, so they are written as references.
func escaped(s string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(s))
	return out.String()
}

const (
	mainSpace     = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relationSpace = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/"
	relation      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	contentType   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

func (b *book) contentTypes(out *bufio.Writer) {
	fmt.Fprintf(out, `<Types xmlns="%scontent-types">`, packageSpace)
	out.WriteString(`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>`)
	for _, p := range [][2]string{
		{"/xl/workbook.xml", "sheet.main"}, {"/xl/styles.xml", "styles"}, {"/xl/sharedStrings.xml", "sharedStrings"},
		{"/xl/worksheets/sheet1.xml", "worksheet"}, {"/xl/worksheets/sheet2.xml", "worksheet"}, {"/xl/tables/table1.xml", "table"},
	} {
		fmt.Fprintf(out, `<Override PartName="%s" ContentType="%s%s+xml"/>`, p[0], contentType, p[1])
	}
	out.WriteString(`</Types>`)
}

func relations(out *bufio.Writer, targets ...[2]string) {
	fmt.Fprintf(out, `<Relationships xmlns="%srelationships">`, packageSpace)
	for i, t := range targets {
		kind := relation + t[0]
		if strings.HasPrefix(t[0], "metadata/") {
			kind = packageSpace + "relationships/" + t[0]
		}
		fmt.Fprintf(out, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, kind, t[1])
	}
	out.WriteString(`</Relationships>`)
}

func (b *book) rootRelations(out *bufio.Writer) {
	relations(out, [2]string{"officeDocument", "xl/workbook.xml"}, [2]string{"metadata/core-properties", "docProps/core.xml"},
		[2]string{"extended-properties", "docProps/app.xml"})
}

func (b *book) relations(out *bufio.Writer) {
	relations(out, [2]string{"worksheet", "worksheets/sheet1.xml"}, [2]string{"worksheet", "worksheets/sheet2.xml"},
		[2]string{"styles", "styles.xml"}, [2]string{"sharedStrings", "sharedStrings.xml"})
}

func (b *book) sheetRelations(out *bufio.Writer) {
	relations(out, [2]string{"table", "../tables/table1.xml"})
}

func (b *book) application(out *bufio.Writer) {
	fmt.Fprintf(out, `<Properties xmlns="%s"><Application>gongbao</Application><Company>%s</Company></Properties>`,
		"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", escaped(b.about.Publisher))
}

// core properties: the title and the language are what a screen reader asks for first.
func (b *book) core(out *bufio.Writer) {
	fmt.Fprintf(out, `<cp:coreProperties xmlns:cp="%smetadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" `+
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`, packageSpace)
	fmt.Fprintf(out, `<dc:title>%s</dc:title><dc:subject>%s</dc:subject><dc:creator>%s</dc:creator><dc:description>%s</dc:description><dc:language>zh-CN</dc:language>`,
		escaped(b.t.Title), escaped(b.about.Site), escaped(b.about.Publisher), escaped(b.t.Description))
	if !b.about.Date.IsZero() {
		at := b.date.Format(time.RFC3339)
		fmt.Fprintf(out, `<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified>`, at, at)
	}
	out.WriteString(`</cp:coreProperties>`)
}

// workbook opens on the table; its header is printed on every page.
func (b *book) workbook(out *bufio.Writer) {
	fmt.Fprintf(out, `<workbook %s %s><bookViews><workbookView activeTab="1"/></bookViews><sheets>`+
		`<sheet name="说明" sheetId="1" r:id="rId1"/><sheet name="%s" sheetId="2" r:id="rId2"/></sheets>`+
		`<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="1">'%s'!$1:$1</definedName></definedNames></workbook>`,
		mainSpace, relationSpace, escaped(b.sheetName()), escaped(b.sheetName()))
}

// sheetName is the table's own name, which has at most 31 characters in Excel.
func (b *book) sheetName() string {
	name := b.t.Name
	return name[:min(len(name), 31)]
}

func (b *book) styles(out *bufio.Writer) {
	fmt.Fprintf(out, `<styleSheet %s><numFmts count="%d">`, mainSpace, maxDecimals+1)
	for d := range maxDecimals + 1 {
		code := "0"
		if d > 0 {
			code += "." + strings.Repeat("0", d)
		}
		fmt.Fprintf(out, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+d, code)
	}
	const font = `<name val="Microsoft YaHei"/><family val="2"/></font>`
	out.WriteString(`</numFmts><fonts count="3"><font><sz val="11"/>` + font + `<font><b/><sz val="11"/>` + font + `<font><b/><sz val="14"/>` + font + `</fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	fmt.Fprintf(out, `<cellXfs count="%d">`, numberStyle+maxDecimals+1)
	out.WriteString(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
		`<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`)
	for d := range maxDecimals + 1 {
		fmt.Fprintf(out, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 164+d)
	}
	out.WriteString(`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
}

func (b *book) sharedStrings(out *bufio.Writer) {
	fmt.Fprintf(out, `<sst %s count="%d" uniqueCount="%d">`, mainSpace, b.used, len(b.strings))
	for _, s := range b.strings {
		if utf8.RuneCountInString(s) > cellRunes {
			s = string([]rune(s)[:cellRunes])
		}
		out.WriteString(`<si><t xml:space="preserve">`)
		out.WriteString(escaped(s))
		out.WriteString(`</t></si>`)
	}
	out.WriteString(`</sst>`)
}

// notes is the sheet 说明.
func (b *book) notes(out *bufio.Writer) {
	fmt.Fprintf(out, `<worksheet %s><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="28" customWidth="1"/>`+
		`<col min="3" max="3" width="12" customWidth="1"/><col min="4" max="4" width="80" customWidth="1"/></cols><sheetData>`, mainSpace)
	row := 0
	line := func(style int, cells ...string) {
		row++
		fmt.Fprintf(out, `<row r="%d">`, row)
		for i, c := range cells {
			if c != "" {
				fmt.Fprintf(out, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnName(i), row, style, escaped(c))
			}
		}
		out.WriteString(`</row>`)
	}
	line(titleStyle, b.t.Title)
	for _, fact := range [][2]string{
		{"内容", b.t.Description}, {"数据性质", b.about.Notice}, {"出自", b.about.Site}, {"主办", b.about.Publisher},
		{"发布批次", b.about.Release}, {"许可", b.about.Licence}, {"引用", b.about.Citation},
		{"行数", strconv.Itoa(b.t.Len())}, {"缺数", "空单元格"},
	} {
		if fact[1] != "" {
			line(textStyle, fact[0], fact[1])
		}
	}
	row++
	line(headerStyle, "字段", "名称", "类型", "说明")
	for i := range b.t.Fields {
		f := &b.t.Fields[i]
		about := f.Description
		for _, c := range f.Categories {
			if about != "" {
				about += "；"
			}
			about += c.Value + " " + c.Label
		}
		line(wrapStyle, f.Name, f.Title, f.Type, about)
	}
	out.WriteString(`</sheetData></worksheet>`)
}

// columnName is a column's letters: 0 is A, 26 AA.
func columnName(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

func (b *book) area() string {
	// A table needs a row below its header, even where the data set has none.
	return "A1:" + columnName(len(b.t.Fields)-1) + strconv.Itoa(max(b.t.Len(), 1)+1)
}

func (b *book) sheet(out *bufio.Writer) {
	fmt.Fprintf(out, `<worksheet %s %s><dimension ref="%s"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">`+
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>`,
		mainSpace, relationSpace, b.area())
	for i, width := range b.widths {
		fmt.Fprintf(out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	out.WriteString(`</cols><sheetData><row r="1">`)
	letters := make([]string, len(b.t.Fields)) // <c r="A
	for i, f := range b.t.Fields {
		letters[i] = `<c r="` + columnName(i)
		fmt.Fprintf(out, `%s1" s="%d" t="inlineStr"><is><t>%s</t></is></c>`, letters[i], headerStyle, escaped(f.Name))
	}
	out.WriteString(`</row>`)
	codes := make([][]uint32, len(b.t.Fields))
	for col := range codes {
		codes[col] = b.t.Codes(col)
	}
	var number []byte
	for row := range b.t.Len() {
		number = strconv.AppendInt(number[:0], int64(row+2), 10)
		out.WriteString(`<row r="`)
		out.Write(number)
		out.WriteString(`">`)
		for col := range codes {
			if cell := b.cells[col][codes[col][row]]; cell != "" {
				out.WriteString(letters[col])
				out.Write(number)
				out.WriteString(cell)
			}
		}
		out.WriteString(`</row>`)
	}
	out.WriteString(`</sheetData><pageSetup paperSize="9" orientation="landscape"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`)
}

func (b *book) table(out *bufio.Writer) {
	fmt.Fprintf(out, `<table %s id="1" name="%s" displayName="%s" ref="%s"><autoFilter ref="%s"/><tableColumns count="%d">`,
		mainSpace, b.tableName(), b.tableName(), b.area(), b.area(), len(b.t.Fields))
	for i, f := range b.t.Fields {
		fmt.Fprintf(out, `<tableColumn id="%d" name="%s"/>`, i+1, escaped(f.Name))
	}
	out.WriteString(`</tableColumns><tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>`)
}

// tableName must not look like a cell's address and takes no hyphen.
func (b *book) tableName() string { return "t_" + strings.ReplaceAll(b.t.Name, "-", "_") }
