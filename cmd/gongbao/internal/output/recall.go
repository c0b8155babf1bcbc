package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/replace"
)

// A build need not make again what an earlier one has made of the same input. What is made together (a page with its
// pictures, a bulletin) has a key: the hash of everything that it is made of, the program included; never a time. A record
// says which files were made for which key. Recall links such files into the tree.
//
// A record is trusted as far as its own checksum goes, and a file as far as its content has the recorded hash. That a file is
// untouched since it was hashed is told by its inode and the instant of its last change of state, which no program can set;
// where these differ, or the system does not tell them, the file is read and hashed. Neither decides what is made: they only
// save the reading. What does not hold is made again.

// Key is what something was made of.
type Key [sha256.Size]byte

// KeyHash gathers what something is made of. Parts are told from each other by their lengths.
type KeyHash struct {
	h   hash.Hash
	buf []byte
}

// NewKey begins with what kind of thing it is.
func NewKey(kind string) *KeyHash {
	return (&KeyHash{h: sha256.New()}).Text(kind)
}

// Text, Number and Key add a part.
func (k *KeyHash) Text(s string) *KeyHash {
	k.Number(len(s))
	k.buf = append(k.buf, s...)
	return k
}

func (k *KeyHash) Number(n int) *KeyHash {
	if len(k.buf) > 1<<12 {
		k.h.Write(k.buf)
		k.buf = k.buf[:0]
	}
	k.buf = binary.AppendVarint(k.buf, int64(n))
	return k
}

func (k *KeyHash) Key(other Key) *KeyHash {
	k.buf = append(k.buf, other[:]...)
	return k
}

// Sum is the key of all parts so far.
func (k *KeyHash) Sum() (key Key) {
	k.h.Write(k.buf)
	k.buf = k.buf[:0]
	k.h.Sum(key[:0])
	return key
}

// record is what is remembered of a tree.
type record struct {
	Program Key // that wrote it: another one may make other files of the same things
	Files   []recordFile
	Units   []recordUnit
	Wanted  []string // see want; all of them lead somewhere in this tree
}

type recordFile struct {
	Path  string
	Size  int64
	Sum   [sha256.Size]byte
	State fileState
}

type recordUnit struct {
	Key   Key
	Note  []byte
	Files []int32 // numbers of Files
}

// fileState tells a file from itself after a change. The zero one is unknown.
type fileState struct {
	Inode   uint64
	Changed int64 // ns
}

// Past is a finished tree with its record.
type Past struct {
	dir    string
	record record
	units  map[Key]*recordUnit
	wanted map[string]struct{}
	// Of a part alone, see OpenPart.
	verified bool            // every file was held against the record
	suspect  bool            // see linkTable
	broken   map[string]bool // of wanted, what led nowhere within the part
}

// OpenPast reads the record of the tree in a folder. A record that is not there, is damaged or was written by another program
// gives a past in which nothing was made: it is no fault, the build takes longer.
func OpenPast(file, dir string, program Key) *Past {
	r, _ := readRecord(file, program)
	return newPast(dir, r)
}

func newPast(dir string, r record) *Past {
	p := &Past{dir: dir, record: r, units: map[Key]*recordUnit{}, wanted: map[string]struct{}{}}
	for i := range p.record.Units {
		p.units[p.record.Units[i].Key] = &p.record.Units[i]
	}
	for _, w := range p.record.Wanted {
		p.wanted[w] = struct{}{}
	}
	return p
}

// memory is what a tree recalls from and what it will be remembered by.
type memory struct {
	on       bool
	program  Key
	pasts    []*Past
	units    map[Key]unit
	recalled map[string]*Past // pages that were not read
	seen     map[string]bool  // of these, the ones whose anchors were read for the link check
	linked   int              // files that were recalled
}

type unit struct {
	note  []byte
	files []string
}

// RecallFrom has the tree recall what earlier ones made by the same program.
func (t *Tree) RecallFrom(program Key, pasts ...*Past) {
	t.memory.program, t.memory.on, t.memory.pasts = program, true, pasts
	for _, p := range pasts {
		for w := range p.wanted {
			t.links.wanted[w] = struct{}{}
		}
		t.links.suspect = t.links.suspect || p.suspect
	}
}

// Made is the number of files that were made, and not recalled.
func (t *Tree) Made() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.files) - t.memory.linked
}

// Recall puts the files into the tree that an earlier build made for a key, and gives back what was noted with them. A file
// that is in the tree already is left: another unit with the same file has been recalled. It reports false, and changes
// nothing, where there are none or one of them is no more what it was.
func (t *Tree) Recall(key Key) (note []byte, ok bool) {
	for _, p := range t.memory.pasts {
		u := p.units[key]
		if u == nil || !t.whole(p, u) {
			continue
		}
		if !t.link(p, u) {
			return nil, false
		}
		files := make([]string, len(u.Files))
		for i, n := range u.Files {
			files[i] = p.record.Files[n].Path
		}
		t.Remember(key, u.Note, files)
		return u.Note, true
	}
	return nil, false
}

// whole reports whether all files of a unit are what they were, there or in the folder that the tree began with.
func (t *Tree) whole(p *Past, u *recordUnit) bool {
	for _, n := range u.Files {
		if n < 0 || int(n) >= len(p.record.Files) {
			return false
		}
		if f := &p.record.Files[n]; !t.spare.holds(f) && !p.untouched(f) {
			return false
		}
	}
	return true
}

