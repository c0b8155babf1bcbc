package bulletin

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/wording"
	"gongbao/themes"
)

// tool finds a program of the PDF trade. Without it the test is skipped, or fails where CI asks for all of them.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

func run(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t, name), arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

// write makes the bulletin of a world and returns the file's name and the number of pages.
func write(t *testing.T, w *world) (file string, pages int) {
	t.Helper()
	var b bytes.Buffer
	report, err := w.write(t, &b, Subject{Kind: OfCity})
	if err != nil {
		t.Fatal(err)
	}
	pages = report.Pages
	file = filepath.Join(t.TempDir(), "city.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file, pages
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// What the file says is what the assessment says.
func TestCityText(t *testing.T) {
	w := newWorld(fiveCounties...)
	file, pages := write(t, w)
	text := squeeze(run(t, "pdftotext", "-layout", file, "-"))
	a := w.assess()
	want := []string{
		"林业发展进展简报", "〔2024〕第1期", "2024年1月20日", "云岭市林业发展领导小组办公室",
		"两项目标符合序时", "森林覆盖率略有滞后",
		"截至2023年末，全市森林覆盖率42.40%，完成度60.0%，比序时进度低15.0个百分点",
		"附件", "版本：2023-Q4", fmt.Sprintf("共%d页", pages), "—1—", wording.DemonstrationMark,
		"与苗圃补签供苗合同", "数据来源", "森林资源年度调查",
	}
	for _, g := range a.Goals {
		want = append(want, wording.Percent(g.Attained), g.Status.Word(), squeeze(wording.Goal(g.Indicator, g.Kind())))
		for _, s := range g.Working() {
			want = append(want, squeeze(s.Result))
		}
	}
	for _, c := range a.Counties {
		want = append(want, c.Name)
		for _, r := range a.Results("PLANTED", c.Code) {
			want = append(want, wording.Fixed(r.Value.Rat(), 2), r.GapPoints())
		}
	}
	for _, m := range a.Plan.Measures {
		want = append(want, m.Title)
	}
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("text lacks %q", s)
		}
	}
}

func TestCityFile(t *testing.T) {
	file, pages := write(t, newWorld(fiveCounties...))
	if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Error(out)
	}
	listed := strings.Split(strings.TrimSpace(run(t, "pdffonts", file)), "\n")[2:]
	if len(listed) != int(faceCount) {
		t.Errorf("fonts: %q", listed)
	}
	for _, f := range listed {
		if columns := strings.Fields(f); len(columns) < 8 || strings.Join(columns[4:7], " ") != "yes yes yes" {
			t.Errorf("font not embedded, not a subset or without a map to Unicode: %s", f)
		}
	}
	info := run(t, "pdfinfo", "-isodates", file)
	for _, line := range []string{
		"Title:           林业发展进展简报〔2024〕第1期", "Author:          云岭市林业发展领导小组办公室", "2024-01-20T", fmt.Sprintf("Pages:           %d", pages), "(A4)",
	} {
		if !strings.Contains(info, line) {
			t.Errorf("pdfinfo lacks %q:\n%s", line, info)
		}
	}
}

func TestRepeatable(t *testing.T) {
	var files [3]bytes.Buffer
	for i := range files {
		w := newWorld(fiveCounties...)
		if _, err := w.write(t, &files[i], Subject{Kind: OfCity}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) || !bytes.Equal(files[0].Bytes(), files[2].Bytes()) {
		t.Error("the same assessment gave different bytes")
	}
	if size := files[0].Len(); size > 250_000 {
		t.Errorf("%d bytes", size)
	}
}

// boxes are the words of a page with their boxes, as a reader of the PDF measures them.
type boxes struct {
	Pages []struct {
		Width float64 `xml:"width,attr"`
		Words []struct {
			XMin float64 `xml:"xMin,attr"`
			XMax float64 `xml:"xMax,attr"`
			YMin float64 `xml:"yMin,attr"`
			YMax float64 `xml:"yMax,attr"`
			Text string  `xml:",chardata"`
		} `xml:"word"`
	} `xml:"body>doc>page"`
}

// Nothing stands outside the type area but header and footer, and these stand between the margins too.
func checkMargins(t *testing.T, file string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "boxes.html")
	run(t, "pdftotext", "-bbox", file, out)
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.Map(func(r rune) rune { // what a 20,000 character text may hold XML does not take
		if r < ' ' && r != '\n' {
			return -1
		}
		return r
	}, raw)
	var b boxes
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity
	if err := decoder.Decode(&b); err != nil {
		t.Fatal(err)
	}
	if len(b.Pages) == 0 {
		t.Fatal("no pages")
	}
	for i, p := range b.Pages {
		f := upright
		if p.Width > paperWidth+1 {
			f = landscape
		}
		for _, w := range p.Words {
			// A full-width mark may hang out by its blank half.
			hang := 0.5*(w.YMax-w.YMin) + 0.5
			within := w.XMin > f.left-hang && w.XMax < f.left+f.width+hang
			middle := (w.YMin + w.YMax) / 2
			inArea := middle > f.top && middle < f.top+f.height
			header := middle > f.top-25*mm && middle < f.top-4*mm
			footer := middle > f.top+f.height && middle < f.top+f.height+12*mm
			if f == landscape { // the folio is at the left edge, turned
				footer = w.XMax < f.left && w.XMin > f.left-12*mm
				within = within || footer
			}
			if !within || !inArea && !header && !footer {
				t.Errorf("page %d: %q at %.1f to %.1f, %.1f", i+1, w.Text, w.XMin, w.XMax, middle)
			}
		}
	}
}

