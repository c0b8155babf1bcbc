// Package config reads content/gongbao.yaml and the environment into one value. Only title and region are required; an
// unknown key is an error with its place. It is the only package that imports viper. Flags are the command's business:
// it overwrites the fields that they name.
//
// One variable of the environment counts, GONGBAO_BASE_URL, because the same sources are published at a test address
// and at the public one. The command itself takes the signing key from there (GONGBAO_SIGN_KEY); nothing else comes from the
// environment, but for the passwords of databases (package rows): two machines make the same bytes.
package config

import (
	"cmp"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// File is the configuration's path below the source folder.
const File = "content/gongbao.yaml"

// Config is what the office decides about its site. Every field but Title and Region has a default.
type Config struct {
	Title     string
	TitleEn   string
	Region    string   // code of the plan's own region
	BaseURL   string   // https://example.gov.cn/plan/, with a trailing slash; empty where the address is not known
	Languages []string // tags, at least one; the pages of the first are at the site's root
	Theme     string
	Notice    string // shown on every page and bulletin
	NoticeEn  string
	// AsOf is the instant whose public releases are published; zero: main puts the time of the run here.
	AsOf                time.Time
	Publisher           Publisher
	Licence             Licence
	Method              model.Method // of indicators that name none
	Tolerance           analysis.Tolerance
	DisclosureThreshold int // counts of persons below it are held back; 0: every figure is published
	Map                 Map
	// Deploy are the places that the site is published to, by the names that the office gave them: folders and addresses
	// as package deploy reads them.
	Deploy map[string]string
	Check  Check
}

// Check is what the office decides about the rules of gongbao check.
type Check struct {
	Severities []RuleSeverity // in the file's order
	ReportDays int            // days after a period's end within which its figures are due
}

// RuleSeverity is a rule's severity: error, warning or off. Whether there is such a rule, package audit knows.
type RuleSeverity struct {
	Code, Word string
	At         diag.Place
}

// Publisher is who answers for the site.
type Publisher struct {
	Name    string
	NameEn  string
	Contact string
	// ContactEn is the contact for readers of English.
	ContactEn string
	SiteID    string // 网站标识码
	Domain    string
	ICP       string // ICP备案号
	Police    string // 公安备案号
	// Correction is where readers report errors: a page's address or mailto:.
	Correction string
}

// Licence is the licence of the published data.
type Licence struct {
	Name  string // SPDX id or the catalogue's name: CC-BY-4.0
	Title string
	URL   string
}

// Map is the approved boundary file, where the office supplies one.
type Map struct {
	File           string // below the source folder; empty: data/map.geojson, if that is there
	ApprovalNumber string // 审图号
	Property       string // of the file's features, holds the region's code; empty tries the usual names
}

// Languages that the site can be in, as the file names them, with their tags; zh is short for zh-CN.
var languages = []struct{ word, tag string }{{"zh-CN", "zh-CN"}, {"zh", "zh-CN"}, {"en", "en"}}

// Default is a configuration of which only title and region are missing.
func Default() Config {
	return Config{
		Languages: []string{"zh-CN"},
		Theme:     "default",
		Licence:   licences[0],
		Method:    model.Attainment,
		Tolerance: analysis.DefaultTolerance,

		DisclosureThreshold: 10,
		Check:               Check{ReportDays: 20},
	}
}

// In is the configuration for the pages of a language, by its tag: with the English title, notice and publisher where
// they are given.
func (c Config) In(lang string) Config {
	if lang != "en" {
		return c
	}
	c.Title, c.Notice = cmp.Or(c.TitleEn, c.Title), cmp.Or(c.NoticeEn, c.Notice)
	c.Publisher.Name, c.Publisher.Contact = cmp.Or(c.Publisher.NameEn, c.Publisher.Name), cmp.Or(c.Publisher.ContactEn, c.Publisher.Contact)
	return c
}

// licences are the open-data licences that the configuration may give by their SPDX id alone.
var licences = []Licence{
	{"CC-BY-4.0", "知识共享 署名 4.0 国际", "https://creativecommons.org/licenses/by/4.0/"},
	{"CC-BY-SA-4.0", "知识共享 署名—相同方式共享 4.0 国际", "https://creativecommons.org/licenses/by-sa/4.0/"},
	{"CC0-1.0", "知识共享 CC0 1.0 通用（放弃著作权）", "https://creativecommons.org/publicdomain/zero/1.0/"},
	{"ODC-By-1.0", "开放数据共享 署名 1.0", "https://opendatacommons.org/licenses/by/1-0/"},
	{"ODbL-1.0", "开放数据共享 开放数据库许可 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
	{"PDDL-1.0", "开放数据共享 公有领域 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"},
}
