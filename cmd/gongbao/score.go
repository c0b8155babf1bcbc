package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/catalogue"
)

func (a *app) scoreCommand() *cobra.Command {
	var source string
	var asOf time.Time
	cmd := &cobra.Command{
		Use:   "score",
		Short: "对照开放数据评估的问题自检，列出得分和改进办法",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			questions, faults, err := build.Score(source, asOf, a.now())
			if err != nil {
				return err
			}
			if faults.HasErrors() {
				if err := a.printFaults(faults); err != nil {
					return err
				}
				return errFaults
			}
			for _, q := range questions {
				fmt.Fprintf(a.out, "%2d/%d  %s：%s\n       %s\n", q.Points, q.Of, q.Dimension, q.Title, q.Finding)
				if q.Remedy != "" {
					fmt.Fprintf(a.out, "       改进：%s\n", q.Remedy)
				}
			}
			points, of := catalogue.Total(questions)
			fmt.Fprintf(a.out, "合计 %d/%d\n", points, of)
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().Var(instant{&asOf}, "as-of", "按此`时间`公开的数据自检（默认为当前时间）")
	return cmd
}
