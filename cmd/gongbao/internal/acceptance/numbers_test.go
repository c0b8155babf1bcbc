package acceptance

import (
	"bytes"
	"encoding/csv"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every figure that a page shows is the published one: the text beside each data-cell is compared with the CSV that it
// names. What the city did not publish is added up from the counties' rows here, by a reckoning of the test's own.
func TestNumbersEqualTables(t *testing.T) {
	t.Parallel()
	checkNumbers(t, bijie(t), 10_000)
}

// checkNumbers compares all pages of a site, and wants at least so many figures among them.
func checkNumbers(t *testing.T, s *site, atLeast int) {
	t.Helper()
	tables := readTables(t, s)
	compared, statuses, said := 0, 0, 0
	for _, page := range s.pages {
		root, err := html.Parse(bytes.NewReader(s.read(t, page)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			cell := attribute(n, "data-cell")
			if cell == "" {
				continue
			}
			if strings.HasSuffix(cell, "status_name") {
				statuses++
			}
			compared++
			if fault := tables.compare(n, cell, strings.HasPrefix(page, "en/")); fault != "" {
				if said++; said <= 40 {
					t.Errorf("%s: %s: %s", page, cell, fault)
				}
			}
		}
	}
	if said > 40 {
		t.Errorf("%d faults in all", said)
	}
	if compared < atLeast || statuses == 0 {
		t.Errorf("only %d figures and %d statuses name their cells", compared-statuses, statuses)
	}
	t.Logf("%d figures and %d statuses compared", compared-statuses, statuses)
}

// tables are the published CSV files, as a journalist would use them.
type tables struct {
	observations map[[3]string]float64 // the figure that counts, by indicator, region, period
	blank        map[[3]string]bool    // published as missing
	assessments  map[[3]string]record  // by indicator, region, target kind
	measures     map[[2]string]record  // measure_status.csv, by measure, region
	indicators   map[string]record
	regions      []record // without zones
}

type record = map[string]string

func readTables(t *testing.T, s *site) *tables {
	t.Helper()
	read := func(name string) []record {
		rows, err := csv.NewReader(bytes.NewReader(s.read(t, "data/latest/"+name+".csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var records []record
		for _, row := range rows[1:] {
			r := record{}
			for i, name := range rows[0] {
				r[name] = row[i]
			}
			records = append(records, r)
		}
		return records
	}
	tb := &tables{
		observations: map[[3]string]float64{}, blank: map[[3]string]bool{}, assessments: map[[3]string]record{},
		measures: map[[2]string]record{}, indicators: map[string]record{},
	}
	releases := map[string]int{}
	for i, r := range read("releases") {
		releases[r["release_id"]] = i
	}
	ranks := map[string]int{}
	for _, r := range read("sources") {
		ranks[r["source_id"]], _ = strconv.Atoi(r["rank"])
	}
	for _, r := range read("indicators") {
		tb.indicators[r["indicator_id"]] = r
	}
	for _, r := range read("regions") {
		if r["level"] != "zone" {
			tb.regions = append(tb.regions, r)
		}
	}
	for _, r := range read("assessments") {
		tb.assessments[[3]string{r["indicator_id"], r["region_code"], r["target_kind"]}] = r
	}
	for _, r := range read("measure_status") {
		tb.measures[[2]string{r["measure_id"], r["region_code"]}] = r
	}
	// Of the rows of one cell the better source counts, and of its rows the last release.
	observations := read("observations")
	slices.SortStableFunc(observations, func(a, b record) int {
		if d := ranks[b["source_id"]] - ranks[a["source_id"]]; d != 0 {
			return d
		}
		return releases[a["release"]] - releases[b["release"]]
	})
	for _, r := range observations {
		key := [3]string{r["indicator_id"], r["region_code"], r["period"]}
		value, err := strconv.ParseFloat(r["value"], 64)
		if tb.blank[key] = err != nil; err == nil {
			tb.observations[key] = value
		}
	}
	return tb
}

// observed is the published figure of a cell, or what follows from the rows of others by the indicator's own rule.
func (tb *tables) observed(indicator, region, period string) (float64, bool) {
	key := [3]string{indicator, region, period}
	if tb.blank[key] {
		return 0, false
	}
	if v, ok := tb.observations[key]; ok {
		return v, true
	}
	in := tb.indicators[indicator]
	switch in["aggregation"] {
	case "sum":
		sum, all, parts := 0.0, true, 0
		for _, child := range tb.regions {
			if child["parent"] == region && existed(child, period) {
				v, ok := tb.observed(indicator, child["region_code"], period)
				sum, all, parts = sum+v, all && ok, parts+1
			}
		}
		if all && parts > 0 {
			return sum, true
		}
	case "ratio":
		above, ok := tb.observed(in["numerator"], region, period)
		under, both := tb.observed(in["denominator"], region, period)
		if ok && both && under != 0 {
			scale := map[string]float64{"%": 100, "‰": 1000}[in["value_unit"]]
			return rounded(above/under*max(scale, 1), in["decimals"]), true
		}
	}
	// A year's flow is the sum of its parts.
	if in["kind"] == "flow" && !strings.Contains(period, "-") {
		for _, parts := range [][]string{{"-H1", "-H2"}, {"-Q1", "-Q2", "-Q3", "-Q4"}} {
			sum, all := 0.0, true
			for _, part := range parts {
				v, ok := tb.observed(indicator, region, period+part)
				sum, all = sum+v, all && ok
			}
			if all {
				return sum, true
			}
		}
	}
	return 0, false
}

// existed reports whether a region was there at the end of a period.
func existed(region record, period string) bool {
	end := period
	if year, part, ok := strings.Cut(period, "-"); !ok {
		end = year + "-12"
	} else if month := map[string]string{"H1": "06", "H2": "12", "Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12"}[part]; month != "" {
		end = year + "-" + month
	}
	from, to := region["valid_from"], region["valid_to"]
	return (from == "" || from <= end) && (to == "" || end <= to)
}

func rounded(v float64, decimals string) float64 {
	n, _ := strconv.Atoi(decimals)
	p := math.Pow10(n)
	return math.Round(v*p) / p
}

var figurePattern = regexp.MustCompile(`([+−-]?)(\d[\d,]*(?:\.\d+)?)\s*(万|亿|million|thousand)?`)

// compare returns what is wrong with the text of an element that names a cell; empty where it shows what the cell holds.
func (tb *tables) compare(n *html.Node, cell string, english bool) string {
	parts := strings.Split(cell, "/")
	column := parts[len(parts)-1]
	want, unit := "", ""
	switch {
	case parts[0] == "observations" && len(parts) == 5:
		if v, ok := tb.observed(parts[1], parts[2], parts[3]); ok {
			want = strconv.FormatFloat(v, 'f', -1, 64)
		}
		unit = tb.indicators[parts[1]]["value_unit"]
	case parts[0] == "assessments" && len(parts) == 5:
		row, ok := tb.assessments[[3]string{parts[1], parts[2], parts[3]}]
		if !ok {
			return "there is no such row"
		}
		want, unit = row[column], row["value_unit"]
	case parts[0] == "measure_status" && len(parts) == 4:
		row, ok := tb.measures[[2]string{parts[1], parts[2]}]
		if !ok {
			return "there is no such row"
		}
		want = row[column]
		if column == "gap" {
			want = tb.assessments[[3]string{row["indicator_id"], parts[2], row["target_kind"]}]["gap"]
		}
	default:
		return "there is no such table"
	}
	text := strings.TrimSpace(shownText(n))
	if column == "status_name" {
		if text == "—" { // a chart's table for a result without one
			text = "无数据"
		}
		if english || text == want {
			return ""
		}
		return "the page says " + text + ", the table " + want
	}
	m := figurePattern.FindStringSubmatch(text)
	if m == nil {
		if want == "" || column != "value" && text == "—" {
			return ""
		}
		return "the page says " + text + ", the table " + want
	}
	if want == "" {
		return "the page says " + text + ", the table nothing"
	}
	expected, err := strconv.ParseFloat(want, 64)
	if err != nil {
		return "the table holds " + want
	}
	if column == "attained" || column == "expected" || column == "gap" {
		expected *= 100
	}
	digits := strings.ReplaceAll(m[2], ",", "")
	shown, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return "the page says " + text
	}
	if m[1] == "−" || m[1] == "-" {
		shown = -shown
	}
	scale := m[3]
	if scale == "" {
		scale = scaleOf(unitBeside(n))
	}
	if !strings.HasPrefix(unit, scale) || scale == "million" || scale == "thousand" {
		expected /= map[string]float64{"万": 1e4, "亿": 1e8, "million": 1e6, "thousand": 1e3}[scale]
	}
	_, fraction, _ := strings.Cut(digits, ".")
	half := 0.5 * math.Pow10(-len(fraction))
	if math.Abs(shown-expected) > half*1.0001 {
		return "the page says " + text + ", the table " + want
	}
	return ""
}

// shownText is the figure of an element: its text without marks and second lines.
func shownText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			if class := strings.Fields(attribute(c, "class")); !slices.Contains(class, "dm") && !slices.Contains(class, "sub") {
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}

// unitBeside is what follows a figure on the page, or the unit in brackets at the head of its column.
func unitBeside(n *html.Node) string {
	if next := n.NextSibling; next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) != "" {
		return strings.TrimSpace(next.Data)
	}
	if n.Data != "td" {
		return ""
	}
	column := 0
	for c := n.PrevSibling; c != nil; c = c.PrevSibling {
		if c.Type == html.ElementNode {
			column++
		}
	}
	table := n
	for table != nil && table.Data != "table" {
		table = table.Parent
	}
	if table == nil {
		return ""
	}
	for head := range table.Descendants() {
		if head.Data != "thead" {
			continue
		}
		for th := range head.Descendants() {
			if th.Data == "th" {
				if column--; column < 0 {
					title := shownText(th)
					if open := max(strings.LastIndex(title, "（"), strings.LastIndex(title, "(")); open >= 0 {
						return strings.Trim(title[open:], "（()）")
					}
					return ""
				}
			}
		}
	}
	return ""
}

func scaleOf(unit string) string {
	for _, scale := range []string{"万", "亿", "million", "thousand"} {
		if strings.HasPrefix(unit, scale) {
			return scale
		}
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
