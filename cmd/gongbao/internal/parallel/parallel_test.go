package parallel

import "testing"

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 1000} {
		times := make([]int, n)
		Each(n, func(i int) { times[i]++ })
		for i, k := range times {
			if k != 1 {
				t.Errorf("%d of %d was done %d times", i, n, k)
			}
		}
	}
}
