package pdfa

import (
	"crypto/md5"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// attach puts files into the document, each as the data behind it (ISO 19005-3, 6.8 and annex E).
func (f *file) attach() error {
	if len(f.doc.Attachments) == 0 {
		return nil
	}
	files := slices.Clone(f.doc.Attachments)
	slices.SortFunc(files, func(a, b Attachment) int { return strings.Compare(a.Name, b.Name) })
	date := types.StringLiteral(pdfDate(f.doc.Date))
	var names, all types.Array
	for _, a := range files {
		sum := md5.Sum(a.Content)
		embedded, err := f.stream(a.Content, types.Dict{
			"Type": types.Name("EmbeddedFile"), "Subtype": types.Name(a.Type),
			"Params": types.Dict{
				"Size": types.Integer(len(a.Content)), "CreationDate": date, "ModDate": date, "CheckSum": types.NewHexLiteral(sum[:]),
			},
		})
		if err != nil {
			return err
		}
		spec, err := f.add(types.Dict{
			"Type": types.Name("Filespec"), "F": textString(a.Name), "UF": textString(a.Name), "Desc": textString(a.Description),
			"AFRelationship": types.Name("Data"), "EF": types.Dict{"F": embedded, "UF": embedded},
		})
		if err != nil {
			return err
		}
		names = append(names, textString(a.Name), spec)
		all = append(all, spec)
	}
	f.catalog.Update("Names", types.Dict{"EmbeddedFiles": types.Dict{"Names": names}})
	f.catalog.Update("AF", all)
	return nil
}
