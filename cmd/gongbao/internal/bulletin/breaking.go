package bulletin

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/pdfa"
)

// class is what the rules of line breaking and spacing ask of a character (CLREQ 3.1, GB/T 15834).
type class uint8

const (
	han    class = iota
	latin        // letters, figures and their signs: never broken, never spread
	space        // between Latin words
	opener       // full-width （〔《“: blank on the left, never ends a line
	closer       // full-width ）。，、: blank on the right, never begins a line
	dash         // — and …, set in pairs that stay together
	symbol       // × ÷ ＝ →: wide signs between figures
)

const (
	openers  = "（［｛〈《「『【〔〖“‘"
	closers  = "，。、；：！？）］｝〉》」』】〕〗”’"
	noStart  = closers + "%‰℃°·・‧～—…/)]},.;:!?"
	noEnd    = openers + "¥￥$€£([{#№"
	dashes   = "—…"
	symbols  = "×÷＝＋－≥≤≈≠±＜＞∶·・"
	numerals = "一二三四五六七八九十百千万零〇两"
)

func classOf(r rune) class {
	switch {
	case r == ' ' || r == '\u00a0':
		return space
	case strings.ContainsRune(openers, r):
		return opener
	case strings.ContainsRune(closers, r):
		return closer
	case strings.ContainsRune(dashes, r):
		return dash
	case strings.ContainsRune(symbols, r):
		return symbol
	case r < 0x2E80 && !(r >= 0x2460 && r < 0x2600):
		return latin // Latin, Greek, Cyrillic, the minus sign
	}
	return han
}

// Spaces between characters, in ems.
const (
	autoSpace   = 0.18 // between Han and Latin or figures
	autoShrink  = 0.06 // what of it may go
	pairSqueeze = 0.5  // what adjacent full-width punctuation loses
	markShrink  = 0.22 // what a single punctuation mark may lose
	mostStretch = 0.22 // beyond this a line is rather left ragged
	stretchUnit = 0.11 // a spread that costs as much as a full squeeze
)

// glyph is a character on its way to a line. The space after it may shrink and stretch to fill the line.
type glyph struct {
	r       rune
	class   class
	style   *style
	advance float64
	gap     float64
	shrink  float64
	stretch bool
	bond    bool // no break after it
}

func (g *glyph) em() float64 { return g.style.size }

// head is how far a line that begins with g may start to the left of the margin, tail how far one that ends with g may
// reach beyond the right one: the blank half of a full-width mark, never its ink.
func (g *glyph) head() float64 {
	if g.class == opener {
		return pairSqueeze * g.em()
	}
	return 0
}

func (g *glyph) tail() float64 {
	if g.class == closer {
		return pairSqueeze * g.em()
	}
	return 0
}

// shape turns spans into glyphs with the spaces and bonds between them. Control characters become spaces; line feeds
// are the caller's matter. Nobody changes the glyphs: texts of a few spans are shaped once.
func (c *composer) shape(spans []span) []glyph {
	if len(spans) > fewSpans {
		return c.shapeSpans(spans)
	}
	var few [fewSpans]span
	copy(few[:], spans)
	if known, ok := c.widths.shaped[few]; ok {
		return known
	}
	glyphs := c.shapeSpans(slices.Clone(spans)) // a copy: glyphs point to their style
	c.widths.shaped[few] = glyphs
	return glyphs
}

// lines are a text's lines. Nobody changes them: a text that is set in several ways, or measured before it is set, is broken
// once.
func (c *composer) lines(spans []span, m measure) []line {
	glyphs := c.shape(spans)
	if len(glyphs) == 0 || len(spans) > fewSpans {
		return breakLines(glyphs, m)
	}
	key := setText{&glyphs[0], m}
	lines, known := c.widths.broken[key]
	if !known {
		lines = breakLines(glyphs, m)
		c.widths.broken[key] = lines
	}
	return lines
}

func (c *composer) shapeSpans(spans []span) []glyph {
	n := 0
	for _, s := range spans {
		n += len(s.text) / 2
	}
	glyphs := make([]glyph, 0, n)
	var text []rune
	for i := range spans {
		s := &spans[i]
		c.check(s.style.face, visible(s.text))
		for _, r := range visible(s.text) {
			em, ok := c.widths.of(s.style.face, r)
			if !ok {
				continue // recorded: nothing of it will be written
			}
			g := glyph{r: r, class: classOf(r), style: &s.style, advance: em * s.style.size}
			if g.class == space && (len(glyphs) == 0 || glyphs[len(glyphs)-1].class == space) {
				continue
			}
			glyphs = append(glyphs, g)
			text = append(text, r)
		}
	}
	bonds := bonded(text, c.terms)
	for i := range glyphs[:max(0, len(glyphs)-1)] {
		join(&glyphs[i], &glyphs[i+1])
		glyphs[i].bond = bonds[i] || forbidden(&glyphs[i], &glyphs[i+1])
	}
	return glyphs
}

