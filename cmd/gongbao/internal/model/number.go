package model

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// Number is an exact decimal figure that keeps the digits it was written with: 43.00 stays 43.00.
// The zero Number is 0.
type Number struct{ d decimal.Decimal }

// ParseNumber reads an optional minus sign, ASCII digits and at most one decimal point. It takes no thousands
// separator, no exponent, no percent sign, no plus sign, no padding (007) and no negative zero: those are faults of the
// table, not spellings of a number.
func ParseNumber(s string) (Number, error) {
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if !allDigits(whole) || point && !allDigits(fraction) || len(whole) > 1 && whole[0] == '0' ||
		digits != s && strings.Trim(digits, "0.") == "" {
		return Number{}, fmt.Errorf("not a number: %q", s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Number{}, fmt.Errorf("not a number: %q", s)
	}
	return Number{d}, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// NumberFromRat rounds r half away from zero to the given number of decimals.
func NumberFromRat(r *big.Rat, decimals int) Number {
	num, den := decimal.NewFromBigInt(r.Num(), 0), decimal.NewFromBigInt(r.Denom(), 0)
	return Number{num.DivRound(den, int32(decimals))}
}

// String writes the digits as they were read. It is the inverse of ParseNumber.
func (n Number) String() string { return n.d.StringFixed(max(-n.d.Exponent(), 0)) }

// Decimals is the number of digits after the point as written.
func (n Number) Decimals() int { return int(max(-n.d.Exponent(), 0)) }

// Fixed writes n rounded half away from zero to the given number of decimals.
func (n Number) Fixed(decimals int) string { return n.d.StringFixed(int32(decimals)) }

// Times is n by a power of ten, with the digits that it was written with: 49.43 by 10⁴ is 494300.
func (n Number) Times(power int) Number { return Number{n.d.Shift(int32(power))} }

// Rat is n as an exact fraction, for arithmetic.
func (n Number) Rat() *big.Rat { return n.d.Rat() }

// Float is the nearest binary number, for drawing only.
func (n Number) Float() float64 { return n.d.InexactFloat64() }

// Sign is -1, 0 or 1.
func (n Number) Sign() int { return n.d.Sign() }

// Cmp compares by value: 43.0 equals 43.
func (n Number) Cmp(m Number) int { return n.d.Cmp(m.d) }

// Add, Sub are exact; the result has the longer operand's decimals.
func (n Number) Add(m Number) Number { return Number{n.d.Add(m.d)} }
func (n Number) Sub(m Number) Number { return Number{n.d.Sub(m.d)} }
