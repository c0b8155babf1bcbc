// Command generate writes a plan of a given shape into a folder, for measurements:
//
//	go run ./cmd/gongbao/internal/bench/generate -shape province DIR
//	go run ./cmd/gongbao/internal/bench/generate -counties 100 -measures 20 -quarters 16 DIR
package main

import (
	"flag"
	"fmt"
	"os"

	"gongbao/cmd/gongbao/internal/bench"
)

func main() {
	shape := flag.String("shape", "", "规模的名称：small、province、national……；另写的数目优先")
	counties := flag.Int("counties", 0, "县的数目")
	measures := flag.Int("measures", 0, "措施的数目")
	quarters := flag.Int("quarters", 0, "季度的数目")
	peers := flag.Bool("peers", false, "写 Hugo 和 Eleventy 读的 data/plan.json，不写方案")
	flag.Parse()
	if err := run(*shape, *counties, *measures, *quarters, *peers, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(name string, counties, measures, quarters int, peers bool, folders []string) error {
	if len(folders) != 1 {
		return fmt.Errorf("写明一个文件夹，这里是 %d 个", len(folders))
	}
	s := bench.Shape{Name: "own"}
	if name != "" {
		var err error
		if s, err = bench.ShapeNamed(name); err != nil {
			return err
		}
	}
	for _, given := range []struct{ to, n *int }{{&s.Counties, &counties}, {&s.Measures, &measures}, {&s.Quarters, &quarters}} {
		if *given.n != 0 {
			*given.to = *given.n
		}
	}
	if peers {
		return s.WritePeerData(folders[0])
	}
	return s.Write(folders[0])
}
