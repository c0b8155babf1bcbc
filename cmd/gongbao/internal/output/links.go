package output

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// What the link check remembers of a page is little, since a nation has sixty thousand of them with hundreds of links each:
// every file, and place on another page, that any page leads to is kept once for all; of its own places a page keeps a
// number each. Only when something leads nowhere are the pages read again, to say which of them it was.
type linkTable struct {
	wanted  map[string]struct{} // see want
	anchors map[string][]uint64 // of the pages, sorted; see place
	suspect bool                // a page has an address that is wrong wherever it leads
}

// want is how a target is kept: a path of the tree and a place on that page, empty for the page itself. Paths hold no
// control characters.
func want(buf []byte, path, place string) []byte {
	buf = append(buf[:0], path...)
	if place != "" {
		buf = append(append(buf, 0), place...)
	}
	return buf
}

// place is an anchor's number. Two anchors with one number would hide a link that leads nowhere; among the four million of a
// nation that is one chance in two million.
func place(anchor []byte) uint64 {
	h := fnv.New64a()
	h.Write(anchor)
	return h.Sum64()
}

var scanners = sync.Pool{New: func() any { return new(found) }}

// note takes a page into the table.
func (t *Tree) note(name string, page []byte) {
	f := scanners.Get().(*found)
	defer scanners.Put(f)
	f.scan(page)
	anchors := f.places()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.links.anchors[name] = anchors
	var buf []byte
	depth := strings.Count(name, "/")
	for _, l := range f.links {
		if target, plain := fromRoot(l.address, depth); plain && t.has(target) {
			continue // as nearly all are: navigation
		}
		a := t.resolve(name, l)
		switch {
		case a.reason != "":
			t.links.suspect = true
			continue
		case a.outside:
			continue
		case a.target == name && a.place != "":
			if _, here := slices.BinarySearch(anchors, place([]byte(a.place))); !here {
				t.links.suspect = true
			}
			continue
		}
		if buf = want(buf, a.target, a.place); !t.has(buf) {
			t.links.wanted[string(buf)] = struct{}{}
		}
	}
}

// places are the page's anchors as numbers, sorted.
func (f *found) places() []uint64 {
	anchors := make([]uint64, len(f.anchors))
	for i, a := range f.anchors {
		anchors[i] = place(a)
	}
	slices.Sort(anchors)
	return slices.Clip(slices.Compact(anchors))
}

func anchorsOf(page []byte) []uint64 {
	var f found
	f.scan(page)
	return f.places()
}

func (t *Tree) has(want []byte) bool {
	_, known := t.links.wanted[string(want)]
	return known
}

// BrokenLink is a link within the tree that leads to no file, or to no anchor of its page.
type BrokenLink struct{ From, Link, Reason string }

func (b BrokenLink) String() string { return fmt.Sprintf("%s: 链接 %q %s", b.From, b.Link, b.Reason) }

// BrokenLinks checks every link of every page, in the order of pages: those within the tree must lead to a file, and to
// an anchor where they name one. A link that climbs out of the tree is broken, and so is one that begins at the root, since
// the tree may stand below any address (but see ServedAt). Links to other hosts may lead anywhere, but nothing may be loaded from there.
func (t *Tree) BrokenLinks() []BrokenLink {
	t.mu.Lock()
	defer t.mu.Unlock()
	whole := !t.links.suspect
	for w := range t.links.wanted {
		target, place, _ := strings.Cut(w, "\x00")
		if whole = whole && t.lacks(target, place) == ""; !whole {
			break
		}
	}
	if whole {
		return nil
	}
	var broken []BrokenLink
	f := new(found)
	left := map[string]struct{}{} // what an earlier build's pages led to, and none does any more, is forgotten
	for _, name := range slices.Sorted(keysOf(t.links.anchors)) {
		page, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(name)))
		if err != nil {
			broken = append(broken, BrokenLink{name, "", "读不回来：" + err.Error()})
			continue
		}
		f.scan(page)
		for _, l := range f.links {
			a := t.resolve(name, l)
			if a.reason == "" && !a.outside {
				a.reason = t.lacks(a.target, a.place)
				left[string(want(nil, a.target, a.place))] = struct{}{}
			}
			if a.reason != "" {
				broken = append(broken, BrokenLink{name, string(l.address), a.reason})
			}
		}
	}
	if t.links.wanted = left; len(broken) == 0 {
		t.links.suspect = false
	}
	return broken
}

func keysOf[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// lacks says why nothing is at a target; it is empty where something is.
func (t *Tree) lacks(target, anchor string) string {
	if _, ok := t.files[target]; !ok {
		return "没有对应的文件"
	}
	if anchor == "" {
		return ""
	}
	anchors, isPage := t.links.anchors[target]
	if past := t.memory.recalled[target]; past != nil && !t.memory.seen[target] {
		w := target + "\x00" + anchor
		if _, led := past.wanted[w]; led && !past.broken[w] {
			return "" // it did then, and the page is the same
		}
		t.memory.seen[target] = true
		if page, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(target))); err == nil {
			anchors = anchorsOf(page)
			t.links.anchors[target] = anchors
		}
	}
	if _, there := slices.BinarySearch(anchors, place([]byte(anchor))); isPage && !there {
		return "页内没有这个位置"
	}
	return ""
}

// outsideSchemes may lead out of the site; any other, such as the measure: that content writes, was left unresolved.
var outsideSchemes = []string{"http", "https", "mailto", "tel", "data"}

// address is where a link leads: out of the site, to a path of the tree and a place there, or, for a reason, nowhere.
type address struct {
	target, place string
	outside       bool
	reason        string
}

