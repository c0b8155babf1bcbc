package disclosure

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
)

// country is 省 with two cities of three counties each, and a zone. A counts persons, B is a share of it, KM is not personal.
func country(rows string) model.Plan {
	p := model.Plan{
		Region: "1",
		Regions: []model.Region{
			{Code: "1", Name: "省", Level: model.Province},
			{Code: "11", Name: "甲市", Level: model.City, Parent: "1"}, {Code: "12", Name: "乙市", Level: model.City, Parent: "1"},
			{Code: "111", Name: "甲一", Level: model.County, Parent: "11"}, {Code: "112", Name: "甲二", Level: model.County, Parent: "11"},
			{Code: "113", Name: "甲三", Level: model.County, Parent: "11"},
			{Code: "121", Name: "乙一", Level: model.County, Parent: "12"}, {Code: "122", Name: "乙二", Level: model.County, Parent: "12"},
			{Code: "123", Name: "乙三", Level: model.County, Parent: "12"},
			{Code: "119", Name: "新区", Level: model.Zone, Parent: "11"},
		},
		Sources: []model.Source{{ID: "s", Name: "s", Kind: model.Official}},
		Indicators: []model.Indicator{
			{ID: "A", Name: "A", ValueUnit: "人", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Frequency: model.Year, Persons: true},
			{ID: "W", Name: "W", ValueUnit: "万人", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Frequency: model.Year, Decimals: 4, Persons: true},
			{ID: "ALL", Name: "ALL", ValueUnit: "人", Direction: model.Up, Kind: model.Stock, Aggregation: model.Sum, Frequency: model.Year, Persons: true},
			{ID: "RATE", Name: "RATE", ValueUnit: "%", Direction: model.Up, Kind: model.Rate, Aggregation: model.Ratio, Numerator: "A", Denominator: "ALL", Frequency: model.Year, Decimals: 2},
			{ID: "KM", Name: "KM", ValueUnit: "公里", Direction: model.Up, Kind: model.Flow, Aggregation: model.Sum, Frequency: model.Year},
		},
	}
	for i := range 3 {
		p.Releases = append(p.Releases, model.Release{ID: fmt.Sprintf("r%d", i+1), PublishedAt: time.Date(2020+i, 1, 1, 0, 0, 0, 0, time.UTC)})
	}
	for line := range strings.Lines(rows) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		o := model.Observation{Indicator: f[0], Region: f[1], Status: "A", Source: "s", Release: "r1"}
		o.Period, _ = model.ParsePeriod(f[2])
		n, err := model.ParseNumber(f[3])
		if err != nil {
			panic(err)
		}
		o.Value = &n
		if len(f) > 4 {
			o.Release = f[4]
		}
		p.Observations = append(p.Observations, o)
	}
	return p
}

// hidden are the cells that have lost their figure, as "A 111".
func hidden(p *model.Plan) string {
	var cells []string
	for _, o := range p.Observations {
		if o.Status == model.SuppressedStatus {
			cells = append(cells, o.Indicator+" "+o.Region)
			if o.Value != nil || o.Note != Note {
				panic("a figure is half held back")
			}
		}
	}
	return strings.Join(cells, ", ")
}

