package analysis

import (
	"cmp"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
)

// compare finds the assessment to compare with, and what has changed since.
//
// The release before is the last one that knew only earlier periods: a release that brings no new period for the plan's
// indicators (a census volume, a correction) is compared with the same one as the release it follows. Previous is made
// with today's figures for the period of that release, so that From and To differ in time and not in the tables' age.
//
// An example. In June the city had 快于序时, from 33.2. In July the June figure is revised to 33.0, which gives 符合序时,
// and the September figure gives 符合序时 as well. Between June and September as known now nothing changed, yet readers
// saw another word: a change from 快于序时 to 符合序时, ByRevision. Had September given 略有滞后, the change would be from
// 符合序时 to 略有滞后, not by revision. Had June been missing and come in late, with 符合序时, the change would be from 无数据
// to 符合序时: readers learn something new, and nothing that they had read was wrong.
func (a *Assessment) compare() {
	p := a.Plan
	for i := len(p.Releases) - 2; i >= 0; i-- {
		public := p.Public(p.Releases[i].PublishedAt)
		then := survey(public, a.options)
		if then.Period.End() >= a.Period.End() {
			continue
		}
		if then.Period.IsZero() {
			return // that release had nothing to assess
		}
		o := a.options
		o.Through = then.Period
		a.Previous = assess(p, o)
		a.Previous.Release = &p.Releases[i]
		var seen *Assessment // what readers saw before a newest release that only corrects
		if before := len(p.Releases) - 2; before > i {
			seen = survey(p.Public(p.Releases[before].PublishedAt), a.options)
		}
		a.Changes = a.changesSince(then, seen)
		return
	}
}

// changesSince compares with Previous. then has the figures of that release as they were; seen, where not nil, those
// just before the newest release.
func (a *Assessment) changesSince(then, seen *Assessment) []Change {
	var changes []Change
	note := func(c Change, in func(*Assessment) judgement) {
		now, previous := in(a), in(a.Previous)
		c.To = now.status
		if seen != nil {
			if old := in(seen); old.status != now.status {
				c.From, c.ByRevision = old.status, revisedInto(old, now)
				changes = append(changes, c)
				return
			}
		}
		if c.From = previous.status; c.From == c.To {
			old := in(then)
			if c.From = old.status; c.From == c.To {
				return
			}
			c.ByRevision = revisedInto(old, previous)
		}
		changes = append(changes, c)
	}
	for i := range a.Goals {
		goal := &a.Goals[i]
		note(Change{Region: goal.Region, Result: goal}, func(b *Assessment) judgement { return b.judgementOf(goal) })
	}
	regions := a.Counties
	if home := a.Plan.Home(); home != nil {
		regions = append([]*model.Region{home}, regions...)
	}
	for _, region := range regions {
		for i := range a.Plan.Measures {
			measure := &a.Plan.Measures[i]
			now := a.Measure(measure.ID, region.Code)
			c := Change{Region: region, Measure: measure, Result: now.Decisive}
			if c.Result == nil && len(now.Results) > 0 {
				c.Result = &now.Results[0]
			}
			note(c, func(b *Assessment) judgement {
				m := b.Measure(measure.ID, region.Code)
				return judgement{m.Status, m.Results}
			})
		}
	}
	slices.SortStableFunc(changes, func(x, y Change) int {
		order := func(c Change) int {
			switch {
			case c.Down():
				return 0
			case c.Up():
				return 1
			}
			return 2
		}
		return cmp.Compare(order(x), order(y))
	})
	return changes
}

// judgement is a status in one assessment and the results that it follows from.
type judgement struct {
	status  Status
	results []Result
}

// judgementOf is that of a goal's target.
func (a *Assessment) judgementOf(goal *Result) judgement {
	for _, r := range a.Results(goal.Indicator.ID, goal.Region.Code) {
		if r.Target != nil && r.Target.Kind == goal.Target.Kind {
			return judgement{r.Status, []Result{r}}
		}
	}
	return judgement{status: NoData}
}

// revisedInto reports whether revised figures alone made one judgement of another: every result with another status had
// one before, for the very same period. Of one plan both have the same results in the same order.
func revisedInto(old, now judgement) bool {
	if old.status == NoData || len(old.results) != len(now.results) {
		return false
	}
	for i, was := range old.results {
		if is := now.results[i]; was.Status != is.Status && (was.Status == NoData || was.Period != is.Period) {
			return false
		}
	}
	return true
}