// resolve follows a link as far as that can be told without knowing what is in the tree.
func (t *Tree) resolve(from string, l link) address {
	if from != anywhere {
		if a, plain := relative(from, l); plain {
			return a
		}
	}
	text := string(l.address)
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return address{reason: "不是有效的地址"}
	}
	if u.Scheme != "" && !slices.Contains(outsideSchemes, u.Scheme) {
		return address{reason: "的类型 " + u.Scheme + ": 不是浏览器能打开的"}
	}
	if u.Scheme != "" || u.Host != "" {
		if l.loads && u.Scheme != "data" {
			return address{reason: "要从站外加载"}
		}
		return address{outside: true}
	}
	if l.loads && u.Path == "" && u.Fragment == "" {
		return address{reason: "是空的，没有可加载的文件"}
	}
	a := address{target: from, place: u.Fragment}
	if rest, ok := strings.CutPrefix(u.Path, t.mount); ok && t.mount != "" && from == anywhere {
		u.Path = "./" + rest
	}
	if u.Path != "" {
		if strings.HasPrefix(u.Path, "/") {
			return address{reason: "以 / 开头，换一个子路径就会失效"}
		}
		a.target = path.Join(path.Dir(from), u.Path)
		if a.target == ".." || strings.HasPrefix(a.target, "../") {
			return address{reason: "指向站点之外"}
		}
		if strings.HasSuffix(u.Path, "/") || a.target == "." {
			a.target = path.Join(a.target, "index.html")
		}
	}
	if a.place == "top" { // HTML: #top is the top of any page
		a.place = ""
	}
	return a
}

// fromRoot is where an address leads that climbs from a page at a depth up to the root and down again, to a file; it is the part
// of the address that leads down. It is not plain if that has anything but names in it.
func fromRoot(addr []byte, depth int) (target []byte, plain bool) {
	for range depth {
		if !bytes.HasPrefix(addr, []byte("../")) {
			return nil, false
		}
		addr = addr[len("../"):]
	}
	before := byte('/')
	for _, c := range addr {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		case c == '.' && before != '/' && before != '.':
		case c == '.' && before != '/' && before != '.':
		default:
			return nil, false
		}
		before = c
	}
	return addr, before != '/'
}

// relative resolves what nearly all addresses are, a path from this page with or without a place, without url.Parse. It is
// not plain where the address holds anything else than letters, digits, -, _, ., / and one #.
func relative(from string, l link) (a address, plain bool) {
	addr, fragment := l.address, -1
	if len(addr) == 0 || addr[0] == '/' {
		return a, false
	}
	for i, c := range addr {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '/':
		case c == '#' && fragment < 0 && i > 0:
			fragment = i
		default:
			return a, false
		}
	}
	if fragment >= 0 {
		if a.place = string(addr[fragment+1:]); a.place == "top" {
			a.place = ""
		}
		addr = addr[:fragment]
	}
	var room [256]byte
	at := append(room[:0], from[:strings.LastIndexByte(from, '/')+1]...)
	at = bytes.TrimSuffix(at, []byte("/"))
	folder := addr[len(addr)-1] == '/'
	for len(addr) > 0 {
		var step []byte
		if i := bytes.IndexByte(addr, '/'); i >= 0 {
			step, addr = addr[:i], addr[i+1:]
		} else {
			step, addr = addr, nil
		}
		switch string(step) {
		case "", ".":
		case "..":
			if len(at) == 0 {
				return address{reason: "指向站点之外"}, true
			}
			at = at[:max(bytes.LastIndexByte(at, '/'), 0)]
		default:
			if len(at) > 0 {
				at = append(at, '/')
			}
			at = append(at, step...)
		}
	}
	if len(at) == 0 {
		folder = true
	}
	if folder {
		if len(at) > 0 {
			at = append(at, '/')
		}
		at = append(at, "index.html"...)
	}
	a.target = string(at)
	return a, true
}

// loaded are the attributes whose addresses a browser fetches by itself.
var loaded = map[string]bool{"src": true, "srcset": true, "data-src": true, "poster": true, "data": true}

// tokenize is scan by the tokenizer.
func (f *found) tokenize(page []byte) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if tag.Data == "noscript" {
				z.NextIsNotRawText() // somebody reads without scripts
			}
			var rel []byte
			for _, a := range tag.Attr {
				if a.Key == "rel" {
					rel = append(append(rel, a.Val...), ' ')
				}
			}
			for _, a := range tag.Attr {
				f.attribute(tag.Data, strings.TrimPrefix(a.Key, "xlink:"), []byte(a.Val), rel)
			}
		}
	}
}

// attribute keeps what an attribute of a tag says. rel is the tag's own.
func (f *found) attribute(tag, key string, value, rel []byte) {
	switch {
	case key == "id", key == "name" && tag == "a":
		f.anchors = append(f.anchors, value)
	case key == "srcset":
		// "small.png 1x, large.png 2x"
		for candidate := range bytes.SplitSeq(value, []byte(",")) {
			if words := bytes.Fields(candidate); len(words) > 0 {
				f.links = append(f.links, link{words[0], true})
			}
		}
	case key == "data" && tag != "object":
	case loaded[key]:
		f.links = append(f.links, link{value, true})
	case key == "href", key == "action", key == "formaction", key == "cite":
		f.links = append(f.links, link{value, loadsByHref(tag, rel)})
	}
}

// loadsByHref tells a style, an icon or a drawing from a link that a person follows.
func loadsByHref(tag string, rel []byte) bool {
	switch tag {
	case "use", "image":
		return true
	case "link":
		for _, word := range bytes.Fields(bytes.ToLower(rel)) {
			switch string(word) {
			case "stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "manifest":
				return true
			}
		}
	}
	return false
}
