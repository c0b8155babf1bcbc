package bulletin

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/analysis"
)

// element is a node of a file's structure as poppler reads it.
type element struct {
	role string
	text string // its own and that of what is below
	kids []*element
}

// structure reads a file's structure tree, in reading order.
func structure(t *testing.T, file string) *element {
	t.Helper()
	root := &element{role: "root"}
	path, depths := []*element{root}, []int{-1}
	for line := range strings.Lines(run(t, "pdfinfo", "-struct-text", file)) {
		trimmed := strings.TrimSpace(line)
		depth := len(line) - len(strings.TrimLeft(line, " "))
		for depths[len(depths)-1] >= depth {
			path, depths = path[:len(path)-1], depths[:len(depths)-1]
		}
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "/") || strings.HasPrefix(trimmed, "Object "):
		case strings.HasPrefix(trimmed, `"`):
			for _, e := range path {
				e.text += strings.Trim(trimmed, `"`)
			}
		default:
			role, _, _ := strings.Cut(strings.TrimSuffix(trimmed, ":"), " ")
			e := &element{role: role}
			path[len(path)-1].kids = append(path[len(path)-1].kids, e)
			path, depths = append(path, e), append(depths, depth)
		}
	}
	return root
}

// tables are the tables of a structure: caption, and the texts of the cells row by row.
func (e *element) tables() (list []struct {
	caption string
	rows    [][]string
}) {
	for _, kid := range e.kids {
		if kid.role != "Table" {
			list = append(list, kid.tables()...)
			continue
		}
		t := struct {
			caption string
			rows    [][]string
		}{}
		for _, line := range kid.kids {
			switch line.role {
			case "Caption":
				t.caption = line.text
			case "TR":
				var cells []string
				for _, cell := range line.kids {
					cells = append(cells, cell.text)
				}
				t.rows = append(t.rows, cells)
			}
		}
		list = append(list, t)
	}
	return list
}

// resultRow is a row of the results.csv inside a bulletin, by column.
type resultRow map[string]string

// Every figure of the tables of indicators and of the working, in every kind of bulletin, is the one of the CSV inside the
// file, and what the CSV says of attainment follows from its own figures. Both are read by other programs than ours.
func TestFiguresAgainstCSV(t *testing.T) {
	if testing.Short() {
		t.Skip("poppler takes seconds for a structure tree")
	}
	compared := map[Kind]int{}
	eachReal(t, func(t *testing.T, b *Batch, issue Issue, s Subject) {
		if issue.Release != "2020-Q2" || !slices.Contains([]string{"", "520525", "1-6", "police"}, s.ID) {
			return // one of each kind
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "bulletin.pdf")
		var content bytes.Buffer
		if _, err := b.Write(&content, issue, s); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, "pdfdetach", "-saveall", "-o", dir, file)
		raw, err := os.ReadFile(filepath.Join(dir, "results.csv"))
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var rows []resultRow
		for _, record := range records[1:] {
			row := resultRow{}
			for i, name := range records[0] {
				row[name] = record[i]
			}
			row.check(t)
			rows = append(rows, row)
		}
		c := comparer{t: t, rows: rows, a: b.a, subject: s}
		for _, table := range structure(t, file).tables() {
			c.table(table.caption, table.rows)
		}
		compared[s.Kind] += c.compared
	})
	for kind, least := range map[Kind]int{OfCity: 200, OfCounty: 120, OfMeasure: 150, OfOrg: 20} {
		if compared[kind] < least {
			t.Errorf("%s: only %d figures were compared", kind, compared[kind])
		}
	}
}

// check holds attainment and difference to the other columns.
func (r resultRow) check(t *testing.T) {
	t.Helper()
	if r["attained_percent"] == "" {
		return
	}
	attained, expected, gap := decimal(r["attained_percent"]), decimal(r["expected_percent"]), decimal(r["gap_points"])
	if want := attained - expected; r["target_kind"] != "ceiling" && math.Abs(math.Abs(want)-math.Abs(gap)) > 0.0002 {
		t.Errorf("%s %s: gap %s of %s and %s", r["region_code"], r["indicator_id"], r["gap_points"], r["attained_percent"], r["expected_percent"])
	}
	if r["baseline"] == "" || r["target_kind"] != "level" && r["target_kind"] != "cumulative" {
		return
	}
	from, value, to := decimal(r["baseline"]), decimal(r["value"]), decimal(r["target"])
	if r["target_kind"] == "cumulative" {
		from = 0
	}
	// The value is rounded to the indicator's decimals; attainment is computed from what is behind it.
	room := 100*math.Pow10(-decimals(r["value"]))/math.Abs(to-from) + 0.0002
	if want := 100 * (value - from) / (to - from); math.Abs(want-attained) > room {
		t.Errorf("%s %s: attained %.4f, %.4f follows from the figures", r["region_code"], r["indicator_id"], attained, want)
	}
}

func decimals(s string) int {
	_, fraction, _ := strings.Cut(s, ".")
	return len(fraction)
}

