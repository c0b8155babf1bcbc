// Package hold marks a file or folder that is in the making as some living process's. What nobody holds was left by a
// process that was killed, and may be cleared away.
package hold

import "errors"

// What Take says.
var (
	ErrHeld    = errors.New("held by another process")
	ErrNoLocks = errors.New("no locks on this file system")
)
