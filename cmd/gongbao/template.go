package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/replace"
	"gongbao/cmd/gongbao/internal/template"
	"gongbao/cmd/gongbao/internal/workbook"
)

func (a *app) templateCommand() *cobra.Command {
	var source, output, period string
	var request template.Request
	var overwrite bool
	cmd := &cobra.Command{
		Use:   "template",
		Short: "给各单位出填报表（.xlsx），填好后用 import 收回来",
		Long: `按批次出填报表：每个负责报数的单位一个工作簿，每项措施一张工作表，每个要填的数一行，旁边有计量单位、口径和上期数。
只有黄色的格子能填；代码在隐藏的列里，导入时靠它认行。--county 改为给一个县（区）出一个工作簿。
批次要先写在 data/releases.csv 里。已有同名文件时不覆盖，以免冲掉填好的数。`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if request.Release == "" {
				return usageError{"没有写明批次", "加 --release，如 gongbao template --release 2020-Q3"}
			}
			conf, plan, err := a.openPlan(source)
			if err != nil {
				return err
			}
			if err := completeRequest(plan, &request, period); err != nil {
				return err
			}
			request.Publisher, request.Contact = conf.Publisher.Name, conf.Publisher.Contact
			var files []replace.File
			forms := template.Make(plan, request)
			for _, f := range forms {
				var b bytes.Buffer
				if err := workbook.Write(&b, f.Book); err != nil {
					return err
				}
				files = append(files, replace.File{Path: filepath.Join(output, f.Name+".xlsx"), Content: b.Bytes()})
			}
			if len(files) == 0 {
				return &diag.Failure{Message: fmt.Sprintf("批次 %s（%s）没有要填的数", request.Release, request.Period.Label()),
					Remedy: "检查 data/indicators.csv 的 org 和 frequency；批次不是一期的名字时加 --period"}
			}
			for _, f := range files {
				if old, err := os.ReadFile(f.Path); err == nil && !overwrite && !bytes.Equal(old, f.Content) {
					return &diag.Failure{Message: fmt.Sprintf("已有 %s，其中可能有填好的数", f.Path), Remedy: "换一个 --output 文件夹，或加 --overwrite 覆盖"}
				}
			}
			if err := replace.Files(files...); err != nil {
				return &diag.Failure{Message: "填报表没有写成", Remedy: writeRemedy(err), Err: err}
			}
			cells := 0
			for i, f := range files {
				cells += forms[i].Cells
				fmt.Fprintf(a.out, "%s　%d 个数\n", f.Path, forms[i].Cells)
			}
			fmt.Fprintf(a.out, "共 %d 个工作簿，%d 个数，%s。\n", len(files), cells, request.Period.Label())
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVarP(&request.Release, "release", "r", "", "发布`批次`的代码")
	cmd.Flags().StringVar(&request.Org, "org", "", "只出这个`单位`的（orgs.csv 的代码）")
	cmd.Flags().StringVar(&request.Region, "county", "", "只出这个县（区）的（行政区划`代码`）")
	cmd.Flags().StringVar(&period, "period", "", "批次所报的`时期`，如 2020-Q3（默认与批次同名）")
	cmd.Flags().StringVar(&request.Source, "data-source", "", "全部数的`来源`代码（默认沿用各指标以往的来源）")
	cmd.Flags().StringVarP(&output, "output", "o", ".", "写入的`文件夹`")
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "覆盖已有的同名文件")
	aliasFlags(cmd, map[string]string{"region": "county"})
	return cmd
}

// aliasFlags lets a flag be called by a second name.
func aliasFlags(cmd *cobra.Command, names map[string]string) {
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if other, ok := names[name]; ok {
			name = other
		}
		return pflag.NormalizedName(name)
	})
}

// openPlan reads a plan with all that is in it: figures of later releases, and those that are not published.
func (a *app) openPlan(source string) (config.Config, *model.Plan, error) {
	if info, err := os.Stat(source); err != nil || !info.IsDir() {
		return config.Config{}, nil, &diag.Failure{Message: fmt.Sprintf("没有文件夹 %s", source), Remedy: "用 --source 指明含 content/ 和 data/ 的文件夹；还没有就先 gongbao init"}
	}
	fsys := os.DirFS(source)
	conf, faults := config.Load(fsys)
	plan, more := load.Load(fsys, conf.Region)
	if faults = append(faults, more...); faults.HasErrors() {
		faults.Sort()
		if err := a.printFaults(faults); err != nil {
			return conf, nil, err
		}
		return conf, nil, errFaults
	}
	return conf, plan, nil
}

// completeRequest holds what was asked for against the plan.
func completeRequest(p *model.Plan, r *template.Request, period string) error {
	unknown := func(what, id, hint string, known []string) error {
		if near, ok := diag.Nearest(id, known); ok {
			hint = fmt.Sprintf("是否为 %q？", near)
		}
		return &diag.Failure{Message: fmt.Sprintf("没有%s %q", what, id), Remedy: hint}
	}
	if p.Release(r.Release) == nil {
		var known []string
		for _, release := range p.Releases {
			known = append(known, release.ID)
		}
		return unknown("发布批次", r.Release, "先在 data/releases.csv 加上这一批，写明公开的时间", known)
	}
	if r.Org != "" && p.Org(r.Org) == nil {
		if o := p.OrgNamed(r.Org); o != nil {
			r.Org = o.ID
		} else {
			var known []string
			for _, o := range p.Orgs {
				known = append(known, o.ID, o.Name)
			}
			return unknown("单位", r.Org, "代码见 data/codelists/orgs.csv", known)
		}
	}
	if r.Source != "" && p.Source(r.Source) == nil {
		var known []string
		for _, s := range p.Sources {
			known = append(known, s.ID)
		}
		return unknown("来源", r.Source, "代码见 data/codelists/sources.csv", known)
	}
	name := period
	if name == "" {
		name = r.Release
	}
	at, err := model.ParsePeriod(name)
	if err != nil {
		if period != "" {
			return usageError{fmt.Sprintf("不是时期：%q", period), "写成 2020、2020-H1、2020-Q2 或 2020-06"}
		}
		return usageError{fmt.Sprintf("批次 %s 不是一期的名字，看不出要报哪一期的数", r.Release), "加 --period，如 --period 2020"}
	}
	r.Period = at
	if r.Region == "" {
		return nil
	}
	region := p.RegionOf(r.Region)
	if region == nil {
		var known []string
		for i := range p.Regions {
			known = append(known, p.Regions[i].Code, p.Regions[i].Name)
		}
		return unknown("行政区划代码", r.Region, "代码见 data/codelists/regions.csv", known)
	}
	if !region.ValidIn(at) {
		hint := "见 data/codelists/regions.csv 的 valid_from 和 valid_to"
		if next := p.RegionOf(region.Successor); next != nil {
			hint = fmt.Sprintf("之后是 %s，代码 %s", next.Name, next.Code)
		}
		return &diag.Failure{Message: fmt.Sprintf("%s 没有 %s（%s）", at.Label(), region.Name, region.Code), Remedy: hint}
	}
	return nil
}
