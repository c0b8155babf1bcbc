package config

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// Kind is the kind of a key's value.
type Kind string

const (
	Text    Kind = "文字"
	Number  Kind = "整数"
	List    Kind = "列表"
	Mapping Kind = "若干项"
)

// Key is a key that the configuration may have. The reader takes nothing that is not listed by [Keys], so that the handbook,
// which is made from it, lacks none.
type Key struct {
	Name     string // publisher.name; where the office chooses the name itself, deploy.*
	Kind     Kind
	Required bool
	Default  string   // as one would write it; empty where there is none
	Values   []string // all that it may be; nil: anything of its kind
	Variable string   // of the environment, which overrides it
	Means    string   // what it decides, in Chinese
	Example  string   // a value
}

// Keys are all keys, in the order in which a file would have them.
func Keys() []Key { return slices.Clone(keys) }

// own is what the office names itself: a destination, a rule.
const own = "*"

var keys = func() []Key {
	d := Default()
	var languageWords, methods, licenceNames []string
	for _, l := range languages {
		languageWords = append(languageWords, l.word)
	}
	for _, m := range model.Methods {
		methods = append(methods, string(m))
	}
	for _, l := range licences {
		licenceNames = append(licenceNames, l.Name)
	}
	return []Key{
		{Name: "title", Kind: Text, Required: true, Means: "站名：网页标题、简报刊头、数据说明和订阅源都用它。", Example: "示例市养老服务进展"},
		{Name: "title_en", Kind: Text, Means: "英文页面上的站名。", Example: "Elderly care in Shili"},
		{Name: "region", Kind: Text, Required: true, Means: "方案所属地区的代码，就是 data/codelists/regions.csv 里本级的那一行；加引号。只有文档、没有 data/ 的站点不写。", Example: `"990100"`},
		{Name: "base_url", Kind: Text, Variable: baseURLVariable, Means: "网站的正式地址。有了它才有 sitemap.xml、规范网址、分享图和简报上的二维码，订阅源里是完整网址。", Example: "https://example.gov.cn/yanglao/"},
		{Name: "languages", Kind: List, Default: "[" + strings.Join(d.Languages, ", ") + "]", Values: languageWords, Means: "网站的语言。第一种在根目录，其余的各在自己的文件夹（en/）。", Example: "[zh-CN, en]"},
		{Name: "theme", Kind: Text, Default: d.Theme, Means: "主题的名字。", Example: "default"},
		{Name: "notice", Kind: Text, Means: "印在每个页面和每份简报上的声明。", Example: "数据为初步统计，以年报为准。"},
		{Name: "notice_en", Kind: Text, Means: "英文页面上的声明。", Example: "Figures are preliminary."},
		{Name: "as_of", Kind: Text, Means: "只公布这个时刻以前的批次，带时区。命令的 --as-of 优先；都不写就是运行的时刻。", Example: "2026-04-20T09:00:00+08:00"},
		{Name: "publisher.name", Kind: Text, Means: "主办单位：页脚、简报版记、填报表、订阅源的作者。", Example: "示例市养老服务工作专班"},
		{Name: "publisher.name_en", Kind: Text, Means: "主办单位的英文名称。", Example: "Shili Office for Elderly Care"},
		{Name: "publisher.contact", Kind: Text, Means: "联系方式：页脚、关于本站、填报表。", Example: "0000-1234567"},
		{Name: "publisher.contact_en", Kind: Text, Means: "英文页面上的联系方式。", Example: "tel. 0000-1234567"},
		{Name: "publisher.site_id", Kind: Text, Means: "网站标识码，写进页面标签 SiteIDCode，印在页脚。", Example: `"9901000001"`},
		{Name: "publisher.domain", Kind: Text, Means: "域名，写进页面标签 SiteDomain，也用来给订阅源的条目编永久的号；最好在第一个批次公开以前填好。", Example: "example.gov.cn"},
		{Name: "publisher.icp", Kind: Text, Means: "ICP 备案号，印在页脚。", Example: "某ICP备00000000号"},
		{Name: "publisher.police", Kind: Text, Means: "公安备案号，印在页脚。", Example: "某公网安备00000000000000号"},
		{Name: "publisher.correction", Kind: Text, Means: "纠错入口：网址或 mailto:。不填时指向联系方式。", Example: "mailto:jiucuo@example.gov.cn"},
		{Name: "licence", Kind: Text, Default: d.Licence.Name, Values: licenceNames, Means: "数据的许可，写代号；代号之外的许可改写下面三项。", Example: "CC-BY-4.0"},
		{Name: "licence.name", Kind: Text, Means: "自定许可的代号。", Example: "示例市数据许可"},
		{Name: "licence.title", Kind: Text, Means: "自定许可的全称。", Example: "示例市公共数据开放许可"},
		{Name: "licence.url", Kind: Text, Means: "自定许可全文的网址。", Example: "https://example.gov.cn/xuke.html"},
		{Name: "method", Kind: Text, Default: string(d.Method), Values: methods, Means: "评估方法：attainment 完成进度对序时进度，cagr 年均增长率，trend 趋势推算。某个指标另选，写在 data/indicators.csv 的 method 栏。", Example: "cagr"},
		{Name: "tolerance.on_track", Kind: Number, Default: fmt.Sprint(d.Tolerance.OnTrack), Means: "与序时进度相差不超过多少个百分点算符合序时。", Example: "3"},
		{Name: "tolerance.slightly_behind", Kind: Number, Default: fmt.Sprint(d.Tolerance.SlightlyBehind), Means: "落后不超过多少个百分点算略有滞后，再多是明显滞后；要大于 on_track，不超过 100。", Example: "10"},
		{Name: "disclosure_threshold", Kind: Number, Default: fmt.Sprint(d.DisclosureThreshold), Means: "indicators.csv 的 persons 为 yes 的指标，小于这个数的不公布，连同可以推出它的数。0 为关闭。", Example: "10"},
		{Name: "map.file", Kind: Text, Default: "data/map.geojson", Means: "边界文件（GeoJSON）。默认的文件不在时用方格示意图。", Example: "data/bianjie.geojson"},
		{Name: "map.approval_number", Kind: Text, Means: "审图号，印在地图上；有边界文件就必须填。", Example: "某S(2026)001号"},
		{Name: "map.property", Kind: Text, Means: "边界文件里放地区代码的属性；不填就试常用的几个名字。", Example: "adcode"},
		{Name: "deploy." + own, Kind: Text, Means: "发布目标，名字自己起：文件夹、s3:// 或 sftp:// 地址。以后用 gongbao publish 名字。", Example: "/srv/www/yanglao"},
		{Name: "check.severity." + own, Kind: Text, Values: severityWords, Means: "某条检查规则的轻重，键是规则的代码。error 有它就不能生成，off 关闭。", Example: "error"},
		{Name: "check.report_days", Kind: Number, Default: fmt.Sprint(d.Check.ReportDays), Means: "期末以后多少天应当报齐，过了就提示逾期。", Example: "15"},
	}
}()

// within are the keys right below a mapping, or, below "", at the top; of the kinds that are asked for, or of all.
func within(mapping string, kinds ...Kind) []string {
	var names []string
	for _, k := range keys {
		name := k.Name
		if mapping != "" {
			rest, below := strings.CutPrefix(name, mapping+".")
			if !below {
				continue
			}
			name = rest
		}
		kind := k.Kind
		if first, _, nested := strings.Cut(name, "."); nested {
			name, kind = first, Mapping
		}
		if name != own && !slices.Contains(names, name) && (kinds == nil || slices.Contains(kinds, kind)) {
			names = append(names, name)
		}
	}
	return names
}
