package intake

import (
	"testing"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/workbook"
)

func TestAmounts(t *testing.T) {
	persons := &model.Indicator{Name: "人数", ValueUnit: "人", Kind: model.Stock}
	wan := &model.Indicator{Name: "落户", ValueUnit: "万人", Kind: model.Flow, Decimals: 2}
	share := &model.Indicator{Name: "比重", ValueUnit: "%", Kind: model.Rate, Decimals: 1}
	points := &model.Indicator{Name: "增幅", ValueUnit: "百分点", Kind: model.Rate, Decimals: 1}
	text := func(s string) workbook.Value { return workbook.Value{Text: s} }
	for _, tt := range []struct {
		cell workbook.Value
		in   *model.Indicator
		unit string // of the table
		want string // empty: missing; a code in capitals: refused
		said bool
	}{
		{text("1180"), persons, "", "1180", false},
		{text("43.00"), share, "", "43.00", false},
		{text("-3"), persons, "", "-3", false},
		{text("１１８０"), persons, "", "1180", true},
		{text("－３．５"), share, "", "-3.5", true},
		{text("−3.5"), share, "", "-3.5", true},
		{text("12,345"), persons, "", "12345", true},
		{text("１２，３４５"), persons, "", "12345", true},
		{text("1 234 567"), persons, "", "1234567", true},
		{text("　1180 "), persons, "", "1180", false},
		{text("1.2万"), persons, "", "12000", true},
		{text("1.2万人"), persons, "", "12000", true},
		{text("0.95亿"), persons, "", "95000000", true},
		{text("1.2万"), wan, "", "1.2", true},
		{text("12000人"), wan, "", "1.2000", true}, // 12000 / 10^4, with the digits that were written
		{text("0.0001亿人"), wan, "", "1", true},
		{text("1.2"), persons, "万人", "12000", true},
		{text("1180人"), persons, "万人", "1180", true}, // the cell knows better than the table
		{text("43%"), share, "", "43", true},
		{text("43％"), share, "", "43", true},
		{text("2.1个百分点"), points, "", "CELL-UNIT", false},
		{text("2.1百分点"), points, "", "2.1", true},
		{workbook.Value{Text: "0.355", Kind: workbook.Percent}, share, "", "35.5", true},
		{workbook.Value{Text: "0.355", Kind: workbook.Percent}, persons, "", "CELL-FORMAT", false},
		{workbook.Value{Text: "12", Kind: workbook.Number, Formula: "SUM(A1:A3)"}, persons, "", "12", true},
		{workbook.Value{Formula: "SUM(A1:A3)"}, persons, "", "CELL-FORMULA", false},
		{workbook.Value{Text: "12", Formula: "[1]Sheet1!A1"}, persons, "", "CELL-FORMULA", false},
		{workbook.Value{Text: "12", Merged: "B2:B4"}, persons, "", "CELL-MERGED", false},
		{workbook.Value{Text: "12000", Kind: workbook.Number, Format: `0!.0,"万"`}, persons, "", "CELL-FORMAT", false},
		{workbook.Value{Text: "2020-06-01", Kind: workbook.Date}, persons, "", "CELL-DATE", false},
		{workbook.Value{Text: "#REF!", Kind: workbook.Broken}, persons, "", "CELL-ERROR", false},
		{text("-"), persons, "", "", false},
		{text("—"), persons, "", "", false},
		{text("…"), persons, "", "", false},
		{text("……"), persons, "", "", false},
		{text("－"), persons, "", "", false},
		{text("约1.2万"), persons, "", "CSV-BAD-NUMBER", false},
		{text("1,23"), persons, "", "CSV-BAD-NUMBER", false},
		{text("1234,567"), persons, "", "CSV-BAD-NUMBER", false},
		{text("2万3千"), persons, "", "CSV-BAD-NUMBER", false},
		{text("007"), persons, "", "CSV-BAD-NUMBER", false},
		{text("无"), persons, "", "CSV-BAD-NUMBER", false},
		{text("5公里"), persons, "", "CELL-UNIT", false},
		{text("5万"), share, "", "CELL-UNIT", false},
	} {
		a, p := readAmount(tt.cell, tt.in, tt.unit)
		got := ""
		switch {
		case p != nil:
			got = p.code
			if p.hint == "" {
				t.Errorf("%+v: refused without a remedy", tt.cell)
			}
		case a.value != nil:
			got = a.value.String()
		case !a.missing:
			t.Errorf("%+v: neither a number nor missing", tt.cell)
		}
		if got != tt.want {
			t.Errorf("%+v of %s: got %q, want %q", tt.cell, tt.in.ValueUnit, got, tt.want)
		}
		if tt.said && len(a.said) == 0 {
			t.Errorf("%+v: nothing is said of how it was read", tt.cell)
		}
	}
}
