// Package yamlmap reads a YAML mapping, the configuration or the front matter of a Markdown file, and remembers where
// each key and value stands, so that whatever is wrong with one can be shown to its writer. It is the only package that
// imports the YAML library.
package yamlmap

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"gongbao/cmd/gongbao/internal/diag"
)

// Codes are the stable codes of the faults that this package finds.
type Codes struct {
	Syntax    string // not YAML, or not a mapping
	Type      string // a list where a text belongs, and the like
	Unknown   string // unknown key
	Duplicate string // the same key twice
}

// Map is a mapping with its places. Look-ups of a missing key, or of one whose value is null, find nothing and report
// nothing; a value of the wrong type is reported once, at its place.
type Map struct {
	at      diag.Place // of the first line
	skipped int        // comment lines before the text that the parser was given
	codes   Codes
	faults  *diag.List
	entries []entry
	path    string // "publisher." in a nested mapping
	// reported are the values of a wrong type that somebody looked up before.
	reported map[*yaml.Node]bool
}

type entry struct {
	key   string
	keyAt diag.Place
	value *yaml.Node
}

// Item is an element of a list.
type Item struct {
	Text string
	At   diag.Place
}

// Parse reads src, whose first line is line firstLine of file. It returns nil after a syntax fault. An empty text is an
// empty mapping. Faults go to the list, now and with each look-up.
func Parse(src, file string, firstLine int, codes Codes, faults *diag.List) *Map {
	at := diag.Place{File: file, Line: firstLine}
	m := &Map{at: at, codes: codes, faults: faults, reported: map[*yaml.Node]bool{}}
	// The parser tells the line of a fault only where the mapping begins on its first line; otherwise it tells where that is.
	src = lineEnds.Replace(src)
	comments := leadingComments.FindString(src)
	src, m.skipped = src[len(comments):], strings.Count(comments, "\n")
	dec := yaml.NewDecoder(strings.NewReader(src))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return m
	} else if err != nil {
		m.syntaxFault(src, err)
		return nil
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		faults.Errorf(m.place(&second), codes.Syntax, "出现了第二段 YAML（---），只能有一段")
		faults.Hintf("删去第二个 --- 及其后的内容")
		return nil
	} else if !errors.Is(err, io.EOF) {
		m.syntaxFault(src, err)
		return nil
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return m
	}
	if root.Kind != yaml.MappingNode {
		if m.fullWidthColon(src) {
			return nil
		}
		faults.Errorf(m.place(root), codes.Syntax, "不是“键: 值”的形式：%q", preview(root))
		faults.Hintf("每行写成“键: 值”，冒号用半角，后面空一格")
		return nil
	}
	m.fill(root)
	return m
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

var leadingComments = regexp.MustCompile(`^(?:[ \t]*(?:#[^\n]*)?\n)+`)

func (m *Map) fill(mapping *yaml.Node) {
	first := map[string]int{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k, v := mapping.Content[i], mapping.Content[i+1]
		at := m.place(k)
		if k.Kind != yaml.ScalarNode {
			m.faults.Errorf(at, m.codes.Type, "键不是文字")
			continue
		}
		if line, dup := first[k.Value]; dup {
			m.faults.Errorf(at, m.codes.Duplicate, "键 %q 重复，第一次在第 %d 行", m.path+k.Value, line)
			m.faults.Hintf("只保留一处")
			continue
		}
		first[k.Value] = at.Line
		m.entries = append(m.entries, entry{k.Value, at, v})
	}
}

// yaml.v3 tells the line of a fault only in the error's text, and of some faults nothing.
var faultLine = regexp.MustCompile(`^line (\d+): (.*)`)

