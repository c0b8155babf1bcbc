package load

import (
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

func (l *loader) indicators() {
	t, state := l.openTable(indicatorFile)
	defer l.indicatorIDs.opened(t, state)
	if t == nil {
		return
	}
	id, name, nameEn, unit, unitEn := t.col("indicator_id"), t.col("name"), t.col("name_en"), t.col("value_unit"), t.col("value_unit_en")
	direction, kind, aggregation := t.col("direction"), t.col("kind"), t.col("aggregation")
	numerator, denominator, decimals := t.col("numerator"), t.col("denominator"), t.col("decimals")
	measure, org, frequency := t.col("measure"), t.col("org"), t.col("frequency")
	binding, headline, definition, definitionEn := t.col("binding"), t.col("headline"), t.col("definition"), t.col("definition_en")
	persons, cumulative, method := t.col("persons"), t.col("cumulative"), t.col("method")

	type part struct {
		indicator, column int
		code              string
		at                diag.Place
	}
	var parts []part
	for t.next() {
		key, ok := t.id(id, l.indicatorIDs, "")
		in := model.Indicator{
			ID: key, Name: t.words(name), NameEn: t.words(nameEn), ValueUnit: t.words(unit), ValueUnitEn: t.words(unitEn),
			Decimals: t.whole(decimals, 0, 9, 0), Binding: t.yes(binding), Headline: t.yes(headline), Persons: t.yes(persons), Cumulative: t.yes(cumulative),
			Definition: t.words(definition), DefinitionEn: t.words(definitionEn),
		}
		t.filled(decimals)
		word, _ := t.oneOf(direction, "up", "down")
		in.Direction = model.Direction(word)
		word, _ = t.oneOf(kind, "stock", "flow", "rate")
		in.Kind = model.IndicatorKind(word)
		rule, _ := t.oneOf(aggregation, "sum", "ratio", "none")
		in.Aggregation = model.Aggregation(rule)
		if word, ok := t.oneOf(frequency, "year", "half", "quarter", "month"); ok {
			in.Frequency, _ = model.ParseFrequency(word)
		}
		word, _ = t.oneOf(method, words(model.Methods)...)
		in.Method = model.Method(word)
		in.Measure, _ = t.ref(measure, l.measureIDs)
		if in.Measure != "" {
			l.indicatorMeasureAt[key] = t.at(measure)
		}
		in.Org, _ = t.ref(org, l.orgIDs)
		for _, col := range []int{numerator, denominator} {
			code, _ := t.filled(col)
			switch {
			case code != "":
				parts = append(parts, part{len(l.plan.Indicators), col, l.intern(code), t.at(col)})
			case in.Aggregation == model.Ratio:
				t.fault(col, "CSV-BAD-RATIO", "aggregation 为 ratio 的指标没有写 %s", t.columns[col].name)
				t.hint("numerator 和 denominator 各写一个指标代码，如人数和总人口")
			}
		}
		if ok {
			l.plan.Indicators = append(l.plan.Indicators, in)
		} else {
			for len(parts) > 0 && parts[len(parts)-1].indicator == len(l.plan.Indicators) {
				parts = parts[:len(parts)-1]
			}
		}
	}
	if len(l.plan.Indicators) == 0 && t.lost == nil && !t.lacking {
		l.faults.Errorf(diag.Place{File: indicatorFile}, "CSV-NO-ROWS", "表里没有一行内容")
		l.faults.Hintf("至少写上一个指标")
		t.lacking = true
	}
	l.indicatorIDs.opened(t, state)
	for i := range l.plan.Indicators {
		l.indicatorOf[l.plan.Indicators[i].ID] = &l.plan.Indicators[i]
	}
	at := map[string]diag.Place{} // of a ratio's denominator
	defer func() { l.checkRatioUnits(at) }()
	// Numerators may stand below the rate that they belong to, so that they are looked up last.
	for _, p := range parts {
		in := &l.plan.Indicators[p.indicator]
		if _, known := l.indicatorIDs.resolve(p.code); !known {
			l.faults.Errorf(p.at, l.indicatorIDs.unknown, "未知的指标代码 %q", shorten(p.code))
			l.suggest(l.indicatorIDs, p.code)
			continue
		}
		if p.column == numerator {
			in.Numerator = p.code
		} else {
			in.Denominator = p.code
			at[in.ID] = p.at
		}
		of := l.indicatorOf[p.code]
		switch {
		case in.Aggregation != model.Ratio || of == nil:
		case of == in:
			l.faults.Errorf(p.at, "CSV-BAD-RATIO", "%s 的 %s 是它自己", in.ID, t.columns[p.column].name)
			l.faults.Hintf("写分子、分母各自的指标代码")
		case of.Aggregation != model.Sum:
			l.faults.Errorf(p.at, "CSV-BAD-RATIO", "%s 的 %s 是 %s，它的 aggregation 是 %s，不能由各县相加", in.ID, t.columns[p.column].name, of.ID, of.Aggregation)
			l.faults.Hintf("比率的分子、分母要是 aggregation 为 sum 的指标")
		}
	}
}

// checkRatioUnits reports a ratio that would be wrong by a power of ten: 人 over 万人. A share needs one unit; any other
// ratio needs units whose factors give its own, as 万元 over 万人 gives 元.
func (l *loader) checkRatioUnits(at map[string]diag.Place) {
	for i := range l.plan.Indicators {
		in := &l.plan.Indicators[i]
		above, under := l.indicatorOf[in.Numerator], l.indicatorOf[in.Denominator]
		if in.Aggregation != model.Ratio || above == nil || under == nil || above.Aggregation != model.Sum || under.Aggregation != model.Sum {
			continue // some of which has been reported
		}
		if above.ValueUnit == "" || under.ValueUnit == "" || in.ValueUnit == "" {
			continue // so has this
		}
		remedy := "分子和分母改用同一个计量单位，它们的观测值和目标也要换算"
		if in.Percent() {
			if above.ValueUnit == under.ValueUnit {
				continue
			}
		} else {
			a, _ := model.UnitFactor(above.ValueUnit)
			u, _ := model.UnitFactor(under.ValueUnit)
			own, _ := model.UnitFactor(in.ValueUnit)
			if own.Mul(own, u).Cmp(a) == 0 {
				continue
			}
			remedy = "让三个计量单位合得上，如万元 ÷ 万人 = 元；改了单位，观测值和目标也要换算"
		}
		l.faults.Errorf(at[in.ID], "CSV-RATIO-UNIT", "%s（%s）的分子 %s 以%s计，分母 %s 以%s计，相除得不出它",
			in.ID, in.ValueUnit, above.ID, above.ValueUnit, under.ID, under.ValueUnit)
		l.faults.Hintf("%s", remedy)
	}
}

// linkMeasures joins what indicators.csv and the measures' files say of each other. A measure's file may leave its
// indicators to the table and the table its measures to the files; where both speak they must agree.
func (l *loader) linkMeasures() {
	listedIn := map[string][]string{}
	for i := range l.plan.Measures {
		m := &l.plan.Measures[i]
		items, given := l.listed[m.ID]
		seen := map[string]bool{}
		for _, item := range items {
			id, known := l.indicatorIDs.resolve(item.Text)
			if !known {
				l.faults.Errorf(item.At, l.indicatorIDs.unknown, "未知的指标代码 %q", shorten(item.Text))
				l.suggest(l.indicatorIDs, item.Text)
				continue
			}
			if seen[id] {
				l.faults.Errorf(item.At, "MEASURE-INDICATORS", "indicators 里 %q 重复", id)
				l.faults.Hintf("只保留一处")
				continue
			}
			seen[id] = true
			if in := l.indicatorOf[id]; in != nil && in.Measure != "" && in.Measure != m.ID {
				l.faults.Errorf(item.At, "MEASURE-INDICATORS", "措施 %s 列了指标 %s，而 %s 说它属于措施 %s", m.ID, id, l.indicatorMeasureAt[id], in.Measure)
				l.faults.Hintf("两处改为一致")
				continue
			}
			m.Indicators = append(m.Indicators, id)
			listedIn[id] = append(listedIn[id], m.ID)
		}
		for j := range l.plan.Indicators {
			in := &l.plan.Indicators[j]
			if in.Measure != m.ID || seen[in.ID] {
				continue
			}
			if given {
				l.faults.Errorf(l.indicatorMeasureAt[in.ID], "MEASURE-INDICATORS", "指标 %s 属于措施 %s，而 %s 的 indicators 没有列它", in.ID, m.ID, m.File)
				l.faults.Hintf("在 %s 的 indicators 里加上 %s，或删去整个 indicators 键", m.File, in.ID)
				continue
			}
			m.Indicators = append(m.Indicators, in.ID)
		}
		if len(m.Indicators) == 0 && l.indicatorIDs.state == readable && !given {
			l.faults.Warnf(l.measureIDs.places[m.ID], "MEASURE-NO-INDICATOR", "措施 %s 没有指标，各县都会是“无数据”", m.ID)
			l.faults.Hintf("在 %s 里给它加一个指标", indicatorFile)
			l.faults.About(diag.Subject{Name: m.ID})
		} else if len(m.Indicators) == 0 && len(items) == 0 && given {
			l.faults.Warnf(l.measureIDs.places[m.ID], "MEASURE-NO-INDICATOR", "措施 %s 的 indicators 是空的", m.ID)
			l.faults.Hintf("列出指标代码，如 [%s]", strings.Join(l.indicatorIDs.ids[:min(1, len(l.indicatorIDs.ids))], ""))
			l.faults.About(diag.Subject{Name: m.ID})
		}
	}
	for id, measures := range listedIn {
		if in := l.indicatorOf[id]; in != nil && in.Measure == "" && len(measures) == 1 {
			in.Measure = measures[0]
		}
	}
}
