package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/load"
)

// chapters are the handbook's Markdown files by their names, the made ones included.
func chapters(t *testing.T) map[string]string {
	t.Helper()
	folder := t.TempDir()
	if err := writeHandbook((&app{}).rootCommand(), folder); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	files, err := filepath.Glob(filepath.Join(folder, "content", "documents", "*.md"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d chapters, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

// fencedBlock is a fenced block of a chapter.
type fencedBlock struct {
	line              int
	language, caption string
	lines             []string
}

func blocks(text string) []fencedBlock {
	var list []fencedBlock
	var open *fencedBlock
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		switch {
		case open != nil && line == "```":
			list, open = append(list, *open), nil
		case open != nil:
			open.lines = append(open.lines, line)
		case strings.HasPrefix(line, "```"):
			language, caption, _ := strings.Cut(strings.TrimPrefix(line, "```"), " ")
			open = &fencedBlock{line: number, language: language, caption: caption}
		}
	}
	return list
}

// The handbook is followed word by word: what a chapter says to type is typed, what it says to write is written, in one fresh
// folder, and what it shows is what comes. Package handbook says how a chapter is written for that.
func TestHandbookIsFollowed(t *testing.T) {
	if testing.Short() {
		t.Skip("builds many sites")
	}
	for name, text := range chapters(t) {
		list := blocks(text)
		if !slices.ContainsFunc(list, func(b fencedBlock) bool { return b.language == "console" }) {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".md"), func(t *testing.T) {
			t.Parallel()
			r := &reader{t: t, chapter: name, folder: t.TempDir()}
			r.home = r.folder
			for _, b := range list {
				if r.follow(b); t.Failed() {
					return
				}
			}
		})
	}
}

// reader follows a chapter.
type reader struct {
	t            *testing.T
	chapter      string
	home, folder string // the folder that one is in
	status       int    // of the last command
}

func (r *reader) follow(b fencedBlock) {
	r.t.Helper()
	where := fmt.Sprintf("%s:%d", r.chapter, b.line)
	action, file, _ := strings.Cut(b.caption, " ")
	path := filepath.Join(r.folder, filepath.FromSlash(file))
	content := strings.Join(b.lines, "\n") + "\n"
	switch {
	case b.language == "console":
		r.console(where, b)
	case action == "新建":
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			r.t.Fatal(err)
		}
		if _, err := os.Stat(path); err == nil {
			r.t.Fatalf("%s: there is a %s already", where, file)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			r.t.Fatal(err)
		}
	case action == "加到":
		old, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, append(old, content...), 0o644)
		}
		if err != nil {
			r.t.Fatalf("%s: %v", where, err)
		}
	case action == "改":
		var before, after string
		for _, line := range b.lines {
			switch line[:1] {
			case "-":
				before += line[1:] + "\n"
			case "+":
				after += line[1:] + "\n"
			default:
				before, after = before+line[1:]+"\n", after+line[1:]+"\n"
			}
		}
		old, err := os.ReadFile(path)
		if err != nil {
			r.t.Fatalf("%s: %v", where, err)
		}
		if strings.Count("\n"+string(old), "\n"+before) != 1 {
			r.t.Fatalf("%s: %s does not have these lines once:\n%s\nbut\n%s", where, file, before, old)
		}
		text := strings.Replace("\n"+string(old), "\n"+before, "\n"+after, 1)[1:]
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			r.t.Fatal(err)
		}
	case strings.HasPrefix(action, ".deploy/"), b.caption == "":
	default:
		r.t.Errorf("%s: nobody knows what to do with %q", where, b.caption)
	}
}

// console types what stands behind the prompts and compares what follows.
func (r *reader) console(where string, b fencedBlock) {
	r.t.Helper()
	for i := 0; i < len(b.lines); {
		command, ok := strings.CutPrefix(b.lines[i], "$ ")
		if !ok {
			r.t.Fatalf("%s: a console block begins with what is typed", where)
		}
		end := i + 1
		for end < len(b.lines) && !strings.HasPrefix(b.lines[end], "$ ") {
			end++
		}
		shown := b.lines[i+1 : end]
		i = end
		// A command that fails is followed by a look at its status.
		mayFail := end < len(b.lines) && b.lines[end] == "$ echo $?"
		interrupted := len(shown) > 0 && shown[len(shown)-1] == "^C"
		if interrupted {
			shown = shown[:len(shown)-1]
		}
		for _, tool := range []string{"make", "parallel"} {
			if _, err := exec.LookPath(tool); err != nil && strings.Contains(command, tool+" ") {
				needTool(r.t, tool)
			}
		}
		want := expectation(shown)
		got, err := r.run(command, want, interrupted)
		if err != nil {
			r.t.Fatalf("%s: %s: %v\n%s", where, command, err, got)
		}
		if r.status != 0 && !mayFail {
			r.t.Fatalf("%s: %s: exit status %d\n%s", where, command, r.status, got)
		}
		if !want.MatchString(got) {
			r.t.Fatalf("%s: %s shows\n%s\nbut the chapter has\n%s", where, command, got, strings.Join(shown, "\n"))
		}
	}
}

