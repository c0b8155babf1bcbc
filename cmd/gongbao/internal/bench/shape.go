// Package bench makes plans of any size, so that speed, memory and growth can be measured on them: `make bench` and the
// tests that count what a build writes. A plan is a function of its shape, without a clock and without randomness: the
// same shape gives the same bytes on every machine, and a checker knows every figure without having kept one.
//
// The figures are invented by the rule in figures.go; their source is of the kind demonstration and the codes lie in
// ranges that GB/T 2260 leaves free, so that no real county ever stands beside one.
package bench

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// Shape is how large a plan is.
type Shape struct {
	Name     string
	Counties int // regions right below the plan's own, which have pages
	Measures int // each with one indicator
	Quarters int // each indicator has a figure in each county in each of them
	// Tiered puts prefectures between the plan's own region and the counties, with figures of the counties only: what lies
	// above is summed, and only the prefectures have pages. Verify cannot read such a site.
	Tiered bool
}

// Shapes are those that have names. The first three are the sizes that goals are set for.
var Shapes = []Shape{
	{Name: "small", Counties: 10, Measures: 20, Quarters: 16},
	{Name: "province", Counties: 100, Measures: 20, Quarters: 16},
	{Name: "national", Counties: 2850, Measures: 20, Quarters: 16},
	{Name: "long", Counties: 12, Measures: 300, Quarters: 80}, // few counties, many measures, twenty years
	{Name: "single", Counties: 1, Measures: 1, Quarters: 1},   // as small as a plan can be
	{Name: "tiered", Counties: 100, Measures: 20, Quarters: 16, Tiered: true},
}

// ShapeNamed is one of Shapes.
func ShapeNamed(name string) (Shape, error) {
	var known []string
	for _, s := range Shapes {
		if s.Name == name {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return Shape{}, fmt.Errorf("没有规模 %q，有：%s", name, strings.Join(known, "、"))
}

// Pages are those that every generator makes: one of the plan, one a county, one a measure, and one for each measure in
// each county.
func (s Shape) Pages() int { return 1 + s.Counties + s.Measures + s.Counties*s.Measures }

// Rows are the observations.
func (s Shape) Rows() int { return s.Counties * s.Measures * s.Quarters }

func (s Shape) check() error {
	switch {
	case s.Counties < 1 || s.Measures < 1 || s.Quarters < 1:
		return fmt.Errorf("县、措施和季度都至少是1，这里是 %d、%d、%d", s.Counties, s.Measures, s.Quarters)
	case s.Counties > len(firstSyllables)*len(secondSyllables):
		return fmt.Errorf("至多 %d 个县，这里是 %d", len(firstSyllables)*len(secondSyllables), s.Counties)
	case s.Measures > 999:
		return fmt.Errorf("至多999项措施，这里是 %d", s.Measures)
	case s.Quarters > 4*100:
		return fmt.Errorf("至多400个季度，这里是 %d", s.Quarters)
	}
	return nil
}

// lastYear is the year whose fourth quarter is the newest, whatever the shape.
const lastYear = 2025

// Period is a quarter of the plan, from 0; -1 is the baseline's, Quarters-1 the newest.
func (s Shape) Period(quarter int) model.Period {
	n := lastYear*4 + 4 - s.Quarters + quarter
	return model.Period{Year: int16(n / 4), Freq: model.Quarter, Index: uint8(n%4 + 1)}
}

// toGo is how many quarters after the newest the targets fall due.
const toGo = 4

// The two-digit codes of provinces that GB/T 2260 has given to none.
var freeProvinces = []int{16, 17, 18, 19, 24, 25, 26, 27, 28, 29, 30, 38, 39, 40, 47, 48, 49, 55, 56, 57, 58, 59, 60, 66, 67, 68, 69, 72, 73, 74, 75}

// In a prefecture lie so many counties, in a province so many prefectures.
const (
	perPrefecture = 10
	prefectures   = 10
)

// Home is the code, name and level of the plan's own region: a city, a province or a country, by the number of counties.
func (s Shape) Home() (code, name string, level model.Level) {
	switch {
	case s.Counties <= 90 && !s.Tiered:
		return fmt.Sprintf("%02d0100", freeProvinces[0]), "云岭市", model.City
	case s.Counties <= perPrefecture*prefectures:
		return fmt.Sprintf("%02d0000", freeProvinces[0]), "云岭省", model.Province
	}
	return "000000", "云岭", model.Nation
}

// CountyCode is the code of a county, from 0: province, prefecture, county.
func (s Shape) CountyCode(county int) string {
	if _, _, level := s.Home(); level == model.City {
		return fmt.Sprintf("%02d01%02d", freeProvinces[0], county+1)
	}
	province := county / (perPrefecture * prefectures)
	prefecture := county / perPrefecture % prefectures
	number := county % perPrefecture
	// More provinces than there are free codes: the prefectures go on counting.
	prefecture += province / len(freeProvinces) * prefectures
	return fmt.Sprintf("%02d%02d%02d", freeProvinces[province%len(freeProvinces)], prefecture+1, 21+number)
}

// prefectureOf is the region that a county of a tiered plan lies in: code, name, and the first county of it.
func (s Shape) prefectureOf(county int) (code, name string, first int) {
	first = county / perPrefecture * perPrefecture
	short := []rune(s.CountyShortName(first))
	return s.CountyCode(county)[:4] + "00", string([]rune{short[1], short[0]}) + "州", first
}

// Syllables of place names. Every pair of them is one county's, so that no two have the same name.
var (
	firstSyllables  = []rune("青白云石金银玉清平安永新东西南北上下大长高龙凤花松竹柳梅兰桃杨桐江河湖海沙洪泉溪阳明文武和顺兴福丰宁万双三乐吉瑞景秀康")
	secondSyllables = []rune("山水川江河溪泉湖州城关口桥坪坝岭峰台塘沟湾岩林田原丰源阳阴安宁平和昌盛华荣德义仁信化乡镇堡寨屯沙流门浦店潭洲")
)

// CountyShortName is a county's name without the word for what it is: 青山.
func (s Shape) CountyShortName(county int) string {
	// A step that has no divisor in common with the number of pairs goes through all of them once, far apart.
	n := len(firstSyllables) * len(secondSyllables)
	step := 1009
	at := county * step % n
	return string([]rune{firstSyllables[at%len(firstSyllables)], secondSyllables[at/len(firstSyllables)]})
}

// CountyName is a county's name: 青山县.
func (s Shape) CountyName(county int) string {
	suffix := "县"
	switch county % 10 {
	case 0, 1, 5:
		suffix = "区"
	case 7:
		suffix = "市"
	}
	return s.CountyShortName(county) + suffix
}
