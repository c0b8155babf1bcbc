package build

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/bench"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/loopback"
	"gongbao/cmd/gongbao/internal/starter"
)

// after is when all releases of the plans are public.
var after = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// run builds, and ends the test where that fails.
func run(t *testing.T, o Options, with func(context.Context, Options) (Report, diag.List, error)) Report {
	t.Helper()
	o.Progress = func(string) {}
	report, faults, err := with(context.Background(), o)
	if err != nil || faults.HasErrors() {
		t.Fatal(err, faults)
	}
	return report
}

// makeParts builds a plan in n parts below a folder or an address.
func makeParts(t *testing.T, o Options, below string, n int) []string {
	t.Helper()
	var parts []string
	for i := range n {
		part := o
		part.Destination, part.Shard, part.Published = filepath.Join(below, fmt.Sprint(i)), Shard{i, n}, o.Destination
		run(t, part, RunShard)
		parts = append(parts, part.Destination)
	}
	return parts
}

// plan copies a source folder, and changes its configuration.
func plan(t *testing.T, from, change string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "source")
	for _, folder := range []string{"content", "data"} {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join(from, folder))); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(dir, "content", "gongbao.yaml")
	content, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, append(content, change...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func shaped(t *testing.T, s bench.Shape) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "source")
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The joined tree is the one of a build in one piece, byte for byte, however many parts there are, and the joining makes what a
// rebuild of unchanged input makes, the packages of everything, and no more. The real plan is large: it is divided once in each form.
func TestShards(t *testing.T) {
	const real = "../../../.."
	for name, source := range map[string]func() string{
		"yunling": func() string { return yunling },
		"real":    func() string { return real },
		"two languages at an address": func() string {
			return plan(t, real, "\nlanguages: [zh-CN, en]\nbase_url: https://example.gov.cn/plan/\n")
		},
		"starter": func() string {
			dir := t.TempDir()
			files, err := starter.Files("")
			for _, f := range files {
				err = errors.Join(err, os.MkdirAll(filepath.Dir(filepath.Join(dir, f.Path)), 0o755), os.WriteFile(filepath.Join(dir, f.Path), f.Content, 0o644))
			}
			if err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"documents alone": func() string {
			dir := t.TempDir()
			err := errors.Join(os.MkdirAll(filepath.Join(dir, "content", "documents"), 0o755),
				os.WriteFile(filepath.Join(dir, "content", "gongbao.yaml"), []byte("title: 手册\n"), 0o644),
				os.WriteFile(filepath.Join(dir, "content", "documents", "one.md"), []byte("---\nid: one\ntitle: 一\n---\n\n文字。\n"), 0o644))
			if err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"one county":  func() string { return shaped(t, bench.Shape{Counties: 1, Measures: 1, Quarters: 1}) },
		"prefectures": func() string { return shaped(t, bench.Shape{Counties: 12, Measures: 3, Quarters: 8, Tiered: true}) },
	} {
		if testing.Short() && name != "yunling" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			source := source()
			whole := Options{Source: source, Destination: filepath.Join(t.TempDir(), "public"), AsOf: after, Draft: true, Record: filepath.Join(t.TempDir(), "made")}
			one := run(t, whole, Run)
			rebuilt := run(t, whole, Run)
			packages, err := filepath.Glob(filepath.Join(whole.Destination, "data", "releases", "*", "all.zip"))
			if err != nil {
				t.Fatal(err)
			}
			numbers := []int{1, 2, 3, 7}
			switch name {
			case "real":
				numbers = []int{3}
			case "two languages at an address":
				numbers = []int{7}
			}
			for _, n := range numbers {
				dir := t.TempDir()
				o := Options{Source: source, Destination: filepath.Join(dir, "public"), AsOf: after, Draft: true}
				o.Parts = makeParts(t, o, dir, n)
				report := run(t, o, Run)
				if report.Files != one.Files || report.Pages != one.Pages || report.Bytes != one.Bytes {
					t.Errorf("in %d parts: %d files, %d pages, %d bytes; want %d, %d, %d", n, report.Files, report.Pages, report.Bytes, one.Files, one.Pages, one.Bytes)
				}
				if d := differ(t, whole.Destination, o.Destination); d != "" {
					t.Errorf("in %d parts: %s", n, d)
				}
				if most := rebuilt.Made + len(packages) + 1; report.Made > most {
					t.Errorf("in %d parts: the joining has made %d of %d files, want %d at most", n, report.Made, report.Files, most)
				}
				os.RemoveAll(dir)
			}
		})
	}
}

