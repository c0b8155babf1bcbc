package audit

import (
	_ "embed"
	"strings"
)

//go:embed forms.txt
var formText string

// Form is a fault of form: of a table, a text, the configuration or a file to import. It has no severity to change, and
// nothing to acknowledge.
type Form struct {
	Code  string
	Title string // in a few words
	Text  string // why it matters, and what to do
}

// Forms are all faults of form, by their codes.
func Forms() []Form {
	var list []Form
	for paragraph := range strings.SplitSeq(formText, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); strings.HasPrefix(paragraph, "#") {
			continue
		}
		head, text, _ := strings.Cut(paragraph, "\n")
		code, title, _ := strings.Cut(head, " ")
		list = append(list, Form{code, title, text})
	}
	return list
}
