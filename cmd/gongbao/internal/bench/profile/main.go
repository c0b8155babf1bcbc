// Command profile builds a plan into a fresh folder and writes where processor time and memory went:
//
//	go run ./cmd/gongbao/internal/bench/profile -shape province -out .build/profile
//
// cpu.pprof, and allocs.pprof for all that was ever allocated; heap.pprof is what was live at the largest heap that a
// look every twentieth of a second has seen. `make profile` prints the tops of them.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/bench"
	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/collect"
)

func main() {
	shape := flag.String("shape", "province", "规模的名称")
	source := flag.String("source", "", "生成这个文件夹，不另造一份")
	out := flag.String("out", ".build/profile", "结果写到这里")
	pages := flag.Bool("pages", false, "只做同别的生成器比较的网页（build.Pages）")
	flag.Parse()
	collect.Rarely() // as gongbao itself
	if err := run(*shape, *source, *out, *pages); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

func run(shape, source, out string, pages bool) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(out, "work-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if source == "" {
		s, err := bench.ShapeNamed(shape)
		if err != nil {
			return err
		}
		source = filepath.Join(work, "plan")
		if err := s.Write(source); err != nil {
			return err
		}
	}

	cpu, err := os.Create(filepath.Join(out, "cpu.pprof"))
	if err != nil {
		return err
	}
	defer cpu.Close()
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	heap := watchHeap()
	began, last := time.Now(), time.Now()
	phase := "准备"
	next := func(name string) {
		now := time.Now()
		fmt.Printf("%8.2f s  %s\n", now.Sub(last).Seconds(), phase)
		phase, last = name, now
	}
	make := build.Run
	if pages {
		make = build.Pages
	}
	_, faults, err := make(context.Background(), build.Options{
		Source: source, Destination: filepath.Join(work, "public"), Now: began, Progress: next,
	})
	next("")
	pprof.StopCPUProfile()
	largest, profile := heap.stop()
	if err != nil {
		return err
	}
	if faults.HasErrors() {
		return errors.Join(faults.Print(os.Stderr), errors.New("方案有错误"))
	}
	fmt.Printf("%8.2f s  合计，堆最大 %d MiB\n", time.Since(began).Seconds(), largest>>20)

	if err := os.WriteFile(filepath.Join(out, "heap.pprof"), profile, 0o644); err != nil {
		return err
	}
	var allocs bytes.Buffer
	if err := pprof.Lookup("allocs").WriteTo(&allocs, 0); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "allocs.pprof"), allocs.Bytes(), 0o644)
}

// heapWatch keeps the heap profile of the largest heap so far. A profile shows the state at the last collection, so that
// little is lost between two looks; one is taken only when the heap has grown by a twentieth, as taking it stops the world.
type heapWatch struct {
	done    chan struct{}
	ended   sync.WaitGroup
	largest uint64
	profile []byte
}

func watchHeap() *heapWatch {
	w := &heapWatch{done: make(chan struct{})}
	w.ended.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-w.done:
				return
			case <-tick.C:
				w.look()
			}
		}
	})
	return w
}

func (w *heapWatch) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if w.profile != nil && m.HeapAlloc < w.largest+w.largest/20 {
		return
	}
	var buf bytes.Buffer
	if pprof.Lookup("heap").WriteTo(&buf, 0) == nil {
		w.largest, w.profile = m.HeapAlloc, buf.Bytes()
	}
}

func (w *heapWatch) stop() (uint64, []byte) {
	close(w.done)
	w.ended.Wait()
	if w.profile == nil {
		w.look()
	}
	return w.largest, w.profile
}
