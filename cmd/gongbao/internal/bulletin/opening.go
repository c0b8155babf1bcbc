package bulletin

import (
	"fmt"
	"math"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/pdfa"
	"gongbao/cmd/gongbao/internal/wording"
)

// bulletinName derives the bulletin's name from the site's title: 青石市河湖保护进展 becomes 河湖保护进展简报 in the
// region 青石市. The region stands below, with the office that publishes.
func bulletinName(title, region string) string {
	name := topic(title, region)
	if strings.HasSuffix(name, "简报") {
		return name
	}
	return name + "简报"
}

// topic is what the plan is about: the site's title without its region and without the word for a site.
func topic(title, region string) string {
	name := strings.TrimSpace(title)
	if rest := strings.TrimPrefix(name, region); rest != "" && region != "" {
		name = rest
	}
	for _, tail := range []string{"网站", "平台", "专栏", "公开"} {
		if rest := strings.TrimSuffix(name, tail); rest != "" {
			name = rest
		}
	}
	return name
}

// Issue is one release's bulletin.
type Issue struct {
	Release string    // its id
	Title   string    // 2020年第二季度
	Date    time.Time // the release's instant, in its own zone
	Number  int       // among the releases of its year, from 1
	Address string    // of the subject's live page; empty where the site has no address
	// Internal marks every page 内部 · 未发布: the release is not public yet.
	Internal bool
}

// InternalMark stands on every page of what is not public yet.
const InternalMark = "内部 · 未发布"

// number is 〔2020〕第 2 期; without its year where the release has no date.
func (i Issue) number() string {
	return wording.Issue(i.Date, max(i.Number, 1))
}

// day is 2020年7月15日, without leading zeros; empty where the release has no date.
func (i Issue) day() string {
	if i.Date.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", i.Date.Year(), int(i.Date.Month()), i.Date.Day())
}

// masthead is the title block in the manner of an official bulletin: name in red, issue, office and date, red rule.
type masthead struct {
	name, number, office, day string
}

func (m masthead) lead(*composer, []block) float64 { return 4 * linePitch }

func (m masthead) set(c *composer) {
	c.place = "刊头"
	middle := c.left() + c.wide()/2
	lines := []string{m.name}
	st := style{face: serifBold, size: 35, ink: inkRed, tracking: 6}
	if n := len([]rune(m.name)); n > 12 {
		st.size, st.tracking = 30, 2
		if n > 15 { // two lines, the break as near the middle as the rules allow
			st.size, st.tracking = 24, 1
			lines = nil
			for _, l := range c.lines([]span{{m.name, st}}, measure{width: math.Max(c.wide()*0.62, 24*math.Ceil(float64(n)/2))}) {
				lines = append(lines, textOf(l))
			}
		}
	}
	pitch := 2 * linePitch / float64(max(len(lines), 1))
	_, endName := c.tag(pdfa.P)
	for i, text := range lines {
		if i == 2 { // a title of more than two lines is a fault of the configuration; it must not spoil the page
			break
		}
		if i == 1 && len(lines) > 2 {
			text += "…"
		}
		for c.width(text, st) > c.wide() {
			st.size *= 0.95
			st.tracking *= 0.8
		}
		w := c.width(text, st) // the last character's tracking is not part of it
		c.text(middle-w/2, c.y+baseline(pitch, st.size)-2, text, st)
		c.y += pitch
	}
	endName()
	plain := style{face: serif, size: 16, ink: inkText}
	numbered := plain
	for c.width(m.number, numbered) > c.wide() && numbered.size > 12 {
		numbered.size -= 0.5
	}
	c.as(pdfa.P, func() { // one line, but for a subject with a name of dozens of characters
		for _, l := range c.lines([]span{{m.number, numbered}}, measure{width: c.wide()}) {
			c.textCentre(middle, c.y+baseline(linePitch, numbered.size), textOf(l), numbered)
			c.y += linePitch
		}
	})
	plain.size = 14
	room := c.wide() - 2*charPitch - c.width(m.day, plain) - 14
	office := m.office
	fitted := plain
	for c.width(office, fitted) > room && fitted.size > 9 {
		fitted.size -= 0.5
	}
	y := c.y + baseline(linePitch, 14)
	c.as(pdfa.P, func() {
		c.text(c.left()+charPitch, y, c.clip(office, fitted, room), fitted)
		c.textRight(c.right()-charPitch, y, m.day, plain)
	})
	c.y += linePitch
	c.rule(c.left(), c.right(), c.y+1, 2.2, inkRed)
	c.y += 9
}

func textOf(l line) string {
	var b strings.Builder
	for i := range l.glyphs {
		b.WriteRune(l.glyphs[i].r)
	}
	return b.String()
}

// noticeBox says what the bulletin is and is not: a grey box with a black bar. Beside it stands the way to the live page.
type noticeBox struct {
	title   string
	text    string
	demo    bool
	address string // of the live page; empty where the site's address is not known

	lines []line
}

const (
	noticePitch = 13.5
	// longestNotice is a third of the first page. A longer one is a document: its head stands there, all of it in the annex.
	longestNotice = 700
	codeSize      = 54.0 // of the square code, 19 mm
	codeText      = 62.0 // of the words beside it
)

// room is the width of the box.
func (n *noticeBox) room(c *composer) float64 {
	if n.address == "" {
		return c.wide()
	}
	return c.wide() - codeSize - codeText - 8
}

func (n *noticeBox) layout(c *composer) {
	if n.lines == nil {
		c.place = "告示"
		st := style{face: sans, size: 8.5, ink: inkText}
		text := n.text
		if runes := []rune(text); len(runes) > longestNotice {
			text = string(runes[:longestNotice]) + "……（全文见附件）"
		}
		n.lines = c.lines([]span{{text, st}}, measure{width: n.room(c) - 27, justify: true})
	}
}

