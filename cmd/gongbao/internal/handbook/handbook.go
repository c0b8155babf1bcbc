// Package handbook is the source of the handbook: a site of documents alone, which the ordinary pipeline builds. Its chapters
// of prose are written by hand (content/); those of reference are made from the lists that the program itself works by, so that
// none of what there is can be missing: codes (audit), keys (config), tables and columns (load), commands (the caller's). The
// manual page is made from the same.
//
// What a chapter shows can be done word by word, and a test does it (handbook_test.go of the command):
//
//   - A console block is typed line by line, all those of a chapter in one fresh folder; what it shows is what comes, but for …,
//     which stands for anything. ^C ends a program that runs on.
//   - ```csv 加到 data/releases.csv appends lines to that file, 新建 begins it; ```diff 改 data/releases.csv takes the lines with
//   - out and puts those with + in their place.
//   - ```nginx 装入 .deploy/nginx.conf shows a file of the repository as it is.
package handbook

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	deployment "gongbao/.deploy"
	"gongbao/cmd/gongbao/internal/replace"
)

// Command is a command as its help describes it.
type Command struct {
	Path    string // gongbao build
	Use     string // gongbao build [选项]
	Short   string
	Long    string
	Example string
	Flags   []Flag
}

// Flag is an option of a command.
type Flag struct {
	Name, Letter string // source, s; the letter may be empty
	Value        string // what its value is called; empty where it has none
	Says         string
	Default      string // as one would write it; empty where there is none
}

// Status is an exit status.
type Status struct {
	Code  int
	Means string
}

// Variable is a variable of the environment.
type Variable struct{ Name, Means string }

// Facts are what the command knows of itself.
type Facts struct {
	Version   string
	Date      string // of the version: 2026-01-31
	About     string // what it is, in a few words
	Commands  []Command
	Statuses  []Status
	Variables []Variable
}

//go:embed content
var content embed.FS

// Files are the handbook's source: content/gongbao.yaml and a file a chapter.
func Files(f Facts) ([]replace.File, error) {
	var files []replace.File
	err := fs.WalkDir(content, "content", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(content, name)
		if err != nil {
			return err
		}
		shown, err := included(string(text))
		if err != nil {
			return fmt.Errorf("handbook: %s: %w", name, err)
		}
		files = append(files, replace.File{Path: name, Content: []byte(shown)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range []struct{ name, text string }{
		{"80-commands.md", f.commands()},
		{"81-config.md", f.keys()},
		{"82-tables.md", tables()},
		{"83-codes.md", codes()},
	} {
		files = append(files, replace.File{Path: path.Join("content/documents", c.name), Content: []byte(c.text)})
	}
	return files, nil
}

// loads begins the caption of a block that shows a file of the repository.
const loads = "装入 "

// included puts the files that blocks name into them: a block's fence is followed by its end.
func included(text string) (string, error) {
	var out strings.Builder
	for line := range strings.Lines(text) {
		head, name, found := strings.Cut(strings.TrimSuffix(line, "\n"), " "+loads)
		if !found || !strings.HasPrefix(head, "```") {
			out.WriteString(line)
			continue
		}
		file, err := deployment.Files.ReadFile(strings.TrimPrefix(name, ".deploy/"))
		if err != nil {
			return "", err
		}
		out.WriteString(head + " " + name + "\n" + string(file))
	}
	return out.String(), nil
}
