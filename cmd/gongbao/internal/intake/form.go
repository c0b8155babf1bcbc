package intake

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/template"
	"gongbao/cmd/gongbao/internal/workbook"
)

// isFormSheet reports whether a sheet is one of package template's.
func isFormSheet(g workbook.Grid) bool {
	for i := range g.Rows {
		if strings.HasPrefix(g.Rows[i].At(0).Text, "gongbao-form-") {
			return true
		}
	}
	return false
}

// form reads a sheet that a unit has filled in. The codes say what a figure is of; the names beside them, which the unit has
// read, must agree.
func (c *collector) form(file string, g workbook.Grid) {
	head := &g.Rows[0]
	if mark := head.At(0).Text; mark != template.Mark || head.Number != 1 {
		c.fault(place(file, g, head, 0), "FORM-MARK", "用 gongbao template 另出一份，把数填进去", "填报表的首行被移动，或是另一个版本的 gongbao 出的")
		return
	}
	if code := head.At(2).Text; code != c.plan.Region {
		c.fault(place(file, g, head, 2), "FORM-PLAN", "检查是不是拿错了表，或 --source 指错了文件夹", "这是另一个方案的填报表：地区代码是 %q，本方案是 %q", clip(code), c.plan.Region)
		return
	}
	release, ok := c.release(place(file, g, head, 1), head.At(1).Text)
	if !ok {
		return
	}
	width := 0
	for i := range g.Rows {
		row := &g.Rows[i]
		if row.Number == template.HeaderRow {
			width = len(row.Cells)
			if row.At(template.IndicatorColumn).Text != "indicator_id" || row.At(template.ValueColumn).Text != "本期数" || row.At(template.StatusColumn).Text != "数据状态" {
				c.fault(place(file, g, row, -1), "FORM-HEADER", "恢复表头；实在不行，用 gongbao template 另出一份，把数填进去", "表头被改动，或增删过列")
				return
			}
		}
		if row.Number > template.HeaderRow {
			if width == 0 {
				c.fault(place(file, g, row, -1), "FORM-HEADER", "用 gongbao template 另出一份，把数填进去", "表头被删去")
				return
			}
			c.formRow(file, g, row, release)
		}
	}
}

func (c *collector) formRow(file string, g workbook.Grid, row *workbook.Row, release string) {
	cell := func(col int) workbook.Value { return row.At(col) }
	at := func(col int) diag.Place { return place(file, g, row, col) }
	value := cell(template.ValueColumn)
	filled := strings.TrimSpace(value.Text) != "" || value.Formula != ""
	status := strings.TrimSpace(cell(template.StatusColumn).Text)
	id, code := cell(template.IndicatorColumn).Text, cell(template.RegionColumn).Text
	if id == "" && code == "" {
		if filled {
			c.fault(at(template.ValueColumn), "FORM-ROW", "填报表不能自己加行：删去这一行；要加指标先和发表的单位商量", "这一行没有代码，不知道 %q 是什么数", clip(value.Text))
		} else {
			c.leave(at(-1), "没有代码的行 %q", clip(rowText(row)))
		}
		return
	}
	if !filled && status == "" {
		c.report.Unfilled++
		return
	}
	before := len(c.faults)
	in := c.plan.Indicator(id)
	if in == nil {
		c.fault(at(template.IndicatorColumn), "CSV-UNKNOWN-INDICATOR", c.suggest(id, indicatorIDs(c.plan), "data/indicators.csv"), "未知的指标代码 %q", clip(id))
	} else if name := cell(template.NameColumn).Text; squeeze(name) != squeeze(in.Name) {
		c.fault(at(template.NameColumn), "FORM-MISMATCH", "行被部分移动或粘贴过，或指标后来改了名：另出一份填报表，把数填进去", "代码 %s 是“%s”，而这一行写的是“%s”", id, in.Name, clip(name))
	} else if unit := cell(template.UnitColumn).Text; squeeze(unit) != squeeze(in.ValueUnit) {
		c.fault(at(template.UnitColumn), "FORM-MISMATCH", "计量单位后来改了，或被改动：另出一份填报表，按新的单位填", "%s 以%s计，而这一行写的是“%s”", in.Name, in.ValueUnit, clip(unit))
	}
	region := c.plan.RegionOf(code)
	if region == nil {
		c.fault(at(template.RegionColumn), "CSV-UNKNOWN-REGION", c.suggest(code, regionCodes(c.plan), "data/codelists/regions.csv"), "未知的行政区划代码 %q", clip(code))
	} else if name := cell(template.RegionNameColumn).Text; squeeze(name) != squeeze(region.Name) {
		c.fault(at(template.RegionNameColumn), "FORM-MISMATCH", "行被部分移动或粘贴过：另出一份填报表，把数填进去", "代码 %s 是“%s”，而这一行写的是“%s”", code, region.Name, clip(name))
	}
	period, err := model.ParsePeriod(cell(template.PeriodColumn).Text)
	if err != nil {
		c.fault(at(template.PeriodColumn), "CSV-BAD-PERIOD", "另出一份填报表，把数填进去", "不是时期：%q", clip(cell(template.PeriodColumn).Text))
	} else if name := cell(template.PeriodNameColumn).Text; name != period.Label() {
		c.fault(at(template.PeriodNameColumn), "FORM-MISMATCH", "时期不能自己改：另出一份那一期的填报表", "这一行是 %s 的，而写的是“%s”", period.Label(), clip(name))
	}
	if region != nil && err == nil && !region.ValidIn(period) {
		c.gone(at(template.RegionColumn), region, period)
	}
	r := reading{at: at(template.ValueColumn), o: model.Observation{Period: period, Release: release, Note: strings.TrimSpace(cell(template.NoteColumn).Text)}}
	r.o.Source = c.sourceIn(at(template.SourceColumn), cell(template.SourceColumn).Text)
	status, statusOK := c.statusIn(at(template.StatusColumn), status)
	if cell(template.NoteColumn).Formula != "" {
		c.fault(at(template.NoteColumn), "CELL-FORMULA", "把公式改成文字", "备注里是公式")
	}
	if in == nil || region == nil {
		return
	}
	r.o.Indicator, r.o.Region = in.ID, region.Code
	a, problem := amount{}, (*problem)(nil)
	if filled {
		if a, problem = readAmount(value, in, ""); problem != nil {
			c.fault(at(template.ValueColumn), problem.code, problem.hint, "%s", problem.message)
		}
	}
	if len(c.faults) > before || !statusOK {
		return
	}
	c.finish(r, a, filled, status)
}

