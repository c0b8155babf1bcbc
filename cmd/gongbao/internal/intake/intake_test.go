package intake

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

const home = "990100"

// yunling is the source folder of a small invented city, in memory.
func yunling(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("../../testdata/site/yunling")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// keep writes what an import made.
func keep(files fstest.MapFS, r Report) {
	for _, f := range r.Files {
		files[f.Path] = &fstest.MapFile{Data: f.Content}
	}
}

func said(r Report) string {
	var lines []string
	for _, l := range r.Lines {
		lines = append(lines, l.At.String()+": "+l.Text)
	}
	return strings.Join(lines, "\n")
}

func printed(l diag.List) string {
	var b strings.Builder
	_ = l.Print(&b) // a strings.Builder takes everything
	return b.String()
}

func mustImport(t *testing.T, files fstest.MapFS, opt Options, sent ...Sent) Report {
	t.Helper()
	r, faults := Import(files, home, sent, opt)
	if faults.HasErrors() {
		t.Fatalf("%s\n%s", printed(faults), said(r))
	}
	return r
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in:\n%s", want, text)
		}
	}
}

func csvOf(name, text string) Sent { return Sent{name, []byte(text)} }

// book is a workbook of one sheet with these rows.
func book(t *testing.T, rows [][]any, more ...func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row))
	}
	for _, m := range more {
		m(f)
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const long = `指标,地区,时期,数值,数据来源,批次,备注
新建自行车道,青石县,2020年二季度,５．５,demo,2020-Q2,
公交出行分担率,云岭市,2020年,41％,居民出行调查,2020-Q2,“试行”
新建自行车道,白水,2020Q1,…,demo,2020-Q2,
新建自行车道,白水县,2019-Q3,1.4,demo,2020-Q2,
新建自行车道,青石县,2019-Q3,3.1,demo,2020-Q2,复核
`

func TestAnOrdinaryTable(t *testing.T) {
	files := yunling(t)
	r := mustImport(t, files, Options{}, csvOf("a.csv", long))
	has(t, said(r),
		`a.csv:2:21: 改动　新建自行车道，青石县，2020年第二季度，来源 demo，批次 2020-Q2 = 5.5；原为 5.0（P）（data/observations/all.csv:12）；"５．５" 写作 5.5`,
		`a.csv:3:19: 收入　公交出行分担率，云岭市，2020年，来源 survey，批次 2020-Q2 = 41`,
		`a.csv:4:18: 改动　新建自行车道，白水县，2020年第一季度，来源 demo，批次 2020-Q2 = 没有数（O）；原为 0.0（P）`,
		`a.csv:5:20: 已有　新建自行车道，白水县，2019年第三季度，来源 demo，批次 2020-Q2 = 1.4；批次 2019 已有`,
		`a.csv:6:20: 修订　新建自行车道，青石县，2019年第三季度，来源 demo，批次 2020-Q2 = 3.1；批次 2019 是 3.0`,
	)
	if r.Count != [4]int{Taken: 1, Revised: 1, Changed: 2, Same: 1} || len(r.Files) != 2 {
		t.Errorf("counts are %v, %d files", r.Count, len(r.Files))
	}
	before := string(files["data/observations/all.csv"].Data)
	keep(files, r)
	// Rows that were not touched are as they were.
	want := strings.NewReplacer("990101,2020-Q2,5.0,P", "990101,2020-Q2,5.5,P", "990102,2020-Q1,0.0,P", "990102,2020-Q1,,O").Replace(before)
	if got := string(files["data/observations/all.csv"].Data); got != want {
		t.Errorf("all.csv is\n%s\nwant\n%s", got, want)
	}
	if got, want := string(files["data/observations/2020-Q2.csv"].Data), "\ufeffindicator_id,region_code,period,value,status,source,release,note\n"+
		"BUS_SHARE,990100,2020,41,,survey,2020-Q2,“试行”\n"+
		"LANES_BUILT,990101,2019-Q3,3.1,,demo,2020-Q2,复核\n"; got != want {
		t.Errorf("2020-Q2.csv is\n%s\nwant\n%s", got, want)
	}
	if _, faults := load.Load(files, home); faults.HasErrors() {
		t.Errorf("the plan does not load any more:\n%s", printed(faults))
	}
	// Once more, in another encoding and as a workbook: nothing changes.
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.ReplaceAll(long, "\n", "\r\n"))
	must(t, err)
	for _, again := range []Sent{csvOf("a.csv", long), csvOf("gb.csv", gb), csvOf("tabs.txt", strings.ReplaceAll(long, ",", "\t"))} {
		r := mustImport(t, files, Options{}, again)
		if len(r.Files) > 0 || r.Count != [4]int{Same: 5} {
			t.Errorf("%s: counts are %v, files %d\n%s", again.Name, r.Count, len(r.Files), said(r))
		}
	}
}

