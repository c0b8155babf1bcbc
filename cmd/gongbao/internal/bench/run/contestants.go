package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gongbao/cmd/gongbao/internal/bench"
)

// Names of the series.
const (
	pagesOnly  = "gongbao-pages" // build.Pages: the work that the peers do
	wholeBuild = "gongbao"       // all that gongbao build makes
	hugo       = "hugo"
	eleventy   = "eleventy"
)

// contestant builds one plan.
type contestant struct {
	name    string
	missing string // why it cannot
	peer    bool
	run     func(out string) (Sample, error)
}

func contestants(o options, plan, peerData string) ([]contestant, error) {
	data := filepath.Join(peerData, filepath.FromSlash(bench.PeerFile))
	all := []contestant{own(o, pagesOnly, plan), own(o, wholeBuild, plan)}

	h := contestant{name: hugo, peer: true}
	program := filepath.Join(o.work, "hugo")
	if _, err := os.Stat(program); err != nil {
		h.missing = "没有安装"
	}
	site := filepath.Join(peerData, "site")
	if err := os.CopyFS(site, os.DirFS(filepath.Join(o.peers, "hugo", "site"))); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(site, "data"), 0o755); err != nil {
		return nil, err
	}
	if err := os.Link(data, filepath.Join(site, filepath.FromSlash(bench.PeerFile))); err != nil {
		return nil, err
	}
	h.run = func(out string) (Sample, error) {
		s, _, err := timed(exec.Command(program, "--source", site, "--destination", out, "--noBuildLock", "--quiet"), 0)
		return s, err
	}

	e := contestant{name: eleventy, peer: true}
	entry := filepath.Join(o.peers, "eleventy", "node_modules", "@11ty", "eleventy", "cmd.cjs")
	node, err := exec.LookPath("node")
	if err != nil {
		e.missing = "没有 node"
	} else if _, err := os.Stat(entry); err != nil {
		e.missing = "没有安装"
	}
	e.run = func(out string) (Sample, error) {
		cmd := exec.Command(node, "--max-old-space-size=8192", entry)
		cmd.Dir = filepath.Join(o.peers, "eleventy")
		cmd.Env = append(os.Environ(), "PLAN="+data, "OUTPUT="+out)
		s, _, err := timed(cmd, 0)
		return s, err
	}
	all = append(all, h, e)
	if wanted := strings.Fields(o.only); len(wanted) > 0 {
		all = slices.DeleteFunc(all, func(c contestant) bool { return !slices.Contains(wanted, c.name) })
	}
	return all, nil
}

// own is gongbao itself.
func own(o options, name, plan string, flags ...string) contestant {
	return contestant{name: name, run: func(out string) (Sample, error) {
		cmd := exec.Command(filepath.Join(o.work, "once"), append(flags, "-source", plan, "-destination", out, "-pages="+strconv.FormatBool(name == pagesOnly))...)
		s, printed, err := timed(cmd, o.limit)
		if err != nil {
			return s, err
		}
		var phases []struct {
			Name    string
			Seconds float64
		}
		if err := json.Unmarshal(printed, &phases); err != nil {
			return s, err
		}
		s.Phases = map[string]float64{}
		for _, p := range phases {
			s.Phases[p.Name] += p.Seconds
		}
		return s, nil
	}}
}

// timed runs a command and returns what it took and printed. Below a limit of MiB the system ends it.
//
// The kernel counts a process's peak from before it became the program that it is, so that this one, its parent, must stay
// small: it reads no tree itself while there is something to measure.
func timed(cmd *exec.Cmd, limit int) (Sample, []byte, error) {
	name := filepath.Base(cmd.Path)
	if limit > 0 {
		group, err := limited(limit)
		if err != nil {
			return Sample{}, nil, fmt.Errorf("内存限制：%w", err)
		}
		defer os.Remove(group) // fails while a process is in it
		cmd.Args = append([]string{"sh", "-c", `echo $$ > "$0/cgroup.procs" && exec "$@"`, group, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
	}
	var out, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &faults
	began := time.Now()
	err := cmd.Run()
	s := Sample{Wall: time.Since(began).Seconds()}
	if err != nil {
		text := strings.TrimSpace(faults.String())
		return s, nil, fmt.Errorf("%s: %w %s", name, err, text[max(0, len(text)-300):])
	}
	s.Processor = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.MiB = float64(u.Maxrss) / 1024 // kilobytes on Linux
	}
	return s, out.Bytes(), nil
}

// limited makes a control group whose processes have so many MiB.
func limited(mib int) (string, error) {
	for _, kind := range []struct{ root, file string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"}, // version 1
		{"/sys/fs/cgroup", "memory.max"},
	} {
		group := filepath.Join(kind.root, fmt.Sprintf("gongbao-bench-%d", os.Getpid()))
		if _, err := os.Stat(filepath.Join(kind.root, "cgroup.procs")); err != nil {
			continue
		}
		if err := os.Mkdir(group, 0o755); err != nil && !os.IsExist(err) {
			return "", err
		}
		return group, os.WriteFile(filepath.Join(group, kind.file), []byte(strconv.Itoa(mib<<20)), 0o644)
	}
	return "", fmt.Errorf("没有 cgroup")
}

// verify has another process read what a generator has made.
func verify(o options, s bench.Shape, c contestant, out string, to *Series) error {
	cmd := exec.Command(filepath.Join(o.work, "verify"), "-shape", s.Name, "-peer="+strconv.FormatBool(c.peer), "-json", out)
	cmd.Stderr = os.Stderr
	printed, err := cmd.Output()
	var v bench.Verified
	if json.Unmarshal(printed, &v) == nil {
		to.Pages, to.Figures, to.Files, to.Bytes = v.Pages, v.InTables+v.InCharts+v.InCSV, v.Files, v.Bytes
	}
	if err != nil {
		return fmt.Errorf("核对没有通过：%w", err)
	}
	return nil
}

// numbers are the disk's own numbers of all files below a folder: a file that has kept its own was not written again.
func numbers(folder string) (map[uint64]bool, error) {
	found := map[uint64]bool{}
	return found, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			found[stat.Ino] = true
		}
		return nil
	})
}
