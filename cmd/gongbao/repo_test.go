package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongbao/cmd/gongbao/internal/build"
)

// repository is the folder that holds the repository's own content/ and data/.
const repository = "../.."

// The repository's own content/ and data/ load without a diagnostic.
func TestRepositoryLoads(t *testing.T) {
	_, plan, faults, err := build.Load(repository)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := faults.Print(&text); err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		t.Fatalf("%d diagnostics:\n%s", len(faults), text.String())
	}
	// And no rule doubts anything that nobody has looked into.
	checked, err := build.Check(t.Context(), build.CheckOptions{Source: repository})
	if err != nil {
		t.Fatal(err)
	}
	if err := checked.Open.Print(&text); err != nil {
		t.Fatal(err)
	}
	if len(checked.Open) > 0 || len(checked.Settled) == 0 {
		t.Errorf("%d findings, %d settled:\n%s", len(checked.Open), len(checked.Settled), text.String())
	}
	if got := len(plan.Measures); got != 20 {
		t.Errorf("the plan has 20 measures (7 + 8 + 5), got %d", got)
	}
	if got := len(plan.Headlines()); got != 4 {
		t.Errorf("the plan has 4 quantified goals, got %d", got)
	}
	members := 0
	for _, o := range plan.Orgs {
		if o.LeadingGroup {
			members++
		}
	}
	if members != 29 {
		t.Errorf("the leading group has 29 members, got %d", members)
	}
	for _, m := range plan.Measures {
		if len(m.Indicators) == 0 {
			t.Errorf("measure %s has no indicator", m.ID)
		}
		if n := len([]rune(plainText(m.Text.HTML))); n < 150 || n > 480 {
			t.Errorf("the section for citizens of measure %s has %d characters, want about 150 to 400", m.ID, n)
		}
	}
}

func plainText(source string) string {
	var text strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(text.String()), "")
		case html.TextToken:
			text.Write(z.Text())
		}
	}
}

var repositorySite struct {
	once sync.Once
	dir  string
	log  string
}

// builtRepository is the repository's site, built once for all tests that look at it.
func builtRepository(t *testing.T) string {
	t.Helper()
	repositorySite.once.Do(func() {
		dir, err := os.MkdirTemp("", "gongbao-test-")
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		app := &app{out: &log, err: &log, now: time.Now}
		public := filepath.Join(dir, "public")
		if status := app.run(context.Background(), []string{"build", "--source", repository, "--destination", public}); status == exitDone {
			repositorySite.dir = public
		}
		repositorySite.log = log.String()
	})
	if repositorySite.dir == "" {
		t.Fatalf("the repository's site could not be built:\n%s", repositorySite.log)
	}
	return repositorySite.dir
}

// The same goals stand with the same figures in the data, on the home page and in the bulletin.
func TestGoalsAgreeAcrossMedia(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole build")
	}
	public := builtRepository(t)
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		needTool(t, "pdftotext")
	}
	records := readCSV(t, filepath.Join(public, "data/latest/assessments.csv"))
	home, err := os.ReadFile(filepath.Join(public, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	homeText := plainText(string(home))
	_, plan, _, err := build.Load(repository)
	if err != nil {
		t.Fatal(err)
	}
	releases := plan.Releases
	pdf := filepath.Join(public, "bulletins", releases[len(releases)-1].ID, "city.pdf")
	out, err := exec.Command(pdftotext, "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	bulletinText := strings.Join(strings.Fields(string(out)), "")

	compared := 0
	for _, r := range records {
		in := plan.Indicator(r["indicator_id"])
		if !in.Headline || r["region_code"] != plan.Region {
			continue
		}
		compared++
		value := strings.ReplaceAll(r["value"], "-", "−")
		for where, text := range map[string]string{"home page": homeText, "bulletin": bulletinText} {
			if !strings.Contains(text, value) {
				t.Errorf("%s %s: value %s of the data is not on the %s", r["indicator_id"], r["target_kind"], value, where)
			}
		}
	}
	if compared != 4 {
		t.Errorf("compared %d goals, want 4", compared)
	}
}

func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		records = append(records, r)
	}
	return records
}

// needTool skips a test for want of a program, unless the run is one that must leave nothing out (make test).
func needTool(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
		t.Fatalf("%s is missing; make tools installs it", program)
	}
	t.Skipf("%s is missing", program)
}