// expectation is what is shown as a pattern: … is anything.
func expectation(shown []string) *regexp.Regexp {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.Join(shown, "\n")), "…", "(?s:.*)")
	return regexp.MustCompile(`^` + pattern + `\n*$`)
}

// run types a command. One that would run on is interrupted as soon as it has shown what is expected.
func (r *reader) run(command string, want *regexp.Regexp, interrupted bool) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	where := filepath.Join(r.home, ".where")
	shell := exec.CommandContext(ctx, "bash", "-c", fmt.Sprintf("(exit %d); %s\nstatus=$?; pwd > '%s'; exit $status", r.status, command, where))
	if interrupted {
		shell = exec.CommandContext(ctx, "bash", "-c", "exec "+command)
	}
	shell.Dir = r.folder
	shell.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + r.home, "TMPDIR=" + os.TempDir(), "LANG=C.UTF-8"}
	var out lockedBuffer
	shell.Stdout, shell.Stderr = &out, &out
	if interrupted {
		if err := shell.Start(); err != nil {
			return "", err
		}
		for !want.MatchString(out.String()) && ctx.Err() == nil {
			out.wait(ctx)
		}
		if err := shell.Process.Signal(os.Interrupt); err != nil {
			return out.String(), err
		}
		err := shell.Wait()
		r.status = 0
		return out.String(), err
	}
	err := shell.Run()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		return out.String(), err
	}
	r.status = shell.ProcessState.ExitCode()
	if text, err := os.ReadFile(where); err == nil {
		r.folder = strings.TrimSpace(string(text))
	}
	return out.String(), nil
}

