//go:build linux

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The ready files for automation are used as their comments say, with the paths of the test in the place of theirs.

// office is a source folder with everything approved and a target called 正式, and the program in bin/.
func office(t *testing.T) *killWorld {
	w := newWorld(t, t.TempDir())
	w.copyYunling("srv")
	w.edit("srv/content/gongbao.yaml", func(text string) string { return text + "deploy: {正式: " + w.path("live") + "}\n" })
	w.run("build", "build", "-s", "srv")
	for _, release := range []string{"2019", "2020-Q2"} {
		w.run("approve", "approve", "-s", "srv", release, "--by", "李某")
	}
	if err := os.RemoveAll(w.path("srv/public")); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("gongbao")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(w.path("srv/bin"), 0o755), os.Symlink(program, w.path("srv/bin/gongbao"))); err != nil {
		t.Fatal(err)
	}
	return w
}

// ready is a file of .deploy/ with the test's paths.
func (w *killWorld) ready(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, ".deploy", name))
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.NewReplacer("/usr/local/bin/gongbao", w.path("srv/bin/gongbao"), "/srv/gongbao", w.path("srv")).Replace(string(text))
}

// shell runs a line in the source folder, as the automaton would.
func (w *killWorld) shell(line string) {
	w.t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = w.path("srv")
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("%s: %v\n%s", line, err, out)
	}
}

func (w *killWorld) shows(name string) {
	w.t.Helper()
	if _, err := os.Stat(w.path(name)); err != nil {
		w.t.Error(err)
	}
}

func TestSystemd(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	w := office(t)
	for _, unit := range []string{"gongbao.service", "gongbao.timer"} {
		w.write(unit, w.ready(unit))
	}
	if program, err := exec.LookPath("systemd-analyze"); err == nil {
		for _, args := range [][]string{{"verify", "--man=no", w.path("gongbao.service"), w.path("gongbao.timer")}, {"calendar", value(t, w.ready("gongbao.timer"), "OnCalendar")[0]}} {
			// What it says of the machine's other units is none of ours.
			out, err := exec.Command(program, args...).CombinedOutput()
			if err != nil || strings.Contains(string(out), w.dir) && args[0] == "verify" {
				t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, out)
			}
		}
	}
	commands := value(t, w.ready("gongbao.service"), "ExecStart")
	if len(commands) != 3 {
		t.Fatalf("commands: %q", commands)
	}
	for _, line := range commands {
		w.shell(line)
	}
	w.shows("live/index.html")
}

// value is what a unit says under a key.
func value(t *testing.T, unit, key string) []string {
	t.Helper()
	var values []string
	for _, m := range regexp.MustCompile(`(?m)^`+key+`=(.+)$`).FindAllStringSubmatch(unit, -1) {
		values = append(values, m[1])
	}
	if len(values) == 0 {
		t.Fatalf("no %s", key)
	}
	return values
}

func TestCrontab(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	w := office(t)
	text := w.ready("crontab")
	w.write("crontab", text)
	if _, err := exec.LookPath("crontab"); err == nil {
		if out, err := exec.Command("crontab", "-n", w.path("crontab")).CombinedOutput(); err != nil {
			t.Errorf("crontab: %v\n%s", err, out)
		}
	}
	jobs := regexp.MustCompile(`(?m)^(?:[0-9*/,-]+ ){5}(\S.*)$`).FindAllStringSubmatch(text, -1)
	if len(jobs) != 1 || strings.Contains(jobs[0][1], "%") { // which cron takes for the end of the line
		t.Fatalf("jobs: %q", jobs)
	}
	w.shell(jobs[0][1])
	w.shows("live/index.html")
}

func TestCI(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	w := office(t)
	var workflow struct {
		On   []string `yaml:"on"`
		Jobs map[string]struct {
			Steps []struct {
				Run  string            `yaml:"run"`
				Uses string            `yaml:"uses"`
				With map[string]string `yaml:"with"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(w.ready("ci.yaml")), &workflow); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, job := range workflow.Jobs {
		for _, step := range job.Steps {
			if step.Run != "" {
				ran++
				w.shell(step.Run)
			}
			if path := step.With["path"]; path != "" {
				w.shows("srv/" + path + "/index.html")
			}
		}
	}
	if ran < 2 || len(workflow.On) == 0 {
		t.Errorf("%d steps ran on %v", ran, workflow.On)
	}
	w.shows("srv/gongbao.sarif")
}
