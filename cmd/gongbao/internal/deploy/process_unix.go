//go:build unix

package deploy

import (
	"errors"
	"syscall"
)

// processLives tells whether a process of this machine is running. One of another user counts.
func processLives(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
