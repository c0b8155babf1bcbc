package figure

import (
	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// NewTrend is an indicator's series in a region against its planned path, target and projection. ok is false where
// there is not a single point to draw.
func NewTrend(a *analysis.Assessment, r analysis.Result) (f Figure, ok bool) {
	panic("not written yet")
}

// NewRanking orders the counties by an indicator's newest values, with the city in its own place.
func NewRanking(a *analysis.Assessment, indicator string) (f Figure, ok bool) {
	panic("not written yet")
}

// NewGoals is the attainment of the plan's goals, in a region, against expected progress.
func NewGoals(a *analysis.Assessment, region string) (f Figure, ok bool) { panic("not written yet") }

// NewAttainment is the attainment of one indicator in every county, against expected progress.
func NewAttainment(a *analysis.Assessment, indicator string, kind model.TargetKind) (f Figure, ok bool) {
	panic("not written yet")
}

// NewMatrix is the status of every measure in every county.
func NewMatrix(a *analysis.Assessment) (f Figure, ok bool) { panic("not written yet") }
