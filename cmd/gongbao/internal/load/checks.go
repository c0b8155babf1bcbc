package load

import (
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/prose"
	"gongbao/cmd/gongbao/internal/yamlmap"
)

// checkHome reports a configuration whose region the table does not have.
func (l *loader) checkHome() {
	if l.plan.Region == "" {
		return // config has reported it
	}
	if _, known := l.regionCodes.resolve(l.plan.Region); known {
		return
	}
	at := diag.Place{File: configFile}
	info, err := fs.Stat(l.fsys, configFile)
	if err == nil && !info.Mode().IsRegular() {
		return // nor can it be opened
	}
	if src, err := fs.ReadFile(l.fsys, configFile); err == nil {
		var ignored diag.List // config reports what is wrong with its file
		if m := yamlmap.Parse(string(src), configFile, 1, yamlmap.Codes{}, &ignored); m != nil {
			at = m.At("region")
		}
	}
	l.faults.Errorf(at, "CFG-REGION", "region %q 不在 %s 里", shorten(l.plan.Region), regionFile)
	l.suggest(l.regionCodes, l.plan.Region)
}

// checkLinks looks up the links between parts of the plan, and the anchors that meet on the plan page.
func (l *loader) checkLinks() {
	lists := map[string]*codelist{
		prose.MeasureLink: l.measureIDs, prose.IndicatorLink: l.indicatorIDs, prose.OrgLink: l.orgIDs,
		prose.RegionLink: l.regionCodes, prose.SectionLink: l.sectionIDs, prose.DocumentLink: l.documentIDs,
	}
	anchors := map[string]diag.Place{}
	for id, at := range l.sectionIDs.places {
		anchors[id] = at
	}
	for _, link := range l.links {
		if link.Scheme == "" {
			if !strings.HasPrefix(link.At.File, sectionFolder) {
				continue
			}
			if first, dup := anchors[link.Target]; dup && first != link.At {
				l.faults.Errorf(link.At, "MD-DUPLICATE-ID", "锚点 %q 重复，第一次在 %s；各节在同一页上", link.Target, first)
				l.faults.Hintf("换一个名字")
				continue
			}
			anchors[link.Target] = link.At
			continue
		}
		if link.Scheme == prose.Address {
			continue // package audit follows those
		}
		list := lists[link.Scheme]
		anchor, marked := "", false
		if link.Scheme == prose.DocumentLink {
			link.Target, anchor, marked = strings.Cut(link.Target, "#")
		}
		id, known := list.resolve(link.Target)
		switch {
		case !known:
			l.faults.Errorf(link.At, "LINK-UNKNOWN", "链接指向未知的%s %q", list.what, shorten(link.Target))
			l.suggest(list, link.Target)
		case id != link.Target:
			// Pages have the id in their path, not a spelling of the name.
			l.faults.Errorf(link.At, "LINK-UNKNOWN", "链接要用代码：%q", shorten(link.Target))
			l.faults.Hintf("改为 %s:%s", link.Scheme, id)
		case marked && !l.documentHas(id, anchor):
			l.faults.Errorf(link.At, "LINK-UNKNOWN", "文档 %s 里没有锚点 %q", id, shorten("#"+anchor))
			l.faults.Hintf("锚点写在标题末尾：{#%s}", anchor)
		}
	}
}

// documentHas reports whether a document gives a heading an anchor.
func (l *loader) documentHas(id, anchor string) bool {
	file := l.documentIDs.places[id].File
	return slices.ContainsFunc(l.links, func(k prose.Link) bool { return k.Scheme == "" && k.Target == anchor && k.At.File == file })
}

// checkPlan warns of what is consistent by form but hardly meant.
func (l *loader) checkPlan(p *model.Plan) {
	below := newTree(p)
	// A fault among the regions may have changed what belongs to a sum.
	if !slices.ContainsFunc(l.faults, func(d diag.Diagnostic) bool { return d.File == regionFile }) {
		l.checkSums(p, below)
	}
	l.checkTargets(p, below)
	l.checkRatios(p)
}

