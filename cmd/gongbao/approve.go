package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/approval"
	"gongbao/cmd/gongbao/internal/deploy"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/replace"
)

func (a *app) approveCommand() *cobra.Command {
	var source, from, by string
	cmd := &cobra.Command{
		Use:   "approve <批次>",
		Short: "登记谁批准一个批次公开；publish 只发布批准过的批次",
		Long: `在 data/releases.csv 里记下批准人和时间，并记下所批准内容的校验值：该批次的数据文件和简报。
批准之前先生成（可用 --as-of 试做将要公开的批次），看过再批。批准之后内容再变，要重新批准。`,
		Args: oneArgument("批次", "如 gongbao approve 2020-Q3 --by 张某"),
		RunE: func(_ *cobra.Command, args []string) error {
			if by == "" {
				return usageError{"没有写明谁批准", "加 --by 姓名或职务"}
			}
			tree, err := deploy.OpenFolder(joinSource(source, from))
			if err != nil {
				return err
			}
			digest := approval.Digest(tree.Files(), args[0])
			if digest == "" {
				return &diag.Failure{Message: fmt.Sprintf("%s 里没有批次 %s，还没有东西可批", joinSource(source, from), args[0]), Remedy: "先生成：gongbao build --as-of <公开的时间>，看过再批"}
			}
			file := filepath.Join(source, "data", "releases.csv")
			text, err := os.ReadFile(file)
			if err != nil {
				return &diag.Failure{Message: fmt.Sprintf("读不到 %s", file), Remedy: "没有批次表的方案只有一批数据，不用批准"}
			}
			text, err = approval.Record(text, args[0], model.Approval{By: by, At: a.now().In(beijing).Truncate(time.Second), Digest: digest})
			switch {
			case errors.Is(err, approval.ErrNoRelease):
				return &diag.Failure{Message: fmt.Sprintf("%s 里没有批次 %s", file, args[0]), Remedy: "检查批次的编号"}
			case errors.Is(err, approval.ErrEncoding):
				return &diag.Failure{Message: fmt.Sprintf("%s 不是 UTF-8 编码", file), Remedy: "另存为 UTF-8 再批准"}
			case err != nil:
				return &diag.Failure{Message: fmt.Sprintf("看不懂 %s：%v", file, err), Remedy: "先运行 gongbao check，改正这个表"}
			}
			if err := replace.Files(replace.File{Path: file, Content: text}); err != nil {
				return &diag.Failure{Message: fmt.Sprintf("无法写入 %s", file), Err: err, Remedy: writeRemedy(err)}
			}
			fmt.Fprintf(a.out, "已登记：批次 %s 由 %s 批准，内容校验值 %s\n", args[0], by, digest[:16])
			return nil
		},
	}
	sourceFlag(cmd, &source)
	cmd.Flags().StringVar(&from, "from", "", "生成好的`文件夹`，批准的就是其中的内容（默认为源文件夹下的 public）")
	cmd.Flags().StringVar(&by, "by", "", "批准人的`姓名`或职务")
	return cmd
}

// oneArgument wants one argument of the named kind.
func oneArgument(kind, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usageError{fmt.Sprintf("%s 要一个%s", cmd.Name(), kind), example}
	}
}

// writeRemedy is what to do where a table or a form could not be written.
func writeRemedy(err error) string {
	if remedy := diag.SystemRemedy(err); remedy != "" {
		return remedy
	}
	return "文件可能正被表格软件打开，关闭后重试；再看磁盘和权限"
}
