package diff

import (
	"fmt"
	"html/template"
	"io"
	"strings"
)

// listed is how many lines of a kind a report for people shows; the JSON form has all.
const listed = 30

// Text writes the report for a terminal.
func (r Report) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "线上：%s\n待发布：%s\n", nameOf(r.Live), r.Next)
	if r.Empty() {
		b.WriteString("没有差别。\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	if len(r.Releases) > 0 {
		fmt.Fprintf(&b, "首次公开的批次：%s\n", strings.Join(r.Releases, "、"))
	}
	fmt.Fprintf(&b, "页面：新增 %d，改动 %d，消失 %d；其他文件：新增 %d，改动 %d，消失 %d\n",
		len(r.Pages.Added), len(r.Pages.Changed), len(r.Pages.Removed), len(r.Files.Added), len(r.Files.Changed), len(r.Files.Removed))
	lines(&b, "进展状态变化", len(r.Statuses), func(i int) string {
		s := r.Statuses[i]
		return fmt.Sprintf("%s · %s：%s → %s", s.Region, s.What, orNone(s.Was), orNone(s.Is))
	})
	lines(&b, "数字变化", len(r.Figures), func(i int) string {
		f := r.Figures[i]
		line := fmt.Sprintf("%s · %s · %s：%s → %s %s", f.Indicator, f.Region, f.Period, orNone(f.Was), orNone(f.Is), f.Unit)
		if f.Was != "" && f.Note != "" {
			line += "（" + f.Note + "）"
		}
		return line
	})
	lines(&b, "消失的页面", len(r.Pages.Removed), func(i int) string { return r.Pages.Removed[i] })
	lines(&b, "消失的文件", len(r.Files.Removed), func(i int) string { return r.Files.Removed[i] })
	if len(r.Vanished) > 0 {
		fmt.Fprintf(&b, "注意：已公开批次的 %d 个文件会消失，发布时会被拒绝\n", len(r.Vanished))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orNone(s string) string {
	if s == "" {
		return "（无）"
	}
	return s
}

func lines(b *strings.Builder, title string, n int, line func(i int) string) {
	if n == 0 {
		return
	}
	fmt.Fprintf(b, "%s %d 处：\n", title, n)
	for i := range min(n, listed) {
		fmt.Fprintf(b, "  %s\n", line(i))
	}
	if n > listed {
		fmt.Fprintf(b, "  ……另有 %d 处，见 --format json 或 html\n", n-listed)
	}
}

// HTML writes the report as one page that needs nothing else, for colleagues.
func (r Report) HTML(w io.Writer) error { return page.Execute(w, r) }

var page = template.Must(template.New("diff").Funcs(template.FuncMap{"none": orNone, "named": nameOf}).Parse(`<!DOCTYPE html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>发布前的差别</title>
<style>
body { font: 16px/1.6 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #14191c; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; border-top: 2px solid #14191c; padding-top: .5rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } caption { text-align: left; color: #5b656b; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d5dadc; overflow-wrap: anywhere; } td.n { text-align: right; white-space: nowrap; }
.warn { border-left: 4px solid #b3301e; padding: .5rem 1rem; background: #fbeeec; }
ul { padding-left: 1.2rem; overflow-wrap: anywhere; }
</style>
<h1>发布前的差别</h1>
<p>线上：{{named .Live}}<br>待发布：{{.Next}}</p>
{{if .Empty}}<p>没有差别。</p>{{else}}
{{with .Releases}}<p>首次公开的批次：{{range $i, $r := .}}{{if $i}}、{{end}}{{$r}}{{end}}</p>{{end}}
{{with .Vanished}}<p class="warn">已公开批次的 {{len .}} 个文件会消失，发布时会被拒绝。</p>{{end}}
<p>页面：新增 {{len .Pages.Added}}，改动 {{len .Pages.Changed}}，消失 {{len .Pages.Removed}}；其他文件：新增 {{len .Files.Added}}，改动 {{len .Files.Changed}}，消失 {{len .Files.Removed}}。</p>
{{with .Statuses}}<h2>进展状态变化 {{len .}} 处</h2>
<table><tr><th>地区</th><th>措施或目标</th><th>原来</th><th>现在</th></tr>{{range .}}
<tr><td>{{.Region}}</td><td>{{.What}}</td><td>{{none .Was}}</td><td>{{none .Is}}</td></tr>{{end}}
</table>{{end}}
{{with .Figures}}<h2>数字变化 {{len .}} 处</h2>
<table><tr><th>指标</th><th>地区</th><th>时期</th><th>原来</th><th>现在</th><th>单位</th><th>来源</th><th>备注</th></tr>{{range .}}
<tr><td>{{.Indicator}}</td><td>{{.Region}}</td><td>{{.Period}}</td><td class="n">{{none .Was}}</td><td class="n">{{none .Is}}</td><td>{{.Unit}}</td><td>{{.Source}}</td><td>{{.Note}}</td></tr>{{end}}
</table>{{end}}
{{with .Pages.Removed}}<h2>消失的页面</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{with .Files.Removed}}<h2>消失的文件</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{with .Pages.Added}}<h2>新增的页面</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{with .Pages.Changed}}<h2>改动的页面</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{end}}
</html>
`))