func TestMargins(t *testing.T) {
	w := newWorld(fiveCounties...)
	for _, subject := range Subjects(w.assess()) {
		var b bytes.Buffer
		if _, err := w.write(t, &b, subject); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "bulletin.pdf")
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		checkMargins(t, file)
	}
}

// checkSheets finds marks beyond the type area's edges and text on text, on the drawing itself.
func checkSheets(t *testing.T, w *world) *composer {
	t.Helper()
	return checkSheetsOf(t, w.edition(t, Subject{Kind: OfCity}))
}

func checkSheetsOf(t *testing.T, e *edition) *composer {
	t.Helper()
	c, err := e.composed(newWidths(fonts(t)), information{})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range c.sheets {
		type box struct {
			x0, y0, x1, y1 float64
			text           string
		}
		var texts []box
		for _, m := range s.marks {
			text, ok := m.mark.(textMark)
			if !ok || text.turned {
				continue
			}
			x0, x1 := text.x, text.x+text.width
			if hang := text.style.size/2 + 0.1; x0 < s.left-hang || x1 > s.left+s.width+hang {
				t.Errorf("page %d: %q from %.1f to %.1f", i+1, text.text, x0, x1)
			}
			if text.y > s.top+s.height+12*mm || text.y < s.top-20*mm {
				t.Errorf("page %d: %q at %.1f", i+1, text.text, text.y)
			}
			// Ink of Han characters stays well inside the em box; boxes may touch.
			half := text.style.size * 0.32
			middle := text.y - 0.38*text.style.size
			texts = append(texts, box{x0 + 0.6, middle - half, x1 - 0.6, middle + half, text.text})
		}
		for j, a := range texts {
			for _, b := range texts[:j] {
				if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 && !hanging(a.text, b.text) {
					t.Errorf("page %d: %q on %q at %.0f, %.0f", i+1, a.text, b.text, a.x0, a.y0)
				}
			}
		}
	}
	return c
}

// hanging: the blank halves of adjacent punctuation lie on each other.
func hanging(a, b string) bool {
	const marks = openers + closers
	at := func(s string, first bool) bool {
		r := []rune(s)
		if first {
			return strings.ContainsRune(marks, r[0])
		}
		return strings.ContainsRune(marks, r[len(r)-1])
	}
	return at(a, true) || at(b, true) || at(a, false) || at(b, false)
}

func TestOverlaps(t *testing.T) {
	w := newWorld(fiveCounties...)
	for _, subject := range Subjects(w.assess()) {
		t.Run(subject.String(), func(t *testing.T) { checkSheetsOf(t, w.edition(t, subject)) })
	}
}

