package wording

import (
	"math/big"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func TestPointsStayOnTheirSideOfABound(t *testing.T) {
	tests := []struct {
		gap, want string
	}{
		{"-0.11", "−11.0"},
		{"0.129", "+12.9"},
		{"-0.15", "−15.0"},     // on the bound: still slightly behind
		{"-0.1502", "−15.02"},  // rounds to −15.0, is beyond it
		{"-0.05001", "−5.001"}, // rounds to −5.0 and −5.00
		{"0.0004", "0.0"},      // a difference that rounds to zero has no sign
	}
	for _, tt := range tests {
		if got := Points(rat(tt.gap), 5, -5, -15); got != tt.want {
			t.Errorf("Points(%s) = %s, want %s", tt.gap, got, tt.want)
		}
	}
}

func TestQuantity(t *testing.T) {
	persons := &model.Indicator{ValueUnit: "人"}
	wan := &model.Indicator{ValueUnit: "万人", Decimals: 2}
	rate := &model.Indicator{ValueUnit: "%", Decimals: 2}
	tests := []struct {
		in   *model.Indicator
		v    string
		want string
	}{
		{persons, "9502900", "950.3万人"},
		{persons, "9999", "9999人"},
		{persons, "1411778724", "14.12亿人"},
		{wan, "49.43", "49.43万人"},
		{rate, "41.125", "41.13%"},
		{rate, "-0.001", "0.00%"},
	}
	for _, tt := range tests {
		if got := Quantity(rat(tt.v), tt.in); got != tt.want {
			t.Errorf("Quantity(%s %s) = %s, want %s", tt.v, tt.in.ValueUnit, got, tt.want)
		}
	}
	if got, want := Difference(rat("-0.9"), rate), "−0.90个百分点"; got != want {
		t.Errorf("Difference = %s, want %s", got, want)
	}
	if got, want := List([]string{"甲", "乙", "丙", "丁"}, "个县"), "甲、乙、丙等4个县"; got != want {
		t.Errorf("List = %s, want %s", got, want)
	}
}

func TestPercentNeverReachesAHundredBeforeItsTime(t *testing.T) {
	for fraction, want := range map[string]string{
		"0.765": "76.5%", "0.9994": "99.9%", "0.9996": "99.96%", "0.99999999": "99.999999%", "1": "100.0%",
		"1.0004": "100.04%", "1.004": "100.4%", "-0.111": "−11.1%", "0": "0.0%",
	} {
		if got := Percent(rat(fraction)); got != want {
			t.Errorf("Percent(%s) = %s, want %s", fraction, got, want)
		}
		if got := PercentFigure(rat(fraction)) + "%"; got != want {
			t.Errorf("PercentFigure(%s) = %s, want %s", fraction, got, want)
		}
	}
}

func TestCollectives(t *testing.T) {
	for _, tt := range []struct{ id, peers, want string }{
		{model.AllCounties, "县（区）", "各县（区）人民政府"},
		{model.AllCounties, "市（州）", "各市（州）人民政府"},
		{model.AllMembers, "县（区）", "领导小组各成员单位"},
		{"police", "县（区）", ""},
	} {
		if got := Collective(tt.id, tt.peers); got != tt.want {
			t.Errorf("Collective(%s, %s) = %q, want %q", tt.id, tt.peers, got, tt.want)
		}
	}
}
