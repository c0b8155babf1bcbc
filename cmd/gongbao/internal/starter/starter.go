// Package starter holds the sites that gongbao init begins one's own with: a small one that explains itself, and the full
// example of the repository.
package starter

import (
	"embed"
	"io/fs"
	"path"

	"gongbao/cmd/gongbao/internal/replace"
	"gongbao/content"
	"gongbao/data"
)

//go:embed site
var site embed.FS

// Examples are the names that Files knows, beside the empty one of the small site.
func Examples() []string { return []string{content.Example} }

// Files are the files of a site, with slashes in their paths; nil where there is no example of that name.
func Files(example string) ([]replace.File, error) {
	roots := map[string]fs.FS{}
	switch example {
	case "":
		small, err := fs.Sub(site, "site")
		if err != nil {
			return nil, err
		}
		roots["."] = small
	case content.Example:
		roots["content"], roots["data"] = content.Files, data.Files
	}
	var files []replace.File
	for _, folder := range []string{".", "content", "data"} {
		root := roots[folder]
		if root == nil {
			continue
		}
		if err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(root, name)
			files = append(files, replace.File{Path: path.Join(folder, name), Content: text})
			return err
		}); err != nil {
			return nil, err
		}
	}
	return files, nil
}
