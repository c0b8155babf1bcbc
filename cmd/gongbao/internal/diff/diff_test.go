package diff

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
)

const (
	observationsHead = "indicator_id,indicator_name,region_code,region_name,period,value,value_unit,status,source_id,source,source_kind,release,note\n"
	releasesHead     = "release_id,title,title_en,published_at,version,rows_added,rows_revised,note\n"
	statusHead       = "measure_id,measure_title,region_code,region_name,status,status_name\n"
)

func tree(t *testing.T, files map[string]string) Folder {
	t.Helper()
	dir := t.TempDir()
	out := output.NewTree(dir)
	for name, text := range files {
		if err := out.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := output.Manifest(out, "试", "Q1"); err != nil {
		t.Fatal(err)
	}
	return Folder(dir)
}

func sides(t *testing.T) (live, next Folder) {
	was := map[string]string{
		"index.html": "a", "old.html": "x", "same.html": "s", "share.png": "p",
		"data/releases/Q1/observations.csv": "frozen",
		"data/latest/releases.csv":          releasesHead + "Q1,一,,2020-04-01T09:00:00+08:00,1.0.0,2,0,\n",
		"data/latest/observations.csv":      observationsHead + "BUS,公交,01,甲县,2020-Q1,10,辆,A,s,来源,official,Q1,\nBUS,公交,02,乙县,2020-Q1,7,辆,A,s,来源,official,Q1,\nGONE,旧,01,甲县,2019,1,个,A,s,来源,official,Q1,\n",
		"data/latest/measure_status.csv":    statusHead + "1-1,修路,01,甲县,behind,明显滞后\n1-1,修路,02,乙县,on-track,符合序时\n",
	}
	is := map[string]string{
		"index.html": "b", "new.html": "n", "same.html": "s", "share.png": "q",
		"data/releases/Q1/observations.csv": "frozen", "data/releases/Q2/observations.csv": "new",
		// Q2 stands first in the table, and its offset makes it look earlier: the instant counts.
		"data/latest/releases.csv":       releasesHead + "Q2,二,,2020-07-01T01:00:00Z,1.1.0,1,1,\nQ1,一,,2020-04-01T09:00:00+08:00,1.0.0,2,0,\n",
		"data/latest/observations.csv":   observationsHead + "BUS,公交,01,甲县,2020-Q1,12,辆,A,s,来源,official,Q2,补报\nBUS,公交,01,甲县,2020-Q1,10,辆,A,s,来源,official,Q1,\nBUS,公交,02,乙县,2020-Q1,7,辆,A,s,来源,official,Q1,\nBUS,公交,01,甲县,2020-Q2,,辆,M,s,来源,official,Q2,\n",
		"data/latest/measure_status.csv": statusHead + "1-1,修路,01,甲县,on-track,符合序时\n1-1,修路,02,乙县,on-track,符合序时\n",
	}
	return tree(t, was), tree(t, is)
}

func TestCompare(t *testing.T) {
	live, next := sides(t)
	server := httptest.NewServer(http.StripPrefix("/plan", http.FileServer(http.Dir(string(live)))))
	defer server.Close()
	site, err := NewSite(server.URL + "/plan/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for name, live := range map[string]Tree{"Folder": live, "Address": site} {
		t.Run(name, func(t *testing.T) {
			r, err := Compare(live, next)
			if err != nil {
				t.Fatal(err)
			}
			for what, lists := range map[string][2][]string{
				"added pages":   {r.Pages.Added, {"new.html"}},
				"changed pages": {r.Pages.Changed, {"index.html"}},
				"removed pages": {r.Pages.Removed, {"old.html"}},
				"changed files": {r.Files.Changed, {"data/latest/measure_status.csv", "data/latest/observations.csv", "data/latest/releases.csv", "share.png"}},
				"releases":      {r.Releases, {"Q2"}},
				"vanished":      {r.Vanished, nil},
			} {
				if !slices.Equal(lists[0], lists[1]) {
					t.Errorf("%s: %q, want %q", what, lists[0], lists[1])
				}
			}
			want := []Figure{
				{"公交", "甲县", "2020-Q1", "来源", "辆", "10", "12", "补报"},
				{"公交", "甲县", "2020-Q2", "来源", "辆", "", "无（M）", ""},
				{"旧", "甲县", "2019", "来源", "个", "1", "", ""},
			}
			if !slices.Equal(r.Figures, want) {
				t.Errorf("figures %+v, want %+v", r.Figures, want)
			}
			if want := []Status{{"1-1 修路", "甲县", "明显滞后", "符合序时"}}; !slices.Equal(r.Statuses, want) {
				t.Errorf("statuses %+v", r.Statuses)
			}
		})
	}

	back, err := Compare(next, live)
	if err != nil || !slices.Equal(back.Vanished, []string{"data/releases/Q2/observations.csv"}) {
		t.Errorf("%v, vanished %q", err, back.Vanished)
	}
	same, err := Compare(live, live)
	if err != nil || !same.Empty() || len(same.Figures)+len(same.Statuses) > 0 {
		t.Errorf("%v, %+v", err, same)
	}
	nothing, err := Compare(Folder(t.TempDir()), next)
	if err != nil || nothing.Live != "" || len(nothing.Pages.Added) != 3 {
		t.Errorf("%v, %+v", err, nothing.Pages)
	}
}

// What the tables say is shown as text, whatever it is.
func TestHTML(t *testing.T) {
	var b bytes.Buffer
	r := Report{Next: "x", Pages: Changes{Added: []string{"a.html"}}, Figures: []Figure{{Indicator: "<script>alert(1)</script>", Was: "1", Is: "2"}}}
	if err := r.HTML(&b); err != nil || strings.Contains(b.String(), "<script") || !strings.Contains(b.String(), "&lt;script&gt;") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestRefused(t *testing.T) {
	live, next := sides(t)
	if _, err := Compare(live, Folder(t.TempDir())); err == nil {
		t.Error("nothing to publish, and no error")
	}
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer broken.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"name":"pwa"}`)) }))
	defer other.Close()
	for _, address := range []string{broken.URL, other.URL, "http://127.0.0.1:1/"} {
		site, err := NewSite(address)
		if err != nil {
			t.Fatal(err)
		}
		var e *diag.Failure
		if _, err := Compare(site, next); !errors.As(err, &e) || e.Hint() == "" || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"ftp://x/", "://", "https://"} {
		if _, err := NewSite(address); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
}
