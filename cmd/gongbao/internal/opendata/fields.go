package opendata

import (
	"regexp"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/model"
)

// Periods mix years, halves, quarters and months in one column, and tomorrow's release may bring a month to a column
// that holds years today; hence text with a pattern and not Table Schema's year or yearmonth.
const periodPattern = `[0-9]{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?`

// An id is one word; the bar separates the ids of a list.
const idPattern = `[^\s|]+`

const listPattern = idPattern + `(\|` + idPattern + `)*`

const datePattern = `[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?`

// fractionDecimals are the digits of attained, expected and gap: a ten-thousandth of a percentage point.
const fractionDecimals = 6

func text(name, title, description string) dataset.Field {
	return dataset.Field{Name: name, Type: "string", Title: title, Description: description}
}

func patterned(name, title, description, pattern string) dataset.Field {
	f := text(name, title, description)
	f.Constraints.Pattern = pattern
	return f
}

func id(name, title, description string) dataset.Field {
	return patterned(name, title, description, idPattern)
}

func coded(name, title, description string, codes ...dataset.Category) dataset.Field {
	f := text(name, title, description)
	f.Categories = codes
	for _, c := range codes {
		f.Constraints.Enum = append(f.Constraints.Enum, c.Value)
	}
	return f
}

func means(code, label string) dataset.Category { return dataset.Category{Value: code, Label: label} }

func refers(field, table, key string) dataset.Reference {
	return dataset.Reference{Field: field, Table: table, Key: key}
}

func typed(name, kind, title, description string) dataset.Field {
	return dataset.Field{Name: name, Type: kind, Title: title, Description: description}
}

func required(f dataset.Field) dataset.Field {
	f.Constraints.Required = true
	return f
}

// key is a field that identifies its rows alone.
func key(f dataset.Field) dataset.Field {
	f.Constraints.Required, f.Constraints.Unique = true, true
	return f
}

func atLeast(f dataset.Field, least int) dataset.Field {
	f.Constraints.Minimum = &least
	return f
}

var (
	levels = []dataset.Category{
		means(string(model.Nation), "全国"), means(string(model.Province), "省级"), means(string(model.City), "市级"),
		means(string(model.County), "县级"), means(string(model.Zone), "功能区"),
	}
	sourceKinds = []dataset.Category{
		means(string(model.Official), "官方公布"), means(string(model.Reported), "报送或转引"),
		means(string(model.DerivedSource), "由公布数推算"), means(string(model.Demonstration), "演示数据"),
	}
	directions     = []dataset.Category{means(string(model.Up), "越高越好"), means(string(model.Down), "越低越好")}
	indicatorKinds = []dataset.Category{
		means(string(model.Stock), "时点数，期末数"), means(string(model.Flow), "时期数，各期可以相加"), means(string(model.Rate), "比率"),
	}
	aggregations = []dataset.Category{
		means(string(model.Sum), "各地相加"), means(string(model.Ratio), "分子之和除以分母之和"), means(string(model.NoRule), "不能汇总"),
	}
	targetKinds = []dataset.Category{
		means(string(model.LevelTarget), "到目标期达到该水平"), means(string(model.Cumulative), "自基期起累计达到"),
		means(string(model.AnnualIncrease), "平均每年变动"), means(string(model.AnnualFlow), "平均每年完成"),
	}
	methods = []dataset.Category{
		means(string(model.Attainment), "完成进度对序时进度"), means(string(model.CAGR), "实际年均增长率对需要年均增长率"),
		means(string(model.Trend), "按最近各期的趋势推到目标期"),
	}
	frequencies = []dataset.Category{
		means(model.Year.String(), "每年"), means(model.Half.String(), "每半年"), means(model.Quarter.String(), "每季度"), means(model.Month.String(), "每月"),
	}
	roles = []dataset.Category{means(roleLead, "牵头单位"), means(roleResponsible, "责任单位")}
)

const (
	roleLead        = "lead"
	roleResponsible = "responsible"
)

func statuses() []dataset.Category {
	list := make([]dataset.Category, len(analysis.Statuses))
	for i, s := range analysis.Statuses {
		list[i] = dataset.Category{Value: s.Key(), Label: s.Word()}
	}
	return list
}

// regionPattern is GB/T 2260's six digits where every code of the plan is one, else any one word.
func regionPattern(p *model.Plan) string {
	const six = `[0-9]{6}`
	code := regexp.MustCompile("^" + six + "$")
	for _, r := range p.Regions {
		if !code.MatchString(r.Code) {
			return idPattern
		}
	}
	return six
}

// columns makes the tables of one plan.
type columns struct {
	plan          *model.Plan
	regionPattern string
	peers         string // what the regions below the plan's own are called
}

func (c columns) region(description string) dataset.Field {
	return patterned("region_code", "行政区划代码", description+"文本，保留前导零", c.regionPattern)
}

var (
	indicatorName = required(text("indicator_name", "指标名称", ""))
	regionName    = required(text("region_name", "地区名称", ""))
	valueUnit     = required(text("value_unit", "计量单位", ""))
	notice        = text("notice", "数据性质", "所依据的数据含演示数据时在此写明；空为不含")
)

func period(name, title, description string) dataset.Field {
	return patterned(name, title, description+"年 2020，半年 2020-H1，季度 2020-Q2，月 2020-06", periodPattern)
}

// sourceColumns name a row's source so that the row says by itself what it is, wherever it is pasted.
func sourceColumns(need func(dataset.Field) dataset.Field) []dataset.Field {
	return []dataset.Field{
		need(id("source_id", "来源代码", "")),
		need(text("source", "来源", "名称；演示数据在此写明")),
		need(coded("source_kind", "来源性质", "", sourceKinds...)),
	}
}

func optional(f dataset.Field) dataset.Field { return f }
