package site

import (
	"bytes"
	"fmt"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
)

// Media types of what is made smaller. Anything inside a page that is of another type stays as it is: data blocks, whose
// JSON is compact already, and drawings, whose numbers the theme's layout has rounded.
const (
	htmlType = "text/html"
	cssType  = "text/css"
	jsType   = "application/javascript"
)

// minifier drops what a browser does not need. Of HTML it keeps what a checker or a style sheet looks for: every end tag,
// every quote, and attributes that state a default, since [type="button"] is a selector.
var minifier = func() *minify.M {
	m := minify.New()
	m.Add(htmlType, &html.Minifier{KeepDefaultAttrVals: true, KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true})
	m.Add(cssType, &css.Minifier{})
	m.Add(jsType, &js.Minifier{})
	return m
}()

// minified is a page, a style sheet or a script without what only its author needs. name says which one failed.
func minified(kind, name string, content []byte) ([]byte, error) {
	small, err := minifier.Bytes(kind, content)
	if err != nil {
		return nil, fmt.Errorf("site: %s: %w", name, err)
	}
	return append(bytes.TrimSpace(small), '\n'), nil
}
