package load

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/model"
)

// rowPlace is a diag.Place in eight bytes, for a table may have a million rows. file counts in loader.tableFiles.
type rowPlace struct {
	line         int32
	file, column uint16
}

// tableFile is a table of observations, as places name it.
type tableFile struct{ name, sheet string }

func (l *loader) rowPlace(i int) diag.Place {
	at := l.observedAt[i]
	file := &l.tableFiles[at.file]
	return diag.Place{File: file.name, Sheet: file.sheet, Line: int(at.line), Column: int(at.column)}
}

// wholeRow is the place of an observation's row, without a column.
func (l *loader) wholeRow(i int) diag.Place {
	at := l.rowPlace(i)
	at.Column = 0
	return at
}

func (l *loader) observations() {
	for _, e := range l.entries(observationsDir) {
		file := path.Join(observationsDir, e.Name())
		if strings.HasSuffix(strings.ToLower(file), querySuffix) {
			l.observationQuery(file)
			continue
		}
		switch strings.ToLower(path.Ext(file)) {
		case ".csv":
			if t, _ := l.openTable(file); t != nil {
				l.observationTable(t)
			}
		case ".parquet":
			l.observationParquet(file)
		case ".xlsx", ".xls", ".et", ".ods", ".txt", ".tsv":
			l.faults.Warnf(diag.Place{File: file}, "FILE-IGNORED", "观测值只读 CSV、Parquet 和 *.sql.yaml，没有读取这个文件")
			l.faults.Hintf("另存为“CSV UTF-8（逗号分隔）”")
		}
	}
	if l.releaseIDs.state == missing && !l.releaseIDs.needed && len(l.plan.Observations) > 0 {
		l.plan.Releases = []model.Release{onlyRelease}
		for i := range l.plan.Observations {
			l.plan.Observations[i].Release = onlyRelease.ID
		}
	}
	l.sortObservations()
}

func (l *loader) observationTable(t *table) {
	number := uint16(len(l.tableFiles))
	l.tableFiles = append(l.tableFiles, tableFile{t.file, t.sheet})
	indicator, region, period := t.col("indicator_id"), t.col("region_code"), t.col("period")
	value, status, source := t.col("value"), t.col("status"), t.col("source")
	release, note := t.col("release"), t.col("note")
	first := l.firstRelease()
	needsRelease := l.releaseIDs.state == readable && len(l.releaseIDs.ids) == 0 && len(t.lost) == 0
	for t.next() {
		before := len(l.faults)
		var o model.Observation
		o.Indicator, _ = t.ref(indicator, l.indicatorIDs)
		o.Region, _ = t.ref(region, l.regionCodes)
		o.Period, _ = t.period(period)
		n, numberOK := t.number(value)
		var statusOK bool
		o.Status, statusOK = t.ref(status, l.statusCodes)
		o.Value = n
		o.Source, _ = t.ref(source, l.sourceIDs)
		o.Release, _ = t.ref(release, l.releaseIDs)
		o.Note = t.words(note)

		if o.Status == "" {
			o.Status = normalStatus
		}
		if o.Release == "" {
			if o.Release = first; needsRelease {
				l.faults.Errorf(diag.Place{File: releaseFile}, "CSV-NO-ROWS", "有观测值而没有一个发布批次")
				l.faults.Hintf("写上一行发布批次，或删去整个文件")
				needsRelease = false
				l.releaseIDs.state = broken
			}
		}
		if statusOK && numberOK {
			t.checkMissing(value, status, o)
		}
		if in := l.indicatorOf[o.Indicator]; in != nil {
			l.checkRange(t, value, in, n)
			if in.Frequency != 0 && o.Period.Freq != 0 && in.Frequency != o.Period.Freq {
				t.fault(period, "CSV-FREQUENCY", "%s 的频率是 %s，而时期 %s 是 %s", in.ID, in.Frequency, o.Period, o.Period.Freq)
				t.hint("时期写成 %s 这样的形式；确实按 %s 统计的是另一个指标", periodExample(in.Frequency, o.Period), o.Period.Freq)
			}
		}
		if !o.Period.IsZero() {
			l.checkValidity(t, period, o.Region, o.Period)
		}
		if len(l.faults) > before || o.Indicator == "" || o.Region == "" || o.Period.IsZero() || o.Source == "" {
			continue
		}
		at := t.at(value)
		l.plan.Observations = append(l.plan.Observations, o)
		l.observedAt = append(l.observedAt, rowPlace{int32(t.rowLine), number, uint16(min(at.Column, 1<<16-1))})
		if in := l.indicatorOf[o.Indicator]; in != nil && n != nil {
			l.checkCount(at, in, o)
		}
	}
}

