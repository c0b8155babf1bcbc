package acceptance

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongbao/cmd/gongbao/internal/route"
)

// answer is what the search page shows: the address of every result below the site's root, and the line that says the count.
type answer struct {
	Links  []string `json:"links"`
	Marks  []string `json:"marks"`
	Status string   `json:"status"`
}

// ask types a question into the search page, as a reader does who has every key of a keyboard, and waits for the answer.
func (tb *tab) ask(question string) answer {
	tb.t.Helper()
	quoted, err := json.Marshal(question)
	if err != nil {
		tb.t.Fatal(err)
	}
	return evaluate[answer](tb, `(() => { const box = document.querySelector('#q'); box.value = `+string(quoted)+`; box.dispatchEvent(new Event('input')); })(),
		new Promise((done) => setTimeout(() => done({
			links: [...document.querySelectorAll('.results a')].map((a) => a.href.replace(/^.*\/public\//, '')),
			marks: [...document.querySelectorAll('.results mark')].map((m) => m.textContent),
			status: document.querySelector('.count').textContent,
		}), 60))`)
}

// The search page, opened from a folder, finds by names, letters, codes and words inside sentences.
func TestSearch(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	open := func(address string) {
		t.Helper()
		tb.open(address)
		tb.until(t, "the index is loaded", `self.gongbaoNames && self.gongbaoTexts`)
	}
	open(s.folder() + route.File(route.Search))
	for _, tt := range []struct{ question, first, why string }{
		{"七星关", route.County("520502"), "a name"},
		{"qxg", route.County("520502"), "initials"},
		{"qixingguan", route.County("520502"), "pinyin"},
		{"QIXINGGUAN", route.County("520502"), "capitals"},
		{"qi'xing'guan", route.County("520502"), "pinyin as input methods part it"},
		{"七 星 关", route.County("520502"), "spaces between the characters"},
		{"ｑｘｇ", route.County("520502"), "full-width letters"},
		{"dafang", route.County("520521"), "characters of several readings"},
		{"df", route.County("520521"), "initials of a short name"},
		{"weining", route.County("520526"), "the short name of a long one"},
		{"520521", route.County("520521"), "a region's code"},
		{"1-6", route.Measure("1-6"), "a measure's number"},
		{"１－６", route.Measure("1-6"), "a number in full width"},
		{"HUKOU_URBAN_RATE", route.Indicator("HUKOU_URBAN_RATE"), "an indicator's code"},
		{"hukou urban", route.Indicator("HUKOU_URBAN_RATE"), "a part of it, as words"},
		{"hjrkczhl", route.Indicator("HUKOU_URBAN_RATE"), "initials of an indicator"},
		{"市人社局", route.Org("hrss"), "an alias"},
		{"七星关 1-6", route.CountyMeasure("520502", "1-6"), "a place and a measure"},
		{"七星关居住证", route.CountyMeasure("520502", "1-6"), "a place and what a measure is about"},
	} {
		got := tb.ask(tt.question)
		if len(got.Links) == 0 || got.Links[0] != route.File(tt.first) {
			t.Errorf("%s, %s: found %.5q, want %s first", tt.question, tt.why, got.Links, tt.first)
		}
		if !strings.HasPrefix(got.Status, "找到 ") {
			t.Errorf("%s: the reader is told %q", tt.question, got.Status)
		}
	}

	// Words inside sentences: with the sentence, marked, and the page opened at the passage.
	got := tb.ask("返乡创业的人")
	if len(got.Links) == 0 || !strings.Contains(strings.Join(got.Marks, "|"), "返乡创业的人") {
		t.Errorf("words inside a sentence: %+v", got)
	}
	got = tb.ask("进展状态的判定")
	if !strings.Contains(strings.Join(got.Links, " "), route.File(route.Methods)) {
		t.Errorf("a question that no sentence holds as a whole: %q", got.Links)
	}
	got = tb.ask("琴棋书画诗酒茶")
	if len(got.Links) != 0 || got.Status != "没有找到“琴棋书画诗酒茶”" {
		t.Errorf("nothing to be found: %+v", got)
	}
	got = tb.ask(`<img src=x onerror="document.title='x'">`)
	if title := evaluate[string](tb, "document.title"); title == "x" {
		t.Error("a question was run")
	}

	// Every link leads to a file and, where it has one, to an anchor on it: names.js and texts.js are no pages, which the
	// build's own link check would read.
	type place struct{ Page, Anchor string }
	links := evaluate[[]place](tb, `self.gongbaoNames.entries.flatMap(([, , link], i) => {
		const [page, own = ''] = link.split('#'), list = self.gongbaoTexts[i];
		return [{ page, anchor: own }, ...list.filter((_, k) => k % 2 === 0).map((anchor) => ({ page, anchor }))];
	}).map(({ page, anchor }) => ({ Page: page, Anchor: anchor }))`)
	checked := map[place]bool{}
	for _, l := range links {
		if checked[l] {
			continue
		}
		checked[l] = true
		text := s.read(t, l.Page)
		if l.Anchor != "" && !strings.Contains(string(text), `id="`+l.Anchor+`"`) {
			t.Errorf("the index leads to %s#%s, which is not there", l.Page, l.Anchor)
		}
	}
	if len(checked) < 100 {
		t.Errorf("only %d places in the index", len(checked))
	}

	// The question stands in the address, so that a result can be sent to somebody.
	tb.ask("落户")
	address := evaluate[string](tb, "location.href")
	if want := "?q=" + url.QueryEscape("落户"); !strings.HasSuffix(address, want) {
		t.Fatalf("the address is %s, want it to end in %s", address, want)
	}
	open(address)
	if links := evaluate[int](tb, `document.querySelectorAll('.results a').length`); links == 0 {
		t.Error("the question of the address was not asked")
	}

	// By keyboard: down to the results and back.
	type key struct{ press, where string }
	tb.do(chromedp.Focus(chromedp.CSS("#q")))
	for _, k := range []key{{kb.ArrowDown, "A0"}, {kb.ArrowDown, "A1"}, {kb.ArrowUp, "A0"}, {kb.ArrowUp, "INPUT-1"}, {kb.Enter, "A0"}, {kb.Escape, "INPUT-1"}, {kb.Escape, "INPUT-1"}} {
		tb.do(chromedp.KeyEvent(k.press))
		const focus = `document.activeElement.tagName + [...document.querySelectorAll('.results a')].indexOf(document.activeElement)`
		if got := evaluate[string](tb, focus); got != k.where {
			t.Errorf("after %q the focus is on %s, want %s", k.press, got, k.where)
		}
	}
	if left := evaluate[string](tb, `document.querySelector('#q').value`); left != "" {
		t.Errorf("the second Escape left %q in the box", left)
	}
}

