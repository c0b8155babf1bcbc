package bulletin

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

var (
	cover   = &model.Indicator{ID: "COVER", Name: "森林覆盖率", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Decimals: 2}
	planted = &model.Indicator{ID: "PLANTED", Name: "造林面积", ValueUnit: "万亩", Direction: model.Up, Kind: model.Flow, Decimals: 2, Aggregation: model.Sum}
	fires   = &model.Indicator{ID: "FIRES", Name: "火灾隐患点", ValueUnit: "处", Direction: model.Down, Kind: model.Stock}
	city    = &model.Region{Code: "990100", Name: "云岭市", ShortName: "云岭", Level: model.City}
)

// result is a goal of 2020 to 2024 as it stands at a period; attained and expected are in per mille.
func result(in *model.Indicator, kind model.TargetKind, at, value, aim string, s analysis.Status, attained, expected int64) analysis.Result {
	v := num(value)
	target := &model.Target{Indicator: in.ID, Region: city.Code, Kind: kind, Milestones: []model.Milestone{{Period: period("2024"), Value: num(aim)}}}
	p, q := big.NewRat(attained, 1000), big.NewRat(expected, 1000)
	return analysis.Result{
		Indicator: in, Region: city, Target: target, Status: s, Period: period(at), Value: &v, Latest: &analysis.Point{Value: v},
		Aim: target.Aim(), Attained: p, Expected: q, Gap: new(big.Rat).Sub(p, q),
	}
}

func plainText(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}

