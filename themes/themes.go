// Package themes holds the files that are not Go but travel inside the program: the themes that the site is
// set in, and the outside assets that pages and bulletins draw with (ECharts, fonts).
package themes

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"unsafe"
)

// A theme is a folder beside this file; name it here to add one.
//
//go:embed all:default
var themes embed.FS

// dist is filled by `make assets` and is not tracked, but for a README that lets this compile before that.
//
//go:embed assets/dist
var dist embed.FS

// ErrAssets is in the chain of every error about an asset that was not there when the program was built.
// Its text is the remedy.
var ErrAssets = errors.New("请先运行 make assets（需要 Node 和 npm）")

// Open returns the files of the theme that gongbao.yaml names.
func Open(name string) (fs.FS, error) {
	entries, err := fs.ReadDir(themes, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Name() == name {
			return fs.Sub(themes, name)
		}
		names = append(names, e.Name())
	}
	return nil, fmt.Errorf("没有名为 %q 的主题，可用的主题：%s", name, strings.Join(names, "、"))
}

// ECharts returns the script that defines the global `echarts`; assets/echarts.mjs lists the parts it has.
func ECharts() ([]byte, error) {
	return assets{dist}.file("echarts.js")
}

// FontSet is the four TrueType files of the bulletins, whole: the PDF writer takes the glyphs it needs.
type FontSet struct {
	SansRegular, SansBold   []byte // Noto Sans SC
	SerifRegular, SerifBold []byte // Noto Serif SC
}

// Fonts returns the fonts. They are the program's own bytes (50 MB), which nobody may write to.
func Fonts() (FontSet, error) {
	return assets{dist}.fonts()
}

// Licenses returns the licence texts of the assets, one file each. Whoever hands on ECharts or a font hands
// these on with it.
func Licenses() (fs.FS, error) {
	return assets{dist}.licenses()
}

// assets reads a tree that has the layout of assets/dist, from the root of the embedded files.
type assets struct{ fs fs.FS }

const distRoot = "assets/dist"

func (a assets) file(name string) ([]byte, error) {
	b, err := fs.ReadFile(a.fs, path.Join(distRoot, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(name)
	}
	return b, err
}

func (a assets) fonts() (FontSet, error) {
	var set FontSet
	for _, f := range []struct {
		name string
		dst  *[]byte
	}{
		{"fonts/NotoSansSC-Regular.ttf", &set.SansRegular},
		{"fonts/NotoSansSC-Bold.ttf", &set.SansBold},
		{"fonts/NotoSerifSC-Regular.ttf", &set.SerifRegular},
		{"fonts/NotoSerifSC-Bold.ttf", &set.SerifBold},
	} {
		b, ok := inPlace(a.fs, path.Join(distRoot, f.name))
		if !ok {
			var err error
			if b, err = a.file(f.name); err != nil {
				return FontSet{}, err
			}
		}
		*f.dst = b
	}
	return set, nil
}

// inPlace is a file where the program holds it. Package embed hands out copies alone, and to copy the fonts takes longer than to
// read a plan; what it keeps is looked up by its fields, and is not found where another version of Go names them otherwise.
func inPlace(fsys fs.FS, name string) (content []byte, ok bool) {
	held, isEmbedded := fsys.(embed.FS)
	if !isEmbedded {
		return nil, false
	}
	files := reflect.ValueOf(held).FieldByName("files")
	if files.Kind() != reflect.Pointer || files.IsNil() || files.Elem().Kind() != reflect.Slice {
		return nil, false
	}
	for files, i := files.Elem(), 0; i < files.Len(); i++ {
		file := files.Index(i)
		if file.Kind() != reflect.Struct {
			return nil, false
		}
		called, data := file.FieldByName("name"), file.FieldByName("data")
		if called.Kind() != reflect.String || data.Kind() != reflect.String {
			return nil, false
		}
		if text := data.String(); called.String() == name {
			return unsafe.Slice(unsafe.StringData(text), len(text)), true
		}
	}
	return nil, false
}

func (a assets) licenses() (fs.FS, error) {
	dir := path.Join(distRoot, "licenses")
	if _, err := fs.Stat(a.fs, dir); errors.Is(err, fs.ErrNotExist) {
		return nil, missing("licenses/")
	} else if err != nil {
		return nil, err
	}
	return fs.Sub(a.fs, dir)
}

func missing(name string) error {
	return fmt.Errorf("缺少 %s：%w", name, ErrAssets)
}
