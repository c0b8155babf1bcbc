package load

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/rows"
)

// table reads a CSV file (RFC 4180) row by row and knows where every field stands, which encoding/csv tells in bytes of
// a decoded text and gives up at the first fault of. A row with a fault of form is reported and skipped.
type table struct {
	l    *loader
	file string
	text string // line ends are \n

	columns []column
	index   map[string]int // column name to its position in columns
	// order tells for each field of a row which column it is; -1 for an unknown one.
	order []int
	// spare are the columns at the end, numbered by order, that have no name: a spreadsheet writes those that once held
	// something. They are passed over as long as their cells are empty too.
	spare    int
	spareAt  field
	reported bool // that they are not
	// lacking says that a required column is missing: rows are still checked, but the table cannot be relied upon.
	lacking bool
	strange bool // there are columns of unknown names; a column that is missing may be one of them
	// lost holds the fields of skipped rows, ids and names among them: references to them are no faults.
	lost []string

	// The scanner. pos is the next byte; line and lineStart belong to it.
	pos, line, lineStart int
	unclosed             int // quotes that never closed
	fields               []field

	// rows are those of a table that is no text, counted from 1 by line; sheet is what places call them.
	rows  *rows.Table
	sheet string
	sum   *Queried // of rows that a database gave

	// The current row.
	rowLine int
	row     []field // by column; absent columns have line 0
}

// column is a column that a table may have.
type column struct {
	name string
	must bool // there must be such a column, and its cells must not be empty
	text bool // free text, not a code or a figure
}

type field struct {
	text string
	// start is the field's offset, its opening quote included; lineStart that of its line. In a table that is no text start is
	// the number of the column, and line that of the row.
	start, lineStart, line int
}

// textColumns hold words; with _en after them they hold English ones. All other columns hold codes and figures.
var textColumns = []string{"name", "short_name", "publisher", "licence", "title", "text", "definition", "note", "aliases", "value_unit_en", "approved_by", "because", "checked_by", "subject"}

// openTable reads a file and its header. It returns nil where the file cannot be used; the reason is reported, except
// that a missing file is not a fault by itself.
func (l *loader) openTable(file string) (*table, fileState) {
	text, state := l.readText(file)
	if state != readable {
		return nil, state
	}
	t := newTable(l, file, text)
	if !t.header() {
		return nil, broken
	}
	return t, readable
}

func newTable(l *loader, file, text string) *table {
	t := &table{l: l, file: file, text: text, columns: columnsOf(file), line: 1, index: map[string]int{}}
	for i, c := range t.columns {
		t.index[c.name] = i
	}
	t.row = make([]field, len(t.columns))
	return t
}

func (t *table) header() bool {
	at := diag.Place{File: t.file, Line: 1}
	switch ok, found := t.scan(); {
	case !found:
		t.l.faults.Errorf(diag.Place{File: t.file}, "CSV-EMPTY-FILE", "文件是空的，连表头也没有")
		t.l.faults.Hintf("首行写表头：%s", t.columnNames())
		return false
	case !ok:
		return false
	}
	at.Line = t.fields[0].line
	// Excel's own line that names the delimiter.
	if sep, ok := strings.CutPrefix(strings.ToLower(t.fields[0].text), "sep="); ok && t.fields[0].line == 1 {
		if sep != "" && sep != "," {
			t.l.faults.Errorf(t.place(t.fields[0]), "CSV-DELIMITER", "各栏之间用的是 %q，不是半角逗号", sep)
			t.l.faults.Hintf("另存为“CSV UTF-8（逗号分隔）”，不用写这一行")
			return false
		}
		return t.header() // sep=, is two fields, the second empty; the header is on the next line
	}
	if len(t.fields) == 1 && len(t.columns) > 1 {
		if sep := strings.IndexAny(t.fields[0].text, "\t;；，|"); sep >= 0 {
			r, _ := utf8.DecodeRuneInString(t.fields[0].text[sep:])
			t.l.faults.Errorf(t.place(t.fields[0]), "CSV-DELIMITER", "各栏之间用的是 %q，不是半角逗号", r)
			t.l.faults.Hintf("另存为“CSV UTF-8（逗号分隔）”")
			return false
		}
	}
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	named := len(t.fields)
	for named > 0 && t.fields[named-1].text == "" {
		named--
	}
	if t.spare = len(t.fields) - named; t.spare > 0 {
		t.spareAt = t.fields[named]
	}
	first := map[string]bool{}
	seen := make([]bool, len(t.columns))
	for n, f := range t.fields {
		col, known := t.index[f.text]
		switch {
		case n >= named:
			col = -1
		case f.text == "":
			t.l.faults.Errorf(t.place(f), "CSV-BLANK-HEADER", "表头第 %d 栏没有名称", n+1)
			t.l.faults.Hintf("写上名称，或删去这一栏")
			col = -1
		case first[f.text]:
			t.l.faults.Errorf(t.place(f), "CSV-DUPLICATE-COLUMN", "表头里 %q 重复", f.text)
			t.l.faults.Hintf("只保留一栏")
			col = -1
		case !known:
			t.strange = true
			t.l.faults.Errorf(t.place(f), "CSV-UNKNOWN-COLUMN", "未知的栏 %q", f.text)
			if near, ok := diag.Nearest(strings.TrimSpace(f.text), names); ok {
				t.l.faults.Hintf("是否为 %q？", near)
			} else {
				t.l.faults.Hintf("可用的栏：%s", strings.Join(names, "、"))
			}
			col = -1
		}
		first[f.text] = true
		t.order = append(t.order, col)
		if col >= 0 {
			seen[col] = true
		}
	}
	var lacking []string
	for i, c := range t.columns {
		if c.must && !seen[i] {
			lacking = append(lacking, c.name)
		}
	}
	if lacking != nil {
		t.lacking = true
		t.l.faults.Errorf(at, "CSV-MISSING-COLUMN", "表头缺少必需的栏：%s", strings.Join(lacking, "、"))
		t.l.faults.Hintf("表头应有：%s", t.columnNames())
	}
	return true
}