func (p *Past) untouched(f *recordFile) bool { return p.verified || untouched(p.dir, f) }

// untouched reports whether a file below a folder is what its record says.
func untouched(dir string, f *recordFile) bool {
	return sameState(dir, f) || holds(filepath.Join(dir, filepath.FromSlash(f.Path)), f)
}

// sameState reports whether the system says that a file was not touched.
func sameState(dir string, f *recordFile) bool {
	info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path)))
	if err != nil || !info.Mode().IsRegular() || info.Size() != f.Size {
		return false
	}
	now := stateOf(info)
	return now != (fileState{}) && now == f.State
}

// link puts a unit's files into the tree.
func (t *Tree) link(p *Past, u *recordUnit) bool {
	var added []string
	for _, n := range u.Files {
		f := &p.record.Files[n]
		if !validPath(f.Path) {
			return false
		}
		if t.claim(f.Path) != nil {
			continue
		}
		if t.spare.holds(f) {
			added = append(added, f.Path)
			continue
		}
		t.spare.clear(f.Path)
		from, to := filepath.Join(p.dir, filepath.FromSlash(f.Path)), filepath.Join(t.dir, filepath.FromSlash(f.Path))
		err := os.Link(from, to)
		if errors.Is(err, fs.ErrNotExist) {
			if err = os.MkdirAll(filepath.Dir(to), 0o755); err == nil {
				err = os.Link(from, to)
			}
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = copyFile(from, to)
		}
		if err != nil {
			t.release(f.Path)
			for _, name := range added {
				t.spare.clear(name)
				os.Remove(filepath.Join(t.dir, filepath.FromSlash(name)))
				t.release(name)
			}
			return false
		}
		added = append(added, f.Path)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range u.Files {
		f := &p.record.Files[n]
		if slices.Contains(added, f.Path) {
			t.files[f.Path] = stored{f.Size, f.Sum}
			t.memory.linked++
			if strings.HasSuffix(f.Path, ".html") {
				t.links.anchors[f.Path] = nil
				t.memory.recalled[f.Path] = p
			}
		}
	}
	return true
}

func copyFile(from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if err = errors.Join(err, w.Close()); err != nil {
		os.Remove(to)
	}
	return err
}

// Remember notes that files of the tree were made for a key.
func (t *Tree) Remember(key Key, note []byte, files []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.memory.units[key] = unit{note, files}
}

// Knows reports whether there is a unit of a key.
func (p *Past) Knows(key Key) bool { return p.units[key] != nil }

// Keep writes one file as Write does, or takes what has been made for the same key: by an earlier build under the same path, or
// by this one under another.
func (t *Tree) Keep(key Key, name string, render func(w io.Writer) error) error {
	if !t.Mine(name) {
		return nil
	}
	here := NewKey("file").Key(key).Text(name).Sum()
	if _, ok := t.Recall(here); ok {
		t.keep(key, name)
		return nil
	}
	t.mu.Lock()
	twin := t.kept[key]
	t.mu.Unlock()
	if twin != "" {
		render = func(w io.Writer) error {
			f, err := os.Open(filepath.Join(t.dir, filepath.FromSlash(twin)))
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(w, f)
			return err
		}
	}
	if err := t.Write(name, render); err != nil {
		return err
	}
	t.keep(key, name)
	t.Remember(here, nil, []string{name})
	return nil
}

func (t *Tree) keep(key Key, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept[key] = name
}

// remembered is the record without the states of the files; the same tree gives the same record.
func (t *Tree) remembered() record {
	r := record{Program: t.memory.program}
	number := map[string]int32{}
	keys := slices.SortedFunc(keysOf(t.memory.units), func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	for _, key := range keys {
		u := t.memory.units[key]
		made := recordUnit{Key: key, Note: u.note}
		for _, name := range u.files {
			n, known := number[name]
			if !known {
				n = int32(len(r.Files))
				number[name] = n
				f := t.files[name]
				r.Files = append(r.Files, recordFile{Path: name, Size: f.size, Sum: f.sum})
			}
			made.Files = append(made.Files, n)
		}
		r.Units = append(r.Units, made)
	}
	r.Wanted = slices.Sorted(keysOf(t.links.wanted))
	return r
}

// Record writes what later builds recall by: the tree as it now stands in a folder. It belongs where nobody publishes it, and is
// written once the tree is in place, all links checked. spare says that the tree before, from which this one has recalled, is
// kept for another Reuse.
func (t *Tree) Record(file, dir string, spare bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.remembered()
	// The checksums are the last file that a build writes. One that is newer was changed by somebody before it could be
	// looked at here: it will be read.
	last, err := os.Lstat(filepath.Join(dir, ChecksumsFile))
	if err != nil {
		return err
	}
	parallel.Each(len(r.Files), func(i int) {
		f := &r.Files[i]
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err == nil && !info.ModTime().After(last.ModTime()) {
			f.State = stateOf(info)
		}
	})
	replace.Sweep(filepath.Dir(file))
	os.Remove(SpareRecord(file))
	if spare {
		// Without this record the next build takes longer, and that is all.
		if t.recordSpare(SpareRecord(file), dir, r) != nil {
			os.Remove(SpareRecord(file))
		}
	}
	return writeRecord(file, r)
}
