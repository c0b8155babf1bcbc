// Command run measures gongbao beside other generators, and prints medians and ratios of interleaved runs:
//
//	make bench SIZES="small province" N=5
//
// Each generator builds each plan into a fresh folder, one after the other, again and again, so that what else the machine
// does meets all of them. What each has made is read once by a process of its own (bench/verify): a generator that leaves
// figures out is not compared. Nothing here decides a test.
//
// Linux only, whose counts of memory and of files' numbers it reads.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/bench"
)

// Sample is one run. The resident set is that of its largest process.
type Sample struct {
	Wall      float64            `json:"wall_seconds"`
	Processor float64            `json:"processor_seconds"` // user and system
	MiB       float64            `json:"peak_mib"`
	Phases    map[string]float64 `json:"phases,omitempty"` // in seconds
}

// Series are the runs of one generator on one plan.
type Series struct {
	Name    string   `json:"name"`
	Samples []Sample `json:"samples,omitempty"`
	Pages   int      `json:"pages,omitempty"`   // that were read
	Figures int      `json:"figures,omitempty"` // found in their tables, charts and CSV
	Files   int      `json:"files,omitempty"`
	Bytes   int64    `json:"bytes,omitempty"`
	Fault   string   `json:"fault,omitempty"` // why there is nothing to compare
}

