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
//	tighten.go     and are said in fewer words: one text object for many runs, no colour or font twice
//	structure.go   the elements become the structure tree: headings, paragraphs, tables, figures, lists, links, notes
//	links.go       the outline, and links as annotations that stand in the tree
//	fonts.go       every glyph says which characters it stands for; glyph numbers are those of the font, whose outlines the
//	               painter need not have
//	attach.go      the tables behind the document, as files inside it
//	metadata.go    XMP and Info, which say the same
//	colour.go      what red, green and blue mean: an sRGB profile, computed
//	write.go       the objects in the order of their numbers, with an id that is a digest of them: nothing comes from a
//	               clock or from the order of a map, so the same document is the same bytes
//
// pdfcpu's strict mode refuses these files for one key: it holds AFRelationship of a file specification to be of PDF 2.0.
// ISO 19005-3, 6.8, wants the key in every file specification of an embedded file, in a file of PDF 1.7. A header of 2.0 is no
// way out: PDF/A-3 stands on 1.7, and pdfcpu then refuses the catalog's AF altogether (associated files not supported).
// Nor is leaving the files out of the name tree EmbeddedFiles, where pdfcpu would not find them: most readers would not either.
// Relaxed mode accepts the files as they are, strict mode without the key; the tests hold them to the latter.
//
// All lengths are points and y runs downwards from the upper edge of the page, as the painter has them.
package pdfa
