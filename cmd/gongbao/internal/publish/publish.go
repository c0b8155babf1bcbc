// Package publish replaces the public folder by a finished tree in one step. Until that step nothing in the old folder is
// touched, so that a fault, a full disk or a killed build leaves it as it was. It is the only package that deletes.
package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/hold"
)

// A folder that holds a manifest by this generator is ours to replace; package output writes it.
const (
	manifest  = "manifest.json"
	checksums = "SHA256SUMS"
	generator = "gongbao"
)

// Folders beside the destination. Both begin with a dot, so that no web server lists them.
const (
	// A staging folder is held by a lock while its build lives; one without is left over from a killed build.
	stagingPrefix = ".gongbao-staging-"
	// The old tree, for the moment in which a file system that cannot exchange two folders has none in place.
	previousPrefix = ".gongbao-previous-"
	// The tree before the published one, for a build that changes few files; see Restage.
	sparePrefix = ".gongbao-spare-"
)

// grace is how long the old tree outlives the swap: a reader that looked up the folder just before it still finds its file.
var grace = 100 * time.Millisecond

// flush writes a tree through to the disk before it takes the old one's place.
var flush = syncTree

// Flush writes what is below a folder through to the disk, with the rest of its file system.
func Flush(dir string) error { return flush(dir) }

// Error says that the destination could not be written. It is a Chinese sentence for the person who runs the build.
type Error struct {
	Message string
	Remedy  string // what to do; may be empty
	Err     error  // what the system said; may be nil
}

func (e *Error) Error() string {
	if e.Err == nil || e.Err == ErrForeign {
		return e.Message // which says as much, in Chinese
	}
	return e.Message + "：" + diag.Said(e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Hint is what to do; it may be empty.
func (e *Error) Hint() string { return e.Remedy }

// ErrForeign is wrapped by the error for a destination that is not ours to replace.
var ErrForeign = errors.New("not a folder made by gongbao")

// Staging is a folder in which a tree is built, to take the destination's place. Two stagings for one destination do
// not disturb each other; the one that commits last stays.
type Staging struct {
	// Dir is where the tree is written.
	Dir string
	// Leftovers are folders beside the destination that should be gone and could not be deleted.
	Leftovers []string

	// Reused says that Dir holds the tree before the published one: what its record does not vouch for is to be deleted.
	Reused bool
	// Kept says, after Commit, that the old tree lies beside the destination for the next Restage.
	Kept bool

	dest string // resolved
	keep bool   // see Restage
	made string // the topmost parent folder that Stage had to make; empty where all were there
	lock io.Closer
	done bool
}

// Stage makes a staging folder beside dest. It refuses a dest that is a file, or a folder that holds something and was
// not made by gongbao. What killed builds have left beside dest is deleted, or put back where the only copy of the old
// tree was there.
func Stage(dest string) (*Staging, error) { return stage(dest, false) }

// Restage is Stage for builds of which each changes few files of the one before. The old tree is not deleted but kept beside
// the destination, and is what the build after that begins with: two trees take turns, and neither is ever changed while it is
// published. A kept tree loses its name before the first file of it is touched, so that a build that is killed leaves what the
// next one sweeps. Where there is none, or another build has it, this is Stage.
func Restage(dest string) (*Staging, error) { return stage(dest, true) }

func stage(dest string, keep bool) (*Staging, error) {
	resolved, err := resolve(dest)
	if err != nil {
		return nil, err
	}
	s := &Staging{dest: resolved, keep: keep}
	parent := filepath.Dir(resolved)
	s.made = firstMissing(parent)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		s.removeParents()
		return nil, unwritable(parent, err)
	}
	err = s.recover()
	if err == nil {
		_, err = inspect(resolved)
	}
	if err == nil {
		s.sweep()
		if !s.takeSpare(parent) {
			err = s.create(parent)
		}
	}
	if err != nil {
		s.removeParents()
		return nil, err
	}
	return s, nil
}

// Tidy clears what killed builds have left beside dest, as Stage does, where there is nothing to stage.
func Tidy(dest string) error {
	resolved, err := resolve(dest)
	if err != nil {
		return err
	}
	s := &Staging{dest: resolved}
	if err := s.recover(); err != nil {
		return err
	}
	s.sweep()
	return nil
}

// resolve follows symbolic links, so that the folder that a link names is replaced and the link stays.
func resolve(dest string) (string, error) {
	abs, err := filepath.Abs(dest)
	if err != nil {
		return "", &Error{Message: fmt.Sprintf("找不到输出目录 %s", dest), Err: err}
	}
	if _, err := os.Lstat(abs); errors.Is(err, fs.ErrNotExist) {
		// The destination is new; its parents may still be links.
		parent := filepath.Dir(abs)
		if real, err := filepath.EvalSymlinks(parent); err == nil {
			parent = real
		}
		return filepath.Join(parent, filepath.Base(abs)), nil
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", &Error{Message: fmt.Sprintf("无法打开输出目录 %s", dest), Remedy: "如果它是符号链接，请先建立所指的目录", Err: err}
	}
	return real, nil
}

func firstMissing(dir string) string {
	missing := ""
	for {
		if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
			return missing
		}
		missing, dir = dir, filepath.Dir(dir)
	}
}

