package site

import (
	"html/template"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/model"
)

// common are words of plans and of the sentences about their progress that no line of a title may cut. What neither they
// nor the plan's own names explain stays in one piece.
var common = strings.Fields(`
	户籍 户籍人口 户口 户数 人口 常住人口 转移人口 流动人口 人员 居民 村民 群众 家庭 子女 学生 职工 老人 儿童 妇女 移民 搬迁 迁移 迁入 落户 就业 创业 培训
	城镇 城镇化率 城镇化 城乡 城市 农村 乡村 农业 农民 工业 产业 企业 项目 工程 投资 资金 财政 税收 优惠 补贴 保险 社会 社会保险 社会救助 养老 医疗 卫生 医疗卫生
	教育 义务教育 学校 公办 住房 租赁 公租房 公积金 土地 用地 建设用地 宅基地 房地一体 林权 林地 水库 道路 公路 硬化路 交通 基础设施
	设施 建设 建成 里程 面积 环境 生态 资源 公共服务 公共 服务 救助 扶贫 贫困 权益 合法 平等 同等 政策 制度 改革 措施 目标 工作 任务
	责任 分工 组织 领导 小组 领导小组 成员 单位 部门 协作 要求 落实 保障 推动 推进 引导 动员 强化 加强 加大 力度 提升 提高 做好 通过
	调整 属性 变更 办理 受理 申领 申报 登记 居住证 身份证 居民身份证 证件 颁证率 覆盖率 到户率 就读 比例 比率 比重 数量 人数
	人次 总数 总量 水平 能力 需求 条件 重点 基本 相关 有关 其他 全部 各项 三项 所在地 异地 外县籍 公职人员 自主 职业 技能 专业 高校
	高职 少数民族 人均 平均 年均 累计 年限 年末 季度 时期 时长 增加 减少 增长 下降 上升 升至 降至 增至 减至 完成 完成数 完工 完工数
	完成度 已完成 已达到 达到 压减 进展 进度 序时 序时进度 快于 慢于 不慢于 符合 明显 略有 滞后 无数据 领先 居首 居末 最高 最低 最多
	最少 最快 最慢 差距 最大 最小 变化 修订 状态 相比 达不到 牵头 负责 数据 指标 方案 简报 统计 资料 普查 人口普查 分县 来源 说明 评估 方法 结果 判定
	发展 规划 管理 中心 委员会 人民政府 政府 机构 办公室 人力资源 社会保障局 建设局 运输局 移民局 公安局 教育局 民政局 财政局 资源局
	林业局 统计局 保护局 管理局 全国 全省 全市 全县 本县 本市 本省 省外 本地区 县（区） 市（州） 自治县 自治州 新区 管理区 派出所 街道
	乡镇 新增 新建 扩建 改扩建 改建 新参加 参加 享有 享受 继续 延续 纳入 已纳入 所有 集中 安置 转移 接续 带动 吸纳 许可 养老保险 入住 床位
	床位数 住宅 建筑 男性 女性 文盲 受教育 受助 随迁 阶段 建档立卡 户规模 及以上 以上 以下 以内 以外 左右 工作日 百分点 办公 网站 部分 观测 行政
	区划 批次 发布 开放 预算 预算内 上级 减免 税收减免 技术 科技 文化 体育 旅游 安全 质量 市场 监管 信息 绿色 污染 治理 收入 支出 生产
	总值 消费 贸易 出口 进口 供水 供电 供热 垃圾 处理 污水 绿化 空气 达标 合格 水质 林业 耕地 粮食 产量 乡村振兴 巩固 成果 衔接 巡查 检查`)

// sentenceEnds end a sentence.
const sentenceEnds = "。？！.?!"

// counters follow a figure on its line, the longer before those that they begin with.
const counters = `个百分点|个千分点|个工作日|工作日|个季度|百分点|亿元|亿人|万平方米|万公顷|万人次|万人|万元|万户|万张|万宗|万件|万亩|万套|` +
	`平方公里|平方米|公里|公顷|人次|年末|月末|年底|月底|年均|季度|项措施|项目标|项指标|[年月日时分期号项个位名条件户人张宗所家元万亿倍次章节页亩米吨套座辆笔处县市村组类批岁天行格级]`