// Periods, indicators or regions may each have a column; a title, a line of units, totals and notes stand around.
func TestWideTables(t *testing.T) {
	for _, tt := range []struct{ name, table, indicator, period string }{
		{"indicators", "2021年主要指标,,,\n单位：万人、%,,,\n地　区,常住人口,备注\n　青 石 县,12.5,\n白水县,\"2,3456\",\n", "", "2021"},
	} {
		_, faults := Import(yunling(t), home, []Sent{csvOf("a.csv", tt.table)}, Options{Release: "2020-Q2", Source: "survey"})
		has(t, printed(faults), "a.csv:3: 看不出是哪一时期的数 [IMPORT-PERIOD]", "标题里有“2021年”；若是这一期的数，加 --period 2021")
	}
	opt := Options{Release: "2020-Q2", Source: "survey", Period: model.Period{Year: 2021, Freq: model.Year, Index: 1}}
	table := "2021年主要指标,,,\n单位：万人、%,,,\n地　区,常住人口,城镇人口,备注\n　青 石 县,12.5,3,\n白水县,2.3456,,初步\n合计,14.8,,\n注：年末数。,,,\n"
	r, faults := Import(yunling(t), home, []Sent{csvOf("a.csv", table)}, opt)
	if faults.HasErrors() {
		t.Fatal(printed(faults))
	}
	has(t, printed(faults), "a.csv:3:10: 警告：不认识的栏没有读取：“城镇人口”")
	has(t, said(r), "a.csv:1: 没有读取：表头以上的标题", "a.csv:6: 没有读取：\"合计\" 行", "a.csv:7: 没有读取：表外的说明",
		"常住人口，青石县，2021年，来源 survey，批次 2020-Q2 = 125000；表中以万人计，12.5 换算为 125000",
		"= 23456；表中以万人计")

	opt = Options{Release: "2020-Q2", Source: "survey", Indicator: "POP"}
	r = mustImport(t, yunling(t), opt, csvOf("a.csv", "县（区）,2020年,2021年\n青石县,1,2\n白水县,3,-\n"))
	has(t, said(r), "青石县，2020年，来源 survey，批次 2020-Q2 = 1", "白水县，2021年，来源 survey，批次 2020-Q2 = 没有数（O）")

	opt = Options{Release: "2020-Q2", Source: "survey"}
	r = mustImport(t, yunling(t), opt, csvOf("a.csv", "指标,年份,青石县,白水县\n常住人口（人）,2020,1,3\n"))
	has(t, said(r), "青石县，2020年，来源 survey，批次 2020-Q2 = 1", "白水县，2020年，来源 survey，批次 2020-Q2 = 3")
}

// A header of two rows is one when its key column is merged over both; years stand merged over their indicators.
func TestMergedHeader(t *testing.T) {
	content := book(t, [][]any{
		{"云岭市分县人口"},
		{"地区", "2020年", nil, "2021年", nil},
		{nil, "常住人口", "平均候车时间", "常住人口", "平均候车时间"},
		{"青石县", 100, 9.5, 110, 9.1},
		{"白水县", 50, "…", 55, nil},
	}, func(f *excelize.File) {
		for _, m := range [][2]string{{"A1", "E1"}, {"A2", "A3"}, {"B2", "C2"}, {"D2", "E2"}} {
			must(t, f.MergeCell("Sheet1", m[0], m[1]))
		}
	})
	r := mustImport(t, yunling(t), Options{Release: "2020-Q2", Source: "survey"}, Sent{"a.xlsx", content})
	has(t, said(r), "a.xlsx〔Sheet1〕E4: 收入　平均候车时间，青石县，2021年，来源 survey，批次 2020-Q2 = 9.1",
		"a.xlsx〔Sheet1〕B5: 收入　常住人口，白水县，2020年，来源 survey，批次 2020-Q2 = 50")
	if r.Count[Taken] != 7 || r.Unfilled != 1 {
		t.Errorf("counts are %v, %d unfilled\n%s", r.Count, r.Unfilled, said(r))
	}
}

