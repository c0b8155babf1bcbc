package bulletin

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/pdfa"
)

// tags is where in the document's structure the composer is: which element the next mark belongs to.
type tags struct {
	root  *pdfa.Element
	at    *pdfa.Element
	run   *pdfa.Content // of at, as long as nothing came between
	aside *pdfa.Content // what is no part of the document: a repeated head, page furniture; else nil
	links []*waiting
}

// waiting is a link to an anchor that may come later.
type waiting struct {
	link   *pdfa.Link
	anchor string
}

func newTags() tags {
	root := &pdfa.Element{Role: pdfa.RoleDocument}
	return tags{root: root, at: root}
}

// part says what a mark is part of. Lines and areas mean something in a figure, or where they stand for a word; elsewhere
// they are rules and grounds.
func (t *tags) part(m mark) *pdfa.Content {
	if t.aside != nil {
		return t.aside
	}
	if _, text := m.(textMark); !text && t.at.Role != pdfa.Figure && t.at.Actual == "" {
		return pdfa.Artifact
	}
	if t.run == nil {
		t.run = t.at.Content()
	}
	return t.run
}

// into makes what follows part of an element, until the function that it returns is called.
func (t *tags) into(e *pdfa.Element) func() {
	was := t.at
	t.at, t.run = e, nil
	return func() { t.at, t.run = was, nil }
}

// without takes what follows out of the document.
func (t *tags) without(kind *pdfa.Content) func() {
	was := t.aside
	t.aside = kind
	return func() { t.aside = was }
}

func (t *tags) furniture() func() { return t.without(pdfa.Furniture) }

// tag begins an element below the one that the composer is in. Aside from the document it belongs to nothing.
func (c *composer) tag(role pdfa.Role) (*pdfa.Element, func()) {
	e := &pdfa.Element{Role: role}
	if c.tags.aside != nil {
		return e, func() {}
	}
	c.tags.at.Add(e)
	return e, c.tags.into(e)
}

// as runs do within an element of a role.
func (c *composer) as(role pdfa.Role, do func()) *pdfa.Element {
	e, end := c.tag(role)
	defer end()
	do()
	return e
}

// link lets a stretch of a line lead elsewhere. Stretches of one link on one line are one area.
func (c *composer) link(to string, x, y, width, size float64) {
	if c.tags.aside != nil || to == "" {
		return
	}
	const reach = 0.12 // of the descenders, in ems
	area := pdfa.Box{Page: len(c.sheets) - 1, X0: x, Y0: y - ascent*size, X1: x + width, Y1: y + reach*size}
	if n := len(c.tags.links); n > 0 {
		last := c.tags.links[n-1]
		if last.anchor == to && last.link.Page == area.Page && last.link.Y1 == area.Y1 && area.X0-last.link.X1 < size {
			last.link.X1 = area.X1
			return
		}
	}
	l := &pdfa.Link{Box: area}
	if !strings.HasPrefix(to, "#") {
		l.URI = to
	}
	c.tags.links = append(c.tags.links, &waiting{l, to})
	c.tags.at.Link(l)
}

// anchor names the place that comes next.
func (c *composer) anchor(name string) {
	if name != "" {
		c.anchors[name] = pdfa.Place{Page: len(c.sheets) - 1, Y: c.y}
	}
}

// resolve gives every link its place and its words.
func (c *composer) resolve() error {
	for _, w := range c.tags.links {
		name, inside := strings.CutPrefix(w.anchor, "#")
		if !inside {
			w.link.Contents = "打开网页 " + w.link.URI
			continue
		}
		place, ok := c.anchors[name]
		if !ok {
			return fmt.Errorf("link to %s, which is nowhere", w.anchor)
		}
		w.link.To, w.link.Contents = &place, fmt.Sprintf("转到第%d页", place.Page+1)
	}
	return nil
}
