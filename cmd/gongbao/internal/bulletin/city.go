package bulletin

import (
	"bytes"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// City writes the bulletin of the plan's own region: summary first, then what moved, what lags and what is done about
// it, counties, measures, outlook, and the working in annexes. It returns the number of pages. A character that the
// fonts lack is a *MissingGlyphError, and nothing is written.
func City(w io.Writer, fonts *Fonts, a *analysis.Assessment, conf config.Config, issue Issue) (pages int, err error) {
	e := newEdition(a, conf, issue)
	c, err := e.composeCity(fonts)
	if err != nil {
		return 0, err
	}
	var file bytes.Buffer
	info := information{
		title:   e.name + issue.number(),
		author:  conf.Publisher.Name,
		subject: strings.Join(headline(a.Goals), "　"),
		created: issue.Date,
	}
	for _, field := range []string{info.title, info.author, info.subject} {
		if fault := c.widths.check(sans, visible(field)); fault != nil {
			c.place = "文件信息"
			c.miss(fault)
			return 0, e.located(c.err)
		}
	}
	if err := c.paint(&file, info); err != nil {
		return 0, fmt.Errorf("paint bulletin %s: %w", issue.Release, err)
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		return 0, fmt.Errorf("write bulletin %s: %w", issue.Release, err)
	}
	return len(c.sheets), nil
}

// edition collects the blocks of one bulletin.
type edition struct {
	a      *analysis.Assessment
	conf   config.Config
	issue  Issue
	name   string
	home   *model.Region
	blocks []block

	chapters, tables, figures int
	annexTables               int
	inAnnex                   bool
}

func newEdition(a *analysis.Assessment, conf config.Config, issue Issue) *edition {
	e := &edition{a: a, conf: conf, issue: issue, home: a.Plan.Home()}
	region := ""
	if e.home != nil {
		region = e.home.Name
	}
	e.name = bulletinName(conf.Title, region)
	return e
}

// composeCity sets the whole bulletin; composed again from the same assessment it gives the same marks.
func (e *edition) composeCity(fonts *Fonts) (*composer, error) {
	c := newComposer(fonts)
	e.opening()
	e.summary()
	e.movements()
	e.lagging()
	e.counties()
	e.measures()
	e.outlook()
	e.working()
	e.sources()
	c.compose(e.blocks)
	c.furnish(furniture{name: e.name, number: e.issue.number(), notice: firstClauses(e.conf.Notice), demo: wording.DemonstrationMark})
	if c.err != nil {
		return nil, e.located(c.err)
	}
	return c, nil
}

// firstClauses is the notice as far as its first full stop, for the foot of each page.
func firstClauses(notice string) string {
	head, _, _ := strings.Cut(notice, "。")
	return head
}

func (e *edition) add(blocks ...block) { e.blocks = append(e.blocks, blocks...) }

// say adds a paragraph of sentences; empty ones are left out, and a paragraph of none is none.
func (e *edition) say(place string, demo bool, sentences ...string) {
	if text := strings.Join(sentences, ""); text != "" {
		e.add(body(place, demo, span{text, styleBody}))
	}
}

func (e *edition) chapter(title string) {
	e.chapters++
	e.add(&heading{level: 1, text: ordinal(e.chapters) + "、" + title})
}

func (e *edition) tableLabel() string {
	if e.inAnnex {
		e.annexTables++
		return fmt.Sprintf("附表%d", e.annexTables)
	}
	e.tables++
	return fmt.Sprintf("表%d", e.tables)
}

func (e *edition) figureLabel() string { e.figures++; return fmt.Sprintf("图%d", e.figures) }

// located says where in the plan a missing character comes from, as its author would look for it.
func (e *edition) located(err error) error {
	fault, ok := err.(*MissingGlyphError)
	if !ok {
		return err
	}
	if place := origin(e.a.Plan, e.conf, fault); place != "" {
		fault.Place = place
	}
	return fault
}

// opening is the title block.
func (e *edition) opening() {
	e.add(masthead{name: e.name, number: e.issue.number(), office: e.conf.Publisher.Name, day: e.issue.day()})
	demo := e.anyDemonstration()
	text := e.conf.Notice
	mark := ""
	if demo {
		mark = wording.DemonstrationMark
		if text != "" && !strings.HasSuffix(text, "。") {
			text += "。"
		}
		text += "进展数据含演示数据，请勿引用；取自公开统计的数据另注来源。"
	}
	if text != "" || mark != "" {
		e.add(&noticeBox{title: mark, text: text, demo: demo})
	}
}

// anyDemonstration reports whether anything in the bulletin is a demonstration figure.
func (e *edition) anyDemonstration() bool {
	regions := append([]*model.Region{}, e.a.Counties...)
	if e.home != nil {
		regions = append(regions, e.home)
	}
	for i := range e.a.Goals {
		if e.a.Goals[i].Demonstration {
			return true
		}
	}
	for _, r := range regions {
		for i := range e.a.Plan.Measures {
			if e.a.Measure(e.a.Plan.Measures[i].ID, r.Code).Demonstration {
				return true
			}
		}
		for i := range e.a.Plan.Indicators {
			if in := &e.a.Plan.Indicators[i]; in.Headline && e.demoIn(e.a.Results(in.ID, r.Code)) {
				return true
			}
		}
	}
	return false
}

func (e *edition) demoIn(results []analysis.Result) bool {
	return slices.ContainsFunc(results, func(r analysis.Result) bool { return r.Demonstration })
}

// summary is the first page: the finding, a paragraph, the goals.
func (e *edition) summary() {
	goals := e.a.Goals
	phrases := headline(goals)
	if phrases == nil {
		phrases = []string{e.conf.Title}
	}
	subtitle := ""
	if !e.a.Period.IsZero() {
		subtitle = "——" + e.a.Period.Label() + e.conf.Title
	}
	e.add(title{phrases, subtitle})
	statuses := make([]analysis.Status, len(goals))
	for i := range goals {
		statuses[i] = goals[i].Status
	}
	// From the most important sentence on: what the first page has no room for is left to the chapters.
	sentences := []string{tally("目标", statuses)}
	if worst := e.furthestBehind(); worst != nil {
		sentences = append(sentences, concentration(e.shares(worst)))
	}
	for i := range goals {
		if s := outlook(&goals[i]); s != "" && goals[i].Status.Lagging() {
			sentences = append(sentences, s)
			break
		}
	}
	label := e.tableLabel()
	var variants [][]block
	for n := len(sentences); n > 0; n-- {
		spans := standing(e.home, goals)
		if text := strings.Join(sentences[:n], ""); text != "" {
			spans = append(spans, span{text, styleBody})
		}
		if len(spans) == 0 {
			spans = []span{{"本期没有可以判定的目标数据。", styleBody}}
		}
		p := body("提要", e.demoIn(goals), spans...)
		p.grid = false
		variant := []block{p}
		if len(goals) > 0 {
			variant = append(variant, e.goalTable(label, goals))
		}
		variants = append(variants, variant)
	}
	e.add(choice{variants})
}

// furthestBehind is the lagging quantity among the goals, or nil.
func (e *edition) furthestBehind() *analysis.Result {
	for i := range e.a.Goals {
		r := &e.a.Goals[i]
		if r.Status.Lagging() && r.Kind() == model.Cumulative && r.Indicator.Aggregation == model.Sum {
			return r
		}
	}
	return nil
}

// shares is what every county still lacks to its own target.
func (e *edition) shares(goal *analysis.Result) []share {
	var list []share
	for _, ranked := range e.a.RankingByGap(goal.Indicator.ID, goal.Kind()) {
		if r := ranked.Result; r.Value != nil && r.Target != nil {
			list = append(list, share{short(ranked.Region), r.Aim.Value.Sub(*r.Value).Rat()})
		}
	}
	return list
}

// before is a goal as it was at the bulletin before; nil where there was none or nothing new has come since.
func (e *edition) before(r *analysis.Result) *analysis.Result {
	if e.a.Previous == nil || r.Region == nil {
		return nil
	}
	results := e.a.Previous.Results(r.Indicator.ID, r.Region.Code)
	for i := range results {
		if old := &results[i]; old.Target != nil && old.Kind() == r.Kind() && old.Value != nil && old.Period != r.Period {
			return old
		}
	}
	return nil
}

func (e *edition) goalTable(label string, goals []analysis.Result) *table {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{label, goalCaption(goals), e.a.Period.EndLabel()},
		columns: []column{{flex: 1}, {}, {}, {width: 88}, {}, {}},
		demo:    e.demoIn(goals),
		tight:   true,
		place:   "目标表",
	}
	head := func(s string, a align) place { return in(plain(s, bold).to(a)) }
	t.head = []row{{cells: []place{
		head("目标", left), head("本期值", right), head("较上期", right), head("完成度与序时进度（%）", left).over(2), head("状态", left),
	}}}
	var earlier []string // indicators whose newest figure is older
	for i := range goals {
		r := &goals[i]
		kind := r.Kind()
		name := bold
		below := "目标：" + requirement(r)
		if older := r.Indicator.Name + "为" + r.Period.EndLabel() + "数"; r.Period.End() < e.a.Period.End() && !r.Period.IsZero() && !slices.Contains(earlier, older) {
			earlier = append(earlier, older)
		}
		cells := []place{in(&textCell{paragraphs: []cellText{
			{spans: []span{{wording.Goal(r.Indicator, kind), name}}, pitch: 13},
			{spans: []span{{below, styleNote}}, pitch: 12},
		}})}
		switch {
		case r.Value == nil || r.Status == analysis.NoData:
			cells = append(cells, in(plain("—", styleTable).to(right)), in(plain("—", styleTable).to(right)),
				place{cell: plain(r.ReasonText(), styleNote), span: 2})
		default:
			figure, unit := wording.TargetParts(r.Value.Rat(), r.Indicator, kind)
			change := "—"
			if old := e.before(r); old != nil {
				change = signedFigure(r.Value.Sub(*old.Value).Rat(), r)
			}
			cells = append(cells, in(goalCell{figure, unit}), in(number(change, styleTable)), in(bar(r)), in(&textCell{
				align: right,
				paragraphs: []cellText{
					{spans: []span{{percentFigure(r.Attained), bold}}, pitch: 12.5},
					{spans: []span{{percentFigure(r.Expected), styleNote}}, pitch: 12},
				},
			}))
		}
		cells = append(cells, in(statusCell{status: r.Status, word: true}))
		t.rows = append(t.rows, row{cells: cells})
	}
	reading := "深色条为完成度，粗竖线为序时进度，细线为100%，竖纹为欠缺；右列上为完成度，下为序时进度。"
	if slices.ContainsFunc(goals, func(r analysis.Result) bool {
		return r.Kind() == model.AnnualFlow || r.Kind() == model.AnnualIncrease
	}) {
		reading += "年均目标的序时进度恒为100%。"
	}
	if e.a.Previous != nil {
		reading += "上期为" + e.a.Previous.Period.EndLabel() + "。"
	}
	if len(earlier) > 0 {
		reading += strings.Join(earlier, "，") + "。"
	}
	reading += "判定过程见附件。"
	t.after = []block{note("目标表注", t.demo, reading)}
	return t
}

