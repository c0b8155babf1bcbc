package analysis

import "gongbao/cmd/gongbao/internal/model"

// Assessment is a plan assessed. Its look-ups are total: what cannot be assessed has the status NoData and a reason.
type Assessment struct {
	Plan    *model.Plan
	Release *model.Release // the newest public one; nil in a plan without releases
	// Period is the newest that an indicator of the plan (a goal or one of a measure) has a figure for.
	Period model.Period
	// Counties are the plan's regions of the level below, as they existed at Period; Zones the functional zones, which
	// have no figures of their own.
	Counties, Zones []*model.Region
	Goals           []Result    // one a target of a headline indicator in the plan's own region
	Previous        *Assessment // at the release before, with figures as revised now; nil for the first release
	Changes         []Change    // for the worse first, then by weight: goals, city measures, counties
	Revisions       []Revision  // made by Release
	Notes           []Note      // the targets' consistency

	options Options
	// … caches of the implementation
}

// Assess assesses a plan that holds public rows only (model.Plan.Public).
func Assess(p *model.Plan, o Options) *Assessment { panic("not written yet") }

// Series is an indicator's figures in a region, with the computed ones where the region published none.
func (a *Assessment) Series(indicator, region string) Series { panic("not written yet") }

// Results are the assessments of an indicator's targets in a region; one with Reason NoTarget where it has none.
func (a *Assessment) Results(indicator, region string) []Result { panic("not written yet") }

// Measure is a measure's status in a region.
func (a *Assessment) Measure(id, region string) MeasureResult { panic("not written yet") }

// Matrix is every measure (rows, in the plan's order) in every county (columns, in the table's order).
func (a *Assessment) Matrix() [][]MeasureResult { panic("not written yet") }

// Ranking orders the counties by an indicator's newest common period, best first by the indicator's direction, those
// without data last.
func (a *Assessment) Ranking(indicator string) []Ranked { panic("not written yet") }

// RankingByGap orders the counties by attainment against their own targets, furthest ahead first.
func (a *Assessment) RankingByGap(indicator string, kind model.TargetKind) []Ranked {
	panic("not written yet")
}

// Tally counts the measures of a region by status.
func (a *Assessment) Tally(region string) map[Status]int { panic("not written yet") }

// ReasonText is the reason in Chinese, for the result it stands in.
func (r Result) ReasonText() string { panic("not written yet") }
