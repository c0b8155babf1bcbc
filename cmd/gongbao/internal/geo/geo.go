// Package geo reads the office's own approved boundary file (GeoJSON, RFC 7946) and lays it out on a plane, every fault
// placed. A region's outline is simplified so that neighbours still meet.
package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/peterstace/simplefeatures/geom"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// Usual is where the file stands when the configuration does not say.
const Usual = "data/map.geojson"

// Source says which file to read and how.
type Source struct {
	File     string // below the source folder; empty is Usual, if that is there
	Approval string // 审图号; without it no boundary may be published
	Property string // of each feature, holds the region's code; empty tries the usual names
}

// usualProperties hold region codes in the files that surveying offices hand out.
var usualProperties = []string{"region_code", "adcode", "code", "gb", "PAC", "id"}

// Load returns nil where there is no file.
func Load(fsys fs.FS, src Source, p *model.Plan) (*model.Boundaries, diag.List) {
	l := loader{file: src.File, property: src.Property, plan: p, rings: map[string][][][2]float64{}, geometries: map[string][]byte{}, at: map[string]diag.Place{}}
	if l.file == "" {
		if _, err := fs.Stat(fsys, Usual); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		l.file = Usual
	}
	text, err := fs.ReadFile(fsys, l.file)
	if err != nil {
		l.faults.Errorf(diag.Place{File: l.file}, "MAP-UNREADABLE", "边界文件读不出来：%v", err)
		l.faults.Hintf("检查文件是否存在、是否可读")
		return nil, l.faults
	}
	if strings.TrimSpace(src.Approval) == "" {
		l.faults.Errorf(diag.Place{File: l.file}, "MAP-APPROVAL", "有边界文件，但没有审图号")
		l.faults.Hintf("在 content/gongbao.yaml 的 map 下写 approval_number；没有审图号的边界不能公开，请移走这个文件，页面改用方格示意图")
	}
	l.text = bytes.TrimPrefix(text, []byte("\ufeff"))
	l.read()
	if !l.faults.HasErrors() {
		l.complete()
	}
	if l.faults.HasErrors() {
		return nil, l.faults
	}
	l.succeed()
	return &model.Boundaries{Approval: strings.TrimSpace(src.Approval), Rings: project(l.rings), Geometries: l.geometries}, l.faults
}

type loader struct {
	file, property string
	text           []byte
	plan           *model.Plan
	faults         diag.List
	rings          map[string][][][2]float64 // degrees
	geometries     map[string][]byte         // as they stand in the file, on one line
	at             map[string]diag.Place     // of each region's feature
}

// place turns an offset into a line and a column.
func (l *loader) place(offset int64) diag.Place {
	before := l.text[:min(int(offset), len(l.text))]
	line := bytes.Count(before, []byte("\n"))
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return diag.Place{File: l.file, Line: line + 1, Column: column + 1}
}

func (l *loader) syntax(offset int64, err error) {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset - 1 // it counts the character that is wrong
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		offset = int64(len(l.text))
	}
	l.faults.Errorf(l.place(offset), "MAP-SYNTAX", "不是 GeoJSON：%v", err)
	l.faults.Hintf("需要一个 FeatureCollection，每个县区一个 Feature，坐标为经纬度；可用 QGIS 另存为 GeoJSON（EPSG:4326）")
}

