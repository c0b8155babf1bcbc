package pdfa

import (
	"net/url"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// annotation makes a link that prints with the page and says where it leads (ISO 14289-1, 7.18).
func (f *file) annotation(l *Link, key int) (reference, error) {
	const print = 4
	d := types.Dict{
		"Type": types.Name("Annot"), "Subtype": types.Name("Link"), "Rect": f.rectangle(l.Box),
		"Border": types.Array{types.Integer(0), types.Integer(0), types.Integer(0)},
		"F":      types.Integer(print), "Contents": textString(l.Contents), "StructParent": types.Integer(key), "P": f.pages[l.Page],
	}
	if l.To != nil {
		d["Dest"] = f.destination(*l.To)
	} else {
		address := l.URI
		if u, err := url.Parse(address); err == nil {
			address = u.String() // 7-bit, as the standard asks
		}
		d["A"] = types.Dict{"S": types.Name("URI"), "URI": types.NewHexLiteral([]byte(address))}
	}
	ref, err := f.add(d)
	if err != nil {
		return ref, err
	}
	page, err := f.page(l.Page)
	if err != nil {
		return ref, err
	}
	page.Update("Annots", append(page.ArrayEntry("Annots"), ref))
	return ref, nil
}

func (f *file) destination(p Place) types.Array {
	return types.Array{f.pages[p.Page], types.Name("XYZ"), nil, length(f.heights[p.Page] - p.Y), nil}
}

// addOutline writes the outline, nested as it is.
func (f *file) addOutline() error {
	if old, ok := f.catalog["Outlines"].(reference); ok {
		delete(f.Table, int(old.ObjectNumber))
		f.catalog.Delete("Outlines")
	}
	if len(f.doc.Outline) == 0 {
		return nil
	}
	root := types.Dict{"Type": types.Name("Outlines")}
	ref, err := f.add(root)
	if err != nil {
		return err
	}
	if err := f.entries(f.doc.Outline, root, ref); err != nil {
		return err
	}
	f.catalog.Update("Outlines", ref)
	f.catalog.Update("PageMode", types.Name("UseOutlines"))
	return nil
}

// entries writes the entries below one, chained to each other. The first level is open, what is below it closed.
func (f *file) entries(list []Entry, parent types.Dict, parentRef reference) error {
	dicts, refs := make([]types.Dict, len(list)), make([]reference, len(list))
	for i, e := range list {
		dicts[i] = types.Dict{"Title": textString(e.Title), "Parent": parentRef, "Dest": f.destination(e.At)}
		var err error
		if refs[i], err = f.add(dicts[i]); err != nil {
			return err
		}
	}
	for i, e := range list {
		if i > 0 {
			dicts[i]["Prev"] = refs[i-1]
		}
		if i < len(list)-1 {
			dicts[i]["Next"] = refs[i+1]
		}
		if len(e.Kids) > 0 {
			if err := f.entries(e.Kids, dicts[i], refs[i]); err != nil {
				return err
			}
			dicts[i]["Count"] = types.Integer(-len(e.Kids))
		}
	}
	parent["First"], parent["Last"], parent["Count"] = refs[0], refs[len(refs)-1], types.Integer(len(list))
	return nil
}
