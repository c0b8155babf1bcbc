package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The square code on a bulletin's first page leads to the live page: printed coarsely and read by a program that is not ours.
func TestBulletinCodesAreRead(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole build")
	}
	for _, program := range []string{"pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(program); err != nil {
			needTool(t, program)
		}
	}
	dir := t.TempDir()
	t.Setenv("GONGBAO_BASE_URL", "https://example.gov.cn/plan/")
	var log bytes.Buffer
	app := &app{out: &log, err: &log, now: time.Now}
	if status := app.run(t.Context(), []string{"build", "-s", yunling(t), "-d", filepath.Join(dir, "public"), "--as-of", "2020-08-01"}); status != exitDone {
		t.Fatalf("exit status %d\n%s", status, log.String())
	}
	for bulletin, want := range map[string]string{
		"city":          "https://example.gov.cn/plan/",
		"990101":        "https://example.gov.cn/plan/counties/990101/",
		"measure-1-1":   "https://example.gov.cn/plan/measures/1-1/",
		"org-transport": "https://example.gov.cn/plan/orgs/transport/",
	} {
		page := filepath.Join(dir, bulletin)
		file := filepath.Join(dir, "public", "bulletins", "2020-Q2", bulletin+".pdf")
		if out, err := exec.Command("pdftoppm", "-r", "100", "-gray", "-f", "1", "-l", "1", "-singlefile", "-png", file, page).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		out, err := exec.Command("zbarimg", "--quiet", "--raw", page+".png").Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s: the code says %q, want %q (%v)", bulletin, got, want, err)
		}
	}
}
