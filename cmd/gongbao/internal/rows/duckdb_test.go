//go:build duckdb

package rows

import (
	"errors"
	"io"
	"slices"
	"testing"
	"time"
)

func TestDuckDB(t *testing.T) {
	f := write(t, "SELECT 'TRAINED' AS indicator_id, 12.50::DECIMAL(18,4) AS value, 0.1::DOUBLE AS d, DATE '2020-06-30' AS day, NULL::VARCHAR AS note, 7::HUGEINT AS n", "")
	q := Query{Driver: "duckdb", Address: ":memory:", SQL: "SELECT * FROM read_parquet('" + f.Name() + "')", Timeout: time.Minute}
	look := func(string) (string, bool) { return "", false }
	table, faults := q.Open(look)
	if faults != nil {
		t.Fatal(faults[0])
	}
	defer table.Close()
	row, err := table.Next()
	if want := []string{"TRAINED", "12.5", "0.1", "2020-06-30", "", "7"}; err != nil || !slices.Equal(row, want) {
		t.Errorf("%q, %v", row, err)
	}
	if _, err := table.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	q.SQL = "SELECT * FROM nowhere"
	if _, faults := q.Open(look); len(faults) != 1 || faults[0].Code != "SQL-QUERY" {
		t.Errorf("%v", faults)
	}
}
