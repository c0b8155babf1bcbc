package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is the one browser that all tests share; each test opens tabs of its own.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel []context.CancelFunc
	err    error
}

func closeBrowser() {
	for i := len(chromium.cancel) - 1; i >= 0; i-- {
		chromium.cancel[i]()
	}
}

// browserPath is the browser of $CHROMIUM, else the first that PATH has.
func browserPath(t testing.TB) string {
	t.Helper()
	if program := os.Getenv("CHROMIUM"); program != "" {
		return program
	}
	return need(t, "chromium", "chromium-browser", "google-chrome")
}

// tab is a window of the browser with settings, storage and records of its own.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	requests   []string
	failures   []string // requests that ended with 404 or an error
	complaints []string
}

// openTab opens a tab that is closed when the test ends. It records from the start what pages ask for and complain about.
func openTab(t *testing.T) *tab {
	t.Helper()
	program := browserPath(t)
	chromium.once.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(program),
			chromedp.NoSandbox, // a container's root has no other way
			chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("hide-scrollbars", true),
			chromedp.UserDataDir(workshop.dir+"/profile"),
		)
		allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, cancelBrowser := chromedp.NewContext(allocator)
		chromium.ctx, chromium.cancel = ctx, []context.CancelFunc{cancel, cancelBrowser}
		chromium.err = chromedp.Do(ctx)
	})
	if chromium.err != nil {
		t.Fatalf("start %s: %v", program, chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tb := &tab{t: t, ctx: ctx}
	tb.do(chromedp.Steps()) // opens it
	if err := chromedp.Listen(ctx, tb.record); err != nil {
		t.Fatal(err)
	}
	call(tb, network.Enable, network.EnableParams{})
	call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{stillness}})
	call(tb, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return tb
}

func (tb *tab) record(event any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tb.requests = append(tb.requests, e.Request.URL)
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			tb.failures = append(tb.failures, fmt.Sprintf("%d %s", e.Response.Status, e.Response.URL))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			tb.failures = append(tb.failures, fmt.Sprintf("%s %s", e.Type, e.ErrorText))
		}
	case *runtime.EventExceptionThrown:
		what := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += " " + e.ExceptionDetails.Exception.Description
		}
		tb.complaints = append(tb.complaints, what)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			tb.complaints = append(tb.complaints, fmt.Sprintf("console.%s %v", e.Type, e.Args))
		}
	case *page.EventJavascriptDialogOpening:
		tb.complaints = append(tb.complaints, "a dialog: "+e.Message)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			tb.complaints = append(tb.complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// judge reports what the pages opened since the last call asked other hosts for, did not get, or complained about.
func (tb *tab) judge(t *testing.T, s *site) {
	t.Helper()
	tb.mu.Lock()
	requests, failures, complaints := tb.requests, tb.failures, tb.complaints
	tb.requests, tb.failures, tb.complaints = nil, nil, nil
	tb.mu.Unlock()
	if len(requests) == 0 {
		t.Error("no request was recorded: the test watches nothing")
	}
	for _, r := range requests {
		switch u, err := url.Parse(r); {
		case err != nil:
			t.Errorf("request to %q: %v", r, err)
		case u.Scheme == "data", u.Scheme == "blob":
		case strings.HasPrefix(r, s.base):
		case u.Scheme == "file" && strings.HasPrefix(r, s.folder()):
		default:
			t.Errorf("request outside the site: %s", r)
		}
	}
	for _, f := range failures {
		t.Errorf("request failed: %s", f)
	}
	for _, c := range complaints {
		t.Errorf("the browser complains: %s", c)
	}
}

// folder is the site's address when it is opened from its folder.
func (s *site) folder() string { return "file://" + s.dir + "/" }

// call sends one command of the DevTools protocol.
func call[P, R any](tb *tab, command cdp.Command[P, R], params P) R {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, time.Minute)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		tb.t.Fatal(err)
	}
	return result
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	// The tab lives as long as its context; only the first use may bind it, so that one is without a limit.
	if err := chromedp.Do(tb.ctx, steps...); err != nil {
		tb.t.Fatal(err)
	}
}

