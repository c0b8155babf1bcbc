package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
)

// Machine is what was measured on.
type Machine struct {
	Processors int    `json:"processors"`
	Model      string `json:"model"`
	Go         string `json:"go"`
	Load       string `json:"load"` // of the last one, five and fifteen minutes, when it began
}

func machine() Machine {
	m := Machine{Processors: runtime.NumCPU(), Go: runtime.Version()}
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, after, ok := strings.Cut(string(info), "model name\t: "); ok {
			m.Model, _, _ = strings.Cut(after, "\n")
		}
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	}
	return m
}

// goal says a ratio beside what it should be at most.
func goal(w io.Writer, what string, value, most float64, unit string) {
	mark := "达到"
	if value > most {
		mark = "未达到"
	}
	fmt.Fprintf(w, "  %s：%.2f%s（目标 ≤ %.2f%s，%s）\n", what, value, unit, most, unit, mark)
}

func (r *Report) print(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%d 个处理器，%s，%s；开始时负载 %s\n", r.Machine.Processors, r.Machine.Model, r.Machine.Go, r.Machine.Load)
	for _, size := range r.Sizes {
		size.print(w)
	}
	r.growth(w)
	if b := r.Bulletins; b != nil {
		fmt.Fprintf(w, "\n简报（一百份，每份 %.1f 页；处理器时间的中位数）\n  gongbao %.1f 毫秒", b.Pages, median(b.Own))
		if len(b.Typst) == 0 {
			fmt.Fprintln(w, "；没有安装 Typst（make typst）")
		} else {
			fmt.Fprintf(w, "，Typst %.1f 毫秒\n", median(b.Typst))
			goal(w, "与 Typst 之比", median(b.Own)/median(b.Typst), 0.5, "")
		}
	}
	return w.Flush()
}

func (s *Size) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s：%d 个县 × %d 项措施 × %d 个季度，%d 行，同样的网页 %d 页\n", s.Shape.Name, s.Shape.Counties, s.Shape.Measures, s.Shape.Quarters, s.Rows, s.Shape.Pages())
	fmt.Fprintf(w, "  %-14s %7s %6s %8s %8s %8s %8s\n", "", "用时 秒", "处理器 秒", "内存 MiB", "文件", "大小 MB", "核对的数")
	for _, series := range s.Series {
		if len(series.Samples) == 0 {
			fmt.Fprintf(w, "  %-14s %s\n", series.Name, series.Fault)
			continue
		}
		fmt.Fprintf(w, "  %-14s %10.2f %10.2f %10.0f %10d %10.1f %12d", series.Name, series.median(wall), series.median(processor), series.median(memory),
			series.Files, float64(series.Bytes)/1e6, series.Figures)
		if series.Fault != "" {
			fmt.Fprintf(w, "  %s", series.Fault)
		}
		fmt.Fprintln(w)
	}
	pages, whole, byHugo, byEleventy := s.named(pagesOnly), s.named(wholeBuild), s.named(hugo), s.named(eleventy)
	for _, peer := range []struct {
		name   string
		series *Series
	}{{"Hugo", byHugo}, {"Eleventy", byEleventy}} {
		if pages != nil && peer.series != nil {
			goal(w, "同样的网页，用时与 "+peer.name+" 之比", pages.median(wall)/peer.series.median(wall), 1./3, "")
			fmt.Fprintf(w, "  　　处理器时间之比：%.2f\n", pages.median(processor)/peer.series.median(processor))
		}
	}
	if pages != nil && whole != nil {
		goal(w, "其余的（开放数据、检索、订阅）也在内，与同样的网页之比", whole.median(withoutBulletins)/pages.median(wall), 2, "")
	}
	if whole != nil {
		goal(w, "内存", whole.median(memory), 600, " MiB")
		fmt.Fprintf(w, "  各阶段用时：%s\n", phases(whole))
	}
	if r := s.Rebuild; r != nil && len(r.Samples) > 0 {
		again := Series{Samples: r.Samples}
		most := 0.3
		if s.Shape.Counties > 1000 {
			most = 3
		}
		goal(w, "改动一格后重做", again.median(wall), most, " 秒")
		same := "与全新生成逐字节相同"
		if !r.Identical {
			same = r.Fault
		}
		fmt.Fprintf(w, "  　　%d 个文件中写了 %d 个，%s\n", r.Files, r.Written, same)
	} else if r != nil {
		fmt.Fprintf(w, "  改动一格后重做：%s\n", r.Fault)
	}
}

// named is a series that has something to compare.
func (s *Size) named(name string) *Series {
	for _, series := range s.Series {
		if series.Name == name && len(series.Samples) > 0 && series.Fault == "" {
			return series
		}
	}
	return nil
}

// phases are those of the first run, longest first.
func phases(s *Series) string {
	var parts []string
	for _, name := range sortedByValue(s.Samples[0].Phases) {
		parts = append(parts, fmt.Sprintf("%s %.2f", name, s.median(func(of Sample) float64 { return of.Phases[name] })))
	}
	return strings.Join(parts, "，")
}

// growth says how the time a page changes from one size to the next: linear is 1.
func (r *Report) growth(w io.Writer) {
	var before *Size
	for _, size := range r.Sizes {
		for _, name := range []string{pagesOnly, wholeBuild} {
			if before == nil || before.named(name) == nil || size.named(name) == nil {
				continue
			}
			a, b := before.named(name), size.named(name)
			fmt.Fprintf(w, "\n%s 每页用时，%s 与 %s 之比：%.2f（处理器时间 %.2f）\n", name, size.Shape.Name, before.Shape.Name,
				b.median(wall)/float64(size.Shape.Pages())/(a.median(wall)/float64(before.Shape.Pages())),
				b.median(processor)/float64(size.Shape.Pages())/(a.median(processor)/float64(before.Shape.Pages())))
		}
		before = size
	}
}

// sortedByValue are the names of the longest phases first, and equal ones by name.
func sortedByValue(seconds map[string]float64) []string {
	return slices.SortedFunc(maps.Keys(seconds), func(a, b string) int {
		return cmp.Or(cmp.Compare(seconds[b], seconds[a]), cmp.Compare(a, b))
	})
}
