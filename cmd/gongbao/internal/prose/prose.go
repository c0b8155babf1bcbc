// Package prose turns the Markdown of measures and sections into HTML for pages and into blocks for the PDF. Both come
// from one syntax tree, so that they say the same. It is the only package that imports goldmark.
//
// The Markdown is CommonMark with tables. Beyond that:
//
//   - Raw HTML and pictures are faults; comments <!-- --> are notes to oneself and are dropped.
//   - Headings begin at ##; the page has the first level. ## 标题 {#slug} gives a heading its anchor, others are numbered.
//   - A link may name a part of the plan instead of a file: measure:1-1, indicator:HUKOU_URBAN_RATE, org:police,
//     region:990101, section:goals, document:codes#top. The HTML keeps these addresses for site to resolve; load checks that the target exists.
//   - The first word after the fence of a block of code is its language, further words are its caption: ```csv data/releases.csv.
//     In a console block the lines after $ are what one types.
//   - Every clause of a section has an anchor: see [ParseSection]. {#slug} at its end names it.
//   - A single line break between two Chinese characters is no space.
//   - **「重点」** is strong whatever stands beside it.
package prose

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// Schemes of links to a part of the plan.
const (
	MeasureLink   = "measure"
	IndicatorLink = "indicator"
	OrgLink       = "org"
	RegionLink    = "region"
	SectionLink   = "section"
	DocumentLink  = "document" // its target may name an anchor: codes#CSV-SUM
)

// Address is the scheme of a Link to anything else: https://…, ../data/, #who. Its target is the whole address.
const Address = "address"

// Link is a link to a part of the plan, one to an address (Scheme is Address), or an anchor that the text defines (Scheme is
// empty then).
type Link struct {
	Scheme, Target string
	At             diag.Place
}

// SplitLink separates measure:1-1 into its scheme and target. It reports false for every other address.
func SplitLink(address string) (scheme, target string, ok bool) {
	scheme, target, ok = strings.Cut(address, ":")
	switch scheme {
	case MeasureLink, IndicatorLink, OrgLink, RegionLink, SectionLink, DocumentLink:
		return scheme, target, ok
	}
	return "", "", false
}

var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(
		// Alignment would be style attributes, which a strict Content-Security-Policy ignores.
		extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(codeRenderer{}, 500))),
	goldmark.WithParserOptions(
		parser.WithAttribute(), // {#slug} after headings
		// Before goldmark's own emphasis parser, which has priority 500.
		parser.WithInlineParsers(util.Prioritized(emphasisParser{parser.NewEmphasisParser()}, 450)),
	),
)

// Parse reads the text of file from its line firstLine on. The links to parts of the plan and the headings' anchors are
// returned with their places; they are for the caller to check.
func Parse(src, file string, firstLine int) (model.Prose, []Link, diag.List) {
	return parse(src, file, firstLine, "")
}

// ParseSection is Parse for a section of the plan, whose clauses have anchors that begin with the section's id.
func ParseSection(src, file string, firstLine int, id string) (model.Prose, []Link, diag.List) {
	return parse(src, file, firstLine, id)
}

func parse(src, file string, firstLine int, section string) (model.Prose, []Link, diag.List) {
	p := &document{src: []byte(src), file: file, firstLine: firstLine, section: section, anchors: map[string]int{}}
	p.root = markdown.Parser().Parse(text.NewReader(p.src))
	p.check()
	p.joinLines()
	var clauses []model.Clause
	if section != "" {
		clauses = p.clauses()
	}
	p.markClauses()
	var html bytes.Buffer
	if err := markdown.Renderer().Render(&html, p.src, p.root); err != nil {
		p.faults.Errorf(diag.Place{File: file}, "MD-RENDER", "正文转换失败：%v", err)
	}
	p.blocks(p.root, 0) // last: it takes lists apart
	return model.Prose{HTML: html.String(), Blocks: p.out, Clauses: clauses}, p.links, p.faults
}

type document struct {
	src       []byte
	file      string
	firstLine int
	section   string // id; empty for a text that is no section
	named     []namedClause
	root      ast.Node
	faults    diag.List
	links     []Link
	anchors   map[string]int // line of each heading's id
	out       []model.Block
}