// What has been published stays as it was, though the parts of the next release are made by machines that have a copy of it, or
// none.
func TestShardsOfPublishedSite(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site several times over")
	}
	first := time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	build := func(name string, n int, blind bool) string {
		o := Options{Source: yunling, Destination: filepath.Join(dir, name), AsOf: first}
		run(t, o, Run)
		// An old bulletin is kept as it is, even one that no program would make.
		old := filepath.Join(o.Destination, "bulletins", "2019", "city.pdf")
		if _, err := os.Stat(old); err != nil {
			t.Fatal(err)
		}
		if o.AsOf = after; n > 0 {
			from := o
			if blind {
				from.Destination = filepath.Join(dir, "nothing")
			}
			o.Parts = makeParts(t, from, t.TempDir(), n)
		}
		report := run(t, o, Run)
		if report.Kept != 1 {
			t.Errorf("%s: %d releases kept", name, report.Kept)
		}
		if n > 0 { // once more, as after a machine that died having done it
			again := run(t, o, Run)
			if again.Kept != 2 {
				t.Errorf("%s: %d releases kept the second time", name, again.Kept)
			}
		}
		return o.Destination
	}
	whole := build("whole", 0, false)
	for _, blind := range []bool{false, true} {
		if d := differ(t, whole, build(fmt.Sprint("joined-", blind), 3, blind)); d != "" {
			t.Errorf("blind %v: %s", blind, d)
		}
	}
}

