package analysis

import (
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
)

// suffixes end the names of a level's regions, in the order in which official texts list them: 县（市、区）, 省（区、市）.
var suffixes = map[model.Level][]string{
	model.Province: {"省", "区", "市"},
	model.City:     {"市", "州", "盟", "区"},
	model.County:   {"县", "市", "区", "旗"},
}

// Peers is what the regions below the plan's own are called together, after the names that they have: 县（区）, 市（州）,
// 市（县） where a province has a county beside its cities; 地区 where the names say nothing.
func (a *Assessment) Peers() string {
	var found []string
	for _, level := range model.Levels {
		for _, suffix := range suffixes[level] {
			if !slices.Contains(found, suffix) && slices.ContainsFunc(a.Counties, func(r *model.Region) bool {
				return r.Level == level && strings.HasSuffix(r.Name, suffix)
			}) {
				found = append(found, suffix)
			}
		}
	}
	switch len(found) {
	case 0:
		return "地区"
	case 1:
		return found[0]
	}
	return found[0] + "（" + strings.Join(found[1:], "、") + "）"
}

// Place is a region as sentences and charts call it: the plan's own region by its kind (全市, 全省, 全州), the nation 全国,
// every other by its short name.
func (a *Assessment) Place(r *model.Region) string {
	switch {
	case r == nil:
		return ""
	case r.Level == model.Nation:
		return "全国"
	case r.Code != a.Plan.Region:
		return r.Label()
	}
	for _, suffix := range append(slices.Clone(suffixes[r.Level]), "县") {
		if strings.HasSuffix(r.Name, suffix) {
			return "全" + suffix
		}
	}
	return r.Label()
}