func unwritable(path string, err error) *Error {
	e := &Error{Message: fmt.Sprintf("无法写入 %s", path), Err: err}
	switch {
	case errors.Is(err, fs.ErrPermission):
		e.Remedy = "请检查目录的权限，或用 --destination 换一个输出目录"
	case errors.Is(err, syscall.EBUSY):
		e.Remedy = "输出目录是挂载点，不能整体替换；请用 --destination 指定挂载点之下的目录"
	default:
		e.Remedy = diag.SystemRemedy(err)
	}
	return e
}

// state is what stands at a destination.
type state int

const (
	absent state = iota
	empty        // nothing but dot-files
	ours
)

// inspect tells what stands at dir, or why it must not be replaced. A folder that another build moved away or was
// emptying under the look is looked at again: half of one tree and half of the next is nobody's content.
func inspect(dir string) (state, error) {
	for {
		before, _ := os.Lstat(dir)
		found, err := look(dir)
		if err == nil {
			return found, nil
		}
		if exists(filepath.Join(dir, marker)) {
			return ours, nil // the build that is emptying it holds its lock
		}
		if after, gone := os.Lstat(dir); gone == nil && os.SameFile(before, after) {
			return 0, err
		}
	}
}

// look is one look at dir.
func look(dir string) (state, error) {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return absent, nil
	}
	if err != nil {
		return 0, unwritable(dir, err)
	}
	if !info.IsDir() {
		return 0, &Error{Message: fmt.Sprintf("输出目录 %s 是一个文件", dir), Remedy: "请移走该文件，或用 --destination 换一个输出目录", Err: ErrForeign}
	}
	if isMountPoint(dir, info) {
		return 0, unwritable(dir, syscall.EBUSY)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, unwritable(dir, err)
	}
	visible := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return !isDotFile(e.Name()) })
	if visible < 0 {
		return empty, nil
	}
	listed, made := readManifest(dir)
	if !made {
		return 0, &Error{
			Message: fmt.Sprintf("输出目录 %s 里有不是 gongbao 生成的内容（如 %s）", dir, entries[visible].Name()),
			Remedy:  "生成会替换整个目录；请用 --destination 指定一个新目录或空目录，确认内容无用的也可先自行清空",
			Err:     ErrForeign,
		}
	}
	stranger := ""
	if listed != nil {
		if stranger, err = findStranger(dir, listed); err != nil {
			return 0, unwritable(dir, err)
		}
	}
	if stranger != "" {
		return 0, &Error{
			Message: fmt.Sprintf("输出目录 %s 里后来放进了不是 gongbao 生成的内容（如 %s）", dir, stranger),
			Remedy:  "生成会替换整个目录；请先把它移到别处，需要随站点一起发布的文件请由网站服务器另行提供",
			Err:     ErrForeign,
		}
	}
	return ours, nil
}

func isDotFile(name string) bool { return strings.HasPrefix(name, ".") }

