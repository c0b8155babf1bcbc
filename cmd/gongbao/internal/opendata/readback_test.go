package opendata

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/model"
)

// records reads a CSV by the standard library, its byte-order mark and line ends included.
func records(t *testing.T, text string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, name := range rows[0] {
			record[name] = row[i]
		}
		list = append(list, record)
	}
	return list
}

// The SDMX-CSV holds the rows of the observations, and its structure declares each column and each code of them.
func TestSDMXHoldsTheObservations(t *testing.T) {
	root, _ := render(t, input(model.NewPlan(world())))
	all := files(t, root)
	back := func(r map[string]string) []string {
		period := strings.Replace(r["TIME_PERIOD"], "-S", "-H", 1)
		return []string{r["INDICATOR"], r["REF_AREA"], period, r["OBS_VALUE"], r["UNIT_MEASURE"], r["OBS_STATUS"], r["SOURCE"], r["RELEASE"], r["COMMENT_OBS"]}
	}
	var got, want [][]string
	sdmx := records(t, all[path.Join(dir, SDMXFile)])
	for _, r := range sdmx {
		got = append(got, back(r))
	}
	for _, r := range records(t, all[path.Join(dir, "observations.csv")]) {
		want = append(want, []string{r["indicator_id"], r["region_code"], r["period"], r["value"], r["value_unit"], r["status"], r["source_id"], r["release"], r["note"]})
	}
	if len(want) == 0 || !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}

	var structure struct {
		Data struct {
			Codelists []struct {
				ID    string
				Codes []struct{ ID string }
			}
			DataStructures []struct {
				ID, AgencyID, Version   string
				DataStructureComponents struct {
					DimensionList struct {
						Dimensions     []struct{ ID string }
						TimeDimensions []struct{ ID string }
						TimeDimension  struct{ ID string }
					}
					MeasureList   struct{ Measures []struct{ ID string } }
					AttributeList struct{ Attributes []struct{ ID string } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(all[path.Join(dir, StructureFile)]), &structure); err != nil {
		t.Fatal(err)
	}
	s := structure.Data.DataStructures[0]
	declared := map[string]bool{"STRUCTURE": true, "STRUCTURE_ID": true, "ACTION": true}
	c := s.DataStructureComponents
	for _, list := range [][]struct{ ID string }{c.DimensionList.Dimensions, c.DimensionList.TimeDimensions, {c.DimensionList.TimeDimension}, c.MeasureList.Measures, c.AttributeList.Attributes} {
		for _, component := range list {
			declared[component.ID] = true
		}
	}
	for column := range sdmx[0] {
		if !declared[column] {
			t.Errorf("the structure does not declare %s", column)
		}
	}
	if want := s.AgencyID + ":" + s.ID + "(" + s.Version + ")"; sdmx[0]["STRUCTURE_ID"] != want {
		t.Errorf("rows refer to %s, the structure is %s", sdmx[0]["STRUCTURE_ID"], want)
	}
	codes := map[string]bool{}
	for _, list := range structure.Data.Codelists {
		for _, code := range list.Codes {
			codes[code.ID] = true
		}
	}
	for _, r := range sdmx {
		for _, column := range []string{"FREQ", "INDICATOR", "REF_AREA", "OBS_STATUS", "CONF_STATUS"} {
			if !codes[r[column]] {
				t.Errorf("%s %q is in no code list", column, r[column])
			}
		}
	}
}

// GeoJSON holds the rows of the regions, each with the office's outline where there is one.
func TestGeoJSONHoldsTheRegions(t *testing.T) {
	p := model.NewPlan(world())
	outline := `{"type":"Polygon","coordinates":[[[105,27],[106,27],[106,28],[105,27]]]}`
	p.Boundaries = &model.Boundaries{Approval: "云S(2020)001号", Geometries: map[string][]byte{p.Regions[0].Code: []byte(outline)}}
	root, sets := render(t, input(p))
	all := files(t, root)
	var collection struct {
		Type     string
		Approval string `json:"approval_number"`
		Features []struct {
			Type, ID   string
			Geometry   json.RawMessage
			Properties map[string]any
		}
	}
	if err := json.Unmarshal([]byte(all[path.Join(dir, GeoFile)]), &collection); err != nil {
		t.Fatal(err)
	}
	rows := records(t, all[path.Join(dir, "regions.csv")])
	if collection.Type != "FeatureCollection" || collection.Approval != p.Boundaries.Approval || len(collection.Features) != len(rows) {
		t.Fatalf("%s, %s, %d features for %d rows", collection.Type, collection.Approval, len(collection.Features), len(rows))
	}
	outlines := 0
	for i, f := range collection.Features {
		if f.Type != "Feature" || f.ID != rows[i]["region_code"] {
			t.Errorf("feature %d is %s %s", i, f.Type, f.ID)
		}
		for name, cell := range rows[i] {
			got := f.Properties[name]
			if got == nil {
				got = ""
			}
			if s := fmt.Sprint(got); s != cell {
				t.Errorf("%s: %s is %q, want %q", f.ID, name, s, cell)
			}
		}
		switch string(f.Geometry) {
		case outline:
			outlines++
		case "null":
		default:
			t.Errorf("%s has the geometry %s", f.ID, f.Geometry)
		}
	}
	if outlines != 1 {
		t.Errorf("%d outlines", outlines)
	}
	if bundle := all[path.Join(dir, BundleFile)]; !strings.Contains(bundle, GeoFile) {
		t.Error("the package of everything lacks it")
	}
	if !slices.ContainsFunc(sets, func(s catalogue.Dataset) bool {
		return slices.ContainsFunc(s.Files, func(f catalogue.File) bool { return f.Format == "geojson" && f.SHA256 != "" })
	}) {
		t.Error("no data set lists it")
	}
	if !strings.Contains(all[path.Join(dir, "SHA256SUMS")], GeoFile) {
		t.Error("its checksum is missing")
	}
}

// The package of everything holds every data set as it stands in the folder, and what describes it.
func TestBundleHoldsEverything(t *testing.T) {
	root, sets := render(t, input(model.NewPlan(world())))
	all := files(t, root)
	bundle := all[path.Join(dir, BundleFile)]
	z, err := zip.NewReader(strings.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string]bool{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r) // its CRC is checked at the end
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(content, []byte(all[path.Join(dir, f.Name)])) {
			t.Errorf("%s is not the file of the folder", f.Name)
		}
		inside[f.Name] = true
	}
	wanted := []string{"README.md", "datapackage.json"}
	for _, set := range sets {
		wanted = append(wanted, set.Name+".csv", set.Name+".csv-metadata.json")
	}
	for _, name := range wanted {
		if !inside[name] && !inside[strings.TrimSuffix(name, ".md")+".txt"] {
			t.Errorf("%s is missing", name)
		}
	}
}
