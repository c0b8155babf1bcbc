package rows

import (
	_ "github.com/ClickHouse/clickhouse-go/v2"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// The databases of every build: their drivers are Go alone. DuckDB's is not, see duckdb.go.
func init() {
	drivers["postgres"] = driver{name: "pgx", schemes: []string{"postgres", "postgresql"}, readOnly: true}
	drivers["clickhouse"] = driver{name: "clickhouse", schemes: []string{"clickhouse", "http", "https"}}
}