// checkRatios warns of shares that nobody published and that come out impossible: more settled people than people.
func (l *loader) checkRatios(p *model.Plan) {
	for i := range p.Indicators {
		in := &p.Indicators[i]
		if in.Aggregation != model.Ratio || !in.Percent() {
			continue
		}
		for j := range p.Regions {
			region := &p.Regions[j]
			for _, c := range p.Series(in.Numerator, region.Code) {
				above := shown(p, in.Numerator, region.Code, c.Shown.Period)
				under := shown(p, in.Denominator, region.Code, c.Shown.Period)
				if above == nil || under == nil || under.Value.Sign() == 0 || shown(p, in.ID, region.Code, c.Shown.Period) != nil {
					continue
				}
				share := new(big.Rat).Quo(above.Value.Rat(), under.Value.Rat())
				if share.Sign() >= 0 && share.Cmp(one) <= 0 {
					continue
				}
				share.Mul(share, hundred)
				l.faults.Warnf(l.placeOf(p, above), "CSV-RATIO-RANGE", "%s %s %s：%s ÷ %s 得 %s%%，不在 0 到 100%% 之间",
					region.ShortName, in.Name, c.Shown.Period, above.Value, under.Value, model.NumberFromRat(share, 1))
				l.faults.Hintf("核对 %s（%s）和 %s（%s）两个数", in.Numerator, above.Value, in.Denominator, under.Value)
				l.faults.About(figureOf(above))
			}
		}
	}
}

// shown is the observed figure that stands for a cell, or nil; a forecast is none.
func shown(p *model.Plan, indicator, region string, at model.Period) *model.Observation {
	cells := p.Series(indicator, region)
	i, ok := slices.BinarySearchFunc(cells, at, func(c model.Cell, at model.Period) int { return c.Shown.Period.Compare(at) })
	if !ok || cells[i].Shown.Value == nil || cells[i].Shown.Projected() {
		return nil
	}
	return cells[i].Shown
}

// tree holds what makes up each region: the regions right below it. Functional zones are counted within the counties.
type tree map[string][]*model.Region

func newTree(p *model.Plan) tree {
	t := tree{}
	for i := range p.Regions {
		if r := &p.Regions[i]; r.Parent != "" && r.Level != model.Zone {
			t[r.Parent] = append(t[r.Parent], r)
		}
	}
	return t
}

// parts are those of a region's that existed in a period.
func (t tree) parts(region string, at model.Period) []*model.Region {
	var found []*model.Region
	for _, r := range t[region] {
		if r.ValidIn(at) {
			found = append(found, r)
		}
	}
	return found
}

// within are the plan's own region and all regions below it; nothing outside is complete, so nothing there adds up.
// Parents must not be a ring.
func (t tree) within(home *model.Region) []*model.Region {
	if home == nil {
		return nil
	}
	found := []*model.Region{home}
	for i := 0; i < len(found); i++ {
		found = append(found, t[found[i].Code]...)
	}
	return found
}

// checkSums compares each published total with the sum of its parts, where all of them are published for the period.
func (l *loader) checkSums(p *model.Plan, below tree) {
	for _, total := range below.within(p.Home()) {
		if below[total.Code] == nil {
			continue
		}
		for j := range p.Indicators {
			in := &p.Indicators[j]
			if in.Aggregation != model.Sum {
				continue
			}
			for _, c := range p.Series(in.ID, total.Code) {
				o := c.Shown
				of := below.parts(total.Code, o.Period)
				sum, ok := sumOf(p, in.ID, of, o)
				if !ok || !beyondRounding(p, in, of, o, sum) {
					continue
				}
				l.faults.Warnf(l.placeOf(p, o), "CSV-SUM", "%s %s %s：公布数 %s，%d 个下级之和 %s，相差 %s",
					total.ShortName, in.Name, o.Period, o.Value, len(of), sum, difference(*o.Value, sum))
				l.faults.Hintf("核对两边的数；口径确有不同就在 note 里写明")
				l.faults.About(figureOf(o))
			}
		}
	}
}

// figureOf is an observation as the subject of a diagnostic.
func figureOf(o *model.Observation) diag.Subject {
	return diag.Subject{Indicator: o.Indicator, Region: o.Region, Period: o.Period.String(), Value: o.Value.String()}
}

func difference(total, sum model.Number) string {
	d := total.Sub(sum)
	if d.Sign() > 0 {
		return "+" + d.String()
	}
	return d.String()
}

// sumOf adds up the parts of a total. ok is false where a part is missing, where there are none, and where invented
// figures would be held against real ones.
func sumOf(p *model.Plan, indicator string, of []*model.Region, total *model.Observation) (sum model.Number, ok bool) {
	if total.Value == nil || total.Projected() || len(of) == 0 {
		return sum, false
	}
	for _, r := range of {
		o := shown(p, indicator, r.Code, total.Period)
		if o == nil || p.Invented(o.Source) != p.Invented(total.Source) {
			return sum, false
		}
		sum = sum.Add(*o.Value)
	}
	return sum, true
}

