package audit

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// A figure jumps where its change on the period before is more than jumpTimes the largest of all earlier changes and more
// than a jumpShare-th of the figure before (of a rate, a rateJumpShare-th); a whole count has to move by jumpCount at least.
// Fewer than jumpHistory earlier changes say nothing: a whole year of quarters has to be there. The largest, and not the
// usual one, since many figures have their season. Where the earlier changes are too few, a figure jumps that is further from
// the figures before and after it than oddTimes the largest change among all others, and than an oddShare-th of them.
const (
	jumpTimes     = 3
	jumpShare     = 5
	rateJumpShare = 10
	jumpCount     = 10
	jumpHistory   = 4

	oddTimes  = 10
	oddShare  = 2
	oddOthers = 3
)

// A figure has slipped where it is unitSlip times the median of the others, or a part of it, give or take slipSlack times.
const (
	unitSlip  = 10_000
	shareSlip = 100 // 0.43 for 43 %
	slipSlack = 4
	slipPeers = 3
)

// slip is a figure in the wrong unit: what it is, and what it is likely meant to be.
type slip struct {
	size   string
	likely *big.Rat
}

func (a *audit) unitSlips() {
	a.eachSeries(func(in *model.Indicator, series []*model.Observation) {
		for _, o := range series {
			s, slipped := a.slips()[o]
			if !slipped {
				continue
			}
			a.find(a.at.Observation(o), "%s：%s，%s，多半填错了单位", a.figure(o), o.Value, s.size)
			a.found.Hintf("这个指标以%s计；是否应为 %s？", in.ValueUnit, plain(s.likely))
			a.found.About(about(o))
		}
	})
}

// slips are the figures in the wrong unit; they are neither jumps nor something to measure one by.
func (a *audit) slips() map[*model.Observation]slip {
	if a.slipped == nil {
		a.slipped = map[*model.Observation]slip{}
		a.eachSeries(a.slipsOf)
	}
	return a.slipped
}

func (a *audit) slipsOf(in *model.Indicator, series []*model.Observation) {
	if len(series) > 1 && !spread(series, in.ValueUnit == "%") {
		return
	}
	for i, o := range series {
		if o.Value.Sign() == 0 {
			continue
		}
		var others []*big.Rat
		for j, other := range series {
			_, slipped := a.slipped[other]
			if j != i && !slipped && other.Value.Sign() != 0 && (len(series) > 2 || j < i) {
				others = append(others, abs(other.Value.Rat()))
			}
		}
		than := "其他各期的中位数"
		if len(series) == 1 {
			others = a.peers(o)
			than = "同期其他地区的中位数"
		}
		if len(others) == 0 {
			continue
		}
		usual := median(others)
		times := new(big.Rat).Quo(abs(o.Value.Rat()), usual)
		inverse := new(big.Rat).Inv(times)
		switch {
		case near(times, unitSlip):
			a.slipped[o] = slip{fmt.Sprintf("约为%s %s 的 %s 倍", than, plain(usual), plain(times)),
				new(big.Rat).Quo(o.Value.Rat(), big.NewRat(unitSlip, 1))}
		case near(inverse, unitSlip):
			a.slipped[o] = slip{fmt.Sprintf("约为%s %s 的 %s 分之一", than, plain(usual), plain(inverse)),
				new(big.Rat).Mul(o.Value.Rat(), big.NewRat(unitSlip, 1))}
		case in.ValueUnit == "%" && near(inverse, shareSlip) && abs(o.Value.Rat()).Cmp(big.NewRat(1, 1)) <= 0:
			a.slipped[o] = slip{fmt.Sprintf("约为%s %s 的 %s 分之一", than, plain(usual), plain(inverse)),
				new(big.Rat).Mul(o.Value.Rat(), big.NewRat(shareSlip, 1))}
		}
	}
}

// spread reports whether a series has two figures so far apart that one of them may have slipped. Most have not, and are
// done with.
func spread(series []*model.Observation, percent bool) bool {
	least := float64(unitSlip) / slipSlack
	if percent {
		least = shareSlip / slipSlack
	}
	low, high := math.Inf(1), 0.0
	for _, o := range series {
		if v := math.Abs(o.Value.Float()); v > 0 {
			low, high = min(low, v), max(high, v)
		}
	}
	return high*slack >= low*least
}