// decimal is a printed figure: with the sign for minus, a plus, a percent sign.
func decimal(s string) float64 {
	s = strings.NewReplacer("−", "-", "+", "", "%", "", "个百分点", "").Replace(s)
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// comparer holds the rows of tables against the rows of the CSV.
type comparer struct {
	t        *testing.T
	rows     []resultRow
	a        *analysis.Assessment
	subject  Subject
	compared int
}

// figure compares a cell with a column: as many decimals as are printed.
func (c *comparer) figure(where, printed string, row resultRow, column string) {
	c.t.Helper()
	want := row[column]
	if printed == "—" || printed == "" {
		if want != "" && row["status"] != "no-data" {
			c.t.Errorf("%s: %s is left out, %s in the CSV", where, column, want)
		}
		return
	}
	c.compared++
	if off := math.Abs(decimal(printed) - decimal(want)); !(off <= 0.5*math.Pow10(-decimals(printed))+0.00006) {
		c.t.Errorf("%s: %s is %s, %s in the CSV", where, column, printed, want)
	}
}

// six are the figures of a row of a table of indicators.
func (c *comparer) six(where string, cells []string, row resultRow, columns ...string) {
	c.t.Helper()
	for i, column := range columns {
		c.figure(where, strings.TrimSpace(cells[i]), row, column)
	}
	if status := cells[len(columns)]; status != wordOf(row["status"]) {
		c.t.Errorf("%s: the status is %q, %s in the CSV", where, status, row["status"])
	}
}

func wordOf(key string) string {
	for _, s := range analysis.Statuses {
		if s.Key() == key {
			return s.Word()
		}
	}
	return ""
}

// find is the row of the CSV that a table's row is about.
func (c *comparer) find(match func(resultRow) bool) resultRow {
	for _, row := range c.rows {
		if match(row) {
			return row
		}
	}
	return nil
}

// inRegion is the region that the bulletin is about.
func (c *comparer) inRegion() string {
	if c.subject.Kind == OfCounty {
		return c.subject.ID
	}
	return c.a.Plan.Region
}

func (c *comparer) table(caption string, rows [][]string) {
	c.t.Helper()
	seven := []string{"baseline", "value", "target", "attained_percent", "expected_percent", "gap_points"}
	switch {
	case strings.Contains(caption, "目标的基期、本期和目标值"): // a row a region, six cells a goal
		var goals []string
		for _, cell := range rows[0] {
			if cell != "" {
				goals = append(goals, cell)
			}
		}
		for _, cells := range rows[2:] {
			for i, goal := range goals {
				if len(cells) < 2+6*(i+1) {
					continue // a zone, which has no figures of its own
				}
				row := c.find(func(r resultRow) bool {
					return r["region_code"] == cells[0] && r["measure_id"] == "" && strings.HasPrefix(goal, r["indicator"]) && (r["target_kind"] == "level" || r["target_kind"] == "cumulative")
				})
				if row == nil {
					c.t.Errorf("%s: no row of the CSV for %s", cells[1], goal)
					continue
				}
				at := 2 + 6*i
				c.six(cells[1]+" "+goal, cells[at:at+6], row, "baseline", "value", "target", "attained_percent", "gap_points")
			}
		}
	case regexp.MustCompile(`^附表.*措施的指标`).MatchString(caption): // a row an indicator of a measure
		for _, cells := range rows[1:] {
			if len(cells) < 9 {
				continue
			}
			name := cells[1]
			row := c.find(func(r resultRow) bool {
				return r["region_code"] == c.inRegion() && r["measure_id"] == cells[0] && strings.HasPrefix(name, r["indicator"])
			})
			if row == nil {
				if cells[8] != analysis.NoData.Word() {
					c.t.Errorf("no row of the CSV for %s %s", cells[0], cells[1])
				}
				continue
			}
			c.six(cells[0]+" "+name, cells[2:9], row, seven...)
		}
	case c.subject.Kind == OfMeasure && len(rows) > 1 && len(rows[0]) == 8 && rows[0][1] == "基期值": // a row a region
		for _, cells := range rows[1:] {
			row := c.find(func(r resultRow) bool {
				region := c.a.Plan.RegionOf(r["region_code"])
				return strings.Contains(caption, "　"+r["indicator"]+r["value_unit"]) &&
					(cells[0] == region.Name || cells[0] == region.Label() || cells[0] == c.a.Place(region) && region.Code == c.a.Plan.Region)
			})
			if row == nil {
				if cells[7] != analysis.NoData.Word() {
					c.t.Errorf("%s: no row of the CSV for %s", caption, cells[0])
				}
				continue
			}
			c.six(caption+" "+cells[0], cells[1:8], row, seven...)
		}
	case strings.Contains(caption, "的输入、算式和结果"):
		c.working(rows)
	}
}

// working holds the steps of each status to the goal's row: they stand in the order of the CSV.
func (c *comparer) working(rows [][]string) {
	var goals []resultRow
	for _, row := range c.rows {
		if row["region_code"] == c.inRegion() && (c.subject.Kind == OfMeasure || row["measure_id"] == "") {
			goals = append(goals, row)
		}
	}
	at := -1
	steps := map[string]string{"完成进度": "attained_percent", "序时进度": "expected_percent", "相差": "gap_points", "目标值": "target", "基期值": "baseline"}
	for _, cells := range rows[1:] {
		if len(cells) == 1 {
			at++
			continue
		}
		if at < 0 || at >= len(goals) || len(cells) < 4 {
			continue
		}
		result := regexp.MustCompile(`^[+−]?[0-9.]+`).FindString(strings.TrimSpace(cells[3]))
		if column, ok := steps[cells[0]]; ok && result != "" {
			c.figure("working of "+goals[at]["indicator"], result, goals[at], column)
		}
		if cells[0] == "判定" && cells[3] != wordOf(goals[at]["status"]) {
			c.t.Errorf("%s is judged %q, %s in the CSV", goals[at]["indicator"], cells[3], goals[at]["status"])
		}
	}
}
