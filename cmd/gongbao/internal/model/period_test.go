package model

import (
	"slices"
	"testing"
)

func period(t *testing.T, s string) Period {
	t.Helper()
	p, err := ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPeriodRoundTrip(t *testing.T) {
	for _, s := range []string{"1900", "2020", "2020-H1", "2020-H2", "2020-Q1", "2020-Q4", "2020-01", "2020-12", "2200"} {
		if got := period(t, s).String(); got != s {
			t.Errorf("%s came back as %s", s, got)
		}
	}
	for _, s := range []string{
		"", "20", "202", "2020-", "2020-1", "2020-13", "2020-00", "2020-H0", "2020-H3", "2020-Q5", "2020-Q01", "2020-h1",
		"2020Q1", "2020-Q1 ", " 2020", "1899", "2201", "+202", "2020-+1", "２０２０", "2020/01", "2020年",
	} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("%q was read as %s", s, p)
		}
	}
}

// 2020-12 is month 2020 × 12 + 12 = 24252.
func TestPeriodEnds(t *testing.T) {
	for _, tt := range []struct {
		s          string
		start, end int
	}{
		{"2020", 24240, 24252},
		{"2020-H1", 24240, 24246},
		{"2020-H2", 24246, 24252},
		{"2020-Q3", 24246, 24249},
		{"2020-01", 24240, 24241},
		{"2020-12", 24251, 24252},
	} {
		if p := period(t, tt.s); p.Start() != tt.start || p.End() != tt.end {
			t.Errorf("%s: %d to %d, want %d to %d", tt.s, p.Start(), p.End(), tt.start, tt.end)
		}
	}
}

func TestPeriodOrder(t *testing.T) {
	want := []string{"2019", "2020-01", "2020-Q1", "2020-03", "2020-H1", "2020-Q2", "2020-06", "2020", "2020-H2", "2020-Q4", "2020-12", "2021-01"}
	var got []Period
	for _, s := range want {
		got = append(got, period(t, s))
	}
	slices.Reverse(got)
	slices.SortFunc(got, Period.Compare)
	for i := range want {
		if got[i].String() != want[i] {
			t.Errorf("place %d: %s, want %s", i, got[i], want[i])
		}
	}
}

func TestNextAndPrevAreInverse(t *testing.T) {
	for s, next := range map[string]string{
		"2020": "2021", "2020-H1": "2020-H2", "2020-H2": "2021-H1", "2020-Q4": "2021-Q1", "2020-11": "2020-12", "2020-12": "2021-01",
	} {
		p := period(t, s)
		if got := p.Next().String(); got != next {
			t.Errorf("after %s: %s, want %s", s, got, next)
		}
		if got := p.Next().Prev(); got != p {
			t.Errorf("%s forth and back: %s", s, got)
		}
		if p.Next().Start() != p.End() {
			t.Errorf("a gap after %s", s)
		}
	}
}

func TestPeriodLabels(t *testing.T) {
	for _, tt := range []struct{ s, label, end string }{
		{"2020", "2020年", "2020年末"},
		{"2020-H1", "2020年上半年", "2020年6月末"},
		{"2020-H2", "2020年下半年", "2020年末"},
		{"2020-Q2", "2020年第二季度", "2020年6月末"},
		{"2020-06", "2020年6月", "2020年6月末"},
		{"2020-12", "2020年12月", "2020年末"},
	} {
		if p := period(t, tt.s); p.Label() != tt.label || p.EndLabel() != tt.end {
			t.Errorf("%s: %s, %s", tt.s, p.Label(), p.EndLabel())
		}
	}
	if zero := (Period{}); zero.Label() != "" || zero.EndLabel() != "" || zero.String() != "" || !zero.IsZero() {
		t.Error("the zero period has words")
	}
}

func TestFrequency(t *testing.T) {
	for f := Year; f <= Month; f++ {
		if got, ok := ParseFrequency(f.String()); !ok || got != f || f.Months()*f.Per() != 12 {
			t.Errorf("%s came back as %s", f, got)
		}
	}
	if _, ok := ParseFrequency(""); ok {
		t.Error("an empty frequency was read")
	}
}

func TestDateRoundTrip(t *testing.T) {
	for _, s := range []string{"2021", "2021-05", "2021-05-07"} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s came back as %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "21", "2021-", "2021-13", "2021-00", "2021/05", "2021-05-32", "2021-5-7", "2021-05/07"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

// A county that became a city in May 2021: the last period of the one is April, the first of the other May.
func TestValidIn(t *testing.T) {
	before := Region{ValidTo: Date{Year: 2021, Month: 4}}
	after := Region{ValidFrom: Date{Year: 2021, Month: 5, Day: 7}}
	for _, tt := range []struct {
		s             string
		before, after bool
	}{
		{"2020", true, false},
		{"2021-Q1", true, false},
		{"2021-04", true, false},
		{"2021-05", false, true},
		{"2021-Q2", false, true}, // counted at its end
		{"2021", false, true},
	} {
		p := period(t, tt.s)
		if before.ValidIn(p) != tt.before || after.ValidIn(p) != tt.after {
			t.Errorf("%s: %v %v", tt.s, before.ValidIn(p), after.ValidIn(p))
		}
		if always := (Region{}); !always.ValidIn(p) {
			t.Errorf("%s: a region without dates is gone", tt.s)
		}
	}
	lastYear := Region{ValidTo: Date{Year: 2020}}
	if !lastYear.ValidIn(period(t, "2020")) || lastYear.ValidIn(period(t, "2021-01")) {
		t.Error("a year without a month lasts to its end")
	}
}

// Of a county and the city that it becomes in the middle of a month, exactly one has each period.
func TestRegionsExistOnTheLastDay(t *testing.T) {
	date := func(s string) Date {
		if s == "" {
			return Date{}
		}
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		from, to, at string
		want         bool
	}{
		{"", "2021-03-15", "2021-Q1", false},
		{"2021-03-16", "", "2021-Q1", true},
		{"", "2021-03-15", "2021-02", true},
		{"2021-03-16", "", "2021-02", false},
		{"2021-03-31", "", "2021-Q1", true},
		{"", "2021-03-31", "2021-Q1", true}, // it was there on that day
		{"", "2021-03", "2021-Q1", true},    // to the end of the month
		{"", "2021-02", "2021-Q1", false},
		{"2021-04", "", "2021-Q1", false},
		{"", "2021", "2021", true},
		{"2021", "", "2021-01", true},
		{"", "2020-02-29", "2020-02", true},
		{"", "2020-02-28", "2020-02", false},
		{"", "2020-12-31", "2020", true},
	} {
		r := Region{ValidFrom: date(tt.from), ValidTo: date(tt.to)}
		if got := r.ValidIn(period(t, tt.at)); got != tt.want {
			t.Errorf("%s to %s in %s: %v", tt.from, tt.to, tt.at, got)
		}
	}
}

func TestUnitFactor(t *testing.T) {
	for unit, want := range map[string]string{
		"人": "1 人", "万人": "10000 人", "亿元": "100000000 元", "%": "1 %", "万": "1 万", "百分点": "1 百分点", "千克": "1000 克",
	} {
		factor, counted := UnitFactor(unit)
		if got := factor.RatString() + " " + counted; got != want {
			t.Errorf("%s is %s, want %s", unit, got, want)
		}
	}
}
