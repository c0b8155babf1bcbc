package figure

import (
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// 云岭市's settlements since the end of 2018: 青石 4000 + 5000, 北原 1000 + 2500, 临川 500 + 700, together 13700. 青石 has
// 9000 ÷ 13700 = 65.7 % of them, 临川 1200 ÷ 13700 = 8.8 %.
func TestContribution(t *testing.T) {
	a := yunling()
	f, ok := NewContribution(a, "FLOW")
	if !ok {
		t.Fatal("no figure")
	}
	check(t, "title", f.Title, "青石贡献最大，占全市落户人数的65.7%")
	check(t, "summary", f.Summary, "2018年末到2019年6月末，全市落户人数累计1.4万人；青石最多，9000人，占65.7%；临川最少，1200人，占8.8%。")
	if f.Mark != Demo || f.Home != "indicators/FLOW/" {
		t.Errorf("mark %v, home %s", f.Mark, f.Home)
	}
	var rows []string
	for _, r := range f.Table().Rows {
		rows = append(rows, strings.Join(r, " "))
	}
	check(t, "table", strings.Join(rows, "|"), "青石 — +0.90 65.7|北原 — +0.35 25.5|临川 — +0.12 8.8|全市 1.37 — —")
	if _, ok := NewContribution(a, "RATE"); ok {
		t.Error("a rate without a rule of addition has contributions")
	}
}

// 青石 and 北原 have targets; 北原 is behind its path, 临川 was not reported.
func TestMultiples(t *testing.T) {
	a := yunling()
	if _, ok := NewMultiples(a, "RATE", model.LevelTarget, ""); ok {
		t.Error("counties with a point each have trends")
	}
	f, ok := NewMultiples(a, "FLOW", model.Cumulative, "990002")
	if !ok {
		t.Fatal("no figure")
	}
	if len(f.Panels) != 3 || !f.Panels[1].Highlight || f.Panels[0].Highlight || f.Home != "counties/990002/" {
		t.Errorf("%d panels, home %s: %+v", len(f.Panels), f.Home, f.Panels)
	}
	check(t, "title", f.Title, "落户人数：青石最多，临川最少")
}

func TestMapShowsWhereRegionsLie(t *testing.T) {
	a := yunling()
	if _, ok := NewMap(a, "RATE", model.LevelTarget); ok {
		t.Error("a map of regions without places")
	}
	for i := range a.Plan.Regions {
		if r := &a.Plan.Regions[i]; r.Level == model.County || r.Level == model.Zone {
			r.TileCol, r.TileRow = i, 1
		}
	}
	f, ok := NewMap(a, "RATE", model.LevelTarget)
	if !ok {
		t.Fatal("no figure")
	}
	var said []string
	for _, p := range f.Places {
		said = append(said, p.Name+" "+p.Text+p.Missing+" "+p.Status.Word())
	}
	check(t, "places", strings.Join(said, "|"), "青石 41.20 符合序时|北原 36.10 明显滞后|临川 无目标 无数据|云湖新区 未单列 无数据")
	check(t, "title", f.Title, "户籍人口城镇化率：北原滞后")
	if f.Places[1].Status != analysis.Behind {
		t.Errorf("%+v", f.Places[1])
	}
	a.Plan.Boundaries = &model.Boundaries{Approval: "云S(2020)001号", Rings: map[string][][][2]float64{"990001": {{{0, 0}, {9, 0}, {9, 9}, {0, 9}}}}}
	f, ok = NewMap(a, "RATE", model.LevelTarget)
	if !ok || f.Approval != "审图号：云S(2020)001号" {
		t.Fatalf("%v, approval %q", ok, f.Approval)
	}
	for name, l := range layouts {
		shown := false
		for _, m := range f.Scene(l).Marks {
			label, ok := m.(Label)
			shown = shown || ok && label.Text == f.Approval
		}
		if !shown {
			t.Errorf("%s: the map does not bear its approval number", name)
		}
	}
}

func TestCSV(t *testing.T) {
	f := ranked()
	f.Bars[0].Name = "=1+1"
	f.Bars[4].Text = "−12.50"
	f.Mark, f.Subtitle, f.Sources = Demo, "比率 · % · 2020年末", []string{"甲表", "乙表"}
	words := CSVWords{About: "说明", Source: "来源", Kind: "数据性质", Real: "公布数", Mixed: "部分", Demonstration: "演示数据，非官方统计"}
	got := string(f.CSV(words))
	lines := strings.Split(strings.TrimSuffix(got, "\r\n"), "\r\n")
	if len(lines) != 1+len(f.Bars) || strings.Contains(strings.ReplaceAll(got, "\r\n", ""), "\n") {
		t.Fatalf("%d lines: %q", len(lines), got)
	}
	check(t, "header", lines[0], "名次,地区,数值（%）,状态,说明,来源,数据性质")
	check(t, "a formula", lines[1], "1,'=1+1,46.80,符合序时,比率 · % · 2020年末,甲表；乙表,演示数据，非官方统计")
	check(t, "a negative figure", lines[5], "4,赤水河,-12.50,略有滞后,比率 · % · 2020年末,甲表；乙表,演示数据，非官方统计")
	check(t, "nothing", lines[7], ",云湖新区,未单列,,比率 · % · 2020年末,甲表；乙表,演示数据，非官方统计")
}