// place converts an offset into src.
func (p *document) place(offset int) diag.Place {
	if offset < 0 || offset > len(p.src) {
		return diag.Place{File: p.file}
	}
	before := p.src[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return diag.Place{
		File:   p.file,
		Line:   p.firstLine + bytes.Count(before, []byte{'\n'}),
		Column: utf8.RuneCount(before[lineStart:]) + 1,
	}
}

// at is where a node stands; goldmark knows it of most nodes, and otherwise the nearest node that has a place answers.
func (p *document) at(n ast.Node) diag.Place {
	for ; n != nil; n = n.Parent() {
		if t, ok := n.(*ast.Text); ok {
			return p.place(t.Segment.Start)
		}
		if pos := n.Pos(); pos >= 0 && n.Kind() != ast.KindDocument {
			return p.place(pos)
		}
	}
	return diag.Place{File: p.file, Line: p.firstLine}
}

// check reports what must not be in a text, takes it out of the tree, and gives the headings their ids.
func (p *document) check() {
	var banned []ast.Node
	level, headings := 1, 0
	_ = ast.Walk(p.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings++
			p.heading(n, headings, &level)
		case *ast.HTMLBlock:
			raw := string(n.Lines().Value(p.src))
			if n.HasClosure() && !strings.Contains(raw, "-->") {
				raw += string(n.ClosureLine.Value(p.src))
			}
			p.rawHTML(p.place(n.Lines().At(0).Start), raw)
			banned = append(banned, n)
		case *ast.RawHTML:
			p.rawHTML(p.place(n.Segments.At(0).Start), string(n.Segments.Value(p.src)))
			banned = append(banned, n)
		case *ast.Image:
			p.faults.Errorf(p.at(n), "MD-IMAGE", "正文里不能放图片：%q", n.Destination)
			p.faults.Hintf("删去图片；图表由数据生成")
			banned = append(banned, n)
		case *ast.Link:
			p.link(string(n.Destination), p.at(n))
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL {
				p.link(string(n.URL(p.src)), p.at(n))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range banned {
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

func (p *document) rawHTML(at diag.Place, raw string) {
	raw = strings.TrimSpace(raw)
	if strings.HasPrefix(raw, "<!--") && strings.HasSuffix(raw, "-->") {
		return
	}
	first, _, _ := strings.Cut(raw, "\n")
	p.faults.Errorf(at, "MD-RAW-HTML", "正文里不能写 HTML：%q", shorten(first))
	p.faults.Hintf(`用 Markdown 的写法；要显示尖括号本身，写成 \<`)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

var (
	schemePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	slugPattern   = regexp.MustCompile(`^([a-z][a-z0-9-]*|[A-Z][A-Z0-9-]*)$`)
)

func (p *document) link(address string, at diag.Place) {
	if scheme, target, ok := SplitLink(address); ok {
		p.links = append(p.links, Link{scheme, target, at})
		return
	}
	switch scheme := strings.ToLower(schemePattern.FindString(address)); {
	case scheme == "mailto:" || scheme == "tel:":
	case scheme == "http:" || scheme == "https:":
		p.links = append(p.links, Link{Address, address, at})
	case scheme != "":
		p.faults.Errorf(at, "MD-LINK", "不能用的链接：%q", shorten(address))
		p.faults.Hintf("可用的有 https://…、mailto:…、tel:…、相对路径，以及 measure:1-1、indicator:…、org:…、region:…、section:…、document:… 这些站内的链接")
	case strings.HasPrefix(address, "/") || strings.HasPrefix(address, `\`):
		p.faults.Errorf(at, "MD-LINK", "不能用的链接：%q", shorten(address))
		p.faults.Hintf("以 / 开头的链接换一个子路径就会失效，外部网址写全 https://，站内的写成 measure:1-1 这样的形式")
	case address == "":
		p.faults.Errorf(at, "MD-LINK", "链接没有地址")
		p.faults.Hintf("在圆括号里写地址")
	default:
		p.links = append(p.links, Link{Address, address, at})
	}
}

// heading checks a heading's level and replaces all its attributes by an id. goldmark's own ids would be heading,
// heading-1 … for Chinese headings, the same on every page; ours carry the file's name, because the plan page joins
// many files.
func (p *document) heading(n *ast.Heading, number int, last *int) {
	at := p.at(n)
	switch {
	case n.Level == 1:
		p.faults.Errorf(at, "MD-HEADING", "正文的标题从 ## 开始，# 是整页的标题")
		p.faults.Hintf("改成 ##；页面的标题写在文件头的 title 里")
	case n.Level > *last+1:
		p.faults.Warnf(at, "MD-HEADING", "标题从第 %d 级跳到了第 %d 级", *last, n.Level)
		p.faults.Hintf("改成 %s", strings.Repeat("#", *last+1))
	}
	*last = n.Level

	id := ""
	if given, ok := n.AttributeString("id"); ok {
		if own := fmt.Sprintf("%s", given); p.own(own, "标题", at) {
			id = own
		}
	}
	n.RemoveAttributes()
	if id == "" && p.section != "" {
		return // clauses names it
	}
	if id == "" {
		id = fmt.Sprintf("h-%s-%d", slug(p.file), number)
	}
	p.anchors[id] = at.Line
	n.SetAttributeString("id", []byte(id))
}

// own takes an anchor that the text itself gives to a heading or a clause; false after a fault.
func (p *document) own(id, what string, at diag.Place) bool {
	if line, dup := p.anchors[id]; dup {
		p.faults.Errorf(at, "MD-DUPLICATE-ID", "%s的锚点 {#%s} 重复，第一次在第 %d 行", what, id, line)
		p.faults.Hintf("换一个名字")
		return false
	}
	if !slugPattern.MatchString(id) || strings.HasPrefix(id, "h-") {
		p.faults.Errorf(at, "MD-BAD-ID", "%s的锚点 {#%s} 不能用", what, id)
		p.faults.Hintf("以字母开头，只用小写字母（或全用大写字母）、数字和短横线，不以 h- 开头")
		return false
	}
	p.anchors[id] = at.Line
	p.links = append(p.links, Link{Target: id, At: at})
	return true
}

// slug keeps the ASCII letters and digits of a file's name.
func slug(file string) string {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
	if name = strings.Trim(name, "-"); name == "" {
		return "text"
	}
	return name
}

// joinLines drops the line breaks that a reader must not see as a space: those between two wide characters. It is the
// rule that goldmark's CJK extension calls simple, for trees: the extension also drops a break before a link or an
// emphasis, where Latin words would run together, and keeps one beside a full-width comma.
func (p *document) joinLines() {
	var last rune
	_ = ast.Walk(p.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.AutoLink); ok && entering {
			last, _ = utf8.DecodeLastRune(link.Label(p.src))
		}
		t, ok := n.(*ast.Text)
		if !entering || !ok {
			return ast.WalkContinue, nil
		}
		if value := t.Segment.Value(p.src); len(value) > 0 {
			last, _ = utf8.DecodeLastRune(value)
		}
		// A break after an emphasis belongs to an empty text.
		if t.SoftLineBreak() && wide(last) && wide(p.firstRune(following(n))) {
			t.SetSoftLineBreak(false)
		}
		return ast.WalkContinue, nil
	})
}

// following is the next inline node in reading order.
func following(n ast.Node) ast.Node {
	for ; n != nil && n.Type() == ast.TypeInline; n = n.Parent() {
		if next := n.NextSibling(); next != nil {
			return next
		}
	}
	return nil
}

func (p *document) firstRune(n ast.Node) rune {
	for ; n != nil; n = n.FirstChild() {
		switch n := n.(type) {
		case *ast.Text:
			r, _ := utf8.DecodeRune(n.Segment.Value(p.src))
			return r
		case *ast.AutoLink:
			r, _ := utf8.DecodeRune(n.Label(p.src))
			return r
		}
	}
	return 0
}

// wide reports whether a character fills a square, so that no space belongs between two of its kind. The quotation
// marks, the dash and the ellipsis have the same code points in Latin text; beside another wide character they are
// Chinese.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || // CJK symbols and punctuation
		r >= 0xff01 && r <= 0xff60 || // full-width forms
		strings.ContainsRune("“”‘’—…·", r)
}

// blocks appends what stands below n to the document's blocks. depth is that of the list around it.
func (p *document) blocks(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Heading:
			p.out = append(p.out, model.Block{Kind: model.Heading, Level: c.Level, ID: p.headingID(c), Spans: p.spans(c)})
		case *ast.Paragraph, *ast.TextBlock:
			p.paragraph(c, depth, "")
		case *ast.List:
			p.list(c, depth+1)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			code := strings.TrimRight(string(c.Lines().Value(p.src)), "\n")
			p.out = append(p.out, model.Block{Kind: model.Paragraph, Spans: []model.Span{{Text: code}}})
		case *tables.Table:
			for row := c.FirstChild(); row != nil; row = row.NextSibling() {
				_, label := row.(*tables.TableHeader)
				b := model.Block{Kind: model.TableRow, IsLabel: label}
				for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
					b.Cells = append(b.Cells, p.spans(cell))
				}
				p.out = append(p.out, b)
			}
		default: // a quotation's paragraphs
			p.blocks(c, depth)
		}
	}
}

func (p *document) headingID(n *ast.Heading) string {
	id, _ := n.AttributeString("id")
	b, _ := id.([]byte)
	return string(b)
}

// paragraph appends a paragraph. Inside a list it is an item, and an empty marker says that it goes on with the one
// before.
func (p *document) paragraph(n ast.Node, depth int, marker string) {
	spans := p.spans(n)
	if len(spans) == 0 && marker == "" {
		return
	}
	b := model.Block{Kind: model.Paragraph, Spans: spans}
	if depth > 0 {
		b.Kind, b.Level, b.Marker = model.ListItem, depth, marker
	}
	p.out = append(p.out, b)
}

func (p *document) list(l *ast.List, depth int) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "•"
		if l.IsOrdered() {
			marker = fmt.Sprintf("%d.", number)
			number++
		}
		first := item.FirstChild()
		if _, isText := first.(*ast.TextBlock); !isText {
			if _, isText = first.(*ast.Paragraph); !isText {
				// An item that begins with a list or a table has a marker all the same.
				p.out = append(p.out, model.Block{Kind: model.ListItem, Level: depth, Marker: marker})
				p.blocks(item, depth)
				continue
			}
		}
		p.paragraph(first, depth, marker)
		rest := ast.NewTextBlock()
		for c := first.NextSibling(); c != nil; c = first.NextSibling() {
			rest.AppendChild(rest, c) // moves c
		}
		p.blocks(rest, depth)
	}
}

// spans are the runs of text below n, neighbours of one style joined.
func (p *document) spans(n ast.Node) []model.Span {
	var spans []model.Span
	add := func(text string, style model.Span) {
		if text == "" {
			return
		}
		if last := len(spans) - 1; last >= 0 && spans[last].Strong == style.Strong && spans[last].Link == style.Link {
			spans[last].Text += text
			return
		}
		style.Text = text
		spans = append(spans, style)
	}
	var walk func(n ast.Node, style model.Span)
	walk = func(n ast.Node, style model.Span) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				value := c.Segment.Value(p.src)
				if !c.IsRaw() {
					value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
				}
				add(string(value), style)
				if c.HardLineBreak() {
					add("\n", style)
				} else if c.SoftLineBreak() {
					add(" ", style)
				}
			case *ast.String:
				if !c.IsCode() { // the mark of a clause
					add(string(c.Value), style)
				}
			case *ast.AutoLink:
				linked := style
				linked.Link = string(c.URL(p.src))
				if c.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(linked.Link, "mailto:") {
					linked.Link = "mailto:" + linked.Link
				}
				add(string(c.Label(p.src)), linked)
			case *ast.Link:
				linked := style
				linked.Link = string(c.Destination)
				walk(c, linked)
			case *ast.Emphasis:
				strong := style
				strong.Strong = style.Strong || c.Level == 2
				walk(c, strong)
			default:
				walk(c, style)
			}
		}
	}
	walk(n, model.Span{})
	return spans
}
