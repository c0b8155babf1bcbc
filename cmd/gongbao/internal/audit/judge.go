package audit

import (
	"cmp"
	"fmt"
	"slices"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

// unusedCode is the code of an acknowledgement that nothing needs any more.
const unusedCode = "ACK-UNUSED"

// Off is the severity of a rule that is not applied.
const Off diag.Severity = -1

// Severities are what the office has decided about rules, by their codes.
type Severities map[string]diag.Severity

// Of is the severity of a rule: the office's, or its own.
func (s Severities) Of(r Rule) diag.Severity {
	if decided, ok := s[r.Code]; ok {
		return decided
	}
	return r.Severity
}

// Settled is a finding that the office has checked and found right.
type Settled struct {
	diag.Diagnostic
	Because model.Acknowledgement
}

// Judge applies the office's decisions to findings, its own and those of load: severities first, then acknowledgements.
// Faults of form stay errors whatever is decided. whole says that the findings are those of all rules, so that
// acknowledgements which nothing needs can be told. Without a plan, which faults of form have prevented, there are none.
func Judge(found diag.List, plan *model.Plan, places *load.Places, decided Severities, whole bool) (open diag.List, settled []Settled) {
	var records []model.Acknowledgement
	if plan != nil {
		records = plan.Acknowledgements
	}
	used := make([]bool, len(records))
	for _, d := range found {
		rule, known := Lookup(d.Code)
		if known {
			d.Severity = decided.Of(rule)
		}
		if d.Severity == Off {
			continue
		}
		if known && d.Subject.IsZero() {
			d.Subject.Name = d.File // what has no other name
		}
		at := slices.IndexFunc(records, func(a model.Acknowledgement) bool { return covers(a, d, true) })
		if at >= 0 {
			used[at] = true
			settled = append(settled, Settled{d, records[at]})
			continue
		}
		// The same figure once had another value, which was found right.
		if old := slices.IndexFunc(records, func(a model.Acknowledgement) bool { return covers(a, d, false) }); old >= 0 {
			used[old] = true
			a := records[old]
			d.Hint = cmp.Or(d.Hint, "重新核对") + "；" + a.CheckedBy + "在 " + a.CheckedAt.String() + " 核实的是 " + a.Value + "，现在是 " + d.Subject.Value
		}
		open = append(open, d)
	}
	for i, a := range records {
		at := places.Acknowledgement(i)
		rule, known := Lookup(a.Rule)
		if !known {
			open.Errorf(at, "ACK-UNKNOWN-RULE", "没有规则 %q，或它不能用核实来消除", a.Rule)
			if near, ok := diag.Nearest(a.Rule, Codes()); ok {
				open.Hintf("是否为 %q？", near)
			} else {
				open.Hintf("规则的代码写在每条提示末尾的方括号里；格式上的错误只能改正")
			}
			continue
		}
		unused, _ := Lookup(unusedCode)
		severity := decided.Of(unused)
		if whole && !used[i] && severity != Off && decided.Of(rule) != Off && a.Rule != LinkUnreachable {
			open = append(open, diag.Diagnostic{Place: at, Severity: severity, Code: unusedCode, Message: fmt.Sprintf("没有什么需要这一行核实记录（%s）", a.Rule)})
			open.Hintf("情况已经变了就删去这一行，或核对它的指标、地区、时期和 subject")
		}
	}
	open.Sort()
	return open, settled
}

// covers reports whether an acknowledgement is about a finding; with value, also that the figure is still the one that was
// checked.
func covers(a model.Acknowledgement, d diag.Diagnostic, value bool) bool {
	s := d.Subject
	return a.Rule == d.Code && !s.IsZero() &&
		(a.Indicator == "" || a.Indicator == s.Indicator) &&
		(a.Region == "" || a.Region == s.Region) &&
		(a.Period.IsZero() || a.Period.String() == s.Period) &&
		(a.Subject == "" || a.Subject == s.Name) &&
		(!value || a.Value == "" || s.Value == "" || sameNumber(a.Value, s.Value))
}

// sameNumber reports whether two figures are equal; 13 and 13.00 are.
func sameNumber(a, b string) bool {
	x, errX := model.ParseNumber(a)
	y, errY := model.ParseNumber(b)
	return a == b || errX == nil && errY == nil && x.Cmp(y) == 0
}
