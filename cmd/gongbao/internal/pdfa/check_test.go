package pdfa

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

// Check finds what breaks the rules of PDF/A-3a and PDF/UA-1 that a file of this package can break. No validator of these
// standards runs where the tests do, so the rules stand here, each with its clause; ISO 19005-3 is A, ISO 14289-1 is UA.
func check(t testing.TB, file []byte) (faults []string) {
	t.Helper()
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if head := file[:min(len(file), 14)]; !regexp.MustCompile(`^%PDF-1\.[0-7]\n%`).Match(head) || slices.ContainsFunc(head[10:], func(b byte) bool { return b < 0x80 }) {
		fault("A 6.1.2: the header is %q", file[:min(len(file), 16)])
	}
	conf := settings()
	ctx, err := pdfcpu.Read(bytes.NewReader(file), &conf)
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := ctx.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	dict := func(o types.Object) types.Dict {
		d, err := ctx.DereferenceDict(o)
		if err != nil {
			fault("a reference leads nowhere: %v", err)
		}
		return d
	}
	stream := func(o types.Object) *types.StreamDict {
		sd, _, err := ctx.DereferenceStreamDict(o)
		if err != nil || sd == nil {
			fault("a stream is missing: %v", err)
			return &types.StreamDict{}
		}
		if err := sd.Decode(); err != nil {
			fault("A 6.1.7: a stream cannot be read: %v", err)
		}
		return sd
	}
	if len(ctx.ID) != 2 {
		fault("A 6.1.3: no file identifier")
	}
	if ctx.Encrypt != nil {
		fault("A 6.1.3: encrypted")
	}

	// Catalog.
	if catalog["Lang"] == nil {
		fault("UA 7.2: no language")
	}
	if m := dict(catalog["MarkInfo"]); m == nil || m["Marked"] != types.Boolean(true) {
		fault("UA 7.1, A 6.7.2: not marked as tagged")
	}
	if v := dict(catalog["ViewerPreferences"]); v == nil || v["DisplayDocTitle"] != types.Boolean(true) {
		fault("UA 7.1: the title is not displayed")
	}
	for _, key := range []string{"AA", "OpenAction", "OCProperties", "AcroForm", "Requirements", "Perms"} {
		if catalog[key] != nil {
			fault("A 6.4, 6.6: the catalog has %s", key)
		}
	}
	if intents := catalog.ArrayEntry("OutputIntents"); len(intents) != 1 {
		fault("A 6.2.3: %d output intents", len(intents))
	} else if d := dict(intents[0]); d["S"] != types.Name("GTS_PDFA1") {
		fault("A 6.2.3: the output intent is %v", d["S"])
	} else if profile := stream(d["DestOutputProfile"]); len(profile.Content) < 128 || string(profile.Content[36:40]) != "acsp" || string(profile.Content[12:20]) != "mntrRGB " {
		fault("A 6.2.3: no RGB profile")
	}

	// Metadata, and Info that says the same.
	meta := stream(catalog["Metadata"])
	if len(meta.FilterPipeline) > 0 {
		fault("A 6.6.2: the metadata are compressed")
	}
	said := xmpTexts(meta.Content, fault)
	for key, want := range map[string]string{"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"} {
		if said[key] != want {
			fault("A 6.6.4, UA 5: %s is %q", key, said[key])
		}
	}
	if said["dc:title"] == "" {
		fault("UA 7.1: no title")
	}
	info := dict(*ctx.Info)
	for key, property := range map[string]string{"Title": "dc:title", "Author": "dc:creator", "Subject": "dc:description", "Keywords": "pdf:Keywords", "Creator": "xmp:CreatorTool", "Producer": "pdf:Producer"} {
		text := ""
		if o := info[key]; o != nil {
			text = plainText(t, o)
		}
		if text != said[property] {
			fault("Info has %s %q, XMP %s %q", key, text, property, said[property])
		}
	}

	// Fonts.
	fonts := map[string]bool{}
	for n := range ctx.Table {
		o, err := ctx.Dereference(*types.NewIndirectRef(n, 0))
		d, ok := o.(types.Dict)
		if err != nil || !ok {
			continue
		}
		name := ""
		if base := d.NameEntry("BaseFont"); base != nil {
			name = *base
		}
		switch {
		case isName(d, "Subtype", "Type0"):
			fonts[name] = true
			if !regexp.MustCompile(`^[A-Z]{6}\+`).MatchString(name) {
				fault("ISO 32000-1 9.6.4: font %q has no subset tag", name)
			}
			if *d.NameEntry("Encoding") != "Identity-H" {
				fault("A 6.2.11.3: font %s is not Identity-H", name)
			}
			checkCMap(name, stream(d["ToUnicode"]).Content, fault)
		case isName(d, "Subtype", "CIDFontType2"):
			if !isName(d, "CIDToGIDMap", "Identity") {
				fault("A 6.2.11.3.2: font %s has no CIDToGIDMap", name)
			}
			if f := dict(d["FontDescriptor"]); f == nil || f["FontFile2"] == nil {
				fault("A 6.2.11.4: font %s is not embedded", name)
			} else if len(stream(f["FontFile2"]).Content) < 100 {
				fault("A 6.2.11.4: font %s is empty", name)
			}
		case isName(d, "Type", "Annot"):
			if flags := d.IntEntry("F"); flags == nil || *flags&4 == 0 || *flags&(1|2|32) != 0 {
				fault("A 6.3.2: annotation %d does not print", n)
			}
			if d["Contents"] == nil {
				fault("UA 7.18.5: link %d does not say where it leads", n)
			}
			if d["StructParent"] == nil {
				fault("UA 7.18.1: annotation %d is not in the structure", n)
			}
			if a := dict(d["A"]); a != nil && *a.NameEntry("S") != "URI" {
				fault("A 6.5: annotation %d has the action %s", n, *a.NameEntry("S"))
			}
		}
	}
	if len(fonts) == 0 {
		fault("no fonts")
	}

	// Pages: everything is marked, once, with a number that the tree knows.
	root := dict(catalog["StructTreeRoot"])
	parents := map[int]types.Object{}
	nums := dict(root["ParentTree"]).ArrayEntry("Nums")
	for i := 0; i+1 < len(nums); i += 2 {
		parents[int(nums[i].(types.Integer))] = nums[i+1]
	}
	if err := ctx.EnsurePageCount(); err != nil {
		t.Fatal(err)
	}
	pageOf := map[int]int{}
	marked := map[[2]int]int{}
	for i := 1; i <= ctx.PageCount; i++ {
		page, ref, _, err := ctx.PageDict(i, false)
		if err != nil {
			t.Fatal(err)
		}
		pageOf[int(ref.ObjectNumber)] = i
		if !isName(page, "Tabs", "S") {
			fault("UA 7.18.3: page %d has no tab order", i)
		}
		if page["Group"] != nil || page["AA"] != nil {
			fault("A 6.2.10: page %d has a group or actions", i)
		}
		key := page.IntEntry("StructParents")
		if key == nil {
			fault("UA 7.1: page %d is not in the parent tree", i)
			continue
		}
		owners, err := ctx.DereferenceArray(parents[*key])
		if err != nil {
			t.Fatal(err)
		}
		numbers := checkContent(i, stream(page["Contents"]).Content, fault)
		if len(numbers) != len(owners) {
			fault("page %d has %d pieces, the parent tree %d", i, len(numbers), len(owners))
		}
		for _, n := range numbers {
			if marked[[2]int{i, n}]++; marked[[2]int{i, n}] > 1 {
				fault("page %d: the number %d is used twice", i, n)
			}
		}
	}

	// The tree.
	ids := map[string]bool{}
	level, pieces, links := 0, 0, 0
	var walk func(o types.Object, parent string)
	walk = func(o types.Object, parent string) {
		d := dict(o)
		role := *d.NameEntry("S")
		switch {
		case role == "H1" || role == "H2" || role == "H3":
			n := int(role[1] - '0')
			if n > level+1 {
				fault("UA 7.4.2: %s after level %d", role, level)
			}
			level = n
		case role == "Figure":
			if d["Alt"] == nil {
				fault("UA 7.3: a figure without alternative")
			}
			if a := dict(d["A"]); a == nil || len(a.ArrayEntry("BBox")) != 4 {
				fault("UA 7.3: a figure without box")
			}
		case role == "Note":
			if d["ID"] == nil {
				fault("UA 7.9: a note without id")
			}
		case role == "TH":
			if a := dict(d["A"]); a == nil || a["Scope"] == nil {
				fault("UA 7.5: a header cell without scope")
			}
		case role == "L":
			if a := dict(d["A"]); a == nil || a["ListNumbering"] == nil {
				fault("UA 7.6: a list does not say how it is numbered")
			}
		}
		if want, ok := map[string]string{"TR": "Table", "TH": "TR", "TD": "TR", "LI": "L", "Lbl": "LI", "LBody": "LI"}[role]; ok && parent != want {
			fault("UA 7.2: %s in %s", role, parent)
		}
		if id, ok := d["ID"].(types.HexLiteral); ok {
			if ids[string(id)] {
				fault("UA 7.9: the id %s is given twice", id)
			}
			ids[string(id)] = true
		}
		kids := kidsOf(d["K"])
		if role == "Table" {
			checkRows(dict, kids, fault)
		}
		page := 0
		if ref, ok := d["Pg"].(reference); ok {
			page = pageOf[int(ref.ObjectNumber)]
		}
		for _, k := range kids {
			switch k := k.(type) {
			case types.Integer:
				pieces++
				if marked[[2]int{page, int(k)}] != 1 {
					fault("%s refers to piece %d of page %d, which is not there", role, k, page)
				}
				marked[[2]int{page, int(k)}] = -1
				if role == "Document" || role == "Table" || role == "TR" || role == "L" {
					fault("UA 7.1: %s holds content itself", role)
				}
			case types.Dict:
				switch {
				case isName(k, "Type", "MCR"):
					at := pageOf[int(k["Pg"].(reference).ObjectNumber)]
					n := int(k["MCID"].(types.Integer))
					pieces++
					if marked[[2]int{at, n}] != 1 {
						fault("%s refers to piece %d of page %d, which is not there", role, n, at)
					}
					marked[[2]int{at, n}] = -1
				case isName(k, "Type", "OBJR"):
					links++
					if role != "Link" {
						fault("UA 7.18.5: an annotation in %s", role)
					}
				}
			case reference:
				walk(k, role)
			}
		}
	}
	tops := kidsOf(root["K"])
	if len(tops) != 1 {
		fault("%d elements on top", len(tops))
	}
	for _, top := range tops {
		walk(top, "")
	}
	for place, n := range marked {
		if n == 1 {
			fault("UA 7.1: piece %d of page %d is in no element", place[1], place[0])
		}
	}
	if level == 0 || pieces == 0 {
		fault("the tree is empty")
	}

	// Attachments.
	for _, o := range catalog.ArrayEntry("AF") {
		spec := dict(o)
		if !isName(spec, "AFRelationship", "Data") || spec["F"] == nil || spec["UF"] == nil {
			fault("A 6.8: a file without relationship or name")
		}
		embedded := stream(dict(spec["EF"])["F"])
		if embedded.NameEntry("Subtype") == nil {
			fault("A 6.8: a file without a type")
		}
		if size := dict(embedded.Dict["Params"]).IntEntry("Size"); size == nil || *size != len(embedded.Content) {
			fault("A 6.8: a file's size is not what it says")
		}
	}
	if names := dict(catalog["Names"]); names != nil {
		listed := dict(names["EmbeddedFiles"]).ArrayEntry("Names")
		if len(listed) != 2*len(catalog.ArrayEntry("AF")) {
			fault("A 6.8: not every file is associated")
		}
	}

	// pdfcpu's own checks, strict, but for the one key that it holds to be of PDF 2.0; doc.go says more.
	for _, o := range catalog.ArrayEntry("AF") {
		dict(o).Delete("AFRelationship")
	}
	ctx.XRefTable.ValidationMode = model.ValidationStrict
	if err := validate.XRefTable(ctx); err != nil {
		fault("pdfcpu: %v", err)
	}
	slices.Sort(faults)
	return faults
}

