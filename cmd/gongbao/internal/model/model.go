// Package model is the plan as values: measures, indicators, regions, organisations, periods, targets, observations and
// releases. It reads and writes nothing and imports nothing of ours; load fills it, everything later reads it.
package model

import (
	"cmp"
	"math/big"
	"strings"
	"time"
)

// Level is a region's rank in the administrative tree.
type Level string

const (
	Nation   Level = "nation"
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
	Zone     Level = "zone" // a functional zone: administered apart, counted within the counties, never added up
)

// Levels in descending order.
var Levels = []Level{Nation, Province, City, County, Zone}

// Region is a place that figures belong to. Code is text (GB/T 2260 has leading zeros).
type Region struct {
	Code      string
	Name      string // 青石彝族自治县
	ShortName string // 青石; Name where the table gives none
	NameEn    string
	// Native is the name in the plan's own language where Name is in another (see wording.Language.Plan): its last character
	// says what kind of region it is.
	Native    string
	Level     Level
	Parent    string // region code; empty at the top
	ValidFrom Date   // zero: since ever
	ValidTo   Date   // zero: still
	Successor string // region code of what it became
	// TileCol and TileRow place the region on the schematic map, from 1; 0 leaves it out.
	TileCol, TileRow int
	Note             string
}

// ValidIn reports whether the region existed on the period's last day, so that of a region and its successor one alone has
// the period: with ValidTo 2021-03-15 and ValidFrom 2021-03-16 the first quarter of 2021 is the successor's. A date without
// a day or a month begins on its first day and ends on its last.
func (r *Region) ValidIn(p Period) bool {
	if !r.ValidFrom.IsZero() && p.End() < r.ValidFrom.firstMonth() {
		return false // whichever day it began on, in a month before that it was there at the month's end
	}
	if r.ValidTo.IsZero() || p.End() < r.ValidTo.lastMonth() {
		return true
	}
	return p.End() == r.ValidTo.lastMonth() && r.ValidTo.endsMonth()
}

// Label is the short name, or the name where there is none.
func (r *Region) Label() string { return cmp.Or(r.ShortName, r.Name) }

// Boundaries are the outlines of regions from the office's own approved map file, on one plane: x grows to the east, y to
// the south, in one unit for all.
type Boundaries struct {
	Approval string // 审图号, which must stand on every map
	// Rings are the outer and inner outlines by region code; outer ones go round clockwise as one sees them, inner ones the
	// other way.
	Rings map[string][][][2]float64
	// Geometries are the office's own outlines by region code, as its file has them: GeoJSON, in degrees.
	Geometries map[string][]byte
}

// Collective organisations: ids that stand for many units at once in a measure's responsible units. Rows of
// orgs.csv with these ids give them their official names; without a row wording.Collective names them.
const (
	AllCounties = "counties" // every county's government
	AllMembers  = "members"  // every unit with leading_group = yes
)

// Org is an organisation (单位): it leads measures, answers for them or reports figures.
type Org struct {
	ID           string
	Name         string
	NameEn       string
	Aliases      []string // other spellings, as documents use them
	LeadingGroup bool
}

// SourceKind says how a source came to its figures.
type SourceKind string

const (
	Official      SourceKind = "official"
	Reported      SourceKind = "reported"
	DerivedSource SourceKind = "derived"
	// Demonstration figures are invented by a rule. Whatever contains one says 演示数据，非官方统计.
	Demonstration SourceKind = "demonstration"
)

// SourceKinds lists the kinds in the order of the documentation.
var SourceKinds = []SourceKind{Official, Reported, DerivedSource, Demonstration}

// Source is where figures come from.
type Source struct {
	ID        string
	Name      string
	NameEn    string
	Publisher string
	URL       string
	Licence   string
	Kind      SourceKind
	Rank      int // the lowest is shown where two sources give one cell
}

// Code is an entry of a code list: obs_status.csv.
type Code struct {
	Code, Name, NameEn, Note string
}

// Direction says which way is better.
type Direction string

const (
	Up   Direction = "up"
	Down Direction = "down"
)

// IndicatorKind says how an indicator's figures relate to time.
type IndicatorKind string

const (
	Stock IndicatorKind = "stock" // counted at a period's end
	Flow  IndicatorKind = "flow"  // adds up over periods
	Rate  IndicatorKind = "rate"  // a ratio at or over a period
)

// Aggregation says how a parent's figure follows from its counties'.
type Aggregation string

const (
	Sum    Aggregation = "sum"
	Ratio  Aggregation = "ratio" // sum of the numerator over sum of the denominator
	NoRule Aggregation = "none"
)

