package pdfa

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/signintech/gopdf"

	"gongbao/themes"
)

// sample is a small document of every kind of element, painted as the bulletins are: a heading, a paragraph over two pages
// with a character beyond U+FFFF, a table, a figure, a list, a note, links out and in.
func sample(t testing.TB, change func(*Document)) []byte {
	t.Helper()
	set, err := themes.Fonts()
	if err != nil {
		t.Fatal(err)
	}
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	pdf.SetNoCompression()
	const name = "ABCDEF+Sample"
	if err := pdf.AddTTFFontData(name, set.SansRegular); err != nil {
		t.Fatal(err)
	}
	if err := pdf.SetFont(name, "", 12); err != nil {
		t.Fatal(err)
	}
	doc := &Document{
		Title: "样本 \U0002CBBF", Author: "编者 <A&B>", Subject: "一个样本", Keywords: []string{"样本", "标签"}, Language: "zh-CN", Creator: "test",
		Date: time.Date(2020, 7, 15, 9, 0, 0, 0, time.FixedZone("", 8*3600)), Root: &Element{Role: RoleDocument},
		Outline:     []Entry{{"第一部分", Place{0, 50}, []Entry{{"第一节 \U0002CBBF", Place{0, 80}, nil}, {"第二节", Place{1, 80}, nil}}}, {"第二部分", Place{1, 50}, nil}},
		Attachments: []Attachment{{"b.csv", "表", "text/csv", []byte("a,b\r\n1,2\r\n")}, {"a.csv", "表", "text/csv", []byte("x\r\n")}},
		Fonts:       map[string]Font{"Sample": {Characters: []rune("一二三四五\U0002CBBF")}},
	}
	y := 0.0
	page := func() { pdf.AddPage(); doc.Pages = append(doc.Pages, Page{}); y = 40 }
	put := func(part *Content, text string) {
		p := &doc.Pages[len(doc.Pages)-1]
		pdf.SetCustomLineType([]float64{}, Marker(len(p.Sequences)))
		p.Sequences = append(p.Sequences, part)
		y += 20
		pdf.SetXY(40, y)
		if text == "" {
			pdf.Line(40, y, 200, y)
		} else if err := pdf.Text(text); err != nil {
			t.Fatal(err)
		}
	}
	root := doc.Root
	page()
	put(Furniture, "一")
	put(root.Add(&Element{Role: H1}).Content(), "一二")
	long := root.Add(&Element{Role: P}).Content()
	put(long, "三\U0002CBBF")
	put(Artifact, "")
	page()
	put(long, "四")
	table := root.Add(&Element{Role: Table})
	put(table.Add(&Element{Role: Caption}).Content(), "五")
	head := table.Add(&Element{Role: TR})
	wide := head.Add(&Element{Role: TH, Scope: "Column", ColSpan: 2})
	put(wide.Content(), "一")
	line := table.Add(&Element{Role: TR})
	put(line.Add(&Element{Role: TH, Scope: "Row"}).Content(), "二")
	put(line.Add(&Element{Role: TD, Headers: []*Element{wide}}).Content(), "三")
	put(root.Add(&Element{Role: Figure, Alt: "图", Box: &Box{1, 40, 100, 200, 140}}).Content(), "")
	list := root.Add(&Element{Role: List, Ordered: true})
	item := list.Add(&Element{Role: Item})
	put(item.Add(&Element{Role: Label}).Content(), "一")
	put(item.Add(&Element{Role: ItemBody}).Content(), "四")
	for _, l := range []*Link{{Box: Box{1, 40, 200, 60, 212}, URI: "https://example.org/简报?a=(1)", Contents: "网页"}, {Box: Box{1, 80, 200, 100, 212}, To: &Place{0, 50}, Contents: "转到第1页"}} {
		e := root.Add(&Element{Role: P}).Add(&Element{Role: LinkRole})
		put(e.Content(), "五")
		e.Link(l)
	}
	put(root.Add(&Element{Role: H2}).Add(&Element{Role: Span, Actual: "已完成"}).Content(), "")
	put(root.Add(&Element{Role: Note}).Content(), "二")
	if change != nil {
		change(doc)
	}
	var painted bytes.Buffer
	if _, err := pdf.WriteTo(&painted); err != nil {
		t.Fatal(err)
	}
	file, err := Finish(painted.Bytes(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFinish(t *testing.T) {
	file := sample(t, nil)
	for _, f := range check(t, file) {
		t.Error(f)
	}
	if !bytes.Equal(file, sample(t, nil)) {
		t.Error("the same document gave different bytes")
	}
}

// The check finds what it is there for.
func TestCheckFinds(t *testing.T) {
	for _, test := range []struct {
		name, want string
		change     func(*Document)
	}{
		{"a figure without alternative", "UA 7.3", func(d *Document) { d.Root.Kids()[3].Alt = "" }},
		{"a figure without box", "UA 7.3", func(d *Document) { d.Root.Kids()[3].Box = nil }},
		{"a header cell without scope", "UA 7.5", func(d *Document) { d.Root.Kids()[2].Kids()[1].Kids()[0].Scope = "" }},
		{"rows of unlike length", "UA 7.5", func(d *Document) { d.Root.Kids()[2].Kids()[1].Kids()[0].ColSpan = 3 }},
		{"a level that is skipped", "UA 7.4.2", func(d *Document) { d.Root.Kids()[7].Role = H3 }},
		{"no title", "UA 7.1", func(d *Document) { d.Title = "" }},
		{"a link that does not say where", "UA 7.18.5", func(d *Document) {
			e := d.Root.Add(&Element{Role: P})
			e.Link(&Link{URI: "https://example.org/", Contents: "x"})
		}},
		{"content outside the tree", "UA 7.1", func(d *Document) {
			d.Root.kids = d.Root.kids[:len(d.Root.kids)-1]
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := strings.Join(check(t, sample(t, test.change)), "\n")
			if !strings.Contains(found, test.want) {
				t.Errorf("want %s, found:\n%s", test.want, found)
			}
		})
	}
}

// What the painter and the description do not agree on is an error, never a file.
func TestFinishRefuses(t *testing.T) {
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	pdf.SetNoCompression()
	pdf.AddPage()
	pdf.SetCustomLineType([]float64{}, Marker(0))
	pdf.Line(1, 1, 2, 2)
	var painted bytes.Buffer
	if _, err := pdf.WriteTo(&painted); err != nil {
		t.Fatal(err)
	}
	for name, doc := range map[string]*Document{
		"a page too many":       {Root: &Element{Role: RoleDocument}, Pages: make([]Page, 2)},
		"a marker too many":     {Root: &Element{Role: RoleDocument}, Pages: make([]Page, 1)},
		"a sequence too many":   {Root: &Element{Role: RoleDocument}, Pages: []Page{{Sequences: []*Content{Artifact, Artifact}}}},
		"a tree without a root": {Pages: []Page{{Sequences: []*Content{Artifact}}}},
	} {
		if file, err := Finish(painted.Bytes(), doc); err == nil || file != nil {
			t.Errorf("%s: %d bytes, %v", name, len(file), err)
		}
	}
	if _, err := Finish([]byte("no PDF"), &Document{}); err == nil {
		t.Error("no PDF is no error")
	}
}

// Ranges hold a hundred characters and end with the first byte of the glyph number; characters beyond U+FFFF are two units.
func TestToUnicode(t *testing.T) {
	var characters []rune
	for r := rune(0x4E00); len(characters) < 299; r++ {
		characters = append(characters, r)
	}
	characters = append(characters, 0x20BB7)
	text := string(toUnicode(characters))
	for _, want := range []string{
		"1 beginbfrange\n<0001> <0064> [<4E00><4E01>", "<0065> <00C8> [<4E64>", "<00C9> <00FF> [<4EC8>", "<0100> <012C> [<4EFF>", "<D842DFB7>]\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q", want)
		}
	}
}
