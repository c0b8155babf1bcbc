package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// bilingual renders the small plan in both languages into one tree. The content has English for 青石 and one measure.
func bilingual(t *testing.T) (pages map[string]string, tree *output.Tree) {
	t.Helper()
	p := smallPlan(t)
	plan := *p
	plan.Regions = append([]model.Region(nil), p.Regions...)
	for i := range plan.Regions {
		if plan.Regions[i].Code == "990121" {
			plan.Regions[i].NameEn = "Qingshi"
		}
	}
	plan.Measures = append([]model.Measure(nil), p.Measures...)
	plan.Measures[0].TitleEn, plan.Measures[0].TextEn = "Housing first", model.Prose{HTML: "<h2 id=\"a\">What it does</h2><p>It builds.</p>"}
	editions := []Edition{{Lang: "zh-CN", Name: "中文"}, {Lang: "en", Name: "English", Tree: "en/"}}

	first := withFiles(smallInput(t, model.NewPlan(plan)))
	first.Editions = editions
	pages, tree = rendered(t, first)
	second := withFiles(smallInput(t, model.NewPlan(plan)))
	second.Editions, second.Tree = editions, "en/"
	second.Assessment = analysis.Assess(wording.English.Plan(model.NewPlan(plan)), analysis.Options{Say: wording.English})
	second.Config.TitleEn = "Yunling"
	second.Config = second.Config.In("en")
	if err := Render(tree, second); err != nil {
		t.Fatal(err)
	}
	for _, f := range tree.Files() {
		if strings.HasSuffix(f.Path, ".html") && strings.HasPrefix(f.Path, "en/") {
			b, err := os.ReadFile(filepath.Join(tree.Dir(), filepath.FromSlash(f.Path)))
			if err != nil {
				t.Fatal(err)
			}
			pages[f.Path] = string(b)
		}
	}
	return pages, tree
}

func TestEveryPageHasItsEnglish(t *testing.T) {
	pages, tree := bilingual(t)
	if broken := tree.BrokenLinks(); len(broken) > 0 {
		t.Errorf("broken links: %v", broken)
	}
	english := 0
	for name, page := range pages {
		if strings.Contains(name, "figures/") || name == route.NotFound {
			continue
		}
		if own, ok := strings.CutPrefix(name, "en/"); ok {
			english++
			if pages[own] == "" {
				t.Errorf("%s has no Chinese page", name)
			}
			for _, want := range []string{`<html lang="en">`, `hreflang="zh-CN"`, "<title"} {
				if !strings.Contains(page, want) {
					t.Errorf("%s lacks %s", name, want)
				}
			}
			continue
		}
		if pages["en/"+name] == "" {
			t.Errorf("%s has no English page", name)
		}
		if !strings.Contains(page, `hreflang="en"`) || !strings.Contains(page, `<html lang="zh-CN">`) {
			t.Errorf("%s has no link to its English page or no language", name)
		}
		if strings.Contains(page, `class="zh"`) {
			t.Errorf("%s marks its own language", name)
		}
	}
	if english < 10 {
		t.Errorf("only %d English pages", english)
	}
	for path, want := range map[string]bool{"en/404.html": false, "en/static/gongbao.css": false, "en/search/names.js": true, "search/names.js": true} {
		if _, ok := tree.File(path); ok != want {
			t.Errorf("%s is there: %v, want %v", path, ok, want)
		}
	}
	home := pages["en/index.html"]
	if !strings.Contains(home, "../bulletins/r2/city.pdf") && !strings.Contains(pages["en/bulletins/index.html"], "../../bulletins/r2/city.pdf") {
		t.Error("the bulletin is not linked where it stands")
	}
}

// Whatever an English page says in Chinese stands in an element of that language, and names with English have none.
func TestChineseIsToldApart(t *testing.T) {
	pages, _ := bilingual(t)
	for name, page := range pages {
		if !strings.HasPrefix(name, "en/") {
			continue
		}
		z := html.NewTokenizer(strings.NewReader(page))
		var open []string // the languages of the open elements
		skip := ""
		for {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			tok := z.Token()
			switch kind {
			case html.StartTagToken:
				if tok.Data == "script" || tok.Data == "style" {
					skip = tok.Data
				}
				lang := ""
				for _, a := range tok.Attr {
					if a.Key == "lang" {
						lang = a.Val
					}
				}
				switch tok.Data {
				case "meta", "link", "br", "img", "input", "wbr", "hr", "use", "path", "circle", "rect", "line", "polyline":
				default:
					open = append(open, tok.Data+" "+lang)
				}
			case html.EndTagToken:
				if tok.Data == skip {
					skip = ""
				}
				for i := len(open) - 1; i >= 0; i-- {
					if strings.HasPrefix(open[i], tok.Data+" ") {
						open = open[:i]
						break
					}
				}
			case html.TextToken:
				if skip != "" || !strings.ContainsFunc(tok.Data, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					continue
				}
				if !strings.Contains(strings.Join(open, ","), " zh-CN") {
					t.Errorf("%s says %q in no language", name, tok.Data)
				}
			}
		}
	}
	if page := pages["en/counties/990121/index.html"]; !strings.Contains(page, "Qingshi") || strings.Contains(page, "青石") {
		t.Error("the county with an English name is called by its Chinese one")
	}
	if page := pages["en/measures/1-1/index.html"]; !strings.Contains(page, "It builds.") || !strings.Contains(page, "Housing first") {
		t.Error("the English text of the measure is not on its page")
	}
	if page := pages["en/measures/1-2/index.html"]; !strings.Contains(page, "zh-note") {
		t.Error("the Chinese text of a measure without an English one is not announced")
	}
}
