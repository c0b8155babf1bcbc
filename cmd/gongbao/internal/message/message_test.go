package message

import (
	"testing"
	"testing/fstest"
)

func catalogues(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestPrinter(t *testing.T) {
	files := catalogues(map[string]string{
		"probe.zh-CN.yaml": "from: 自{{.Date}}起\nplaces: '{{.Count}}个县'\nhead: {date: 日期}\n",
		"probe.en.yaml":    "from: since {{.Date}}\nplaces: {one: one county, other: '{{.Count}} counties'}\nhead: {date: Date}\n",
		"README":           "not a catalogue",
	})
	chinese, err := Chinese.With(files)
	if err != nil {
		t.Fatal(err)
	}
	english, err := English.With(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ got, want string }{
		{chinese.Text("probe.from", "Date", "2020年"), "自2020年起"},
		{english.Text("probe.from", "Date", "2020", "Unused", 1), "since 2020"},
		{english.Text("probe.head.date"), "Date"},
		{chinese.Count("probe.places", 1), "1个县"},
		{chinese.Count("probe.places", 1200), "1200个县"},
		{english.Count("probe.places", 1), "one county"},
		{english.Count("probe.places", 0), "0 counties"},
		{english.Count("probe.places", 1200), "1,200 counties"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if Chinese.Has("probe.from") {
		t.Error("With changed the printer that it was asked of")
	}
	parts := english.Parts("probe.from")
	if len(parts) != 2 || parts[0].Text != "since " || parts[1].Arg != "Date" {
		t.Errorf("parts are %v", parts)
	}
}

func TestProgrammingErrorsPanicWithTheID(t *testing.T) {
	english, err := English.With(catalogues(map[string]string{
		"probe.en.yaml": "from: since {{.Date}}\nplaces: {one: one county, other: '{{.Count}} counties'}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	odd := []any{"Date"} // not written out, or staticcheck finds the fault first
	for want, say := range map[string]func(){
		"message: no message probe.nothing in en":                                             func() { english.Text("probe.nothing") },
		"message: probe.from lacks its argument Date":                                         func() { english.Text("probe.from", "Data", "2020") },
		"message: probe.places has plural forms: use Count":                                   func() { english.Text("probe.places") },
		"message: probe.from: arguments are names and values":                                 func() { english.Text("probe.from", odd...) },
		"message: probe.from: an argument is a string, an integer or a Stringer, not float64": func() { english.Text("probe.from", "Date", 2020.5) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panicked with %v, want %q", got, want)
				}
			}()
			say()
		}()
	}
}

func TestFaultyCatalogues(t *testing.T) {
	for name, text := range map[string]string{
		"a template function": "a: '{{upper .Name}}'\n",
		"an open brace":       "a: '{{.Name}'\n",
		"a key twice":         "a: x\na: y\n",
		"no other":            "a: {one: x}\n",
	} {
		if _, err := English.With(catalogues(map[string]string{"probe.en.yaml": text})); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := English.With(catalogues(map[string]string{"wording.en.yaml": "percentage-points: x\n"})); err == nil {
		t.Error("an id of the engine's was replaced")
	}
}

func TestThousands(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "999": "999", "1000": "1,000", "−1234567.25": "−1,234,567.25", "+12.345": "+12.345", "": ""} {
		if got := Thousands(in); got != want {
			t.Errorf("Thousands(%q) = %q, want %q", in, got, want)
		}
	}
}

// A build prints about 200,000 texts, for half a second of which there is room: 2,500 ns each.
func BenchmarkText(b *testing.B) {
	english, err := English.With(catalogues(map[string]string{"probe.en.yaml": "a: '{{.Place}}: {{.Value}} in {{.When}}, {{.Status}}'\n"}))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		english.Text("probe.a", "Place", "Yunling", "Value", "12.3%", "When", "2020", "Status", "on track")
	}
}

func BenchmarkCount(b *testing.B) {
	english, err := English.With(catalogues(map[string]string{"probe.en.yaml": "a: {one: one county, other: '{{.Count}} counties'}\n"}))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		english.Count("probe.a", 8)
	}
}
