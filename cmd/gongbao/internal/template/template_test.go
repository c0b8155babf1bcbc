package template_test

import (
	"os"
	"slices"
	"testing"

	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/template"
	"gongbao/cmd/gongbao/internal/workbook"
)

func plan(t *testing.T) *model.Plan {
	t.Helper()
	p, faults := load.Load(os.DirFS("../../testdata/site/yunling"), "990100")
	if p == nil {
		t.Fatal(faults)
	}
	return p
}

func period(t *testing.T, s string) model.Period {
	t.Helper()
	p, err := model.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// asked are the figures that the forms ask for.
func asked(forms []template.Form) []string {
	var cells []string
	for _, f := range forms {
		for _, s := range f.Book.Sheets {
			if len(s.Rows) == 0 || s.Rows[0][0].Text != template.Mark {
				continue
			}
			for _, row := range s.Rows[template.HeaderRow:] {
				cells = append(cells, f.Org+" "+row[template.IndicatorColumn].Text+" "+row[template.RegionColumn].Text+" "+row[template.PeriodColumn].Text)
			}
		}
	}
	return cells
}

// The hand-written tables of yunling: lanes are a quarter's, everything else a year's; the city itself reports the share and
// the waiting time, which cannot be added up.
func TestWhatIsAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    template.Request
		want []string
	}{
		{"a quarter", template.Request{Release: "2020-Q2", Period: period(t, "2020-Q3")},
			[]string{"transport LANES_BUILT 990101 2020-Q3", "transport LANES_BUILT 990102 2020-Q3"}},
		{"the last quarter", template.Request{Release: "2020-Q2", Period: period(t, "2020-Q4"), Org: "planning"},
			[]string{"planning POP 990101 2020", "planning POP 990102 2020"}},
		{"a county", template.Request{Release: "2020-Q2", Period: period(t, "2020-Q4"), Region: "990101"},
			[]string{" LANES_BUILT 990101 2020-Q4", " BUS_WAIT 990101 2020", " POP 990101 2020"}},
		{"a unit's part of a county", template.Request{Release: "2020-Q2", Period: period(t, "2020-Q4"), Region: "990101", Org: "planning"},
			[]string{"planning POP 990101 2020"}},
		{"the city", template.Request{Release: "2020-Q2", Period: period(t, "2020-Q4"), Region: "990100"},
			[]string{" BUS_SHARE 990100 2020", " BUS_WAIT 990100 2020"}},
		{"half a year", template.Request{Release: "2020-Q2", Period: period(t, "2020-H1"), Region: "990102"},
			[]string{" LANES_BUILT 990102 2020-Q1", " LANES_BUILT 990102 2020-Q2"}},
		{"a month in which nothing ends", template.Request{Release: "2020-Q2", Period: period(t, "2020-05")}, nil},
	} {
		got := asked(template.Make(plan(t), tt.r))
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: asked for\n%q, want\n%q", tt.name, got, tt.want)
		}
	}
}

func TestARowOfAForm(t *testing.T) {
	forms := template.Make(plan(t), template.Request{Release: "2020-Q2", Period: period(t, "2020-Q3"), Publisher: "某办"})
	if len(forms) != 1 || forms[0].Name != "2020-Q2-transport-市交通运输局" || forms[0].Cells != 2 {
		t.Fatalf("%+v", forms)
	}
	sheets := forms[0].Book.Sheets
	if len(sheets) != 3 || sheets[0].Name != template.GuideSheet || sheets[2].Name != template.CodeSheet {
		t.Fatalf("sheets: %+v", sheets)
	}
	row := sheets[1].Rows[template.HeaderRow+1] // 白水县
	for col, want := range map[int]string{
		template.UnitColumn: "公里", template.RegionNameColumn: "白水县", template.PeriodNameColumn: "2020年第三季度",
		template.LastPeriodColumn: "2020年第二季度", template.SourceColumn: "demo 演示数据集（演示数据，非官方统计）",
		template.DefinitionColumn: "当期建成并通车的长度。", template.StatusColumn: "",
	} {
		if got := row[col].Text; got != want {
			t.Errorf("column %d holds %q, want %q", col, got, want)
		}
	}
	if row[template.LastColumn].Digits != "0.5" || row[template.ValueColumn].Digits != "" {
		t.Errorf("last period's figure is %q, this one's %q", row[template.LastColumn].Digits, row[template.ValueColumn].Digits)
	}
	for col, style := range map[int]workbook.Style{template.IndicatorColumn: workbook.Fixed, template.ValueColumn: workbook.Input, template.StatusColumn: workbook.Words, template.LastColumn: workbook.Figure} {
		if row[col].Style != style {
			t.Errorf("column %d has style %d, want %d", col, row[col].Style, style)
		}
	}
	for _, col := range []int{template.IndicatorColumn, template.RegionColumn, template.PeriodColumn} {
		if !sheets[1].Columns[col].Hidden {
			t.Errorf("column %d is not hidden", col)
		}
	}
}

// A form for a quarter that has its figure shows it, and the one before beside it.
func TestLastPeriod(t *testing.T) {
	forms := template.Make(plan(t), template.Request{Release: "2020-Q2", Period: period(t, "2020-Q2")})
	row := forms[0].Book.Sheets[1].Rows[template.HeaderRow]
	if got := row[template.LastColumn].Digits + " " + row[template.ValueColumn].Digits + " " + row[template.StatusColumn].Text; got != "4.5 5.0 P 初步数" {
		t.Errorf("got %q", got)
	}
}
