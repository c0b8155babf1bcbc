//go:build linux

package deploy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/loopback"
	"gongbao/cmd/gongbao/internal/output"
)

// fails wants a failure that says message, with a remedy, and nothing of the keys.
func fails(t *testing.T, what string, o Options, message, remedy string) {
	t.Helper()
	_, err := Publish(context.Background(), o)
	var e *diag.Failure
	if !errors.As(err, &e) || !strings.Contains(err.Error(), message) || !strings.Contains(e.Hint(), remedy) || strings.Contains(err.Error()+e.Hint(), loopback.SecretKey) {
		t.Errorf("%s: %v, want …%s… and a remedy …%s…", what, err, message, remedy)
		if e != nil {
			t.Log(e.Hint())
		}
	}
}

// A server that accepts the connection and says nothing is given up after the time that the address says.
func TestMuteServer(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for timeouts")
	}
	oldRetries := retries
	retries = 1
	t.Cleanup(func() { retries = oldRetries })
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			fails(t, "mute", options(made(t, first()), p.At(loopback.Mute(t))+"&timeout=1"), "没有回应", "timeout")
		})
	}
	// The login is well, then nothing more comes: at the first request for a file, for a list, in the middle.
	p := loopback.SFTP(t, "")
	published(t, options(made(t, first()), p.String()))
	for _, budget := range []int{4200, 5000, 7000} {
		line := loopback.NewLine(t, p.Host, budget, true)
		fails(t, fmt.Sprint("silent after ", budget), options(made(t, second()), p.At(line.Host)+"&timeout=1"), "没有回应", "timeout")
	}
	published(t, options(made(t, second()), p.String()))
	checkPlace(t, p.Root, second())
	for _, text := range []string{"x", "0", "-1"} {
		if _, err := Parse("sftp://h/x?timeout=" + text); err == nil || !strings.Contains(err.Error(), "timeout") {
			t.Errorf("timeout=%s: %v", text, err)
		}
	}
}

// A store that fails half way or answers slowly, or wrongly: tried again with a bound, then a sentence that says what is
// the matter; when it is well again the next run goes on.
func TestTroubledStore(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for timeouts")
	}
	oldRetries := retries
	retries = 2
	t.Cleanup(func() { retries = oldRetries })
	says := func(status int, code string) func(w http.ResponseWriter, r *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>key %s</Message></Error>", code, loopback.AccessKey)
		}
	}
	stalls := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	cuts := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	page := func(r *http.Request) bool {
		return r.Method == "PUT" && strings.HasSuffix(r.URL.Path, "/measures/7/index.html")
	}
	list := func(r *http.Request) bool { return r.Method == "GET" && r.URL.Query().Has("list-type") }
	for _, c := range []struct {
		name            string
		at              func(*http.Request) bool
		answer          func(http.ResponseWriter, *http.Request)
		message, remedy string
	}{
		{"Busy", page, says(503, "SlowDown"), "对方太忙，要求放慢（SlowDown）", "过一会儿"},
		{"Full", page, says(507, "XMinioStorageFull"), "空间已满", "清理"},
		{"Failing", page, says(500, "InternalError"), "对方回答 500 InternalError", "再运行一次"},
		{"Stalling", page, stalls, "等了太久没有回应", "timeout"},
		{"StallingList", list, stalls, "等了太久没有回应", "timeout"},
		{"Cutting", page, cuts, "连接断了", "再运行一次"},
		{"Denying", page, says(403, "AccessDenied"), "没有权限（AccessDenied）", "AWS_ACCESS_KEY_ID"},
		{"OtherClock", list, says(403, "RequestTimeTooSkewed"), "两边的时钟相差太多", "核对本机的时间"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := loopback.S3(t, "")
			published(t, options(made(t, first()), p.String()))
			var asked atomic.Int32
			files := second()
			files["measures/7/index.html"] += "changed"
			host := loopback.Before(t, p, func(w http.ResponseWriter, r *http.Request) bool {
				if !c.at(r) {
					return false
				}
				asked.Add(1)
				c.answer(w, r)
				return true
			})
			before := time.Now()
			fails(t, c.name, options(made(t, files), p.At(host)+"&timeout=3"), c.message, c.remedy)
			if n := asked.Load(); n < 1 || n > 8 || time.Since(before) > time.Minute {
				t.Errorf("asked %d times in %v", n, time.Since(before))
			}
			if content, err := os.ReadFile(filepath.Join(p.Root, output.ManifestFile)); err != nil || digest(content) != fileOf(made(t, first()), output.ManifestFile).SHA256 {
				t.Errorf("the manifest is not the old one: %v", err)
			}
			if r := published(t, options(made(t, files), p.String())); c.name != "StallingList" && c.name != "OtherClock" && !r.Resumed {
				t.Error("the next run does not know")
			}
			checkPlace(t, p.Root, files)
		})
	}
	// One that is busy for a while is waited for.
	p := loopback.S3(t, "")
	retries = 4
	var asked atomic.Int32
	host := loopback.Before(t, p, func(w http.ResponseWriter, r *http.Request) bool {
		if !page(r) || asked.Add(1) > 2 {
			return false
		}
		says(503, "SlowDown")(w, r)
		return true
	})
	published(t, options(made(t, first()), p.At(host)))
	checkPlace(t, p.Root, first())
}