// open goes to a page and waits until it has loaded.
func (tb *tab) open(address string) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		tb.t.Fatalf("%s: %v", address, err)
	}
}

// evaluate is the value of a JavaScript expression, or of the promise that it is.
func evaluate[T any](tb *tab, expression string) T {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 2*time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async () => JSON.stringify(await (`+expression+`)))()`, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%.200s: %v", expression, err)
	}
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		tb.t.Fatalf("%.200s: %v in %.200s", expression, err, text)
	}
	return value
}

// until waits for a condition of the page.
func (tb *tab) until(t *testing.T, what, condition string) bool {
	t.Helper()
	for range 200 {
		if evaluate[bool](tb, `!!(`+condition+`)`) {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("after ten seconds still not: %s", what)
	return false
}

// way is a way in which people look at pages.
type way struct {
	name   string
	width  int64
	media  map[string]string // media features: prefers-color-scheme …
	choice map[string]string // display settings that the reader chose: text, contrast, theme
	css    string            // the reader's own style
}

// spaced is the text spacing that WCAG 2.2, 1.4.12 wants a page to bear.
const spaced = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`

var (
	desktop = way{name: "desktop", width: 1280}
	dark    = way{name: "dark", width: 1280, media: map[string]string{"prefers-color-scheme": "dark"}}
	strong  = way{name: "high contrast", width: 1280, choice: map[string]string{"contrast": "more"}}
	// What both settings together do is a palette of its own.
	strongDark = way{name: "high contrast in the dark", width: 1280, choice: map[string]string{"contrast": "more", "theme": "dark"}}
	large      = way{name: "large type", width: 1280, choice: map[string]string{"text": "large"}}
	phone      = way{name: "phone", width: 320}
	phoneLarge = way{name: "large type on a phone", width: 320, choice: map[string]string{"text": "large"}}
	phoneWide  = way{name: "wide text spacing on a phone", width: 320, css: spaced}
	phoneDark  = way{name: "phone in the dark", width: 360, choice: map[string]string{"theme": "dark"}}
	tablet     = way{name: "tablet", width: 768}
	between    = way{name: "two columns, barely", width: 980}
	zoomed     = way{name: "zoomed to 200 %", width: 640}
)

// stillness makes the page scroll at once: a test would look while it is still on its way.
var stillness = &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"}

// look changes the way the page is looked at, without loading it again.
func (tb *tab) look(w way) {
	tb.t.Helper()
	height := int64(900)
	if w.width < 700 {
		height = 640
	}
	call(tb, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: w.width, Height: height, DeviceScaleFactor: 1, Mobile: w.width < 640,
	})
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{stillness}}
	for _, name := range []string{"prefers-color-scheme", "prefers-contrast", "forced-colors"} {
		media.Features = append(media.Features, &emulation.MediaFeature{Name: name, Value: w.media[name]})
	}
	call(tb, emulation.SetEmulatedMedia, media)
	choice, err := json.Marshal(w.choice)
	if err != nil {
		tb.t.Fatal(err)
	}
	css, err := json.Marshal(w.css)
	if err != nil {
		tb.t.Fatal(err)
	}
	evaluate[bool](tb, `(async () => {
		const root = document.documentElement, choice = `+string(choice)+` || {};
		for (const key of ["text", "contrast", "theme"]) {
			if (choice[key]) root.dataset[key] = choice[key]; else delete root.dataset[key];
		}
		document.adoptedStyleSheets = [];
		if (`+string(css)+`) {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(`+string(css)+`);
			document.adoptedStyleSheets = [sheet];
		}
		document.dispatchEvent(new CustomEvent("gongbao:prefs"));
		for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
		for (const a of document.getAnimations()) a.finish();
		return true;
	})()`)
}
