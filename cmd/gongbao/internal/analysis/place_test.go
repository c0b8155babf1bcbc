package analysis

import (
	"testing"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

func TestPeersAndPlace(t *testing.T) {
	region := func(code, name string, level model.Level) *model.Region {
		return &model.Region{Code: code, Name: name, ShortName: code, Level: level}
	}
	tests := []struct {
		home         *model.Region
		below        []string
		level        model.Level
		peers, place string
	}{
		{region("云岭", "云岭市", model.City), []string{"青石县", "白水区"}, model.County, "县（区）", "全市"},
		{region("云岭", "云岭自治州", model.City), []string{"青石县", "白水市", "黑土自治县", "红岩区"}, model.County, "县（市、区）", "全州"},
		{region("南海", "南海省", model.Province), []string{"云岭市", "雾川州"}, model.City, "市（州）", "全省"},
		{region("南海", "南海自治区", model.Province), []string{"云岭市"}, model.City, "市", "全区"},
		{region("国", "某国", model.Nation), []string{"南海省", "北山区", "东城市"}, model.Province, "省（区、市）", "全国"},
		{region("园区", "云岭园", model.City), nil, model.County, "地区", "园区"},
	}
	for _, tt := range tests {
		a := &Assessment{Say: wording.Chinese, Plan: &model.Plan{Region: tt.home.Code}}
		for _, name := range tt.below {
			a.Counties = append(a.Counties, region(name, name, tt.level))
		}
		if got := a.Peers(); got != tt.peers {
			t.Errorf("%s: Peers() = %s, want %s", tt.home.Name, got, tt.peers)
		}
		if got := a.Place(tt.home); got != tt.place {
			t.Errorf("%s: Place() = %s, want %s", tt.home.Name, got, tt.place)
		}
	}
}
