package analysis

import (
	"cmp"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// status takes the first condition that holds: achieved, away from the target, a ceiling exceeded for good, then by
// difference. That there are data at all has been settled before. The bounds are exact: a gap of −15 points is slightly behind, −15.0001 is behind.
func (c *claim) status() Status {
	if c.achieved() {
		return Achieved
	}
	if s, other := c.otherStatus(); other {
		return s
	}
	if c.away() || c.exceeded() {
		return Behind
	}
	return c.a.options.Tolerance.status(c.Gap)
}

// status by a difference of two shares.
func (t Tolerance) status(gap *big.Rat) Status {
	points := new(big.Rat).Mul(gap, big.NewRat(100, 1))
	above := func(bound int) bool { return points.Cmp(big.NewRat(int64(bound), 1)) > 0 }
	below := func(bound int) bool { return points.Cmp(big.NewRat(int64(bound), 1)) < 0 }
	switch {
	case above(t.OnTrack):
		return Ahead
	case !below(-t.OnTrack):
		return OnTrack
	case !below(-t.SlightlyBehind):
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

// ReasonText is the reason in the words of the assessment's language, with the particulars of the case; empty where there is
// a status.
func (r Result) ReasonText() string { return r.why }

// ReasonText is the reason in the words of the assessment's language; empty where the measure has a status.
func (m MeasureResult) ReasonText() string { return m.why }

// In is the reason in a language's words, without particulars.
func (r Reason) In(say *wording.Language) string { return say.Text(reasonWords[r]) }

var reasonWords = map[Reason]string{
	NoTarget:       "analysis.reason.no-target",
	NoObservation:  "analysis.reason.no-observation",
	NotReported:    "analysis.reason.not-reported",
	NoBaseline:     "analysis.reason.no-baseline",
	BaselineIsAim:  "analysis.reason.baseline-is-aim",
	NoTime:         "analysis.reason.no-time",
	MissingPeriods: "analysis.reason.missing-periods",
	BoundaryChange: "analysis.reason.boundary-change",
	WrongWay:       "analysis.reason.wrong-way",
	NotPositive:    "analysis.reason.not-positive",
	TooFewPeriods:  "analysis.reason.too-few-periods",
	KindMismatch:   "analysis.reason.kind-mismatch",
	NotListed:      "analysis.reason.not-listed",
	Suppressed:     "analysis.reason.suppressed",
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

// because says the reason with the particulars of the case.
func (c *claim) because() string {
	say := c.a.Say
	switch c.Reason {
	case "":
		return ""
	case NotReported, NoObservation:
		if lacking := c.lacking(); lacking != nil {
			return say.Text("analysis.reason.not-all-reported", "When", say.Period(c.Period),
				"Regions", say.List(lacking, say.Text("analysis.counter.regions")))
		}
		if c.Reason == NotReported {
			return say.Text("analysis.reason.not-reported-in", "When", say.Period(c.Period))
		}
	case NoBaseline:
		if c.Target.BaselinePeriod.IsZero() {
			return say.Text("analysis.reason.no-baseline-period")
		}
		return say.Text("analysis.reason.no-baseline-in", "When", say.PeriodEnd(c.Target.BaselinePeriod))
	case BaselineIsAim:
		if c.annual() {
			return say.Text("analysis.reason.aim-is-zero")
		}
	case NoTime:
		for _, m := range c.Target.Milestones {
			if m.Period.End() <= c.Target.BaselinePeriod.End() {
				return say.Text("analysis.reason.aim-before-baseline")
			}
		}
		return say.Text("analysis.reason.not-after-baseline", "When", say.PeriodEnd(c.Period), "Baseline", say.PeriodEnd(c.Target.BaselinePeriod))
	case MissingPeriods:
		return say.Text("analysis.reason.missing-in", "Periods", c.missingList())
	case WrongWay:
		if c.in.Direction == model.Down {
			return say.Text("analysis.reason.wants-up")
		}
		return say.Text("analysis.reason.wants-down")
	}
	return c.Reason.In(say)
}
