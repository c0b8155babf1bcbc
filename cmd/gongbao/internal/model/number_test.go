package model

import (
	"math/big"
	"testing"
)

func number(t *testing.T, s string) Number {
	t.Helper()
	n, err := ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNumberKeepsItsDigits(t *testing.T) {
	for s, decimals := range map[string]int{
		"0": 0, "0.00": 2, "43": 0, "43.00": 2, "43.10": 2, "-0.5": 1, "9502900": 0, "1411778724": 0,
		"123456789012345678901234567890.123456789": 9, // more than a float holds
	} {
		n := number(t, s)
		if n.String() != s || n.Decimals() != decimals {
			t.Errorf("%s came back as %s with %d decimals", s, n, n.Decimals())
		}
	}
}

func TestNotNumbers(t *testing.T) {
	for _, s := range []string{"", "-", ".", ".5", "5.", "1,000", "1e3", "+1", "1.2.3", "12%", " 1", "1 ", "--1", "４３", "NaN", "0x1f", "1_000",
		"007", "00", "00.5", "-01", "-0", "-0.00"} {
		if n, err := ParseNumber(s); err == nil {
			t.Errorf("%q was read as %s", s, n)
		}
	}
}

func TestNumberArithmetic(t *testing.T) {
	if got := number(t, "0.1").Add(number(t, "0.20")).String(); got != "0.30" {
		t.Errorf("0.1 + 0.20 = %s", got)
	}
	if got := number(t, "1").Sub(number(t, "1.05")).String(); got != "-0.05" {
		t.Errorf("1 − 1.05 = %s", got)
	}
	if number(t, "43.0").Cmp(number(t, "43")) != 0 || number(t, "-1").Cmp(number(t, "0")) >= 0 {
		t.Error("order by value")
	}
	if got := number(t, "41.12").Rat(); got.Cmp(big.NewRat(4112, 100)) != 0 {
		t.Errorf("41.12 is %s", got)
	}
	var zero Number
	if zero.String() != "0" || zero.Sign() != 0 || zero.Rat().Sign() != 0 {
		t.Errorf("the zero number is %s", zero)
	}
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	for _, tt := range []struct {
		num, den int64
		decimals int
		want     string
	}{
		{1, 3, 2, "0.33"},
		{2, 3, 2, "0.67"},
		{1, 8, 2, "0.13"},   // 0.125
		{-1, 8, 2, "-0.13"}, // not −0.12
		{5, 2, 0, "3"},
		{42, 1, 2, "42.00"},
		{765, 10, 0, "77"},
	} {
		if got := NumberFromRat(big.NewRat(tt.num, tt.den), tt.decimals).Fixed(tt.decimals); got != tt.want {
			t.Errorf("%d/%d: %s, want %s", tt.num, tt.den, got, tt.want)
		}
	}
	if got := number(t, "41.125").Fixed(2); got != "41.13" {
		t.Errorf("Fixed: %s", got)
	}
	if got := NumberFromRat(big.NewRat(42, 1), 2).String(); got != "42.00" {
		t.Errorf("a rounded number has the decimals it was rounded to: %s", got)
	}
}
