package opendata

import (
	"os"
	"path"
	"testing"

	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

// The list of revisions of the repository's own data is what comparing the published folders with each other, cell by cell,
// comes to: each cell that two neighbouring releases give differently, and no other.
func TestRevisionsAreWhatTheFoldersDifferBy(t *testing.T) {
	plan, faults := load.Load(os.DirFS("../../../.."), "520500")
	if plan == nil {
		t.Fatal(faults)
	}
	folder := func(release *model.Release) map[string]string {
		root, _ := render(t, input(plan.Public(release.PublishedAt)))
		return files(t, root)
	}
	type cell struct{ indicator, region, period, source string }
	newest := func(all map[string]string) map[cell]string {
		found := map[cell]string{}
		for _, r := range records(t, all[path.Join(dir, "observations.csv")]) {
			found[cell{r["indicator_id"], r["region_code"], r["period"], r["source_id"]}] = r["value"] // a later row of the cell is the newer
		}
		return found
	}
	type change struct {
		release string
		cell
		from, to string
	}
	listed, plain := map[change]bool{}, map[change]bool{}
	var before map[cell]string
	for i := range plan.Releases {
		release := &plan.Releases[i]
		all := folder(release)
		now := newest(all)
		for c, was := range before {
			is, there := now[c]
			if !there {
				t.Errorf("%s has lost %v", release.ID, c)
			}
			if is != was {
				plain[change{release.ID, c, was, is}] = true
			}
		}
		before = now
		if i < len(plan.Releases)-1 {
			continue
		}
		for _, r := range records(t, all[path.Join(dir, "revisions.csv")]) {
			listed[change{r["release"], cell{r["indicator_id"], r["region_code"], r["period"], r["source_id"]}, r["old_value"], r["new_value"]}] = true
			if r["reason"] == "" {
				t.Errorf("%v without a reason", r)
			}
		}
	}
	for c := range plain {
		if !listed[c] {
			t.Errorf("not listed: %v", c)
		}
	}
	for c := range listed {
		if !plain[c] {
			t.Errorf("listed, but the folders do not differ: %v", c)
		}
	}
	if len(plain) < 5 {
		t.Errorf("%d differences: the test sees too little", len(plain))
	}
}
