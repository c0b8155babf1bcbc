package intake

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/load"
	"gongbao/cmd/gongbao/internal/model"
)

const folder = "data/observations"

var columnNames = []string{"indicator_id", "region_code", "period", "value", "status", "source", "release", "note"}

// store is the tables of data/observations/. Rows that an import does not touch stay as they are, byte by byte; a changed row
// is replaced where it stands; new rows come to the end of <release>.csv.
type store struct {
	tables map[string]*observations // by path
	rows   map[key]*record
	first  string // the release of rows that name none; empty where the plan has no releases
}

// observations is one table.
type observations struct {
	name    string
	text    string // without a byte-order mark
	mark    bool   // it has one
	end     string // of its lines
	columns map[string]int
	width   int
	records []*record
	added   []*record
	changed bool
}

// record is a row.
type record struct {
	table      *observations
	o          model.Observation
	line       int
	start, end int // of its bytes in the text, without the end of the line
	cells      []string
	from       diag.Place // the cell that it, or its change, came from
}

func (r *record) place() string { return fmt.Sprintf("%s:%d", r.table.name, r.line) }

// openStore reads the tables; the plan has been loaded from them, so that they have no faults.
func openStore(fsys fs.FS, oneBatch bool, plan *model.Plan) *store {
	s := &store{tables: map[string]*observations{}, rows: map[key]*record{}}
	if !oneBatch && len(plan.Releases) > 0 {
		s.first = plan.Releases[0].ID
	}
	entries, _ := fs.ReadDir(fsys, folder)
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$") || !strings.EqualFold(path.Ext(e.Name()), ".csv") {
			continue
		}
		name := path.Join(folder, e.Name())
		if raw, err := fs.ReadFile(fsys, name); err == nil {
			s.open(name, raw)
		}
	}
	return s
}

func (s *store) open(name string, raw []byte) {
	text, _ := load.Decode(raw)
	t := &observations{name: name, text: text, mark: bytes.HasPrefix(raw, []byte("\ufeff")), end: "\n"}
	if text != strings.TrimPrefix(string(raw), "\ufeff") {
		t.mark = true // it was GB18030, for a spreadsheet program; if it is written, then as UTF-8 that such programs know
	}
	if strings.Contains(text, "\r\n") {
		t.end = "\r\n"
	}
	s.tables[name] = t
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	for {
		start := int(r.InputOffset())
		cells, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			return // the loader would have reported it
		}
		line, _ := r.FieldPos(0)
		if t.columns == nil {
			if slices.Contains(cells, columnNames[0]) {
				t.columns, t.width = map[string]int{}, len(cells)
				for i, c := range cells {
					t.columns[c] = i
				}
			}
			continue
		}
		end := int(r.InputOffset())
		for start < end && (text[start] == '\n' || text[start] == '\r') {
			start++
		}
		for end > start && (text[end-1] == '\n' || text[end-1] == '\r') {
			end--
		}
		rec := &record{table: t, line: line, start: start, end: end, cells: cells}
		get := func(column string) string {
			if i, ok := t.columns[column]; ok && i < len(cells) {
				return cells[i]
			}
			return ""
		}
		rec.o = model.Observation{Indicator: get("indicator_id"), Region: get("region_code"), Status: get("status"),
			Source: get("source"), Release: get("release"), Note: get("note")}
		if rec.o.Indicator == "" {
			continue
		}
		rec.o.Period, _ = model.ParsePeriod(get("period"))
		if n, err := model.ParseNumber(get("value")); err == nil {
			rec.o.Value = &n
		}
		if rec.o.Release == "" {
			rec.o.Release = s.first
		}
		t.records = append(t.records, rec)
		s.rows[keyOf(&rec.o)] = rec
	}
}

func (s *store) find(k key) *record { return s.rows[k] }

// change gives a row another value, status or note. It says in Chinese why it cannot.
func (s *store) change(r *record, o *model.Observation, from diag.Place) (problem string) {
	for _, c := range [][2]string{{"value", digits(o.Value)}, {"status", o.Status}, {"note", o.Note}} {
		if problem := r.set(c[0], c[1]); problem != "" {
			return problem
		}
	}
	r.o.Value, r.o.Status, r.o.Note, r.from = o.Value, o.Status, o.Note, from
	r.table.changed = true
	return ""
}

func (r *record) set(column, value string) (problem string) {
	i, ok := r.table.columns[column]
	switch {
	case ok && i < len(r.cells):
		r.cells[i] = value
	case value != "" && !(column == "status" && value == "A"):
		return fmt.Sprintf("%s 里没有 %s 这一栏，写不下 %q", r.table.name, column, value)
	}
	return ""
}

func digits(n *model.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// add puts a row at the end of its release's table.
func (s *store) add(o *model.Observation, from diag.Place) (problem string) {
	name := folder + "/import.csv"
	if o.Release != "" {
		name = folder + "/" + o.Release + ".csv"
	}
	t := s.tables[name]
	if t == nil || t.columns == nil {
		t = &observations{name: name, mark: true, end: "\n", columns: map[string]int{}, width: len(columnNames)}
		for i, c := range columnNames {
			t.columns[c] = i
		}
		t.text = strings.Join(columnNames, ",") + "\n"
		s.tables[name] = t
	}
	r := &record{table: t, o: *o, cells: make([]string, t.width), from: from}
	for i, value := range []string{o.Indicator, o.Region, o.Period.String(), digits(o.Value), o.Status, o.Source, o.Release, o.Note} {
		if problem := r.set(columnNames[i], value); problem != "" {
			return problem
		}
	}
	t.added = append(t.added, r)
	t.changed = true
	return ""
}

// files are the tables that have changed, as they will be, by path.
func (s *store) files() []table {
	var files []table
	for _, t := range s.tables {
		if t.changed {
			files = append(files, table{t.name, t.bytes()})
		}
	}
	slices.SortFunc(files, func(a, b table) int { return strings.Compare(a.name, b.name) })
	return files
}

// bytes also gives new rows their lines.
func (t *observations) bytes() []byte {
	var b bytes.Buffer
	at := 0
	for _, r := range t.records {
		if r.from == (diag.Place{}) {
			continue
		}
		b.WriteString(t.text[at:r.start])
		b.WriteString(line(r.cells))
		at = r.end
	}
	b.WriteString(t.text[at:])
	if text := b.String(); len(t.added) > 0 && text != "" && !strings.HasSuffix(text, "\n") {
		b.WriteString(t.end)
	}
	next := strings.Count(b.String(), "\n") + 1
	for _, r := range t.added {
		r.line = next
		next += strings.Count(line(r.cells), "\n") + 1
		b.WriteString(line(r.cells) + t.end)
	}
	if t.mark {
		return append([]byte("\ufeff"), b.Bytes()...)
	}
	return b.Bytes()
}

// line is a row without the end of the line.
func line(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(cells); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// origins tells for the rows that an import wrote which cell each came from. Call it after files.
func (s *store) origins() map[diag.Place]diag.Place {
	found := map[diag.Place]diag.Place{}
	for _, t := range s.tables {
		for _, r := range slices.Concat(t.records, t.added) {
			if r.from != (diag.Place{}) {
				found[diag.Place{File: t.name, Line: r.line}] = r.from
			}
		}
	}
	return found
}
