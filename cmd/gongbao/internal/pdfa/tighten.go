package pdfa

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// operators writes a page's operators with fewer words than the painter has for them: gopdf opens a text object for every
// run and says font and colour anew each time, and guards every path with q and Q. What is drawn is the same.
type operators struct {
	out   *bytes.Buffer
	state graphics
	saved []graphics
	text  textObject
	x, y  int // where the line of text begins, in hundredths of a point
	// guard is a q that nothing has followed yet; bare is a path that was written without its q: its Q goes too.
	guard, bare bool
	words       [][]byte // of the line that is being written
}

// graphics is what stays as it is until it is said anew.
type graphics struct{ fill, stroke, width, font, spacing string }

// textObject is where a text object stands.
type textObject int

const (
	noText     textObject = iota
	insideText            // BT was written
	afterText             // its ET is due, unless more text follows
)

// write adds a line of the painter's.
func (o *operators) write(line []byte) error {
	words := o.split(line)
	if len(words) == 0 {
		return nil
	}
	if o.guard {
		if o.guard = false; isPath(words) {
			o.bare = true
		} else {
			o.endText()
			o.out.WriteString("q\n")
			o.saved = append(o.saved, o.state)
		}
	}
	switch operator := string(words[len(words)-1]); {
	case operator == "BT":
		if o.text == noText {
			o.out.WriteString("BT\n")
			o.x, o.y = 0, 0
		}
		o.text = insideText
	case operator == "ET":
		o.text = afterText
	case operator == "TD" && len(words) == 3:
		return o.move(words)
	case operator == "TJ" && len(words) == 2 && bytes.HasPrefix(words[0], []byte("[<")) && bytes.HasSuffix(words[0], []byte(">]")):
		o.out.Write(words[0][1 : len(words[0])-1])
		o.out.WriteString(" Tj\n")
	case operator == "Tc" && len(words) == 5: // /F1 16 Tf 0 Tc
		o.say(&o.state.font, words[:3])
		o.say(&o.state.spacing, words[3:])
	case operator == "rg":
		o.say(&o.state.fill, words)
	case operator == "RG":
		o.say(&o.state.stroke, words)
	case operator == "w":
		o.say(&o.state.width, words)
	case operator == "q":
		o.guard = true
	case operator == "Q" && o.bare:
		o.bare = false
	case operator == "Q":
		if len(o.saved) == 0 {
			return fmt.Errorf("pdfa: Q without q")
		}
		o.endText()
		o.out.WriteString("Q\n")
		o.state, o.saved = o.saved[len(o.saved)-1], o.saved[:len(o.saved)-1]
	default:
		o.endText()
		o.put(words)
	}
	return nil
}

// split gives the words of a line, which the painter parts by single spaces. They are good until the next line.
func (o *operators) split(line []byte) [][]byte {
	o.words = o.words[:0]
	for len(line) > 0 {
		end := bytes.IndexByte(line, ' ')
		if end < 0 {
			end = len(line)
		}
		word := line[:end]
		for len(word) > 0 && word[len(word)-1] <= ' ' {
			word = word[:len(word)-1]
		}
		if len(word) > 0 {
			o.words = append(o.words, word)
		}
		line = line[min(end+1, len(line)):]
	}
	return o.words
}

// isPath reports whether a line is a path from its first point to its painting.
func isPath(words [][]byte) bool {
	return len(words) > 3 && len(words[2]) == 1 && words[2][0] == 'm' && len(words[len(words)-1]) == 1
}

// move begins a line of text: gopdf gives its place from the page's corner, as each text object has one line.
func (o *operators) move(words [][]byte) error {
	x, err := hundredths(words[0])
	if err != nil {
		return err
	}
	y, err := hundredths(words[1])
	if err != nil {
		return err
	}
	b := append(appendDecimal(o.out.AvailableBuffer(), x-o.x), ' ')
	o.out.Write(append(appendDecimal(b, y-o.y), " Td\n"...))
	o.x, o.y = x, y
	return nil
}

// say writes a setting that is not in force.
func (o *operators) say(now *string, words [][]byte) {
	var room [64]byte
	wanted := room[:0]
	for _, w := range words {
		wanted = append(append(wanted, w...), ' ')
	}
	if *now != string(wanted) {
		*now = string(wanted)
		o.put(words)
	}
}

func (o *operators) put(words [][]byte) {
	b := o.out.AvailableBuffer()
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendShort(b, w)
	}
	o.out.Write(append(b, '\n'))
}

// endText closes a text object that was left open for more.
func (o *operators) endText() {
	if o.text == afterText {
		o.out.WriteString("ET\n")
		o.text = noText
	}
}

// hundredths of a number with two decimals.
func hundredths(word []byte) (int, error) {
	n, decimals, digits := 0, -1, word
	if len(word) > 0 && word[0] == '-' {
		digits = word[1:]
	}
	for _, c := range digits {
		switch {
		case c == '.' && decimals < 0:
			decimals = 0
		case c < '0' || c > '9' || n > math.MaxInt32:
			return 0, fmt.Errorf("%s is no number", word)
		case decimals == 2:
			return 0, fmt.Errorf("%s has more than two decimals", word)
		default:
			if n = 10*n + int(c-'0'); decimals >= 0 {
				decimals++
			}
		}
	}
	if len(digits) == 0 {
		return 0, fmt.Errorf("a number is missing")
	}
	for range 2 - max(decimals, 0) {
		n *= 10
	}
	if len(digits) < len(word) {
		n = -n
	}
	return n, nil
}

// appendDecimal writes a number of hundredths in as few words as it has.
func appendDecimal(b []byte, n int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	if n >= 100 || n == 0 {
		b = strconv.AppendInt(b, int64(n/100), 10)
	}
	if n %= 100; n > 0 {
		b = append(b, '.', byte('0'+n/10))
		if n %= 10; n > 0 {
			b = append(b, byte('0'+n))
		}
	}
	return b
}

// appendShort writes a number without the zeros that say nothing; another word as it is.
func appendShort(b, word []byte) []byte {
	if len(word) == 0 || word[0] != '-' && word[0] != '.' && (word[0] < '0' || word[0] > '9') || bytes.IndexByte(word, '.') < 0 {
		return append(b, word...)
	}
	for word[len(word)-1] == '0' {
		word = word[:len(word)-1]
	}
	if word[len(word)-1] == '.' {
		word = word[:len(word)-1]
	}
	switch {
	case bytes.HasPrefix(word, []byte("0.")):
		return append(b, word[1:]...)
	case bytes.HasPrefix(word, []byte("-0.")):
		return append(append(b, '-'), word[2:]...)
	case len(word) == 0, string(word) == "-0", string(word) == "-":
		return append(b, '0')
	}
	return append(b, word...)
}
