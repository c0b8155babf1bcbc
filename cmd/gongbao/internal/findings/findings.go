// Package findings is what a check has found, as text for a terminal, JSON for programs, SARIF for editors and code hosts,
// and one HTML page for colleagues.
package findings

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/diag"
)

// Report is what a check has found.
type Report struct {
	Site    string // the site's title
	Version string // of gongbao
	Open    diag.List
	// Settled are findings that the office has checked and found right.
	Settled []audit.Settled
}

// Formats are the names of the formats.
var Formats = []string{"text", "json", "sarif", "html"}

// Write writes the report in a format.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "text":
		return r.Text(w)
	case "json":
		return r.JSON(w)
	case "sarif":
		return r.SARIF(w)
	case "html":
		return r.HTML(w)
	}
	return fmt.Errorf("没有输出格式 %q", format)
}

// Text writes the open findings for a person, and how many there are.
func (r Report) Text(w io.Writer) error {
	if err := r.Open.Print(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, r.Summary())
	return err
}

// Summary counts: 共 2 处错误，3 处警告。
func (r Report) Summary() string {
	var said string
	switch errors, warnings := r.Open.Count(); {
	case errors > 0:
		said = fmt.Sprintf("共 %d 处错误，%d 处警告。", errors, warnings)
	case warnings > 0:
		said = fmt.Sprintf("没有错误，%d 处警告。", warnings)
	default:
		said = "没有错误，也没有警告。"
	}
	if n := len(r.Settled); n > 0 {
		said += fmt.Sprintf("另有 %d 处已经核实。", n)
	}
	return said
}

// JSON writes an array of objects with the keys file, line, column, severity, code, message, hint and, where they apply,
// about and acknowledged. severity is error, warning or, for what the office has found right, acknowledged.
func (r Report) JSON(w io.Writer) error {
	type acknowledged struct {
		Because   string `json:"because"`
		CheckedBy string `json:"checked_by"`
		CheckedAt string `json:"checked_at"`
	}
	type record struct {
		diag.Place
		Severity     string        `json:"severity"`
		Code         string        `json:"code"`
		Message      string        `json:"message"`
		Hint         string        `json:"hint,omitempty"`
		About        *diag.Subject `json:"about,omitempty"`
		Acknowledged *acknowledged `json:"acknowledged,omitempty"`
	}
	written := func(d diag.Diagnostic) record {
		rec := record{Place: d.Place, Severity: d.Severity.String(), Code: d.Code, Message: d.Message, Hint: d.Hint}
		if !d.Subject.IsZero() {
			rec.About = &d.Subject
		}
		return rec
	}
	records := make([]record, 0, len(r.Open)+len(r.Settled))
	for _, d := range r.Open {
		records = append(records, written(d))
	}
	for _, s := range r.Settled {
		rec := written(s.Diagnostic)
		rec.Severity = "acknowledged"
		rec.Acknowledged = &acknowledged{s.Because.Because, s.Because.CheckedBy, s.Because.CheckedAt.String()}
		records = append(records, rec)
	}
	return encode(w, records)
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// codes are the codes that were found, in the order of the rules, those of form after them by name.
func (r Report) codes() []string {
	var form []string
	found := map[string]bool{}
	see := func(code string) {
		if _, rule := audit.Lookup(code); !rule && !found[code] {
			form = append(form, code)
		}
		found[code] = true
	}
	for _, d := range r.Open {
		see(d.Code)
	}
	for _, s := range r.Settled {
		see(s.Code)
	}
	slices.Sort(form)
	codes := slices.DeleteFunc(audit.Codes(), func(code string) bool { return !found[code] })
	return append(codes, form...)
}
