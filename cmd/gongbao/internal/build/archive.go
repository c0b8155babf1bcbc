package build

import (
	"embed"
	"errors"
	"os"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/opendata"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/release"
	"gongbao/cmd/gongbao/internal/route"
)

// archive are the releases that the destination has published already, while a build goes through all of them.
type archive struct {
	*release.Archive
	newest      string // id of the newest public release
	versions    map[string]string
	kept        int
	differences []release.Difference
}

func openArchive(folder string, draft bool, plan *model.Plan, conf config.Config, a *analysis.Assessment) (*archive, error) {
	destination := os.DirFS(folder)
	if draft {
		destination = embed.FS{} // which holds no release
	}
	published, err := release.Open(destination)
	if err != nil {
		return nil, archiveError(err)
	}
	ids := make([]string, len(plan.Releases))
	for i := range plan.Releases {
		ids[i] = plan.Releases[i].ID
	}
	if err := published.CheckAll(ids); err != nil {
		return nil, archiveError(err)
	}
	versions, err := published.Versions(plan, func() []*dataset.Table {
		return opendata.Tables(dataInput(a, conf, a.Release, route.Latest))
	})
	if err != nil {
		return nil, archiveError(err)
	}
	r := &archive{Archive: published, versions: versions}
	if a.Release != nil {
		r.newest = a.Release.ID
	}
	return r, nil
}

// add puts a release's folder into the tree: as it was published, or made now. Differences are gathered for changed.
func (r *archive) add(t *output.Tree, in opendata.Input) error {
	if !r.Has(in.Release.ID) {
		_, err := opendata.Render(t, in)
		return err
	}
	if t.Partial() {
		return nil // the whole tree has it from the archive
	}
	if in.Tables == nil {
		in.Tables = opendata.Tables(in)
	}
	differences, err := r.Compare(in.Release.ID, in.Release.ID == r.newest, in.Tables)
	if err != nil {
		return archiveError(err)
	}
	r.differences = append(r.differences, differences...)
	r.kept++
	return archiveError(r.Keep(t, in.Release.ID))
}

// changed is the error for everything that this build would change in what has been published.
func (r *archive) changed() error {
	if len(r.differences) == 0 {
		return nil
	}
	return archiveError(&release.ChangedError{Differences: r.differences})
}

// archiveError tells what the input is to blame for from what the disk is.
func archiveError(err error) error {
	var changed *release.ChangedError
	var vanished *release.VanishedError
	if errors.As(err, &changed) || errors.As(err, &vanished) {
		return inputError{err.Error(), err}
	}
	return err
}

// issues are the releases for the catalogue, the oldest first, once all of them are in the tree.
func (r *archive) issues(t *output.Tree, plan *model.Plan) []catalogue.Issue {
	var list []catalogue.Issue
	for i := range plan.Releases {
		release := &plan.Releases[i]
		list = append(list, catalogue.Issue{
			Release: release, Version: r.versions[release.ID], Package: opendata.Bundle(t, route.Release(release.ID)),
		})
	}
	return list
}