// inTheBox puts the focus into the box of a page that has loaded.
const inTheBox = `document.readyState === "complete" && (document.querySelector(".find-box").focus(), document.activeElement.matches(".find-box"))`

// arrive waits for a condition on a page that the browser is going to; on the way there is no answer.
func (tb *tab) arrive(t *testing.T, what, condition string) {
	t.Helper()
	for range 400 {
		if met, err := chromedp.Run(tb.ctx, chromedp.Evaluate[bool](`!!(`+condition+`)`)); err == nil && met {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("after twenty seconds still not: %s", what)
}

// The box of the masthead on a page deep in the tree: a combobox, its index fetched when it is used.
func TestSearchBox(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	tb.look(desktop)
	tb.open(s.folder() + route.File(route.CountyMeasure("520502", "1-6")))
	if loaded := evaluate[int](tb, `document.querySelectorAll('script[src*="search"]').length`); loaded != 0 {
		t.Errorf("%d scripts of the search are loaded before it is used", loaded)
	}
	press := func(keys string) {
		t.Helper()
		tb.do(chromedp.KeyEvent(keys))
	}
	tb.arrive(t, "the box", inTheBox)
	press("df")
	tb.until(t, "options", `document.querySelectorAll('#find-list [role="option"]').length > 1`)
	const input = `document.querySelector('.find-box')`
	if got := evaluate[string](tb, input+`.getAttribute('aria-expanded')`); got != "true" {
		t.Errorf("aria-expanded is %s", got)
	}
	if got := evaluate[string](tb, `document.querySelector('.find [role="status"]').textContent`); !strings.HasPrefix(got, "找到 ") {
		t.Errorf("a screen reader is told %q", got)
	}
	press(kb.ArrowDown)
	const chosen = `document.getElementById(` + input + `.getAttribute('aria-activedescendant'))?.textContent || ''`
	if got := evaluate[string](tb, chosen); !strings.HasPrefix(got, "大方县") {
		t.Errorf("the first option is %q", got)
	}
	press(kb.Escape)
	if open := evaluate[bool](tb, `!document.querySelector('#find-list').hidden`); open {
		t.Error("Escape left the list open")
	}
	press(kb.ArrowDown)
	tb.until(t, "the list opens again", `!document.querySelector('#find-list').hidden`)
	press(kb.ArrowDown)
	press(kb.Enter)
	tb.arrive(t, "Enter opens the choice", `location.pathname.endsWith('counties/520521/index.html')`)

	// Enter without a choice asks the search page.
	tb.arrive(t, "the box of the second page", inTheBox)
	press("qxg")
	tb.until(t, "options on the second page", `document.querySelectorAll('#find-list [role="option"]').length > 1`)
	press(kb.Enter)
	tb.arrive(t, "the search page answers", `location.href.endsWith('search/index.html?q=qxg') && document.querySelectorAll('.results a').length > 0`)
}
