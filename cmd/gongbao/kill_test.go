//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gongbao/cmd/gongbao/internal/loopback"
	"gongbao/cmd/gongbao/internal/output"
)

// dying is a command that is killed at its system calls and started again.
type dying struct {
	name    string
	prepare func(w *killWorld) // makes what it finds, in w.dir
	args    []string
	// whole are folders that are shown: at every moment all old or all new. Every other file is old or new by itself.
	whole []string
	// server is where it publishes; its files are below dir/server.
	server func(t testing.TB, dir string) loopback.Server
	points int // how many kills; GONGBAO_KILLS sets another number for every command
}

// killWorld is a folder in which a command runs.
type killWorld struct {
	t    *testing.T
	dir  string
	site loopback.Server
	// somebody else runs the command, who has no rights to the folder.
	somebody bool
}

// Every command that writes is killed with SIGKILL at the n-th call of a kind that changes files. What it leaves is old or
// new, file by file and, where it is shown to readers, folder by folder; started again, the command ends as if nothing had
// been, and nothing else lies about.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	if _, err := exec.LookPath("strace"); err != nil {
		needTool(t, "strace")
	}
	source := func(w *killWorld) { w.copyYunling("source") }
	trees := func(w *killWorld) { // the first is published, the second ready
		source(w)
		w.run("publish-first", "approve", "-s", "source", "--from", w.tree("one", firstSite()), "2019", "--by", "李某")
		w.run("publish-first", "publish", "-s", "source", "--from", "one", w.target())
		w.tree("two", secondSite())
	}
	published := func(w *killWorld) { // both are published
		trees(w)
		w.run("publish-second", "publish", "-s", "source", "--from", "two", w.target())
	}
	commands := []dying{
		{name: "build", points: 3, whole: []string{"public"}, args: []string{"build", "-s", "source", "-d", "public", "--as-of", "2020-03-01"}, prepare: func(w *killWorld) {
			source(w)
			w.run("build", "build", "-s", "source", "-d", "public", "--as-of", "2020-03-01")
			w.edit("source/content/sections/01-goals.md", func(text string) string { return text + "\n补充说明。\n" })
		}},
		{name: "bulletin", points: 3, prepare: source, args: []string{"bulletin", "-s", "source", "-d", "out", "city", "990101"}},
		{name: "init", points: 5, prepare: func(*killWorld) {}, args: []string{"init", "mine"}},
		{name: "template", points: 4, prepare: source, args: []string{"template", "-s", "source", "-r", "2020-Q2", "--period", "2020", "-o", "forms"}},
		{name: "import", points: 6, args: []string{"import", "-s", "source", "--data-source", "survey", "sent.csv"}, prepare: func(w *killWorld) {
			source(w)
			w.write("sent.csv", "指标,地区,时期,数值,批次\n常住人口,青石县,2019,123457,2019\n常住人口,青石县,2018,120000,2019\n常住人口,青石县,2020,125000,2020-Q2\n")
		}},
		{name: "approve", points: 4, args: []string{"approve", "-s", "source", "--from", "one", "2019", "--by", "李某"}, prepare: func(w *killWorld) {
			source(w)
			w.tree("one", firstSite())
		}},
		{name: "check", points: 3, prepare: source, args: []string{"check", "-s", "source", "-o", "report.html", "--format", "html"}},
		{name: "publish to a folder", points: 6, whole: []string{"live"}, prepare: trees, args: []string{"publish", "-s", "source", "--from", "two", "TARGET"}},
		{name: "rollback of a folder", points: 4, whole: []string{"live"}, prepare: published, args: []string{"rollback", "-s", "source", "--to", "1", "TARGET"}},
		{name: "publish to S3", points: 4, server: loopback.S3, prepare: trees, args: []string{"publish", "-s", "source", "--from", "two", "TARGET"}},
		{name: "rollback of S3", points: 3, server: loopback.S3, prepare: published, args: []string{"rollback", "-s", "source", "--to", "1", "TARGET"}},
		{name: "publish to SFTP", points: 4, server: loopback.SFTP, prepare: trees, args: []string{"publish", "-s", "source", "--from", "two", "TARGET"}},
		{name: "rollback of SFTP", points: 3, server: loopback.SFTP, prepare: published, args: []string{"rollback", "-s", "source", "--to", "1", "TARGET"}},
	}
	for _, c := range commands {
		t.Run(c.name, c.test)
	}
}