func TestStanding(t *testing.T) {
	total := result(planted, model.Cumulative, "2023-Q2", "31.20", "60", analysis.SlightlyBehind, 520, 625)
	mean := result(planted, model.AnnualFlow, "2023-Q2", "12.48", "13.00", analysis.OnTrack, 960, 1000)
	rate := result(cover, model.LevelTarget, "2023-Q2", "42.10", "44", analysis.OnTrack, 600, 625)
	older := result(cover, model.LevelTarget, "2022", "42.10", "44", analysis.OnTrack, 500, 500)
	for _, test := range []struct {
		name  string
		goals []analysis.Result
		want  string
	}{
		{"a quantity speaks of its yearly mean, a rate of expected progress", []analysis.Result{mean, total, rate},
			"截至2023年6月末，全市造林面积累计31.20万亩，年均12.48万亩，低于13万亩的要求；森林覆盖率42.10%，完成度60.0%，比序时进度低2.5个百分点。"},
		{"figures of two dates say both", []analysis.Result{older, total},
			"截至2022年末，全市森林覆盖率42.10%，完成度50.0%，与序时进度持平；截至2023年6月末，造林面积累计31.20万亩，完成度52.0%。"},
		{"nothing known, nothing said", []analysis.Result{{Indicator: cover, Status: analysis.NoData}}, ""},
		{"no goals", nil, ""},
	} {
		if got := plainText(standing("全市", test.goals)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	good := result(planted, model.Cumulative, "2023", "50", "60", analysis.Ahead, 833, 750)
	fine := result(planted, model.AnnualFlow, "2023", "15", "15", analysis.OnTrack, 1000, 1000)
	bad := result(cover, model.LevelTarget, "2023", "41", "44", analysis.Behind, 250, 750)
	none := analysis.Result{Indicator: fires, Status: analysis.NoData}
	for _, test := range []struct {
		goals []analysis.Result
		want  string
	}{
		{nil, ""},
		{[]analysis.Result{bad}, "森林覆盖率明显滞后"},
		{[]analysis.Result{fine, fine}, "两项目标均符合序时"},
		{[]analysis.Result{good, fine, bad}, "两项目标跟上序时　森林覆盖率明显滞后"},
		{[]analysis.Result{good, none}, "一项目标快于序时　一项尚无数据"},
	} {
		if got := strings.Join(headline(test.goals), "　"); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestTally(t *testing.T) {
	for _, test := range []struct {
		statuses []analysis.Status
		want     string
	}{
		{nil, ""},
		{[]analysis.Status{analysis.Behind}, ""},
		{[]analysis.Status{analysis.Behind, analysis.Behind}, "2项目标均明显滞后。"},
		{[]analysis.Status{analysis.SlightlyBehind, analysis.Ahead, analysis.SlightlyBehind}, "3项目标中，1项快于序时，2项略有滞后。"},
	} {
		if got := tally("目标", test.statuses); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestConcentration(t *testing.T) {
	list := func(amounts ...int64) []share {
		var shares []share
		for i, a := range amounts {
			shares = append(shares, share{string(rune('甲' + i)), big.NewRat(a, 1)})
		}
		shares = slices.Clone(shares)
		for i := range shares {
			shares[i].name = []string{"甲县", "乙县", "丙县", "丁县", "戊县", "己县"}[i]
		}
		return shares
	}
	for _, test := range []struct {
		shares []share
		want   string
	}{
		{list(50, 16, 12, 12, 10), "差距主要在甲县、乙县两个县（区），合计占六成以上。"}, // 66 of 100
		{list(10, 70, 10, 10), "差距主要在乙县，占七成。"},
		{list(20, 20, 20, 20, 20), "差距主要在甲县、乙县、丙县三个县（区），合计占六成。"},
		{list(17, 17, 17, 17, 16, 16), "差距分布较散，最大的甲县占17.0%。"},
		{list(50, -5, 0), ""}, // one county only: the sentence would say nothing new
	} {
		if got := concentration("县（区）", test.shares); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestProgress(t *testing.T) {
	away := result(cover, model.LevelTarget, "2023", "39.50", "44", analysis.Behind, -125, 750)
	base := num("40.00")
	away.Baseline = &base
	for _, test := range []struct {
		r    analysis.Result
		form int
		want string
	}{
		{result(cover, model.LevelTarget, "2023", "43.40", "44", analysis.Ahead, 850, 750), 0, "覆盖率完成85.0%，比序时进度高10.0个百分点。"},
		{result(cover, model.LevelTarget, "2023", "43.40", "44", analysis.Ahead, 850, 750), 1, "覆盖率走在序时前面，已完成85.0%。"},
		{result(cover, model.LevelTarget, "2023", "43.00", "44", analysis.OnTrack, 750, 750), 0, "覆盖率按序时推进，完成75.0%。"},
		{result(cover, model.LevelTarget, "2023", "42.60", "44", analysis.SlightlyBehind, 650, 750), 0, "覆盖率完成65.0%，比序时进度低10.0个百分点。"},
		{result(cover, model.LevelTarget, "2023", "42.00", "44", analysis.Behind, 500, 750), 0, "覆盖率只完成50.0%，差25.0个百分点。"},
		{away, 0, "覆盖率由40.00%降至39.50%，与目标方向相反。"},
	} {
		if got := progress("覆盖率", &test.r, test.form); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	// A difference beyond the bound is not rounded onto it: −15.04 beside 明显滞后 is not 15.0.
	r := result(cover, model.LevelTarget, "2023", "42", "44", analysis.Behind, 0, 0)
	r.Attained, r.Expected, r.Gap = big.NewRat(5996, 10000), big.NewRat(3, 4), big.NewRat(-1504, 10000)
	if got, want := progress("覆盖率", &r, 0), "覆盖率只完成60.0%，差15.04个百分点。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOutlook(t *testing.T) {
	// 45 of 60 万亩 at the end of September 2023, 12 万亩 in the last year: 15 left take 15 months, to December 2024; at 20
	// a year 9 months, to June 2024.
	reach := result(planted, model.Cumulative, "2023-Q3", "45.00", "60.00", analysis.OnTrack, 750, 750)
	reach.Pace, reach.Projected = big.NewRat(20, 1), big.NewRat(70, 1)
	miss := result(planted, model.Cumulative, "2023-Q3", "45.00", "60.00", analysis.OnTrack, 750, 750)
	miss.Pace, miss.Projected = big.NewRat(8, 1), big.NewRat(55, 1)
	miss.PaceNeeded = big.NewRat(12, 1) // 15 in 15 months
	rate := result(cover, model.LevelTarget, "2023", "42.00", "44.00", analysis.Behind, 500, 750)
	rate.Pace, rate.Projected = big.NewRat(1, 1), big.NewRat(43, 1)
	done := result(cover, model.LevelTarget, "2023", "44.00", "44.00", analysis.Achieved, 1000, 750)
	done.Pace, done.Projected = big.NewRat(1, 1), big.NewRat(45, 1)
	for _, test := range []struct {
		got, want string
	}{
		{led(&reach, 0), "按近一年速度，造林面积累计到2024年6月即可达到60万亩。"},
		{led(&miss, 0), "按近一年速度推算，2024年末造林面积累计为55.00万亩，比目标低5.00万亩。"},
		{led(&rate, 0), "按近一年速度推算，2024年末森林覆盖率为43.00%，比目标低1.00个百分点。"},
		{led(&done, 0), ""},
		{led(&reach, 1), "造林面积累计照近一年的速度，2024年6月可达到60万亩。"},
		{led(&miss, 1), "照近一年的速度，造林面积累计到2024年末为55.00万亩，与目标差5.00万亩。"},
		{effort(&miss, 1), "余下时间须增加15.00万亩才能达到目标，速度要提到近一年的1.5倍。"},
		{effort(&miss, 0), "要完成目标，到2024年末须增加15.00万亩，是近一年速度的1.5倍。"},
		{effort(&reach, 0), ""},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestChanges(t *testing.T) {
	one := &model.Measure{ID: "1-1", Title: "苗木保障"}
	two := &model.Measure{ID: "1-2", Title: "护林队伍"}
	county := &model.Region{Code: "990121", Name: "青石县", ShortName: "青石", Level: model.County}
	changes := []analysis.Change{
		{Region: city, Measure: one, From: analysis.OnTrack, To: analysis.SlightlyBehind},
		{Region: city, Measure: two, From: analysis.OnTrack, To: analysis.SlightlyBehind},
		{Region: county, Measure: one, From: analysis.Ahead, To: analysis.Achieved},
	}
	if got, want := moved("2023年9月末", changes), "与2023年9月末相比，1项状态上升，2项下降。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := moved("", changes[2:]), "与上期相比，1项状态上升，没有下降。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// A first report is no progress, a lost one no decline.
	apart := append(slices.Clone(changes), analysis.Change{Region: county, Measure: two, From: analysis.NoData, To: analysis.Achieved},
		analysis.Change{Region: city, Measure: two, From: analysis.Ahead, To: analysis.NoData})
	if got, want := moved("", apart), "与上期相比，1项状态上升，2项下降，1项首次报数，1项缺报。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := moved("", apart[3:4]), "与上期相比，各项状态没有升降，1项首次报数。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := strings.Join(turns(changes, city), ""), "苗木保障、护林队伍由符合序时降为略有滞后。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRevised(t *testing.T) {
	old, now := num("12.40"), num("11.90")
	r := analysis.Revision{Indicator: planted, Region: city, Period: period("2023-Q2"), Old: model.Observation{Value: &old}, New: model.Observation{Value: &now, Note: "剔除重复验收。"}}
	late, gone := r, r
	late.Old.Value = nil
	gone.New = model.Observation{}
	for _, test := range []struct{ got, want string }{
		{revised(r, "全市"), "全市造林面积，2023年第二季度由12.40万亩修订为11.90万亩。"},
		{revised(late, "云岭市"), "云岭市造林面积，2023年第二季度补报为11.90万亩。"},
		{revised(gone, "全市"), "全市造林面积，2023年第二季度数撤回。"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{bulletinName("云岭市林业发展进展", "云岭市"), "林业发展进展简报"},
		{bulletinName("林业发展公开网站", "云岭市"), "林业发展简报"},
		{bulletinName("云岭市", "云岭市"), "云岭市简报"},
		{bulletinName("防汛简报", ""), "防汛简报"},
		{ordinal(10), "十"}, {ordinal(12), "十二"}, {ordinal(20), "二十"}, {ordinal(21), "二十一"},
		{remedies(3, 3), "3个滞后事项均已报整改措施。"},
		{remedies(3, 1), "3个滞后事项中，1个已报整改措施，其余下期补报。"},
		{remedies(0, 0), ""},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// Under a ceiling less is better: 32 of at most 40 where 30 were due is 80 % of it, 5 points above, and no arrival.
func TestCeiling(t *testing.T) {
	felled := &model.Indicator{ID: "FELLED", Name: "采伐面积", ValueUnit: "万亩", Direction: model.Down, Kind: model.Flow, Decimals: 2}
	total := result(felled, model.Cumulative, "2023", "32.00", "40", analysis.OnTrack, 800, 750)
	total.Ceiling, total.Gap = true, big.NewRat(-50, 1000)
	total.Pace, total.Projected, total.PaceNeeded = big.NewRat(16, 1), big.NewRat(48, 1), big.NewRat(8, 1)
	mean := result(felled, model.AnnualFlow, "2023", "10.67", "10", analysis.SlightlyBehind, 1067, 1000)
	mean.Ceiling = true
	for _, test := range []struct{ got, want string }{
		{distance(&total), "比序时上限高5.0个百分点"},
		{progress("采伐面积", &total, 0), "采伐面积为上限的80.0%，比序时上限高5.0个百分点。"},
		{led(&total, 0), ""},
		{effort(&total, 0), ""},
		{against(&mean), "，超过10万亩的上限"},
		{plainText(standing("全市", []analysis.Result{total})), "截至2023年末，全市采伐面积累计32.00万亩，为上限的80.0%，比序时上限高5.0个百分点。"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// A yearly decrease is named 下降, so its amounts have no minus: −2.0 a year against −3 falls short.
func TestFall(t *testing.T) {
	dust := &model.Indicator{ID: "DUST", Name: "粉尘", ValueUnit: "克", Direction: model.Down, Kind: model.Stock, Decimals: 1}
	slow := result(dust, model.AnnualIncrease, "2023", "-2.0", "-3", analysis.Behind, 667, 1000)
	fast := result(dust, model.AnnualIncrease, "2023", "-3.5", "-3", analysis.Ahead, 1167, 1000)
	for _, test := range []struct{ got, want string }{
		{plainText(standing("全市", []analysis.Result{slow})), "截至2023年末，全市粉尘年均下降2.0克，未达到3克的要求。"},
		{against(&fast), "，达到3克的要求"},
		{requirement(&slow), "每年3克以上"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// Who subtracts the figures as they stand gets the difference as it stands: 60.00 − 45.92 = 14.08, though from 45.915 it
// would be 14.085, which rounds to 14.09.
func TestDifferencesAddUp(t *testing.T) {
	r := result(cover, model.LevelTarget, "2023", "42.00", "60", analysis.Behind, 500, 750)
	r.Pace, r.Projected = big.NewRat(1, 1), big.NewRat(45915, 1000)
	if got, want := led(&r, 0), "按近一年速度推算，2024年末森林覆盖率为45.92%，比目标低14.08个百分点。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	people := &model.Indicator{ID: "PEOPLE", Name: "受训人数", ValueUnit: "人", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum}
	many := result(people, model.Cumulative, "2023", "945520", "1000000", analysis.OnTrack, 945, 950) // shown as 94.6万人
	if got, want := remaining("全市", &many, nil), "全市距100万人还差5.4万人。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := shownDifference(big.NewRat(60, 1), big.NewRat(45915, 1000), 2); got.Cmp(big.NewRat(1408, 100)) != 0 {
		t.Errorf("got %s", got.FloatString(4))
	}
}

// led is what outlook says.
func led(r *analysis.Result, form int) string {
	text, _ := outlook(r, form)
	return text
}
