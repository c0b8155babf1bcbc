package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/parallel"
)

// Layout is where a generator puts its pages, and how its pages of counties and measures state figures.
type Layout struct {
	County, Measure func(id string) string // the page's file, of a county's code or a measure's number
	Pair            func(county, measure string) string
	CSV             func(county string) string
	// Assessed says that these two kinds of page state each measure's figure against its target, in cells that name
	// themselves (data-cell), not the newest figure itself.
	Assessed bool
	// Most is how many counties a measure's page lists; 0: all. A page of thousands would be none for readers: it says where
	// the others are.
	Most int
}

// Layouts of gongbao's own tree, and of what testdata/hugo and testdata/eleventy make.
var (
	Own = Layout{
		County:   func(code string) string { return "counties/" + code + "/index.html" },
		Measure:  func(id string) string { return "measures/" + id + "/index.html" },
		Pair:     func(code, id string) string { return "counties/" + code + "/measures/" + id + "/index.html" },
		CSV:      func(code string) string { return "counties/" + code + "/index.csv" },
		Assessed: true,
		Most:     200,
	}
	Peer = Layout{
		County:  func(code string) string { return "counties/" + code + "/index.html" },
		Measure: func(id string) string { return "measures/" + id + "/index.html" },
		Pair:    func(code, id string) string { return "counties/" + code + "/" + id + "/index.html" },
		CSV:     func(code string) string { return "counties/" + code + "/index.csv" },
	}
)

// listed is how many counties a measure's page lists.
func (l Layout) listed(s Shape) int {
	if l.Most > 0 {
		return min(l.Most, s.Counties)
	}
	return s.Counties
}

// Verified is what was found in a tree.
type Verified struct {
	Pages, Files int   // pages, and files in all
	Bytes        int64 // of all files
	PageBytes    int64 // of the pages that were read
	InTables     int   // figures found in tables
	InCharts     int   // figures found in the data of charts
	InCSV        int   // figures found in the counties' files
}

func (v *Verified) add(w Verified) {
	v.Pages += w.Pages
	v.PageBytes += w.PageBytes
	v.InTables += w.InTables
	v.InCharts += w.InCharts
	v.InCSV += w.InCSV
}

// Wanted is what Verify finds in a tree that holds everything; sizes and numbers of files are each generator's own.
func (s Shape) Wanted(l Layout) Verified {
	return Verified{
		Pages:    s.Pages(),
		InTables: s.Rows() + (s.Counties+l.listed(s))*s.Measures, // of the newest quarter once more on the pages of county and measure
		InCharts: s.Rows(),
		InCSV:    s.Rows(),
	}
}

// Verify reads the pages of every county, measure and measure in a county, and the counties' CSV files, and holds every
// figure that they have to show against the rule that made it. The error says how many are missing or wrong, and the first of
// them.
func (s Shape) Verify(tree fs.FS, l Layout) (Verified, error) {
	var all Verified
	var faults []string
	var mu sync.Mutex
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all.Files++
			all.Bytes += info.Size()
		}
		return err
	})
	if err != nil {
		return all, err
	}
	parallel.Each(s.Counties+s.Measures, func(i int) {
		v := reading{tree: tree, shape: s, layout: l}
		if i < s.Counties {
			v.county(i)
		} else {
			v.measure(i - s.Counties)
		}
		mu.Lock()
		defer mu.Unlock()
		all.add(v.found)
		faults = append(faults, v.faults...)
	})

	v := reading{tree: tree}
	v.page("index.html")
	all.add(v.found)
	faults = append(faults, v.faults...)
	if len(faults) == 0 {
		return all, nil
	}
	slices.Sort(faults)
	return all, fmt.Errorf("%d 处不符，前几处：\n%s", len(faults), strings.Join(faults[:min(5, len(faults))], "\n"))
}

type reading struct {
	tree   fs.FS
	shape  Shape
	layout Layout
	found  Verified
	faults []string
}

func (v *reading) fail(format string, args ...any) {
	v.faults = append(v.faults, fmt.Sprintf(format, args...))
}

func (v *reading) page(file string) []byte {
	content, err := fs.ReadFile(v.tree, file)
	if err != nil {
		v.fail("%v", err)
		return nil
	}
	if !bytes.Contains(content, []byte("<title>")) {
		v.fail("%s: 没有标题", file)
	}
	v.found.Pages++
	v.found.PageBytes += int64(len(content))
	return content
}

func (v *reading) county(c int) {
	s := v.shape
	code := s.CountyCode(c)
	for m := range s.Measures {
		v.pair(c, m)
	}
	if file := v.layout.County(code); v.layout.Assessed {
		cells := namedCells(v.page(file))
		for m := range s.Measures {
			v.assessed(file, cells, c, m)
		}
	} else {
		rows := tableRows(v.page(file))
		for m := range s.Measures {
			v.newest(file, rows, s.MeasureID(m)+" "+s.MeasureTitle(m), c, m)
		}
	}
	v.csv(c)
}

