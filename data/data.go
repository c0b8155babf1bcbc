// Package data holds the tables of the example that this repository publishes, so that gongbao init can copy them.
package data

import "embed"

// Files is this folder.
//
//go:embed LICENSE *.csv codelists demonstration observations
var Files embed.FS