func (n *noticeBox) height(c *composer) float64 {
	n.layout(c)
	h := 14 + float64(len(n.lines))*noticePitch
	if n.title != "" {
		h += 15
	}
	if n.address != "" {
		h = math.Max(h, codeSize)
	}
	return h
}

func (n *noticeBox) lead(c *composer, _ []block) float64 { return n.height(c) }

func (n *noticeBox) set(c *composer) {
	h := n.height(c)
	c.demo(n.demo)
	if n.title != "" || len(n.lines) > 0 {
		c.fill(c.left(), c.y, n.room(c), h, groundQuiet)
		c.fill(c.left(), c.y, 3, h, inkText)
	}
	y := c.y + 7
	if n.title != "" {
		st := style{face: sansBold, size: 10.5, ink: inkText}
		c.as(pdfa.P, func() {
			c.text(c.left()+13, y+baseline(15, st.size), c.clip(n.title, st, n.room(c)-27), st)
		})
		y += 15
	}
	if len(n.lines) > 0 {
		c.as(pdfa.P, func() {
			for _, l := range n.lines {
				c.drawLine(l, c.left()+13, y+baseline(noticePitch, 8.5))
				y += noticePitch
			}
		})
	}
	if n.address != "" {
		n.code(c)
	}
	c.y += h + 8
}

// code is the square code with the live page's address, and what is to be found there.
func (n *noticeBox) code(c *composer) {
	x, edge := c.right()-codeSize, c.right()-codeSize-8
	c.as(pdfa.P, func() {
		for i, text := range []string{"网页版", "含数据下载", "和核算过程"} {
			st := styleNote
			if i == 0 {
				st = style{face: sansBold, size: 9, ink: inkText}
			}
			c.textRight(edge, c.y+baseline(15, st.size)+4+15*float64(i), text, st)
		}
	})
	_, end := c.tag(pdfa.LinkRole)
	defer end()
	figure, endFigure := c.tag(pdfa.Figure)
	figure.Alt = "二维码，网页版地址 " + n.address
	figure.Box = c.box(x, c.y, codeSize, codeSize)
	c.squares(n.address, x, c.y, codeSize)
	endFigure()
	c.link(n.address, x, c.y+ascent*codeSize, codeSize, codeSize)
}

// title is the main title, a finding of one or two phrases, and the line below it.
type title struct {
	phrases  []string
	subtitle string
}

var (
	styleTitle    = style{face: serifBold, size: 22, ink: inkText}
	styleSubtitle = style{face: serif, size: 16, ink: inkText}
)

// lines breaks the title between its phrases; only a phrase that is wider than the page is broken inside. A title that
// just misses one line is set a little smaller.
func (t title) lines(c *composer) ([]string, style) {
	const smallest = 20
	st := styleTitle
	for whole := strings.Join(t.phrases, "　"); st.size >= smallest; st.size -= 0.5 {
		if c.width(whole, st) <= c.wide() {
			return []string{whole}, st
		}
	}
	var lines []string
	for _, p := range t.phrases {
		for _, l := range c.lines([]span{{p, styleTitle}}, measure{width: c.wide()}) {
			lines = append(lines, textOf(l))
		}
	}
	return lines[:min(len(lines), 4)], styleTitle
}

func (t title) lead(c *composer, _ []block) float64 {
	lines, _ := t.lines(c)
	return float64(len(lines)+1) * linePitch
}

func (t title) set(c *composer) {
	c.place = "标题"
	c.mark(1, "提要")
	middle := c.left() + c.wide()/2
	lines, st := t.lines(c)
	c.as(pdfa.H1, func() {
		for _, text := range lines {
			c.textCentre(middle, c.y+baseline(linePitch, 22), text, st)
			c.y += linePitch
		}
	})
	if t.subtitle != "" {
		st := styleSubtitle
		for c.width(t.subtitle, st) > c.wide() && st.size > 10 {
			st.size -= 0.5
		}
		c.as(pdfa.P, func() { c.textCentre(middle, c.y+baseline(linePitch, 16), c.clip(t.subtitle, st, c.wide()), st) })
		c.y += linePitch
	}
}

// imprint is the 版记: at the foot of the last page, ruled 0.35, 0.25 and 0.35 mm.
type imprint struct {
	office, day, version string
}

const imprintPitch = 0.875 * linePitch

func (i imprint) lead(*composer, []block) float64 { return 2*imprintPitch + 6 }

func (i imprint) set(c *composer) {
	c.place = "版记"
	defer func(y float64) { c.y = y }(c.y) // how far the page is filled does not count it
	c.y = c.foot() - 2*imprintPitch
	st := style{face: serif, size: 14, ink: inkText}
	c.rule(c.left(), c.right(), c.y, 0.99, inkText)
	c.as(pdfa.P, func() { c.text(c.left()+14, c.y+baseline(imprintPitch, 14), c.clip(i.version, st, c.wide()-28), st) })
	c.y += imprintPitch
	c.rule(c.left(), c.right(), c.y, 0.71, inkText)
	room := c.wide() - 42 - c.width(i.day, st)
	c.as(pdfa.P, func() {
		c.text(c.left()+14, c.y+baseline(imprintPitch, 14), c.clip(i.office, st, room), st)
		c.textRight(c.right()-14, c.y+baseline(imprintPitch, 14), i.day, st)
	})
	c.y += imprintPitch
	c.rule(c.left(), c.right(), c.y, 0.99, inkText)
}
