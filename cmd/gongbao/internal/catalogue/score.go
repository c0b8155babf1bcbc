package catalogue

import (
	"fmt"
	"net/mail"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// Question is one that indexes of open data ask of a catalogue, with what this one has to say to it.
type Question struct {
	Key       string `json:"key"`
	Dimension string `json:"dimension"`
	Title     string `json:"title"`
	Points    int    `json:"points"`
	Of        int    `json:"of"`
	Finding   string `json:"finding"`
	Remedy    string `json:"remedy,omitempty"` // what to do for the rest; empty where all points are there
}

// perQuestion is what each question is worth.
const perQuestion = 10

// Score is the office's self-check: the questions of the data layer, answered from the data themselves. Lateness is measured
// at the newest release and not today, so that the same data have the same score. signed says whether a key signs them.
func (in *Folder) Score(signed bool) []Question {
	var list []Question
	add := func(key, dimension, title string, points float64, finding, remedy string) {
		q := Question{Key: key, Dimension: dimension, Title: title, Of: perQuestion, Finding: finding, Points: int(points*perQuestion + 1e-9)}
		if q.Points < q.Of {
			q.Remedy = remedy
		}
		list = append(list, q)
	}
	cfg, p := in.Config, in.Plan

	licence := cfg.Licence.Title
	if licence == "" {
		licence = cfg.Licence.Name
	}
	add("licence", "许可", "许可是否写明并有网址", share(count(cfg.Licence.Name != "", webAddress(cfg.Licence.URL) != ""), 2),
		"许可："+licence, "在 gongbao.yaml 的 licence 写 SPDX 代码，或写明名称和网址")
	_, mailErr := mail.ParseAddress(cfg.Publisher.Contact)
	add("contact", "元数据", "主办单位和联系方式是否齐全", share(count(cfg.Publisher.Name != "", cfg.Publisher.Contact != "", mailErr == nil), 3),
		fmt.Sprintf("主办：%s；联系：%s", orNone(cfg.Publisher.Name), orNone(cfg.Publisher.Contact)), "在 gongbao.yaml 的 publisher 写 name，contact 写电子邮箱")
	add("address", "元数据", "是否有永久地址", share(count(cfg.BaseURL != ""), 1), "正式地址："+orNone(cfg.BaseURL), "在 gongbao.yaml 写 base_url，引用、目录和订阅源才有完整地址")

	defined := 0
	for i := range p.Indicators {
		if p.Indicators[i].Definition != "" {
			defined++
		}
	}
	add("definitions", "元数据", "指标是否都有口径", share(defined, len(p.Indicators)),
		fmt.Sprintf("%d 个指标中 %d 个有口径", len(p.Indicators), defined), "在 indicators.csv 的 definition 补写")
	traced := 0
	for i := range p.Sources {
		if s := &p.Sources[i]; s.Publisher != "" && (s.URL != "" || s.Kind != model.Official) {
			traced++
		}
	}
	add("sources", "元数据", "来源是否有发布单位、官方来源是否有网址", share(traced, len(p.Sources)),
		fmt.Sprintf("%d 个来源中 %d 个齐全", len(p.Sources), traced), "在 sources.csv 补 publisher 和 url")
	add("formats", "格式", "是否提供开放、机器可读的格式和整包下载", 1, "CSV、XLSX、JSON、NDJSON、Parquet、SDMX-CSV，整包 ZIP", "")
	points, finding := in.timely()
	add("timeliness", "及时", "各指标是否按承诺的频率更新", points, finding, "补报落后的指标，或在 indicators.csv 改写实际的 frequency")
	rows, missing, invented := 0, 0, 0
	for i := range in.Sets {
		if s := &in.Sets[i]; s.Name == "observations" {
			rows, missing, invented = s.Len(), s.Missing, s.Demonstration
		}
	}
	add("completeness", "完整", "观测值是否有缺", share(rows-missing, rows), fmt.Sprintf("%d 行中 %d 行没有数", rows, missing), "补报缺数，或写明原因")
	add("authority", "可信", "数据是否真实（非演示）", share(rows-invented, rows), fmt.Sprintf("%d 行中 %d 行是演示数据", rows, invented), "用正式报表替换演示数据")
	add("api", "接口", "是否有不用申请的接口和说明", 1, "固定地址的 JSON，OpenAPI 3.1 说明，按地区、指标、措施切片", "")
	revisions := analysis.Revised(p)
	explained := 0
	for _, r := range revisions {
		if r.New.Note != "" {
			explained++
		}
	}
	history := fmt.Sprintf("%d 个批次永久保存；%d 处修订中 %d 处写明原因", len(p.Releases), len(revisions), explained)
	add("history", "历史", "是否保留历次发布、修订是否有原因",
		share(count(len(p.Releases) > 1)+explained, 1+len(revisions)), history, "分批次发布，修订的行在 note 写明原因")
	add("integrity", "安全", "是否有校验和与签名", share(count(true, signed), 2), map[bool]string{true: "有 SHA256SUMS 和签名", false: "有 SHA256SUMS，没有签名"}[signed],
		"生成时用 --sign-key 指定 minisign 私钥")
	return list
}

func orNone(s string) string {
	if s == "" {
		return "未写"
	}
	return s
}

func count(facts ...bool) int {
	n := 0
	for _, f := range facts {
		if f {
			n++
		}
	}
	return n
}

// share is a part of a whole; all of nothing is all.
func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// timely is the share of indicators of the plan's goals and measures whose newest figure was due at the newest release and
// there: a period may come one period and a month after its end.
func (in *Folder) timely() (points float64, finding string) {
	if in.Release == nil || in.Release.PublishedAt.IsZero() {
		return 0, "没有发布批次，无从对照"
	}
	newest := map[string]int{}
	for i := range in.Plan.Observations {
		if o := &in.Plan.Observations[i]; o.Value != nil && !o.Projected() {
			newest[o.Indicator] = max(newest[o.Indicator], o.Period.End())
		}
	}
	at := in.Release.PublishedAt
	now := at.Year()*12 + int(at.Month())
	due, kept := 0, 0
	for i := range in.Plan.Indicators {
		x := &in.Plan.Indicators[i]
		if x.Measure == "" && !x.Headline || newest[x.ID] == 0 {
			continue
		}
		due++
		if now-newest[x.ID] <= 2*x.Frequency.Months()+1 {
			kept++
		}
	}
	return share(kept, due), fmt.Sprintf("到批次 %s 为止，%d 个目标和措施指标中 %d 个按频率更新", in.Release.ID, due, kept)
}

// Total adds up the points of a score.
func Total(list []Question) (points, of int) {
	for _, q := range list {
		points += q.Points
		of += q.Of
	}
	return points, of
}

// ScoreFile is the published self-check, below data/.
const ScoreFile = "score.json"

// ScoreJSON is its content.
func (in *Folder) ScoreJSON(list []Question) ([]byte, error) {
	points, of := Total(list)
	doc := map[string]any{"title": in.Config.Title + "：开放数据自检", "points": points, "of": of, "questions": list}
	if in.Release != nil {
		doc["release"] = in.Release.ID
	}
	return indented(doc)
}