// read walks the collection, feature by feature, so that each knows its place.
func (l *loader) read() {
	d := json.NewDecoder(bytes.NewReader(l.text))
	open, err := d.Token()
	if err != nil || open != json.Delim('{') {
		l.syntax(0, cmpErr(err, errors.New("文件不以 { 开头")))
		return
	}
	kind, found := "", false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			l.syntax(d.InputOffset(), err)
			return
		}
		if key != "features" {
			var value json.RawMessage
			if err := d.Decode(&value); err != nil {
				l.syntax(d.InputOffset(), err)
				return
			}
			if key == "type" {
				_ = json.Unmarshal(value, &kind) // of another type it stays empty, which is a fault below
			}
			continue
		}
		found = true
		if open, err := d.Token(); err != nil || open != json.Delim('[') {
			l.syntax(d.InputOffset(), cmpErr(err, errors.New("features 不是数组")))
			return
		}
		for d.More() {
			start := d.InputOffset()
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				l.syntax(start, err)
				return
			}
			l.feature(start+int64(max(0, bytes.IndexByte(l.text[start:], raw[0]))), raw)
		}
		if _, err := d.Token(); err != nil {
			l.syntax(d.InputOffset(), err)
			return
		}
	}
	if _, err := d.Token(); err != nil {
		l.syntax(d.InputOffset(), err)
		return
	}
	if kind != "FeatureCollection" || !found {
		l.syntax(0, fmt.Errorf("type 是 %q，不是 FeatureCollection", kind))
	}
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (l *loader) feature(offset int64, raw json.RawMessage) {
	at := l.place(offset)
	var f struct {
		Geometry   json.RawMessage            `json:"geometry"`
		Properties map[string]json.RawMessage `json:"properties"`
		ID         json.RawMessage            `json:"id"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		l.faults.Errorf(at, "MAP-SYNTAX", "不是 GeoJSON 的 Feature：%v", err)
		l.faults.Hintf("每个县区一个 Feature，有 properties 和 geometry")
		return
	}
	code := l.code(f.Properties, f.ID)
	if code == "" {
		var names []string
		for name := range f.Properties {
			names = append(names, name)
		}
		slices.Sort(names)
		l.faults.Errorf(at, "MAP-PROPERTY", "这个 Feature 没有地区代码，它的属性是：%s", strings.Join(names, "、"))
		l.faults.Hintf("在 content/gongbao.yaml 的 map 下用 property 写明放代码的属性名")
		return
	}
	if l.plan.RegionOf(code) == nil {
		l.faults.Errorf(at, "MAP-UNKNOWN-REGION", "地区代码 %q 不在 data/codelists/regions.csv", code)
		var codes []string
		for i := range l.plan.Regions {
			codes = append(codes, l.plan.Regions[i].Code)
		}
		if near, ok := diag.Nearest(code, codes); ok {
			l.faults.Hintf("是否为 %q？多余的地区请从边界文件删去", near)
		} else {
			l.faults.Hintf("补进地区表，或从边界文件删去")
		}
		return
	}
	if first, twice := l.at[code]; twice {
		l.faults.Errorf(at, "MAP-DUPLICATE", "地区 %s 在第 %d 行已有边界", code, first.Line)
		l.faults.Hintf("同一地区的几块合成一个 MultiPolygon")
		return
	}
	l.at[code] = at
	g, err := geom.UnmarshalGeoJSON(f.Geometry, geom.NoValidate{}) // slivers of a real file do not stop it
	if err != nil {
		l.faults.Errorf(at, "MAP-GEOMETRY", "地区 %s 的 geometry 读不出来：%v", code, err)
		l.faults.Hintf("需要 Polygon 或 MultiPolygon，每个环首尾同一点")
		return
	}
	var line bytes.Buffer
	if err := json.Compact(&line, f.Geometry); err == nil { // it has been read
		l.geometries[code] = line.Bytes()
	}
	var polygons []geom.Polygon
	if one, ok := g.AsPolygon(); ok {
		polygons = append(polygons, one)
	} else if many, ok := g.AsMultiPolygon(); ok {
		for i := range many.NumPolygons() {
			polygons = append(polygons, many.PolygonN(i))
		}
	}
	for _, polygon := range polygons {
		for i, ring := range polygon.DumpRings() {
			points := pointsOf(ring)
			for _, q := range points {
				if math.Abs(q[0]) > 180 || math.Abs(q[1]) > 90 {
					l.faults.Errorf(at, "MAP-COORDINATES", "地区 %s 的坐标 (%g, %g) 不是经纬度", code, q[0], q[1])
					l.faults.Hintf("转成 EPSG:4326（经度在前，纬度在后）再保存")
					return
				}
			}
			if len(points) < 3 {
				continue
			}
			if (area(points) < 0) != (i == 0) { // outer rings clockwise as one sees them, holes the other way
				slices.Reverse(points)
			}
			l.rings[code] = append(l.rings[code], points)
		}
	}
	if len(l.rings[code]) == 0 {
		l.faults.Errorf(at, "MAP-GEOMETRY", "地区 %s 没有面：geometry 是 %s", code, g.Type())
		l.faults.Hintf("需要 Polygon 或 MultiPolygon")
	}
}

// code is what a feature says it is; numbers are taken as they are written.
func (l *loader) code(properties map[string]json.RawMessage, id json.RawMessage) string {
	text := func(raw json.RawMessage) string {
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return strings.TrimSpace(s)
		}
		var n json.Number
		if json.Unmarshal(raw, &n) == nil {
			return n.String()
		}
		return ""
	}
	names := usualProperties
	if l.property != "" {
		names = []string{l.property}
	}
	for _, name := range names {
		if raw, ok := properties[name]; ok {
			if code := text(raw); code != "" {
				return code
			}
		}
	}
	if l.property == "" {
		return text(id)
	}
	return ""
}

// pointsOf is a ring without its repeated last point.
func pointsOf(ring geom.LineString) [][2]float64 {
	seq := ring.Coordinates()
	var points [][2]float64
	for i := range seq.Length() {
		p := seq.GetXY(i)
		q := [2]float64{p.X, p.Y}
		if n := len(points); n == 0 || points[n-1] != q {
			points = append(points, q)
		}
	}
	if n := len(points); n > 1 && points[0] == points[n-1] {
		points = points[:n-1]
	}
	return points
}

// area is positive for a ring that goes round counter-clockwise, with y upwards.
func area(points [][2]float64) (sum float64) {
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return sum / 2
}

// complete wants an outline of every county that there is now; one that has ended may do without.
func (l *loader) complete() {
	for i := range l.plan.Regions {
		r := &l.plan.Regions[i]
		if r.Parent != l.plan.Region || r.Level == model.Zone || !r.ValidTo.IsZero() || l.rings[r.Code] != nil {
			continue
		}
		if l.predecessor(r) != "" {
			continue
		}
		l.faults.Errorf(diag.Place{File: l.file}, "MAP-MISSING-REGION", "缺少 %s（%s）的边界", r.Name, r.Code)
		l.faults.Hintf("补上这个地区的 Feature；暂时没有的，先移走边界文件，页面改用方格示意图")
	}
}

// predecessor is the one region with an outline that this one has succeeded: the same land under another code.
func (l *loader) predecessor(r *model.Region) string {
	found := ""
	for i := range l.plan.Regions {
		if o := &l.plan.Regions[i]; o.Successor == r.Code {
			if found != "" {
				return "" // several became one: none of them is its land
			}
			found = o.Code
		}
	}
	if l.rings[found] == nil {
		return ""
	}
	return found
}

// succeed lends outlines between a region and its one predecessor, so that maps of then and of now are both drawn.
func (l *loader) succeed() {
	for i := range l.plan.Regions {
		r := &l.plan.Regions[i]
		if from := l.predecessor(r); from != "" && l.rings[r.Code] == nil {
			l.rings[r.Code] = l.rings[from]
		}
	}
	for i := range l.plan.Regions {
		r := &l.plan.Regions[i]
		if l.rings[r.Code] != nil || r.Successor == "" {
			continue
		}
		heirs := 0
		for j := range l.plan.Regions {
			if l.plan.Regions[j].Successor == r.Successor {
				heirs++
			}
		}
		if heirs == 1 && l.rings[r.Successor] != nil {
			l.rings[r.Code] = l.rings[r.Successor]
		}
	}
}
