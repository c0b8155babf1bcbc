package format

import (
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"gongbao/cmd/gongbao/internal/dataset"
)

// rowGroup is how many rows a reader must hold at once.
const rowGroup = 1 << 18

// Parquet writes typed columns, compressed with Zstandard: codes and names as strings, numbers as DOUBLE (the digits as
// written are in CSV and JSON), whole numbers as INT64, instants as TIMESTAMP in UTC. A required field is REQUIRED, any
// other OPTIONAL.
func Parquet(w io.Writer, t *dataset.Table, about About) error {
	options := []parquet.WriterOption{
		schemaOf(t), parquet.CreatedBy("gongbao", "1", "1"),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.KeyValueMetadata("title", t.Title), parquet.KeyValueMetadata("description", t.Description),
		parquet.KeyValueMetadata("release", about.Release), parquet.KeyValueMetadata("licence", about.Licence),
	}
	if about.Notice != "" {
		options = append(options, parquet.KeyValueMetadata("notice", about.Notice))
	}
	out := parquet.NewWriter(w, options...)
	values := make([][]parquet.Value, len(t.Fields))
	codes := make([][]uint32, len(t.Fields))
	for col := range t.Fields {
		codes[col] = t.Codes(col)
		for _, cell := range t.Values(col) {
			values[col] = append(values[col], parquetValue(&t.Fields[col], col, cell))
		}
	}
	const batch = 512
	cells := make([]parquet.Value, batch*len(t.Fields))
	rows := make([]parquet.Row, 0, batch)
	for row := range t.Len() {
		at := len(rows) * len(t.Fields)
		r := cells[at : at+len(t.Fields) : at+len(t.Fields)]
		for col := range r {
			r[col] = values[col][codes[col][row]]
		}
		if rows = append(rows, r); len(rows) == batch || row == t.Len()-1 {
			if _, err := out.WriteRows(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return out.Close()
}

// schemaOf keeps the order of the fields: a struct does, a parquet.Group sorts them by name.
func schemaOf(t *dataset.Table) *parquet.Schema {
	fields := make([]reflect.StructField, len(t.Fields))
	for i := range t.Fields {
		f := &t.Fields[i]
		var kind reflect.Type
		tag := []string{f.Name, "zstd"}
		switch f.Type {
		case "number":
			kind = reflect.TypeFor[float64]()
		case "integer":
			kind = reflect.TypeFor[int64]()
		case "boolean":
			kind = reflect.TypeFor[bool]()
		case "datetime":
			kind = reflect.TypeFor[int64]()
			tag = append(tag, "timestamp(microsecond)")
		default:
			kind = reflect.TypeFor[string]()
			tag = append(tag, "dict")
		}
		if !f.Constraints.Required {
			tag = append(tag, "optional")
		}
		fields[i] = reflect.StructField{
			Name: "F" + strconv.Itoa(i), Type: kind,
			Tag: reflect.StructTag(`parquet:"` + strings.Join(tag, ",") + `"`),
		}
	}
	return parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
}

func parquetValue(f *dataset.Field, col int, cell string) parquet.Value {
	level := 1
	if f.Constraints.Required {
		level = 0
	}
	if cell == "" {
		return parquet.NullValue().Level(0, 0, col)
	}
	var v parquet.Value
	switch f.Type {
	case "number":
		v = parquet.DoubleValue(dataset.Float(cell))
	case "integer":
		n, _ := strconv.ParseInt(cell, 10, 64) // the table's check has read it
		v = parquet.Int64Value(n)
	case "boolean":
		v = parquet.BooleanValue(cell == "true")
	case "datetime":
		at, _ := time.Parse(time.RFC3339Nano, cell)
		v = parquet.Int64Value(at.UnixMicro())
	default:
		v = parquet.ByteArrayValue([]byte(cell))
	}
	return v.Level(0, level, col)
}
