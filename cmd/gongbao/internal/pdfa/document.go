package pdfa

import "time"

// Document is what the painted bytes do not say.
type Document struct {
	Title, Author, Subject string
	Keywords               []string
	Language               string // BCP 47: zh-CN
	Creator                string // the program that the document was made with
	// Date is when the document was published: its creation and its modification, for the file and all that is in it.
	Date time.Time

	Root        *Element // role Document
	Pages       []Page
	Outline     []Entry
	Attachments []Attachment
	Fonts       map[string]Font // by PostScript name, without the subset tag
}

// Font is what the painter does not say of a font.
type Font struct {
	// Characters are in the order of the glyphs: glyph n+1 is Characters[n].
	Characters []rune
	// Program takes the place of the one that the painter embedded, which may then lack the outlines; nil leaves it.
	Program []byte
}

// Page is what stands on one page.
type Page struct {
	// Sequences are the contents in the order of the page's markers: what follows Marker(i) belongs to Sequences[i].
	Sequences []*Content
}

// Content is a piece of an element, of one page or of several. It is filled while pages are finished.
type Content struct {
	of     *Element
	pieces []piece
}

// piece is a stretch of marked content.
type piece struct{ page, number int }

// What stands on a page beside its meaning.
var (
	Artifact  = &Content{} // rules, grounds
	Furniture = &Content{} // headers and footers
)

// Role is a structure type of ISO 32000-1, 14.8.4.
type Role string

// The roles that documents use.
const (
	RoleDocument Role = "Document"
	H1           Role = "H1"
	H2           Role = "H2"
	H3           Role = "H3"
	P            Role = "P"
	Table        Role = "Table"
	TR           Role = "TR"
	TH           Role = "TH"
	TD           Role = "TD"
	Caption      Role = "Caption"
	Figure       Role = "Figure"
	List         Role = "L"
	Item         Role = "LI"
	Label        Role = "Lbl"
	ItemBody     Role = "LBody"
	LinkRole     Role = "Link"
	Reference    Role = "Reference"
	Note         Role = "Note"
	Span         Role = "Span"
)

// Element is a node of the structure tree. Its kids are in reading order.
type Element struct {
	Role Role
	Alt  string // says what a figure shows
	// Actual is the text that a mark without text stands for: the word of a status that is set as a shape.
	Actual string
	// Scope of a header cell: Column or Row. Headers are the header cells of a cell, where scopes do not tell.
	Scope            string
	ColSpan, RowSpan int
	Headers          []*Element
	Box              *Box // of a figure
	Ordered          bool // a list is numbered

	kids []any // *Element, *Content, *Link
	id   string
	ref  reference
}

// Box is a rectangle on a page.
type Box struct {
	Page           int // from 0
	X0, Y0, X1, Y1 float64
}

// Add appends an element.
func (e *Element) Add(kid *Element) *Element {
	e.kids = append(e.kids, kid)
	return kid
}

// Content appends a piece of content, which the caller marks on one page or several.
func (e *Element) Content() *Content {
	c := &Content{of: e}
	e.kids = append(e.kids, c)
	return c
}

// Kids are the elements below.
func (e *Element) Kids() []*Element {
	var list []*Element
	for _, k := range e.kids {
		if kid, ok := k.(*Element); ok {
			list = append(list, kid)
		}
	}
	return list
}

// Of is the element that a content belongs to; nil for artifacts.
func (c *Content) Of() *Element { return c.of }

// Link is a place that leads elsewhere: to an address, or to a place in the document.
type Link struct {
	Box
	URI      string
	To       *Place
	Contents string // what it leads to, in words
}

// Place is a height on a page.
type Place struct {
	Page int // from 0
	Y    float64
}

// Link makes an element's area a link.
func (e *Element) Link(l *Link) { e.kids = append(e.kids, l) }

// Entry of the outline.
type Entry struct {
	Title string
	At    Place
	Kids  []Entry
}

// Attachment is a file inside the document.
type Attachment struct {
	Name        string // goals.csv
	Description string
	Type        string // text/csv
	Content     []byte
}

// Marker is the dash phase that begins the page's sequence i; gopdf.SetCustomLineType writes it on a line of its own.
func Marker(i int) float64 { return firstMarker + float64(i) }

const firstMarker = 7_000_000