// visible replaces what has no glyph of its own: no-break spaces would otherwise share the space's glyph and spoil
// the search text.
func visible(s string) string {
	clean := true
	for _, r := range s {
		if unicode.IsControl(r) || r == '\u00a0' || unicode.Is(unicode.Cf, r) {
			clean = false
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r): // soft hyphens, joiners, byte order marks
			return -1
		}
		return r
	}, s)
}

// join sets the space between two glyphs.
func join(a, b *glyph) {
	switch {
	case a.class == closer && (b.class == closer || b.class == opener):
		a.gap = -pairSqueeze * a.em()
	case a.class == opener && b.class == opener:
		a.gap = -pairSqueeze * b.em()
	case a.class == opener || b.class == closer && a.class == latin:
		// ink follows at once
	case a.class == closer:
		a.shrink, a.stretch = markShrink*a.em(), true
	case b.class == opener:
		a.shrink, a.stretch = markShrink*b.em(), true
	case a.class == han && b.class == latin || a.class == latin && b.class == han:
		em := math.Min(a.em(), b.em())
		if a.style.raise != 0 || b.style.raise != 0 {
			return // a reference mark belongs to its word
		}
		a.gap, a.shrink, a.stretch = autoSpace*em, autoShrink*em, true
	case a.class == space:
		a.shrink, a.stretch = a.advance/4, true
	case a.class == han && (b.class == han || b.class == closer || b.class == dash),
		a.class == dash && b.class == han:
		a.gap, a.stretch = a.style.tracking, true
	}
}

// forbidden says whether a line must not break between two glyphs.
func forbidden(a, b *glyph) bool {
	switch {
	case b.class == space:
		return true
	case a.class == space:
		return false
	case strings.ContainsRune(noStart, b.r) || strings.ContainsRune(noEnd, a.r):
		return true
	case a.class == dash && b.class == dash:
		return true
	case a.class == latin && b.class == latin, a.class == latin && b.class == symbol:
		return true
	}
	return false
}

// units follow a figure without a break, longest first where one begins another.
var units = []string{
	"个百分点", "个千分点", "个工作日", "个季度", "平方公里", "平方米", "工作日", "万人次", "亿元", "亿人", "万元", "万人", "万户", "万亩", "万件",
	"万套", "人次", "人/户", "年末", "月末", "年底", "月底", "公里", "公顷", "百分点", "项目标", "项措施", "季度",
	"年", "月", "日", "时", "分", "秒", "期", "号", "项", "个", "位", "名", "条", "件", "户", "人", "张", "宗", "所", "家", "元", "万", "亿",
	"倍", "次", "届", "章", "节", "页", "亩", "米", "吨", "套", "座", "辆", "笔", "处", "县", "市", "村", "组", "类", "批", "岁", "天",
}

// bonded marks the characters after which no line may end because they belong together: figure and unit, 2020年, 第2期,
// 表 4, 第二季度; a term of the plan; the operands of a product.
func bonded(text []rune, terms termList) []bool {
	bonds := make([]bool, len(text))
	glue := func(from, to int) { // text[from:to] stays together
		for i := from; i < to-1; i++ {
			bonds[i] = true
		}
	}
	for i := 0; i < len(text); i++ {
		glue(i, i+terms.at(text[i:]))
		if strings.ContainsRune(operators, text[i]) && i > 1 && i+2 < len(text) && text[i-1] == ' ' && text[i+1] == ' ' {
			from, to := operand(text, i-2, -1), operand(text, i+2, 1)
			glue(i, i+3) // an operator begins a line rather than ends one; sums may be long
			bracket := strings.ContainsRune("（）()", text[i-2]) || strings.ContainsRune("（）()", text[i+2])
			if text[i] != '+' && !bracket && i-1-from <= longestOperand && to-i-1 <= longestOperand {
				glue(from, to+1)
			}
			if to-i-1 <= 2*longestOperand && !strings.ContainsRune("（(", text[i+2]) { // 2018年 14.03
				glue(i, to+1)
			}
			if i-1-from <= longestTerm { // 户籍人口
				glue(from, i-1)
			}
		}
		switch {
		case unicode.IsDigit(text[i]) || i > 0 && strings.ContainsRune("%‰℃", text[i]):
			if i+1 < len(text) && (unicode.IsDigit(text[i+1]) || strings.ContainsRune(".,%‰℃-−", text[i+1])) {
				continue // inside the figure
			}
			at := i + 1
			if at < len(text) && text[at] == ' ' {
				at++
			}
			if n := unitAt(text[at:]); n > 0 {
				to := at + n
				if text[to-1] == '月' { // and the day, which keeps its own unit: 8月5日
					for to < len(text) && (text[to] == ' ' || unicode.IsDigit(text[to])) {
						to++
					}
				}
				glue(i, to)
			}
		case text[i] == '第':
			to := i + 1
			for to < len(text) && (unicode.IsDigit(text[to]) || text[to] == ' ' || strings.ContainsRune(numerals, text[to])) {
				to++
			}
			if to > i+1 {
				glue(i, to+unitAt(text[to:]))
			}
		case strings.ContainsRune("表图件式", text[i]):
			to := i + 1
			if to < len(text) && text[to] == ' ' {
				to++
			}
			if to < len(text) && unicode.IsDigit(text[to]) {
				from := i
				if i > 0 && text[i-1] == '附' {
					from--
				}
				glue(from, to+1)
			}
		}
	}
	return bonds
}

