// Package message is the interface's words: every sentence that a page, a chart or the working of a status shows stands in
// a catalogue, once for each language, and code and templates name it by its id. It is the only door to go-i18n, which
// reads the catalogues and knows the plural rules of CLDR.
//
// # Catalogues
//
// A catalogue is a YAML file <area>.<language>.yaml; the id of a message is the area, a dot and its key:
//
//	catalogue/figure.zh-CN.yaml   summary: "{{.Name}}：{{.Place}}{{.When}}为{{.Value}}。"
//	catalogue/figure.en.yaml      summary: "{{.Name}}: {{.Value}} in {{.Place}} ({{.When}})."
//	a.Say.Text("figure.summary", "Name", name, "Place", place, "When", when, "Value", value)
//
// The engine's own areas (wording, analysis, figure) are here in catalogue/; those of the pages travel with the theme, as
// themes/default/i18n/<page>.<language>.yaml, and [Printer.With] adds them. A key may be nested: head: {date: …} is
// home.head.date. go-i18n keeps some keys for itself, which cannot be used: id, description, hash. What is counted has the plural forms of its language under one key: one and other in English, other alone
// in Chinese.
//
// # How to say something
//
//  1. Give each sentence an id in the page's area and write it in both languages. Take the whole sentence, with a
//     {{.Name}} where a value stands: Chinese and English put their parts in another order, so that a sentence put together
//     from pieces cannot be translated. Where one sentence has three forms, write three messages.
//  2. In Go, say.Text("home.lede", "Place", place) instead of fmt.Sprintf; say is analysis.Assessment.Say, a
//     [gongbao/cmd/gongbao/internal/wording.Language], whose methods also set figures, units, dates and lists. Where a part
//     of the sentence is linked or strong, [Printer.Parts].
//  3. In a template, {{t "home.changes"}}, {{t "home.from" "Date" .Date}} or {{count "home.pages" .Pages}}.
//
// messages_test.go (beside doc.go) proves that every id which is used exists in every language with the same arguments, that
// no id is unused and that no Chinese stands in code or templates.
//
// An id is always written out whole, as one string literal: the test finds it, and so does a reader. Where a value decides
// between messages, a table holds their ids.
package message

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"gongbao/cmd/gongbao/internal/yamlmap"
)

// Languages that there are catalogues for, as BCP 47 tags. The first is the default.
var Languages = []string{"zh-CN", "en"}

//go:embed catalogue
var engine embed.FS

// Printer says messages in one language. It never changes once made, so that many goroutines may share it. A message that
// does not exist, or an argument that it lacks, is a programming error: the printer panics with the id.
type Printer struct {
	lang  string
	texts map[string]*text
	rules *rules
}

// Chinese and English print the engine's own catalogues.
var (
	Chinese = mustRead("zh-CN")
	English = mustRead("en")
)

func mustRead(lang string) *Printer {
	files, err := fs.Sub(engine, "catalogue")
	if err != nil {
		panic(err)
	}
	p, err := (&Printer{lang: lang, rules: newRules(lang)}).With(files)
	if err != nil {
		panic(err)
	}
	return p
}

// In is the printer of a language's tag: zh-CN or zh, en. ok is false for a language without catalogues.
func In(tag string) (p *Printer, ok bool) {
	switch tag {
	case "zh-CN", "zh":
		return Chinese, true
	case "en":
		return English, true
	}
	return nil, false
}

// With is a printer that also has the catalogues of its language in the root of files; those of other languages, and files
// that are no catalogue, are passed over. An id that is there already, or a file that cannot be read, is an error.
func (p *Printer) With(files fs.FS) (*Printer, error) {
	q := &Printer{lang: p.lang, rules: p.rules, texts: map[string]*text{}}
	for id, t := range p.texts {
		q.texts[id] = t
	}
	suffix := "." + p.lang + ".yaml"
	names, err := fs.Glob(files, "*"+suffix)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		parsed, err := i18n.ParseMessageFileBytes(content, name, map[string]i18n.UnmarshalFunc{"yaml": yamlmap.Decode})
		if err != nil {
			return nil, fmt.Errorf("message: %s: %w", name, err)
		}
		area := strings.TrimSuffix(path.Base(name), suffix)
		for _, m := range parsed.Messages {
			id := area + "." + m.ID
			if q.texts[id] != nil {
				return nil, fmt.Errorf("message: %s: there is a message %s already", name, id)
			}
			if q.texts[id], err = newText(m); err != nil {
				return nil, fmt.Errorf("message: %s: %s: %w", name, id, err)
			}
		}
	}
	return q, nil
}