// gone reports a figure of a region for a time when there was no such region.
func (c *collector) gone(at diag.Place, r *model.Region, p model.Period) {
	hint := "检查时期和地区"
	if next := c.plan.RegionOf(r.Successor); next != nil && !r.ValidTo.IsZero() {
		hint = fmt.Sprintf("之后是 %s，代码 %s", next.Name, next.Code)
	}
	until := fmt.Sprintf("从 %s 起才有", r.ValidFrom)
	if r.ValidFrom.IsZero() || !r.ValidTo.IsZero() && (&model.Region{ValidFrom: r.ValidFrom}).ValidIn(p) {
		until = fmt.Sprintf("到 %s 为止", r.ValidTo)
	}
	c.fault(at, "CSV-REGION-VALIDITY", hint, "%s（%s）%s，没有 %s 的数", r.Name, r.Code, until, p.Label())
}

// sourceIn is the source that a cell names, or the one that the command names.
func (c *collector) sourceIn(at diag.Place, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		if c.opt.Source != "" {
			return c.opt.Source
		}
		c.fault(at, "IMPORT-SOURCE", "在数据来源栏选一项，或加 --data-source 来源代码（见 data/codelists/sources.csv）", "没有写明数据来源")
		return ""
	}
	id, ok := c.names.source(text)
	switch {
	case !ok:
		c.fault(at, "CSV-UNKNOWN-SOURCE", c.suggest(text, sourceIDs(c.plan), "data/codelists/sources.csv"), "未知的数据来源 %q", clip(text))
	case c.opt.Source != "" && id != c.opt.Source:
		c.fault(at, "IMPORT-OTHER-SOURCE", "去掉 --data-source，或改正这一栏", "这里的数据来源是 %s，而命令里写的是 %s", id, c.opt.Source)
	}
	return id
}

func (c *collector) statusIn(at diag.Place, text string) (string, bool) {
	if text == "" {
		return "", true
	}
	code, ok := c.names.status(text)
	if !ok && len(c.plan.ObsStatus) == 0 {
		return text, true
	}
	if !ok {
		var codes []string
		for _, s := range c.plan.ObsStatus {
			codes = append(codes, s.Code)
		}
		c.fault(at, "CSV-UNKNOWN-STATUS", "可用的有："+strings.Join(codes, "、")+"，意思见 data/codelists/obs_status.csv", "未知的数据状态 %q", clip(text))
	}
	return code, ok
}

func indicatorIDs(p *model.Plan) []string {
	var ids []string
	for i := range p.Indicators {
		ids = append(ids, p.Indicators[i].ID)
	}
	return ids
}

func sourceIDs(p *model.Plan) []string {
	var ids []string
	for i := range p.Sources {
		ids = append(ids, p.Sources[i].ID)
	}
	return ids
}

func regionCodes(p *model.Plan) []string {
	var codes []string
	for i := range p.Regions {
		codes = append(codes, p.Regions[i].Code)
	}
	return codes
}

func rowText(row *workbook.Row) string {
	var texts []string
	for _, v := range row.Cells {
		if t := strings.TrimSpace(v.Text); t != "" && (len(texts) == 0 || texts[len(texts)-1] != t) {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, " ")
}
