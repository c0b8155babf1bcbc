package analysis

import (
	"fmt"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// towns adds counties to the tests' country, with a population each.
func (w *world) towns(indicator, source string, populations ...string) *world {
	for i, p := range populations {
		code := fmt.Sprintf("90013%d", i)
		if i < 2 {
			code = []string{stone, brook}[i]
		} else if w.planRegion(code) == nil {
			w.plan.Regions = append(w.plan.Regions, model.Region{Code: code, Name: fmt.Sprintf("第%d县", i), Level: model.County, Parent: city})
		}
		if p == "-" {
			continue
		}
		w.plan.Observations = append(w.plan.Observations, model.Observation{
			Indicator: indicator, Region: code, Period: w.period("2018"), Value: w.number(p), Status: "A", Source: source, Release: "r1",
		})
	}
	return w
}

func (w *world) planRegion(code string) *model.Region {
	for i := range w.plan.Regions {
		if w.plan.Regions[i].Code == code {
			return &w.plan.Regions[i]
		}
	}
	return nil
}

func TestSimilar(t *testing.T) {
	for _, tt := range []struct {
		name   string
		world  func(w *world)
		region string
		by     string
		want   []string
	}{
		// 95 against 171, 88, 101, 60: off by 76, 7, 6, 35.
		{"Nearest", func(w *world) { w.towns("POP", "census", "95", "171", "88", "101", "60") }, stone, "POP", []string{"900133", "900132", "900134"}},
		// 80 is as far from 90 as 100 is; the table names 白溪县 before the third.
		{"EquallyNear", func(w *world) { w.towns("POP", "census", "90", "80", "100", "10") }, stone, "POP", []string{brook, "900132", "900133"}},
		{"FewerThanAsked", func(w *world) { w.towns("POP", "census", "90", "80") }, stone, "POP", []string{brook}},
		{"NoFigureOfItsOwn", func(w *world) { w.towns("POP", "census", "-", "80", "100", "10") }, stone, "", nil},
		{"FewHaveFigures", func(w *world) { w.towns("POP", "census", "90", "-", "100", "-") }, stone, "", nil},
		// HEADS comes first in the table, but its figures are invented.
		{"PublishedBeforeInvented", func(w *world) {
			w.towns("HEADS", "demo", "1", "2", "3").towns("POP", "census", "95", "171", "88")
		}, stone, "POP", []string{"900132", brook}},
		{"InventedWhereNothingElse", func(w *world) { w.towns("HEADS", "demo", "1", "9", "3") }, stone, "HEADS", []string{"900132", brook}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t).indicator("HEADS 人 up stock sum 0 year").indicator("POP 万人 up stock sum 0 year").indicator("AREA 公顷 up stock sum 0 year")
			tt.world(w)
			a := Assess(model.NewPlan(w.plan), Options{})
			by, own, near := a.Similar(tt.region, 3)
			if tt.by == "" {
				if by != nil {
					t.Fatalf("compared by %s", by.ID)
				}
				return
			}
			if by == nil || by.ID != tt.by || own.Region.Code != tt.region {
				t.Fatalf("by %v, own %v", by, own.Region)
			}
			var got []string
			for _, s := range near {
				got = append(got, s.Region.Code)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
