package demo

import (
	"bytes"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	testIndicators = `indicator_id,kind,aggregation,numerator,denominator,decimals,value_unit,frequency
BEDS,stock,sum,,,0,张,year
PLACES,stock,sum,,,0,个,year
FULL,rate,ratio,BEDS,PLACES,1,%,year
MOVED,flow,sum,,,1,万人,quarter
`
	// The last quarter of 2019 ends before the first release, 2020-Q1 before the second.
	testReleases = `release_id,title,published_at
2019-Q4,一,2020-01-20T09:00:00+08:00
2020-Q1,二,2020-04-20T09:00:00+08:00
late,三,2022-04-20T09:00:00+08:00
`
	ruleHeader = "file,indicator_id,region_code,first_year,last_year,baseline,final,tilt,season,jitter,shock,source\n"
)

func generate(t *testing.T, rules, unreported string) map[string][]byte {
	t.Helper()
	files, err := Generate(world(rules, unreported))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func world(rules, unreported string) fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"indicators.csv":               file(testIndicators),
		"releases.csv":                 file(testReleases),
		"demonstration/rule.csv":       file(ruleHeader + rules),
		"demonstration/unreported.csv": file("indicator_id,region_code,period,note\n" + unreported),
	}
}

func TestStockGoesFromBaselineToFinal(t *testing.T) {
	// Two years of equal weight: half of 100→200 after the first.
	files := generate(t, "a,BEDS,530001,2018,2019,100,200,,,,,demo\n", "")
	got := string(files["observations/demo-a.csv"])
	want := `indicator_id,region_code,period,value,status,source,release,note
BEDS,530001,2017,100,A,demo,,
BEDS,530001,2018,150,A,demo,,
BEDS,530001,2019,200,A,demo,,
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestRateIsNumeratorOverDenominator(t *testing.T) {
	// 100/300 = 33.33…, 150/300 = 50, 200/300 = 66.66… percent. The rate's rule may stand first.
	files := generate(t, `a,FULL,530001,2018,2019,,,,,,,demo
a,BEDS,530001,2018,2019,100,200,,,,,demo
a,PLACES,530001,2018,2019,300,300,,,,,demo
`, "")
	got := column(t, files["observations/demo-a.csv"], "FULL", "530001")
	if want := []string{"33.3", "50.0", "66.7"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFlowAddsUpWhateverTheJitter(t *testing.T) {
	files := generate(t, "a,MOVED,530001,2018,2020,,10.1,300,50 100 200 80,40,2020-Q1=10,demo\n", "")
	values := column(t, files["observations/demo-a.csv"], "MOVED", "530001")
	if len(values) != 12 {
		t.Fatalf("%d quarters, want 12", len(values))
	}
	sum := int64(0) // tenths
	for _, v := range values {
		n, err := parseDecimal(v, 1)
		if err != nil || n.Sign() < 0 {
			t.Fatalf("value %q: %v", v, err)
		}
		sum += n.Int64()
	}
	if sum != 101 {
		t.Errorf("quarters add up to %d tenths, want 101", sum)
	}
}

func TestSeasonAndShockShape(t *testing.T) {
	// Weights 1, 3, 3, 3 of a final 10.0, then the second year's first quarter down to a tenth: 0.1, 3, 3, 3.
	// The two years weigh 10 + 9.1 = 19.1, so the final 19.1 gives the weights themselves.
	files := generate(t, "a,MOVED,530001,2018,2019,,19.1,,100 300 300 300,,2019-Q1=10,demo\n", "")
	got := column(t, files["observations/demo-a.csv"], "MOVED", "530001")
	want := []string{"1.0", "3.0", "3.0", "3.0", "0.1", "3.0", "3.0", "3.0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReleaseIsTheFirstAfterThePeriod(t *testing.T) {
	files := generate(t, "a,MOVED,530001,2019,2020,,8.0,,,,,demo\n", "")
	var got []string
	for _, r := range records(t, files["observations/demo-a.csv"]) {
		got = append(got, r[2]+" "+r[4]+" "+r[6])
	}
	want := []string{
		"2019-Q1 A ", "2019-Q2 A ", "2019-Q3 A ", "2019-Q4 A ",
		"2020-Q1 P 2020-Q1", "2020-Q2 P late", "2020-Q3 P late", "2020-Q4 P late",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnreportedCellIsMissingAndSaysWhy(t *testing.T) {
	files := generate(t, "a,BEDS,530001,2018,2019,100,200,,,,,demo\n", "BEDS,530001,2018,停电\n")
	if got := string(files["observations/demo-a.csv"]); !strings.Contains(got, "BEDS,530001,2018,,O,demo,,停电\n") {
		t.Errorf("no missing row in:\n%s", got)
	}
}

func TestJitterDependsOnlyOnItsOwnCell(t *testing.T) {
	one := "a,MOVED,530001,2018,2019,,9.7,,,30,,demo\n"
	two := "a,MOVED,530002,2018,2019,,9.7,,,30,,demo\n"
	alone := column(t, generate(t, one, "")["observations/demo-a.csv"], "MOVED", "530001")
	both := generate(t, two+one, "")["observations/demo-a.csv"]
	if got := column(t, both, "MOVED", "530001"); !slices.Equal(got, alone) {
		t.Errorf("another rule changed the row: %v, want %v", got, alone)
	}
	if slices.Equal(column(t, both, "MOVED", "530002"), alone) {
		t.Error("two places move alike")
	}
}

func TestFaultyRules(t *testing.T) {
	for _, c := range []struct{ name, rules, unreported, want string }{
		{"unknown indicator", "a,BED,530001,2018,2019,1,2,,,,,demo\n", "", `unknown indicator "BED"`},
		{"too many decimals", "a,BEDS,530001,2018,2019,1,2.5,,,,,demo\n", "", "more than 0 decimals"},
		{"season of another frequency", "a,BEDS,530001,2018,2019,1,2,,50 50,,,demo\n", "", "want 1 numbers"},
		{"years reversed", "a,BEDS,530001,2019,2018,1,2,,,,,demo\n", "", "last_year 2018 before"},
		{"tilt that would turn a stock back", "a,BEDS,530001,2018,2019,1,2,1000,,,,demo\n", "", "tilt 1000"},
		{"rate without its stocks", "a,FULL,530001,2018,2019,,,,,,,demo\n", "", "has no rule"},
		{"unreported cell without a rule", "a,BEDS,530001,2018,2019,1,2,,,,,demo\n", "BEDS,530009,2018,x\n", "no rule makes the cell"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Generate(world(c.rules, c.unreported))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// The committed rows are the rule's: nobody has edited them, and nobody has changed the rule without `make demo`.
func TestCommittedRowsFollowTheRule(t *testing.T) {
	const data = "../../../../data"
	files, err := Generate(os.DirFS(data))
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(data, "observations", "demo-*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var committed []string
	for _, p := range paths {
		committed = append(committed, "observations/"+filepath.Base(p))
	}
	if made := slices.Sorted(maps.Keys(files)); !slices.Equal(committed, made) {
		t.Fatalf("files are %q, the rule makes %q: run make demo", committed, made)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(data, filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the rule makes: run make demo", path)
		}
	}
}

func records(t *testing.T, file []byte) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// column is the values of one indicator in one region, by time.
func column(t *testing.T, file []byte, indicator, region string) []string {
	t.Helper()
	var values []string
	for _, r := range records(t, file) {
		if r[0] == indicator && r[1] == region {
			values = append(values, r[3])
		}
	}
	return values
}
