package acceptance

import (
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/route"
)

// The system's own palette, as the contrast themes of Windows are, on a dark and on a light ground.
var (
	forced      = way{name: "forced colours in the dark", width: 1280, media: map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}}
	forcedPhone = way{name: "forced colours on a phone", width: 360, media: map[string]string{"forced-colors": "active", "prefers-color-scheme": "light"}}
	// prefersMore is the system's wish for contrast, without the site's own switch.
	prefersMore = way{name: "a system that prefers more contrast", width: 1280, media: map[string]string{"prefers-contrast": "more"}}
)

// In forced colours, and where the system prefers more contrast, every text keeps 4.5 : 1 to its ground and every mark that
// says something 3 : 1.
func TestForcedColours(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	tb := openTab(t)
	marks := 0.0
	for _, page := range s.specimens(t) {
		if page == route.NotFound {
			continue // it has the browser's own colours alone
		}
		tb.open(s.base + page)
		for _, w := range []way{forced, forcedPhone, prefersMore} {
			tb.look(w)
			found := evaluate[struct {
				Forced bool
				Marks  float64
				Faults []string
			}](tb, faint)
			if want := w.media["forced-colors"] != ""; found.Forced != want {
				t.Fatalf("%s, %s: forced colours %v", page, w.name, found.Forced)
			}
			marks += found.Marks
			for _, fault := range found.Faults {
				t.Errorf("%s, %s: %s", page, w.name, fault)
			}
		}
	}
	if marks < 1000 {
		t.Errorf("only %v marks were seen", marks)
	}
}

// faint lists, once a kind, the texts and marks that stand out too little. A mark's outline counts as well as its area. Gridlines
// and the ground behind bars are there to be faint; shapes on a coloured cell (s-on-…) are held to it by the test of the themes.
var faint = strings.TrimSpace(`
(() => {
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgba = colour => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = colour;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255);
	};
	const light = c => [.2126, .7152, .0722].reduce((sum, k, i) => sum + k * (c[i] <= .04045 ? c[i] / 12.92 : ((c[i] + .055) / 1.055) ** 2.4), 0);
	const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
	const over = (top, under) => top.map((v, i) => i < 3 ? v * top[3] + under[i] * (1 - top[3]) : 1);
	const ground = e => {
		const layers = [];
		for (; e; e = e.parentElement) {
			const style = getComputedStyle(e);
			const c = rgba(style.backgroundColor);
			if (c[3] > 0) layers.push(c);
			if (c[3] === 1) break;
		}
		let under = rgba("Canvas");
		for (const c of layers.reverse()) under = over(c, under);
		return under;
	};
	const kind = e => e.tagName.toLowerCase() + "." + (e.getAttribute("class") || "") + " in " + (e.closest("[class]")?.getAttribute("class") || "");
	const faults = new Map();
	let marks = 0;
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || e.closest(".vh, script, noscript, svg, [disabled]") || !e.checkVisibility() || !e.getClientRects().length) continue;
		const c = contrast(rgba(getComputedStyle(e).color), ground(e));
		if (c < 4.5) faults.set(kind(e), kind(e) + ", text at " + c.toFixed(1) + ": " + texts.currentNode.data.trim().slice(0, 20));
	}
	const quiet = /g-track|g-grid|g-cell|g-tile|g-shade|g-blank|g-band|g-area|t-halo|g-frame|g-ground|g-hit|g-zone|g-border|s-on-/;
	for (const e of document.querySelectorAll("svg :is(path, rect, circle, line, polyline, polygon, use)")) {
		if (e.closest("defs, symbol, .sprite, [aria-hidden]:not(.mark)") || !e.checkVisibility() || !e.getBoundingClientRect().height && !e.getBoundingClientRect().width) continue;
		if (quiet.test(e.getAttribute("class") || "") || quiet.test(e.parentElement.getAttribute("class") || "")) continue;
		const style = getComputedStyle(e), under = ground(e.closest("svg"));
		const own = getComputedStyle(e).color;
		const paints = e.tagName === "use" ? [own] : [style.fill, style.stroke].filter(p => p !== "none" && !p.startsWith("url"));
		const visible = paints.map(rgba).filter(c => c[3] > .05);
		if (!visible.length) continue;
		marks++;
		const best = Math.max(...visible.map(c => contrast(over(c, under), under)));
		if (best < 3) faults.set(kind(e), kind(e) + ", mark at " + best.toFixed(1));
	}
	return {Forced: matchMedia("(forced-colors: active)").matches, Marks: marks, Faults: [...faults.values()]};
})()`)
