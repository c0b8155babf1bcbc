package findings

import (
	"io"
	"net/url"
	"slices"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/diag"
)

// sarifSchema is the schema of SARIF 2.1.0 (OASIS, with errata 01).
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRule struct {
		ID               string     `json:"id"`
		ShortDescription sarifText  `json:"shortDescription"`
		Help             *sarifText `json:"help,omitempty"`
		Default          struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation struct {
			URI       string `json:"uri"`
			URIBaseID string `json:"uriBaseId"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Suppressions []sarifSuppression `json:"suppressions"`
		Properties   *diag.Subject      `json:"properties,omitempty"`
	}
)

// SARIF writes a log of SARIF 2.1.0. Findings that the office has found right are suppressed, with its reason.
func (r Report) SARIF(w io.Writer) error {
	codes := r.codes()
	rules := make([]sarifRule, len(codes))
	for i, code := range codes {
		rules[i].ID = code
		rules[i].Default.Level = diag.Error.String()
		rules[i].ShortDescription.Text = formTitle
		if rule, ok := audit.Lookup(code); ok {
			rules[i].Default.Level = rule.Severity.String()
			rules[i].ShortDescription.Text = rule.Title()
			rules[i].Help = &sarifText{Text: rule.Text(), Markdown: rule.Text()}
		}
	}
	results := make([]sarifResult, 0, len(r.Open)+len(r.Settled))
	add := func(d diag.Diagnostic, suppressed ...sarifSuppression) {
		result := sarifResult{
			RuleID: d.Code, RuleIndex: slices.Index(codes, d.Code), Level: d.Severity.String(), Message: sarifText{Text: d.Message + "。"},
			Locations: []sarifLocation{}, Suppressions: append([]sarifSuppression{}, suppressed...),
		}
		if d.Hint != "" {
			result.Message.Text += d.Hint + "。"
		}
		if d.File != "" {
			var at sarifPhysical
			at.ArtifactLocation.URI = (&url.URL{Path: d.File}).String()
			at.ArtifactLocation.URIBaseID = "%SRCROOT%"
			if d.Line > 0 {
				at.Region = &sarifRegion{d.Line, d.Column}
			}
			result.Locations = append(result.Locations, sarifLocation{at})
		}
		if !d.Subject.IsZero() {
			result.Properties = &d.Subject
		}
		results = append(results, result)
	}
	for _, d := range r.Open {
		add(d)
	}
	for _, s := range r.Settled {
		add(s.Diagnostic, sarifSuppression{"external", "accepted", s.Because.Because + "（" + s.Because.CheckedBy + "，" + s.Because.CheckedAt.String() + "）"})
	}
	return encode(w, map[string]any{
		"$schema": sarifSchema,
		"version": "2.1.0",
		"runs": []any{map[string]any{
			"tool": map[string]any{"driver": map[string]any{
				"name": "gongbao", "version": r.Version, "language": "zh-CN", "rules": rules,
			}},
			"language":   "zh-CN",
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}
