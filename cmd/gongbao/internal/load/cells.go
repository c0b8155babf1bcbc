package load

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// A cell's reading: what a field of the current row means. Every method reports what is wrong with its field and then
// answers false; so it does, without a report, where the whole column is missing, which the header has reported. An
// empty field of a column that may be empty is the zero value and true.

// col is the number of a column by name; the names come from the table's own list.
func (t *table) col(name string) int {
	i, ok := t.index[name]
	if !ok {
		panic("load: no column " + name)
	}
	return i
}

// at is where the current row's field of a column stands; the row where there is no such field.
func (t *table) at(col int) diag.Place {
	if f := t.row[col]; f.line > 0 {
		return t.place(f)
	}
	return t.here()
}

// here is the current row.
func (t *table) here() diag.Place { return diag.Place{File: t.file, Sheet: t.sheet, Line: t.rowLine} }

func (t *table) fault(col int, code, format string, args ...any) {
	t.l.faults.Errorf(t.at(col), code, format, args...)
}

func (t *table) hint(format string, args ...any) { t.l.faults.Hintf(format, args...) }

// filled is a field's content. ok is false where it must not be empty and is.
func (t *table) filled(col int) (text string, ok bool) {
	f := t.row[col]
	if f.text != "" || !t.columns[col].must {
		return f.text, true
	}
	if f.line > 0 {
		t.fault(col, "CSV-EMPTY", "%s 不能空着", t.columns[col].name)
		t.hint("填上这一栏，或删去整行")
	}
	return "", false
}

// words is free text, kept once however often it occurs, so that the table's text can be let go.
func (t *table) words(col int) string {
	text, _ := t.filled(col)
	return t.l.intern(text)
}

func (l *loader) intern(s string) string {
	if s == "" {
		return ""
	}
	if kept, ok := l.interned[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	l.interned[s] = s
	return s
}

// ref is a reference to an entry of a list.
func (t *table) ref(col int, list *codelist) (string, bool) {
	code, ok := t.filled(col)
	if !ok || code == "" {
		return "", ok
	}
	if kept, known := list.resolve(code); known {
		return kept, true
	}
	t.fault(col, list.unknown, "未知的%s %q", list.what, shorten(code))
	t.l.suggest(list, code)
	return "", false
}

// id is the key of the current row in a list that the table defines. Its characters are those that may stand in a path,
// and those of extra.
func (t *table) id(col int, list *codelist, extra string) (string, bool) {
	id, ok := t.filled(col)
	if !ok {
		return "", false
	}
	if bad := badIDRune(id, extra); bad != 0 {
		t.fault(col, "CSV-BAD-ID", "代码 %q 里不能有 %q", shorten(id), bad)
		t.hint("代码只用半角字母、数字、下划线和短横线，它会成为网址的一部分")
		list.excuse(id)
		return "", false
	}
	id = t.l.intern(id)
	if first, dup := list.first(id); dup {
		t.fault(col, "CSV-DUPLICATE-KEY", "%s %q 重复，第一次在 %s", list.what, id, first)
		t.hint("删去一行，或改用另一个代码")
		return "", false
	}
	list.add(id, t.at(col))
	return id, true
}

func badIDRune(id, extra string) rune {
	for i, r := range id {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			continue
		}
		if i > 0 && strings.ContainsRune(extra, r) {
			continue
		}
		return r
	}
	return 0
}

// oneOf is a word out of a fixed list.
func (t *table) oneOf(col int, allowed ...string) (string, bool) {
	word, ok := t.filled(col)
	if !ok || word == "" {
		return "", ok
	}
	if i := slices.Index(allowed, word); i >= 0 {
		return allowed[i], true
	}
	t.fault(col, "CSV-BAD-ENUM", "%s 的值 %q 不在可用的值之中", t.columns[col].name, shorten(word))
	if near, ok := diag.Nearest(word, allowed); ok {
		t.hint("是否为 %q？", near)
	} else {
		t.hint("可用的值：%s", strings.Join(allowed, "、"))
	}
	return "", false
}

func (t *table) yes(col int) bool {
	word, _ := t.oneOf(col, "yes", "no")
	return word == "yes"
}

