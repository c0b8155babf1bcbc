package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"gongbao/cmd/gongbao/internal/model"
)

const source = "demo"

// Release is the one release of a plan: that of its newest quarter.
func (s Shape) Release() string { return s.Period(s.Quarters - 1).String() }

// AsOf is the instant that the plan's configuration names, an hour after the release.
const (
	publishedAt = "2026-01-20T09:00:00+08:00"
	asOf        = "2026-01-20T10:00:00+08:00"
)

// Write makes a plan's content/ and data/ below a folder, which it creates. Files of these names are replaced, others stay:
// pass an empty folder. Rows are written as they are made.
func (s Shape) Write(folder string) error {
	if err := s.check(); err != nil {
		return err
	}
	type file struct {
		name string
		fill func(*bufio.Writer)
	}
	files := []file{
		{"content/gongbao.yaml", s.config},
		{"content/sections/01-goals.md", s.goals},
		{"content/sections/02-duties.md", s.duties},
		{"data/codelists/regions.csv", s.regions},
		{"data/codelists/orgs.csv", s.orgs},
		{"data/codelists/sources.csv", s.sources},
		{"data/indicators.csv", s.indicators},
		{"data/targets.csv", s.targets},
		{"data/releases.csv", s.releases},
		{"data/actions.csv", s.actions},
	}
	for m := range s.Measures {
		files = append(files, file{"content/measures/" + s.MeasureID(m) + ".md", func(w *bufio.Writer) { s.measure(w, m) }})
	}
	for q := range s.Quarters {
		files = append(files, file{s.ObservationFile(q), func(w *bufio.Writer) { s.observations(w, q) }})
	}
	for _, f := range files {
		if err := write(filepath.Join(folder, filepath.FromSlash(f.name)), f.fill); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, fill func(*bufio.Writer)) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	fill(w)
	if err := w.Flush(); err != nil { // the first error of all writes
		f.Close()
		return err
	}
	return f.Close()
}

func (s Shape) config(w *bufio.Writer) {
	code, name, _ := s.Home()
	fmt.Fprintf(w, "title: %s任务进展（测速用）\nregion: %q\nas_of: %s\n", name, code, asOf)
	fmt.Fprintf(w, "notice: 测速用的虚构站点，地名和数据都由程序按规则生成\npublisher:\n  name: %s任务办公室（虚构）\n", name)
}

func (s Shape) goals(w *bufio.Writer) {
	_, name, _ := s.Home()
	due := s.Period(s.Quarters - 1 + toGo)
	fmt.Fprintf(w, "---\nid: goals\ntitle: 工作目标\n---\n到%d年末，%s各项任务全部完成，各县（区、市）按季度报送进展。\n\n", due.Year, name)
	for m := range min(s.Measures, 4) {
		fmt.Fprintf(w, "- [%s](measure:%s)\n", s.MeasureTitle(m), s.MeasureID(m))
	}
}

func (s Shape) duties(w *bufio.Writer) {
	fmt.Fprintf(w, "---\nid: duties\ntitle: 责任分工\n---\n每项措施由一个单位牵头，[办公室](org:%s)负责调度。各县（区、市）每季度结束后十五日内报送数据；没有完成的，说明原因和整改措施。\n", units[0].id)
}

var units = []struct{ id, name string }{
	{"office", "任务办公室"}, {"police", "公安部门"}, {"hrss", "人力资源社会保障部门"}, {"education", "教育部门"},
	{"housing", "住房城乡建设部门"}, {"civil", "民政部门"}, {"health", "卫生健康部门"}, {"transport", "交通运输部门"},
	{"agriculture", "农业农村部门"}, {"ecology", "生态环境部门"}, {"finance", "财政部门"}, {"statistics", "统计部门"},
}

func unit(measure int) string { return units[1+measure%(len(units)-1)].id }

func (s Shape) orgs(w *bufio.Writer) {
	fmt.Fprintln(w, "org_id,name,aliases,leading_group")
	for _, u := range units {
		fmt.Fprintf(w, "%s,%s,,yes\n", u.id, u.name)
	}
}

func (s Shape) sources(w *bufio.Writer) {
	fmt.Fprintf(w, "source_id,name,publisher,url,licence,kind,rank\n%s,测速用的演示数据（演示数据，非官方统计）,本例,,CC0-1.0,%s,1\n", source, model.Demonstration)
}

func (s Shape) regions(w *bufio.Writer) {
	code, name, level := s.Home()
	fmt.Fprintf(w, "region_code,name,short_name,level,parent,tile_col,tile_row\n%s,%s,,%s,,,\n", code, name, level)
	for c := range s.Counties {
		parent, tile := code, ","
		if s.Tiered {
			prefecture, name, first := s.prefectureOf(c)
			if parent = prefecture; c == first {
				fmt.Fprintf(w, "%s,%s,,%s,%s,,\n", prefecture, name, model.City, code)
			}
		}
		if !s.Tiered && s.Counties <= perPrefecture*prefectures { // a schematic map of thousands shows nothing
			tile = fmt.Sprintf("%d,%d", c%perPrefecture+1, c/perPrefecture+1)
		}
		fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s\n", s.CountyCode(c), s.CountyName(c), s.CountyShortName(c), model.County, parent, tile)
	}
}

