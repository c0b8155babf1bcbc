package load

import "testing"

func TestInvisible(t *testing.T) {
	for _, r := range "\r\x00\x7f\u0085\u00ad\u034f\u061c\u115f\u180e\u200b\u200e\u2028\u2029\u202e\u2066\u3164\ufeff\uffa0\ufff9\uffff\ufdd0\U000e0041\U0001fffe" {
		if !invisible(r) {
			t.Errorf("%U passes", r)
		}
	}
	// Among them a tab, a full-width space, a combining mark, a selector of variants and a character beyond the first plane.
	for _, r := range "\n\t a县，　e\u0301\U000e0100\ufe0f𠮷" {
		if invisible(r) {
			t.Errorf("%U does not pass", r)
		}
	}
}
