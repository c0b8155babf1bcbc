package bulletin

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
	"gongbao/cmd/gongbao/internal/wording"
)

// replyTime is how long after the bulletin an answer is asked for.
const replyTime = 21 * 24 * time.Hour

// asking is what the bulletin's readers are asked to decide or to have answered, one sentence a kind.
type asking struct{ overdue, unreported, unknown []analysis.MeasureResult }

// asks lists what needs a decision (提请研究的事项): remedies whose time is over while the item still lags, lagging items
// without a remedy, and measures that had no data twice in a row. Where there is nothing to ask there is no box. A re-issue
// brings no progress and asks nothing.
func (e *edition) asks(lagging []analysis.MeasureResult) {
	if e.reissue != nil || e.issue.Date.IsZero() || e.region == nil {
		return
	}
	var list asking
	for _, m := range lagging {
		switch {
		case len(m.Actions) == 0:
			list.unreported = append(list.unreported, m)
		case !e.overdue(m.Actions).IsZero():
			list.overdue = append(list.overdue, m)
		}
	}
	if e.subject.Kind != OfMeasure || len(lagging) == 0 {
		for _, own := range e.own {
			m := e.a.Measure(own.ID, e.region.Code)
			if m.Status == analysis.NoData && m.Reason != analysis.NotListed && e.silent(own.ID) > 1 {
				list.unknown = append(list.unknown, m)
			}
		}
	}
	items := e.askItems(list)
	if len(items) == 0 {
		return
	}
	if len(lagging) == 0 {
		e.chapter("尚无数据的措施")
	}
	demo := slices.ContainsFunc(lagging, func(m analysis.MeasureResult) bool { return m.Demonstration })
	e.add(gapBlock(6), &askBox{items: items, demo: demo}, gapBlock(6))
}

func (e *edition) askItems(list asking) (items []string) {
	reply := e.issue.Date.Add(replyTime)
	by := e.day(model.Date{Year: int16(reply.Year()), Month: uint8(reply.Month()), Day: uint8(reply.Day())}) + "前"
	if due := list.overdue; len(due) > 0 {
		gap := ""
		if d := due[0].Decisive; d != nil {
			gap = distance(d)
		}
		what := fmt.Sprintf("%s整改已于%s到期，仍%s", e.itemNames(due), e.day(e.overdue(due[0].Actions)), gap)
		if len(due) > 1 {
			what = fmt.Sprintf("%s整改到期后仍然滞后", e.itemNames(due))
		}
		items = append(items, what+"，请"+e.answering(due)+by+"说明原因，重定措施和时限。")
	}
	if missing := list.unreported; len(missing) > 0 {
		what := e.itemNames(missing) + missing[0].Status.Word() + "，未报整改措施"
		if len(missing) > 1 {
			what = e.itemNames(missing) + "滞后而未报整改措施"
		}
		items = append(items, what+"，请"+e.answering(missing)+by+"补报。")
	}
	if unknown := list.unknown; len(unknown) > 0 {
		periods := e.silent(unknown[0].Measure.ID)
		for _, m := range unknown {
			periods = min(periods, e.silent(m.Measure.ID))
		}
		items = append(items, fmt.Sprintf("%s连续%s期无数据，请%s%s明确口径并补报。", e.itemNames(unknown), count(periods), e.answering(unknown), by))
	}
	return items
}

// overdue is the last of an item's deadlines, if all that it has are over; else the zero date. A remedy without a deadline
// is never overdue.
func (e *edition) overdue(actions []model.Action) (last model.Date) {
	for _, action := range actions {
		d := action.Deadline
		if d.IsZero() || !endOf(d).Before(e.issue.Date) {
			return model.Date{}
		}
		if last.IsZero() || endOf(d).After(endOf(last)) {
			last = d
		}
	}
	return last
}

// endOf is when a deadline is over: the end of its day, month or year.
func endOf(d model.Date) time.Time {
	year, month, day := int(d.Year), time.Month(d.Month), int(d.Day)+1
	switch {
	case d.Month == 0:
		year, month, day = year+1, 1, 1
	case d.Day == 0:
		month, day = month+1, 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// silent is for how many periods in a row a measure has had no data, the assessed one included.
func (e *edition) silent(measure string) int {
	n, at := 0, model.Period{}
	for a := e.a; a != nil && a.Measure(measure, e.region.Code).Status == analysis.NoData; a = a.Previous {
		if a.Period != at {
			n, at = n+1, a.Period
		}
	}
	return n
}

// itemNames names lagging items as the table above does: 1-6 居住证、2-7 建设用地, or the regions of a measure.
func (e *edition) itemNames(items []analysis.MeasureResult) string {
	names, counter := make([]string, len(items)), "项"
	for i, m := range items {
		names[i] = m.Measure.ID + " " + m.Measure.Label()
		if e.subject.Kind == OfMeasure {
			names[i], counter = e.regionLabel(m.Region), "个地区"
		}
	}
	return wording.List(names, counter)
}

// answering are the units that are asked: who leads a measure, or in a region below its government.
func (e *edition) answering(items []analysis.MeasureResult) string {
	var names []string
	for _, m := range items {
		name := e.orgName(m.Measure.LeadUnit)
		if m.Region != nil && m.Region.Code != e.a.Plan.Region {
			name = m.Region.Name + "人民政府"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return wording.List(names, "个单位")
}

// askBox is a framed list: what a reader who reads nothing else is asked for. It is never broken.
type askBox struct {
	items []string
	demo  bool

	lines [][]line
}

const (
	askTitle  = "提请研究的事项"
	askPitch  = 19.3
	askPad    = 9.0
	askNumber = 18.0 // room of 1.
)

var (
	styleAsk      = style{face: sans, size: 11, ink: inkText}
	styleAskTitle = style{face: sansBold, size: 12, ink: inkText}
)

func (b *askBox) layout(c *composer) {
	if b.lines != nil {
		return
	}
	c.place = askTitle
	for _, text := range b.items {
		width := c.wide() - 4 - 2*askPad - askNumber
		b.lines = append(b.lines, c.lines([]span{{text, styleAsk}}, measure{width: width, justify: true}))
	}
}

func (b *askBox) height(c *composer) float64 {
	b.layout(c)
	rows := 1
	for _, lines := range b.lines {
		rows += len(lines)
	}
	return 2*askPad - 4 + float64(rows)*askPitch
}

func (b *askBox) lead(c *composer, _ []block) float64 { return math.Min(b.height(c), c.high()) }

func (b *askBox) set(c *composer) {
	h := b.height(c)
	c.demo(b.demo)
	c.frameBox(c.left()+0.4, c.y, c.wide()-0.8, h, 0.8, inkText)
	c.fill(c.left(), c.y, 4, h, inkRed)
	x, y := c.left()+4+askPad, c.y+askPad-2
	c.mark(2, askTitle)
	c.as(pdfa.H3, func() { c.text(x, y+baseline(askPitch, styleAskTitle.size), askTitle, styleAskTitle) })
	y += askPitch
	list, end := c.tag(pdfa.List)
	defer end()
	list.Ordered = true
	for i, lines := range b.lines {
		c.as(pdfa.Item, func() {
			c.as(pdfa.Label, func() { c.text(x, y+baseline(askPitch, styleAsk.size), fmt.Sprintf("%d.", i+1), styleAsk) })
			c.as(pdfa.ItemBody, func() {
				for _, l := range lines {
					c.drawLine(l, x+askNumber, y+baseline(askPitch, styleAsk.size))
					y += askPitch
				}
			})
		})
	}
	c.y += h
}
