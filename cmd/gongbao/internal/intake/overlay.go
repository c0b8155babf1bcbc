package intake

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// table is a file as it will be.
type table struct {
	name    string // below the source folder
	content []byte
}

// overlay is a source folder with some files replaced or added, before they are written.
type overlay struct {
	fs.FS
	files []table
}

func (o overlay) find(name string) *table {
	for i := range o.files {
		if o.files[i].name == name {
			return &o.files[i]
		}
	}
	return nil
}

func (o overlay) Open(name string) (fs.File, error) {
	if t := o.find(name); t != nil {
		return &opened{Reader: bytes.NewReader(t.content), info: info{t}}, nil
	}
	return o.FS.Open(name)
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if t := o.find(name); t != nil {
		return info{t}, nil
	}
	return fs.Stat(o.FS, name)
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	for i := range o.files {
		t := &o.files[i]
		if path.Dir(t.name) != name || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == path.Base(t.name) }) {
			continue
		}
		entries, err = append(entries, fs.FileInfoToDirEntry(info{t})), nil // the folder may have to be made
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

type opened struct {
	*bytes.Reader
	info info
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *opened) Close() error               { return nil }

type info struct{ t *table }

func (i info) Name() string       { return path.Base(i.t.name) }
func (i info) Size() int64        { return int64(len(i.t.content)) }
func (i info) Mode() fs.FileMode  { return 0o644 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
