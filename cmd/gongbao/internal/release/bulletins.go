package release

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"

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
	return true, t.Add(name, content)
}
