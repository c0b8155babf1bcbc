package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/parallel"
)

// A tree can be made in parts, each on a machine of its own. A part is a folder with the files of some units (see Key) and a
// record of them; the whole tree recalls from all parts. Which units a machine makes only saves time: what no part holds, the
// whole makes itself.
//
//	PART/record      what the part is of (about, the caller's), its units, the links that its pages have
//	PART/tree/…      the files
//	PART/manifest.json  says that this folder is ours to replace; it is no site's

const (
	partRecord = "record"
	partTree   = "tree"
)

// Partial reports whether the tree is a part of a whole one. What is of no unit belongs to the whole and need not be made.
func (t *Tree) Partial() bool { return t.mine != nil }

// Mine reports whether the unit with a name is to be made. Of a whole tree every unit is.
func (t *Tree) Mine(name string) bool { return t.mine == nil || t.mine(name) }

// NewPart starts a part in an existing folder. It holds the units whose names are mine.
func NewPart(dir string, program Key, mine func(name string) bool) (*Tree, error) {
	below := filepath.Join(dir, partTree)
	if err := os.Mkdir(below, 0o755); err != nil {
		return nil, &WriteError{partTree, err}
	}
	t := NewTree(below)
	t.mine = mine
	t.RecallFrom(program)
	return t, nil
}

// partBody is what the record of a part holds after what it is of.
type partBody struct {
	Record  record
	Suspect bool     // a page has an address that is wrong wherever it leads
	Broken  []string // of Record.Wanted, the places that pages of this part lack
}

// Finish deletes what is of no unit and writes the record. about is what OpenPart gives back.
func (t *Tree) Finish(about []byte, title string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	dir := filepath.Dir(t.dir)
	body := partBody{Record: t.remembered(), Suspect: t.links.suspect}
	kept := map[string]bool{}
	for i := range body.Record.Files {
		kept[body.Record.Files[i].Path] = true
	}
	for name := range t.files {
		if kept[name] {
			continue
		}
		if err := os.Remove(filepath.Join(t.dir, filepath.FromSlash(name))); err != nil {
			return &WriteError{name, err}
		}
		delete(t.files, name)
		for up := filepath.Dir(filepath.FromSlash(name)); up != "." && os.Remove(filepath.Join(t.dir, up)) == nil; up = filepath.Dir(up) {
		}
	}
	for _, w := range body.Record.Wanted {
		if target, place, _ := strings.Cut(w, "\x00"); place != "" && kept[target] && t.lacks(target, place) != "" {
			body.Broken = append(body.Broken, w)
		}
	}
	var content bytes.Buffer
	content.Write(make([]byte, sha256.Size))
	content.Write(binary.AppendUvarint(nil, uint64(len(about))))
	content.Write(about)
	if err := gob.NewEncoder(&content).Encode(&body); err != nil {
		return err
	}
	sum := sha256.Sum256(content.Bytes()[sha256.Size:])
	copy(content.Bytes(), sum[:])
	if err := os.WriteFile(filepath.Join(dir, partRecord), content.Bytes(), 0o644); err != nil {
		return &WriteError{partRecord, err}
	}
	manifest, err := marker(title)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, ManifestFile), manifest, 0o644); err != nil {
		return &WriteError{ManifestFile, err}
	}
	return nil
}

// Errors of a folder that is no part.
var (
	ErrNoPart      = errors.New("no record of a part")
	ErrPartDamaged = errors.New("the record of a part is damaged")
)

// PartFile is what its record says of a part's file.
type PartFile struct {
	Path string
	Sum  [sha256.Size]byte
}

// Damage is a file of a part that is not what the record says. Path is relative to the part.
type Damage struct {
	Path string
	What DamageKind
}

// DamageKind tells what is wrong with a file of a part.
type DamageKind uint8

const (
	Missing DamageKind = iota + 1
	Changed            // another content, cut off, or no regular file
	Extra              // the record does not list it
)

// OpenPart reads the record of a part; about is what Finish was given. The record of another program is not read further: the
// past is nil then.
func OpenPart(dir string, program func(about []byte) bool) (p *Past, about []byte, err error) {
	content, err := os.ReadFile(filepath.Join(dir, partRecord))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, ErrNoPart
	}
	if err != nil {
		return nil, nil, err
	}
	if len(content) < sha256.Size {
		return nil, nil, ErrPartDamaged
	}
	rest := content[sha256.Size:]
	if sum := sha256.Sum256(rest); !bytes.Equal(sum[:], content[:sha256.Size]) {
		return nil, nil, ErrPartDamaged
	}
	n, used := binary.Uvarint(rest)
	if used <= 0 || n > uint64(len(rest)-used) {
		return nil, nil, ErrPartDamaged
	}
	about, rest = rest[used:used+int(n)], rest[used+int(n):]
	if !program(about) {
		return nil, about, nil
	}
	var body partBody
	if gob.NewDecoder(bytes.NewReader(rest)).Decode(&body) != nil {
		return nil, nil, ErrPartDamaged
	}
	p = newPast(filepath.Join(dir, partTree), body.Record)
	p.suspect, p.broken = body.Suspect, map[string]bool{}
	for _, w := range body.Broken {
		p.broken[w] = true
	}
	return p, about, nil
}

// Verify reads every file of a part and holds it against the record, by path. Files that are too much are damage as well.
// Where there is none the tree that recalls from the part takes the files as they are.
func (p *Past) Verify() ([]Damage, error) {
	damaged := make([]DamageKind, len(p.record.Files))
	parallel.Each(len(p.record.Files), func(i int) {
		f := &p.record.Files[i]
		name := filepath.Join(p.dir, filepath.FromSlash(f.Path))
		if _, err := os.Lstat(name); err != nil {
			damaged[i] = Missing
			return
		}
		if !validPath(f.Path) || !holds(name, f) {
			damaged[i] = Changed
		}
	})
	found := map[string]DamageKind{}
	listed := map[string]bool{}
	for i := range p.record.Files {
		name := partTree + "/" + p.record.Files[i].Path
		if listed[name] = true; damaged[i] != 0 {
			found[name] = damaged[i]
		}
	}
	listed[partRecord], listed[ManifestFile] = true, true
	top := filepath.Dir(p.dir)
	err := filepath.WalkDir(top, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(top, file)
		if name = filepath.ToSlash(name); !listed[name] {
			found[name] = Extra
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []Damage
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, Damage{name, found[name]})
	}
	p.verified = len(list) == 0
	return list, nil
}

// holds reports whether a file's content is what the record says.
func holds(name string, f *recordFile) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != f.Size {
		return false
	}
	r, err := os.Open(name)
	if err != nil {
		return false
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return false
	}
	return bytes.Equal(h.Sum(nil), f.Sum[:])
}

// Files are those that the record lists.
func (p *Past) Files() []PartFile {
	list := make([]PartFile, len(p.record.Files))
	for i := range list {
		list[i] = PartFile{p.record.Files[i].Path, p.record.Files[i].Sum}
	}
	return list
}