func (v *reading) measure(m int) {
	s := v.shape
	file := v.layout.Measure(s.MeasureID(m))
	if v.layout.Assessed {
		cells := namedCells(v.page(file))
		listed := 0
		for c := range s.Counties {
			if v.layout.listed(s) == s.Counties || len(cells[s.aimed(c, m)]) > 0 {
				v.assessed(file, cells, c, m)
				listed++
			}
		}
		if want := v.layout.listed(s); listed != want {
			v.fail("%s: 列出 %d 个县，应为 %d 个", file, listed, want)
		}
		return
	}
	rows := tableRows(v.page(file))
	for c := range s.Counties {
		v.newest(file, rows, s.CountyName(c), c, m)
	}
}

// newest wants a row that begins with a name and has the newest figure next.
func (v *reading) newest(file string, rows map[string][][]string, name string, c, m int) {
	want := v.shape.Figure(c, m, v.shape.Quarters-1)
	for _, cells := range rows[name] {
		if len(cells) > 0 && cells[0] == want {
			v.found.InTables++
			return
		}
	}
	v.fail("%s: %s 没有 %s", file, name, want)
}

// pair wants every quarter's figure in a row that begins with the quarter, and among the numbers of the chart's data: as it
// is or, of a flow, added up; in ones, ten thousands or hundred millions.
func (v *reading) pair(c, m int) {
	s := v.shape
	file := v.layout.Pair(s.CountyCode(c), s.MeasureID(m))
	content := v.page(file)
	rows, numbers := tableRows(content), chartNumbers(content)
	k := &kinds[m%len(kinds)]
	sum := int64(0)
	for q := range s.Quarters {
		p, want := s.Period(q), s.Figure(c, m, q)
		found := false
		for _, label := range []string{fmt.Sprintf("%d年第%d季度", p.Year, p.Index), fmt.Sprintf("%d年第%s季度", p.Year, [...]string{"一", "二", "三", "四"}[p.Index-1])} {
			found = found || slices.ContainsFunc(rows[label], func(cells []string) bool { return len(cells) > 0 && cells[0] == want })
		}
		if found {
			v.found.InTables++
		} else {
			v.fail("%s: 表里 %s 没有 %s", file, p, want)
		}
		sum += s.figure(c, m, q)
		charted := numbers[plain(want)]
		for _, tenThousands := range []int{0, 4, 8} {
			in := func(v int64) bool { return numbers[plain(string(appendDecimal(nil, v, k.decimals+tenThousands)))] }
			charted = charted || in(s.figure(c, m, q)) || k.kind == model.Flow && in(sum)
		}
		if charted {
			v.found.InCharts++
		} else {
			v.fail("%s: 图的数据里 %s 没有 %s", file, p, want)
		}
	}
}

// assessed wants a cell that names itself as the measure's value in the county, with the newest figure or, of a flow, the sum
// of all quarters, in ones, ten thousands or hundred millions, rounded to the digits that it has.
func (v *reading) assessed(file string, cells map[string][]string, c, m int) {
	s := v.shape
	k := &kinds[m%len(kinds)]
	exact := s.figure(c, m, s.Quarters-1)
	if k.kind == model.Flow {
		exact = 0
		for q := range s.Quarters {
			exact += s.figure(c, m, q)
		}
	}
	value, _ := new(big.Rat).SetString(string(appendDecimal(nil, exact, k.decimals)))
	name := s.aimed(c, m)
	texts := cells[name]
	if len(texts) == 0 {
		v.fail("%s: 没有 %s", file, name)
		return
	}
	for _, t := range texts {
		if !roundedFrom(t, value) {
			v.fail("%s: %s 是 %s，应为 %s", file, name, t, value.FloatString(k.decimals))
			return
		}
	}
	v.found.InTables++
}

// aimed names the cell of a county's figure against its target.
func (s Shape) aimed(c, m int) string {
	kind := model.LevelTarget
	if kinds[m%len(kinds)].kind == model.Flow {
		kind = model.Cumulative
	}
	return fmt.Sprintf("assessments/%s/%s/%s/value", s.IndicatorID(m), s.CountyCode(c), kind)
}

// roundedFrom reports whether a text begins with a number that a value rounds to, in some power of ten thousand.
func roundedFrom(t string, value *big.Rat) bool {
	digits := t[:len(t)-len(strings.TrimLeft(t, "0123456789."))]
	shown, ok := new(big.Rat).SetString(digits)
	if !ok {
		return false
	}
	_, fraction, _ := strings.Cut(digits, ".")
	half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction))), nil)))
	for _, factor := range []int64{1, 1e4, 1e8} {
		gap := new(big.Rat).Quo(value, big.NewRat(factor, 1))
		gap.Sub(gap, shown)
		if gap.Abs(gap).Cmp(half) <= 0 {
			return true
		}
	}
	return false
}

