package model

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Frequency is the length of a period.
type Frequency uint8

const (
	Year Frequency = iota + 1
	Half
	Quarter
	Month
)

// Months is the number of months in one period of the frequency.
func (f Frequency) Months() int {
	switch f {
	case Year:
		return 12
	case Half:
		return 6
	case Quarter:
		return 3
	case Month:
		return 1
	}
	return 0
}

// Per is the number of periods of the frequency in a year.
func (f Frequency) Per() int { return 12 / max(f.Months(), 1) }

var frequencyNames = [...]string{Year: "year", Half: "half", Quarter: "quarter", Month: "month"}

func (f Frequency) String() string {
	if int(f) < len(frequencyNames) {
		return frequencyNames[f]
	}
	return ""
}

// ParseFrequency reads year, half, quarter or month.
func ParseFrequency(s string) (Frequency, bool) {
	for f := Year; f <= Month; f++ {
		if frequencyNames[f] == s {
			return f, true
		}
	}
	return 0, false
}

// Period is a span of the calendar: a year, a half-year, a quarter or a month. The zero Period is no period.
// A stock belongs to the period at whose end it was counted.
type Period struct {
	Year  int16
	Freq  Frequency
	Index uint8 // from 1; 1 for a year
}

// ParsePeriod reads 2020, 2020-H1, 2020-Q2 and 2020-06.
func ParsePeriod(s string) (Period, error) {
	bad := fmt.Errorf("not a period: %q", s)
	if len(s) < 4 {
		return Period{}, bad
	}
	year, err := strconv.ParseUint(s[:4], 10, 16)
	if err != nil || year < 1900 || year > 2200 {
		return Period{}, bad
	}
	p := Period{Year: int16(year), Freq: Year, Index: 1}
	rest := s[4:]
	if rest == "" {
		return p, nil
	}
	if len(rest) != 3 || rest[0] != '-' {
		return Period{}, bad
	}
	digits, limit := rest[2:], 0
	switch rest[1] {
	case 'H':
		p.Freq, limit = Half, 2
	case 'Q':
		p.Freq, limit = Quarter, 4
	default:
		p.Freq, limit, digits = Month, 12, rest[1:]
	}
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil || n < 1 || int(n) > limit {
		return Period{}, bad
	}
	p.Index = uint8(n)
	return p, nil
}

// IsZero reports whether p is no period at all.
func (p Period) IsZero() bool { return p.Freq == 0 }

// String is the form of the tables: 2020, 2020-H1, 2020-Q2, 2020-06. It is the inverse of ParsePeriod.
func (p Period) String() string {
	switch p.Freq {
	case Year:
		return fmt.Sprintf("%04d", p.Year)
	case Half:
		return fmt.Sprintf("%04d-H%d", p.Year, p.Index)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year, p.Index)
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year, p.Index)
	}
	return ""
}

// End is the period's last month, counted from the year 0: 2020, 2020-H2, 2020-Q4 and 2020-12 all end at 24252.
// Differences of ends are the months that passed, the unit in which expected progress is measured.
func (p Period) End() int { return int(p.Year)*12 + int(p.Index)*p.Freq.Months() }

// Start is the month before the period's first one, on End's scale, so that End() - Start() is its length in months.
func (p Period) Start() int { return p.End() - p.Freq.Months() }

// EndMonth is the calendar month, 1 to 12, in which the period ends, and its year.
func (p Period) EndMonth() (year, month int) {
	e := p.End() - 1
	return e / 12, e%12 + 1
}

// Compare orders periods by their end, then the longer one first.
func (p Period) Compare(q Period) int {
	return cmp.Or(cmp.Compare(p.End(), q.End()), cmp.Compare(p.Freq, q.Freq))
}

// Next is the period of the same length that follows.
func (p Period) Next() Period {
	if int(p.Index) < p.Freq.Per() {
		p.Index++
		return p
	}
	return Period{Year: p.Year + 1, Freq: p.Freq, Index: 1}
}

// Prev is the period of the same length that precedes.
func (p Period) Prev() Period {
	if p.Index > 1 {
		p.Index--
		return p
	}
	return Period{Year: p.Year - 1, Freq: p.Freq, Index: uint8(p.Freq.Per())}
}

// Label is the period in words: 2020年, 2020年上半年, 2020年第二季度, 2020年6月.
func (p Period) Label() string {
	switch p.Freq {
	case Year:
		return fmt.Sprintf("%d年", p.Year)
	case Half:
		return fmt.Sprintf("%d年%s半年", p.Year, [...]string{1: "上", 2: "下"}[p.Index])
	case Quarter:
		return fmt.Sprintf("%d年第%s季度", p.Year, [...]string{1: "一", 2: "二", 3: "三", 4: "四"}[p.Index])
	case Month:
		return fmt.Sprintf("%d年%d月", p.Year, p.Index)
	}
	return ""
}

// EndLabel is the period's last day in words: 2020年末 for whole years, otherwise 2020年6月末.
func (p Period) EndLabel() string {
	if p.IsZero() {
		return ""
	}
	year, month := p.EndMonth()
	if month == 12 {
		return fmt.Sprintf("%d年末", year)
	}
	return fmt.Sprintf("%d年%d月末", year, month)
}

// Date is a day, a month or a year as the region table gives it: Month and Day are 0 where it leaves them out.
type Date struct {
	Year       int16
	Month, Day uint8
}

// ParseDate reads 2021, 2021-05 and 2021-05-07.
func ParseDate(s string) (Date, error) {
	var d Date
	bad := fmt.Errorf("not a date: %q", s)
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return d, bad
	}
	parts := [3]int{}
	for i, at := range [][2]int{{0, 4}, {5, 7}, {8, 10}} {
		if at[1] > len(s) {
			break
		}
		if i > 0 && s[at[0]-1] != '-' {
			return d, bad
		}
		n, err := strconv.ParseUint(s[at[0]:at[1]], 10, 16)
		if err != nil || n == 0 {
			return d, bad
		}
		parts[i] = int(n)
	}
	if parts[1] > 12 || parts[2] > 31 {
		return d, bad
	}
	return Date{int16(parts[0]), uint8(parts[1]), uint8(parts[2])}, nil
}

// IsZero reports whether the table gave no date.
func (d Date) IsZero() bool { return d.Year == 0 }

// String is the inverse of ParseDate.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// endsMonth reports whether the date is, or may be taken for, the last day of its month.
func (d Date) endsMonth() bool {
	// The day 0 of a month is the last one of the month before.
	return d.Month == 0 || d.Day == 0 || int(d.Day) == time.Date(int(d.Year), time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// first and last month of the date on the scale of Period.End.
func (d Date) firstMonth() int { return int(d.Year)*12 + max(int(d.Month), 1) }
func (d Date) lastMonth() int {
	if d.Month == 0 {
		return int(d.Year)*12 + 12
	}
	return int(d.Year)*12 + int(d.Month)
}
