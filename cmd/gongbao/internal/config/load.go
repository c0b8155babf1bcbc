package config

import (
	"errors"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/viper"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/yamlmap"
)

var codes = yamlmap.Codes{Syntax: "CFG-SYNTAX", Type: "CFG-TYPE", Unknown: "CFG-UNKNOWN-KEY", Duplicate: "CFG-DUPLICATE-KEY"}

// formula is the code of a text that a spreadsheet would run; the texts of the configuration are published in tables too.
const formula = "CFG-FORMULA"

// baseURLVariable overrides base_url.
const baseURLVariable = "GONGBAO_BASE_URL"

// settings is the file's shape, as viper fills it from the defaults, the file and the environment.
type settings struct {
	Title     string    `mapstructure:"title"`
	TitleEn   string    `mapstructure:"title_en"`
	Region    string    `mapstructure:"region"`
	BaseURL   string    `mapstructure:"base_url"`
	Languages []string  `mapstructure:"languages"`
	Theme     string    `mapstructure:"theme"`
	Notice    string    `mapstructure:"notice"`
	NoticeEn  string    `mapstructure:"notice_en"`
	AsOf      string    `mapstructure:"as_of"`
	Publisher publisher `mapstructure:"publisher"`
	Licence   licence   `mapstructure:"licence"`
	Method    string    `mapstructure:"method"`
	Tolerance tolerance `mapstructure:"tolerance"`
	Threshold int       `mapstructure:"disclosure_threshold"`
	Map       boundary  `mapstructure:"map"`
}

type publisher struct {
	Name      string `mapstructure:"name"`
	NameEn    string `mapstructure:"name_en"`
	Contact   string `mapstructure:"contact"`
	ContactEn string `mapstructure:"contact_en"`
	SiteID    string `mapstructure:"site_id"`
	Domain    string `mapstructure:"domain"`
	ICP       string `mapstructure:"icp"`
	Police    string `mapstructure:"police"`

	Correction string `mapstructure:"correction"`
}

type licence struct {
	Name  string `mapstructure:"name"`
	Title string `mapstructure:"title"`
	URL   string `mapstructure:"url"`
}

type tolerance struct {
	OnTrack        int `mapstructure:"on_track"`
	SlightlyBehind int `mapstructure:"slightly_behind"`
}

type boundary struct {
	File           string `mapstructure:"file"`
	ApprovalNumber string `mapstructure:"approval_number"`
	Property       string `mapstructure:"property"`
}

// Load reads the configuration below the source folder. After an error the Config is incomplete; what could be read is
// in it, so that the tables can be checked in the same run.
func Load(fsys fs.FS) (Config, diag.List) {
	var l loader
	l.read(fsys)
	return l.config, l.faults
}

type loader struct {
	faults diag.List
	root   *yamlmap.Map
	config Config
}

func (l *loader) read(fsys fs.FS) {
	l.config = Default()
	var src []byte
	info, err := fs.Stat(fsys, File)
	if err == nil && !info.Mode().IsRegular() {
		l.fault(diag.Place{File: File}, "CFG-UNREADABLE", "%s 不是普通文件", File)
		l.faults.Hintf("换成一个文本文件；文件夹、管道和设备都不能作配置文件")
		return // reading a pipe would wait forever
	}
	if err == nil {
		src, err = fs.ReadFile(fsys, File)
	}
	if errors.Is(err, fs.ErrNotExist) {
		l.fault(diag.Place{File: File}, "CFG-MISSING-FILE", "没有配置文件 %s", File)
		l.faults.Hintf("在来源目录下新建此文件，至少写两行：title: 网站名称 和 region: \"行政区划代码\"；或用 --source 指定另一个来源目录")
		return
	} else if err != nil {
		l.fault(diag.Place{File: File}, "CFG-UNREADABLE", "配置文件读不出来")
		l.faults.Hintf("检查文件的权限；是链接的，检查它指向哪里")
		return
	}
	text := strings.TrimPrefix(string(src), "\ufeff")
	if !utf8.ValidString(text) {
		l.fault(diag.Place{File: File}, "CFG-ENCODING", "配置文件不是 UTF-8 编码")
		l.faults.Hintf("在编辑器里另存为 UTF-8")
		return
	}
	l.root = yamlmap.Parse(text, File, 1, codes, &l.faults)
	if l.root == nil {
		return
	}
	l.root.Only(within("")...)
	s, ok := l.merge()
	if ok {
		l.check(s, fsys)
	}
}

