package bench

import (
	"fmt"
	"strconv"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// kind is what one of the measures counts. Sizes are in units of the indicator's last decimal.
type kind struct {
	title, indicator, definition string
	unit                         string
	kind                         model.IndicatorKind
	decimals                     int
	down                         bool
	start, aim                   int64 // of a county of ordinary size; a flow's aim is a quarter's amount
}

// sums reports whether the counties' figures add up.
func (k *kind) sums() bool { return k.kind != model.Rate }

var kinds = []kind{
	{"引导农业转移人口落户城镇", "落户城镇人数", "本期办结户口迁移、登记为城镇户口的人数，一人只计一次。", "人", model.Flow, 0, false, 0, 640},
	{"促进就业创业", "城镇新增就业人数", "本期在城镇新就业的人数减去自然减员。", "人", model.Flow, 0, false, 0, 1250},
	{"开展职业技能培训", "职业技能培训人次", "本期参加政府补贴的职业技能培训并结业的人次。", "人次", model.Flow, 0, false, 0, 480},
	{"建设农村公路", "新建改建农村公路里程", "本期建成并通过交工验收的里程。", "公里", model.Flow, 1, false, 0, 236},
	{"保障农业转移人口子女入学", "随迁子女公办学校就读率", "在公办学校就读的随迁子女占全部随迁子女的比重，期末数。", "%", model.Rate, 1, false, 715, 950},
	{"提供保障性住房", "保障性住房实有套数", "期末已配租、配售的保障性住房套数。", "套", model.Stock, 0, false, 1900, 4200},
	{"扩大养老服务供给", "养老床位数", "期末各类养老机构可用的床位数。", "张", model.Stock, 0, false, 820, 1600},
	{"缩短办事时限", "户口迁移平均办结时间", "本期办结的户口迁移从受理到办结的平均工作日。", "天", model.Rate, 1, true, 186, 50},
	{"普及自来水", "农村自来水普及率", "期末用上自来水的农村人口占农村人口的比重。", "%", model.Rate, 1, false, 802, 960},
	{"处理生活污水", "新增污水管网长度", "本期建成并通水的污水管网长度。", "公里", model.Flow, 1, false, 0, 87},
	{"建设高标准农田", "高标准农田面积", "期末经验收合格的高标准农田面积。", "万亩", model.Stock, 2, false, 1830, 3120},
	{"推广电子社会保障卡", "电子社会保障卡持卡人数", "期末已领取电子社会保障卡的人数。", "万人", model.Stock, 2, false, 640, 2250},
	{"植树造林", "造林面积", "本期完成并验收的人工造林面积。", "公顷", model.Flow, 0, false, 0, 145},
	{"建设充电设施", "公共充电桩数", "期末可用的公共充电桩数。", "个", model.Stock, 0, false, 130, 1150},
	{"改造老旧小区", "改造老旧小区户数", "本期完成改造的老旧小区的户数。", "户", model.Flow, 0, false, 0, 310},
	{"推行网上办理", "政务服务网上可办率", "期末可以在网上全程办理的事项占全部事项的比重。", "%", model.Rate, 1, false, 624, 980},
	{"建设托育机构", "托位数", "期末备案托育机构可用的托位数。", "个", model.Stock, 0, false, 410, 1380},
	{"开展家庭医生签约", "家庭医生签约服务人次", "本期家庭医生团队提供签约服务的人次。", "人次", model.Flow, 0, false, 0, 2900},
	{"改善空气质量", "细颗粒物平均浓度", "本期各监测点细颗粒物浓度的平均值。", "微克/立方米", model.Rate, 1, true, 412, 300},
	{"开展文化惠民演出", "文化惠民演出场次", "本期由政府购买或补贴的公益演出场次。", "场次", model.Flow, 0, false, 0, 24},
}

// Where there are more measures than kinds, the kinds come back for other fields.
var fields = []string{"", "城区", "乡镇", "园区", "山区", "库区", "林区", "矿区", "易地搬迁安置区", "开发区", "新区", "老城区", "城郊", "沿河", "沿路", "口岸"}

func field(measure int) string {
	n := measure / len(kinds)
	if n < len(fields) {
		return fields[n]
	}
	return fmt.Sprintf("第%d片区", n)
}

// perGroup is how many measures stand in a group.
const perGroup = 10

var groups = []string{"推动转移人口落户", "完善公共服务", "改善城乡环境", "促进就业增收", "保障住房和养老", "加强基础设施", "便利群众办事", "发展特色产业", "培育文明新风", "健全基层治理"}

func group(measure int) string {
	n := measure / perGroup
	if n < len(groups) {
		return groups[n]
	}
	return fmt.Sprintf("%s（%d）", groups[n%len(groups)], n/len(groups)+1)
}

// MeasureID is the number of a measure, from 0, as the plan counts it: 2-7.
func (s Shape) MeasureID(measure int) string {
	return fmt.Sprintf("%d-%d", measure/perGroup+1, measure%perGroup+1)
}

// MeasureTitle is the title of a measure.
func (s Shape) MeasureTitle(measure int) string {
	return field(measure) + kinds[measure%len(kinds)].title
}

// IndicatorID is the code of a measure's one indicator.
func (s Shape) IndicatorID(measure int) string { return fmt.Sprintf("M%03d", measure+1) }

// IndicatorName is the name of a measure's indicator.
func (s Shape) IndicatorName(measure int) string {
	return field(measure) + kinds[measure%len(kinds)].indicator
}

// Unit is the unit of a measure's figures.
func (s Shape) Unit(measure int) string { return kinds[measure%len(kinds)].unit }

// swing is 0 … n-1 by the numbers given, the same on every machine: the finaliser of SplitMix64.
func swing(n int64, of ...int) int64 {
	x := uint64(0x9e3779b97f4a7c15)
	for _, v := range of {
		x += uint64(v+1) * 0x9e3779b97f4a7c15
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		x *= 0x94d049bb133111eb
		x ^= x >> 31
	}
	return int64(x % uint64(n))
}

// Percent that the quarters of a year have of a flow.
var seasons = [4]int64{60, 90, 100, 150}

// aims are baseline and aim of a measure in a county, in units of the last decimal; a flow's aim is the sum of all quarters
// until the target falls due.
func (s Shape) aims(county, measure int) (start, aim int64) {
	k := &kinds[measure%len(kinds)]
	if !k.sums() {
		// Rates differ by a little, and stay within 100 %.
		start = k.start + (swing(61, county, measure, 1)-30)*(k.aim-k.start)/100
		return start, k.aim
	}
	size := 300 + swing(1701, county) // thousandths of an ordinary county's
	if k.kind == model.Flow {
		return 0, max(1, k.aim*size/1000) * int64(s.Quarters+toGo)
	}
	return k.start * size / 1000, max(k.start*size/1000+1, k.aim*size/1000)
}

// figure is a measure's figure in a county and quarter, in units of the last decimal.
//
// A county's pace is 70 % to 130 % of what the target takes, which gives every status; a quarter swings by 3 % of the way.
func (s Shape) figure(county, measure, quarter int) int64 {
	k := &kinds[measure%len(kinds)]
	start, aim := s.aims(county, measure)
	pace := 700 + swing(601, county, measure, 2) // thousandths
	wobble := 970 + swing(61, county, measure, quarter)
	all := int64(s.Quarters + toGo)
	if k.kind == model.Flow {
		season := seasons[int(s.Period(quarter).Index)-1]
		return divided(aim*pace*wobble*season, all*1000*1000*100)
	}
	value := start + divided((aim-start)*int64(quarter+1)*pace*wobble, all*1000*1000)
	if k.unit == "%" {
		value = min(value, 1000)
	}
	return value
}

// divided rounds halves away from zero; d is positive.
func divided(n, d int64) int64 {
	if n < 0 {
		return -divided(-n, d)
	}
	return (2*n + d) / (2 * d)
}

// AppendFigure appends a measure's figure in a county and quarter as the tables have it: 12.5.
func (s Shape) AppendFigure(to []byte, county, measure, quarter int) []byte {
	return appendDecimal(to, s.figure(county, measure, quarter), kinds[measure%len(kinds)].decimals)
}

// Figure is AppendFigure as text.
func (s Shape) Figure(county, measure, quarter int) string {
	return string(s.AppendFigure(nil, county, measure, quarter))
}

func appendDecimal(to []byte, v int64, decimals int) []byte {
	if decimals == 0 {
		return strconv.AppendInt(to, v, 10)
	}
	if v < 0 {
		to, v = append(to, '-'), -v
	}
	power := int64(1)
	for range decimals {
		power *= 10
	}
	to = append(strconv.AppendInt(to, v/power, 10), '.')
	part := strconv.FormatInt(v%power, 10)
	to = append(to, strings.Repeat("0", decimals-len(part))...)
	return append(to, part...)
}

// summedAims are the sums of some counties' baselines and aims.
func (s Shape) summedAims(measure, from, to int) (start, aim int64) {
	for c := from; c < to; c++ {
		a, b := s.aims(c, measure)
		start, aim = start+a, aim+b
	}
	return start, aim
}
