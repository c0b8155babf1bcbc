package stencil

import (
	"bytes"
	"errors"
	"html/template"
	"strings"
	"testing"
)

type inner struct {
	Name string
	Next *inner
}

func (i inner) Upper() string { return strings.ToUpper(i.Name) }

type data struct {
	Text  string
	HTML  template.HTML
	URL   string
	JS    template.JS
	N     int
	F     float64
	Yes   bool
	List  []string
	Ptrs  []*inner
	Any   any
	Mixed []any
	In    *inner
	Nil   *inner
}

var functions = template.FuncMap{
	"upper": func(s string) template.HTML { return template.HTML(strings.ToUpper(template.HTMLEscapeString(s))) },
	"say": func(id string, args ...any) string {
		for _, a := range args {
			id += "|" + strings.Repeat("x", len([]rune(template.HTMLEscaper(a))))
		}
		return id
	},
	"box":  func(v any) template.HTML { return template.HTML(template.HTMLEscaper(v)) },
	"long": func(s string) bool { return len(s) > 3 },
	"two":  func(s []string) []string { return append([]string{"first"}, s...) },
}

// cases are templates that the compiler takes.
var cases = []string{
	`plain`,
	`<p>{{.Text}}{{.HTML}}{{.N}}{{.F}}{{.Yes}}</p>`,
	`<a href="{{.URL}}" title="{{.Text}}" class="x {{.HTML}}">{{.Text}}</a>`,
	`<a href="/x?q={{.Text}}&y={{.N}}">x</a>`,
	`<title>{{.Text}}{{.HTML}}</title>`,
	`<script>var x = {{.JS}}, y = {{.Text}}, z = {{.N}}, l = {{.List}};</script>`,
	`{{if .Yes}}a{{else}}b{{end}}{{if .Nil}}c{{else if .N}}d{{end}}`,
	`{{with .In}}{{.Name}}{{.Upper}}{{with .Next}}{{.Name}}{{$.Text}}{{else}}none{{end}}{{end}}`,
	`{{range .List}}<li>{{.}}</li>{{else}}empty{{end}}{{range $i, $s := .List}}{{if $i}}, {{end}}{{$s}}{{end}}`,
	`{{range .Ptrs}}{{.Name}}{{.Upper}}{{end}}`,
	`{{range .Mixed}}<b>{{.}}</b>{{end}}{{with .Any}}<i>{{.}}</i>{{end}}`,
	`{{define "t"}}[{{.}}]{{end}}{{template "t" .Text}}{{template "t" .N}}{{template "t" .Any}}{{template "t" .Yes}}`,
	`{{define "deep"}}{{.Name}}{{with .Next}}({{template "deep" .}}){{end}}{{end}}{{with .In}}{{template "deep" .}}{{end}}`,
	`{{say "id"}} {{say "id" .Text .N}} {{say .Text "a" 1 true}} {{upper .Text}} {{box .HTML}} {{box .N}} {{upper "fixed <"}}`,
	`{{or .Nil .Text}} {{and .Yes .Text}} {{not .Yes}} {{if or .Text .Yes}}y{{end}}`,
	`{{if eq .N 3}}three{{end}}{{if eq .Text "a" "b"}}ab{{end}}{{if le (len .List) 2}}few{{end}}{{if ne .N 4}}!{{end}}{{if lt .N 9}}<{{end}}`,
	`{{index .List 0}}{{range slice .List 1}}{{.}}{{end}}{{range (slice .List 0 1)}}{{.}}{{end}}{{len .List}}`,
	`{{$x := .Text}}{{$x}}{{with $y := .List}}{{len $y}}{{end}}{{if $z := .N}}{{$z}}{{end}}`,
	`{{if long .Text}}long{{else}}short{{end}}{{if long "fixed"}}!{{end}}`,
	`{{range two .List}}{{.}};{{end}}{{.Text | upper}}`,
}

var values = []data{
	{},
	{Text: `<b>"&'+` + "\x00 é中", HTML: `<b class="x">y &amp; z</b>`, URL: `/a b?c=d&e="f"`, JS: `{"a":1}`, N: 3, F: 1.5, Yes: true,
		List: []string{"<1>", "2", "&3"}, Ptrs: []*inner{{Name: "p&q"}}, Any: template.HTML("<u>any</u>"), Mixed: []any{1, "<x>", template.HTML("<y>")},
		In: &inner{"in", &inner{"next", nil}}},
	{Text: "b", URL: "javascript:alert(1)", N: -7, List: []string{"only"}, Any: 12, In: &inner{Name: "alone"}},
	{Text: "a", URL: "mailto:x@example.cn?subject=%41%zz", Any: &inner{Name: "pointer"}, Mixed: []any{nil, 1.25, true}, List: []string{"", "x"}},
	{URL: "../x/index.html#y", Text: strings.Repeat("长", 500)},
}

func TestAsHTMLTemplate(t *testing.T) {
	for _, source := range cases {
		parse := func() *template.Template {
			return template.Must(template.New("main").Funcs(functions).Parse(source))
		}
		set, err := Compile(parse(), "main", functions)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for i, v := range values {
			for _, v := range []any{v, &v} {
				var want bytes.Buffer
				wantErr := parse().Execute(&want, v)
				got, gotErr := set.Append(nil, "main", v)
				if (gotErr != nil) != (wantErr != nil) {
					t.Errorf("%s: value %d: error %v, html/template's %v", source, i, gotErr, wantErr)
				}
				if wantErr == nil && string(got) != want.String() {
					t.Errorf("%s: value %d\ngot  %q\nwant %q", source, i, got, want.String())
				}
			}
		}
	}
}

// What the compiler does not know it says, before anything is written.
func TestRefused(t *testing.T) {
	for _, source := range []string{
		`{{$x := 1}}{{$x = 2}}{{$x}}`,
		`{{range .List}}{{break}}{{end}}`,
		`{{printf "%d" .N}}`,
		`{{define "in"}} title="{{.}}"{{end}}<a{{template "in" .Text}}>x</a>`,
		`<p style="width: {{.N}}px">x</p>`,
		`{{(index .Ptrs 0).Name}}`,
	} {
		set := template.Must(template.New("main").Funcs(functions).Parse(source))
		if _, err := Compile(set, "main", functions); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", source, err)
		}
	}
	ambiguous := template.Must(template.New("main").Parse(`{{if .Yes}}<a href="{{else}}<p>{{end}}{{.Text}}`))
	if _, err := Compile(ambiguous, "main", nil); err == nil || errors.Is(err, ErrUnsupported) {
		t.Errorf("a template that html/template refuses: %v", err)
	}
}

func FuzzEscape(f *testing.F) {
	for _, v := range values {
		f.Add(v.Text, v.URL)
	}
	source := `<a href="{{.URL}}" title="{{.Text}}">{{.Text}}</a><a href="?{{.Text}}">{{.URL}}</a><script>{{.Text}}</script><title>{{.URL}}</title>`
	slow := template.Must(template.New("main").Parse(source))
	fast, err := Compile(template.Must(template.New("main").Parse(source)), "main", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, url string) {
		v := data{Text: text, URL: url}
		var want bytes.Buffer
		if err := slow.Execute(&want, v); err != nil {
			t.Skip()
		}
		got, err := fast.Append(nil, "main", v)
		if err != nil || string(got) != want.String() {
			t.Errorf("%v\ngot  %q\nwant %q", err, got, want.String())
		}
	})
}
