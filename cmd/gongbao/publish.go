package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongbao/cmd/gongbao/internal/approval"
	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/deploy"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
)

// publishFlags are what publish and rollback have in common.
type publishFlags struct {
	source    string
	dryRun    bool
	takeOver  bool
	plain     bool
	json      bool
	maxDelete int
}

func (f *publishFlags) add(cmd *cobra.Command) {
	sourceFlag(cmd, &f.source)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "只说会改什么，不动对方任何文件")
	cmd.Flags().BoolVar(&f.takeOver, "take-over", false, "接着做另一台机器上已经中断的发布")
	cmd.Flags().BoolVar(&f.plain, "no-compress", false, "不做压缩副本")
	cmd.Flags().BoolVar(&f.json, "json", false, "结果写成 JSON，供程序读取")
	cmd.Flags().IntVar(&f.maxDelete, "max-delete", 100, "最多删除的文件`数`，超过就不发布；-1 不限")
}

// kept is how many publications of a target the history holds.
const kept = 10

func (a *app) publishCommand() *cobra.Command {
	var flags publishFlags
	var from string
	cmd := &cobra.Command{
		Use:   "publish <目标>",
		Short: "把生成好的站点发布到文件夹、S3 存储桶或 SFTP 服务器",
		Long: `把 public/ 里生成好的站点发布出去，只传有变动的文件。目标是：

  文件夹              /srv/gongbao/public
  S3 兼容的存储桶     s3://存储桶/路径?endpoint=oss-cn-beijing.aliyuncs.com&region=cn-beijing
  SFTP 服务器         sftp://用户@主机/srv/gongbao/public
  名字                gongbao.yaml 的 deploy 里起的名字

文件夹一次替换。存储桶和服务器逐个文件替换，先传页面要用的，再传页面，最后删除不再需要的，读者不会看到
缺东西的页面；中断后再运行同样的命令，从中断处继续。目标里不是 gongbao 发布的文件不动。

新批次要先用 gongbao approve 批准，到了公开的时间才能发布。每次发布记在源文件夹的 .gongbao/ 里，用
gongbao rollback 可以退回。

密钥不写在命令里：存储桶用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 或 ~/.aws/credentials；
服务器用 ~/.ssh/ 里的密钥或 ssh-agent。

对方 60 秒没有回应就停下（大文件按大小多等）；网络慢的，在地址里写 timeout=秒数，如 …&timeout=300。`,
		Args: oneArgument("目标", "如 gongbao publish /srv/gongbao/public"),
		RunE: func(cmd *cobra.Command, args []string) error {
			conf, plan, err := a.loadForPublishing(flags.source)
			if err != nil {
				return err
			}
			address, err := targetAddress(args[0], conf)
			if err != nil {
				return err
			}
			tree, err := deploy.OpenFolder(joinSource(flags.source, from))
			if err != nil {
				return err
			}
			admit := func(fresh []string) error { return admissible(plan, tree.Files(), fresh, a.now()) }
			return a.publishTree(cmd.Context(), flags, tree, address, 0, deploy.Options{Admit: admit})
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&from, "from", "", "生成好的`文件夹`（默认为源文件夹下的 public）")
	return cmd
}

func (a *app) rollbackCommand() *cobra.Command {
	var flags publishFlags
	var to int
	var list bool
	cmd := &cobra.Command{
		Use:   "rollback <目标>",
		Short: "退回到以前的一次发布",
		Long: `把目标恢复成以前某次发布的样子，默认是上一次；发布中断以后，是中断的那次之前。每次发布的内容记在源文件夹的 .gongbao/ 里（每个目标最近 10 次）；
只传有差别的文件。退回之后改正输入，重新生成再发布。`,
		Args: oneArgument("目标", "如 gongbao rollback /srv/gongbao/public"),
		RunE: func(cmd *cobra.Command, args []string) error {
			conf, _ := config.Load(sourceFiles(flags.source)) // a fault elsewhere must not stand in the way
			address, err := targetAddress(args[0], conf)
			if err != nil {
				return err
			}
			parsed, err := deploy.Parse(address)
			if err != nil {
				return err
			}
			history := deploy.OpenHistory(flags.source)
			publications, err := history.Publications(parsed)
			if err != nil {
				return err
			}
			if list {
				a.printPublications(publications)
				return nil
			}
			shown := true
			if n := len(publications); to == 0 && n > 0 {
				if shown, err = deploy.Shows(cmd.Context(), parsed, publications[n-1]); err != nil {
					return err
				}
			}
			p, err := choose(publications, to, shown, args[0])
			if err != nil {
				return err
			}
			tree, err := history.Tree(p)
			if err != nil {
				return err
			}
			flags.maxDelete = -1
			return a.publishTree(cmd.Context(), flags, tree, address, p.Number, deploy.Options{MayWithdraw: true})
		},
	}
	flags.add(cmd)
	cmd.Flags().Lookup("max-delete").Hidden = true
	cmd.Flags().IntVar(&to, "to", 0, "退回到第几`次`发布（默认上一次）")
	cmd.Flags().BoolVar(&list, "list", false, "列出以前的发布")
	return cmd
}

// loadForPublishing reads the source; a release's approval stands in its tables.
func (a *app) loadForPublishing(source string) (config.Config, *model.Plan, error) {
	conf, plan, faults, err := build.Load(source)
	if err != nil {
		return conf, nil, err
	}
	if faults.HasErrors() {
		if err := a.printFaults(onlyErrors(faults)); err != nil {
			return conf, nil, err
		}
		fmt.Fprintln(a.err, "没有发布。")
		return conf, nil, errFaults
	}
	return conf, plan, nil
}

func onlyErrors(faults diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(faults), func(f diag.Diagnostic) bool { return f.Severity != diag.Error })
}

