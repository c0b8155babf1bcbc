// Package pinyin spells Chinese characters in Latin letters, without tones: for addresses and for finding names by their
// sound. It is the only package that imports go-pinyin, whose table is the pinyin-data of the Unihan database.
package pinyin

import (
	"slices"
	"strings"
	"unicode"

	library "github.com/mozillazg/go-pinyin"
)

// Readings are a character's syllables, the commonest first: 重 is zhong and chong, 绿 is lv and lu, with v for ü as on a keyboard. Any other character
// has none.
func Readings(r rune) []string {
	args := library.NewArgs() // without tones
	args.Heteronym = true
	var readings []string
	for _, s := range library.SinglePinyin(r, args) {
		if !slices.Contains(readings, s) {
			readings = append(readings, s)
		}
	}
	return readings
}

// Slug spells a text as part of an address: its syllables, words and numbers in lower case with hyphens between; 放开落户
// is fang-kai-luo-hu. Whatever is neither is left out, so that a text of other characters alone gives "".
func Slug(text string) string {
	var parts []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			parts = append(parts, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word.WriteRune(unicode.ToLower(r))
		default:
			end()
			if readings := Readings(r); len(readings) > 0 {
				parts = append(parts, readings[0])
			}
		}
	}
	end()
	return strings.Join(parts, "-")
}

// Initials are the first letters of a name, as one types them in a hurry: qxg for 七星关. Other characters are left out.
func Initials(name string) string {
	var b strings.Builder
	for _, r := range name {
		if readings := Readings(r); len(readings) > 0 {
			b.WriteByte(readings[0][0])
		}
	}
	return b.String()
}
