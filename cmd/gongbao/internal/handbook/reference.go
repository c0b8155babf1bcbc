package handbook

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
)

// part is the part of the handbook that one looks things up in.
const part = "查阅"

// chapter begins a chapter that is made.
func chapter(id, title, summary string) *strings.Builder {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: %s\ngroup: %s\nsummary: %s\n---\n", id, title, part, summary)
	return &b
}

// plain is a text that means nothing in Markdown.
var plain = strings.NewReplacer(`\`, `\\`, "<", `\<`, ">", `\>`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "`", "\\`")

func code(s string) string { return "`" + s + "`" }

// paragraphs are the paragraphs of a command's help; indented ones are shown as they stand.
func paragraphs(b *strings.Builder, text string) {
	for paragraph := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, "  ") {
			b.WriteString("\n```text\n")
			for line := range strings.SplitSeq(paragraph, "\n") {
				b.WriteString(strings.TrimPrefix(line, "  ") + "\n")
			}
			b.WriteString("```\n")
			continue
		}
		b.WriteString("\n" + plain.Replace(paragraph) + "\n")
	}
}

// write is a flag as one types it.
func (f Flag) write() string {
	text := "--" + f.Name
	if f.Value != "" {
		text += " " + f.Value
	}
	if f.Letter != "" {
		text = "-" + f.Letter + ", " + text
	}
	return text
}

// says is what a flag does, with its default.
func (f Flag) says() string {
	if f.Default == "" {
		return f.Says
	}
	return f.Says + "（默认 " + f.Default + "）"
}

func (f Facts) commands() string {
	b := chapter("commands", "全部命令", "每个命令做什么、有哪些选项，退出状态和环境变量")
	b.WriteString("\n每个命令的用法也可以随时查看：`gongbao 命令 --help`。下面每个命令都有 `--help`，不再重复。\n")
	for _, c := range f.Commands {
		fmt.Fprintf(b, "\n## %s {#%s}\n\n**%s。**\n\n```text\n%s\n```\n", c.Path, anchor(c.Path), plain.Replace(c.Short), c.Use)
		if c.Long != "" {
			paragraphs(b, c.Long)
		}
		if c.Example != "" {
			b.WriteString("\n例：\n")
			paragraphs(b, c.Example)
		}
		if len(c.Flags) > 0 {
			b.WriteString("\n| 选项 | 说明 |\n|---|---|\n")
			for _, flag := range c.Flags {
				fmt.Fprintf(b, "| %s | %s |\n", code(flag.write()), plain.Replace(flag.says()))
			}
		}
	}
	b.WriteString("\n## 退出状态 {#exit-status}\n\n程序和定时任务看这个数：不是 0 就没有做成，线上保持原样。\n\n| 状态 | 意思 |\n|---|---|\n")
	for _, s := range f.Statuses {
		fmt.Fprintf(b, "| %s | %s |\n", code(fmt.Sprint(s.Code)), s.Means)
	}
	b.WriteString("\n## 环境变量 {#environment}\n\n口令和密钥放在这里，不写进命令和文件。\n\n| 变量 | 意思 |\n|---|---|\n")
	for _, v := range f.Variables {
		fmt.Fprintf(b, "| %s | %s |\n", code(v.Name), plain.Replace(v.Means))
	}
	return b.String()
}

// anchor is a name as an anchor can hold it: gongbao build is gongbao-build, publisher.site_id publisher-site-id.
func anchor(name string) string {
	return strings.NewReplacer(" ", "-", ".", "-", "_", "-", "*", "own").Replace(name)
}

func (f Facts) keys() string {
	b := chapter("config", "全部配置项", "content/gongbao.yaml 里每个键的意思、默认值和例子")
	b.WriteString("\n配置写在 `content/gongbao.yaml` 里，必填的只有 `title` 和 `region`，其余都有默认值。写错的键会报错，并提示相近的键名。" +
		"值里有冒号、井号，或以数字开头的，加引号。下面的 `publisher.name` 指写在 `publisher:` 之下、缩进两格的 `name:`。\n")
	for _, k := range config.Keys() {
		name := strings.ReplaceAll(k.Name, "*", "名字")
		fmt.Fprintf(b, "\n## %s {#%s}\n\n%s\n\n| | |\n|---|---|\n| 值 | %s |\n", plain.Replace(name), anchor(k.Name), plain.Replace(k.Means), k.Kind)
		if k.Required {
			b.WriteString("| 必填 | 是 |\n")
		}
		if k.Default != "" {
			fmt.Fprintf(b, "| 默认 | %s |\n", code(k.Default))
		}
		if len(k.Values) > 0 {
			fmt.Fprintf(b, "| 可用的值 | %s |\n", code(strings.Join(k.Values, "`、`")))
		}
		if k.Variable != "" {
			fmt.Fprintf(b, "| 环境变量 | %s，优先于文件 |\n", code(k.Variable))
		}
		fmt.Fprintf(b, "| 例 | %s |\n", code(strings.ReplaceAll(k.Name[strings.LastIndex(k.Name, ".")+1:], "*", "名字")+": "+k.Example))
	}
	return b.String()
}

