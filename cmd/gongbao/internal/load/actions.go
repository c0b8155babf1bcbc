package load

import "gongbao/cmd/gongbao/internal/model"

func (l *loader) actions() {
	t, _ := l.openTable(actionFile)
	if t == nil {
		return
	}
	region, measure, period := t.col("region_code"), t.col("measure"), t.col("period")
	text, textEn, org, source := t.col("text"), t.col("text_en"), t.col("org"), t.col("source")
	release, deadline := t.col("release"), t.col("deadline")
	for t.next() {
		a := model.Action{Text: t.words(text), TextEn: t.words(textEn)}
		a.Region, _ = t.ref(region, l.regionCodes)
		a.Measure, _ = t.ref(measure, l.measureIDs)
		a.Period, _ = t.period(period)
		a.Org, _ = t.ref(org, l.orgIDs)
		a.Deadline = t.date(deadline)
		a.Source, _ = t.ref(source, l.sourceIDs)
		a.Release, _ = t.ref(release, l.releaseIDs)
		l.plan.Actions = append(l.plan.Actions, a)
	}
}
