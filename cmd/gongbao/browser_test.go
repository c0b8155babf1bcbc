package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
)

// browser starts a real headless Chromium; its context ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	program := os.Getenv("CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" {
		needTool(t, "chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // a container's root has no other way
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// visit records what a page asks for and what it complains about.
type visit struct {
	mu         sync.Mutex
	requests   []string
	complaints []string
}

func listen(t *testing.T, ctx context.Context) *visit {
	t.Helper()
	v := &visit{}
	err := chromedp.Listen(ctx, func(event any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			v.requests = append(v.requests, e.Request.URL)
		case *runtime.EventExceptionThrown:
			v.complaints = append(v.complaints, e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
				v.complaints = append(v.complaints, fmt.Sprintf("console.%s %v", e.Type, e.Args))
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
				v.complaints = append(v.complaints, e.Entry.Text+" "+e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// take returns what was recorded since the last call.
func (v *visit) take() (requests, complaints []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	requests, complaints = v.requests, v.complaints
	v.requests, v.complaints = nil, nil
	return requests, complaints
}

// One page of every kind opens in a real browser below a sub-path and from a folder: no complaint in its console, no
// request to another host, no sideways scrolling on a phone, and where it has an interactive chart, it is drawn.
func TestPagesInBrowser(t *testing.T) {
	public := builtRepository(t)
	_, plan, _, err := build.Load(repository)
	if err != nil {
		t.Fatal(err)
	}
	county := plan.Children(plan.Region, model.County, model.Period{})[0].Code
	measure := plan.Measures[0]
	pages := []struct {
		route string
		chart bool // has an interactive chart
	}{
		{route.Home, false},
		{route.Counties, false},
		{route.County(county), false},
		{route.CountyMeasure(county, measure.ID), false},
		{route.Measures, false},
		{route.Measure(measure.ID), true},
		{route.Indicators, false},
		{route.Indicator(measure.Indicators[0]), true},
		{route.Orgs, false},
		{route.Org(measure.LeadUnit), false},
		{route.Plan, false},
		{route.Bulletins, false},
		{route.Data, false},
		{route.Dataset("observations"), false},
		{route.Methods, false},
		{route.About, false},
		{route.NotFound, false},
	}
	server := httptest.NewServer(http.StripPrefix("/sub/", http.FileServer(http.Dir(public))))
	defer server.Close()
	host, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := filepath.Abs(public)
	if err != nil {
		t.Fatal(err)
	}

	ctx := browser(t)
	seen := listen(t, ctx)
	watch := func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		return err
	}
	if err := chromedp.Do(ctx, chromedp.Func(watch), chromedp.EmulateViewport(360, 800, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{server.URL + "/sub/", "file://" + filepath.ToSlash(folder) + "/"} {
		for _, page := range pages {
			address := base + page.route
			if strings.HasPrefix(base, "file:") {
				address = base + route.File(page.route)
			}
			t.Run(address[:5]+"/"+page.route, func(t *testing.T) {
				if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
					t.Fatal(err)
				}
				title := evaluate[string](t, ctx, `document.title`)
				scrollWidth := evaluate[int](t, ctx, `document.documentElement.scrollWidth`)
				staticCharts := evaluate[int](t, ctx, `document.querySelectorAll("figure[data-chart] svg").length`)
				if title == "" {
					t.Error("the page has no title")
				}
				if scrollWidth > 360 {
					t.Errorf("the page is %d pixels wide on a phone of 360", scrollWidth)
				}
				if page.chart {
					if staticCharts == 0 {
						t.Error("no static chart")
					}
					drawn, cancel := context.WithTimeout(ctx, 20*time.Second)
					defer cancel()
					err := chromedp.Do(drawn,
						chromedp.ScrollIntoView(chromedp.CSS(`figure[data-chart]:has(script.chart-option)`)),
						chromedp.WaitReady(chromedp.CSS(`figure[data-drawn="true"] svg`)),
					)
					if err != nil {
						t.Errorf("the interactive chart was not drawn: %v", err)
					}
				}
				requests, complaints := seen.take()
				if len(requests) == 0 {
					t.Error("no request was recorded: the test watches nothing")
				}
				for _, r := range requests {
					u, err := url.Parse(r)
					if err != nil || u.Host != host.Host && u.Scheme != "file" && u.Scheme != "data" {
						t.Errorf("request to another host: %s", r)
					}
				}
				for _, c := range complaints {
					if page.route == route.NotFound && strings.Contains(c, "404") {
						continue // a file server may answer its own 404 page with that status
					}
					t.Errorf("the browser complains: %s", c)
				}
			})
		}
	}
}

func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}
