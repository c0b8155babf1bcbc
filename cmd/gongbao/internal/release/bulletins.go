package release

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"

	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
)

// Bulletin is one bulletin of a release, as bulletins/<release>/index.json lists it.
type Bulletin struct {
	Kind          string `json:"kind"`    // city, county, measure, org
	Subject       string `json:"subject"` // code or id; empty for the plan's own region
	File          string `json:"file"`    // in the folder of the list
	Title         string `json:"title"`   // of the release
	Number        int    `json:"number"`  // among the bulletins of its year, from 1
	Pages         int    `json:"pages"`
	Demonstration bool   `json:"demonstration"` // it holds a demonstration figure
	Size          int64  `json:"size"`
	SHA256        string `json:"sha256"`
}

// AddBulletins adds the list of a release's bulletins to the tree.
func AddBulletins(t *output.Tree, id string, list []Bulletin) error {
	content, err := json.MarshalIndent(struct {
		Release   string     `json:"release"`
		Bulletins []Bulletin `json:"bulletins"`
	}{id, list}, "", "  ")
	if err != nil {
		return err
	}
	return t.Add(route.BulletinList(id), append(content, '\n'))
}

// Bulletins are those that a published release was issued with, by file. There are none where it was published before there
// were such lists.
func (a *Archive) Bulletins(id string) map[string]Bulletin {
	issued := map[string]Bulletin{}
	if !a.Has(id) {
		return issued
	}
	content, err := fs.ReadFile(a.fsys, route.BulletinList(id))
	var list struct{ Bulletins []Bulletin }
	if err != nil || json.Unmarshal(content, &list) != nil {
		return issued
	}
	for _, b := range list.Bulletins {
		issued[b.File] = b
	}
	return issued
}

// KeepBulletin carries an issued bulletin over into the tree, byte for byte. It reports false, and adds nothing, where the file
// is gone or no more what the list says.
func (a *Archive) KeepBulletin(t *output.Tree, id string, b Bulletin) (bool, error) {
	name := path.Join(path.Dir(route.BulletinList(id)), b.File)
	content, err := fs.ReadFile(a.fsys, name)
	if err != nil {
		return false, nil
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != b.SHA256 {
		return false, nil
	}
	if t.Partial() {
		return true, nil // the whole tree will carry it over
	}
	return true, t.Add(name, content)
}

// Seal says in short what has been published of a release.
type Seal struct{ ID, SHA256 string }

// Seals are those of all published releases, by id.
func (a *Archive) Seals() ([]Seal, error) {
	var list []Seal
	for _, id := range slices.Sorted(maps.Keys(a.packages)) {
		sums, err := fs.ReadFile(a.fsys, path.Join(route.Release(id), output.ChecksumsFile))
		if err != nil {
			return nil, damaged(id, output.ChecksumsFile, err)
		}
		bulletins, err := fs.ReadFile(a.fsys, route.BulletinList(id))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, damaged(id, "bulletins", err)
		}
		sum := output.NewKey("release").Text(string(sums)).Text(string(bulletins)).Sum()
		list = append(list, Seal{id, hex.EncodeToString(sum[:])})
	}
	return list, nil
}
