package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/handbook"
	"gongbao/cmd/gongbao/internal/replace"
	"gongbao/cmd/gongbao/internal/serve"
)

func (a *app) handbookCommand() *cobra.Command {
	var destination string
	var show bool
	var port int
	cmd := &cobra.Command{
		Use:   "handbook",
		Short: "把使用手册写成网页，或直接打开来看",
		Long: `使用手册在程序里，与这个程序的版本一致：从第一个网站到发布和退回，以及全部命令、配置项、表和栏、提示代码。
写成一个网站，用浏览器打开其中的 index.html；加 --serve 就在本机打开，不写文件。不需要网络。`,
		Example: `  gongbao handbook -d 手册
  gongbao handbook --serve`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			source, err := os.MkdirTemp("", "gongbao-handbook-")
			if err != nil {
				return &diag.Failure{Message: "无法建立临时文件夹", Remedy: "检查环境变量 TMPDIR 所指的文件夹", Err: err}
			}
			defer os.RemoveAll(source)
			if err := writeHandbook(cmd.Root(), source); err != nil {
				return err
			}
			options := build.Options{Source: source, Destination: destination, Now: a.now(), Progress: func(string) {}}
			if !show {
				report, faults, err := build.Run(cmd.Context(), options)
				if len(faults) > 0 && err == nil {
					err = a.printFaults(faults)
				}
				if err == nil {
					fmt.Fprintf(a.out, "已把手册写进 %s，用浏览器打开 %s\n", report.Destination, filepath.Join(report.Destination, "index.html"))
				}
				return err
			}
			return serve.Run(cmd.Context(), serve.Options{
				Build:     options,
				Port:      port,
				Ready:     func(url string) { fmt.Fprintf(a.out, "手册 %s（按 Ctrl+C 停止）\n", url) },
				Read:      func(build.State, time.Duration) {},
				Completed: func(error) {},
			})
		},
	}
	cmd.Flags().StringVarP(&destination, "destination", "d", "手册", "写入的`文件夹`")
	cmd.Flags().BoolVar(&show, "serve", false, "不写文件，在本机打开来看")
	cmd.Flags().IntVar(&port, "port", 8000, "与 --serve 同用：本机的`端口`；0 为任选一个空闲的")
	return cmd
}

// writeHandbook writes the handbook's source into a folder.
func writeHandbook(root *cobra.Command, folder string) error {
	files, err := handbook.Files(facts(root))
	if err != nil {
		return err
	}
	for i := range files {
		files[i].Path = filepath.Join(folder, filepath.FromSlash(files[i].Path))
	}
	return replace.Files(files...)
}

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "输出手册页，供 man 命令显示",
		Long:  "输出手册页（man 的格式）。放到 /usr/local/share/man/man1/gongbao.1，以后用 man gongbao 查看。",
		Example: `  gongbao man > gongbao.1
  man -l gongbao.1`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := a.out.Write(handbook.Manual(facts(cmd.Root())))
			return err
		},
	}
}

// statuses are the exit statuses.
var statuses = []handbook.Status{
	{Code: exitDone, Means: "完成"},
	{Code: exitFaults, Means: "输入有错"},
	{Code: exitUsage, Means: "命令用法有误"},
	{Code: exitWrite, Means: "无法生成或写入"},
}

// variables are those of the environment that the program reads.
var variables = []handbook.Variable{
	{Name: "GONGBAO_BASE_URL", Means: "网站的正式地址，优先于 gongbao.yaml 的 base_url：同一套源文件先发布到试用的地址，再发布到正式的"},
	{Name: "GONGBAO_SIGN_KEY", Means: "minisign 私钥文件，与 build --sign-key 相同"},
	{Name: "GONGBAO_SIGN_PASSWORD", Means: "私钥的口令"},
	{Name: "GONGBAO_SSH_PASSPHRASE", Means: "发布到 SFTP 服务器时，SSH 私钥的口令"},
	{Name: "GONGBAO_LOG", Means: "写 json 时，标准错误每行一条 JSON，供程序读"},
	{Name: "AWS_ACCESS_KEY_ID", Means: "发布到存储桶时的密钥标识"},
	{Name: "AWS_SECRET_ACCESS_KEY", Means: "发布到存储桶时的密钥"},
	{Name: "SSH_AUTH_SOCK", Means: "ssh-agent 的位置，由系统设定"},
	{Name: "USER", Means: "SFTP 地址里没有写用户时，用这个名字登录"},
	{Name: "TMPDIR", Means: "临时文件放在哪里"},
	{Name: "GOGC", Means: "内存回收的尺度；内存小的机器可以设为 50，慢一些，省内存"},
}

// facts are what the handbook and the manual page say of the command.
func facts(root *cobra.Command) handbook.Facts {
	f := handbook.Facts{Version: version, Date: versionDate, About: root.Short, Statuses: statuses, Variables: variables}
	forEachCommand(root, func(c *cobra.Command) {
		if c.Hidden || c.Name() == "help" {
			return
		}
		command := handbook.Command{Path: c.CommandPath(), Use: c.UseLine(), Short: c.Short, Long: c.Long, Example: c.Example}
		if c == root {
			command.Use = c.CommandPath() + " <命令> [选项]"
		} else {
			command.Use = strings.Replace(command.Use, "[flags]", "[选项]", 1)
		}
		c.Flags().VisitAll(func(flag *pflag.Flag) {
			if flag.Hidden || flag.Name == "help" {
				return
			}
			value, says := pflag.UnquoteUsage(flag)
			if flag.Value.Type() == "bool" {
				value = ""
			}
			shown := flag.DefValue
			if shown == "false" || flag.Name == "sign-key" || strings.Contains(says, "默认") || strings.Contains(says, "为任选") && shown == "0" {
				shown = ""
			}
			command.Flags = append(command.Flags, handbook.Flag{Name: flag.Name, Letter: flag.Shorthand, Value: value, Says: says, Default: shown})
		})
		f.Commands = append(f.Commands, command)
	})
	return f
}
