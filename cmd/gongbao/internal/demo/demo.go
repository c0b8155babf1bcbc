// Package demo writes the demonstration observations of a plan: rows that stand in for reports which nobody has
// published, made from a table of rules so that anyone can make them again and see that nothing else went in.
//
// It knows no plan. It reads data/demonstration/rule.csv (and unreported.csv beside it) together with the plan's own
// indicators.csv and releases.csv, and returns the files data/observations/demo-*.csv. The pipeline never runs it:
// `make demo` does, through the command in regenerate/, and a test checks that the committed rows are what it writes.
//
// The rule, for one indicator in one region, over n periods:
//
//	weight of period k   w(k) = (1000 + tilt·(2k−n−1)/(n−1)) · season · shock · jitter
//	progress             C(k) = (w(1)+…+w(k)) / (w(1)+…+w(n))
//	stock, plain rate    y(k) = baseline + (final−baseline)·C(k), and y(0) = baseline in the period before the first
//	flow                 y(k) = final·C(k) − final·C(k−1), so the flows add up to final exactly
//	rate of two stocks   y(k) = numerator(k) / denominator(k), times 100 when the unit is %
//
// jitter is 1 ± the rule's percentage, scaled by a hash of "indicator|region|period": the same place and period
// always move the same way, and no row depends on the order of the rules. All arithmetic is on integers, so every
// machine writes the same bytes.
package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/big"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Folders and files below the data folder that is passed to [Generate].
const (
	ruleFile       = "demonstration/rule.csv"
	unreportedFile = "demonstration/unreported.csv"
	indicatorFile  = "indicators.csv"
	releaseFile    = "releases.csv"
	outputPrefix   = "observations/demo-"
)

var outputHeader = []string{"indicator_id", "region_code", "period", "value", "status", "source", "release", "note"}

// Generate reads the rules below data and returns the contents of the observation files, keyed by their path below
// data. Rows follow the order of the rules, then time.
func Generate(data fs.FS) (map[string][]byte, error) {
	indicators, err := readIndicators(data)
	if err != nil {
		return nil, err
	}
	releases, err := readReleases(data)
	if err != nil {
		return nil, err
	}
	unreported, err := readUnreported(data)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(data, indicators)
	if err != nil {
		return nil, err
	}

	// Values by cell, in units of the indicator's last decimal, so that a rate can look up its two stocks.
	values := map[cell]*big.Int{}
	for _, r := range rules {
		if !r.ratio() {
			r.fill(values)
		}
	}
	for _, r := range rules {
		if r.ratio() {
			if err := r.divide(values, indicators); err != nil {
				return nil, err
			}
		}
	}

	tables := map[string]*table{}
	for _, r := range rules {
		path := outputPrefix + r.file + ".csv"
		t := tables[path]
		if t == nil {
			t = newTable()
			tables[path] = t
		}
		for _, p := range r.allPeriods() {
			c := cell{r.indicator.id, r.region, p.name}
			value, ok := values[c]
			if !ok {
				continue
			}
			release := releases.of(p)
			status, text, note := "A", decimalText(value, r.indicator.decimals), ""
			if release != "" {
				status = "P" // the running year has not been through the yearly check
			}
			if reason, missing := unreported[c]; missing {
				status, text, note = "O", "", reason
				delete(unreported, c)
			}
			t.row(r.indicator.id, r.region, p.name, text, status, r.source, release, note)
		}
	}
	for c := range unreported {
		return nil, fmt.Errorf("%s: no rule makes the cell %s, %s, %s", unreportedFile, c.indicator, c.region, c.period)
	}

	files := map[string][]byte{}
	for path, t := range tables {
		files[path] = t.bytes()
	}
	return files, nil
}

type cell struct{ indicator, region, period string }

// An indicator, as far as a rule needs it.
type indicator struct {
	id                     string
	kind                   string // stock, flow, rate
	perYear                int    // periods in a year: 1, 2, 4, 12
	decimals               int
	percent                bool
	numerator, denominator string // both set for a rate of two stocks
}

