// Package output is the tree of files that a build makes. Files stream to a staging folder as they are rendered; only
// paths, sizes, hashes and the links of pages stay in memory, for the checks that need the whole: two files with one
// path, and links that lead nowhere.
package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"golang.org/x/net/html"
)

// File is one file of the tree. Path is relative to the root, with forward slashes.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
}

// Tree adds files below a folder. It is safe for concurrent use.
type Tree struct {
	dir string

	mu    sync.Mutex
	files map[string]File
	pages map[string]page
	mount string
}

// page is what a link check needs of an HTML file.
type page struct {
	anchors map[string]bool
	links   []link
}

// link is an address as a page has it.
type link struct {
	address string
	loads   bool // the browser fetches it by itself: an image, a script, a style
}

// NewTree starts an empty tree in an existing folder.
func NewTree(dir string) *Tree {
	return &Tree{dir: dir, files: map[string]File{}, pages: map[string]page{}}
}

// Dir is the folder that the tree is written to.
func (t *Tree) Dir() string { return t.dir }

// ErrDuplicate is wrapped by the error for two files with one path.
var ErrDuplicate = errors.New("two files with one path")

// WriteError says that a file of the tree could not be written: the disk is full, the folder is gone. It is a Chinese
// sentence for the person who runs the build.
type WriteError struct {
	Path string // in the tree
	Err  error
}

func (e *WriteError) Error() string { return fmt.Sprintf("无法写入 %s：%v", e.Path, e.Err) }
func (e *WriteError) Unwrap() error { return e.Err }

// Hint is what to do; it may be empty.
func (e *WriteError) Hint() string {
	if errors.Is(e.Err, syscall.ENOSPC) {
		return "磁盘已满，请清理后重试"
	}
	return ""
}

// Add writes one file. An HTML page is read for its links and anchors on the way.
func (t *Tree) Add(name string, content []byte) error {
	return t.Write(name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// Write streams one file: render writes its content to w. On an error nothing is left under the name, which is free again.
// What render returns is returned; a fault of the disk is a WriteError whatever render makes of it.
func (t *Tree) Write(name string, render func(w io.Writer) error) error {
	if !validPath(name) {
		return fmt.Errorf("output: path %q is not a clean relative path", name)
	}
	if err := t.claim(name); err != nil {
		return err
	}
	full := filepath.Join(t.dir, filepath.FromSlash(name))
	content := &content{hash: sha256.New()}
	if strings.HasSuffix(name, ".html") {
		content.text = &bytes.Buffer{}
	}
	if err := content.stream(full, render); err != nil {
		t.release(name)
		if content.err != nil {
			return &WriteError{name, content.err}
		}
		return err
	}
	var p page
	if content.text != nil {
		p = readPage(content.text.Bytes())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.files[name] = File{Path: name, Size: content.size, SHA256: hex.EncodeToString(content.hash.Sum(nil))}
	if content.text != nil {
		t.pages[name] = p
	}
	return nil
}

// content is one file on its way to the disk.
type content struct {
	file *os.File
	err  error // what the disk said first
	size int64
	hash hash.Hash
	text *bytes.Buffer // of a page; nil otherwise
}

func (c *content) stream(path string, render func(w io.Writer) error) error {
	if c.err = os.MkdirAll(filepath.Dir(path), 0o755); c.err != nil {
		return c.err
	}
	if c.file, c.err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644); c.err != nil {
		return c.err
	}
	err := render(c)
	if closed := c.file.Close(); c.err == nil {
		c.err = closed
	}
	if err == nil {
		err = c.err
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

func (c *content) Write(b []byte) (int, error) {
	n, err := c.file.Write(b)
	if c.err == nil {
		c.err = err
	}
	c.size += int64(n)
	c.hash.Write(b[:n])
	if c.text != nil {
		c.text.Write(b[:n])
	}
	return n, err
}

func (t *Tree) claim(name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.files[name]; taken {
		return fmt.Errorf("output: %s: %w", name, ErrDuplicate)
	}
	t.files[name] = File{Path: name}
	return nil
}

func (t *Tree) release(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.files, name)
}

func validPath(name string) bool {
	return name != "" && name != "." && !strings.HasPrefix(name, "/") && path.Clean(name) == name &&
		name != ".." && !strings.HasPrefix(name, "../") &&
		!strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// ServedAt says below which path of its host the site will stand: /plan/. One page may then link by it, the one that a server
// shows for addresses that lead nowhere, since it is shown at any depth. It is empty where that is not known.
func (t *Tree) ServedAt(mount string) { t.mount = mount }

// anywhere is that page.
const anywhere = "404.html"

// File returns the file at a path.
func (t *Tree) File(name string) (File, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.files[name]
	return f, ok
}

// Files lists the tree by path.
func (t *Tree) Files() []File {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]File, 0, len(t.files))
	for _, f := range t.files {
		list = append(list, f)
	}
	SortFiles(list)
	return list
}

// SortFiles sorts by path.
func SortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}

// Pages is the number of HTML pages.
func (t *Tree) Pages() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.pages)
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
	names := make([]string, 0, len(t.pages))
	for name := range t.pages {
		names = append(names, name)
	}
	slices.Sort(names)
	var broken []BrokenLink
	for _, name := range names {
		for _, link := range t.pages[name].links {
			if reason := t.broken(name, link); reason != "" {
				broken = append(broken, BrokenLink{name, link.address, reason})
			}
		}
	}
	return broken
}

