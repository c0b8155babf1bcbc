package load

import (
	"slices"
	"testing"
)

// The list of tables and columns is what the handbook prints, so every entry says something, and says it once.
func TestTablesExplainThemselves(t *testing.T) {
	if len(tables) != 10 {
		t.Errorf("%d tables", len(tables))
	}
	for _, table := range Tables() {
		var seen []string
		for _, c := range table.Columns {
			if c.Says == "" || slices.Contains(seen, c.Name) {
				t.Errorf("%s: %s says nothing, or twice", table.File, c.Name)
			}
			seen = append(seen, c.Name)
		}
		if table.Holds == "" || len(table.Columns) < 3 {
			t.Errorf("%s: half an entry", table.File)
		}
	}
	for _, f := range FrontMatters() {
		for _, k := range f.Keys {
			if k.Says == "" {
				t.Errorf("%s: %s says nothing", f.Folder, k.Name)
			}
		}
	}
}
