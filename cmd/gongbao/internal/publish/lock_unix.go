//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package publish

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// lock takes the folder's advisory lock, which ends with the process at the latest. The error is errHeld where another
// build has it, fs.ErrNotExist where the folder is gone, and errNoLocks where the file system knows none; then there is
// still something to close.
func lock(dir string) (io.Closer, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		f.Close()
		return nil, errHeld
	} else if err != nil {
		return f, errNoLocks
	}
	locked, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if now, err := os.Lstat(dir); err != nil || !os.SameFile(locked, now) {
		f.Close()
		return nil, fs.ErrNotExist
	}
	return f, nil
}

// flushFolder makes a renaming last; where it cannot, the renaming has happened all the same.
func flushFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		f.Sync()
		f.Close()
	}
}

// isMountPoint finds a file system mounted at dir. It does not see a folder of the same file system mounted there; the
// swap then fails with EBUSY.
func isMountPoint(dir string, info fs.FileInfo) bool {
	parent, err := os.Stat(filepath.Dir(dir))
	if err != nil {
		return false
	}
	here, ok1 := info.Sys().(*syscall.Stat_t)
	above, ok2 := parent.Sys().(*syscall.Stat_t)
	return ok1 && ok2 && here.Dev != above.Dev
}