// readManifest reports whether gongbao made the folder, and the files that it put there.
func readManifest(dir string) (listed map[string]bool, made bool) {
	content, err := os.ReadFile(filepath.Join(dir, manifest))
	if err != nil {
		return nil, false
	}
	var m struct {
		Generator string `json:"generator"`
		Files     []struct {
			Path string `json:"path"`
		} `json:"files"` // a manifest without it says nothing of what else may be there
	}
	if json.Unmarshal(content, &m) != nil || m.Generator != generator {
		return nil, false
	}
	if m.Files == nil {
		return nil, true
	}
	listed = map[string]bool{manifest: true, checksums: true} // neither can list itself
	for _, f := range m.Files {
		listed[f.Path] = true
	}
	return listed, true
}

func manifestIsOurs(dir string) bool {
	_, made := readManifest(dir)
	return made
}

// findStranger finds a file below a folder of ours that no build put there: somebody's notes, a CNAME, a whole plan. The
// exchange would delete it. Files with a dot before their name are let pass, as systems strew them about.
func findStranger(dir string, listed map[string]bool) (stranger string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another build has just replaced the folder; committing will notice
		}
		if err != nil || path == dir {
			return err
		}
		if isDotFile(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		// Package deploy puts compressed variants beside texts.
		if name = filepath.ToSlash(name); !d.IsDir() && !listed[name] && !listed[strings.TrimSuffix(name, ".gz")] {
			stranger = name
			return fs.SkipAll
		}
		return nil
	})
	return stranger, err
}

// create makes the staging folder and takes its lock. A sweeping build may delete the folder between the two; then the
// locked folder is no longer the one at the path, and it is tried again.
func (s *Staging) create(parent string) error {
	for {
		// The number of the process is for people; it is not unique where containers share a disk.
		dir := filepath.Join(parent, fmt.Sprintf("%s%d-%08x", stagingPrefix, os.Getpid(), rand.Uint32()))
		if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
			continue
		} else if err != nil {
			e := unwritable(parent, err)
			if errors.Is(err, fs.ErrPermission) {
				e.Remedy = "新内容先在输出目录旁边备好，再整体替换，因此需要对上一级目录有写权限；也可用 --destination 换一个输出目录"
			}
			return e
		}
		held, err := hold.Take(dir)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, hold.ErrHeld) {
			continue
		}
		if err != nil && !errors.Is(err, hold.ErrNoLocks) {
			os.Remove(dir)
			return unwritable(dir, err)
		}
		s.Dir, s.lock = dir, held
		return nil
	}
}

func (s *Staging) spare() string {
	return filepath.Join(filepath.Dir(s.dest), sparePrefix+filepath.Base(s.dest))
}

// takeSpare makes the kept tree the staging folder. Whoever does not begin with it deletes it: it would grow old.
func (s *Staging) takeSpare(parent string) bool {
	spare := s.spare()
	if info, err := os.Lstat(spare); err != nil || !info.IsDir() {
		return false
	}
	held, err := hold.Take(spare)
	if err != nil {
		if held != nil {
			held.Close()
		}
		return false
	}
	if s.keep {
		dir := filepath.Join(parent, fmt.Sprintf("%s%d-%08x", stagingPrefix, os.Getpid(), rand.Uint32()))
		if !exists(dir) && os.Rename(spare, dir) == nil {
			s.Dir, s.lock, s.Reused = dir, held, true
			return true
		}
	}
	s.remove(spare)
	held.Close()
	return false
}

// keepSpare keeps the old tree, which the swap has left in the staging folder's place.
func (s *Staging) keepSpare() bool {
	spare := s.spare()
	if exists(spare) { // another build's, which ended at the same time
		s.remove(spare)
	}
	return os.Rename(s.Dir, spare) == nil
}

// sweep deletes staging folders that no living build holds.
func (s *Staging) sweep() {
	for _, dir := range beside(s.dest, stagingPrefix) {
		held, err := hold.Take(dir)
		if errors.Is(err, hold.ErrHeld) || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			s.remove(dir)
		} else {
			s.Leftovers = append(s.Leftovers, dir)
		}
		if held != nil {
			held.Close()
		}
	}
}

func beside(dest, prefix string) []string {
	parent := filepath.Dir(dest)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return nil
	}
	var found []string
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			found = append(found, filepath.Join(parent, e.Name()))
		}
	}
	return found
}

