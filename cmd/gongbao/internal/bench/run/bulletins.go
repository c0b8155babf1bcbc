package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// Bulletin is what one bulletin of about four pages takes, in milliseconds of the processor, over a hundred set in one
// process; medians.
type Bulletin struct {
	Own   []float64 `json:"own_processor_ms"`
	Typst []float64 `json:"typst_processor_ms,omitempty"`
	Pages float64   `json:"pages"`
}

// measureBulletins runs the benchmark that package bulletin keeps beside its own tests, with the same content for both.
func measureBulletins(n int) (*Bulletin, error) {
	fmt.Fprintln(os.Stderr, "简报")
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkAHundred$", "-benchtime", "1x", "-count", strconv.Itoa(n), "./cmd/gongbao/internal/bulletin")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go test: %w\n%s", err, out)
	}
	b := &Bulletin{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if len(words) == 0 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		for i := 3; i < len(words); i += 2 { // the name, how often, then numbers with their units
			value, err := strconv.ParseFloat(words[i-1], 64)
			if err != nil {
				continue
			}
			switch words[i] {
			case "cpu-ms/bulletin":
				b.Own = append(b.Own, value)
			case "typst-cpu-ms/bulletin":
				b.Typst = append(b.Typst, value)
			case "pages/bulletin":
				b.Pages = value
			}
		}
	}
	if len(b.Own) == 0 {
		return nil, fmt.Errorf("简报的测量没有结果：\n%s", out)
	}
	return b, nil
}
