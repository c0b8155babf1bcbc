package load

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/prose"
	"gongbao/cmd/gongbao/internal/yamlmap"
)

var frontMatterCodes = yamlmap.Codes{
	Syntax: "MD-BAD-FRONT-MATTER", Type: "MD-TYPE", Unknown: "MD-UNKNOWN-KEY", Duplicate: "MD-DUPLICATE-KEY",
}

// What front matter may have.
var (
	measureKeys = []Column{
		{"id", true, "编号，如 \"1-1\"，要加引号；与文件名相同"},
		{"title", true, "名称"},
		{"title_en", false, "英文名称"},
		{"short_title", false, "短名称，用在窄的地方"},
		{"short_title_en", false, "英文短名称"},
		{"group", true, "所在一组的名称；相同的归在一组"},
		{"group_en", false, "这一组的英文名称"},
		{"lead", true, "牵头单位，写 orgs.csv 里的代码"},
		{"responsible", false, "责任单位的列表；counties 代表各县政府，members 代表全体成员单位"},
		{"indicators", false, "用哪些指标衡量的列表"},
	}
	sectionKeys = []Column{
		{"id", false, "在方案页上的锚点；不写就取文件名（去掉开头的数字）"},
		{"title", true, "标题"},
		{"title_en", false, "英文标题"},
	}
	documentKeys = []Column{
		{"id", false, "网址里的名字；不写就取文件名（去掉开头的数字）"},
		{"title", true, "标题"},
		{"title_en", false, "英文标题"},
		{"group", false, "属于哪一部分；相同的归在一起"},
		{"group_en", false, "这一部分的英文名称"},
		{"summary", false, "一句话说明，用在目录里"},
		{"summary_en", false, "英文说明"},
	}
)

// page is a Markdown file: front matter, prose.
type page struct {
	file  string
	front *yamlmap.Map
	text  model.Prose
	// textEn is the text of the English file beside it.
	textEn model.Prose
	links  []prose.Link
}

// english ends the name of a file that holds the English text of the one beside it and nothing else: 1-1.en.md beside
// 1-1.md, whose front matter has the facts for both.
const english = ".en.md"

// pages reads the Markdown files of a folder, by name. Files whose front matter cannot be read are left out; excused
// gets the id that their name gives them. English texts come with the files that they stand beside.
func (l *loader) pages(dir string, excused *codelist) []page {
	var found []page
	entries := l.entries(dir)
	for _, e := range entries {
		file := path.Join(dir, e.Name())
		if !strings.EqualFold(path.Ext(file), ".md") {
			continue
		}
		if base, ok := cutSuffixFold(file, english); ok {
			if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == path.Base(base)+".md" }) {
				l.faults.Errorf(diag.Place{File: file}, "MD-ORPHAN", "英文正文没有对应的中文文件 %s", base+".md")
				l.faults.Hintf("改文件名，使它与中文文件只差 .en；或删去它")
			}
			continue
		}
		p, ok := l.page(file)
		if !ok {
			excused.excuse(fileID(file))
			excused.excuse(fileNumber.ReplaceAllString(fileID(file), "")) // as a section is called
			continue
		}
		found = append(found, p)
	}
	return found
}

func (l *loader) page(file string) (page, bool) {
	text, state := l.readText(file)
	if state != readable {
		return page{}, false
	}
	front, body, bodyLine, ok := l.splitFrontMatter(file, text)
	if !ok {
		return page{}, false
	}
	l.checkCharacters(file, text)
	p := page{file: file, front: yamlmap.Parse(front, file, 2, frontMatterCodes, &l.faults)}
	p.text = l.prose(&p, body, file, bodyLine)
	p.textEn = l.englishText(&p)
	if strings.TrimSpace(body) == "" {
		l.faults.Warnf(diag.Place{File: file, Line: bodyLine}, "MD-EMPTY", "文件头之后没有正文")
		l.faults.Hintf("用几句话说明它做什么、为谁做")
	}
	return p, p.front != nil
}

