package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
	"unicode"

	"gongbao/cmd/gongbao/internal/message"
	"gongbao/themes"
)

// speaking are the packages whose words a reader of the site sees, in each of its languages. Bulletins, data files, faults
// and the command line are Chinese always.
var speaking = []string{"wording", "analysis", "figure", "chart", "feed", "site"}

// knowChinese are the files that speak of Chinese rather than Chinese: they stay.
var knowChinese = map[string]string{
	"internal/site/chinese.go":   "what plans call their leading group",
	"internal/site/words.go":     "where a line of Chinese may end",
	"internal/site/kept.go":      "what stays on one line of Chinese",
	"internal/analysis/place.go": "what the last character of a region's name says of it",
	"internal/site/foreign.go":   "what is Chinese on a page in another language",
	"internal/figure/measure.go": "where a line of a chart may end, and how wide its characters are",
	"internal/wording/units.go":  "the units of the tables",
}

// use is a place where a message is asked for.
type use struct {
	id, where string
	args      []string
	// call says that the arguments are known: the id stands in the call itself and not in a table.
	call, plural bool
}

// methods that say a message; the values tell how many arguments come before the names and values.
var sayers = map[string]int{"Text": 1, "Count": 2, "Parts": 1, "runs": 1}

func themeFiles(t *testing.T) fs.FS {
	t.Helper()
	files, err := themes.Open("default")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// printers are the languages with the theme's words.
func printers(t *testing.T) map[string]*message.Printer {
	t.Helper()
	found := map[string]*message.Printer{}
	for _, lang := range message.Languages {
		p, ok := message.In(lang)
		if !ok {
			t.Fatalf("no printer for %s", lang)
		}
		words, err := fs.Sub(themeFiles(t), "i18n")
		if err != nil {
			t.Fatal(err)
		}
		if found[lang], err = p.With(words); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// areas are the first parts of the ids.
func areas(all map[string]*message.Printer) map[string]bool {
	found := map[string]bool{}
	for _, p := range all {
		for _, id := range p.IDs() {
			area, _, _ := strings.Cut(id, ".")
			found[area] = true
		}
	}
	return found
}

var idShape = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// idIn is the message id in a string literal, or empty. The name of a file looks like one.
func idIn(literal string, areas map[string]bool) string {
	area, _, _ := strings.Cut(literal, ".")
	switch path.Ext(literal) {
	case ".html", ".css", ".js", ".csv", ".json", ".pdf", ".svg", ".png", ".xml", ".yaml", ".md", ".txt", ".xlsx", ".parquet", ".geojson":
		return ""
	}
	if areas[area] && idShape.MatchString(literal) {
		return literal
	}
	return ""
}

func unquote(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// speakingFiles parses the packages that speak.
func speakingFiles(t *testing.T, each func(name string, fset *token.FileSet, f *ast.File)) {
	t.Helper()
	for _, pkg := range speaking {
		names, err := filepath.Glob(filepath.Join("internal", pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			each(filepath.ToSlash(name), fset, f)
		}
	}
}

func usesInGo(t *testing.T, areas map[string]bool) []use {
	t.Helper()
	var uses []use
	speakingFiles(t, func(name string, fset *token.FileSet, f *ast.File) {
		called := map[ast.Expr]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				fun, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || sayers[fun.Sel.Name] == 0 || len(n.Args) == 0 {
					return true
				}
				text, ok := unquote(n.Args[0])
				if !ok || !idShape.MatchString(text) {
					return true
				}
				called[n.Args[0]] = true
				u := use{id: text, where: fset.Position(n.Pos()).String(), call: !n.Ellipsis.IsValid() && fun.Sel.Name != "Parts", plural: fun.Sel.Name == "Count"}
				for i := sayers[fun.Sel.Name]; i < len(n.Args) && u.call; i += 2 {
					arg, ok := unquote(n.Args[i])
					if !ok {
						t.Errorf("%s: the name of an argument of %s is not a literal", u.where, u.id)
					}
					u.args = append(u.args, arg)
				}
				uses = append(uses, u)
			case *ast.BasicLit:
				if text, ok := unquote(n); ok && !called[n] {
					if id := idIn(text, areas); id != "" {
						uses = append(uses, use{id: id, where: fset.Position(n.Pos()).String()})
					}
				}
			}
			return true
		})
	})
	return uses
}

// templates parses the theme's.
func templates(t *testing.T, each func(name string, n parse.Node)) {
	t.Helper()
	files := themeFiles(t)
	names, err := fs.Glob(files, "*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		set := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(text), "", "", set); err != nil {
			t.Fatal(err)
		}
		for _, tree := range set {
			if tree.Root != nil {
				walk(tree.Root, func(n parse.Node) { each(name, n) })
			}
		}
	}
}

func walk(n parse.Node, each func(parse.Node)) {
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, each)
		walk(b.List, each)
		if b.ElseList != nil {
			walk(b.ElseList, each)
		}
	}
	each(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			walk(child, each)
		}
	case *parse.ActionNode:
		walk(n.Pipe, each)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, each)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walk(c, each)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, each)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}

