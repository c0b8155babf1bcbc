package output

import (
	"encoding/json"
	"errors"
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

// TreeManifest is what manifest.json holds.
type TreeManifest struct {
	Generator string `json:"generator"`
	Schema    int    `json:"schema_version"`
	Title     string `json:"title"`
	Release   string `json:"release"` // id of the newest public one; empty where there is none
	Files     []File `json:"files"`   // by path; without the manifest itself and SHA256SUMS
}

// ErrNotOurs is the error for a manifest that another program wrote, or that is damaged.
var ErrNotOurs = errors.New("not a manifest by gongbao")

// ReadManifest is the inverse of Manifest.
func ReadManifest(content []byte) (TreeManifest, error) {
	var m TreeManifest
	if err := json.Unmarshal(content, &m); err != nil {
		return TreeManifest{}, errors.Join(ErrNotOurs, err)
	}
	if m.Generator != Generator || m.Schema != ManifestSchema {
		return TreeManifest{}, ErrNotOurs
	}
	return m, nil
}

// marker is the manifest of a folder that is ours to replace and holds no site: without files and without a schema, so that
// nobody publishes it.
func marker(title string) ([]byte, error) {
	content, err := json.MarshalIndent(TreeManifest{Generator: Generator, Title: title}, "", "  ")
	return append(content, '\n'), err
}

// Manifest adds manifest.json at the root: who made the tree, for which release, and every file that is in it so far. It says
// nothing of the time of the build, so that two builds of one release are the same bytes.
func Manifest(t *Tree, title, release string) error {
	m := TreeManifest{Generator, ManifestSchema, title, release, t.Files()}
	return t.Write(ManifestFile, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	})
}

// Checksums adds SHA256SUMS at the root for every file of the tree so far, in the form that `sha256sum -c` reads from within
// that folder. What is added later is not covered.
func Checksums(t *Tree) error { return ChecksumsBelow(t, "") }

// ChecksumsBelow adds a SHA256SUMS to a folder of the tree, for the files below it.
func ChecksumsBelow(t *Tree, dir string) error {
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
