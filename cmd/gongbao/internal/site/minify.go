package site

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// Media types of what is made smaller. Pages are made small before they are made: see tidied.
const (
	cssType = "text/css"
	jsType  = "application/javascript"
)

// minifier drops what a browser does not need of style sheets and scripts.
var minifier = func() *minify.M {
	m := minify.New()
	m.Add(cssType, &css.Minifier{})
	m.Add(jsType, &js.Minifier{})
	return m
}()

// small remembers what was made small, by kind and hash: a preview opens the same theme again and again.
var small sync.Map

// minified is a style sheet or a script without what only its author needs. name says which one failed.
func minified(kind, name string, content []byte) ([]byte, error) {
	type key struct {
		kind string
		hash [sha256.Size]byte
	}
	k := key{kind, sha256.Sum256(content)}
	if known, ok := small.Load(k); ok {
		return known.([]byte), nil
	}
	made, err := minifier.Bytes(kind, content)
	if err != nil {
		return nil, fmt.Errorf("site: %s: %w", name, err)
	}
	made = append(bytes.TrimSpace(made), '\n')
	small.Store(k, made)
	return made, nil
}

// breaking are the elements beside whose tags white space says nothing: blocks, the parts of lists and tables, what stands in
// a page's head, shapes of a drawing.
var breaking = setOf("html head body title meta link script style base header footer main nav section article aside div p h1 h2 h3 h4 h5 h6 " +
	"ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td figure figcaption blockquote pre details summary form fieldset hr br " +
	"symbol g path circle rect line polyline polygon use")

// verbatim are the elements whose white space counts.
var verbatim = setOf("pre textarea script style")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// tidied is a template's source without the white space that only its author needs: none beside the tags of blocks, elsewhere
// one space for many. Once for a template costs nothing; for each of its pages it would be a quarter of their time.
func tidied(source string) string {
	var out strings.Builder
	beside := true // a block's tag, or the beginning, is what was written last
	for source != "" {
		switch {
		case strings.HasPrefix(source, "{{"):
			n := len(source)
			if i := strings.Index(source, "}}"); i >= 0 {
				n = i + 2
			}
			out.WriteString(source[:n])
			source, beside = source[n:], false
		case source[0] == '<' && len(source) > 1 && (source[1] == '/' || source[1] == '!' || isLetter(source[1])):
			n := tagLength(source)
			name := elementOf(source[:n])
			if verbatim[name] && source[1] != '/' {
				if end := strings.Index(source[n:], "</"+name); end >= 0 {
					n += end
				}
			}
			out.WriteString(source[:n])
			source, beside = source[n:], breaking[name]
		case strings.IndexByte(" \t\r\n", source[0]) >= 0:
			source = strings.TrimLeft(source, " \t\r\n")
			if beside || source == "" || strings.HasPrefix(source, "<") && breaking[elementOf(source)] {
				continue
			}
			out.WriteByte(' ')
		default:
			n := strings.IndexAny(source[1:], "<{ \t\r\n") + 1
			if n == 0 {
				n = len(source)
			}
			out.WriteString(source[:n])
			source, beside = source[n:], false
		}
	}
	return out.String()
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// tagLength is the length of the tag that a text begins with. A > within quotes or a template's action does not end it.
func tagLength(s string) int {
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], "{{"):
			if end := strings.Index(s[i:], "}}"); end >= 0 {
				i += end + 1
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(s)
}

// elementOf is the name of the tag that a text begins with, of an end tag too.
func elementOf(s string) string {
	s = strings.TrimPrefix(s[1:], "/")
	n := 0
	for n < len(s) && (isLetter(s[n]) || '0' <= s[n] && s[n] <= '9') {
		n++
	}
	return strings.ToLower(s[:n])
}
