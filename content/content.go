// Package content holds the texts of the example that this repository publishes, so that gongbao init can copy them.
package content

import "embed"

// Example is the name by which gongbao init --from knows the example.
const Example = "bijie"

// Files is this folder.
//
//go:embed gongbao.yaml sections measures
var Files embed.FS
