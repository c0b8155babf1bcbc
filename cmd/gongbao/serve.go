package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/serve"
)

func (a *app) serveCommand() *cobra.Command {
	var source string
	var asOf time.Time
	var port int
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "在本机预览，改动随时显示",
		Long: `在本机（127.0.0.1）打开网站，监视 content/ 和 data/：保存一个文件，打开着的网页随即更新。
输入有错时网页保持原样，错误显示在网页下方和这里。数据文件、简报和搜索在停止改动几秒后更新。
不写入 public/，不算公开。按 Ctrl+C 停止。`,
		Example: `  gongbao serve
  gongbao serve --as-of 2020-10-20    看看那一天发布的样子`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve.Run(cmd.Context(), serve.Options{
				Build: build.Options{Source: source, AsOf: asOf, Now: a.now()},
				Port:  port,
				Ready: func(url string) { fmt.Fprintf(a.out, "预览 %s（按 Ctrl+C 停止）\n", url) },
				Read: func(state build.State, took time.Duration) {
					if len(state.Faults) > 0 {
						_ = a.printFaults(state.Faults)
					}
					if state.Stale {
						fmt.Fprintln(a.err, "输入有错，网页保持原样。")
						return
					}
					fmt.Fprintf(a.out, "网页已更新，用时 %d 毫秒\n", took.Milliseconds())
				},
				Completed: func(err error) {
					if err != nil {
						fmt.Fprintf(a.err, "数据文件和简报没有更新：%v\n", err)
						return
					}
					fmt.Fprintln(a.out, "数据文件、简报和搜索已更新")
				},
			})
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().Var(instant{&asOf}, "as-of", "按此`时间`的样子预览，如 2020-07-15（默认为当前时间）")
	cmd.Flags().IntVar(&port, "port", 8000, "本机的`端口`；0 为任选一个空闲的")
	return cmd
}
