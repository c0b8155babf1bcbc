package catalogue

import (
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
)

// SDMXAgency is the maintainer's id in SDMX: the plan's own region.
func (in *Folder) SDMXAgency() string {
	return "PLAN_" + strings.ToUpper(notInName.ReplaceAllString(strings.ToLower(in.Plan.Region), "_"))
}

// SDMXStructure is the data-structure definition of the SDMX-CSV file, with its concepts and code lists, as an SDMX-JSON 2.0
// structure message.
func (in *Folder) SDMXStructure(version string, observations *dataset.Table) ([]byte, error) {
	agency := in.SDMXAgency()
	urn := func(class, id string) string {
		return "urn:sdmx:org.sdmx.infomodel." + class + "=" + agency + ":" + id + "(" + version + ")"
	}
	names := func(text, en string) map[string]string {
		m := map[string]string{"zh": text}
		if en != "" {
			m["en"] = en
		}
		return m
	}
	type code struct {
		ID    string            `json:"id"`
		Name  string            `json:"name"`
		Names map[string]string `json:"names"`
	}
	codelist := func(id, name string, codes []code) map[string]any {
		return map[string]any{"id": id, "agencyID": agency, "version": version, "name": name, "names": names(name, ""), "codes": codes}
	}
	var indicators, areas, sources, releases, statuses []code
	seen := func(column string) map[string]bool {
		used, col := map[string]bool{}, observations.Column(column)
		for _, c := range observations.Codes(col) {
			used[observations.Values(col)[c]] = true
		}
		return used
	}
	for i := range in.Plan.Indicators {
		x := &in.Plan.Indicators[i]
		indicators = append(indicators, code{x.ID, x.Name, names(x.Name, x.NameEn)})
	}
	for i := range in.Plan.Regions {
		x := &in.Plan.Regions[i]
		areas = append(areas, code{x.Code, x.Name, names(x.Name, x.NameEn)})
	}
	for i := range in.Plan.Sources {
		x := &in.Plan.Sources[i]
		sources = append(sources, code{x.ID, SourceName(x), names(SourceName(x), x.NameEn)})
	}
	for _, x := range in.Plan.Releases {
		releases = append(releases, code{x.ID, x.Title, names(x.Title, x.TitleEn)})
	}
	known := map[string]bool{}
	for _, x := range in.Plan.ObsStatus {
		known[x.Code] = true
		statuses = append(statuses, code{x.Code, x.Name, names(x.Name, x.NameEn)})
	}
	var more []string
	for s := range seen("status") {
		if s != "" && !known[s] {
			more = append(more, s)
		}
	}
	slices.Sort(more)
	for _, s := range more {
		statuses = append(statuses, code{s, s, names(s, "")})
	}
	frequencies := []code{
		{"A", "每年", names("每年", "Annual")}, {"S", "每半年", names("每半年", "Half-yearly")},
		{"Q", "每季度", names("每季度", "Quarterly")}, {"M", "每月", names("每月", "Monthly")},
	}
	confidential := []code{{"F", "可以公布", names("可以公布", "Free")}, {"C", "不公布", names("不公布", "Confidential")}}

	concept := func(id, name, en string) map[string]any {
		return map[string]any{"id": id, "name": name, "names": names(name, en)}
	}
	listed := func(id, list string) map[string]any {
		c := map[string]any{"id": id, "conceptIdentity": urn("conceptscheme.Concept", "CONCEPTS") + "." + id}
		if list != "" {
			c["localRepresentation"] = map[string]any{"enumeration": urn("codelist.Codelist", list)}
		}
		return c
	}
	dimension := func(position int, id, list string) map[string]any {
		d := listed(id, list)
		d["position"] = position
		return d
	}
	attribute := func(id, list string) map[string]any {
		a := listed(id, list)
		a["attributeRelationship"] = map[string]any{"observation": map[string]any{}}
		a["measureRelationship"] = []string{"OBS_VALUE"}
		return a
	}
	period := listed("TIME_PERIOD", "")
	period["localRepresentation"] = map[string]any{"format": map[string]any{"dataType": "ObservationalTimePeriod"}}
	value := listed("OBS_VALUE", "")
	value["localRepresentation"] = map[string]any{"format": map[string]any{"dataType": "Decimal"}}
	definition := map[string]any{
		"id": "OBSERVATIONS", "agencyID": agency, "version": version, "name": observations.Title, "names": names(observations.Title, "Observations"),
		"dataStructureComponents": map[string]any{
			"dimensionList": map[string]any{"id": "DimensionDescriptor", "dimensions": []any{
				dimension(0, "FREQ", "CL_FREQ"), dimension(1, "INDICATOR", "CL_INDICATOR"), dimension(2, "REF_AREA", "CL_AREA"),
				dimension(3, "SOURCE", "CL_SOURCE"), dimension(4, "RELEASE", "CL_RELEASE"),
			}, "timeDimension": period},
			"measureList": map[string]any{"id": "MeasureDescriptor", "measures": []any{value}},
			"attributeList": map[string]any{"id": "AttributeDescriptor", "attributes": []any{
				attribute("OBS_STATUS", "CL_OBS_STATUS"), attribute("CONF_STATUS", "CL_CONF_STATUS"), attribute("UNIT_MEASURE", ""), attribute("COMMENT_OBS", ""),
			}},
		},
	}
	prepared := "1980-01-01T00:00:00Z"
	if in.Release != nil && !in.Release.PublishedAt.IsZero() {
		prepared = in.Release.PublishedAt.Format("2006-01-02T15:04:05Z07:00")
	}
	return indented(map[string]any{
		"meta": map[string]any{
			"schema": "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json",
			"id":     "OBSERVATIONS", "prepared": prepared, "contentLanguages": []string{"zh", "en"},
			"sender": map[string]any{"id": agency},
		},
		"data": map[string]any{
			"dataStructures": []any{definition},
			"conceptSchemes": []any{map[string]any{"id": "CONCEPTS", "agencyID": agency, "version": version, "name": "概念", "names": names("概念", "Concepts"), "concepts": []any{
				concept("FREQ", "频率", "Frequency"), concept("INDICATOR", "指标", "Indicator"), concept("REF_AREA", "地区", "Reference area"),
				concept("SOURCE", "来源", "Source"), concept("RELEASE", "发布批次", "Release"), concept("TIME_PERIOD", "时期", "Time period"),
				concept("OBS_VALUE", "数值", "Observation value"), concept("OBS_STATUS", "数据状态", "Observation status"),
				concept("CONF_STATUS", "保密状态", "Confidentiality status"), concept("UNIT_MEASURE", "计量单位", "Unit of measure"), concept("COMMENT_OBS", "备注", "Comment"),
			}}},
			"codelists": []any{
				codelist("CL_FREQ", "频率", frequencies), codelist("CL_INDICATOR", "指标", indicators), codelist("CL_AREA", "地区", areas),
				codelist("CL_SOURCE", "来源", sources), codelist("CL_RELEASE", "发布批次", releases), codelist("CL_OBS_STATUS", "数据状态", statuses),
				codelist("CL_CONF_STATUS", "保密状态", confidential),
			},
		},
	})
}