// Two units report one count: both are kept, and each line says what the other has. One source that says two things is
// refused.
func TestTwoSources(t *testing.T) {
	files := yunling(t)
	table := "指标,地区,时期,数值,数据来源\n常住人口,青石县,2020,100,demo\n常住人口,青石县,2020,120,survey\n"
	r := mustImport(t, files, Options{Release: "2020-Q2"}, csvOf("a.csv", table))
	has(t, said(r), "来源 demo，批次 2020-Q2 = 100；来源 survey 的数是 120，两个都保留", "来源 survey，批次 2020-Q2 = 120；来源 demo 的数是 100，两个都保留")
	keep(files, r)
	plan, _ := load.Load(files, home)
	series := plan.Series("POP", "990101")
	if got := series[len(series)-1].Disagreements(); len(got) != 1 {
		t.Errorf("disagreements: %v", got)
	}
	_, faults := Import(files, home, []Sent{csvOf("b.csv", "指标,地区,时期,数值\n常住人口,青石县,2020,100\n常住人口,青石,2020年,101\n")}, Options{Release: "2020-Q2", Source: "demo"})
	has(t, printed(faults), "b.csv:3:15: 常住人口，青石县，2020年，来源 demo，批次 2020-Q2 有两个数：这里是 101，b.csv:2:15 是 100 [IMPORT-TWICE]")
}

// What cannot be taken has its place, its value and a remedy, all at once; and then nothing is written.
func TestRefusals(t *testing.T) {
	files := yunling(t)
	files["data/codelists/regions.csv"].Data = append(files["data/codelists/regions.csv"].Data,
		"990103,旧桥县,旧桥,county,990100,,2018-12,990101,,,\n"...)
	table := `指标,地区,时期,数值,数据状态,数据来源,批次
新建自行车道,旧桥县,2020-Q1,1,,demo,2020-Q2
公交分担率,云岭市,2020,41,,demo,2020-Q2
新建自行车道,青石镇,2020-Q1,1,,demo,2020-Q2
新建自行车道,青石县,2020年1—9月,1,,demo,2020-Q2
新建自行车道,青石县,2020-Q2,一点五,,demo,2020-Q2
新建自行车道,青石县,2020-Q1,1,X,demo,2020-Q2
新建自行车道,青石县,2020-Q1,1,M,demo,2020-Q2
新建自行车道,青石县,2020-Q1,1,,公安,2020-Q2
新建自行车道,青石县,2020-Q1,1,,demo,2020-Q4
新建自行车道,青石县,2020,7,,demo,2020-Q2
公交出行分担率,云岭市,2020,141,,demo,2020-Q2
平均候车时间,云岭市,2020,9.0,,demo,2020-Q2
`
	r, faults := Import(files, home, []Sent{csvOf("a.csv", table)}, Options{})
	has(t, printed(faults),
		"a.csv:2:20: 旧桥县（990103）到 2018-12 为止，没有 2020年第一季度 的数 [CSV-REGION-VALIDITY]\n  提示：之后是 青石县，代码 990101",
		"a.csv:3:1: 未知的指标 \"公交分担率\" [CSV-UNKNOWN-INDICATOR]\n  提示：是否为 \"公交出行分担率\"",
		"a.csv:4:8: 未知的地区 \"青石镇\" [CSV-UNKNOWN-REGION]\n  提示：是否为 \"青石县\"",
		"a.csv:5:12: 不是时期：\"2020年1—9月\" [CSV-BAD-PERIOD]",
		"a.csv:6:20: 不是数：\"一点五\" [CSV-BAD-NUMBER]",
		"a.csv:7:22: 未知的数据状态 \"X\" [CSV-UNKNOWN-STATUS]",
		"a.csv:8:20: 状态 M 表示没有数，而这里是 1 [CSV-STATUS-VALUE]",
		"a.csv:9:23: 未知的数据来源 \"公安\" [CSV-UNKNOWN-SOURCE]",
		"a.csv:10:28: 未知的发布批次 \"2020-Q4\" [CSV-UNKNOWN-RELEASE]\n  提示：是否为 \"2020-Q2\"")
	if len(r.Files) > 0 {
		t.Error("there are files to be written")
	}
	for _, d := range faults {
		if d.Severity == diag.Error && d.Hint == "" {
			t.Errorf("%s has no remedy", d.Message)
		}
	}
	// What only the whole plan shows is said of the cell that brought it, too.
	r, faults = Import(files, home, []Sent{csvOf("a.csv", strings.Join(strings.SplitAfter(table, "\n")[:1], "")+strings.Join(strings.SplitAfter(table, "\n")[10:], ""))}, Options{})
	has(t, printed(faults), "a.csv:2:17: LANES_BUILT 的频率是 quarter，而时期 2020 是 year [CSV-FREQUENCY]",
		"a.csv:3:18: BUS_SHARE 的计量单位是 %，141 不在 0 到 100 之间 [CSV-RANGE]")
	if len(r.Files) > 0 {
		t.Error("there are files to be written")
	}
}