// Awkward plans give sound pages.
func TestAwkward(t *testing.T) {
	long := strings.Repeat("云岭山区生态保护和林业发展综合改革试验县", 3) // 60 characters
	for _, test := range []struct {
		name  string
		world func() *world
	}{
		{"a county with a name of 60 characters", func() *world { return newWorld("青石县", long, "临江区", "竹溪县") }},
		{"a hundred counties", func() *world {
			var names []string
			for i := range 100 {
				names = append(names, fmt.Sprintf("第%d林区", i+1))
			}
			return newWorld(names...)
		}},
		{"no county", func() *world { return newWorld() }},
		{"one county", func() *world { return newWorld("青石县") }},
		{"an empty county", func() *world {
			w := newWorld(fiveCounties...)
			empty := w.counties[1]
			w.plan.Observations = slices.DeleteFunc(w.plan.Observations, func(o model.Observation) bool { return o.Region == empty })
			w.plan.Targets = slices.DeleteFunc(w.plan.Targets, func(t model.Target) bool { return t.Region == empty })
			return w
		}},
		{"rare characters", func() *world { return newWorld("镕江县", "垚山䶮口区", "\U0002CBBF水县") }},
		{"no goal", func() *world {
			w := newWorld(fiveCounties...)
			for i := range w.plan.Indicators {
				w.plan.Indicators[i].Headline = false
			}
			return w
		}},
		{"one goal", func() *world {
			w := newWorld(fiveCounties...)
			w.plan.Indicators[1].Headline = false
			return w
		}},
		{"no figure", func() *world {
			w := newWorld(fiveCounties...)
			w.plan.Observations = nil
			return w
		}},
		{"no target", func() *world {
			w := newWorld(fiveCounties...)
			w.plan.Targets = nil
			return w
		}},
		{"no measure", func() *world {
			w := newWorld(fiveCounties...)
			w.plan.Measures = nil
			return w
		}},
		{"figures of fourteen digits", func() *world {
			w := newWorld(fiveCounties...)
			for i := range w.plan.Observations {
				if o := &w.plan.Observations[i]; o.Indicator == "PLANTED" {
					v := num("12345678901234.56")
					o.Value = &v
				}
			}
			for i := range w.plan.Targets {
				if target := &w.plan.Targets[i]; target.Indicator == "PLANTED" {
					target.Milestones[0].Value = num("98765432109876.50")
				}
			}
			return w
		}},
		{"texts of 20,000 characters", func() *world {
			w := newWorld(fiveCounties...)
			text := strings.Repeat("逐户核对应造未造地块，冬季整地前签订供苗合同（3-2）；", 740)
			w.plan.Actions[0].Text = text
			w.plan.Indicators[0].Definition = text
			w.config.Notice = text
			return w
		}},
		{"long names everywhere", func() *world {
			w := newWorld(fiveCounties...)
			w.config.Title, w.config.Publisher.Name = long+"进展", long+"办公室"
			for i := range w.plan.Measures {
				w.plan.Measures[i].Title += long
			}
			for i := range w.plan.Indicators {
				w.plan.Indicators[i].Name += long
				w.plan.Indicators[i].ValueUnit += "标准单位"
			}
			w.plan.Orgs[0].Name = long
			return w
		}},
		{"Latin words and figures without a break", func() *world {
			w := newWorld(fiveCounties...)
			w.plan.Actions[0].Text = strings.Repeat("x9", 400)
			w.plan.Measures[0].Title = strings.Repeat("Supercalifragilistic", 5)
			return w
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := test.world()
			batch := w.batch(t)
			for _, subject := range someOfEachKind(batch.a) {
				t.Run(subject.String(), func(t *testing.T) {
					e, err := batch.edition(w.issue(), subject)
					if err != nil {
						t.Fatal(err)
					}
					c := checkSheetsOf(t, e)
					if t.Failed() {
						return
					}
					var b bytes.Buffer
					if err := c.paint(&b, information{title: "样本", created: w.issue().Date}); err != nil {
						t.Fatal(err)
					}
					if dir := os.Getenv("GONGBAO_BULLETIN_SAMPLES"); dir != "" { // to look at
						if err := os.WriteFile(filepath.Join(dir, test.name+" "+subject.String()+".pdf"), b.Bytes(), 0o644); err != nil {
							t.Fatal(err)
						}
					}
				})
			}
		})
	}
}

// someOfEachKind are the first two bulletins of every kind, and so the awkward county, which is the second.
func someOfEachKind(a *analysis.Assessment) (list []Subject) {
	taken := map[Kind]int{}
	for _, s := range Subjects(a) {
		if taken[s.Kind]++; taken[s.Kind] <= 2 {
			list = append(list, s)
		}
	}
	return list
}

