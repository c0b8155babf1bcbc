package prose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

const clauseText = `户籍改革分三步走，先放开。

- **放开落户**：限制取消，见[1-1](measure:1-1)。
- **放开落户**：再说一遍。
- 有序市民化，见[1-2](measure:1-2)和[1-3](measure:1-3)。{#orderly}

## 谁来办

1. 先受理

   再审核
   - 又分两种

| 目标 | 值 |
|---|---|
| [城镇化率](indicator:X) | 43% |
`

func TestClauses(t *testing.T) {
	p, links, faults := ParseSection(clauseText, "content/sections/01-goals.md", 1, "goals")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var got []string
	for _, c := range p.Clauses {
		got = append(got, c.ID+" "+c.Label+" "+strings.Join(c.Measures, ","))
		if strings.Count(p.HTML, ` id="`+c.ID+`"`) != 1 || strings.Count(p.HTML, `<a class="clause" href="#`+c.ID+`"></a>`) != 1 {
			t.Errorf("%s: not one anchor and one link to it in %s", c.ID, p.HTML)
		}
		if !slices.ContainsFunc(links, func(l Link) bool { return l.Scheme == "" && l.Target == c.ID }) {
			t.Errorf("%s: its anchor is not handed to the caller", c.ID)
		}
	}
	want := []string{
		"goals-hu-ji-gai-ge-fen-san-bu-zou 户籍改革分三步走 ",
		"goals-1-1 放开落户 1-1",
		"goals-fang-kai-luo-hu 放开落户 ",
		"orderly 有序市民化 1-2,1-3",
		"goals-shui-lai-ban 谁来办 ",
		"goals-xian-shou-li 先受理 ",
		"goals-you-fen-liang-zhong 又分两种 ",
		"goals-cheng-zhen-hua-lv 城镇化率 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if strings.Contains(p.HTML, "{#") {
		t.Error("an anchor is left in the text: " + p.HTML)
	}
	for _, b := range p.Blocks {
		if strings.Contains(b.PlainText(), "<a") || strings.Contains(b.PlainText(), "{#") {
			t.Errorf("paper shows %q", b.PlainText())
		}
	}
}

// A clause that is added, changed or taken away leaves the others' anchors as they were.
func TestAnchorsStay(t *testing.T) {
	ids := func(src string) []string {
		p, _, _ := ParseSection(src, "a.md", 1, "goals")
		var ids []string
		for _, c := range p.Clauses {
			ids = append(ids, c.ID)
		}
		return ids
	}
	before := ids(clauseText)
	for _, line := range regexp.MustCompile(`(?m)^(- |1\. |户籍).*$`).FindAllString(clauseText, -1) {
		for _, src := range []string{
			strings.Replace(clauseText, line, "", 1),
			strings.Replace(clauseText, line, line+"又加了一句。", 1),
			"新的一段，放在最前。\n\n" + clauseText,
		} {
			gone := 0
			after := ids(src)
			for _, id := range before {
				if !slices.Contains(after, id) {
					gone++
				}
			}
			if gone > 1 { // the clause itself
				t.Errorf("without or with more of %q: %q is now %q", line, before, after)
			}
		}
	}
}

func TestClauseFaults(t *testing.T) {
	for src, code := range map[string]string{
		"一段 {#a}\n\n- 又一条 {#a}": "MD-DUPLICATE-ID",
		"一段 {#A_1}":             "MD-BAD-ID",
	} {
		_, _, faults := ParseSection(src, "a.md", 10, "goals")
		if len(faults) != 1 || faults[0].Code != code || faults[0].Place.Line < 10 || faults[0].Place.Column < 1 || faults[0].Hint == "" {
			t.Errorf("%q: %v", src, faults)
		}
	}
}

// Other texts have no clauses: {#…} after a paragraph is text there, as it always was.
func TestNoClausesElsewhere(t *testing.T) {
	p, _, _ := Parse(clauseText, "content/measures/1-1.md", 1)
	if p.Clauses != nil || strings.Contains(p.HTML, "clause") {
		t.Error("a measure's text has clauses")
	}
	var none []model.Clause
	if q, _, _ := ParseSection("", "a.md", 1, "goals"); !slices.EqualFunc(q.Clauses, none, func(a, b model.Clause) bool { return a.ID == b.ID }) {
		t.Errorf("an empty section has clauses: %v", q.Clauses)
	}
}