// peers are the figures of the regions beside one, for the same period.
func (a *audit) peers(o *model.Observation) []*big.Rat {
	region := a.plan.RegionOf(o.Region)
	if region == nil || region.Parent == "" {
		return nil
	}
	var found []*big.Rat
	for _, r := range a.plan.Children(region.Parent, region.Level, o.Period) {
		if r.Code == o.Region {
			continue
		}
		for _, c := range a.plan.Series(o.Indicator, r.Code) {
			if p := c.Shown; p.Period == o.Period && p.Value != nil && p.Value.Sign() != 0 && a.plan.Invented(p.Source) == a.plan.Invented(o.Source) {
				found = append(found, abs(p.Value.Rat()))
			}
		}
	}
	if len(found) < slipPeers {
		return nil
	}
	return found
}

func (a *audit) jumps() {
	a.eachSeries(func(in *model.Indicator, series []*model.Observation) {
		a.jumpsOf(in, slices.DeleteFunc(slices.Clone(series), func(o *model.Observation) bool { _, slipped := a.slips()[o]; return slipped }))
	})
}

// jumpsOf looks in floating point, and counts in fractions what looks odd there: a million figures are mostly none.
func (a *audit) jumpsOf(in *model.Indicator, series []*model.Observation) {
	share := big.NewRat(1, jumpShare)
	if in.Kind == model.Rate {
		share = big.NewRat(1, rateJumpShare)
	}
	least := new(big.Rat)
	if wholeCount(in) {
		least.SetInt64(jumpCount)
	}
	part, _ := share.Float64()
	values := make([]float64, len(series))
	for i, o := range series {
		values[i] = o.Value.Float()
	}
	var seen []int // where a figure follows the one before
	largest := 0.0
	for i := range series {
		if len(seen) < jumpHistory && looksOdd(values, i) {
			a.odd(series, i, least)
		}
		if i == 0 || series[i-1].Period.Next() != series[i].Period {
			continue
		}
		size := math.Abs(values[i] - values[i-1])
		if len(seen) >= jumpHistory && size*slack > jumpTimes*largest && size*slack > part*math.Abs(values[i-1]) {
			a.jump(series, i, seen, share, least)
		}
		seen, largest = append(seen, i), max(largest, size)
	}
}

// slack is for what floating point loses.
const slack = 1.000001

// jump reports a figure whose change is too large beside those at the places seen before.
func (a *audit) jump(series []*model.Observation, i int, seen []int, share, least *big.Rat) {
	last, o := series[i-1], series[i]
	size, largest := far(o, last), new(big.Rat)
	for _, j := range seen {
		if change := far(series[j], series[j-1]); change.Cmp(largest) > 0 {
			largest = change
		}
	}
	usual := new(big.Rat).Mul(largest, big.NewRat(jumpTimes, 1))
	if size.Cmp(usual) <= 0 || size.Cmp(new(big.Rat).Mul(abs(last.Value.Rat()), share)) <= 0 || size.Cmp(least) < 0 {
		return
	}
	than := "以往从没有变动"
	if largest.Sign() > 0 {
		than = fmt.Sprintf("是以往 %d 次变动中最大一次 %s 的 %s 倍", len(seen), plain(largest), plain(new(big.Rat).Quo(size, largest)))
	}
	a.find(a.at.Observation(o), "%s：%s，比上期 %s 变动 %s，%s", a.figure(o), o.Value, last.Value, signed(o.Value.Sub(*last.Value)), than)
	a.found.Hintf("对照原表核对这个数和上期的数")
	a.found.About(about(o))
}

// looksOdd reports whether a figure may stand out from both its neighbours.
func looksOdd(values []float64, i int) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(values) && math.Abs(values[i]-values[j])*oddShare*slack <= math.Abs(values[j]) {
			return false
		}
	}
	return true
}

