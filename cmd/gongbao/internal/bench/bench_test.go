package bench

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// No two counties share a code or a name, no two measures a number or a title, and the codes are in no real province.
func TestNames(t *testing.T) {
	real := []string{"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
		"50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"}
	for _, s := range append(slices.Clone(Shapes), Shape{Name: "most", Counties: 3000, Measures: 999, Quarters: 1}) {
		if err := s.check(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		seen := map[string]bool{}
		once := func(what, name string) {
			if seen[what+name] {
				t.Errorf("%s: two %s %q", s.Name, what, name)
			}
			seen[what+name] = true
		}
		home, _, _ := s.Home()
		once("codes", home)
		for c := 0; s.Tiered && c < s.Counties; c += perPrefecture {
			code, name, _ := s.prefectureOf(c)
			once("codes", code)
			once("names", name)
		}
		for c := range s.Counties {
			code := s.CountyCode(c)
			if len(code) != 6 || slices.Contains(real, code[:2]) {
				t.Fatalf("%s: code %s", s.Name, code)
			}
			once("codes", code)
			once("names", s.CountyShortName(c))
		}
		for m := range s.Measures {
			once("measures", s.MeasureID(m))
			once("titles", s.MeasureTitle(m))
			once("indicators", s.IndicatorName(m))
		}
	}
}

// Paces differ enough for every status, figures lie between start and aim or a little beyond, shares within 100 %.
func TestFigures(t *testing.T) {
	s, err := ShapeNamed("province")
	if err != nil {
		t.Fatal(err)
	}
	for c := range s.Counties {
		for m := range s.Measures {
			k := &kinds[m%len(kinds)]
			start, aim := s.aims(c, m)
			if k.kind != model.Flow && (aim < start) != k.down {
				t.Errorf("%s: from %d to %d", k.indicator, start, aim)
			}
			for q := range s.Quarters {
				v := s.figure(c, m, q)
				if k.unit == "%" && (v < 0 || v > 1000) || v < 0 {
					t.Errorf("%s in county %d: %d", k.indicator, c, v)
				}
			}
		}
	}
	// Worked by hand: 2025-Q4 is the sixteenth quarter, and three before it lies 2025-Q1.
	if got, want := s.Period(12).String(), "2025-Q1"; got != want {
		t.Errorf("period %s, want %s", got, want)
	}
	if got, want := string(appendDecimal(nil, -1205, 2)), "-12.05"; got != want {
		t.Errorf("decimal %s, want %s", got, want)
	}
	if got, want := string(appendDecimal(nil, 7, 1)), "0.7"; got != want {
		t.Errorf("decimal %s, want %s", got, want)
	}
}

// The same shape gives the same bytes: the sum is of what was once written, so that machines and years can be compared.
// A plan that changes makes measurements of before and after it incomparable: say so in the change log.
func TestSameBytes(t *testing.T) {
	s, err := ShapeNamed("small")
	if err != nil {
		t.Fatal(err)
	}
	sums := [2]string{}
	for i := range sums {
		folder := t.TempDir()
		if err := s.Write(folder); err != nil {
			t.Fatal(err)
		}
		hash := sha256.New()
		err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(os.DirFS(folder), path)
			fmt.Fprintf(hash, "%s %d\n%s", path, len(content), content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		sums[i] = fmt.Sprintf("%x", hash.Sum(nil))
	}
	const want = "155e9dbb15e0d97dedfe390fe19831b366a5eb0ef810696b4bc58033eb27ae53"
	if sums[0] != sums[1] || sums[0] != want {
		t.Errorf("sums %s, want twice %s", sums, want)
	}
}
