package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
)

func (a *app) buildCommand() *cobra.Command {
	var source, destination string
	var asOf time.Time
	var draft bool
	var signKey string
	var recall bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "生成网站、简报和开放数据，一次替换 public/",
		Long: `读取 content/ 和 data/，生成网站、简报和开放数据，全部成功后一次替换目标文件夹。
输入有错、磁盘写满或中途中断时，原有内容保持不动。

目标文件夹里已有的发布批次（data/releases/ 之下）原样沿用；输入若会改动其中任何一个数，就报错并指明
是哪一个。新机器上先把线上站点取回作目标文件夹，再生成。

加 --recall 时，沿用上一次（也加了 --recall）由同样内容做出的文件，只做有变动的；依据是内容的散列值，不是时间。记录在
源文件夹的 .gongbao/made/，可以随时删除。这是试行的，用来边改边看；要公开的，不加它全部生成。`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := a.now()
			progress := a.progress()
			destination := joinSource(source, destination)
			record := ""
			if recall {
				record = build.RecordFile(source, destination)
			}
			report, faults, err := build.Run(cmd.Context(), build.Options{
				Source:      source,
				Destination: destination,
				AsOf:        asOf,
				Draft:       draft,
				SignKey:     signKey,
				Password:    os.Getenv("GONGBAO_SIGN_PASSWORD"),
				Now:         start,
				Progress:    progress.phase,
				Record:      record,
			})
			progress.clear()
			if len(faults) > 0 {
				if err := a.printFaults(faults); err != nil {
					return err
				}
				if faults.HasErrors() {
					fmt.Fprintln(a.err, "未生成任何文件，原有发布内容保持不变。")
					return errFaults
				}
			}
			if errors.Is(err, context.Canceled) {
				return errors.New("已中断，原有发布内容保持不变")
			}
			if err != nil {
				return err
			}
			if a.log != nil {
				a.log.Info("已生成", "event", "built", "destination", report.Destination, "pages", report.Pages, "files", report.Files,
					"bytes", report.Bytes, "release", report.Release, "as_of", report.AsOf)
			}
			fmt.Fprintf(a.out, "已生成 %s\n", report.Destination)
			fmt.Fprintf(a.out, "  页面 %d，文件 %d，%s，用时 %.1f 秒\n",
				report.Pages, report.Files, size(report.Bytes), a.now().Sub(start).Seconds())
			if recall {
				fmt.Fprintf(a.out, "  新生成 %d 个文件，其余与上次相同\n", report.Made)
			}
			if report.Release != "" {
				fmt.Fprintf(a.out, "  最新发布批次 %s，截至 %s\n", report.Release, report.AsOf.Format(time.RFC3339))
			}
			if report.Kept > 0 {
				fmt.Fprintf(a.out, "  沿用已公开的批次 %d 个，逐数核对无误\n", report.Kept)
			}
			for _, folder := range report.Leftovers {
				fmt.Fprintf(a.err, "请手工删除中断的生成留下的文件夹 %s\n", folder)
			}
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVarP(&destination, "destination", "d", "", "写入的`文件夹`（默认为源文件夹下的 public）")
	cmd.Flags().Var(instant{&asOf}, "as-of", "只发布此`时间`以前的批次，如 2020-07-15 或 2020-07-15T09:00:00+08:00（默认为当前时间）")
	cmd.Flags().BoolVar(&draft, "draft", false, "试做：目标文件夹里的批次不当作已经公开，可以改写")
	cmd.Flags().BoolVar(&recall, "recall", false, "试行：沿用上次由同样内容做出的文件，只做有变动的")
	cmd.Flags().StringVar(&signKey, "sign-key", os.Getenv("GONGBAO_SIGN_KEY"), "用这个 minisign 私钥`文件`给 data/SHA256SUMS 签名（默认取环境变量 GONGBAO_SIGN_KEY；口令取 GONGBAO_SIGN_PASSWORD）")
	return cmd
}

// progress is the one line on a terminal that says what is being done.
type progress struct {
	app  *app
	used bool
}

func (a *app) progress() *progress { return &progress{app: a} }

func (p *progress) phase(name string) {
	if p.app.log != nil {
		p.app.log.Info(name, "event", "phase")
	}
	if p.app.terminal {
		fmt.Fprintf(p.app.err, "\r\x1b[K%s…", name)
		p.used = true
	}
}

func (p *progress) clear() {
	if p.used {
		fmt.Fprint(p.app.err, "\r\x1b[K")
	}
}

// size writes bytes for people: 980 B, 12.3 KB, 4.5 MB.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f KB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000_000)
}
