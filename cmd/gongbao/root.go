package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongbao/cmd/gongbao/internal/diag"
)

// app is one run of the command: where it writes and what time it is.
type app struct {
	out, err io.Writer
	now      func() time.Time
	terminal bool // err is a terminal, which gets a progress line
	log      *log // err for programs; nil for people
}

func (a *app) run(ctx context.Context, args []string) int {
	out := &result{w: a.out}
	a.out = out
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	if out.err != nil && (err == nil || errors.Is(err, out.err)) {
		err = &diag.Failure{Message: "结果没有写全：标准输出写不进去", Err: out.err}
	}
	a.report(err)
	return statusOf(err)
}

// result is where a command says what it did. It remembers that not all of it could be written, so that a program which
// reads it is told by the exit status.
type result struct {
	w   io.Writer
	err error
}

func (r *result) Write(b []byte) (int, error) {
	n, err := r.w.Write(b)
	if r.err == nil {
		r.err = err
	}
	return n, err
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "gongbao",
		Short: "把指标表和政策文本生成网站、简报和开放数据",
		Long: `公报（gongbao）读取 content/ 中的政策文本和 data/ 中的指标表，生成公开网站、
供领导阅读的 PDF 简报和供记者使用的开放数据，写入 public/。

提示和进度供程序读时，设环境变量 GONGBAO_LOG=json：标准错误每行一条 JSON。

退出状态：0 完成；1 输入有错；2 命令用法有误；3 无法生成或写入。`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          func(cmd *cobra.Command, args []string) error { return noArguments(cmd, args) },
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.initCommand(), a.buildCommand(), a.assembleCommand(), a.serveCommand(), a.bulletinCommand(), a.checkCommand(), a.diffCommand(), a.approveCommand(), a.publishCommand(), a.rollbackCommand(),
		a.templateCommand(), a.importCommand(), a.scoreCommand(), a.verifyCommand(), a.completionCommand(), a.handbookCommand(), a.manCommand(), a.versionCommand())
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Use, c.Short, c.Long = "help [命令]", "查看某个命令的用法", ""
		}
	}
	forEachCommand(root, func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		c.Flags().Lookup("help").Usage = "查看用法"
	})
	return root
}

func forEachCommand(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, sub := range c.Commands() {
		forEachCommand(sub, do)
	}
}

// noArguments stands for cobra's own check, whose texts are English.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return usageError{fmt.Sprintf("%s 不接受参数 %q", cmd.CommandPath(), args[0]), "运行 " + cmd.CommandPath() + " --help 查看用法"}
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	hint := "运行 gongbao --help 查看全部命令"
	if near, ok := diag.Nearest(args[0], names); ok {
		hint = fmt.Sprintf("是否为 %q？", near)
	}
	return usageError{fmt.Sprintf("没有命令 %q", args[0]), hint}
}

// flagError puts pflag's typed errors into Chinese.
func flagError(cmd *cobra.Command, err error) error {
	hint := "运行 " + cmd.CommandPath() + " --help 查看用法"
	switch e := err.(type) {
	case *pflag.NotExistError:
		name := e.GetSpecifiedName()
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near, ok := diag.Nearest(name, names); ok {
			hint = fmt.Sprintf("是否为 --%s？", near)
		}
		return usageError{fmt.Sprintf("没有选项 %s", dashed(name)), hint}
	case *pflag.ValueRequiredError:
		return usageError{fmt.Sprintf("选项 %s 缺少值", dashed(e.GetSpecifiedName())), hint}
	case *pflag.InvalidValueError:
		return usageError{fmt.Sprintf("选项 --%s 的值 %q 无效：%v", e.GetFlag().Name, e.GetValue(), e.Unwrap()), hint}
	case *pflag.InvalidSyntaxError:
		return usageError{fmt.Sprintf("选项 %s 的写法有误", e.GetSpecifiedFlag()), hint}
	}
	return usageError{err.Error(), hint}
}

func dashed(name string) string {
	if len([]rune(name)) == 1 {
		return "-" + name
	}
	return "--" + name
}

// instant is a flag that holds a point in time. A bare date means the end of that day in the plan's country, so that
// what is released on a day is public "as of" it.
type instant struct{ t *time.Time }

// beijing is the one time zone of China; a bare date needs one, and the machine's would make builds differ.
var beijing = time.FixedZone("UTC+8", 8*60*60)

func (i instant) String() string {
	if i.t == nil || i.t.IsZero() {
		return ""
	}
	return i.t.Format(time.RFC3339)
}

func (i instant) Type() string { return "时间" }

func (i instant) Set(s string) error {
	if day, err := time.ParseInLocation(time.DateOnly, s, beijing); err == nil {
		*i.t = day.AddDate(0, 0, 1).Add(-time.Second)
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return fmt.Errorf("应写作 2020-07-15 或 2020-07-15T09:00:00+08:00")
	}
	*i.t = t
	return nil
}

func sourceFlag(cmd *cobra.Command, source *string) {
	cmd.Flags().StringVarP(source, "source", "s", ".", "含 content/ 和 data/ 的`文件夹`")
}

func joinSource(source, destination string) string {
	if destination != "" {
		return destination
	}
	return filepath.Join(source, "public")
}

var usageTemplate = strings.TrimLeft(`
用法：
{{- if .HasAvailableSubCommands}}
  {{.CommandPath}} <命令> [选项]

命令：{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{- else}}
  {{.CommandPath}} [选项]
{{- end}}
{{- if .HasAvailableLocalFlags}}

选项：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableSubCommands}}

运行 {{.CommandPath}} <命令> --help 查看某个命令的用法。
{{- end}}
`, "\n")
