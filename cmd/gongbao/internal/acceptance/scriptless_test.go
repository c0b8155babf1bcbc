package acceptance

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// Without scripts every kind of page can be read whole: each figure shows its drawing and its table can be opened, no
// panel stays hidden, no button stands there that does nothing.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	checkWithoutScripts(t, s, s.specimens(t))
}

func checkWithoutScripts(t *testing.T, s *site, pages []string) {
	t.Helper()
	tb := openTab(t)
	tb.look(desktop)
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	figures := 0
	for _, page := range pages {
		tb.open(s.base + page)
		result := evaluate[struct {
			Ran     bool
			Figures int
			Faults  []string
		}](tb, `(() => {
			const faults = [], name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + "." + (e.getAttribute("class") || "");
			const shown = e => { const r = e.getBoundingClientRect(); return e.checkVisibility() && r.width > 1 && r.height > 1; };
			// What only a script makes work is away as a whole, its hints too.
			const control = e => { while (e.parentElement && !e.parentElement.checkVisibility()) e = e.parentElement; return e.querySelector("input, button"); };
			const figures = [...document.querySelectorAll("figure.fig")].filter(f => !f.closest("[hidden]"));
			for (const f of figures) {
				const drawing = [...f.querySelectorAll("svg, img, table")].some(shown);
				if (!drawing) faults.push(name(f) + " shows no drawing");
				if (!f.querySelector("figcaption")?.innerText.trim()) faults.push(name(f) + " has no title");
				for (const d of f.querySelectorAll("details")) if (!shown(d.querySelector("summary"))) faults.push(name(f) + ": its table cannot be opened");
			}
			// Radio buttons that the style sheet alone obeys do work: another part of the page shows.
			const works = b => b.type === "radio" && [...document.getElementsByName(b.name)].some(r => {
				const visible = () => [...document.querySelectorAll("main *")].map(shown).join();
				const before = visible(); r.checked = true; const after = visible(); r.checked = false;
				return before !== after; });
			for (const b of document.querySelectorAll("button, input, select")) if (shown(b) && !works(b)) faults.push(name(b) + " does nothing without scripts: " + b.innerText);
			for (const d of document.querySelectorAll("details")) d.open = true;
			for (const e of document.querySelectorAll("main td, main th, main p, main dd, main li, main [role=tabpanel]")) {
				if (e.textContent.trim() && !e.checkVisibility() && !e.closest("[aria-hidden=true]") && !control(e)) faults.push(name(e) + " stays hidden: " + e.textContent.trim().slice(0, 40));
			}
			return {Ran: "js" in document.documentElement.dataset, Figures: figures.length, Faults: faults.slice(0, 12)};
		})()`)
		if result.Ran {
			t.Fatalf("%s: a script ran: the test shows nothing", page)
		}
		figures += result.Figures
		for _, fault := range result.Faults {
			t.Errorf("%s: %s", page, fault)
		}
	}
	if figures == 0 {
		t.Error("no page has a figure")
	}
}
