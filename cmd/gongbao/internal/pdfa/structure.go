package pdfa

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// addStructure writes the structure tree (ISO 32000-1, 14.7) with the links that stand in it.
func (f *file) addStructure() error {
	if f.doc.Root == nil || f.doc.Root.Role != RoleDocument {
		return fmt.Errorf("the root element is no Document")
	}
	tree := types.Dict{"Type": types.Name("StructTreeRoot")}
	root, err := f.add(tree)
	if err != nil {
		return err
	}
	w := &treeWriter{file: f}
	if err := w.number(f.doc.Root); err != nil {
		return err
	}
	if err := w.write(f.doc.Root, root); err != nil {
		return err
	}
	tree.Insert("K", types.Array{f.doc.Root.ref})

	var entries types.Array
	for i, owners := range f.owners {
		ref, err := f.add(owners)
		if err != nil {
			return err
		}
		entries = append(entries, types.Integer(i), ref)
	}
	for i, owner := range w.linkOwners {
		entries = append(entries, types.Integer(len(f.pages)+i), owner)
	}
	parentTree, err := f.add(types.Dict{"Nums": entries})
	if err != nil {
		return err
	}
	tree.Insert("ParentTree", parentTree)
	tree.Insert("ParentTreeNextKey", types.Integer(len(f.pages)+len(w.linkOwners)))
	if len(w.ids) > 0 {
		slices.SortFunc(w.ids, func(a, b *Element) int { return strings.Compare(a.id, b.id) })
		var names types.Array
		for _, e := range w.ids {
			names = append(names, types.NewHexLiteral([]byte(e.id)), e.ref)
		}
		limits := types.Array{names[0], names[len(names)-2]}
		leaf, err := f.add(types.Dict{"Limits": limits, "Names": names})
		if err != nil {
			return err
		}
		tree.Insert("IDTree", types.Dict{"Kids": types.Array{leaf}})
	}
	f.catalog.Update("StructTreeRoot", root)
	f.catalog.Update("MarkInfo", types.Dict{"Marked": types.Boolean(true)})
	return nil
}

type treeWriter struct {
	*file
	linkOwners []types.Object
	ids        []*Element
	room       []byte // for the element that is being written
}

// number gives every element its object and, where it is referred to or the standard asks for one, an id.
func (w *treeWriter) number(e *Element) (err error) {
	if e.ref, err = w.add(nil); err != nil {
		return err
	}
	for _, h := range e.Headers {
		w.name(h)
	}
	if e.Role == Note {
		w.name(e)
	}
	for _, k := range e.kids {
		if kid, ok := k.(*Element); ok {
			if err := w.number(kid); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *treeWriter) name(e *Element) {
	if e.id == "" {
		w.ids = append(w.ids, e)
		e.id = fmt.Sprintf("e%05d", len(w.ids))
	}
}

func (w *treeWriter) write(e *Element, parent reference) error {
	page := -1 // that the element's own pieces stand on, as long as it is one
	for _, k := range e.kids {
		if c, ok := k.(*Content); ok && len(c.pieces) > 0 {
			page = c.pieces[0].page
			break
		}
	}
	kids := make(types.Array, 0, len(e.kids))
	for _, k := range e.kids {
		switch k := k.(type) {
		case *Element:
			if err := w.write(k, e.ref); err != nil {
				return err
			}
			kids = append(kids, k.ref)
		case *Content:
			for _, p := range k.pieces {
				if p.page == page {
					kids = append(kids, types.Integer(p.number))
				} else {
					kids = append(kids, types.Dict{"Type": types.Name("MCR"), "Pg": w.pages[p.page], "MCID": types.Integer(p.number)})
				}
				w.owners[p.page][p.number] = e.ref
			}
		case *Link:
			ref, err := w.annotation(k, len(w.pages)+len(w.linkOwners))
			if err != nil {
				return err
			}
			w.linkOwners = append(w.linkOwners, e.ref)
			kids = append(kids, types.Dict{"Type": types.Name("OBJR"), "Obj": ref, "Pg": w.pages[k.Page]})
		}
	}
	// Keys in ascending order. There are hundreds of elements: they are written without a map for each.
	b := append(w.room[:0], "<<"...)
	if a := w.attributes(e); a != nil {
		b = appendObject(append(b, "/A"...), a)
	}
	if e.Actual != "" {
		b = appendObject(append(b, "/ActualText"...), textString(e.Actual))
	}
	if e.Alt != "" {
		b = appendObject(append(b, "/Alt"...), textString(e.Alt))
	}
	if e.id != "" {
		b = appendObject(append(b, "/ID"...), types.NewHexLiteral([]byte(e.id)))
	}
	switch len(kids) {
	case 0:
	case 1:
		b = appendValue(append(b, "/K"...), kids[0])
	default:
		b = appendObject(append(b, "/K"...), kids)
	}
	b = appendReference(append(b, "/P "...), parent)
	if page >= 0 {
		b = appendReference(append(b, "/Pg "...), w.pages[page])
	}
	b = append(appendName(append(b, "/S"...), string(e.Role)), ">>"...)
	w.room = b
	entry, ok := w.FindTableEntry(int(e.ref.ObjectNumber), 0)
	if !ok {
		return fmt.Errorf("element %s has no object", e.Role)
	}
	entry.Object = written(b)
	return nil
}

func (w *treeWriter) attributes(e *Element) types.Object {
	switch {
	case e.Role == TH || e.Role == TD:
		a := types.Dict{"O": types.Name("Table")}
		if e.Scope != "" {
			a["Scope"] = types.Name(e.Scope)
		}
		if e.ColSpan > 1 {
			a["ColSpan"] = types.Integer(e.ColSpan)
		}
		if e.RowSpan > 1 {
			a["RowSpan"] = types.Integer(e.RowSpan)
		}
		if len(e.Headers) > 0 {
			var list types.Array
			for _, h := range e.Headers {
				list = append(list, types.NewHexLiteral([]byte(h.id)))
			}
			a["Headers"] = list
		}
		if len(a) == 1 {
			return nil
		}
		return a
	case e.Role == List:
		how := types.Name("None")
		if e.Ordered {
			how = "Decimal"
		}
		return types.Dict{"O": types.Name("List"), "ListNumbering": how}
	case e.Box != nil:
		return types.Dict{"O": types.Name("Layout"), "Placement": types.Name("Block"), "BBox": w.rectangle(*e.Box)}
	}
	return nil
}

// rectangle is a box in the page's own coordinates, which begin at its lower left.
func (f *file) rectangle(b Box) types.Array {
	h := f.heights[b.Page]
	return types.Array{length(b.X0), length(h - b.Y1), length(b.X1), length(h - b.Y0)}
}

// length is rounded: a hundredth of a point is nothing to see.
func length(v float64) types.Object {
	v = math.Round(100*v) / 100
	if v == math.Trunc(v) {
		return types.Integer(int(v))
	}
	return types.Float(v)
}
