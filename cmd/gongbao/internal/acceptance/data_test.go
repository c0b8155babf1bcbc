package acceptance

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ask runs one of the checkers' scripts and reads what it prints.
func ask(t *testing.T, answer any, script string, args ...string) {
	t.Helper()
	cmd := exec.Command(need(t, "node"), append([]string{filepath.Join("checkers", script)}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%.2000s", script, err, out)
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatalf("%s: %v in %.500s", script, err, out)
	}
}

// The catalogue keeps to the shapes of DCAT-AP 3, and its two forms say the same.
func TestCatalogueKeepsToDCATAP(t *testing.T) {
	t.Parallel()
	checker(t, "rdf-validate-shacl")
	var got struct {
		Triples int
		Same    bool
		Results []string
	}
	ask(t, &got, "dcat.mjs", filepath.Join(bijie(t).dir, "data"), "testdata/dcat-ap/shapes.ttl", "testdata/dcat-ap/range.ttl")
	if got.Triples < 1000 || !got.Same {
		t.Errorf("%d triples; Turtle and JSON-LD say the same: %v", got.Triples, got.Same)
	}
	for _, r := range got.Results {
		t.Error(r)
	}
	t.Run("CanFail", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "catalog.ttl"), []byte("<x> a <http://www.w3.org/ns/dcat#Dataset> ."), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "catalog.jsonld"), []byte(`{}`), 0o644); err != nil {
			t.Fatal(err)
		}
		ask(t, &got, "dcat.mjs", dir, "testdata/dcat-ap/shapes.ttl")
		if got.Same || len(got.Results) == 0 {
			t.Errorf("a data set without a title passes: %+v", got)
		}
	})
}

// The description of the data's addresses follows the specification's own JSON Schema.
func TestAddressesKeepToOpenAPI(t *testing.T) {
	t.Parallel()
	checker(t, "@seriousme/openapi-schema-validator")
	var got struct {
		Valid           bool
		Version, Errors string
	}
	ask(t, &got, "openapi.mjs", filepath.Join(bijie(t).dir, "data", "openapi.json"))
	if !got.Valid || got.Version != "3.1" {
		t.Errorf("version %q: %s", got.Version, got.Errors)
	}
	t.Run("CanFail", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "openapi.json")
		if err := os.WriteFile(file, []byte(`{"openapi":"3.1.0","info":{"title":"x"},"paths":{}}`), 0o644); err != nil {
			t.Fatal(err)
		}
		if ask(t, &got, "openapi.mjs", file); got.Valid {
			t.Error("a description without a version passes")
		}
	})
}

// DuckDB finds in the Parquet files the columns that are described and the rows that are in the CSV files.
func TestParquetInDuckDB(t *testing.T) {
	t.Parallel()
	checker(t, "@duckdb/node-api")
	folder := filepath.Join(bijie(t).dir, "data", "latest")
	kinds := map[string]string{"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "datetime": "TIMESTAMP WITH TIME ZONE"}
	var pkg struct {
		Resources []struct {
			Name   string
			Rows   int `json:"gongbao:rows"`
			Schema struct{ Fields []struct{ Name, Type string } }
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, "datapackage.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &pkg); err != nil {
		t.Fatal(err)
	}
	for _, r := range pkg.Resources {
		var got struct {
			Types                   map[string]string
			Parquet, CSV, Different int
		}
		ask(t, &got, "duckdb.mjs", folder, r.Name)
		if got.Parquet != r.Rows || got.CSV != r.Rows || got.Different != 0 {
			t.Errorf("%s: %d rows described, %d in Parquet, %d in CSV, %d different", r.Name, r.Rows, got.Parquet, got.CSV, got.Different)
		}
		for _, f := range r.Schema.Fields {
			if got.Types[f.Name] != kinds[f.Type] {
				t.Errorf("%s.%s is %s, described as %s", r.Name, f.Name, got.Types[f.Name], f.Type)
			}
		}
	}
}

// The program on every data set's page reads its file.
func TestReadingExamples(t *testing.T) {
	t.Parallel()
	python, s := need(t, "python3"), bijie(t)
	pages, err := filepath.Glob(filepath.Join(s.dir, "data", "*", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	program := regexp.MustCompile(`(?s)<pre[^>]*id="?example"?[^>]*>(.*?)</pre>`)
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		m := program.FindSubmatch(text)
		if m == nil {
			t.Errorf("%s has no example", page)
			continue
		}
		found++
		name := filepath.Base(filepath.Dir(page))
		cmd := exec.Command(python, "-c", html.UnescapeString(string(m[1])))
		cmd.Dir = filepath.Join(s.dir, "data", "latest")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
			continue
		}
		f, err := os.Open(filepath.Join(cmd.Dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if first, _, _ := strings.Cut(string(out), "\n"); first != fmt.Sprint(len(rows)-1) {
			t.Errorf("%s: the example counts %s rows, the file has %d", name, first, len(rows)-1)
		}
	}
	if found < 10 {
		t.Errorf("only %d pages of data sets", found)
	}
}

// Every address that the catalogues name is a file of the site.
func TestCatalogueLinksToFiles(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	var catalog struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(s.read(t, "data/catalog.jsonld"), &catalog); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, n := range catalog.Graph {
		for _, key := range []string{"dcat:downloadURL", "dcat:landingPage", "dcat:endpointDescription"} {
			if v, ok := n[key].(map[string]any); ok {
				files = append(files, "data/"+v["@id"].(string))
			}
		}
	}
	var api struct{ Paths map[string]any }
	if err := json.Unmarshal(s.read(t, "data/openapi.json"), &api); err != nil {
		t.Fatal(err)
	}
	for p := range api.Paths {
		if !strings.Contains(p, "{") {
			files = append(files, strings.TrimPrefix(p, "/"))
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllSubmatch(s.read(t, "llms.txt"), -1) {
		files = append(files, string(m[1]))
	}
	slices.Sort(files)
	if files = slices.Compact(files); len(files) < 100 {
		t.Errorf("only %d addresses", len(files))
	}
	for _, f := range files {
		if _, err := os.Stat(filepath.Join(s.dir, filepath.FromSlash(f))); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}
