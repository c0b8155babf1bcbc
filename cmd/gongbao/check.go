package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/audit"
	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/findings"
	"gongbao/cmd/gongbao/internal/replace"
)

func (a *app) checkCommand() *cobra.Command {
	var source, format, file, explained string
	var asOf time.Time
	var links, list bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "检查 content/ 和 data/，列出全部错误和可疑之处",
		Long: `检查 content/ 和 data/，一次列出全部错误和可疑之处，不改动任何输入。除了格式，还看：数与自己的历史相比
突变、单位差一万倍、各县之和、比率与分子分母、累计数减少、逾期未报、目标互相矛盾、措施没有指标、
正文里不认识的单位、失效的链接。

每条规则有代码和说明（--explain 代码），轻重在 content/gongbao.yaml 的 check.severity 里改。经核实无误的，
写进 data/acknowledgements.csv，不再提示，理由随数据公布。

退出状态：0 没有错误（可以有警告）；1 有错误；2 命令用法有误；3 无法写入。`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case list:
				return a.listRules()
			case explained != "":
				return a.explain(explained)
			case !slices.Contains(findings.Formats, format):
				return usageError{fmt.Sprintf("没有输出格式 %q", format), "可用的格式：" + strings.Join(findings.Formats, "、")}
			}
			var online *http.Client
			if links {
				online = http.DefaultClient
			}
			checked, err := build.Check(cmd.Context(), build.CheckOptions{Source: source, AsOf: asOf, Online: online})
			if err != nil {
				return err
			}
			report := findings.Report{Site: checked.Config.Title, Version: version, Open: checked.Open, Settled: checked.Settled}
			if err := a.writeReport(report, format, file); err != nil {
				return err
			}
			if report.Open.HasErrors() {
				return errFaults
			}
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVar(&format, "format", "text", "输出`格式`：text、json、sarif（编辑器和代码平台）或 html（给同事看的网页）")
	cmd.Flags().StringVarP(&file, "output", "o", "", "写入这个`文件`（默认显示在屏幕上）")
	cmd.Flags().Var(instant{&asOf}, "as-of", "按此`时间`看谁逾期未报（默认为 gongbao.yaml 的 as_of，再为最近批次的公布时间）")
	cmd.Flags().BoolVar(&links, "links", false, "联网访问正文和来源表里的网址，看是否打得开")
	cmd.Flags().StringVar(&explained, "explain", "", "只显示这个`代码`的说明，如 SERIES-JUMP、CSV-FIELDS")
	cmd.Flags().BoolVar(&list, "rules", false, "只列出全部规则")
	return cmd
}

// writeReport writes a report to a file, as a whole or not at all, or to the terminal: text to standard error beside all
// other messages, the other formats to standard output.
func (a *app) writeReport(report findings.Report, format, file string) error {
	if file == "" {
		if format == "text" {
			return report.Text(a.err)
		}
		return report.Write(a.out, format)
	}
	var b bytes.Buffer
	if err := report.Write(&b, format); err != nil {
		return err
	}
	// A folder that is not there is a slip of the pen, not to be made.
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return &diag.Failure{Message: fmt.Sprintf("没有文件夹 %s", filepath.Dir(file)), Remedy: "先建文件夹，或换一个位置"}
	}
	if err := replace.Files(replace.File{Path: file, Content: b.Bytes()}); err != nil {
		return &diag.Failure{Message: "无法写入 " + file, Err: err, Remedy: writeRemedy(err)}
	}
	_, err := fmt.Fprintf(a.err, "%s\n已写入 %s\n", report.Summary(), file)
	return err
}

func (a *app) explain(code string) error {
	code = strings.ToUpper(code)
	if rule, ok := audit.Lookup(code); ok {
		_, err := fmt.Fprintf(a.out, "%s（%s，默认为%s）\n\n%s", rule.Title(), rule.Code, severityName(rule.Severity), rule.Text())
		return err
	}
	known := audit.Codes()
	for _, f := range audit.Forms() {
		if f.Code == code {
			_, err := fmt.Fprintf(a.out, "%s（%s，格式错误）\n\n%s\n", f.Title, f.Code, f.Text)
			return err
		}
		known = append(known, f.Code)
	}
	hint := "代码写在每条提示末尾的方括号里；全部规则用 gongbao check --rules 列出"
	if near, ok := diag.Nearest(code, known); ok {
		hint = fmt.Sprintf("是否为 %q？", near)
	}
	return usageError{fmt.Sprintf("没有代码 %q", code), hint}
}

func (a *app) listRules() error {
	for _, r := range audit.Rules() {
		if _, err := fmt.Fprintf(a.out, "%-20s  %s  %s\n", r.Code, severityName(r.Severity), r.Title()); err != nil {
			return err
		}
	}
	return nil
}

func severityName(s diag.Severity) string {
	if s == diag.Error {
		return "错误"
	}
	return "警告"
}

// printFaults lists the diagnostics and counts them.
func (a *app) printFaults(faults diag.List) error {
	if a.log != nil {
		a.log.faults(faults)
		return nil
	}
	return findings.Report{Open: faults}.Text(a.err)
}
