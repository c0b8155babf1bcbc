//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package publish

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

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
