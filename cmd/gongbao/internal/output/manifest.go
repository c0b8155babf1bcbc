package output

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
)

// Names of the files that list the tree, at its root.
const (
	ChecksumsFile = "SHA256SUMS"
	ManifestFile  = "manifest.json"
)

// Generator is how a manifest names this program. A folder whose manifest says so is ours to replace.
const Generator = "gongbao"

// ManifestSchema is raised when a field of the manifest changes its meaning.
const ManifestSchema = 1

// About is what a manifest says of the site besides its files.
type About struct {
	Title   string
	Release string // id of the newest public release
	// Published is the release's instant (RFC 3339), never the build's: two builds of one release are the same bytes.
	Published string
}

// Manifest adds manifest.json at the root: who made the tree, for which release, and every file that is in it so far. It
// cannot list itself nor SHA256SUMS, which Checksums adds after it.
func Manifest(t *Tree, about About) error {
	type entry struct {
		Path   string `json:"path"`
		Size   int64  `json:"size"`
		SHA256 string `json:"sha256"`
	}
	m := struct {
		Generator string  `json:"generator"`
		Schema    int     `json:"schema_version"`
		Title     string  `json:"title,omitempty"`
		Release   string  `json:"release,omitempty"`
		Published string  `json:"published_at,omitempty"`
		Files     []entry `json:"files"`
	}{Generator, ManifestSchema, about.Title, about.Release, about.Published, []entry{}}
	for _, f := range t.Files() {
		m.Files = append(m.Files, entry(f))
	}
	return t.Write(ManifestFile, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	})
}

// Checksums adds SHA256SUMS to a folder of the tree ("" is the root) for every file that is below it so far, in the form
// that `sha256sum -c` reads from within that folder. Call it last: what is added later is not covered.
func Checksums(t *Tree, dir string) error {
	prefix := ""
	if dir = strings.TrimSuffix(dir, "/"); dir != "" {
		prefix = dir + "/"
	}
	files := t.Files()
	return t.Write(path.Join(dir, ChecksumsFile), func(w io.Writer) error {
		for _, f := range files {
			name, below := strings.CutPrefix(f.Path, prefix)
			if !below {
				continue
			}
			if _, err := fmt.Fprintf(w, "%s  %s\n", f.SHA256, name); err != nil {
				return err
			}
		}
		return nil
	})
}
