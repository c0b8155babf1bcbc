package pdfa

import (
	"bytes"
	"fmt"
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
	words := bytes.Fields(line)
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
	o.out.Write(decimal(x - o.x))
	o.out.WriteByte(' ')
	o.out.Write(decimal(y - o.y))
	o.out.WriteString(" Td\n")
	o.x, o.y = x, y
	return nil
}

// say writes a setting that is not in force.
func (o *operators) say(now *string, words [][]byte) {
	if wanted := string(bytes.Join(words, []byte(" "))); *now != wanted {
		*now = wanted
		o.put(words)
	}
}

func (o *operators) put(words [][]byte) {
	for i, w := range words {
		if i > 0 {
			o.out.WriteByte(' ')
		}
		o.out.Write(short(w))
	}
	o.out.WriteByte('\n')
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
	whole, fraction, _ := bytes.Cut(word, []byte("."))
	if len(fraction) > 2 {
		return 0, fmt.Errorf("%s has more than two decimals", word)
	}
	digits := append(append(bytes.Clone(whole), fraction...), "00"[len(fraction):]...)
	return strconv.Atoi(string(digits))
}

// decimal is a number of hundredths in as few words as it has.
func decimal(n int) []byte {
	var room [16]byte
	b := room[:0]
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

// short is a number without the zeros that say nothing; another word as it is.
func short(word []byte) []byte {
	if len(word) == 0 || word[0] != '-' && word[0] != '.' && (word[0] < '0' || word[0] > '9') || !bytes.ContainsRune(word, '.') {
		return word
	}
	word = bytes.TrimRight(bytes.TrimRight(word, "0"), ".")
	switch {
	case bytes.HasPrefix(word, []byte("0.")):
		return word[1:]
	case bytes.HasPrefix(word, []byte("-0.")):
		return append([]byte("-"), word[2:]...)
	case len(word) == 0, string(word) == "-0", string(word) == "-":
		return []byte("0")
	}
	return word
}
