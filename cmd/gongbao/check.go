package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
)

func (a *app) checkCommand() *cobra.Command {
	var source, format string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "检查 content/ 和 data/，列出全部错误，不写任何文件",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			if format != "text" && format != "json" {
				return usageError{fmt.Sprintf("没有输出格式 %q", format), "可用的格式：text、json"}
			}
			_, _, faults, err := build.Load(source)
			if err != nil {
				return err
			}
			if format == "json" {
				if err := faults.WriteJSON(a.out); err != nil {
					return err
				}
			} else if err := a.printFaults(faults); err != nil {
				return err
			}
			if faults.HasErrors() {
				return errFaults
			}
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVar(&format, "format", "text", "输出`格式`：text 或 json")
	return cmd
}

// printFaults lists the diagnostics and counts them.
func (a *app) printFaults(faults diag.List) error {
	if err := faults.Print(a.err); err != nil {
		return err
	}
	errors, warnings := faults.Count()
	switch {
	case errors > 0:
		fmt.Fprintf(a.err, "共 %d 处错误，%d 处警告。\n", errors, warnings)
	case warnings > 0:
		fmt.Fprintf(a.err, "没有错误，%d 处警告。\n", warnings)
	default:
		fmt.Fprintln(a.err, "没有错误，也没有警告。")
	}
	return nil
}
