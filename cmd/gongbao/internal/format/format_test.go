package format

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"gongbao/cmd/gongbao/internal/dataset"
)

// sample has every type of field and the cells that formats get wrong: leading zeros, digits after the point, quotes,
// line breaks, markup, characters beyond U+FFFF, missing values.
func sample() *dataset.Table {
	must := dataset.Constraints{Required: true}
	t := &dataset.Table{
		Name: "sample", Title: "样本", Description: "各类单元格。",
		Fields: []dataset.Field{
			{Name: "region_code", Type: "string", Title: "代码", Constraints: must},
			{Name: "value", Type: "number", Title: "数值"},
			{Name: "rank", Type: "integer", Title: "次序"},
			{Name: "binding", Type: "boolean", Title: "约束性", Constraints: must},
			{Name: "published_at", Type: "datetime", Title: "时间"},
			{Name: "note", Type: "string", Title: "备注"},
		},
	}
	t.Append("090011", "35.00", "1", "true", "2019-01-20T09:00:00+08:00", "a, \"b\"\nc")
	t.Append("520502", "-0.30", "", "false", "", "")
	t.Append("2020-06", "12345678901234.5", "9", "true", "2019-01-20T01:00:00Z", "<b> & </b> 𠮷  ")
	t.Append("1-2", "", "-3", "false", "", " 前后有空格")
	return t
}

var about = About{
	Site: "云岭市绿色出行", Publisher: "云岭市政府办公室", Release: "2019-Q2 2019年第二季度", Licence: "CC-BY-4.0",
	Date: time.Date(2019, 7, 20, 9, 0, 0, 0, time.FixedZone("", 8*3600)), Notice: "演示数据，非官方统计",
}

