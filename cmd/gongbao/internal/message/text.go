package message

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// text is a message, cut into its pieces once: a build prints hundreds of thousands.
type text struct {
	other  *pattern
	forms  map[string]*pattern // one, few … ; other is not among them
	plural bool
}

// pattern is one form of a message.
type pattern struct {
	parts []Part
	// whole is the text of a pattern without arguments.
	whole string
	args  int // places of arguments
}

func newText(m *i18n.Message) (*text, error) {
	if m.Other == "" {
		return nil, fmt.Errorf("the form other is missing or empty")
	}
	t := &text{forms: map[string]*pattern{}}
	for form, words := range map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other} {
		if words == "" {
			continue
		}
		p, err := newPattern(words)
		if err != nil {
			return nil, err
		}
		if form == "other" {
			t.other = p
			t.plural = t.plural || p.has("Count")
		} else {
			t.forms[form], t.plural = p, true
		}
	}
	return t, nil
}

func (t *text) all() []*pattern {
	all := []*pattern{t.other}
	for _, p := range t.forms {
		all = append(all, p)
	}
	return all
}

var argument = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z0-9]*)\}\}`)

func newPattern(words string) (*pattern, error) {
	p := &pattern{}
	at := 0
	for _, m := range argument.FindAllStringSubmatchIndex(words, -1) {
		if m[0] > at {
			p.parts = append(p.parts, Part{Text: words[at:m[0]]})
		}
		p.parts = append(p.parts, Part{Arg: words[m[2]:m[3]]})
		p.args++
		at = m[1]
	}
	if at < len(words) {
		p.parts = append(p.parts, Part{Text: words[at:]})
	}
	for _, part := range p.parts {
		if strings.Contains(part.Text, "{{") || strings.Contains(part.Text, "}}") {
			return nil, fmt.Errorf("%q: an argument is written {{.Name}}", words)
		}
	}
	if p.args == 0 {
		p.whole = words
	}
	return p, nil
}

func (p *pattern) has(arg string) bool {
	for _, part := range p.parts {
		if part.Arg == arg {
			return true
		}
	}
	return false
}

// print puts the arguments into their places. Every place must have one; a language need not use them all.
func (p *pattern) print(id string, args []any) string {
	if len(args)%2 != 0 {
		panic("message: " + id + ": arguments are names and values")
	}
	if p.args == 0 {
		return p.whole
	}
	var b strings.Builder
	for _, part := range p.parts {
		if part.Arg == "" {
			b.WriteString(part.Text)
			continue
		}
		i := 0
		for i < len(args) && args[i] != part.Arg {
			i += 2
		}
		if i == len(args) {
			panic("message: " + id + " lacks its argument " + part.Arg)
		}
		b.WriteString(value(id, args[i+1]))
	}
	return b.String()
}

func value(id string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case fmt.Stringer:
		return v.String()
	}
	panic(fmt.Sprintf("message: %s: an argument is a string, an integer or a Stringer, not %T", id, v))
}