func bar(r *analysis.Result) barCell {
	if r.Attained == nil || r.Expected == nil {
		return barCell{}
	}
	attained, _ := r.Attained.Float64()
	expected, _ := r.Expected.Float64()
	return barCell{attained, expected, true}
}

func percentFigure(r *big.Rat) string {
	if r == nil {
		return "—"
	}
	return strings.TrimSuffix(wording.Percent(r), "%")
}

// signedFigure is a change in the unit in which the figure itself is set.
func signedFigure(v *big.Rat, r *analysis.Result) string {
	figure, _ := wording.Parts(v, r.Indicator)
	if v.Sign() > 0 && strings.Trim(figure, "0.") != "" {
		figure = "+" + figure
	}
	if strings.Trim(figure, "0.+"+wording.Minus) == "" {
		return "持平"
	}
	if shown, _ := wording.Parts(r.Value.Rat(), r.Indicator); r.Indicator.Decimals == 0 && strings.ContainsRune(shown, '.') {
		// The figure itself stands in 万: its change in full, with the unit that differs.
		return wording.Difference(v, r.Indicator)
	}
	return figure
}

// over makes a cell reach over several columns.
func (p place) over(n int) place { p.span = n; return p }

func goalCaption(goals []analysis.Result) string {
	var parts []string
	for _, s := range analysis.Statuses {
		if n := countGoals(goals, s); n > 0 {
			parts = append(parts, count(n)+"项"+s.Word())
		}
	}
	return count(len(goals)) + "项目标：" + strings.Join(parts, "，")
}