func TestBadFiles(t *testing.T) {
	row := []any{"新建自行车道", "青石县", "2020-Q2", 5}
	head := []any{"指标", "地区", "时期", "数值"}
	opt := Options{Release: "2020-Q2", Source: "demo"}
	for _, tt := range []struct {
		name string
		sent Sent
		want []string
		ok   bool
	}{
		{"macros", Sent{"a.xlsm", book(t, [][]any{head, row})}, []string{"a.xlsm: 这是启用宏的工作簿（.xlsm） [BOOK-MACROS]"}, false},
		{"empty", Sent{"a.csv", nil}, []string{"a.csv: 文件是空的 [IMPORT-EMPTY]"}, false},
		{"PDF", Sent{"a.csv", []byte("%PDF-1.7\n")}, []string{"这不是表格文件"}, false},
		{"UTF-16", Sent{"a.csv", []byte("\xff\xfe1\x00,\x002\x00")}, []string{"UTF-16"}, false},
		{"quote", csvOf("a.csv", "指标,地区\n\"a,b\n"), []string{"a.csv:2: 半角引号没有成对"}, false},
		{"no header", csvOf("a.csv", "青石县,5\n白水县,6\n"), []string{"a.csv:1: 找不到表头", "青石县 5"}, false},
		{"merged figures", Sent{"a.xlsx", book(t, [][]any{head, row, {"新建自行车道", "白水县", "2020-Q2"}}, func(f *excelize.File) {
			must(t, f.MergeCell("Sheet1", "D2", "D3"))
		})}, []string{"a.xlsx〔Sheet1〕D2: D2:D3 是合并的单元格，一个数 \"5\" 管着几格", "a.xlsx〔Sheet1〕D3: "}, false},
		{"formula without a result", Sent{"a.xlsx", book(t, [][]any{head, {"新建自行车道", "青石县", "2020-Q2"}}, func(f *excelize.File) {
			must(t, f.SetCellFormula("Sheet1", "D2", "SUM(F1:F9)"))
		})}, []string{"a.xlsx〔Sheet1〕D2: 公式没有算出结果：=SUM(F1:F9) [CELL-FORMULA]"}, false},
		{"hidden sheet", Sent{"a.xlsx", book(t, [][]any{head, row}, func(f *excelize.File) {
			_, err := f.NewSheet("底稿")
			must(t, err)
			must(t, f.SetSheetVisible("底稿", false))
		})}, []string{"a.xlsx〔底稿〕: 警告：隐藏的工作表没有读取"}, true},
		{"hidden row", Sent{"a.xlsx", book(t, [][]any{head, row, {"新建自行车道", "白水县", "2020-Q2", 6}}, func(f *excelize.File) {
			must(t, f.SetRowVisible("Sheet1", 3, false))
		})}, []string{"a.xlsx〔Sheet1〕: 警告：有 1 行是隐藏的"}, true},
		{"hidden column", Sent{"a.xlsx", book(t, [][]any{head, row}, func(f *excelize.File) {
			must(t, f.SetColVisible("Sheet1", "D", false))
		})}, []string{"a.xlsx〔Sheet1〕: 警告：隐藏的列也读了：“D 数值”"}, true},
		{"a region that is unknown to all figures of a row", csvOf("a.csv", "地区,2020-Q1,2020-Q2,指标\n某镇,1,2,新建自行车道\n全市,1,2,新建自行车道\n"),
			[]string{"a.csv:2:1: 未知的地区 \"某镇\" [CSV-UNKNOWN-REGION]\n  提示：可用的有：云岭市、990100、青石县、990101、白水县、990102、云岭新区、9901A1；全部见 data/codelists/regions.csv\n"}, false},
		{"nothing in it", csvOf("a.csv", "指标,地区,时期,数值\n新建自行车道,青石县,2020-Q2,\n"), []string{"警告：这个文件里没有一个填了的数"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// A good file beside the bad one is not half of an import.
			good := csvOf("good.csv", "指标,地区,时期,数值\n平均候车时间,青石县,2020,9\n")
			r, faults := Import(yunling(t), home, []Sent{good, tt.sent}, opt)
			has(t, printed(faults), tt.want...)
			if n, _ := faults.Count(); strings.Contains(tt.name, "region") && n != 1 {
				t.Errorf("%d errors:\n%s", n, printed(faults))
			}
			if faults.HasErrors() == tt.ok || (len(r.Files) > 0) != tt.ok {
				t.Errorf("%d files to be written:\n%s", len(r.Files), printed(faults))
			}
			for _, d := range faults {
				if d.Hint == "" {
					t.Errorf("%s has no remedy", d.Message)
				}
			}
		})
	}
}