// outsideSchemes may lead out of the site; any other, such as the measure: that content writes, was left unresolved.
var outsideSchemes = []string{"http", "https", "mailto", "tel", "data"}

func (t *Tree) broken(from string, l link) string {
	u, err := url.Parse(strings.TrimSpace(l.address))
	if err != nil {
		return "不是有效的地址"
	}
	if u.Scheme != "" && !slices.Contains(outsideSchemes, u.Scheme) {
		return "的类型 " + u.Scheme + ": 不是浏览器能打开的"
	}
	if u.Scheme != "" || u.Host != "" {
		if l.loads && u.Scheme != "data" {
			return "要从站外加载"
		}
		return ""
	}
	if l.loads && u.Path == "" && u.Fragment == "" {
		return "是空的，没有可加载的文件"
	}
	target := from
	if rest, ok := strings.CutPrefix(u.Path, t.mount); ok && t.mount != "" && from == anywhere {
		u.Path = "./" + rest
	}
	if u.Path != "" {
		if strings.HasPrefix(u.Path, "/") {
			return "以 / 开头，换一个子路径就会失效"
		}
		target = path.Join(path.Dir(from), u.Path)
		if target == ".." || strings.HasPrefix(target, "../") {
			return "指向站点之外"
		}
		if strings.HasSuffix(u.Path, "/") || target == "." {
			target = path.Join(target, "index.html")
		}
		if _, ok := t.files[target]; !ok {
			return "没有对应的文件"
		}
	}
	if u.Fragment == "" || u.Fragment == "top" { // HTML: #top is the top of any page
		return ""
	}
	if p, isPage := t.pages[target]; isPage && !p.anchors[u.Fragment] {
		return "页内没有这个位置"
	}
	return ""
}

// loaded are the attributes whose addresses a browser fetches by itself.
var loaded = map[string]bool{"src": true, "srcset": true, "data-src": true, "poster": true, "data": true}

// readPage collects ids and the addresses that a browser would follow or load.
func readPage(src []byte) page {
	p := page{anchors: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if tag.Data == "noscript" {
				z.NextIsNotRawText() // somebody reads without scripts
			}
			p.readTag(tag)
		}
	}
}

func (p *page) readTag(tag html.Token) {
	for _, a := range tag.Attr {
		switch key := strings.TrimPrefix(a.Key, "xlink:"); {
		case key == "id", key == "name" && tag.Data == "a":
			p.anchors[a.Val] = true
		case key == "srcset":
			// "small.png 1x, large.png 2x"
			for candidate := range strings.SplitSeq(a.Val, ",") {
				if words := strings.Fields(candidate); len(words) > 0 {
					p.links = append(p.links, link{words[0], true})
				}
			}
		case key == "data" && tag.Data != "object":
		case loaded[key]:
			p.links = append(p.links, link{a.Val, true})
		case key == "href", key == "action", key == "formaction", key == "cite":
			p.links = append(p.links, link{a.Val, loadsByHref(tag)})
		}
	}
}

// loadsByHref tells a style, an icon or a drawing from a link that a person follows.
func loadsByHref(tag html.Token) bool {
	switch tag.Data {
	case "use", "image":
		return true
	case "link":
		for _, a := range tag.Attr {
			if a.Key != "rel" {
				continue
			}
			for _, rel := range strings.Fields(strings.ToLower(a.Val)) {
				switch rel {
				case "stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "manifest":
					return true
				}
			}
		}
	}
	return false
}
