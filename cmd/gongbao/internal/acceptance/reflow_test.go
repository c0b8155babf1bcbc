package acceptance

import (
	"strings"
	"testing"
)

// No page scrolls sideways or cuts text off, on a phone of 320 pixels (WCAG 2.2, 1.4.10), with large type, with the
// reader's own text spacing (1.4.12), zoomed (1.4.4), or on a larger screen.
func TestReflow(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	checkReflow(t, s, s.specimens(t), phone, phoneLarge, phoneWide, phoneDark, zoomed, tablet, between, desktop, large)
}

func checkReflow(t *testing.T, s *site, pages []string, ways ...way) {
	t.Helper()
	tb := openTab(t)
	for _, page := range pages {
		tb.open(s.base + page)
		for _, w := range ways {
			tb.look(w)
			for _, fault := range evaluate[[]string](tb, overflowing) {
				t.Errorf("%s, %s (%d px): %s", page, w.name, w.width, fault)
			}
		}
	}
}

// overflowing lists what is wider than the window and what shows less text than it holds. A box that scrolls by itself
// may hold anything; what is there for screen readers alone is small on purpose.
var overflowing = strings.TrimSpace(`
(() => {
	const faults = [], root = document.documentElement, width = root.clientWidth;
	const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.getAttribute("class") ? "." + e.getAttribute("class").trim().replace(/\s+/g, ".") : "");
	const scrolls = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
		const s = getComputedStyle(p); if (s.overflowX !== "visible") return true; } return false; };
	if (root.scrollWidth > width) {
		faults.push("the page is " + root.scrollWidth + " px wide");
		for (const e of document.body.querySelectorAll("*")) {
			const r = e.getBoundingClientRect();
			if (r.width && r.right > width + 1 && e.checkVisibility() && !scrolls(e)) { faults.push("  " + name(e.parentElement) + " > " + name(e) + " ends at " + Math.round(r.right) + ": " + e.textContent.trim().slice(0, 30)); if (faults.length > 6) break; }
		}
	}
	for (const e of document.body.querySelectorAll("main *, header *, footer *")) {
		if (e.closest(".vh, svg, [hidden]") || !e.checkVisibility() || !e.textContent.trim()) continue;
		const s = getComputedStyle(e);
		if (e.clientWidth > 2 && ((s.overflowX === "hidden" || s.overflowX === "clip") && e.scrollWidth > e.clientWidth + 1 ||
			(s.overflowY === "hidden" || s.overflowY === "clip") && e.scrollHeight > e.clientHeight + 1)) faults.push(name(e) + " cuts off " + e.textContent.trim().slice(0, 40));
	}
	return faults;
})()`)
