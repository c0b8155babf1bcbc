// Package bulletin sets an assessment as a PDF that leadership reads on paper: page setting after GB/T 9704-2012, line
// breaking after CLREQ, tables that break over pages, the figures of the site painted as vectors.
//
// A bulletin comes about in three steps, each with a file or two of its own:
//
//	write    city.go, sentences.go, and a file  an assessment becomes a list of blocks: text, tables, figures
//	         a chapter: summary.go, changes.go,
//	         remedies.go, counties.go,
//	         measures.go, outlook.go, annex.go
//	set      breaking.go, paragraph.go,         blocks become sheets: marks at their places, pages counted
//	         opening.go, table.go, cells.go,
//	         scene.go, page.go
//	paint    paint.go, subset.go, outline.go    sheets become the bytes of a PDF, with fonts of their own; only
//	                                            these and face.go know gopdf
//
// All lengths are points, and y runs downwards from the upper edge of the paper.
package bulletin