// A character that no face has stops the bulletin and says where it comes from; rare ones that they have are set.
func TestMissingGlyph(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*world)
		r     rune
		place string
	}{
		{"hieroglyph in a region", func(w *world) {
			w.plan.Regions[2].Name = "白\U00013000县"
			w.plan.Regions[2].ShortName = "白\U00013000"
		}, 0x13000, "regions.csv 中 990122"},
		{"rare surname beyond the BMP", func(w *world) { w.plan.Measures[1].Title = "\U00020BB7家坝护林员" }, 0x20BB7, "措施 1-2"},
		{"emoji in an action", func(w *world) { w.plan.Actions[0].Text = "加油\U0001F333" }, 0x1F333, "actions.csv"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(fiveCounties...)
			test.spoil(w)
			var b bytes.Buffer
			_, err := w.write(t, &b, Subject{Kind: OfCity})
			var missing *MissingGlyphError
			if !errors.As(err, &missing) {
				t.Fatalf("got %v", err)
			}
			if missing.Rune != test.r || !strings.Contains(missing.Place, test.place) {
				t.Errorf("got %U at %q", missing.Rune, missing.Place)
			}
			if !strings.Contains(err.Error(), fmt.Sprintf("U+%04X", test.r)) {
				t.Errorf("message %q", err)
			}
			if b.Len() != 0 {
				t.Errorf("%d bytes were written", b.Len())
			}
		})
	}
	// 𬮿 lies beyond U+FFFF: it has to be found in the text, in Info and in the outline.
	w := newWorld("镕江县", "垚山县", "䶮口区")
	w.config.Publisher.Name = "\U0002CBBF水办公室"
	w.plan.Measures[0].Title = "\U0002CBBF水苗木"
	file, _ := write(t, w)
	text := squeeze(run(t, "pdftotext", file, "-"))
	for _, name := range []string{"镕江县", "垚山县", "䶮口区", "\U0002CBBF水办公室", "\U0002CBBF水苗木"} {
		if !strings.Contains(text, name) {
			t.Errorf("text lacks %s", name)
		}
	}
	if info := run(t, "pdfinfo", file); !strings.Contains(info, "Author:          \U0002CBBF水办公室") {
		t.Errorf("Info:\n%s", info)
	}
}

// The demonstration mark is on every page with a demonstration figure, and nowhere where there is none.
func TestDemonstrationMark(t *testing.T) {
	w := newWorld(fiveCounties...)
	for i := range w.plan.Sources {
		if w.plan.Sources[i].ID == "demo" {
			w.plan.Sources[i].Kind = model.Reported
		}
	}
	c := checkSheets(t, w)
	for i, s := range c.sheets {
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok && strings.Contains(text.text, "演示数据") {
				t.Errorf("page %d says %q", i+1, text.text)
			}
		}
	}
	c = checkSheets(t, newWorld(fiveCounties...))
	for i, s := range c.sheets {
		said := false
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok && text.y < marginTop-10*mm && text.text == wording.DemonstrationMark {
				said = true
			}
		}
		if said != s.demo {
			t.Errorf("page %d: mark %v, demonstration figures %v", i+1, said, s.demo)
		}
	}
	if !c.sheets[0].demo {
		t.Error("the first page shows demonstration figures")
	}
}

// Pages are numbered — 1 — at the right and — 2 — at the left, with the count on the other side.
func TestPageNumbers(t *testing.T) {
	c := checkSheets(t, newWorld(fiveCounties...))
	for i, s := range c.sheets {
		var number *textMark
		if s.frame == landscape { // it stands where the upright page has it
			text := ""
			for _, m := range s.marks {
				if run, ok := m.mark.(textMark); ok && run.turned && run.style.size == 14 {
					text += run.text
				}
			}
			if want := fmt.Sprintf("— %d —", i+1); text != want {
				t.Errorf("page %d is numbered %q", i+1, text)
			}
			continue
		}
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok && text.style.size == 14 && text.y > (marginTop+areaHeight) {
				if number == nil {
					number = &text
				}
			}
		}
		if number == nil {
			t.Fatalf("page %d has no number", i+1)
		}
		// The page's number stands once; the count of pages is beside it.
		count := fmt.Sprintf("共%d页", len(c.sheets))
		foot := ""
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok && text.y > (marginTop+areaHeight) {
				foot += text.text
			}
		}
		if foot = squeeze(foot); strings.Count(foot, count) != 1 || strings.Contains(foot, fmt.Sprintf("第%d页", i+1)) {
			t.Errorf("page %d: foot %s", i+1, foot)
		}
		if right := number.x > paperWidth/2; right != (i%2 == 0) {
			t.Errorf("page %d: number at %.0f", i+1, number.x)
		}
	}
}

