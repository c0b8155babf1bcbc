package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// version is the release of gongbao itself; CHANGELOG.md beside this file says what is in it.
const version = "0.1.0"

// versionDate is the day of this version, for the manual page.
const versionDate = "2026-11-26"

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "显示版本",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.out, "gongbao %s（%s，%s/%s）\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
