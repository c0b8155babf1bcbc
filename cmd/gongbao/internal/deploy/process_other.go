//go:build !unix

package deploy

import "os"

// processLives tells whether a process of this machine is running.
func processLives(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	p.Release()
	return true
}
