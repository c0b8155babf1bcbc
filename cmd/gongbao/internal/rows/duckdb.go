//go:build duckdb

package rows

import _ "github.com/duckdb/duckdb-go/v2"

// DuckDB runs inside the program. Its driver brings a library in C++ along, so it is in no program that is handed out: those
// are static, for machines without a compiler. Build with CGO_ENABLED=1 go build -tags duckdb ./cmd/gongbao.
func init() { drivers["duckdb"] = driver{name: "duckdb"} }
