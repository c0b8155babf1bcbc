package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/diff"
)

func (a *app) diffCommand() *cobra.Command {
	var source, from, format string
	cmd := &cobra.Command{
		Use:   "diff <线上站点>",
		Short: "发布之前，看与线上相比会改动什么",
		Long: `把 public/ 里生成好的站点与线上的相比：页面、文件、数字（原来 → 现在）、进展状态的变化，和会消失的内容。
线上站点是文件夹、网址（https://…，经其 manifest.json 读取），或 gongbao.yaml 的 deploy 里文件夹的名字。`,
		Args: oneArgument("线上站点", "如 gongbao diff https://example.gov.cn/plan/"),
		RunE: func(_ *cobra.Command, args []string) error {
			conf, _ := config.Load(sourceFiles(source)) // a fault there must not stand in the way
			live, err := liveTree(args[0], conf)
			if err != nil {
				return err
			}
			report, err := diff.Compare(live, diff.Folder(joinSource(source, from)))
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return report.Text(a.out)
			case "html":
				return report.HTML(a.out)
			case "json":
				encoder := json.NewEncoder(a.out)
				encoder.SetIndent("", "  ")
				encoder.SetEscapeHTML(false)
				return encoder.Encode(report)
			}
			return usageError{fmt.Sprintf("没有形式 %q", format), "可用的有：text、json、html"}
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVar(&from, "from", "", "生成好的`文件夹`（默认为源文件夹下的 public）")
	cmd.Flags().StringVar(&format, "format", "text", "输出的`形式`：text、json、html")
	return cmd
}

func liveTree(target string, conf config.Config) (diff.Tree, error) {
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		return diff.NewSite(target)
	}
	address, err := targetAddress(target, conf)
	if err != nil {
		return nil, err
	}
	if strings.Contains(address, "://") {
		return nil, usageError{"diff 读不了存储桶和 SFTP 服务器", "写出它对外的网址，如 https://example.gov.cn/plan/"}
	}
	return diff.Folder(address), nil
}
