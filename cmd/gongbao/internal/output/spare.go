package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/replace"
)

// spare is the tree before the published one, in whose folder a new tree is made: what is wanted as it is stays, and is neither
// linked nor deleted. Its files may be the published ones (hard links), so that none is ever written to: each is replaced.
type spare struct {
	dir string

	mu    sync.Mutex
	files map[string]*recordFile // that are there, and are listed in the record
	found map[string]bool        // of these, the ones that were looked at, and what was found
}

// SpareRecord is the file beside a record that says what is in the tree before.
func SpareRecord(record string) string { return record + ".spare" }

// Reuse has the tree begin with what its folder holds: the tree before the published one, as the record says. Whatever the
// record does not list is deleted now, and all of it where it holds something else than files and folders.
func (t *Tree) Reuse(record string, program Key) error {
	t.spare = &spare{dir: t.dir, files: map[string]*recordFile{}, found: map[string]bool{}}
	listed := map[string]*recordFile{}
	if r, ok := readRecord(record, program); ok {
		for i := range r.Files {
			listed[r.Files[i].Path] = &r.Files[i]
		}
	}
	err := filepath.WalkDir(t.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == t.dir {
			return err
		}
		rel, err := filepath.Rel(t.dir, name)
		if err != nil {
			return err
		}
		f := listed[filepath.ToSlash(rel)]
		switch {
		case d.IsDir() && !strings.HasPrefix(d.Name(), "."):
			return nil
		case f != nil && d.Type().IsRegular():
			t.spare.files[f.Path] = f
			return nil
		}
		if err := os.RemoveAll(name); err != nil {
			return &WriteError{filepath.ToSlash(rel), err}
		}
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		return err
	}
	files := slices.Collect(maps.Values(t.spare.files))
	same := make([]bool, len(files))
	parallel.Each(len(files), func(i int) { same[i] = sameState(t.dir, files[i]) })
	for i, f := range files {
		if same[i] {
			t.spare.found[f.Path] = true // the others are read when they are wanted
		}
	}
	return nil
}

// holds reports whether the folder has a file already.
func (s *spare) holds(f *recordFile) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	own := s.files[f.Path]
	held, looked := s.found[f.Path]
	s.mu.Unlock()
	if own == nil || own.Size != f.Size || own.Sum != f.Sum {
		return false
	}
	if !looked {
		held = untouched(s.dir, own)
		s.mu.Lock()
		s.found[f.Path] = held
		s.mu.Unlock()
	}
	return held
}

// clear makes room for a file.
func (s *spare) clear(name string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	_, there := s.files[name]
	delete(s.files, name)
	s.mu.Unlock()
	if there {
		os.Remove(filepath.Join(s.dir, filepath.FromSlash(name)))
	}
}

// Clear deletes what the folder held and the tree has not.
func (t *Tree) Clear() error {
	if t.spare == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for name := range t.spare.files {
		if _, wanted := t.files[name]; wanted {
			continue
		}
		file := filepath.Join(t.dir, filepath.FromSlash(name))
		if err := os.Remove(file); err != nil {
			return &WriteError{name, err}
		}
		for dir := filepath.Dir(file); dir != t.dir && os.Remove(dir) == nil; dir = filepath.Dir(dir) {
		}
	}
	return nil
}

// recordSpare writes what the old tree holds, now that the new one stands in its place. Files that both have were changed in
// their state when they were linked, and their state is that of the new tree's.
func (t *Tree) recordSpare(file, dir string, now record) error {
	if len(t.memory.pasts) != 1 || t.memory.pasts[0].dir != dir {
		return os.ErrInvalid // nothing is known of the old tree
	}
	newest := make(map[string]*recordFile, len(now.Files))
	for i := range now.Files {
		newest[now.Files[i].Path] = &now.Files[i]
	}
	r := record{Program: t.memory.program, Files: t.memory.pasts[0].record.Files}
	for i := range r.Files {
		f := &r.Files[i]
		if n := newest[f.Path]; n != nil && n.Sum == f.Sum && n.State.Inode == f.State.Inode {
			f.State = n.State
		}
	}
	return writeRecord(file, r)
}

// readRecord reads a record; it is not ok where there is none, or it is damaged, or another program's.
func readRecord(file string, program Key) (r record, ok bool) {
	content, err := os.ReadFile(file)
	if err != nil || len(content) < sha256.Size {
		return record{}, false
	}
	body := content[sha256.Size:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], content[:sha256.Size]) {
		return record{}, false
	}
	if gob.NewDecoder(bytes.NewReader(body)).Decode(&r) != nil || r.Program != program {
		return record{}, false
	}
	return r, true
}

func writeRecord(file string, r record) error {
	var body bytes.Buffer
	body.Write(make([]byte, sha256.Size))
	if err := gob.NewEncoder(&body).Encode(r); err != nil {
		return err
	}
	content := body.Bytes()
	sum := sha256.Sum256(content[sha256.Size:])
	copy(content, sum[:])
	return replace.Copy(file, bytes.NewReader(content))
}