// tmpfs is a small disk of its own.
func tmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" && os.Geteuid() == 0 && !errors.Is(err, syscall.EPERM) {
			t.Fatal(err)
		}
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// The disk of a folder, a store, a server fills in the middle: it is said where, and what was shown stays whole. Once there is
// room the same command finishes.
func TestFullDisk(t *testing.T) {
	large := second()
	for i := range 30 {
		large[fmt.Sprintf("data/latest/%d.zip", i)] = strings.Repeat(fmt.Sprint(i), 40000)
	}
	check := func(t *testing.T, disk, target, root string) {
		published(t, options(made(t, first()), target))
		ballast := filepath.Join(disk, "ballast")
		fill(t, ballast, 700_000)
		o := options(made(t, large), target)
		_, err := Publish(context.Background(), o)
		var e *diag.Failure
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "满") && !strings.Contains(err.Error(), "空间不足") || e.Hint() == "" {
			t.Errorf("full: %v", err)
		}
		if content, err := os.ReadFile(filepath.Join(root, output.ManifestFile)); err != nil || digest(content) != fileOf(made(t, first()), output.ManifestFile).SHA256 {
			t.Errorf("the manifest is not the old one: %v", err)
		}
		for name, text := range first() {
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
				t.Errorf("%s (%d bytes) is gone: %v", name, len(text), err)
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		published(t, o)
		checkPlace(t, root, large)
	}
	t.Run("Folder", func(t *testing.T) {
		disk := tmpfs(t, "3m")
		check(t, disk, filepath.Join(disk, "live"), filepath.Join(disk, "live"))
	})
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			disk := tmpfs(t, "12m") // the store's own notes take a page a line
			p := serve(t, disk)
			check(t, disk, p.String(), p.Root)
		})
	}
}

