//go:build !linux && !darwin

package publish

import "errors"

// exchange does not exist here; Commit renames in two steps.
var exchange = func(string, string) error { return errors.ErrUnsupported }

func syncTree(string) error { return nil }