func (v *reading) csv(c int) {
	s := v.shape
	code := s.CountyCode(c)
	file := v.layout.CSV(code)
	content, err := fs.ReadFile(v.tree, file)
	if err != nil {
		v.fail("%v", err)
		return
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		v.fail("%s: %v", file, err)
		return
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	indicator, region, period, value := column("indicator_id"), column("region_code"), column("period"), column("value")
	if min(indicator, region, period, value) < 0 {
		v.fail("%s: 表头是 %s", file, rows[0])
		return
	}
	found := map[[2]string]string{}
	for _, row := range rows[1:] {
		if row[region] == code {
			found[[2]string{row[indicator], row[period]}] = row[value]
		}
	}
	for m := range s.Measures {
		for q := range s.Quarters {
			if got, want := found[[2]string{s.IndicatorID(m), s.Period(q).String()}], s.Figure(c, m, q); got == want {
				v.found.InCSV++
			} else {
				v.fail("%s: %s %s 是 %q，应为 %s", file, s.IndicatorID(m), s.Period(q), got, want)
			}
		}
	}
}

// tableRows are the cells of all table rows of a page, by the row's first cell. It knows what the generators write: no comment
// and no script has a tag of a table in it.
func tableRows(page []byte) map[string][][]string {
	rows := map[string][][]string{}
	text := string(page)
	for {
		_, after, ok := strings.Cut(text, "<tr")
		if !ok {
			return rows
		}
		row, rest, _ := strings.Cut(after, "</tr>")
		text = rest
		var cells []string
		for row != "" {
			th, td := strings.Index(row, "<th"), strings.Index(row, "<td")
			at := th
			if th < 0 || td >= 0 && td < th {
				at = td
			}
			if at < 0 {
				break
			}
			row = row[at+3:]
			end := strings.Index(row, "</t")
			if end < 0 {
				end = len(row)
			}
			if _, inner, ok := strings.Cut(row[:end], ">"); ok {
				cells = append(cells, withoutTags(inner))
			}
			row = row[end:]
		}
		if len(cells) > 0 {
			rows[cells[0]] = append(rows[cells[0]], cells[1:])
		}
	}
}

func withoutTags(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		_, s, _ = strings.Cut(after, ">")
	}
	return strings.TrimSpace(html.UnescapeString(b.String()))
}

// namedCells are the texts of the elements with a data-cell, by its value.
func namedCells(page []byte) map[string][]string {
	cells := map[string][]string{}
	text := string(page)
	for {
		_, after, ok := strings.Cut(text, "data-cell=")
		if !ok {
			return cells
		}
		attributes, inner, _ := strings.Cut(after, ">")
		name, _, _ := strings.Cut(strings.Trim(attributes, `"`), `"`)
		content, _, _ := strings.Cut(inner, "</")
		cells[name] = append(cells[name], withoutTags(content))
		text = inner
	}
}

// chartNumbers are all numbers in a page's JSON scripts, without trailing zeros.
func chartNumbers(page []byte) map[string]bool {
	numbers := map[string]bool{}
	text := string(page)
	for {
		_, after, ok := strings.Cut(text, `type="application/json"`)
		if !ok {
			return numbers
		}
		_, script, _ := strings.Cut(after, ">")
		script, text, _ = strings.Cut(script, "</script>")
		d := json.NewDecoder(strings.NewReader(script))
		d.UseNumber()
		for {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch t := token.(type) {
			case json.Number:
				numbers[plain(t.String())] = true
			case string:
				if _, err := strconv.ParseFloat(t, 64); err == nil {
					numbers[plain(t)] = true
				}
			}
		}
	}
}

func plain(number string) string {
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return number
}

// ErrDiffer is wrapped by the errors of Same.
var ErrDiffer = errors.New("两份结果不同")

// Same holds two trees against each other, byte by byte.
func Same(a, b fs.FS) error {
	list := func(tree fs.FS) (paths []string, err error) {
		err = fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				paths = append(paths, path)
			}
			return err
		})
		return paths, err
	}
	of, err := list(a)
	if err != nil {
		return err
	}
	others, err := list(b)
	if err != nil {
		return err
	}
	if !slices.Equal(of, others) {
		return fmt.Errorf("%w：文件 %d 与 %d 个", ErrDiffer, len(of), len(others))
	}
	var differ []string
	for _, path := range of {
		x, err := fs.ReadFile(a, path)
		if err != nil {
			return err
		}
		y, err := fs.ReadFile(b, path)
		if err != nil {
			return err
		}
		if !bytes.Equal(x, y) {
			differ = append(differ, path)
		}
	}
	if len(differ) > 0 {
		return fmt.Errorf("%w：%d 个文件，如 %s", ErrDiffer, len(differ), strings.Join(differ[:min(5, len(differ))], "、"))
	}
	return nil
}
