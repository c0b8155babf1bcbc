package prose

import (
	"reflect"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

func TestHTML(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"StrongBesideChinesePunctuation", "落实**「三权」**分置", "<p>落实<strong>「三权」</strong>分置</p>\n"},
		{"StrongBesideCurlyQuotes", "落实**“三权”**分置，**（一）**和**注意：**都要", "<p>落实<strong>“三权”</strong>分置，<strong>（一）</strong>和<strong>注意：</strong>都要</p>\n"},
		{"StrongInLatin", "a **b** c, 2 * 3 * 4", "<p>a <strong>b</strong> c, 2 * 3 * 4</p>\n"},
		{"LineBreakInChinese", "第一行，\n第二行“引\n文”", "<p>第一行，第二行“引文”</p>\n"},
		{"LineBreakBesideStrong", "第一行\n**第二行**\n第三行", "<p>第一行<strong>第二行</strong>第三行</p>\n"},
		{"LineBreakInLatin", "one\n**two**\nthree 四\nfive", "<p>one\n<strong>two</strong>\nthree 四\nfive</p>\n"},
		{"HeadingIDs", "## 做什么\n\n## 为谁做 {#for-whom onclick=x}\n\n### 细则", "<h2 id=\"h-01-goals-1\">做什么</h2>\n<h2 id=\"for-whom\">为谁做</h2>\n<h3 id=\"h-01-goals-3\">细则</h3>\n"},
		{"Table", "|甲|乙|\n|--:|--|\n|1|2|", "<table>\n<thead>\n<tr>\n<th>甲</th>\n<th>乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"},
		{"PlanLinks", "见[措施](measure:1-1)和[指标](indicator:HUKOU_RATE)", "<p>见<a href=\"measure:1-1\">措施</a>和<a href=\"indicator:HUKOU_RATE\">指标</a></p>\n"},
		{"Comment", "上文<!-- 自用 -->下文\n\n<!-- 待补 -->\n\n末段", "<p>上文下文</p>\n<p>末段</p>\n"},
		{"EscapedBracket", `小于 \<b> 的 & 值`, "<p>小于 &lt;b&gt; 的 &amp; 值</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _, faults := Parse(tt.src, "content/sections/01-goals.md", 1)
			if p.HTML != tt.want || len(faults) > 0 {
				t.Errorf("got  %q\nwant %q\n%v", p.HTML, tt.want, faults)
			}
		})
	}
}

func TestBlocks(t *testing.T) {
	const src = `## 谁来做

由**牵头单位**负责，
见[方案](../plan/)与 <https://example.gov.cn/>。

1. 甲

   甲的续段
2. 乙
   - 乙之一

> 引文 &amp; 其他

| 名称 | 值 |
|---|---|
| 一 | **二** |
`
	p, _, faults := Parse(src, "content/measures/1-1.md", 5)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	plain := func(s string) []model.Span { return []model.Span{{Text: s}} }
	want := []model.Block{
		{Kind: model.Heading, Level: 2, ID: "h-1-1-1", Spans: plain("谁来做")},
		{Kind: model.Paragraph, Spans: []model.Span{{Text: "由"}, {Text: "牵头单位", Strong: true}, {Text: "负责，见"},
			{Text: "方案", Link: "../plan/"}, {Text: "与 "}, {Text: "https://example.gov.cn/", Link: "https://example.gov.cn/"}, {Text: "。"}}},
		{Kind: model.ListItem, Level: 1, Marker: "1.", Spans: plain("甲")},
		{Kind: model.ListItem, Level: 1, Spans: plain("甲的续段")},
		{Kind: model.ListItem, Level: 1, Marker: "2.", Spans: plain("乙")},
		{Kind: model.ListItem, Level: 2, Marker: "•", Spans: plain("乙之一")},
		{Kind: model.Paragraph, Spans: plain("引文 & 其他")},
		{Kind: model.TableRow, IsLabel: true, Cells: [][]model.Span{plain("名称"), plain("值")}},
		{Kind: model.TableRow, Cells: [][]model.Span{plain("一"), {{Text: "二", Strong: true}}}},
	}
	if !reflect.DeepEqual(p.Blocks, want) {
		t.Errorf("got  %+v\nwant %+v", p.Blocks, want)
	}
}

func TestFaults(t *testing.T) {
	tests := []struct{ name, src, place, code string }{
		{"Script", "正文\n\n<script>alert(1)</script>", "a.md:12:1", "MD-RAW-HTML"},
		{"InlineHTML", "正文<b>粗</b", "a.md:10:3", "MD-RAW-HTML"},
		{"JavaScript", "看[这里](javascript:alert(1))", "a.md:10:2", "MD-LINK"},
		{"Data", "看\n这里[这里](data:text/html,x)", "a.md:11:3", "MD-LINK"},
		{"HiddenScheme", "看[这里](JaVaScript:x)", "a.md:10:2", "MD-LINK"},
		{"OtherHost", "看[这里](//example.com/)", "a.md:10:2", "MD-LINK"},
		{"Image", "图![图](a.png)", "a.md:10:2", "MD-IMAGE"},
		{"FirstLevel", "正文\n\n# 标题", "a.md:12:1", "MD-HEADING"},
		{"SkippedLevel", "## 一\n\n#### 二", "a.md:12:1", "MD-HEADING"},
		{"DuplicateID", "## 一 {#a}\n\n## 二 {#a}", "a.md:12:1", "MD-DUPLICATE-ID"},
		{"BadID", "## 一 {#A_1}", "a.md:10:1", "MD-BAD-ID"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _, faults := Parse(tt.src, "a.md", 10)
			if len(faults) != max(1, strings.Count(tt.src, "b>")) || faults[0].Code != tt.code || faults[0].Place.String() != tt.place || faults[0].Hint == "" {
				t.Errorf("got %v, want %s %s with a hint", faults, tt.place, tt.code)
			}
			for _, bad := range []string{"<script", "<b>", "href=\"javascript", "href=\"data", "<img"} {
				if strings.Contains(p.HTML, bad) {
					t.Errorf("%s is in %s", bad, p.HTML)
				}
			}
		})
	}
}

func TestLinksHavePlaces(t *testing.T) {
	_, links, _ := Parse("见[一](measure:1-1)。\n\n## 二 {#two}\n", "a.md", 3)
	want := []Link{
		{"measure", "1-1", diag.Place{File: "a.md", Line: 3, Column: 2}},
		{"", "two", diag.Place{File: "a.md", Line: 5, Column: 1}},
	}
	if !reflect.DeepEqual(links, want) {
		t.Errorf("got %v, want %v", links, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("## 一\n\n**「三权」** [a](measure:1-1) <b>\n\n- 甲\n  1. 乙\n\n|a|\n|-|\n|b|\n")
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Count(src, "\n") + 1
		p, _, faults := Parse(src, "a.md", 1)
		for _, d := range faults {
			if d.Line > lines {
				t.Errorf("%v lies beyond the text", d.Place)
			}
		}
		if strings.Contains(strings.ToLower(p.HTML), "<script") {
			t.Errorf("a script came through: %q", p.HTML)
		}
	})
}
