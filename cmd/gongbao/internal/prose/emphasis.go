package prose

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// emphasisParser opens and closes emphasis where Chinese text needs it. CommonMark decides by the characters beside the
// stars (section 6.2, flanking delimiter runs): a run between a letter and a punctuation mark neither opens nor closes,
// because in Latin text a space stands outside a quotation. Chinese has no such spaces, so that 落实**「三权」**分置 would
// show its stars. Here a wide character outside the run counts like a space, and a wide punctuation mark inside it like
// a letter.
type emphasisParser struct{ standard parser.InlineParser }

func (e emphasisParser) Trigger() []byte { return []byte{'*'} }

func (e emphasisParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	node := e.standard.Parse(parent, block, pc)
	run, ok := node.(*parser.Delimiter)
	if !ok {
		return node
	}
	after := rune('\n')
	if run.OriginalLength < len(line) {
		after, _ = utf8.DecodeRune(line[run.OriginalLength:])
	}
	run.CanOpen = flanks(before, after)
	run.CanClose = flanks(after, before)
	return run
}

// flanks reports whether a run between the two characters belongs to the inner one.
func flanks(outer, inner rune) bool {
	return !unicode.IsSpace(inner) &&
		(!narrowPunctuation(inner) || unicode.IsSpace(outer) || narrowPunctuation(outer) || wide(outer))
}

// narrowPunctuation is punctuation of Latin text. The quotation marks, the dash and the ellipsis count as such, which
// is right for Chinese too: beside them stands a wide character.
func narrowPunctuation(r rune) bool {
	return (unicode.IsPunct(r) || unicode.IsSymbol(r)) && !(r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60)
}
