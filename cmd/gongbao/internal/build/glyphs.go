package build

import (
	"crypto/sha256"
	"io/fs"
	"strings"
	"sync"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/themes"
)

// fontSet and fonts are looked up and parsed once for a run.
var fontSet = sync.OnceValues(themes.Fonts)

var fonts = sync.OnceValues(func() (*bulletin.Fonts, error) {
	set, err := fontSet()
	if err != nil {
		return nil, err
	}
	return bulletin.ParseFonts(set.SerifRegular, set.SerifBold, set.SansRegular, set.SansBold)
})

// glyphCheck finds the faults of the input that only the fonts know of.
type glyphCheck func(fs.FS, *model.Plan, config.Config) (diag.List, error)

// missingGlyphs is the check itself.
func missingGlyphs(fsys fs.FS, p *model.Plan, conf config.Config) (diag.List, error) {
	faces, err := fonts()
	if err != nil {
		return nil, err
	}
	var faults diag.List
	for _, m := range bulletin.Missing(faces, p, conf) {
		file, part, _ := strings.Cut(m.Place, " ") // data/indicators.csv 中 BUS 的名称
		part = strings.TrimPrefix(strings.TrimPrefix(part, "中 "), "的 ")
		faults.Errorf(find(fsys, file, m.Rune), "TEXT-GLYPH", "%s里的 %q（U+%04X）在简报字体里没有，会印成空白，上下文“%s”", part, string(m.Rune), m.Rune, m.Text)
		faults.Hintf("换用通用的写法")
	}
	return faults, nil
}

// checkedGlyphs is a check that is made once for the same texts, and the key under which a tree remembers that nothing was
// missing from them; the key is zero where something was.
func checkedGlyphs(program output.Key, past *output.Past) (check glyphCheck, passed *output.Key) {
	passed = new(output.Key)
	return func(fsys fs.FS, p *model.Plan, conf config.Config) (diag.List, error) {
		h := sha256.New()
		if err := bulletin.SpellTexts(h, p, conf); err != nil {
			return nil, err
		}
		key := output.NewKey("glyphs").Key(program).Text(string(h.Sum(nil))).Sum()
		if past.Knows(key) {
			*passed = key
			return nil, nil
		}
		faults, err := missingGlyphs(fsys, p, conf)
		if err == nil && len(faults) == 0 {
			*passed = key
		}
		return faults, err
	}, passed
}

// find places a character in a file: where it stands first. A file in another encoding than UTF-8 is named as a whole.
func find(fsys fs.FS, file string, r rune) diag.Place {
	text, err := fs.ReadFile(fsys, file)
	if err != nil || !utf8.Valid(text) {
		return diag.Place{File: file}
	}
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		if at := strings.IndexRune(l, r); at >= 0 {
			return diag.Place{File: file, Line: line, Column: utf8.RuneCountInString(l[:at]) + 1}
		}
	}
	return diag.Place{File: file}
}
