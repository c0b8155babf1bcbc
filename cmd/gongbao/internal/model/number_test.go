package model

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
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

// TestNumbersAreTheLibrarys holds what is done here for figures that fit a word against the library of decimals, about where
// they no longer fit and where rounding decides.
func TestNumbersAreTheLibrarys(t *testing.T) {
	texts := []string{"0", "0.0", "0.000", "1", "-1", "0.5", "-0.5", "0.05", "-0.05", "0.049", "-0.049", "9.5", "99.95", "-99.95", "43.00", "1411778724",
		"999999999999999999", "-999999999999999999", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "0.999999999999999999",
		"0.0000000000000000005", "92233720368547758.07", "922337203685477580.8", "123456789012345678901234567890.123456789"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		digits := strconv.FormatUint(random.Uint64()>>random.IntN(64), 10)
		if cut := random.IntN(len(digits)); cut > 0 {
			digits = digits[:cut] + "." + digits[cut:]
		}
		if random.IntN(3) == 0 && strings.Trim(digits, "0.") != "" {
			digits = "-" + digits
		}
		texts = append(texts, digits)
	}
	same := func(what string, got Number, want decimal.Decimal) {
		t.Helper()
		if got.String() != want.StringFixed(max(-want.Exponent(), 0)) || got.Decimals() != int(max(-want.Exponent(), 0)) || got.Sign() != want.Sign() {
			t.Errorf("%s is %s with %d decimals, the library has %s", what, got, got.Decimals(), want)
		}
		if got.Rat().Cmp(want.Rat()) != 0 || got.Float() != want.InexactFloat64() {
			t.Errorf("%s is %s or %v, the library has %s and %v", what, got.Rat(), got.Float(), want.Rat(), want.InexactFloat64())
		}
	}
	for i, s := range texts {
		n, d := number(t, s), decimal.RequireFromString(s)
		same(s, n, d)
		for decimals := range 22 {
			if got, want := n.Fixed(decimals), d.StringFixed(int32(decimals)); got != want {
				t.Errorf("%s with %d decimals is %s, the library has %s", s, decimals, got, want)
			}
		}
		for _, power := range []int{-20, -3, 0, 2, 4, 20} {
			same(fmt.Sprint(s, " by ten to the ", power), n.Times(power), d.Shift(int32(power)))
		}
		for _, o := range append(texts[:26:26], texts[(i*7)%len(texts)], texts[(i*11)%len(texts)]) {
			m, e := number(t, o), decimal.RequireFromString(o)
			if n.Cmp(m) != d.Cmp(e) {
				t.Errorf("%s against %s: %d, the library has %d", s, o, n.Cmp(m), d.Cmp(e))
			}
			same(s+" + "+o, n.Add(m), d.Add(e))
			same(s+" − "+o, n.Sub(m), d.Sub(e))
			same(s+" by a hundred + "+o, n.Times(2).Add(m), d.Shift(2).Add(e))
			if e.Sign() != 0 {
				for _, decimals := range []int{0, 1, 7, 25} {
					want := decimal.NewFromBigInt(new(big.Rat).Quo(d.Rat(), e.Rat()).Num(), 0).DivRound(decimal.NewFromBigInt(new(big.Rat).Quo(d.Rat(), e.Rat()).Denom(), 0), int32(decimals))
					same(fmt.Sprint(s, " ÷ ", o), NumberFromRat(new(big.Rat).Quo(n.Rat(), m.Rat()), decimals), want)
				}
			}
		}
	}
}
