package acceptance

import (
	"encoding/json"
	"os"
	"testing"
)

// violation is a rule that axe found broken and where.
type violation struct {
	ID     string   `json:"id"`
	Help   string   `json:"help"`
	Places []string `json:"places"`
}

// axe is the accessibility engine's source; a page gets it by the DevTools protocol, past its content policy.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(checker(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// load puts the engine into the open page. It holds for every look at it.
func (tb *tab) load(engine string) {
	tb.t.Helper()
	evaluate[bool](tb, `(() => {`+engine+`; return !!window.axe})()`)
}

// violations are all that axe finds in the page as it is looked at now, its best practices included.
func (tb *tab) violations() []violation {
	tb.t.Helper()
	return evaluate[[]violation](tb, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
		id: v.id, help: v.help,
		places: v.nodes.slice(0, 3).map(n => n.target.join(" ") + "  " + n.html.slice(0, 160) + "  " + (n.any[0]?.message || n.all[0]?.message || n.none[0]?.message || "")),
	})))`)
}

// axe finds no violation on any kind of page, in any of the palettes and sizes.
func TestAxe(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	checkAxe(t, s, s.specimens(t), desktop, dark, strong, strongDark, large, phone)
}

func checkAxe(t *testing.T, s *site, pages []string, ways ...way) {
	t.Helper()
	engine := axe(t)
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			tb := openTab(t)
			tb.open(s.base + page)
			tb.load(engine)
			for _, w := range ways {
				tb.look(w)
				for _, v := range tb.violations() {
					places, err := json.MarshalIndent(v.Places, "", "  ")
					if err != nil {
						t.Fatal(err)
					}
					t.Errorf("%s: %s: %s\n%s", w.name, v.ID, v.Help, places)
				}
			}
		})
	}
}
