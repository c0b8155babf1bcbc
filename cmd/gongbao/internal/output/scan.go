package output

import (
	"bytes"
	"html"
)

// found is what a page has for the link check. The bytes may be the page's own.
type found struct {
	anchors [][]byte
	links   []link
}

// link is an address as a page has it.
type link struct {
	address []byte
	loads   bool // the browser fetches it by itself: an image, a script, a style
}

func (f *found) reset() { f.anchors, f.links = f.anchors[:0], f.links[:0] }

// scan collects ids and the addresses that a browser would follow or load. It reads the HTML that this program writes (tags,
// attributes with and without quotes, comments, scripts) ten times as fast as the tokenizer of x/net/html, which stays the
// judge: whatever is not of that plain kind is left to it, and a test holds the two against each other.
func (f *found) scan(page []byte) {
	f.reset()
	if !f.scanPlain(page) {
		f.reset()
		f.tokenize(page)
	}
}

// attribute is one that matters, as it is written.
type attribute struct{ key, value []byte }

// matters tells the attributes that matter, without xlink:.
func matters(key []byte) bool {
	switch string(key) {
	case "id", "name", "srcset", "data", "src", "data-src", "poster", "href", "action", "formaction", "cite", "rel":
		return true
	}
	return false
}

// scanPlain reports false where the page has something that only the tokenizer reads as a browser does.
func (f *found) scanPlain(page []byte) bool {
	var kept [8]attribute
	for at := 0; ; {
		open := bytes.IndexByte(page[at:], '<')
		if open < 0 || at+open+1 >= len(page) {
			return true
		}
		at += open + 1
		switch c := page[at]; {
		case c == '/':
			if at+1 >= len(page) {
				return true
			}
			if !letter(page[at+1]) {
				return false
			}
			// An end tag with attributes is nobody's.
			end := bytes.IndexByte(page[at:], '>')
			if end < 0 {
				return true
			}
			if bytes.ContainsAny(page[at+1:at+end], `"'= /`) {
				return false
			}
			at += end + 1
		case c == '!':
			rest := page[at+1:]
			if bytes.HasPrefix(rest, []byte("--")) {
				end := bytes.Index(rest, []byte("-->"))
				if end < 4 || bytes.Contains(rest[:end], []byte("--!")) { // <!--> and <!---> end in themselves
					return false
				}
				at += 1 + end + 3
				continue
			}
			if len(rest) < 8 || !bytes.EqualFold(rest[:7], []byte("doctype")) || !space(rest[7]) {
				return false
			}
			end := bytes.IndexByte(rest, '>')
			if end < 0 {
				return true
			}
			at += 1 + end + 1
		case c == '?':
			return false
		case letter(c):
			name, attrs, next, ok := readTag(page, at, kept[:0])
			if next < 0 {
				return true // the page ends within the tag, which is none then
			}
			if !ok {
				return false
			}
			at = next
			if len(attrs) > 0 && !f.take(name, attrs) {
				return false
			}
			switch string(name) {
			case "script", "style", "title", "textarea":
				if at, ok = afterRaw(page, at, name); !ok {
					return false
				}
			case "iframe", "noembed", "noframes", "plaintext", "xmp":
				return false
			}
		}
	}
}

