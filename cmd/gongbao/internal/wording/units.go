package wording

import (
	"math/big"

	"gongbao/cmd/gongbao/internal/model"
)

// wan stands before a unit of the tables whose figures are in ten thousands: 万人.
const wan = "万"

// Persons reports whether an indicator counts people, in ones, ten thousands or millions.
func Persons(in *model.Indicator) bool {
	_, counted := model.UnitFactor(in.ValueUnit)
	return counted == "人" || counted == English.Text("wording.unit.people")
}

// units are the common units of the tables; any other has its English in the table's value_unit_en, or stays Chinese.
var units = map[string]string{
	"人": "wording.unit.people", "户": "wording.unit.households", "元": "wording.unit.yuan", "年": "wording.unit.years",
	"公顷": "wording.unit.hectares", "亩": "wording.unit.mu", "公里": "wording.unit.kilometres",
	"平方米": "wording.unit.square-metres", "平方公里": "wording.unit.square-kilometres", "吨": "wording.unit.tonnes",
	"小时": "wording.unit.hours", "天": "wording.unit.days", "工作日": "wording.unit.working-days", "人次": "wording.unit.times",
}

// unit is an indicator's unit in the language, and the power of ten that its figures take to be in ones of it. A unit that
// the language has no word for stays as it is, and so do the figures.
func (l *Language) unit(in *model.Indicator) (unit string, power int) {
	factor, counted := model.UnitFactor(in.ValueUnit)
	switch {
	case in.ValueUnitEn != "":
		unit = in.ValueUnitEn
	case units[counted] != "":
		unit = l.Text(units[counted])
	default:
		return in.ValueUnit, 0
	}
	for ten := big.NewRat(10, 1); factor.Cmp(ten) >= 0; factor = new(big.Rat).Quo(factor, ten) {
		power++
	}
	return unit, power
}
