package analysis

import (
	"fmt"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// Two releases later the same plan tells every revision, in the order in which readers met them.
func TestRevisedIsByRelease(t *testing.T) {
	w := newWorld(t).indicator("A 人 up flow sum 0 quarter").indicator("B 人 up flow sum 0 quarter").rows(`
A stone 2018-Q1 10 report r1
A stone 2018-Q1 11 report r3
B brook 2018-Q1 20 report r1
B brook 2018-Q1 21 report r2
B brook 2018-Q1 21 report r3
A brook 2018-Q1 30 census r1
A brook 2018-Q1 31 report r2
`)
	var got []string
	for _, r := range Revised(model.NewPlan(w.plan)) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s→%s", r.New.Release, r.Indicator.ID, r.Region.Name, r.Period, text(r.Old.Value), text(r.New.Value)))
	}
	want := "r2 B 白溪县 2018-Q1 20→21\nr3 A 青石县 2018-Q1 10→11"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

func TestTriangle(t *testing.T) {
	w := newWorld(t).indicator("A 人 up flow sum 0 quarter").rows(`
A stone 2018-Q1 10 report r1
A stone 2018-Q1 11 report r3
A stone 2018-Q2 20 report r2
A stone 2018-Q3 30 report r3
A stone 2018-Q3 99 demo   r2
`)
	tr := w.assess().Triangle("A", stone)
	var got []string
	for _, r := range tr.Releases {
		got = append(got, r.ID)
	}
	for _, v := range tr.Rows {
		line := v.Period.String()
		for i, n := range v.Values {
			line += " " + text(n)
			if v.Changed[i] {
				line += "*"
			}
		}
		got = append(got, fmt.Sprintf("%s %v", line, v.Revised()))
	}
	want := "r1|r2|r3|2018-Q1 10* 10 11* true|2018-Q2  20* 20 false|2018-Q3   30* false"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}