// number is a figure; nil where the field is empty.
func (t *table) number(col int) (*model.Number, bool) {
	text, ok := t.filled(col)
	if !ok || text == "" {
		return nil, ok
	}
	if n, err := model.ParseNumber(text); err == nil && len(text) <= maxDigits {
		return &n, true
	}
	t.badNumber(col, text)
	return nil, false
}

// maxDigits is more than any statistic has; beyond it stands something that is no figure.
const maxDigits = 30

var (
	thousands = regexp.MustCompile(`^-?\d{1,3}(?:[,， \x{a0}\x{2009}\x{202f}']\d{3})+(?:\.\d+)?$`)
	padded    = regexp.MustCompile(`^(-?)0+(\d+(?:\.\d+)?)$`)
	exponent  = regexp.MustCompile(`^[+-]?\d+(?:\.\d+)?[eE][+-]?\d+$`)
)

func (t *table) badNumber(col int, text string) {
	bare := strings.TrimRight(text, "%‰")
	_, bareErr := model.ParseNumber(bare)
	switch {
	case thousands.MatchString(text):
		t.fault(col, "CSV-THOUSANDS", "数里有千分位分隔符：%q", text)
		t.hint("改为 %q", regexp.MustCompile(`[^\d.-]`).ReplaceAllString(text, ""))
	case bare != text && bareErr == nil:
		t.fault(col, "CSV-PERCENT-SIGN", "数的后面有百分号：%q", text)
		t.hint("改为 %q，计量单位写在 indicators.csv 的 value_unit 里", bare)
	case len(text) > maxDigits:
		t.fault(col, "CSV-BAD-NUMBER", "数太长：%q", shorten(text))
		t.hint("一个数最多 %d 个字符", maxDigits)
	case exponent.MatchString(text):
		t.fault(col, "CSV-BAD-NUMBER", "不是一般写法的数：%q", shorten(text))
		t.hint("科学计数法是表格软件的显示格式，把单元格设为文本，重新录入全部数字")
	case padded.MatchString(text):
		t.fault(col, "CSV-BAD-NUMBER", "数的前面多了零：%q", shorten(text))
		t.hint("改为 %q；是代码就填错了栏", padded.ReplaceAllString(text, "$1$2"))
	case strings.HasPrefix(text, "-") && isNumber(text[1:]):
		t.fault(col, "CSV-BAD-NUMBER", "零没有负的：%q", shorten(text))
		t.hint("改为 %q；若是四舍五入来的，写出原来的小数", text[1:])
	case strings.HasPrefix(text, "+") && isNumber(text[1:]):
		t.fault(col, "CSV-BAD-NUMBER", "数的前面不写加号：%q", shorten(text))
		t.hint("改为 %q", text[1:])
	default:
		t.fault(col, "CSV-BAD-NUMBER", "不是数：%q", shorten(text))
		t.hint("只写数字、小数点和负号；没有数就留空，在 status 写明原因（如 M）")
	}
}

func isNumber(s string) bool {
	_, err := model.ParseNumber(s)
	return err == nil
}

// whole is a whole number within bounds; absent where the field is empty.
func (t *table) whole(col, low, high, absent int) int {
	text, ok := t.filled(col)
	if !ok || text == "" {
		return absent
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.fault(col, "CSV-BAD-NUMBER", "不是整数：%q", shorten(text))
		t.hint("写 %d 到 %d 之间的整数", low, high)
		return absent
	}
	if n < low || n > high {
		t.fault(col, "CSV-RANGE", "%s 应在 %d 到 %d 之间：%d", t.columns[col].name, low, high, n)
		t.hint("检查这个数，或它是否填错了栏")
		return absent
	}
	return n
}

// period is a period; the zero one where the field is empty.
func (t *table) period(col int) (model.Period, bool) {
	text, ok := t.filled(col)
	if !ok || text == "" {
		return model.Period{}, ok
	}
	if p, ok := t.l.periods[text]; ok {
		return p, true
	}
	p, err := model.ParsePeriod(text)
	if err != nil {
		t.fault(col, "CSV-BAD-PERIOD", "不是时期：%q", shorten(text))
		if likely := LikelyPeriod(text); likely != "" {
			t.hint("是否为 %q？", likely)
		} else {
			t.hint("写成 2020、2020-H1、2020-Q2 或 2020-06")
		}
		return model.Period{}, false
	}
	t.l.periods[strings.Clone(text)] = p
	return p, true
}

