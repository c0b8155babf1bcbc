package acceptance

import (
	"strconv"
	"testing"
)

// Pages opened below a sub-path and from a folder ask nobody else for anything, get all that they ask for, complain of
// nothing in the console and stay where they are while their charts come alive.
func TestRequests(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	t.Run("server", func(t *testing.T) { t.Parallel(); checkRequests(t, s, s.base, s.specimens(t)) })
	t.Run("folder", func(t *testing.T) { t.Parallel(); checkRequests(t, s, s.folder(), s.specimens(t)) })
}

func checkRequests(t *testing.T, s *site, base string, pages []string) {
	t.Helper()
	tb := openTab(t)
	tb.look(phoneDark)
	charts := 0
	for _, page := range pages {
		tb.open(base + page)
		if title := evaluate[string](tb, `document.title`); title == "" {
			t.Errorf("%s has no title", page)
		}
		// Those in sight: what is behind a tab comes alive when it is opened.
		n := evaluate[int](tb, `(window.charts = [...document.querySelectorAll("figure[data-chart]")].filter(f => f.checkVisibility())).length`)
		charts += n
		for i := range n {
			tb.wake(t, page, i)
		}
		if shift := evaluate[float64](tb, layoutShift); shift > 0 {
			t.Errorf("%s shifts by %.4f while it loads", page, shift)
		}
		tb.judge(t, s)
	}
	if charts == 0 {
		t.Error("no page has an interactive chart")
	}
}

// wake scrolls to one of window.charts, which loads nothing yet, points at it and waits until it is drawn.
func (tb *tab) wake(t *testing.T, page string, i int) {
	t.Helper()
	figure := `window.charts[` + strconv.Itoa(i) + `]`
	evaluate[bool](tb, figure+`.scrollIntoView({block: "center"}), true`)
	tb.until(t, page+": chart "+strconv.Itoa(i)+" is ready", figure+`.dataset.ready === "true"`)
	if evaluate[bool](tb, figure+`.dataset.drawn === "true"`) {
		t.Errorf("%s: chart %d is drawn before anybody wants it", page, i)
	}
	if i == 0 && evaluate[bool](tb, `!!document.querySelector('script[src$="echarts.js"]')`) {
		t.Errorf("%s loads the charting library before anybody wants it", page)
	}
	evaluate[bool](tb, figure+`.querySelector("div.chart").dispatchEvent(new PointerEvent("pointerenter", {pointerType: "mouse"}))`)
	tb.until(t, page+": chart "+strconv.Itoa(i)+" is drawn", figure+`.dataset.drawn === "true"`)
}

// layoutShift is the cumulative layout shift so far, what the reader's own input moved not counted (as in Web Vitals).
const layoutShift = `new Promise(done => {
	let sum = 0;
	const watch = new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; });
	watch.observe({type: "layout-shift", buffered: true});
	requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})`