// remove deletes a folder that is not the destination; what stays is named in Leftovers and does no harm.
func (s *Staging) remove(dir string) {
	if err := os.RemoveAll(dir); err != nil {
		s.Leftovers = append(s.Leftovers, dir)
	}
}

func (s *Staging) removeParents() {
	if s.made == "" {
		return
	}
	for dir := filepath.Dir(s.dest); len(dir) >= len(s.made); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil {
			return
		}
	}
}

// Abort deletes the staging folder. After Commit it does nothing, so that it can be deferred.
func (s *Staging) Abort() error {
	if s.done {
		return nil
	}
	s.done = true
	err := os.RemoveAll(s.Dir)
	s.lock.Close()
	s.removeParents()
	if err != nil {
		return unwritable(s.dest, err)
	}
	return nil
}

// Commit puts the staged tree in the destination's place, dot-files of the old folder included, and deletes the old
// tree. On an error the destination is as it was and the staging folder is gone.
//
// On Linux and macOS the two folders are exchanged by one system call. Where the file system or the platform cannot do
// that, the old folder is renamed aside and the new one renamed in: a reader may find nothing for a moment, never a
// mixture; after a crash in that moment the next Stage puts the old folder back.
func (s *Staging) Commit() (err error) {
	if s.done {
		return &Error{Message: fmt.Sprintf("输出目录 %s 已经替换或放弃过", s.dest)}
	}
	defer func() {
		if err != nil {
			s.Abort()
		}
	}()
	if !manifestIsOurs(s.Dir) {
		// Without it the next build would refuse what this one made.
		return &Error{Message: fmt.Sprintf("生成的内容里没有 %s，不能发布", manifest)}
	}
	// Another build may change what stands at the destination between a look and the swap: then look again.
	for attempt := 0; ; attempt++ {
		err = s.tryCommit()
		if err == nil {
			return nil
		}
		if !errors.Is(err, errChanged) || attempt == 50 {
			var e *Error
			if errors.As(err, &e) {
				return err
			}
			return unwritable(s.dest, err)
		}
		time.Sleep(time.Duration(min(attempt, 20)) * 10 * time.Millisecond) // about 8 s in all
	}
}

func (s *Staging) tryCommit() error {
	found, err := inspect(s.dest)
	if err != nil {
		return err
	}
	if found == absent && exists(s.previous()) {
		return errChanged // another build is between its two renames
	}
	if found != absent {
		if err := s.carryDotFiles(); errors.Is(err, fs.ErrNotExist) {
			return errChanged
		} else if err != nil {
			return unwritable(s.dest, err)
		}
	}
	if err := flush(s.Dir); err != nil {
		return unwritable(s.dest, err)
	}
	old := ""
	if found == absent {
		err = os.Rename(s.Dir, s.dest)
		if isOccupied(err) {
			return errChanged
		}
	} else {
		old = s.Dir
		err = exchange(s.Dir, s.dest)
		if cannotExchange(err) {
			old = s.previous()
			err = s.renameAside()
		} else if errors.Is(err, fs.ErrNotExist) && exists(s.Dir) {
			return errChanged
		}
	}
	if err != nil {
		return err
	}
	s.done = true
	flushFolder(filepath.Dir(s.dest))
	if s.keep && old == s.Dir && s.keepSpare() {
		s.Kept, old = true, ""
	}
	if old != "" {
		time.Sleep(grace)
		s.remove(old)
	}
	s.lock.Close()
	return nil
}

var errChanged = errors.New("another build replaced the folder at the same time")

