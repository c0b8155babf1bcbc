package build

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/feed"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/opendata"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/site"
	"gongbao/cmd/gongbao/internal/wording"
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
	return opendata.Input{Plan: a.Plan, Assessment: a, Config: conf, Release: release, Dir: dir}
}

// addBulletin sets the city bulletin of one release and says what the archive page needs of it.
func addBulletin(tree *output.Tree, faces *bulletin.Fonts, a *analysis.Assessment, conf config.Config, release *model.Release) (site.Bulletin, error) {
	issue := bulletin.Issue{
		Release: release.ID,
		Title:   release.Title,
		Date:    release.PublishedAt,
		Number:  issueNumber(a.Plan.Releases, release),
	}
	path, pages := route.CityBulletin(release.ID), 0
	err := tree.Write(path, func(w io.Writer) (err error) {
		pages, err = bulletin.City(w, faces, a, conf, issue)
		return err
	})
	var missing bulletin.MissingGlyphErrors
	if errors.As(err, &missing) {
		return site.Bulletin{}, inputError{missing.Error(), err}
	}
	if err != nil {
		return site.Bulletin{}, fmt.Errorf("bulletin %s: %w", release.ID, err)
	}
	file, _ := tree.File(path)
	return site.Bulletin{
		Release:       release,
		Title:         release.Title,
		Number:        issue.Number,
		Path:          path,
		Size:          file.Size,
		Pages:         pages,
		Demonstration: demonstration(a),
	}, nil
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

// issueNumber counts the releases of the release's year, in its own zone, up to it.
func issueNumber(releases []model.Release, release *model.Release) int {
	year := func(t time.Time) int { return t.In(release.PublishedAt.Location()).Year() }
	n := 0
	for _, r := range releases {
		if year(r.PublishedAt) == year(release.PublishedAt) && !r.PublishedAt.After(release.PublishedAt) {
			n++
		}
	}
	return n
}

// demonstration reports whether any figure of the plan comes from a demonstration source.
func demonstration(a *analysis.Assessment) bool {
	for _, o := range a.Plan.Observations {
		if a.Plan.Invented(o.Source) {
			return true
		}
	}
	return false
}

func siteDatasets(sets []catalogue.Dataset) []site.Dataset {
	out := make([]site.Dataset, len(sets))
	for i := range sets {
		s := &sets[i]
		d := site.Dataset{
			Name: s.Name, Title: s.Title, Description: s.Description, Rows: s.Len(),
			Demonstration: s.Demonstration > 0,
		}
		var header []string
		for _, f := range s.Fields {
			d.Fields = append(d.Fields, site.Field{Name: f.Name, Type: f.Type, Title: f.Title, Description: f.Description})
			header = append(header, f.Name)
		}
		d.Preview = append([][]string{header}, s.Head(opendata.PreviewRows)...)
		for _, f := range s.Files {
			d.Files = append(d.Files, site.DataFile{Path: f.Path, Format: f.Name, Size: f.Size, SHA256: f.SHA256})
		}
		out[i] = d
	}
	return out
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