// targetAddress is an address, or what the configuration calls by that name.
func targetAddress(target string, conf config.Config) (string, error) {
	if address, ok := conf.Deploy[target]; ok {
		return address, nil
	}
	if strings.ContainsAny(target, `/\.`) {
		return target, nil
	}
	var names []string
	for name := range conf.Deploy {
		names = append(names, name)
	}
	slices.Sort(names)
	hint := "写成文件夹的路径（如 ./" + target + "）或 s3://、sftp:// 开头的地址，或在 content/gongbao.yaml 的 deploy 里给它一行"
	if len(names) > 0 {
		hint = "deploy 里有：" + strings.Join(names, "、") + "；要发布到文件夹，写成 ./" + target
	}
	return "", usageError{fmt.Sprintf("gongbao.yaml 的 deploy 里没有 %q", target), hint}
}

// admissible holds the releases that a publication would make public against their approval and their time.
func admissible(plan *model.Plan, files []output.File, fresh []string, now time.Time) error {
	var reasons []string
	for _, id := range fresh {
		i := slices.IndexFunc(plan.Releases, func(r model.Release) bool { return r.ID == id })
		if i < 0 {
			reasons = append(reasons, fmt.Sprintf("批次 %s 不在 data/releases.csv 里", id))
			continue
		}
		r := plan.Releases[i]
		if r.PublishedAt.IsZero() {
			continue // the plan has no table of releases
		}
		if r.PublishedAt.After(now) {
			reasons = append(reasons, fmt.Sprintf("批次 %s 定于 %s 公开，还没到时间", id, r.PublishedAt.Format(time.RFC3339)))
		}
		if why := approval.Missing(r, approval.Digest(files, id)); why != "" {
			reasons = append(reasons, why)
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	return &diag.Failure{Message: "没有发布：" + strings.Join(reasons, "；"), Remedy: "看过生成的内容后批准：gongbao approve <批次> --by <姓名>"}
}

func (a *app) publishTree(ctx context.Context, flags publishFlags, tree deploy.Tree, address string, restored int, o deploy.Options) error {
	start := a.now()
	progress := a.progress()
	o.Tree, o.Target, o.Now = tree, address, start
	o.Compress, o.DryRun, o.TakeOver, o.MaxDelete = !flags.plain, flags.dryRun, flags.takeOver, flags.maxDelete
	o.Progress = func(done, all int) {
		if done%50 == 0 || done == all {
			progress.phase(fmt.Sprintf("发布 %d/%d", done, all))
		}
	}
	report, err := deploy.Publish(ctx, o)
	progress.clear()
	if err != nil {
		return err
	}
	number := 0
	if !flags.dryRun {
		parsed, err := deploy.Parse(address)
		if err != nil {
			return err
		}
		m, err := output.ReadManifest(tree.Manifest())
		if err != nil {
			return err
		}
		p, err := deploy.OpenHistory(flags.source).Keep(parsed, tree, m.Release, restored, start, kept)
		if err != nil {
			return err
		}
		number = p.Number
	}
	return a.printPublished(report, flags, number, restored)
}

func (a *app) printPublished(r deploy.Report, flags publishFlags, number, restored int) error {
	if flags.json {
		encoder := json.NewEncoder(a.out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(struct {
			Target    string   `json:"target"`
			DryRun    bool     `json:"dry_run"`
			Number    int      `json:"publication,omitzero"`
			Restored  int      `json:"restored,omitzero"`
			Resumed   bool     `json:"resumed"`
			Releases  []string `json:"new_releases"`
			Added     []string `json:"added"`
			Changed   []string `json:"changed"`
			Removed   []string `json:"removed"`
			Mended    []string `json:"mended"`
			Unchanged int      `json:"unchanged"`
			Strangers int      `json:"strangers"`
			Bytes     int64    `json:"bytes"`
		}{r.Target, flags.dryRun, number, restored, r.Resumed, list(r.Releases), list(r.Added), list(r.Changed), list(r.Removed), list(r.Mended), r.Unchanged, r.Strangers, r.Bytes})
	}
	verb := "已发布到"
	switch {
	case flags.dryRun:
		verb = "试运行，没有改动"
	case restored > 0:
		verb = fmt.Sprintf("已退回到第 %d 次发布：", restored)
	}
	fmt.Fprintf(a.out, "%s %s\n", verb, r.Target)
	if r.Resumed {
		fmt.Fprintln(a.out, "  上次发布中断，这次从中断处继续")
	}
	fmt.Fprintf(a.out, "  新增 %d，更换 %d，删除 %d，未变 %d，传送 %s\n", len(r.Added), len(r.Changed)+len(r.Mended), len(r.Removed), r.Unchanged, size(r.Bytes))
	if len(r.Releases) > 0 {
		fmt.Fprintf(a.out, "  首次公开的批次：%s\n", strings.Join(r.Releases, "、"))
	}
	if n := len(r.Mended); n > 0 {
		fmt.Fprintf(a.out, "  其中 %d 个文件被别人改动过，已换回（如 %s）\n", n, r.Mended[0])
	}
	if r.Strangers > 0 {
		fmt.Fprintf(a.out, "  另有 %d 个不是 gongbao 发布的文件，没有动\n", r.Strangers)
	}
	if flags.dryRun {
		for _, group := range []struct {
			mark  string
			names []string
		}{{"+", r.Added}, {"~", r.Changed}, {"~", r.Mended}, {"-", r.Removed}} {
			for _, name := range group.names {
				fmt.Fprintf(a.out, "  %s %s\n", group.mark, name)
			}
		}
		return nil
	}
	if number > 0 {
		fmt.Fprintf(a.out, "  这是到此目标的第 %d 次发布\n", number)
	}
	return nil
}

// list is never null in JSON.
func list(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

func (a *app) printPublications(publications []deploy.Publication) {
	if len(publications) == 0 {
		fmt.Fprintln(a.out, "没有记录")
		return
	}
	for _, p := range slices.Backward(publications) {
		fmt.Fprintf(a.out, "%4d  %s  %s  文件 %d", p.Number, p.At.In(beijing).Format(time.RFC3339), p.Release, len(p.Files))
		if p.Restored > 0 {
			fmt.Fprintf(a.out, "  退回到第 %d 次", p.Restored)
		}
		fmt.Fprintln(a.out)
	}
}

// choose finds the publication to go back to: the one asked for; else the newest where the target does not show it, because
// the next was interrupted; else the one before it.
func choose(publications []deploy.Publication, to int, shown bool, target string) (deploy.Publication, error) {
	back := 1
	if shown {
		back = 2
	}
	if to == 0 && len(publications) >= back {
		return publications[len(publications)-back], nil
	}
	for _, p := range publications {
		if p.Number == to {
			return p, nil
		}
	}
	text := fmt.Sprintf("没有到 %s 的第 %d 次发布的记录", target, to)
	if to == 0 {
		text = fmt.Sprintf("到 %s 没有更早的发布可退回", target)
	}
	return deploy.Publication{}, &diag.Failure{Message: text, Remedy: "用 --list 看有哪些；记录在做发布的那台机器的源文件夹里"}
}

// sourceFiles is the source folder as a file system.
func sourceFiles(source string) fs.FS { return os.DirFS(source) }
