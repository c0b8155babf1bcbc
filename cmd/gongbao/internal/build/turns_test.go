//go:build linux

package build

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// inodes are the files below a folder, by what the system calls them: one that is written anew is another.
func inodes(t *testing.T, dir string) map[string]uint64 {
	t.Helper()
	found := map[string]uint64{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		found[rel] = info.Sys().(*syscall.Stat_t).Ino
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Two trees take turns: the one before the published one lies beside it, and the next build changes in it what differs. What
// does not is neither written nor linked, and what somebody has done to it there is not published.
func TestTurns(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site several times over")
	}
	w := newWorld(t, yunling)
	spare := filepath.Join(filepath.Dir(w.rebuilt), ".gongbao-spare-"+filepath.Base(w.rebuilt))
	w.build(w.rebuilt, w.record)
	if _, err := os.Lstat(spare); err == nil {
		t.Error("a tree is kept though there was none before")
	}
	w.rebuild("nothing has changed")
	published, kept := inodes(t, w.rebuilt), inodes(t, spare)
	const page = "measures/1-1/index.html"
	if published[page] != kept[page] {
		t.Error("an unchanged page was written anew")
	}

	// The trees change places.
	folder := func(dir string) uint64 {
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		return info.Sys().(*syscall.Stat_t).Ino
	}
	before := folder(spare)
	w.rebuild("nothing has changed once more")
	if folder(w.rebuilt) != before {
		t.Error("the kept tree has not taken its turn")
	}

	// By another hand: a file more, a hidden folder, a changed byte, a link that leads away, a file less.
	for _, name := range []string{"notes.txt", "measures/notes.html", ".well-known/x"} {
		file := filepath.Join(spare, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flip(t, filepath.Join(spare, "counties", "990101", "index.csv"))
	if err := os.Remove(filepath.Join(spare, page)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(spare, page)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(spare, "counties", "990102")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(w.rebuilt, "counties", "990101"), filepath.Join(spare, "counties", "990102")); err != nil {
		t.Fatal(err)
	}
	w.rebuild("the kept tree was changed by another hand")

	// A build that fails leaves nothing that the next one would trust.
	targets := filepath.Join(w.source, "data", "targets.csv")
	content, err := os.ReadFile(targets)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(targets, append(content, "X,Y\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.build(w.rebuilt, w.record); ok {
		t.Fatal("a faulty table was accepted")
	}
	if err := os.WriteFile(targets, content, 0o644); err != nil {
		t.Fatal(err)
	}
	w.rebuild("after a fault")

	// A build without a record has no use for it.
	w.build(w.rebuilt, "")
	if left := beside(t, w.rebuilt); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
	w.rebuild("after a build without a record")
}
