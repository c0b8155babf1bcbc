package acceptance

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press sends real key events, as a keyboard does.
func (tb *tab) press(keys string, options ...chromedp.KeyOption) {
	tb.t.Helper()
	tb.do(chromedp.KeyEvent(keys, options...))
}

// focused describes the element that has the focus, and what is wrong with it; both are empty on the page's body.
type focused struct {
	Name, Fault string
	Index       int // among the elements that take the focus; −1 for another
}

// focusables numbers what the Tab key leads to, in the order of the page, and returns how many there are. Of a group of radio
// buttons it leads to the chosen one, or to the first; the arrows go to the others.
const focusables = `(() => {
	const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
		.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))
		.filter(e => e.type !== "radio" || e === (document.querySelector("input[type=radio][name='" + e.name + "']:checked") || document.getElementsByName(e.name)[0]));
	window.focusOrder = new Map(all.map((e, i) => [e, i]));
	return all.length;
})()`

const focusNow = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return {Name: "", Fault: "", Index: -1};
	const name = e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + " " + (e.getAttribute("aria-label") || e.textContent || e.value || "").trim().slice(0, 30);
	const r = e.getBoundingClientRect(), s = getComputedStyle(e);
	let fault = "";
	const rings = [e, ...e.querySelectorAll("*")].some(x => { const s = getComputedStyle(x); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1; });
	if (!rings) fault = "shows no focus";
	else if (r.width < 1 || r.height < 1) fault = "has no size";
	else if (r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth) fault = "is out of sight";
	else {
		// Not wholly covered (WCAG 2.2, 2.4.11): some point of it answers for itself.
		const boxes = [...e.getClientRects()], inside = (x, y) => { const p = document.elementFromPoint(x, y); return p && (p === e || e.contains(p) || p.contains(e)) || getComputedStyle(e).pointerEvents === "none"; };
		const seen = boxes.some(b => [.1, .5, .9].some(fx => [.2, .5, .8].some(fy => {
			const x = b.left + b.width * fx, y = b.top + b.height * fy;
			return x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && inside(x, y);
		})));
		if (!seen) fault = "is covered";
	}
	return {Name: name, Fault: fault, Index: window.focusOrder?.get(e) ?? -1};
})()`

// With the Tab key alone everything that can be used is reached, in the order in which it stands, and the reader sees where
// he is. One page of every kind.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	kinds := map[string]bool{}
	for _, page := range s.specimens(t) {
		if kinds[kind(page)] {
			continue
		}
		kinds[kind(page)] = true
		tb.open(s.base + page)
		tb.look(desktop)
		count := evaluate[int](tb, focusables)
		reached, last, backward, faults := map[int]bool{}, -1, 0, 0
		for range count + 5 {
			tb.press(kb.Tab)
			at := evaluate[focused](tb, focusNow)
			if at.Fault != "" { // the page may still be on its way there
				evaluate[bool](tb, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 50))))`)
				at = evaluate[focused](tb, focusNow)
			}
			if at.Name == "" {
				break
			}
			if at.Fault != "" {
				if faults++; faults <= 3 {
					t.Errorf("%s: %s %s", page, at.Name, at.Fault)
				}
			}
			if at.Index >= 0 && at.Index < last {
				backward++
			}
			last = max(last, at.Index)
			reached[at.Index] = true
		}
		delete(reached, -1)
		if len(reached) < count {
			t.Errorf("%s: of %d things to use the Tab key reaches %d", page, count, len(reached))
		}
		if backward > 0 {
			t.Errorf("%s: the focus goes back %d times", page, backward)
		}
	}
}