// A rule is one row of rule.csv.
type rule struct {
	indicator       indicator
	region          string
	file            string // demo-<file>.csv
	first, last     int    // years
	baseline, final *big.Int
	tilt            int64            // thousandths; > 0: slow start, < 0: slow end
	season          []int64          // percent, one a period of the year
	jitter          int64            // percent
	shocks          map[string]int64 // percent by period, for a quarter out of the ordinary
	source          string
}

func (r rule) ratio() bool { return r.indicator.numerator != "" }

// A period carries the day after its end, the only thing that releases need of it.
type period struct {
	name string
	next time.Time
}

func periodAt(year, k, perYear int) period {
	months := 12 / perYear
	next := time.Date(year, time.Month(1+(k+1)*months), 1, 0, 0, 0, 0, time.UTC)
	var name string
	switch perYear {
	case 1:
		name = fmt.Sprintf("%04d", year)
	case 2:
		name = fmt.Sprintf("%04d-H%d", year, k+1)
	case 4:
		name = fmt.Sprintf("%04d-Q%d", year, k+1)
	default:
		name = fmt.Sprintf("%04d-%02d", year, k+1)
	}
	return period{name, next}
}

// periods are those that the rule spreads its change over, without the baseline's.
func (r rule) periods() []period {
	var ps []period
	for y := r.first; y <= r.last; y++ {
		for k := range r.indicator.perYear {
			ps = append(ps, periodAt(y, k, r.indicator.perYear))
		}
	}
	return ps
}

func (r rule) baselinePeriod() period {
	return periodAt(r.first-1, r.indicator.perYear-1, r.indicator.perYear)
}

func (r rule) allPeriods() []period {
	return append([]period{r.baselinePeriod()}, r.periods()...)
}

// weights returns w(1)…w(n); each is positive, so a stock never turns back and a flow is never negative.
func (r rule) weights() []int64 {
	ps := r.periods()
	n := int64(len(ps))
	ws := make([]int64, n)
	for i, p := range ps {
		w := int64(1000)
		if n > 1 {
			w += r.tilt * (2*int64(i+1) - n - 1) / (n - 1)
		}
		w = w * r.season[i%r.indicator.perYear] / 100
		if percent, ok := r.shocks[p.name]; ok {
			w = w * percent / 100
		}
		w = w * (1000 + r.jitter*swing(r.indicator.id, r.region, p.name)/100) / 1000
		ws[i] = max(w, 1)
	}
	return ws
}

// swing is −1000 … 1000, the same for the same three names. FNV-1a alone leaves the last letter in the low bits
// only, hence the two shifts before the remainder.
func swing(indicator, region, period string) int64 {
	h := fnv.New64a()
	h.Write([]byte(indicator + "|" + region + "|" + period))
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd // the 64-bit finaliser of MurmurHash3
	x ^= x >> 33
	return int64(x%2001) - 1000
}

func (r rule) fill(values map[cell]*big.Int) {
	ws := r.weights()
	var total int64
	for _, w := range ws {
		total += w
	}
	change := new(big.Int).Sub(r.final, r.baseline)
	reached := func(sum int64) *big.Int { // baseline + change·sum/total
		part := new(big.Int).Mul(change, big.NewInt(sum))
		return new(big.Int).Add(r.baseline, divideRounded(part, big.NewInt(total)))
	}
	flow := r.indicator.kind == "flow"
	if !flow {
		values[cell{r.indicator.id, r.region, r.baselinePeriod().name}] = r.baseline
	}
	before, sum := reached(0), int64(0)
	for i, p := range r.periods() {
		sum += ws[i]
		now := reached(sum)
		c := cell{r.indicator.id, r.region, p.name}
		if flow {
			values[c] = new(big.Int).Sub(now, before)
		} else {
			values[c] = now
		}
		before = now
	}
}