// keep wraps what must stay on one line. It takes a text or the HTML of a text; tags and their attributes are left as
// they are.
func keep(v any) template.HTML {
	switch v := v.(type) {
	case template.HTML:
		return template.HTML(keepIn(string(v)))
	case string:
		return template.HTML(keepIn(template.HTMLEscapeString(v)))
	}
	return ""
}

// mostKept bounds what a memory holds.
const mostKept = 20_000

// memory is what a function has made of texts: periods, sources and releases stand in the tables of every page, and names in
// their titles.
type memory struct {
	mu    sync.RWMutex
	known map[string]template.HTML
}

func (m *memory) of(text string, made func(string) template.HTML) template.HTML {
	m.mu.RLock()
	html, ok := m.known[text]
	full := len(m.known) >= mostKept
	m.mu.RUnlock()
	if ok {
		return html
	}
	html = made(text)
	if !full {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.known == nil {
			m.known = map[string]template.HTML{}
		}
		m.known[text] = html
	}
	return html
}

// keeper is keep with a memory.
type keeper struct{ memory }

func (k *keeper) keep(v any) template.HTML {
	text, plain := v.(string)
	if !plain || !figured(text) {
		return keep(v)
	}
	return k.of(text, func(text string) template.HTML { return keep(text) })
}

// oneLine reports whether a cell of a class is on one line as it is: figures are.
func oneLine(class string) bool { return strings.HasPrefix(class, "num") }

// figured reports whether a text may have a figure: each has a digit or begins with 第.
func figured(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9', c == "第"[0] && strings.HasPrefix(text[i:], "第"):
			return true
		}
	}
	return false
}

func keepIn(markup string) string {
	if !figured(markup) {
		return markup
	}
	var b strings.Builder
	for markup != "" {
		text, rest := markup, ""
		if i := strings.IndexByte(markup, '<'); i >= 0 {
			text, rest = markup[:i], markup[i:]
		}
		at := 0
		for i := 0; i < len(text); {
			end := figureEnd(text, i)
			if end == 0 {
				i++
				continue
			}
			// An entity such as &#39; is one character, not a figure.
			if i == 0 || text[i-1] != '#' && text[i-1] != '&' {
				b.WriteString(text[at:i])
				b.WriteString(`<span class="nb">`)
				b.WriteString(text[i:end])
				b.WriteString(`</span>`)
				at = end
			}
			i = end
		}
		b.WriteString(text[at:])
		end := strings.IndexByte(rest, '>') + 1
		b.WriteString(rest[:end])
		markup = rest[end:]
		if end == 0 {
			b.WriteString(rest)
			break
		}
	}
	return b.String()
}

// breaker knows the words of a plan's titles.
type breaker struct {
	words   map[string]bool
	longest int // in bytes
	titles  memory
}

// longName is the length from which a name may be broken like any other text: it would not fit a phone's line.
const longName = 7

// newBreaker knows the common words and the short names of a plan's regions and organisations.
func newBreaker(p *model.Plan) *breaker {
	b := &breaker{words: map[string]bool{}}
	for _, w := range common {
		b.add(w)
	}
	if p == nil {
		return b
	}
	name := func(s string) {
		if n := utf8.RuneCountInString(s); n > 1 && n < longName {
			b.add(s)
		}
	}
	for i := range p.Regions {
		name(p.Regions[i].Name)
		name(p.Regions[i].ShortName)
	}
	for i := range p.Orgs {
		name(p.Orgs[i].Name)
		for _, alias := range p.Orgs[i].Aliases {
			name(alias)
		}
	}
	return b
}

// plainBreaker knows the common words alone.
var plainBreaker = newBreaker(nil)

