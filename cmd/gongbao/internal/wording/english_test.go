package wording

import (
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

func TestEnglishFigures(t *testing.T) {
	persons := &model.Indicator{ValueUnit: "people"}
	rate := &model.Indicator{ValueUnit: "%", Decimals: 2}
	for _, tt := range []struct{ got, want string }{
		{English.Quantity(rat("9502900"), persons), "9.50 million people"},
		{English.TableQuantity(rat("9502900"), persons), "9,502,900 people"},
		{English.TableQuantity(rat("1411778724"), persons), "1.41 billion people"},
		{English.Quantity(rat("-9999"), persons), "−9,999 people"},
		{English.Quantity(rat("41.125"), rate), "41.13%"},
		{English.Difference(rat("-0.9"), rate), "−0.90 percentage points"},
		{English.About(rat("190058"), persons), "190,000"},
		{English.About(rat("12.4"), persons), "12"},
		{English.List([]string{"A", "B", "C", "D", "E"}, "counties"), "A, B, C and 2 more"},
		{English.All([]string{"A", "B", "C"}), "A, B and C"},
		{English.All([]string{"A"}), "A"},
		{English.Period(model.Period{Year: 2020, Freq: model.Quarter, Index: 2}), "Q2 2020"},
		{English.PeriodEnd(model.Period{Year: 2020, Freq: model.Quarter, Index: 2}), "end of June 2020"},
		{English.Day(model.Date{Year: 2011, Month: 10, Day: 22}), "22 October 2011"},
		{English.Capital("achieved"), "Achieved"},
		{English.GoalInline(&model.Indicator{Name: "Jobs"}, model.AnnualFlow), "Jobs (yearly average)"},
		{English.Sentences("One.", "Two."), "One. Two."},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	for points, want := range map[string]string{
		"+2.5": "2.5 percentage points ahead of schedule", "−11.0": "11.0 percentage points behind schedule", "0.0": "exactly on schedule",
	} {
		before, figure, after := English.Gap(points, false)
		if got := before + figure + after; got != want {
			t.Errorf("Gap(%s) = %q, want %q", points, got, want)
		}
	}
}

// 49.43万人 of 50万 becomes 494,300 of 500,000 people; what has no English name or unit stays as it is.
func TestThePlanInEnglish(t *testing.T) {
	number := func(s string) model.Number {
		n, err := model.ParseNumber(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	value := number("49.43")
	year := func(y int16) model.Period { return model.Period{Year: y, Freq: model.Year, Index: 1} }
	p := model.NewPlan(model.Plan{
		Region: "990100",
		Regions: []model.Region{
			{Code: "990100", Name: "云岭市", ShortName: "全市", NameEn: "Yunling", Level: model.City},
			{Code: "990101", Name: "青石县", ShortName: "青石", Level: model.County, Parent: "990100"},
		},
		Measures: []model.Measure{
			{ID: "1-1", Title: "扩大公租房供给", ShortTitle: "公租房", TitleEn: "More public rental housing", Group: "落户", GroupEn: "Settling",
				Text: model.Prose{HTML: "<p>公租房</p>"}, TextEn: model.Prose{HTML: "<p>Housing</p>"}},
			{ID: "1-2", Title: "补贴", ShortTitle: "补", Group: "落户", GroupEn: "Settling", Text: model.Prose{HTML: "<p>补贴</p>"}},
		},
		Indicators: []model.Indicator{
			{ID: "SETTLED", Name: "落户人数", NameEn: "Persons settled", ValueUnit: "万人", Decimals: 2, Kind: model.Flow},
			{ID: "DEEDS", Name: "证书", ValueUnit: "万本"},
		},
		Targets: []model.Target{{Indicator: "SETTLED", Region: "990100", Kind: model.Cumulative, BaselinePeriod: year(2016),
			Milestones: []model.Milestone{{Period: year(2020), Value: number("50")}}}},
		Observations: []model.Observation{
			{Indicator: "SETTLED", Region: "990100", Period: year(2020), Value: &value, Status: "A"},
			{Indicator: "DEEDS", Region: "990100", Period: year(2020), Value: &value, Status: "A"},
		},
	})
	q := English.Plan(p)
	settled := q.Indicator("SETTLED")
	for _, tt := range []struct{ got, want string }{
		{q.Home().Label(), "Yunling"}, {q.Home().Native, "云岭市"}, {q.RegionOf("990101").Label(), "青石"},
		{q.Measure("1-1").Label(), "More public rental housing"}, {q.Measure("1-2").Label(), "补"},
		{q.Groups[0].Title, "Settling"}, {q.Measure("1-1").Text.HTML, "<p>Housing</p>"}, {q.Measure("1-2").Text.HTML, "<p>补贴</p>"},
		{settled.Name, "Persons settled"}, {settled.ValueUnit, "people"},
		{English.Quantity(q.Series("SETTLED", "990100")[0].Shown.Value.Rat(), settled), "494,300 people"},
		{English.Quantity(q.Targets[0].Aim().Value.Rat(), settled), "500,000 people"},
		{q.Indicator("DEEDS").ValueUnit, "万本"}, {q.Series("DEEDS", "990100")[0].Shown.Value.String(), "49.43"},
		{p.Measure("1-1").Title, "扩大公租房供给"}, {p.Targets[0].Aim().Value.String(), "50"}, {p.Indicator("SETTLED").ValueUnit, "万人"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if Chinese.Plan(p) != p {
		t.Error("the plan of Chinese is another")
	}
}
