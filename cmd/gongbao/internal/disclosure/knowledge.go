package disclosure

import (
	"cmp"
	"math/big"
	"slices"
)

// equation says that the first figure is the sum of the others; with a rate, that the first is the rate times the second, as
// far as the rate's digits go.
type equation struct {
	figures []*figure
	rate    *figure
}

// void equations say nothing: without its rate a numerator is not tied to its denominator.
func (e equation) void() bool { return e.rate != nil && e.rate.hidden }

// knowledge is what a reader can reckon with: the equations of a group, of all releases so far.
type knowledge struct {
	threshold *big.Rat
	equations []equation
	of        map[*figure][]int // the equations of a figure
	list      []*figure         // all counts that equations hold for, in their order
}

// add takes the equations of a release in; those that hold for the same figures as before are there already.
func (k *knowledge) add(equations []equation) {
	for _, e := range equations {
		if slices.ContainsFunc(k.of[e.figures[0]], func(i int) bool {
			return k.equations[i].rate == e.rate && slices.Equal(k.equations[i].figures, e.figures)
		}) {
			continue
		}
		for _, f := range e.figures {
			if k.of[f] == nil {
				k.list = append(k.list, f)
			}
			k.of[f] = append(k.of[f], len(k.equations))
		}
		k.equations = append(k.equations, e)
	}
}

