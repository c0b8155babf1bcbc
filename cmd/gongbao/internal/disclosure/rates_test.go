package disclosure

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// An attacker tries every way in which whole numbers could stand behind what is published of a city of three counties:
// counts, numbers of persons and rates, any of them missing, and a second release that revises a county with its totals and
// rates. For every count that is held back there have to be as many possible numbers left as there are below the threshold.
func TestNothingIsRecoverableByRates(t *testing.T) {
	const most, far, threshold = 24, 60, 5 // the attacker knows no bound: far stands for none
	if testing.Short() {
		t.Skip("nothing runs beside it")
	}
	random := rand.New(rand.NewPCG(3, 4))
	held, let := 0, 0
	for round := range 120 {
		counties := []string{"111", "112", "113"}
		all := [4]int{}
		first := [4]int{} // the city is the last
		for i := range counties {
			all[i] = 20 + random.IntN(200)
			first[i] = random.IntN(most)
			if random.IntN(3) == 0 {
				first[i] = 1 + random.IntN(threshold-1)
			}
			all[3] += all[i]
			first[3] += first[i]
		}
		second := first
		revised := random.IntN(3)
		second[revised] = random.IntN(most)
		second[3] += second[revised] - first[revised]

		var rows strings.Builder
		regions := append(slices.Clone(counties), "11")
		has := func(chance int) bool { return random.IntN(chance) > 0 }
		var numerator, denominator, rate [4]bool
		for i, code := range regions {
			numerator[i], denominator[i], rate[i] = has(4), has(5), has(3)
			if numerator[i] {
				fmt.Fprintf(&rows, "A %s 2019 %d\n", code, first[i])
			}
			if denominator[i] {
				fmt.Fprintf(&rows, "ALL %s 2019 %d\n", code, all[i])
			}
			if rate[i] {
				fmt.Fprintf(&rows, "RATE %s 2019 %.2f\n", code, float64(first[i])*100/float64(all[i]))
			}
		}
		if has(2) {
			for _, i := range []int{revised, 3} {
				if numerator[i] {
					fmt.Fprintf(&rows, "A %s 2019 %d r2\n", regions[i], second[i])
				}
				if rate[i] {
					fmt.Fprintf(&rows, "RATE %s 2019 %.2f r2\n", regions[i], float64(second[i])*100/float64(all[i]))
				}
			}
		}
		whole := model.NewPlan(country(rows.String()))
		protected, exposed := Protect(whole, threshold)

		p := publishedOf(protected, regions)
		var possible [2][4]map[int]bool
		for r := range 2 {
			for i := range 4 {
				possible[r][i] = map[int]bool{}
			}
		}
		var a [4]int
		for _, a[0] = range p.choices(0, far) {
			for _, a[1] = range p.choices(1, far) {
				for _, a[2] = range p.choices(2, far) {
					a[3] = a[0] + a[1] + a[2]
					if !p.fitsOne(0, 3, a[3]) {
						continue
					}
					b := a
					for b[revised] = range far {
						b[3] = b[0] + b[1] + b[2]
						if !p.fits(1, b) {
							continue
						}
						for i := range 4 {
							possible[0][i][a[i]], possible[1][i][b[i]] = true, true
						}
					}
				}
			}
		}
		for r, truth := range [][4]int{first, second} {
			for i, code := range regions {
				if truth[i] == 0 || truth[i] >= threshold || r == 1 && !p.came[1] {
					continue
				}
				if !possible[r][i][truth[i]] {
					t.Fatalf("round %d: the attacker does not think of the truth", round)
				}
				if slices.ContainsFunc(exposed, func(c Cell) bool { return c.Region == code }) {
					let++ // and the office is told so
					continue
				}
				held++
				least, greatest := 4*far, 0
				for v := range possible[r][i] {
					least, greatest = min(least, v), max(greatest, v)
				}
				if greatest-least+1 < threshold {
					t.Fatalf("round %d, release %d: %s is %d to %d by\n%s\nheld back: %s", round, r+1, code, least, greatest, rows.String(), hidden(protected))
				}
			}
		}
	}
	t.Logf("%d held back, %d told to be exposed", held, let)
	if held < 150 {
		t.Errorf("only %d small counts: the test tries too little", held)
	}
}

// published is what two releases say of counts, numbers of persons and rates, in the order of the regions; −1 and "" for
// what they do not.
type published struct {
	count [2][4]int
	all   [4]int
	rate  [2][4]string
	came  [2]bool
}

func publishedOf(p *model.Plan, regions []string) published {
	var q published
	for i := range 4 {
		q.count[0][i], q.count[1][i], q.all[i] = -1, -1, -1
	}
	for _, o := range p.Observations {
		release := 0
		if o.Release == "r2" {
			release = 1
		}
		q.came[release] = true
		i := slices.Index(regions, o.Region)
		if o.Value == nil {
			continue
		}
		switch o.Indicator {
		case "A":
			q.count[release][i] = int(o.Value.Float())
		case "ALL":
			q.all[i] = int(o.Value.Float())
		case "RATE":
			q.rate[release][i] = o.Value.String()
		}
	}
	// Numbers of persons are not revised: what one sum leaves open is found here.
	missing, sum := -1, 0
	for i := range 3 {
		if q.all[i] < 0 {
			if missing >= 0 {
				return q
			}
			missing = i
		}
		sum += max(q.all[i], 0)
	}
	switch {
	case missing < 0 && q.all[3] < 0:
		q.all[3] = sum
	case missing >= 0 && q.all[3] >= 0:
		q.all[missing] = q.all[3] - sum
	}
	return q
}

// choices are the numbers that a region's count in the first release can be, by what is said of it alone.
func (q *published) choices(region, far int) []int {
	var list []int
	for v := range far {
		if q.fitsOne(0, region, v) {
			list = append(list, v)
		}
	}
	return list
}

func (q *published) fits(release int, counts [4]int) bool {
	for i, n := range counts {
		if !q.fitsOne(release, i, n) {
			return false
		}
	}
	return true
}

func (q *published) fitsOne(release, i, n int) bool {
	if c := q.count[release][i]; c >= 0 && c != n {
		return false
	}
	r := q.rate[release][i]
	return r == "" || q.all[i] <= 0 || fmt.Sprintf("%.2f", float64(n)*100/float64(q.all[i])) == r
}
