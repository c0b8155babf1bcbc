package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
)

func (a *app) bulletinCommand() *cobra.Command {
	var source, destination, release, audience string
	var asOf time.Time
	cmd := &cobra.Command{
		Use:   "bulletin [简报…]",
		Short: "只生成 PDF 简报，一份或几份，写入一个文件夹",
		Long: `只生成 PDF 简报，写入一个文件夹；不动 public/。

简报按文件名指定，不带 .pdf：city 为全局，行政区划代码为一个地区，measure-1-6 为一项措施，
org-police 为一个牵头单位；all 为该批次的全部简报。不写时只生成 city。

--audience internal 可以生成尚未到发布时间的批次，每页标明“内部 · 未发布”；
这样的简报不会写进公开的网站文件夹。`,
		RunE: func(cmd *cobra.Command, names []string) error {
			if audience != "public" && audience != "internal" {
				return usageError{fmt.Sprintf("没有读者 %q", audience), "可用的读者：public（公开）、internal（内部）"}
			}
			progress := a.progress()
			made, faults, err := build.Bulletins(cmd.Context(), build.BulletinOptions{
				Source: source, Destination: destination, Release: release, Names: names, Internal: audience == "internal",
				AsOf: asOf, Now: a.now(), Progress: progress.phase,
			})
			progress.clear()
			if len(faults) > 0 {
				if err := a.printFaults(faults); err != nil {
					return err
				}
				if faults.HasErrors() {
					fmt.Fprintln(a.err, "未生成任何文件。")
					return errFaults
				}
			}
			var unknown build.UnknownError
			if errors.As(err, &unknown) {
				return usageError{unknown.Error(), unknown.Hint()}
			}
			if err != nil {
				return err
			}
			for _, f := range made {
				fmt.Fprintf(a.out, "%s　%d页，%s\n", f.Path, f.Pages, size(f.Size))
			}
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVarP(&destination, "destination", "d", ".", "写入的`文件夹`")
	cmd.Flags().StringVarP(&release, "release", "r", "", "发布`批次`的代码（默认为最新的）")
	cmd.Flags().StringVar(&audience, "audience", "public", "`读者`：public 只取已公开的批次，internal 也取未公开的")
	cmd.Flags().Var(instant{&asOf}, "as-of", "以此`时间`判断哪些批次已公开（默认为当前时间）")
	return cmd
}
