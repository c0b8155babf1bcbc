package wording

import (
	"math/big"
	"time"

	"gongbao/cmd/gongbao/internal/model"
)

// These are the methods of Chinese, for what is not moved to a Language yet: the file goes when its last caller has.

// DemonstrationMark is what everything that holds a demonstration figure says.
var DemonstrationMark = Chinese.Demonstration()

func Fixed(r *big.Rat, decimals int) string                  { return Chinese.Fixed(r, decimals) }
func Signed(r *big.Rat, decimals int) string                 { return Chinese.Signed(r, decimals) }
func Percent(r *big.Rat) string                              { return Chinese.Percent(r) }
func PercentFigure(r *big.Rat) string                        { return Chinese.PercentFigure(r) }
func Points(gap *big.Rat, bounds ...int) string              { return Chinese.Points(gap, bounds...) }
func Quantity(r *big.Rat, in *model.Indicator) string        { return Chinese.Quantity(r, in) }
func TableQuantity(r *big.Rat, in *model.Indicator) string   { return Chinese.TableQuantity(r, in) }
func Difference(r *big.Rat, in *model.Indicator) string      { return Chinese.Difference(r, in) }
func DifferenceUnit(in *model.Indicator) string              { return Chinese.DifferenceUnit(in) }
func Goal(in *model.Indicator, kind model.TargetKind) string { return Chinese.Goal(in, kind) }
func List(names []string, counter string) string             { return Chinese.List(names, counter) }
func Collective(id, peers string) string                     { return Chinese.Collective(id, peers) }
func When(in *model.Indicator, p model.Period) string        { return Chinese.When(in, p) }
func Issue(published time.Time, number int) string           { return Chinese.Issue(published, number) }

func Parts(r *big.Rat, in *model.Indicator) (figure, unit string) { return Chinese.Parts(r, in) }
func GoalInline(in *model.Indicator, kind model.TargetKind) string {
	return Chinese.GoalInline(in, kind)
}
func TargetParts(v *big.Rat, in *model.Indicator, kind model.TargetKind) (figure, unit string) {
	return Chinese.TargetParts(v, in, kind)
}
func TargetQuantity(v *big.Rat, in *model.Indicator, kind model.TargetKind) string {
	return Chinese.TargetQuantity(v, in, kind)
}
func Gap(points string, ceiling bool) (before, figure, after string) {
	return Chinese.Gap(points, ceiling)
}