func (b *breaker) add(word string) {
	b.words[word] = true
	b.longest = max(b.longest, len(word))
}

// title is a text with a place to break after each of its pieces.
func (b *breaker) title(text string) template.HTML { return b.titles.of(text, b.broken) }

func (b *breaker) broken(text string) template.HTML {
	var out strings.Builder
	for i, piece := range b.pieces(text) {
		if i > 0 {
			out.WriteString("<wbr>")
		}
		// A browser breaks at a bracket even inside a word: 县（区）.
		whole := strings.ContainsAny(strings.Trim(piece, closing+opening), closing+opening) && utf8.RuneCountInString(piece) < longPiece
		if whole {
			out.WriteString(`<span class="nb">`)
		}
		out.WriteString(template.HTMLEscapeString(piece))
		if whole {
			out.WriteString("</span>")
		}
	}
	return template.HTML(out.String())
}

// longPiece is the length from which a piece may not fit a phone's line.
const longPiece = 12

// boxes joins the phrases of a heading to those that a line is best kept to: up to a mark, a connective or 中.
func boxes(phrases []string) []string {
	var joined []string
	open := false
	for _, p := range phrases {
		if open {
			joined[len(joined)-1] += p
		} else {
			joined = append(joined, p)
		}
		r, _ := utf8.DecodeLastRuneInString(p)
		open = !strings.ContainsRune(closing+connective+"中", r)
	}
	return joined
}

// pieces splits a title where a line may end.
func (b *breaker) pieces(text string) []string {
	var pieces []string
	at := 0
	for _, end := range b.breaks(text) {
		pieces = append(pieces, text[at:end])
		at = end
	}
	return append(pieces, text[at:])
}

const (
	closing = "，、；：。？！）》”’」』〉】%‰"
	opening = "（《“‘「『〈【"
	// A connective ends a line, a character that leans on the next word never does. Any other that no word explains
	// goes with the word before it: 数, 率, 后.
	connective = "和与及或的"
	leaning    = "新各全已未不无非为比由在将被均每该本至较从向对按经占可应待"
	// mostQuoted is the length up to which what stands in quotation marks or brackets is not broken.
	mostQuoted = 8
)

type tokenKind int

const (
	knownWord tokenKind = iota
	figureWord
	openMark
	closeMark
	lone // a character that no word explains
)

type token struct {
	from, to int // bytes
	kind     tokenKind
}

// figureAt finds figures with their counters, and Latin words.
var figureAt = regexp.MustCompile(`\d{4}年(?:第[一二三四]季度|[上下]半年|\d{1,2}月末?|末)?|第[一二三四五六七八九十\d]+(?:` + counters + `)?` +
	`|[−+]?\d[\d.,—]*(?:[%‰]|` + counters + `)?(?:及?以[上下内])?|[A-Za-z][A-Za-z0-9 ._-]*`)

// tokens cuts a text into words: the cut that leaves the fewest characters unexplained, then the one with the fewest words.
func (b *breaker) tokens(text string) []token {
	const unknown = 100
	figures := map[int]int{} // end: start
	inFigure := make([]bool, len(text)+1)
	for _, m := range figureAt.FindAllStringIndex(text, -1) {
		figures[m[1]] = m[0]
		for i := m[0] + 1; i < m[1]; i++ {
			inFigure[i] = true
		}
	}
	n := len(text)
	cost, from := make([]int, n+1), make([]int, n+1)
	start := 0 // of the last character
	for i := 1; i <= n; i++ {
		if i < n && !utf8.RuneStart(text[i]) {
			continue
		}
		cost[i], from[i] = cost[start]+unknown, start
		start = i
		if j, ok := figures[i]; ok {
			cost[i], from[i] = cost[j]+1, j
			continue
		}
		for j := max(0, i-b.longest); j < i; j++ {
			if !inFigure[j] && utf8.RuneStart(text[j]) && cost[j]+1 < cost[i] && b.words[text[j:i]] {
				cost[i], from[i] = cost[j]+1, j
			}
		}
	}
	var tokens []token
	for i := n; i > 0; i = from[i] {
		t := token{from: from[i], to: i}
		r, size := utf8.DecodeRuneInString(text[t.from:])
		begin, figure := figures[i]
		switch {
		case figure && begin == t.from:
			t.kind = figureWord
		case size < t.to-t.from:
			t.kind = knownWord
		case strings.ContainsRune(opening, r):
			t.kind = openMark
		case strings.ContainsRune(closing, r):
			t.kind = closeMark
		default:
			t.kind = lone
		}
		tokens = append(tokens, t)
	}
	slices.Reverse(tokens)
	return tokens
}

