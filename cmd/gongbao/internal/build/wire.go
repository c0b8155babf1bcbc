package build

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/feed"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/opendata"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/site"
	"gongbao/cmd/gongbao/internal/wording"
	"gongbao/themes"
)

// What one package returns and another takes is translated here, because renderers do not know each other.

// ErrInput is wrapped by errors that the input is to blame for, but that show only when it is rendered: a link to
// nowhere, a character that the fonts lack.
var ErrInput = errors.New("the input has faults")

// inputError keeps a Chinese text for the person and ErrInput for the exit status.
type inputError struct {
	text string
	err  error
}

func (e inputError) Error() string   { return e.text }
func (e inputError) Unwrap() []error { return []error{ErrInput, e.err} }

func dataInput(a *analysis.Assessment, conf config.Config, release *model.Release, dir string) opendata.Input {
	return opendata.Input{Plan: a.Plan, Assessment: a, Config: conf, Release: release, RuleTitle: audit.Title, Dir: dir}
}

// feedBulletins are the city's own, one a release.
func feedBulletins(all []site.Bulletin) []feed.Bulletin {
	var own []feed.Bulletin
	for _, b := range all {
		if b.Release != nil && b.Path == route.CityBulletin(b.Release.ID) {
			own = append(own, feed.Bulletin{Release: b.Release, Number: b.Number, Path: b.Path, Size: b.Size, Demonstration: b.Demonstration})
		}
	}
	return own
}

// editionsOf are the site's languages: the first at its root, the others in folders of their own.
func editionsOf(conf config.Config) []site.Edition {
	var editions []site.Edition
	for i, lang := range conf.Languages {
		say, _ := wording.In(lang) // config let no other pass
		e := site.Edition{Lang: lang, Name: say.Name()}
		if i > 0 {
			e.Tree = route.TreeOf(lang)
		}
		editions = append(editions, e)
	}
	return editions
}

// parts are what pages say of the rest of the tree.
type parts struct {
	datasets  []site.Dataset
	score     []site.Question
	bulletins []site.Bulletin
	signed    bool
}

// editionInputs are what the pages of each of the site's languages are made of. The first speaks the assessment's language.
func editionInputs(a *analysis.Assessment, conf config.Config, of parts) ([]site.Input, error) {
	theme, err := themes.Open(conf.Theme)
	if err != nil {
		return nil, err
	}
	echarts, err := themes.ECharts()
	if err != nil {
		return nil, err
	}
	if a.Plan.Alone() {
		echarts = nil // there is nothing to draw
	}
	set, err := fontSet()
	if err != nil {
		return nil, err
	}
	editions := editionsOf(conf)
	inputs := make([]site.Input, len(editions))
	for i, e := range editions {
		say, _ := wording.In(e.Lang)
		spoken := a
		if say != a.Say {
			spoken = analysis.Assess(say.Plan(a.Plan), analysis.Options{Tolerance: conf.Tolerance, Say: say})
		}
		inputs[i] = site.Input{
			Assessment: spoken,
			Config:     conf.In(e.Lang),
			Theme:      theme,
			ECharts:    echarts,
			Sans:       set.SansRegular,
			SansBold:   set.SansBold,
			Datasets:   of.datasets,
			Score:      of.score,
			Signed:     of.signed,
			Bulletins:  bulletinsOf(spoken.Plan, of.bulletins),
			Tree:       e.Tree,
			Editions:   editions,
		}
	}
	return inputs, nil
}

// bulletinsOf are the bulletins under the titles that a plan gives their releases: its language's.
func bulletinsOf(plan *model.Plan, bulletins []site.Bulletin) []site.Bulletin {
	titled := slices.Clone(bulletins)
	for i := range titled {
		if release := plan.Release(titled[i].Release.ID); release != nil {
			titled[i].Release, titled[i].Title = release, release.Title
		}
	}
	return titled
}

func siteScore(list []catalogue.Question) []site.Question {
	out := make([]site.Question, len(list))
	for i, q := range list {
		out[i] = site.Question{Dimension: q.Dimension, Title: q.Title, Points: q.Points, Of: q.Of, Finding: q.Finding, Remedy: q.Remedy}
	}
	return out
}

func siteDatasets(sets []catalogue.Dataset, versions map[string]string) []site.Dataset {
	out := make([]site.Dataset, len(sets))
	for i := range sets {
		s := &sets[i]
		d := site.Dataset{
			Name: s.Name, Title: s.Title, Description: s.Description, Rows: s.Len(),
			Demonstration: s.Demonstration > 0, Versions: versions,
			First: s.First, Last: s.Last, Regions: s.Regions, Frequency: s.Frequency, SourceIDs: s.SourceIDs, Gaps: s.Gaps,
			PrimaryKey: s.PrimaryKey,
		}
		var header []string
		for _, f := range s.Fields {
			d.Fields = append(d.Fields, site.Field{
				Name: f.Name, Type: f.Type, Title: f.Title, Description: f.Description, Required: f.Constraints.Required, Codes: codes(f.Categories),
			})
			header = append(header, f.Name)
		}
		d.Preview = append([][]string{header}, s.Head(opendata.PreviewRows)...)
		for _, f := range s.Files {
			d.Files = append(d.Files, site.DataFile{Path: f.Path, Format: f.Name, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256})
		}
		out[i] = d
	}
	return out
}

// codes are what a field's codes mean, as name and label.
func codes(categories []dataset.Category) [][2]string {
	var list [][2]string
	for _, c := range categories {
		list = append(list, [2]string{c.Value, c.Label})
	}
	return list
}

// linkError lists every broken link of the tree.
func linkError(broken []output.BrokenLink) error {
	var text strings.Builder
	fmt.Fprintf(&text, "站内有 %d 处失效的链接：", len(broken))
	for _, b := range broken {
		text.WriteString("\n  " + b.String())
	}
	return inputError{text.String(), nil}
}