// columnNames are the required columns, as a header line.
func (t *table) columnNames() string { return requiredColumns(t.columns) }

func requiredColumns(columns []column) string {
	var names []string
	for _, c := range columns {
		if c.must {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, ",")
}

// next goes to the next row that has the form of a row. Rows whose fields are all empty, as spreadsheets leave behind,
// are passed over.
func (t *table) next() bool {
	for {
		ok, found := t.scan()
		if !found {
			return false
		}
		blank := true
		for i := range t.fields {
			blank = blank && t.fields[i].text == ""
		}
		if blank {
			continue
		}
		// Of empty cells at the end, a spreadsheet writes all or none.
		if n := len(t.fields); ok && (n > len(t.order) || n < len(t.order)-t.spare) {
			t.wrongWidth()
			ok = false
		}
		if !ok {
			t.lose()
			continue
		}
		if !t.reported && slices.ContainsFunc(t.fields[min(len(t.order)-t.spare, len(t.fields)):], func(f field) bool { return f.text != "" }) {
			t.reported = true
			t.l.faults.Errorf(t.place(t.spareAt), "CSV-BLANK-HEADER", "表头第 %d 栏没有名称，而第 %d 行在这里有内容", len(t.order)-t.spare+1, t.fields[0].line)
			t.l.faults.Hintf("写上名称，或清空没有名称的各栏")
		}
		t.rowLine = t.fields[0].line
		for n, f := range t.fields {
			if col := t.order[n]; col >= 0 {
				t.row[col] = f
				if !plain(f.text) {
					t.row[col].text = t.clean(f, t.columns[col].text)
				}
			}
		}
		return true
	}
}

func (t *table) wrongWidth() {
	got, want := len(t.fields), len(t.order)
	at := t.fields[got-1]
	if got > want {
		at = t.fields[want]
	}
	t.l.faults.Errorf(t.place(at), "CSV-FIELDS", "本行有 %d 栏，表头有 %d 栏", got, want)
	if got > want {
		t.l.faults.Hintf("内容里的逗号要连同整栏放进半角引号，如 \"甲,乙\"；千分位要去掉")
	} else {
		t.l.faults.Hintf("空着的栏也要留逗号")
	}
}

func (t *table) lose() {
	for _, f := range t.fields {
		for word := range strings.SplitSeq(f.text, "|") { // aliases of an organisation
			if word = strings.TrimSpace(word); word != "" {
				t.lost = append(t.lost, strings.Clone(word))
			}
		}
	}
}

// scan reads the next record into fields. ok says that its quotes are right; found that there was one at all.
func (t *table) scan() (ok, found bool) {
	if t.rows != nil {
		return t.scanRow()
	}
	for t.pos < len(t.text) && t.text[t.pos] == '\n' {
		t.newline(t.pos)
	}
	if t.pos >= len(t.text) {
		return false, false
	}
	t.fields, ok = t.fields[:0], true
	for {
		f := field{start: t.pos, lineStart: t.lineStart, line: t.line}
		if t.pos < len(t.text) && t.text[t.pos] == '"' {
			text, closed := t.quoted(f)
			f.text, ok = text, ok && closed
		} else {
			f.text = t.text[t.pos:t.fieldEnd()]
			t.pos += len(f.text)
			if q := strings.IndexByte(f.text, '"'); q >= 0 {
				at := field{start: f.start + q, lineStart: f.lineStart, line: f.line}
				t.l.faults.Errorf(t.place(at), "CSV-QUOTE", "没有引号开头的栏里出现了半角引号：%q", shorten(f.text))
				t.l.faults.Hintf("中文内容用“”；要用半角引号，整栏放进引号，里面的引号写两遍")
				ok = false
			}
		}
		t.fields = append(t.fields, f)
		if t.pos >= len(t.text) {
			return ok, true
		}
		if t.text[t.pos] == '\n' {
			t.newline(t.pos)
			return ok, true
		}
		t.pos++ // the comma
	}
}

func (t *table) newline(at int) {
	t.pos, t.lineStart = at+1, at+1
	t.line++
}

// fieldEnd is the offset of the comma or the line end that follows.
func (t *table) fieldEnd() int {
	for i := t.pos; i < len(t.text); i++ {
		if c := t.text[i]; c == ',' || c == '\n' {
			return i
		}
	}
	return len(t.text)
}

// quoted reads a field in quotes, which may span lines.
func (t *table) quoted(f field) (text string, ok bool) {
	body, escaped := t.pos+1, false
	end := body
	for {
		q := strings.IndexByte(t.text[end:], '"')
		if q < 0 {
			t.unclosed++
			t.l.faults.Errorf(t.place(f), "CSV-QUOTE", "这里的半角引号没有闭合")
			t.l.faults.Hintf("在这一栏的末尾补上引号，或删去开头的引号")
			if t.pos += strings.IndexByte(t.text[t.pos:]+"\n", '\n'); t.unclosed > 2 {
				t.pos = len(t.text) // the rest makes no sense
			}
			return "", false
		}
		end += q
		if end+1 < len(t.text) && t.text[end+1] == '"' {
			end, escaped = end+2, true
			continue
		}
		break
	}
	text = t.text[body:end]
	if n := strings.Count(text, "\n"); n > 0 {
		t.line += n
		t.lineStart = body + strings.LastIndexByte(text, '\n') + 1
	}
	if escaped {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	t.pos = end + 1
	if rest := t.fieldEnd(); rest > t.pos {
		at := field{start: t.pos, lineStart: t.lineStart, line: t.line}
		t.l.faults.Errorf(t.place(at), "CSV-QUOTE", "引号闭合之后还有内容：%q", shorten(t.text[t.pos:rest]))
		t.l.faults.Hintf("引号里面的引号写两遍，逗号紧跟在闭合的引号之后")
		t.pos = rest
		return text, false
	}
	return text, true
}

// place is where a field stands, in characters.
func (t *table) place(f field) diag.Place {
	if t.rows != nil {
		return diag.Place{File: t.file, Sheet: t.sheet, Line: f.line, Column: f.start}
	}
	return diag.Place{File: t.file, Line: f.line, Column: utf8.RuneCountInString(t.text[f.lineStart:f.start]) + 1}
}

// plain reports whether a field is beyond suspicion: printable ASCII without blanks at its ends and without the first
// character of a formula. Nearly all fields of a large table are.
func plain(s string) bool {
	if s == "" {
		return true
	}
	switch s[0] {
	case ' ', '=', '+', '-', '@':
		return false
	}
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return s[len(s)-1] != ' '
}

// clean reports characters that must not be in a field and returns what the writer meant, so that one slip is one
// fault.
func (t *table) clean(f field, isText bool) string {
	s := f.text
	if isText {
		if r, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t＝＋－＠", r) {
			t.l.faults.Errorf(t.place(f), "CSV-FORMULA", "文字以 %q 开头，表格软件会当作公式：%q", r, shorten(s))
			t.l.faults.Hintf("换一种写法，不以等号、加号、减号、@ 或制表符开头；没有内容就留空")
			return strings.TrimSpace(s)
		}
	}
	unseen := func(r rune) bool { return r == '\t' || invisible(r) } // a tab would end the cell for many programs
	if bad := strings.IndexFunc(s, unseen); bad >= 0 {
		r, _ := utf8.DecodeRuneInString(s[bad:])
		cleaned := strings.Map(func(r rune) rune {
			if unseen(r) {
				return -1
			}
			return r
		}, s)
		t.l.faults.Errorf(t.place(f), "CSV-CONTROL", "有看不见的控制字符 %U", r)
		t.l.faults.Hintf("改为 %q", shorten(cleaned))
		s = cleaned
	}
	if trimmed := strings.TrimSpace(s); trimmed != s {
		t.l.faults.Errorf(t.place(f), "CSV-BLANK", "两端有空白：%q", shorten(s))
		if trimmed == "" {
			t.l.faults.Hintf("清空这一栏")
		} else {
			t.l.faults.Hintf("改为 %q", shorten(trimmed))
		}
		s = trimmed
	}
	if composed := norm.NFC.String(s); composed != s {
		t.l.faults.Errorf(t.place(f), "TEXT-NFC", "有不规范的字符，看起来一样而编码不同：%q", shorten(s))
		t.l.faults.Hintf("改为 %q（Unicode 规范形式 NFC）", shorten(composed))
		s = composed
	}
	if half := HalfWidth(s); !isText && half != s {
		t.l.faults.Errorf(t.place(f), "CSV-FULLWIDTH", "有全角的字符：%q", shorten(s))
		t.l.faults.Hintf("改为半角 %q", shorten(half))
		s = half
	}
	return s
}

// invisible characters change a code without showing, or turn the text around them. A line end and a tab show. Selectors of
// variants stay: rare Chinese names need them.
func invisible(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
		return true
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0: // fillers
		return true
	}
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef // no characters at all
}

// HalfWidth replaces the full-width forms of ASCII (U+FF01 to U+FF5E, and the minus sign U+2212) where a digit, a
// letter or a sign is meant.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == 0x2212:
			return '-'
		}
		return r
	}, s)
}

// shorten is a value as a message shows it.
func shorten(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}