// Explanations of what the parser says, by a part of its English words. The first that is contained counts.
var explanations = []struct{ words, cause, remedy string }{
	{"found a tab character", "缩进里有制表符", "缩进用空格"},
	{"found character that cannot start any token", "行首用了制表符，或值以 @ ` % 之类的符号开头", "缩进用空格；这样的值加引号"},
	{"mapping values are not allowed", "值里有半角冒号加空格，或缩进不齐", "给整个值加上引号，同一级的键对齐"},
	{"found unexpected end of stream", "引号没有闭合", "在值的末尾补上引号"},
	{"found unexpected document indicator", "引号没有闭合", "在值的末尾补上引号"},
	{"did not find expected key", "缩进与上一行不一致，或引号之后还有内容", "同一级的键对齐，引号括住整个值"},
	{"could not find expected ':'", "键后面缺半角冒号和空格", "写成“键: 值”，冒号用半角，后面空一格"},
	{"did not find expected ',' or ']'", "列表的方括号没有闭合，或缺逗号", "写成 [a, b]，用半角的方括号和逗号"},
	{"did not find expected ',' or '}'", "花括号没有闭合，或缺逗号", "写成 {键: 值, 键: 值}，用半角的括号、冒号和逗号"},
	{"did not find expected '-' indicator", "列表里有一行没有以短横线开头", "列表的每一行以“- ”开头并且对齐"},
	{"did not find expected node content", "列表或键的值写了一半", "写完整，或删去这一行"},
	{"control characters are not allowed", "有看不见的控制字符", "删去它：把这一行重新录入一遍"},
	{"found undefined tag handle", "值以 ! 开头", "给整个值加上引号"},
	{"unknown anchor", "值以 * 开头", "给整个值加上引号"},
	{"did not find expected alphabetic or numeric character", "值以 & 或 * 开头", "给整个值加上引号"},
	{"block sequence entries are not allowed", "“- ”写在了键的后面", "列表另起一行，每行以“- ”开头"},
	{"escape c", "双引号里的反斜杠不能这样用", "改用单引号，或把反斜杠写两遍"},
	{"found unexpected non-alphabetical character", "值以 %、! 或 & 之类的符号开头", "给整个值加上引号"},
	{"directive", "行首是 %", "给整个值加上引号，或删去这一行"},
	{"<document start>", "正文之后还有内容，或缩进不齐", "每行写成“键: 值”，同一级的键对齐"},
	{"comment or line break", "| 或 > 之后还有内容", "内容从下一行写起"},
	{"indentation indicator", "| 或 > 之后还有内容", "内容从下一行写起"},
	{"tag", "值以 ! 开头", "给整个值加上引号"},
	{"the expected '>'", "值以 ! 开头", "给整个值加上引号"},
	{"whitespace", "引号或符号之后缺空格", "给整个值加上引号"},
	{"exceeded max depth", "括号套得太深", "检查方括号和花括号是否成对"},
	{"aliasing", "值以 * 开头", "给整个值加上引号"},
	{"anchor", "值以 & 开头", "给整个值加上引号"},
}

// fromParser are faults of which the library counts lines from 0; those of its scanner it counts from 1.
var fromParser = regexp.MustCompile(`^did not find expected (?:',' or|'-' indicator|<|key|node content)`)