// readTag reads a start tag whose name begins at a place: its name, the attributes that matter and the place behind it, −1
// where the page ends before. It is not ok where only the tokenizer may read the tag.
func readTag(page []byte, at int, kept []attribute) (name []byte, attrs []attribute, next int, ok bool) {
	start := at
	for ; at < len(page); at++ {
		c := page[at]
		if c == '>' || c == '/' || space(c) {
			break
		}
		if 'A' <= c && c <= 'Z' {
			return nil, nil, 0, false
		}
	}
	name = page[start:min(at, len(page))]
	for {
		for at < len(page) && (space(page[at]) || page[at] == '/') {
			at++
		}
		if at >= len(page) {
			return nil, nil, -1, true
		}
		if page[at] == '>' {
			return name, kept, at + 1, true
		}
		start = at
		upper := false
		for ; at < len(page); at++ {
			c := page[at]
			if c == '=' || c == '>' || c == '/' || space(c) {
				break
			}
			upper = upper || 'A' <= c && c <= 'Z'
		}
		if at >= len(page) {
			return nil, nil, -1, true
		}
		key := page[start:at]
		if len(key) == 0 {
			return nil, nil, 0, false
		}
		if upper && matters(bytes.TrimPrefix(bytes.ToLower(key), []byte("xlink:"))) {
			return nil, nil, 0, false // viewBox and the like are plain, HREF is not
		}
		if page[at] != '=' {
			if space(page[at]) && at+1 < len(page) && (page[at+1] == '=' || space(page[at+1])) {
				return nil, nil, 0, false // a = b
			}
			if matters(key) {
				return nil, nil, 0, false // without a value
			}
			continue
		}
		at++
		if at >= len(page) {
			return nil, nil, -1, true
		}
		var value []byte
		switch quote := page[at]; {
		case quote == '"' || quote == '\'':
			end := bytes.IndexByte(page[at+1:], quote)
			if end < 0 {
				return nil, nil, -1, true
			}
			value = page[at+1 : at+1+end]
			at += end + 2
		case quote == '>' || space(quote):
			return nil, nil, 0, false
		default:
			start = at
			for at < len(page) && page[at] != '>' && !space(page[at]) {
				at++
			}
			if at >= len(page) {
				return nil, nil, -1, true
			}
			value = page[start:at]
		}
		key = bytes.TrimPrefix(key, []byte("xlink:"))
		if !matters(key) {
			continue
		}
		for _, k := range kept {
			if bytes.Equal(k.key, key) {
				return nil, nil, 0, false // the first counts, if both have the same prefix
			}
		}
		kept = append(kept, attribute{key, value})
	}
}

// take keeps what matters of a tag's attributes. It reports false where a value is written in a way that is not plain.
func (f *found) take(name []byte, attrs []attribute) bool {
	var rel []byte
	for i := range attrs {
		a := &attrs[i]
		value, ok := plain(a.value)
		if !ok {
			return false
		}
		a.value = value
		if string(a.key) == "rel" {
			rel = value
		}
	}
	for _, a := range attrs {
		f.attribute(string(name), string(a.key), a.value, rel)
	}
	return true
}

// plain is an attribute's value without its character references; not ok where one of them is not of the five that templates
// write, or the line ends need a reader.
func plain(value []byte) ([]byte, bool) {
	if bytes.IndexByte(value, '\r') >= 0 || bytes.IndexByte(value, 0) >= 0 {
		return nil, false
	}
	amp := bytes.IndexByte(value, '&')
	if amp < 0 {
		return value, true
	}
	for rest := value[amp:]; amp >= 0; {
		known := false
		for _, reference := range references {
			if known = bytes.HasPrefix(rest, reference); known {
				rest = rest[len(reference):]
				break
			}
		}
		if !known {
			return nil, false
		}
		if amp = bytes.IndexByte(rest, '&'); amp >= 0 {
			rest = rest[amp:]
		}
	}
	return []byte(html.UnescapeString(string(value))), true
}

var references = [][]byte{[]byte("&amp;"), []byte("&lt;"), []byte("&gt;"), []byte("&quot;"), []byte("&#34;"), []byte("&#39;"), []byte("&#43;")}

// afterRaw is the place of the end tag of an element whose content is no markup.
func afterRaw(page []byte, at int, name []byte) (int, bool) {
	for {
		end := bytes.Index(page[at:], []byte("</"))
		if end < 0 {
			return 0, false
		}
		if string(name) == "script" && bytes.Contains(page[at:at+end], []byte("<!--")) {
			return 0, false // a script that is hidden from old browsers has rules of its own
		}
		at += end
		rest := page[at+2:]
		if len(rest) > len(name) && bytes.EqualFold(rest[:len(name)], name) {
			if c := rest[len(name)]; c == '>' || c == '/' || space(c) {
				return at, true
			}
		}
		at += 2
	}
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r' }
