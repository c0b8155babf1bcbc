package route

import "testing"

func TestRel(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"", Counties, "counties/index.html"},
		{"", "", "index.html"},
		{County("990101"), Measure("1-1"), "../../measures/1-1/index.html"},
		{County("990101"), Home, "../../index.html"},
		{CountyMeasure("990101", "1-1"), Style, "../../../../static/gongbao.css"},
		{Plan, Section("goals"), "#goals"},
		{Measure("1-1"), Section("goals"), "../../plan/index.html#goals"},
		{NotFound, Data, "data/index.html"},
	}
	for _, tt := range tests {
		if got := Rel(tt.from, tt.to); got != tt.want {
			t.Errorf("Rel(%q, %q) = %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}
