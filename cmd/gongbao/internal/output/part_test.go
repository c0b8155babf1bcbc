package output

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// partsOf makes two parts of a tree of pages: a page belongs to the part that its folder is named by.
func partsOf(t *testing.T, pages map[string]string) []*Past {
	t.Helper()
	program := NewKey("program").Sum()
	var pasts []*Past
	for _, folder := range []string{"a/", "b/"} {
		dir := t.TempDir()
		part, err := NewPart(dir, program, func(name string) bool { return strings.HasPrefix(name, folder) })
		if err != nil {
			t.Fatal(err)
		}
		add(t, part, "static/app.js", "")
		for name, text := range pages {
			if part.Mine(name) {
				add(t, part, name, text)
				part.Remember(NewKey(name).Sum(), nil, []string{name})
			}
		}
		if err := part.Finish([]byte("about "+folder), ""); err != nil {
			t.Fatal(err)
		}
		past, about, err := OpenPart(dir, func([]byte) bool { return true })
		if err != nil || string(about) != "about "+folder {
			t.Fatal(err, string(about))
		}
		if damages, err := past.Verify(); err != nil || len(damages) > 0 {
			t.Fatal(err, damages)
		}
		pasts = append(pasts, past)
	}
	return pasts
}

// A tree of parts finds the links that lead nowhere, whichever part they stand in and lead to, and no others.
func TestLinksOfParts(t *testing.T) {
	for name, test := range map[string]struct {
		links map[string]string // of a page, in HTML
		want  []BrokenLink
	}{
		"all lead somewhere": {links: map[string]string{
			"a/1.html": `<p id=x><a href="2.html#x"></a><a href="../b/1.html#x"></a><a href="#x"></a><script src="../static/app.js"></script>`,
			"a/2.html": `<p id=x>`, "b/1.html": `<p id=x><a href="../a/1.html#x">`,
		}},
		"to no page of the same part":    {links: map[string]string{"a/1.html": `<a href="2.html">`}, want: []BrokenLink{{"a/1.html", "2.html", "没有对应的文件"}}},
		"to no page of another":          {links: map[string]string{"a/1.html": `<a href="../b/1.html">`}, want: []BrokenLink{{"a/1.html", "../b/1.html", "没有对应的文件"}}},
		"to no place of the same part":   {links: map[string]string{"a/1.html": `<a href="2.html#y">`, "a/2.html": `<p id=x>`}, want: []BrokenLink{{"a/1.html", "2.html#y", "页内没有这个位置"}}},
		"to no place of another":         {links: map[string]string{"a/1.html": `<a href="../b/1.html#y">`, "b/1.html": `<p id=x>`}, want: []BrokenLink{{"a/1.html", "../b/1.html#y", "页内没有这个位置"}}},
		"to no place of the page itself": {links: map[string]string{"b/1.html": `<a href="#y">`}, want: []BrokenLink{{"b/1.html", "#y", "页内没有这个位置"}}},
		"out of the site":                {links: map[string]string{"b/1.html": `<a href="../../x.html">`}, want: []BrokenLink{{"b/1.html", "../../x.html", "指向站点之外"}}},
	} {
		t.Run(name, func(t *testing.T) {
			whole := NewTree(t.TempDir())
			whole.RecallFrom(NewKey("program").Sum(), partsOf(t, test.links)...)
			for page := range test.links {
				if _, ok := whole.Recall(NewKey(page).Sum()); !ok {
					t.Fatalf("%s is in no part", page)
				}
			}
			add(t, whole, "static/app.js", "")
			if got := whole.BrokenLinks(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// What is of no unit is no file of the part, and two parts of the same content are the same bytes.
func TestPartHoldsItsUnits(t *testing.T) {
	pages := map[string]string{"a/1.html": "1", "a/2.html": "2", "a/3.html": `<a href="1.html#y">`}
	first, second := partsOf(t, pages)[0], partsOf(t, pages)[0]
	var records [][]byte
	for _, p := range []*Past{first, second} {
		if _, err := os.Stat(filepath.Join(p.dir, "static")); err == nil {
			t.Error("a file of no unit was left")
		}
		record, err := os.ReadFile(filepath.Join(filepath.Dir(p.dir), partRecord))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	if !reflect.DeepEqual(records[0], records[1]) {
		t.Error("two records of the same part differ")
	}
}

// Somebody who publishes a folder must not take a part for a site.
func TestPartIsNoSite(t *testing.T) {
	p := partsOf(t, nil)[0]
	content, err := os.ReadFile(filepath.Join(filepath.Dir(p.dir), ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(content); err == nil {
		t.Error("the manifest of a part is taken for a site's")
	}
}
