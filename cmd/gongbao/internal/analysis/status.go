package analysis

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// status takes the first condition that holds: achieved, away from the target, a ceiling exceeded for good, then by
// difference. That there are data at all has been settled before. The bounds are exact: a gap of −15 points is slightly behind, −15.0001 is behind.
func (c *claim) status() Status {
	switch {
	case c.achieved():
		return Achieved
	case c.away(), c.exceeded():
		return Behind
	}
	tolerance := c.a.options.Tolerance
	points := new(big.Rat).Mul(c.Gap, big.NewRat(100, 1))
	above := func(bound int) bool { return points.Cmp(big.NewRat(int64(bound), 1)) > 0 }
	below := func(bound int) bool { return points.Cmp(big.NewRat(int64(bound), 1)) < 0 }
	switch {
	case above(tolerance.OnTrack):
		return Ahead
	case !below(-tolerance.OnTrack):
		return OnTrack
	case !below(-tolerance.SlightlyBehind):
		return SlightlyBehind
	}
	return Behind
}

// achieved: a level or a total is reached once and for all, also before its time. A yearly mean can still fall, and a
// ceiling can still be broken, so these two are kept only when the target's time is over.
func (c *claim) achieved() bool {
	return c.met && (c.final || !c.annual() && !c.Ceiling)
}

// away: the figure has moved from the start in the wrong direction. A ceiling has none.
func (c *claim) away() bool { return !c.Ceiling && c.Attained.Sign() < 0 }

// exceeded: more than a ceiling allows for its whole time has been used already, so that it cannot be kept any more, however
// little is over the planned path. A yearly mean above its ceiling is not there yet: the years to come may bring it down.
func (c *claim) exceeded() bool { return c.Ceiling && c.now.Rat().Cmp(c.allowance()) > 0 }

// allowance is what the flows since the baseline may add up to under a ceiling, until its time is over.
func (c *claim) allowance() *big.Rat {
	if c.annual() {
		years := big.NewRat(int64(c.span()), 12)
		return years.Mul(years, c.aim)
	}
	return new(big.Rat).Sub(c.aim, c.start)
}

// ReasonText is the reason in Chinese, for the result it stands in; empty where there is a status.
func (r Result) ReasonText() string {
	if r.Reason == "" {
		return ""
	}
	if r.particulars != "" {
		return r.particulars
	}
	return reasonWords[r.Reason]
}

// ReasonText is the reason in Chinese; empty where the measure has a status.
func (m MeasureResult) ReasonText() string {
	if m.Reason == "" {
		return ""
	}
	if len(m.Results) > 0 && m.Results[0].Reason == m.Reason {
		return m.Results[0].ReasonText()
	}
	return reasonWords[m.Reason]
}

var reasonWords = map[Reason]string{
	NoTarget:       "本地区没有目标",
	NoObservation:  "没有数据",
	NotReported:    "未报本期数",
	NoBaseline:     "没有基期值",
	BaselineIsAim:  "基期值等于目标值，完成进度无从计算",
	NoTime:         "本期不晚于基期，无从比较",
	MissingPeriods: "基期以来缺期，累计数无从相加",
	BoundaryChange: "期间行政区划有变更，前后不可比",
	WrongWay:       "目标与指标方向相反",
	KindMismatch:   "目标类型不适用于该指标",
	NotListed:      "功能区未单列",
}

// lacking names the regions below that have no figure for the period while others have one, so that nothing could be
// computed from them.
func (c *claim) lacking() []string {
	if c.Period.IsZero() || !c.a.within(c.Region) {
		return nil
	}
	ids := []string{c.in.ID}
	switch c.in.Aggregation {
	case model.Ratio:
		ids = []string{c.in.Numerator, c.in.Denominator}
	case model.NoRule:
		return nil
	}
	var names []string
	reported := false
	for _, child := range c.a.children[c.Region.Code] {
		if !child.ValidIn(c.Period) {
			continue
		}
		if slices.ContainsFunc(ids, func(id string) bool { return c.a.Series(id, child.Code).Observed().At(c.Period) == nil }) {
			names = append(names, cmp.Or(child.ShortName, child.Name))
		} else {
			reported = true
		}
	}
	if !reported {
		return nil
	}
	return names
}

// why says the reason with the particulars of the case.
func (c *claim) why() string {
	switch c.Reason {
	case NotReported, NoObservation:
		if lacking := c.lacking(); lacking != nil {
			return wording.List(lacking, "个地区") + "未报" + c.Period.Label() + "数，无从汇总"
		}
		if c.Reason == NotReported {
			return "未报" + c.Period.Label() + "数"
		}
	case NoBaseline:
		if c.Target.BaselinePeriod.IsZero() {
			return "目标没有注明基期"
		}
		return "没有" + c.Target.BaselinePeriod.EndLabel() + "的基期值"
	case BaselineIsAim:
		if c.annual() {
			return "年度目标为0，完成进度无从计算"
		}
	case NoTime:
		for _, m := range c.Target.Milestones {
			if m.Period.End() <= c.Target.BaselinePeriod.End() {
				return "目标期不晚于基期，无从比较"
			}
		}
		return fmt.Sprintf("%s不晚于基期%s，无从比较", c.Period.EndLabel(), c.Target.BaselinePeriod.EndLabel())
	case MissingPeriods:
		return "缺" + c.missingList() + "数，无从相加"
	case WrongWay:
		if c.in.Direction == model.Down {
			return "指标以降低为好，目标却要求提高"
		}
		return "指标以提高为好，目标却要求降低"
	}
	return ""
}
