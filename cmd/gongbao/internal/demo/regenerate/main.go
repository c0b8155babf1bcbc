// Command regenerate writes the demonstration observations of the repository it is run in again, from
// data/demonstration/rule.csv to data/observations/demo-*.csv. `make demo` runs it from the top folder.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gongbao/cmd/gongbao/internal/demo"
)

func main() {
	data := flag.String("data", "data", "数据文件夹")
	flag.Parse()
	if err := run(*data); err != nil {
		fmt.Fprintln(os.Stderr, "regenerate:", err)
		os.Exit(1)
	}
}

func run(data string) error {
	files, err := demo.Generate(os.DirFS(data))
	if err != nil {
		return err
	}
	// A file whose rules are gone must go as well, or its rows would stay as if somebody had reported them.
	old, err := filepath.Glob(filepath.Join(data, "observations", "demo-*.csv"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(data, filepath.FromSlash(path)), files[path], 0o644); err != nil {
			return err
		}
	}
	return nil
}