func (c dying) test(t *testing.T) {
	base := t.TempDir()
	w := &killWorld{t: t, dir: filepath.Join(base, "w")}
	if err := os.Mkdir(w.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if c.server != nil {
		w.site = c.server(t, filepath.Join(w.dir, "server"))
	}
	c.prepare(w)
	for i, a := range c.args {
		if a == "TARGET" {
			c.args[i] = w.target()
		}
	}
	saved := filepath.Join(base, "saved")
	copyTree(t, w.dir, saved)
	old := w.files()

	counts := w.count(c.args)
	want := w.files()
	if maps.EqualFunc(old, want, bytes.Equal) {
		t.Fatal("the command changed nothing: the test could not tell old from new")
	}
	most, killed := c.points, 0
	if n, err := strconv.Atoi(os.Getenv("GONGBAO_KILLS")); err == nil {
		most = n
	}
	for _, p := range points(counts, 2*most) {
		if killed == most {
			break
		}
		restoreTree(t, saved, w.dir)
		if !w.kill(p, c.args) {
			continue // it had ended
		}
		killed++
		now := w.files()
		for _, folder := range c.whole {
			if is := below(now, folder); !maps.EqualFunc(is, below(old, folder), bytes.Equal) && !maps.EqualFunc(is, below(want, folder), bytes.Equal) {
				t.Errorf("killed at %v: %s is neither the old nor the new one", p, folder)
			}
		}
		for name := range union(now, old, want) {
			is, stands := now[name]
			was, before := old[name]
			will, after := want[name]
			if hidden(name) {
				continue // a part on its way, the history
			}
			if !(stands == before && bytes.Equal(is, was)) && !(stands == after && bytes.Equal(is, will)) {
				t.Errorf("killed at %v: %s is neither old nor new", p, name)
			}
		}
		w.run(fmt.Sprintf("again after a kill at %v", p), c.args...)
		now = w.files()
		for name := range union(now, want) {
			is, stands := now[name]
			will, due := want[name]
			switch {
			case !due:
				t.Errorf("killed at %v and run again: %s was left behind", p, name)
			case !stands:
				t.Errorf("killed at %v and run again: %s is missing", p, name)
			case !bytes.Equal(is, will):
				t.Errorf("killed at %v and run again: %s is not that of an undisturbed run", p, name)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("killed %d times", killed)
	if killed < c.points/2 {
		t.Errorf("killed %d times only", killed)
	}
}

// point is the n-th call of a kind, by one of the process's threads.
type point struct {
	call string
	n    int
}

func (p point) String() string { return fmt.Sprintf("%s %d", p.call, p.n) }

// changing are the system calls that change files, or send them.
var changing = []string{"renameat2", "renameat", "linkat", "unlinkat", "mkdirat", "fsync", "syncfs", "fchmod", "write"}

// points spreads kills over the calls: the first and the last of each kind, those that move files above all.
func points(counts map[string]int, most int) []point {
	var list []point
	add := func(call string, n int) {
		if p := (point{call, n}); n >= 1 && n <= counts[call] && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	for _, call := range changing {
		add(call, counts[call])
	}
	for parts := 2; parts <= most; parts++ {
		for _, call := range changing {
			for i := 1; i < parts; i++ {
				add(call, counts[call]*i/parts)
			}
		}
	}
	if len(list) > most {
		list = list[:most]
	}
	return list
}

// program is the command with a clock that stands still, so that two runs can be compared byte by byte.
func (w *killWorld) program(name string, args ...string) *exec.Cmd {
	gongbao, err := exec.LookPath("gongbao-then") // the test binary itself, as testscript.Main put it into PATH
	if err != nil {
		w.t.Fatal(err)
	}
	if w.somebody {
		gongbao = w.openProgram(gongbao)
	}
	if name == "" {
		name = gongbao
	} else {
		args = append(args[:slices.Index(args, "GONGBAO")], append([]string{gongbao}, args[slices.Index(args, "GONGBAO")+1:]...)...)
	}
	cmd := exec.Command(name, args...)
	if w.somebody {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GONGBAO_TEST_NOW=2020-08-01T00:00:00Z", "TMPDIR="+filepath.Join(w.dir, "tmp"), "GOMAXPROCS=1")
	if err := os.MkdirAll(filepath.Join(w.dir, "tmp"), 0o755); err != nil {
		w.t.Fatal(err)
	}
	return cmd
}

// openProgram is a copy of the program that everybody may run.
func (w *killWorld) openProgram(program string) string {
	w.t.Helper()
	dir, err := os.MkdirTemp("", "gongbao-test-")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { os.RemoveAll(dir) })
	to := filepath.Join(dir, filepath.Base(program))
	content, err := os.ReadFile(program)
	if err = errors.Join(err, os.WriteFile(to, content, 0o755), os.Chmod(dir, 0o755)); err != nil {
		w.t.Fatal(err)
	}
	return to
}

func (w *killWorld) run(what string, args ...string) {
	w.t.Helper()
	if out, err := w.program("", args...).CombinedOutput(); err != nil {
		w.t.Fatalf("%s: %v\n%s", what, err, out)
	}
}

// count runs the command to its end and counts its calls, for each kind those of the busiest thread.
func (w *killWorld) count(args []string) map[string]int {
	w.t.Helper()
	log := filepath.Join(w.t.TempDir(), "log")
	out, err := w.program("strace", append([]string{"-f", "-qq", "-e", "trace=" + strings.Join(changing, ","), "-e", "signal=none", "-o", log, "GONGBAO"}, args...)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		w.t.Fatal(err)
	}
	threads, counts := map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		if call, _, is := strings.Cut(fields[1], "("); is {
			threads[fields[0]+call]++
			counts[call] = max(counts[call], threads[fields[0]+call])
		}
	}
	return counts
}

// kill runs the command until the point; false where it ended before.
func (w *killWorld) kill(p point, args []string) bool {
	w.t.Helper()
	out, err := w.program("strace", append([]string{"-f", "-qq", "-e", "trace=" + p.call, "-e", "signal=none",
		"-e", fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", p.call, p.n), "-o", "/dev/null", "GONGBAO"}, args...)...).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return true
	}
	w.t.Fatalf("until %v: %v\n%s", p, err, out)
	return false
}

func (w *killWorld) target() string {
	if w.site.Host != "" {
		return w.site.String()
	}
	return "./live"
}

func (w *killWorld) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *killWorld) write(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w *killWorld) edit(name string, change func(string) string) {
	w.t.Helper()
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(name, change(string(text)))
}

func (w *killWorld) copyYunling(name string) {
	w.t.Helper()
	if err := os.CopyFS(w.path(name), os.DirFS("testdata/site/yunling")); err != nil {
		w.t.Fatal(err)
	}
}

// tree makes a finished tree, as build would, of a few small files.
func (w *killWorld) tree(name string, files map[string]string) string {
	w.t.Helper()
	if err := os.Mkdir(w.path(name), 0o755); err != nil {
		w.t.Fatal(err)
	}
	out := output.NewTree(w.path(name))
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if err := out.Add(file, []byte(files[file])); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := errors.Join(output.Manifest(out, "试", "2019"), output.Checksums(out)); err != nil {
		w.t.Fatal(err)
	}
	return name
}

func firstSite() map[string]string {
	long := strings.Repeat("户籍制度改革 ", 200)
	files := map[string]string{
		"index.html":               "<a href=counties/1/index.html>1</a>" + long,
		"counties/1/index.html":    "<img src=../../static/a.svg>" + long,
		"static/a.svg":             "<svg/>" + long,
		"static/old.js":            "old",
		"data/releases/2019/t.csv": strings.Repeat("1,2\r\n", 500),
		"feed.xml":                 "<feed/>",
	}
	for i := range 12 {
		files[fmt.Sprintf("measures/%d/index.html", i)] = fmt.Sprintf("<p>measure %d %s", i, long)
	}
	return files
}

func secondSite() map[string]string {
	files := firstSite()
	files["index.html"] = "<a href=counties/2/index.html>2</a>" + files["index.html"]
	files["counties/2/index.html"] = "<img src=../../static/b.svg>"
	files["static/b.svg"] = "<svg/>"
	files["counties/1/index.html"] += "changed"
	delete(files, "static/old.js")
	return files
}

// files is everything below the world, times left out: the receipt of an SFTP server holds those of its files.
func (w *killWorld) files() map[string][]byte {
	w.t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(w.dir, path)
		if err != nil {
			return err
		}
		if name = filepath.ToSlash(name); d.IsDir() {
			if strings.HasPrefix(d.Name(), ".gongbao-") || strings.HasPrefix(d.Name(), "gongbao-preview-") {
				files[name+"/"] = nil
			}
			if name == "server/meta" { // the store's own
				return fs.SkipDir
			}
			return nil
		}
		if strings.Contains(name, ".gongbao/made/") && !strings.HasPrefix(d.Name(), ".") {
			return nil // what builds recall of each other: a killed one has left more, or less
		}
		content, err := os.ReadFile(path)
		if d.Name() == ".gongbao-receipt.json" {
			content = withoutStamps(content)
		}
		files[name] = content
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

func withoutStamps(content []byte) []byte {
	var r struct {
		Finished bool
		Files    map[string]struct{ Hash string }
	}
	if json.Unmarshal(content, &r) != nil {
		return content
	}
	plain, err := json.Marshal(r)
	if err != nil {
		return content
	}
	return plain
}

// hidden is a file that no reader sees: on its way, the history, the receipt.
func hidden(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".gongbao") || strings.HasPrefix(part, ".sgwtmp")
	})
}

func below(files map[string][]byte, folder string) map[string][]byte {
	found := map[string][]byte{}
	for name, content := range files {
		if strings.HasPrefix(name, folder+"/") {
			found[name] = content
		}
	}
	return found
}

func union(sets ...map[string][]byte) map[string]bool {
	all := map[string]bool{}
	for _, set := range sets {
		for name := range set {
			all[name] = true
		}
	}
	return all
}

// copyTree keeps times: a server's receipt knows them.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// restoreTree makes a folder what it was; a folder that a running server has open stays the same one.
func restoreTree(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		saved, place := filepath.Join(from, e.Name()), filepath.Join(to, e.Name())
		if e.IsDir() {
			if info, err := os.Stat(place); err == nil && info.IsDir() {
				restoreTree(t, saved, place)
				continue
			}
		} else if same(saved, place) {
			continue
		}
		if err := os.RemoveAll(place); err != nil {
			t.Fatal(err)
		}
		copyTree(t, saved, place)
	}
	entries, err = os.ReadDir(to)
	for _, e := range entries {
		if _, gone := os.Lstat(filepath.Join(from, e.Name())); gone != nil {
			err = errors.Join(err, os.RemoveAll(filepath.Join(to, e.Name())))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// same tells whether two files hold the same since the same time.
func same(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && one.Size() == two.Size() && one.ModTime().Equal(two.ModTime())
}
