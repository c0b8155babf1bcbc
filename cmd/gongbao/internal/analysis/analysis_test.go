package analysis

import "testing"

func TestEveryStatusHasWordMarkAndKey(t *testing.T) {
	seen := map[string]bool{}
	for i, s := range Statuses {
		for _, text := range []string{s.Word(), s.Mark(), s.Key()} {
			if text == "" || seen[text] {
				t.Errorf("status %d: %q is empty or taken", s, text)
			}
			seen[text] = true
		}
		if s.Rank() != i {
			t.Errorf("%s has rank %d in a legend's place %d", s.Word(), s.Rank(), i)
		}
	}
	if !Behind.Lagging() || !SlightlyBehind.Lagging() || OnTrack.Lagging() || NoData.Lagging() {
		t.Error("which statuses call for a corrective action")
	}
}
