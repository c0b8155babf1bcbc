// Package diff says what a publication would change for readers: pages, files, figures and statuses, and what would vanish.
// Both sides are published trees, read through their manifests; the live one may be a folder or an address on the web.
package diff

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
)

// Tree is a published tree. Read returns fs.ErrNotExist for what it does not have.
type Tree interface {
	Read(name string) ([]byte, error)
	String() string
}

// Folder is the tree below a folder.
type Folder string

func (f Folder) String() string { return string(f) }

func (f Folder) Read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name)))
}

// Site is the tree at an address.
type Site struct {
	address *url.URL
	client  *http.Client
}

// NewSite takes the address of a site's home page.
func NewSite(address string) (*Site, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &diag.Failure{Message: fmt.Sprintf("%q 不是网址", address), Remedy: "写成 https://example.gov.cn/plan/"}
	}
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), "/") + "/"
	return &Site{u, &http.Client{Timeout: time.Minute}}, nil
}

func (s *Site) String() string { return s.address.Redacted() }

// largest is the size of a file that is read at most: no published table comes near it.
const largest = 1 << 30

func (s *Site) Read(name string) ([]byte, error) {
	answer, err := s.client.Get(s.address.JoinPath(name).String())
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, &diag.Failure{Message: fmt.Sprintf("连不上 %s", s), Err: err, Remedy: "请检查网址和网络"}
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(answer.Body, largest))
	case http.StatusNotFound, http.StatusForbidden, http.StatusGone:
		return nil, fs.ErrNotExist
	}
	return nil, &diag.Failure{Message: fmt.Sprintf("%s 对 %s 回答 %s", s, name, answer.Status), Remedy: "稍后再试，或改用线上站点的一份拷贝"}
}

// Report is what the next tree changes in the live one. Lists are in the order of paths, or of the tables' rows.
type Report struct {
	Live     string   `json:"live"` // empty where nothing is published yet
	Next     string   `json:"next"`
	Releases []string `json:"new_releases"`
	Pages    Changes  `json:"pages"`
	Files    Changes  `json:"files"` // that are no pages
	Figures  []Figure `json:"figures"`
	Statuses []Status `json:"statuses"`
	// Vanished are files of published releases, which must not go.
	Vanished []string `json:"vanished"`
}

// Changes of a kind of files.
type Changes struct {
	Added   []string `json:"added"`
	Changed []string `json:"changed"`
	Removed []string `json:"removed"`
}

func (c Changes) empty() bool { return len(c.Added)+len(c.Changed)+len(c.Removed) == 0 }

// Empty says that readers would see no difference.
func (r Report) Empty() bool { return r.Pages.empty() && r.Files.empty() }

// Figure is a cell whose shown value or observation status moves; Was or Is is empty where it comes or goes.
type Figure struct {
	Indicator string `json:"indicator"` // name
	Region    string `json:"region"`
	Period    string `json:"period"`
	Source    string `json:"source"`
	Unit      string `json:"unit"`
	Was       string `json:"was"`
	Is        string `json:"is"`
	Note      string `json:"note"`
}

// Status is a target or a measure whose status moves.
type Status struct {
	What   string `json:"what"` // the measure with its id, or the indicator
	Region string `json:"region"`
	Was    string `json:"was"`
	Is     string `json:"is"`
}

// Compare holds the next tree against the live one.
func Compare(live, next Tree) (Report, error) {
	r := Report{Next: next.String(), Releases: []string{}, Figures: []Figure{}, Statuses: []Status{}, Vanished: []string{}}
	is, err := manifest(next)
	if errors.Is(err, fs.ErrNotExist) {
		return r, &diag.Failure{Message: fmt.Sprintf("%s 里没有生成好的站点", next), Remedy: "先运行 gongbao build，或用 --from 指明站点所在的文件夹"}
	}
	if err != nil {
		return r, err
	}
	was, err := manifest(live)
	switch {
	case errors.Is(err, fs.ErrNotExist): // nothing is published yet
	case err != nil:
		return r, err
	default:
		r.Live = live.String()
	}
	r.compareFiles(was.Files, is.Files)
	if err := r.compareFigures(live, next); err != nil {
		return r, err
	}
	return r, r.compareStatuses(live, next)
}

func manifest(t Tree) (output.TreeManifest, error) {
	content, err := t.Read(output.ManifestFile)
	if err != nil {
		return output.TreeManifest{}, err
	}
	m, err := output.ReadManifest(content)
	if err != nil {
		return m, &diag.Failure{Message: fmt.Sprintf("%s 的 %s 不是 gongbao 写的", t, output.ManifestFile), Remedy: "请检查地址或文件夹"}
	}
	return m, nil
}

func (r *Report) compareFiles(was, is []output.File) {
	before, after := map[string]string{}, map[string]string{}
	for _, f := range was {
		before[f.Path] = f.SHA256
	}
	released := map[string]bool{}
	for name := range before {
		released[releaseOf(name)] = true
	}
	r.Pages, r.Files = newChanges(), newChanges()
	of := func(name string) *Changes {
		if strings.HasSuffix(name, ".html") {
			return &r.Pages
		}
		return &r.Files
	}
	for _, f := range is {
		after[f.Path] = f.SHA256
		sum, known := before[f.Path]
		switch {
		case !known:
			of(f.Path).Added = append(of(f.Path).Added, f.Path)
			if id := releaseOf(f.Path); id != "" && !released[id] && !slices.Contains(r.Releases, id) {
				r.Releases = append(r.Releases, id)
			}
		case sum != f.SHA256:
			of(f.Path).Changed = append(of(f.Path).Changed, f.Path)
		}
	}
	for _, f := range was {
		if _, stays := after[f.Path]; !stays {
			of(f.Path).Removed = append(of(f.Path).Removed, f.Path)
			if releaseOf(f.Path) != "" {
				r.Vanished = append(r.Vanished, f.Path)
			}
		}
	}
}