func usesInTemplates(t *testing.T, areas map[string]bool) []use {
	t.Helper()
	var uses []use
	called := map[parse.Node]bool{}
	templates(t, func(name string, n parse.Node) {
		switch n := n.(type) {
		case *parse.CommandNode:
			fun, ok := n.Args[0].(*parse.IdentifierNode)
			if !ok || fun.Ident != "t" && fun.Ident != "count" || len(n.Args) < 2 {
				return
			}
			id, ok := n.Args[1].(*parse.StringNode)
			if !ok {
				return
			}
			called[id] = true
			u := use{id: id.Text, where: name, call: true, plural: fun.Ident == "count"}
			first := 2
			if u.plural {
				first = 3
			}
			for i := first; i < len(n.Args); i += 2 {
				arg, ok := n.Args[i].(*parse.StringNode)
				if !ok {
					t.Errorf("%s: the name of an argument of %s is not a literal", name, u.id)
					continue
				}
				u.args = append(u.args, arg.Text)
			}
			uses = append(uses, u)
		case *parse.StringNode:
			if id := idIn(n.Text, areas); id != "" && !called[n] {
				uses = append(uses, use{id: id, where: name})
			}
		}
	})
	return uses
}

// Every message that code or a template asks for is in every language, with the arguments that it is given, and every
// message is asked for.
func TestMessagesAreUsedAsWritten(t *testing.T) {
	all := printers(t)
	known := areas(all)
	used := map[string]bool{}
	uses := append(usesInGo(t, known), usesInTemplates(t, known)...)
	if len(uses) < 50 {
		t.Fatalf("only %d uses found", len(uses))
	}
	for _, u := range uses {
		used[u.id] = true
		var want []string
		plural := false
		for _, lang := range message.Languages {
			p := all[lang]
			if !p.Has(u.id) {
				t.Errorf("%s: there is no message %s in %s", u.where, u.id, lang)
				continue
			}
			args, forms := p.Args(u.id)
			plural = plural || forms
			for _, a := range args {
				if !slices.Contains(want, a) && a != "Count" {
					want = append(want, a)
				}
			}
		}
		if !u.call {
			continue
		}
		slices.Sort(want)
		got := slices.Clone(u.args)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %s is given %v, its languages have %v", u.where, u.id, got, want)
		}
		if u.plural != plural {
			t.Errorf("%s: %s is said with Count: %v, its languages count: %v", u.where, u.id, u.plural, plural)
		}
	}
	for _, lang := range message.Languages {
		for _, id := range all[lang].IDs() {
			if !used[id] {
				t.Errorf("nothing uses the message %s in %s", id, lang)
			}
		}
	}
}

// An English text that counts has both forms, and no English text holds Chinese.
func TestCataloguesAreSound(t *testing.T) {
	all := printers(t)
	english := all["en"]
	for _, id := range english.IDs() {
		for _, part := range english.Parts(id) {
			if strings.ContainsFunc(part.Text, chinese) {
				t.Errorf("%s in English holds Chinese: %s", id, part.Text)
			}
		}
	}
}

// chinese reports whether a character is a Chinese one or a full-width mark.
func chinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// No package that speaks and no template has Chinese of its own.
func TestWordsStandInCatalogues(t *testing.T) {
	found := map[string][]string{}
	see := func(name, where string) {
		if knowChinese[name] == "" {
			found[name] = append(found[name], where)
		}
	}
	speakingFiles(t, func(name string, fset *token.FileSet, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && strings.ContainsFunc(lit.Value, chinese) {
				see(name, fset.Position(lit.Pos()).String()+": "+lit.Value)
			}
			return true
		})
	})
	templates(t, func(name string, n parse.Node) {
		switch n := n.(type) {
		case *parse.TextNode:
			if bytes.ContainsFunc(n.Text, chinese) {
				see("themes/default/"+name, strings.TrimSpace(string(n.Text)))
			}
		case *parse.StringNode:
			if strings.ContainsFunc(n.Text, chinese) {
				see("themes/default/"+name, n.Quoted)
			}
		}
	})
	files := themeFiles(t)
	for _, pattern := range []string{"*/*.css", "static/*.js"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(scriptComment.ReplaceAllString(string(text), "")) {
				if strings.ContainsFunc(line, chinese) {
					see("themes/default/"+name, strings.TrimSpace(line))
				}
			}
		}
	}
	for name, places := range found {
		t.Errorf("%s holds Chinese that belongs into a catalogue (see the comment of package message):\n\t%s", name, strings.Join(places, "\n\t"))
	}
	for name := range knowChinese {
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s is listed and not there", name)
		}
	}
}

// scriptComment matches the comments of scripts and style sheets; an address in a string is no comment.
var scriptComment = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)(^|\s)//.*$`)
