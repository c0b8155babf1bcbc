package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/seal"
)

// signingKey opens the office's key, where there is one. One that lies where a build publishes, or in the sources, which
// are published more often than not, is refused.
func signingKey(o Options) (*seal.Key, error) {
	if o.SignKey == "" {
		return nil, nil
	}
	file, err := filepath.Abs(o.SignKey)
	if err != nil {
		return nil, err
	}
	for _, folder := range []string{o.Destination, filepath.Join(o.Source, "content"), filepath.Join(o.Source, "data")} {
		if folder, err = filepath.Abs(folder); err != nil {
			return nil, err
		}
		if rel, err := filepath.Rel(folder, file); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return nil, keyPlaceError{o.SignKey, folder}
		}
	}
	return seal.OpenKey(o.SignKey, o.Password)
}

type keyPlaceError struct{ file, folder string }

func (e keyPlaceError) Error() string {
	return fmt.Sprintf("签名私钥 %s 在 %s 之内", e.file, e.folder)
}
func (e keyPlaceError) Hint() string {
	return "把私钥放到站点和源文件夹之外，最好在只有主办人员能读的地方"
}

// sealData lists the checksums of all of data/, pages included, and signs the list.
func sealData(t *output.Tree, key *seal.Key, release *model.Release) error {
	if err := output.ChecksumsBelow(t, strings.TrimSuffix(route.Data, "/")); err != nil {
		return err
	}
	if key == nil {
		return nil
	}
	list := route.Data + output.ChecksumsFile
	content, err := os.ReadFile(filepath.Join(t.Dir(), filepath.FromSlash(list)))
	if err != nil {
		return err
	}
	var date time.Time
	if release != nil {
		date = release.PublishedAt
	}
	if err := t.Add(list+seal.SignatureSuffix, key.Sign(content, output.ChecksumsFile, date)); err != nil {
		return err
	}
	public, err := key.Public()
	if err != nil {
		return err
	}
	return t.Add(route.Data+seal.PublicKeyFile, public)
}
