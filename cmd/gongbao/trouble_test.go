//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongbao/cmd/gongbao/internal/loopback"
)

// try runs the command as it is and returns its status and all that it says.
func (w *killWorld) try(env []string, args ...string) (status int, said string) {
	w.t.Helper()
	cmd := w.program("", args...)
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// refuses wants status 3, the message and a hint, and nothing changed.
func (w *killWorld) refuses(what, message string, args ...string) {
	w.t.Helper()
	before := w.files()
	status, said := w.try(nil, args...)
	if status != exitWrite || !strings.Contains(said, message) || !strings.Contains(said, "提示：") {
		w.t.Errorf("%s: status %d, %s\nwant …%s…", what, status, said, message)
	}
	for _, english := range []string{"no space", "denied", "read-only", "no such file"} {
		if strings.Contains(said, english) {
			w.t.Errorf("%s: the system's own words: %s", what, said)
		}
	}
	after := w.files()
	for name := range union(before, after) {
		if !bytes.Equal(before[name], after[name]) || (before[name] == nil) != (after[name] == nil) {
			w.t.Errorf("%s: %s has changed", what, name)
		}
	}
}

func newWorld(t *testing.T, dir string) *killWorld { return &killWorld{t: t, dir: dir} }

// mount mounts something for the time of the test, where that is permitted.
func mount(t *testing.T, what, dir, kind string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount(what, dir, kind, flags, options); err != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" && !errors.Is(err, syscall.EPERM) {
			t.Fatal(err)
		}
		t.Skipf("nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// writers are the commands that write, in a world that they can begin with.
func writers(w *killWorld) map[string][]string {
	w.copyYunling("source")
	w.tree("one", firstSite())
	w.write("sent.csv", "指标,地区,时期,数值,批次\n常住人口,青石县,2018,"+strings.Repeat("0", 9000)+"120000,2019\n")
	w.write("small.csv", "指标,地区,时期,数值,批次\n常住人口,青石县,2018,120000,2019\n")
	return map[string][]string{
		"build":    {"build", "-s", "source", "-d", "out/public", "--as-of", "2020-03-01"},
		"bulletin": {"bulletin", "-s", "source", "-d", "out"},
		"init":     {"init", "out/mine", "--from", "bijie"},
		"template": {"template", "-s", "source", "-r", "2020-Q2", "--period", "2020", "-o", "out/forms"},
		"check":    {"check", "-s", "source", "--format", "html", "-o", "out/report.html"},
		"import":   {"import", "-s", "source", "--data-source", "survey", "small.csv"},
		"approve":  {"approve", "-s", "source", "--from", "one", "2019", "--by", "李某"},
		"publish":  {"publish", "-s", "source", "--from", "one", "./out/live"},
	}
}

// Each command that writes meets a full disk, and a read-only one: what it says names the matter, and nothing has changed.
func TestFullAndReadOnlyDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	t.Run("Full", func(t *testing.T) {
		dir := t.TempDir()
		mount(t, "none", dir, "tmpfs", 0, "size=4m")
		w := newWorld(t, dir)
		commands := writers(w)
		w.run("approve", commands["approve"]...)
		if err := os.Mkdir(w.path("out"), 0o755); err != nil {
			t.Fatal(err)
		}
		w.try(nil, "version") // makes its folder for temporary files
		var s syscall.Statfs_t
		if err := syscall.Statfs(dir, &s); err != nil {
			t.Fatal(err)
		}
		w.write("ballast", string(make([]byte, int64(s.Bavail)*s.Bsize)))
		for name, args := range commands {
			w.refuses(name, "磁盘已满", args...)
		}
	})
	t.Run("ReadOnly", func(t *testing.T) {
		dir := t.TempDir()
		w := newWorld(t, dir)
		commands := writers(w)
		w.run("approve", commands["approve"]...)
		if err := os.Mkdir(w.path("out"), 0o755); err != nil {
			t.Fatal(err)
		}
		w.try(nil, "version")
		mount(t, dir, dir, "", syscall.MS_BIND, "")
		if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		for name, args := range commands {
			w.refuses(name, "文件系统是只读的", args...)
		}
	})
	t.Run("NoRights", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("needs root, to be somebody else")
		}
		dir, err := os.MkdirTemp("", "gongbao-test-") // t.TempDir is closed to other users
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		w := newWorld(t, dir)
		commands := writers(w)
		w.run("approve", commands["approve"]...)
		if err := os.Mkdir(w.path("out"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Chmod(dir, 0o755), exec.Command("chmod", "-R", "a+rX", dir).Run()); err != nil {
			t.Fatal(err)
		}
		w.try(nil, "version")
		w.somebody = true
		for name, args := range commands {
			w.refuses(name, "没有权限", args...)
		}
		if err := os.Chmod(w.path("source/data/targets.csv"), 0); err != nil {
			t.Fatal(err)
		}
		if status, said := w.try(nil, "check", "-s", "source"); status == exitDone || !strings.Contains(said, "targets.csv") {
			t.Errorf("an unreadable table: %d %s", status, said)
		}
	})
}

