//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package hold

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Take takes the advisory lock of a file or folder, which ends with the process at the latest. The error is ErrHeld where
// another process has it, fs.ErrNotExist where there is nothing at the path any more, and ErrNoLocks where the file system
// knows none; then there is still something to close.
func Take(path string) (io.Closer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, ErrHeld
	} else if err != nil {
		return f, ErrNoLocks
	}
	locked, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if now, err := os.Lstat(path); err != nil || !os.SameFile(locked, now) {
		f.Close()
		return nil, fs.ErrNotExist
	}
	return f, nil
}
