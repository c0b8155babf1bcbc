package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
)

// Shows tells whether a target shows a publication: its manifest, and no run since that was interrupted. It looks at no
// other file; what somebody else has changed there is found by publishing.
func Shows(ctx context.Context, a Address, p Publication) (bool, error) {
	manifest := ""
	for _, f := range p.Files {
		if f.Path == output.ManifestFile {
			manifest = f.SHA256
		}
	}
	if a.kind == folderKind {
		content, err := os.ReadFile(filepath.Join(a.path, output.ManifestFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, &diag.Failure{Message: "无法读取 " + a.path, Err: err}
		}
		return err == nil && digest(content) == manifest, nil
	}
	s, err := open(ctx, a)
	if err != nil {
		return false, err
	}
	defer s.Close()
	r := run{store: s, address: a}
	content, err := s.Read(ctx, receiptFile)
	var last receipt
	if err == nil && json.Unmarshal(content, &last) == nil && last.Finished {
		content, err = s.Read(ctx, output.ManifestFile)
		if err == nil {
			return digest(content) == manifest, nil
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, r.failed("读取", output.ManifestFile, err)
	}
	return false, nil
}