// lockedBuffer takes what a program writes while it is looked at.
type lockedBuffer struct {
	mu      sync.Mutex
	b       bytes.Buffer
	written chan struct{}
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.written != nil {
		close(b.written)
		b.written = nil
	}
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// wait returns when more has been written, at the latest after a while: what was looked at may be old by now.
func (b *lockedBuffer) wait(ctx context.Context) {
	b.mu.Lock()
	written := make(chan struct{})
	b.written = written
	b.mu.Unlock()
	select {
	case <-written:
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// Every command that the handbook, the help and the README name is one, with options that it has; so are those for servers,
// which no test can run here.
func TestHandbookNamesCommands(t *testing.T) {
	root := (&app{}).rootCommand()
	texts := chapters(t)
	readme, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	texts["README.md"] = string(readme)
	span := regexp.MustCompile("`(gongbao [^`\n]+)`")
	named := 0
	for name, text := range texts {
		var lines []string
		for _, m := range span.FindAllStringSubmatch(text, -1) {
			lines = append(lines, m[1])
		}
		for _, b := range blocks(text) {
			if b.language == "sh" || b.language == "console" || b.language == "" {
				for _, line := range b.lines {
					if typed, ok := strings.CutPrefix(line, "$ "); ok || b.language != "console" {
						lines = append(lines, typed)
					}
				}
			}
		}
		for _, line := range lines {
			words := strings.Fields(line)
			if len(words) == 0 || words[0] != "gongbao" {
				continue
			}
			named++
			if fault := commandFault(root, words[1:]); fault != "" {
				t.Errorf("%s: %s: %s", name, line, fault)
			}
		}
	}
	if named < 60 {
		t.Errorf("%d commands named", named)
	}
}

// commandFault is what is wrong with a command line, as far as names go.
func commandFault(root *cobra.Command, words []string) string {
	if len(words) == 0 || strings.HasPrefix(words[0], "-") || strings.HasPrefix(words[0], "命令") || words[0] == "help" {
		return ""
	}
	command, _, err := root.Find(words[:1])
	if err != nil || command == root {
		return "no such command"
	}
	for _, w := range words[1:] {
		if w == "#" || w == "&&" || w == "|" || w == ">" {
			break
		}
		if name, isLong := strings.CutPrefix(w, "--"); isLong {
			name, _, _ = strings.Cut(name, "=")
			if command.Flags().Lookup(strings.Trim(name, "；，。")) == nil {
				return "no option " + w
			}
		} else if letter, isShort := strings.CutPrefix(w, "-"); isShort && letter != "" && command.Flags().ShorthandLookup(letter[:1]) == nil {
			return "no option " + w
		}
	}
	return ""
}

// Nothing of what there is is missing from the chapters of reference: every code, key, table, column, command, option, exit
// status and variable stands there, codes and keys with an anchor of their own.
func TestHandbookIsWhole(t *testing.T) {
	texts := chapters(t)
	has := func(chapter, text string) {
		t.Helper()
		if !strings.Contains(texts[chapter], text) {
			t.Errorf("%s lacks %q", chapter, text)
		}
	}
	for _, code := range audit.Codes() {
		has("83-codes.md", "{#"+code+"}")
	}
	for _, f := range audit.Forms() {
		has("83-codes.md", "{#"+f.Code+"}")
	}
	for _, k := range config.Keys() {
		has("81-config.md", "{#"+strings.NewReplacer(".", "-", "_", "-", "*", "own").Replace(k.Name)+"}")
		has("81-config.md", k.Variable)
	}
	for _, table := range load.Tables() {
		has("82-tables.md", strings.NewReplacer("_", `\_`, "*", `\*`).Replace(table.File))
		for _, c := range table.Columns {
			has("82-tables.md", "| `"+c.Name+"`")
		}
	}
	for _, f := range load.FrontMatters() {
		for _, k := range f.Keys {
			has("82-tables.md", "| `"+k.Name+"`")
		}
	}
	root := (&app{}).rootCommand()
	forEachCommand(root, func(c *cobra.Command) {
		if c.Hidden || c.Name() == "help" {
			return
		}
		_, section, _ := strings.Cut(texts["80-commands.md"], "\n## "+c.CommandPath()+" {#")
		section, _, _ = strings.Cut(section, "\n## ")
		if section == "" {
			t.Errorf("no section of %s", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && f.Name != "help" && !strings.Contains(section, "--"+f.Name) {
				t.Errorf("%s: no option --%s", c.CommandPath(), f.Name)
			}
		})
	})
	for status := exitDone; status <= exitWrite; status++ {
		has("80-commands.md", fmt.Sprintf("| `%d` |", status))
	}
	// The variables are those that the program's own packages read.
	read := regexp.MustCompile(`(?:Getenv|LookupEnv)\("([A-Z_]+)"\)|"(GONGBAO_[A-Z_]+)"`)
	packages, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", `{{if not .Standard}}{{if .Module.Main}}{{.Dir}}{{end}}{{end}}`, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	sources := 0
	for _, folder := range strings.Fields(string(packages)) {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources++
			for _, m := range read.FindAllStringSubmatch(string(source), -1) {
				has("80-commands.md", "| `"+m[1]+m[2]+"` |")
			}
		}
	}
	if sources < 200 {
		t.Errorf("read %d sources", sources)
	}
}

// The handbook builds as any site does: no diagnostic, no link that leads nowhere, nothing of a plan's pages.
func TestHandbookBuilds(t *testing.T) {
	folder := t.TempDir()
	var out bytes.Buffer
	a := &app{out: &out, err: &out, now: func() time.Time { return time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC) }}
	source, public := filepath.Join(folder, "source"), filepath.Join(folder, "public")
	if err := writeHandbook(a.rootCommand(), source); err != nil {
		t.Fatal(err)
	}
	if status := a.run(t.Context(), []string{"check", "-s", source}); status != exitDone || !strings.Contains(out.String(), "没有错误，也没有警告") {
		t.Fatalf("check: status %d\n%s", status, &out)
	}
	out.Reset()
	if status := a.run(t.Context(), []string{"handbook", "-d", public}); status != exitDone {
		t.Fatalf("status %d\n%s", status, &out)
	}
	for _, page := range []string{"index.html", "documents/first/index.html", "documents/codes/index.html", "search/names.js"} {
		if _, err := os.Stat(filepath.Join(public, filepath.FromSlash(page))); err != nil {
			t.Error(err)
		}
	}
	for _, absent := range []string{"measures", "data", "counties"} {
		if _, err := os.Stat(filepath.Join(public, absent)); err == nil {
			t.Errorf("the handbook has %s", absent)
		}
	}
}

// The manual page has no warning from those who set it, and holds every command, key and variable.
func TestManual(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out, err: &out, now: time.Now}
	if status := a.run(t.Context(), []string{"man"}); status != exitDone {
		t.Fatal(status)
	}
	page := filepath.Join(t.TempDir(), "gongbao.1")
	if err := os.WriteFile(page, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`\-`, "-", `\:`, "").Replace(out.String())
	for _, v := range variables {
		if !strings.Contains(text, v.Name) {
			t.Errorf("the manual page lacks %s", v.Name)
		}
	}
	for _, k := range config.Keys() {
		if name, _, _ := strings.Cut(k.Name, "*"); !strings.Contains(text, `\fB`+name) {
			t.Errorf("the manual page lacks %s", k.Name)
		}
	}
	for _, c := range facts(a.rootCommand()).Commands {
		if c.Path != "gongbao" && !strings.Contains(text, `.SS "`+c.Path) {
			t.Errorf("the manual page lacks %s", c.Path)
		}
	}
	for _, line := range slices.Collect(strings.Lines(out.String())) {
		if strings.HasPrefix(line, "'") {
			t.Errorf("a line that roff takes for a macro: %s", line)
		}
	}
	for _, check := range [][]string{{"groff", "-Kutf8", "-Tutf8", "-man", "-ww", "-z", page}, {"mandoc", "-Tlint", "-Wwarning", page}} {
		program, err := exec.LookPath(check[0])
		if err != nil {
			needTool(t, check[0])
		}
		said, err := exec.CommandContext(t.Context(), program, check[1:]...).CombinedOutput()
		if err != nil || len(said) > 0 {
			t.Errorf("%v: %v\n%s", check, err, first(said, 10))
		}
	}
}

// first are the first lines of a text.
func first(text []byte, n int) string {
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan() && len(lines) < n; {
		lines = append(lines, s.Text())
	}
	return strings.Join(lines, "\n")
}
