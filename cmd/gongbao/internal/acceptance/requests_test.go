package acceptance

import (
	"strconv"
	"strings"
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
		n := evaluate[int](tb, `document.querySelectorAll("figure[data-chart]").length`)
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

// wake scrolls to one of the page's interactive charts and waits until it is drawn.
func (tb *tab) wake(t *testing.T, page string, i int) {
	t.Helper()
	evaluate[bool](tb, strings.ReplaceAll(`(() => { document.querySelectorAll("figure[data-chart]")[#].scrollIntoView({block: "center"}); return true })()`, "#", strconv.Itoa(i)))
	tb.until(t, page+": chart "+strconv.Itoa(i)+" is drawn", strings.ReplaceAll(`document.querySelectorAll("figure[data-chart]")[#].dataset.drawn === "true"`, "#", strconv.Itoa(i)))
}

// layoutShift is the cumulative layout shift so far, what the reader's own input moved not counted (as in Web Vitals).
const layoutShift = `new Promise(done => {
	let sum = 0;
	const watch = new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; });
	watch.observe({type: "layout-shift", buffered: true});
	requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})`