// prose parses a text of a page; its links are kept to be resolved when everything is known.
func (l *loader) prose(p *page, body, file string, line int) model.Prose {
	l.texts = append(l.texts, Text{file, line, body})
	var text model.Prose
	var links []prose.Link
	var faults diag.List
	if path.Dir(file) == sectionFolder {
		text, links, faults = prose.ParseSection(body, file, line, cmp.Or(anchorPrefix(sectionID(*p)), "section"))
	} else {
		text, links, faults = prose.Parse(body, file, line)
	}
	l.faults = append(l.faults, faults...)
	p.links = append(p.links, links...)
	return text
}

// englishText is the text of the English file beside a page; empty where there is none.
func (l *loader) englishText(p *page) model.Prose {
	file := strings.TrimSuffix(p.file, path.Ext(p.file)) + english
	if !slices.ContainsFunc(l.entries(path.Dir(file)), func(e fs.DirEntry) bool { return e.Name() == path.Base(file) }) {
		return model.Prose{}
	}
	text, state := l.readText(file)
	if state != readable {
		return model.Prose{}
	}
	l.checkCharacters(file, text)
	if strings.HasPrefix(text, "---\n") {
		l.faults.Errorf(diag.Place{File: file, Line: 1, Column: 1}, "MD-ENGLISH-FRONT-MATTER", "英文正文不带文件头")
		l.faults.Hintf("删去文件头；英文名称写在 %s 的文件头里：title_en、short_title_en、group_en", p.file)
		return model.Prose{}
	}
	return l.prose(p, text, file, 1)
}

func cutSuffixFold(s, suffix string) (before string, found bool) {
	if at := len(s) - len(suffix); at >= 0 && strings.EqualFold(s[at:], suffix) {
		return s[:at], true
	}
	return s, false
}

// splitFrontMatter separates the YAML between two lines of three hyphens from the text after it.
func (l *loader) splitFrontMatter(file, text string) (front, body string, bodyLine int, ok bool) {
	rest, found := strings.CutPrefix(text, "---\n")
	if !found {
		l.faults.Errorf(diag.Place{File: file, Line: 1, Column: 1}, "MD-NO-FRONT-MATTER", "文件没有以文件头（---）开头")
		l.faults.Hintf("第一行写 ---，接着每行一个“键: 值”（至少有 title），再写一行 ---，然后是正文")
		return "", "", 0, false
	}
	line := 2
	for at := 0; at < len(rest); line++ {
		end := len(rest)
		if n := strings.IndexByte(rest[at:], '\n'); n >= 0 {
			end = at + n
		}
		if strings.TrimRight(rest[at:end], " \t") == "---" {
			return rest[:at], rest[min(end+1, len(rest)):], line + 1, true
		}
		at = end + 1
	}
	l.faults.Errorf(diag.Place{File: file, Line: 1, Column: 1}, "MD-BAD-FRONT-MATTER", "文件头没有结束：缺少第二行 ---")
	l.faults.Hintf("在最后一个键之后单独写一行 ---")
	return "", "", 0, false
}

// checkCharacters reports what cannot be seen in an editor, at most once a line.
func (l *loader) checkCharacters(file, text string) {
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if bad := strings.IndexFunc(line, invisible); bad >= 0 {
			r, _ := utf8.DecodeRuneInString(line[bad:])
			l.faults.Errorf(diag.Place{File: file, Line: number, Column: utf8.RuneCountInString(line[:bad]) + 1},
				"TEXT-CONTROL", "有看不见的控制字符 %U", r)
			l.faults.Hintf("删去它：把前后的字重新录入一遍")
		}
		if !norm.NFC.IsNormalString(line) {
			at, _ := norm.NFC.SpanString(line, true)
			bad := line[at : at+norm.NFC.NextBoundaryInString(line[at:], true)]
			l.faults.Errorf(diag.Place{File: file, Line: number, Column: utf8.RuneCountInString(line[:at]) + 1},
				"TEXT-NFC", "有不规范的字符，看起来一样而编码不同：%q", bad)
			l.faults.Hintf("改为 %q（Unicode 规范形式 NFC）", norm.NFC.String(bad))
		}
	}
}

