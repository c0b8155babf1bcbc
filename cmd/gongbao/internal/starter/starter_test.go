package starter

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/content"
)

// The example is what the repository has below content/ and data/: a new folder or kind of file there must be named to be
// embedded.
func TestExampleIsWhole(t *testing.T) {
	files, err := Files(content.Example)
	if err != nil {
		t.Fatal(err)
	}
	embedded := map[string][]byte{}
	for _, f := range files {
		embedded[f.Path] = f.Content
	}
	repository := os.DirFS(filepath.Join("..", "..", "..", ".."))
	for _, root := range []string{"content", "data"} {
		err := fs.WalkDir(repository, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) == ".go" || strings.HasPrefix(d.Name(), ".") {
				return err
			}
			want, err := fs.ReadFile(repository, name)
			if got, ok := embedded[name]; !ok || !bytes.Equal(got, want) {
				t.Errorf("%s is not in the example as it is", name)
			}
			delete(embedded, name)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range embedded {
		t.Errorf("%s is in the example alone", name)
	}
}
