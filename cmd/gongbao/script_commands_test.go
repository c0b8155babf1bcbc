package main

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
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

// cmdLeak searches every file below a folder, names included, for a text. What is packed is unpacked first: the streams and
// the text of a PDF, the files of a workbook and of a package, the pages of a Parquet file.
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
		content = inflated(content)
		if strings.HasSuffix(path, ".pdf") {
			content = append(content, pdfText(ts, path)...)
		}
		if strings.Contains(path, args[0]) || says(content, args[0]) {
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

// says reports whether a text is in a content. Within a checksum it is chance: the digits of a figure are in many.
func says(content []byte, text string) bool {
	const checksum = 32 // digits at least
	hexadecimal := func(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }
	for at := 0; ; {
		i := bytes.Index(content[at:], []byte(text))
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(text)
		at = to
		for from > 0 && hexadecimal(content[from-1]) {
			from--
		}
		for to < len(content) && hexadecimal(content[to]) {
			to++
		}
		if to-from < checksum {
			return true
		}
	}
}

// pdfText is what the pages of a PDF say, where their streams hold numbers of glyphs: in reading order, and once more with
// nothing between the words, for what is broken over lines.
func pdfText(ts *testscript.TestScript, path string) []byte {
	text, err := exec.Command("pdftotext", path, "-").Output()
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("GONGBAO_NEED_TOOLS") != "1" {
		return nil
	}
	ts.Check(err)
	return append(text, strings.Join(strings.Fields(string(text)), "")...)
}

// inflated is the content with everything that is compressed in it appended in clear.
func inflated(content []byte) []byte {
	all := bytes.Clone(content)
	if z, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				panic(err) // ours, and it cannot be read
			}
			clear, err := io.ReadAll(r)
			if err != nil {
				panic(err)
			}
			all = append(append(all, f.Name...), inflated(clear)...)
		}
	}
	if bytes.HasPrefix(content, []byte("PAR1")) {
		f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			panic(err)
		}
		rows := parquet.NewReader(f)
		buffer := make([]parquet.Row, 64)
		for err == nil {
			var n int
			n, err = rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				for _, v := range row {
					all = append(append(all, v.String()...), '\n')
				}
			}
		}
		if err != io.EOF {
			panic(err)
		}
	}
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

// The search would not find much if it could not look into what it is given.
func TestLeakLooksInside(t *testing.T) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, err := z.Create("inner.txt")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, strings.Repeat("secret ", 99))
	z.Close()
	var table bytes.Buffer
	type row struct {
		Note string `parquet:"note,zstd,dict"`
	}
	// The least and the greatest value stand in clear at the end of such a file.
	if err := parquet.Write(&table, []row{{"a"}, {strings.Repeat("secret ", 99)}, {"z"}}); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"ZIP": packed.Bytes(), "Parquet": table.Bytes()} {
		if bytes.Contains(content, []byte("secret secret secret")) {
			t.Errorf("%s: it is not packed, so that the test shows nothing", name)
		}
		if !bytes.Contains(inflated(content), []byte("secret secret")) {
			t.Errorf("%s: what is inside was not found", name)
		}
	}
}
