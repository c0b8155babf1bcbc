package bulletin

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// realWorld is the repository's own plan with its configuration.
type realWorld struct {
	plan *model.Plan
	conf config.Config
}

var readReal = sync.OnceValues(func() (realWorld, error) {
	source := os.DirFS("../../../..")
	conf, faults := config.Load(source)
	plan, _, more := load.LoadPlaces(source, conf.Region)
	if faults = append(faults, more...); faults.HasErrors() {
		return realWorld{}, fmt.Errorf("the repository's own plan: %v", faults)
	}
	return realWorld{plan, conf}, nil
})

// realReleases: in the middle of the plan, at its end, and one that brought no progress.
var realReleases = []string{"2020-Q2", "2020-Q4", "2022-census"}

// eachReal visits every bulletin of the real plan's releases.
func eachReal(t *testing.T, visit func(t *testing.T, b *Batch, issue Issue, s Subject)) {
	t.Helper()
	w, err := readReal()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range realReleases {
		at := slices.IndexFunc(w.plan.Releases, func(r model.Release) bool { return r.ID == id })
		if at < 0 {
			t.Fatalf("no release %s", id)
		}
		r := w.plan.Releases[at]
		a := analysis.Assess(w.plan.Public(r.PublishedAt), analysis.Options{Tolerance: w.conf.Tolerance})
		b := NewBatch(fonts(t), a, w.conf)
		for _, s := range Subjects(a) {
			t.Run(id+" "+s.String(), func(t *testing.T) {
				visit(t, b, Issue{Release: r.ID, Title: r.Title, Date: r.PublishedAt, Number: 1}, s)
			})
		}
	}
}

// running are the sentences of a bulletin's paragraphs, its notes and captions left out.
func running(blocks []block) (sentences []string) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *paragraph:
			if b.pitch != linePitch {
				continue
			}
			text := ""
			for _, s := range b.spans {
				text += s.text
			}
			for _, s := range strings.Split(text, "。") {
				if s != "" {
					sentences = append(sentences, s)
				}
			}
		case choice:
			sentences = append(sentences, running(b.variants[0])...)
		}
	}
	return sentences
}

// pattern is a sentence without what differs between two that say the same of different things: names, figures, statuses.
func pattern(p *model.Plan, sentence string) string {
	var names []string
	for i := range p.Regions {
		names = append(names, p.Regions[i].Name, p.Regions[i].ShortName)
	}
	for i := range p.Orgs {
		names = append(names, p.Orgs[i].Name)
	}
	for i := range p.Measures {
		names = append(names, p.Measures[i].Title, p.Measures[i].ShortTitle)
	}
	for i := range p.Indicators {
		names = append(names, p.Indicators[i].Name)
	}
	for _, s := range analysis.Statuses {
		names = append(names, s.Word())
	}
	names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, n := range names {
		sentence = strings.ReplaceAll(sentence, n, "某")
	}
	sentence = regexp.MustCompile(`[0-9][0-9.,-]*|[一二两三四五六七八九十]+(项|个|期)`).ReplaceAllString(sentence, "#")
	return regexp.MustCompile(`某(、某)+`).ReplaceAllString(sentence, "某")
}

// A bulletin says nothing twice in the same words, and no pattern of a sentence comes more than twice in its running text,
// whatever its figures and names.
func TestNoSentenceAgainAndAgain(t *testing.T) {
	const most = 2
	eachReal(t, func(t *testing.T, b *Batch, issue Issue, s Subject) {
		e, err := b.edition(issue, s)
		if err != nil {
			t.Fatal(err)
		}
		e.setting = settings[0]
		e.write()
		sentences, patterns := map[string]int{}, map[string]int{}
		for _, sentence := range running(e.blocks) {
			if sentences[sentence]++; sentences[sentence] > 1 {
				t.Errorf("said twice: %s", sentence)
			}
			p := pattern(e.a.Plan, sentence)
			if patterns[p]++; patterns[p] > most {
				t.Errorf("said %d times: %s (%s)", patterns[p], p, sentence)
			}
		}
		if len(sentences) < 2 {
			t.Errorf("only %d sentences", len(sentences))
		}
	})
}

// composedOf is a bulletin as it is set, before it is painted.
func composedOf(t *testing.T, b *Batch, issue Issue, s Subject) *composer {
	t.Helper()
	e, err := b.edition(issue, s)
	if err != nil {
		t.Fatal(err)
	}
	c, err := e.composed(b.take(), e.information())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// No paragraph of any bulletin leaves one line behind at the foot of a page or sends one on to the next, and none ends on a
// line of one character.
func TestNoLinesAlone(t *testing.T) {
	broken := 0
	eachReal(t, func(t *testing.T, b *Batch, issue Issue, s Subject) {
		c := composedOf(t, b, issue, s)
		type on struct {
			page     int
			baseline float64
		}
		lines := map[*pdfa.Element][]on{}
		last := map[*pdfa.Element]string{}
		for i, sheet := range c.sheets {
			for _, m := range sheet.marks {
				text, ok := m.mark.(textMark)
				if !ok || text.style.size < bodySize || m.part.Of() == nil || m.part.Of().Role != pdfa.P {
					continue
				}
				e, at := m.part.Of(), on{i, text.y}
				if n := len(lines[e]); n == 0 || lines[e][n-1] != at {
					lines[e], last[e] = append(lines[e], at), ""
				}
				last[e] += text.text
			}
		}
		for e, all := range lines {
			perPage := map[int]int{}
			for _, l := range all {
				perPage[l.page]++
			}
			if len(perPage) > 1 {
				broken++
			}
			for page, n := range perPage {
				if len(perPage) > 1 && n < least {
					t.Errorf("page %d has %d of %d lines of the paragraph that ends %q", page+1, n, len(all), last[e])
				}
			}
			if runes := []rune(strings.TrimRight(strings.TrimSpace(last[e]), closers)); len(all) > 1 && len(runes) < 2 {
				t.Errorf("a paragraph ends with %q", last[e])
			}
		}
	})
	if broken == 0 {
		t.Error("no paragraph goes over a page: the test looks at nothing")
	}
}
