package acceptance

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// leastScore is what Lighthouse must give in every category, of 100.
const leastScore = 95

// judged are the pages that Lighthouse looks at.
func judged(t testing.TB, s *site) []string {
	t.Helper()
	var chosen []string
	for _, want := range []string{"home", "counties/*", "measures/*", "indicators/*"} {
		largest := ""
		for _, page := range s.pages {
			if kind(page) == want && (largest == "" || size(t, s, page) > size(t, s, largest)) {
				largest = page
			}
		}
		if largest == "" {
			t.Fatalf("the site has no page of the kind %s", want)
		}
		chosen = append(chosen, largest)
	}
	return chosen
}

func size(t testing.TB, s *site, page string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(s.dir, page))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Lighthouse gives its mark for accessibility, good practice and search engines. Speed is never a timed test: what it comes
// from is held by TestBudgets, and BenchmarkLighthouse measures the fourth category.
func TestLighthouse(t *testing.T) {
	t.Parallel()
	s := bijie(t)
	port := lighthouseBrowser(t)
	for _, page := range judged(t, s) {
		t.Run(page, func(t *testing.T) {
			report := lighthouse(t, port, s.base+page, "accessibility", "best-practices", "seo")
			report.hold(t, page)
		})
	}
}

// BenchmarkLighthouse measures all four categories on a simulated slow phone; the mark for speed is the median of the runs.
func BenchmarkLighthouse(b *testing.B) {
	s := bijie(b)
	port := lighthouseBrowser(b)
	for _, page := range judged(b, s) {
		b.Run(kind(page), func(b *testing.B) {
			scores := map[string][]float64{}
			for range b.N {
				report := lighthouse(b, port, s.base+page, "performance", "accessibility", "best-practices", "seo")
				for name, c := range report.Categories {
					scores[name] = append(scores[name], c.Score*100)
				}
			}
			for name, list := range scores {
				slices.Sort(list)
				median := list[len(list)/2]
				b.ReportMetric(median, name)
				if median < leastScore {
					b.Errorf("%s: %s is %.0f, want %d or more", page, name, median, leastScore)
				}
			}
		})
	}
}

type lighthouseReport struct {
	Categories map[string]struct {
		Score     float64
		AuditRefs []struct{ ID string }
	}
	Audits map[string]struct {
		Title   string
		Score   *float64
		Details json.RawMessage
	}
	RuntimeError *struct{ Message string }
}

// lighthouseBrowser starts a browser that Lighthouse may steer, since it needs a port, and returns that. Its own launcher
// gives up too early on a busy machine.
func lighthouseBrowser(t testing.TB) (port string) {
	t.Helper()
	profile, err := os.MkdirTemp(workshop.dir, "lighthouse-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browserPath(t), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update",
		"--disable-background-networking", "--no-first-run", "--disable-sync", "--remote-debugging-port=0", "--user-data-dir="+profile, "about:blank")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for range 600 {
		if content, err := os.ReadFile(filepath.Join(profile, "DevToolsActivePort")); err == nil {
			if port, _, ok := strings.Cut(string(content), "\n"); ok {
				return port
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the browser opens no port within a minute")
	return ""
}

// lighthouse runs it once with its defaults: a phone on a slow line.
func lighthouse(t testing.TB, port, address string, categories ...string) lighthouseReport {
	t.Helper()
	node, cli := need(t, "node"), checker(t, "lighthouse/cli/index.js")
	cmd := exec.Command(node, cli, address, "--quiet", "--output=json", "--output-path=stdout",
		"--only-categories="+strings.Join(categories, ","), "--port="+port, "--max-wait-for-load=120000")
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("lighthouse %s: %v\n%.2000s", address, err, complaint.String())
	}
	var report lighthouseReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("lighthouse %s: %v", address, err)
	}
	if report.RuntimeError != nil && report.RuntimeError.Message != "" {
		t.Fatalf("lighthouse %s: %s", address, report.RuntimeError.Message)
	}
	if len(report.Categories) != len(categories) {
		t.Fatalf("lighthouse %s: %d categories, want %d", address, len(report.Categories), len(categories))
	}
	return report
}

// hold reports every category below the mark, with the audits that cost it points.
func (r lighthouseReport) hold(t *testing.T, page string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(r.Categories)) {
		c := r.Categories[name]
		t.Logf("%s: %s %.0f", page, name, c.Score*100)
		if c.Score*100 >= leastScore {
			continue
		}
		t.Errorf("%s: %s is %.0f, want %d or more", page, name, c.Score*100, leastScore)
		for _, ref := range c.AuditRefs {
			if audit := r.Audits[ref.ID]; audit.Score != nil && *audit.Score < 1 {
				t.Errorf("  %s: %s %.300s", ref.ID, audit.Title, audit.Details)
			}
		}
	}
}