// must is the text of a key that has to be there.
func (l *loader) must(p page, key, remedy string) string {
	text, ok := p.front.Text(key)
	if text = strings.TrimSpace(text); text != "" {
		return text
	}
	if ok || p.front.IsEmpty(key) {
		l.faults.Errorf(p.front.At(key), "MD-MISSING-KEY", "文件头缺少 %s", key)
		l.faults.Hintf("%s", remedy)
	}
	return ""
}

var measureIDPattern = regexp.MustCompile(`^[0-9]+(-[0-9]+)+$`)

func (l *loader) measures() {
	pages := l.pages(measureFolder, l.measureIDs)
	for _, p := range pages {
		p.front.Only(names(measureKeys)...)
		p.front.NoFormulas("MD-FORMULA", "title", "title_en", "short_title", "short_title_en", "group", "group_en")
		m := model.Measure{
			ID: l.must(p, "id", "加一行 id: "+fileID(p.file)), Title: l.must(p, "title", "加一行 title: 措施的名称"),
			Group: l.must(p, "group", "加一行 group: 所在一组的名称"), Text: p.text, TextEn: p.textEn, File: p.file,
		}
		m.TitleEn, _ = p.front.Text("title_en")
		m.ShortTitle, _ = p.front.Text("short_title")
		m.ShortTitleEn, _ = p.front.Text("short_title_en")
		m.GroupEn, _ = p.front.Text("group_en")
		m.LeadUnit = l.leadUnit(p)
		m.ResponsibleUnits = l.responsibleUnits(p)
		l.links = append(l.links, p.links...)
		if m.ID == "" {
			l.measureIDs.excuse(fileID(p.file))
			continue
		}
		at := p.front.At("id")
		if !measureIDPattern.MatchString(m.ID) {
			l.faults.Errorf(at, "MEASURE-BAD-ID", "措施编号 %q 不是“组-序号”的形式", shorten(m.ID))
			l.faults.Hintf("写成 1-1 这样的半角数字和短横线")
			l.measureIDs.excuse(m.ID)
			continue
		}
		if first, dup := l.measureIDs.first(m.ID); dup {
			l.faults.Errorf(at, "MEASURE-DUPLICATE-ID", "措施编号 %q 重复，第一次在 %s", m.ID, first)
			l.faults.Hintf("每个措施一个编号，通常与文件名一致")
			continue
		}
		l.measureIDs.add(m.ID, at)
		if items, ok := p.front.Texts("indicators"); ok {
			l.listed[m.ID] = items
		}
		l.plan.Measures = append(l.plan.Measures, m)
	}
	l.measureIDs.state = readable
	slices.SortStableFunc(l.plan.Measures, func(a, b model.Measure) int { return compareNumbered(a.ID, b.ID) })
	if len(pages) == 0 && len(l.measureIDs.excused) == 0 {
		l.faults.Warnf(diag.Place{File: measureFolder}, "MEASURE-NONE", "没有一个措施文件")
		l.faults.Hintf("每个措施写一个文件，如 %s/1-1.md", measureFolder)
	}
}

// compareNumbered orders 1-2 before 1-10.
func compareNumbered(a, b string) int {
	as, bs := strings.Split(a, "-"), strings.Split(b, "-")
	for i := range min(len(as), len(bs)) {
		x, _ := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if c := cmp.Compare(x, y); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(as), len(bs)), cmp.Compare(a, b))
}

func (l *loader) leadUnit(p page) string {
	name, ok := p.front.Text("lead")
	if name = strings.TrimSpace(name); name == "" {
		if ok || p.front.IsEmpty("lead") {
			l.faults.Errorf(p.front.At("lead"), "MEASURE-NO-LEAD", "措施没有牵头单位")
			l.faults.Hintf("加一行 lead: 单位代码，代码见 %s", orgFile)
		}
		return ""
	}
	if name == model.AllCounties || name == model.AllMembers {
		l.faults.Errorf(p.front.At("lead"), "MEASURE-NO-LEAD", "牵头单位只能是一个单位，不能是 %q", name)
		l.faults.Hintf("写一个单位代码，其余的写在 responsible 里")
		return ""
	}
	return l.org(name, p.front.At("lead"))
}

