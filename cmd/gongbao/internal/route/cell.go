package route

// Cells of the published tables, as pages name them beside the figures that they show (data-cell): data set, key of the
// row, column. A figure that was computed from rows, a sum of counties for instance, is named like the row that it would be.

// ObservationCell is a value of observations.csv: observations/HUKOU_POP/520500/2020/value.
func ObservationCell(indicator, region, period string) string {
	return "observations/" + indicator + "/" + region + "/" + period + "/value"
}

// AssessmentCell is a column of assessments.csv: assessments/HUKOU_URBAN_RATE/520500/level/attained.
func AssessmentCell(indicator, region, kind, column string) string {
	return "assessments/" + indicator + "/" + region + "/" + kind + "/" + column
}

// MeasureCell is a column of measure_status.csv, or gap, which is that of the target that decided the status:
// measure_status/1-1/520502/status_name.
func MeasureCell(measure, region, column string) string {
	return "measure_status/" + measure + "/" + region + "/" + column
}