func countGoals(goals []analysis.Result, s analysis.Status) int {
	n := 0
	for _, g := range goals {
		if g.Status == s {
			n++
		}
	}
	return n
}

// movements is what changed since the bulletin before.
func (e *edition) movements() {
	changes, revisions := e.a.Changes, e.a.Revisions
	if len(changes) == 0 && len(revisions) == 0 {
		return
	}
	demo := e.anyDemonstration()
	e.chapter("本期变动")
	if len(changes) > 0 {
		before := ""
		if p := e.a.Previous; p != nil {
			before = p.Period.EndLabel()
		}
		sentences := append([]string{moved(before, changes)}, turns(changes, e.home)...)
		e.say("本期变动", demo, sentences...)
		e.changeTable(changes)
	}
	const few = 2 // revisions that need no table
	if len(revisions) > few {
		e.revisionTable(revisions)
		return
	}
	var sentences []string
	for _, r := range revisions {
		sentences = append(sentences, revised(r, e.home))
	}
	e.say("数据修订", demo, sentences...)
}

// mostRows is the number of rows of a table in the text that a reader still takes in; the rest is counted.
const mostRows = 24

func (e *edition) changeTable(changes []analysis.Change) {
	t := &table{
		caption: caption{unit: "完成度：上期→本期，%"},
		columns: []column{{}, {flex: 1, pad: 6}, {}, {pad: 10}, {pad: 6}},
		place:   "状态变动表",
	}
	bold := styleTable
	bold.face = sansBold
	t.head = []row{{cells: []place{
		in(plain("地区", bold)), in(plain("事项", bold)), in(plain("完成度", bold).to(right)), in(plain("上期状态", bold)), in(plain("本期状态", bold)),
	}}}
	up := slices.DeleteFunc(slices.Clone(changes), func(c analysis.Change) bool { return !c.Up() })
	down := slices.DeleteFunc(slices.Clone(changes), func(c analysis.Change) bool { return c.Up() })
	revisedOnly := false
	var left int
	for _, group := range []struct {
		band    string
		changes []analysis.Change
	}{{"下降", down}, {"上升", up}} {
		shown := e.weighty(group.changes)
		left += len(group.changes) - len(shown)
		if len(shown) == 0 {
			continue
		}
		t.rows = append(t.rows, row{band: fmt.Sprintf("%s（%d项）", group.band, len(group.changes))})
		for _, c := range shown {
			item := ""
			if c.Measure != nil {
				item = c.Measure.ID + " " + c.Measure.Label()
			} else {
				item = wording.Goal(c.Result.Indicator, c.Result.Kind())
			}
			if c.ByRevision {
				item += "①"
				revisedOnly = true
			}
			r := row{cells: []place{
				in(plain(e.compactLabel(c.Region), styleTable)), in(plain(item, styleTable)), in(plain(e.passage(c), styleTable).to(right)),
				in(statusCell{status: c.From, word: true}), in(statusCell{status: c.To, word: true}),
			}}
			r.demo = c.Result != nil && c.Result.Demonstration
			t.rows = append(t.rows, r)
		}
	}
	t.caption.label = e.tableLabel()
	var counts []string
	if len(down) > 0 {
		counts = append(counts, fmt.Sprintf("%d项下降", len(down)))
	}
	if len(up) > 0 {
		counts = append(counts, fmt.Sprintf("%d项上升", len(up)))
	}
	t.caption.title = "状态变动：" + strings.Join(counts, "，")
	var notes []string
	if revisedOnly {
		notes = append(notes, "①状态因数据修订改变，本期数没有使它变动。")
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s措施另有%d项变动，未列入。", counties, left))
	}
	if e.a.Previous != nil {
		notes = append(notes, fmt.Sprintf("上期为%s，用修订后的数。", e.a.Previous.Period.EndLabel()))
	}
	if len(notes) > 0 {
		t.after = []block{note("状态变动表注", false, strings.Join(notes, ""))}
	}
	e.add(t)
}

// weighty leaves the changes that a reader must see: those of the plan's own region; of counties what fell far behind,
// and what was completed while that is still news.
func (e *edition) weighty(changes []analysis.Change) []analysis.Change {
	const news = 10
	own := func(c analysis.Change) bool { return e.home != nil && c.Region != nil && c.Region.Code == e.home.Code }
	completed := 0
	for _, c := range changes {
		if !own(c) && c.To == analysis.Achieved {
			completed++
		}
	}
	var list []analysis.Change
	for _, c := range changes {
		if own(c) || len(list) < mostRows && (c.To == analysis.Behind || c.To == analysis.Achieved && completed <= news) {
			list = append(list, c)
		}
	}
	return list
}

func (e *edition) regionLabel(r *model.Region) string {
	if e.home != nil && r.Code == e.home.Code {
		return regionWord(r)
	}
	return r.Name
}

// compactLabel is the full name where a narrow column has room for it, else the short one.
func (e *edition) compactLabel(r *model.Region) string {
	const longest = 7
	if label := e.regionLabel(r); len([]rune(label)) <= longest {
		return label
	}
	return short(r)
}