// cannotExchange tells a file system that lacks the exchange from one that refuses it. EXDEV is an overlay whose lower
// layer holds the folder, as in a container image.
func cannotExchange(err error) bool {
	for _, e := range []error{errors.ErrUnsupported, syscall.EINVAL, syscall.ENOSYS, syscall.EXDEV} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (s *Staging) previous() string {
	return filepath.Join(filepath.Dir(s.dest), previousPrefix+filepath.Base(s.dest))
}

// marker is a file in a destination that renameAside is deleting, from before the first file goes until all are gone.
const marker = ".gongbao-being-replaced"

// renameAside is the swap in two steps; it leaves the old tree as previous(). The old folder is locked on its way, so that no
// other build takes it for one that a crash has left.
func (s *Staging) renameAside() error {
	held, err := hold.Take(s.dest)
	if err != nil && !errors.Is(err, hold.ErrNoLocks) {
		return errors.Join(errChanged, err)
	}
	defer held.Close()
	previous := s.previous()
	if err := os.RemoveAll(previous); err != nil { // the destination stands, so this is not the only copy of anything
		return err
	}
	err = os.Rename(s.dest, previous)
	if errors.Is(err, syscall.EXDEV) {
		err = s.copyAside(previous)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(s.Dir, s.dest); isOccupied(err) {
		s.remove(previous)
		return errChanged
	} else if err != nil {
		return errors.Join(err, os.Rename(previous, s.dest))
	}
	return nil
}

// isOccupied says that rename found a folder with something in it at its target. It takes an empty one's place.
func isOccupied(err error) bool {
	return errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST)
}

// copyAside is for an overlay that renames no folder of its lower layer: copy the old folder, and delete it once the copy
// is whole and has the previous tree's name.
func (s *Staging) copyAside(previous string) error {
	partial := filepath.Join(s.Dir, marker)
	if err := copyTree(s.dest, partial); err != nil {
		os.RemoveAll(partial)
		return err
	}
	if err := os.Rename(partial, previous); err != nil {
		os.RemoveAll(partial)
		return err
	}
	if err := os.WriteFile(filepath.Join(s.dest, marker), nil, 0o666); err != nil {
		return errors.Join(err, os.RemoveAll(previous))
	}
	entries, err := os.ReadDir(s.dest)
	for _, e := range entries {
		if e.Name() != marker {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.dest, e.Name())))
		}
	}
	if err == nil {
		err = os.RemoveAll(s.dest)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(s.dest), os.Rename(previous, s.dest))
	}
	return nil
}

// recover finishes what a crash in the middle of renameAside has left: a previous tree is put back where the destination
// is absent or half deleted, and deleted where a finished tree stands. Anything else at the destination is left alone.
func (s *Staging) recover() error {
	previous := s.previous()
	held, err := hold.Take(previous)
	if err != nil && !errors.Is(err, hold.ErrNoLocks) {
		return nil // there is none, or a living build is at it
	}
	defer held.Close()
	if manifestIsOurs(s.dest) && !exists(filepath.Join(s.dest, marker)) {
		s.remove(previous)
		return nil
	}
	if exists(filepath.Join(s.dest, marker)) {
		if err := os.RemoveAll(s.dest); err != nil {
			return unwritable(s.dest, err)
		}
	}
	if err := os.Rename(previous, s.dest); err != nil && !isOccupied(err) {
		return unwritable(s.dest, err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// carryDotFiles copies what begins with a dot (.gitignore, .well-known …) from the old folder; the generator makes no such
// files of its own, and a repository may track them.
func (s *Staging) carryDotFiles() error {
	entries, err := os.ReadDir(s.dest)
	if err != nil {
		return err
	}
	for _, e := range entries {
		to := filepath.Join(s.Dir, e.Name())
		// A site below this one, as public/en is, may be in the making: its staging folder is not ours to copy.
		if !isDotFile(e.Name()) || strings.HasPrefix(e.Name(), ".gongbao-") || exists(to) {
			continue
		}
		if err := copyTree(filepath.Join(s.dest, e.Name()), to); err != nil {
			return err
		}
	}
	info, err := os.Stat(s.dest)
	if err != nil {
		return err
	}
	return os.Chmod(s.Dir, info.Mode().Perm())
}

// copyTree copies a file, a symbolic link or a folder with all below it, modes included.
func copyTree(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case info.IsDir():
		// Writable until its content is there.
		if err := os.Mkdir(to, 0o700); err != nil {
			return err
		}
		entries, err := os.ReadDir(from)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := copyTree(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
		}
		return os.Chmod(to, info.Mode().Perm())
	case info.Mode().IsRegular():
		return copyFile(from, to, info)
	}
	return nil // a socket or a pipe is nobody's content
}

func copyFile(from, to string, info fs.FileInfo) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	// An unchanged file keeps its time, so that git need not read it again.
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}
