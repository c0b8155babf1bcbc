package findings

import (
	_ "embed"
	"html/template"
	"io"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/prose"
)

// formTitle stands for faults of form, which have no rule of their own: each says itself what to do.
const formTitle = "格式上的错误"

//go:embed report.html
var pageSource string

var page = template.Must(template.New("findings").Parse(pageSource))

// group is what a rule has found; the faults of form are one group.
type group struct {
	Code, Title string
	Help        template.HTML
	Severity    diag.Severity // the gravest of its open findings
	Open        diag.List
	Settled     []audit.Settled
}

func (g group) ID() string {
	if g.Code == "" {
		return "form"
	}
	return g.Code
}

func (g group) Grave() bool { return len(g.Open) > 0 && g.Severity == diag.Error }

// HTML writes the report as one page that needs nothing else.
func (r Report) HTML(w io.Writer) error {
	errors, warnings := r.Open.Count()
	return page.Execute(w, struct {
		Report
		Errors, Warnings int
		Groups           []group
	}{r, errors, warnings, r.groups()})
}

// groups are the findings by rule: form first, as nothing can be said of figures that cannot be read, then rules with
// errors, then the others.
func (r Report) groups() []group {
	var groups []group
	at := map[string]int{}
	for _, code := range r.codes() {
		rule, known := audit.Lookup(code)
		switch {
		case known:
			text, _, _ := prose.Parse(rule.Text(), code, 1)
			at[code] = len(groups)
			groups = append(groups, group{Code: code, Title: rule.Title(), Help: template.HTML(text.HTML), Severity: diag.Warning})
		case len(groups) > 0 && groups[len(groups)-1].Code == "":
			at[code] = len(groups) - 1
		default:
			at[code] = len(groups)
			groups = append(groups, group{Title: formTitle})
		}
	}
	for _, d := range r.Open {
		g := &groups[at[d.Code]]
		g.Open = append(g.Open, d)
		g.Severity = min(g.Severity, d.Severity)
	}
	for _, s := range r.Settled {
		g := &groups[at[s.Code]]
		g.Settled = append(g.Settled, s)
	}
	var ordered []group
	for _, first := range []func(group) bool{
		func(g group) bool { return g.Code == "" },
		func(g group) bool { return g.Code != "" && g.Grave() },
		func(g group) bool { return g.Code != "" && !g.Grave() },
	} {
		for _, g := range groups {
			if first(g) {
				ordered = append(ordered, g)
			}
		}
	}
	return ordered
}
