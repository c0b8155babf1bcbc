package findings

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// report has an error of form in a file with a Chinese name, a warning, a finding of a rule raised to an error without a
// line, and one that was found right.
func report(t *testing.T) Report {
	t.Helper()
	day, err := model.ParseDate("2019-07-20")
	if err != nil {
		t.Fatal(err)
	}
	jump := diag.Diagnostic{Place: diag.Place{File: "data/observations/发证.csv", Line: 7, Column: 24}, Severity: diag.Warning, Code: "SERIES-JUMP",
		Message: "青石 居住证制发量 2019-Q2：1701 <b>", Hint: "对照原表", Subject: diag.Subject{Indicator: "PERMITS", Region: "990101", Period: "2019-Q2", Value: "1701"}}
	other := jump
	other.Line, other.Subject.Region = 9, "990102"
	return Report{Site: "云岭市进展", Version: "1.2.3",
		Open: diag.List{
			{Place: diag.Place{File: "data/observations/发证.csv", Line: 3, Column: 2}, Code: "CSV-BAD-NUMBER", Message: `不是数："三十"`, Hint: "只写数字"},
			jump,
			{Place: diag.Place{File: "data/observations/总 表.xlsx"}, Severity: diag.Error, Code: "FILE-IGNORED", Message: "没有读取"},
		},
		Settled: []audit.Settled{{Diagnostic: other, Because: model.Acknowledgement{Because: "集中补办", CheckedBy: "统计股", CheckedAt: day}}},
	}
}

func written(t *testing.T, r Report, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	got := string(written(t, report(t), "text"))
	want := `data/observations/发证.csv:3:2: 不是数："三十" [CSV-BAD-NUMBER]
  提示：只写数字
data/observations/发证.csv:7:24: 警告：青石 居住证制发量 2019-Q2：1701 <b> [SERIES-JUMP]
  提示：对照原表
data/observations/总 表.xlsx: 没有读取 [FILE-IGNORED]
共 2 处错误，1 处警告。另有 1 处已经核实。
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestJSON(t *testing.T) {
	var got []map[string]any
	if err := json.Unmarshal(written(t, report(t), "json"), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 || got[0]["line"] != 3.0 || got[0]["severity"] != "error" || got[1]["about"].(map[string]any)["value"] != "1701" ||
		got[3]["severity"] != "acknowledged" || got[3]["acknowledged"].(map[string]any)["checked_at"] != "2019-07-20" {
		t.Errorf("got %v", got)
	}
	if empty := string(written(t, Report{}, "json")); empty != "[]\n" {
		t.Errorf("nothing found is %q", empty)
	}
}

// The log follows the schema that OASIS publishes, and its parts belong together.
func TestSARIF(t *testing.T) {
	schema := schema(t)
	for name, r := range map[string]Report{"Full": report(t), "Empty": {}} {
		t.Run(name, func(t *testing.T) {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, r, "sarif")))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID   string
						Help struct{ Text string }
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn int }
					}
				}
				Suppressions []struct{ Justification string }
			}
		}
	}
	if err := json.Unmarshal(written(t, report(t), "sarif"), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != 4 || len(run.Tool.Driver.Rules) != 3 {
		t.Fatalf("%d results of %d rules", len(run.Results), len(run.Tool.Driver.Rules))
	}
	for _, r := range run.Results {
		if rule := run.Tool.Driver.Rules[r.RuleIndex]; rule.ID != r.RuleID {
			t.Errorf("%s points at %s", r.RuleID, rule.ID)
		}
	}
	at := run.Results[0].Locations[0].PhysicalLocation
	if at.ArtifactLocation.URI != "data/observations/%E5%8F%91%E8%AF%81.csv" || at.Region.StartLine != 3 || at.Region.StartColumn != 2 {
		t.Errorf("at %+v", at)
	}
	if run.Results[2].Locations[0].PhysicalLocation.Region != nil || run.Results[2].Level != "error" {
		t.Errorf("a whole file: %+v", run.Results[2])
	}
	if s := run.Results[3].Suppressions; len(s) != 1 || s[0].Justification != "集中补办（统计股，2019-07-20）" || len(run.Results[1].Suppressions) != 0 {
		t.Errorf("suppressions %+v", s)
	}
	if !strings.Contains(run.Tool.Driver.Rules[0].Help.Text, "怎么办") {
		t.Errorf("no help of %s", run.Tool.Driver.Rules[0].ID)
	}
}

func TestSchemaRefuses(t *testing.T) {
	bad := strings.Replace(string(written(t, report(t), "sarif")), `"level": "error"`, `"level": "fatal"`, 1)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	if schema(t).Validate(doc) == nil {
		t.Error("a level that SARIF does not know is accepted")
	}
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The page asks for nothing, escapes what it quotes, and leads from its table to every rule.
func TestHTML(t *testing.T) {
	page := written(t, report(t), "html")
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, targets := map[string]bool{}, []string{}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				targets = append(targets, a.Val[1:])
			case a.Key == "href" || a.Key == "src":
				t.Errorf("the page asks for %s", a.Val)
			}
		}
		if n.Data == "b" && n.Parent.Data == "p" {
			t.Error("a message became markup")
		}
	}
	if strings.Join(targets, " ") != "form FILE-IGNORED SERIES-JUMP" {
		t.Errorf("the table leads to %v", targets)
	}
	for _, id := range targets {
		if !ids[id] {
			t.Errorf("nothing is called %s", id)
		}
	}
	for _, want := range []string{"云岭市进展", `不是数：&#34;三十&#34;`, "CSV-BAD-NUMBER", "data/observations/发证.csv:7:24", "集中补办（统计股，2019-07-20）", "怎么办："} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if empty := string(written(t, Report{}, "html")); !strings.Contains(empty, "没有要处理的") {
		t.Error("nothing found is not said")
	}
}
