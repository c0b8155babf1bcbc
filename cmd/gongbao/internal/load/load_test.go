package load

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongbao/cmd/gongbao/internal/model"
)

var update = flag.Bool("update", false, "write the diagnostics into the archives of testdata/faults")

const home = "990100"

// world is the good plan.
func world(t testing.TB) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/good.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func mustLoad(t testing.TB, fsys fs.FS) *model.Plan {
	t.Helper()
	plan, faults := Load(fsys, home)
	if len(faults) > 0 {
		var out strings.Builder
		_ = faults.Print(&out)
		t.Fatalf("diagnostics:\n%s", out.String())
	}
	return plan
}

// Each archive is the good plan with some files changed, and the diagnostics that this gives. Lines of its comment may
// say "without: FILE", and "escapes: FILE" for a file in which <U+200B> stands for a character that cannot be seen. An
// archive is named for the code that it shows, and all its diagnostics have that code unless the name ends in +.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no archives", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fsys := world(t)
			var want *txtar.File
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = &archive.Files[i]
					continue
				}
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			for line := range strings.SplitSeq(string(archive.Comment), "\n") {
				if gone, ok := strings.CutPrefix(line, "without: "); ok {
					if fsys[gone] == nil {
						t.Fatalf("the good plan has no %s", gone)
					}
					delete(fsys, gone)
				}
				if escaped, ok := strings.CutPrefix(line, "escapes: "); ok {
					fsys[escaped] = &fstest.MapFile{Data: unescape(fsys[escaped].Data)}
				}
			}
			plan, faults := Load(fsys, home)
			if (plan == nil) != faults.HasErrors() {
				t.Errorf("a plan: %v; errors: %v", plan != nil, faults.HasErrors())
			}
			code, _, _ := strings.Cut(name, "=")
			several := strings.HasSuffix(name, "+")
			seen := false
			for _, d := range faults {
				seen = seen || d.Code == strings.TrimSuffix(code, "+")
				if d.Code != code && !several {
					t.Errorf("%s in an archive for %s", d.Code, code)
				}
				if d.Hint == "" && !*update {
					t.Errorf("%v has no remedy: %s", d.Place, d.Message)
				}
			}
			if !seen {
				t.Errorf("nothing reports %s", code)
			}
			var got strings.Builder
			if err := faults.Print(&got); err != nil {
				t.Fatal(err)
			}
			if *update {
				if want == nil {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					want = &archive.Files[len(archive.Files)-1]
				}
				want.Data = []byte(got.String())
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want == nil {
				t.Fatal("the archive has no file named want; run with -update")
			}
			if d := diff.Diff("want", want.Data, "got", []byte(got.String())); d != nil {
				t.Errorf("%s", d)
			}
		})
	}
}

func unescape(data []byte) []byte {
	return regexp.MustCompile(`<U\+([0-9A-F]+)>`).ReplaceAllFunc(data, func(m []byte) []byte {
		n, _ := strconv.ParseUint(string(m[3:len(m)-1]), 16, 32)
		return []byte(string(rune(n)))
	})
}