var looksLikePeriod = []struct {
	pattern *regexp.Regexp
	format  string
}{
	{regexp.MustCompile(`^(\d{4})年?$`), "$1"},
	{regexp.MustCompile(`^(\d{4})[-/.年 ]?[Qq第]?([1-4])(?:季度|[Qq])$`), "$1-Q$2"},
	{regexp.MustCompile(`^(\d{4})[-/.年 ]?[Qq]([1-4])$`), "$1-Q$2"},
	{regexp.MustCompile(`^(\d{4})[-/.年 ]?[Hh]([12])$`), "$1-H$2"},
	{regexp.MustCompile(`^(\d{4})年?上半年$`), "$1-H1"},
	{regexp.MustCompile(`^(\d{4})年?下半年$`), "$1-H2"},
	{regexp.MustCompile(`^(\d{4})(\d\d)$`), "$1-$2"},
}

// looksLikeMonth takes the first day of a month for the month: a spreadsheet shows 2020-06 as 2020/6/1.
var looksLikeMonth = regexp.MustCompile(`^(\d{4})[-/.年—–](\d{1,2})(?:月|[-/.月]0?1日?)?$`)

// LikelyPeriod is what the writer of a malformed period meant, or empty.
func LikelyPeriod(text string) string {
	text = strings.NewReplacer("一季", "1季", "二季", "2季", "三季", "3季", "四季", "4季").Replace(text)
	if m := looksLikeMonth.FindStringSubmatch(text); m != nil {
		month, _ := strconv.Atoi(m[2])
		if p, err := model.ParsePeriod(fmt.Sprintf("%s-%02d", m[1], month)); err == nil {
			return p.String()
		}
	}
	for _, l := range looksLikePeriod {
		if !l.pattern.MatchString(text) {
			continue
		}
		if p, err := model.ParsePeriod(l.pattern.ReplaceAllString(text, l.format)); err == nil {
			return p.String()
		}
	}
	return ""
}

// date is a day, a month or a year of the calendar.
func (t *table) date(col int) model.Date {
	text, _ := t.filled(col)
	if text == "" {
		return model.Date{}
	}
	d, err := model.ParseDate(text)
	if err == nil && d.Day > 0 {
		_, err = time.Parse(time.DateOnly, text) // 31 April is a date by form only
	}
	if err != nil {
		if outOfRange(err) {
			t.fault(col, "CSV-BAD-DATE", "没有这一天：%q", shorten(text))
			t.hint("检查月份和日子")
			return model.Date{}
		}
		t.fault(col, "CSV-BAD-DATE", "不是日期：%q", shorten(text))
		t.hint("写成 2021、2021-05 或 2021-05-07")
		return model.Date{}
	}
	return d
}

// instant is a time with its zone.
func (t *table) instant(col int) (time.Time, bool) {
	text, ok := t.filled(col)
	if !ok || text == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if outOfRange(err) {
			t.fault(col, "CSV-BAD-INSTANT", "没有这一天或这一刻：%q", shorten(text))
			t.hint("检查月、日和时、分")
			return time.Time{}, false
		}
		t.fault(col, "CSV-BAD-INSTANT", "不是带时区的时刻：%q", shorten(text))
		t.hint("写成 2020-07-15T09:00:00+08:00（RFC 3339），东八区写 +08:00")
		return time.Time{}, false
	}
	// time.Parse puts the machine's own zone where the offsets agree; the same table must give the same value.
	if _, offset := at.Zone(); offset == 0 {
		return at.UTC(), true
	} else {
		return at.In(time.FixedZone("", offset)), true
	}
}

// outOfRange reports whether a time has the right form and yet does not exist: 30 February.
func outOfRange(err error) bool {
	var parse *time.ParseError
	return errors.As(err, &parse) && strings.HasSuffix(parse.Message, "out of range")
}

// address is an http(s) address, for it will be a link.
func (t *table) address(col int) string {
	text := t.words(col)
	if text != "" && !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") || strings.ContainsAny(text, " \"<>") {
		t.fault(col, "CSV-BAD-URL", "不是网址：%q", shorten(text))
		t.hint("写以 https:// 开头的完整网址，没有就留空")
		return ""
	}
	return text
}
