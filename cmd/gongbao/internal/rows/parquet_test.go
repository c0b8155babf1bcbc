package rows

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// write has DuckDB write what a query gives as a Parquet file.
func write(t *testing.T, query, options string) *os.File {
	t.Helper()
	const checkers = "../acceptance/checkers"
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(checkers, "node_modules", "@duckdb", "node-api")); err != nil || missing != nil {
		if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
			t.Fatal("DuckDB is missing: make checkers")
		}
		t.Skip("DuckDB is missing: make checkers")
	}
	file := filepath.Join(t.TempDir(), "a.parquet")
	cmd := exec.Command(node, "--input-type=module", "-e", `import { DuckDBInstance } from '@duckdb/node-api'
const db = await (await DuckDBInstance.create()).connect()
await db.run(process.argv[1])`, "COPY ("+query+") TO '"+file+"' (FORMAT parquet"+options+")")
	cmd.Dir, cmd.Stderr = checkers, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func open(t *testing.T, f *os.File) *Table {
	t.Helper()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	table, faults := Parquet(f, info.Size())
	if faults != nil {
		t.Fatal(faults[0])
	}
	t.Cleanup(table.Close)
	return table
}

// Values that another program wrote, of every type that figures have, in every compression that it knows.
func TestParquetOfDuckDB(t *testing.T) {
	const query = `SELECT * FROM (VALUES
		('甲', 520500::INTEGER, 0.1::DOUBLE, 12.50::DECIMAL(18,4), -0.05::DECIMAL(4,2), 123456789012345678.90::DECIMAL(30,2), DATE '2020-06-30', TIMESTAMP '2020-06-30 09:00:00', true, 0.1::FLOAT, 1e21::DOUBLE, 255::UTINYINT, 18446744073709551615::UBIGINT),
		(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
		('乙', -7, 1234567.891, 1000, -3, -1.1, DATE '1949-10-01', TIMESTAMP '1949-10-01 15:00:00.5', false, 16777216, 0, 0, 0)
	) v(name, code, d, price, small, large, day, moment, yes, f, huge, tiny, most)`
	want := [][]string{
		{"甲", "520500", "0.1", "12.5", "-0.05", "123456789012345678.9", "2020-06-30", "2020-06-30T09:00:00Z", "true", "0.1", "1000000000000000000000", "255", "18446744073709551615"},
		{"", "", "", "", "", "", "", "", "", "", "", "", ""},
		{"乙", "-7", "1234567.891", "1000", "-3", "-1.1", "1949-10-01", "1949-10-01T15:00:00.5Z", "false", "16777216", "0", "0", "0"},
	}
	for _, options := range []string{"", ", COMPRESSION zstd, PARQUET_VERSION v2", ", COMPRESSION gzip", ", COMPRESSION uncompressed"} {
		table := open(t, write(t, query, options))
		if want := []string{"name", "code", "d", "price", "small", "large", "day", "moment", "yes", "f", "huge", "tiny", "most"}; !slices.Equal(table.Columns, want) {
			t.Errorf("columns %v", table.Columns)
		}
		for i, w := range want {
			if got, err := table.Next(); err != nil || !slices.Equal(got, w) {
				t.Errorf("%s, row %d: %q, want %q (%v)", options, i+1, got, w, err)
			}
		}
		if _, err := table.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v after the last row", options, err)
		}
	}
}

// A file is read row group by row group: a million rows take no more memory than some of them.
func TestParquetIsStreamed(t *testing.T) {
	const rows = 1_000_000
	f := write(t, "SELECT md5(i::VARCHAR) AS name, i AS n FROM range(1000000) r(i)", ", ROW_GROUP_SIZE 20000")
	table := open(t, f)
	var most, before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range rows {
		if _, err := table.Next(); err != nil {
			t.Fatalf("row %d: %v", i+1, err)
		}
		if i%100_000 == 50_000 {
			runtime.GC()
			var now runtime.MemStats
			if runtime.ReadMemStats(&now); now.HeapAlloc > most.HeapAlloc {
				most = now
			}
		}
	}
	const limit = 16 << 20 // the names alone are 32 MB
	if grown := int64(most.HeapAlloc) - int64(before.HeapAlloc); grown > limit {
		t.Errorf("%d bytes are held", grown)
	}
}

// Types that are no figure are refused, all at once.
func TestParquetRefusesTypes(t *testing.T) {
	f := write(t, "SELECT [1, 2] AS list, {'a': 1} AS struct, uuid() AS id, TIME '12:00' AS clock, 'x' AS good", "")
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	table, faults := Parquet(f, info.Size())
	if table != nil || len(faults) != 4 {
		t.Errorf("%v, %v", table, faults)
	}
	for i, fault := range faults {
		if fault.Code != "ROWS-TYPE" || fault.Column != i+1 || fault.Hint == "" {
			t.Errorf("%+v", fault)
		}
	}
}