const operators = "×÷+−-"

// longestOperand is how many characters an operand may have to stay with its operator.
const longestOperand = 8

// operand is the other end of the operand that begins beside an operator.
func operand(text []rune, at, step int) int {
	ends := func(i int) bool {
		return i < 0 || i >= len(text) || strings.ContainsRune("，；。：=（）()≤<≥>"+operators, text[i])
	}
	for next := at + step; !ends(next) && !(text[next] == ' ' && ends(next+step)); next += step {
		at = next
	}
	return at
}

// longestTerm is how many characters a name may have that no line breaks; longer ones would tear holes.
const longestTerm = 6

// termList holds names by their first character, the longest first.
type termList map[rune][][]rune

func newTermList(terms []string) termList {
	list := termList{}
	for _, t := range terms {
		if r := []rune(t); len(r) > 1 && len(r) <= longestTerm {
			list[r[0]] = append(list[r[0]], r)
		}
	}
	for _, names := range list {
		slices.SortStableFunc(names, func(a, b []rune) int { return len(b) - len(a) })
	}
	return list
}

// at is the length of the term that a text begins with; 0 for none.
func (l termList) at(text []rune) int {
	for _, t := range l[text[0]] {
		if len(text) >= len(t) && slices.Equal(text[:len(t)], t) {
			return len(t)
		}
	}
	return 0
}

// terms are the names of a plan that no line should break: of regions, organisations and units of value.
func terms(p *model.Plan) []string {
	var list []string
	for i := range p.Regions {
		list = append(list, p.Regions[i].Name, p.Regions[i].ShortName)
	}
	for i := range p.Orgs {
		list = append(list, p.Orgs[i].Name)
	}
	for i := range p.Indicators {
		list = append(list, p.Indicators[i].ValueUnit)
	}
	return list
}

// unitRunes are the units by their first character, longest first where one begins another.
var unitRunes = func() map[rune][][]rune {
	m := map[rune][][]rune{}
	for _, u := range units {
		r := []rune(u)
		m[r[0]] = append(m[r[0]], r)
	}
	return m
}()

func unitAt(text []rune) int {
	if len(text) == 0 {
		return 0
	}
	for _, want := range unitRunes[text[0]] {
		if len(text) >= len(want) && slices.Equal(text[:len(want)], want) {
			return len(want)
		}
	}
	return 0
}

// line is a stretch of glyphs, fitted: spaces[k] follows glyph from+k.
type line struct {
	glyphs []glyph
	spaces []float64
	indent float64 // from the measure's left edge to the first glyph's box
	width  float64 // of what is set, without the blank halves at its ends
}

// measure says how wide lines are and how they are filled.
type measure struct {
	width   float64
	indent  float64 // of the first line
	justify bool    // fill all lines but the last; else set them ragged
	most    float64 // the widest spread between characters, in ems; 0 is mostStretch
}

func (m measure) widest() float64 {
	if m.most > 0 {
		return m.most
	}
	return mostStretch
}

// Costs of the breaker, in units of one line that is fully squeezed or spread by stretchUnit.
const (
	costLine      = 0.1  // a line more
	costRagged    = 60.0 // a line that cannot be filled
	costLonely    = 30.0 // a last line of a single character
	costEmergency = 1e4  // a break inside a figure or word that is longer than the line
)