// passage is a change's attainment before and now, where both are of one indicator.
func (e *edition) passage(c analysis.Change) string {
	if c.Result == nil || e.a.Previous == nil {
		return "—"
	}
	now := c.Result
	var old *analysis.Result
	if c.Measure == nil {
		old = e.before(now)
	} else if m := e.a.Previous.Measure(c.Measure.ID, c.Region.Code); m.Decisive != nil &&
		m.Decisive.Indicator.ID == now.Indicator.ID && m.Decisive.Kind() == now.Kind() {
		old = m.Decisive
	}
	switch {
	case now.Attained == nil:
		return "—"
	case old == nil || old.Attained == nil:
		return percentFigure(now.Attained)
	}
	return percentFigure(old.Attained) + "→" + percentFigure(now.Attained)
}

func (e *edition) revisionTable(revisions []analysis.Revision) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{e.tableLabel(), fmt.Sprintf("数据修订：%d个数", len(revisions)), ""},
		columns: []column{{}, {flex: 1, pad: 5}, {pad: 5, width: 88}, {}, {}, {}, {pad: 10, flex: 1}},
		tight:   true,
		place:   "数据修订表",
	}
	t.head = []row{{cells: []place{
		in(plain("地区", bold)), in(plain("指标", bold)), in(plain("时期", bold)), in(plain("原值", bold).to(right)),
		in(plain("修订值", bold).to(right)), in(plain("差额", bold).to(right)), in(plain("原因", bold)),
	}}}
	for _, r := range revisions[:min(len(revisions), mostRows)] {
		from, to, difference := "—", "—", "—"
		if r.Old.Value != nil {
			from = wording.Fixed(r.Old.Value.Rat(), r.Indicator.Decimals)
		}
		if r.New.Value != nil {
			to = wording.Fixed(r.New.Value.Rat(), r.Indicator.Decimals)
		}
		if r.Old.Value != nil && r.New.Value != nil {
			difference = wording.Signed(r.New.Value.Sub(*r.Old.Value).Rat(), r.Indicator.Decimals)
		}
		name := r.Indicator.Name + "（" + r.Indicator.ValueUnit + "）"
		t.rows = append(t.rows, row{demo: e.demoSource(r.New.Source), cells: []place{
			in(plain(e.compactLabel(r.Region), styleTable)), in(plain(name, styleTable)), in(plain(r.Period.Label(), styleTable)),
			in(plain(from, styleTable).to(right)), in(plain(to, styleTable).to(right)), in(plain(difference, styleTable).to(right)),
			in(plain(r.New.Note, styleTable)),
		}})
	}
	if left := len(revisions) - mostRows; left > 0 {
		t.after = []block{note("数据修订表注", false, fmt.Sprintf("另有%d个数修订，见网页版。", left))}
	}
	e.add(t)
}

func (e *edition) demoSource(id string) bool {
	s := e.a.Plan.Source(id)
	return s != nil && s.Kind == model.Demonstration
}

// lagging lists the measures that lag in the plan's own region, the furthest behind first, each with what is done.
func (e *edition) lagging() {
	if e.home == nil {
		return
	}
	var items []analysis.MeasureResult
	for i := range e.a.Plan.Measures {
		if m := e.a.Measure(e.a.Plan.Measures[i].ID, e.home.Code); m.Status.Lagging() {
			items = append(items, m)
		}
	}
	if len(items) == 0 {
		return
	}
	slices.SortStableFunc(items, func(a, b analysis.MeasureResult) int { return byGap(a.Decisive, b.Decisive) })
	reported := 0
	demo := false
	for i := range items {
		if items[i].Actions = e.actionsFor(items[i]); len(items[i].Actions) > 0 {
			reported++
		}
		demo = demo || items[i].Demonstration
	}
	e.chapter("滞后事项与整改措施")
	var names []string
	for _, m := range items {
		if m.Status == analysis.Behind {
			names = append(names, m.Measure.Label())
		}
	}
	first := fmt.Sprintf("%d项措施中，%d项滞后", len(e.a.Plan.Measures), len(items))
	if len(names) > 0 {
		first += "，其中" + wording.List(names, "项") + "明显滞后"
	}
	worst := ""
	if d := items[0].Decisive; d != nil && len(items) > 1 {
		worst = "差距最大的是" + progress(d.Indicator.Name+"，", d, 0)
	}
	e.say("滞后事项", demo, first+"。", worst, remedies(len(items), reported))
	e.actionTable(items, demo)
}

// actionsFor are the city's own corrective actions or, where it has none, those of its counties.
func (e *edition) actionsFor(m analysis.MeasureResult) []model.Action {
	if len(m.Actions) > 0 {
		return m.Actions
	}
	var list []model.Action
	for _, county := range e.a.Counties {
		if r := e.a.Measure(m.Measure.ID, county.Code); r.Status.Lagging() {
			list = append(list, r.Actions...)
		}
	}
	return list
}

func (e *edition) actionTable(items []analysis.MeasureResult, demo bool) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{e.tableLabel(), fmt.Sprintf("%d个滞后事项的整改措施", len(items)), "完成度/序时进度，%"},
		columns: []column{{width: 22}, {width: 100}, {flex: 1, pad: 4}, {width: 102, pad: 6}},
		demo:    demo,
		place:   "整改措施表",
	}
	t.head = []row{{cells: []place{
		in(plain("序", bold)), in(plain("事项与状态", bold)), in(plain("整改措施", bold)), in(plain("牵头；责任单位", bold)),
	}}}
	for i, m := range items {
		subject := &textCell{top: true, paragraphs: []cellText{
			{spans: []span{{m.Measure.ID + " " + m.Measure.Label(), bold}}, pitch: tablePitch},
			statusLine(m.Status),
		}}
		if d := m.Decisive; d != nil {
			subject.paragraphs = append(subject.paragraphs, cellText{
				spans: []span{{percentFigure(d.Attained) + " / " + percentFigure(d.Expected), styleTable.in(inkMuted)}}, pitch: tablePitch,
			})
		}
		remedy := &textCell{top: true}
		for _, action := range m.Actions {
			text := action.Text
			if region := e.a.Plan.RegionOf(action.Region); region != nil && region.Code != e.home.Code {
				text = short(region) + "：" + text
			}
			remedy.paragraphs = append(remedy.paragraphs, cellText{spans: []span{{text, styleTable}}, pitch: tablePitch})
		}
		if len(m.Actions) == 0 {
			remedy.paragraphs = []cellText{{spans: []span{{"未报，下期补报", styleTable.in(inkMuted)}}, pitch: tablePitch}}
		}
		units := plain(e.unitsOf(m.Measure), styleTable)
		units.top = true
		t.rows = append(t.rows, row{cells: []place{
			in(plain(fmt.Sprint(i+1), styleTable)), in(subject), in(remedy), in(units),
		}})
	}
	t.after = []block{note("整改措施表注", demo, "按差距由大到小排列；差距取措施各指标中最差的一项。全市未报措施的，列滞后"+counties+"所报。")}
	e.add(t)
}

