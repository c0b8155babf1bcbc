package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/replace"
	"gongbao/cmd/gongbao/internal/starter"
)

func (a *app) initCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "init <文件夹>",
		Short: "新建一个小而完整的站点，从它改成自己的",
		Long: `新建一个站点：一个市、两个县、两项措施，逐项有说明，马上就能生成。文件夹要还没有，或是空的。
--from 复制一个完整的例子，含演示数据。`,
		Args: oneArgument("文件夹", "如 gongbao init 我们的站点"),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := args[0]
			files, err := starter.Files(from)
			if err != nil {
				return err
			}
			if files == nil {
				return usageError{fmt.Sprintf("没有例子 %q", from), "可用的例子：" + strings.Join(starter.Examples(), "、")}
			}
			for i := range files {
				files[i].Path = filepath.Join(folder, filepath.FromSlash(files[i].Path))
			}
			if err := onlyOurs(folder, files); err != nil {
				return err
			}
			if err := replace.Files(files...); err != nil {
				return &diag.Failure{Message: "没有写成", Remedy: writeRemedy(err), Err: err}
			}
			fmt.Fprintf(a.out, "已在 %s 写好 %d 个文件。\n下一步：cd %s，然后 gongbao build", folder, len(files), folder)
			if from == "" {
				fmt.Fprint(a.out, "；怎样改成自己的，见其中的 README.md")
			}
			fmt.Fprintln(a.out, "。")
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "复制这个`例子`："+strings.Join(starter.Examples(), "、"))
	return cmd
}

// onlyOurs refuses a folder that holds anything but what an interrupted init has left there.
func onlyOurs(folder string, files []replace.File) error {
	ours := map[string][]byte{}
	for _, f := range files {
		ours[f.Path] = f.Content
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || replace.IsPart(path) {
			return err
		}
		if content, err := os.ReadFile(path); err != nil || ours[path] == nil || !bytes.Equal(content, ours[path]) {
			return errForeign
		}
		return nil
	})
	if info, statErr := os.Stat(folder); statErr == nil && !info.IsDir() {
		err = fs.ErrInvalid
	}
	switch {
	case errors.Is(err, errForeign):
		return &diag.Failure{Message: fmt.Sprintf("%s 不是空的", folder), Remedy: "换一个文件夹；已有的文件不会被覆盖"}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return &diag.Failure{Message: fmt.Sprintf("%s 不能用作文件夹", folder), Remedy: "换一个名字，或检查权限"}
	}
	return nil
}

var errForeign = errors.New("a file that is not ours")