// fill leaves so many bytes of the file's disk.
func fill(t *testing.T, name string, leave int64) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(name), &s); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(make([]byte, int64(s.Bavail)*s.Bsize-leave))
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// A second publication over the first, back, and forth again: the same bytes each time, and at a store the same headers.
func TestBackAndForth(t *testing.T) {
	places := map[string]func(t testing.TB, dir string) loopback.Server{"Folder": func(t testing.TB, _ string) loopback.Server { return loopback.Server{} }}
	maps.Copy(places, loopback.Servers)
	for name, serve := range places {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			target, root := p.String(), p.Root
			if name == "Folder" {
				target = filepath.Join(t.TempDir(), "live")
				root = target
			}
			a, err := Parse(target)
			if err != nil {
				t.Fatal(err)
			}
			h := OpenHistory(t.TempDir())
			var seen []map[string]string
			for i, tree := range []Tree{made(t, first()), made(t, second())} {
				published(t, options(tree, target))
				// The clock jumps back between the two: the history's order is that of its numbers.
				if _, err := h.Keep(a, tree, "Q1", 0, time.Unix(2000000000-int64(i)*1e9, 0), 9); err != nil {
					t.Fatal(err)
				}
				seen = append(seen, shown(t, a, root))
			}
			if maps.Equal(seen[0], seen[1]) || len(seen[0]) < 40 {
				t.Fatalf("the two look the same: %d files", len(seen[0]))
			}
			list, err := h.Publications(a)
			if err != nil || len(list) != 2 || list[0].Number != 1 {
				t.Fatal(list, err)
			}
			for _, to := range []int{0, 1, 0} {
				if shows, err := Shows(context.Background(), a, list[to]); err != nil || shows {
					t.Errorf("before going to %d: %v %v", to, shows, err)
				}
				// Half of the way there a run breaks off; the way back is the same all the same.
				ctx, cancel := context.WithCancel(context.Background())
				tree, err := h.Tree(list[to])
				if err != nil {
					t.Fatal(err)
				}
				o := options(tree, target)
				o.MayWithdraw, o.MaxDelete = true, -1
				o.Progress = func(done, _ int) {
					if done == 3 {
						cancel()
					}
				}
				if _, err := Publish(ctx, o); err == nil {
					t.Error("it was not interrupted")
				}
				cancel()
				o.Progress = nil
				published(t, o)
				if now := shown(t, a, root); !maps.Equal(now, seen[to]) {
					for name := range now {
						if now[name] != seen[to][name] {
							t.Errorf("back at %d: %s differs", to+1, name)
						}
					}
					t.Errorf("back at %d: %d files, want %d", to+1, len(now), len(seen[to]))
				}
				if shows, err := Shows(context.Background(), a, list[to]); err != nil || !shows {
					t.Errorf("at %d: %v %v", to, shows, err)
				}
			}
		})
	}
}

// shown is every file at the target with its content and, at a store, what the store says with it.
func shown(t *testing.T, a Address, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == receiptFile {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.kind != bucketKind {
		return files
	}
	s, err := open(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	b := s.(*bucket)
	for name := range files {
		u, err := b.client.PresignedHeadObject(context.Background(), b.name, b.prefix+name, time.Minute, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (&http.Transport{DisableCompression: true}).RoundTrip(&http.Request{Method: "HEAD", URL: u, Header: http.Header{}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		for _, key := range []string{"Content-Type", "Cache-Control", "Content-Encoding", "Content-Disposition", "Etag", "Content-Length"} {
			files[name] += "\n" + key + ": " + answer.Header.Get(key)
		}
	}
	return files
}

// A file that somebody else has put where one of ours belongs is not covered without being asked; parts that a killed run
// has left are cleared, though not by a dry run.
func TestOthersAtTheTarget(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			published(t, options(made(t, first()), p.String()))
			theirs := filepath.Join(p.Root, "static", "b.svg")
			write(t, theirs, "theirs")
			fails(t, "foreign", options(made(t, second()), p.String()), "有别人放的 static/b.svg", "--take-over")
			if content, _ := os.ReadFile(theirs); string(content) != "theirs" {
				t.Errorf("it holds %q", content)
			}
			o := options(made(t, second()), p.String())
			o.TakeOver = true
			if r := published(t, o); !slices.Contains(r.Changed, "static/b.svg") {
				t.Errorf("changed: %v", r.Changed)
			}
			checkPlace(t, p.Root, second())

			part := filepath.Join(p.Root, "counties", "1", partPrefix+"x")
			write(t, part, "half")
			dry := options(made(t, first()), p.String())
			dry.DryRun = true
			published(t, dry)
			if _, err := os.Stat(part); err != nil {
				t.Errorf("a dry run deletes: %v", err)
			}
			published(t, options(made(t, second()), p.String()))
			checkPlace(t, p.Root, second())
		})
	}
}