func newChanges() Changes { return Changes{[]string{}, []string{}, []string{}} }

// releaseOf is the release whose folder holds a file; empty for other files.
func releaseOf(name string) string {
	rest, in := strings.CutPrefix(name, route.Releases)
	id, _, below := strings.Cut(rest, "/")
	if !in || !below {
		return ""
	}
	return id
}

// table reads a table of the newest data; it is empty where the tree has none. Rows are records by column.
func table(t Tree, name string) ([]map[string]string, error) {
	content, err := t.Read(path.Join(route.Latest, name+".csv"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("%s 的表 %s 读不出来", t, name), Err: err}
	}
	var records []map[string]string
	for i, row := range rows {
		if i == 0 {
			continue
		}
		record := make(map[string]string, len(row))
		for col, cell := range row {
			record[rows[0][col]] = cell
		}
		records = append(records, record)
	}
	return records, nil
}

// both calls do for every key of the live and of the next rows, in the order of the next rows and then of those that are gone.
func both(was, is []map[string]string, key func(map[string]string) string, do func(was, is map[string]string)) {
	before, seen := map[string]map[string]string{}, map[string]bool{}
	for _, row := range was {
		before[key(row)] = row
	}
	for _, row := range is {
		k := key(row)
		seen[k] = true
		do(before[k], row)
	}
	for _, row := range was {
		if k := key(row); !seen[k] && before[k] != nil {
			do(before[k], nil)
			before[k] = nil
		}
	}
}

// current are the rows that count: of the vintages of a source's cell the newest.
func current(t Tree) ([]map[string]string, error) {
	releases, err := table(t, "releases")
	if err != nil {
		return nil, err
	}
	at := map[string]string{}
	for _, r := range releases {
		if when, err := time.Parse(time.RFC3339, r["published_at"]); err == nil {
			at[r["release_id"]] = when.UTC().Format(time.RFC3339)
		}
	}
	rows, err := table(t, "observations")
	if err != nil {
		return nil, err
	}
	newest := map[string]map[string]string{}
	for _, row := range rows {
		k := cellKey(row)
		if known := newest[k]; known == nil || at[known["release"]] < at[row["release"]] {
			newest[k] = row
		}
	}
	return slices.DeleteFunc(rows, func(row map[string]string) bool {
		return newest[cellKey(row)]["release"] != row["release"]
	}), nil
}

func cellKey(r map[string]string) string {
	return strings.Join([]string{r["indicator_id"], r["region_code"], r["period"], r["source_id"]}, "\x00")
}

func (r *Report) compareFigures(live, next Tree) error {
	was, err := current(live)
	if err != nil {
		return err
	}
	is, err := current(next)
	if err != nil {
		return err
	}
	both(was, is, cellKey, func(was, is map[string]string) {
		before, after := shown(was), shown(is)
		if before == after {
			return
		}
		row := is
		if row == nil {
			row = was
		}
		r.Figures = append(r.Figures, Figure{
			Indicator: row["indicator_name"], Region: row["region_name"], Period: row["period"], Source: row["source"],
			Unit: row["value_unit"], Was: before, Is: after, Note: row["note"],
		})
	})
	return nil
}

// shown is a figure as one compares it: its value, or why there is none.
func shown(row map[string]string) string {
	switch {
	case row == nil:
		return ""
	case row["value"] == "":
		return "无（" + row["status"] + "）"
	}
	return row["value"]
}

func (r *Report) compareStatuses(live, next Tree) error {
	for _, t := range []struct {
		name string
		key  func(map[string]string) string
		what func(map[string]string) string
	}{
		{"measure_status", func(r map[string]string) string { return r["measure_id"] + "\x00" + r["region_code"] },
			func(r map[string]string) string { return r["measure_id"] + " " + r["measure_title"] }},
		{"assessments", func(r map[string]string) string {
			return r["indicator_id"] + "\x00" + r["region_code"] + "\x00" + r["target_kind"]
		},
			func(r map[string]string) string { return r["indicator_name"] + kinds[r["target_kind"]] }},
	} {
		was, err := table(live, t.name)
		if err != nil {
			return err
		}
		is, err := table(next, t.name)
		if err != nil {
			return err
		}
		both(was, is, t.key, func(was, is map[string]string) {
			if was["status"] == is["status"] {
				return
			}
			row := is
			if row == nil {
				row = was
			}
			r.Statuses = append(r.Statuses, Status{What: t.what(row), Region: row["region_name"], Was: was["status_name"], Is: is["status_name"]})
		})
	}
	return nil
}

// kinds of targets, as they are told apart behind an indicator's name.
var kinds = map[string]string{"cumulative": "（累计）", "annual_flow": "（年均）", "annual_increase": "（年均提高）"}

// name of a tree for people.
func nameOf(s string) string { return cmp.Or(s, "（还没有发布过）") }
