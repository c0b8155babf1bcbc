package intake

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/template"
	"gongbao/cmd/gongbao/internal/workbook"
)

// formOf is the workbook of one unit for a release.
func formOf(t *testing.T, files fstest.MapFS, r template.Request) []byte {
	t.Helper()
	plan, faults := load.Load(files, home)
	if plan == nil {
		t.Fatal(printed(faults))
	}
	var err error
	if r.Period, err = model.ParsePeriod("2020-Q2"); err != nil {
		t.Fatal(err)
	}
	r.Release = "2020-Q2"
	forms := template.Make(plan, r)
	if len(forms) != 1 {
		t.Fatalf("there are %d forms", len(forms))
	}
	var b bytes.Buffer
	must(t, workbook.Write(&b, forms[0].Book))
	return b.Bytes()
}

// filled is a form with something entered.
func filled(t *testing.T, form []byte, enter func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(form))
	must(t, err)
	defer f.Close()
	enter(f, f.GetSheetList()[1])
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

// converted is a workbook that LibreOffice has read and written: to its own format, and back.
func converted(t *testing.T, content []byte) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
			t.Fatal("LibreOffice is not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "form.xlsx")
	must(t, os.WriteFile(name, content, 0o644))
	for _, step := range [][2]string{{"ods", name}, {"xlsx", filepath.Join(dir, "ods", "form.ods")}} {
		cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", step[0], "--outdir", filepath.Join(dir, step[0]), step[1])
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	content, err = os.ReadFile(filepath.Join(dir, "xlsx", "form.xlsx"))
	must(t, err)
	return content
}

// The plan has figures of the quarter already: the form shows them. Filled in by excelize and by LibreOffice, it is read
// back; a form made again holds what was imported, and changes nothing.
func TestFormsComeBack(t *testing.T) {
	for name, through := range map[string]func(*testing.T, []byte) []byte{
		"excelize":    func(_ *testing.T, b []byte) []byte { return b },
		"LibreOffice": converted,
	} {
		t.Run(name, func(t *testing.T) {
			files := yunling(t)
			form := formOf(t, files, template.Request{Org: "transport"})
			r := mustImport(t, files, Options{}, Sent{"empty.xlsx", form})
			if len(r.Files) > 0 || r.Count != [4]int{Same: 2} {
				t.Errorf("untouched: counts are %v\n%s", r.Count, said(r))
			}
			sent := through(t, filled(t, form, func(f *excelize.File, sheet string) {
				must(t, f.SetCellStr(sheet, "J4", "５，６００．５０"))
				must(t, f.SetCellStr(sheet, "L4", "survey 居民出行调查"))
				must(t, f.SetCellStr(sheet, "M4", "逗号, “引号” 和\n换行"))
				must(t, f.SetCellFloat(sheet, "J5", 0.75, -1, 64))
			}))
			r = mustImport(t, files, Options{Release: "2020-Q2"}, Sent{"a.xlsx", sent})
			has(t, said(r), "a.xlsx〔1-1 新建自行车道〕J4: 收入　新建自行车道，青石县，2020年第二季度，来源 survey，批次 2020-Q2 = 5600.50（P）；\"５，６００．５０\" 写作 5600.50；来源 demo 的数是 5.0（P），两个都保留",
				"a.xlsx〔1-1 新建自行车道〕J5: 改动　新建自行车道，白水县，2020年第二季度，来源 demo，批次 2020-Q2 = 0.75（P）；原为 0.5（P）")
			keep(files, r)
			again := formOf(t, files, template.Request{Org: "transport", Source: "survey"})
			grids, _ := workbook.Read("b.xlsx", again)
			if got := grids[1].Rows[3].At(template.ValueColumn).Text; got != "5600.50" {
				t.Errorf("the form made again shows %q", got)
			}
			for _, content := range [][]byte{sent, through(t, again)} {
				if r := mustImport(t, files, Options{}, Sent{"b.xlsx", content}); len(r.Files) > 0 {
					t.Errorf("the second time changes something:\n%s", said(r))
				}
			}
		})
	}
}

func TestFormsAreHeldAgainstTheirCodes(t *testing.T) {
	form := formOf(t, yunling(t), template.Request{Org: "transport"})
	for _, tt := range []struct {
		name  string
		opt   Options
		enter func(f *excelize.File, sheet string) error
		want  string
	}{
		{"another release", Options{Release: "2019"}, func(*excelize.File, string) error { return nil },
			"a.xlsx〔1-1 新建自行车道〕B1: 这是批次 2020-Q2 的表，而要导入的是 2019 [IMPORT-OTHER-RELEASE]"},
		{"unknown release", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "B1", "2020-Q9") },
			"B1: 未知的发布批次 \"2020-Q9\" [CSV-UNKNOWN-RELEASE]"},
		{"another plan", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "C1", "520500") },
			"C1: 这是另一个方案的填报表：地区代码是 \"520500\"，本方案是 \"990100\" [FORM-PLAN]"},
		{"another indicator", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "A4", "BUS_WAIT") },
			"D4: 代码 BUS_WAIT 是“平均候车时间”，而这一行写的是“新建自行车道” [FORM-MISMATCH]"},
		{"unknown indicator", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "A4", "LANES") },
			"A4: 未知的指标代码 \"LANES\" [CSV-UNKNOWN-INDICATOR]"},
		{"another county", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "F5", "青石县") },
			"F5: 代码 990102 是“白水县”，而这一行写的是“青石县” [FORM-MISMATCH]"},
		{"row added", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "J6", "7") },
			"J6: 这一行没有代码，不知道 \"7\" 是什么数 [FORM-ROW]"},
		{"column added", Options{}, func(f *excelize.File, s string) error { return f.InsertCols(s, "F", 1) },
			"第3行: 表头被改动，或增删过列 [FORM-HEADER]"},
		{"no source", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "L4", "") },
			"L4: 没有写明数据来源 [IMPORT-SOURCE]"},
		{"status without a figure", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "J4", "") },
			"J4: 选了数据状态 P 而没有数 [CSV-EMPTY]"},
		{"error value", Options{}, func(f *excelize.File, s string) error { return f.SetCellStr(s, "J4", "#REF!") },
			"J4: 不是数：\"#REF!\" [CSV-BAD-NUMBER]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent := filled(t, form, func(f *excelize.File, sheet string) { must(t, tt.enter(f, sheet)) })
			r, faults := Import(yunling(t), home, []Sent{{"a.xlsx", sent}}, tt.opt)
			has(t, printed(faults), tt.want)
			if len(r.Files) > 0 || !faults.HasErrors() {
				t.Error("it is imported")
			}
		})
	}
}

// A county that was dissolved after the form went out.
func TestFormOfACountyThatIsGone(t *testing.T) {
	files := yunling(t)
	form := formOf(t, files, template.Request{Region: "990102"})
	files["data/codelists/regions.csv"].Data = bytes.Replace(files["data/codelists/regions.csv"].Data,
		[]byte("990102,白水县,白水,county,990100,,,"), []byte("990102,白水县,白水,county,990100,,2019-12,990101"), 1)
	files["data/observations/all.csv"].Data = []byte("indicator_id,region_code,period,value,status,source,release,note\n")
	files["data/actions.csv"].Data = []byte("region_code,measure,period,text\n")
	sent := filled(t, form, func(f *excelize.File, sheet string) { must(t, f.SetCellInt(sheet, "J4", 5)) })
	_, faults := Import(files, home, []Sent{{"a.xlsx", sent}}, Options{})
	has(t, printed(faults), "B4: 白水县（990102）到 2019-12 为止，没有 2020年第二季度 的数 [CSV-REGION-VALIDITY]", "提示：之后是 青石县，代码 990101")
}
