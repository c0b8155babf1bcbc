package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module   = "gongbao"
	internal = module + "/cmd/gongbao/internal/"
)

// table reads one of the tables of doc.go: the lines below the given heading, in columns two or more spaces apart.
func table(t *testing.T, heading string) [][]string {
	t.Helper()
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(src), "\t"+heading+" ")
	if !ok {
		t.Fatalf("doc.go has no table that begins with %q", heading)
	}
	var rows [][]string
	for _, line := range strings.Split(after, "\n")[1:] {
		if !strings.HasPrefix(line, "\t") {
			break
		}
		rows = append(rows, regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(line), -1))
	}
	if len(rows) < 5 {
		t.Fatalf("doc.go: the table %q has only %d rows", heading, len(rows))
	}
	return rows
}

// imports lists, for every package below internal/ and for main, what its own files (not its tests) import.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := "main"
		if rest, ok := strings.CutPrefix(filepath.ToSlash(filepath.Dir(path)), "internal/"); ok {
			pkg = rest
		}
		for _, imp := range f.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(found[pkg], name) {
				found[pkg] = append(found[pkg], name)
			}
		}
		if found[pkg] == nil {
			found[pkg] = []string{}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A package imports what doc.go shows, and no more.
func TestArrows(t *testing.T) {
	allowed := map[string][]string{}
	for _, row := range table(t, "package") {
		allowed[row[0]] = strings.Fields(row[len(row)-1])
	}
	for pkg, names := range imports(t) {
		root, sub, _ := strings.Cut(pkg, "/")
		may, known := allowed[root]
		if root == "main" || slices.Contains(may, "all") || sub != "" {
			continue // main wires, build runs everything, a command below a package serves that package alone
		}
		if !known {
			t.Errorf("package %s is not in the table of doc.go", pkg)
			continue
		}
		for _, name := range names {
			if ours, ok := strings.CutPrefix(name, internal); ok && !slices.Contains(may, ours) {
				t.Errorf("package %s imports %s, which doc.go does not show", pkg, ours)
			}
		}
	}
	for pkg := range allowed {
		if _, err := os.Stat(filepath.Join("internal", pkg)); err != nil {
			t.Errorf("doc.go shows package %s, which is not there", pkg)
		}
	}
}

// An outside library is imported by its door alone, and every library that is imported has a row in doc.go.
func TestDoors(t *testing.T) {
	doors := map[string]string{}
	for _, row := range table(t, "library") {
		doors[row[0]] = row[1]
	}
	used := map[string]bool{}
	for pkg, names := range imports(t) {
		for _, name := range names {
			host, _, _ := strings.Cut(name, "/")
			if !strings.Contains(host, ".") {
				continue // ours, or the standard library
			}
			library := strings.TrimPrefix(name, "github.com/")
			row := ""
			for lib := range doors {
				if (library == lib || strings.HasPrefix(library, lib+"/")) && len(lib) > len(row) { // a part of a library may have its own
					row = lib
				}
			}
			switch {
			case row == "":
				t.Errorf("package %s imports %s, which has no row in doc.go", pkg, name)
			case !slices.Contains(strings.Split(doors[row], ", "), pkg):
				t.Errorf("package %s imports %s, whose door is %s", pkg, name, doors[row])
			}
			used[row] = true
		}
	}
	for lib, door := range doors {
		if door != "tests" && door != "make test" && !used[lib] {
			t.Errorf("doc.go lists %s, which nothing imports", lib)
		}
	}
}