func TestProtect(t *testing.T) {
	tests := map[string]struct{ rows, want string }{
		"NothingSmall":   {"A 111 2019 10\nA 112 2019 0\nA 113 2019 90\nA 11 2019 100", ""},
		"NotPersons":     {"KM 111 2019 3\nKM 112 2019 30\nKM 113 2019 9\nKM 11 2019 42", ""},
		"InTenThousands": {"W 111 2019 0.0009\nW 112 2019 0.0010", "W 111"},
		// Without a published total nothing gives the small one away.
		"NoTotal": {"A 111 2019 4\nA 112 2019 40\nA 113 2019 60", "A 111"},
		// 100 − 36 − 60 = 4: the smaller of the others goes too.
		"Total": {"A 111 2019 4\nA 112 2019 36\nA 113 2019 60\nA 11 2019 100", "A 111, A 112"},
		// Two small ones that add up to 5 < 10 tell too much of each other.
		"TwoSmall": {"A 111 2019 2\nA 112 2019 3\nA 113 2019 60\nA 11 2019 65", "A 111, A 112, A 113"},
		// A zero covers nobody; where only zeros are left the total goes.
		"Zeros": {"A 111 2019 4\nA 112 2019 0\nA 113 2019 0\nA 11 2019 4", "A 11, A 111"},
		// 甲市 is not published: 省's total gives it by way of 乙市.
		"TotalAbove": {"A 111 2019 4\nA 112 2019 36\nA 113 2019 60\nA 121 2019 50\nA 122 2019 50\nA 123 2019 50\nA 1 2019 250", "A 111, A 112"},
		"Zone":       {"A 119 2019 4\nA 111 2019 20\nA 112 2019 36\nA 113 2019 60\nA 11 2019 116", "A 119"},
		// 8 of 80 is the rate of 10 %.
		"Rate": {"A 111 2019 8\nALL 111 2019 80\nRATE 111 2019 10.00\nA 112 2019 50\nALL 112 2019 100\nRATE 112 2019 50.00", "A 111, RATE 111"},
		// What r1 has shown cannot cover anything in r2: the total, which is new, has to go.
		"LateTotal": {"A 111 2019 4\nA 112 2019 36\nA 113 2019 60\nA 11 2019 100 r2", "A 11, A 111"},
		// 111 has no row: the others and the total leave 4 for it.
		"Rest": {"A 112 2019 36\nA 113 2019 60\nA 11 2019 100", "A 112"},
		// r2 repeats what r1 has shown: the repetition covers nothing.
		"Repeated": {"A 112 2019 36\nA 113 2019 60\nA 112 2019 36 r2\nA 111 2019 4 r2\nA 11 2019 100 r2", "A 11, A 111"},
		"StaysSo":  {"A 111 2019 4\nA 111 2019 12 r2", "A 111, A 111"},
		// 5 % of 80 are 4, whether or not a row says so; of 80,000 it is no small count, and 0.01 % of these is 4 to 12.
		"RateAlone":     {"ALL 111 2019 80\nRATE 111 2019 5.00", "RATE 111"},
		"RateOfMany":    {"ALL 111 2019 80000\nRATE 111 2019 5.00", ""},
		"RateTooCoarse": {"ALL 111 2019 200000\nRATE 111 2019 0.00\nA 111 2019 7 r2", "A 111"},
		"RateFirst":     {"RATE 111 2019 5.00\nALL 111 2019 80 r2", "ALL 111"},
		"RateThenCount": {"ALL 111 2019 80\nRATE 111 2019 5.00\nA 111 2019 4 r2", "A 111, RATE 111"},
		// 甲市's rate and number of persons give its count, 104; of the other two, one is held back.
		"RateAbove": {"A 111 2019 4\nA 112 2019 40\nA 113 2019 60\nALL 111 2019 80\nALL 112 2019 400\nALL 113 2019 600\nALL 11 2019 1080\nRATE 11 2019 9.63",
			"A 111, A 112"},
		// Only the rates tell of the others: the city's goes.
		"RatesAround": {"A 111 2019 4\nALL 111 2019 80\nALL 112 2019 400\nALL 113 2019 600\nALL 11 2019 1080\nRATE 11 2019 9.63\nRATE 112 2019 10.00\nRATE 113 2019 10.00",
			"A 111, RATE 112"},
		// A count revised to a small one: its new total would give it away, the old one does not.
		"RevisedDown": {"A 111 2019 12\nA 112 2019 40\nA 113 2019 60\nA 11 2019 112\nA 111 2019 4 r2\nA 11 2019 104 r2", "A 11, A 111"},
		"RevisedUp":   {"A 111 2019 4\nA 112 2019 40\nA 113 2019 60\nA 11 2019 104\nA 111 2019 14 r2\nA 11 2019 114 r2", "A 111, A 111, A 112"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, exposed := Protect(model.NewPlan(country(tt.rows)), 10)
			if got := hidden(p); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if exposed != nil {
				t.Errorf("exposed: %v", exposed)
			}
		})
	}
	t.Run("Off", func(t *testing.T) {
		if p, _ := Protect(model.NewPlan(country(tests["Total"].rows)), 0); hidden(p) != "" {
			t.Errorf("held back: %s", hidden(p))
		}
	})
	t.Run("Exposed", func(t *testing.T) {
		_, exposed := Protect(model.NewPlan(country("A 111 2019 12\nA 112 2019 36\nA 113 2019 60\nA 11 2019 100\nA 111 2019 4 r2")), 10)
		if len(exposed) != 1 || exposed[0].Region != "111" {
			t.Errorf("exposed %v, want 111: everything around it is public", exposed)
		}
	})
}

// The baseline of a target is a figure like any other.
func TestBaselines(t *testing.T) {
	p := country("ALL 111 2018 5000")
	five, _ := model.ParseNumber("5")
	period, _ := model.ParsePeriod("2017")
	aim, _ := model.ParsePeriod("2020")
	p.Targets = []model.Target{{Indicator: "ALL", Region: "111", Kind: model.LevelTarget, BaselinePeriod: period, BaselineValue: &five,
		Milestones: []model.Milestone{{Period: aim, Value: five}}}}
	q, _ := Protect(model.NewPlan(p), 10)
	if q.Targets[0].BaselineValue != nil {
		t.Error("the baseline is there")
	}
	if p.Targets[0].BaselineValue == nil {
		t.Error("the plan that was given has changed")
	}
}