// A plan without releases.csv has one batch; its rows name none.
func TestPlanWithoutReleases(t *testing.T) {
	files := yunling(t)
	delete(files, "data/releases.csv")
	delete(files, "data/observations/all.csv")
	r := mustImport(t, files, Options{Source: "demo"}, csvOf("a.csv", "指标,地区,时期,数值\n平均候车时间,青石县,2020,9\n"))
	keep(files, r)
	if got, want := string(files["data/observations/import.csv"].Data), "\ufeffindicator_id,region_code,period,value,status,source,release,note\nBUS_WAIT,990101,2020,9,,demo,,\n"; got != want {
		t.Errorf("got\n%s", got)
	}
	if r := mustImport(t, files, Options{Source: "demo"}, csvOf("a.csv", "指标,地区,时期,数值\n平均候车时间,青石县,2020,9\n")); len(r.Files) > 0 {
		t.Errorf("the second time changes something:\n%s", said(r))
	}
	_, faults := Import(files, home, []Sent{csvOf("a.csv", "指标,地区,时期,数值\n平均候车时间,青石县,2020,9\n")}, Options{Source: "demo", Release: "2020-Q2"})
	has(t, printed(faults), "没有批次 \"2020-Q2\"：本站还没有批次表")
}

// A row without a release belongs to the first one; a short name that two regions bear is that of the one that existed; the
// command and the table must not contradict each other.
func TestWhatGoesWithoutSaying(t *testing.T) {
	files := yunling(t)
	files["data/codelists/regions.csv"].Data = append(files["data/codelists/regions.csv"].Data,
		"990103,旧青石县,青石,county,990100,,2018-12,990101,,,\n"...)
	table := "指标,地区,时期,数值,批次\n新建自行车道,青石,2019-Q1,1.5,2019\n新建自行车道,青石,2019-Q2,2.6,2019\n"
	r := mustImport(t, files, Options{Source: "demo"}, csvOf("a.csv", table))
	has(t, said(r), "a.csv:2:19: 已有　新建自行车道，青石县，2019年第一季度，来源 demo，批次 2019 = 1.5",
		"a.csv:3:19: 改动　新建自行车道，青石县，2019年第二季度，来源 demo，批次 2019 = 2.6；原为 2.5（data/observations/all.csv:4）")
	if len(r.Files) != 1 || !bytes.Contains(r.Files[0].Content, []byte("LANES_BUILT,990101,2019-Q2,2.6,A,demo,,\n")) {
		t.Errorf("files: %s", r.Files)
	}
	_, faults := Import(files, home, []Sent{csvOf("a.csv", "指标,地区,时期,数值,批次,来源\n新建自行车道,青石,2019-Q1,1.5,2019,survey\n")}, Options{Source: "demo"})
	has(t, printed(faults), "a.csv:2:28: 这里的数据来源是 survey，而命令里写的是 demo [IMPORT-OTHER-SOURCE]")
}

