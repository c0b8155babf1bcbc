// Command verify reads what a generator made of a plan and holds every figure against the rule that made it:
//
//	go run ./cmd/gongbao/internal/bench/verify -shape province public
//	go run ./cmd/gongbao/internal/bench/verify -shape province -peer out-hugo
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"gongbao/cmd/gongbao/internal/bench"
)

func main() {
	shape := flag.String("shape", "province", "规模的名称")
	peer := flag.Bool("peer", false, "是 Hugo 或 Eleventy 的结果")
	asJSON := flag.Bool("json", false, "把结果写成 JSON")
	flag.Parse()
	if err := run(*shape, *peer, *asJSON, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

func run(name string, peer, asJSON bool, folders []string) error {
	s, err := bench.ShapeNamed(name)
	if err != nil {
		return err
	}
	layout := bench.Own
	if peer {
		layout = bench.Peer
	}
	for _, folder := range folders {
		v, err := s.Verify(os.DirFS(folder), layout)
		if asJSON {
			if failed := json.NewEncoder(os.Stdout).Encode(v); failed != nil {
				return failed
			}
		} else {
			fmt.Printf("%s: %d 页（平均 %d 字节），%d 个文件；核对的数：表 %d，图 %d，CSV %d\n", folder, v.Pages, v.PageBytes/int64(max(v.Pages, 1)), v.Files, v.InTables, v.InCharts, v.InCSV)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
