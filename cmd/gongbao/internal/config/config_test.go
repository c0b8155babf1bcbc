package config

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

func load(yaml string) (Config, string) {
	fsys := fstest.MapFS{File: {Data: []byte(yaml)}, "content/map/a.geojson": {Data: []byte("{}")}}
	c, faults := Load(fsys)
	var out strings.Builder
	_ = faults.Print(&out)
	return c, out.String()
}

func TestDefaults(t *testing.T) {
	c, faults := load("title: 云岭市进展\nregion: 012300\n")
	if faults != "" {
		t.Fatal(faults)
	}
	want := Default()
	want.Title, want.Region = "云岭市进展", "012300" // not the octal number
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

func TestEveryKey(t *testing.T) {
	c, faults := load(`title: 云岭市进展
title_en: Yunling
region: "990100"
base_url: https://example.gov.cn/plan
languages: [zh, en]
theme: default
notice: 示例
notice_en: Example
as_of: 2020-07-15T09:00:00+08:00
publisher: {name: 市公安局, contact: 0000, site_id: 1234567890, domain: example.gov.cn}
licence: cc0-1.0
method: trend
tolerance:
  on_track: 3
  slightly_behind: 10
disclosure_threshold: 5
map: {file: content/map/a.geojson, approval_number: 云S(2020)001号, property: adcode}
deploy:
  正式: s3://plan/huji?endpoint=oss.example.com
  Test: /srv/test
check:
  report_days: 30
  severity: {SERIES-JUMP: off, CSV-SUM: error}
`)
	if faults != "" {
		t.Fatalf("got\n%s", faults)
	}
	want := Config{
		Title: "云岭市进展", TitleEn: "Yunling", Region: "990100",
		BaseURL: "https://example.gov.cn/plan/", Languages: []string{"zh-CN", "en"}, Theme: "default",
		Notice: "示例", NoticeEn: "Example",
		AsOf:      time.Date(2020, 7, 15, 9, 0, 0, 0, time.FixedZone("", 8*3600)),
		Publisher: Publisher{Name: "市公安局", Contact: "0000", SiteID: "1234567890", Domain: "example.gov.cn"},
		Licence:   licences[2], Method: model.Trend, Tolerance: analysis.Tolerance{OnTrack: 3, SlightlyBehind: 10},
		DisclosureThreshold: 5, Map: Map{File: "content/map/a.geojson", ApprovalNumber: "云S(2020)001号", Property: "adcode"},
		Deploy: map[string]string{"正式": "s3://plan/huji?endpoint=oss.example.com", "Test": "/srv/test"},
		Check: Check{ReportDays: 30, Severities: []RuleSeverity{
			{"SERIES-JUMP", "off", diag.Place{File: File, Line: 23, Column: 27}},
			{"CSV-SUM", "error", diag.Place{File: File, Line: 23, Column: 41}},
		}},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
}

func TestOwnLicence(t *testing.T) {
	c, faults := load("title: a\nregion: b\nlicence: {name: gov, title: 政府开放许可, url: https://example.gov.cn/l}\n")
	if want := (Licence{"gov", "政府开放许可", "https://example.gov.cn/l"}); c.Licence != want || faults != "" {
		t.Errorf("got %+v %s", c.Licence, faults)
	}
}

func TestEnvironmentOverridesAddressOnly(t *testing.T) {
	t.Setenv("GONGBAO_BASE_URL", "https://test.example.gov.cn")
	t.Setenv("GONGBAO_TITLE", "别的")
	c, faults := load("title: 云岭市进展\nregion: a\nbase_url: https://example.gov.cn/\n")
	if c.BaseURL != "https://test.example.gov.cn/" || c.Title != "云岭市进展" || faults != "" {
		t.Errorf("got %q %q %s", c.BaseURL, c.Title, faults)
	}
	t.Setenv("GONGBAO_BASE_URL", "test")
	if _, faults := load("title: a\nregion: a\n"); !strings.HasPrefix(faults, "环境变量 GONGBAO_BASE_URL: base_url 不是网址：\"test\" [CFG-URL]") {
		t.Error(faults)
	}
}

func TestFaults(t *testing.T) {
	const head = "title: a\nregion: b\n"
	tests := []struct{ name, yaml, want string }{
		{"MissingBoth", "theme: default\n", "content/gongbao.yaml:1: 缺少必填的 title [CFG-MISSING-KEY]\n  提示：加一行 title: 网站名称\n" +
			"content/gongbao.yaml:1: 缺少必填的 region [CFG-MISSING-KEY]\n  提示：加一行 region: \"行政区划代码\"，代码见 data/codelists/regions.csv\n"},
		{"EmptyTitle", "title:\nregion: b\n", "content/gongbao.yaml:1:7: 缺少必填的 title [CFG-MISSING-KEY]"},
		{"TitleOnceOnly", "title: [a]\nregion: b\n", "content/gongbao.yaml:1:8: title 的值 \"[a]\" 类型不对，应为一段文字 [CFG-TYPE]\n  提示：只写一个值，去掉方括号或短横线\n"},
		{"Unknown", head + "base_ur: x\n", "content/gongbao.yaml:3:1: 未知的键 \"base_ur\" [CFG-UNKNOWN-KEY]\n  提示：是否为 \"base_url\"？\n"},
		{"UnknownNested", head + "publisher:\n  nam: x\n", "content/gongbao.yaml:4:3: 未知的键 \"publisher.nam\" [CFG-UNKNOWN-KEY]\n  提示：是否为 \"name\"？\n"},
		{"Address", head + "base_url: example.gov.cn\n", "content/gongbao.yaml:3:11: base_url 不是网址：\"example.gov.cn\" [CFG-URL]"},
		{"Correction", head + "publisher:\n  correction: 010-1\n", "content/gongbao.yaml:4:15: publisher.correction 不是网址或邮箱链接：\"010-1\" [CFG-URL]\n  提示：写成 https://… 的完整网址，或 mailto:名称@域名\n"},
		{"Language", head + "languages: [zh, fr]\n", "content/gongbao.yaml:3:17: languages 的值 \"fr\" 不在可用的值之中 [CFG-ENUM]\n  提示：可用的值：zh-CN、zh、en\n"},
		{"LanguageTwice", head + "languages: [zh, zh-CN]\n", "content/gongbao.yaml:3:17: languages 里 \"zh-CN\" 重复 [CFG-ENUM]"},
		{"NoLanguage", head + "languages: []\n", "content/gongbao.yaml:3:12: languages 是空的列表 [CFG-ENUM]"},
		{"AsOf", head + "as_of: 2020-07-15\n", "content/gongbao.yaml:3:8: as_of 不是带时区的时刻：\"2020-07-15\" [CFG-INSTANT]"},
		{"Licence", head + "licence: CC-BY-4\n", "content/gongbao.yaml:3:10: licence 的值 \"CC-BY-4\" 不在可用的值之中 [CFG-ENUM]\n  提示：是否为 \"CC-BY-4.0\"？\n"},
		{"LicenceParts", head + "licence: {title: a, url: https://a.cn/}\n", "content/gongbao.yaml:3:10: licence 缺少 name、title 或 url [CFG-LICENCE]"},
		{"Method", head + "method: attain\n", "content/gongbao.yaml:3:9: method 的值 \"attain\" 不在可用的值之中 [CFG-ENUM]"},
		{"Tolerance", head + "tolerance: {on_track: 15}\n", "content/gongbao.yaml:3:12: tolerance 的两个界限不合理：on_track 15，slightly_behind 15 [CFG-RANGE]"},
		{"ToleranceType", head + "tolerance: {on_track: 5%}\n", "content/gongbao.yaml:3:23: tolerance.on_track 的值 \"5%\" 类型不对，应为一个整数 [CFG-TYPE]\n  提示：改成一个整数\n"},
		{"Threshold", head + "disclosure_threshold: -1\n", "content/gongbao.yaml:3:23: disclosure_threshold 不能是负数：-1 [CFG-RANGE]"},
		{"ReportDays", head + "check: {report_days: 400}\n", "content/gongbao.yaml:3:22: check.report_days 应在 0 到 366 之间：400 [CFG-RANGE]"},
		{"Severity", head + "check: {severity: {CSV-SUM: warn}}\n", "content/gongbao.yaml:3:29: check.severity.CSV-SUM 的值 \"warn\" 不在可用的值之中 [CFG-ENUM]\n  提示：可用的值：error、warning、off\n"},
		{"CheckKey", head + "check: {severities: {}}\n", "content/gongbao.yaml:3:9: 未知的键 \"check.severities\" [CFG-UNKNOWN-KEY]\n  提示：是否为 \"severity\"？\n"},
		{"Map", head + "map: {file: content/map/a.geojson}\n", "content/gongbao.yaml:3:6: map 缺少 approval_number [CFG-MAP]"},
		{"MapOutside", head + "map: {file: ../a, approval_number: b}\n", "content/gongbao.yaml:3:6: map.file 不是来源目录之内的路径：\"../a\" [CFG-MAP]"},
		{"MapMissing", head + "map: {file: b, approval_number: b}\n", "content/gongbao.yaml:3:6: map.file 没有这个文件：\"b\" [CFG-MAP]"},
		{"Deploy", head + "deploy: x\n", "content/gongbao.yaml:3:9: deploy 的值 \"x\" 类型不对，应为缩进的一组“键: 值” [CFG-TYPE]\n  提示：改成缩进的一组“键: 值”\n"},
		{"NoSuchDay", head + "as_of: 2020-02-30T09:00:00+08:00\n", "content/gongbao.yaml:3:8: as_of 是不存在的日期或时刻：\"2020-02-30T09:00:00+08:00\" [CFG-INSTANT]\n  提示：检查月、日和时、分\n"},
		{"Formula", "title: =a\nregion: b\n", "content/gongbao.yaml:1:8: title 以 '=' 开头，表格软件会当作公式：\"=a\" [CFG-FORMULA]"},
		{"FormulaOfNotice", head + "notice: \"@a\"\n", "content/gongbao.yaml:3:9: notice 以 '@' 开头"},
		{"FormulaOfPublisher", head + "publisher: {name: +a}\n", "content/gongbao.yaml:3:19: publisher.name 以 '+' 开头"},
		{"OpenBracket", "# 站点\ntitle: [坏\nregion: b\n", "content/gongbao.yaml:2:8: YAML 格式有误：这里的方括号没有闭合 [CFG-SYNTAX]"},
		{"Encoding", "title: \xd4\xc6\n", "content/gongbao.yaml: 配置文件不是 UTF-8 编码 [CFG-ENCODING]"},
		{"Broken", "title: a: b\n", "content/gongbao.yaml:1: YAML 格式有误"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, got := load(tt.yaml); !strings.HasPrefix(got, tt.want) || strings.Count(got, "[CFG-") != max(strings.Count(tt.want, "[CFG-"), 1) {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
	_, faults := Load(fstest.MapFS{})
	if len(faults) != 1 || faults[0].Code != "CFG-MISSING-FILE" || faults[0].Hint == "" {
		t.Errorf("without a file: %v", faults)
	}
}

// A pipe would be waited for forever, and a library's words are no clerk's.
func TestNotAFile(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"pipe":   {File: {Mode: fs.ModeNamedPipe}},
		"folder": {File + "/a": {Data: []byte("a")}},
	} {
		_, faults := Load(fsys)
		if len(faults) != 1 || faults[0].Code != "CFG-UNREADABLE" || faults[0].Message != "content/gongbao.yaml 不是普通文件" {
			t.Errorf("%s: %v", name, faults)
		}
	}
	_, faults := Load(locked{fstest.MapFS{File: {Data: []byte("title: a")}}})
	if len(faults) != 1 || faults[0].Message != "配置文件读不出来" || faults[0].Hint == "" {
		t.Errorf("without permission: %v", faults)
	}
}

type locked struct{ fstest.MapFS }

func (l locked) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