// As statistical yearbooks have it: a cover, a code beside the name, 合计 below a heading and its parts beside it.
func TestAYearbook(t *testing.T) {
	content := book(t, [][]any{
		{"地区代码", "地　区", "常住人口（人）", nil, nil},
		{nil, nil, "合计", "男", "女"},
		{"990101", "青石县", "１２３，４５６", 60000, 63456},
		{"990102", "白水县", 23456, 11000, 12456},
	}, func(f *excelize.File) {
		for _, m := range [][2]string{{"A1", "A2"}, {"B1", "B2"}, {"C1", "E1"}} {
			must(t, f.MergeCell("Sheet1", m[0], m[1]))
		}
		_, err := f.NewSheet("封面")
		must(t, err)
		must(t, f.SetCellStr("封面", "A1", "云岭统计年鉴"))
	})
	opt := Options{Release: "2020-Q2", Source: "survey", Period: model.Period{Year: 2020, Freq: model.Year, Index: 1}}
	r, faults := Import(yunling(t), home, []Sent{{"a.xlsx", content}}, opt)
	if faults.HasErrors() || r.Count[Taken] != 2 {
		t.Fatalf("%s\n%s", printed(faults), said(r))
	}
	has(t, printed(faults), "a.xlsx〔Sheet1〕D2: 警告：不认识的栏没有读取：“常住人口（人） 男”、“常住人口（人） 女”", "a.xlsx〔封面〕: 警告：这张工作表不像表格，没有读取：\"云岭统计年鉴\"")
	has(t, said(r), "a.xlsx〔Sheet1〕C3: 收入　常住人口，青石县，2020年，来源 survey，批次 2020-Q2 = 123456")

	_, faults = Import(yunling(t), home, []Sent{csvOf("a.csv", "地区代码,地区,常住人口\n990101,白水县,5\n")}, opt)
	has(t, printed(faults), "a.csv:2:8: \"白水县\" 和同一行的 \"990101\" 不是一回事 [IMPORT-AMBIGUOUS]")
}

// A first column without a name is what its content is; a line of 年份,2020年 above the header is no header.
func TestHeadersThatLeaveThingsOut(t *testing.T) {
	opt := Options{Release: "2020-Q2", Source: "survey", Period: model.Period{Year: 2020, Freq: model.Year, Index: 1}}
	r := mustImport(t, yunling(t), opt, csvOf("a.csv", ",常住人口,平均候车时间\n青石县,123,9\n白水县,456,\n"))
	has(t, said(r), "a.csv:1:1: 第一列没有表头，内容都是地区，照此读取", "常住人口，白水县，2020年，来源 survey，批次 2020-Q2 = 456")
	r = mustImport(t, yunling(t), opt, csvOf("a.csv", "年份,2020年\n地区,常住人口\n青石县,123\n"))
	has(t, said(r), "a.csv:1: 没有读取：表头以上的标题 \"年份 2020年\"", "常住人口，青石县，2020年，来源 survey，批次 2020-Q2 = 123")
	_, faults := Import(yunling(t), home, []Sent{csvOf("a.csv", "2019年人口\n地区,常住人口\n青石县,123\n")}, opt)
	has(t, printed(faults), "a.csv:2: 警告：标题里有“2019年”，而命令里写的是 --period 2020 [IMPORT-OTHER-YEAR]")
	_, faults = Import(yunling(t), home, []Sent{csvOf("a.csv", ",常住人口\n青石县,123\n某镇,456\n")}, opt)
	has(t, printed(faults), "a.csv:1: 找不到表头")
}
