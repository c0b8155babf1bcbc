// Package replace writes files so that a crash or a full disk leaves the old ones: all of them are written beside their
// places first, and take these only then.
package replace

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/hold"
)

// File is a file to be written.
type File struct {
	Path    string
	Content []byte
}

// Files writes the files; folders that are missing are made. Where one of them cannot take its place, those that have taken
// theirs give it back.
func Files(files ...File) (err error) {
	parts := make([]*part, len(files))
	var made []string // folders
	defer func() {
		for _, p := range parts {
			p.drop()
		}
		if err != nil {
			for _, dir := range slices.Backward(made) {
				os.Remove(dir) // one that holds something stays
			}
		}
	}()
	before, swept := make([][]byte, len(files)), map[string]bool{} // before is nil where there was none
	for i, f := range files {
		if before[i], err = os.ReadFile(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if dir := filepath.Dir(f.Path); !swept[dir] {
			swept[dir] = true
			Sweep(dir)
			made = append(made, missing(dir)...)
			if err = os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		if parts[i], err = beside(f.Path, bytes.NewReader(f.Content)); err == nil {
			err = parts[i].sync()
		}
		if err != nil {
			return err
		}
	}
	for i, f := range files {
		if err = parts[i].take(f.Path); err != nil {
			for j := range i {
				err = errors.Join(err, restore(files[j].Path, before[j]))
			}
			return err
		}
	}
	return nil
}

// Copy writes one file, as Files does, but does not wait until it is on the disk: who copies many flushes once.
func Copy(path string, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	p, err := beside(path, from)
	defer p.drop()
	if err != nil {
		return err
	}
	return p.take(path)
}

// missing are the folders down to dir that are not there, the topmost first.
func missing(dir string) []string {
	if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
		return nil
	}
	return append(missing(filepath.Dir(dir)), dir)
}

func restore(path string, content []byte) error {
	if content == nil {
		return os.Remove(path)
	}
	return Copy(path, bytes.NewReader(content))
}

// prefix is before the names of files that are not yet in their places.
const prefix = ".gongbao-part-"

// IsPart tells by its name whether a file is on its way to its place, or was left there by a process that was killed.
func IsPart(name string) bool { return strings.HasPrefix(filepath.Base(name), prefix) }

// Sweep deletes from a folder what killed processes have left on its way. What a living one is writing stays.
func Sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // writing to it will tell
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !IsPart(e.Name()) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		held, err := hold.Take(name)
		if err == nil {
			os.Remove(name)
		}
		if held != nil {
			held.Close()
		}
	}
}

// part is a file on its way.
type part struct {
	file *os.File
	held io.Closer
}

// beside writes a file in the folder of path, with the rights of the one there.
func beside(path string, content io.Reader) (*part, error) {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	p, err := create(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(p.file, content)
	if err = errors.Join(err, p.file.Chmod(mode)); err != nil {
		p.drop()
		return nil, err
	}
	return p, nil
}

// create makes the file and takes its lock. A sweeping process may delete it between the two; then it is tried again.
func create(dir string) (*part, error) {
	for {
		f, err := os.CreateTemp(dir, prefix+"*")
		if err != nil {
			return nil, err
		}
		held, err := hold.Take(f.Name())
		if err == nil || errors.Is(err, hold.ErrNoLocks) {
			return &part{f, held}, nil
		}
		f.Close()
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, hold.ErrHeld) {
			os.Remove(f.Name())
			return nil, err
		}
	}
}

func (p *part) sync() error { return p.file.Sync() }

// take moves the file to its place.
func (p *part) take(path string) error {
	if err := p.file.Close(); err != nil { // an open one cannot be moved everywhere
		return err
	}
	err := os.Rename(p.file.Name(), path)
	if err == nil {
		p.held.Close()
		p.file = nil
	}
	return err
}

// drop deletes the file unless it has taken its place.
func (p *part) drop() {
	if p == nil || p.file == nil {
		return
	}
	p.file.Close()
	os.Remove(p.file.Name())
	p.held.Close()
	p.file = nil
}
