package diag

import (
	"bytes"
	"encoding/json"
	"testing"
)

func sample() List {
	var l List
	l.Errorf(Place{File: "data/targets.csv", Line: 12, Column: 4}, "CSV-UNKNOWN-INDICATOR", "未知指标代码 %q", "HUKU_URBAN_RATE")
	l.Hintf("是否为 %q？", "HUKOU_URBAN_RATE")
	l.Warnf(Place{File: "data/targets.csv", Line: 3}, "CSV-SUM", "合计不符")
	l.Errorf(Place{File: "content/gongbao.yaml"}, "CFG-MISSING", "缺少文件")
	return l
}

func TestPrintInFileOrder(t *testing.T) {
	l := sample()
	l.Sort()
	var out bytes.Buffer
	if err := l.Print(&out); err != nil {
		t.Fatal(err)
	}
	want := `content/gongbao.yaml: 缺少文件 [CFG-MISSING]
data/targets.csv:3: 警告：合计不符 [CSV-SUM]
data/targets.csv:12:4: 未知指标代码 "HUKU_URBAN_RATE" [CSV-UNKNOWN-INDICATOR]
  提示：是否为 "HUKOU_URBAN_RATE"？
`
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestWriteJSON(t *testing.T) {
	var out bytes.Buffer
	if err := sample().WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0]["column"] != 4.0 || got[1]["severity"] != "warning" {
		t.Errorf("got %v", got)
	}
}

func TestCount(t *testing.T) {
	errors, warnings := sample().Count()
	if errors != 2 || warnings != 1 || !sample().HasErrors() {
		t.Errorf("got %d errors, %d warnings", errors, warnings)
	}
	if (List{{Severity: Warning}}).HasErrors() {
		t.Error("a warning alone does not stop the build")
	}
}

func TestNearest(t *testing.T) {
	codes := []string{"HUKOU_URBAN_RATE", "SETTLED_PERSONS", "RESIDENT_POP"}
	tests := []struct {
		word, want string
		ok         bool
	}{
		{"HUKU_URBAN_RATE", "HUKOU_URBAN_RATE", true},
		{"hukou_urban_rate", "HUKOU_URBAN_RATE", true},
		{"RESDIENT_PPO", "RESIDENT_POP", true}, // two pairs of letters swapped: 4 of 12
		{"GDP", "", false},                     // nothing close: no guess
		{"", "", false},
	}
	for _, tt := range tests {
		if got, ok := Nearest(tt.word, codes); got != tt.want || ok != tt.ok {
			t.Errorf("Nearest(%q) = %q, %v, want %q, %v", tt.word, got, ok, tt.want, tt.ok)
		}
	}
}
