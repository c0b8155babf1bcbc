package output

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read is what a page has, as text: by the tokenizer, and by the scanner where it reads the page itself.
func read(page []byte) (scanned, tokenized string, plain bool) {
	var f found
	f.tokenize(page)
	tokenized = f.text()
	f.reset()
	if !f.scanPlain(page) {
		return "", tokenized, false
	}
	return f.text(), tokenized, true
}

func (f *found) text() string {
	var b strings.Builder
	for _, a := range f.anchors {
		fmt.Fprintf(&b, "#%s\n", a)
	}
	for _, l := range f.links {
		fmt.Fprintf(&b, "%s %v\n", l.address, l.loads)
	}
	return b.String()
}

// The scanner reads every page that this program writes by itself, and as the tokenizer does.
func TestScanReadsOurPages(t *testing.T) {
	n := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") || !strings.Contains(filepath.ToSlash(path), "testdata/") {
			return err
		}
		page, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		scanned, tokenized, plain := read(page)
		if !plain {
			t.Errorf("%s was left to the tokenizer", path)
		} else if scanned != tokenized {
			t.Errorf("%s:\nscanned\n%s\ntokenized\n%s", path, scanned, tokenized)
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Errorf("%d pages, %v", n, err)
	}
}

// oddPages are written in ways that this program does not write.
var oddPages = []string{
	`<a href=foo/>`, `<a href = "b" id=c>`, `<a HREF="b" viewBox="x">`, `<a href=a href=b>`, `<a xlink:href=a href=b>`, `<A HREF=x>`,
	`<img src>`, `<p id>`, `<a =href=x>`, `<a foo/ =id=x>`, `</a href="x">`, `</>`, `</ a href="<a id=y>">`, `<?x <a id=y>?>`, `<![CDATA[<a id=x>]]>`,
	`<!--><a id=x>`, `<!---><a id=y>-->`, `<!-- --!><a id=x>-->`, `<!doctype html><a id=x>`, `<!doctypehtml><a id=x>`, `<!x><a id=y>`,
	`<script><!--<script></script><a id=x>--></script><a id=y>`, `<script>"</scripty>"</script ><a id=z>`, `<title><a id=x></title><a id=y>`,
	`<textarea></textarea/><a id=x>`, `<style/><a id=x></style><a id=y>`, `<noscript><a href=x></noscript>`, `<iframe src=x><a id=y></iframe>`, `<plaintext><a id=x>`,
	`<a href="a&amp;b&copy=c">`, `<a href="a&#38;b&lt;">`, `<a href="a&amp;b&#39;&quot;&#43;">`, "<a href=\"a\rb\">", `<a id="x`, `<a id=x`, `<a `, `<a id=`, `<`, `a<b <a id=x>`, `<1 id=x>`,
	`<p id="x"name="y"><a name=z>`, `<link rel="preload icon" href=x>`, `<link rel=a rel=icon href=x>`, `<object data=x><p data=y>`, `<img srcset="a 1x, b 2x,,">`, `<p title=">" id=x>`,
	"<p\fid=x\nname\t=\ty>", `<svg><title id=x>a</title><use xlink:href="#x"/></svg>`, `<a name="&amp;">`, `<p/id=x>`, `<p id='x"' cite="y'">`,
}

func TestScanReadsOddPages(t *testing.T) {
	for _, page := range oddPages {
		if scanned, tokenized, plain := read([]byte(page)); plain && scanned != tokenized {
			t.Errorf("%s: scanned %q, tokenized %q", page, scanned, tokenized)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, page := range oddPages {
		f.Add([]byte(page))
	}
	f.Add([]byte(`<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>公报</title><link rel=stylesheet href=../static/site.css><script src=../static/site.js defer></script></head><body><!-- x --><main id=main><h1 id="目标">a &amp; b</h1><a href="../plan/index.html#goals">x</a><svg viewBox="0 0 1 1"><path d="M0 0"/></svg></main></body></html>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		if scanned, tokenized, plain := read(page); plain && scanned != tokenized {
			t.Errorf("%q: scanned %q, tokenized %q", page, scanned, tokenized)
		}
	})
}

// An address is resolved without url.Parse as with it.
func FuzzRelative(f *testing.F) {
	for _, address := range []string{"../plan/index.html#goals", "a/", ".", "./", "..", "../..", "../../x", "a//b", "a/./b/../c", "#x", "a#", "a#top", "../#x", "a/..", "..#x"} {
		f.Add("data/sets/index.html", address)
		f.Add("index.html", address)
	}
	f.Fuzz(func(t *testing.T, from, address string) {
		l := link{address: []byte(address)}
		if !validPath(from) || from == anywhere {
			return
		}
		quick, plain := relative(from, l)
		if !plain {
			return
		}
		l.address = []byte(" " + address) // which the other way alone reads
		if slow := (&Tree{}).resolve(from, l); slow != quick {
			t.Errorf("%q from %q: %+v, want %+v", address, from, quick, slow)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	page := []byte(strings.Repeat(`<tr><td class=num id=r1>1</td><td><a href="../../counties/160121/index.html#x">某县 &amp; 某区</a><svg viewBox="0 0 96 28"><path class=line d="M3.0 14.0L93.0 3.0"/></svg></td></tr>`, 300))
	for name, scan := range map[string]func(*found, []byte){"scanner": (*found).scan, "tokenizer": (*found).tokenize} {
		b.Run(name, func(b *testing.B) {
			var f found
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				f.reset()
				scan(&f, page)
			}
		})
	}
}
