package site

import (
	"fmt"
	"slices"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// background adds an indicator without a target, with a value in each of the given years.
func background(t *testing.T, p *model.Plan, id, name, source string, cells ...string) {
	t.Helper()
	p.Indicators = append(slices.Clone(p.Indicators), model.Indicator{ID: id, Name: name, ValueUnit: "人", Direction: model.Up, Kind: model.Stock, Frequency: model.Year})
	p.Observations = append(slices.Clone(p.Observations), observations(t, id, "990121", source, cells...)...)
}

// profileOf is the background of 青石县 in a plan.
func profileOf(t *testing.T, p model.Plan) *Profile {
	t.Helper()
	in := smallInput(t, model.NewPlan(p))
	r := newRenderer(in, nil, chinese(t))
	return r.shell("counties/990121/").profile(r.plan.RegionOf("990121"))
}

// A demonstration figure of 2016 neither stands under the census's 2010 nor goes without its mark.
func TestProfileKeepsPeriodsApart(t *testing.T) {
	p := *smallPlan(t)
	background(t, &p, "REG", "户籍人口", "demo", "2016", "1000000", "2020", "1100000")
	rows := profileOf(t, p).Table.Rows
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	row := rows[1]
	if row.Cells[0].Text != "户籍人口" {
		t.Fatalf("the made-up figure stands before the published one: %+v", rows)
	}
	before, last, change := row.Cells[1], row.Cells[2], row.Cells[3]
	if before.Text != "—" {
		t.Errorf("%s under 2010", before.Text)
	}
	// 110 万 against 100 万 is 10 % more.
	if change.Text != "+10.0%" || change.Sub != "比2016年" || change.Mark != "演" {
		t.Errorf("the change is %+v", change)
	}
	if last.Mark != "演" {
		t.Errorf("the figure of 2020 has no mark: %+v", last)
	}
	if census := rows[0].Cells; census[1].Mark != "" || census[3].Mark != "" || census[3].Sub != "" {
		t.Errorf("the census is marked: %+v", census)
	}
}

// The table's order is the profile's, what was made up comes last, and what is more than a screen is folded.
func TestProfileOrderAndFold(t *testing.T) {
	p := *smallPlan(t)
	background(t, &p, "REG", "户籍人口", "demo", "2010", "5", "2020", "6")
	for i := range 10 {
		background(t, &p, fmt.Sprintf("B%d", i), fmt.Sprintf("背景%d", i), "census", "2010", "5", "2020", "6")
	}
	profile := profileOf(t, p)
	rows := slices.Concat(profile.Table.Rows, profile.Rest.Rows)
	for at, want := range map[int]string{0: "常住人口", 1: "背景0", 10: "背景9", 11: "户籍人口"} {
		if got := rows[at].Cells[0].Text; got != want {
			t.Errorf("row %d is %s, want %s", at, got, want)
		}
	}
	// 常住人口, ten more and 户籍人口 are twelve.
	if open, folded := len(profile.Table.Rows), len(profile.Rest.Rows); open != 6 || folded != 6 {
		t.Errorf("%d rows open and %d folded, want 6 and 6", open, folded)
	}
}
