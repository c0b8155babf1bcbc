package bulletin

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/model"
)

// origin finds the text of the plan that a character which cannot be set comes from, in the words of the tables: its
// author has to find it there. It is empty where the text is the program's own. A character that no font has is rare enough
// for the first text that holds it to be the one.
func origin(p *model.Plan, conf config.Config, fault *MissingGlyphError) string {
	var where string
	look := func(text, format string, args ...any) {
		if where == "" && strings.ContainsRune(text, fault.Rune) {
			where = fmt.Sprintf(format, args...)
		}
	}
	look(conf.Title, "%s 的 title", config.File)
	look(conf.Notice, "%s 的 notice", config.File)
	look(conf.Publisher.Name, "%s 的 publisher.name", config.File)
	for _, r := range p.Regions {
		look(r.Name, "data/codelists/regions.csv 中 %s 的名称", r.Code)
		look(r.ShortName, "data/codelists/regions.csv 中 %s 的简称", r.Code)
	}
	for _, o := range p.Orgs {
		look(o.Name, "data/codelists/orgs.csv 中 %s 的名称", o.ID)
	}
	for _, s := range p.Sources {
		look(s.Name, "data/codelists/sources.csv 中 %s 的名称", s.ID)
		look(s.Publisher, "data/codelists/sources.csv 中 %s 的 publisher", s.ID)
	}
	for _, i := range p.Indicators {
		look(i.Name, "data/indicators.csv 中 %s 的名称", i.ID)
		look(i.ValueUnit, "data/indicators.csv 中 %s 的单位", i.ID)
		look(i.Definition, "data/indicators.csv 中 %s 的口径", i.ID)
	}
	for _, m := range p.Measures {
		look(m.Title, "措施 %s 的标题（%s）", m.ID, m.File)
		look(m.ShortTitle, "措施 %s 的简称（%s）", m.ID, m.File)
		look(m.Group, "措施 %s 的组名（%s）", m.ID, m.File)
	}
	for _, r := range p.Releases {
		look(r.Title, "data/releases.csv 中 %s 的标题", r.ID)
		look(r.ID, "data/releases.csv 的批次代码")
	}
	for _, a := range p.Actions {
		look(a.Text, "data/actions.csv 中措施 %s 的整改措施", a.Measure)
	}
	for _, o := range p.Observations {
		look(o.Note, "%s %s %s 的备注", o.Indicator, o.Region, o.Period)
	}
	return where
}
