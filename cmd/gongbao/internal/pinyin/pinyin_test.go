package pinyin

import (
	"slices"
	"testing"
)

func TestReadings(t *testing.T) {
	if got := Readings('重'); len(got) < 2 || got[0] != "zhong" || !slices.Contains(got, "chong") {
		t.Errorf("重: %v", got)
	}
	if got := Readings('a'); len(got) != 0 {
		t.Errorf("a: %v", got)
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"放开落户":         "fang-kai-luo-hu",
		"“十三五”规划2020年": "shi-san-wu-gui-hua-2020-nian",
		"GDP 增速":       "gdp-zeng-su",
		"，——":          "",
		"":             "",
	} {
		if got := Slug(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestInitials(t *testing.T) {
	if got := Initials("七星关（区）A"); got != "qxgq" {
		t.Errorf("got %s", got)
	}
}