// breaks lists the places, in bytes, where a line of a title may end.
func (b *breaker) breaks(text string) []int {
	tokens := b.tokens(text)
	is := func(t token, of string) bool { return t.kind == lone && strings.Contains(of, text[t.from:t.to]) }
	// run is how many unexplained characters that lean on nothing stand together up to token i.
	run := func(i int) int {
		n := 0
		for ; i >= 0 && tokens[i].kind == lone && !is(tokens[i], connective+leaning); i-- {
			n++
		}
		return n
	}
	var places []int
	begin, quoted := 0, 0 // of the piece; bytes of a short quotation still to come
	for i := 0; i+1 < len(tokens); i++ {
		x, y := tokens[i], tokens[i+1]
		if x.kind == openMark {
			if end := strings.IndexAny(text[x.to:], "”）》’」』"); end >= 0 && utf8.RuneCountInString(text[x.to:x.to+end]) <= mostQuoted {
				quoted = max(quoted, x.to+end)
			}
		}
		var may bool
		switch {
		case x.to <= quoted || y.kind == closeMark || x.kind == openMark:
		case x.kind == closeMark:
			may = true
		case y.kind == figureWord:
			// A figure stays with its verb: 完成64.6%.
		case is(x, leaning):
		case x.kind == figureWord:
			may = !strings.HasSuffix(text[:x.to], "个") && !strings.HasSuffix(text[:x.to], "项") && (y.kind != lone || is(y, leaning))
		case y.kind == lone && !is(y, leaning):
			may = is(x, connective) && i+2 < len(tokens) && run(i+2) > 1
		case x.kind == lone:
			may = is(x, connective) || run(i) > 1 || i > 0 && tokens[i-1].kind != closeMark && tokens[i-1].kind != openMark
		default:
			may = true
		}
		if !may || letters(text[begin:x.to]) < 2 || letters(text[x.to:]) < 2 {
			continue
		}
		places = append(places, x.to)
		begin = x.to
	}
	return places
}

// letters counts the characters that are no marks.
func letters(text string) int {
	n := 0
	for _, r := range text {
		if !strings.ContainsRune(closing+opening, r) {
			n++
		}
	}
	return n
}

// phrases splits a name where a line of a title ends best: after a connective or a mark, and never so that fewer than
// four characters stand alone. Where a phrase is longer than the line, title breaks it between words.
func phrases(name string) []string {
	var parts []string
	places := plainBreaker.breaks(name)
	start := 0
	for _, end := range places {
		r, _ := utf8.DecodeLastRuneInString(name[:end])
		mark := strings.ContainsRune("，、；：）”》", r)
		if !mark && !strings.ContainsRune(connective, r) || utf8.RuneCountInString(name[start:end]) < 4 ||
			utf8.RuneCountInString(name[end:]) < 4 && !mark {
			continue
		}
		parts = append(parts, name[start:end])
		start = end
	}
	return append(parts, name[start:])
}

// sentencePhrases splits a sentence where a line may end: after its marks.
func sentencePhrases(s string) []string {
	var parts []string
	for s != "" {
		at := strings.IndexAny(s, "，；：")
		if at < 0 {
			parts = append(parts, s)
			break
		}
		end := at + len("，")
		parts, s = append(parts, s[:end]), s[end:]
	}
	return parts
}
