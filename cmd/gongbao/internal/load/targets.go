package load

import (
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// targetPlace is where a target of the plan stands: its first row, and that of its aim.
type targetPlace struct{ row, aim diag.Place }

func (l *loader) targets() {
	t, _ := l.openTable(targetFile)
	if t == nil {
		return
	}
	indicator, region, kind := t.col("indicator_id"), t.col("region_code"), t.col("kind")
	basePeriod, baseValue := t.col("baseline_period"), t.col("baseline_value")
	period, value, source, release := t.col("target_period"), t.col("target_value"), t.col("source"), t.col("release")

	type key struct {
		indicator, region string
		kind              model.TargetKind
	}
	type point struct {
		target  int
		period  model.Period
		release string
	}
	found := map[key]int{}
	points := map[point]diag.Place{}
	var basePeriodAt, baseValueAt []diag.Place // of the row that gave a target's baseline
	for t.next() {
		before := len(l.faults)
		in, _ := t.ref(indicator, l.indicatorIDs)
		re, _ := t.ref(region, l.regionCodes)
		word, _ := t.oneOf(kind, words(model.TargetKinds)...)
		base, _ := t.period(basePeriod)
		start, _ := t.number(baseValue)
		end, _ := t.period(period)
		aim, _ := t.number(value)
		src, _ := t.ref(source, l.sourceIDs)
		from, _ := t.ref(release, l.releaseIDs)

		if start != nil && base.IsZero() && len(l.faults) == before {
			t.fault(baseValue, "CSV-EMPTY", "有基期值而没有 baseline_period")
			t.hint("写上基期，如 2016")
		}
		if !base.IsZero() && !end.IsZero() && end.End() <= base.End() {
			t.fault(period, "CSV-TARGET-BEFORE-BASELINE", "目标期 %s 不晚于基期 %s", end, base)
			t.hint("两个时期可能填反了")
		}
		if d := l.indicatorOf[in]; d != nil && model.TargetKind(word) == model.LevelTarget {
			l.checkRange(t, value, d, aim)
			l.checkRange(t, baseValue, d, start)
		}
		// A target may be set for a time that its region does not live to see; only its baseline must lie within.
		if !base.IsZero() {
			l.checkValidity(t, basePeriod, re, base)
		}
		if len(l.faults) > before || aim == nil || end.IsZero() || in == "" || re == "" || word == "" {
			continue
		}

		k := key{in, re, model.TargetKind(word)}
		at, ok := found[k]
		if !ok {
			at = len(l.plan.Targets)
			found[k] = at
			l.plan.Targets = append(l.plan.Targets, model.Target{Indicator: in, Region: re, Kind: k.kind})
			l.targetAt = append(l.targetAt, targetPlace{row: t.here(), aim: t.at(value)})
			basePeriodAt, baseValueAt = append(basePeriodAt, diag.Place{}), append(baseValueAt, diag.Place{})
		}
		target := &l.plan.Targets[at]
		if first, dup := points[point{at, end, from}]; dup {
			t.l.faults.Errorf(t.here(), "CSV-DUPLICATE-KEY", "%s、%s、%s 在 %s 的目标重复，第一次在 %s", in, re, word, end, first)
			t.hint("同一目标期只保留一行；逐年的目标用不同的 target_period，调整目标写新的 release")
			continue
		}
		points[point{at, end, from}] = t.here()
		if ok && target.Kind.Annual() && target.Milestones[0].Period != end {
			t.fault(period, "CSV-ANNUAL-MILESTONE", "%s、%s 的 %s 目标已在 %s，年均目标没有分年的步骤", in, re, word, l.targetAt[at].row)
			t.hint("只留最后一个目标期的一行；逐年不同的目标写成 level（水平）或 cumulative（累计）")
			continue
		}
		// Rows of one target are its path: they share one baseline, which a later row may leave out.
		switch {
		case base.IsZero():
		case target.BaselinePeriod.IsZero():
			target.BaselinePeriod, basePeriodAt[at] = base, t.here()
		case target.BaselinePeriod != base:
			t.fault(basePeriod, "CSV-BASELINE", "同一目标的基期不一致：这里是 %s，%s 是 %s", base, basePeriodAt[at], target.BaselinePeriod)
			t.hint("改为一致，或只在第一行写基期")
		}
		switch {
		case start == nil:
		case target.BaselineValue == nil:
			target.BaselineValue, baseValueAt[at] = start, t.here()
		case target.BaselineValue.Cmp(*start) != 0:
			t.fault(baseValue, "CSV-BASELINE", "同一目标的基期值不一致：这里是 %s，%s 是 %s", start, baseValueAt[at], target.BaselineValue)
			t.hint("改为一致，或只在第一行写基期值")
		}
		target.Milestones = append(target.Milestones, model.Milestone{Period: end, Value: *aim, Source: src, Release: from})
		if target.BaselinePeriod.End() >= end.End() {
			// The row leaves the baseline to another one.
			t.fault(period, "CSV-TARGET-BEFORE-BASELINE", "目标期 %s 不晚于基期 %s", end, target.BaselinePeriod)
			t.hint("两个时期可能填反了")
		}
		if slices.MaxFunc(target.Milestones, byPeriod).Period == end {
			l.targetAt[at].aim = t.at(value)
		}
	}
	for i := range l.plan.Targets {
		slices.SortStableFunc(l.plan.Targets[i].Milestones, byPeriod)
	}
}

func byPeriod(a, b model.Milestone) int { return a.Period.Compare(b.Period) }

var (
	one      = big.NewRat(1, 1)
	hundred  = big.NewRat(100, 1)
	thousand = big.NewRat(1000, 1)
)

// checkRange reports a share that is no share: a stock or a rate in % outside 0 to 100, in ‰ outside 0 to 1000.
func (l *loader) checkRange(t *table, col int, in *model.Indicator, n *model.Number) {
	if n == nil || !in.Percent() || in.Kind == model.Flow {
		return
	}
	limit := hundred
	if in.ValueUnit != "%" {
		limit = thousand
	}
	if n.Sign() >= 0 && (len(n.String()) < 3 || n.Rat().Cmp(limit) <= 0) {
		return
	}
	t.fault(col, "CSV-RANGE", "%s 的计量单位是 %s，%s 不在 0 到 %s 之间", in.ID, in.ValueUnit, n, limit.RatString())
	t.hint("检查小数点，或这一行的指标代码")
}

// checkValidity reports a period in which the region did not exist.
func (l *loader) checkValidity(t *table, col int, code string, p model.Period) bool {
	r := l.regionOf[code]
	if r == nil || r.ValidIn(p) {
		return true
	}
	if !r.ValidTo.IsZero() && !(&model.Region{ValidTo: r.ValidTo}).ValidIn(p) {
		t.fault(col, "CSV-REGION-VALIDITY", "%s（%s）到 %s 为止，没有 %s 的数", r.Name, r.Code, r.ValidTo, p)
		if next := l.regionOf[r.Successor]; next != nil {
			t.hint("之后是 %s，代码 %s", next.Name, next.Code)
		} else {
			t.hint("检查时期和行政区划代码")
		}
		return false
	}
	t.fault(col, "CSV-REGION-VALIDITY", "%s（%s）从 %s 起才有，没有 %s 的数", r.Name, r.Code, r.ValidFrom, p)
	if former := l.regionOf[l.before[r.Code]]; former != nil {
		t.hint("之前是 %s，代码 %s", former.Name, former.Code)
	} else {
		t.hint("检查时期和行政区划代码")
	}
	return false
}
