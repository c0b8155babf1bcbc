package analysis

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
)

// suffix is how the names of a level's regions end, and what such regions are called together.
type suffix struct{ end, peers string }

// suffixes are in the order in which official texts list them: 县（市、区）, 省（区、市）.
var suffixes = map[model.Level][]suffix{
	model.Province: {{"省", "analysis.peers.provinces"}, {"区", "analysis.peers.autonomous-regions"}, {"市", "analysis.peers.municipalities"}},
	model.City: {{"市", "analysis.peers.cities"}, {"州", "analysis.peers.prefectures"}, {"盟", "analysis.peers.leagues"},
		{"区", "analysis.peers.regions"}},
	model.County: {{"县", "analysis.peers.counties"}, {"市", "analysis.peers.county-cities"}, {"区", "analysis.peers.districts"},
		{"旗", "analysis.peers.banners"}},
}

// Peers is what the regions below the plan's own are called together, after the names that they have in the plan's own
// language: 县（区）, 市（州）, 市（县） where a province has a county beside its cities; 地区 where the names say nothing. In
// English counties and districts.
func (a *Assessment) Peers() string {
	var ends, names []string
	for _, level := range model.Levels {
		for _, s := range suffixes[level] {
			if !slices.Contains(ends, s.end) && slices.ContainsFunc(a.Counties, func(r *model.Region) bool {
				return r.Level == level && strings.HasSuffix(cmp.Or(r.Native, r.Name), s.end)
			}) {
				ends, names = append(ends, s.end), append(names, a.Say.Text(s.peers))
			}
		}
	}
	switch len(names) {
	case 0:
		return a.Say.Text("analysis.peers.any")
	case 1:
		return names[0]
	}
	return a.Say.Text("analysis.peers.several", "First", names[0], "Others", strings.Join(names[1:], a.Say.Text("wording.list.comma")),
		"All", a.Say.All(names))
}

// Place is a region as sentences and charts call it: the plan's own region by its kind (全市, 全省, 全州), the nation 全国,
// every other by its short name.
func (a *Assessment) Place(r *model.Region) string {
	switch {
	case r == nil:
		return ""
	case r.Level == model.Nation && a.Say == wording.Chinese:
		return "全国"
	case r.Code != a.Plan.Region || r.Native != "":
		return r.Label()
	}
	for _, s := range append(slices.Clone(suffixes[r.Level]), suffix{end: "县"}) {
		if strings.HasSuffix(r.Name, s.end) {
			return "全" + s.end
		}
	}
	return r.Label()
}