// checkMissing holds a value and its status against each other.
func (t *table) checkMissing(value, status int, o model.Observation) {
	missingStatus := strings.Contains(Valueless, o.Status)
	switch {
	case t.strange && (t.row[status].line == 0 || t.row[value].line == 0):
	case o.Value == nil && !missingStatus && o.Status != statusK:
		t.fault(value, "CSV-EMPTY", "value 空着，而状态是 %s", o.Status)
		t.hint("没有数就在 status 写明：M（不可能有）、L（未采集）、Q（保密）或 K（计入其他类别）；真是零就写 0")
	case o.Value != nil && missingStatus:
		t.fault(status, "CSV-STATUS-VALUE", "状态 %s 表示没有数，而 value 是 %s", o.Status, o.Value)
		t.hint("有数就改状态，没有数就清空 value")
	}
}

// checkCount warns of half a person and of fewer than none. A flow may be negative where it is a balance.
func (l *loader) checkCount(at diag.Place, in *model.Indicator, o model.Observation) {
	n := *o.Value
	if in.Kind == model.Rate || in.Percent() {
		return
	}
	if factor, _ := model.UnitFactor(in.ValueUnit); in.Decimals == 0 && factor.Cmp(one) == 0 && !n.Rat().IsInt() {
		l.faults.Warnf(at, "CSV-COUNT", "%s 以%s计，decimals 是 0，而这个数有小数：%s", in.ID, in.ValueUnit, n)
		l.faults.Hintf("检查小数点和计量单位；确有小数就改 indicators.csv 的 decimals")
		l.faults.About(figureOf(&o))
	}
	if in.Kind == model.Stock && n.Sign() < 0 {
		l.faults.Warnf(at, "CSV-COUNT", "%s 是期末数，而这里是负数：%s", in.ID, n)
		l.faults.Hintf("检查负号；增减数是另一个指标，kind 写 flow")
		l.faults.About(figureOf(&o))
	}
}

// periodExample is the period of a frequency in which p ends.
func periodExample(f model.Frequency, p model.Period) model.Period {
	year, month := p.EndMonth()
	return model.Period{Year: int16(year), Freq: f, Index: uint8((month-1)/f.Months() + 1)}
}

// sortObservations puts the rows into the plan's order and reports the rows of one cell, source and release.
func (l *loader) sortObservations() {
	rows := l.plan.Observations
	rank := map[string]int{}
	for _, s := range l.plan.Sources {
		rank[s.ID] = s.Rank
	}
	released := map[string]int{}
	for i, r := range slices.SortedStableFunc(slices.Values(l.plan.Releases), func(a, b model.Release) int {
		return a.PublishedAt.Compare(b.PublishedAt)
	}) {
		released[r.ID] = i
	}
	compare := func(i, j int32) int {
		a, b := &rows[i], &rows[j]
		if c := strings.Compare(a.Indicator, b.Indicator); c != 0 {
			return c
		}
		if c := strings.Compare(a.Region, b.Region); c != 0 {
			return c
		}
		if c := a.Period.Compare(b.Period); c != 0 {
			return c
		}
		return cmp.Or(
			cmp.Compare(released[a.Release], released[b.Release]),
			strings.Compare(a.Release, b.Release), // unknown ones, of a broken releases.csv
			cmp.Compare(rank[a.Source], rank[b.Source]),
			strings.Compare(a.Source, b.Source),
		)
	}
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int { return cmp.Or(compare(i, j), cmp.Compare(i, j)) })
	sorted := make([]model.Observation, len(rows))
	places := make([]rowPlace, len(rows))
	firstOfKey := int32(0)
	for n, i := range order {
		sorted[n], places[n] = rows[i], l.observedAt[i]
		if n == 0 || compare(order[n-1], i) != 0 {
			firstOfKey = i
			continue
		}
		o := &rows[i]
		l.faults.Errorf(l.wholeRow(int(i)), "CSV-DUPLICATE-KEY", "%s、%s、%s、来源 %s、批次 %s 重复，第一次在 %s",
			o.Indicator, o.Region, o.Period, o.Source, o.Release, l.wholeRow(int(firstOfKey)))
		l.faults.Hintf("删去一行；修订旧数要写新的 release")
	}
	l.plan.Observations, l.observedAt = sorted, places
}