// breakLines finds the breaks that spoil the paragraph least as a whole. Nothing ever reaches beyond the measure: a word
// or figure that is wider than a line is broken between two characters.
func breakLines(glyphs []glyph, m measure) []line {
	n := len(glyphs)
	if n == 0 {
		return nil
	}
	// sums[i] holds what the glyphs before i take up.
	type sum struct {
		width, shrink float64
		stretches     int
	}
	sums := make([]sum, n+1)
	for i := range glyphs {
		g := &glyphs[i]
		s := sums[i]
		s.width += g.advance + g.gap
		s.shrink += g.shrink
		if g.stretch {
			s.stretches++
		}
		sums[i+1] = s
	}
	type node struct {
		cost float64
		from int
		set  bool
	}
	best := make([]node, n+1)
	best[0].set = true
	for i := 0; i < n; i++ {
		if !best[i].set {
			continue
		}
		room := m.width
		head := glyphs[i].head()
		if i == 0 {
			room -= m.indent
			if m.indent > 0 {
				head = 0
			}
		}
		offer := func(j int, cost float64) {
			if total := best[i].cost + cost + costLine; !best[j].set || total < best[j].cost {
				best[j] = node{total, i, true}
			}
		}
		found, fits := false, i+1
		for j := i + 1; j <= n; j++ {
			last := &glyphs[j-1]
			end := j
			if last.class == space && end > i+1 {
				end-- // the line ends before the space
			}
			tail := &glyphs[end-1]
			// Natural width of glyphs[i:end] without the space after the last one.
			width := sums[end].width - sums[i].width - tail.gap - head - tail.tail()
			give := sums[end].shrink - sums[i].shrink - tail.shrink
			if width-give > room+hair {
				break
			}
			fits = j
			if j < n && last.bond {
				continue
			}
			slack := room - width
			stretches := sums[end].stretches - sums[i].stretches
			if tail.stretch {
				stretches--
			}
			var cost float64
			switch {
			case slack < 0:
				squeeze := slack / math.Max(give, hair)
				cost = squeeze * squeeze
			case j == n:
				if i > 0 && lonely(glyphs[i:end]) {
					cost = costLonely
				}
			case !m.justify:
				cost = 4 * (slack / m.width) * (slack / m.width)
			default:
				spread := slack / math.Max(float64(stretches), 0.5) / tail.em()
				cost = (spread / stretchUnit) * (spread / stretchUnit)
				if spread > m.widest() {
					cost = costRagged * (1 + slack/m.width)
					if m.most > 0 { // a cell, where ragged lines are common
						cost = 2 + 4*(slack/m.width)*(slack/m.width)
					}
				}
			}
			offer(j, cost)
			found = true
		}
		if !found {
			j := fits
			for k := fits; k > i+1; k-- { // not before a closing mark, if that can be helped
				if !strings.ContainsRune(noStart, glyphs[min(k, n-1)].r) && !strings.ContainsRune(noEnd, glyphs[k-1].r) {
					j = k
					break
				}
			}
			offer(j, costEmergency)
		}
	}
	var ends []int
	for at := n; at > 0; at = best[at].from {
		ends = append(ends, at)
	}
	lines := make([]line, 0, len(ends))
	from := 0
	for k := len(ends) - 1; k >= 0; k-- {
		lines = append(lines, fit(glyphs[from:ends[k]], m, from == 0, k == 0))
		from = ends[k]
	}
	return lines
}

// lonely says whether a line holds a single character beside its punctuation.
func lonely(glyphs []glyph) bool {
	count := 0
	for i := range glyphs {
		if c := glyphs[i].class; c != closer && c != opener && c != space {
			count++
		}
	}
	return count < 2
}

// fit spaces one line: squeezed where it is too long, spread where it is to be filled.
func fit(glyphs []glyph, m measure, first, last bool) line {
	for len(glyphs) > 1 && glyphs[len(glyphs)-1].class == space {
		glyphs = glyphs[:len(glyphs)-1]
	}
	l := line{glyphs: glyphs, spaces: make([]float64, len(glyphs))}
	room, head := m.width, glyphs[0].head()
	if first {
		l.indent = m.indent
		room -= m.indent
		if m.indent > 0 {
			head = 0
		}
	}
	l.indent -= head
	inner := glyphs[:len(glyphs)-1]
	var natural, give float64
	stretches := 0
	for i := range glyphs {
		natural += glyphs[i].advance
	}
	for i := range inner {
		l.spaces[i] = inner[i].gap
		natural += inner[i].gap
		give += inner[i].shrink
		if inner[i].stretch {
			stretches++
		}
	}
	tail := &glyphs[len(glyphs)-1]
	natural -= head + tail.tail()
	slack := room - natural
	switch {
	case slack < 0 && give > 0:
		share := math.Min(1, -slack/give)
		for i := range inner {
			l.spaces[i] -= share * inner[i].shrink
		}
		natural -= share * give
	case slack > 0 && m.justify && !last && stretches > 0 && slack/float64(stretches) <= m.widest()*tail.em():
		for i := range inner {
			if inner[i].stretch {
				l.spaces[i] += slack / float64(stretches)
			}
		}
		natural = room
	}
	l.width = natural
	return l
}