// unitsOf are a measure's units: the lead, then up to three that answer for it.
func (e *edition) unitsOf(m *model.Measure) string {
	lead := e.orgName(m.LeadUnit)
	var others []string
	for _, id := range m.ResponsibleUnits {
		if id != m.LeadUnit {
			others = append(others, e.orgName(id))
		}
	}
	const most = 3
	text := strings.Join(others[:min(len(others), most)], "、")
	if len(others) > most {
		text += fmt.Sprintf("等%d个单位", len(others))
	}
	if text == "" {
		return lead
	}
	return lead + "；" + text
}

func (e *edition) orgName(id string) string {
	if o := e.a.Plan.Org(id); o != nil {
		return o.Name
	}
	switch id {
	case model.AllCounties:
		return "各" + counties + "人民政府"
	case model.AllMembers:
		return "领导小组成员单位"
	}
	return id
}

// countyGoals are the goals that a table of counties has room for: one an indicator, levels and totals first, and only
// those for which a county has a target of its own.
func (e *edition) countyGoals() []analysis.Result {
	const most = 2
	var list []analysis.Result
	for i := range e.a.Goals {
		r := e.a.Goals[i]
		if kind := r.Kind(); kind != model.LevelTarget && kind != model.Cumulative {
			continue
		}
		if slices.ContainsFunc(e.a.RankingByGap(r.Indicator.ID, r.Kind()), func(k analysis.Ranked) bool { return k.Result.Target != nil }) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b analysis.Result) int {
		return boolInt(a.Kind() == model.Cumulative) - boolInt(b.Kind() == model.Cumulative)
	})
	return list[:min(len(list), most)]
}

// counties compares the counties: attainment of one goal as a figure, all in a table.
func (e *edition) counties() {
	if len(e.a.Counties) == 0 {
		return
	}
	goals := e.countyGoals()
	e.chapter(counties + "进展")
	var sentences []string
	demo := false
	for i := range goals {
		ranked := e.a.RankingByGap(goals[i].Indicator.ID, goals[i].Kind())
		sentences = append(sentences, countyStanding(wording.GoalInline(goals[i].Indicator, goals[i].Kind()), ranked))
		demo = demo || slices.ContainsFunc(ranked, func(r analysis.Ranked) bool { return r.Result.Demonstration })
		if goals[i].Kind() == model.Cumulative && goals[i].Status.Lagging() {
			sentences = append(sentences, remaining(e.home, &goals[i], e.shares(&goals[i])))
		}
	}
	e.say(counties+"进展", demo, sentences...)
	if len(goals) > 0 {
		shown := goals[len(goals)-1] // the total, where there is one
		if f, ok := figure.NewAttainment(e.a, shown.Indicator.ID, shown.Kind()); ok && slices.ContainsFunc(f.Bars, func(b figure.Bar) bool { return b.Missing == "" }) {
			e.plates(f, "完成本"+counties+"目标的百分比")
		}
	}
	e.countyTable(goals, demo)
}

// plates adds a figure; bars that one page cannot hold are divided.
func (e *edition) plates(f figure.Figure, unit string) {
	const most = 28
	label := e.figureLabel()
	bars := f.Bars
	for first := true; first || len(bars) > 0; first = false {
		part := f
		part.Bars = bars[:min(len(bars), most)]
		bars = bars[len(part.Bars):]
		e.add(&plate{
			caption: caption{label, f.Title, unit}, scene: part.Scene(printLayout), demo: f.Mark != figure.Real, place: label,
		})
		if first {
			label = "续" + label
		}
	}
	e.blocks[len(e.blocks)-1].(*plate).note = figureNote(f)
}

// figureNote is what stands below a figure: where and when, its caveats, its sources.
func figureNote(f figure.Figure) block {
	var parts []string
	if f.Subtitle != "" {
		parts = append(parts, f.Subtitle)
	}
	parts = append(parts, f.Notes...)
	if len(f.Sources) > 0 {
		parts = append(parts, "来源："+strings.Join(f.Sources, "、"))
	}
	if text := strings.Join(parts, "；"); text != "" {
		return note("图注", f.Mark != figure.Real, text+"。")
	}
	return gapBlock(6)
}

func (e *edition) countyTable(goals []analysis.Result, demo bool) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{e.tableLabel(), counties + "目标和措施状态", ""},
		columns: []column{{flex: 1}},
		demo:    demo,
		tight:   true,
		place:   counties + "表",
	}
	over, under := row{cells: []place{in(plain("", bold))}}, row{cells: []place{in(plain(counties, bold))}}
	for i := range goals {
		unit := goals[i].Indicator.ValueUnit
		over.cells = append(over.cells, place{cell: plain(wording.Goal(goals[i].Indicator, goals[i].Kind())+"（"+unit+"）", bold).to(centre), span: 3})
		under.cells = append(under.cells, in(plain("本期值", bold).to(right)), in(plain("与序时差", bold).to(right)), in(plain("状态", bold).to(centre)))
		t.columns = append(t.columns, column{}, column{}, column{width: 32})
	}
	over.cells = append(over.cells, place{cell: plain(fmt.Sprintf("%d项措施（项）", len(e.a.Plan.Measures)), bold).to(centre), span: len(analysis.Statuses)})
	for _, s := range analysis.Statuses {
		under.cells = append(under.cells, in(statusCell{status: s}))
		t.columns = append(t.columns, column{width: 21})
	}
	t.head = []row{over, under}
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append([]*model.Region{e.home}, regions...)
	}
	for i, region := range regions {
		st := styleTable
		own := i == 0 && e.home != nil
		if own {
			st = bold
		}
		r := row{strong: own, cells: []place{in(plain(e.compactLabel(region), st))}}
		for j := range goals {
			r.cells = append(r.cells, e.goalCells(&goals[j], region)...)
		}
		counts := e.a.Tally(region.Code)
		for _, s := range analysis.Statuses {
			text := "·"
			if n := counts[s]; n > 0 {
				text = fmt.Sprint(n)
			}
			r.cells = append(r.cells, in(plain(text, styleTable).to(centre)))
		}
		t.rows = append(t.rows, r)
	}
	t.after = []block{legend{demo}, note(counties+"表注", demo, e.zoneNote()+"与序时差为完成度减序时进度，百分点。"+counties+"对照本地区的目标。")}
	e.add(t)
}

