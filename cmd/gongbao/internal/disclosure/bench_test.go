package disclosure

import (
	"fmt"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// BenchmarkNation is 31 provinces of 11 cities of 8 counties, sixteen years of a count, the persons that it is of and the
// rate: 150,000 rows, a twentieth of the counts below the threshold.
func BenchmarkNation(b *testing.B) {
	p := country("")
	p.Regions = []model.Region{{Code: "1", Name: "国", Level: model.Levels[0]}}
	var rows strings.Builder
	n := 0
	for i := range 31 {
		province := fmt.Sprintf("1%02d", i)
		p.Regions = append(p.Regions, model.Region{Code: province, Name: province, Level: model.Province, Parent: "1"})
		for j := range 11 {
			city := fmt.Sprintf("%s%02d", province, j)
			p.Regions = append(p.Regions, model.Region{Code: city, Name: city, Level: model.City, Parent: province})
			totals := [16]int{}
			for k := range 8 {
				county := fmt.Sprintf("%s%d", city, k)
				p.Regions = append(p.Regions, model.Region{Code: county, Name: county, Level: model.County, Parent: city})
				for year := range 16 {
					n++
					count := 10 + n*7919%500
					if n%20 == 0 {
						count = 1 + n/20%9
					}
					totals[year] += count
					fmt.Fprintf(&rows, "A %s %d %d\nALL %s %d 5000\nRATE %s %d %.2f\n", county, 2000+year, count, county, 2000+year, county, 2000+year, float64(count)/50)
				}
			}
			for year, total := range totals {
				fmt.Fprintf(&rows, "A %s %d %d\n", city, 2000+year, total)
			}
		}
	}
	q := country(rows.String())
	q.Regions = p.Regions
	plan := model.NewPlan(q)
	for b.Loop() {
		if held, _ := Protect(plan, 10); hidden(held) == "" {
			b.Fatal("nothing is held back")
		}
	}
	b.ReportMetric(float64(len(plan.Observations)), "rows")
}
