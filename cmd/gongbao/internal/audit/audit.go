// Package audit doubts what is right by form: figures that jump, sums and shares that do not come out, targets that
// contradict each other, units that have not reported, names and links that lead nowhere. Every rule has a code and a page
// that explains it; the office may change its severity, and record what it has checked and found right
// (data/acknowledgements.csv). The rules here judge a loaded plan; those that package load knows itself, because they belong
// to reading, have their pages here too.
package audit

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

// Input of an audit. The plan is the whole one, before small counts are held back: sums come out with them only.
type Input struct {
	Plan   *model.Plan
	Places *load.Places
	// At is when reports are looked for. The zero instant stands for that of the newest release.
	At time.Time
	// ReportDays is how many days after the end of a period its figures are due.
	ReportDays int
}

// DefaultReportDays is the usual time for a report.
const DefaultReportDays = 20

// Rule is something that check looks for.
type Rule struct {
	Code     string
	Severity diag.Severity // where the configuration says nothing

	find func(*audit)
}

// Title is the rule in a few words.
func (r Rule) Title() string {
	title, _, _ := strings.Cut(r.page(), "\n")
	return strings.TrimPrefix(title, "# ")
}

// Text is the rule's page in Markdown, without its title.
func (r Rule) Text() string {
	_, text, _ := strings.Cut(r.page(), "\n")
	return strings.TrimSpace(text) + "\n"
}

//go:embed rules/*.md
var pages embed.FS

func (r Rule) page() string {
	page, err := pages.ReadFile("rules/" + r.Code + ".md")
	if err != nil {
		return r.Code + "\n"
	}
	return string(page)
}

// Rules are all rules whose severity can be changed, in the order of the documentation.
func Rules() []Rule { return slices.Clone(rules) }

// rules without find are those of load, of build (DISCLOSURE-EXPOSED), of Reach and of Judge.
var rules = []Rule{
	// Of single figures and their series.
	{"UNIT-SLIP", diag.Warning, (*audit).unitSlips},
	{"SERIES-JUMP", diag.Warning, (*audit).jumps},
	{"CUMULATIVE-FALLS", diag.Warning, (*audit).fallingTotals},
	{"CSV-COUNT", diag.Warning, nil},
	// Of figures beside each other.
	{"CSV-SUM", diag.Warning, nil},
	{"RATIO-MISMATCH", diag.Warning, (*audit).ratios},
	{"CSV-RATIO-RANGE", diag.Warning, nil},
	{"SOURCES-DISAGREE", diag.Warning, (*audit).disagreements},
	{"DISCLOSURE-EXPOSED", diag.Warning, nil},
	// Of reports.
	{"REPORT-OVERDUE", diag.Warning, (*audit).overdue},
	// Of the plan.
	{"TARGET-CONFLICT", diag.Warning, (*audit).targets},
	{"TARGET-DIRECTION", diag.Warning, nil},
	{"TARGET-NO-BASELINE", diag.Warning, nil},
	{"MEASURE-NO-INDICATOR", diag.Warning, nil},
	{"MEASURE-NONE", diag.Warning, nil},
	// Of texts.
	{"TEXT-UNKNOWN-ORG", diag.Warning, (*audit).unknownOrgs},
	{"LINK-DEAD", diag.Error, (*audit).deadLinks},
	{LinkUnreachable, diag.Warning, nil}, // see Reach
	{"MD-EMPTY", diag.Warning, nil},
	{"MD-HEADING", diag.Warning, nil},
	// Of files, and of this table itself.
	{"FILE-UNKNOWN", diag.Warning, nil},
	{"FILE-IGNORED", diag.Warning, nil},
	{unusedCode, diag.Warning, nil},
}

// Lookup finds a rule by its code.
func Lookup(code string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// Title is what a rule looks for, in a few words; a code that is no rule stays as it is.
func Title(code string) string { return Rule{Code: code}.Title() }

// Codes are the codes of all rules.
func Codes() []string {
	codes := make([]string, len(rules))
	for i, r := range rules {
		codes[i] = r.Code
	}
	return codes
}

// Run holds a plan against rules. The findings have the rules' own severities; Judge applies the office's.
func Run(in Input, rules []Rule) diag.List {
	a := &audit{Input: in, plan: in.Plan, at: in.Places}
	for _, r := range rules {
		if r.find != nil {
			a.rule = r
			r.find(a)
		}
	}
	a.found.Sort()
	return a.found
}

type audit struct {
	Input
	plan    *model.Plan
	at      *load.Places
	rule    Rule // the one that is looked for
	slipped map[*model.Observation]slip
	found   diag.List
}

// find reports a finding of the rule. The remedy and the subject are the caller's next words: a.found.Hintf, a.found.About.
func (a *audit) find(at diag.Place, format string, args ...any) {
	a.found = append(a.found, diag.Diagnostic{Place: at, Severity: a.rule.Severity, Code: a.rule.Code, Message: fmt.Sprintf(format, args...)})
}

// about is a figure as the subject of a finding.
func about(o *model.Observation) diag.Subject {
	s := diag.Subject{Indicator: o.Indicator, Region: o.Region, Period: o.Period.String()}
	if o.Value != nil {
		s.Value = o.Value.String()
	}
	return s
}

// figure names a figure for a message: 大方 落户城镇人数 2020-Q3.
func (a *audit) figure(o *model.Observation) string {
	return a.regionName(o.Region) + " " + a.indicatorName(o.Indicator) + " " + o.Period.String()
}

func (a *audit) regionName(code string) string {
	if r := a.plan.RegionOf(code); r != nil {
		return r.Label()
	}
	return code
}

func (a *audit) indicatorName(id string) string {
	if in := a.plan.Indicator(id); in != nil {
		return in.Name
	}
	return id
}

// within are the plan's own region and all below it, functional zones included, in the table's order.
func (a *audit) within() []*model.Region {
	inside := map[string]bool{a.plan.Region: true}
	var found []*model.Region
	for range len(model.Levels) { // parents may stand below their children
		for i := range a.plan.Regions {
			if r := &a.plan.Regions[i]; inside[r.Parent] {
				inside[r.Code] = true
			}
		}
	}
	for i := range a.plan.Regions {
		if r := &a.plan.Regions[i]; inside[r.Code] {
			found = append(found, r)
		}
	}
	return found
}

// observed are the figures of a series that somebody has seen: no forecasts, no missing ones. The rows of demonstration
// sources are apart from the real ones: neither says anything of the other.
func (a *audit) observed(indicator, region string) (real, invented []*model.Observation) {
	for _, c := range a.plan.Series(indicator, region) {
		o := c.Shown
		switch {
		case o.Value == nil || o.Projected():
		case a.plan.Invented(o.Source):
			invented = append(invented, o)
		default:
			real = append(real, o)
		}
	}
	return real, invented
}

// eachSeries calls do with every series of a region of the tables, real and invented figures apart.
func (a *audit) eachSeries(do func(in *model.Indicator, series []*model.Observation)) {
	for i := range a.plan.Indicators {
		in := &a.plan.Indicators[i]
		for j := range a.plan.Regions {
			real, invented := a.observed(in.ID, a.plan.Regions[j].Code)
			for _, s := range [][]*model.Observation{real, invented} {
				if len(s) > 0 {
					do(in, s)
				}
			}
		}
	}
}
