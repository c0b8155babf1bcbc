package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/audit"
)

// Every code that a diagnostic can have is explained, by a rule's page or among the faults of form, and no code that no
// diagnostic has. The codes are the string literals of that shape in the sources, this package's among them.
func TestCodesAreExplained(t *testing.T) {
	shape := regexp.MustCompile(`^(ACK|BOOK|CELL|CFG|CSV|FILE|FORM|IMPORT|LINK|MAP|MD|MEASURE|PART|RATIO|REPORT|ROWS|SERIES|SOURCES|SQL|TARGET|TEXT|UNIT|CUMULATIVE|DISCLOSURE)-[A-Z0-9-]+$`)
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && shape.MatchString(text) {
					used[text] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	explained := map[string]bool{}
	for _, code := range audit.Codes() {
		explained[code] = true
	}
	for _, f := range audit.Forms() {
		if explained[f.Code] {
			t.Errorf("%s is explained twice", f.Code)
		}
		explained[f.Code] = true
		if f.Title == "" || f.Text == "" || !shape.MatchString(f.Code) {
			t.Errorf("half an explanation: %+v", f)
		}
	}
	for code := range used {
		if !explained[code] {
			t.Errorf("%s is not explained: internal/audit/forms.txt", code)
		}
	}
	for code := range explained {
		if !used[code] {
			t.Errorf("%s is explained, but nothing reports it", code)
		}
	}
}
