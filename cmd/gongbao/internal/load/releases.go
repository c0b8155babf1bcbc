package load

import (
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// onlyRelease is the release of a plan that has no releases.csv: one batch, published at no particular time (the zero
// instant), so that it is always public.
var onlyRelease = model.Release{ID: "initial", Title: "首批数据", TitleEn: "First figures"}

func (l *loader) releases() {
	t, state := l.openTable(releaseFile)
	defer l.releaseIDs.opened(t, state)
	if t == nil {
		return
	}
	id, title, titleEn, at, note := t.col("release_id"), t.col("title"), t.col("title_en"), t.col("published_at"), t.col("note")
	by, approvedAt, digest := t.col("approved_by"), t.col("approved_at"), t.col("approved_digest")
	type release struct {
		id string
		at diag.Place
	}
	instants := map[time.Time]release{}
	for t.next() {
		key, ok := t.id(id, l.releaseIDs, ".")
		r := model.Release{ID: key, Title: t.words(title), TitleEn: t.words(titleEn), Note: t.words(note)}
		r.Approval = model.Approval{By: t.words(by), Digest: t.words(digest)}
		r.Approval.At, _ = t.instant(approvedAt)
		var given bool
		if r.PublishedAt, given = t.instant(at); given {
			// Which of the two revises the other, nobody could tell.
			instant := r.PublishedAt.UTC()
			if first, dup := instants[instant]; dup {
				t.fault(at, "CSV-DUPLICATE-INSTANT", "与批次 %q（%s）在同一时刻发布", first.id, first.at)
				t.hint("同时发布的并成一个批次；先后发布的写出实际的时刻")
			} else {
				instants[instant] = release{r.ID, t.here()}
			}
		}
		if ok {
			l.plan.Releases = append(l.plan.Releases, r)
		}
	}
}

// firstRelease is the one that rows without a release belong to.
func (l *loader) firstRelease() string {
	if len(l.plan.Releases) == 0 {
		return ""
	}
	first := l.plan.Releases[0]
	for _, r := range l.plan.Releases[1:] {
		if r.PublishedAt.Before(first.PublishedAt) {
			first = r
		}
	}
	return first.ID
}
