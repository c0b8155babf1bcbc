package acceptance

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every address in a page, a style, a feed or a site map that lies within the site leads to a file and, where it names a
// place in a page, to that place. The build checks links too, by a reader of its own; this one starts from the files.
func TestLinks(t *testing.T) {
	t.Parallel()
	checkLinks(t, bijie(t))
}

func checkLinks(t *testing.T, s *site) {
	t.Helper()
	anchors := map[string]map[string]bool{}
	type link struct{ from, to string }
	var links []link
	err := filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(s.dir, name)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(rel)
		var addresses []string
		switch path.Ext(file) {
		case ".html":
			anchors[file] = map[string]bool{}
			addresses = htmlAddresses(t, s.read(t, file), anchors[file])
		case ".css":
			for _, m := range regexp.MustCompile(`url\(["']?([^"')]+)`).FindAllSubmatch(s.read(t, file), -1) {
				addresses = append(addresses, string(m[1]))
			}
		case ".xml", ".svg":
			addresses = xmlAddresses(t, file, s.read(t, file))
		}
		for _, a := range addresses {
			links = append(links, link{file, a})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	inside := 0
	for _, l := range links {
		u, err := url.Parse(l.to)
		if err != nil {
			t.Errorf("%s: %q: %v", l.from, l.to, err)
			continue
		}
		if u.Scheme != "" || u.Host != "" {
			continue
		}
		inside++
		target := l.from
		if u.Path != "" {
			// Only the page for whatever is not there is shown below any address, and so names what it needs from the root.
			if within, ok := strings.CutPrefix(u.Path, s.below); ok && l.from == "404.html" {
				target = path.Join(".", within)
			} else {
				target = path.Join(path.Dir(l.from), u.Path)
			}
			if strings.HasSuffix(u.Path, "/") || target == "." {
				target = path.Join(target, "index.html")
			}
		}
		if info, err := os.Stat(filepath.Join(s.dir, target)); err != nil || info.IsDir() {
			t.Errorf("%s: %q leads to no file", l.from, l.to)
			continue
		}
		if places := anchors[target]; u.Fragment != "" && places != nil && !places[u.Fragment] {
			t.Errorf("%s: %q leads to no place in that page", l.from, l.to)
		}
	}
	if inside < 10*len(s.pages) {
		t.Errorf("only %d links within %d pages: the test reads too little", inside, len(s.pages))
	}
}

// htmlAddresses are the addresses that a page names; ids are the places in it.
func htmlAddresses(t *testing.T, page []byte, ids map[string]bool) []string {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				if ids[a.Val] {
					t.Errorf("the id %q stands twice on a page", a.Val)
				}
				ids[a.Val] = true
			case "href", "src", "action", "poster":
				addresses = append(addresses, a.Val)
			case "srcset":
				for candidate := range strings.SplitSeq(a.Val, ",") {
					addresses = append(addresses, strings.Fields(candidate)[0])
				}
			}
			// Scripts find what they load by data attributes that hold an address.
			if strings.HasPrefix(a.Key, "data-") && regexp.MustCompile(`^[./a-z0-9_-]+\.(js|json|css|svg|png|csv|html)$`).MatchString(a.Val) {
				addresses = append(addresses, a.Val)
			}
		}
	}
	return addresses
}

func xmlAddresses(t *testing.T, file string, content []byte) []string {
	t.Helper()
	var addresses []string
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return addresses
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
			return addresses
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") {
					addresses = append(addresses, a.Value)
				}
			}
		}
	}
}