func (m *Map) syntaxFault(src string, err error) {
	if m.fullWidthColon(src) {
		return
	}
	if offset, mark := unclosed(src); offset >= 0 {
		what, closing := "引号", string(mark)
		switch mark {
		case '[':
			what, closing = "方括号", "]"
		case '{':
			what, closing = "花括号", "}"
		}
		m.faults.Errorf(m.placeOf(src, offset), m.codes.Syntax, "YAML 格式有误：这里的%s没有闭合", what)
		m.faults.Hintf("在值的末尾补上半角的 %s；文字里要用这个符号，整个值放进引号", closing)
		return
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	at := diag.Place{File: m.at.File, Line: m.at.Line + m.skipped}
	if found := faultLine.FindStringSubmatch(text); found != nil {
		n, _ := strconv.Atoi(found[1])
		text = found[2]
		if fromParser.MatchString(text) {
			n++
		}
		// The parser may point past the end of a text that stops too early.
		at.Line += min(max(n, 1), strings.Count(strings.TrimRight(src, "\n"), "\n")+1) - 1
	}
	for _, e := range explanations {
		if strings.Contains(text, e.words) {
			m.faults.Errorf(at, m.codes.Syntax, "YAML 格式有误：%s", e.cause)
			m.faults.Hintf("%s", e.remedy)
			return
		}
	}
	m.faults.Errorf(at, m.codes.Syntax, "YAML 格式有误")
	m.faults.Hintf("检查这一行及上一行的缩进、冒号和引号")
}

var keyBeforeFullWidthColon = regexp.MustCompile(`(?m)^\s*[A-Za-z_]+：`)

// fullWidthColon reports the colon of a Chinese keyboard behind a key, of which the parser only sees the consequences,
// lines later.
func (m *Map) fullWidthColon(src string) bool {
	found := keyBeforeFullWidthColon.FindStringIndex(src)
	if found == nil {
		return false
	}
	m.faults.Errorf(m.placeOf(src, found[1]-len("：")), m.codes.Syntax, "YAML 格式有误：键后面用了全角冒号")
	m.faults.Hintf("改为半角冒号，后面空一格")
	return true
}

// placeOf is where an offset into the parser's text stands in the file.
func (m *Map) placeOf(src string, offset int) diag.Place {
	before := src[:offset]
	return diag.Place{
		File:   m.at.File,
		Line:   m.at.Line + m.skipped + strings.Count(before, "\n"),
		Column: utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1,
	}
}

// place converts the parser's position, which counts characters from 1, to the file's.
func (m *Map) place(n *yaml.Node) diag.Place {
	return diag.Place{File: m.at.File, Line: m.at.Line + m.skipped + n.Line - 1, Column: n.Column}
}

// At is the place of a key's value; the first line of the text where the key is missing.
func (m *Map) At(key string) diag.Place {
	if e := m.find(key); e != nil {
		return m.place(e.value)
	}
	return m.at
}

// Keys are the keys that are there, in the order of the file.
func (m *Map) Keys() []string {
	keys := make([]string, 0, len(m.entries))
	for _, e := range m.entries {
		keys = append(keys, e.key)
	}
	return keys
}

// Has reports whether the key is there, be its value empty.
func (m *Map) Has(key string) bool { return m.find(key) != nil }

func (m *Map) find(key string) *entry {
	for i := range m.entries {
		if m.entries[i].key == key {
			return &m.entries[i]
		}
	}
	return nil
}

// filled finds a key with a value that is not null.
func (m *Map) filled(key string) *yaml.Node {
	e := m.find(key)
	if e == nil || e.value.Kind == yaml.ScalarNode && e.value.Tag == "!!null" {
		return nil
	}
	return e.value
}

// Only reports every key that is not among the known ones.
func (m *Map) Only(known ...string) {
	for _, e := range m.entries {
		if contains(known, e.key) {
			continue
		}
		m.faults.Errorf(e.keyAt, m.codes.Unknown, "未知的键 %q", m.path+e.key)
		if near, ok := diag.Nearest(e.key, known); ok {
			m.faults.Hintf("是否为 %q？", near)
		} else {
			m.faults.Hintf("可用的键：%s", strings.Join(known, "、"))
		}
	}
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// NoFormulas reports the texts of keys that a spreadsheet would run as a formula, for they are published in tables.
func (m *Map) NoFormulas(code string, keys ...string) {
	for _, key := range keys {
		v := m.filled(key)
		if v == nil || v.Kind != yaml.ScalarNode {
			continue
		}
		text := strings.TrimSpace(v.Value)
		if r, _ := utf8.DecodeRuneInString(text); strings.ContainsRune("=+-@＝＋－＠", r) {
			m.faults.Errorf(m.place(v), code, "%s 以 %q 开头，表格软件会当作公式：%q", m.path+key, r, preview(v))
			m.faults.Hintf("换一种写法，不以等号、加号、减号或 @ 开头")
		}
	}
}

// Text is a scalar's text exactly as written: 990100 and 2020-01-01 stay text.
func (m *Map) Text(key string) (string, bool) {
	v := m.filled(key)
	if v == nil {
		return "", false
	}
	if v.Kind != yaml.ScalarNode {
		m.wrongType(key, v, textType)
		return "", false
	}
	return v.Value, true
}

// IsText reports whether the key holds a scalar.
func (m *Map) IsText(key string) bool {
	v := m.filled(key)
	return v != nil && v.Kind == yaml.ScalarNode
}

// Int is a whole number in decimal digits.
func (m *Map) Int(key string) (int, bool) {
	v := m.filled(key)
	if v == nil {
		return 0, false
	}
	n, err := strconv.Atoi(v.Value)
	if v.Kind != yaml.ScalarNode || err != nil {
		m.wrongType(key, v, "一个整数")
		return 0, false
	}
	return n, true
}

// Texts is a list of scalars.
func (m *Map) Texts(key string) ([]Item, bool) {
	v := m.filled(key)
	if v == nil {
		return nil, false
	}
	if v.Kind != yaml.SequenceNode {
		m.wrongType(key, v, listType)
		return nil, false
	}
	items := make([]Item, 0, len(v.Content))
	for _, n := range v.Content {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			m.wrongType(key, n, "文字")
			continue
		}
		items = append(items, Item{n.Value, m.place(n)})
	}
	return items, true
}

// Map is a nested mapping. Its faults are named with the outer key.
func (m *Map) Map(key string) (*Map, bool) {
	v := m.filled(key)
	if v == nil {
		return nil, false
	}
	if v.Kind != yaml.MappingNode {
		m.wrongType(key, v, "缩进的一组“键: 值”")
		return nil, false
	}
	nested := &Map{at: m.at, skipped: m.skipped, codes: m.codes, faults: m.faults, path: m.path + key + ".", reported: m.reported}
	nested.fill(v)
	return nested, true
}

func (m *Map) wrongType(key string, n *yaml.Node, want string) {
	if m.reported[n] {
		return
	}
	m.reported[n] = true
	m.faults.Errorf(m.place(n), m.codes.Type, "%s 的值 %s 类型不对，应为%s", m.path+key, strconv.Quote(preview(n)), want)
	switch {
	case n.Kind == yaml.SequenceNode && want == textType:
		m.faults.Hintf("只写一个值，去掉方括号或短横线")
	case n.Kind == yaml.ScalarNode && want == listType:
		m.faults.Hintf("只有一个也写成列表：[%s]", preview(n))
	default:
		m.faults.Hintf("改成%s", want)
	}
}

// Types as messages name them.
const (
	textType = "一段文字"
	listType = "列表"
)

// preview is a value as a message shows it, on one line.
func preview(n *yaml.Node) string {
	switch n.Kind {
	case yaml.ScalarNode:
		text := []rune(n.Value)
		if len(text) > 40 {
			return string(text[:40]) + "…"
		}
		return n.Value
	case yaml.SequenceNode:
		var words []string
		for _, c := range n.Content {
			words = append(words, preview(c))
		}
		return "[" + strings.Join(words, ", ") + "]"
	case yaml.MappingNode:
		return "{…}"
	}
	return "*" + n.Value
}

// IsEmpty reports whether the key is missing or has no value.
func (m *Map) IsEmpty(key string) bool { return m.filled(key) == nil }

// Decode reads a YAML document that is ours, such as a message catalogue, into a value; a key that stands twice is an error.
func Decode(text []byte, into any) error { return yaml.Unmarshal(text, into) }
