package bulletin

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// What needs a decision is asked for, by kind, with unit and date; where nothing does there is no box.
func TestAsks(t *testing.T) {
	deadlines := func(w *world, day model.Date) {
		for i := range w.plan.Actions {
			w.plan.Actions[i].Deadline = day
		}
	}
	past, last := model.Date{Year: 2023, Month: 12}, model.Date{Year: 2024, Month: 1, Day: 20}
	for _, test := range []struct {
		name    string
		subject Subject
		change  func(*world)
		want    []string
	}{
		{"no data twice", Subject{Kind: OfCity}, func(*world) {}, []string{"2-1 森林防火、2-2 古树名木登记连续两期无数据，请市水务局、市林业局2月10日前明确口径并补报。"}},
		{"a deadline that is over", Subject{Kind: OfCity}, func(w *world) { deadlines(w, past) }, []string{
			"1-1 良种苗木保障、1-2 护林员队伍整改到期后仍然滞后，请市林业局2月10日前说明原因，重定措施和时限。", "古树名木登记连续两期",
		}},
		{"the day itself is not over", Subject{Kind: OfCity}, func(w *world) { deadlines(w, last) }, []string{"古树名木登记连续两期"}},
		{"one item", Subject{OfCounty, "990121"}, func(w *world) { deadlines(w, past) }, []string{
			"1-1 良种苗木保障整改已于2023年12月底到期，仍比序时进度低33.0个百分点，请青石县人民政府2月10日前说明原因，重定措施和时限。",
		}},
		{"no remedy", Subject{OfMeasure, "1-1"}, func(*world) {}, []string{"全市、白沙县、临江区等4个地区滞后而未报整改措施，请市林业局、白沙县人民政府、临江区人民政府等4个单位2月10日前补报。"}},
		{"nothing to ask", Subject{Kind: OfCity}, func(w *world) { w.plan.Measures = w.plan.Measures[:2] }, nil},
		{"a release without a date", Subject{Kind: OfCity}, func(w *world) { w.plan.Releases[1].PublishedAt = time.Time{} }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(fiveCounties...)
			test.change(w)
			c := checkSheetsOf(t, w.edition(t, test.subject))
			items := listItems(t, c)
			if len(items) < len(test.want) || test.want == nil && len(items) > 0 {
				t.Fatalf("got %q\nwant %q", items, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(items[i], want) {
					t.Errorf("item %d: %q\nwant %q", i+1, items[i], want)
				}
			}
		})
	}
}

// listItems are the texts of the numbered list, which is tagged as one: L, and in it LI of Lbl and LBody.
func listItems(t *testing.T, c *composer) (items []string) {
	t.Helper()
	text := map[*pdfa.Element]string{}
	for _, s := range c.sheets {
		for _, m := range s.marks {
			if mark, ok := m.mark.(textMark); ok {
				text[m.part.Of()] += mark.text
			}
		}
	}
	var walk func(*pdfa.Element)
	walk = func(e *pdfa.Element) {
		if e.Role == pdfa.List && e.Ordered {
			for i, item := range e.Kids() {
				kids := item.Kids()
				if item.Role != pdfa.Item || len(kids) != 2 || kids[0].Role != pdfa.Label || kids[1].Role != pdfa.ItemBody || text[kids[0]] != string(rune('1'+i))+"." {
					t.Errorf("item %d is no LI of Lbl and LBody", i+1)
				}
				items = append(items, text[kids[1]])
			}
		}
		for _, kid := range e.Kids() {
			walk(kid)
		}
	}
	walk(c.tags.root)
	return items
}

// Several remedies of one item are a list in their cell, one item each, also where the row goes on over a page.
func TestRemediesAreAList(t *testing.T) {
	w := newWorld(fiveCounties...)
	const count = 12
	for range count - 1 {
		w.plan.Actions = append(w.plan.Actions, model.Action{Measure: "1-2", Period: period("2023-Q4"), Text: strings.Repeat("缺岗的乡镇6月底前补齐，逐村公示名单。", 6), Org: "finance"})
	}
	c := checkSheets(t, w)
	var lengths []int
	var walk func(*pdfa.Element)
	walk = func(e *pdfa.Element) {
		if e.Role == pdfa.List && !e.Ordered {
			lengths = append(lengths, len(e.Kids()))
		}
		for _, kid := range e.Kids() {
			walk(kid)
		}
	}
	walk(c.tags.root)
	if !slices.Equal(lengths, []int{count}) {
		t.Errorf("lists of %v items", lengths)
	}
}
