// Package config reads content/gongbao.yaml, the environment (GONGBAO_…) and flags into one value. Only title and region
// are required; an unknown key is an error with its place.
package config

import (
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
)

// File is the configuration's path below the source folder.
const File = "content/gongbao.yaml"

// Config is what the office decides about its site. Every field but Title and Region has a default.
type Config struct {
	Title     string
	TitleEn   string
	Region    string // code of the plan's own region
	BaseURL   string // https://example.gov.cn/plan/, with a trailing slash; empty where the address is not known
	Languages []string
	Theme     string
	Notice    string // shown on every page and bulletin
	NoticeEn  string
	// AsOf is the instant whose public releases are published; zero: main puts the time of the run here.
	AsOf                time.Time
	Publisher           Publisher
	Licence             Licence
	Method              string
	Tolerance           analysis.Tolerance
	DisclosureThreshold int
	Map                 Map
}

// Publisher is who answers for the site.
type Publisher struct {
	Name    string
	Contact string
	SiteID  string // 网站标识码
	Domain  string
}

// Licence is the licence of the published data.
type Licence struct {
	Name  string // SPDX id or the catalogue's name: CC-BY-4.0
	Title string
	URL   string
}

// Map is the approved boundary file, where the office supplies one.
type Map struct {
	File           string
	ApprovalNumber string // 审图号
}
