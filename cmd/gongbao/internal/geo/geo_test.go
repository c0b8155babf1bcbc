package geo

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/cmd/gongbao/internal/model"
)

// plan is a city with two counties side by side, a third that 青河县 has become, and a zone.
func plan() *model.Plan {
	return model.NewPlan(model.Plan{Region: "1", Regions: []model.Region{
		{Code: "1", Name: "云岭市", Level: model.City},
		{Code: "11", Name: "青石县", Level: model.County, Parent: "1"},
		{Code: "12", Name: "青河县", Level: model.County, Parent: "1", ValidTo: model.Date{Year: 2020, Month: 6}, Successor: "13"},
		{Code: "13", Name: "青河市", Level: model.County, Parent: "1", ValidFrom: model.Date{Year: 2020, Month: 7}},
		{Code: "1A", Name: "云湖新区", Level: model.Zone, Parent: "1"},
	}})
}

func load(text, approval, property string) (*model.Boundaries, string) {
	b, faults := Load(fstest.MapFS{Usual: {Data: []byte(text)}}, Source{Approval: approval, Property: property}, plan())
	var s strings.Builder
	faults.Print(&s)
	return b, s.String()
}

// feature is a square of one degree; its eastern or western side, at 106° E, is the other's, with many small teeth.
func feature(code string, west float64, reverse bool) string {
	var points []string
	add := func(x, y float64) { points = append(points, fmt.Sprintf("[%.4f,%.4f]", x, y)) }
	teeth := func(up bool) {
		for i := range 201 {
			y := 27 + float64(i)/200
			if !up {
				y = 28 - float64(i)/200
			}
			k := int(math.Round((y - 27) * 200))
			add(106+0.0001*float64(k%3), y)
		}
	}
	if west < 106 {
		add(105, 27)
		teeth(true)
		add(105, 28)
		add(105, 27)
	} else {
		teeth(true)
		add(107, 28)
		add(107, 27)
		points = append(points, points[0])
	}
	if reverse {
		for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
			points[i], points[j] = points[j], points[i]
		}
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{"adcode":%s,"name":"x"},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`, code, strings.Join(points, ","))
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

// Two squares at 27.5° N: 2 degrees wide times cos 27.5° = 0.887, so 1.774 of a degree beside 1 of height. The longer side
// is 1000, the height 1000 ÷ 1.774 = 563.7; the border at 106° is in the middle, at 500.
func TestNeighboursStillMeet(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		b, faults := load(collection(feature(`11`, 105, false), feature(`"12"`, 106, reverse)), " 云S(2020)001号 ", "")
		if faults != "" || b == nil || b.Approval != "云S(2020)001号" {
			t.Fatalf("%v %s", b, faults)
		}
		if len(b.Rings["13"]) != 1 {
			t.Fatal("青河市 has not got the land of 青河县")
		}
		left, right := b.Rings["11"][0], b.Rings["12"][0]
		if len(left) > 12 || len(right) > 12 {
			t.Errorf("%d and %d points are left of 204", len(left), len(right))
		}
		border := func(ring [][2]float64) map[[2]float64]bool {
			found := map[[2]float64]bool{}
			for _, p := range ring {
				if math.Abs(p[0]-500) < 1 {
					found[p] = true
				}
			}
			return found
		}
		l, r := border(left), border(right)
		if len(l) < 2 || len(l) != len(r) {
			t.Fatalf("borders of %d and %d points", len(l), len(r))
		}
		for p := range l {
			if !r[p] {
				t.Errorf("the border has %v on one side only", p)
			}
		}
		south := 0.0
		for _, p := range left {
			south = math.Max(south, p[1])
		}
		if math.Abs(south-563.7) > 0.1 {
			t.Errorf("the map is %.1f tall, want 563.7", south)
		}
		for code, ring := range map[string][][2]float64{"11": left, "12": right} {
			if area(ring) < 0 { // y points down: clockwise as one sees it is positive
				t.Errorf("%s goes round the wrong way", code)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	good, other := feature(`"11"`, 105, false), feature(`"13"`, 106, false)
	for _, tt := range []struct{ name, text, approval, property, want string }{
		{"no approval number", collection(good, other), " ", "", "data/map.geojson: 有边界文件，但没有审图号 [MAP-APPROVAL]"},
		{"no GeoJSON", "名称,面积", "x", "", "data/map.geojson:1:1: 不是 GeoJSON"},
		{"cut off", collection(good, other)[:300], "x", "", "[MAP-SYNTAX]"},
		{"one geometry alone", `{"type":"Polygon","coordinates":[]}`, "x", "", `type 是 "Polygon"，不是 FeatureCollection [MAP-SYNTAX]`},
		{"a county is missing", collection(good), "x", "", "data/map.geojson: 缺少 青河市（13）的边界 [MAP-MISSING-REGION]"},
		{"an unknown code", collection(good, other, feature(`"31"`, 106, false)), "x", "", `data/map.geojson:3:1: 地区代码 "31" 不在 data/codelists/regions.csv [MAP-UNKNOWN-REGION]`},
		{"twice", collection(good, other, good), "x", "", "data/map.geojson:3:1: 地区 11 在第 1 行已有边界 [MAP-DUPLICATE]"},
		{"no code", collection(good, other), "x", "gb", "这个 Feature 没有地区代码，它的属性是：adcode、name [MAP-PROPERTY]"},
		{"metres", collection(good, strings.ReplaceAll(other, "[107.0000", "[39107000")), "x", "", "的坐标 (3.9107e+07, 28) 不是经纬度 [MAP-COORDINATES]"},
		{"a point", collection(good, `{"type":"Feature","properties":{"adcode":"13"},"geometry":{"type":"Point","coordinates":[106,27]}}`), "x", "", "地区 13 没有面：geometry 是 Point [MAP-GEOMETRY]"},
		{"no geometry", collection(good, `{"type":"Feature","properties":{"adcode":"13"},"geometry":null}`), "x", "", "[MAP-GEOMETRY]"},
	} {
		b, faults := load(tt.text, tt.approval, tt.property)
		if b != nil || !strings.Contains(faults, tt.want) || !strings.Contains(faults, "提示：") {
			t.Errorf("%s: %s, want %s and a remedy", tt.name, faults, tt.want)
		}
	}
}

func TestNoFileNoMap(t *testing.T) {
	if b, faults := Load(fstest.MapFS{}, Source{Approval: "x"}, plan()); b != nil || faults != nil {
		t.Errorf("%v %v", b, faults)
	}
}