func write(t *testing.T, f Format, table *dataset.Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, table, about); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readers give back the rows of each format as the table has them, header first, by means that are not this package's.
var readers = map[string]func(t *testing.T, table *dataset.Table, content []byte) [][]string{
	"csv": func(t *testing.T, _ *dataset.Table, content []byte) [][]string {
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	},
	"excel-csv": func(t *testing.T, _ *dataset.Table, content []byte) [][]string {
		plain, ok := bytes.CutPrefix(content, []byte{0xef, 0xbb, 0xbf})
		if !ok {
			t.Fatal("no byte order mark")
		}
		rows, err := csv.NewReader(bytes.NewReader(plain)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	},
	"json": func(t *testing.T, table *dataset.Table, content []byte) [][]string {
		var records []json.RawMessage
		if err := json.Unmarshal(content, &records); err != nil {
			t.Fatal(err)
		}
		return fromRecords(t, table, records)
	},
	"ndjson": func(t *testing.T, table *dataset.Table, content []byte) [][]string {
		var records []json.RawMessage
		for line := range bytes.Lines(content) {
			records = append(records, json.RawMessage(line))
		}
		return fromRecords(t, table, records)
	},
	"xlsx": func(t *testing.T, table *dataset.Table, content []byte) [][]string {
		f, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(table.Name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			for len(rows[i]) < len(table.Fields) {
				rows[i] = append(rows[i], "")
			}
			for col, f := range table.Fields {
				if cell := rows[i][col]; f.Type == "boolean" && i > 0 && cell != "" {
					rows[i][col] = map[string]string{"1": "true", "0": "false"}[cell]
				}
			}
		}
		return rows
	},
	"parquet": func(t *testing.T, table *dataset.Table, content []byte) [][]string {
		f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		rows := [][]string{nil}
		for _, column := range f.Schema().Columns() {
			rows[0] = append(rows[0], column[0])
		}
		reader := parquet.NewReader(f)
		buffer := make([]parquet.Row, 3)
		for {
			n, err := reader.ReadRows(buffer)
			for _, row := range buffer[:n] {
				cells := make([]string, len(row))
				for i, v := range row {
					cells[i] = parquetCell(table.Fields[i].Type, v)
				}
				rows = append(rows, cells)
			}
			if err == io.EOF {
				return rows
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	},
}

func parquetCell(kind string, v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case kind == "number":
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case kind == "integer":
		return strconv.FormatInt(v.Int64(), 10)
	case kind == "boolean":
		return strconv.FormatBool(v.Boolean())
	case kind == "datetime":
		return time.UnixMicro(v.Int64()).UTC().Format(time.RFC3339)
	}
	return string(v.ByteArray())
}

func fromRecords(t *testing.T, table *dataset.Table, records []json.RawMessage) [][]string {
	rows := [][]string{nil}
	for _, f := range table.Fields {
		rows[0] = append(rows[0], f.Name)
	}
	for _, raw := range records {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		var record map[string]any
		if err := d.Decode(&record); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if len(record) != len(table.Fields) {
			t.Errorf("%d members: %s", len(record), raw)
		}
		var cells []string
		for _, f := range table.Fields {
			v, there := record[f.Name]
			switch v := v.(type) {
			case nil:
				if !there {
					t.Errorf("no %s in %s", f.Name, raw)
				}
				cells = append(cells, "")
			case string:
				if f.Type != "string" && f.Type != "datetime" {
					t.Errorf("%s is text in %s", f.Name, raw)
				}
				cells = append(cells, v)
			default:
				if f.Type == "string" {
					t.Errorf("%s is no text in %s", f.Name, raw)
				}
				cells = append(cells, fmt.Sprint(v))
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// Every format gives back the rows that went in.
func TestRoundTrip(t *testing.T) {
	table := sample()
	for _, f := range All {
		t.Run(f.Key, func(t *testing.T) {
			got := readers[f.Key](t, table, write(t, f, table))
			if len(got) != table.Len()+1 {
				t.Fatalf("%d rows with the header, want %d", len(got), table.Len()+1)
			}
			for i, field := range table.Fields {
				if got[0][i] != field.Name {
					t.Errorf("column %d is %q, want %q", i, got[0][i], field.Name)
				}
			}
			for row, want := range table.Rows() {
				for col := range want {
					if !same(f.Key, table.Fields[col].Type, got[row+1][col], want[col]) {
						t.Errorf("row %d %s: %q, want %q", row+1, table.Fields[col].Name, got[row+1][col], want[col])
					}
				}
			}
		})
	}
}

// same compares by value where a format keeps values and not digits: binary numbers, instants in UTC.
func same(format, kind, got, want string) bool {
	if got == want {
		return true
	}
	switch {
	case kind == "number" && (format == "parquet" || format == "xlsx"):
		g, err1 := strconv.ParseFloat(got, 64)
		w, err2 := strconv.ParseFloat(want, 64)
		return err1 == nil && err2 == nil && math.Abs(g-w) <= 1e-12*math.Abs(w)
	case kind == "datetime" && format == "parquet":
		g, err1 := time.Parse(time.RFC3339, got)
		w, err2 := time.Parse(time.RFC3339, want)
		return err1 == nil && err2 == nil && g.Equal(w)
	}
	return false
}

func TestSameBytes(t *testing.T) {
	for _, f := range All {
		if !bytes.Equal(write(t, f, sample()), write(t, f, sample())) {
			t.Errorf("%s: two runs differ", f.Key)
		}
	}
}

// A data set without a row is still a file that opens.
func TestNoRows(t *testing.T) {
	table := sample().Where(func(int) bool { return false })
	for _, f := range All {
		t.Run(f.Key, func(t *testing.T) {
			if rows := readers[f.Key](t, table, write(t, f, table)); len(rows) != 1 && f.Key != "xlsx" {
				t.Errorf("rows %q", rows)
			}
		})
	}
}

// What a spreadsheet must be told, or it spoils the rows: codes are text, numbers are numbers with their digits.
func TestWorkbook(t *testing.T) {
	content := write(t, Format{Write: XLSX}, sample())
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.GetSheetList(), []string{"说明", "sample"}; !slices.Equal(got, want) {
		t.Errorf("sheets %q, want %q", got, want)
	}
	for cell, want := range map[string]excelize.CellType{
		"A2": excelize.CellTypeSharedString, "A4": excelize.CellTypeSharedString, "B2": excelize.CellTypeUnset, "D2": excelize.CellTypeBool,
	} {
		if got, err := f.GetCellType("sample", cell); err != nil || got != want {
			t.Errorf("%s has the type %v, want %v (%v)", cell, got, want, err)
		}
	}
	for cell, want := range map[string]string{"A2": "090011", "A4": "2020-06", "A5": "1-2", "B2": "35.00", "B3": "-0.30", "D2": "TRUE"} {
		if got, _ := f.GetCellValue("sample", cell); got != want {
			t.Errorf("%s shows %q, want %q", cell, got, want)
		}
	}
	panes, err := f.GetPanes("sample")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v %v", panes, err)
	}
	tables, err := f.GetTables("sample")
	if err != nil || len(tables) != 1 || tables[0].Range != "A1:F5" || tables[0].ShowHeaderRow != nil && !*tables[0].ShowHeaderRow {
		t.Errorf("tables %+v %v", tables, err)
	}
	props, err := f.GetDocProps()
	if err != nil || props.Title != "样本" || props.Language != "zh-CN" || props.Created != "2019-07-20T01:00:00Z" {
		t.Errorf("properties %+v %v", props, err)
	}
	notes, err := f.GetRows("说明")
	if err != nil || !slices.ContainsFunc(notes, func(r []string) bool {
		return slices.Equal(r, []string{"数据性质", "演示数据，非官方统计"})
	}) {
		t.Errorf("notes %q %v", notes, err)
	}
}

// LibreOffice is the reader that is strict about what this package writes by hand.
func TestWorkbookOpensInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
			t.Fatal("LibreOffice is not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sample.xlsx"), write(t, Format{Write: XLSX}, sample()), 0o644); err != nil {
		t.Fatal(err)
	}
	// Token 7 exports every sheet (-1) to a file of its own; 44,34,76 are comma, quote, UTF-8.
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", dir, filepath.Join(dir, "sample.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(filepath.Join(dir, "sample-sample.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%q %v", rows, err)
	}
	if got, want := rows[1][:4], []string{"090011", "35", "1", "TRUE"}; !slices.Equal(got, want) {
		t.Errorf("row 2 is %q, want %q", got, want)
	}
	// What the sheet shows has the digits that the table was written with.
	cmd = exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir, filepath.Join(dir, "sample.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if shown, err := os.ReadFile(filepath.Join(dir, "sample.fods")); err != nil || !bytes.Contains(shown, []byte("<text:p>35.00</text:p>")) {
		t.Errorf("35.00 is not shown (%v)", err)
	}
	if rows[1][5] != "a, \"b\"\nc" || rows[4][0] != "1-2" {
		t.Errorf("rows %q", rows)
	}
}

// The schema that a reader sees: types, what may be missing, compression.
func TestParquetSchema(t *testing.T) {
	content := write(t, Format{Write: Parquet}, sample())
	f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	const want = `message sample {
	required binary region_code (STRING);
	optional double value;
	optional int64 rank (INT(64,true));
	required boolean binding;
	optional int64 published_at (TIMESTAMP(isAdjustedToUTC=true,unit=MICROS));
	optional binary note (STRING);
}`
	if got := f.Schema().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, group := range f.Metadata().RowGroups {
		for _, c := range group.Columns {
			if c.MetaData.Codec.String() != "ZSTD" {
				t.Errorf("%s is compressed with %s", strings.Join(c.MetaData.PathInSchema, "."), c.MetaData.Codec)
			}
		}
	}
	if title, _ := f.Lookup("title"); title != "样本" {
		t.Errorf("title %q", title)
	}
}
