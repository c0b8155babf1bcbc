// Package palette reads from a theme's style sheet what the roles of marks look like, for files that are looked at without
// it: drawings that a reader has saved, pictures, share images. A theme that changes a colour changes them too.
package palette

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// Pen is how a class is drawn. A colour with alpha 0 is none.
type Pen struct {
	Fill, Stroke color.NRGBA
	Width        float64   // of the stroke, in the scene's units
	Dash         []float64 // lengths of dashes and gaps in turn; nil: a line without gaps
	Round        bool      // ends and corners of the stroke
}

// Palette holds the light colours of a theme: its tokens and the pens of its classes.
type Palette struct {
	tokens  map[string]string            // --ink → #182024
	classes map[string]map[string]string // g-axis → stroke → var(--rule-2)
}

// Parse reads a style sheet. Tokens are the custom properties of :root outside any condition; classes are the rules whose
// selector is one class alone, outside any condition too: themes, contrast and paper are the page's business.
func Parse(style []byte) (Palette, error) {
	p := Palette{map[string]string{}, map[string]map[string]string{}}
	parser := css.NewParser(parse.NewInput(bytes.NewReader(style)), false)
	depth := 0 // of conditions
	var selectors []string
	for {
		grammar, _, data := parser.Next()
		switch grammar {
		case css.ErrorGrammar:
			if err := parser.Err(); !errors.Is(err, io.EOF) {
				return Palette{}, fmt.Errorf("palette: %w", err)
			}
			if _, ok := p.colour("var(--ink)"); !ok {
				return Palette{}, errors.New("palette: the style sheet gives :root no colour --ink")
			}
			return p, nil
		case css.BeginAtRuleGrammar:
			depth++
		case css.EndAtRuleGrammar:
			depth--
		case css.BeginRulesetGrammar:
			selectors = strings.Split(join(parser.Values()), ",")
		case css.DeclarationGrammar, css.CustomPropertyGrammar:
			if depth == 0 {
				p.declare(selectors, string(data), join(parser.Values()))
			}
		}
	}
}

func join(tokens []css.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.Write(t.Data)
	}
	return strings.TrimSpace(b.String())
}

func (p Palette) declare(selectors []string, property, value string) {
	for _, s := range selectors {
		s = strings.TrimSpace(s)
		if s == ":root" {
			if strings.HasPrefix(property, "--") {
				p.tokens[property] = value
			}
			continue
		}
		class, ok := strings.CutPrefix(s, ".")
		if !ok || strings.ContainsAny(class, ".:[>+~ #") {
			continue
		}
		if p.classes[class] == nil {
			p.classes[class] = map[string]string{}
		}
		p.classes[class][property] = value
	}
}

// Token is the text of a custom property: of --sans the names of the faces. Empty where the theme has none.
func (p Palette) Token(name string) string { return p.tokens[name] }

// Colour is that of a token; the ink's where the theme has none of the name.
func (p Palette) Colour(token string) color.NRGBA {
	if c, ok := p.colour("var(" + token + ")"); ok {
		return c
	}
	c, _ := p.colour("var(--ink)")
	return c
}

// Pen is how something with all these classes is drawn; what a later class sets counts. A class that the theme does not
// know is drawn in the ink, so that nothing is lost.
func (p Palette) Pen(classes ...string) Pen {
	set := map[string]string{}
	for _, class := range classes {
		for property, value := range p.classes[class] {
			set[property] = value
		}
	}
	if len(set) == 0 {
		return Pen{Fill: p.Colour("--ink"), Stroke: p.Colour("--ink"), Width: 1}
	}
	pen := Pen{Width: 1, Round: set["stroke-linecap"] == "round"}
	if c, ok := p.colour(set["fill"]); ok {
		pen.Fill = c
	} else if c, ok := p.colour(set["color"]); ok { // of shapes, which are filled with currentColor
		pen.Fill = c
	}
	if c, ok := p.colour(set["stroke"]); ok {
		pen.Stroke = c
	}
	if w, err := strconv.ParseFloat(strings.TrimSuffix(set["stroke-width"], "px"), 64); err == nil {
		pen.Width = w
	}
	for _, field := range strings.Fields(strings.ReplaceAll(set["stroke-dasharray"], ",", " ")) {
		length, err := strconv.ParseFloat(field, 64)
		if err != nil || length < 0 {
			pen.Dash = nil
			break
		}
		pen.Dash = append(pen.Dash, length)
	}
	return pen
}

// colour resolves #rgb, #rrggbb, and var(--token) to one of them.
func (p Palette) colour(value string) (color.NRGBA, bool) {
	for range len(p.tokens) + 1 { // a token may name another; a ring of them ends
		name, ok := strings.CutPrefix(value, "var(")
		if !ok {
			break
		}
		value = p.tokens[strings.TrimSpace(strings.TrimSuffix(name, ")"))]
	}
	digits, ok := strings.CutPrefix(value, "#")
	if !ok {
		return color.NRGBA{}, false
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return color.NRGBA{}, false
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, true
}
