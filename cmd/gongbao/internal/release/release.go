// Package release keeps what has been published as it was. The memory is the published tree itself: every folder below
// data/releases/ of the destination holds its tables, their descriptor and checksums, so that a build on a new machine
// that starts from a copy of the live site knows as much as the one before. A release that is there is carried over byte
// for byte; what the tables of today would make of it is compared with it cell by cell, and a difference is an error.
package release

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
)

// Archive are the releases that a tree has published.
type Archive struct {
	fsys     fs.FS
	packages map[string]*catalogue.Package
}

// Open reads the descriptors of a published tree's releases. A folder that is not there, or holds none, is an empty
// archive.
func Open(fsys fs.FS) (*Archive, error) {
	a := &Archive{fsys: fsys, packages: map[string]*catalogue.Package{}}
	entries, err := fs.ReadDir(fsys, strings.TrimSuffix(route.Releases, "/"))
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue // the page of the data set releases
		}
		content, err := fs.ReadFile(fsys, path.Join(route.Releases, e.Name(), catalogue.Descriptor))
		if err != nil {
			return nil, damaged(e.Name(), catalogue.Descriptor, err)
		}
		p := new(catalogue.Package)
		if err := json.Unmarshal(content, p); err != nil {
			return nil, damaged(e.Name(), catalogue.Descriptor, err)
		}
		a.packages[e.Name()] = p
	}
	return a, nil
}

// Has reports whether a release has been published.
func (a *Archive) Has(id string) bool { return a.packages[id] != nil }

// Version is that of a published release.
func (a *Archive) Version(id string) string {
	if p := a.packages[id]; p != nil {
		return p.Version
	}
	return ""
}

// DamagedError says that a published release is no more what its own checksums say. It is a Chinese sentence for the
// person who runs the build.
type DamagedError struct{ text string }

func (e *DamagedError) Error() string { return e.text }
func (e *DamagedError) Hint() string {
	return "从线上站点或备份取回这个批次的整个文件夹，放回原处再生成"
}

func damaged(id, file string, err error) *DamagedError {
	return &DamagedError{fmt.Sprintf("已公开的批次 %s 的 %s 损坏或被改动：%v", id, file, err)}
}

// VanishedError says that a release that has been published is not among those of the build.
type VanishedError struct{ IDs []string }

func (e *VanishedError) Error() string {
	return fmt.Sprintf("批次 %s 已经公开，这次生成却没有它", strings.Join(e.IDs, "、"))
}
func (e *VanishedError) Hint() string {
	return "已公开的批次不能撤回：检查 data/releases.csv 和 --as-of；只是试做，用 -d 换一个文件夹"
}

// CheckAll returns a VanishedError where a published release is not among the public ones.
func (a *Archive) CheckAll(public []string) error {
	var gone []string
	for id := range a.packages {
		if !slices.Contains(public, id) {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	slices.Sort(gone)
	return &VanishedError{gone}
}

// Keep carries a published release over into the tree, every file held against the folder's own checksums.
func (a *Archive) Keep(t *output.Tree, id string) error {
	dir := strings.TrimSuffix(route.Release(id), "/")
	sums, err := fs.ReadFile(a.fsys, path.Join(dir, output.ChecksumsFile))
	if err != nil {
		return damaged(id, output.ChecksumsFile, err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return damaged(id, output.ChecksumsFile, fmt.Errorf("不是校验和：%q", line))
		}
		want[name] = hash
	}
	err = fs.WalkDir(a.fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return damaged(id, name, err)
		}
		below := strings.TrimPrefix(name, dir+"/")
		if d.IsDir() {
			return nil
		}
		if below != output.ChecksumsFile && want[below] == "" {
			return damaged(id, below, errors.New("SHA256SUMS 里没有它"))
		}
		if err := a.copy(t, name); err != nil {
			return err
		}
		if f, _ := t.File(name); below != output.ChecksumsFile && f.SHA256 != want[below] {
			return damaged(id, below, errors.New("与 SHA256SUMS 不符"))
		}
		delete(want, below)
		return nil
	})
	if err != nil {
		return err
	}
	if len(want) > 0 {
		return damaged(id, strings.Join(slices.Sorted(maps.Keys(want)), "、"), fs.ErrNotExist)
	}
	return nil
}

func (a *Archive) copy(t *output.Tree, name string) error {
	f, err := a.fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return t.Write(name, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// table reads one published table, header first.
func (a *Archive) table(id string, r *catalogue.Resource) ([][]string, error) {
	content, err := fs.ReadFile(a.fsys, path.Join(route.Release(id), r.Path))
	if err != nil {
		return nil, damaged(id, r.Path, err)
	}
	sum := sha256.Sum256(content)
	if got := "sha256:" + hex.EncodeToString(sum[:]); got != r.Hash {
		return nil, damaged(id, r.Path, errors.New("与 datapackage.json 里的校验和不符"))
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err == nil && len(rows) == 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, damaged(id, r.Path, err)
	}
	return rows, nil
}

// named finds a table by its name; nil where there is none.
func named(tables []*dataset.Table, name string) *dataset.Table {
	if i := slices.IndexFunc(tables, func(t *dataset.Table) bool { return t.Name == name }); i >= 0 {
		return tables[i]
	}
	return nil
}
