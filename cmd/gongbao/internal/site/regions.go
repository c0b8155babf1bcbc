package site

import (
	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
)

// The figures that compare the regions below. Which kind of target they are compared by, where several have one, figure
// decides.

// mapOf is an indicator where the counties lie; nil where the tables give no places.
func (s *Shell) mapOf(in *model.Indicator) *Chart {
	return s.chart(figure.NewMap(s.r.a, in.ID, s.r.kindOf(in)))
}

// goalMap is the map of the first goal.
func (s *Shell) goalMap() *Chart {
	goals := s.r.plan.Headlines()
	if len(goals) == 0 {
		return nil
	}
	return s.chart(figure.NewMap(s.r.a, goals[0].Indicator, goals[0].Kind))
}

// multiplesOf is a small trend a county. highlight is the code of the county that the page is about, or empty.
func (s *Shell) multiplesOf(in *model.Indicator, highlight string) *Chart {
	return s.chart(figure.NewMultiples(s.r.a, in.ID, s.r.kindOf(in), highlight))
}

// kindOf is the kind of the first target that a county has for an indicator.
func (r *renderer) kindOf(in *model.Indicator) model.TargetKind {
	for _, c := range r.a.Counties {
		if targets := r.plan.TargetsFor(in.ID, c.Code); len(targets) > 0 {
			return targets[0].Kind
		}
	}
	return model.LevelTarget
}

// resultOf is the assessment of one kind of target; where the region has none of that kind, the first there is.
func (r *renderer) resultOf(indicator, region string, kind model.TargetKind) analysis.Result {
	results := r.a.Results(indicator, region)
	for _, res := range results {
		if res.Target != nil && res.Target.Kind == kind {
			return res
		}
	}
	if len(results) > 0 {
		return results[0]
	}
	return analysis.Result{Indicator: r.plan.Indicator(indicator), Region: r.plan.RegionOf(region), Reason: analysis.NoTarget}
}
