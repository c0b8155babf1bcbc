package themes

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOpen(t *testing.T) {
	fsys, err := Open("default")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		t.Error("the default theme has no files")
	}
}

func TestOpenUnknown(t *testing.T) {
	// "." and ".." are names that fs.Sub or a careless path.Join would accept.
	for _, name := range []string{"defualt", "", ".", "..", "default/static"} {
		_, err := Open(name)
		if err == nil {
			t.Errorf("Open(%q): no error", name)
			continue
		}
		want := fmt.Sprintf("没有名为 %q 的主题，可用的主题：default", name)
		if err.Error() != want {
			t.Errorf("Open(%q): got %q, want %q", name, err, want)
		}
	}
}

// A fresh clone is built before `make assets`: only the README is embedded.
func TestAssetsMissing(t *testing.T) {
	clone := assets{fstest.MapFS{"assets/dist/README": {Data: []byte("x")}}}
	for _, tt := range []struct {
		name string
		open func() error
		want string
	}{
		{"echarts", func() error { _, err := clone.file("echarts.js"); return err },
			"缺少 echarts.js：请先运行 make assets（需要 Node 和 npm）"},
		{"fonts", func() error { _, err := clone.fonts(); return err },
			"缺少 fonts/NotoSansSC-Regular.ttf：请先运行 make assets（需要 Node 和 npm）"},
		{"licenses", func() error { _, err := clone.licenses(); return err },
			"缺少 licenses/：请先运行 make assets（需要 Node 和 npm）"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.open()
			if !errors.Is(err, ErrAssets) {
				t.Fatalf("got %v, want an ErrAssets", err)
			}
			if err.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
		})
	}
}

// One font of four is as good as none: no half-filled set is handed out.
func TestFontsIncomplete(t *testing.T) {
	set, err := assets{fstest.MapFS{
		"assets/dist/fonts/NotoSansSC-Regular.ttf": {Data: []byte("x")},
	}}.fonts()
	if !errors.Is(err, ErrAssets) || !strings.Contains(err.Error(), "NotoSansSC-Bold.ttf") {
		t.Errorf("got %v, want an ErrAssets that names NotoSansSC-Bold.ttf", err)
	}
	if set.SansRegular != nil {
		t.Error("an incomplete set was returned with the error")
	}
}

// The embedded assets are the pinned ones, byte for byte, with nothing beside them.
func TestAssetsPinned(t *testing.T) {
	list, err := os.ReadFile("assets/assets.sha256")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("malformed line %q", line)
		}
		if strings.HasPrefix(name, "dist/") {
			want["assets/"+name] = sum
		}
	}
	if _, err := ECharts(); err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(dist, distRoot, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == distRoot+"/README" {
			return err
		}
		b, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(b)); got != want[name] {
			t.Errorf("%s: sha256 %s, want %q", name, got, want[name])
		}
		delete(want, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range want {
		t.Errorf("%s is not there", name)
	}
}

// The PDF writer embeds TrueType outlines only; an OpenType font with CFF outlines begins with "OTTO".
func TestFontsAreTrueType(t *testing.T) {
	set, err := Fonts()
	if err != nil {
		t.Fatal(err)
	}
	for name, font := range map[string][]byte{
		"SansRegular": set.SansRegular, "SansBold": set.SansBold,
		"SerifRegular": set.SerifRegular, "SerifBold": set.SerifBold,
	} {
		if !bytes.HasPrefix(font, []byte{0, 1, 0, 0}) {
			t.Errorf("%s does not begin with sfnt version 1.0", name)
		}
	}
}

// The fonts are handed out where the program holds them, and are what a copy would be.
func TestInPlace(t *testing.T) {
	const name = distRoot + "/fonts/NotoSansSC-Regular.ttf"
	want, err := fs.ReadFile(dist, name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(ErrAssets)
	}
	got, ok := inPlace(dist, name)
	if !ok || !bytes.Equal(got, want) {
		t.Errorf("found %v, %d bytes, want %d", ok, len(got), len(want))
	}
	if _, ok := inPlace(dist, name+"x"); ok {
		t.Error("found what is not there")
	}
}
