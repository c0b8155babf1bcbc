package site

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// keptFigure is what figureEnd finds.
var keptFigure = regexp.MustCompile(`\d{4}年(?:第[一二三四]季度|[上下]半年|\d{1,2}月(?:\d{1,2}日|末)?|末)?(?:批次| [−+]?\d[\d.,]*(?:[%‰]|` + counters + `)?)?` +
	`|第[一二三四五六七八九十\d]+(?:季度|` + counters + `)` +
	`|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.]+)+` +
	`|\d{4}-(?:Q[1-4]|H[12]|\d{2}(?:-\d{2})?)|（?\d+-\d+）?` +
	`|[−+±]?\d[\d.,]*(?:[%‰](?:以[上下内])?|` + counters + `)(?:以[上下内])?`)

func figuresBy(text string) (found []string) {
	for i := 0; i < len(text); {
		if end := figureEnd(text, i); end > 0 {
			found = append(found, text[i:end])
			i = end
		} else {
			i++
		}
	}
	return found
}

func sameFigures(t *testing.T, text string) {
	t.Helper()
	if got, want := strings.Join(figuresBy(text), "|"), strings.Join(keptFigure.FindAllString(text, -1), "|"); got != want {
		t.Fatalf("%q:\ngot  %s\nwant %s", text, got, want)
	}
}

var pieces = strings.Fields("2020年 2020- 第一 第二 第三季度 第四季度 第五季度 3月 12月 31日 3-2 CC- 1.5% 2020 2 12 31 0 1.9 1,234.5 年 年 月 日 末 第 第 一 四 十 季度 上半年 下半年 批次 − + ± - - （ ） % ‰ 以上 以下 以内 以 Q1 Q5 H2 H3 A CC.BY x 个百分点 百分点 个 万 万人 万人次 人 工作日 工 项措施 项 年均 县 。 ， . ,")

func TestKeptFigures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all := append(pieces, " ", " ", "2020年 +", "2020年 −", "H0")
	for range 200_000 {
		var b strings.Builder
		for range 1 + random.IntN(8) {
			b.WriteString(all[random.IntN(len(all))])
		}
		sameFigures(t, b.String())
	}
}

func FuzzKeptFigures(f *testing.F) {
	f.Add("2020年第三季度 12.5万人以上，第3期，CC-BY-4.0（3-2）\xff")
	f.Fuzz(func(t *testing.T, text string) { sameFigures(t, text) })
}
