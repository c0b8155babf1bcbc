package acceptance

import (
	"bytes"
	"compress/gzip"
	"path"
	"regexp"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/route"
)

// What a reader on a slow line waits for, in bytes as a server sends them.
const (
	countyBudget  = 40_000  // the HTML of a county's page
	styleBudget   = 12_000  // the style sheet, which every page waits for
	scriptBudget  = 10_000  // the scripts that a page names
	echartsBudget = 180_000 // the charting library, fetched when somebody wants a chart
	searchBudget  = 10_000  // the search's script, fetched when its box is used
)

var scriptAt = regexp.MustCompile(`<script [^>]*\bsrc="([^"]+)"`)

func TestBudgets(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	size := func(name string) int {
		t.Helper()
		var b bytes.Buffer
		z := gzip.NewWriter(&b) // as servers do, at the usual level
		if _, err := z.Write(s.read(t, name)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Len()
	}
	sizes := map[string]int{}
	within := func(name string, budget int) {
		t.Helper()
		n := size(name)
		if n > budget {
			t.Errorf("%s is %d bytes, compressed; %d are allowed", name, n, budget)
		}
		sizes[name] = n
	}
	within(route.Style, styleBudget)
	within(route.ECharts, echartsBudget)
	within(route.Find, searchBudget)
	counties, most, heaviest := 0, 0, ""
	scripts := map[string]int{}
	for _, page := range s.pages {
		if strings.HasPrefix(page, route.Counties) && strings.Count(page, "/") == 2 && path.Base(page) == "index.html" {
			counties++
			within(page, countyBudget)
		}
		sum := 0
		for _, src := range scriptAt.FindAllStringSubmatch(string(s.read(t, page)), -1) {
			file := path.Join(path.Dir(page), src[1])
			if file == route.ECharts || file == route.Find {
				t.Errorf("%s loads %s before anybody wants it", page, file)
			}
			if scripts[file] == 0 {
				scripts[file] = size(file)
			}
			sum += scripts[file]
		}
		if sum > most {
			most, heaviest = sum, page
		}
	}
	if counties < 8 {
		t.Errorf("only %d pages of counties", counties)
	}
	if most == 0 || most > scriptBudget {
		t.Errorf("%s names %d bytes of scripts, compressed; %d are allowed", heaviest, most, scriptBudget)
	}
	t.Logf("style %d, ECharts %d, search %d, scripts of %s %d", sizes[route.Style], sizes[route.ECharts], sizes[route.Find], heaviest, most)
}