// Every code in this package's source has an archive, or a test of its own below.
func TestEveryCodeIsShown(t *testing.T) {
	shown := map[string]bool{
		"FILE-UTF16": true, "FILE-BAD-BYTES": true, "FILE-UNREADABLE": true, // TestEncodings, TestUnreadable
		"FILE-NOT-REGULAR":    true, // TestNotRegular
		"CSV-UNKNOWN-SECTION": true, // a name only: sections are referred to by links
		"UTF-8":               true, "UTF-16": true,
	}
	archives, _ := filepath.Glob("testdata/faults/*.txtar")
	for _, file := range archives {
		code, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txtar"), "=")
		shown[strings.TrimSuffix(code, "+")] = true
	}
	sources, _ := filepath.Glob("*.go")
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"([A-Z]+(?:-[A-Z0-9]+)+)"`).FindAllSubmatch(src, -1) {
			if !shown[string(m[1])] {
				t.Errorf("%s: no archive shows %s", file, m[1])
			}
		}
	}
}

func TestGoodPlan(t *testing.T) {
	p := mustLoad(t, world(t))
	var measures []string
	for _, m := range p.Measures {
		measures = append(measures, m.ID)
	}
	if want := []string{"1-1", "1-2"}; !slices.Equal(measures, want) {
		t.Errorf("measures %v, want %v", measures, want)
	}
	m := p.Measure("1-1")
	if want := []string{model.AllCounties, "edu", "finance"}; m.LeadUnit != "hr" || !slices.Equal(m.ResponsibleUnits, want) {
		t.Errorf("1-1: lead %s, responsible %v, want %v", m.LeadUnit, m.ResponsibleUnits, want)
	}
	if got := p.Measure("1-2"); got.LeadUnit != "finance" || !slices.Equal(got.Indicators, []string{"SUBSIDY"}) {
		t.Errorf("1-2: lead %s, indicators %v", got.LeadUnit, got.Indicators)
	}
	if got := p.Indicator("JOB_RATE"); got.Org != "hr" || got.Numerator != "EMPLOYED" {
		t.Errorf("JOB_RATE: %+v", got)
	}
	if p.Sections[0].ID != "goals" || p.Sections[1].ID != "duties" {
		t.Errorf("sections %v", p.Sections)
	}
	goal := p.TargetsFor("JOB_RATE", home)[0]
	if len(goal.Milestones) != 2 || goal.Aim().Value.String() != "95.00" || goal.BaselineValue.String() != "90.00" {
		t.Errorf("goal %+v", goal)
	}
	// Rows without a release belong to the first one.
	if got := p.Series("JOB_RATE", home)[1].Shown; got.Release != "2018" || got.Status != "A" {
		t.Errorf("%+v", got)
	}
	cell := p.Series("TRAINED", "990101")[0]
	if cell.Shown.Value.String() != "52" || len(cell.Revisions()) != 1 {
		t.Errorf("%+v", cell)
	}
	if p.RegionOf("990112").Note != "撤县设市，\n代码改变" {
		t.Errorf("note %q", p.RegionOf("990112").Note)
	}
	if got := p.RegionOf("990000").ShortName; got != "云省" {
		t.Errorf("short name %q", got)
	}
}

// A plan is the same plan in every encoding, with every line end and with its columns in any order.
func TestEncodings(t *testing.T) {
	want := mustLoad(t, world(t))
	tests := []struct {
		name    string
		convert func(string) string
	}{
		{"BOM", func(s string) string { return "\ufeff" + s }},
		{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		{"CR", func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }},
		{"NoFinalLineEnd", func(s string) string { return strings.TrimSuffix(s, "\n") }},
		{"BlankLines", func(s string) string { return s + "\n\n" }},
		{"GB18030", func(s string) string { return gb18030(t, s) }},
		{"GB18030CRLF", func(s string) string { return gb18030(t, strings.ReplaceAll(s, "\n", "\r\n")) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := world(t)
			for name, f := range fsys {
				if strings.HasPrefix(name, "data/") || strings.HasSuffix(name, ".md") && tt.name != "BlankLines" {
					fsys[name] = &fstest.MapFile{Data: []byte(tt.convert(string(f.Data)))}
				}
			}
			if got := mustLoad(t, fsys); !reflect.DeepEqual(got, want) {
				t.Error("the plan differs")
			}
		})
	}
	t.Run("ColumnOrder", func(t *testing.T) {
		fsys := world(t)
		fsys[orgFile] = &fstest.MapFile{Data: []byte("leading_group,aliases,name,org_id\nyes,市人社局|市人力资源社会保障局,市人力社保局,hr\nyes,市教育委员会,市教育局,edu\nno,,市财政局,finance\n")}
		if got := mustLoad(t, fsys); !reflect.DeepEqual(got, want) {
			t.Error("the plan differs")
		}
	})
	t.Run("SpreadsheetRemains", func(t *testing.T) { // rows of commas only, quotes around everything
		fsys := world(t)
		fsys[orgFile] = &fstest.MapFile{Data: []byte("\"org_id\",\"name\",\"aliases\",\"leading_group\"\n\"hr\",\"市人力社保局\",\"市人社局|市人力资源社会保障局\",\"yes\"\n,,,\nedu,市教育局,市教育委员会,yes\nfinance,市财政局,,no\n,,,\n,,,\n")}
		if got := mustLoad(t, fsys); !reflect.DeepEqual(got, want) {
			t.Error("the plan differs")
		}
	})

	t.Run("ExcelHabits", func(t *testing.T) { // its own first line, columns that once held something, an old end of file
		fsys := world(t)
		fsys[orgFile] = &fstest.MapFile{Data: []byte("sep=,\r\norg_id,name,aliases,leading_group,,\r\nhr,市人力社保局,市人社局|市人力资源社会保障局,yes,,\r\nedu,市教育局,市教育委员会,yes\r\nfinance,市财政局,,no,,\r\n,,,,,\r\n\x1a")}
		if got := mustLoad(t, fsys); !reflect.DeepEqual(got, want) {
			t.Error("the plan differs")
		}
	})
	t.Run("OtherDelimiter", func(t *testing.T) {
		fsys := world(t)
		fsys[orgFile] = &fstest.MapFile{Data: []byte("sep=;\norg_id;name;aliases;leading_group\nhr;市人力社保局;;yes\n")}
		_, faults := Load(fsys, home)
		if len(faults) != 1 || faults[0].Code != "CSV-DELIMITER" || faults[0].Line != 1 {
			t.Errorf("got %v", faults)
		}
	})

	bad := []struct{ name, data, want string }{
		{"UTF-16", "\xff\xfea\x00", "data/codelists/orgs.csv: 文件是 UTF-16 编码 [FILE-UTF16]"},
		{"UTF-16WithoutMark", "o\x00r\x00g\x00", "data/codelists/orgs.csv: 文件是 UTF-16 编码 [FILE-UTF16]"},
		// The third character of line 2 is cut short; the others read as UTF-8.
		{"DamagedUTF8", "org_id,name\r\nhr,市\xe4\xba力社保局\r\nedu,市教育局", "data/codelists/orgs.csv:2:5: 文件大体是 UTF-8 编码，但这里的字节不成文字，全文共 1 处 [FILE-BAD-BYTES]"},
		{"DamagedUTF8WithMark", "\ufefforg_id,name\nhr,\xff", "data/codelists/orgs.csv:2:4: 文件大体是 UTF-8 编码，但这里的字节不成文字，全文共 1 处 [FILE-BAD-BYTES]"},
		{"DamagedGB18030", gb18030(t, "org_id,name\nhr,市人力社保局,市") + "\xff", "data/codelists/orgs.csv:2:12: 文件大体是 GB18030 编码，但这里的字节不成文字，全文共 1 处 [FILE-BAD-BYTES]"},
	}
	for _, tt := range bad {
		t.Run(tt.name, func(t *testing.T) {
			fsys := world(t)
			fsys[orgFile] = &fstest.MapFile{Data: []byte(tt.data)}
			_, faults := Load(fsys, home)
			var out strings.Builder
			_ = faults.Print(&out)
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("got\n%swant\n%s", out.String(), tt.want)
			}
			if strings.HasPrefix(tt.name, "UTF-16") && len(faults) != 1 {
				t.Errorf("one unreadable file gives %d faults:\n%s", len(faults), out.String())
			}
		})
	}
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("org_id,name\n")
	if _, bad := Decode([]byte(utf16)); err != nil || bad != "UTF-16" {
		t.Errorf("big-endian UTF-16 is taken for %q", bad)
	}
}

func gb18030(t *testing.T, s string) string {
	t.Helper()
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// Columns are characters also where a character is two bytes in the file and a field spans lines.
func TestPlacesInGB18030(t *testing.T) {
	fsys := world(t)
	fsys[orgFile] = &fstest.MapFile{Data: []byte(gb18030(t,
		"name,aliases,leading_group,org_id\r\n市人力社保局,\"市人社局|\r\n市人力资源社会保障局\",yes,hr\r\n市教育局,市教育委员会,是,edu\r\n市财政局,,no,finance\r\n"))}
	_, faults := Load(fsys, home)
	// 市教育局,市教育委员会,是: four characters, a comma, six, a comma; the field begins at the 13th character of line 4.
	if len(faults) != 1 || faults[0].Place.String() != "data/codelists/orgs.csv:4:13" || faults[0].Code != "CSV-BAD-ENUM" {
		t.Errorf("got %v", faults)
	}
}

type locked struct{ fstest.MapFS }

func (l locked) ReadFile(name string) ([]byte, error) {
	if name == orgFile {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadFile(name)
}

func TestUnreadable(t *testing.T) {
	_, faults := Load(locked{world(t)}, home)
	if len(faults) != 1 || faults[0].Code != "FILE-UNREADABLE" || faults[0].File != orgFile {
		t.Errorf("got %v", faults)
	}
}

// strict opens nothing but files: opening a pipe would wait for ever.
type strict struct {
	fstest.MapFS
	t *testing.T
}

func (s strict) Open(name string) (fs.File, error) {
	if f := s.MapFS[name]; f != nil && !f.Mode.IsRegular() {
		s.t.Errorf("%s was opened", name)
	}
	return s.MapFS.Open(name)
}

func (s strict) ReadFile(name string) ([]byte, error) {
	if f := s.MapFS[name]; f != nil && !f.Mode.IsRegular() {
		s.t.Errorf("%s was read", name)
	}
	return s.MapFS.ReadFile(name)
}

// Whatever is neither file nor folder is refused wherever it lies, also where nothing would be read.
func TestNotRegular(t *testing.T) {
	fsys := world(t)
	for name, mode := range map[string]fs.FileMode{
		orgFile: fs.ModeNamedPipe, "content/measures/1-1.md": fs.ModeSocket, "data/observations/a/b.csv": fs.ModeDevice | fs.ModeCharDevice,
		"content/notes.txt": fs.ModeNamedPipe, "data/.hidden": fs.ModeNamedPipe, "data/zero.csv": fs.ModeDevice,
		configFile: fs.ModeNamedPipe, // for config to report
	} {
		fsys[name] = &fstest.MapFile{Mode: mode}
	}
	_, faults := Load(strict{fsys, t}, home)
	var got []string
	for _, d := range faults {
		if d.Code != "FILE-NOT-REGULAR" || d.Hint == "" {
			t.Errorf("%v", d)
		}
		got = append(got, d.File)
	}
	if want := []string{"content/measures/1-1.md", "content/notes.txt", orgFile, "data/observations/a/b.csv", "data/zero.csv"}; !slices.Equal(got, want) {
		t.Errorf("refused %q, want %q", got, want)
	}
}

// Links that lead nowhere or in a ring are told in Chinese.
func TestBrokenLinks(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, world(t)); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"data/observations/gone.csv": "nowhere.csv", "data/observations/ring.csv": "ring.csv",
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Skip("no links here")
		}
	}
	_, faults := Load(os.DirFS(root), home)
	var out strings.Builder
	_ = faults.Print(&out)
	const want = `data/observations/gone.csv: 这个链接指向的文件不存在 [FILE-UNREADABLE]
  提示：换成文件本身，或删去链接
data/observations/ring.csv: 文件读不出来：链接绕成了圈 [FILE-UNREADABLE]
  提示：检查文件的权限，关闭正在打开它的程序
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// A forecast is neither held against the counties' sum nor taken for a baseline.
func TestForecastsAreNoFigures(t *testing.T) {
	fsys := world(t)
	const file = "data/observations/rates.csv"
	rates := string(fsys[file].Data)
	fsys[file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(strings.Replace(rates, "value,source", "value,source,status", 1), "yearbook\n", "yearbook,\n") +
		"EMPLOYED,990100,2019,30000,yearbook,F\nEMPLOYED,990101,2019,13000,yearbook,\nEMPLOYED,990112,2019,16000,yearbook,\n")}
	mustLoad(t, fsys)
	fsys[targetFile] = &fstest.MapFile{Data: append(slices.Clip(fsys[targetFile].Data), "EMPLOYED,990100,level,2019,,2022,40000,report\n"...)}
	mustLoad(t, fsys) // the sum of the counties' figures is a baseline
	fsys[targetFile] = &fstest.MapFile{Data: append(slices.Clip(fsys[targetFile].Data), "EMPLOYED,990101,level,2020,,2022,40000,report\n"...)}
	fsys[file] = &fstest.MapFile{Data: append(slices.Clip(fsys[file].Data), "EMPLOYED,990101,2020,14000,yearbook,F\n"...)}
	if _, faults := Load(fsys, home); len(faults) != 1 || faults[0].Code != "TARGET-NO-BASELINE" {
		t.Errorf("got %v", faults)
	}
}

