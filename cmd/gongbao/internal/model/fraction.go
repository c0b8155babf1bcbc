package model

import (
	"cmp"
	"math/big"
	"math/bits"
)

// Fractions are exact and of any size. Nearly all that stand on pages are of words, and those are compared and brought to
// digits without the many numbers that package big makes on the way.

// words are a fraction's numerator and denominator, if they fit.
func words(r *big.Rat) (num, den int64, ok bool) {
	n := r.Num()
	if !n.IsInt64() {
		return 0, 0, false
	}
	if r.IsInt() { // Denom would make a new 1
		return n.Int64(), 1, true
	}
	d := r.Denom()
	return n.Int64(), d.Int64(), d.IsInt64()
}

// Compare is x.Cmp(y).
func Compare(x, y *big.Rat) int {
	a, b, ok := words(x)
	c, d, fits := words(y)
	if !ok || !fits {
		return x.Cmp(y)
	}
	if (a < 0) != (c < 0) {
		return cmp.Compare(a, c)
	}
	// a/b against c/d is ad against cb.
	high, low := bits.Mul64(size(a), uint64(d))
	otherHigh, otherLow := bits.Mul64(size(c), uint64(b))
	order := cmp.Or(cmp.Compare(high, otherHigh), cmp.Compare(low, otherLow))
	if a < 0 {
		return -order
	}
	return order
}

// Float is the binary number nearest to r, for drawing only.
func Float(r *big.Rat) float64 {
	const exact = 1 << 53 // whole numbers up to it are binary numbers: one rounding
	if num, den, ok := words(r); ok && size(num) <= exact && den <= exact {
		return float64(num) / float64(den)
	}
	f, _ := r.Float64()
	return f
}

// Packed is r in as little room as it needs: package big leaves four words of spare behind every number that it computes.
func Packed(r *big.Rat) *big.Rat {
	if r == nil {
		return nil
	}
	num, den, ok := words(r)
	switch {
	case !ok:
		return r
	case den == 1:
		return new(big.Rat).SetInt64(num)
	}
	return big.NewRat(num, den)
}
