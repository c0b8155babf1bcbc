package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/intake"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/replace"
)

func (a *app) importCommand() *cobra.Command {
	var source, period string
	var opt intake.Options
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import <文件或文件夹…>",
		Short: "把各单位交回的填报表和别的表收进 data/observations/",
		Long: `读取 template 出的填报表，和表头写着地区、指标、时期、数值的一般的表（.xlsx，或 UTF-8、GB18030 编码的 CSV）；
时期、指标或地区各占一列的表也行。表里没有写明的，用选项写明：--period、--indicator、--region、--data-source、--release。

全角数字、千分位、万和亿、百分号照意思读，逐行说明；“-”和“…”记为缺失；标题、表尾的注、认不出的栏不读，也逐行说明。
有一处拒收，就什么也不写入。同一张表导入两次，第二次什么也不改。不同来源对同一个数报得不一样，两个都保留。`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{"import 要文件", "如 gongbao import 交回的表/*.xlsx，或写一个文件夹"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if period != "" {
				var err error
				if opt.Period, err = model.ParsePeriod(period); err != nil {
					return usageError{fmt.Sprintf("不是时期：%q", period), "写成 2020、2020-H1、2020-Q2 或 2020-06"}
				}
			}
			if info, err := os.Stat(source); err != nil || !info.IsDir() {
				return &diag.Failure{Message: fmt.Sprintf("没有文件夹 %s", source), Remedy: "用 --source 指明含 content/ 和 data/ 的文件夹"}
			}
			sent, faults, err := readSent(args)
			if err != nil {
				return err
			}
			fsys := os.DirFS(source)
			conf, more := config.Load(fsys)
			faults = append(faults, more...)
			report, more := intake.Import(fsys, conf.Region, sent, opt)
			faults = append(faults, more...)
			for _, l := range report.Lines {
				fmt.Fprintf(a.out, "%s: %s\n", l.At, l.Text)
			}
			if len(faults) > 0 {
				if err := a.printFaults(faults); err != nil {
					return err
				}
			}
			if faults.HasErrors() {
				fmt.Fprintln(a.out, "有拒收的，什么也没有写入。改正后再导入全部文件。")
				return errFaults
			}
			if !dryRun {
				for i := range report.Files {
					report.Files[i].Path = filepath.Join(source, filepath.FromSlash(report.Files[i].Path))
				}
				if err := replace.Files(report.Files...); err != nil {
					return &diag.Failure{Message: "没有写成，原来的表没有动", Remedy: writeRemedy(err), Err: err}
				}
			}
			a.sumUp(report, dryRun)
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVarP(&opt.Release, "release", "r", "", "发布`批次`的代码；填报表里写着，别的批次的表会被拒收")
	cmd.Flags().StringVar(&period, "period", "", "表里没有写明的`时期`，如 2020-Q3")
	cmd.Flags().StringVar(&opt.Indicator, "indicator", "", "表里没有写明的`指标`代码")
	cmd.Flags().StringVar(&opt.Region, "region", "", "表里没有写明的行政区划`代码`")
	cmd.Flags().StringVar(&opt.Source, "data-source", "", "表里没有写明的数据`来源`代码")
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "只说会怎样，不写任何文件")
	aliasFlags(cmd, map[string]string{"county": "region"})
	return cmd
}

// sumUp counts what an import did.
func (a *app) sumUp(r intake.Report, dryRun bool) {
	count := func(o intake.Outcome) int { return r.Count[o] }
	fmt.Fprintf(a.out, "收入 %d 个数，修订 %d 个，改动 %d 个，已有 %d 个；改了写法的 %d 个，没有填的 %d 格，没有读取的 %d 处。\n",
		count(intake.Taken), count(intake.Revised), count(intake.Changed), count(intake.Same), r.Respelt, r.Unfilled, r.Left)
	if len(r.Files) == 0 {
		fmt.Fprintln(a.out, "没有要写的。")
		return
	}
	verb := "已写入 "
	if dryRun {
		verb = "试运行，没有写入 "
	}
	for _, f := range r.Files {
		fmt.Fprintf(a.out, "%s%s\n", verb, f.Path)
	}
}

// readSent reads the files, and those of folders. A file that is too large, or no file, is a fault; it is not read.
func readSent(args []string) ([]intake.Sent, diag.List, error) {
	var sent []intake.Sent
	var faults diag.List
	var names []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			message := fmt.Sprintf("没有文件 %s", arg)
			if !errors.Is(err, os.ErrNotExist) {
				message = fmt.Sprintf("文件 %s 读不到", arg)
			}
			return nil, nil, &diag.Failure{Message: message, Remedy: "检查文件名和路径，文件名里有空格就加引号"}
		}
		if !info.IsDir() {
			names = append(names, arg)
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, nil, &diag.Failure{Message: fmt.Sprintf("文件夹 %s 读不到", arg), Remedy: "检查权限"}
		}
		before := len(names)
		for _, e := range entries {
			if name := filepath.Join(arg, e.Name()); !e.IsDir() && intake.Reads(e.Name()) {
				names = append(names, name)
			}
		}
		if len(names) == before {
			return nil, nil, &diag.Failure{Message: fmt.Sprintf("文件夹 %s 里没有表格", arg), Remedy: "把交回的 .xlsx 或 .csv 放进去"}
		}
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		at := diag.Place{File: filepath.ToSlash(name)}
		info, err := os.Stat(name)
		switch limit := intake.MaxSize(name); {
		case err != nil:
			faults.Errorf(at, "FILE-UNREADABLE", "文件读不到")
			faults.Hintf("检查权限")
		case !info.Mode().IsRegular():
			faults.Errorf(at, "FILE-NOT-REGULAR", "不是普通文件（是管道、套接字或设备）")
			faults.Hintf("换成普通文件")
		case info.Size() > limit:
			faults.Errorf(at, "IMPORT-TOO-LARGE", "文件有 %s，最多读 %s", size(info.Size()), size(limit))
			faults.Hintf("一个单位的报表没有这么大：只留要报的行，或分成几个文件")
		default:
			content, err := os.ReadFile(name)
			if err != nil {
				faults.Errorf(at, "FILE-UNREADABLE", "文件读不出来")
				faults.Hintf("检查权限，关闭正在打开它的程序")
				continue
			}
			sent = append(sent, intake.Sent{Name: at.File, Content: content})
		}
	}
	return sent, faults, nil
}