// The first stop is the way past the head of the page; settings and foldable parts answer to the keyboard, and what was
// set is remembered on the next page.
func TestKeyboardControls(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	tb.look(desktop)
	tb.open(s.base + "index.html")

	tb.press(kb.Tab)
	if at := evaluate[focused](tb, focusNow); !strings.HasPrefix(at.Name, "a 跳到正文") || at.Fault != "" {
		t.Errorf("the first stop is %q %s, not the way to the main part", at.Name, at.Fault)
	}
	tb.press(kb.Enter)
	if hash := evaluate[string](tb, `location.hash`); hash != "#main" {
		t.Errorf("Enter on the first stop leads to %q", hash)
	}
	tb.press(kb.Tab)
	if !evaluate[bool](tb, `document.querySelector("main").contains(document.activeElement)`) {
		t.Error("after it the next stop is not in the main part")
	}

	for _, setting := range []struct{ key, value, proof string }{
		{"text", "large", `parseFloat(getComputedStyle(document.querySelector("main p")).fontSize) >= 18`},
		{"contrast", "more", `true`},
		{"theme", "dark", `getComputedStyle(document.body).colorScheme.includes("dark") || getComputedStyle(document.documentElement).colorScheme.includes("dark")`},
	} {
		button := `document.querySelector('.masthead .prefs [data-pref="` + setting.key + `"], [data-pref="` + setting.key + `"]')`
		tb.focusByTab(t, button)
		tb.press(" ")
		if got := evaluate[string](tb, `document.documentElement.dataset["`+setting.key+`"] || ""`); got != setting.value {
			t.Errorf("the space bar on the setting %s gives %q, want %q", setting.key, got, setting.value)
		}
		if !evaluate[bool](tb, button+`.getAttribute("aria-pressed") === "true"`) {
			t.Errorf("the button of %s does not say that it is pressed", setting.key)
		}
		if !evaluate[bool](tb, setting.proof) {
			t.Errorf("the setting %s changes nothing", setting.key)
		}
		tb.open(s.base + "about/index.html")
		if got := evaluate[string](tb, `document.documentElement.dataset["`+setting.key+`"] || ""`); got != setting.value {
			t.Errorf("the next page does not remember the setting %s", setting.key)
		}
		tb.open(s.base + "index.html")
		tb.focusByTab(t, button)
		tb.press(kb.Enter)
		if got := evaluate[string](tb, `document.documentElement.dataset["`+setting.key+`"] || ""`); got == setting.value {
			t.Errorf("pressed once more, the setting %s stays", setting.key)
		}
	}

	fold := `document.querySelector(".matrix summary")`
	tb.focusByTab(t, fold)
	before := evaluate[bool](tb, fold+`.parentElement.open`)
	tb.press(kb.Enter)
	if evaluate[bool](tb, fold+`.parentElement.open`) == before {
		t.Error("Enter does not fold a group of the matrix")
	}
}

// focusByTab presses the Tab key until an element has the focus.
func (tb *tab) focusByTab(t *testing.T, element string) {
	t.Helper()
	evaluate[bool](tb, `(() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); return true })()`)
	for range 400 {
		tb.press(kb.Tab)
		if evaluate[bool](tb, element+` === document.activeElement`) {
			return
		}
	}
	t.Fatalf("the Tab key does not reach %s", element)
}

// The views of an indicator answer to arrows, Home, End and the space bar; what is open stands in the address and is open
// again for whoever gets that address. From a tab the next stop is what it shows.
func TestKeyboardTabs(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	tb.look(desktop)
	page := "indicators/HUKOU_URBAN_RATE/index.html"
	tb.open(s.base + page)
	count := evaluate[int](tb, `document.querySelectorAll("[role=tab]").length`)
	if count < 2 {
		t.Fatalf("%s has %d tabs", page, count)
	}
	// selected is the tab that is chosen; −2 where it is not the one panel that is seen, or more than one takes the focus.
	const selected = `(() => {
		const tabs = [...document.querySelectorAll("[role=tab]")], at = tabs.findIndex(x => x.getAttribute("aria-selected") === "true");
		const seen = tabs.map(x => document.getElementById(x.getAttribute("aria-controls")).checkVisibility());
		return seen.every((s, i) => s === (i === at)) && tabs.filter(x => x.tabIndex === 0).length === 1 && tabs[at].hash === (location.hash || tabs[at].hash) ? at : -2;
	})()`
	tb.focusByTab(t, `document.querySelector("[role=tab][aria-selected=true]")`)
	for _, step := range []struct {
		name, key string
		want      int
	}{
		{"right arrow", kb.ArrowRight, 1}, {"left arrow", kb.ArrowLeft, 0}, {"End", kb.End, count - 1}, {"Home", kb.Home, 0},
		{"left arrow from the first", kb.ArrowLeft, count - 1}, {"right arrow from the last", kb.ArrowRight, 0}, {"right arrow again", kb.ArrowRight, 1},
	} {
		tb.press(step.key)
		if got := evaluate[int](tb, selected); got != step.want {
			t.Errorf("%s: tab %d is open, want %d", step.name, got, step.want)
		}
		if !evaluate[bool](tb, `document.activeElement.getAttribute("aria-selected") === "true"`) {
			t.Errorf("%s: the focus does not go along", step.name)
		}
	}
	tb.press(kb.Tab)
	if !evaluate[bool](tb, `document.activeElement.closest("[role=tabpanel]")?.checkVisibility() === true`) {
		t.Error("after the tabs the next stop is not in the panel")
	}
	address := evaluate[string](tb, `location.href`)
	tb.open("about:blank")
	tb.open(address)
	if got := evaluate[int](tb, selected); got != 1 {
		t.Errorf("opened by its address, %s shows tab %d, want 1", address, got)
	}
}