func tables() string {
	b := chapter("tables", "全部表和栏", "data/ 里每张表、每一栏写什么，措施和章节的文件头")
	b.WriteString("\n表是 CSV，第一行是栏名。栏的次序不限，不用的栏可以没有；带 ● 的必须有，每行都要填。用 Excel 或 WPS 打开和保存都行，存为“CSV UTF-8”。\n")
	list := func(columns []load.Column) {
		b.WriteString("\n| 栏 | 写什么 |\n|---|---|\n")
		for _, c := range columns {
			name := code(c.Name)
			if c.Must {
				name += " ●"
			}
			fmt.Fprintf(b, "| %s | %s |\n", name, plain.Replace(c.Says))
		}
	}
	for _, t := range load.Tables() {
		fmt.Fprintf(b, "\n## %s {#%s}\n\n%s。\n", plain.Replace(t.File), anchor(strings.TrimSuffix(strings.NewReplacer("/", "-", "*", "all").Replace(t.File), ".csv")), t.Holds)
		list(t.Columns)
	}
	b.WriteString("\n## Markdown 的文件头 {#front-matter}\n\n第一行和末一行是 `---`，中间每行一个“键: 值”。\n")
	for _, f := range load.FrontMatters() {
		fmt.Fprintf(b, "\n### %s\n\n%s。\n", plain.Replace(f.Folder), f.Holds)
		list(f.Keys)
	}
	return b.String()
}

// families are what codes begin with, in the order in which one meets them.
var families = []struct{ prefix, title string }{
	{"CFG", "配置"}, {"FILE", "文件"}, {"CSV", "表"}, {"MD", "正文"}, {"TEXT", "文字"}, {"MEASURE", "措施"}, {"LINK", "链接"}, {"MAP", "地图"},
	{"ACK", "核实记录"}, {"IMPORT", "导入"}, {"BOOK", "导入：工作簿"}, {"FORM", "导入：填报表"}, {"CELL", "导入：单元格"},
}

func codes() string {
	b := chapter("codes", "全部提示代码", "每条错误和警告是什么意思、为什么要紧、怎么改")
	b.WriteString("\n每条提示末尾的方括号里是它的代码，如 `[CSV-UNKNOWN-INDICATOR]`。在这里，或在命令行里查它的说明：\n\n" +
		"```console\n$ gongbao check --explain CSV-UNKNOWN-INDICATOR\n没有这个指标（CSV-UNKNOWN-INDICATOR，格式错误）\n…\n```\n\n" +
		"前一部分是可以商量的：程序觉得可疑，轻重可以改（[check.severity](document:config#check-severity-own)），核实无误的可以记下来（[核对可疑的数](document:quarter#doubt)）。" +
		"后一部分是写法上的错误，只能改正。\n")
	b.WriteString("\n## 可疑之处 {#rules}\n")
	for _, r := range audit.Rules() {
		severity := "警告"
		if r.Severity == diag.Error {
			severity = "错误"
		}
		fmt.Fprintf(b, "\n### %s %s {#%s}\n\n默认为%s。\n\n%s", r.Code, r.Title(), r.Code, severity, r.Text())
	}
	forms := audit.Forms()
	for _, family := range families {
		var list []audit.Form
		forms = slices.DeleteFunc(forms, func(f audit.Form) bool {
			in := strings.HasPrefix(f.Code, family.prefix+"-")
			if in {
				list = append(list, f)
			}
			return in
		})
		writeForms(b, "写法："+family.title, strings.ToLower(family.prefix), list)
	}
	writeForms(b, "写法：其他", "other", forms)
	return b.String()
}

func writeForms(b *strings.Builder, title, id string, list []audit.Form) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s {#%s}\n", title, id)
	for _, f := range list {
		fmt.Fprintf(b, "\n### %s %s {#%s}\n\n%s\n", f.Code, plain.Replace(f.Title), f.Code, plain.Replace(f.Text))
	}
}