// Without targets, actions, releases, sections and a status list there still is a plan.
func TestSmallestPlan(t *testing.T) {
	fsys := world(t)
	for _, name := range slices.Collect(maps.Keys(fsys)) {
		switch {
		case name == targetFile, name == actionFile, name == releaseFile, strings.HasPrefix(name, sectionFolder),
			name == "data/observations/training.csv", name == "content/gongbao.yaml":
			delete(fsys, name)
		}
	}
	p := mustLoad(t, fsys)
	if len(p.Releases) != 1 || p.Releases[0].ID != "initial" || !p.Releases[0].PublishedAt.IsZero() {
		t.Errorf("releases %v", p.Releases)
	}
	for _, o := range p.Observations {
		if o.Release != "initial" {
			t.Errorf("%+v", o)
		}
	}
}

func TestMeasureOrder(t *testing.T) {
	ids := []string{"1-10", "2-1", "1-2", "1-1-1", "1-1"}
	slices.SortFunc(ids, compareNumbered)
	if want := []string{"1-1", "1-1-1", "1-2", "1-10", "2-1"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestLikelyPeriod(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2020年", "2020"}, {"2020Q2", "2020-Q2"}, {"2020-q2", "2020-Q2"}, {"2020年第二季度", "2020-Q2"}, {"2020年2季度", "2020-Q2"},
		{"2020上半年", "2020-H1"}, {"2020年下半年", "2020-H2"}, {"2020-6", "2020-06"}, {"2020年6月", "2020-06"}, {"202006", "2020-06"},
		{"2020/06", "2020-06"}, {"2020/6/1", "2020-06"}, {"2020年6月1日", "2020-06"}, {"2020—06", "2020-06"}, {"2020/6/2", ""}, {"2020-13", ""}, {"去年", ""}, {"2020-Q5", ""},
	}
	for _, tt := range tests {
		if got := LikelyPeriod(tt.in); got != tt.want {
			t.Errorf("LikelyPeriod(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// A table of any bytes is read to its end, and every fault lies within it.
func FuzzTable(f *testing.F) {
	f.Add([]byte("indicator_id,region_code,period,value,source\nTRAINED,990101,2018-H1,1,report\n"))
	f.Add([]byte("indicator_id,region_code,period,value,source\r\n\"TRAINED\n\",990101,\"２０１８\",\"1,000\",report,\n\"\"\"x\",\"y\"z,\"\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("org_id;name\n\xca\xd0;\n"))
	good := world(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		const file = "data/observations/training.csv"
		fsys := maps.Clone(good)
		fsys[file] = &fstest.MapFile{Data: data}
		_, faults := Load(fsys, home)
		text, _ := Decode(data)
		lines := strings.Split(lineEnds.Replace(text), "\n")
		for _, d := range faults {
			if d.File != file || d.Line == 0 {
				continue
			}
			if d.Line > len(lines) || d.Column > len([]rune(lines[d.Line-1]))+1 {
				t.Errorf("%v lies outside the file: %s", d.Place, d.Message)
			}
		}
	})
}