// beyondRounding reports whether a total differs from the sum of its parts by more than rounding can do: half a unit of
// the last digit for each figure. Whole counts of persons or things are not rounded; those of ten thousands are.
func beyondRounding(p *model.Plan, in *model.Indicator, of []*model.Region, total *model.Observation, sum model.Number) bool {
	if total.Value.Cmp(sum) == 0 {
		return false
	}
	decimals := total.Value.Decimals()
	for _, r := range of {
		decimals = min(decimals, shown(p, in.ID, r.Code, total.Period).Value.Decimals())
	}
	if decimals == 0 && !strings.ContainsAny(in.ValueUnit, "十百千万亿") {
		return true
	}
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
	slack := new(big.Rat).Quo(big.NewRat(int64(len(of)+1), 2), unit)
	gap := total.Value.Sub(sum).Rat()
	return gap.Abs(gap).Cmp(slack) > 0
}

func (l *loader) checkTargets(p *model.Plan, below tree) {
	complete := !l.faults.HasErrors() // otherwise the missing figure may stand in a row with a fault
	for i := range p.Targets {
		t := &p.Targets[i]
		in, region := p.Indicator(t.Indicator), p.RegionOf(t.Region)
		if in == nil || region == nil {
			continue
		}
		what := fmt.Sprintf("%s 的 %s（%s）", region.ShortName, in.Name, t.Kind)
		subject := diag.Subject{Indicator: t.Indicator, Region: t.Region, Name: string(t.Kind)}
		needsValue := t.Kind == model.LevelTarget || t.Kind == model.AnnualIncrease
		switch {
		case t.BaselinePeriod.IsZero():
			l.faults.Warnf(l.targetAt[i].row, "TARGET-NO-BASELINE", "%s没有基期，无从计算完成进度", what)
			l.faults.Hintf("写上 baseline_period 和 baseline_value")
			l.faults.About(subject)
		case complete && needsValue && t.BaselineValue == nil && !hasFigure(p, below, t.Indicator, t.Region, t.BaselinePeriod, 0):
			l.faults.Warnf(l.targetAt[i].row, "TARGET-NO-BASELINE", "%s没有基期值，也没有 %s 的观测值，无从计算完成进度", what, t.BaselinePeriod)
			l.faults.Hintf("写上 baseline_value，或补上 %s 的观测值", t.BaselinePeriod)
			l.faults.About(subject)
		}
		l.checkDirection(p, t, what, l.targetAt[i].aim)
	}
}

// checkDirection warns of a target on the wrong side of its baseline.
func (l *loader) checkDirection(p *model.Plan, t *model.Target, what string, at diag.Place) {
	in, aim := p.Indicator(t.Indicator), t.Aim().Value
	var from model.Number // a yearly increase is compared with no change
	switch t.Kind {
	case model.LevelTarget:
		if t.BaselineValue != nil {
			from = *t.BaselineValue
		} else if o := shown(p, t.Indicator, t.Region, t.BaselinePeriod); o != nil {
			from = *o.Value
		} else {
			return
		}
	case model.AnnualIncrease:
	default:
		return // flows that add up are amounts, whichever way is better
	}
	if c := aim.Cmp(from); in.Direction == model.Up && c < 0 || in.Direction == model.Down && c > 0 {
		way := map[model.Direction]string{model.Up: "越高越好", model.Down: "越低越好"}[in.Direction]
		l.faults.Warnf(at, "TARGET-DIRECTION", "%s%s，而目标 %s 比基期 %s 差", what, way, aim, from)
		l.faults.Hintf("检查目标值、基期值和指标的 direction")
		l.faults.About(diag.Subject{Indicator: t.Indicator, Region: t.Region, Period: t.Aim().Period.String(), Name: string(t.Kind), Value: aim.String()})
	}
}

// placeOf is where a row of the plan stands. The rows have the plan's order, in which they were sorted before.
func (l *loader) placeOf(p *model.Plan, o *model.Observation) diag.Place {
	if l.positions == nil {
		l.positions = make(map[*model.Observation]int, len(p.Observations))
		for i := range p.Observations {
			l.positions[&p.Observations[i]] = i
		}
	}
	return l.rowPlace(l.positions[o])
}

// hasFigure reports whether a figure is published or follows from the parts' figures, as analysis computes it.
// depth stops at rings of regions, which have been reported.
func hasFigure(p *model.Plan, below tree, indicator, region string, at model.Period, depth int) bool {
	if shown(p, indicator, region, at) != nil {
		return true
	}
	in := p.Indicator(indicator)
	if in == nil || depth > 2*len(model.Levels) {
		return false
	}
	switch in.Aggregation {
	case model.Ratio:
		return hasFigure(p, below, in.Numerator, region, at, depth+1) && hasFigure(p, below, in.Denominator, region, at, depth+1)
	case model.Sum:
		of := below.parts(region, at)
		return len(of) > 0 && !slices.ContainsFunc(of, func(r *model.Region) bool { return !hasFigure(p, below, indicator, r.Code, at, depth+1) })
	}
	return false
}
