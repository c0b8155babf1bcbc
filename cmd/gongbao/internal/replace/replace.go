// Package replace writes files so that a crash or a full disk leaves the old ones: all of them are written beside their
// places first, and take these only then.
package replace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file to be written.
type File struct {
	Path    string
	Content []byte
}

// Files writes the files; folders that are missing are made. Where one of them cannot take its place, those that have taken
// theirs give it back.
func Files(files ...File) (err error) {
	parts := make([]string, len(files))
	defer func() {
		for _, part := range parts {
			if part != "" {
				os.Remove(part)
			}
		}
	}()
	before := make([][]byte, len(files)) // nil: there was none
	for i, f := range files {
		if before[i], err = os.ReadFile(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if parts[i], err = beside(f.Path, f.Content); err != nil {
			return err
		}
	}
	for i, f := range files {
		if err = os.Rename(parts[i], f.Path); err != nil {
			for j := range i {
				err = errors.Join(err, restore(files[j].Path, before[j]))
			}
			return err
		}
		parts[i] = ""
	}
	return nil
}

func restore(path string, content []byte) error {
	if content == nil {
		return os.Remove(path)
	}
	part, err := beside(path, content)
	if err != nil {
		return err
	}
	return os.Rename(part, path)
}

// beside writes a file in the folder of path, with the rights of the one there.
func beside(path string, content []byte) (part string, err error) {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	w, err := os.CreateTemp(filepath.Dir(path), ".gongbao-part-*")
	if err != nil {
		return "", err
	}
	_, err = w.Write(content)
	if err = errors.Join(err, w.Chmod(mode), w.Sync(), w.Close()); err != nil {
		os.Remove(w.Name())
		return "", err
	}
	return w.Name(), nil
}