// odd reports a figure that stands out from a short series, at its beginning or anywhere.
func (a *audit) odd(series []*model.Observation, i int, least *big.Rat) {
	others := slices.Delete(slices.Clone(series), i, i+1)
	if len(others) < oddOthers {
		return
	}
	largest := new(big.Rat)
	for j := 1; j < len(others); j++ {
		if change := far(others[j], others[j-1]); change.Cmp(largest) > 0 {
			largest = change
		}
	}
	o := series[i]
	usual := new(big.Rat).Mul(largest, big.NewRat(oddTimes, 1))
	var beside []string
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(series) {
			continue
		}
		size := far(o, series[j])
		if size.Cmp(usual) <= 0 || size.Cmp(least) < 0 || new(big.Rat).Mul(size, big.NewRat(oddShare, 1)).Cmp(abs(series[j].Value.Rat())) <= 0 {
			return
		}
		beside = append(beside, series[j].Period.String()+" 的 "+series[j].Value.String())
	}
	a.find(a.at.Observation(o), "%s：%s，与 %s 相差很多，其余各期之间最多只变动 %s", a.figure(o), o.Value, strings.Join(beside, "、"), plain(largest))
	a.found.Hintf("对照原表核对这个数的位数和单位")
	a.found.About(about(o))
}

func far(p, q *model.Observation) *big.Rat {
	return abs(new(big.Rat).Sub(p.Value.Rat(), q.Value.Rat()))
}

// wholeCount reports whether an indicator counts persons or things one by one.
func wholeCount(in *model.Indicator) bool {
	return in.Kind != model.Rate && !in.Percent() && in.Decimals == 0 && !strings.ContainsAny(in.ValueUnit, "十百千万亿")
}

// fallingTotals finds counts of what has been done so far that go down, and amounts below zero that make the total of a
// cumulative target go down.
func (a *audit) fallingTotals() {
	a.eachSeries(func(in *model.Indicator, series []*model.Observation) {
		switch {
		case in.Kind == model.Stock && (in.Cumulative || strings.Contains(in.Name, "累计")):
			for i, o := range series[1:] {
				if before := series[i]; o.Value.Cmp(*before.Value) < 0 {
					a.find(a.at.Observation(o), "%s：%s，比 %s 的 %s 少 %s，累计数不会减少", a.figure(o), o.Value, before.Period, before.Value, before.Value.Sub(*o.Value))
					a.found.Hintf("核对两期的数；前期多报了的，按修订另加一行；不是累计数的，改 indicators.csv 的 cumulative 或名称")
					a.found.About(about(o))
				}
			}
		case in.Kind == model.Flow && a.cumulativeTarget(in.ID, series[0].Region):
			for _, o := range series {
				if o.Value.Sign() < 0 {
					a.find(a.at.Observation(o), "%s：%s，是负数，它的累计数会减少", a.figure(o), o.Value)
					a.found.Hintf("冲减以前各期的，改为修订那一期（另加一行，写新的 release）")
					a.found.About(about(o))
				}
			}
		}
	})
}

func (a *audit) cumulativeTarget(indicator, region string) bool {
	return slices.ContainsFunc(a.plan.TargetsFor(indicator, region), func(t *model.Target) bool { return t.Kind == model.Cumulative })
}

func abs(r *big.Rat) *big.Rat { return new(big.Rat).Abs(r) }

// near reports whether r is about a factor.
func near(r *big.Rat, factor int64) bool {
	return r.Cmp(big.NewRat(factor, slipSlack)) >= 0 && r.Cmp(big.NewRat(factor*slipSlack, 1)) <= 0
}

// median of at least one fraction; of an even number the mean of the two in the middle.
func median(of []*big.Rat) *big.Rat {
	sorted := slices.SortedFunc(slices.Values(of), (*big.Rat).Cmp)
	m := sorted[len(sorted)/2]
	if len(sorted)%2 == 0 {
		m = new(big.Rat).Add(m, sorted[len(sorted)/2-1])
		m.Quo(m, big.NewRat(2, 1))
	}
	return m
}

// plain writes a fraction for a message: all digits of a short decimal, otherwise four significant ones.
func plain(r *big.Rat) string {
	if n := model.NumberFromRat(r, 6); n.Rat().Cmp(r) == 0 {
		return trimZeros(n.String())
	}
	decimals := 0
	for size := abs(r); decimals < 9 && size.Sign() > 0 && size.Cmp(big.NewRat(1000, 1)) < 0; decimals++ {
		size = new(big.Rat).Mul(size, big.NewRat(10, 1))
	}
	return trimZeros(model.NumberFromRat(r, decimals).String())
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func signed(n model.Number) string {
	if n.Sign() > 0 {
		return "+" + n.String()
	}
	return n.String()
}
