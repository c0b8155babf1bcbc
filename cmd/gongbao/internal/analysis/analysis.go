// Package analysis assesses a plan for a period: attainment against expected progress, a status for every goal, measure
// and county with its working, rankings, what changed since the release before. It is arithmetic on exact fractions;
// nothing here formats a page, and pages and bulletins agree because both read what stands here.
package analysis

import (
	"cmp"
	"math/big"
	"slices"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Status is how far an indicator or a measure has come (进展状态).
type Status uint8

const (
	NoData         Status = iota // 无数据
	Achieved                     // 已完成
	Ahead                        // 快于序时
	OnTrack                      // 符合序时
	SlightlyBehind               // 略有滞后
	Behind                       // 明显滞后
)

// Statuses in the order of a legend: best first, no data last.
var Statuses = []Status{Achieved, Ahead, OnTrack, SlightlyBehind, Behind, NoData}

// Key is the status in published files and in class names: achieved, ahead, on-track, slightly-behind, behind, no-data.
func (s Status) Key() string {
	return [...]string{"no-data", "achieved", "ahead", "on-track", "slightly-behind", "behind"}[s]
}

// In is the status in a language's words: 快于序时, ahead of schedule.
func (s Status) In(say *wording.Language) string {
	return say.Text([...]string{"wording.status.no-data", "wording.status.achieved", "wording.status.ahead",
		"wording.status.on-track", "wording.status.slightly-behind", "wording.status.behind"}[s])
}

// Word is the status in Chinese, for what is Chinese always: bulletins and data files.
func (s Status) Word() string { return s.In(wording.Chinese) }

// Mark is the status as a shape.
func (s Status) Mark() string { return [...]string{"○", "●", "▲", "◆", "▽", "▼"}[s] }

// Lagging reports whether the status calls for a corrective action.
func (s Status) Lagging() bool { return s == SlightlyBehind || s == Behind }

// Rank orders statuses from best, 0, to worst; no data comes last.
func (s Status) Rank() int { return slices.Index(Statuses, s) }

// Options of an assessment. The zero Tolerance stands for the default of 5 and 15 points.
type Options struct {
	Tolerance Tolerance
	// Say is the language of the working, the reasons and the notes, and of everything made from the assessment; nil is
	// Chinese.
	Say *wording.Language
	// Through leaves out every observation that ends later; the zero Period takes all. The assessment that changes are
	// measured against is made with it.
	Through model.Period
}

// Tolerance holds the bounds of the statuses in percentage points of attainment against expected progress.
type Tolerance struct {
	OnTrack        int // within ± it: on track
	SlightlyBehind int // down to − it: slightly behind; beyond: behind
}

func (t Tolerance) orDefault() Tolerance {
	if t == (Tolerance{}) {
		return DefaultTolerance
	}
	return t
}

// DefaultTolerance is ±5 and −15 points.
var DefaultTolerance = Tolerance{OnTrack: 5, SlightlyBehind: 15}

// Reason says why there is no status. It is empty where there is one.
type Reason string

const (
	NoTarget       Reason = "no-target"       // 本地区没有目标
	NoObservation  Reason = "no-observation"  // 没有数据
	NotReported    Reason = "not-reported"    // 其他地区已报，本地区未报本期
	NoBaseline     Reason = "no-baseline"     // 没有基期值
	BaselineIsAim  Reason = "baseline-is-aim" // 基期值等于目标值，完成进度无从计算
	NoTime         Reason = "no-time"         // 基期不早于目标期，或本期不晚于基期
	MissingPeriods Reason = "missing-periods" // 基期以来缺期，累计数无从相加
	BoundaryChange Reason = "boundary-change" // 期间行政区划变更
	WrongWay       Reason = "wrong-way"       // 目标与指标方向相反
	NotPositive    Reason = "not-positive"    // 有数不大于0，增长率无从计算
	TooFewPeriods  Reason = "too-few-periods" // 期数太少，趋势无从计算
	KindMismatch   Reason = "kind-mismatch"   // 目标类型不适用于该指标类型
	Suppressed     Reason = "suppressed"      // 人数较少，不公布
	NotListed      Reason = "not-listed"      // 功能区未单列
)

// Point is one figure of a series as pages show it.
type Point struct {
	Period model.Period
	Value  model.Number
	// Cell is what the tables hold; its Shown is nil for a computed point.
	Cell model.Cell
	// Computed says that nobody published the figure: it follows from the counties' by the indicator's aggregation, or, as
	// the Latest of a flow that is judged by the year, from the year's parts.
	Computed bool
	// Demonstration says that the figure, or one that it was computed from, comes from a demonstration source.
	Demonstration bool
	Status        string   // SDMX observation status
	Sources       []string // source ids, in the order of the source table
	Revised       bool
}

// Projected reports whether the point is a forecast (推算). Series have such points, for charts and tables to show them as
// what they are; nothing is judged, added up or ranked by one.
func (p *Point) Projected() bool { return p.Status == model.ProjectedStatus }

// Series are an indicator's figures in one region, by period.
type Series struct {
	Indicator *model.Indicator
	Region    *model.Region
	Points    []Point
}

// Last is the newest observed point, or nil; a forecast is none.
func (s Series) Last() *Point {
	for i := len(s.Points) - 1; i >= 0; i-- {
		if !s.Points[i].Projected() {
			return &s.Points[i]
		}
	}
	return nil
}

// Observed is the series without its forecasts.
func (s Series) Observed() Series {
	if slices.ContainsFunc(s.Points, func(p Point) bool { return p.Projected() }) {
		s.Points = slices.DeleteFunc(slices.Clone(s.Points), func(p Point) bool { return p.Projected() })
	}
	return s
}

// At is the point of a period, or nil.
func (s Series) At(p model.Period) *Point {
	for i := range s.Points {
		if s.Points[i].Period == p {
			return &s.Points[i]
		}
	}
	return nil
}

// Result is the assessment of one target: one indicator in one region.
type Result struct {
	Indicator *model.Indicator
	Region    *model.Region
	Target    *model.Target // nil where the region has none
	Status    Status
	Reason    Reason // set where Status is NoData
	// Method is what the status was judged by. Attained, Expected and Gap are what they are whatever the method.
	Method model.Method
	// Period is the one assessed: the newest for which any region has an observed figure, so that counties compare like with
	// like. A yearly target or a ceiling whose time is over keeps its last period; a yearly level of a quarterly flow has the
	// last whole year.
	Period model.Period
	// Value is what stands against the target: the level, the sum since the baseline, or the mean yearly amount; Latest is
	// the figure of Period itself. Both nil where there is none.
	Value    *model.Number
	Latest   *Point
	Baseline *model.Number
	Aim      model.Milestone // of the zero Period without a target
	// Attained and Expected are fractions: 0.625 is 62.5 %. nil where they cannot be computed. Gap is Attained − Expected;
	// under a Ceiling, where less is better, it is Expected − Attained. Positive is always better. Whoever publishes the
	// three together has to say so, or a reader of a ceiling's row gets the other sign.
	Attained, Expected, Gap *big.Rat
	// Ceiling says that the target is an amount which a flow must not exceed (不超过): direction down and an aim above the
	// start. Less is better, and it is kept only when its time is over. Set whether or not there is a status.
	Ceiling bool
	// RunningYear is set for annual targets in the middle of a year: the year's own amount so far over the yearly target,
	// beside the share of the year that has passed.
	RunningYear *RunningYear
	// Projected is the value at the target date if the last year's pace goes on; nil where a year of figures is missing.
	Projected *big.Rat
	// ProjectedLow and ProjectedHigh are the same with the slowest and the fastest of all spans of twelve months since the
	// baseline. nil where fewer than two years of figures are there, or where all paces are equal.
	ProjectedLow, ProjectedHigh *big.Rat
	// PaceNeeded is the amount a year that is still needed; Pace that of the last year. nil where unknown.
	PaceNeeded, Pace *big.Rat
	Demonstration    bool

	why       string    // the reason in words
	tolerance Tolerance // that Status was judged by
	say       *wording.Language

	a  *Assessment  // nil where there is nothing to assess
	at model.Period // that was asked for; see assessAt
}

// Steps are the working of the status, and that of the paces and of what is projected by them. They are made when asked for:
// those of a nation would fill more room than its figures.
func (r Result) Steps() (working, outlook []Step) {
	if r.a == nil {
		return nil, nil
	}
	c := r.a.claimed(r.Indicator, r.Region, r.Target, r.at)
	if c.Reason == "" {
		outlook = c.outlook()
	}
	return c.working(), outlook
}

// Working is the first part of Steps.
func (r Result) Working() []Step {
	working, _ := r.Steps()
	return working
}

// AttainedSum is the sum in Working that gives attainment; empty where there is none. Every bulletin that reports a result asks
// for it.
func (r Result) AttainedSum() string {
	if r.Target == nil || r.a == nil {
		return ""
	}
	type sum struct {
		target *model.Target
		at     model.Period
	}
	return remembered(r.a, sum{r.Target, r.at}, func() string {
		for _, s := range r.Working() {
			if s.Key == "attained" {
				return s.Numbers
			}
		}
		return ""
	})
}

// Worked reports whether there is a working.
func (r Result) Worked() bool { return r.a != nil }

// Kind is the target's kind; LevelTarget where the region has no target.
func (r Result) Kind() model.TargetKind {
	if r.Target == nil {
		return model.LevelTarget
	}
	return r.Target.Kind
}

// GapPoints is the gap in percentage points with its sign, for people: −11.0. It is never rounded onto a bound that it has
// passed, so that it cannot contradict the status. Empty without a gap.
func (r Result) GapPoints() string {
	if r.Gap == nil {
		return ""
	}
	t := r.tolerance.orDefault()
	return cmp.Or(r.say, wording.Chinese).Points(r.Gap, t.OnTrack, -t.OnTrack, -t.SlightlyBehind)
}

// RunningYear compares the year that is not over with its elapsed share.
type RunningYear struct {
	Year    int
	Amount  model.Number
	Share   *big.Rat // amount over the yearly target
	Elapsed *big.Rat // months passed over twelve
}

// Step is one line of the working of a status: what, how, with which numbers, and the result. All four are
// text ready to print, in the language of the assessment; a reader with a pocket calculator gets from Inputs to Result.
type Step struct {
	Key     string // stable: baseline, value, aim, attained, expected, gap, status …
	Name    string // 完成进度
	Formula string // (本期值 − 基期值) ÷ (目标值 − 基期值)
	Numbers string // (41.12 − 35.00) ÷ (43.00 − 35.00)
	Result  string // 76.5%
}

// MeasureResult is a measure's status in one region: the worst of its indicators that have a target there.
type MeasureResult struct {
	Measure *model.Measure
	Region  *model.Region
	Status  Status
	Reason  Reason
	// Results are the indicators with a target in the region, in the measure's order. Decisive is the one whose status
	// counts, nil where there is none.
	Results  []Result
	Decisive *Result
	// WithData of len(Results) have a status.
	WithData      int
	Demonstration bool
	Actions       []model.Action // of the assessed period or, failing that, the newest before it

	why string // the reason in words
}

// Change is a status that differs from the one at the release before.
type Change struct {
	Region   *model.Region
	Measure  *model.Measure // nil for a goal
	Result   *Result        // the goal, or the decisive result of the measure
	From, To Status
	// ByRevision says that a revision of figures which had been published alone changed the status: judged for one and the
	// same period, the figures of then gave From and the revised ones give To. New periods and late figures are no revision.
	ByRevision bool
}

// Up and Down report whether the change is for the better or for the worse. It is neither where a status comes or goes with
// its figures: a first report is no progress, whatever it says.
func (c Change) Up() bool   { return c.judged() && c.To.Rank() < c.From.Rank() }
func (c Change) Down() bool { return c.judged() && c.To.Rank() > c.From.Rank() }

func (c Change) judged() bool { return c.From != NoData && c.To != NoData }

// Revision is a cell whose figure a later release replaced.
type Revision struct {
	Indicator *model.Indicator
	Region    *model.Region
	Period    model.Period
	Old, New  model.Observation
}

// Ranked is a region's place among its peers in one indicator. Point and Result are of one period, except that a yearly
// target or a ceiling whose time is over keeps its own.
type Ranked struct {
	Place  int // from 1; equal values share a place; 0 without data
	Region *model.Region
	Point  *Point  // nil without data
	Result *Result // against the region's own target
}

// Note is a finding about the plan itself, with its working: 目标之间的关系.
type Note struct {
	Key           string
	Title         string
	Text          string
	Steps         []Step
	Demonstration bool
	// Rate and Flow are the goals that it compares. Conflict says that the flow's goal does not suffice for the rate's.
	Rate, Flow *model.Indicator
	Conflict   bool
}
