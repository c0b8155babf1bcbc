package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pinyin"
)

// namedClause is a clause with its anchor: the block that carries the id, and the one whose text it is.
type namedClause struct {
	block, text ast.Node
	id          string
}

var ownAnchor = regexp.MustCompile(`\s*\{#([^{}\s]+)\}\s*$`)

// clauses gives every heading, paragraph, item of a list and row of a table its anchor. An anchor depends on nothing but
// the clause itself, so that it stays when others come and go:
//
//	{#open} at the clause's end                        open
//	the first clause of section settle to link to     settle-1-1
//	measure:1-1, and to no other measure
//	any other: its first words                         overall-fang-kai-luo-hu
//
// Where two would be the same the later one is numbered.
func (p *document) clauses() []model.Clause {
	type found struct {
		namedClause
		label    string
		measures []string
	}
	var all []found
	add := func(block, text ast.Node) {
		if text == nil {
			return
		}
		c := found{namedClause: namedClause{block: block, text: text}}
		if _, isHeading := block.(*ast.Heading); isHeading {
			if id, ok := block.AttributeString("id"); ok {
				b, _ := id.([]byte)
				c.id = string(b)
			}
		} else {
			c.id = p.takeOwnAnchor(text)
		}
		c.label, c.measures = p.firstWords(text), p.measureLinks(block)
		if c.label != "" {
			all = append(all, c)
		}
	}
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Heading, *ast.Paragraph:
				add(c, c)
			case *ast.ListItem:
				switch first := c.FirstChild().(type) {
				case *ast.TextBlock:
					add(c, first)
				case *ast.Paragraph:
					add(c, first)
					for rest := first.NextSibling(); rest != nil; rest = rest.NextSibling() {
						if _, isList := rest.(*ast.List); isList {
							walk(rest)
						}
					}
					continue
				}
				walk(c)
			case *tables.TableHeader:
			case *tables.TableRow:
				add(c, c.FirstChild())
			case *ast.List, *ast.Blockquote, *tables.Table:
				walk(c)
			}
		}
	}
	walk(p.root)

	var clauses []model.Clause
	for _, c := range all {
		if c.id == "" {
			want := p.section + "-" + pinyin.Slug(c.label)
			if len(c.measures) == 1 {
				if byMeasure := p.section + "-" + c.measures[0]; p.anchors[byMeasure] == 0 {
					want = byMeasure
				}
			}
			at := p.at(c.text)
			c.id = want
			for n := 2; p.anchors[c.id] != 0; n++ {
				c.id = fmt.Sprintf("%s-%d", want, n)
			}
			p.anchors[c.id] = at.Line
			p.links = append(p.links, Link{Target: c.id, At: at})
		}
		c.block.SetAttributeString("id", []byte(c.id))
		p.named = append(p.named, c.namedClause)
		clauses = append(clauses, model.Clause{ID: c.id, Label: c.label, Measures: c.measures})
	}
	return clauses
}

// takeOwnAnchor removes {#id} from the end of a clause's text; empty where there is none or it cannot be used.
func (p *document) takeOwnAnchor(n ast.Node) string {
	t, ok := n.LastChild().(*ast.Text)
	if !ok {
		return ""
	}
	m := ownAnchor.FindSubmatchIndex(t.Segment.Value(p.src))
	if m == nil {
		// An underscore or a bracket has cut it into several texts.
		whole := ""
		for _, s := range p.spans(n) {
			whole += s.Text
		}
		if m := ownAnchor.FindStringSubmatch(whole); m != nil {
			p.own(m[1], "这一条", p.at(n))
		}
		return ""
	}
	value := t.Segment.Value(p.src)
	id := string(value[m[2]:m[3]])
	at := p.place(t.Segment.Start + m[2] - len("{#"))
	t.Segment = t.Segment.WithStop(t.Segment.Start + m[0])
	if !p.own(id, "这一条", at) {
		return ""
	}
	return id
}

// mostWords is the length of a label in characters.
const mostWords = 12

// firstWords name a clause: what it has in bold at its beginning, else its text up to the first mark.
func (p *document) firstWords(n ast.Node) string {
	spans := p.spans(n)
	if len(spans) == 0 {
		return ""
	}
	label := ""
	if spans[0].Strong {
		label = spans[0].Text
	} else {
		for _, s := range spans {
			label += s.Text
		}
	}
	label = strings.TrimLeft(label, " “‘（《「")
	if end := strings.IndexAny(label, "，。；：！？（）“”《》「」\n"); end > 0 {
		label = label[:end]
	}
	if r := []rune(label); len(r) > mostWords {
		label = string(r[:mostWords])
	}
	return strings.TrimSpace(label)
}

// measureLinks are the measures that a block links to, in its order; those of lists inside it are not its own.
func (p *document) measureLinks(block ast.Node) []string {
	var ids []string
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, isList := n.(*ast.List); isList {
			return ast.WalkSkipChildren, nil
		}
		if link, ok := n.(*ast.Link); ok && entering {
			if scheme, target, ok := SplitLink(string(link.Destination)); ok && scheme == MeasureLink && !slices.Contains(ids, target) {
				ids = append(ids, target)
			}
		}
		return ast.WalkContinue, nil
	})
	return ids
}

// markClauses ends each clause with an empty link to itself, which site fills. Paper has no use for it: spans passes it
// over.
func (p *document) markClauses() {
	for _, c := range p.named {
		mark := ast.NewString([]byte(`<a class="clause" href="#` + c.id + `"></a>`))
		mark.SetCode(true) // written as it is
		c.text.AppendChild(c.text, mark)
	}
}