// What is not right is said at once and in full, and nothing is published.
func TestShardsAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site several times over")
	}
	source := plan(t, yunling, "")
	good := t.TempDir()
	o := Options{Source: source, Destination: filepath.Join(t.TempDir(), "public"), AsOf: after}
	makeParts(t, o, good, 3)
	other := func(change func(*Options)) string {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "other")
		part := o
		part.Destination, part.Shard, part.Published = dir, Shard{1, 3}, o.Destination
		change(&part)
		run(t, part, RunShard)
		return dir
	}
	page := filepath.Join("tree", "measures", "1-1", "index.html")
	owner := ""
	for i := range 3 {
		if _, err := os.Stat(filepath.Join(good, fmt.Sprint(i), page)); err == nil {
			owner = fmt.Sprint(i)
		}
	}
	changed := plan(t, yunling, "\n# 改\n")
	rows, err := os.ReadFile(filepath.Join(changed, "data", "actions.csv"))
	if err == nil {
		err = os.WriteFile(filepath.Join(changed, "data", "actions.csv"), append(rows, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		parts func(dir string) []string  // of a copy of the good parts
		as    func(*testing.T, *Options) // how they are joined
		want  []string                   // what is said of each fault, in any order
	}{
		"missing":       {parts: func(d string) []string { return []string{d + "/0"} }, want: []string{"缺第 1、2 份（共 3 份"}},
		"twice":         {parts: func(d string) []string { return []string{d + "/0", d + "/1", d + "/2", d + "/1"} }, want: []string{"同是第 1 份"}},
		"not a part":    {parts: func(d string) []string { return []string{d, d + "/0", d + "/1", d + "/2"} }, want: []string{"不是 gongbao build --shard 做好的一份"}},
		"not there":     {parts: func(d string) []string { return []string{d + "/9", d + "/0", d + "/1", d + "/2"} }, want: []string{"不是 gongbao build --shard 做好的一份"}},
		"other instant": {as: func(_ *testing.T, o *Options) { o.AsOf = after.Add(time.Hour) }, want: []string{"截至", "截至", "截至"}},
		"a draft":       {as: func(_ *testing.T, o *Options) { o.Draft = true }, want: []string{"合并是试做", "合并是试做", "合并是试做"}},
		"other source": {parts: func(d string) []string {
			return []string{d + "/0", other(func(o *Options) { o.Source = changed }), d + "/2"}
		}, want: []string{"所用的输入不同：content/gongbao.yaml、data/actions.csv"}},
		"other settings": {as: func(t *testing.T, _ *Options) { t.Setenv("GONGBAO_BASE_URL", "https://example.gov.cn/") }, want: []string{"配置不同", "配置不同", "配置不同"}},
		"to be signed": {parts: func(d string) []string {
			return []string{d + "/0", other(func(o *Options) { o.Signed = true }), d + "/2"}
		}, want: []string{"合并却没有私钥"}},
		"of seven": {parts: func(d string) []string {
			return []string{d + "/0", other(func(o *Options) { o.Shard = Shard{1, 7} }), d + "/2"}
		}, want: []string{"这一份是 7 份中的", "缺第 1 份"}},
		"a file changed": {parts: func(d string) []string {
			rewrite(t, filepath.Join(d, owner, page), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
			return nil
		}, want: []string{page + ": 内容与记录不符"}},
		"a file cut off": {parts: func(d string) []string {
			rewrite(t, filepath.Join(d, owner, page), func(b []byte) []byte { return b[:len(b)-1] })
			return nil
		}, want: []string{page + ": 内容与记录不符"}},
		"a file gone": {parts: func(d string) []string {
			if err := os.Remove(filepath.Join(d, owner, page)); err != nil {
				t.Fatal(err)
			}
			return nil
		}, want: []string{page + ": 记录里有这个文件，却不见了"}},
		"a link for a file": {parts: func(d string) []string {
			name := filepath.Join(d, owner, page)
			if err := errors.Join(os.Rename(name, filepath.Join(d, "moved")), os.Symlink(filepath.Join(d, "moved"), name)); err != nil {
				t.Fatal(err)
			}
			return nil
		}, want: []string{page + ": 内容与记录不符"}},
		"files too many": {parts: func(d string) []string {
			for _, name := range []string{"1/tree/notes.txt", "1/tree/measures/1-1.html", "2/more"} {
				if err := os.WriteFile(filepath.Join(d, name), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			return nil
		}, want: []string{"notes.txt: 记录里没有这个文件", "1-1.html: 记录里没有这个文件", "more: 记录里没有这个文件"}},
		"record changed": {parts: func(d string) []string {
			rewrite(t, filepath.Join(d, "1", "record"), func(b []byte) []byte { b[len(b)-1] ^= 1; return b })
			return nil
		}, want: []string{"记录 record 损坏", "缺第 1 份"}},
		"record cut off": {parts: func(d string) []string {
			rewrite(t, filepath.Join(d, "1", "record"), func(b []byte) []byte { return b[:20] })
			return nil
		}, want: []string{"记录 record 损坏", "缺第 1 份"}},
		"several at once": {parts: func(d string) []string {
			rewrite(t, filepath.Join(d, owner, page), func(b []byte) []byte { return nil })
			return []string{d + "/" + owner, d + "/" + owner, good}
		}, want: []string{"内容与记录不符", "同是第", "不是 gongbao build --shard", "缺第"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "parts")
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			o := o
			if test.parts != nil {
				o.Parts = test.parts(dir)
			}
			if o.Parts == nil {
				o.Parts = []string{dir + "/0", dir + "/1", dir + "/2"}
			}
			if test.as != nil {
				test.as(t, &o)
			}
			o.Progress = func(string) {}
			_, faults, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range faults {
				if f.Severity != diag.Error {
					continue
				}
				got = append(got, f.Place.String()+": "+f.Message)
				if f.Hint == "" {
					t.Errorf("no remedy: %s", f.Message)
				}
			}
			rest := slices.Clone(got)
			for _, want := range test.want {
				i := slices.IndexFunc(rest, func(s string) bool { return strings.Contains(s, want) })
				if i < 0 {
					t.Fatalf("%q is not said, but\n%s", want, strings.Join(got, "\n"))
				}
				rest = slices.Delete(rest, i, i+1)
			}
			if len(rest) > 0 {
				t.Errorf("too much is said:\n%s", strings.Join(rest, "\n"))
			}
			beside, _ := os.ReadDir(filepath.Dir(o.Destination))
			if len(beside) > 0 {
				t.Errorf("%v was left", beside)
			}
		})
	}
}

func rewrite(t *testing.T, name string, change func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, change(content), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Machines' clocks differ, and a part must not take a site's place.
func TestShardsNeedAnInstantAndAPlace(t *testing.T) {
	dir := t.TempDir()
	o := Options{Source: yunling, Destination: filepath.Join(dir, "part"), Published: dir, Shard: Shard{0, 2}, Now: after, Progress: func(string) {}}
	if _, _, err := RunShard(context.Background(), o); err == nil || !strings.Contains(err.Error(), "截至何时") {
		t.Errorf("without an instant: %v", err)
	}
	o.AsOf, o.Shard, o.Destination = after, Shard{}, filepath.Join(dir, "public")
	run(t, o, Run)
	o.Shard = Shard{0, 2}
	if _, _, err := RunShard(context.Background(), o); err == nil || !strings.Contains(err.Error(), "是生成好的站点") {
		t.Errorf("where a site stands: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "public", "index.html")); err != nil {
		t.Error(err)
	}
}

// Every unit is dealt to one part, and no part gets many more of a kind than another.
func TestShardsAreEven(t *testing.T) {
	dir := t.TempDir()
	o := Options{Source: shaped(t, bench.Shape{Counties: 41, Measures: 7, Quarters: 4}), Destination: filepath.Join(dir, "public"), AsOf: after}
	var counties []int
	for _, part := range makeParts(t, o, dir, 4) {
		found, err := filepath.Glob(filepath.Join(part, "tree", "counties", "*", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		counties = append(counties, len(found))
	}
	if slices.Max(counties)-slices.Min(counties) > 1 {
		t.Errorf("counties' pages a part: %v", counties)
	}
}

// Parts travel through a store that speaks S3, and through SFTP.
func TestShardsThroughAStore(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "public")
	run(t, Options{Source: yunling, Destination: whole, AsOf: after}, Run)
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			server := serve(t, "")
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			o := Options{Source: yunling, Destination: filepath.Join(dir, "public"), AsOf: after}
			for i := range 3 {
				part := o
				part.Destination, part.Shard, part.Published = server.String(), Shard{i, 3}, o.Destination
				run(t, part, RunShard)
				if i == 1 {
					run(t, part, RunShard) // a machine that is started again
				}
			}
			o.Parts = []string{server.String()}
			run(t, o, Run)
			if d := differ(t, whole, o.Destination); d != "" {
				t.Error(d)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != 1 {
				t.Errorf("%v was left, %v", left, err)
			}

			o.Destination = filepath.Join(dir, "again")
			o.Progress = func(string) {}
			refused := func(what string, want ...string) {
				t.Helper()
				_, faults, err := Run(context.Background(), o)
				var text bytes.Buffer
				faults.Print(&text)
				for _, w := range want {
					if err != nil || !strings.Contains(text.String(), w) {
						t.Errorf("%s: %v\n%swant %s", what, err, &text, w)
					}
				}
			}
			file := filepath.Join(server.Root, "part-1-of-3.tar.gz")
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rewrite(t, file, func(b []byte) []byte { return b[:len(b)/2] })
			refused("cut off", "part-1-of-3.tar.gz: 这个文件不是完整的一份", "缺第 1 份")
			rewrite(t, file, func([]byte) []byte { return climbing(t) })
			refused("a path that climbs out", "part-1-of-3.tar.gz: 这个文件不是完整的一份")
			if _, err := os.Stat(filepath.Join(dir, "climbed")); err == nil {
				t.Error("a file was written outside")
			}
			rewrite(t, file, func([]byte) []byte { return content })
			if err := os.Rename(file, filepath.Join(server.Root, "part-4-of-5.tar.gz")); err != nil {
				t.Fatal(err)
			}
			run(t, o, Run) // the record counts, not the name
			if err := os.RemoveAll(server.Root); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(server.Root, 0o755); err != nil {
				t.Fatal(err)
			}
			refused("nothing there", "这里没有 gongbao build --shard 做好的份")
		})
	}
}

// climbing is a packed file that would be written beside its folder.
func climbing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	if err := errors.Join(w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "../../../climbed", Mode: 0o644}), w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
