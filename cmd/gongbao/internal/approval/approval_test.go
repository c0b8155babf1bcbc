package approval

import (
	"errors"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
)

var given = model.Approval{By: "张某，办公室", At: time.Date(2020, 7, 14, 16, 30, 0, 0, time.FixedZone("", 8*3600)), Digest: "d1"}

func TestRecord(t *testing.T) {
	for _, c := range []struct{ name, was, want string }{
		{"NewColumns", "release_id,title,published_at,note\nQ1,一季度,2020-04-20T09:00:00+08:00,\nQ2,\"二季度,上\",2020-07-20T09:00:00+08:00,x\n",
			"release_id,title,published_at,note,approved_by,approved_at,approved_digest\nQ1,一季度,2020-04-20T09:00:00+08:00,,,,\nQ2,\"二季度,上\",2020-07-20T09:00:00+08:00,x,张某，办公室,2020-07-14T16:30:00+08:00,d1\n"},
		{"AgainWithMarkAndCRLF", "\ufeffapproved_by,release_id,approved_at\r\nold,Q1,\r\n旧,Q2,2019-01-01T00:00:00Z\r\n",
			"\ufeffapproved_by,release_id,approved_at,approved_digest\r\nold,Q1,,\r\n张某，办公室,Q2,2020-07-14T16:30:00+08:00,d1\r\n"},
		{"ShortRow", "release_id,title,note\nQ2,t\n", "release_id,title,note,approved_by,approved_at,approved_digest\nQ2,t,,张某，办公室,2020-07-14T16:30:00+08:00,d1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Record([]byte(c.was), "Q2", given)
			if err != nil || string(got) != c.want {
				t.Errorf("%v, got\n%s\nwant\n%s", err, got, c.want)
			}
			again, err := Record(got, "Q2", given)
			if err != nil || string(again) != c.want {
				t.Errorf("a second time: %v\n%s", err, again)
			}
		})
	}
	if _, err := Record([]byte("release_id\nQ1\n"), "Q2", given); !errors.Is(err, ErrNoRelease) {
		t.Errorf("unknown release: %v", err)
	}
	if _, err := Record([]byte("release_id,title\nQ2,\xc4\xea\n"), "Q2", given); !errors.Is(err, ErrEncoding) {
		t.Errorf("GB18030: %v", err)
	}
}

func TestDigestAndMissing(t *testing.T) {
	files := []output.File{{Path: "bulletins/Q2/a.pdf", SHA256: "1"}, {Path: "data/releases/Q2/t.csv", SHA256: "2"}, {Path: "index.html", SHA256: "3"}}
	digest := Digest(files, "Q2")
	files[2].SHA256 = "other"
	if Digest(files, "Q2") != digest {
		t.Error("a page that is no part of the release changes its digest")
	}
	files[1].SHA256 = "other"
	if Digest(files, "Q2") == digest {
		t.Error("a changed table keeps its digest")
	}
	if Digest(files, "Q1") != "" {
		t.Error("a release that is not there has a digest")
	}
	for _, c := range []struct {
		name string
		a    model.Approval
		ok   bool
	}{
		{"None", model.Approval{}, false},
		{"NoTime", model.Approval{By: "x", Digest: "d1"}, false},
		{"OtherContent", model.Approval{By: "x", At: given.At, Digest: "d0"}, false},
		{"Given", given, true},
	} {
		if got := Missing(model.Release{ID: "Q2", Approval: c.a}, "d1"); (got == "") != c.ok {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