// An attacker who has every published row, the computed totals included, solves the sums for what is held back, over a
// thousand random countries. The solver works modulo a prime and shares nothing with the package's own.
func TestNothingIsRecoverable(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing runs beside it")
	}
	random := rand.New(rand.NewPCG(1, 2))
	held := 0
	for round := range 1000 {
		var rows strings.Builder
		totals := map[string]int{}
		release := func(early int) string { return fmt.Sprintf("r%d", min(3, early+random.IntN(2))) }
		for _, county := range []string{"111", "112", "113", "121", "122", "123"} {
			v := 0
			switch random.IntN(4) {
			case 0:
				v = random.IntN(10)
			default:
				v = random.IntN(300)
			}
			totals[county[:2]] += v
			totals["1"] += v
			// Counties report with the first release, as they must for anything to be left to cover them.
			fmt.Fprintf(&rows, "A %s 2019 %d r1\n", county, v)
		}
		for _, above := range []string{"11", "12", "1"} {
			if random.IntN(3) > 0 {
				fmt.Fprintf(&rows, "A %s 2019 %d %s\n", above, totals[above], release(1))
			}
		}
		whole := model.NewPlan(country(rows.String()))
		protected, exposed := Protect(whole, 10)
		if exposed != nil {
			t.Fatalf("round %d: exposed %v of\n%s", round, exposed, rows.String())
		}
		for _, at := range whole.Releases {
			public := protected.Public(at.PublishedAt)
			// A release's plan is the same whether later releases were known or not.
			alone, _ := Protect(whole.Public(at.PublishedAt), 10)
			if hidden(alone) != hidden(public) {
				t.Fatalf("round %d, %s: %q, with what comes later %q", round, at.ID, hidden(alone), hidden(public))
			}
			unknown, known := attack(public)
			held += len(unknown)
			for cell := range unknown {
				// What is not small itself only covers; a total of known parts may be found again.
				if known[cell] && small(whole, cell) {
					t.Fatalf("round %d, %s: %s follows from\n%s\nheld back: %s", round, at.ID, cell, rows.String(), hidden(public))
				}
			}
		}
	}
	if held < 500 {
		t.Errorf("only %d cells were held back: the test tries too little", held)
	}
}

func small(p *model.Plan, region string) bool {
	for _, o := range p.Observations {
		if o.Region == region && o.Value != nil && o.Value.Sign() > 0 && o.Value.Float() < 10 {
			return true
		}
	}
	return false
}

const prime = 1<<31 - 1

// attack returns the cells without a figure and those of them that the published figures determine.
func attack(p *model.Plan) (unknown, known map[string]bool) {
	a := analysis.Assess(p, analysis.Options{})
	index, names := map[string]int{}, []string{}
	column := func(region string) int {
		if _, ok := index[region]; !ok {
			index[region] = len(names)
			names = append(names, region)
		}
		return index[region]
	}
	period, _ := model.ParsePeriod("2019")
	value := map[string]int64{}
	unknown = map[string]bool{}
	for _, r := range p.Regions {
		if point := a.Series("A", r.Code).At(period); point != nil { // published or computed
			value[r.Code], _ = strconv.ParseInt(point.Value.String(), 10, 64)
		}
	}
	for _, o := range p.Observations {
		if o.Indicator == "A" && o.Value == nil {
			unknown[o.Region] = true
		}
	}
	var matrix [][]int64
	for _, parent := range p.Regions {
		row := map[int]int64{}
		put := func(region string, sign int64) {
			if _, ok := value[region]; !ok {
				row[column(region)] += sign
			}
		}
		children := 0
		for _, r := range p.Regions {
			if r.Parent == parent.Code && r.Level != model.Zone {
				put(r.Code, 1)
				children++
			}
		}
		if children == 0 {
			continue
		}
		put(parent.Code, prime-1)
		line := make([]int64, 64)
		for c, v := range row {
			line[c] = v % prime
		}
		matrix = append(matrix, line)
	}
	base := rank(matrix)
	known = map[string]bool{}
	for i, name := range names {
		unit := make([]int64, 64)
		unit[i] = 1
		// The cell is determined where its unit vector adds nothing to the equations.
		if rank(append(clone(matrix), unit)) == base {
			known[name] = true
		}
	}
	return unknown, known
}

func clone(m [][]int64) [][]int64 {
	var c [][]int64
	for _, row := range m {
		c = append(c, append([]int64(nil), row...))
	}
	return c
}

func rank(matrix [][]int64) int {
	m := clone(matrix)
	n := 0
	for col := 0; col < 64 && n < len(m); col++ {
		pivot := -1
		for i := n; i < len(m); i++ {
			if m[i][col] != 0 {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		m[n], m[pivot] = m[pivot], m[n]
		inverse := power(m[n][col], prime-2)
		for i := n + 1; i < len(m); i++ {
			f := m[i][col] * inverse % prime
			for j := range m[i] {
				m[i][j] = ((m[i][j]-f*m[n][j])%prime + prime) % prime
			}
		}
		n++
	}
	return n
}

func power(b, e int64) int64 {
	r := int64(1)
	for b %= prime; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = r * b % prime
		}
		b = b * b % prime
	}
	return r
}