// A table that breaks over pages sets its head again, keeps rows whole, and leaves no row alone.
func TestTableBreaks(t *testing.T) {
	c := setter(t)
	tb := &table{caption: titled("表1", "很长的表", "万亩"), columns: []column{{flex: 1}, {}}, place: "表1"}
	tb.head = []row{{cells: []place{in(plain("县", styleTable)), in(plain("面积", styleTable))}}}
	for i := range 90 {
		if i%30 == 0 {
			tb.rows = append(tb.rows, row{band: fmt.Sprintf("第%d组", i/30+1)})
		}
		tb.rows = append(tb.rows, row{cells: []place{in(plain(fmt.Sprintf("林区%d号", i), styleTable)), in(number(fmt.Sprintf("%d.%d", i, i%10), styleTable))}})
	}
	tb.after = []block{note("注", false, "说明")}
	c.compose([]block{tb})
	if len(c.sheets) < 3 {
		t.Fatalf("%d pages", len(c.sheets))
	}
	for i, s := range c.sheets {
		var page strings.Builder
		rows := 0
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok {
				page.WriteString(text.text)
				rows += strings.Count(text.text, "林区")
				if text.y > (marginTop + areaHeight) {
					t.Errorf("page %d: %q below the type area", i+1, text.text)
				}
			}
		}
		if !strings.Contains(page.String(), "很长的表") || !strings.Contains(page.String(), "面积") {
			t.Errorf("page %d has no head", i+1)
		}
		if continued := strings.HasPrefix(page.String(), "续表"); continued != (i > 0) {
			t.Errorf("page %d begins %q", i+1, page.String()[:12])
		}
		if i > 0 && !strings.Contains(page.String(), "（续）") && !strings.Contains(page.String()[:60], "组") {
			t.Errorf("page %d does not say which group it continues", i+1)
		}
		if rows < 2 {
			t.Errorf("page %d has %d rows", i+1, rows)
		}
	}
	// All decimal points of a column stand below each other.
	var points []float64
	for _, s := range c.sheets {
		for _, m := range s.marks {
			if text, ok := m.mark.(textMark); ok && strings.Contains(text.text, ".") {
				whole, _, _ := strings.Cut(text.text, ".")
				points = append(points, text.x+c.width(whole, text.style))
			}
		}
	}
	for _, p := range points[1:] {
		if p < points[0]-0.01 || p > points[0]+0.01 {
			t.Errorf("decimal points at %.2f and %.2f", points[0], p)
		}
	}
}

// Two lines of a paragraph stay together at the foot and at the head of a page; a heading stays with its text.
func TestPageBreaks(t *testing.T) {
	for filled := 16; filled <= lineCount; filled++ {
		c := setter(t)
		c.y = marginTop + float64(filled)*linePitch
		text := strings.Repeat("逐户核对应造未造地块。", 12) // five lines
		c.compose([]block{&heading{level: 1, text: "一、整地"}, body("正文", false, span{text, styleBody})})
		lines := make([]map[float64]bool, len(c.sheets))
		for i, s := range c.sheets {
			lines[i] = map[float64]bool{}
			for _, m := range s.marks {
				lines[i][m.mark.(textMark).y] = true
			}
		}
		total := 0
		for i := range lines {
			total += len(lines[i])
			if n := len(lines[i]); n > 0 && n < 2 {
				t.Errorf("after %d lines: page %d has a line alone", filled, i+1)
			}
		}
		if total != 6 {
			t.Fatalf("after %d lines: %d lines in all", filled, total)
		}
		if n := len(lines[0]); n == 1 || n == 2 {
			t.Errorf("after %d lines: the heading has %d lines with it", filled, n-1)
		}
	}
}

// A font that is missing or no font is named, and nothing is parsed.
func TestNoFont(t *testing.T) {
	set, err := themes.Fonts()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"missing": nil, "no font": []byte("no font"), "cut off": set.SansBold[:len(set.SansBold)/2]} {
		f, err := ParseFonts(set.SerifRegular, set.SerifBold, set.SansRegular, data)
		if err == nil || f != nil || !strings.Contains(err.Error(), familyNames[sansBold]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
