// Package figure is what a chart says, before anybody draws it: title, categories, series, target, note, and its layout
// as a scene of marks. The interactive chart, the static SVG and the vectors of the bulletin all come from one Figure,
// so that they cannot disagree.
package figure

import (
	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// Kind is what a figure looks like.
type Kind string

const (
	Trend      Kind = "trend"      // a series against its planned path and target
	Ranking    Kind = "ranking"    // regions by value, with the target line where one holds for all
	Attainment Kind = "attainment" // bars of attainment against expected progress, one a region or goal
	Matrix     Kind = "matrix"     // statuses, measures by regions
	// Contribution leads from the whole at one date to the whole at another, a step a region.
	Contribution Kind = "contribution"
	Multiples    Kind = "multiples" // a small trend a region, all on one scale
	Map          Kind = "map"       // regions where they lie: tiles, or their boundaries
)

// Figure is one chart with everything that it says. All text is ready to show, in the language Say.
type Figure struct {
	Say      *wording.Language // nil is Chinese
	ID       string            // unique on a page and stable over builds: trend-HUKOU_URBAN_RATE-520500
	Home     string            // route of the page that it belongs to, whichever pages show it: its files stand beside that one
	Kind     Kind
	Title    string // the finding, a sentence with a result; else the indicator's plain name
	Subtitle string // where · unit · span: 全市 · % · 2016年末—2020年末
	Summary  string // one sentence of what changed against what; also the text alternative
	// ValueUnit and Decimals are the figure's own: large counts are in 万 or 亿 throughout, values and texts alike.
	ValueUnit string
	Decimals  int
	// Indicator is nil for a matrix.
	Indicator *model.Indicator

	Lines   []Line   // of a trend
	Aim     *Aim     // of a trend or a ranking
	Band    *Band    // of a trend: the range of its projection
	Bars    []Bar    // of a ranking, of attainments or of contributions
	Panels  []Panel  // of small multiples
	Places  []Place  // of a map
	Columns []string // of a matrix: short names of regions
	Groups  []Group  // of a matrix
	// Flow says that the points of a trend are amounts of their periods, drawn at the middle of each; otherwise they
	// stand at the periods' ends.
	Flow bool
	// Heads are the columns' names of a table or of a list beside the drawing, as the kind has them.
	Heads []string
	// Approval is what must stand on a map of real boundaries: 审图号：…
	Approval string
	// HomeLast says that the last column of a matrix is the plan's own region.
	HomeLast bool

	Sources []string // names, with releases where there are several
	Notes   []string // 纵轴不从零起, 初步数, 未单列 …
	Mark    Mark
}

// Mark says whether demonstration figures are in it.
type Mark uint8

const (
	Real  Mark = iota // none
	Mixed             // some: the table says which
	Demo              // all
)

// Role is what a line means; it decides how it is drawn.
type Role string

const (
	Observed  Role = "observed"  // solid
	Path      Role = "path"      // short dashes: the planned path
	Projected Role = "projected" // dots: the last year's pace carried on
	Compared  Role = "compared"  // thin grey: the province or the nation
)

// Line is a series over time.
type Line struct {
	Role   Role
	Name   string // direct label at its end
	Points []Point
}

// Point is one value at the end of a period. Missing points are absent: the line is broken where Gap is set.
type Point struct {
	Period        model.Period
	Value         float64 // for placing only
	Text          string  // the figure as shown, with its decimals, without its unit
	Cell          string  // the cell of the published tables that it shows, see route.ObservationCell; empty for a value of our own
	Gap           bool    // no line from the point before
	Provisional   bool    // 初步数: hollow
	Revised       bool
	Demonstration bool
}

// Band is how far the projection of a trend may be off: from Low to High at its end, from its start on.
type Band struct {
	Low, High float64
	Text      string // 区间 41.50—42.70
}

// Aim is a target line.
type Aim struct {
	Value  float64
	Text   string // 目标 43.00%
	Period model.Period
}

// Bar is a row of a ranking or of attainments.
type Bar struct {
	Place     string // 1, or empty
	Name      string
	Link      string // route of the region's or the goal's page, relative to the root; empty for none
	Home      bool   // the plan's own region, in bold at its place
	Missing   string // 无数据, 未单列, 未报: then there is no value
	Value     float64
	Text      string
	Cell      string // the cell of the published tables that the value is; for attainments its row, without the column
	Status    analysis.Status
	HasStatus bool
	// Value and Expected are percent of the way, for attainments.
	Expected      float64
	HasExpected   bool
	ExpectedText  string // 87.5
	GapText       string // +12.9
	Ceiling       bool   // the target must not be exceeded: the gap is positive where less was used
	Demonstration bool
	// Of a contribution: where the bar sets out, and its share of the change (19.7%). Total is the whole itself.
	From  float64
	Share string
	Total bool
}

// Panel is one of small multiples: a region with its line and its planned path.
type Panel struct {
	Bar   // name, link, newest value with its unit, status
	Lines []Line
	// Highlight sets the panel off: the region that the page is about, or that the title names.
	Highlight bool
}

// Place is a region of a map. The list beside the map is in the order of the places.
type Place struct {
	Bar
	// Col and Row are its tile, from 1; 0 where it has none.
	Col, Row int
	// Outline are the polygons of its boundary, outer rings and holes alike, on a plane where y points down; nil on a map
	// of tiles.
	Outline [][][2]float64
	Shade   int // value class from 1, where the map has no statuses
}

// Group is a band of a matrix's rows.
type Group struct {
	Number int // from 1, as documents count their chapters; 0 for none
	Title  string
	Rows   []Row
}

// Row is a measure in a matrix.
type Row struct {
	ID, Title string
	Link      string
	Cells     []Cell
}

// Cell is a status in a matrix.
type Cell struct {
	Status analysis.Status
	Text   string // difference in points with its sign, or empty
	Link   string
	// Title says it in words, for readers who do not see the column: 青石 · 1-1 · 符合序时 +2.5.
	Title         string
	Demonstration bool
}

// Table is the figure as rows of text, for the page, for programs and for readers who cannot see the chart.
type Table struct {
	Header []string
	Rows   [][]string
	// Numeric says which columns are set to the right.
	Numeric []bool
	// Cells names, for each text of Rows, the cell of the published tables that it shows; empty for any other.
	Cells [][]string
}