// zoneNote names the functional zones, which have no figures of their own.
func (e *edition) zoneNote() string {
	if len(e.a.Zones) == 0 {
		return ""
	}
	names := make([]string, len(e.a.Zones))
	for i, z := range e.a.Zones {
		names[i] = z.Name
	}
	return wording.List(names, "个功能区") + "未单列，数据计入所在" + counties + "。"
}

func (e *edition) goalCells(goal *analysis.Result, region *model.Region) []place {
	results := e.a.Results(goal.Indicator.ID, region.Code)
	at := slices.IndexFunc(results, func(r analysis.Result) bool { return r.Target != nil && r.Kind() == goal.Kind() })
	if at < 0 || results[at].Status == analysis.NoData {
		return []place{in(number("—", styleTable)), in(number("—", styleTable)), in(statusCell{status: analysis.NoData})}
	}
	r := &results[at]
	value, gap := "—", "—"
	if r.Value != nil {
		value = wording.Fixed(r.Value.Rat(), r.Indicator.Decimals)
	}
	if r.Gap != nil {
		gap = r.GapPoints()
	}
	ground, has := statusGround(r.Status)
	return []place{in(number(value, styleTable)), in(number(gap, styleTable)), on(statusCell{status: r.Status}, ground, has)}
}

// measures is the matrix of measures and counties.
func (e *edition) measures() {
	plan := e.a.Plan
	if len(plan.Measures) == 0 || e.home == nil {
		return
	}
	e.chapter("措施进展")
	statuses := make([]analysis.Status, len(plan.Measures))
	demo := false
	var absent []string
	due := 0
	matrix := e.a.Matrix()
	for i := range plan.Measures {
		m := e.a.Measure(plan.Measures[i].ID, e.home.Code)
		statuses[i] = m.Status
		demo = demo || m.Demonstration
		for _, r := range matrix[i] {
			demo = demo || r.Demonstration
			if r.Reason == analysis.NoTarget {
				continue
			}
			due++
			if r.Status == analysis.NoData {
				absent = append(absent, short(r.Region)+"（"+r.Measure.ID+"）")
			}
		}
	}
	e.say("措施进展", demo, tally("措施", statuses), e.hotspots(matrix))
	const most = 10 // counties that stand side by side
	after := []block{legend{demo}, note("措施表注", demo, "有底色的格为滞后。"+missing(due, absent)+"没有数据的不按零计算，也不沿用上期数。")}
	if len(e.a.Counties) <= most {
		e.matrixByMeasure(matrix, demo, after)
	} else {
		e.matrixByCounty(matrix, demo, after)
	}
}

// hotspots names the measures that lag in most counties.
func (e *edition) hotspots(matrix [][]analysis.MeasureResult) string {
	type spot struct {
		id string
		n  int
	}
	var spots []spot
	for i := range matrix {
		n := 0
		for _, r := range matrix[i] {
			if r.Status.Lagging() {
				n++
			}
		}
		if n > 0 && 2*n >= len(matrix[i]) {
			spots = append(spots, spot{e.a.Plan.Measures[i].ID, n})
		}
	}
	if len(spots) == 0 {
		return ""
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return b.n - a.n })
	names := make([]string, len(spots))
	for i, s := range spots {
		names[i] = s.id
	}
	return wording.List(names, "项措施") + "在半数以上" + counties + "滞后。"
}

// packed is the text of a dense table.
func packed(text string) *textCell {
	return &textCell{paragraphs: []cellText{{spans: []span{{text, styleTable.at(8.5)}}, pitch: 11}}}
}

func matrixCaption(matrix [][]analysis.MeasureResult) string {
	cells, behind := 0, 0
	for _, r := range matrix {
		for _, m := range r {
			if m.Status != analysis.NoData {
				cells++
			}
			if m.Status.Lagging() {
				behind++
			}
		}
	}
	if cells == 0 {
		return "措施与" + counties + "状态"
	}
	return fmt.Sprintf("措施与%s状态：%d格中%d格滞后", counties, cells, behind)
}

func matrixCell(s analysis.Status) place {
	ground, has := statusGround(s)
	return on(statusCell{status: s}, ground, has)
}

// matrixByMeasure has a row a measure and a column a county.
func (e *edition) matrixByMeasure(matrix [][]analysis.MeasureResult, demo bool, after []block) {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{e.tableLabel(), matrixCaption(matrix), "完成度，%"},
		columns: []column{{pad: 2}, {flex: 1, pad: 3}, {pad: 3}, {width: 28}},
		demo:    demo, tight: true, dense: true, place: "措施表", after: after,
	}
	if len(e.a.Counties) == 0 {
		t.caption.title = "措施状态"
	}
	head := row{cells: []place{in(plain("措施", bold)).over(2), in(plain("完成度", bold).to(right)), in(plain(regionWord(e.home), bold).to(centre))}}
	for _, county := range e.a.Counties {
		head.cells = append(head.cells, in(plain(short(county), bold.at(8.5)).to(centre)))
		t.columns = append(t.columns, column{width: min(40, 228/float64(len(e.a.Counties)))})
	}
	t.head = []row{head}
	for _, group := range e.a.Plan.Groups {
		if group.Title != "" {
			t.rows = append(t.rows, row{band: "（" + ordinal(group.Number) + "）" + group.Title})
		}
		for _, id := range group.Measures {
			i := slices.IndexFunc(e.a.Plan.Measures, func(m model.Measure) bool { return m.ID == id })
			m := e.a.Measure(id, e.home.Code)
			attained := "—"
			if m.Decisive != nil && m.Decisive.Attained != nil {
				attained = percentFigure(m.Decisive.Attained)
			}
			r := row{cells: []place{
				in(plain(id, styleTable)), in(packed(m.Measure.Label())), in(number(attained, styleTable)), matrixCell(m.Status),
			}}
			for _, cell := range matrix[i] {
				r.cells = append(r.cells, matrixCell(cell.Status))
			}
			t.rows = append(t.rows, r)
		}
	}
	e.add(t)
}

