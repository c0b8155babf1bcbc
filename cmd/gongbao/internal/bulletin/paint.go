package bulletin

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/bits"
	"slices"
	"time"

	"github.com/signintech/gopdf"

	"gongbao/cmd/gongbao/internal/pdfa"
)

// information is what the file says of itself.
type information struct {
	title, author, subject string
	keywords               []string
	created                time.Time // the release's instant, never the clock
	attachments            []pdfa.Attachment
}

// paint writes the sheets as a PDF: gopdf sets the marks, with a marker wherever another element begins, and package pdfa
// makes an archival, accessible file of it.
func (c *composer) paint(w io.Writer, info information) error {
	if err := c.resolve(); err != nil {
		return err
	}
	doc := &pdfa.Document{
		Title: info.title, Author: info.author, Subject: info.subject, Keywords: info.keywords, Language: "zh-CN",
		Creator: "gongbao", Date: info.created, Root: c.tags.root, Outline: c.outline(), Attachments: info.attachments,
		Fonts: map[string]pdfa.Font{},
	}
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: paperWidth, H: paperHeight}})
	pdf.SetNoCompression()
	var lost rune
	var names [faceCount]string
	for i, runes := range c.used() {
		if len(runes) == 0 {
			continue
		}
		bare, program, err := c.widths.fonts.subset(faceID(i), runes)
		if err != nil {
			return fmt.Errorf("font %s: %w", familyNames[i], err)
		}
		names[i] = subsetName(familyNames[i], runes)
		doc.Fonts[familyNames[i]] = pdfa.Font{Characters: runes, Program: program}
		option := gopdf.TtfOption{OnGlyphNotFound: func(r rune) { lost = r }}
		if err := pdf.AddTTFFontDataWithOption(names[i], bare, option); err != nil {
			return fmt.Errorf("font %s: %w", familyNames[i], err)
		}
	}
	for _, s := range c.sheets {
		pdf.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: s.paperWidth, H: s.paperHeight}})
		var page pdfa.Page
		for i, m := range s.marks {
			if i == 0 || m.part != s.marks[i-1].part {
				pdf.SetCustomLineType([]float64{}, pdfa.Marker(len(page.Sequences)))
				page.Sequences = append(page.Sequences, m.part)
			}
			if err := paintMark(&pdf, names, m.mark); err != nil {
				return err
			}
		}
		doc.Pages = append(doc.Pages, page)
	}
	if lost != 0 { // the check before let it pass: never a silent blank
		return &MissingGlyphError{Rune: lost, Place: "简报"}
	}
	var painted bytes.Buffer
	if _, err := pdf.WriteTo(&painted); err != nil {
		return err
	}
	finished, err := pdfa.Finish(painted.Bytes(), doc)
	if err != nil {
		return err
	}
	_, err = w.Write(finished)
	return err
}

// outline nests the bookmarks.
func (c *composer) outline() []pdfa.Entry {
	var list []pdfa.Entry
	for _, b := range c.bookmarks {
		e := pdfa.Entry{Title: b.title, At: pdfa.Place{Page: b.page, Y: b.y}}
		if n := len(list); b.level > 1 && n > 0 {
			list[n-1].Kids = append(list[n-1].Kids, e)
		} else {
			list = append(list, e)
		}
	}
	return list
}

// used are the characters of each face, in ascending order.
func (c *composer) used() [faceCount][]rune {
	const plane = 0x10000
	var seen [faceCount][plane / 64]uint64 // of the basic plane, a bit a character
	var beyond [faceCount]map[rune]bool
	for _, s := range c.sheets {
		for _, m := range s.marks {
			if t, ok := m.mark.(textMark); ok {
				for _, r := range t.text {
					if r < plane {
						seen[t.style.face][r/64] |= 1 << (r % 64)
						continue
					}
					if beyond[t.style.face] == nil {
						beyond[t.style.face] = map[rune]bool{}
					}
					beyond[t.style.face][r] = true
				}
			}
		}
	}
	var runes [faceCount][]rune
	for i := range seen {
		for at, set := range seen[i] {
			for ; set != 0; set &= set - 1 {
				runes[i] = append(runes[i], rune(64*at+bits.TrailingZeros64(set)))
			}
		}
		runes[i] = append(runes[i], slices.Sorted(maps.Keys(beyond[i]))...)
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
		if m.turned {
			const rightAngle = -90
			pdf.Rotate(rightAngle, m.x, m.y)
			defer pdf.RotateReset()
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
