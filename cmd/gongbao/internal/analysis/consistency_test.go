package analysis

import (
	"fmt"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

func goalsWorld(t *testing.T) *world {
	w := newWorld(t).
		indicator("城镇化率 % up rate ratio 2 year U 人口").indicator("U 人 up stock sum 0 year").
		indicator("人口 人 up stock sum 0 year").indicator("落户 万人 up flow sum 2 quarter").
		headline("城镇化率", "落户").
		rows("人口 city 2018 9502900 census")
	w.plan.Indicators[1].Org, w.plan.Indicators[3].Org = "police", "police" // who settles reports how many live in towns
	return w
}

// 950.29 万 × 2 ÷ 100 = 19.0058 万; 13 ÷ 950.29 = 1.36800 %; 950.29 万 × 43 % = 408.6247 万.
func TestTargetsAreComparedWithEachOther(t *testing.T) {
	a := goalsWorld(t).
		target("城镇化率 city level 2016 35.00 2020 43.00").target("城镇化率 city annual_increase 2016 35.00 2020 2.00").
		target("落户 city cumulative 2016 0 2020 54.00").target("落户 city annual_flow 2016 0 2020 13.00").assess()
	if len(a.Notes) != 1 {
		t.Fatalf("%d notes", len(a.Notes))
	}
	n := a.Notes[0]
	if want := "以2018年人口950.3万人计，城镇化率每年提高2个百分点相当于约19.0万人，高于落户每年13万人的目标；" +
		"只完成后者，城镇化率每年约提高1.37个百分点。城镇化率达到43%，相当于约408.6万人。"; n.Text != want {
		t.Errorf("%s\nwant %s", n.Text, want)
	}
	if want := "只完成落户的目标，城镇化率达不到目标"; n.Title != want || n.Demonstration {
		t.Errorf("%s, %v", n.Title, n.Demonstration)
	}
	var b strings.Builder
	for _, s := range n.Steps {
		fmt.Fprintf(&b, "%s | %s | %s | %s\n", s.Name, s.Formula, s.Numbers, s.Result)
	}
	const want = `
人口 | 2018年 | 9502900人 | 950.29万人
城镇化率年均目标 | 到2020年末年均 |  | 2个百分点
相当于每年 | 人口 × 年均百分点 ÷ 100 | 950.29 × 2 ÷ 100 | 19.0万人
落户年均目标 | 到2020年末年均 |  | 13万人
只完成落户 | 年均目标 ÷ 人口 × 100 | 13 ÷ 950.29 × 100 | 1.37个百分点
城镇化率43%相当于 | 人口 × 目标值 | 950.29 × 43% | 408.6万人
`
	if got := "\n" + b.String(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Without annual targets the whole ones are spread over their years: 8 ÷ 4 = 2 points, 80 ÷ 4 = 20 万.
func TestWholeTargetsAreSpreadOverTheirYears(t *testing.T) {
	n := goalsWorld(t).target("城镇化率 city level 2016 35 2020 43").target("落户 city cumulative 2016 - 2020 80").assess().Notes
	if len(n) != 1 || n[0].Title != "落户的目标高于城镇化率所需" || !strings.Contains(n[0].Text, "约19.0万人，低于落户每年20万人的目标") {
		t.Errorf("%+v", n)
	}
	// 76 ÷ 4 = 19
	n = goalsWorld(t).target("城镇化率 city level 2016 35 2020 43").target("落户 city cumulative 2016 - 2020 76").assess().Notes
	if len(n) != 1 || n[0].Title != "城镇化率与落户两个目标大致相当" {
		t.Errorf("%+v", n)
	}
}

func TestNoNoteWithoutItsFigures(t *testing.T) {
	rate, flow := "城镇化率 city annual_increase 2016 35.00 2020 2.00", "落户 city annual_flow 2016 0 2020 13.00"
	for name, w := range map[string]*world{
		"one target":    goalsWorld(t).target(rate),
		"the other":     goalsWorld(t).target(flow),
		"no population": {t, goalsWorld(t).target(rate).target(flow).plan},
		"other things":  goalsWorld(t).target(rate).target(flow),
		"other people":  goalsWorld(t).target(rate).target(flow), // new jobs, which the employment office reports
		"nobody named":  goalsWorld(t).target(rate).target(flow),
		"of households": goalsWorld(t).target(rate).target(flow),
	} {
		switch name {
		case "no population":
			w.plan.Observations = nil
		case "other things":
			w.plan.Indicators[3].ValueUnit = "万户"
		case "other people":
			w.plan.Indicators[3].Org = "hr"
		case "nobody named":
			w.plan.Indicators[1].Org, w.plan.Indicators[3].Org = "", ""
		case "of households":
			for i := range w.plan.Indicators[1:] {
				w.plan.Indicators[1+i].ValueUnit = "户"
			}
		}
		if n := w.assess().Notes; len(n) != 0 {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

// Whatever a note reckons with may be invented: the population, the start of a spread target, a level that is only quoted.
func TestDemonstrationIsCarriedIntoNotes(t *testing.T) {
	rate, flow := "城镇化率 city annual_increase 2016 35.00 2020 2.00", "落户 city annual_flow 2016 0 2020 13.00"
	level := "城镇化率 city level 2016 35 2020 43"
	invent := func(w *world, kind model.TargetKind) *world {
		for i := range w.plan.Targets {
			if target := &w.plan.Targets[i]; target.Kind == kind {
				target.Milestones[0].Source = "demo"
			}
		}
		return w
	}
	for name, w := range map[string]*world{
		"population":    goalsWorld(t).target(rate).target(flow).rows("人口 city 2019 9600000 demo"),
		"baseline":      goalsWorld(t).target("城镇化率 city level 2016 - 2020 43").target(flow).rows("城镇化率 city 2016 35 demo"),
		"quoted level":  invent(goalsWorld(t).target(rate).target(level).target(flow), model.LevelTarget),
		"yearly points": invent(goalsWorld(t).target(rate).target(flow), model.AnnualIncrease),
		"yearly people": invent(goalsWorld(t).target(rate).target(flow), model.AnnualFlow),
	} {
		if n := w.assess().Notes; len(n) != 1 || !n[0].Demonstration {
			t.Errorf("%s: %+v", name, n)
		}
	}
}
