// Package diag holds what is wrong with the input: a diagnostic is a value with a place, a severity, a stable code,
// a message and a remedy, never a line of text printed on the way. Readers of tables and Markdown collect them all;
// main prints them once, in file order.
package diag

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Severity says whether a diagnostic stops the build.
type Severity int

const (
	Error   Severity = iota // the input cannot be published
	Warning                 // published, but somebody should look
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Place is where a fault stands. File is relative to the source folder, with forward slashes. Line and Column count
// from 1; Column counts characters, not bytes, as an editor does. 0 means that the whole line or file is meant. In a workbook
// Sheet is the sheet's name, and the two count its rows and columns.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
}

func (p Place) String() string {
	if p.Sheet != "" {
		return p.File + "〔" + p.Sheet + "〕" + p.cell()
	}
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// cell is a cell as a spreadsheet program names it, C12, or a whole row.
func (p Place) cell() string {
	if p.Line == 0 {
		return ""
	}
	if p.Column == 0 {
		return fmt.Sprintf("第%d行", p.Line)
	}
	letters := ""
	for n := p.Column; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return fmt.Sprintf("%s%d", letters, p.Line)
}

// Diagnostic is one fault of the input. Message and Hint are Chinese sentences without a final full stop; Message
// contains the offending value; Hint, which may be empty, says what to do.
type Diagnostic struct {
	Place
	Severity Severity
	Code     string // stable, such as CSV-UNKNOWN-INDICATOR
	Message  string
	Hint     string
	// Subject is what the diagnostic is about, where that can be told apart from its place: lines move, a figure keeps its
	// indicator, region and period. Only such a diagnostic can be acknowledged.
	Subject Subject
}

// Subject is a figure, or something that Name names: a measure, an organisation's spelling, an address. Value is what the
// tables say of it now. All are written as the tables write them; empty where they do not apply.
type Subject struct {
	Indicator string `json:"indicator_id,omitempty"`
	Region    string `json:"region_code,omitempty"`
	Period    string `json:"period,omitempty"`
	Name      string `json:"subject,omitempty"`
	Value     string `json:"value,omitempty"`
}

// IsZero reports whether the diagnostic is about nothing in particular.
func (s Subject) IsZero() bool { return s == Subject{} }

// List collects diagnostics. The zero List is ready to use.
type List []Diagnostic

// Errorf adds an error without a hint.
func (l *List) Errorf(at Place, code, format string, args ...any) {
	*l = append(*l, Diagnostic{Place: at, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Warnf adds a warning without a hint.
func (l *List) Warnf(at Place, code, format string, args ...any) {
	*l = append(*l, Diagnostic{Place: at, Severity: Warning, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Hintf gives the diagnostic that was added last its remedy.
func (l *List) Hintf(format string, args ...any) {
	(*l)[len(*l)-1].Hint = fmt.Sprintf(format, args...)
}

// About gives the diagnostic that was added last its subject.
func (l *List) About(s Subject) { (*l)[len(*l)-1].Subject = s }

// HasErrors reports whether any diagnostic stops the build.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns the number of errors and of warnings.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// Sort puts the list into file order: by file name, line, column, code and message.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Sheet, b.Sheet),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Print writes the list for a person, one or two lines a diagnostic:
//
//	data/targets.csv:12:4: 未知指标代码 "HUKU_URBAN_RATE" [CSV-UNKNOWN-INDICATOR]
//	  提示：是否为 "HUKOU_URBAN_RATE"？
func (l List) Print(w io.Writer) error {
	for _, d := range l {
		kind := ""
		if d.Severity == Warning {
			kind = "警告："
		}
		if _, err := fmt.Fprintf(w, "%s: %s%s [%s]\n", d.Place, kind, d.Message, d.Code); err != nil {
			return err
		}
		if d.Hint == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "  提示：%s\n", d.Hint); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON writes the list for programs, as an array of objects with the keys file, line, column, sheet, severity, code,
// message and hint.
func (l List) WriteJSON(w io.Writer) error {
	type record struct {
		Place
		Severity string `json:"severity"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Hint     string `json:"hint,omitempty"`
	}
	records := make([]record, len(l))
	for i, d := range l {
		records[i] = record{d.Place, d.Severity.String(), d.Code, d.Message, d.Hint}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(records)
}

// Nearest returns the candidate that the writer of word most likely meant. It answers only where the two are close:
// at most two in five of the longer one's characters differ.
func Nearest(word string, candidates []string) (string, bool) {
	best, bestDistance := "", -1
	w := strings.ToLower(word)
	for _, c := range candidates {
		d := levenshtein.ComputeDistance(w, strings.ToLower(c))
		if longest := max(len([]rune(word)), len([]rune(c))); d*5 > longest*2 {
			continue
		}
		if bestDistance < 0 || d < bestDistance || d == bestDistance && c < best {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance >= 0
}
