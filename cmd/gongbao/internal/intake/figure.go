package intake

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/workbook"
)

// problem is why a cell was refused.
type problem struct{ code, message, hint string }

// amount is what a cell says.
type amount struct {
	value   *model.Number
	missing bool     // it says that there is no figure
	said    []string // how it was read, where that is not plain
	respelt bool     // it was written in another way than tables have it
}

// missingMarks say that there is no figure: statistical tables print them so.
var missingMarks = []string{"-", "--", "---", "—", "——", "–", "…", "……", "...", "......", "⋯", "⋯⋯"}

// written is a number as people write it: groups of thousands, a factor, a unit behind it.
var written = regexp.MustCompile(`^([+-]?)(\d{1,3}(?:[, ']\d{3})+|\d+)(\.\d+)?(万亿|千万|百万|十万|亿|万|千|百)?([^\d.,]*)$`)

// powers are the factors' powers of ten.
var powers = map[string]int{"": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}

// readAmount reads a cell that holds a figure of an indicator. unit is what the table says that its figures are counted in;
// empty: the indicator's own unit.
func readAmount(v workbook.Value, in *model.Indicator, unit string) (a amount, p *problem) {
	text := load.HalfWidth(strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == 0x3000 || r == 0xa0 || r == 0x2009 || r == 0x202f || r == '\n' || r == '\t':
			return ' '
		case r >= 0x200b && r <= 0x200f || r == 0xfeff || r == 0x202c || r == 0x202d:
			return -1
		}
		return r
	}, v.Text)))
	switch {
	case v.Kind == workbook.Broken:
		return a, &problem{"CELL-ERROR", fmt.Sprintf("单元格是错误值 %s", v.Text), "改正公式，或写上这个数"}
	case v.Kind == workbook.Date:
		return a, &problem{"CELL-DATE", fmt.Sprintf("这里应是数，而单元格是日期 %s", v.Text), "把单元格格式设为“常规”，重新录入这个数"}
	case v.Merged != "" && text != "":
		return a, &problem{"CELL-MERGED", fmt.Sprintf("%s 是合并的单元格，一个数 %q 管着几格", v.Merged, v.Text), "取消合并，每格各写各的数；只有一个数就写在它自己的格子里"}
	case v.Formula != "" && strings.ContainsAny(v.Formula, "[") || strings.Contains(v.Formula, "://"):
		return a, &problem{"CELL-FORMULA", fmt.Sprintf("公式引用了别的文件：=%s", clip(v.Formula)), "选中这些格子，复制，再“选择性粘贴－数值”"}
	case v.Formula != "" && text == "":
		return a, &problem{"CELL-FORMULA", fmt.Sprintf("公式没有算出结果：=%s", clip(v.Formula)), "用表格软件打开、重算并保存，或“选择性粘贴－数值”"}
	case v.Format != "":
		return a, &problem{"CELL-FORMAT", fmt.Sprintf("单元格存的是 %s，而显示格式 %s 给人看的是另一个数", v.Text, v.Format), "把单元格格式设为“常规”，看清楚数再导入"}
	}
	if v.Formula != "" {
		a.said = append(a.said, fmt.Sprintf("取公式 =%s 上次算出的结果", clip(v.Formula)))
	}
	if slices.Contains(missingMarks, text) {
		a.missing = true
		return a, nil
	}
	m := written.FindStringSubmatch(text)
	if m == nil {
		return a, &problem{"CSV-BAD-NUMBER", fmt.Sprintf("不是数：%q", clip(v.Text)), "只写数字；说明的话写在备注里，没有数就写 - 或选数据状态"}
	}
	sign, whole, fraction, factor, behind := m[1], strings.NewReplacer(",", "", " ", "", "'", "").Replace(m[2]), m[3], m[4], strings.TrimSpace(m[5])
	if factor != "" && strings.HasPrefix(behind, "分") { // 百分点 and 千分点 are words
		factor, behind = "", factor+behind
	}
	if sign == "+" {
		sign = ""
	}
	n, err := model.ParseNumber(sign + whole + fraction)
	if err != nil || len(sign+whole+fraction) > 30 {
		return a, &problem{"CSV-BAD-NUMBER", fmt.Sprintf("不是一般写法的数：%q", clip(v.Text)), "前面不要多写零，零没有负的；是代码就填错了栏"}
	}
	if v.Kind == workbook.Percent {
		if !in.Percent() || in.ValueUnit != "%" {
			return a, &problem{"CELL-FORMAT", fmt.Sprintf("单元格显示为百分数 %s%%，而 %s 的计量单位是%s", n.Times(2), in.Name, in.ValueUnit), "把单元格格式设为“常规”，按计量单位填写"}
		}
		if behind == "" && factor == "" {
			n = n.Times(2)
			a.said, a.respelt = append(a.said, fmt.Sprintf("单元格显示为百分数，存的 %s 读作 %s", v.Text, n)), true
			a.value = &n
			return a, nil
		}
	}
	// What the cell itself says of its unit comes before what the table says.
	power := powers[factor]
	cellUnit := behind
	if cellUnit == "" && factor == "" {
		cellUnit = unit
	}
	own, counted := powerOf(in.ValueUnit)
	switch {
	case cellUnit != "":
		p, what := powerOf(cellUnit)
		if what != counted {
			return amount{}, &problem{"CELL-UNIT", fmt.Sprintf("%q 的计量单位是%s，而 %s 以%s计", clip(v.Text), cellUnit, in.Name, in.ValueUnit), "换算成 " + in.ValueUnit + "，或检查是不是填错了指标"}
		}
		power += p - own
	case factor != "":
		if in.Percent() {
			return amount{}, &problem{"CELL-UNIT", fmt.Sprintf("%q 里有“%s”，而 %s 以%s计", clip(v.Text), factor, in.Name, in.ValueUnit), "按计量单位写数"}
		}
		power -= own
	}
	if power != 0 {
		n = n.Times(power)
	}
	a.value = &n
	if plain := n.String(); plain != strings.TrimSpace(v.Text) {
		a.respelt = true
		how := fmt.Sprintf("%q 写作 %s", strings.TrimSpace(v.Text), plain)
		if behind == "" && factor == "" && power != 0 {
			how = fmt.Sprintf("表中以%s计，%s 换算为 %s", unit, strings.TrimSpace(v.Text), plain)
		}
		a.said = append(a.said, how)
	}
	return a, nil
}

