package catalogue

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/wording"
)

// Names of the plain texts: in every folder of data sets, and at the root of the site.
const (
	ReadmeFile = "README.txt"
	IndexFile  = "llms.txt"
)

// Readme is the text that goes with the files, in the folder and in the package of everything.
func (in *Folder) Readme() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s：开放数据\n\n", in.Config.Title)
	if in.Release != nil {
		fmt.Fprintf(&b, "发布批次：%s（%s）", in.Release.Title, in.Release.ID)
		if in.Version != "" {
			fmt.Fprintf(&b, "，版本 %s", in.Version)
		}
		if !in.Release.PublishedAt.IsZero() {
			fmt.Fprintf(&b, "，%s 发布", in.Release.PublishedAt.Format("2006-01-02"))
		}
		b.WriteString("\n")
	}
	if name := in.Config.Publisher.Name; name != "" {
		fmt.Fprintf(&b, "主办：%s\n", name)
	}
	if l := in.Config.Licence; l.Name != "" {
		fmt.Fprintf(&b, "许可：%s %s %s\n", l.Name, l.Title, l.URL)
	}
	if in.Config.Notice != "" {
		fmt.Fprintf(&b, "%s\n", in.Config.Notice)
	}
	demonstration := 0
	for i := range in.Sets {
		demonstration += in.Sets[i].Demonstration
	}
	if demonstration > 0 {
		fmt.Fprintf(&b, "其中有%s，见各行的 source、source_kind 或 notice 列。\n", wording.DemonstrationMark)
	}
	b.WriteString("\n文件\n")
	for i := range in.Sets {
		s := &in.Sets[i]
		fmt.Fprintf(&b, "\n%s.csv　%s，%d 行\n  %s\n", s.Name, s.Title, s.Len(), s.Description)
		for _, gap := range s.Gaps {
			fmt.Fprintf(&b, "  缺：%s。\n", gap)
		}
	}
	b.WriteString(`
怎么读
  CSV 是 UTF-8 编码，逗号分隔，行尾 CRLF，首行是字段名；空单元格是缺数。代码（如行政区划代码）是文本，不要当数字读，否则
  会丢前导零。用 Excel 打开请下载同名的 .xlsx。字段、类型和主键见 datapackage.json（Data Package v2）和各 CSV 旁的
  *.csv-metadata.json（CSVW）。
怎么核对
  在本文件夹里运行 sha256sum -c SHA256SUMS，或 gongbao verify 本文件夹。校验和只说明文件完整，不是电子签章。
`)
	return []byte(b.String())
}

// Index is a plain list of the data files for programs that read text, in the form of llms.txt.
func (in *Folder) Index() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n> 政府方案进展的开放数据：观测值、目标、评估结果及其计算过程、各种代码表。", in.Config.Title)
	if in.Release != nil {
		fmt.Fprintf(&b, "发布批次 %s，版本 %s。", in.Release.ID, in.Version)
	}
	demonstration := 0
	for i := range in.Sets {
		demonstration += in.Sets[i].Demonstration
	}
	if demonstration > 0 {
		fmt.Fprintf(&b, "含%s，逐行注明。", wording.DemonstrationMark)
	}
	b.WriteString("\n\n代码是文本；空单元格是缺数；小数进度 1 为 100%。data/latest/ 是最新批次，data/releases/<批次>/ 发布后不变。\n\n## 数据集\n\n")
	for i := range in.Sets {
		s := &in.Sets[i]
		var links []string
		for _, f := range s.Files {
			links = append(links, fmt.Sprintf("[%s](%s)", f.Name, in.root(f.Path)))
		}
		fmt.Fprintf(&b, "- %s（%s，%d 行）：%s %s\n", s.Title, s.Name, s.Len(), s.Description, strings.Join(links, " "))
	}
	b.WriteString("\n## 说明\n\n")
	for _, l := range [][2]string{
		{"Data Package v2", "data/latest/" + Descriptor}, {"DCAT-AP（JSON-LD）", "data/" + JSONLDFile}, {"DCAT-AP（Turtle）", "data/" + TurtleFile},
		{"OpenAPI 3.1", "data/" + OpenAPIFile}, {"校验和", "data/SHA256SUMS"},
	} {
		fmt.Fprintf(&b, "- [%s](%s)\n", l[0], in.root(l[1]))
	}
	b.WriteString("\n## 切片\n\n- counties/<行政区划代码>/index.json、index.csv：一个地区的观测值\n" +
		"- indicators/<指标代码>/index.json、index.csv：一个指标的观测值\n- measures/<措施编号>/index.json、index.csv：一项措施各指标的观测值\n")
	return []byte(b.String())
}

// root is a path of the site seen from its root.
func (in *Folder) root(path string) string {
	if base := in.Config.BaseURL; base != "" {
		return strings.TrimSuffix(base, "/") + "/" + path
	}
	return path
}
