package stencil

import (
	"encoding/json"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
)

// escapers are the functions that html/template puts at the end of pipelines, as far as they are known here.
var escapers = map[string]bool{
	"_html_template_htmlescaper":   true,
	"_html_template_attrescaper":   true,
	"_html_template_rcdataescaper": true,
	"_html_template_urlfilter":     true,
	"_html_template_urlnormalizer": true,
	"_html_template_urlescaper":    true,
	"_html_template_jsvalescaper":  true,
}

// writer appends a value as the escapers of its place want it.
func writer(chain []string) func(dst []byte, v reflect.Value) []byte {
	switch strings.ReplaceAll(strings.Join(chain, " "), "_html_template_", "") {
	case "":
		return func(dst []byte, v reflect.Value) []byte { s, _ := stringOf(v); return append(dst, s...) }
	case "htmlescaper":
		return func(dst []byte, v reflect.Value) []byte {
			s, t := stringOf(v)
			if t == htmlType {
				return append(dst, s...)
			}
			return appendEscaped(dst, s)
		}
	case "attrescaper":
		return plainOr(appendEscaped, `<a title="`, `">`)
	case "rcdataescaper":
		return plainOr(appendEscaped, `<title>`, `</title>`)
	case "urlfilter urlnormalizer attrescaper":
		return plainOr(appendAddress, `<a href="`, `">`)
	case "urlescaper attrescaper":
		return plainOr(func(dst []byte, s string) []byte { return appendEscaped(dst, string(appendURL(nil, s, false))) }, `<a href="?`, `">`)
	case "jsvalescaper":
		return appendJSON
	}
	return func(dst []byte, v reflect.Value) []byte {
		failf("escapers %v", chain)
		return nil
	}
}

// plainOr treats text that html/template has no opinion of; typed content (template.URL in an attribute, say) goes through
// html/template itself, in a template of the same place.
func plainOr(plain func(dst []byte, s string) []byte, before, after string) func([]byte, reflect.Value) []byte {
	same := template.Must(template.New("").Parse(before + "{{.}}" + after))
	return func(dst []byte, v reflect.Value) []byte {
		s, t := stringOf(v)
		if t == nil || t.PkgPath() != htmlType.PkgPath() {
			return plain(dst, s)
		}
		var b strings.Builder
		if err := same.Execute(&b, v.Interface()); err != nil {
			panic(execError{err})
		}
		return append(dst, strings.TrimSuffix(strings.TrimPrefix(b.String(), before), after)...)
	}
}

// stringOf is a value as text/template prints it, and its type where that is a kind of string.
func stringOf(v reflect.Value) (string, reflect.Type) {
	if !v.IsValid() {
		return "", nil
	}
	switch v.Kind() {
	case reflect.String:
		if t := v.Type(); t.NumMethod() == 0 {
			return v.String(), t
		}
	case reflect.Int, reflect.Int64:
		if v.Type().NumMethod() == 0 {
			return strconv.FormatInt(v.Int(), 10), nil
		}
	}
	x := v.Interface()
	for {
		if _, ok := x.(fmt.Stringer); ok {
			break
		}
		if _, ok := x.(error); ok {
			break
		}
		p := reflect.ValueOf(x)
		if p.Kind() != reflect.Pointer || p.IsNil() {
			break
		}
		x = p.Elem().Interface()
	}
	switch s := x.(type) {
	case string:
		return s, nil
	case template.HTML:
		return string(s), htmlType
	}
	return fmt.Sprint(x), nil
}

// appendEscaped writes text into HTML or into an attribute's value: html/template's replacements.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var by string
		switch s[i] {
		case 0:
			by = "\uFFFD"
		case '"':
			by = "&#34;"
		case '&':
			by = "&amp;"
		case '\'':
			by = "&#39;"
		case '+':
			by = "&#43;"
		case '<':
			by = "&lt;"
		case '>':
			by = "&gt;"
		default:
			continue
		}
		dst = append(append(dst, s[from:i]...), by...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// appendAddress writes an address into an attribute's value. One of a scheme that could run something becomes #ZgotmplZ.
func appendAddress(dst []byte, s string) []byte {
	if scheme, _, ok := strings.Cut(s, ":"); ok && !strings.Contains(scheme, "/") &&
		!strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "mailto") {
		return append(dst, "#ZgotmplZ"...)
	}
	for i := 0; i < len(s); i++ {
		if !unreserved(s[i]) && s[i] != '/' && s[i] != '#' && s[i] != ':' && s[i] != '?' && s[i] != '=' {
			return appendEscaped(dst, string(appendURL(nil, s, true)))
		}
	}
	return append(dst, s...) // nothing to escape: most of a site's own
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// appendURL escapes what RFC 3986 does not let stand in an address; normal keeps what has a meaning there.
func appendURL(dst []byte, s string, normal bool) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case unreserved(c),
			normal && strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0,
			normal && c == '%' && i+2 < len(s) && hexadecimal(s[i+1]) && hexadecimal(s[i+2]):
			dst = append(dst, c)
		default:
			dst = fmt.Appendf(dst, "%%%02x", c)
		}
	}
	return dst
}

func hexadecimal(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// appendJSON writes a value into a script. template.JS was made for it.
func appendJSON(dst []byte, v reflect.Value) []byte {
	if !v.IsValid() {
		return append(dst, " null "...)
	}
	switch x := v.Interface().(type) {
	case template.JS:
		return append(dst, x...)
	case string:
		j, _ := json.Marshal(x) // which escapes <, >, &, U+2028 and U+2029
		return append(dst, j...)
	}
	same := template.Must(template.New("").Parse(`<script>{{.}}</script>`))
	var b strings.Builder
	if err := same.Execute(&b, v.Interface()); err != nil {
		panic(execError{err})
	}
	return append(dst, strings.TrimSuffix(strings.TrimPrefix(b.String(), "<script>"), "</script>")...)
}
