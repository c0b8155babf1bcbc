package output

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Passage is a piece of a page's main part that can be linked to: what follows a heading or an element with an id, up to
// the next one.
type Passage struct {
	ID      string // anchor; empty at the page's beginning
	Heading string // the text of the last heading
	Text    string // without the heading
}

// skipped are elements whose text is not prose: pictures, data, and what only leads elsewhere.
var skipped = []string{"script", "style", "svg", "table", "figure", "nav", "button", "form", "dialog"}

// starts are elements that begin a passage where they have an id.
var starts = []string{"p", "li", "dt", "div", "section"}

// Passages reads the prose of a page. Pieces without text are left out, and so is what has the attribute data-nosnippet:
// lists that repeat what stands elsewhere.
func Passages(page []byte) []Passage {
	var (
		found   []Passage
		current Passage
		heading strings.Builder
		inside  int // in main; above 0
		skip    int
		within  string // the element that a skipped one is counted by
		title   string // the heading that is open: h1 … h6
	)
	end := func(next string) {
		current.Text = strings.Join(strings.Fields(current.Text), " ")
		if current.Text != "" {
			found = append(found, current)
		}
		current = Passage{ID: next, Heading: current.Heading}
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			end("")
			return found
		case html.TextToken:
			if inside == 0 || skip > 0 {
				continue
			}
			if title != "" {
				heading.Write(z.Text())
			} else {
				current.Text += string(z.Text())
			}
		case html.StartTagToken:
			tag := z.Token()
			id, repeats := "", false
			for _, a := range tag.Attr {
				switch a.Key {
				case "id":
					id = a.Val
				case "data-nosnippet":
					repeats = true
				}
			}
			switch {
			case tag.Data == "main":
				inside++
			case inside == 0:
			case skip > 0:
				if tag.Data == within {
					skip++
				}
			case repeats || slices.Contains(skipped, tag.Data):
				skip, within = 1, tag.Data
			case len(tag.Data) == 2 && tag.Data[0] == 'h' && tag.Data[1] >= '1' && tag.Data[1] <= '6':
				end(id)
				title = tag.Data
				heading.Reset()
			case id != "" && slices.Contains(starts, tag.Data):
				end(id)
			case current.Text != "" && !strings.HasSuffix(current.Text, " ") && slices.Contains(blocks, tag.Data):
				current.Text += " "
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch tag := string(name); {
			case tag == "main" && inside > 0:
				inside--
			case skip > 0:
				if tag == within {
					skip--
				}
			case tag == title && title != "":
				current.Heading = strings.Join(strings.Fields(heading.String()), " ")
				title = ""
			}
		}
	}
}

// blocks keep their texts apart.
var blocks = []string{"p", "li", "dt", "dd", "div", "section", "ul", "ol", "dl", "br"}
