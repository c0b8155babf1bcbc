package output

import (
	"io/fs"
	"syscall"
)

func stateOf(info fs.FileInfo) fileState {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileState{}
	}
	return fileState{s.Ino, s.Ctim.Nano()}
}
