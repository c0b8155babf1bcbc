package pdfa

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// addMetadata writes what the document says of itself, twice: as XMP and as Info.
func (f *file) addMetadata() error {
	doc := f.doc
	date := types.StringLiteral(pdfDate(doc.Date))
	info := types.Dict{"Creator": textString(doc.Creator), "Producer": types.StringLiteral(producer()), "CreationDate": date, "ModDate": date}
	for _, e := range []struct{ key, text string }{
		{"Title", doc.Title}, {"Author", doc.Author}, {"Subject", doc.Subject}, {"Keywords", strings.Join(doc.Keywords, ", ")},
	} {
		if e.text != "" {
			info[e.key] = textString(e.text)
		}
	}
	if f.Info == nil {
		ref, err := f.add(info)
		if err != nil {
			return err
		}
		f.Info = &ref
	} else if entry, ok := f.FindTableEntry(int(f.Info.ObjectNumber), 0); ok {
		entry.Object = info
	}

	packet, err := f.packet()
	if err != nil {
		return err
	}
	// Metadata stay plain, so that programs which know no PDF find them.
	sd := types.StreamDict{Dict: types.Dict{"Type": types.Name("Metadata"), "Subtype": types.Name("XML")}, Content: packet}
	if err := sd.Encode(); err != nil {
		return err
	}
	metadata, err := f.add(sd)
	if err != nil {
		return err
	}
	f.catalog.Update("Metadata", metadata)
	f.catalog.Update("Lang", types.StringLiteral(doc.Language))
	f.catalog.Update("ViewerPreferences", types.Dict{"DisplayDocTitle": types.Boolean(true)})
	return nil
}

func producer() string { return "pdfcpu " + model.VersionStr }

// packet is the XMP packet: ISO 16684-1, with the two identifiers of ISO 19005-3 (6.6.4) and ISO 14289-1 (5). The second is
// no schema that ISO 19005 knows, so the packet describes it.
func (f *file) packet() ([]byte, error) {
	doc := f.doc
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
`)
	var fault error
	write := func(format, text string) {
		if text == "" {
			return
		}
		var escaped bytes.Buffer
		if err := xml.EscapeText(&escaped, []byte(text)); err != nil {
			fault = err
		}
		fmt.Fprintf(&b, "   "+format+"\n", escaped.String())
	}
	write(`<dc:format>%s</dc:format>`, "application/pdf")
	write(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>`, doc.Title)
	write(`<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>`, doc.Author)
	write(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>`, doc.Subject)
	write(`<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>`, doc.Language)
	if len(doc.Keywords) > 0 {
		b.WriteString("   <dc:subject><rdf:Bag>\n")
		for _, k := range doc.Keywords {
			write(`<rdf:li>%s</rdf:li>`, k)
		}
		b.WriteString("   </rdf:Bag></dc:subject>\n")
	}
	write(`<pdf:Keywords>%s</pdf:Keywords>`, strings.Join(doc.Keywords, ", "))
	write(`<pdf:Producer>%s</pdf:Producer>`, producer())
	write(`<xmp:CreatorTool>%s</xmp:CreatorTool>`, doc.Creator)
	date := doc.Date.Format("2006-01-02T15:04:05-07:00")
	write(`<xmp:CreateDate>%s</xmp:CreateDate>`, date)
	write(`<xmp:ModifyDate>%s</xmp:ModifyDate>`, date)
	write(`<xmp:MetadataDate>%s</xmp:MetadataDate>`, date)
	b.WriteString(`   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
   <pdfuaid:part>1</pdfuaid:part>
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`)
	return b.Bytes(), fault
}

// pdfDate is a date of ISO 32000-1, 7.9.4; without one, the year 2000, so that a file without a release has some.
func pdfDate(t time.Time) string {
	if t.IsZero() {
		t = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	_, offset := t.Zone()
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("D:%s%c%02d'%02d'", t.Format("20060102150405"), sign, offset/3600, offset/60%60)
}

// textString is a text in UTF-16 with its byte order mark, so that every character has a place.
func textString(s string) types.HexLiteral {
	const digits = "0123456789abcdef"
	b := append(make([]byte, 0, 4+4*len(s)), "feff"...)
	unit := func(u uint16) { b = append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15]) }
	for _, r := range s {
		if r > 0xFFFF {
			high, low := utf16.EncodeRune(r)
			unit(uint16(high))
			unit(uint16(low))
		} else {
			unit(uint16(r))
		}
	}
	return types.HexLiteral(b)
}
