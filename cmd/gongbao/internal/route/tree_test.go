package route

import "testing"

func TestPathsOfATree(t *testing.T) {
	english := TreeOf("en")
	for _, tt := range []struct{ path, want string }{
		{Home, "en/"},
		{Counties, "en/counties/"},
		{Indicator("X") + "#vintage", "en/indicators/X/#vintage"},
		{SearchNames, "en/search/names.js"},
		{Figure(Measure("1-1"), "trend", "svg"), "en/measures/1-1/figures/trend.svg"},
		{Figure(Home, "matrix", "csv"), "en/figures/matrix.csv"},
		{Share(Home), "en/share.png"},
		{Share(Measure("1-1")), "en/measures/1-1/share.png"},
		{Style, Style},
		{CityBulletin("2020-Q2"), CityBulletin("2020-Q2")},
		{Latest + "observations.csv", Latest + "observations.csv"},
		{Dataset("releases"), "en/data/releases/"},
		{Release("2020-Q2") + "observations.csv", "data/releases/2020-Q2/observations.csv"},
		{NotFound, NotFound},
		{Indicator("X") + "cite.bib", "en/indicators/X/cite.bib"},
		{IndicatorFeed("X"), IndicatorFeed("X")},
		{Feed, Feed},
		{Sitemap, Sitemap},
	} {
		if got := english.Path(tt.path); got != tt.want {
			t.Errorf("Path(%q) = %q, want %q", tt.path, got, tt.want)
		}
		if got := Tree("").Path(tt.path); got != tt.path {
			t.Errorf("at the root: Path(%q) = %q", tt.path, got)
		}
	}
	if got := TreeOf("zh-CN"); got != "zh/" {
		t.Errorf("TreeOf(zh-CN) = %q", got)
	}
}
