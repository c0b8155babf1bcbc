package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// unreported are the statuses of rows that say that there should be a figure and is none.
const unreported = "OL"

// overdue lists which organisation has not reported which indicator, for which regions. Two periods are looked at: the
// newest that is due, and the newest that anybody has reported. A series is expected to go on where it has both periods
// before, or where a neighbour goes on; not beyond the time of its targets.
func (a *audit) overdue() {
	at := a.At
	if at.IsZero() && len(a.plan.Releases) > 0 {
		at = a.plan.Releases[len(a.plan.Releases)-1].PublishedAt
	}
	if at.IsZero() {
		return
	}
	home := a.within()
	newest := map[model.Frequency]model.Period{}
	for f := model.Year; f <= model.Month; f++ {
		newest[f] = lastDue(at, f, a.ReportDays)
	}
	reported := map[model.Frequency]model.Period{}
	for i := range a.plan.Indicators {
		in := &a.plan.Indicators[i]
		for _, r := range home {
			for _, c := range a.plan.Series(in.ID, r.Code) {
				if p := c.Shown.Period; c.Shown.Value != nil && !c.Shown.Projected() && p.Freq == in.Frequency &&
					p.Compare(newest[p.Freq]) <= 0 && p.Compare(reported[p.Freq]) > 0 {
					reported[p.Freq] = p
				}
			}
		}
	}
	for i := range a.plan.Indicators {
		in := &a.plan.Indicators[i]
		if in.Org == "" || in.Frequency == 0 {
			continue
		}
		looked := slices.Compact([]model.Period{reported[in.Frequency], newest[in.Frequency]})
		for _, p := range looked {
			if !p.IsZero() {
				a.overdueIn(in, p, home)
			}
		}
		a.holes(in, looked, home)
	}
}

// holes lists the regions that lack a period between two of their own without a word, while at least half of the other regions
// with the indicator have it: a census every ten years has none.
func (a *audit) holes(in *model.Indicator, looked []model.Period, home []*model.Region) {
	type reporter struct {
		region      *model.Region
		first, last model.Period
		has         map[model.Period]bool
	}
	var all []reporter
	var periods []model.Period
	for _, r := range home {
		if r.Code == a.plan.Region && in.Aggregation != model.NoRule {
			continue // it is computed of the others
		}
		one := reporter{region: r, has: map[model.Period]bool{}}
		for _, c := range a.plan.Series(in.ID, r.Code) {
			p := c.Shown.Period
			if p.Freq != in.Frequency || c.Shown.Projected() {
				continue
			}
			if one.has[p] = true; one.first.IsZero() {
				one.first = p
			}
			one.last = p
			periods = append(periods, p)
		}
		if len(one.has) > 0 {
			all = append(all, one)
		}
	}
	slices.SortFunc(periods, model.Period.Compare)
	for _, p := range slices.Compact(periods) {
		if slices.Contains(looked, p) {
			continue
		}
		have := 0
		var lack []string
		for _, one := range all {
			switch {
			case one.has[p]:
				have++
			case one.first.Compare(p) < 0 && p.Compare(one.last) < 0 && one.region.ValidIn(p):
				lack = append(lack, one.region.Label())
			}
		}
		if lack == nil || have*2 < len(all)-1 {
			continue
		}
		a.find(a.at.Indicator(in.ID), "%s缺 %s 的 %s：%s", a.orgName(in.Org), p, in.Name, strings.Join(lack, "、"))
		a.found.Hintf("前后各期都有、别的地区也有；补上，或加一行、value 留空并在 status 写明原因（如 M、L）")
		a.found.About(diag.Subject{Indicator: in.ID, Period: p.String(), Name: in.Org})
	}
}

func (a *audit) orgName(id string) string {
	if o := a.plan.Org(id); o != nil {
		return cmp.Or(o.Name, id)
	}
	return id
}

// lastDue is the newest period of a frequency whose report was due by an instant, on the calendar of its zone.
func lastDue(at time.Time, f model.Frequency, days int) model.Period {
	// The day 0 of a month is the last one of the month before.
	ends := func(p model.Period) time.Time {
		year, month := p.EndMonth()
		return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, at.Location())
	}
	p := model.Period{Year: int16(at.Year()), Freq: f, Index: uint8(f.Per())}
	for ends(p).AddDate(0, 0, days).After(at) {
		p = p.Prev()
	}
	return p
}

func (a *audit) overdueIn(in *model.Indicator, p model.Period, home []*model.Region) {
	state := func(region string, p model.Period) (has, said bool) {
		for _, c := range a.plan.Series(in.ID, region) {
			if o := c.Shown; o.Period == p && !o.Projected() {
				return o.Value != nil || !strings.Contains(unreported, o.Status), true
			}
		}
		return false, false
	}
	anybody := slices.ContainsFunc(home, func(r *model.Region) bool {
		has, _ := state(r.Code, p)
		return has && r.Code != a.plan.Region
	})
	var late []string
	noted := 0
	for _, r := range home {
		has, said := state(r.Code, p)
		if has || !r.ValidIn(p) || p.End() > a.expectedUntil(in, r.Code) {
			continue
		}
		before, _ := state(r.Code, p.Prev())
		earlier, _ := state(r.Code, p.Prev().Prev())
		if !said && !(before && earlier) && !(anybody && r.Code != a.plan.Region && len(a.plan.Series(in.ID, r.Code)) > 0) {
			continue
		}
		if said {
			noted++
		}
		late = append(late, r.Label())
	}
	if late == nil {
		return
	}
	more := ""
	if noted > 0 {
		more = fmt.Sprintf("（其中 %d 处已注明缺失）", noted)
	}
	a.find(a.at.Indicator(in.ID), "%s未报 %s 的 %s：%s%s", a.orgName(in.Org), p, in.Name, strings.Join(late, "、"), more)
	a.found.Hintf("催报；用 gongbao template 生成填报表；不再统计的，改 indicators.csv 的 org 或写明缺失的原因（M、K、Q）")
	a.found.About(diag.Subject{Indicator: in.ID, Period: p.String(), Name: in.Org})
}

// expectedUntil is the end of the last period that an indicator's targets ask for, its own and those of the shares made
// of it; far away without any.
func (a *audit) expectedUntil(in *model.Indicator, region string) int {
	until := 0
	look := func(id string) {
		for _, code := range []string{region, a.plan.Region} {
			for _, t := range a.plan.TargetsFor(id, code) {
				until = max(until, t.Aim().Period.End())
			}
		}
	}
	look(in.ID)
	for i := range a.plan.Indicators {
		if other := &a.plan.Indicators[i]; other.Numerator == in.ID || other.Denominator == in.ID {
			look(other.ID)
		}
	}
	if until == 0 {
		return 1 << 30
	}
	return until
}