// Indicator is what is measured (指标) and how it may be added up.
type Indicator struct {
	ID          string
	Name        string
	NameEn      string
	ValueUnit   string // 计量单位: %, 万人, 件 …
	ValueUnitEn string // in ones: people for 万人
	Direction   Direction
	Kind        IndicatorKind
	Aggregation Aggregation
	Numerator   string // indicator ids, for Ratio
	Denominator string
	Decimals    int
	Measure     string // measure id; empty for context and goals
	Org         string // who reports it
	Frequency   Frequency
	Binding     bool
	Headline    bool // a goal on the home page
	// Persons says that the figures count persons (or households): small ones are not published (package disclosure).
	Persons bool
	// Cumulative says that a stock counts what has been done so far (累计), so that it never falls.
	Cumulative   bool
	Method       Method // empty: the site's
	Definition   string
	DefinitionEn string
}

// UnitFactor splits a unit into its power of ten and what is counted: 万人 is 10⁴ 人. 百分点 is one word.
func UnitFactor(unit string) (factor *big.Rat, counted string) {
	for _, m := range []struct {
		prefix string
		factor int64
	}{{"万", 10_000}, {"亿", 100_000_000}, {"千", 1000}, {"百", 100}} {
		if rest, ok := strings.CutPrefix(unit, m.prefix); ok && rest != "" && !strings.HasPrefix(rest, "分") {
			return big.NewRat(m.factor, 1), rest
		}
	}
	return big.NewRat(1, 1), unit
}

// Percent reports whether the values are percentages, whose differences are 个百分点.
func (i *Indicator) Percent() bool { return i.ValueUnit == "%" || i.ValueUnit == "‰" }

// Per is what a quotient of two counts in ones is multiplied by to get the rate: 100 for %, 1000 for ‰, a ten-thousandth for
// a rate in 万元.
func (i *Indicator) Per() *big.Rat {
	switch i.ValueUnit {
	case "%":
		return big.NewRat(100, 1)
	case "‰":
		return big.NewRat(1000, 1)
	}
	factor, _ := UnitFactor(i.ValueUnit)
	return factor.Inv(factor)
}

// TargetKind says what a target value means.
type TargetKind string

const (
	LevelTarget    TargetKind = "level"           // the indicator reaches the value
	Cumulative     TargetKind = "cumulative"      // the flow since the baseline period adds up to it
	AnnualIncrease TargetKind = "annual_increase" // the indicator moves by it every year on average
	AnnualFlow     TargetKind = "annual_flow"     // the flow amounts to it every year on average
)

// Method is how an indicator's targets are judged.
type Method string

const (
	Attainment Method = "attainment" // progress so far against the time passed; the zero Method too
	CAGR       Method = "cagr"       // growth a year against the growth a year that the target takes
	Trend      Method = "trend"      // where the line through the last figures leads at the target's date
)

// Methods lists them in the order of the documentation.
var Methods = []Method{Attainment, CAGR, Trend}

// Annual reports whether the value is a yearly amount, whose expected progress is a constant 100 %.
func (k TargetKind) Annual() bool { return k == AnnualIncrease || k == AnnualFlow }

// TargetKinds lists the kinds in the order of the documentation.
var TargetKinds = []TargetKind{LevelTarget, Cumulative, AnnualIncrease, AnnualFlow}

// Milestone is one point of a planned path.
type Milestone struct {
	Period Period
	Value  Number
	Source string
	// Release is the one from which on the row counts, in place of an earlier one for its period; empty: from the first.
	Release string
}

// Target is what is to be reached for one indicator in one region, by one kind. Rows of the table that share
// these three become one Target with rising Milestones; the last one is the aim.
type Target struct {
	Indicator string
	Region    string
	Kind      TargetKind
	// BaselinePeriod is where counting starts; zero where the table gives none.
	BaselinePeriod Period
	// BaselineValue is nil where the table gives none; the observation at BaselinePeriod then counts.
	BaselineValue *Number
	Milestones    []Milestone // at least one, by period
}

// Aim is the last milestone.
func (t *Target) Aim() Milestone { return t.Milestones[len(t.Milestones)-1] }

// ProjectedStatus is the SDMX observation status of a forecast (推算). Such a row says what is expected, not what was
// observed: nothing is judged by it, measured from it or added up with it.
const ProjectedStatus = "F"

// SuppressedStatus is the SDMX observation status of a figure that is known and not published, by the office's own decision
// or by package disclosure's.
const SuppressedStatus = "Q"

// Observation is one row: what one source said in one release about one cell.
type Observation struct {
	Indicator string
	Region    string
	Period    Period
	Value     *Number // nil where the row says that the figure is missing
	Status    string  // SDMX CL_OBS_STATUS; A where the table gives none
	Source    string
	Release   string // never empty: a row without one belongs to the first release
	Note      string
}

