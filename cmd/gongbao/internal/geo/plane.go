package geo

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/peterstace/simplefeatures/geom"
)

// finest is the smallest detail that is kept, as a share of the map's longer side: less than half a pixel of a wide map.
const finest = 1.0 / 1600

// project lays degrees out on a plane: x = λ · cos φ₀, y = −φ with φ₀ the middle latitude (the equirectangular projection
// with one true parallel). A city is small enough for it; the longer side is 1000 long. Outlines are then simplified.
func project(rings map[string][][][2]float64) map[string][][][2]float64 {
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, outlines := range rings {
		for _, ring := range outlines {
			for _, p := range ring {
				west, east = math.Min(west, p[0]), math.Max(east, p[0])
				south, north = math.Min(south, p[1]), math.Max(north, p[1])
			}
		}
	}
	shrink := math.Cos((south + north) / 2 * math.Pi / 180)
	side := math.Max((east-west)*shrink, north-south)
	if !(side > 0) {
		side = 1
	}
	const long = 1000
	// To a hundredth: points that two neighbours share stay one point whatever the arithmetic.
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	plane := map[string][][][2]float64{}
	for code, outlines := range rings {
		for _, ring := range outlines {
			moved := make([][2]float64, len(ring))
			for i, p := range ring {
				moved[i] = [2]float64{round((p[0] - west) * shrink / side * long), round((north - p[1]) / side * long)}
			}
			plane[code] = append(plane[code], moved)
		}
	}
	return simplified(plane, finest*long)
}

// simplified thins all outlines alike: they are cut where regions meet (a point with more than two neighbours, over all
// rings), each piece is thinned once, always in the same direction, and every region gets the same piece back.
func simplified(plane map[string][][][2]float64, tolerance float64) map[string][][][2]float64 {
	near := map[[2]float64]map[[2]float64]bool{}
	meet := func(p, q [2]float64) {
		if near[p] == nil {
			near[p] = map[[2]float64]bool{}
		}
		near[p][q] = true
	}
	codes := slices.Sorted(maps.Keys(plane))
	for _, code := range codes {
		for _, ring := range plane[code] {
			for i, p := range ring {
				q := ring[(i+1)%len(ring)]
				meet(p, q)
				meet(q, p)
			}
		}
	}
	thin := map[string][][][2]float64{}
	for _, code := range codes {
		for _, ring := range plane[code] {
			if out := thinned(ring, near, tolerance); len(out) >= 3 {
				thin[code] = append(thin[code], out)
			}
		}
	}
	return thin
}

func before(p, q [2]float64) int { return cmp.Or(cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1])) }

func thinned(ring [][2]float64, near map[[2]float64]map[[2]float64]bool, tolerance float64) [][2]float64 {
	// It starts at a place where regions meet. A ring without two of them, an enclave, is cut at its least and greatest points.
	start, places := -1, 0
	for i, p := range ring {
		if len(near[p]) > 2 {
			places++
			if start < 0 {
				start = i
			}
		}
	}
	alone := places < 2
	if places == 0 {
		for i := range ring {
			if start < 0 || before(ring[i], ring[start]) < 0 {
				start = i
			}
		}
	}
	turned := slices.Concat(ring[start:], ring[:start])
	turned = append(turned, turned[0])
	far := 0
	for i := range turned {
		if before(turned[i], turned[far]) > 0 {
			far = i
		}
	}
	var out [][2]float64
	piece := [][2]float64{turned[0]}
	for i := 1; i < len(turned); i++ {
		piece = append(piece, turned[i])
		last := i == len(turned)-1
		if !last && len(near[turned[i]]) <= 2 && !(alone && i == far) {
			continue
		}
		out = append(out, simplify(piece, tolerance)...)
		out = out[:len(out)-1] // the next piece begins with it
		piece = [][2]float64{turned[i]}
	}
	return slices.Compact(out)
}

// simplify thins a piece from the lesser of its ends to the greater, so that both of its neighbours get the same.
func simplify(piece [][2]float64, tolerance float64) [][2]float64 {
	n := len(piece)
	order := before(piece[0], piece[n-1])
	if order == 0 && n > 2 {
		order = before(piece[1], piece[n-2])
	}
	work := slices.Clone(piece)
	if order > 0 {
		slices.Reverse(work)
	}
	flat := make([]float64, 0, 2*n)
	for _, p := range work {
		flat = append(flat, p[0], p[1])
	}
	seq := geom.NewLineString(geom.NewSequence(flat, geom.DimXY)).Simplify(tolerance).Coordinates()
	out := make([][2]float64, 0, seq.Length())
	for i := range seq.Length() {
		p := seq.GetXY(i)
		out = append(out, [2]float64{p.X, p.Y})
	}
	if len(out) < 2 { // nothing but its ends is left
		out = [][2]float64{work[0], work[n-1]}
	}
	if order > 0 {
		slices.Reverse(out)
	}
	return out
}
