package analysis

import (
	"fmt"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// changingWorld has figures of mid 2018 (r1), the end of 2018 (r2) and mid 2019 (r3), against a path from 0 at the end of
// 2016 to 100 at the end of 2020: 37.5, 50 and 62.5 are expected.
func changingWorld(t *testing.T) *world {
	w := newWorld(t)
	for _, id := range []string{"GOAL", "A", "B", "C", "D"} {
		w.indicator(id + " % up rate none 2 half")
		for _, region := range []string{"city", "stone", "brook"} {
			w.target(id + " " + region + " level 2016 0 2020 100")
		}
	}
	return w.headline("GOAL").measure("1-1", "A").measure("1-2", "B").measure("1-3", "C").measure("1-4", "D").rows(`
GOAL city 2018-H2 50   report r2
GOAL city 2019-H1 50   report r3
A city  2018-H2 50     report r2
A city  2018-H2 40     report r3
A city  2019-H1 50     report r3
B city  2018-H2 40     report r2
B city  2019-H1 60     report r3
C stone 2018-H2 60     report r2
C stone 2018-H2 40     report r3
C stone 2019-H1 60     report r3
D brook 2018-H2 50     report r2
D stone 2018-H2 50     report r2
D stone 2019-H1 62     report r3
`)
}

func changeLines(a *Assessment) (s string) {
	for _, c := range a.Changes {
		what := "目标"
		if c.Measure != nil {
			what = c.Measure.ID
		}
		s += fmt.Sprintf("%s %s %s→%s", c.Region.Name, what, c.From.Word(), c.To.Word())
		if c.ByRevision {
			s += " 修订"
		}
		s += "\n"
	}
	return s
}

func TestChanges(t *testing.T) {
	a := changingWorld(t).assess()
	// The goal stood at 50 of 50 and stands at 50 of 62.5.
	// A of the city was 50 of 50 for readers; revised to 40 it was 10 behind, and 50 of 62.5 is 12.5 behind: revision.
	// B went from 10 behind to 2.5 behind. C of 青石 was 10 ahead for readers; as revised it was 10 behind, now it is 2.5
	// behind: that is progress since, though readers saw a better word. D: 白溪 has not reported, 青石 is as before.
	const want = `
云岭市 目标 符合序时→略有滞后
云岭市 1-1 符合序时→略有滞后 修订
云岭市 1-2 略有滞后→符合序时
青石县 1-3 略有滞后→符合序时
白溪县 1-4 符合序时→无数据
`
	if got := "\n" + changeLines(a); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if a.Release.ID != "r3" || a.Previous.Release.ID != "r2" || a.Previous.Period.String() != "2018-H2" {
		t.Errorf("%s against %s, %s", a.Release.ID, a.Previous.Release.ID, a.Previous.Period)
	}
	if c := a.Changes[4]; c.Up() || c.Down() || c.Result == nil || c.Result.ReasonText() != "未报2019年上半年数" {
		t.Errorf("%+v", c)
	}
	if c := a.Changes[2]; !c.Up() || c.Result.Indicator.ID != "B" {
		t.Errorf("%+v", c)
	}
}

func TestRevisions(t *testing.T) {
	w := changingWorld(t).rows(`
B stone 2018-H2 40   report r2
B stone 2018-H2 40.0 report r3
B brook 2018-H2 40   report r2
B brook 2018-H2 -    report r3
C brook 2018-H2 40   report r1
C brook 2018-H2 41   report r2
C brook 2018-H2 42   report r3
C brook 2018-H2 99   census r3
D city 2017 1        report r1
D city 2017 2        report r2
`)
	var got []string
	for _, r := range w.assess().Revisions {
		got = append(got, fmt.Sprintf("%s %s %s %s→%s", r.Indicator.ID, r.Region.Name, r.Period, text(r.Old.Value), text(r.New.Value)))
	}
	// B of 青石 repeats its figure; the census is another source, not a revision; D was revised one release earlier.
	want := []string{
		"A 云岭市 2018-H2 50→40",
		"B 白溪县 2018-H2 40→",
		"C 青石县 2018-H2 60→40",
		"C 白溪县 2018-H2 41→42",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A release that brings only a census, of an indicator that nobody assesses, is compared as the one before it.
func TestReleaseWithoutANewPeriod(t *testing.T) {
	w := changingWorld(t).indicator("POP 人 up stock sum 0 year").rows("POP city 2020 9 census r4")
	before := changeLines(w.assess())
	w.plan.Releases = append(w.plan.Releases, model.Release{ID: "r4", PublishedAt: w.plan.Releases[2].PublishedAt.AddDate(1, 0, 0)})
	a := w.assess()
	if a.Release.ID != "r4" || a.Previous.Release.ID != "r2" || a.Period.String() != "2019-H1" {
		t.Errorf("%s against %s, period %s", a.Release.ID, a.Previous.Release.ID, a.Period)
	}
	if got := changeLines(a); got != before {
		t.Errorf("got %s\nwant %s", got, before)
	}
	if len(a.Revisions) != 0 {
		t.Errorf("revisions %v", a.Revisions)
	}

	// If it corrects the period that readers have seen, the change is by revision: 50 of 62.5 was 12.5 behind, 40 is 22.5.
	w.rows("GOAL city 2019-H1 40 report r4")
	if got := strings.SplitN(changeLines(w.assess()), "\n", 2)[0]; got != "云岭市 目标 略有滞后→明显滞后 修订" {
		t.Errorf("after a correction: %s", got)
	}
}

// What comes late or comes new is a change like any other: only what readers had seen can be revised.
func TestOnlyRevisionsAreByRevision(t *testing.T) {
	lines := func(rows string) string {
		w := newWorld(t)
		for _, id := range []string{"A", "B"} {
			w.indicator(id + " % up rate none 2 half").target(id + " city level 2016 0 2020 100")
		}
		w.plan.Releases = append(w.plan.Releases, model.Release{ID: "r4", PublishedAt: w.plan.Releases[2].PublishedAt.AddDate(0, 1, 0)})
		return changeLines(w.measure("1-1", "A").measure("1-2", "B").
			rows("A city 2018-H2 50 report r2\nA city 2019-H1 62 report r3").rows(rows).assess())
	}
	for _, tt := range []struct{ name, rows, want string }{
		// B of 2018-H2 comes with r3: 50 of 50. Readers of r2 saw no data. As known now nothing has happened since.
		{"late", "B city 2018-H2 50 report r3\nB city 2019-H1 62 report r3", "云岭市 1-2 无数据→符合序时\n"},
		// r4 brings no newer period for the plan, yet B's first figure.
		{"late, by itself", "B city 2019-H1 62 report r4", "云岭市 1-2 无数据→符合序时\n"},
		// B stood at 50 of 50 in 2018 and r4 brings its 50 of 62.5 in 2019.
		{"new, by itself", "B city 2018-H2 50 report r2\nB city 2019-H1 50 report r4", "云岭市 1-2 符合序时→略有滞后\n"},
		// B's newest figure was of 2018-H1 (37 of 37.5) when r2 came out; r3 adds 2018-H2, 40 of 50, and no 2019-H1.
		{"late by a period", "B city 2018-H1 37 report r2\nB city 2018-H2 40 report r3", "云岭市 1-2 符合序时→略有滞后\n"},
		{"revised", "B city 2018-H2 50 report r2\nB city 2019-H1 62 report r3\nB city 2019-H1 50 report r4", "云岭市 1-2 符合序时→略有滞后 修订\n"},
		{"withdrawn", "B city 2018-H2 50 report r2\nB city 2018-H2 - report r4", "云岭市 1-2 符合序时→无数据\n"},
	} {
		if got := lines(tt.rows); got != tt.want {
			t.Errorf("%s: got %swant %s", tt.name, got, tt.want)
		}
	}
}

func TestWithoutSomethingToCompareWith(t *testing.T) {
	first := newWorld(t).indicator("X % up rate none 2 year").headline("X").target("X city level 2016 0 2020 100").rows("X city 2018 50 report r3")
	if a := first.assess(); a.Previous != nil || a.Changes != nil {
		t.Errorf("earlier releases were empty: %v", a.Changes)
	}
	w := changingWorld(t)
	w.plan.Releases = nil
	if a := w.assess(); a.Release != nil || a.Previous != nil || a.Changes != nil || a.Revisions != nil || len(a.Goals) != 1 {
		t.Errorf("without releases: %+v", a)
	}
	w = changingWorld(t)
	w.plan.Targets = nil
	if a := w.assess(); len(a.Goals) != 0 || len(a.Changes) != 0 || a.Measure("1-1", city).Reason != NoTarget {
		t.Errorf("without targets: %+v", a.Changes)
	}
	w = changingWorld(t)
	w.plan.Regions = w.plan.Regions[:2] // province and city
	if a := w.assess(); len(a.Counties) != 0 || len(a.Matrix()) != 4 || len(a.Matrix()[0]) != 0 || len(a.Ranking("A")) != 0 || len(a.Goals) != 1 {
		t.Errorf("without counties: %v", a.Counties)
	}
	w.plan.Region = "unknown"
	if a := w.assess(); len(a.Goals) != 0 || len(a.Counties) != 0 || len(a.Notes) != 0 {
		t.Errorf("without a region: %+v", a)
	}
	if a := Assess(model.NewPlan(model.Plan{}), Options{}); len(a.Goals) != 0 || !a.Period.IsZero() {
		t.Errorf("the empty plan: %+v", a)
	}
}