// Projected reports whether the row is a forecast.
func (o *Observation) Projected() bool { return o.Status == ProjectedStatus }

// Release is a publication of figures at one instant.
type Release struct {
	ID          string
	Title       string
	TitleEn     string
	PublishedAt time.Time // in the zone that the table gives
	Note        string
	Approval    Approval
}

// Approval is who let a release be published. It is the office's own record and is in no published file.
type Approval struct {
	By     string    // empty: nobody yet
	At     time.Time // in the zone that the table gives
	Digest string    // of what was approved, see package approval
}

// Acknowledgement is what the office has checked and found right (已核实) though a rule of package audit doubts it. Empty
// fields of Indicator, Region, Period and Subject stand for any; Value, where it is given, is the figure that was checked:
// another figure has to be checked again.
type Acknowledgement struct {
	Rule      string // code, SERIES-JUMP
	Indicator string
	Region    string
	Period    Period
	Subject   string // what else the rule names: a measure, an organisation, an address
	Value     string
	Because   string
	CheckedBy string
	CheckedAt Date
	Release   string // from which on it is published; empty: from the first
}

// Action is a corrective action (整改措施) for a lagging measure. Region is empty for the plan's own region.
type Action struct {
	Region  string
	Measure string
	Period  Period
	Text    string
	TextEn  string
	Org     string
	// Deadline (时限) is the day until which it is done; zero where the table gives none.
	Deadline Date
	Source   string // source id; empty where the table gives none
	Release  string // from which on it is public, at the earliest; empty where the table gives none
}

// Group is a chapter of measures, in the order of the first measure that names it.
type Group struct {
	Number   int // from 1
	Title    string
	Measures []string
}

// Measure is one thing that the plan does (措施).
type Measure struct {
	ID      string // 1-1
	Title   string // as the plan has it
	TitleEn string
	// ShortTitle is for rows of a matrix and for sentences, where the plan's own title is too long; may be empty.
	ShortTitle   string
	ShortTitleEn string
	Group        string // title of its group
	GroupEn      string
	// LeadUnit (牵头单位) is an org id.
	LeadUnit string
	// ResponsibleUnits (责任单位) are org ids in the plan's order; AllCounties and AllMembers may be among them.
	ResponsibleUnits []string
	Indicators       []string
	Text             Prose
	TextEn           Prose  // of the file beside it, 1-1.en.md; empty where there is none
	File             string // relative to the source folder
}

// Label is the short title, or the title where there is none.
func (m *Measure) Label() string { return cmp.Or(m.ShortTitle, m.Title) }

// Section is a chapter of the plan in plain words.
type Section struct {
	ID      string // ASCII slug, the anchor of the plan page
	Title   string
	TitleEn string
	Text    Prose
	TextEn  Prose // of the file beside it, 01-goals.en.md; empty where there is none
	File    string
}

// Document is a page of text that stands by itself, beside the plan or in a site that has nothing else.
type Document struct {
	ID      string // ASCII slug, part of the page's address
	Title   string
	TitleEn string
	// Group is the part of the collection that the document belongs to; those of one part stand together. It may be empty.
	Group, GroupEn     string
	Summary, SummaryEn string // a sentence for lists
	Text               Prose
	TextEn             Prose // of the file beside it; empty where there is none
	File               string
}

// Prose is a Markdown text, parsed once: as HTML for pages and as blocks for the PDF.
type Prose struct {
	HTML   string
	Blocks []Block
	// Clauses are the pieces of a section that have an anchor, in reading order; other texts have none.
	Clauses []Clause
}

// Clause is a heading, a paragraph, an item of a list or a row of a table of a section: what one may link to by itself.
type Clause struct {
	ID       string   // anchor on the plan page
	Label    string   // its first words
	Measures []string // ids of the measures that it links to
}

// BlockKind is what a block of prose is.
type BlockKind uint8

const (
	Paragraph BlockKind = iota
	Heading
	ListItem
	TableRow
)

// IsZero reports whether there is no text.
func (p Prose) IsZero() bool { return p.HTML == "" }

// Block is a paragraph, a heading, an item of a list or a row of a table.
type Block struct {
	Kind    BlockKind
	Level   int    // of a heading, from 2; depth of a list item, from 1
	ID      string // anchor of a heading
	Marker  string // of a list item: "•" or "1."
	Spans   []Span
	Cells   [][]Span // of a table row
	IsLabel bool     // a table row that holds the column names
}

// Span is a run of text in one style.
type Span struct {
	Text   string
	Strong bool
	Link   string // empty where it is none
}

// PlainText joins the block's text.
func (b Block) PlainText() string {
	var s string
	for _, sp := range b.Spans {
		s += sp.Text
	}
	return s
}
