package site

import "testing"

// A bulletin is called by its number, not by what else its release brought.
func TestBulletinNumber(t *testing.T) {
	in := withFiles(smallInput(t, smallPlan(t)))
	in.Bulletins[0].Number = 3
	r := newRenderer(in, nil, chinese(t))
	// The release r2 was published in 2020.
	if got := r.shell("bulletins/").bulletinItem(&in.Bulletins[0]).Title; got != "进展简报〔2020〕第3期" {
		t.Errorf("the bulletin is called %s", got)
	}
}