// An indicator and regions are chosen by keyboard; the comparison follows, its figures are those of the published table, and
// its address makes it again for somebody else.
func TestKeyboardCompare(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	published := readTables(t, s)
	for _, base := range []string{s.base, s.folder()} {
		tb := openTab(t)
		tb.look(desktop)
		tb.open(base + "compare/index.html")
		tb.until(t, "the form is there", `document.querySelector(".chooser select")?.checkVisibility()`)
		tb.focusByTab(t, `document.querySelector(".chooser select")`)
		before := evaluate[string](tb, `document.querySelector(".chooser select").value`)
		tb.press(kb.ArrowDown)
		indicator := evaluate[string](tb, `document.querySelector(".chooser select").value`)
		if indicator == before {
			t.Error("the down arrow chooses no other indicator")
		}
		evaluate[bool](tb, `(() => { for (const b of document.querySelectorAll(".chooser input:checked")) b.click(); return true })()`)
		for range 3 {
			tb.press(kb.Tab)
			tb.press(" ")
		}
		chosen := evaluate[[]string](tb, `[...document.querySelectorAll(".chooser input:checked")].map(b => b.value)`)
		if len(chosen) == 0 {
			t.Fatal("the space bar chooses no region")
		}
		tb.until(t, "the comparison is there", `document.querySelector(".compared")?.checkVisibility() && document.querySelector(".tabled table")`)
		address := evaluate[string](tb, `location.href`)
		for _, part := range append(chosen, indicator) {
			if !strings.Contains(address, part) {
				t.Errorf("the address %s does not hold %s", address, part)
			}
		}
		table := evaluate[[][]string](tb, `[...document.querySelectorAll(".tabled tbody tr")].map(r => [...r.cells].map(c => c.innerText.trim()))`)
		figures := 0
		for key, value := range published.observations {
			if key[0] != indicator || !slices.Contains(chosen, key[1]) {
				continue
			}
			figures++
			want := strconv.FormatFloat(value, 'f', -1, 64)
			if !strings.Contains(strings.ReplaceAll(strings.Join(flat(table), " "), ",", ""), want) {
				t.Errorf("the figure %s of %v is not in the table %.300v", want, key, table)
			}
		}
		if figures == 0 {
			t.Errorf("the table of published figures has none of %s in %s", indicator, chosen)
		}
		tb.open("about:blank")
		tb.open(address)
		tb.until(t, "the comparison is made again", `document.querySelector(".tabled table")`)
		if again := evaluate[[][]string](tb, `[...document.querySelectorAll(".tabled tbody tr")].map(r => [...r.cells].map(c => c.innerText.trim()))`); strings.Join(flat(again), "|") != strings.Join(flat(table), "|") {
			t.Errorf("opened by its address, the table is another: %.300v, want %.300v", again, table)
		}
		tb.judge(t, s)
	}
}

func flat(table [][]string) []string {
	var all []string
	for _, row := range table {
		all = append(all, row...)
	}
	return all
}