func (s *Series) median(of func(Sample) float64) float64 {
	var values []float64
	for _, sample := range s.Samples {
		values = append(values, of(sample))
	}
	return median(values)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

func wall(s Sample) float64      { return s.Wall }
func processor(s Sample) float64 { return s.Processor }
func memory(s Sample) float64    { return s.MiB }

// withoutBulletins is a whole build's time less that of its bulletins, which are compared with Typst.
func withoutBulletins(s Sample) float64 {
	rest := s.Wall
	for name, seconds := range s.Phases {
		if strings.HasPrefix(name, "简报") {
			rest -= seconds
		}
	}
	return rest
}

// Rebuild is what follows on one changed cell in a folder that holds the build before it.
type Rebuild struct {
	Samples   []Sample `json:"samples"`
	Files     int      `json:"files"`   // that the folder holds
	Written   int      `json:"written"` // of them new on the disk
	Identical bool     `json:"identical"`
	Fault     string   `json:"fault,omitempty"`
}

// Size is all that was measured on one plan.
type Size struct {
	Shape   bench.Shape `json:"shape"`
	Rows    int         `json:"rows"`
	Series  []*Series   `json:"series"`
	Rebuild *Rebuild    `json:"rebuild,omitempty"`
}

// Report is the JSON file.
type Report struct {
	Machine   Machine   `json:"machine"`
	Sizes     []*Size   `json:"sizes"`
	Bulletins *Bulletin `json:"bulletins,omitempty"`
}

type options struct {
	work, peers string
	n, limit    int
	only        string
	rebuild     bool
}

func main() {
	var o options
	sizes := flag.String("sizes", "small province", "规模的名称，空格隔开")
	flag.IntVar(&o.n, "n", 3, "每种做几遍")
	flag.StringVar(&o.work, "work", ".build/bench", "程序和中间结果所在的文件夹")
	flag.StringVar(&o.peers, "peers", "cmd/gongbao/internal/bench/testdata", "hugo/ 和 eleventy/ 所在的文件夹")
	flag.StringVar(&o.only, "only", "", "只做这几种，空格隔开："+strings.Join([]string{pagesOnly, wholeBuild, hugo, eleventy}, "、"))
	flag.IntVar(&o.limit, "limit", 0, "gongbao 至多用这么多 MiB 内存，超过即被系统终止（需要能写 cgroup）")
	flag.BoolVar(&o.rebuild, "rebuild", true, "测量改动一格以后的重做")
	bulletins := flag.Bool("bulletins", true, "测量简报，与 Typst 比较")
	file := flag.String("json", "", "结果也写到这个文件（默认为中间结果文件夹下的 report.json）")
	flag.Parse()
	if err := run(o, strings.Fields(*sizes), *bulletins, *file); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

func run(o options, names []string, bulletins bool, file string) error {
	var err error
	if o.work, err = filepath.Abs(o.work); err != nil {
		return err
	}
	if o.peers, err = filepath.Abs(o.peers); err != nil {
		return err
	}
	report := Report{Machine: machine()}
	for _, name := range names {
		s, err := bench.ShapeNamed(name)
		if err != nil {
			return err
		}
		size, err := measure(o, s)
		if err != nil {
			return err
		}
		report.Sizes = append(report.Sizes, size)
	}
	if bulletins {
		if report.Bulletins, err = measureBulletins(o.n); err != nil {
			return err
		}
	}
	if err := report.print(os.Stdout); err != nil {
		return err
	}
	encoded, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(cmp.Or(file, filepath.Join(o.work, "report.json")), append(encoded, '\n'), 0o644)
}

// measure runs all generators on one plan, n times in turn.
func measure(o options, s bench.Shape) (*Size, error) {
	work := filepath.Join(o.work, s.Name)
	if err := os.RemoveAll(work); err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	plan, peerData := filepath.Join(work, "plan"), filepath.Join(work, "peers")
	if err := s.Write(plan); err != nil {
		return nil, err
	}
	if err := s.WritePeerData(peerData); err != nil {
		return nil, err
	}
	size := &Size{Shape: s, Rows: s.Rows()}
	all, err := contestants(o, plan, peerData)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		size.Series = append(size.Series, &Series{Name: c.name, Fault: c.missing})
	}
	for i := range o.n {
		for j, c := range all {
			series := size.Series[j]
			if series.Fault != "" {
				continue
			}
			fmt.Fprintf(os.Stderr, "%s 第%d遍 %s\n", s.Name, i+1, c.name)
			out := filepath.Join(work, "out")
			if err := os.RemoveAll(out); err != nil {
				return nil, err
			}
			sample, err := c.run(out)
			if err != nil {
				series.Fault = err.Error()
				continue
			}
			series.Samples = append(series.Samples, sample)
			if i > 0 {
				continue
			}
			if err := verify(o, s, c, out, series); err != nil {
				series.Fault = err.Error()
			}
		}
	}
	if err := os.RemoveAll(filepath.Join(work, "out")); err != nil {
		return nil, err
	}
	if o.rebuild && slices.ContainsFunc(all, func(c contestant) bool { return c.name == wholeBuild }) {
		if size.Rebuild, err = rebuild(o, s, plan, work); err != nil {
			return nil, err
		}
	}
	return size, nil
}

// rebuild changes one cell of the newest quarter, back and forth, and builds with --recall into the folder that holds the build
// before; its result is held against a fresh one.
func rebuild(o options, s bench.Shape, plan, work string) (*Rebuild, error) {
	r := &Rebuild{}
	out, fresh := filepath.Join(work, "out"), filepath.Join(work, "fresh")
	c, whole := own(o, wholeBuild, plan, "-recall"), own(o, wholeBuild, plan)
	for range 2 { // two trees take turns
		if _, err := c.run(out); err != nil {
			r.Fault = err.Error()
			return r, nil
		}
	}
	for i := range o.n {
		fmt.Fprintf(os.Stderr, "%s 第%d遍 改动一格\n", s.Name, i+1)
		if err := s.ChangeCell(plan, i%2 == 0); err != nil {
			return nil, err
		}
		before, err := numbers(out)
		if err != nil {
			return nil, err
		}
		sample, err := c.run(out)
		if err != nil {
			r.Fault = err.Error()
			return r, nil
		}
		r.Samples = append(r.Samples, sample)
		if i > 0 {
			continue
		}
		after, err := numbers(out)
		if err != nil {
			return nil, err
		}
		r.Files, r.Written = len(after), 0
		for number := range after {
			if !before[number] {
				r.Written++
			}
		}
		if _, err := whole.run(fresh); err != nil {
			return nil, err
		}
		err = bench.Same(os.DirFS(out), os.DirFS(fresh))
		if err != nil && !errors.Is(err, bench.ErrDiffer) {
			return nil, err
		}
		if r.Identical = err == nil; !r.Identical {
			r.Fault = err.Error()
		}
		if err := os.RemoveAll(fresh); err != nil {
			return nil, err
		}
	}
	return r, nil
}
