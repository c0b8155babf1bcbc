package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/build"
)

func (a *app) assembleCommand() *cobra.Command {
	var o build.Options
	cmd := &cobra.Command{
		Use:   "assemble <份>...",
		Short: "把 build --shard 做好的各份合并成站点",
		Long: `核对 gongbao build --shard 做好的各份，合并成站点，检查全部链接，一次替换目标文件夹。结果与不分份的 gongbao build
逐字节相同。首页、清单、搜索索引等要等全部做好才有的少数文件，由合并来做。

各份和合并要用同样的程序、同样的 content/ 和 data/、同一个 --as-of。缺一份、多一份、输入不同、文件被改动的，一次全部
指出，不合并，也不悄悄重做。签名只有合并需要私钥（--sign-key），各份加 --signed。

已经公开过的站点：各份用 --published 指明它的副本，合并的目标文件夹就是那个副本，已公开的批次原样沿用。`,
		Example: `  for i in 0 1 2 3; do gongbao build --shard $i/4 --as-of 2020-07-15 --destination parts/$i; done
  gongbao assemble --as-of 2020-07-15 parts/0 parts/1 parts/2 parts/3`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{"没有说明合并哪几份", "如 gongbao assemble --as-of 2020-07-15 parts/*"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Destination = joinSource(o.Source, o.Destination)
			o.Password = os.Getenv("GONGBAO_SIGN_PASSWORD")
			o.Parts = args
			return a.build(cmd.Context(), o)
		},
	}
	sourceFlag(cmd, &o.Source)
	buildFlags(cmd, &o)
	return cmd
}

// buildFlags are what build and assemble have in common.
func buildFlags(cmd *cobra.Command, o *build.Options) {
	cmd.Flags().StringVarP(&o.Destination, "destination", "d", "", "写入的`文件夹`（默认为源文件夹下的 public）")
	cmd.Flags().Var(instant{&o.AsOf}, "as-of", "只发布此`时间`以前的批次，如 2020-07-15 或 2020-07-15T09:00:00+08:00（默认为当前时间）")
	cmd.Flags().BoolVar(&o.Draft, "draft", false, "试做：目标文件夹里的批次不当作已经公开，可以改写")
	cmd.Flags().StringVar(&o.SignKey, "sign-key", os.Getenv("GONGBAO_SIGN_KEY"), "用这个 minisign 私钥`文件`给 data/SHA256SUMS 签名（默认取环境变量 GONGBAO_SIGN_KEY；口令取 GONGBAO_SIGN_PASSWORD）")
}

// shardFlag is a flag that holds a part and how many there are.
type shardFlag struct{ s *build.Shard }

func (f shardFlag) String() string {
	if f.s == nil || f.s.Of == 0 {
		return ""
	}
	return f.s.String()
}

func (f shardFlag) Type() string { return "第几份/共几份" }

// mostShards is far beyond what any plan is worth dividing into.
const mostShards = 10_000

func (f shardFlag) Set(text string) error {
	number, of, _ := strings.Cut(text, "/")
	n, err1 := strconv.Atoi(number)
	m, err2 := strconv.Atoi(of)
	switch {
	case err1 != nil || err2 != nil || m < 1 || m > mostShards:
		return errors.New("应写作 第几份/共几份，如 0/4")
	case n < 0 || n >= m:
		return fmt.Errorf("份从 0 数起，共 %d 份的是 0/%d 到 %d/%d", m, m, m-1, m)
	}
	f.s.Number, f.s.Of = n, m
	return nil
}

// shardUsage refuses flags that do not go together.
func shardUsage(cmd *cobra.Command, shard build.Shard) error {
	for _, name := range []string{"published", "signed"} {
		if shard.Of == 0 && cmd.Flags().Changed(name) {
			return usageError{"--" + name + " 只和 --shard 同用", "运行 gongbao build --help 查看用法"}
		}
	}
	if shard.Of == 0 {
		return nil
	}
	if cmd.Flags().Changed("recall") {
		return usageError{"--shard 和 --recall 不能同用", "去掉其中一个"}
	}
	if !cmd.Flags().Changed("destination") {
		return usageError{"--shard 没有说明这一份写到哪里", fmt.Sprintf("加 --destination，如 --destination parts/%d", shard.Number)}
	}
	return nil
}

// buildShard makes a part.
func (a *app) buildShard(ctx context.Context, o build.Options) error {
	report, err := a.runBuild(ctx, o, build.RunShard)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "已做好第 %d 份（共 %d 份，从 0 数起）%s\n", o.Shard.Number, o.Shard.Of, report.Destination)
	a.printMade(report.Report, report.took)
	if report.Release != "" {
		fmt.Fprintf(a.out, "  最新发布批次 %s，截至 %s\n", report.Release, report.AsOf.Format(time.RFC3339))
	}
	fmt.Fprintln(a.out, "  各份都做好后，用 gongbao assemble 合并")
	return nil
}