// merge lays the file over the defaults and the environment over the file. The file's values reach viper as checked
// text, because YAML would read the region 012345 as an octal number.
func (l *loader) merge() (settings, bool) {
	v := viper.New()
	d := Default()
	v.SetDefault("languages", d.Languages)
	v.SetDefault("theme", d.Theme)
	v.SetDefault("method", string(d.Method))
	v.SetDefault("tolerance.on_track", d.Tolerance.OnTrack)
	v.SetDefault("tolerance.slightly_behind", d.Tolerance.SlightlyBehind)

	file := texts(l.root, slices.DeleteFunc(within("", Text), func(key string) bool { return key == "licence" }))
	if items, ok := l.root.Texts("languages"); ok {
		var words []string
		for _, item := range items {
			words = append(words, item.Text)
		}
		file["languages"] = words
	}
	if m, ok := l.root.Map("publisher"); ok {
		m.Only(within("publisher")...)
		m.NoFormulas(formula, within("publisher")...)
		file["publisher"] = texts(m, within("publisher"))
	}
	if l.root.IsText("licence") {
		name, _ := l.root.Text("licence")
		file["licence"] = map[string]any{"name": name}
	} else if m, ok := l.root.Map("licence"); ok {
		m.Only(within("licence")...)
		m.NoFormulas(formula, within("licence")...)
		file["licence"] = texts(m, within("licence"))
	}
	if m, ok := l.root.Map("tolerance"); ok {
		m.Only(within("tolerance")...)
		numbers := map[string]any{}
		for _, key := range within("tolerance") {
			if n, ok := m.Int(key); ok {
				numbers[key] = n
			}
		}
		file["tolerance"] = numbers
	}
	if n, ok := l.root.Int("disclosure_threshold"); ok {
		file["disclosure_threshold"] = n
	}
	if m, ok := l.root.Map("map"); ok {
		m.Only(within("map")...)
		file["map"] = texts(m, within("map"))
	}
	if m, ok := l.root.Map("deploy"); ok {
		l.config.Deploy = map[string]string{}
		for _, name := range m.Keys() { // any name: viper would write them all in small letters
			if address, ok := m.Text(name); ok && address != "" {
				l.config.Deploy[name] = address
			}
		}
	}

	if m, ok := l.root.Map("check"); ok {
		l.checkRules(m)
	}

	var s settings
	err := errors.Join(v.MergeConfigMap(file), v.BindEnv("base_url", baseURLVariable))
	if err == nil {
		err = v.UnmarshalExact(&s)
	}
	if err != nil {
		l.fault(diag.Place{File: File}, "CFG-TYPE", "配置的值类型不对")
		l.faults.Hintf("对照 README 检查各个键的写法")
		return s, false
	}
	return s, true
}

// severityWords are what a rule can be.
var severityWords = []string{"error", "warning", "off"}

func (l *loader) checkRules(m *yamlmap.Map) {
	m.Only(within("check")...)
	if n, ok := m.Int("report_days"); ok {
		l.config.Check.ReportDays = n
		if n < 0 || n > 366 {
			l.fault(m.At("report_days"), "CFG-RANGE", "check.report_days 应在 0 到 366 之间：%d", n)
			l.faults.Hintf("写期末以后多少天应当报齐，默认 20")
		}
	}
	severities, ok := m.Map("severity")
	if !ok {
		return
	}
	for _, code := range severities.Keys() { // codes are in capitals: viper would write them in small letters
		word, ok := severities.Text(code)
		if !ok {
			continue
		}
		if !slices.Contains(severityWords, word) {
			l.enum(severities.At(code), "check.severity."+code, word, severityWords)
			continue
		}
		l.config.Check.Severities = append(l.config.Check.Severities, RuleSeverity{code, word, severities.At(code)})
	}
}

// texts are the scalars of the keys that are there.
func texts(m *yamlmap.Map, keys []string) map[string]any {
	values := map[string]any{}
	for _, key := range keys {
		if text, ok := m.Text(key); ok {
			values[key] = text
		}
	}
	return values
}

