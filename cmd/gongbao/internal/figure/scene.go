package figure

import (
	"math"
	"strconv"

	"gongbao/cmd/gongbao/internal/analysis"
)

// Scene is a figure laid out: marks on a plane whose origin is the upper left corner, y downwards, in units that are
// CSS pixels on a page and points in a PDF. Marks carry roles, not colours: the page's style sheet and the bulletin's
// palette decide what they look like, in light, in dark and on paper.
type Scene struct {
	Width, Height float64
	Marks         []SceneMark
	Plot          Plot
}

// Plot is where the values of a trend or of bars are drawn: the box, and the values at its ends (from bottom to top for a
// trend, from left to right for bars). Rows of bars divide its height equally. It is zero for a matrix.
type Plot struct {
	Left, Top, Right, Bottom float64
	Low, High                float64
}

// SceneMark is a Stroke, an Area, a Label, a Dot or a Shape. Marks are in the order of painting.
type SceneMark interface{ sceneMark() }

// Class is the role of a mark: it names a CSS class in a page and a pen or an ink in a PDF.
type Class string

const (
	ClassGrid       Class = "grid"
	ClassAxis       Class = "axis"
	ClassObserved   Class = "observed"
	ClassPath       Class = "path"
	ClassProjected  Class = "projected"
	ClassCompared   Class = "compared"
	ClassAim        Class = "aim"
	ClassNow        Class = "now"   // dotted vertical at the assessed period
	ClassTrack      Class = "track" // the empty part of a bar
	ClassBar        Class = "bar"
	ClassBarHome    Class = "bar-home"
	ClassBarOther   Class = "bar-other"
	ClassExpected   Class = "expected" // tick of expected progress
	ClassShortfall  Class = "shortfall"
	ClassText       Class = "text"
	ClassTextMuted  Class = "text-muted"
	ClassTextStrong Class = "text-strong"
	// ClassDemonstration marks the demonstration points of a line that has real ones too: its dots are small squares.
	ClassDemonstration Class = "demonstration"
	ClassLeader        Class = "leader" // from a label to its mark, where it could not stand beside it
	ClassBand          Class = "band"   // the range of a projection
	ClassTile          Class = "tile"   // a region of a map without a status or a value class
	ClassBlank         Class = "blank"  // a region of a map without data
	ClassBorder        Class = "border" // between regions of a map
	ClassTotal         Class = "total"  // the whole that contributions lead from and to
	ClassFall          Class = "fall"   // a contribution against the whole's way
	ClassTag           Class = "tag"    // the frame of the demonstration mark
)

// ShadeClass is the ground of the regions of a value class of a map, from 1 for the lowest to Shades; OnShadeClass is text
// on it.
func ShadeClass(n int) Class   { return Class("shade-" + strconv.Itoa(n)) }
func OnShadeClass(n int) Class { return Class("on-shade-" + strconv.Itoa(n)) }

// Shades is how many value classes a map has at most.
const Shades = 4

// The classes of a status: of its shape and word, of the ground of its cell, of text on that ground.
func StatusClass(s analysis.Status) Class { return Class("status-" + s.Key()) }
func CellClass(s analysis.Status) Class   { return Class("cell-" + s.Key()) }
func OnCellClass(s analysis.Status) Class { return Class("on-cell-" + s.Key()) }

// Stroke is a polyline.
type Stroke struct {
	Class  Class
	Points [][2]float64
}

// Area is a filled polygon; a rectangle is one of four points. Outlines go round clockwise as one sees them.
type Area struct {
	Class  Class
	Points [][2]float64
	// Rest are further outlines of the same area: islands, and holes, which go round the other way.
	Rest  [][][2]float64
	Title string // read aloud and shown on hover, of an area that is a link or has no label
	Link  string
}

// Rings are all outlines of the area.
func (a Area) Rings() [][][2]float64 {
	if len(a.Points) == 0 {
		return nil
	}
	return append([][][2]float64{a.Points}, a.Rest...)
}

// Hatching are the upright lines of a shortfall; other areas have none.
func Hatching(a Area) [][][2]float64 {
	if a.Class != ClassShortfall || len(a.Points) != 4 {
		return nil
	}
	const apart = 3
	var lines [][][2]float64
	for x := a.Points[0][0] + apart; x < a.Points[1][0]; x += apart {
		lines = append(lines, [][2]float64{{x, a.Points[0][1]}, {x, a.Points[2][1]}})
	}
	return lines
}

// Dashed cuts a polyline into its dashes, so that the pattern runs on around corners; without a pattern it is whole.
// Dashes alternate with gaps.
func Dashed(points [][2]float64, pattern []float64) [][][2]float64 {
	if len(points) < 2 {
		return nil
	}
	if len(pattern) == 0 {
		return [][][2]float64{points}
	}
	var pieces [][][2]float64
	at, left, inked := 0, pattern[0], true
	current := [][2]float64{points[0]}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		done := 0.0
		for length-done > left {
			done += left
			q := [2]float64{a[0] + (b[0]-a[0])*done/length, a[1] + (b[1]-a[1])*done/length}
			if inked {
				pieces = append(pieces, append(current, q))
			}
			at = (at + 1) % len(pattern)
			left, inked, current = pattern[at], !inked, [][2]float64{q}
		}
		left -= length - done
		current = append(current, b)
	}
	if inked {
		pieces = append(pieces, current)
	}
	return pieces
}

// Anchor says which part of a label stands at X.
type Anchor string

const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Label is one line of text; Y is its baseline. Vertical sets its characters one below the other, each centred on X,
// the first baseline at Y and the next ones VerticalAdvance × Size below.
type Label struct {
	Class    Class
	X, Y     float64
	Size     float64
	Bold     bool
	Anchor   Anchor
	Vertical bool
	Halo     bool // drawn over lines: outlined in the paper's colour
	Link     string
	Text     string
}

// VerticalAdvance is the distance of the baselines of a vertical label, in sizes.
const VerticalAdvance = 1.1

// Dot is a point of a line. It is round, but square where its class is ClassDemonstration; Radius is then half its side.
type Dot struct {
	Class  Class
	X, Y   float64
	Radius float64
	Hollow bool
}

// Shape is a status mark centred at X, Y. Inverse shapes stand on a cell of their own status.
type Shape struct {
	Status string // analysis.Status.Key()
	X, Y   float64
	Size   float64
	OnCell bool
	Title  string // read aloud and shown on hover: 青石县 · 1-1 · 符合序时
	Link   string
}

func (Stroke) sceneMark() {}
func (Area) sceneMark()   {}
func (Label) sceneMark()  {}
func (Dot) sceneMark()    {}
func (Shape) sceneMark()  {}

// Layout says how much room there is and how large text is set.
type Layout struct {
	Width    float64
	TextSize float64
	Compact  bool // the narrow variant: fewer ticks, labels inside
	// Print draws for paper: shortfalls hatched, no links.
	Print bool
	// PlotHeight is how tall the plot of a trend is; 0 leaves it to the layout.
	PlotHeight float64
}

// The layouts of a page. All are in the page: a container query picks Wide or Narrow, and where the reader asked for large
// type Large stands in place of the narrow one, so that its smallest text is above 18 px on a phone of 360.
var (
	Wide   = Layout{Width: 720, TextSize: 13}
	Narrow = Layout{Width: 328, TextSize: 13, Compact: true}
	Large  = Layout{Width: 328, TextSize: 20, Compact: true}
)
