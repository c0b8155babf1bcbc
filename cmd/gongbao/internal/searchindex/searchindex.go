// Package searchindex is what the search box of a site looks in, made at build time: two scripts, since a page that was
// opened from a folder may load nothing else. site fills an Index with what has a page and calls it last; the theme's
// search.js reads the scripts back.
//
// The index of texts is the texts. A plan's prose is a hundred kilobytes or two, which a browser searches in a few
// milliseconds, whole phrases and single characters included; a list of every pair of Chinese characters with its places
// is larger than the text that it points into (searchindex_test.go measures it), and the text would still be needed for
// the passage that is shown. Pairs of characters decide only how well a passage fits that holds a question in pieces.
//
// Names are found by pinyin too. The readings stand once for every character, not spelled out for every name: 大方 may
// then be typed dafang, df, or with any other reading that a dictionary knows, and a name of ten characters that have
// three readings each costs no more than one.
package searchindex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/pinyin"
)

// Entry is one result: a page, or a passage of one.
type Entry struct {
	Kind  string // one of the Index's kinds
	Title string
	Link  string // from the site's root
	Code  string // 1-6, 520502, HUKOU_URBAN_RATE; may be empty
	Where string // what it is part of, where the title does not say it
	// Names are others that it is known by: the short one, aliases, the one in another language.
	Names []string
	// Records says that there is a page below it for every measure.
	Records bool
	Texts   []Text
}

// Text is a passage of the entry's page. Anchor is empty at its beginning.
type Text struct{ Anchor, Text string }

// Index is what can be found.
type Index struct {
	words   Words
	kinds   []string
	titles  []string // of the kinds
	entries []Entry
}

// Words are what the box says, in the site's language: the number of results {n}, the question {q}.
type Words struct {
	Count string `json:"count"` // found {n}
	None  string `json:"none"`  // nothing for {q}
	All   string `json:"all"`   // show all {n}
	Rest  string `json:"rest"`  // {n} more of a kind
	// Between stands between the kinds and their counts.
	Between string `json:"between"`
}

// New starts an empty index.
func New(words Words) *Index { return &Index{words: words} }

// Kind adds a kind of results, with the title above them. The measures are the second kind, their records in a place the
// third.
func (x *Index) Kind(kind, title string) {
	x.kinds, x.titles = append(x.kinds, kind), append(x.titles, title)
}

// Add puts an entry behind the others. Where two fit a question equally well, the earlier one comes first.
func (x *Index) Add(e Entry) {
	if !slices.Contains(x.kinds, e.Kind) {
		panic(fmt.Sprintf("searchindex: no kind %q", e.Kind))
	}
	x.entries = append(x.entries, e)
}

// names is the first script's value. Entries are arrays, in the order of the fields: kind by number, title, link, code,
// where, other names, 1 where it has records.
type names struct {
	Words    Words             `json:"words"`
	Kinds    []string          `json:"kinds"`
	Entries  [][]any           `json:"entries"`
	Readings map[string]string `json:"readings"` // of a character, by spaces, the most frequent first
}

// Names is the script that sets gongbaoNames: what has a page, by name, code and pinyin.
func (x *Index) Names() ([]byte, error) {
	n := names{Words: x.words, Kinds: x.titles, Entries: [][]any{}, Readings: map[string]string{}}
	for _, e := range x.entries {
		for _, name := range append([]string{e.Title}, e.Names...) {
			for _, r := range name {
				if readings := pinyin.Readings(r); len(readings) > 0 {
					n.Readings[string(r)] = strings.Join(readings, " ")
				}
			}
		}
		others := []string{}
		for _, name := range e.Names {
			if name != "" && name != e.Title && !slices.Contains(others, name) {
				others = append(others, name)
			}
		}
		entry := []any{slices.Index(x.kinds, e.Kind), e.Title, e.Link, e.Code, e.Where, others}
		if e.Records {
			entry = append(entry, 1)
		}
		n.Entries = append(n.Entries, entry)
	}
	return script("gongbaoNames", n)
}

// Texts is the script that sets gongbaoTexts: for every entry, anchors and passages by turns.
func (x *Index) Texts() ([]byte, error) {
	texts := make([][]string, len(x.entries))
	for i, e := range x.entries {
		texts[i] = []string{}
		for _, t := range e.Texts {
			if text := strings.Join(strings.Fields(t.Text), " "); text != "" {
				texts[i] = append(texts[i], t.Anchor, text)
			}
		}
	}
	return script("gongbaoTexts", texts)
}

func script(name string, value any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "self.%s=", name)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it stands in a file of its own, never in a page
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("searchindex: %w", err)
	}
	return b.Bytes(), nil
}