func (l *loader) check(s settings, fsys fs.FS) {
	c := &l.config
	c.Title, c.TitleEn, c.Region, c.Notice, c.NoticeEn = s.Title, s.TitleEn, s.Region, s.Notice, s.NoticeEn
	for _, key := range required(fsys) {
		if text, ok := l.root.Text(key); !l.root.IsEmpty(key) && (!ok || strings.TrimSpace(text) != "") {
			continue // a value of the wrong type has been reported
		}
		l.fault(l.root.At(key), "CFG-MISSING-KEY", "缺少必填的 %s", key)
		l.faults.Hintf("%s", map[string]string{
			"title":  "加一行 title: 网站名称",
			"region": "加一行 region: \"行政区划代码\"，代码见 data/codelists/regions.csv",
		}[key])
	}
	l.root.NoFormulas(formula, "title", "title_en", "notice", "notice_en")
	c.Publisher = Publisher(s.Publisher)
	l.checkCorrection(s.Publisher.Correction)
	c.BaseURL = l.baseURL(s.BaseURL)
	c.Theme = s.Theme
	l.checkLanguages(s.Languages)
	l.checkAsOf(s.AsOf)
	l.checkLicence(s.Licence)
	l.checkMethod(s.Method)
	l.checkTolerance(s.Tolerance)
	if _, given := l.root.Int("disclosure_threshold"); given {
		c.DisclosureThreshold = s.Threshold
	}
	if s.Threshold < 0 {
		l.fault(l.root.At("disclosure_threshold"), "CFG-RANGE", "disclosure_threshold 不能是负数：%d", s.Threshold)
		l.faults.Hintf("不需要时写 0，全部数据照原样公开")
	}
	l.checkMap(s.Map, fsys)
}

// required are the keys that must be there. A source without data/ whose documents are all there is has no region.
func required(fsys fs.FS) []string {
	_, noData := fs.Stat(fsys, "data")
	if _, noDocuments := fs.Stat(fsys, "content/documents"); noData != nil && noDocuments == nil {
		return []string{"title"}
	}
	return []string{"title", "region"}
}

func (l *loader) fault(at diag.Place, code, format string, args ...any) {
	l.faults.Errorf(at, code, format, args...)
}

// baseURL checks the site's address and ends it with a slash.
func (l *loader) baseURL(address string) string {
	if address == "" {
		return ""
	}
	at := l.root.At("base_url")
	if fromFile, _ := l.root.Text("base_url"); fromFile != address {
		at = diag.Place{File: "环境变量 " + baseURLVariable}
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		l.fault(at, "CFG-URL", "base_url 不是网址：%q", address)
		l.faults.Hintf("写成 https://example.gov.cn/plan/ 这样的完整网址，不带 ? 和 #；还不知道网址就删去这一行")
		return ""
	}
	return strings.TrimSuffix(address, "/") + "/"
}

// checkCorrection wants an address that a link can lead to.
func (l *loader) checkCorrection(address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" || err == nil && u.Scheme == "mailto" && strings.Contains(u.Opaque, "@") {
		return
	}
	l.config.Publisher.Correction = ""
	at := l.root.At("publisher")
	if m, ok := l.root.Map("publisher"); ok {
		at = m.At("correction")
	}
	l.fault(at, "CFG-URL", "publisher.correction 不是网址或邮箱链接：%q", address)
	l.faults.Hintf("写成 https://… 的完整网址，或 mailto:名称@域名")
}

func (l *loader) checkLanguages(chosen []string) {
	var words []string
	for _, known := range languages {
		words = append(words, known.word)
	}
	items, _ := l.root.Texts("languages")
	if len(chosen) == 0 {
		l.fault(l.root.At("languages"), "CFG-ENUM", "languages 是空的列表")
		l.faults.Hintf("可用的值：%s", strings.Join(words, "、"))
	}
	l.config.Languages = nil
	for _, word := range chosen {
		tag, at := "", l.root.At("languages")
		for _, known := range languages {
			if known.word == word {
				tag = known.tag
			}
		}
		if i := len(l.config.Languages); i < len(items) && items[i].Text == word {
			at = items[i].At
		}
		switch {
		case tag == "":
			l.enum(at, "languages", word, words)
			tag = word // keeps its place in the list
		case slices.Contains(l.config.Languages, tag):
			l.fault(at, "CFG-ENUM", "languages 里 %q 重复", word)
			l.faults.Hintf("只保留一处")
		}
		l.config.Languages = append(l.config.Languages, tag)
	}
}

