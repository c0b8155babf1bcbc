//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package publish

import "io/fs"

func flushFolder(string) {}

func isMountPoint(string, fs.FileInfo) bool { return false }
