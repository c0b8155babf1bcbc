package model

import "testing"

func TestPer(t *testing.T) {
	for unit, want := range map[string]string{"%": "100/1", "‰": "1000/1", "万元": "1/10000", "人": "1/1"} {
		if got := (&Indicator{ValueUnit: unit}).Per().String(); got != want {
			t.Errorf("%s: %s, want %s", unit, got, want)
		}
	}
}
