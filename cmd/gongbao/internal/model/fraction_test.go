package model

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestFractions holds the short ways against package big's.
func TestFractions(t *testing.T) {
	edges := []int64{0, 1, -1, 2, 3, 10, 1<<53 - 1, 1 << 53, 1<<53 + 1, math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 999999999999999999}
	random := rand.New(rand.NewPCG(1, 2))
	word := func() int64 {
		if random.IntN(2) == 0 {
			return edges[random.IntN(len(edges))]
		}
		size := random.Int64() >> random.IntN(63)
		if random.IntN(2) == 0 {
			return -size
		}
		return size
	}
	fraction := func() *big.Rat {
		den := word()
		for den == 0 {
			den = word()
		}
		r := new(big.Rat).SetFrac(big.NewInt(word()), big.NewInt(den))
		if random.IntN(10) == 0 {
			r.Mul(r, r)
		}
		return r
	}
	for range 200_000 {
		x, y := fraction(), fraction()
		if random.IntN(5) == 0 {
			y.Set(x)
		}
		if got, want := Compare(x, y), x.Cmp(y); got != want {
			t.Fatalf("%s against %s: %d, want %d", x, y, got, want)
		}
		if want, _ := x.Float64(); Float(x) != want {
			t.Fatalf("%s: %v, want %v", x, Float(x), want)
		}
	}
}
