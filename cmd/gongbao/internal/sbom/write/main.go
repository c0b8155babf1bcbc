// Command write puts a bill of materials beside each of the programs that it is given: gongbao-linux-amd64.cdx.json beside
// gongbao-linux-amd64. `make release` runs it from the top folder.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gongbao/cmd/gongbao/internal/sbom"
)

func main() {
	version := flag.String("version", "", "gongbao 的版本")
	lock := flag.String("lock", "themes/assets/package-lock.json", "内嵌的图表脚本和字体的清单")
	flag.Parse()
	if err := run(*version, *lock, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(version, lock string, programs []string) error {
	assets, err := os.ReadFile(lock)
	if err != nil {
		return err
	}
	for _, path := range programs {
		program, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		bill, err := sbom.Describe(filepath.Base(path), version, program, assets)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(strings.TrimSuffix(path, ".exe")+".cdx.json", bill, 0o644); err != nil {
			return err
		}
	}
	return nil
}
