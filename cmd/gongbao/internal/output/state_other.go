//go:build !linux

package output

import "io/fs"

func stateOf(fs.FileInfo) fileState { return fileState{} }
