package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/seal"
)

func (a *app) verifyCommand() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "verify <文件夹或文件>",
		Short: "核对下载的数据：校验和与签名",
		Long: `把文件夹（或一个文件）与它的 SHA256SUMS 逐个核对；旁边有 SHA256SUMS.minisig 的，再验证签名。
公钥用 --key 给出；不给就用旁边的 minisign.pub，那只说明清单完整，公钥是谁的要另外核实。

校验和与签名只说明文件与发布时一致，不是电子签章。`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return usageError{"verify 要一个文件夹或文件", "如 gongbao verify public/data"}
		},
		RunE: func(_ *cobra.Command, args []string) error {
			reports, err := seal.Verify(args[0], key)
			if err != nil {
				return err
			}
			sound := true
			for _, r := range reports {
				a.printVerified(r)
				sound = sound && r.Sound()
			}
			if !sound {
				return errFaults
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "minisign `公钥`：文件名，或公钥本身")
	return cmd
}

func (a *app) printVerified(r seal.Report) {
	fmt.Fprintf(a.out, "对照 %s：%d 个文件一致\n", r.List, r.Checked)
	for _, group := range []struct {
		what  string
		names []string
	}{{"已改动", r.Changed}, {"缺少", r.Missing}, {"清单里没有", r.Strange}} {
		for _, name := range group.names {
			fmt.Fprintf(a.out, "  %s：%s\n", group.what, name)
		}
	}
	switch {
	case !r.Signed:
		fmt.Fprintln(a.out, "  没有签名")
	case r.Key == "":
		fmt.Fprintln(a.out, "  没有签名，无从用所给的公钥验证")
	case !r.Valid:
		fmt.Fprintf(a.out, "  签名无效：不是公钥 %s 对这份清单签的\n", r.Key)
	case r.KeyBeside:
		fmt.Fprintf(a.out, "  签名有效，公钥 %s 出自同一文件夹，请与主办单位另行公布的核对\n", r.Key)
	default:
		fmt.Fprintf(a.out, "  签名有效，公钥 %s\n", r.Key)
	}
}