// Lang is the language's tag, as the lang attribute of a page has it: zh-CN, en.
func (p *Printer) Lang() string { return p.lang }

// Text is a message with its arguments, given as names and values: Text("home.from", "Date", date). A value is a string, an
// integer or a [fmt.Stringer]; integers are written in plain digits.
func (p *Printer) Text(id string, args ...any) string {
	t := p.text(id)
	if t.plural {
		panic("message: " + id + " has plural forms: use Count")
	}
	return t.other.print(id, args)
}

// Count is the form of a message that goes with n, its argument {{.Count}}, whose thousands are set apart in English.
func (p *Printer) Count(id string, n int, args ...any) string {
	t := p.text(id)
	pattern := t.other
	if form := t.forms[p.rules.form(n)]; form != nil {
		pattern = form
	}
	digits := strconv.Itoa(n)
	if p.lang == "en" {
		digits = Thousands(digits)
	}
	return pattern.print(id, append([]any{"Count", digits}, args...))
}

// Part is a piece of a message: words, or the place of an argument.
type Part struct{ Text, Arg string }

// Parts are the pieces of a message in order, for whoever sets an argument apart: linked, strong, as a status.
func (p *Printer) Parts(id string) []Part { return slices.Clone(p.text(id).other.parts) }

// IDs lists the printer's messages, sorted.
func (p *Printer) IDs() []string {
	ids := make([]string, 0, len(p.texts))
	for id := range p.texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Has reports whether there is a message.
func (p *Printer) Has(id string) bool { return p.texts[id] != nil }

// Args lists the arguments of a message, sorted, and whether it has plural forms.
func (p *Printer) Args(id string) (names []string, plural bool) {
	t := p.text(id)
	for _, pattern := range t.all() {
		for _, part := range pattern.parts {
			if part.Arg != "" && !slices.Contains(names, part.Arg) {
				names = append(names, part.Arg)
			}
		}
	}
	slices.Sort(names)
	return names, t.plural
}

func (p *Printer) text(id string) *text {
	t := p.texts[id]
	if t == nil {
		panic("message: no message " + id + " in " + p.lang)
	}
	return t
}

// Thousands sets the thousands of a number apart with commas: −12345.6 is −12,345.6.
func Thousands(number string) string {
	start := strings.IndexAny(number, "0123456789")
	if start < 0 {
		return number
	}
	end := start
	for end < len(number) && number[end] >= '0' && number[end] <= '9' {
		end++
	}
	if end-start < 4 {
		return number
	}
	var b strings.Builder
	b.WriteString(number[:start])
	for i := start; i < end; i++ {
		if i > start && (end-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(number[i])
	}
	b.WriteString(number[end:])
	return b.String()
}

// rules choose the plural form of a number.
type rules struct {
	localizer *i18n.Localizer
	known     sync.Map // int to string
}

// The message whose forms are their own names asks go-i18n for the form of a number.
const probe = "form"

func newRules(lang string) *rules {
	file, err := i18n.ParseMessageFileBytes(nil, probe+"."+lang+".yaml", nil)
	if err != nil {
		panic(err)
	}
	bundle := i18n.NewBundle(file.Tag)
	err = bundle.AddMessages(file.Tag, &i18n.Message{ID: probe,
		Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"})
	if err != nil {
		panic(err)
	}
	return &rules{localizer: i18n.NewLocalizer(bundle, lang)}
}

func (r *rules) form(n int) string {
	if f, ok := r.known.Load(n); ok {
		return f.(string)
	}
	f, err := r.localizer.Localize(&i18n.LocalizeConfig{MessageID: probe, PluralCount: n})
	if err != nil {
		panic(err)
	}
	r.known.Store(n, f)
	return f
}
