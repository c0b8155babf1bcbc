package load

import (
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

func words[S ~string](values []S) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

func (l *loader) regions() {
	t, state := l.openTable(regionFile)
	defer l.regionCodes.opened(t, state)
	if t == nil {
		return
	}
	type pending struct {
		region                int
		parent, successor     string
		parentAt, successorAt diag.Place
		levelKnown            bool
	}
	var rows []pending
	code, name, short, nameEn := t.col("region_code"), t.col("name"), t.col("short_name"), t.col("name_en")
	level, parent, from, to := t.col("level"), t.col("parent"), t.col("valid_from"), t.col("valid_to")
	successor, tileCol, tileRow, note := t.col("successor"), t.col("tile_col"), t.col("tile_row"), t.col("note")
	for t.next() {
		id, ok := t.id(code, l.regionCodes, "")
		r := model.Region{
			Code: id, Name: t.words(name), ShortName: t.words(short), NameEn: t.words(nameEn),
			ValidFrom: t.date(from), ValidTo: t.date(to),
			TileCol: t.whole(tileCol, 1, 99, 0), TileRow: t.whole(tileRow, 1, 99, 0), Note: t.words(note),
		}
		word, levelOK := t.oneOf(level, words(model.Levels)...)
		r.Level = model.Level(word)
		if r.ShortName == "" {
			r.ShortName = r.Name
		}
		if !r.ValidFrom.IsZero() && !r.ValidTo.IsZero() && r.ValidTo.String() < r.ValidFrom.String() {
			t.fault(to, "CSV-BAD-DATE", "终止日期 %s 早于起始日期 %s", r.ValidTo, r.ValidFrom)
			t.hint("两个日期可能填反了")
			r.ValidTo = model.Date{}
		}
		if !ok {
			continue
		}
		parentCode, _ := t.filled(parent)
		successorCode, _ := t.filled(successor)
		rows = append(rows, pending{
			region: len(l.plan.Regions), parent: l.intern(parentCode), successor: l.intern(successorCode),
			parentAt: t.at(parent), successorAt: t.at(successor), levelKnown: levelOK,
		})
		l.plan.Regions = append(l.plan.Regions, r)
	}
	if len(l.plan.Regions) == 0 && t.lost == nil && !t.lacking {
		l.faults.Errorf(diag.Place{File: regionFile}, "CSV-NO-ROWS", "表里没有一行内容")
		l.faults.Hintf("至少写上方案所在地区一行")
		t.lacking = true
	}
	l.regionCodes.opened(t, state)
	for i := range l.plan.Regions {
		l.regionOf[l.plan.Regions[i].Code] = &l.plan.Regions[i]
	}
	// Rows may refer to later ones, so that parents and successors are looked up last.
	known := func(code, what string, at diag.Place) bool {
		if _, ok := l.regionCodes.resolve(code); ok {
			return l.regionOf[code] != nil
		}
		l.faults.Errorf(at, l.regionCodes.unknown, "未知的%s %q", what, shorten(code))
		l.suggest(l.regionCodes, code)
		return false
	}
	for _, p := range rows {
		r := &l.plan.Regions[p.region]
		if p.parent != "" && known(p.parent, "上级行政区划代码", p.parentAt) {
			r.Parent = p.parent
			up := l.regionOf[p.parent]
			if p.levelKnown && up.Level != "" && p.parent != r.Code && slices.Index(model.Levels, up.Level) >= slices.Index(model.Levels, r.Level) {
				l.faults.Errorf(p.parentAt, "CSV-REGION-LEVEL", "%s（%s）的上级 %s（%s）级别不比它高", r.Name, r.Level, up.Name, up.Level)
				l.faults.Hintf("级别从高到低：%s", strings.Join(words(model.Levels), "、"))
			}
		}
		if p.successor != "" && known(p.successor, "继任的行政区划代码", p.successorAt) {
			r.Successor = p.successor
			if p.successor == r.Code {
				l.faults.Errorf(p.successorAt, "CSV-REGION-CYCLE", "%s 的继任是它自己", r.Name)
				l.faults.Hintf("successor 写变更之后的行政区划代码，没有变更就留空")
			} else if l.before[p.successor] == "" {
				l.before[p.successor] = r.Code
			}
		}
	}
	for _, p := range rows {
		l.checkParents(&l.plan.Regions[p.region], p.parentAt)
	}
}

// checkParents reports a region among its own ancestors, once for the ring: at its first region by code.
func (l *loader) checkParents(r *model.Region, at diag.Place) {
	ring := []string{r.Code}
	for up := l.regionOf[r.Parent]; up != nil; up = l.regionOf[up.Parent] {
		if up == r {
			if slices.Min(ring) == r.Code {
				l.faults.Errorf(at, "CSV-REGION-CYCLE", "上级关系成环：%s", strings.Join(append(ring, r.Code), " → "))
				l.faults.Hintf("最上一级的 parent 留空")
			}
			return
		}
		if slices.Contains(ring, up.Code) {
			return // a ring above this region, which its own members report
		}
		ring = append(ring, up.Code)
	}
}

func (l *loader) orgs() {
	t, state := l.openTable(orgFile)
	defer l.orgIDs.opened(t, state)
	if t == nil {
		return
	}
	id, name, nameEn, aliases, leading := t.col("org_id"), t.col("name"), t.col("name_en"), t.col("aliases"), t.col("leading_group")
	spellings := map[string]diag.Place{}
	claim := func(spelling, org string, at diag.Place) {
		if first, dup := spellings[spelling]; dup {
			l.faults.Errorf(at, "CSV-DUPLICATE-NAME", "单位名称 %q 重复，第一次在 %s", spelling, first)
			l.faults.Hintf("一个名称只能指一个单位，删去一处")
			return
		}
		spellings[spelling] = at
		if l.orgIDs.others[spelling] == "" {
			l.orgIDs.name(spelling, org)
		}
	}
	for t.next() {
		key, ok := t.id(id, l.orgIDs, "")
		o := model.Org{ID: key, Name: t.words(name), NameEn: t.words(nameEn), LeadingGroup: t.yes(leading)}
		list, _ := t.filled(aliases)
		if strings.Contains(list, "｜") {
			t.fault(aliases, "CSV-FULLWIDTH", "别名之间用了全角的竖线：%q", shorten(list))
			t.hint("改为半角 %q", shorten(strings.ReplaceAll(list, "｜", "|")))
			list = strings.ReplaceAll(list, "｜", "|")
		}
		if ok && o.Name != "" {
			claim(o.Name, key, t.at(name))
		}
		if list != "" {
			for alias := range strings.SplitSeq(list, "|") {
				if alias = strings.TrimSpace(alias); alias == "" || alias == o.Name {
					continue
				}
				o.Aliases = append(o.Aliases, l.intern(alias))
				if ok {
					claim(l.intern(alias), key, t.at(aliases))
				}
			}
		}
		if ok {
			l.plan.Orgs = append(l.plan.Orgs, o)
			continue
		}
		for _, name := range append(o.Aliases, o.Name) {
			l.orgIDs.excuse(name)
		}
	}
}

func (l *loader) sources() {
	t, state := l.openTable(sourceFile)
	defer l.sourceIDs.opened(t, state)
	if t == nil {
		return
	}
	id, name, nameEn, publisher := t.col("source_id"), t.col("name"), t.col("name_en"), t.col("publisher")
	url, licence, kind, rank := t.col("url"), t.col("licence"), t.col("kind"), t.col("rank")
	const unranked = -1
	last := 0
	for t.next() {
		key, ok := t.id(id, l.sourceIDs, ".")
		s := model.Source{
			ID: key, Name: t.words(name), NameEn: t.words(nameEn), Publisher: t.words(publisher),
			URL: t.address(url), Licence: t.words(licence), Rank: t.whole(rank, 0, 1_000_000, unranked),
		}
		word, _ := t.oneOf(kind, words(model.SourceKinds)...)
		s.Kind = model.SourceKind(word)
		last = max(last, s.Rank)
		if ok {
			l.plan.Sources = append(l.plan.Sources, s)
		}
	}
	// A source without a rank comes after all that have one.
	for i := range l.plan.Sources {
		if s := &l.plan.Sources[i]; s.Rank == unranked {
			s.Rank = last + 1
		}
	}
}

// sdmxStatus is SDMX code list CL_OBS_STATUS, version 2.2, for plans that bring no list of their own.
var sdmxStatus = []model.Code{
	{Code: "A", Name: "正常", NameEn: "Normal value"},
	{Code: "B", Name: "时间序列中断", NameEn: "Time series break"},
	{Code: "D", Name: "口径不同", NameEn: "Definition differs"},
	{Code: "E", Name: "估计值", NameEn: "Estimated value"},
	{Code: "F", Name: "预测值", NameEn: "Forecast value"},
	{Code: "G", Name: "试验值", NameEn: "Experimental value"},
	{Code: "H", Name: "缺失：节假日", NameEn: "Missing value; holiday or weekend"},
	{Code: "I", Name: "插补值", NameEn: "Imputed value (CCSA definition)"},
	{Code: "J", Name: "不适用本期规定", NameEn: "Derogation"},
	{Code: "K", Name: "计入其他类别", NameEn: "Data included in another category"},
	{Code: "L", Name: "缺失：有数据而未采集", NameEn: "Missing value; data exist but were not collected"},
	{Code: "M", Name: "缺失：不可能有数据", NameEn: "Missing value; data cannot exist"},
	{Code: "N", Name: "不显著", NameEn: "Not significant"},
	{Code: "O", Name: "缺失", NameEn: "Missing value"},
	{Code: "P", Name: "初步数", NameEn: "Provisional value"},
	{Code: "Q", Name: "缺失：保密", NameEn: "Missing value; suppressed"},
	{Code: "S", Name: "罢工等特殊事件", NameEn: "Strike and other special events"},
	{Code: "U", Name: "可靠性低", NameEn: "Low reliability"},
	{Code: "V", Name: "未经验证", NameEn: "Unvalidated value"},
}

// With these statuses a row has no value; with statusK, figures counted elsewhere, it may have one.
const (
	Valueless = "HLMOQ"
	statusK   = "K"
)

// normalStatus is that of a row that gives none.
const normalStatus = "A"

func (l *loader) statuses() {
	t, state := l.openTable(statusFile)
	if state == missing {
		for _, c := range sdmxStatus {
			l.statusCodes.add(c.Code, diag.Place{})
		}
		l.plan.ObsStatus = slices.Clone(sdmxStatus)
		l.statusCodes.state = readable
		return
	}
	defer l.statusCodes.opened(t, state)
	if t == nil {
		return
	}
	code, name, nameEn, note := t.col("code"), t.col("name"), t.col("name_en"), t.col("note")
	for t.next() {
		id, ok := t.id(code, l.statusCodes, "")
		c := model.Code{Code: id, Name: t.words(name), NameEn: t.words(nameEn), Note: t.words(note)}
		if ok {
			l.plan.ObsStatus = append(l.plan.ObsStatus, c)
		}
	}
	if _, ok := l.statusCodes.first(normalStatus); !ok && !t.lacking && !slices.Contains(t.lost, normalStatus) {
		l.faults.Errorf(diag.Place{File: statusFile}, "CSV-NO-NORMAL-STATUS", "数据状态表里没有 A（正常）")
		l.faults.Hintf("加一行 A,正常：没有写状态的观测值都属于它")
	}
}
