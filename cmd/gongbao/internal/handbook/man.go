package handbook

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/load"
)

// Manual is the manual page: roff with the macros of man(7), UTF-8.
func Manual(f Facts) []byte {
	m := &page{}
	m.macro("TH", "GONGBAO", "1", f.Date, "gongbao "+f.Version, "公报")
	m.macro("nh")
	m.macro("ad", "l") // blanks between Chinese words would be drawn wide
	m.macro("SH", "名称")
	m.line("gongbao", ` \- `, roff(f.About))
	m.macro("SH", "用法")
	m.line(`\fBgongbao\fR `, roff("<命令> [选项]"))
	m.macro("SH", "说明")
	for _, c := range f.Commands {
		if c.Path == "gongbao" {
			m.paragraphs(c.Long)
		}
	}
	m.macro("SH", "命令")
	for _, c := range f.Commands {
		if c.Path == "gongbao" {
			continue
		}
		m.macro("SS", c.Use)
		m.paragraphs(c.Short + "。")
		m.paragraphs(c.Long)
		for _, flag := range c.Flags {
			m.entry(flag.write(), flag.says())
		}
		if c.Example != "" {
			m.paragraphs(c.Example)
		}
	}
	m.macro("SH", "配置")
	m.paragraphs("写在 " + config.File + " 里。")
	for _, k := range config.Keys() {
		text := k.Means
		if k.Required {
			text = "必填。" + text
		}
		if k.Default != "" {
			text += "默认 " + k.Default + "。"
		}
		if len(k.Values) > 0 {
			text += "可用的值：" + strings.Join(k.Values, "、") + "。"
		}
		m.entry(strings.ReplaceAll(k.Name, "*", "名字"), text)
	}
	m.macro("SH", "文件")
	m.entry(config.File, "配置")
	for _, t := range load.FrontMatters() {
		m.entry(t.Folder+"/*.md", t.Holds)
	}
	for _, t := range load.Tables() {
		m.entry(t.File, t.Holds)
	}
	m.entry("public/", "生成的网站")
	m.entry(".gongbao/", "发布的历史，供退回用；只在做发布的机器上")
	m.macro("SH", "环境变量")
	for _, v := range f.Variables {
		m.entry(v.Name, v.Means)
	}
	m.macro("SH", "退出状态")
	for _, s := range f.Statuses {
		m.entry(fmt.Sprint(s.Code), s.Means)
	}
	m.macro("SH", "参见")
	m.paragraphs("gongbao handbook 写出完整的使用手册。")
	return m.Bytes()
}

// page is a manual page while it is written.
type page struct {
	bytes.Buffer
	headed bool // the last line is a heading, which begins a paragraph
}

func (p *page) macro(name string, arguments ...string) {
	p.headed = strings.HasPrefix(name, "S")
	p.WriteString("." + name)
	for _, a := range arguments {
		if name == "ad" {
			p.WriteString(" " + a)
			continue
		}
		if name == "TH" {
			p.WriteString(` "` + a + `"`) // a hyphen of a date is one
			continue
		}
		p.WriteString(` "` + strings.ReplaceAll(roff(a), `"`, `\(dq`) + `"`)
	}
	p.WriteByte('\n')
}

// line is a line of text, which must not begin as a macro does.
func (p *page) line(parts ...string) {
	text := strings.Join(parts, "")
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	p.headed = false
	p.WriteString(text + "\n")
}

// entry is a term and what it means.
func (p *page) entry(term, text string) {
	p.macro("TP")
	p.line(`\fB`, roff(term), `\fR`)
	p.line(roff(strings.ReplaceAll(text, "\n", " ")))
}

// paragraphs are set as text, indented ones as they stand.
func (p *page) paragraphs(text string) {
	if text == "" {
		return
	}
	for paragraph := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		if !p.headed {
			p.macro("PP")
		}
		if strings.HasPrefix(paragraph, "  ") {
			p.macro("nf")
			for line := range strings.SplitSeq(paragraph, "\n") {
				p.line(roff(line))
			}
			p.macro("fi")
			continue
		}
		p.line(roff(joined(paragraph)))
	}
}

// joined is a paragraph in one line: a break between two Chinese characters is no space.
func joined(paragraph string) string {
	var out []rune
	text := []rune(paragraph)
	for i, r := range text {
		if r == '\n' {
			if i > 0 && i+1 < len(text) && text[i-1] < unicode.MaxLatin1 && text[i+1] < unicode.MaxLatin1 {
				out = append(out, ' ')
			}
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// Characters that begin no line, and those that end none.
const (
	noBeginning = "，。、；：？！）》”’」』…—"
	noEnd       = "（《“‘「『"
)

// roff is a text with what roff would take for its own escaped, and with the places marked where a Chinese line may end: between
// any two characters, which a formatter that knows only blanks does not see.
func roff(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch r {
		case '\\':
			b.WriteString(`\e`)
		case '-':
			b.WriteString(`\-`)
		case '^':
			b.WriteString(`\(ha`)
		case '~':
			b.WriteString(`\(ti`)
		case '`':
			b.WriteString(`\(ga`)
		case '\'':
			b.WriteString(`\(aq`)
		default:
			b.WriteRune(r)
		}
		if i+1 == len(runes) || r < 0x2000 && runes[i+1] < 0x2000 || r == ' ' || runes[i+1] == ' ' {
			continue
		}
		if !strings.ContainsRune(noBeginning, runes[i+1]) && !strings.ContainsRune(noEnd, r) {
			b.WriteString(`\:`)
		}
	}
	return b.String()
}
