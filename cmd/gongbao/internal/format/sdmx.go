package format

import (
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
)

// Structure is the data-structure definition that SDMX rows refer to.
type Structure struct {
	Agency  string // id of the maintainer: PLAN_520500
	Version string // of the structure, not of the data
}

// ID is the reference of the STRUCTURE_ID column: agency:id(version).
func (s Structure) ID() string { return s.Agency + ":OBSERVATIONS(" + s.Version + ")" }

// SDMXVersion is raised when a dimension or an attribute changes.
const SDMXVersion = "1.0.0"

// SDMX turns the observations into the columns of SDMX-CSV 2.0, the dimensions first, then the measure, then the
// attributes. A half-year is written 2020-S1 there, its frequency S. The same format as CSV writes the result.
func SDMX(observations *dataset.Table, s Structure) *dataset.Table {
	column := func(name, from string, value func(string) string) dataset.Derived {
		kind := "string"
		if name == "OBS_VALUE" {
			kind = "number"
		}
		return dataset.Derived{Field: dataset.Field{Name: name, Type: kind, Title: name}, From: from, Value: value}
	}
	constant := func(text string) func(string) string { return func(string) string { return text } }
	return observations.Derive(observations.Name, observations.Title, observations.Description,
		column("STRUCTURE", "", constant("datastructure")),
		column("STRUCTURE_ID", "", constant(s.ID())),
		column("ACTION", "", constant("I")),
		column("FREQ", "period", sdmxFrequency),
		column("INDICATOR", "indicator_id", nil),
		column("REF_AREA", "region_code", nil),
		column("SOURCE", "source_id", nil),
		column("RELEASE", "release", nil),
		column("TIME_PERIOD", "period", func(p string) string { return strings.Replace(p, "-H", "-S", 1) }),
		column("OBS_VALUE", "value", nil),
		column("OBS_STATUS", "status", nil),
		column("CONF_STATUS", "status", confidentiality),
		column("UNIT_MEASURE", "value_unit", nil),
		column("COMMENT_OBS", "note", nil),
	)
}

// sdmxFrequency is the code of CL_FREQ.
func sdmxFrequency(period string) string {
	switch {
	case len(period) == 4:
		return "A"
	case strings.Contains(period, "-H"):
		return "S"
	case strings.Contains(period, "-Q"):
		return "Q"
	}
	return "M"
}

// confidentiality is the code of CL_CONF_STATUS: a figure is free, or its row says that it is held back (Q).
func confidentiality(status string) string {
	if status == "Q" {
		return "C"
	}
	return "F"
}
