package bulletin

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/signintech/gopdf"
)

// information is what the file says of itself.
type information struct {
	title, author, subject string
	created                time.Time // the release's instant, never the clock
}

// paint writes the sheets as a PDF.
func (c *composer) paint(w io.Writer, info information) error {
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: paperWidth, H: paperHeight}})
	pdf.SetCompressLevel(6)
	var lost rune
	var names [faceCount]string
	for i, runes := range c.used() {
		if len(runes) == 0 {
			continue
		}
		font, err := subset(&c.widths.fonts.faces[i], runes)
		if err != nil {
			return fmt.Errorf("font %s: %w", familyNames[i], err)
		}
		names[i] = subsetName(familyNames[i], runes)
		option := gopdf.TtfOption{OnGlyphNotFound: func(r rune) { lost = r }}
		if err := pdf.AddTTFFontDataWithOption(names[i], font, option); err != nil {
			return fmt.Errorf("font %s: %w", familyNames[i], err)
		}
	}
	pdf.SetInfo(gopdf.PdfInfo{
		Title: info.title, Author: info.author, Subject: info.subject,
		Creator: "gongbao", Producer: "gopdf", CreationDate: info.created,
	})
	next := 0
	for i, s := range c.sheets {
		pdf.AddPage()
		for ; next < len(c.bookmarks) && c.bookmarks[next].page == i; next++ {
			pdf.SetXY(0, c.bookmarks[next].y)
			pdf.AddOutlineWithPosition(c.bookmarks[next].title)
		}
		for _, m := range s.marks {
			if err := paintMark(&pdf, names, m); err != nil {
				return err
			}
		}
	}
	if lost != 0 { // the check before let it pass: never a silent blank
		return &MissingGlyphError{Rune: lost, Place: "简报"}
	}
	_, err := pdf.WriteTo(w)
	return err
}

// used are the characters of each face, in ascending order.
func (c *composer) used() [faceCount][]rune {
	var seen [faceCount]map[rune]bool
	for i := range seen {
		seen[i] = map[rune]bool{}
	}
	for _, s := range c.sheets {
		for _, m := range s.marks {
			if t, ok := m.(textMark); ok {
				for _, r := range t.text {
					seen[t.style.face][r] = true
				}
			}
		}
	}
	var runes [faceCount][]rune
	for i := range seen {
		runes[i] = slices.Sorted(maps.Keys(seen[i]))
	}
	return runes
}

func paintMark(pdf *gopdf.GoPdf, names [faceCount]string, m mark) error {
	switch m := m.(type) {
	case textMark:
		if err := pdf.SetFont(names[m.style.face], "", m.style.size); err != nil {
			return fmt.Errorf("font %s: %w", familyNames[m.style.face], err)
		}
		pdf.SetTextColor(m.style.ink[0], m.style.ink[1], m.style.ink[2])
		if err := pdf.SetCharSpacing(m.spacing); err != nil {
			return err
		}
		pdf.SetXY(m.x, m.y)
		if err := pdf.Text(m.text); err != nil {
			return fmt.Errorf("set %q: %w", m.text, err)
		}
	case lineMark:
		pdf.SetLineWidth(m.width)
		pdf.SetStrokeColor(m.ink[0], m.ink[1], m.ink[2])
		pdf.Line(m.x1, m.y1, m.x2, m.y2)
	case areaMark:
		points := make([]gopdf.Point, len(m.points))
		for i, p := range m.points {
			points[i] = gopdf.Point{X: p[0], Y: p[1]}
		}
		if m.stroke > 0 {
			pdf.SetLineWidth(m.stroke)
			pdf.SetStrokeColor(m.ink[0], m.ink[1], m.ink[2])
			pdf.Polygon(points, "D")
		} else {
			pdf.SetFillColor(m.ink[0], m.ink[1], m.ink[2])
			pdf.Polygon(points, "F")
		}
	}
	return nil
}