// matrixByCounty has a row a county: for many counties, whose columns no page could hold. Measures that a page cannot
// hold side by side go into further tables.
func (e *edition) matrixByCounty(matrix [][]analysis.MeasureResult, demo bool, after []block) {
	const most = 20
	bold := styleTable
	bold.face = sansBold
	for from := 0; from < len(matrix); from += most {
		part := matrix[from:min(from+most, len(matrix))]
		t := &table{
			caption: caption{e.tableLabel(), matrixCaption(part), "列为措施编号"},
			columns: []column{{flex: 1, pad: 2}},
			demo:    demo, tight: true, dense: true, place: "措施表",
		}
		head := row{cells: []place{in(plain(counties, bold))}}
		for i := range part {
			head.cells = append(head.cells, in(plain(e.a.Plan.Measures[from+i].ID, bold.at(8.5)).to(centre)))
			t.columns = append(t.columns, column{width: (areaWidth - 90) / float64(len(part))})
		}
		t.head = []row{head}
		own := row{strong: true, cells: []place{in(plain(regionWord(e.home), bold))}}
		for i := range part {
			own.cells = append(own.cells, matrixCell(e.a.Measure(e.a.Plan.Measures[from+i].ID, e.home.Code).Status))
		}
		t.rows = append(t.rows, own)
		for j, county := range e.a.Counties {
			r := row{cells: []place{in(plain(county.Name, styleTable))}}
			for i := range part {
				r.cells = append(r.cells, matrixCell(part[i][j].Status))
			}
			t.rows = append(t.rows, r)
		}
		if from+most >= len(matrix) {
			t.after = after
		}
		e.add(t)
	}
}

// outlook is the trend of the first level among the goals, where the pace leads, and how the goals fit together.
func (e *edition) outlook() {
	var shown *analysis.Result
	for i := range e.a.Goals {
		r := &e.a.Goals[i]
		if kind := r.Kind(); kind == model.LevelTarget || kind == model.Cumulative && shown == nil {
			if shown == nil || shown.Kind() != model.LevelTarget {
				shown = r
			}
		}
	}
	if shown == nil && len(e.a.Notes) == 0 {
		return
	}
	var trend figure.Figure
	has := false
	if shown != nil {
		trend, has = figure.NewTrend(e.a, *shown)
	}
	if !has && len(e.a.Notes) == 0 {
		return
	}
	e.chapter("趋势与测算")
	both := has && len(e.a.Notes) > 0
	if has {
		if both {
			e.add(&heading{level: 2, text: "（一）趋势和推算", under: true})
		}
		e.say("趋势", e.demoIn(e.a.Goals), prospects(e.a.Goals)...)
		e.plates(trend, "")
		e.paceTable()
	}
	for i, n := range e.a.Notes {
		if both && i == 0 {
			e.add(&heading{level: 2, text: "（二）目标之间的关系"})
		}
		e.say(n.Title, n.Demonstration, n.Text)
		var numbers []string
		for _, s := range n.Steps {
			if s.Numbers != "" {
				numbers = append(numbers, s.Numbers+" = "+s.Result)
			}
		}
		if len(numbers) > 0 {
			e.add(note(n.Title, n.Demonstration, "算式："+strings.Join(numbers, "；")+"。"))
		}
	}
}

// paceTable sets the pace still needed beside the last year's.
func (e *edition) paceTable() {
	bold := styleTable
	bold.face = sansBold
	t := &table{
		caption: caption{title: "按近一年速度推算", unit: ""},
		columns: []column{{flex: 3}, {flex: 1}, {flex: 1}, {flex: 1}, {flex: 1}, {flex: 1}},
		tight:   true,
		place:   "推算表",
	}
	t.head = []row{{cells: []place{
		in(plain("目标", bold)), in(plain("本期", bold).to(right)), in(plain("推算", bold).to(right)), in(plain("目标值", bold).to(right)),
		in(plain("还需增减", bold).to(right)), in(plain("所需速度倍数", bold).to(right)),
	}}}
	for i := range e.a.Goals {
		r := &e.a.Goals[i]
		if r.Projected == nil || r.Value == nil {
			continue
		}
		decimals := r.Indicator.Decimals
		times := "—"
		if ratio := effortRatio(r); ratio != nil {
			times = wording.Fixed(ratio, 2)
		}
		t.rows = append(t.rows, row{demo: r.Demonstration, cells: []place{
			in(plain(wording.Goal(r.Indicator, r.Kind())+"（"+r.Indicator.ValueUnit+"）", styleTable)),
			in(number(wording.Fixed(r.Value.Rat(), decimals), styleTable)), in(number(wording.Fixed(r.Projected, decimals), styleTable)),
			in(number(wording.Fixed(r.Aim.Value.Rat(), decimals), styleTable)),
			in(number(wording.Signed(r.Aim.Value.Sub(*r.Value).Rat(), decimals), styleTable)), in(number(times, styleTable)),
		}})
	}
	if len(t.rows) == 0 {
		return
	}
	t.caption.label = e.tableLabel()
	t.after = []block{note("推算表注", false, "推算：以最近一年的平均速度延至目标期，不考虑政策变化。倍数＝余下时间每年所需 ÷ 近一年实际。")}
	e.add(t)
}