func kidsOf(o types.Object) types.Array {
	if a, ok := o.(types.Array); ok {
		return a
	}
	if o == nil {
		return nil
	}
	return types.Array{o}
}

// checkRows: every row of a table has the same number of columns (UA 7.5; ISO 32000-1, 14.8.4.3.4).
func checkRows(dict func(types.Object) types.Dict, kids types.Array, fault func(string, ...any)) {
	columns := -1
	for _, k := range kids {
		row := dict(k)
		if *row.NameEntry("S") != "TR" {
			continue
		}
		n := 0
		for _, c := range kidsOf(row["K"]) {
			span := 1
			if a := dict(dict(c)["A"]); a != nil && a.IntEntry("ColSpan") != nil {
				span = *a.IntEntry("ColSpan")
			}
			n += span
		}
		if columns >= 0 && n != columns {
			fault("UA 7.5: a row of %d columns in a table of %d", n, columns)
		}
		columns = n
	}
	if columns < 1 {
		fault("UA 7.5: a table without rows")
	}
}

// checkContent walks a page's operators: all that paints stands within one piece of marked content, none within another.
func checkContent(page int, content []byte, fault func(string, ...any)) (numbers []int) {
	depth, graphics := 0, 0
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		switch op := fields[len(fields)-1]; op {
		case "BDC", "BMC":
			if depth++; depth > 1 {
				fault("UA 7.1: page %d: marked content within marked content", page)
			}
			if m := regexp.MustCompile(`/MCID (\d+)`).FindStringSubmatch(line); m != nil {
				n, _ := strconv.Atoi(m[1])
				numbers = append(numbers, n)
			}
		case "EMC":
			depth--
		case "q":
			graphics++
		case "Q":
			graphics--
		case "TJ", "Tj", "f", "S", "s", "B", "b":
			if depth != 1 {
				fault("UA 7.1: page %d: %q is not marked", page, strings.TrimSpace(line))
			}
		case "d":
			if strings.Contains(line, "[] 7") {
				fault("page %d: a marker was left", page)
			}
		}
	}
	if depth != 0 || graphics > 1 || graphics < -1 {
		fault("page %d: what begins does not end", page)
	}
	return numbers
}