func (r rule) divide(values map[cell]*big.Int, indicators map[string]indicator) error {
	for _, p := range r.allPeriods() {
		n := values[cell{r.indicator.numerator, r.region, p.name}]
		d := values[cell{r.indicator.denominator, r.region, p.name}]
		if n == nil || d == nil || d.Sign() == 0 {
			return fmt.Errorf("%s: %s in %s, %s: numerator or denominator has no rule", ruleFile, r.indicator.id, r.region, p.name)
		}
		// Both stocks are scaled by their own decimals; the quotient by those of the rate.
		scale := r.indicator.decimals + indicators[r.indicator.denominator].decimals
		if r.indicator.percent {
			scale += 2
		}
		top := new(big.Int).Mul(n, powerOfTen(scale))
		bottom := new(big.Int).Mul(d, powerOfTen(indicators[r.indicator.numerator].decimals))
		values[cell{r.indicator.id, r.region, p.name}] = divideRounded(top, bottom)
	}
	return nil
}

// divideRounded rounds halves away from zero; d is positive.
func divideRounded(n, d *big.Int) *big.Int {
	twice := new(big.Int).Lsh(new(big.Int).Abs(n), 1)
	q := twice.Add(twice, d).Quo(twice, new(big.Int).Lsh(d, 1))
	if n.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

func decimalText(v *big.Int, decimals int) string {
	if decimals == 0 {
		return v.String()
	}
	digits := new(big.Int).Abs(v).String()
	if pad := decimals + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	sign := ""
	if v.Sign() < 0 {
		sign = "-"
	}
	cut := len(digits) - decimals
	return sign + digits[:cut] + "." + digits[cut:]
}

// parseDecimal reads "12.5" as 1250 for two decimals; more digits than that are an error, not rounded away.
func parseDecimal(s string, decimals int) (*big.Int, error) {
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > decimals {
		return nil, fmt.Errorf("%q has more than %d decimals", s, decimals)
	}
	v, ok := new(big.Int).SetString(whole+part+strings.Repeat("0", decimals-len(part)), 10)
	if !ok {
		return nil, fmt.Errorf("%q is no number", s)
	}
	return v, nil
}

// releaseList is sorted by publication.
type releaseList []struct {
	id        string
	published time.Time
}

// of returns the first release published after the period's end. The first release of all is written as empty, as the
// observation tables have it.
func (l releaseList) of(p period) string {
	for i, r := range l {
		if r.published.Before(p.next) {
			continue
		}
		if i == 0 {
			return ""
		}
		return r.id
	}
	return ""
}

type table struct {
	buf bytes.Buffer
	w   *csv.Writer
}

func newTable() *table {
	t := &table{}
	t.w = csv.NewWriter(&t.buf)
	t.row(outputHeader...)
	return t
}

func (t *table) row(fields ...string) { _ = t.w.Write(fields) } // a bytes.Buffer does not fail

func (t *table) bytes() []byte {
	t.w.Flush()
	return t.buf.Bytes()
}

func readIndicators(data fs.FS) (map[string]indicator, error) {
	perYear := map[string]int{"year": 1, "half": 2, "quarter": 4, "month": 12}
	indicators := map[string]indicator{}
	err := readRows(data, indicatorFile, func(get func(string) string) error {
		decimals, err := strconv.Atoi(get("decimals"))
		if err != nil {
			return err
		}
		ind := indicator{
			id:       get("indicator_id"),
			kind:     get("kind"),
			perYear:  perYear[get("frequency")],
			decimals: decimals,
			percent:  get("value_unit") == "%",
		}
		if get("aggregation") == "ratio" {
			ind.numerator, ind.denominator = get("numerator"), get("denominator")
		}
		if ind.perYear == 0 {
			return fmt.Errorf("frequency %q", get("frequency"))
		}
		indicators[ind.id] = ind
		return nil
	})
	return indicators, err
}

func readReleases(data fs.FS) (releaseList, error) {
	var l releaseList
	err := readRows(data, releaseFile, func(get func(string) string) error {
		at, err := time.Parse(time.RFC3339, get("published_at"))
		if err != nil {
			return err
		}
		l = append(l, struct {
			id        string
			published time.Time
		}{get("release_id"), at})
		return nil
	})
	sort.SliceStable(l, func(i, j int) bool { return l[i].published.Before(l[j].published) })
	return l, err
}

func readUnreported(data fs.FS) (map[cell]string, error) {
	cells := map[cell]string{}
	err := readRows(data, unreportedFile, func(get func(string) string) error {
		cells[cell{get("indicator_id"), get("region_code"), get("period")}] = get("note")
		return nil
	})
	return cells, err
}

func readRules(data fs.FS, indicators map[string]indicator) ([]rule, error) {
	var rules []rule
	err := readRows(data, ruleFile, func(get func(string) string) error {
		ind, ok := indicators[get("indicator_id")]
		if !ok {
			return fmt.Errorf("unknown indicator %q", get("indicator_id"))
		}
		r := rule{indicator: ind, region: get("region_code"), file: get("file"), source: get("source"), shocks: map[string]int64{}}
		var err error
		if r.first, err = strconv.Atoi(get("first_year")); err != nil {
			return err
		}
		if r.last, err = strconv.Atoi(get("last_year")); err != nil {
			return err
		}
		if r.last < r.first {
			return fmt.Errorf("last_year %d before first_year %d", r.last, r.first)
		}
		if r.ratio() {
			rules = append(rules, r)
			return nil // all else follows from its two stocks
		}
		r.baseline = new(big.Int)
		if s := get("baseline"); s != "" {
			if r.baseline, err = parseDecimal(s, ind.decimals); err != nil {
				return err
			}
		}
		if r.final, err = parseDecimal(get("final"), ind.decimals); err != nil {
			return err
		}
		if r.tilt, err = integer(get("tilt"), 0); err != nil {
			return err
		}
		if r.tilt <= -1000 || r.tilt >= 1000 {
			return fmt.Errorf("tilt %d: must lie between -999 and 999", r.tilt)
		}
		if r.jitter, err = integer(get("jitter"), 0); err != nil {
			return err
		}
		if r.jitter < 0 || r.jitter >= 100 {
			return fmt.Errorf("jitter %d: must lie between 0 and 99", r.jitter)
		}
		r.season = make([]int64, ind.perYear)
		parts := strings.Fields(get("season"))
		if len(parts) != 0 && len(parts) != ind.perYear {
			return fmt.Errorf("season %q: want %d numbers", get("season"), ind.perYear)
		}
		for i := range r.season {
			r.season[i] = 100
			if len(parts) > 0 {
				if r.season[i], err = integer(parts[i], 0); err != nil {
					return err
				}
			}
		}
		for _, shock := range strings.Fields(get("shock")) {
			p, percent, _ := strings.Cut(shock, "=")
			if r.shocks[p], err = integer(percent, 0); err != nil {
				return err
			}
		}
		rules = append(rules, r)
		return nil
	})
	return rules, err
}

func integer(s string, empty int64) (int64, error) {
	if s == "" {
		return empty, nil
	}
	return strconv.ParseInt(s, 10, 64)
}

// readRows calls row for each record with a getter by column name. These are the project's own small tables; the
// diagnostics for what a clerk types are load's.
func readRows(data fs.FS, name string, row func(get func(string) string) error) error {
	content, err := fs.ReadFile(data, name)
	if err != nil {
		return err
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(records) == 0 {
		return fmt.Errorf("%s: no header", name)
	}
	column := map[string]int{}
	for i, h := range records[0] {
		column[h] = i
	}
	for i, record := range records[1:] {
		get := func(name string) string {
			if j, ok := column[name]; ok {
				return record[j]
			}
			return ""
		}
		if err := row(get); err != nil {
			return fmt.Errorf("%s: row %d: %w", name, i+2, err)
		}
	}
	return nil
}
