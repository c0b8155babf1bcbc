package yamlmap

import (
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/diag"
)

var codes = Codes{Syntax: "SYNTAX", Type: "TYPE", Unknown: "UNKNOWN", Duplicate: "DUPLICATE"}

func parse(src string) (*Map, *diag.List) {
	var faults diag.List
	return Parse(src, "a.md", 2, codes, &faults), &faults
}

func TestValuesStayAsWritten(t *testing.T) {
	m, faults := parse("region: 000500\nas_of: 2020-07-15T09:00:00+08:00\nlist:\n  - a\n  - \"1-1\"\nempty:\nn: 5\nnested:\n  k: v\n")
	for key, want := range map[string]string{"region": "000500", "as_of": "2020-07-15T09:00:00+08:00", "n": "5"} {
		if got, ok := m.Text(key); !ok || got != want {
			t.Errorf("Text(%s) = %q %v, want %q", key, got, ok, want)
		}
	}
	if items, _ := m.Texts("list"); len(items) != 2 || items[1].Text != "1-1" || items[1].At != (diag.Place{File: "a.md", Line: 6, Column: 5}) {
		t.Errorf("Texts = %v", items)
	}
	if _, ok := m.Text("empty"); ok || !m.Has("empty") {
		t.Error("an empty value counts as text, or its key as missing")
	}
	if nested, ok := m.Map("nested"); !ok || nested.At("k") != (diag.Place{File: "a.md", Line: 10, Column: 6}) {
		t.Errorf("nested.k stands at %v", nested.At("k"))
	}
	if n, ok := m.Int("n"); !ok || n != 5 {
		t.Errorf("Int = %d %v", n, ok)
	}
	if len(*faults) > 0 {
		t.Errorf("faults: %v", *faults)
	}
}

func TestFaults(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"UnknownKey", "titl: x\n", "a.md:2:1: 未知的键 \"titl\" [UNKNOWN]\n  提示：是否为 \"title\"？\n"},
		{"Duplicate", "title: x\n名: y\ntitle: z\n", "a.md:4:1: 键 \"title\" 重复，第一次在第 2 行 [DUPLICATE]\n  提示：只保留一处\n"},
		{"WrongType", "title: [x, y]\n", "a.md:2:8: title 的值 \"[x, y]\" 类型不对，应为一段文字 [TYPE]\n  提示：只写一个值，去掉方括号或短横线\n"},
		{"NotAList", "list: x\n", "a.md:2:7: list 的值 \"x\" 类型不对，应为列表 [TYPE]\n  提示：只有一个也写成列表：[x]\n"},
		{"NotAMapping", "just words\n", "a.md:2:1: 不是“键: 值”的形式：\"just words\" [SYNTAX]\n"},
		{"Colon", "title: 甲: 乙\n", "a.md:2: YAML 格式有误：值里有半角冒号加空格，或缩进不齐 [SYNTAX]\n  提示：给整个值加上引号，同一级的键对齐\n"},
		{"Tab", "nested:\n\tk: v\n", "a.md:3: YAML 格式有误：行首用了制表符"},
		{"TabAfterSpaces", "list:\n  - a\n \t- b\n", "YAML 格式有误：缩进里有制表符 [SYNTAX]\n  提示：缩进用空格\n"},
		{"OpenQuote", "id: a\ntitle: \"x\nlist: [a]\n", "a.md:3:8: YAML 格式有误：这里的引号没有闭合 [SYNTAX]\n  提示：在值的末尾补上半角的 \"；文字里要用这个符号，整个值放进引号\n"},
		{"OpenSingleQuote", "# 名称\n\nid: 'it''s'\ntitle: 'x\n", "a.md:5:8: YAML 格式有误：这里的引号没有闭合 [SYNTAX]"},
		{"QuoteThatSwallows", "title: \"x\nid: \"y\"\n", "a.md:2:8: YAML 格式有误：这里的引号没有闭合 [SYNTAX]"},
		{"OpenList", "list: [a, b\n名: c\n", "a.md:2:7: YAML 格式有误：这里的方括号没有闭合 [SYNTAX]\n  提示：在值的末尾补上半角的 ]；"},
		{"OpenBracket", "id: a\ntitle: [坏\n", "a.md:3:8: YAML 格式有误：这里的方括号没有闭合 [SYNTAX]"},
		{"OpenBracketBeforeAList", "title: [坏\nlist: [a, \"]\"]\n", "a.md:2:8: YAML 格式有误：这里的方括号没有闭合 [SYNTAX]"},
		{"OpenBrace", "nested: {k: v, l: [w]\n", "a.md:2:9: YAML 格式有误：这里的花括号没有闭合 [SYNTAX]"},
		{"WrongBracket", "list: [a}\n", "a.md:2:7: YAML 格式有误：这里的方括号没有闭合 [SYNTAX]"},
		{"NotTheQuoteOfAText", "note: |\n  \"x\n  [y\nlist: [a\n", "a.md:5:7: YAML 格式有误：这里的方括号没有闭合 [SYNTAX]"},
		{"MissingComma", "id: a\nlist: [\"a\" \"b\"]\n", "a.md:3: YAML 格式有误：列表的方括号没有闭合，或缺逗号 [SYNTAX]"},
		{"Outdented", "# 名称\ntitle: x\nlist:\n  - a\n y: z\n", "a.md:6: YAML 格式有误：缩进与上一行不一致"},
		{"Alias", "title: *a\n", "YAML 格式有误：值以 * 开头 [SYNTAX]"},
		{"FullWidthColon", "title：x\nlist: [a]\n", "a.md:2:6: YAML 格式有误：键后面用了全角冒号 [SYNTAX]"},
		{"FullWidthColons", "title：x\n\nlist：y\n", "a.md:2:6: YAML 格式有误：键后面用了全角冒号 [SYNTAX]"},
		{"NoColon", "title: x\nlist\n", "YAML 格式有误：键后面缺半角冒号和空格 [SYNTAX]"},
		{"SecondDocument", "title: x\n---\nlist: [y]\n", "a.md:3:1: 出现了第二段 YAML（---），只能有一段 [SYNTAX]"},
		{"ListOfLists", "list: [a, [b]]\n", "a.md:2:11: list 的值 \"[b]\" 类型不对，应为文字 [TYPE]"},
		{"KeyIsAList", "[a]: b\n", "a.md:2:1: 键不是文字 [TYPE]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, faults := parse(tt.src)
			if m != nil {
				m.Only("title", "list", "名")
				m.Text("title")
				m.Texts("list")
			}
			var out strings.Builder
			if err := faults.Print(&out); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("got\n%swant\n%s", out.String(), tt.want)
			}
		})
	}
}

