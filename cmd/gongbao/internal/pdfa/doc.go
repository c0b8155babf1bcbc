// Package pdfa finishes a painted PDF: an archival file (ISO 19005-3, PDF/A-3a) that is also an accessible one
// (ISO 14289-1, PDF/UA-1).
//
// The painter, gopdf, knows pages, fonts and marks on them, and nothing of what they mean. It gives no hook for tags, but
// it writes one harmless operator as it is told: a dash pattern. So the painter sets an impossible one, [Marker], wherever
// the meaning changes, and gopdf puts it on a line of its own:
//
//	[] 7000012.00 d
//
// [Finish] reads gopdf's bytes into pdfcpu's object model and makes one pass over them:
//
//	content.go     the marks between two markers become marked content: BDC … EMC with the number of their element, or
//	               an artifact (rules, grounds, page furniture)
//	structure.go   the elements become the structure tree: headings, paragraphs, tables, figures, lists, links, notes
//	links.go       the outline, and links as annotations that stand in the tree
//	fonts.go       every glyph says which characters it stands for; glyph numbers are those of the font
//	attach.go      the tables behind the document, as files inside it
//	metadata.go    XMP and Info, which say the same
//	colour.go      what red, green and blue mean: an sRGB profile, computed
//	write.go       the objects in the order of their numbers, with an id that is a digest of them: nothing comes from a
//	               clock or from the order of a map, so the same document is the same bytes
//
// All lengths are points and y runs downwards from the upper edge of the page, as the painter has them.
package pdfa