func (s Shape) indicators(w *bufio.Writer) {
	fmt.Fprintln(w, "indicator_id,name,value_unit,direction,kind,aggregation,decimals,measure,org,frequency,binding,headline,definition")
	headlines := 0
	for m := range s.Measures {
		k := &kinds[m%len(kinds)]
		direction, aggregation, headline := model.Up, model.NoRule, "no"
		if k.down {
			direction = model.Down
		}
		if k.sums() {
			aggregation = model.Sum
			if headlines < 4 {
				headline = "yes"
				headlines++
			}
		}
		fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,no,%s,%s\n", s.IndicatorID(m), s.IndicatorName(m), k.unit, direction, k.kind, aggregation,
			k.decimals, s.MeasureID(m), unit(m), model.Quarter, headline, k.definition)
	}
}

func (s Shape) targets(w *bufio.Writer) {
	fmt.Fprintln(w, "indicator_id,region_code,kind,baseline_period,baseline_value,target_period,target_value,source")
	home, _, _ := s.Home()
	from, due := s.Period(-1), s.Period(s.Quarters-1+toGo)
	for m := range s.Measures {
		k := &kinds[m%len(kinds)]
		kind := model.LevelTarget
		if k.kind == model.Flow {
			kind = model.Cumulative
		}
		row := func(region string, start, aim int64) {
			fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s,%s,%s\n", s.IndicatorID(m), region, kind, from, appendDecimal(nil, start, k.decimals),
				due, appendDecimal(nil, aim, k.decimals), source)
		}
		if k.sums() {
			start, aim := s.summedAims(m, 0, s.Counties)
			row(home, start, aim)
		}
		for c := range s.Counties {
			if s.Tiered && k.sums() {
				if prefecture, _, first := s.prefectureOf(c); c == first {
					start, aim := s.summedAims(m, first, min(first+perPrefecture, s.Counties))
					row(prefecture, start, aim)
				}
			}
			start, aim := s.aims(c, m)
			row(s.CountyCode(c), start, aim)
		}
	}
}

func (s Shape) releases(w *bufio.Writer) {
	newest := s.Period(s.Quarters - 1)
	fmt.Fprintf(w, "release_id,title,published_at,note\n%s,%d年第%d季度,%s,\n", s.Release(), newest.Year, newest.Index, publishedAt)
}

// actions are one corrective action a county, for the measure that is furthest behind there.
func (s Shape) actions(w *bufio.Writer) {
	fmt.Fprintln(w, "region_code,measure,period,text,org,source")
	for c := range s.Counties {
		worst, pace := 0, int64(1<<62)
		for m := range s.Measures {
			if p := swing(601, c, m, 2); p < pace {
				worst, pace = m, p
			}
		}
		fmt.Fprintf(w, "%s,%s,%s,对照目标逐项核对台账，明确责任人，按月调度，下季度末补齐欠账。,%s,%s\n", s.CountyCode(c), s.MeasureID(worst), s.Period(s.Quarters-1), unit(worst), source)
	}
}

// ObservationFile is the table of a quarter, below the plan's folder.
func (s Shape) ObservationFile(quarter int) string {
	return "data/observations/" + s.Period(quarter).String() + ".csv"
}

func (s Shape) observations(w *bufio.Writer, quarter int) {
	fmt.Fprintln(w, "indicator_id,region_code,period,value,status,source,release,note")
	period := s.Period(quarter).String()
	line := []byte(nil)
	for c := range s.Counties {
		code := s.CountyCode(c)
		for m := range s.Measures {
			line = append(append(append(line[:0], s.IndicatorID(m)...), ','), code...)
			line = append(append(append(line, ','), period...), ',')
			line = append(s.AppendFigure(line, c, m, quarter), ",A,"+source+",,\n"...)
			w.Write(line)
		}
	}
}

func (s Shape) measure(w *bufio.Writer, m int) {
	k := &kinds[m%len(kinds)]
	fmt.Fprintf(w, "---\nid: %q\ntitle: %s\ngroup: %s\nlead: %s\nresponsible: [counties, %s]\nindicators: [%s]\n---\n",
		s.MeasureID(m), s.MeasureTitle(m), group(m), unit(m), units[0].id, s.IndicatorID(m))
	fmt.Fprintf(w, "## 这项措施做什么\n\n%s。各县（区、市）按季度报送“%s”，以%s计。%s\n\n", s.MeasureTitle(m), s.IndicatorName(m), k.unit, k.definition)
	fmt.Fprintf(w, "## 谁负责\n\n[牵头单位](org:%s)每季度汇总，[办公室](org:%s)核对后发布。\n", unit(m), units[0].id)
}

// ChangeCell writes the newest quarter's table of a plan again, with another figure in its first row or with the first one.
// A changed row is that of a correction before the release is out; check and Verify know only the rule's figures.
func (s Shape) ChangeCell(folder string, changed bool) error {
	return write(filepath.Join(folder, filepath.FromSlash(s.ObservationFile(s.Quarters-1))), func(w *bufio.Writer) {
		if !changed {
			s.observations(w, s.Quarters-1)
			return
		}
		var table bytes.Buffer
		b := bufio.NewWriter(&table)
		s.observations(b, s.Quarters-1)
		b.Flush()
		was := fmt.Sprintf(",%s,%s,A,", s.Period(s.Quarters-1), s.Figure(0, 0, s.Quarters-1))
		now := fmt.Sprintf(",%s,%s,A,", s.Period(s.Quarters-1), appendDecimal(nil, s.figure(0, 0, s.Quarters-1)+1, kinds[0].decimals))
		w.Write(bytes.Replace(table.Bytes(), []byte(was), []byte(now), 1))
	})
}