// checkCMap holds a ToUnicode map to ranges of a hundred within one first byte, and to characters in UTF-16.
func checkCMap(font string, content []byte, fault func(string, ...any)) {
	seen := map[int64]bool{}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		m := regexp.MustCompile(`^<([0-9A-F]{4})> <([0-9A-F]{4})> \[((?:<(?:[0-9A-F]{4}|D[89AB][0-9A-F]{2}D[C-F][0-9A-F]{2})>)+)\]$`).FindStringSubmatch(line)
		if m == nil {
			if strings.HasPrefix(line, "<") && line != "<0000> <FFFF>" {
				fault("font %s: %q is no range", font, line)
			}
			continue
		}
		first, _ := strconv.ParseInt(m[1], 16, 32)
		last, _ := strconv.ParseInt(m[2], 16, 32)
		characters := strings.Split(strings.Trim(m[3], "<>"), "><")
		if first>>8 != last>>8 || int(last-first)+1 != len(characters) || len(characters) > 100 {
			fault("font %s: %d characters for %s to %s", font, len(characters), m[1], m[2])
		}
		for i, c := range characters {
			if glyph := first + int64(i); seen[glyph] || c == "0000" || c == "FFFE" || c == "FEFF" {
				fault("A 6.2.11.7: font %s: glyph %04X stands for %s", font, glyph, c)
			} else {
				seen[glyph] = true
			}
		}
	}
	if len(seen) == 0 {
		fault("A 6.2.11.7: font %s has no characters", font)
	}
}

