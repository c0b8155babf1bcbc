// Command once builds a plan one time, in a process of its own so that its memory is its own, and prints what each phase took
// as JSON: package bench/run starts it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/collect"
)

// Phase is what one phase of the build took, in seconds.
type Phase struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

func main() {
	source := flag.String("source", "", "方案所在的文件夹")
	destination := flag.String("destination", "", "写到这里")
	recall := flag.Bool("recall", false, "沿用上一次做出的文件（gongbao build --recall）")
	pages := flag.Bool("pages", false, "只做同别的生成器比较的网页（build.Pages）")
	flag.Parse()
	collect.Rarely() // as gongbao itself
	if err := run(*source, *destination, *pages, *recall); err != nil {
		fmt.Fprintln(os.Stderr, "once:", err)
		os.Exit(1)
	}
}

func run(source, destination string, pages, recall bool) error {
	var phases []Phase
	last := time.Now()
	progress := func(name string) {
		now := time.Now()
		if len(phases) > 0 {
			phases[len(phases)-1].Seconds = now.Sub(last).Seconds()
		}
		phases, last = append(phases, Phase{Name: name}), now
	}
	make := build.Run
	if pages {
		make = build.Pages
	}
	// A changed cell of a published release is what a draft may have.
	o := build.Options{Source: source, Destination: destination, Now: last, Draft: true, Progress: progress}
	if recall {
		o.Record = build.RecordFile(source, destination)
	}
	_, faults, err := make(context.Background(), o)
	if err != nil {
		return err
	}
	if faults.HasErrors() {
		return errors.Join(faults.Print(os.Stderr), errors.New("方案有错误"))
	}
	progress("")
	return json.NewEncoder(os.Stdout).Encode(phases[:len(phases)-1])
}
