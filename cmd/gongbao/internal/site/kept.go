package site

import (
	"strings"
	"unicode/utf8"
)

// What stays on one line in running text and tables: a figure with its sign and counter, a date, a code. The expression that
// says what is meant is keptFigure in kept_test.go, which holds the two against each other; by it, a page would take a sixth
// longer.

// figureEnd is where a figure, a date or a code that begins at a place of a text ends; 0 where none begins there.
func figureEnd(s string, at int) int {
	switch c := s[at]; {
	case isDigit(c):
		if end := dateEnd(s, at); end > 0 {
			return end
		}
		if end := codeOfPeriod(s, at); end > 0 {
			return end
		}
		if end := pairEnd(s, at); end > 0 {
			return end
		}
		return amountEnd(s, at)
	case isLetter(c):
		return codeEnd(s, at)
	case c == "第"[0] && strings.HasPrefix(s[at:], "第"):
		end := at + len("第")
		begin := end
		for end < len(s) {
			if isDigit(s[end]) {
				end++
				continue
			}
			r, size := utf8.DecodeRuneInString(s[end:])
			if !strings.ContainsRune("一二三四五六七八九十", r) {
				break
			}
			end += size
		}
		if end == begin {
			return 0
		}
		if n := counterLength(s[end:]); n > 0 {
			return end + n
		}
	case c == "（"[0] && strings.HasPrefix(s[at:], "（"):
		return pairEnd(s, at+len("（"))
	case c == '+' || c == "−"[0] && strings.HasPrefix(s[at:], "−") || c == "±"[0] && strings.HasPrefix(s[at:], "±"):
		if c != '+' {
			_, size := utf8.DecodeRuneInString(s[at:])
			at += size
		} else {
			at++
		}
		return amountEnd(s, at)
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits reports n digits at a place.
func digits(s string, at, n int) bool {
	if at+n > len(s) {
		return false
	}
	for i := at; i < at+n; i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// after is the place behind a word, if it stands there.
func after(s string, at int, word string) (int, bool) {
	if strings.HasPrefix(s[at:], word) {
		return at + len(word), true
	}
	return at, false
}

// afterAny is after for the first of several words.
func afterAny(s string, at int, words ...string) (int, bool) {
	for _, w := range words {
		if end, ok := after(s, at, w); ok {
			return end, true
		}
	}
	return at, false
}

// dateEnd reads 2017年, 2017年3月末, 2020年第三季度, 2018年 40302.
func dateEnd(s string, at int) int {
	if !digits(s, at, 4) {
		return 0
	}
	end, ok := after(s, at+4, "年")
	if !ok {
		return 0
	}
	end = withinYear(s, end)
	if e, ok := after(s, end, "批次"); ok {
		return e
	}
	if e, ok := after(s, end, " "); ok {
		e, _ = afterAny(s, e, "−", "+")
		if e = numberEnd(s, e); e > 0 {
			if n := shareOrCounter(s[e:]); n > 0 {
				return e + n
			}
			return e
		}
	}
	return end
}

// withinYear reads on from 年.
func withinYear(s string, at int) int {
	if e, ok := after(s, at, "第"); ok {
		if e, ok = afterAny(s, e, "一", "二", "三", "四"); ok {
			if e, ok = after(s, e, "季度"); ok {
				return e
			}
		}
	}
	if e, ok := afterAny(s, at, "上半年", "下半年"); ok {
		return e
	}
	for _, n := range [...]int{2, 1} {
		if !digits(s, at, n) {
			continue
		}
		e, ok := after(s, at+n, "月")
		if !ok {
			continue
		}
		for _, d := range [...]int{2, 1} {
			if digits(s, e, d) {
				if day, ok := after(s, e+d, "日"); ok {
					return day
				}
			}
		}
		e, _ = after(s, e, "末")
		return e
	}
	e, _ := after(s, at, "末")
	return e
}

// codeOfPeriod reads 2020-Q3, 2020-H1, 2020-12, 2020-12-31.
func codeOfPeriod(s string, at int) int {
	if !digits(s, at, 4) {
		return 0
	}
	e, ok := after(s, at+4, "-")
	if !ok || e >= len(s) {
		return 0
	}
	switch {
	case s[e] == 'Q' && e+1 < len(s) && '1' <= s[e+1] && s[e+1] <= '4', s[e] == 'H' && e+1 < len(s) && '1' <= s[e+1] && s[e+1] <= '2':
		return e + 2
	case !digits(s, e, 2):
		return 0
	}
	if e += 2; e < len(s) && s[e] == '-' && digits(s, e+1, 2) {
		return e + 3
	}
	return e
}

// pairEnd reads 3-2 and 3-2）.
func pairEnd(s string, at int) int {
	e := at
	for e < len(s) && isDigit(s[e]) {
		e++
	}
	if e == at || e >= len(s) || s[e] != '-' {
		return 0
	}
	e++
	begin := e
	for e < len(s) && isDigit(s[e]) {
		e++
	}
	if e == begin {
		return 0
	}
	e, _ = after(s, e, "）")
	return e
}

// codeEnd reads CC-BY-4.0.
func codeEnd(s string, at int) int {
	e := at
	for e < len(s) && (isLetter(s[e]) || isDigit(s[e])) {
		e++
	}
	end := 0
	for e < len(s) && s[e] == '-' {
		begin := e + 1
		for e = begin; e < len(s) && (isLetter(s[e]) || isDigit(s[e]) || s[e] == '.'); e++ {
		}
		if e == begin {
			break
		}
		end = e
	}
	return end
}

// numberEnd reads digits, points and commas that begin with a digit; 0 where there are none.
func numberEnd(s string, at int) int {
	if at >= len(s) || !isDigit(s[at]) {
		return 0
	}
	for at < len(s) && (isDigit(s[at]) || s[at] == '.' || s[at] == ',') {
		at++
	}
	return at
}

// amountEnd reads 43%以上, 1.9个百分点.
func amountEnd(s string, at int) int {
	e := numberEnd(s, at)
	if e == 0 {
		return 0
	}
	n := shareOrCounter(s[e:])
	if n == 0 {
		return 0
	}
	e += n
	bounds := []string{"以上", "以下", "以内"}
	if s[e-n] == '%' || strings.HasPrefix(s[e-n:], "‰") {
		e, _ = afterAny(s, e, bounds...)
	}
	e, _ = afterAny(s, e, bounds...)
	return e
}

func shareOrCounter(s string) int {
	switch {
	case strings.HasPrefix(s, "%"):
		return 1
	case strings.HasPrefix(s, "‰"):
		return len("‰")
	}
	return counterLength(s)
}

// counterWords are the counters by their first character: those of several characters, the longer before those that they begin
// with, and whether that character alone is one.
var counterWords = func() map[rune][]string {
	words := map[rune][]string{}
	add := func(w string) {
		r, _ := utf8.DecodeRuneInString(w)
		words[r] = append(words[r], w)
	}
	for w := range strings.SplitSeq(counters, "|") {
		if single, ok := strings.CutPrefix(w, "["); ok {
			for _, r := range strings.TrimSuffix(single, "]") {
				add(string(r))
			}
			continue
		}
		add(w)
	}
	return words
}()

// counterLength is how long a counter is that a text begins with; 0 where it begins with none.
func counterLength(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	if r < utf8.RuneSelf {
		return 0
	}
	for _, w := range counterWords[r] {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}