// xmpTexts are the texts of an XMP packet by their qualified names.
func xmpTexts(packet []byte, fault func(string, ...any)) map[string]string {
	prefixes := map[string]string{
		"http://purl.org/dc/elements/1.1/": "dc", "http://ns.adobe.com/pdf/1.3/": "pdf", "http://ns.adobe.com/xap/1.0/": "xmp",
		"http://www.aiim.org/pdfa/ns/id/": "pdfaid", "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
	}
	texts := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	var path []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			fault("A 6.6.2: the metadata are no XML: %v", err)
			return texts
		}
		switch e := token.(type) {
		case xml.StartElement:
			path = append(path, prefixes[e.Name.Space]+":"+e.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			for i := len(path) - 1; i >= 0; i-- {
				if !strings.HasPrefix(path[i], ":") {
					texts[path[i]] += strings.TrimSpace(string(e))
					break
				}
			}
		}
	}
}

// plainText is a text string of the file: UTF-16 with its mark, or as it stands.
func plainText(t testing.TB, o types.Object) string {
	t.Helper()
	switch s := o.(type) {
	case types.StringLiteral:
		return string(s)
	case types.HexLiteral:
		b, err := hex.DecodeString(string(s))
		if err != nil || len(b) < 2 || b[0] != 0xFE || b[1] != 0xFF {
			t.Fatalf("%s is no text in UTF-16", s)
		}
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(units))
	}
	t.Fatalf("%v is no text", o)
	return ""
}
