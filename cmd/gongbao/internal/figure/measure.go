package figure

import "strings"

// Advance widths in thousandths of an em, from the hmtx tables of Noto Sans SC 400 and 700 (the faces that bulletins
// embed; the system faces of a page differ by a few per cent, which the gaps between marks absorb): U+0020 to U+007E.
var (
	regularASCII = [...]uint16{
		224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, // space to /
		555, 555, 555, 555, 555, 555, 555, 555, 555, 555, 278, 278, 555, 555, 555, 474, // 0 to ?
		946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812, 723, 742, // @ to O
		633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338, 555, 559, // P to _
		606, 563, 618, 510, 620, 554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606, // ` to o
		620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338, 270, 338, 555, // p to ~
	}
	boldASCII = [...]uint16{
		227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370, 325, 387,
		590, 590, 590, 590, 590, 590, 590, 590, 590, 590, 325, 325, 590, 590, 590, 514,
		1007, 641, 681, 656, 714, 615, 585, 717, 757, 330, 568, 686, 578, 853, 749, 770,
		667, 770, 682, 624, 625, 748, 619, 915, 627, 580, 613, 378, 387, 378, 590, 567,
		626, 591, 644, 527, 644, 581, 372, 597, 640, 304, 306, 604, 315, 964, 641, 626,
		644, 644, 437, 495, 421, 637, 576, 863, 562, 574, 511, 378, 296, 378, 590,
	}
)

// advance is the width of a character in thousandths of an em.
func advance(r rune, bold bool) int {
	switch {
	case r >= ' ' && r <= '~':
		if bold {
			return int(boldASCII[r-' '])
		}
		return int(regularASCII[r-' '])
	case r == '−':
		return advance('0', bold)
	case r == '—':
		return 908
	case r == '–':
		return 544
	case r == '·' || r == '×' || r == '±' || r == '÷':
		return 1000
	case r >= 0xA0 && r < 0x250: // accented Latin: the widest common letters, so that nothing is cut
		return 770
	case r < ' ' || r >= 0x300 && r < 0x370 || r >= 0x200B && r <= 0x200F || r >= 0xFE00 && r <= 0xFE0F:
		return 0 // controls, combining marks, selectors
	}
	return 1000
}

// TextWidth is about how wide a line of text is in the sans face that figures are set in, in the unit of size.
func TextWidth(s string, size float64, bold bool) float64 {
	sum := 0
	for _, r := range s {
		sum += advance(r, bold)
	}
	return float64(sum) * size / 1000
}

// fit cuts a text so that it is no wider than width, and says so with an ellipsis. Where not even that has room, it is
// empty.
func fit(s string, width, size float64, bold bool) string {
	if TextWidth(s, size, bold) <= width {
		return s
	}
	rest := width - TextWidth("…", size, bold)
	if rest < 0 {
		return ""
	}
	for at, r := range s {
		if rest -= TextWidth(string(r), size, bold); rest < 0 {
			return strings.TrimRight(s[:at], " ，、（(·-—") + "…"
		}
	}
	return s
}

// wrap breaks a text into at most two lines no wider than width; what does not fit into the second is cut.
func wrap(s string, width, size float64, bold bool) []string {
	if TextWidth(s, size, bold) <= width {
		return []string{s}
	}
	first, rest := cut(s, width, size, bold)
	if first == "" || TextWidth(first, size, bold) > width {
		return []string{fit(s, width, size, bold)}
	}
	return []string{strings.TrimSpace(first), fit(strings.TrimSpace(rest), width, size, bold)}
}

// cut takes a line off a text. It prefers a break at punctuation or a space in the last third of the line, and never
// starts a line with a closing mark or breaks inside a number or a Latin word. What cannot be broken is broken anywhere;
// a single character that is wider than the line stands by itself.
func cut(s string, width, size float64, bold bool) (first, rest string) {
	if TextWidth(s, size, bold) <= width {
		return s, ""
	}
	const closing = "，。、：；）》」』】！？…%)]"
	runes := []rune(s)
	last, good, most, used := 0, 0, 1, 0.0
	for i, r := range runes {
		used += TextWidth(string(r), size, bold)
		if used > width {
			break
		}
		most = max(i, 1)
		if i+1 == len(runes) || strings.ContainsRune(closing, runes[i+1]) || joined(r, runes[i+1]) || strings.ContainsRune("（《「『【", r) {
			continue
		}
		last = i + 1
		if used > width*2/3 && strings.ContainsRune(closing+" ·与和及", r) {
			good = i + 1
		}
	}
	switch {
	case good > 0:
		last = good
	case last == 0:
		last = most
	}
	return string(runes[:last]), string(runes[last:])
}

// joined reports whether two neighbouring characters belong to one number or Latin word: 1-6, 12.5%, GDP.
func joined(a, b rune) bool { return a > ' ' && a <= '~' && b > ' ' && b <= '~' }
