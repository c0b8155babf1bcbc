// Package output is the tree of files that a build makes. Files stream to a staging folder as they are rendered; only
// paths, sizes, hashes and the links of pages stay in memory, for the checks that need the whole: two files with one
// path, and links that lead nowhere.
package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"

	"gongbao/cmd/gongbao/internal/diag"
)

// File is one file of the tree. Path is relative to the root, with forward slashes.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
}

// Tree adds files below a folder. It is safe for concurrent use.
type Tree struct {
	dir string

	mu    sync.Mutex
	files map[string]stored
	links linkTable
	mount string

	memory memory
	spare  *spare                 // what the folder held before; nil: nothing
	mine   func(name string) bool // nil: everything; see NewPart
	kept   map[Key]string         // a file that Keep has written or recalled for the key
}

// stored is what is kept of a file. The hash stands as 32 bytes and not as 64 digits: a nation has a hundred thousand.
type stored struct {
	size int64
	sum  [sha256.Size]byte
}

func (s stored) file(name string) File {
	return File{Path: name, Size: s.size, SHA256: hex.EncodeToString(s.sum[:])}
}

// NewTree starts an empty tree in an existing folder.
func NewTree(dir string) *Tree {
	return &Tree{dir: dir, files: map[string]stored{}, kept: map[Key]string{}, links: linkTable{wanted: map[string]struct{}{}, anchors: map[string][]uint64{}},
		memory: memory{units: map[Key]unit{}, recalled: map[string]*Past{}, seen: map[string]bool{}}}
}

// Dir is the folder that the tree is written to.
func (t *Tree) Dir() string { return t.dir }

// ErrDuplicate is wrapped by the error for two files with one path.
var ErrDuplicate = errors.New("two files with one path")

// WriteError says that a file of the tree could not be written: the disk is full, the folder is gone. It is a Chinese
// sentence for the person who runs the build.
type WriteError struct {
	Path string // in the tree
	Err  error
}

func (e *WriteError) Error() string {
	return fmt.Sprintf("无法写入 %s：%s", e.Path, diag.Said(e.Err))
}
func (e *WriteError) Unwrap() error { return e.Err }

// Hint is what to do; it may be empty.
func (e *WriteError) Hint() string {
	return diag.SystemRemedy(e.Err)
}

// Add writes one file. An HTML page is read for its links and anchors on the way.
func (t *Tree) Add(name string, content []byte) error {
	return t.add(name, func(w *writing) error {
		w.page = content
		_, err := w.Write(content)
		return err
	})
}

// Write streams one file: render writes its content to w. On an error nothing is left under the name, which is free again.
// What render returns is returned; a fault of the disk is a WriteError whatever render makes of it.
func (t *Tree) Write(name string, render func(w io.Writer) error) error {
	return t.add(name, func(w *writing) error {
		if !strings.HasSuffix(name, ".html") {
			return render(w)
		}
		var page bytes.Buffer
		err := render(io.MultiWriter(w, &page))
		w.page = page.Bytes()
		return err
	})
}

func (t *Tree) add(name string, render func(w *writing) error) error {
	if !validPath(name) {
		return fmt.Errorf("output: path %q is not a clean relative path", name)
	}
	if err := t.claim(name); err != nil {
		return err
	}
	t.spare.clear(name)
	w := writing{hash: sha256.New()}
	if err := w.stream(filepath.Join(t.dir, filepath.FromSlash(name)), render); err != nil {
		t.release(name)
		if w.err != nil {
			return &WriteError{name, w.err}
		}
		return err
	}
	made := stored{size: w.size}
	w.hash.Sum(made.sum[:0])
	t.mu.Lock()
	t.files[name] = made
	t.mu.Unlock()
	if strings.HasSuffix(name, ".html") {
		t.note(name, w.page)
	}
	return nil
}

// writing is one file on its way to the disk.
type writing struct {
	file *os.File
	err  error // what the disk said first
	size int64
	hash hash.Hash
	page []byte // what was written, if it is a page
}

func (w *writing) stream(path string, render func(w *writing) error) error {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if w.file, w.err = os.OpenFile(path, flags, 0o644); errors.Is(w.err, fs.ErrNotExist) {
		if w.err = makeFolder(filepath.Dir(path)); w.err == nil {
			w.file, w.err = os.OpenFile(path, flags, 0o644)
		}
	}
	if w.err != nil {
		return w.err
	}
	err := render(w)
	if closed := w.file.Close(); w.err == nil {
		w.err = closed
	}
	if err == nil {
		err = w.err
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

// makeFolder is os.MkdirAll, without looking first: a page's folder is new, and the one above it is there.
func makeFolder(path string) error {
	if err := os.Mkdir(path, 0o755); errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(path, 0o755)
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (w *writing) Write(b []byte) (int, error) {
	n, err := w.file.Write(b)
	if w.err == nil {
		w.err = err
	}
	w.size += int64(n)
	w.hash.Write(b[:n])
	return n, err
}

func (t *Tree) claim(name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.files[name]; taken {
		return fmt.Errorf("output: %s: %w", name, ErrDuplicate)
	}
	t.files[name] = stored{}
	return nil
}

func (t *Tree) release(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.files, name)
}

func validPath(name string) bool {
	return name != "" && name != "." && !strings.HasPrefix(name, "/") && path.Clean(name) == name &&
		name != ".." && !strings.HasPrefix(name, "../") &&
		!strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// ServedAt says below which path of its host the site will stand: /plan/. One page may then link by it, the one that a server
// shows for addresses that lead nowhere, since it is shown at any depth. It is empty where that is not known.
func (t *Tree) ServedAt(mount string) { t.mount = mount }

// anywhere is that page.
const anywhere = "404.html"

// File returns the file at a path.
func (t *Tree) File(name string) (File, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.files[name]
	if !ok {
		return File{}, false
	}
	return f.file(name), true
}

// Files lists the tree by path.
func (t *Tree) Files() []File {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]File, 0, len(t.files))
	for name, f := range t.files {
		list = append(list, f.file(name))
	}
	SortFiles(list)
	return list
}

// SortFiles sorts by path.
func SortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}

// Pages is the number of HTML pages.
func (t *Tree) Pages() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.links.anchors)
}
