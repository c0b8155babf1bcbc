package acceptance

import (
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/route"
)

// In large type nothing that one reads is under 18 px, on a phone and on a larger screen: text, controls, and what charts
// say, which their own scale makes smaller or larger.
func TestLargeType(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	for _, page := range s.specimens(t) {
		if page == route.NotFound {
			continue // it stands at any address, so it loads neither style sheet nor settings
		}
		tb.open(s.base + page)
		for _, w := range []way{{name: "large type on a phone", width: 360, choice: large.choice}, large} {
			tb.look(w)
			for _, fault := range evaluate[[]string](tb, small) {
				t.Errorf("%s, %s (%d px): %s", page, w.name, w.width, fault)
			}
		}
	}
}

// small lists the text under 18 px, once a kind. An address that is set to be copied is not read; what is folded away or
// there for screen readers alone is not seen.
var small = strings.TrimSpace(`
(() => {
	const faults = new Map(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const kind = e => e.tagName.toLowerCase() + "." + (e.getAttribute("class") || "");
	const look = (e, text) => {
		if (!text.trim() || e.closest(".vh, script, noscript, pre, code") || !e.checkVisibility() || !e.getClientRects().length) return;
		let size = parseFloat(getComputedStyle(e).fontSize);
		const drawing = e.closest("svg[viewBox]");
		if (drawing) size *= drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
		if (size < 17.95) faults.set(kind(e), kind(e) + " is " + size.toFixed(1) + " px: " + text.trim().slice(0, 30));
	};
	while (texts.nextNode()) look(texts.currentNode.parentElement, texts.currentNode.data);
	for (const e of document.querySelectorAll("input:not([type=checkbox], [type=radio]), select")) look(e, e.placeholder || e.value || "-");
	return [...faults.values()];
})()`)