// near are the equations that bear on a figure: its own, and those that hidden figures lead to.
func (k *knowledge) near(f *figure) []equation {
	reached, taken := map[*figure]bool{f: true}, map[int]bool{}
	var found []equation
	for queue := []*figure{f}; len(queue) > 0; queue = queue[1:] {
		for _, i := range k.of[queue[0]] {
			e := k.equations[i]
			if taken[i] || e.void() {
				continue
			}
			taken[i] = true
			found = append(found, e)
			for _, next := range e.figures {
				if next.hidden && !reached[next] {
					reached[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return found
}

// tells reports whether a reader can find a hidden figure: exactly, from the equations taken together, or to within a range
// that is narrower than the threshold, which is all that its being held back says.
func (k *knowledge) tells(f *figure) bool {
	equations := k.near(f)
	return k.exact(equations, f) || k.narrow(equations, f)
}

// exact solves the equations for a figure. A rate counts as exact where its digits leave less room than the threshold.
func (k *knowledge) exact(equations []equation, wanted *figure) bool {
	at := map[*figure]int{}
	for _, e := range equations {
		for _, f := range e.figures {
			if _, known := at[f]; !known && f.hidden {
				at[f] = len(at)
			}
		}
	}
	var rows [][]*big.Rat
	for _, e := range equations {
		row := make([]*big.Rat, len(at))
		for i := range row {
			row[i] = new(big.Rat)
		}
		put := func(f *figure, factor *big.Rat) {
			if n, ok := at[f]; ok {
				row[n].Add(row[n], factor)
			}
		}
		if e.rate != nil {
			n, d := e.figures[0], e.figures[1]
			room := new(big.Rat).Mul(d.value, e.rate.half)
			low := new(big.Rat).Sub(e.rate.value, e.rate.half)
			if low.Sign() > 0 {
				room.Mul(room, big.NewRat(2, 1))
			} else { // a share is not below zero
				room.Add(room, new(big.Rat).Mul(d.value, e.rate.value))
			}
			if room.Cmp(k.threshold) >= 0 {
				continue
			}
			put(n, big.NewRat(1, 1))
			put(d, new(big.Rat).Neg(e.rate.value))
		} else {
			put(e.figures[0], big.NewRat(-1, 1))
			for _, f := range e.figures[1:] {
				put(f, big.NewRat(1, 1))
			}
		}
		rows = append(rows, row)
	}
	n, ok := at[wanted]
	return ok && slices.Contains(solve(rows), n)
}

// bounds are the least and the greatest that a figure can be for a reader; no greatest is without bound.
type bounds struct{ low, high *big.Rat }

// roundsOfBounds is how often bounds are passed on: each round carries them one equation further.
const roundsOfBounds = 8

// narrow passes bounds from figure to figure. Counts are not below zero, but where the tables have such.
func (k *knowledge) narrow(equations []equation, wanted *figure) bool {
	of := map[*figure]*bounds{}
	negative := false
	for _, e := range equations {
		for _, f := range e.figures {
			negative = negative || f.value.Sign() < 0
			if of[f] != nil {
				continue
			}
			of[f] = &bounds{low: new(big.Rat)}
			if !f.hidden {
				of[f] = &bounds{f.value, f.value}
			}
		}
	}
	if negative || of[wanted] == nil {
		return false
	}
	changed := false
	// Tables whose sums do not come out would leave no room at all: such a bound is not taken.
	atLeast := func(f *figure, v *big.Rat) {
		if b := of[f]; v != nil && v.Cmp(b.low) > 0 && (b.high == nil || v.Cmp(b.high) <= 0) {
			b.low, changed = v, true
		}
	}
	atMost := func(f *figure, v *big.Rat) {
		if b := of[f]; v != nil && v.Cmp(b.low) >= 0 && (b.high == nil || v.Cmp(b.high) < 0) {
			b.high, changed = v, true
		}
	}
	for range roundsOfBounds {
		changed = false
		for _, e := range equations {
			if e.rate != nil {
				n, d := e.figures[0], e.figures[1]
				low, high := new(big.Rat).Sub(e.rate.value, e.rate.half), new(big.Rat).Add(e.rate.value, e.rate.half)
				atLeast(n, times(of[d].low, low))
				atMost(n, times(of[d].high, high))
				if high.Sign() > 0 {
					atLeast(d, times(of[n].low, new(big.Rat).Inv(high)))
				}
				if low.Sign() > 0 {
					atMost(d, times(of[n].high, new(big.Rat).Inv(low)))
				}
				continue
			}
			passSum(e.figures, of, atLeast, atMost)
		}
		if !changed {
			break
		}
	}
	b := of[wanted]
	return b.high != nil && new(big.Rat).Sub(b.high, b.low).Cmp(k.threshold) < 0
}

// passSum bounds a total by its parts, and each part by the total and the others.
func passSum(figures []*figure, of map[*figure]*bounds, atLeast, atMost func(*figure, *big.Rat)) {
	total, parts := figures[0], figures[1:]
	low, high := new(big.Rat), new(big.Rat)
	unbounded := 0
	for _, f := range parts {
		low.Add(low, of[f].low)
		if of[f].high == nil {
			unbounded++
		} else {
			high.Add(high, of[f].high)
		}
	}
	for _, f := range parts {
		if !f.hidden {
			continue
		}
		before := *of[f]
		if of[total].high != nil {
			others := new(big.Rat).Sub(low, before.low)
			atMost(f, new(big.Rat).Sub(of[total].high, others))
		}
		switch {
		case unbounded == 0:
			others := new(big.Rat).Sub(high, before.high)
			atLeast(f, new(big.Rat).Sub(of[total].low, others))
		case unbounded == 1 && before.high == nil:
			atLeast(f, new(big.Rat).Sub(of[total].low, high))
		}
		// The sums follow what has changed.
		low.Add(low.Sub(low, before.low), of[f].low)
		switch {
		case before.high != nil:
			high.Add(high.Sub(high, before.high), of[f].high)
		case of[f].high != nil:
			unbounded--
			high.Add(high, of[f].high)
		}
	}
	atLeast(total, new(big.Rat).Set(low))
	if unbounded == 0 {
		atMost(total, new(big.Rat).Set(high))
	}
}

func times(a, b *big.Rat) *big.Rat {
	if a == nil {
		return nil
	}
	return new(big.Rat).Mul(a, b)
}

// around are the figures that may still be held back for the sake of one, those whose loss costs least first: its own rates;
// of its own equations the parts that are not zero, the smaller the cheaper, then the totals; then the same of the equations
// next to these, with the rates of few before the rates of many; and figures that are zero, which cover nobody, at the end.
func (k *knowledge) around(small *figure) []*figure {
	type candidate struct {
		f      *figure
		rank   int
		people *big.Rat // whom it tells of
	}
	var all []candidate
	place := map[*figure]int{}
	put := func(f *figure, rank int, people *big.Rat) {
		if !f.free() {
			return
		}
		if at, there := place[f]; there {
			all[at].rank = min(all[at].rank, rank)
			return
		}
		place[f] = len(all)
		all = append(all, candidate{f, rank, people})
	}
	const zero = 100
	for _, e := range k.near(small) {
		own, rate := 10, 12
		if slices.Contains(e.figures, small) {
			own, rate = 0, 0
		}
		if e.rate != nil {
			put(e.rate, rate, e.figures[1].value)
		}
		for i, f := range e.figures {
			switch {
			case f.value.Sign() == 0:
				put(f, zero, f.value)
			case e.rate != nil:
				put(f, own+3, f.value)
			case i == 0:
				put(f, own+2, f.value)
			default:
				put(f, own+1, f.value)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.people.Cmp(b.people))
	})
	figures := make([]*figure, len(all))
	for i, c := range all {
		figures[i] = c.f
	}
	return figures
}

// solve reduces the rows (Gauss and Jordan) and returns the unknowns that are determined: those that stand in a row alone.
func solve(rows [][]*big.Rat) []int {
	if len(rows) == 0 {
		return nil
	}
	rank := 0
	for col := range rows[0] {
		pivot := slices.IndexFunc(rows[rank:], func(r []*big.Rat) bool { return r[col].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		scale := new(big.Rat).Inv(rows[rank][col])
		for _, v := range rows[rank] {
			v.Mul(v, scale)
		}
		for i, row := range rows {
			if i == rank || row[col].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(row[col])
			for j, v := range row {
				v.Sub(v, new(big.Rat).Mul(factor, rows[rank][j]))
			}
		}
		if rank++; rank == len(rows) {
			break
		}
	}
	var alone []int
	for _, row := range rows[:rank] {
		n, last := 0, 0
		for i, v := range row {
			if v.Sign() != 0 {
				n, last = n+1, i
			}
		}
		if n == 1 {
			alone = append(alone, last)
		}
	}
	slices.Sort(alone)
	return alone
}
