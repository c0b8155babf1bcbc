package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/output"
)

// quick takes away what only costs time: flushing the disk, and the full grace of the old tree.
func quick(t *testing.T) {
	t.Helper()
	oldGrace, oldFlush := grace, flush
	grace, flush = 5*time.Millisecond, func(string) error { return nil }
	t.Cleanup(func() { grace, flush = oldGrace, oldFlush })
}

// withoutExchange makes the file system one that cannot exchange two folders.
func withoutExchange(t *testing.T, as error) {
	t.Helper()
	old := exchange
	exchange = func(string, string) error { return as }
	t.Cleanup(func() { exchange = old })
}

// site stages a tree whose two pages hold the same text.
func site(t *testing.T, dest, text string) *Staging {
	t.Helper()
	s, err := Stage(dest)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s.Dir, text)
	return s
}

func fill(t *testing.T, dir, text string, more ...string) {
	t.Helper()
	tree := output.NewTree(dir)
	for _, name := range append([]string{"index.html", "data/index.html"}, more...) {
		if err := tree.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := output.Manifest(tree, "", text); err != nil {
		t.Fatal(err)
	}
}

func publishSite(t *testing.T, dest, text string) {
	t.Helper()
	if err := site(t, dest, text).Commit(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// want compares a folder, as "path: content" of every file below it, folders without files as "path/".
func want(t *testing.T, dir string, lines ...string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		switch {
		case d.IsDir():
			if below, _ := os.ReadDir(path); len(below) == 0 {
				got = append(got, filepath.ToSlash(name)+"/")
			}
		case d.Name() == output.ManifestFile:
		case d.Type()&fs.ModeSymlink != 0:
			got = append(got, filepath.ToSlash(name)+" ->")
		default:
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			got = append(got, filepath.ToSlash(name)+": "+string(content))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(lines)
	if !slices.Equal(got, lines) {
		t.Errorf("%s holds\n  %s\nwant\n  %s", dir, strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

func TestCommit(t *testing.T) {
	quick(t)
	for name, setup := range map[string]func(t *testing.T){
		"Exchange":   func(*testing.T) {},
		"NoExchange": func(t *testing.T) { withoutExchange(t, syscall.EINVAL) },
	} {
		t.Run(name, func(t *testing.T) {
			setup(t)
			t.Run("New", func(t *testing.T) {
				root := t.TempDir()
				publishSite(t, filepath.Join(root, "public"), "v1")
				want(t, root, "public/index.html: v1", "public/data/index.html: v1")
			})
			t.Run("NewWithParents", func(t *testing.T) {
				root := t.TempDir()
				publishSite(t, filepath.Join(root, "a", "b", "public"), "v1")
				want(t, root, "a/b/public/index.html: v1", "a/b/public/data/index.html: v1")
			})
			t.Run("Empty", func(t *testing.T) {
				root := t.TempDir()
				if err := os.Mkdir(filepath.Join(root, "public"), 0o755); err != nil {
					t.Fatal(err)
				}
				publishSite(t, filepath.Join(root, "public"), "v1")
				want(t, root, "public/index.html: v1", "public/data/index.html: v1")
			})
			t.Run("OldPagesGoAndDotFilesStay", func(t *testing.T) {
				root := t.TempDir()
				dest := filepath.Join(root, "public")
				write(t, filepath.Join(dest, ".gitignore"), "*")
				write(t, filepath.Join(dest, ".well-known", "security.txt"), "mail")
				publishSite(t, dest, "v1")
				s, err := Stage(dest)
				if err != nil {
					t.Fatal(err)
				}
				fill(t, s.Dir, "v2", "only-once.html")
				if err := s.Commit(); err != nil {
					t.Fatal(err)
				}
				publishSite(t, dest, "v3")
				want(t, root, "public/index.html: v3", "public/data/index.html: v3",
					"public/.gitignore: *", "public/.well-known/security.txt: mail")
			})
			t.Run("SymbolicLink", func(t *testing.T) {
				root := t.TempDir()
				write(t, filepath.Join(root, "disk", "site", ".keep"), "")
				if err := os.Symlink(filepath.Join("disk", "site"), filepath.Join(root, "public")); err != nil {
					t.Skip(err)
				}
				publishSite(t, filepath.Join(root, "public"), "v1")
				publishSite(t, filepath.Join(root, "public"), "v2")
				want(t, root, "public ->", "disk/site/.keep: ", "disk/site/index.html: v2", "disk/site/data/index.html: v2")
			})
			t.Run("KeepsMode", func(t *testing.T) {
				dest := filepath.Join(t.TempDir(), "public")
				publishSite(t, dest, "v1")
				if err := os.Chmod(dest, 0o750); err != nil {
					t.Fatal(err)
				}
				publishSite(t, dest, "v2")
				if info, err := os.Stat(dest); err != nil || info.Mode().Perm() != 0o750 {
					t.Errorf("mode %v, %v; want 0750", info.Mode(), err)
				}
			})
		})
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	quick(t)
	t.Run("NoDestination", func(t *testing.T) {
		root := t.TempDir()
		s := site(t, filepath.Join(root, "a", "public"), "v1")
		if err := s.Abort(); err != nil {
			t.Fatal(err)
		}
		want(t, root)
	})
	t.Run("OldSite", func(t *testing.T) {
		root := t.TempDir()
		dest := filepath.Join(root, "public")
		publishSite(t, dest, "v1")
		s := site(t, dest, "v2")
		if err := s.Abort(); err != nil {
			t.Fatal(err)
		}
		want(t, root, "public/index.html: v1", "public/data/index.html: v1")
		if err := s.Abort(); err != nil {
			t.Errorf("second Abort: %v", err)
		}
		var e *Error
		if err := s.Commit(); !errors.As(err, &e) {
			t.Errorf("Commit after Abort: %v", err)
		}
	})
	t.Run("AfterCommit", func(t *testing.T) {
		root := t.TempDir()
		s := site(t, filepath.Join(root, "public"), "v1")
		if err := errors.Join(s.Commit(), s.Abort()); err != nil {
			t.Fatal(err)
		}
		want(t, root, "public/index.html: v1", "public/data/index.html: v1")
	})
}

func TestStageRefuses(t *testing.T) {
	quick(t)
	tests := map[string]struct {
		files map[string]string // below the root
		named string            // what the message must name
	}{
		"File":            {map[string]string{"public": "text"}, "public"},
		"ForeignFolder":   {map[string]string{"public/thesis.docx": "text"}, "thesis.docx"},
		"ForeignManifest": {map[string]string{"public/manifest.json": `{"name":"web app"}`, "public/x": ""}, "manifest.json"},
		"BrokenManifest":  {map[string]string{"public/manifest.json": `{"generator":"gongbao"`, "public/x": ""}, "manifest.json"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			for path, content := range tt.files {
				write(t, filepath.Join(root, path), content)
			}
			_, err := Stage(filepath.Join(root, "public"))
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, ErrForeign) {
				t.Fatalf("Stage: %v, want an Error with ErrForeign", err)
			}
			if e.Hint() == "" || !strings.Contains(e.Message, tt.named) {
				t.Errorf("message %q, hint %q", e.Message, e.Hint())
			}
			entries, _ := os.ReadDir(root)
			if len(entries) != 1 {
				t.Errorf("left behind: %v", entries)
			}
			for path, content := range tt.files {
				if got, err := os.ReadFile(filepath.Join(root, path)); err != nil || string(got) != content {
					t.Errorf("%s is %q, %v", path, got, err)
				}
			}
		})
	}
	t.Run("DanglingLink", func(t *testing.T) {
		root := t.TempDir()
		if err := os.Symlink("nowhere", filepath.Join(root, "public")); err != nil {
			t.Skip(err)
		}
		if _, err := Stage(filepath.Join(root, "public")); err == nil {
			t.Error("no error")
		}
		want(t, root, "public ->")
	})
	t.Run("ParentIsAFile", func(t *testing.T) {
		root := t.TempDir()
		write(t, filepath.Join(root, "file"), "")
		var e *Error
		if _, err := Stage(filepath.Join(root, "file", "public")); !errors.As(err, &e) {
			t.Errorf("Stage: %v", err)
		}
		want(t, root, "file: ")
	})
}

// What appears at the destination while a build runs is not deleted either.
func TestCommitRefusesWhatCameMeanwhile(t *testing.T) {
	quick(t)
	root := t.TempDir()
	s := site(t, filepath.Join(root, "public"), "v1")
	write(t, filepath.Join(root, "public", "thesis.docx"), "text")
	if err := s.Commit(); !errors.Is(err, ErrForeign) {
		t.Errorf("Commit: %v", err)
	}
	want(t, root, "public/thesis.docx: text")
}

func TestCommitNeedsManifest(t *testing.T) {
	quick(t)
	root := t.TempDir()
	s, err := Stage(filepath.Join(root, "public"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.Dir, "index.html"), "")
	if err := s.Commit(); err == nil {
		t.Error("a tree that the next build would refuse was published")
	}
	want(t, root)
}

func TestFailedSwapLeavesOldSite(t *testing.T) {
	quick(t)
	t.Run("ExchangeRefused", func(t *testing.T) {
		root := t.TempDir()
		dest := filepath.Join(root, "public")
		publishSite(t, dest, "v1")
		withoutExchange(t, syscall.EBUSY)
		err := site(t, dest, "v2").Commit()
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Hint(), "挂载点") {
			t.Errorf("Commit: %v", err)
		}
		want(t, root, "public/index.html: v1", "public/data/index.html: v1")
	})
	t.Run("FlushFailed", func(t *testing.T) {
		root := t.TempDir()
		dest := filepath.Join(root, "public")
		publishSite(t, dest, "v1")
		old := flush
		defer func() { flush = old }()
		flush = func(string) error { return syscall.ENOSPC }
		err := site(t, dest, "v2").Commit()
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Hint(), "清理磁盘") {
			t.Errorf("Commit: %v", err)
		}
		want(t, root, "public/index.html: v1", "public/data/index.html: v1")
	})
	t.Run("SecondRenameFailed", func(t *testing.T) {
		root := t.TempDir()
		dest := filepath.Join(root, "public")
		publishSite(t, dest, "v1")
		s := site(t, dest, "v2")
		// The staged tree goes away between the checks and the swap.
		old := exchange
		defer func() { exchange = old }()
		exchange = func(a, _ string) error { os.RemoveAll(a); return syscall.ENOSYS }
		if err := s.Commit(); err == nil {
			t.Error("no error")
		}
		want(t, root, "public/index.html: v1", "public/data/index.html: v1")
	})
}

// A container image's lower layer takes no rename of a folder: the old folder is copied aside and deleted.
func TestCopyAside(t *testing.T) {
	quick(t)
	root := t.TempDir()
	dest := filepath.Join(root, "public")
	write(t, filepath.Join(dest, ".gitignore"), "*")
	publishSite(t, dest, "v1")
	s := site(t, dest, "v2")
	if err := s.copyAside(s.previous()); err != nil {
		t.Fatal(err)
	}
	if exists(dest) {
		t.Error("the old folder is still there")
	}
	want(t, s.previous(), "index.html: v1", "data/index.html: v1", ".gitignore: *")
	// Here the build is killed.
	s.lock.Close()
	again, err := Stage(dest)
	if err != nil {
		t.Fatal(err)
	}
	want(t, dest, "index.html: v1", "data/index.html: v1", ".gitignore: *")
	again.Abort()
	want(t, root, "public/index.html: v1", "public/data/index.html: v1", "public/.gitignore: *")
}

// What a crash can leave of a swap in two steps, and what the next Stage makes of it.
func TestRecover(t *testing.T) {
	quick(t)
	v1 := []string{"public/index.html: v1", "public/data/index.html: v1"}
	v2 := []string{"public/index.html: v2", "public/data/index.html: v2"}
	tests := map[string]struct {
		crash func(t *testing.T, dest string)
		want  []string
	}{
		"BetweenTheRenames": {func(*testing.T, string) {}, v1},
		"HalfDeleted": {func(t *testing.T, dest string) {
			write(t, filepath.Join(dest, marker), "")
			write(t, filepath.Join(dest, "index.html"), "v1")
		}, v1},
		"BeforeTheCleaning": {func(t *testing.T, dest string) { fill(t, mkdir(t, dest), "v2") }, v2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dest := filepath.Join(root, "public")
			fill(t, mkdir(t, filepath.Join(root, previousPrefix+"public")), "v1")
			tt.crash(t, dest)
			s, err := Stage(dest)
			if err != nil {
				t.Fatal(err)
			}
			s.Abort()
			want(t, root, tt.want...)
		})
	}
	t.Run("ForeignIsLeftAlone", func(t *testing.T) {
		root := t.TempDir()
		dest := filepath.Join(root, "public")
		fill(t, mkdir(t, filepath.Join(root, previousPrefix+"public")), "v1")
		write(t, filepath.Join(dest, "thesis.docx"), "text")
		if _, err := Stage(dest); !errors.Is(err, ErrForeign) {
			t.Errorf("Stage: %v", err)
		}
		want(t, dest, "thesis.docx: text")
	})
}

func mkdir(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A reader that opens a file again and again finds it every time, whole, while the site is replaced under it.
func TestReaderSeesNoGap(t *testing.T) {
	quick(t)
	dest := filepath.Join(t.TempDir(), "public")
	text := func(n int) string { return strings.Repeat(fmt.Sprintf("v%03d ", n), 2000) }
	publishSite(t, dest, text(0))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for _, name := range []string{"index.html", "data/index.html"} {
		readers.Go(func() {
			reads, last := 0, ""
			for {
				select {
				case <-stop:
					if reads == 0 {
						t.Error("nothing was read")
					}
					return
				default:
				}
				content, err := os.ReadFile(filepath.Join(dest, name))
				if err != nil {
					t.Errorf("read %d: %v", reads, err)
					return
				}
				version := string(content[:min(5, len(content))])
				if string(content) != strings.Repeat(version, 2000) || version < last {
					t.Errorf("read %d: %q… of %d bytes after %q", reads, version, len(content), last)
					return
				}
				reads, last = reads+1, version
			}
		})
	}
	for n := range 60 {
		publishSite(t, dest, text(n+1))
	}
	close(stop)
	readers.Wait()
}

func TestConcurrentBuilds(t *testing.T) {
	quick(t)
	for name, setup := range map[string]func(t *testing.T){
		"Exchange":   func(*testing.T) {},
		"NoExchange": func(t *testing.T) { withoutExchange(t, syscall.ENOSYS) },
	} {
		t.Run(name, func(t *testing.T) {
			setup(t)
			root := t.TempDir()
			dest := filepath.Join(root, "public")
			var builds sync.WaitGroup
			for n := range 4 {
				builds.Go(func() {
					for range 5 {
						s, err := Stage(dest)
						if err != nil {
							t.Error(err)
							return
						}
						fill(t, s.Dir, fmt.Sprint("v", n))
						if err := s.Commit(); err != nil {
							t.Error(err)
						}
					}
				})
			}
			builds.Wait()
			content, err := os.ReadFile(filepath.Join(dest, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			want(t, root, "public/index.html: "+string(content), "public/data/index.html: "+string(content))
		})
	}
}

// A living build's folder is not swept away; a dead one's is.
func TestSweep(t *testing.T) {
	quick(t)
	root := t.TempDir()
	write(t, filepath.Join(root, stagingPrefix+"1-0", "index.html"), "of a killed build")
	write(t, filepath.Join(root, "gongbao-staging-notes.txt"), "a file of somebody's")
	first := site(t, filepath.Join(root, "public"), "v1")
	second := site(t, filepath.Join(root, "other"), "v2")
	if err := errors.Join(first.Commit(), second.Commit()); err != nil {
		t.Fatal(err)
	}
	want(t, root, "public/index.html: v1", "public/data/index.html: v1", "other/index.html: v2", "other/data/index.html: v2",
		"gongbao-staging-notes.txt: a file of somebody's")
}

// Two trees take turns where a build asks for it; one that does not deletes the kept one.
func TestRestage(t *testing.T) {
	quick(t)
	root := t.TempDir()
	dest := filepath.Join(root, "public")
	kept := filepath.Join(root, sparePrefix+"public")
	again := func() *Staging {
		t.Helper()
		s, err := Restage(dest)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	commit := func(s *Staging, text string, wantReused, wantKept bool) {
		t.Helper()
		if s.Reused {
			for _, name := range []string{"index.html", "data/index.html", output.ManifestFile} {
				if err := os.Remove(filepath.Join(s.Dir, name)); err != nil {
					t.Error(err)
				}
			}
		}
		fill(t, s.Dir, text)
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		if s.Reused != wantReused || s.Kept != wantKept {
			t.Errorf("%s: reused %v, kept %v", text, s.Reused, s.Kept)
		}
	}
	commit(again(), "v1", false, false)
	want(t, root, "public/index.html: v1", "public/data/index.html: v1")
	commit(again(), "v2", false, true)
	want(t, kept, "index.html: v1", "data/index.html: v1")
	commit(again(), "v3", true, true)
	want(t, dest, "index.html: v3", "data/index.html: v3")
	want(t, kept, "index.html: v2", "data/index.html: v2")

	// The one that has the kept tree is not disturbed by another, and what it leaves is no kept tree.
	first, second := again(), again()
	if !first.Reused || second.Reused || exists(kept) {
		t.Errorf("first %v, second %v, still there %v", first.Reused, second.Reused, exists(kept))
	}
	if err := errors.Join(first.Abort(), second.Abort()); err != nil {
		t.Fatal(err)
	}
	want(t, root, "public/index.html: v3", "public/data/index.html: v3")

	commit(again(), "v4", false, true)
	publishSite(t, dest, "v5")
	want(t, root, "public/index.html: v5", "public/data/index.html: v5")

	// Where folders cannot be exchanged, none is kept.
	withoutExchange(t, syscall.EINVAL)
	commit(again(), "v6", false, false)
	want(t, root, "public/index.html: v6", "public/data/index.html: v6")
}
