package site

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/stencil"
	"gongbao/cmd/gongbao/internal/wording"
)

// The folders of a theme that are not pages.
const (
	baseFolder   = "base"   // the shell and the parts that pages share
	printFolder  = "print"  // styles that go last: paper, forced colours
	staticFolder = "static" // copied as they are
	embedFolder  = "embed"  // a page, but without the shell: a figure in another site's frame
	wordsFolder  = "i18n"   // catalogues: a page's words, a file a page and language
)

// theme is a theme's templates, parsed once, and its style sheets in two.
type theme struct {
	files fs.FS
	pages map[string]*pageTemplates // by page folder
	style []byte
	paper []byte // the style sheet of paper and forced colours, which follows it
	// colours is the style sheet as it was written, for package palette.
	colours []byte
}

// openTheme parses base/*.html once. It is cloned for every page folder, so that each page has its own "main" and none sees
// another's. Most sites have no documents, and their readers do not load the styles of such pages.
func openTheme(files fs.FS, words *breaker, say *wording.Language, documents bool) (*theme, error) {
	t := &theme{files: files, pages: map[string]*pageTemplates{}}
	title := words.title
	if say.Lang() != chineseTag { // other languages have spaces to break at
		title = func(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) }
	}
	funcs := template.FuncMap{"title": title, "boxes": boxes, "keep": new(keeper).keep, "oneline": oneLine, "t": say.Text, "count": say.Count}
	base := template.New("").Option("missingkey=error").Funcs(funcs)
	shared, err := fs.Glob(files, baseFolder+"/*.html")
	if err == nil && len(shared) == 0 {
		err = fmt.Errorf("no %s/*.html", baseFolder)
	}
	for _, name := range shared {
		if err == nil {
			err = parseFile(base.New(path.Base(name)), files, name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("site: theme: %w", err)
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("site: theme: %w", err)
	}
	var folders []string
	for _, e := range entries {
		switch e.Name() {
		case baseFolder, printFolder, staticFolder, wordsFolder:
		default:
			if e.IsDir() {
				folders = append(folders, e.Name())
			}
		}
	}
	slices.Sort(folders)
	for _, folder := range folders {
		// A folder without a template of its name is not a page.
		name := path.Join(folder, folder+".html")
		if _, err := fs.Stat(files, name); err != nil {
			continue
		}
		t.pages[folder] = &pageTemplates{base: base, files: files, name: name, funcs: funcs}
	}
	styled := append([]string{baseFolder}, folders...)
	if !documents {
		styled = slices.DeleteFunc(styled, func(folder string) bool { return folder == "document" || folder == "documents" })
	}
	style, err := joined(files, styled...)
	if err != nil {
		return nil, err
	}
	paper, err := joined(files, printFolder)
	if err != nil {
		return nil, err
	}
	t.colours = style
	if t.style, err = minified(cssType, route.Style, style); err != nil {
		return nil, err
	}
	t.paper, err = minified(cssType, route.Print, paper)
	return t, err
}

// parseFile parses a template of the theme, made small.
func parseFile(into *template.Template, files fs.FS, name string) error {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	_, err = into.Parse(tidied(string(source)))
	return err
}

// joined is the style sheets of folders, one after the other, those of a folder by name.
func joined(files fs.FS, folders ...string) ([]byte, error) {
	var style bytes.Buffer
	for _, folder := range folders {
		names, err := fs.Glob(files, folder+"/*.css") // sorted by name
		if err != nil {
			return nil, fmt.Errorf("site: theme: %w", err)
		}
		for _, name := range names {
			css, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, fmt.Errorf("site: theme: %w", err)
			}
			style.Write(css)
			style.WriteByte('\n')
		}
	}
	return style.Bytes(), nil
}

// language is the assessment's language with the theme's catalogues, if it has any.
func language(say *wording.Language, files fs.FS) (*wording.Language, error) {
	catalogues, err := fs.Sub(files, wordsFolder)
	if err != nil {
		return nil, err
	}
	return say.With(catalogues)
}

// pageTemplates are those of one kind of page. They are parsed when the first such page is made, as a preview makes few, and
// compiled where package stencil can.
type pageTemplates struct {
	base  *template.Template
	files fs.FS
	name  string // of the page's own template
	funcs template.FuncMap

	once  sync.Once
	set   *template.Template
	entry string // that was compiled
	fast  *stencil.Set
	err   error
}

func (p *pageTemplates) open(entry string) error {
	var err error
	if p.set, err = p.base.Clone(); err != nil {
		return err
	}
	if err := parseFile(p.set.New(path.Base(path.Dir(p.name))), p.files, p.name); err != nil {
		return err
	}
	p.entry = entry
	if p.fast, err = stencil.Compile(p.set, entry, p.funcs); errors.Is(err, stencil.ErrUnsupported) {
		p.fast, err = nil, nil // html/template knows more, and takes longer
	}
	return err
}

// execute appends a page to dst: the template named frame, of a page's folder, walks its data.
func (t *theme) execute(dst []byte, folder, frame string, data any) ([]byte, error) {
	p := t.pages[folder]
	if p == nil {
		return nil, fmt.Errorf("theme: no page %q", folder)
	}
	p.once.Do(func() { p.err = p.open(frame) })
	if p.err != nil {
		return nil, fmt.Errorf("theme: %w", p.err)
	}
	if p.fast != nil && p.entry == frame {
		return p.fast.Append(dst, frame, data)
	}
	page := bytes.NewBuffer(dst)
	err := p.set.ExecuteTemplate(page, frame, data)
	return page.Bytes(), err
}

// static adds what pages load: the style sheet, the theme's scripts, the charting library.
func (r *renderer) static(t *output.Tree) error {
	if err := t.Add(route.Style, r.theme.style); err != nil {
		return err
	}
	if err := t.Add(route.Print, r.theme.paper); err != nil {
		return err
	}
	if len(r.in.ECharts) > 0 {
		if err := t.Add(route.ECharts, r.in.ECharts); err != nil {
			return err
		}
	}
	return fs.WalkDir(r.theme.files, staticFolder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(r.theme.files, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".js" {
			if content, err = minified(jsType, name, content); err != nil {
				return err
			}
		}
		return t.Add(route.Static+strings.TrimPrefix(name, staticFolder+"/"), content)
	})
}

// has reports whether the theme holds a static file.
func (t *theme) has(name string) bool {
	_, err := fs.Stat(t.files, path.Join(staticFolder, name))
	return err == nil
}
