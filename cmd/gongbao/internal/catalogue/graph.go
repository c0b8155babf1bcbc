package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// graph is a set of statements in RDF, written as JSON-LD and as Turtle from one source, so that the two cannot differ.
type graph struct {
	prefixes []prefix
	nodes    []*node
}

type prefix struct{ name, space string }

// node is a subject with what is said of it. Without an id it is a blank node and stands inside the one that refers to it.
type node struct {
	id    string
	types []string
	props []property
}

type property struct {
	name   string // dct:title
	values []any  // iri, literal, *node
}

type iri string

type literal struct{ text, lang, kind string } // kind: xsd:date

// say adds values to what is said under a name; nil, the empty iri and the literal without text say nothing.
func (n *node) say(name string, values ...any) *node {
	values = slices.DeleteFunc(slices.Clone(values), func(v any) bool {
		switch v := v.(type) {
		case nil:
			return true
		case iri:
			return v == ""
		case literal:
			return v.text == ""
		case *node:
			return v == nil
		}
		return false
	})
	if len(values) > 0 {
		n.props = append(n.props, property{name, values})
	}
	return n
}

func zh(text string) literal { return literal{text: text, lang: "zh"} }

func plain(text string) literal { return literal{text: text} }

func typed(text, kind string) literal { return literal{text: text, kind: kind} }

// jsonld has its context inside: a program may have no network.
func (g *graph) jsonld() any {
	context := map[string]string{}
	for _, p := range g.prefixes {
		context[p.name] = p.space
	}
	var nodes []any
	for _, n := range g.nodes {
		nodes = append(nodes, n.jsonld())
	}
	return map[string]any{"@context": context, "@graph": nodes}
}

func (n *node) jsonld() any {
	doc := map[string]any{}
	if n.id != "" {
		doc["@id"] = n.id
	}
	if len(n.types) > 0 {
		doc["@type"] = n.types
	}
	for _, p := range n.props {
		values := make([]any, len(p.values))
		for i, v := range p.values {
			switch v := v.(type) {
			case iri:
				values[i] = map[string]string{"@id": string(v)}
			case literal:
				l := map[string]string{"@value": v.text}
				if v.lang != "" {
					l["@language"] = v.lang
				}
				if v.kind != "" {
					l["@type"] = v.kind
				}
				values[i] = l
			case *node:
				values[i] = v.jsonld()
			}
		}
		if len(values) == 1 {
			doc[p.name] = values[0]
		} else {
			doc[p.name] = values
		}
	}
	return doc
}

func (g *graph) turtle() []byte {
	var b strings.Builder
	for _, p := range g.prefixes {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", p.name, p.space)
	}
	for _, n := range g.nodes {
		b.WriteString("\n")
		b.WriteString(reference(n.id))
		n.turtle(&b, "  ")
		b.WriteString(" .\n")
	}
	return []byte(b.String())
}

func (n *node) turtle(b *strings.Builder, indent string) {
	separator := " "
	if len(n.types) > 0 {
		fmt.Fprintf(b, " a %s", strings.Join(n.types, ", "))
		separator = " ;\n" + indent
	}
	for _, p := range n.props {
		b.WriteString(separator + p.name + " ")
		separator = " ;\n" + indent
		for i, v := range p.values {
			if i > 0 {
				b.WriteString(", ")
			}
			switch v := v.(type) {
			case iri:
				b.WriteString(reference(string(v)))
			case literal:
				b.WriteString(v.turtle())
			case *node:
				b.WriteString("[")
				v.turtle(b, indent+"  ")
				b.WriteString(" ]")
			}
		}
	}
}

// reference is an IRI between angle brackets, with what must not stand there escaped.
func reference(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return "<" + b.String() + ">"
}

func (l literal) turtle() string {
	s := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(l.text) + `"`
	switch {
	case l.lang != "":
		s += "@" + l.lang
	case l.kind != "":
		s += "^^" + l.kind
	}
	return s
}
