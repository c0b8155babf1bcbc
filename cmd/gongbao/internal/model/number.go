package model

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Number is an exact decimal figure that keeps the digits it was written with: 43.00 stays 43.00.
// The zero Number is 0.
//
// Nearly every figure has fewer than nineteen digits: a nation's million of them would take a hundred megabytes as numbers of
// any length, and most of the time of a page would go into making those. Such a figure is coef × 10^-places, and its
// arithmetic is done here where it cannot overflow; all else is the library's.
type Number struct {
	coef   int64
	places int32 // negative where Times has shifted a whole number
	wide   *decimal.Decimal
}

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
	if len(whole)+len(fraction) <= mostDigits {
		var n Number
		for _, part := range [...]string{whole, fraction} {
			for i := range len(part) {
				n.coef = n.coef*10 + int64(part[i]-'0')
			}
		}
		if n.places = int32(len(fraction)); digits != s {
			n.coef = -n.coef
		}
		return n, nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Number{}, fmt.Errorf("not a number: %q", s)
	}
	return numberOf(d), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// mostDigits always fit a coef.
const mostDigits = 18

// powers are those of ten that fit a coef.
var powers = func() (p [mostDigits + 1]int64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// numberOf keeps a decimal's digits.
func numberOf(d decimal.Decimal) Number {
	if c := d.Coefficient(); c.IsInt64() {
		return Number{coef: c.Int64(), places: -d.Exponent()}
	}
	return Number{wide: &d}
}

func (n Number) decimal() decimal.Decimal {
	if n.wide != nil {
		return *n.wide
	}
	return decimal.New(n.coef, -n.places)
}

// times is x × 10^power, if that fits.
func times(x int64, power int32) (int64, bool) {
	if power < 0 || power > mostDigits {
		return 0, x == 0
	}
	over, product := bits.Mul64(size(x), uint64(powers[power]))
	if over != 0 || product > 1<<63-1 {
		return 0, false
	}
	if x < 0 {
		return -int64(product), true
	}
	return int64(product), true
}

// size is the absolute value, of the least number too.
func size(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// quotient is x ÷ y rounded half away from zero; y is greater than zero.
func quotient(x, y int64) int64 {
	q, rest := size(x)/uint64(y), size(x)%uint64(y)
	if rest >= uint64(y)-rest {
		q++
	}
	if x < 0 {
		return -int64(q)
	}
	return int64(q)
}

// NumberFromRat rounds r half away from zero to the given number of decimals.
func NumberFromRat(r *big.Rat, decimals int) Number {
	if num, den, ok := words(r); ok && decimals >= 0 {
		if shifted, ok := times(num, int32(decimals)); ok {
			return Number{coef: quotient(shifted, den), places: int32(decimals)}
		}
	}
	num, den := decimal.NewFromBigInt(r.Num(), 0), decimal.NewFromBigInt(r.Denom(), 0)
	return numberOf(num.DivRound(den, int32(decimals)))
}

// String writes the digits as they were read. It is the inverse of ParseNumber.
func (n Number) String() string { return n.Fixed(n.Decimals()) }

// Decimals is the number of digits after the point as written.
func (n Number) Decimals() int {
	if n.wide != nil {
		return int(max(-n.wide.Exponent(), 0))
	}
	return int(max(n.places, 0))
}

// Fixed writes n rounded half away from zero to the given number of decimals.
func (n Number) Fixed(decimals int) string {
	if n.wide != nil || n.places < 0 || decimals < 0 || decimals > mostDigits {
		return n.decimal().StringFixed(int32(decimals))
	}
	coef, ok := n.coef, true
	switch more := int32(decimals) - n.places; {
	case more > 0:
		coef, ok = times(coef, more)
	case -more > mostDigits:
		ok = false
	case more < 0:
		coef = quotient(coef, powers[-more])
	}
	if !ok {
		return n.decimal().StringFixed(int32(decimals))
	}
	var buf [24]byte
	digits := strconv.AppendUint(buf[:0], size(coef), 10)
	out := make([]byte, 0, len(digits)+decimals+3)
	if coef < 0 {
		out = append(out, '-')
	}
	whole := len(digits) - decimals
	if whole <= 0 {
		out = append(out, '0')
	} else {
		out = append(out, digits[:whole]...)
	}
	if decimals > 0 {
		out = append(out, '.')
		for range -whole {
			out = append(out, '0')
		}
		out = append(out, digits[max(whole, 0):]...)
	}
	return string(out)
}

// Times is n by a power of ten, with the digits that it was written with: 49.43 by 10⁴ is 494300.
func (n Number) Times(power int) Number {
	if n.wide != nil {
		return numberOf(n.wide.Shift(int32(power)))
	}
	n.places -= int32(power)
	return n
}

// Rat is n as an exact fraction, for arithmetic.
func (n Number) Rat() *big.Rat {
	if n.wide == nil && n.places >= 0 && n.places <= mostDigits {
		return big.NewRat(n.coef, powers[n.places])
	}
	return n.decimal().Rat()
}

// Float is the nearest binary number, for drawing only.
func (n Number) Float() float64 {
	const exact = 1 << 53 // whole numbers up to it are binary numbers, and so are the powers of ten below: one rounding
	if n.wide == nil && n.places >= 0 && n.places <= mostDigits && size(n.coef) <= exact {
		return float64(n.coef) / float64(powers[n.places])
	}
	return n.decimal().InexactFloat64()
}

// Sign is -1, 0 or 1.
func (n Number) Sign() int {
	switch {
	case n.wide != nil:
		return n.wide.Sign()
	case n.coef < 0:
		return -1
	case n.coef > 0:
		return 1
	}
	return 0
}

// alike brings two figures to the same number of decimals.
func alike(n, m Number) (x, y int64, places int32, ok bool) {
	if n.wide != nil || m.wide != nil {
		return 0, 0, 0, false
	}
	places = max(n.places, m.places)
	x, ok = times(n.coef, places-n.places)
	if ok {
		y, ok = times(m.coef, places-m.places)
	}
	return x, y, places, ok
}

// Cmp compares by value: 43.0 equals 43.
func (n Number) Cmp(m Number) int {
	if x, y, _, ok := alike(n, m); ok {
		return cmp.Compare(x, y)
	}
	return n.decimal().Cmp(m.decimal())
}

// Add, Sub are exact; the result has the longer operand's decimals.
func (n Number) Add(m Number) Number {
	if x, y, places, ok := alike(n, m); ok {
		if sum := x + y; (sum < x) == (y < 0) {
			return Number{coef: sum, places: places}
		}
	}
	return numberOf(n.decimal().Add(m.decimal()))
}

func (n Number) Sub(m Number) Number {
	if x, y, places, ok := alike(n, m); ok {
		if d := x - y; (d > x) == (y < 0) {
			return Number{coef: d, places: places}
		}
	}
	return numberOf(n.decimal().Sub(m.decimal()))
}
