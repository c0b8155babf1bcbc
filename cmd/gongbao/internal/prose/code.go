package prose

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// codeRenderer writes fenced blocks of code: with their caption, and in a console block with what one types apart from what
// answers.
type codeRenderer struct{}

func (codeRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, renderCode)
}

// console is the language of what stands on a terminal.
const console = "console"

// prompt begins a line that one types.
const prompt = "$ "

func renderCode(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	language, caption := "", ""
	if n.Info != nil {
		language, caption, _ = strings.Cut(strings.TrimSpace(string(n.Info.Segment.Value(src))), " ")
	}
	if caption = strings.TrimSpace(caption); caption != "" {
		w.WriteString(`<figure class="code"><figcaption>` + escaped(caption) + `</figcaption>`)
	}
	w.WriteString("<pre")
	if language != "" {
		w.WriteString(` class="` + escaped(language) + `"`)
	}
	w.WriteString("><code>")
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		line := string(segment.Value(src))
		typed, ok := strings.CutPrefix(line, prompt)
		switch end := strings.TrimSuffix(typed, "\n"); {
		case language == console && ok:
			w.WriteString(`<span class="prompt">` + prompt + `</span><kbd>` + escaped(end) + "</kbd>" + typed[len(end):])
		case language == "diff" && strings.HasPrefix(line, "+"):
			w.WriteString("<ins>" + escaped(strings.TrimSuffix(line, "\n")) + "</ins>\n")
		case language == "diff" && strings.HasPrefix(line, "-"):
			w.WriteString("<del>" + escaped(strings.TrimSuffix(line, "\n")) + "</del>\n")
		default:
			w.WriteString(escaped(line))
		}
	}
	w.WriteString("</code></pre>")
	if caption != "" {
		w.WriteString("</figure>")
	}
	w.WriteString("\n")
	return ast.WalkSkipChildren, nil
}

func escaped(s string) string { return string(util.EscapeHTML([]byte(s))) }
