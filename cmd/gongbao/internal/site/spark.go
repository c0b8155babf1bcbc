package site

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// Spark is a series in the space of a word, against its planned path. Its coordinates are those of a drawing of 96 by 28.
type Spark struct {
	Status     *Status
	Label      string
	Line, Plan string
	X, Y       string
}

func (r *renderer) spark(res *analysis.Result) *Spark {
	if res == nil || res.Indicator == nil || res.Region == nil {
		return nil
	}
	type point struct {
		t int
		v float64
	}
	var points []point
	var base model.Period
	if res.Target != nil {
		base = res.Target.BaselinePeriod
	}
	for _, p := range r.a.Standing(*res).Points {
		if res.Period.End() < p.Period.End() && !res.Period.IsZero() {
			break
		}
		points = append(points, point{p.Period.End(), p.Value.Float()})
	}
	if len(points) < 2 {
		return nil
	}
	var plan []point
	if t := res.Target; t != nil && !t.Kind.Annual() && !base.IsZero() {
		start, ok := 0.0, t.Kind == model.Cumulative
		if res.Baseline != nil && (t.Kind == model.LevelTarget || res.Indicator.Kind == model.Flow) {
			start, ok = res.Baseline.Float(), true
		}
		if ok {
			plan = append(plan, point{base.End(), start})
			for _, m := range t.Milestones {
				plan = append(plan, point{m.Period.End(), m.Value.Float()})
			}
		}
	}
	all := append(slices.Clone(points), plan...)
	t0, t1, v0, v1 := all[0].t, all[0].t, all[0].v, all[0].v
	for _, p := range all {
		t0, t1, v0, v1 = min(t0, p.t), max(t1, p.t), min(v0, p.v), max(v1, p.v)
	}
	place := func(p point) string {
		x, y := 3.0, 14.0
		if t1 > t0 {
			x = 3 + 90*float64(p.t-t0)/float64(t1-t0)
		}
		if v1 > v0 {
			y = 25 - 22*(p.v-v0)/(v1-v0)
		}
		return fmt.Sprintf("%.1f %.1f", x, y)
	}
	path := func(points []point) string {
		var b strings.Builder
		for i, p := range points {
			b.WriteByte("ML"[min(i, 1)])
			b.WriteString(place(p))
		}
		return b.String()
	}
	sp := &Spark{Status: r.status(res.Status), Line: path(points)}
	if len(plan) > 1 {
		sp.Plan = path(plan)
	}
	sp.X, sp.Y, _ = strings.Cut(place(points[len(points)-1]), " ")
	sp.Label = r.say.Count("parts.spark", len(points), "Name", res.Indicator.Name)
	return sp
}