// drawLine puts the line's text with its baseline at y; x is the measure's left edge.
func (c *composer) drawLine(l line, x, y float64) {
	x += l.indent
	linked, endLink := "", func() {}
	for i := 0; i < len(l.glyphs); {
		g := &l.glyphs[i]
		j, at := i+1, x
		x += g.advance + l.spaces[i]
		// One run reaches as far as style and spacing stay the same; figures and words are runs of their own, never cut.
		for j < len(l.glyphs) && sameStyle(l.glyphs[j].style, g.style) && math.Abs(l.spaces[j-1]-l.spaces[i]) < 0.0005 &&
			(l.glyphs[j].class == latin) == (l.glyphs[j-1].class == latin) {
			x += l.glyphs[j].advance + l.spaces[j]
			j++
		}
		spacing := 0.0
		if j > i+1 {
			spacing = l.spaces[i]
		}
		var text strings.Builder
		for k := i; k < j; k++ {
			text.WriteRune(l.glyphs[k].r)
		}
		run := textMark{
			x: at, y: y - g.style.raise, style: *g.style, spacing: spacing, text: text.String(), width: x - l.spaces[j-1] - at,
		}
		if to := g.style.link; to != linked {
			endLink()
			if linked, endLink = to, func() {}; to != "" {
				_, endLink = c.tag(pdfa.LinkRole)
			}
		}
		c.draw(run)
		c.link(linked, run.x, run.y, run.width, run.style.size)
		i = j
	}
	endLink()
}

func sameStyle(a, b *style) bool {
	return a == b || a.face == b.face && a.size == b.size && a.ink == b.ink && a.raise == b.raise && a.link == b.link
}

// oneLine shapes text that is not to be broken.
func (c *composer) oneLine(text string, st style) line {
	glyphs := c.shape([]span{{text, st}})
	if len(glyphs) == 0 {
		return line{}
	}
	return fit(glyphs, measure{width: math.Inf(1)}, true, true)
}

// width of text on one line, with its first and last mark whole.
func (c *composer) width(text string, st style) float64 {
	key := span{text, st}
	if w, ok := c.widths.wide[key]; ok {
		return w
	}
	w := 0.0
	l := c.oneLine(text, st)
	for i := range l.glyphs {
		w += l.glyphs[i].advance + l.spaces[i]
	}
	c.widths.wide[key] = w
	return w
}

// text, textRight and textCentre set one line; y is its baseline.
func (c *composer) text(x, y float64, text string, st style) {
	l := c.oneLine(text, st)
	l.indent = 0
	c.drawLine(l, x, y)
}

// textTurned sets a line that runs downwards; x is its baseline, y its begin.
func (c *composer) textTurned(x, y float64, text string, st style) {
	for _, g := range c.oneLine(text, st).glyphs {
		c.draw(textMark{x: x, y: y, turned: true, style: st, text: string(g.r), width: g.advance})
		y += g.advance + g.gap
	}
}

func (c *composer) textRight(x, y float64, text string, st style) {
	c.text(x-c.width(text, st), y, text, st)
}

func (c *composer) textCentre(x, y float64, text string, st style) {
	c.text(x-c.width(text, st)/2, y, text, st)
}

// clip shortens text that is wider than w, which only page furniture and labels of charts do: both stand in full
// elsewhere.
func (c *composer) clip(text string, st style, w float64) string {
	if c.width(text, st) <= w {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes) // the longest head that fits with an ellipsis
	for low < high {
		middle := (low + high + 1) / 2
		if c.width(string(runes[:middle])+"…", st) <= w {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return string(runes[:low]) + "…"
}

// check records every character that cannot be set, each once.
func (c *composer) check(f faceID, text string) {
	for _, fault := range c.widths.lacking(f, text) {
		if !slices.ContainsFunc(c.widths.faults, func(known *MissingGlyphError) bool { return known.Rune == fault.Rune }) {
			fault.Place = c.place
			c.widths.faults = append(c.widths.faults, fault)
		}
	}
}
