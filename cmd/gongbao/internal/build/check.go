package build

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"slices"
	"time"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/disclosure"
	"gongbao/cmd/gongbao/internal/geo"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/themes"
)

// Load reads the source folder. Faults of the configuration do not hide those of the tables: all are returned at once,
// in file order. The plan is usable only where the list has no error; small counts of persons are gone from it. Of the rules
// of package audit those alone count here that stop a build: errors.
func Load(source string) (config.Config, *model.Plan, diag.List, error) {
	conf, plan, _, faults, err := loadSource(source)
	return conf, plan, faults, err
}

// loadSource is Load that also says which databases were asked, and for what they answered.
func loadSource(source string) (config.Config, *model.Plan, []load.Queried, diag.List, error) {
	return loadWith(source, missingGlyphs)
}

func loadWith(source string, glyphs glyphCheck) (config.Config, *model.Plan, []load.Queried, diag.List, error) {
	r, err := read(source, glyphs)
	if err != nil {
		return r.conf, r.protected, nil, r.faults, err
	}
	var queried []load.Queried
	if r.places != nil {
		queried = r.places.Queried()
	}
	found := slices.Concat(r.faults, r.audit(time.Time{}, func(s diag.Severity) bool { return s == diag.Error }))
	open, _ := audit.Judge(found, r.plan, r.places, r.severities, false)
	return r.conf, r.protected, queried, open, nil
}

// CheckOptions of a check.
type CheckOptions struct {
	Source string
	// AsOf is when reports are looked for; zero: the configuration's instant, then that of the newest release.
	AsOf   time.Time
	Online *http.Client // asks the addresses outside the site; nil leaves them alone
}

// Checked is what a check has found: faults, and findings that the office has checked and found right.
type Checked struct {
	Config  config.Config
	Open    diag.List
	Settled []audit.Settled
}

// Check reads the source folder and holds it against all rules. Where faults of form leave no plan, they alone are
// reported.
func Check(ctx context.Context, o CheckOptions) (Checked, error) {
	r, err := read(o.Source, missingGlyphs)
	if err != nil {
		return Checked{Config: r.conf, Open: r.faults}, err
	}
	at := o.AsOf
	if at.IsZero() {
		at = r.conf.AsOf
	}
	found := slices.Concat(r.faults, r.audit(at, func(s diag.Severity) bool { return s != audit.Off }))
	if o.Online != nil && r.places != nil {
		found = slices.Concat(found, audit.Reach(ctx, r.input(at), o.Online))
	}
	open, settled := audit.Judge(found, r.plan, r.places, r.severities, !r.faults.HasErrors())
	return Checked{Config: r.conf, Open: open, Settled: settled}, nil
}

// sources are what a source folder says.
type sources struct {
	conf       config.Config
	plan       *model.Plan // with small counts
	protected  *model.Plan // without them
	places     *load.Places
	severities audit.Severities
	faults     diag.List
}

// audit looks for the rules whose severity is wanted. Faults of form come first: with them there is nothing to look at.
func (r sources) audit(at time.Time, wanted func(diag.Severity) bool) diag.List {
	if r.faults.HasErrors() {
		return nil
	}
	rules := slices.DeleteFunc(audit.Rules(), func(rule audit.Rule) bool { return !wanted(r.severities.Of(rule)) })
	return audit.Run(r.input(at), rules)
}

func (r sources) input(at time.Time) audit.Input {
	return audit.Input{Plan: r.plan, Places: r.places, At: at, ReportDays: r.conf.Check.ReportDays}
}

func read(source string, glyphs glyphCheck) (sources, error) {
	if info, err := os.Stat(source); err != nil || !info.IsDir() {
		return sources{}, sourceError{source}
	}
	fsys := os.DirFS(source)
	conf, faults := config.Load(fsys)
	plan, places, more := load.LoadPlaces(fsys, conf.Region)
	faults = append(faults, more...)
	r := sources{conf: conf, plan: plan, protected: plan, places: places, severities: severities(conf, &faults)}
	if plan != nil {
		for i := range plan.Indicators {
			plan.Indicators[i].Method = cmp.Or(plan.Indicators[i].Method, conf.Method)
		}
	}
	// Boundaries are held against the regions; a map without its approval number is the configuration's fault already.
	if plan != nil && (conf.Map.File == "" || conf.Map.ApprovalNumber != "") {
		plan.Boundaries, more = geo.Load(fsys, geo.Source{File: conf.Map.File, Approval: conf.Map.ApprovalNumber, Property: conf.Map.Property}, plan)
		faults = append(faults, more...)
	}
	if _, err := themes.Open(conf.Theme); err != nil {
		faults.Errorf(diag.Place{File: config.File}, "CFG-THEME", "%v", err)
		faults.Hintf("改正 theme，或删去这一行")
	}
	if !faults.HasErrors() {
		missing, err := glyphs(fsys, plan, conf)
		if err != nil {
			return sources{}, err
		}
		faults = append(faults, missing...)
		var exposed []disclosure.Cell
		r.protected, exposed = disclosure.Protect(plan, conf.DisclosureThreshold)
		for _, c := range exposed {
			faults.Warnf(diag.Place{File: "data/observations"}, "DISCLOSURE-EXPOSED", "%s、%s、%s 人数较少，不公布，但由已公开的数仍可推出", c.Indicator, c.Region, c.Period)
			faults.Hintf("能推出它的数（合计、其他地区的数、比率）已在先前的批次公开，收不回来；以后相关的数放在同一批次")
			faults.About(diag.Subject{Indicator: c.Indicator, Region: c.Region, Period: c.Period.String()})
		}
	}
	faults.Sort()
	r.faults = faults
	return r, nil
}

// severities are the office's decisions about rules; a rule that is not there is a fault.
func severities(conf config.Config, faults *diag.List) audit.Severities {
	decided := audit.Severities{}
	for _, s := range conf.Check.Severities {
		if _, known := audit.Lookup(s.Code); !known {
			faults.Errorf(s.At, "CFG-RULE", "check.severity 里没有规则 %q，或它的轻重不能改", s.Code)
			if near, ok := diag.Nearest(s.Code, audit.Codes()); ok {
				faults.Hintf("是否为 %q？", near)
			} else {
				faults.Hintf("运行 gongbao check --rules 查看全部规则；格式上的错误不能放宽")
			}
			continue
		}
		decided[s.Code] = map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "off": audit.Off}[s.Word]
	}
	return decided
}
