package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
)

func (a *app) buildCommand() *cobra.Command {
	var o build.Options
	var recall bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "生成网站、简报和开放数据，一次替换 public/",
		Long: `读取 content/ 和 data/，生成网站、简报和开放数据，全部成功后一次替换目标文件夹。
输入有错、磁盘写满或中途中断时，原有内容保持不动。

目标文件夹里已有的发布批次（data/releases/ 之下）原样沿用；输入若会改动其中任何一个数，就报错并指明
是哪一个。新机器上先把线上站点取回作目标文件夹，再生成。

加 --recall 时，沿用上一次（也加了 --recall）由同样内容做出的文件，只做有变动的；依据是内容的散列值，不是时间。记录在
源文件夹的 .gongbao/made/，可以随时删除。上一次的网站留在目标文件夹旁边（.gongbao-spare-…），下一次在其中改起；不加
--recall 生成一次，它就没有了。这是试行的，用来边改边看；要公开的，不加它全部生成。

很大的方案可以分份做：每台机器 gongbao build --shard i/n --destination 份 --as-of 时间，再由一台 gongbao assemble 合并，
结果与一次做成的逐字节相同。见 gongbao assemble --help。`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Password = os.Getenv("GONGBAO_SIGN_PASSWORD")
			if err := shardUsage(cmd, o.Shard); err != nil {
				return err
			}
			if o.Shard.Of > 0 {
				o.Published = joinSource(o.Source, o.Published)
				o.Signed, o.SignKey = o.Signed || o.SignKey != "", "" // the whole is signed, no part
				return a.buildShard(cmd.Context(), o)
			}
			o.Destination = joinSource(o.Source, o.Destination)
			if recall {
				o.Record = build.RecordFile(o.Source, o.Destination)
			}
			return a.build(cmd.Context(), o)
		},
	}
	sourceFlag(cmd, &o.Source)
	buildFlags(cmd, &o)
	cmd.Flags().BoolVar(&recall, "recall", false, "试行：沿用上次由同样内容做出的文件，只做有变动的")
	cmd.Flags().Var(shardFlag{&o.Shard}, "shard", "只做`第几份/共几份`，从 0 数起，如 0/4；全部做好后用 gongbao assemble 合并")
	cmd.Flags().StringVar(&o.Published, "published", "", "和 --shard 同用：已公开站点所在的`文件夹`（默认为源文件夹下的 public）")
	cmd.Flags().BoolVar(&o.Signed, "signed", false, "和 --shard 同用：合并时要签名")
	return cmd
}

// build runs a build, of one piece or of parts, and says what it made.
func (a *app) build(ctx context.Context, o build.Options) error {
	report, err := a.runBuild(ctx, o, build.Run)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "已生成 %s\n", report.Destination)
	a.printMade(report.Report, report.took)
	if o.Record != "" {
		fmt.Fprintf(a.out, "  新生成 %d 个文件，其余与上次相同\n", report.Made)
	}
	if len(o.Parts) > 0 {
		fmt.Fprintf(a.out, "  取自各份 %d 个文件，合并时生成 %d 个\n", report.Files-report.Made, report.Made)
	}
	if report.Release != "" {
		fmt.Fprintf(a.out, "  最新发布批次 %s，截至 %s\n", report.Release, report.AsOf.Format(time.RFC3339))
	}
	if report.Kept > 0 {
		fmt.Fprintf(a.out, "  沿用已公开的批次 %d 个，逐数核对无误\n", report.Kept)
	}
	return nil
}

// timed is a report with how long the run took.
type timed struct {
	build.Report
	took time.Duration
}

func (a *app) printMade(r build.Report, took time.Duration) {
	fmt.Fprintf(a.out, "  页面 %d，文件 %d，%s，用时 %.1f 秒\n", r.Pages, r.Files, size(r.Bytes), took.Seconds())
}

// runBuild runs one of package build's builds and reports what stopped it.
func (a *app) runBuild(ctx context.Context, o build.Options, run func(context.Context, build.Options) (build.Report, diag.List, error)) (timed, error) {
	progress := a.progress()
	o.Now, o.Progress = a.now(), progress.phase
	report, faults, err := run(ctx, o)
	progress.clear()
	if len(faults) > 0 {
		if err := a.printFaults(faults); err != nil {
			return timed{}, err
		}
		if faults.HasErrors() {
			fmt.Fprintln(a.err, "未生成任何文件，原有发布内容保持不变。")
			return timed{}, errFaults
		}
	}
	if errors.Is(err, context.Canceled) {
		return timed{}, errors.New("已中断，原有发布内容保持不变")
	}
	if err != nil {
		return timed{}, err
	}
	if a.log != nil {
		a.log.Info("已生成", "event", "built", "destination", report.Destination, "pages", report.Pages, "files", report.Files,
			"bytes", report.Bytes, "release", report.Release, "as_of", report.AsOf)
	}
	for _, folder := range report.Leftovers {
		fmt.Fprintf(a.err, "请手工删除中断的生成留下的文件夹 %s\n", folder)
	}
	return timed{report, a.now().Sub(o.Now)}, nil
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
