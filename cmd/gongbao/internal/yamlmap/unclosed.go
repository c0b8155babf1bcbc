package yamlmap

import (
	"regexp"
	"strings"
)

// The parser reports a quote or a bracket that never closes where the text ends or stops making sense, lines later, and
// leaves out where it began. unclosed finds that place; it is asked only about texts that the parser has refused.

// beforeValue is what stands before a value on its line: dashes of a list, a key.
var beforeValue = regexp.MustCompile(`^[ \t]*(?:-[ \t]+)*(?:[^\s"'\[\]{}#|>:-][^:\n]*:(?:[ \t]+|$))?`)

// unclosed is the offset of the first quote, bracket or brace at the beginning of a value that does not close, and which
// one it is; -1 where all do.
func unclosed(src string) (offset int, mark byte) {
	for at := 0; at < len(src); {
		line, _, _ := strings.Cut(src[at:], "\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		at += len(beforeValue.FindString(line))
		if at == len(src) {
			break
		}
		switch c := src[at]; c {
		case '"', '\'':
			end := afterQuote(src, at)
			if end < 0 {
				return at, c
			}
			rest, _, _ := strings.Cut(src[end:], "\n")
			rest = strings.TrimSpace(rest)
			// A quote that closes at the beginning of a later value has swallowed the lines between.
			if rest != "" && rest[0] != '#' && rest[0] != ':' && strings.Contains(src[at:end], "\n") {
				return at, c
			}
			at = end
		case '[', '{':
			end, bad := afterFlow(src, at)
			if end < 0 {
				return bad, src[bad]
			}
			at = end
		case '|', '>': // a text of several lines: those that are indented further
			at = afterBlock(src, at, indent)
			continue
		}
		next := strings.IndexByte(src[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return -1, 0
}

// afterQuote is the offset behind the quoted text that begins at an offset; -1 where it never ends.
func afterQuote(src string, at int) int {
	quote := src[at]
	for i := at + 1; i < len(src); i++ {
		switch {
		case quote == '"' && src[i] == '\\':
			i++
		case src[i] != quote:
		case quote == '\'' && i+1 < len(src) && src[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return -1
}

// afterFlow is the offset behind a list in brackets or a mapping in braces. Where it never ends, or ends with the other
// mark, it is -1, and bad is what does not close.
func afterFlow(src string, at int) (end, bad int) {
	var open []int
	for i := at; i < len(src); i++ {
		switch c := src[i]; c {
		case '[', '{':
			open = append(open, i)
		case ']', '}':
			last := open[len(open)-1]
			if src[last] != c-2 { // in ASCII two places before
				return -1, last
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1, 0
			}
		case '"', '\'':
			if !strings.ContainsRune(" \t\n,[{:", rune(src[i-1])) {
				continue // within a word
			}
			if i = afterQuote(src, i) - 1; i < 0 {
				return -1, at
			}
		case '#':
			if src[i-1] == ' ' || src[i-1] == '\n' { // a comment
				line, _, _ := strings.Cut(src[i:], "\n")
				i += len(line)
			}
		}
	}
	return -1, open[0]
}

// afterBlock is the offset of the first line behind a text of several lines that belongs to a key of some indentation.
func afterBlock(src string, at, indent int) int {
	for first := true; at < len(src); first = false {
		line, _, _ := strings.Cut(src[at:], "\n")
		inner := len(line) - len(strings.TrimLeft(line, " "))
		if !first && strings.TrimSpace(line) != "" && inner <= indent {
			return at
		}
		at = min(at+len(line)+1, len(src))
	}
	return at
}
