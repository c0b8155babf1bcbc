package load

import "gongbao/cmd/gongbao/internal/model"

// acknowledgements reads what the office has checked and found right. Which rules there are, package audit knows.
func (l *loader) acknowledgements() {
	t, _ := l.openTable(acknowledgementFile)
	if t == nil {
		return
	}
	rule, indicator, region, period := t.col("rule"), t.col("indicator_id"), t.col("region_code"), t.col("period")
	subject, value, because := t.col("subject"), t.col("value"), t.col("because")
	by, on, release := t.col("checked_by"), t.col("checked_at"), t.col("release")
	for t.next() {
		before := len(l.faults)
		a := model.Acknowledgement{Rule: t.words(rule), Subject: t.words(subject), Because: t.words(because), CheckedBy: t.words(by)}
		a.Indicator, _ = t.ref(indicator, l.indicatorIDs)
		a.Region, _ = t.ref(region, l.regionCodes)
		a.Period, _ = t.period(period)
		if n, _ := t.number(value); n != nil {
			a.Value = n.String()
		}
		if a.CheckedAt = t.date(on); a.CheckedAt.IsZero() {
			t.filled(on)
		}
		a.Release, _ = t.ref(release, l.releaseIDs)
		if a.Indicator == "" && a.Subject == "" && len(l.faults) == before {
			t.fault(rule, "ACK-TOO-WIDE", "没有写 indicator_id 或 subject，等于关闭整条规则 %s", shorten(a.Rule))
			t.hint("写明核实的是哪个指标或哪件事；要关闭规则，在 content/gongbao.yaml 的 check.severity 里写 off")
		}
		l.plan.Acknowledgements = append(l.plan.Acknowledgements, a)
		l.acknowledgedAt = append(l.acknowledgedAt, t.here())
	}
}
