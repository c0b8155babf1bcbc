package site

import "testing"

func TestTidied(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{"\n<p>\n  one\n  two  </p>\n\n<p>x</p>\n", "<p>one two</p><p>x</p>"},
		{"a <b>b</b> <i>c</i>\n<a href=\"x\">d</a>", `a <b>b</b> <i>c</i> <a href="x">d</a>`},
		{"<ul>\n{{range .}}\n<li>{{.}}</li>\n{{end}}\n</ul>", "<ul>{{range .}}<li>{{.}}</li>{{end}}</ul>"},
		{"<p>{{.A}}\n{{.B}} x</p>", "<p>{{.A}} {{.B}} x</p>"},
		{"{{if .X}} <span>{{.}}</span>{{end}}", "{{if .X}} <span>{{.}}</span>{{end}}"},
		{"<a  class=\"x  y\" title=\"a > b\"{{if gt 1 2}} id=\"{{.ID}}\"{{end}}>  <b>x</b></a>", "<a  class=\"x  y\" title=\"a > b\"{{if gt 1 2}} id=\"{{.ID}}\"{{end}}> <b>x</b></a>"},
		{"<pre>\n a\n  b\n</pre>\n<div>c</div>", "<pre>\n a\n  b\n</pre><div>c</div>"},
		{"<script type=\"application/json\">\n{\"a\": 1}\n</script>\n<p>", "<script type=\"application/json\">\n{\"a\": 1}\n</script><p>"},
		{"1 < 2 and\n2 > 1", "1 < 2 and 2 > 1"},
		{"{{define \"x\" -}}\n<p>a</p>\n{{end}}\n\n{{define \"y\"}}b{{end}}", "{{define \"x\" -}}<p>a</p>{{end}} {{define \"y\"}}b{{end}}"},
		{"<svg>\n<text>a  b</text>\n<path d=\"M1 2\"/>\n</svg> x", "<svg> <text>a b</text><path d=\"M1 2\"/></svg> x"},
		{"<p", "<p"}, {"{{.", "{{."}, {"", ""}, {" ", ""},
	} {
		if got := tidied(tt.source); got != tt.want {
			t.Errorf("%q\ngot  %q\nwant %q", tt.source, got, tt.want)
		}
	}
}