// However it fails, a publication tells nobody the keys: not in what it says to people, not in the log for programs.
func TestSecretsAreNotTold(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.copyYunling("source")
	w.run("approve", "approve", "-s", "source", "--from", w.tree("one", firstSite()), "2019", "--by", "李某")
	p := loopback.S3(t, "")
	const wrong, passphrase = "wrong-but-secret-all-the-same", "passphrase-of-nobody"
	echo := loopback.Before(t, p, func(rw http.ResponseWriter, r *http.Request) bool { // quotes all that it is sent
		rw.Header().Set("Content-Type", "application/xml")
		rw.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(rw, "<Error><Code>SignatureDoesNotMatch</Code><Message>%s %s</Message></Error>", loopback.SecretKey, r.Header.Get("Authorization"))
		return true
	})
	loopback.NewKey(t, w.path("key"))
	w.write("known", "")
	failed := 0
	for _, c := range []struct {
		target string
		env    []string
	}{
		{p.String(), nil},
		{p.String(), []string{"AWS_SECRET_ACCESS_KEY=" + wrong}},
		{p.String(), []string{"AWS_ACCESS_KEY_ID=" + wrong}},
		{p.At("127.0.0.1:1"), nil},
		{p.At(loopback.Mute(t)) + "&timeout=1", nil},
		{p.At(echo), nil},
		{strings.Replace(p.String(), "s3://", "s3://user:"+wrong+"@", 1), nil},
		{strings.Replace(p.String(), "s3://", "s3x://user:"+wrong+"@", 1), nil},
		{"s3://user:" + wrong + "@plan:x/%zz", nil},
		{p.String() + "&secret=" + wrong, nil},
		{"sftp://user:" + wrong + "@127.0.0.1/srv", nil},
		{"sftp://user@127.0.0.1:1/srv?key=key&known_hosts=known", nil},
	} {
		for _, command := range [][]string{{"publish", "-s", "source", "--from", "one"}, {"publish", "--dry-run", "--json", "-s", "source", "--from", "one"}, {"rollback", "-s", "source"}} {
			for _, log := range []string{"", "json"} {
				status, said := w.try(append(c.env, "GONGBAO_LOG="+log, "GONGBAO_SSH_PASSPHRASE="+passphrase, "GONGBAO_SIGN_PASSWORD="+passphrase), append(command, c.target)...)
				if status != exitDone {
					failed++
				}
				for _, secret := range []string{loopback.SecretKey, wrong, passphrase} {
					if strings.Contains(said, secret) {
						t.Errorf("%s %s tells %q: %s", command[0], strings.ReplaceAll(c.target, wrong, "…"), secret, said)
					}
				}
			}
		}
	}
	if failed < 60 {
		t.Errorf("%d runs failed only", failed)
	}
	for name, content := range w.files() {
		if bytes.Contains(content, []byte(wrong)) || bytes.Contains(content, []byte(loopback.SecretKey)) {
			t.Errorf("%s holds a key", name)
		}
	}
}

// The clock jumps back, by years: publications keep their order, an approval is given again, what is published stays.
func TestClockJumps(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.copyYunling("source")
	at := func(now string) []string { return []string{"GONGBAO_TEST_NOW=" + now} }
	must := func(now string, args ...string) string {
		t.Helper()
		status, said := w.try(at(now), args...)
		if status != exitDone {
			t.Fatalf("%s: %d %s", args, status, said)
		}
		return said
	}
	must("2030-01-01T00:00:00Z", "build", "-s", "source")
	must("2030-01-01T00:00:00Z", "approve", "-s", "source", "2019", "--by", "李某")
	must("2030-01-01T00:00:00Z", "approve", "-s", "source", "2020-Q2", "--by", "李某")
	must("2030-01-01T00:00:00Z", "publish", "-s", "source", "./live")
	public, first := below(w.files(), "source/public"), below(w.files(), "live")

	// Years back, before the newest release came out: a build would take it back, and does not.
	if status, said := w.try(at("2020-03-01T00:00:00Z"), "build", "-s", "source"); status != exitFaults || !strings.Contains(said, "批次 2020-Q2 已经公开") {
		t.Errorf("build: %d %s", status, said)
	}
	if !maps.EqualFunc(public, below(w.files(), "source/public"), bytes.Equal) {
		t.Error("the build that was refused changed public/")
	}
	must("2020-03-01T00:00:00Z", "publish", "-s", "source", "./live") // nothing new: nothing is asked
	// A release that is due is not published by a clock that has not got there.
	if status, said := w.try(at("2020-03-01T00:00:00Z"), "publish", "-s", "source", "./other"); status != exitWrite || !strings.Contains(said, "还没到时间") {
		t.Errorf("publish: %d %s", status, said)
	}
	// Approved again at an earlier time than before, published earlier than before; the way back is by number.
	w.edit("source/content/sections/01-goals.md", func(text string) string { return text + "\n补充说明。\n" })
	must("2021-01-01T00:00:00Z", "build", "-s", "source")
	must("2021-01-01T00:00:00Z", "approve", "-s", "source", "2020-Q2", "--by", "王某")
	if said := must("2021-01-01T00:00:00Z", "publish", "-s", "source", "./live"); !strings.Contains(said, "第 2 次发布") {
		t.Error(said)
	}
	if maps.EqualFunc(first, below(w.files(), "live"), bytes.Equal) {
		t.Fatal("the second publication is the first")
	}
	if list := must("2021-01-01T00:00:00Z", "rollback", "-s", "source", "--list", "./live"); strings.Index(list, "   2  2021") > strings.Index(list, "   1  2030") {
		t.Errorf("the order is not that of the publications:\n%s", list)
	}
	must("1999-01-01T00:00:00Z", "rollback", "-s", "source", "./live")
	if !maps.EqualFunc(first, below(w.files(), "live"), bytes.Equal) {
		t.Error("the way back leads elsewhere")
	}
}