func (l *loader) responsibleUnits(p page) []string {
	items, _ := p.front.Texts("responsible")
	var ids []string
	for _, item := range items {
		id := strings.TrimSpace(item.Text)
		if id != model.AllCounties && id != model.AllMembers {
			if id = l.org(id, item.At); id == "" {
				continue
			}
		}
		if slices.Contains(ids, id) {
			l.faults.Errorf(item.At, "MEASURE-DUPLICATE-ORG", "责任单位 %q 重复", item.Text)
			l.faults.Hintf("只保留一处；不同的写法可能是同一个单位的别名")
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

// org resolves an organisation by its id, name or alias; empty after a fault.
func (l *loader) org(word string, at diag.Place) string {
	id, known := l.orgIDs.resolve(word)
	if !known {
		l.faults.Errorf(at, l.orgIDs.unknown, "未知的%s %q", l.orgIDs.what, shorten(word))
		l.suggest(l.orgIDs, word)
	}
	return id
}

var fileNumber = regexp.MustCompile(`^[0-9]+-`)

// fileID is the id that a file's name suggests: 1-1.md is 1-1.
func fileID(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// sectionID is the id that a section gives itself, else its file's name: 01-goals.md is goals.
func sectionID(p page) string {
	if p.front != nil {
		if id, given := p.front.Text("id"); given {
			return id
		}
	}
	return fileNumber.ReplaceAllString(fileID(p.file), "")
}

// anchorPrefix is a section's id as far as an anchor can hold it; what else it has is a fault of its own.
func anchorPrefix(id string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && badIDRune(string(r), "") == 0 {
			return r
		}
		return -1
	}, id)
}

func (l *loader) sections() {
	for _, p := range l.pages(sectionFolder, l.sectionIDs) {
		p.front.Only(names(sectionKeys)...)
		p.front.NoFormulas("MD-FORMULA", "title", "title_en")
		s := model.Section{Title: l.must(p, "title", "加一行 title: 本节的标题"), Text: p.text, TextEn: p.textEn, File: p.file}
		s.TitleEn, _ = p.front.Text("title_en")
		s.ID = l.ownID(p, l.sectionIDs, "章节", "goals")
		l.plan.Sections = append(l.plan.Sections, s)
		l.links = append(l.links, p.links...)
	}
	l.sectionIDs.state = readable
}

func (l *loader) documents() {
	for _, p := range l.pages(documentDir, l.documentIDs) {
		p.front.Only(names(documentKeys)...)
		p.front.NoFormulas("MD-FORMULA", names(documentKeys)[1:]...)
		d := model.Document{Title: l.must(p, "title", "加一行 title: 文档的标题"), Text: p.text, TextEn: p.textEn, File: p.file}
		for key, text := range map[string]*string{"title_en": &d.TitleEn, "group": &d.Group, "group_en": &d.GroupEn, "summary": &d.Summary, "summary_en": &d.SummaryEn} {
			*text, _ = p.front.Text(key)
		}
		d.ID = l.ownID(p, l.documentIDs, "文档", "guide")
		l.plan.Documents = append(l.plan.Documents, d)
		l.links = append(l.links, p.links...)
	}
	l.documentIDs.state = readable
}

// ownID is the id of a section or a document, which becomes known by it.
func (l *loader) ownID(p page, among *codelist, what, example string) string {
	id, at := sectionID(p), p.front.At("id")
	switch first, dup := among.first(id); {
	case id == "" || badIDRune(id, "") != 0:
		l.faults.Errorf(at, "MD-BAD-ID", "%s的代码 %q 不能用", what, shorten(id))
		l.faults.Hintf("在文件头加一行 id，只用半角字母、数字、下划线和短横线，如 id: %s", example)
		among.excuse(id)
	case dup:
		l.faults.Errorf(at, "MD-DUPLICATE-ID", "%s的代码 %q 重复，第一次在 %s", what, id, first)
		l.faults.Hintf("在文件头写另一个 id")
	default:
		among.add(id, at)
	}
	return id
}
