package wording

import "gongbao/cmd/gongbao/internal/model"

// wan stands before a unit of the tables whose figures are in ten thousands: 万人.
const wan = "万"

// Persons reports whether an indicator counts people, in ones, ten thousands or millions.
func Persons(in *model.Indicator) bool {
	_, counted := model.UnitFactor(in.ValueUnit)
	return counted == "人" || counted == English.Text("wording.unit.persons")
}