// After a publication that was broken off, the way back leads to what was shown before it, not further.
func TestRollbackAfterInterruption(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.site = serve(t, w.path("server"))
			w.copyYunling("source")
			w.tree("zero", map[string]string{"index.html": "<p>0", "data/releases/2019/t.csv": firstSite()["data/releases/2019/t.csv"]})
			w.tree("one", firstSite())
			w.tree("two", secondSite())
			w.run("approve", "approve", "-s", "source", "--from", "one", "2019", "--by", "李某")
			for _, tree := range []string{"zero", "one"} {
				w.run("publish", "publish", "-s", "source", "--from", tree, w.target())
			}
			folder := strings.TrimPrefix(w.site.Root, w.dir+"/")
			shown := func() map[string][]byte {
				files := below(w.files(), folder)
				maps.DeleteFunc(files, func(name string, _ []byte) bool { return hidden(name) })
				return files
			}
			before := shown()
			// The line breaks when some files are there and the manifest is not.
			broken := false
			for budget := 8000; budget < 100_000 && !broken; budget += 3000 {
				line := loopback.NewLine(t, w.site.Host, budget, false)
				status, _ := w.try(nil, "publish", "-s", "source", "--from", "two", w.site.At(line.Host))
				broken = status == exitWrite && !maps.EqualFunc(before, shown(), bytes.Equal)
			}
			if !broken {
				t.Fatal("no line broke in the middle")
			}
			// The lock of a run on this machine that is dead is no hindrance.
			w.run("rollback", "rollback", "-s", "source", w.target())
			if !maps.EqualFunc(before, shown(), bytes.Equal) {
				t.Error("the way back leads elsewhere")
			}
			w.run("rollback", "rollback", "-s", "source", w.target())
			if maps.EqualFunc(before, shown(), bytes.Equal) {
				t.Error("a second step back leads nowhere")
			}
		})
	}
}

// A port in use is said with its number.
func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := newWorld(t, t.TempDir())
	w.copyYunling("source")
	w.try(nil, "version")
	_, port, _ := net.SplitHostPort(l.Addr().String())
	w.refuses("serve", "端口 "+port+" 已被占用", "serve", "-s", "source", "--port", port)
}

// A preview that was killed leaves its folder; the next one clears it, and leaves nothing when it is stopped.
func TestKilledPreview(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.copyYunling("source")
	start := func() (*exec.Cmd, *strings.Builder) {
		cmd := w.program("", "serve", "-s", "source", "--port", "0")
		var said strings.Builder
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		buffer := make([]byte, 4096)
		for !strings.Contains(said.String(), "预览 http") {
			n, err := out.Read(buffer)
			said.Write(buffer[:n])
			if err != nil {
				t.Fatalf("%v: %s", err, said.String())
			}
		}
		return cmd, &said
	}
	previews := func() int {
		found, _ := filepath.Glob(w.path("tmp/gongbao-preview-*"))
		return len(found)
	}
	before := w.files()
	living, _ := start()
	dead, _ := start()
	dead.Process.Kill()
	dead.Wait()
	if previews() != 2 {
		t.Fatalf("%d folders, want those of the living and the dead", previews())
	}
	third, _ := start()
	if previews() != 2 {
		t.Errorf("%d folders, want those of the two that live", previews())
	}
	for _, cmd := range []*exec.Cmd{living, third} {
		cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if after := w.files(); previews() != 0 || !maps.EqualFunc(before, after, bytes.Equal) {
		t.Errorf("left behind: %d folders, %d files before, %d after", previews(), len(before), len(after))
	}
}
