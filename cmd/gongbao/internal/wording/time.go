package wording

import (
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/model"
)

// periods are the words for periods that were asked for: a nation's pages have millions of a few dozen.
type periods struct {
	mu    sync.RWMutex
	words map[periodWord]string
}

type periodWord struct {
	period model.Period
	end    bool
}

// mostPeriods bounds what is remembered.
const mostPeriods = 10_000

func (m *periods) of(w periodWord, made func(model.Period) string) string {
	m.mu.RLock()
	word, ok := m.words[w]
	m.mu.RUnlock()
	if ok {
		return word
	}
	word = made(w.period)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.words == nil {
		m.words = map[periodWord]string{}
	}
	if len(m.words) < mostPeriods {
		m.words[w] = word
	}
	return word
}

// Period is a period in words: 2020年, 2020年上半年, 2020年第二季度, 2020年6月; Q2 2020.
func (l *Language) Period(p model.Period) string { return l.periods.of(periodWord{p, false}, l.period) }

func (l *Language) period(p model.Period) string {
	switch p.Freq {
	case model.Year:
		return l.Text("wording.period.year", "Year", int(p.Year))
	case model.Half:
		return l.Text([...]string{"wording.period.half-1", "wording.period.half-2"}[p.Index-1], "Year", int(p.Year))
	case model.Quarter:
		return l.Text([...]string{"wording.period.quarter-1", "wording.period.quarter-2", "wording.period.quarter-3",
			"wording.period.quarter-4"}[p.Index-1], "Year", int(p.Year))
	case model.Month:
		return l.Text("wording.period.month", "Year", int(p.Year), "Month", l.Month(int(p.Index)))
	}
	return ""
}

// PeriodEnd is a period's last day in words: 2020年末 for whole years, otherwise 2020年6月末; end of June 2020.
func (l *Language) PeriodEnd(p model.Period) string {
	return l.periods.of(periodWord{p, true}, l.periodEnd)
}

func (l *Language) periodEnd(p model.Period) string {
	if p.IsZero() {
		return ""
	}
	year, month := p.EndMonth()
	if month == 12 {
		return l.Text("wording.period.end-of-year", "Year", year)
	}
	return l.Text("wording.period.end-of-month", "Year", year, "Month", l.Month(month))
}

// Month is the name of a month, 1 to 12.
func (l *Language) Month(month int) string {
	return l.Text([...]string{"wording.month.january", "wording.month.february", "wording.month.march", "wording.month.april",
		"wording.month.may", "wording.month.june", "wording.month.july", "wording.month.august", "wording.month.september",
		"wording.month.october", "wording.month.november", "wording.month.december"}[month-1])
}

// Date is a day in words, in the time's own zone: 2020年7月15日, 15 July 2020. Empty for the zero time: the one release of a
// plan without a table of releases has no date.
func (l *Language) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.day(t.Year(), int(t.Month()), t.Day())
}

// Day is a date of the tables in words, as far as the table gives it: 2011年, 2011年10月, 2011年10月22日.
func (l *Language) Day(d model.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return l.Text("wording.period.year", "Year", int(d.Year))
	case d.Day == 0:
		return l.Text("wording.period.month", "Year", int(d.Year), "Month", l.Month(int(d.Month)))
	}
	return l.day(int(d.Year), int(d.Month), int(d.Day))
}

func (l *Language) day(year, month, day int) string {
	return l.Text("wording.period.day", "Year", year, "Month", l.Month(month), "Day", day)
}