// No message shows the library's English, whatever the text.
func FuzzSyntax(f *testing.F) {
	for _, s := range []string{"a: [", "a: {b", "a: \"\\q\"", "%x\n---\na", "a: &", "a: !<x", "- a\nb: c", "a: |x\n b", "\ta: b", "'a", "a: '", "#\n[", "a:\x00", "{[}]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if strings.ContainsAny(src, "\u0085\u2028\u2029") {
			return // line ends to YAML alone
		}
		_, faults := parse(src)
		lines := strings.Count(lineEnds.Replace(src), "\n") + 1
		for _, d := range *faults {
			if d.Line < 2 || d.Line > lines+1 {
				t.Errorf("%v lies outside of %q", d.Place, src)
			}
			if d.Code == "SYNTAX" && strings.Contains(d.Message, "yaml") {
				t.Errorf("%q: %s", src, d.Message)
			}
		}
	})
}

func TestFormulas(t *testing.T) {
	m, faults := parse("title: =SUM(A1)\ngroup: \"＋一\"\nname: 一-二\nnested: {k: \"@x\"}\nlist: [-a]\n")
	m.NoFormulas("FORMULA", "title", "group", "name", "list", "missing")
	nested, _ := m.Map("nested")
	nested.NoFormulas("FORMULA", "k")
	var out strings.Builder
	if err := faults.Print(&out); err != nil {
		t.Fatal(err)
	}
	const remedy = "  提示：换一种写法，不以等号、加号、减号或 @ 开头\n"
	want := "a.md:2:8: title 以 '=' 开头，表格软件会当作公式：\"=SUM(A1)\" [FORMULA]\n" + remedy +
		"a.md:3:8: group 以 '＋' 开头，表格软件会当作公式：\"＋一\" [FORMULA]\n" + remedy +
		"a.md:5:13: nested.k 以 '@' 开头，表格软件会当作公式：\"@x\" [FORMULA]\n" + remedy
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