// working begins the annex: how every goal's status came about, and the standard.
func (e *edition) working() {
	e.inAnnex = true
	e.add(annex{"附件", "状态判定过程、口径和来源"})
	bold := styleTable
	bold.face = sansBold
	if len(e.a.Goals) > 0 {
		t := &table{
			caption: caption{e.tableLabel(), count(len(e.a.Goals)) + "项目标的输入、算式和结果", ""},
			columns: []column{{}, {flex: 1, pad: 6}, {flex: 1, pad: 6}, {pad: 6}},
			demo:    e.demoIn(e.a.Goals),
			tight:   true,
			place:   "判定过程",
		}
		t.head = []row{{cells: []place{
			in(plain("步骤", bold)), in(plain("算法", bold)), in(plain("代入", bold)), in(plain("结果", bold).to(right)),
		}}}
		for i := range e.a.Goals {
			g := &e.a.Goals[i]
			t.rows = append(t.rows, row{band: wording.Goal(g.Indicator, g.Kind())})
			for _, s := range g.Working {
				result := in(plain(s.Result, styleTable).to(right))
				if s.Key == "status" {
					result = in(statusCell{status: g.Status, word: true, align: right})
				}
				t.rows = append(t.rows, row{demo: g.Demonstration, cells: []place{
					in(plain(s.Name, styleTable)), in(plain(s.Formula, styleTable)), in(plain(s.Numbers, styleTable)), result,
				}})
			}
		}
		t.after = []block{note("判定过程注", t.demo, "差用未取整的数计算，再保留1位小数。")}
		e.add(t)
	}
	standard := &table{
		caption: caption{e.tableLabel(), "状态标准", "差＝完成度 − 序时进度，百分点"},
		columns: []column{{}, {flex: 1, pad: 10}},
		tight:   true,
		place:   "状态标准",
		head:    []row{{cells: []place{in(plain("状态", bold)), in(plain("条件（取最先成立者）", bold))}}},
	}
	on, behind := e.a.Tolerance().OnTrack, e.a.Tolerance().SlightlyBehind
	for _, line := range []struct {
		status    analysis.Status
		condition string
	}{
		{analysis.NoData, "未报、口径未定，或数据不足以计算"},
		{analysis.Achieved, "按指标方向达到目标值"},
		{analysis.Behind, fmt.Sprintf("与目标方向相反，或差低于−%d", behind)},
		{analysis.Ahead, fmt.Sprintf("差大于+%d", on)},
		{analysis.OnTrack, fmt.Sprintf("差在−%d至+%d之间，含两端", on, on)},
		{analysis.SlightlyBehind, fmt.Sprintf("差低于−%d，不低于−%d", on, behind)},
	} {
		standard.rows = append(standard.rows, row{cells: []place{
			in(statusCell{status: line.status, word: true}), in(plain(line.condition, styleTable)),
		}})
	}
	e.add(standard, gapBlock(6))
}

// sources ends the annex and the bulletin: definitions of the goals' indicators, the sources of all figures used, 版记.
func (e *edition) sources() {
	bold := styleTable
	bold.face = sansBold
	definitions := &table{
		caption: caption{e.tableLabel(), "目标指标的口径", ""},
		columns: []column{{width: 104}, {pad: 6}, {flex: 1, pad: 6}},
		tight:   true,
		place:   "口径表",
		head:    []row{{cells: []place{in(plain("指标", bold)), in(plain("单位", bold)), in(plain("口径", bold))}}},
	}
	used := map[string]bool{}
	collect := func(results []analysis.Result) {
		for i := range results {
			if p := results[i].Latest; p != nil {
				for _, s := range p.Sources {
					used[s] = true
				}
			}
			if t := results[i].Target; t != nil {
				for _, m := range t.Milestones {
					used[m.Source] = true
				}
			}
		}
	}
	regions := slices.Clone(e.a.Counties)
	if e.home != nil {
		regions = append(regions, e.home)
	}
	for i := range e.a.Plan.Indicators {
		in0 := &e.a.Plan.Indicators[i]
		if !in0.Headline {
			continue
		}
		for _, r := range regions {
			collect(e.a.Results(in0.ID, r.Code))
		}
		definitions.rows = append(definitions.rows, row{cells: []place{
			in(plain(in0.Name, styleTable)), in(plain(in0.ValueUnit, styleTable)), in(plain(in0.Definition, styleTable)),
		}})
	}
	for _, r := range regions {
		for i := range e.a.Plan.Measures {
			collect(e.a.Measure(e.a.Plan.Measures[i].ID, r.Code).Results)
		}
	}
	if len(definitions.rows) > 0 {
		definitions.after = []block{note("口径表注", false, "各措施指标的口径见网页版。")}
		e.add(definitions)
	}
	sources := &table{
		caption: caption{e.tableLabel(), "数据来源", ""},
		columns: []column{{flex: 2}, {flex: 1, pad: 8}, {pad: 8}},
		tight:   true,
		place:   "来源表",
		head:    []row{{cells: []place{in(plain("来源", bold)), in(plain("编制或发布单位", bold)), in(plain("性质", bold))}}},
	}
	for i := range e.a.Plan.Sources {
		s := &e.a.Plan.Sources[i]
		if used[s.ID] {
			sources.rows = append(sources.rows, row{demo: s.Kind == model.Demonstration, cells: []place{
				in(plain(s.Name, styleTable)), in(plain(s.Publisher, styleTable)), in(plain(sourceKind(s.Kind), styleTable)),
			}})
		}
	}
	end := imprint{
		office: e.conf.Publisher.Name, day: e.issue.day() + "编发",
		version: "数据版本：" + e.issue.Release + "，发布时点" + e.issue.Date.Format("2006-01-02 15:04 -07:00"),
	}
	if len(sources.rows) == 0 {
		e.add(end)
		return
	}
	sources.after = []block{end} // with the last rows, so that it never has a page to itself
	e.add(sources)
}

func sourceKind(k model.SourceKind) string {
	switch k {
	case model.Official:
		return "官方公布"
	case model.Reported:
		return "转引或部门报送"
	case model.DerivedSource:
		return "推算"
	case model.Demonstration:
		return wording.DemonstrationMark
	}
	return string(k)
}