// powerOf is the power of ten of a unit, and what is counted.
func powerOf(unit string) (power int, counted string) {
	unit = squeeze(unit)
	factor, counted := model.UnitFactor(unit)
	for ten := big.NewRat(10, 1); factor.Cmp(big.NewRat(1, 1)) > 0; power++ {
		factor = new(big.Rat).Quo(factor, ten)
	}
	return power, counted
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// missingStatus is the status of a figure that a table marks as missing without saying why.
const missingStatus = "O"

// finish turns a cell and what its row says into a reading; ok is false where it was refused, or where the cell is empty
// and nothing says that the figure is missing (empty is true then).
func (c *collector) finish(r reading, a amount, filled bool, status string) (empty, ok bool) {
	r.said, r.respelt = append(r.said, a.said...), r.respelt || a.respelt
	r.o.Value, r.o.Status = a.value, status
	valueless := status != "" && strings.Contains(load.Valueless, status)
	switch {
	case a.missing && status == "":
		r.o.Status = missingStatus
		if _, ok := c.names.status(missingStatus); !ok && len(c.plan.ObsStatus) > 0 {
			c.fault(r.at, "CELL-STATUS", "在数据状态栏写明原因", "这里标明没有数，而 data/codelists/obs_status.csv 里没有状态 %s（缺失）", missingStatus)
			return false, false
		}
		r.said, r.respelt = append(r.said, "缺数的记号记为状态 "+missingStatus+"（缺失）"), true
	case a.missing && !valueless:
		c.fault(r.at, "CSV-STATUS-VALUE", "有数就写数，没有数就选 O、L、M 或 Q", "这里标明没有数，而数据状态是 %s", status)
		return false, false
	case !filled && valueless, a.missing:
	case !filled && status != "":
		c.fault(r.at, "CSV-EMPTY", "写上数；没有数就在数据状态里选 O、L、M 或 Q", "选了数据状态 %s 而没有数", status)
		return false, false
	case !filled:
		return true, false
	case valueless:
		c.fault(r.at, "CSV-STATUS-VALUE", "有数就改状态，没有数就清空这一格", "状态 %s 表示没有数，而这里是 %s", status, a.value)
		return false, false
	}
	c.readings = append(c.readings, r)
	return false, true
}
