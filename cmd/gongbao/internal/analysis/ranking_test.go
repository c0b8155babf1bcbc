package analysis

import (
	"fmt"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

func rankingWorld(t *testing.T, direction string) *world {
	w := newWorld(t).indicator("X % " + direction + " rate none 2 year")
	for _, r := range []struct{ code, name string }{{"900123", "丙县"}, {"900124", "丁县"}, {"900125", "戊县"}} {
		w.plan.Regions = append(w.plan.Regions, model.Region{Code: r.code, Name: r.name, ShortName: r.name, Level: model.County, Parent: city})
	}
	return w
}

func order(ranked []Ranked) (s string) {
	for _, r := range ranked {
		s += fmt.Sprintf("%d%s ", r.Place, r.Region.Name)
	}
	return s
}

// 白溪 and 丁 are equal and share the second place, the third is left out; 丙 has only an older figure.
func TestRanking(t *testing.T) {
	const rows = "X stone 2018 30\nX brook 2018 40.0\nX 900123 2017 99\nX 900124 2018 40\nX 900125 2018 50\nX city 2019 1"
	for direction, want := range map[string]string{
		"up":   "1戊县 2白溪县 2丁县 4青石县 0丙县 ",
		"down": "1青石县 2白溪县 2丁县 4戊县 0丙县 ",
	} {
		ranked := rankingWorld(t, direction).headline("X").rows(rows).assess().Ranking("X")
		if got := order(ranked); got != want {
			t.Errorf("%s: %s, want %s", direction, got, want)
		}
		if last := ranked[4]; last.Point != nil || last.Result.Reason != NoTarget {
			t.Errorf("%+v", last)
		}
	}
}

// The city has reported 2019, the counties only 2018: place and status of a county are both of 2018.
func TestRankingPairsOnePeriod(t *testing.T) {
	w := rankingWorld(t, "up").headline("X").target("X stone level 2016 0 2020 100").
		rows("X stone 2018 50\nX brook 2018 40\nX city 2019 1")
	first := w.assess().Ranking("X")[0]
	if first.Region.Code != stone || first.Point.Period.String() != "2018" || first.Result.Period != first.Point.Period || first.Result.Status != OnTrack {
		t.Errorf("%s: point of %s, result of %s: %s", first.Region.Name, first.Point.Period, first.Result.Period, first.Result.Status.Word())
	}
	w.rows("X brook 2018-H2 41") // it ends with 2018
	if got := order(w.assess().Ranking("X")); got != "1青石县 2白溪县 0丙县 0丁县 0戊县 " {
		t.Error(got)
	}
}

// Half of the time is over. 青石 has 60 % of its way, 白溪 the higher value but 40 %, 丙 no target of this kind.
func TestRankingByGap(t *testing.T) {
	w := rankingWorld(t, "up").
		target("X stone level 2016 30 2020 40").target("X brook level 2016 50 2020 60").
		target("X 900123 annual_increase 2016 30 2020 1").target("X 900124 level 2016 30 2020 40").
		rows("X stone 2018 36\nX brook 2018 54\nX 900123 2018 90\nX 900124 2017 39")
	ranked := w.assess().RankingByGap("X", model.LevelTarget)
	if got, want := order(ranked), "1青石县 2白溪县 0丙县 0丁县 0戊县 "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if ranked[2].Result.Reason != NoTarget || ranked[3].Result.Reason != NotReported {
		t.Errorf("%q %q", ranked[2].Result.Reason, ranked[3].Result.Reason)
	}
}