func (l *loader) enum(at diag.Place, key, value string, allowed []string) {
	l.fault(at, "CFG-ENUM", "%s 的值 %q 不在可用的值之中", key, value)
	if near, ok := diag.Nearest(value, allowed); ok {
		l.faults.Hintf("是否为 %q？", near)
	} else {
		l.faults.Hintf("可用的值：%s", strings.Join(allowed, "、"))
	}
}

func (l *loader) checkAsOf(text string) {
	if text == "" {
		return
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil && strings.Contains(err.Error(), "out of range") {
		l.fault(l.root.At("as_of"), "CFG-INSTANT", "as_of 是不存在的日期或时刻：%q", text)
		l.faults.Hintf("检查月、日和时、分")
		return
	}
	if err != nil {
		l.fault(l.root.At("as_of"), "CFG-INSTANT", "as_of 不是带时区的时刻：%q", text)
		l.faults.Hintf("写成 2020-07-15T09:00:00+08:00 这样的形式")
		return
	}
	// time.Parse puts the machine's own zone where the offsets agree; the same input must give the same value.
	if _, offset := t.Zone(); offset == 0 {
		t = t.UTC()
	} else {
		t = t.In(time.FixedZone("", offset))
	}
	l.config.AsOf = t
}

func (l *loader) checkLicence(given licence) {
	if !l.root.Has("licence") {
		return
	}
	own := Licence(given)
	at := l.root.At("licence")
	var names []string
	for _, known := range licences {
		names = append(names, known.Name)
		if strings.EqualFold(known.Name, own.Name) {
			own.Name = known.Name
			if own.Title == "" {
				own.Title = known.Title
			}
			if own.URL == "" {
				own.URL = known.URL
			}
		}
	}
	l.config.Licence = own
	switch u, err := url.Parse(own.URL); {
	case l.root.IsText("licence") && own.URL == "":
		l.enum(at, "licence", own.Name, names)
		if hint := &l.faults[len(l.faults)-1].Hint; strings.HasPrefix(*hint, "可用") {
			*hint += "；别的许可请写成 name、title、url 三项"
		}
	case own.Name == "" || own.Title == "" || own.URL == "":
		l.fault(at, "CFG-LICENCE", "licence 缺少 name、title 或 url")
		l.faults.Hintf("三项都写，或只写一个代号，如 licence: CC-BY-4.0")
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		l.fault(at, "CFG-LICENCE", "licence 的 url 不是网址：%q", own.URL)
		l.faults.Hintf("写成 https:// 开头的完整网址")
	}
}

func (l *loader) checkMethod(method string) {
	l.config.Method = model.Method(method)
	if !slices.Contains(model.Methods, l.config.Method) {
		words := make([]string, len(model.Methods))
		for i, m := range model.Methods {
			words[i] = string(m)
		}
		l.enum(l.root.At("method"), "method", method, words)
	}
}

func (l *loader) checkTolerance(t tolerance) {
	l.config.Tolerance.OnTrack, l.config.Tolerance.SlightlyBehind = t.OnTrack, t.SlightlyBehind
	if t.OnTrack < 0 || t.SlightlyBehind <= t.OnTrack || t.SlightlyBehind > 100 {
		l.fault(l.root.At("tolerance"), "CFG-RANGE", "tolerance 的两个界限不合理：on_track %d，slightly_behind %d", t.OnTrack, t.SlightlyBehind)
		l.faults.Hintf("单位是百分点，要求 0 ≤ on_track < slightly_behind ≤ 100，默认 5 和 15")
	}
}

func (l *loader) checkMap(b boundary, fsys fs.FS) {
	l.config.Map = Map(b)
	if b == (boundary{}) {
		return
	}
	at := l.root.At("map")
	if b.ApprovalNumber == "" {
		l.fault(at, "CFG-MAP", "map 缺少 approval_number")
		l.faults.Hintf("公开使用的地图要有审图号；没有就删去 map 和边界文件，页面用示意图")
		return
	}
	if b.File == "" {
		return // the usual place, where it is there
	}
	if !fs.ValidPath(b.File) {
		l.fault(at, "CFG-MAP", "map.file 不是来源目录之内的路径：%q", b.File)
		l.faults.Hintf("写相对路径，如 content/map/%s", path.Base(strings.ReplaceAll(b.File, `\`, "/")))
		return
	}
	if info, err := fs.Stat(fsys, b.File); err != nil || info.IsDir() {
		l.fault(at, "CFG-MAP", "map.file 没有这个文件：%q", b.File)
		l.faults.Hintf("路径从来源目录写起，用正斜杠")
	}
}
