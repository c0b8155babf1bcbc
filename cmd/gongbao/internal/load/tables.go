package load

import (
	_ "embed"
	"path"
	"slices"
	"strings"
)

//go:embed tables.txt
var tablesText string

// Table is a table of the input.
type Table struct {
	File    string // below the source folder; observations are data/observations/*.csv
	Holds   string // in Chinese
	Columns []Column
}

// Column is a column that a table may have.
type Column struct {
	Name string
	Must bool   // the column has to be there, and its cells must not be empty
	Says string // what one writes in it, in Chinese
}

// Tables are all tables that are read, in the order in which one would write them.
func Tables() []Table { return slices.Clone(tables) }

var tables = func() []Table {
	var list []Table
	for line := range strings.Lines(tablesText) {
		line = strings.TrimRight(line, "\n")
		switch head, text, _ := strings.Cut(strings.TrimSpace(line), " "); {
		case head == "" || head == "#":
		case strings.HasPrefix(line, " "):
			name, must := strings.CutSuffix(head, "*")
			of := &list[len(list)-1]
			of.Columns = append(of.Columns, Column{name, must, text})
		default:
			list = append(list, Table{File: head, Holds: text})
		}
	}
	return list
}()

// columnsOf are the columns that a file may have.
func columnsOf(file string) []column {
	for _, t := range tables {
		if ok, _ := path.Match(t.File, file); ok || path.Dir(file) == observationsDir && path.Dir(t.File) == observationsDir {
			columns := make([]column, len(t.Columns))
			for i, c := range t.Columns {
				columns[i] = column{c.Name, c.Must, slices.Contains(textColumns, c.Name) || slices.Contains(textColumns, strings.TrimSuffix(c.Name, "_en"))}
			}
			return columns
		}
	}
	return nil
}

// FrontMatter are the keys that the heads of Markdown files may have, by their folder.
type FrontMatter struct {
	Folder string
	Holds  string
	Keys   []Column
}

// FrontMatters are the heads of all kinds of Markdown files.
func FrontMatters() []FrontMatter {
	return []FrontMatter{
		{measureFolder, "措施，一项一个文件，文件名就是编号", measureKeys},
		{sectionFolder, "方案各部分，按文件名排序，都在“方案”一页上", sectionKeys},
		{documentDir, "文档，一篇一页，按文件名排序", documentKeys},
	}
}

func names(keys []Column) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.Name
	}
	return list
}
