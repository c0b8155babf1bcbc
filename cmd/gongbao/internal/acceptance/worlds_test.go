package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// worlds are plans of other shapes and with what people paste into tables and texts: testdata/worlds, a plan a file, and
// two great ones.
func worlds(t *testing.T) map[string]func(string) (string, error) {
	t.Helper()
	worlds := map[string]func(string) (string, error){
		"great-measures": func(folder string) (string, error) { return folder, greatPlan(60, 4).write(folder) },
		"great-regions":  func(folder string) (string, error) { return folder, greatPlan(3, 100).write(folder) },
	}
	files, err := filepath.Glob("testdata/worlds/*.txtar")
	if err != nil || len(files) < 3 {
		t.Fatalf("worlds %v: %v", files, err)
	}
	for _, file := range files {
		worlds[strings.TrimSuffix(filepath.Base(file), ".txtar")] = func(folder string) (string, error) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				return "", err
			}
			plan := world{}
			for _, f := range archive.Files {
				plan[f.Name] = string(f.Data)
			}
			return folder, plan.write(folder)
		}
	}
	return worlds
}

// Other plans' sites are held to what Bijie's is held to. Nothing breaks, nothing runs.
func TestWorlds(t *testing.T) {
	t.Parallel()
	for name, lay := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := built(t, name, lay)
			pages := s.specimens(t)
			t.Run("links", func(t *testing.T) { checkLinks(t, s) })
			t.Run("numbers", func(t *testing.T) { checkNumbers(t, s, 1) })
			t.Run("nothing runs", func(t *testing.T) { checkNothingRuns(t, s, pages) })
			t.Run("reflow", func(t *testing.T) { checkReflow(t, s, pages, phone, phoneLarge, desktop) })
			t.Run("scripts off", func(t *testing.T) { checkWithoutScripts(t, s, pages) })
			t.Run("axe", func(t *testing.T) { checkAxe(t, s, pages, desktop, phone) })
		})
	}
}

// The handbook, a site of documents alone, is held to the same, as far as it has anything of the kind: there is no chart.
func TestHandbook(t *testing.T) {
	t.Parallel()
	program, err := workshop.command()
	if err != nil {
		t.Fatal(program)
	}
	public := filepath.Join(t.TempDir(), "public")
	if out, err := exec.Command(program, "handbook", "--destination", public).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s, err := served(public, "/sub/")
	if err != nil {
		t.Fatal(err)
	}
	pages := s.specimens(t)
	t.Run("links", func(t *testing.T) { checkLinks(t, s) })
	t.Run("reflow", func(t *testing.T) {
		checkReflow(t, s, s.pages, phone, phoneLarge, phoneWide, zoomed, tablet, between, desktop, large)
	})
	t.Run("axe", func(t *testing.T) { checkAxe(t, s, pages, desktop, dark, strong, strongDark, phone) })
}

// checkNothingRuns opens pages and their charts, and looks for the trace that every pasted script would leave.
func checkNothingRuns(t *testing.T, s *site, pages []string) {
	t.Helper()
	checkRequests(t, s, s.base, pages)
	tb := openTab(t)
	for _, page := range pages {
		tb.open(s.base + page)
		if ran := evaluate[string](tb, `String(window.ran)`); ran != "undefined" {
			t.Errorf("%s ran a script of the content: %s", page, ran)
		}
	}
}

// world is a plan as files, by their paths.
type world map[string]string

func (w world) write(folder string) error {
	for name, content := range w {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// greatPlan is a city's plan with so many measures in groups of ten, each with an indicator of its own, and so many counties.
func greatPlan(measures, counties int) world {
	w := world{"content/gongbao.yaml": "title: 大江市百项任务\nregion: \"660100\"\n",
		"data/releases.csv":          "release_id,title,published_at,note\n2023,2023年,2024-01-20T09:00:00+08:00,\n",
		"data/codelists/orgs.csv":    "org_id,name,aliases,leading_group\noffice,市政府办公室,,yes\nfinance,市财政局,,yes\n",
		"data/codelists/sources.csv": "source_id,name,publisher,url,licence,kind,rank\nreport,任务台账,市政府办公室,,,reported,1\n",
	}
	regions := strings.Builder{}
	regions.WriteString("region_code,name,short_name,level,parent,valid_from,valid_to,successor,tile_col,tile_row,note\n660100,大江市,大江,city,,,,,,,\n")
	indicators := strings.Builder{}
	indicators.WriteString("indicator_id,name,value_unit,direction,kind,aggregation,numerator,denominator,decimals,measure,org,frequency,binding,headline,definition\n")
	targets := strings.Builder{}
	targets.WriteString("indicator_id,region_code,kind,baseline_period,baseline_value,target_period,target_value,source\n")
	observations := strings.Builder{}
	observations.WriteString("indicator_id,region_code,period,value,status,source,release,note\n")
	code := func(c int) string { return fmt.Sprintf("6601%02d", c+1) }
	if counties > 98 { // six digits have room for no more below a city
		code = func(c int) string { return fmt.Sprintf("66%04d", 1000+c) }
	}
	for c := range counties {
		fmt.Fprintf(&regions, "%s,第%d县,,county,660100,,,,%d,%d,\n", code(c), c+1, c%10+1, c/10+1)
	}
	for m := range measures {
		id := fmt.Sprintf("%d-%d", m/10+1, m%10+1)
		headline := "no"
		if m < 2 {
			headline = "yes"
		}
		w["content/measures/"+id+".md"] = fmt.Sprintf("---\nid: %s\ntitle: 第%d项任务\ngroup: 第%d类任务\nlead: office\nresponsible: [counties, finance]\nindicators: [I%02d]\n---\n按时完成第%d项任务。\n",
			id, m+1, m/10+1, m+1, m+1)
		fmt.Fprintf(&indicators, "I%02d,第%d项任务完成数,件,up,flow,sum,,,0,%s,office,year,no,%s,当年办结的件数。\n", m+1, m+1, id, headline)
		fmt.Fprintf(&targets, "I%02d,660100,cumulative,2020,0,2025,%d,report\n", m+1, counties*500)
		for c := range counties {
			fmt.Fprintf(&targets, "I%02d,%s,cumulative,2020,0,2025,500,report\n", m+1, code(c))
			for year := 2021; year <= 2023; year++ {
				fmt.Fprintf(&observations, "I%02d,%s,%d,%d,A,report,,\n", m+1, code(c), year, 40+(m*37+c*53+year*11)%120)
			}
		}
	}
	w["data/codelists/regions.csv"], w["data/indicators.csv"] = regions.String(), indicators.String()
	w["data/targets.csv"], w["data/observations/all.csv"] = targets.String(), observations.String()
	return w
}
