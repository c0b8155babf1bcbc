package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Killed at any moment, gently or not, a build leaves the publication whole: all old or all new. The next build clears
// what a killed one left beside it.
func TestKilledBuildLeavesAWholePublication(t *testing.T) {
	if testing.Short() {
		t.Skip("many builds")
	}
	gongbao, err := exec.LookPath("gongbao") // the test binary itself, as testscript.Main put it into PATH
	if err != nil {
		t.Fatal(err)
	}
	world := t.TempDir()
	source, public := filepath.Join(world, "source"), filepath.Join(world, "public")
	if err := os.CopyFS(source, os.DirFS("testdata/site/yunling")); err != nil {
		t.Fatal(err)
	}
	build := func(destination string) map[string][]byte {
		t.Helper()
		if out, err := exec.Command(gongbao, "build", "-s", source, "-d", destination).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return publishedTree(t, destination)
	}
	before := build(public)
	section := filepath.Join(source, "content", "sections", "01-goals.md")
	text, err := os.ReadFile(section)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(section, append(text, "\n补充说明。\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	after := build(filepath.Join(world, "reference"))
	whole := time.Since(start)
	if sameTree(before, after) {
		t.Fatal("the changed source gives the same tree: the test could not tell old from new")
	}

	const moments = 12
	for i := range moments {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGKILL} {
			cmd := exec.Command(gongbao, "build", "-s", source, "-d", public)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(whole * time.Duration(i) / moments)
			_ = cmd.Process.Signal(signal) // it may have ended by itself
			_ = cmd.Wait()
			if now := publishedTree(t, public); !sameTree(now, before) && !sameTree(now, after) {
				t.Fatalf("killed with %v after %d/%d of a build: the publication is neither the old nor the new one", signal, i, moments)
			}
		}
	}
	build(public)
	entries, err := os.ReadDir(world)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".gongbao") {
			t.Errorf("%s is left beside the publication", e.Name())
		}
	}
}

func publishedTree(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[strings.TrimPrefix(path, root)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameTree(a, b map[string][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for name, content := range a {
		if other, ok := b[name]; !ok || !bytes.Equal(content, other) {
			return false
		}
	}
	return true
}
