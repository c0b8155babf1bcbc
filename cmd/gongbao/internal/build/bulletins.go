package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/release"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/site"
)

// addBulletins adds all bulletins of one release, as many at a time as there are processors, and says what the archive page
// needs of them, in the order of their subjects. Those that were issued with a published release stay as they were; the
// others are set.
func (r *archive) addBulletins(ctx context.Context, tree *output.Tree, a *analysis.Assessment, conf config.Config, issued *model.Release, ground output.Key) ([]site.Bulletin, error) {
	subjects := bulletin.Subjects(a)
	list, faults := make([]release.Bulletin, len(subjects)), make([]error, len(subjects))
	before := r.Bulletins(issued.ID)
	batch := sync.OnceValue(func() *bulletin.Batch { return bulletin.NewBatch(nil, a, conf) })
	inFonts := sync.OnceValues(func() (*bulletin.Batch, error) { // which take longer than to see that no bulletin has changed
		faces, err := fonts()
		if err == nil {
			batch().In(faces)
		}
		return batch(), err
	})
	var keys *bulletinKeys
	if ground != (output.Key{}) {
		keys = newBulletinKeys(ground, a)
	}
	parallel.Each(len(subjects), func(i int) {
		if faults[i] = ctx.Err(); faults[i] != nil {
			return
		}
		s := subjects[i]
		name := bulletinPath(issued.ID, s)
		issue := issueOf(a.Plan, conf, issued, s)
		if !tree.Mine(subjectPage(s)) { // of what another part makes nothing but the name is known
			list[i] = release.Bulletin{Kind: string(s.Kind), Subject: s.ID, File: path.Base(name), Title: issued.Title, Number: issue.Number}
			return
		}
		if b, ok := before[path.Base(name)]; ok {
			var kept bool
			if kept, faults[i] = r.KeepBulletin(tree, issued.ID, b); kept || faults[i] != nil {
				list[i] = b
				return
			}
		}
		var key, content output.Key
		if keys != nil {
			key = keys.ofFigures(issue, s)
			if note, ok := tree.Recall(key); ok && len(note) > len(content) && json.Unmarshal(note[len(content):], &list[i]) == nil {
				copy(content[:], note)
				tree.Remember(content, note[len(content):], []string{name})
				return
			}
			if content, faults[i] = keys.ofContent(batch(), issue, s); faults[i] != nil {
				return
			}
			if note, ok := tree.Recall(content); ok && json.Unmarshal(note, &list[i]) == nil {
				tree.Remember(key, slices.Concat(content[:], note), []string{name})
				return
			}
		}
		var report bulletin.Report
		err := tree.Write(name, func(w io.Writer) error {
			b, err := inFonts()
			if err != nil {
				return err
			}
			report, err = b.Write(w, issue, s)
			return err
		})
		var missing bulletin.MissingGlyphErrors
		switch {
		case errors.As(err, &missing):
			faults[i] = inputError{missing.Error(), err}
			return
		case err != nil:
			faults[i] = fmt.Errorf("bulletin %s: %w", issued.ID, err)
			return
		}
		file, _ := tree.File(name)
		list[i] = release.Bulletin{
			Kind: string(s.Kind), Subject: s.ID, File: path.Base(name), Title: issued.Title, Number: issue.Number,
			Pages: report.Pages, Demonstration: report.Demonstration, Size: file.Size, SHA256: file.SHA256,
		}
		if keys != nil {
			note, err := json.Marshal(list[i])
			if faults[i] = err; err == nil {
				tree.Remember(key, slices.Concat(content[:], note), []string{name})
				tree.Remember(content, note, []string{name})
			}
		}
	})
	for _, err := range faults { // the first in the order of the subjects, whichever came first
		if err != nil {
			return nil, err
		}
	}
	made := make([]site.Bulletin, len(list))
	for i, b := range list {
		made[i] = site.Bulletin{
			Release: issued, Kind: site.BulletinKind(b.Kind), Subject: b.Subject,
			Title: b.Title, Number: b.Number, Path: route.Bulletins + issued.ID + "/" + b.File, Size: b.Size, Pages: b.Pages, Demonstration: b.Demonstration,
		}
	}
	if tree.Partial() {
		return made, nil
	}
	return made, release.AddBulletins(tree, issued.ID, list)
}

func issueOf(p *model.Plan, conf config.Config, release *model.Release, s bulletin.Subject) bulletin.Issue {
	issue := bulletin.Issue{
		Release: release.ID, Title: release.Title, Date: release.PublishedAt, Number: issueNumber(p.Releases, release),
	}
	if conf.BaseURL != "" {
		issue.Address = strings.TrimSuffix(conf.BaseURL, "/") + "/" + subjectPage(s)
	}
	return issue
}

// bulletinPath is where the bulletin of a subject is published; subjectPage the page that says the same on the site.
func bulletinPath(release string, s bulletin.Subject) string {
	switch s.Kind {
	case bulletin.OfCounty:
		return route.CountyBulletin(release, s.ID)
	case bulletin.OfMeasure:
		return route.MeasureBulletin(release, s.ID)
	case bulletin.OfOrg:
		return route.OrgBulletin(release, s.ID)
	}
	return route.CityBulletin(release)
}

func subjectPage(s bulletin.Subject) string {
	switch s.Kind {
	case bulletin.OfCounty:
		return route.County(s.ID)
	case bulletin.OfMeasure:
		return route.Measure(s.ID)
	case bulletin.OfOrg:
		return route.Org(s.ID)
	}
	return route.Home
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
