package main

import (
	"bytes"
	"compress/zlib"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdStatus runs a program and compares its exit status: status 2 gongbao biuld. What it printed is in stdout and stderr.
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status number program [arguments]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// cmdLeak searches every file below a folder, names included and PDF streams inflated, for a text:
// ! leak secret public.
func cmdLeak(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] leak text folder")
	}
	found, files := "", 0
	err := filepath.WalkDir(ts.MkAbs(args[1]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains([]byte(path), []byte(args[0])) || bytes.Contains(inflated(content), []byte(args[0])) {
			found = path
		}
		return nil
	})
	ts.Check(err)
	switch {
	case files == 0:
		ts.Fatalf("no file below %s", args[1])
	case neg && found != "":
		ts.Fatalf("%q is in %s", args[0], found)
	case !neg && found == "":
		ts.Fatalf("%q is in no file below %s", args[0], args[1])
	}
}

// inflated is the content with every compressed stream of a PDF appended in clear.
func inflated(content []byte) []byte {
	all := bytes.Clone(content)
	for rest := content; ; {
		_, after, ok := bytes.Cut(rest, []byte("stream\n"))
		if !ok {
			return all
		}
		rest = after
		z, err := zlib.NewReader(bytes.NewReader(after))
		if err != nil {
			continue
		}
		clear, _ := io.ReadAll(z) // the stream's end is where zlib says; what follows is no fault
		all = append(all, clear...)
	}
}

// cmdSame compares two folders, names and bytes.
func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] same folder folder")
	}
	a, b := readTree(ts, args[0]), readTree(ts, args[1])
	difference := ""
	for name, content := range a {
		if other, ok := b[name]; !ok || !bytes.Equal(content, other) {
			difference = name
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			difference = name
		}
	}
	if neg == (difference == "") {
		ts.Fatalf("%s and %s: difference %q", args[0], args[1], difference)
	}
}

func readTree(ts *testscript.TestScript, dir string) map[string][]byte {
	files := map[string][]byte{}
	root := ts.MkAbs(dir)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("%s is empty", dir)
	}
	return files
}
