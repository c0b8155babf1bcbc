package replace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where one file cannot take its place, the others keep theirs, and nothing lies about.
func TestAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	old, fresh, folder := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "sub", "c.csv")
	if err := os.WriteFile(old, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { // a folder stands where the last file should
		t.Fatal(err)
	}
	deep := filepath.Join(dir, "x", "y", "z.csv")
	if err := Files(File{old, []byte("new")}, File{deep, []byte("new")}, File{fresh, []byte("new")}, File{folder, []byte("new")}); err == nil {
		t.Fatal("a folder was replaced")
	}
	if content, _ := os.ReadFile(old); string(content) != "old" {
		t.Errorf("the old file holds %q", content)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := Files(File{old, []byte("new")}, File{fresh, []byte("new")}, File{folder, []byte("new")}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{old, fresh, folder} {
		if content, _ := os.ReadFile(name); string(content) != "new" {
			t.Errorf("%s holds %q", name, content)
		}
	}
	if info, err := os.Stat(old); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the rights are %v %v", info, err)
	}
}

// A rename that fails half way is undone.
func TestGivenBack(t *testing.T) {
	dir := t.TempDir()
	first := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(first, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := restore(first, []byte("older")); err != nil {
		t.Fatal(err)
	}
	if content, _ := os.ReadFile(first); string(content) != "older" {
		t.Errorf("it holds %q", content)
	}
	if err := restore(first, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(first); !os.IsNotExist(err) {
		t.Errorf("a file that was not there before is: %v", err)
	}
}

// What a killed process has left on its way is cleared by the next that writes there; what a living one is writing stays.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	left, table := filepath.Join(dir, prefix+"left"), filepath.Join(dir, "a.csv")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	living, err := beside(table, strings.NewReader("other"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Files(File{table, []byte("new")}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what was left is still there: %v", err)
	}
	if err := living.take(table); err != nil {
		t.Fatal(err)
	}
	if content, _ := os.ReadFile(table); string(content) != "other" {
		t.Errorf("the table holds %q", content)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v", entries)
	}
}
