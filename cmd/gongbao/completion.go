package main

import (
	"github.com/spf13/cobra"
)

// completionCommand stands for cobra's own, whose texts are English.
func (a *app) completionCommand() *cobra.Command {
	write := map[string]func(*cobra.Command) error{
		"bash":       func(root *cobra.Command) error { return root.GenBashCompletionV2(a.out, true) },
		"zsh":        func(root *cobra.Command) error { return root.GenZshCompletion(a.out) },
		"fish":       func(root *cobra.Command) error { return root.GenFishCompletion(a.out, true) },
		"powershell": func(root *cobra.Command) error { return root.GenPowerShellCompletionWithDesc(a.out) },
	}
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion <bash|zsh|fish|powershell>",
		Short: "生成命令行补全脚本",
		Long:  "在命令行按 Tab 键补全命令、选项和它们的值。",
		Example: `  gongbao completion bash > /etc/bash_completion.d/gongbao
  gongbao completion zsh > "${fpath[1]}/_gongbao"
  gongbao completion fish > ~/.config/fish/completions/gongbao.fish
  gongbao completion powershell >> $PROFILE`,
		ValidArgs: shells,
		Args:      oneArgument("命令行程序的名字", "如 gongbao completion bash"),
		RunE: func(cmd *cobra.Command, args []string) error {
			generate, ok := write[args[0]]
			if !ok {
				return usageError{"不会为 " + args[0] + " 补全", "可用的有：bash、zsh、fish、powershell"}
			}
			return generate(cmd.Root())
		},
	}
}
