package build

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// walker changes a plan at random, one thing after the other, as an office does in years: it goes back on some, adds and takes
// away rows, texts and releases, changes settings and the day of the build.
type walker struct {
	*world
	rng  *rand.Rand
	now  time.Time
	live bool // published releases count: no draft
	n    int
}

// table reads a table of the plan; rows[0] is its header.
func (w *walker) table(file string) [][]string {
	content, err := os.ReadFile(filepath.Join(w.source, filepath.FromSlash(file)))
	if err != nil {
		return nil
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

func (w *walker) write(file string, rows [][]string) {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		w.t.Fatal(err)
	}
	w.text(file, b.String())
}

func (w *walker) text(file, content string) {
	name := filepath.Join(w.source, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// some is one of a few.
func some[T any](rng *rand.Rand, of ...T) T { return of[rng.IntN(len(of))] }

// set gives the cell of a row another content, where the table has the column.
func set(rows [][]string, row int, column, content string) {
	if c := slices.Index(rows[0], column); c >= 0 {
		rows[row][c] = content
	}
}

var stressTables = []string{
	"data/observations/all.csv", "data/observations/all.csv", "data/observations/all.csv", "data/actions.csv", "data/targets.csv",
	"data/indicators.csv", "data/codelists/orgs.csv", "data/codelists/regions.csv", "data/codelists/sources.csv", "data/releases.csv",
}

// step makes one change and says which.
func (w *walker) step() string {
	rng := w.rng
	w.n++
	switch rng.IntN(20) {
	case 0, 1, 2, 3: // a figure
		const file = "data/observations/all.csv"
		rows := w.table(file)
		row := 1 + rng.IntN(len(rows)-1)
		value := strconv.FormatFloat(float64(rng.IntN(400))/10, 'f', 1, 64)
		set(rows, row, "value", value)
		set(rows, row, "status", "A")
		w.write(file, rows)
		return fmt.Sprintf("the figure of row %d is %s", row+1, value)
	case 4, 5: // any cell
		file := some(rng, stressTables...)
		columns := len(w.table(file)[0])
		return w.change(file, rng, rng.IntN(columns))
	case 6, 7: // a new observation: another period, region or release of one that is there
		const file = "data/observations/all.csv"
		rows := w.table(file)
		added := slices.Clone(rows[1+rng.IntN(len(rows)-1)])
		rows = append(rows, added)
		last := len(rows) - 1
		switch rng.IntN(3) {
		case 0:
			set(rows, last, "period", some(rng, "2018", "2019", "2020", "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"))
		case 1:
			set(rows, last, "region_code", some(rng, "990100", "990101", "990102", "9901A1"))
		case 2:
			releases := w.table("data/releases.csv")
			set(rows, last, "release", releases[1+rng.IntN(len(releases)-1)][0])
		}
		set(rows, last, "value", strconv.Itoa(rng.IntN(40)))
		w.write(file, rows)
		return fmt.Sprintf("a new row %v", added)
	case 8: // a row less
		file := some(rng, "data/observations/all.csv", "data/observations/all.csv", "data/targets.csv", "data/actions.csv", "data/releases.csv")
		rows := w.table(file)
		if len(rows) < 2 {
			return ""
		}
		row := 1 + rng.IntN(len(rows)-1)
		gone := rows[row]
		w.write(file, slices.Delete(rows, row, row+1))
		return fmt.Sprintf("%s has lost %v", file, gone)
	case 9: // an action
		const file = "data/actions.csv"
		rows := w.table(file)
		measure := some(rng, "1-1", "2-1")
		row := make([]string, len(rows[0]))
		rows = append(rows, row)
		for column, content := range map[string]string{
			"region_code": some(rng, "990100", "990101", "990102"), "measure": measure, "period": some(rng, "2020-Q1", "2020-Q2", "2020-Q3"),
			"text": fmt.Sprintf("第%d项办法。", w.n), "org": some(rng, "transport", "planning"),
		} {
			set(rows, len(rows)-1, column, content)
		}
		w.write(file, rows)
		return fmt.Sprintf("a new action %v", row)
	case 10: // a target
		const file = "data/targets.csv"
		rows := w.table(file)
		row := slices.Clone(rows[1+rng.IntN(len(rows)-1)])
		rows = append(rows, row)
		set(rows, len(rows)-1, "region_code", some(rng, "990101", "990102", "9901A1"))
		set(rows, len(rows)-1, "target_value", strconv.Itoa(5+rng.IntN(40)))
		w.write(file, rows)
		return fmt.Sprintf("a new target %v", row)
	case 11: // a text
		file := some(rng, "content/measures/1-1.md", "content/measures/2-1.md", "content/sections/01-goals.md")
		content, err := os.ReadFile(filepath.Join(w.source, file))
		if err != nil {
			w.t.Fatal(err)
		}
		w.text(file, string(content)+fmt.Sprintf("\n第%d次补充。\n", w.n))
		return "a sentence more in " + file
	case 12: // a document
		file := some(rng, "content/documents/guide.md", "content/documents/faq.md")
		if _, err := os.Stat(filepath.Join(w.source, file)); err == nil && rng.IntN(2) == 0 {
			os.Remove(filepath.Join(w.source, file))
			return "no more " + file
		}
		w.text(file, fmt.Sprintf("---\ntitle: 办事指南%d\n---\n第%d版。\n", w.n, w.n))
		return "a new " + file
	case 13, 14: // a setting
		const file = "content/gongbao.yaml"
		content, err := os.ReadFile(filepath.Join(w.source, file))
		if err != nil {
			w.t.Fatal(err)
		}
		line := some(rng, fmt.Sprintf("title: 云岭市绿色出行第%d版", w.n), "languages: [zh-CN, en]", "languages: [zh-CN]", "languages: [en, zh-CN]",
			"method: trend", "method: attainment", "disclosure_threshold: 5", "disclosure_threshold: 0", "licence: CC-BY-4.0",
			"tolerance: {on_track: 10, slightly_behind: 30}", "tolerance: {on_track: 5, slightly_behind: 15}", "base_url: https://example.gov.cn/plan/",
			"as_of: 2020-03-01", "as_of: 2020-08-01", fmt.Sprintf("notice: 第%d次声明", w.n))
		key, _, _ := strings.Cut(line, ":")
		var kept []string
		for l := range strings.Lines(string(content)) {
			if !strings.HasPrefix(l, key+":") {
				kept = append(kept, l)
			}
		}
		w.text(file, strings.Join(kept, "")+line+"\n")
		return line
	case 15: // the environment
		address := some(rng, "", "https://example.gov.cn/test/", "https://example.org/")
		w.t.Setenv("GONGBAO_BASE_URL", address)
		return "GONGBAO_BASE_URL=" + address
	case 16: // another day, before or after the embargo of some release
		w.now = some(rng, time.Date(2020, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		return "it is " + w.now.Format(time.DateOnly)
	case 17: // a release
		const file = "data/releases.csv"
		rows := w.table(file)
		row := make([]string, len(rows[0]))
		rows = append(rows, row)
		set(rows, len(rows)-1, "release_id", fmt.Sprintf("r%d", w.n))
		set(rows, len(rows)-1, "title", fmt.Sprintf("第%d次发布", w.n))
		set(rows, len(rows)-1, "published_at", some(rng, "2020-05-01T09:00:00+08:00", "2021-01-20T09:00:00+08:00", "2030-01-01T09:00:00+08:00"))
		w.write(file, rows)
		return fmt.Sprintf("a new release %v", row)
	case 18: // the published tree or what is remembered of it, by another hand
		return w.harm()
	default:
		if w.live = !w.live; w.live {
			return "what is published counts"
		}
		return "drafts"
	}
}

// harm changes a byte of a file that a build may recall, or deletes it.
func (w *walker) harm() string {
	var files []string
	places := append([]string{w.rebuilt, filepath.Dir(w.record)}, beside(w.t, w.rebuilt)...)
	root := places[w.rng.IntN(len(places))]
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(files) == 0 {
		return ""
	}
	name := files[w.rng.IntN(len(files))]
	if filepath.Base(name) == "manifest.json" { // by which a build knows the folder for its own
		return ""
	}
	if w.rng.IntN(2) == 0 {
		if err := os.Remove(name); err != nil {
			w.t.Fatal(err)
		}
		return "gone is " + name
	}
	flip(w.t, name)
	return "damaged is " + name
}

// beside are the folders that builds leave beside a destination.
func beside(t *testing.T, destination string) []string {
	all, err := filepath.Glob(filepath.Join(filepath.Dir(destination), ".gongbao-*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// run builds to a folder. A refusal is returned, since the other build has to refuse the same.
func (w *walker) run(destination, record string) (Report, string) {
	report, faults, err := Run(context.Background(), Options{
		Source: w.source, Destination: destination, Now: w.now, Draft: !w.live, Record: record, Progress: func(string) {},
	})
	if faults.HasErrors() || err != nil {
		return report, fmt.Sprint(faults, err)
	}
	return report, ""
}

// After any walk of changes a build that recalls what it can makes the tree that a whole build makes. GONGBAO_STRESS is the
// number of changes, and a seed after a comma: GONGBAO_STRESS=500,7.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site thirty times over")
	}
	changes, seed := 12, uint64(1)
	if long := os.Getenv("GONGBAO_STRESS"); long != "" {
		n, s, _ := strings.Cut(long, ",")
		var err error
		if changes, err = strconv.Atoi(n); err != nil {
			t.Fatal(err)
		}
		if s != "" {
			if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := &walker{world: newWorld(t, yunling), rng: rand.New(rand.NewPCG(seed, 20)), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	if _, refused := w.run(w.rebuilt, w.record); refused != "" {
		t.Fatal(refused)
	}
	wrong, held, refusals := 0, 0, 0
	for held < changes && wrong < 10 {
		kept := filepath.Join(t.TempDir(), "kept")
		if err := os.CopyFS(kept, os.DirFS(w.source)); err != nil {
			t.Fatal(err)
		}
		was := *w
		what := w.step()
		for w.rng.IntN(4) == 0 {
			what += "; " + w.step()
		}
		// A whole build into a copy of what is published: it finds the same releases there.
		whole := filepath.Join(filepath.Dir(kept), "whole")
		if err := os.CopyFS(whole, os.DirFS(w.rebuilt)); err != nil {
			t.Fatal(err)
		}
		_, refusedWhole := w.run(whole, "")
		report, refused := w.run(w.rebuilt, w.record)
		switch {
		case (refusedWhole == "") != (refused == ""):
			wrong++
			t.Errorf("change %d, %s: the whole build says %q, the other %q", w.n, what, refusedWhole, refused)
		case refused != "": // the input has faults: back
			refusals++
			os.RemoveAll(w.source)
			if err := os.CopyFS(w.source, os.DirFS(kept)); err != nil {
				t.Fatal(err)
			}
			w.live, w.now = was.live, was.now
		default:
			held++
			if difference := differ(t, whole, w.rebuilt); difference != "" {
				wrong++
				t.Errorf("change %d, %s: %s", w.n, what, difference)
			} else {
				t.Logf("%d of %d made: %s", report.Made, report.Files, what)
			}
		}
		os.RemoveAll(filepath.Dir(kept))
	}
	t.Logf("%d changes held against whole builds, %d refused, %d faults", held, refusals, wrong)
}
