package rows

import (
	"fmt"
	"io"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// batch is how many rows are held at a time.
const batch = 512

// Parquet opens a Parquet file of flat columns, whichever program wrote it. Row groups are read one after the other.
func Parquet(r io.ReaderAt, size int64) (t *Table, faults []*Fault) {
	defer func() { // the library trusts what a file says of itself
		if p := recover(); p != nil {
			t, faults = nil, []*Fault{brokenParquet(fmt.Errorf("%v", p))}
		}
	}()
	file, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, []*Fault{brokenParquet(err)}
	}
	var columns []string
	var texts []func(parquet.Value) (string, error)
	for i, c := range file.Root().Columns() {
		columns = append(columns, c.Name())
		text := textOf(c)
		if text == nil {
			kind := "嵌套或重复的列"
			if c.Leaf() && !c.Repeated() {
				kind = c.Type().String()
			}
			faults = append(faults, &Fault{
				Code: "ROWS-TYPE", Column: i + 1, Message: fmt.Sprintf("栏 %q 的类型是 %s，读不成文字或数", c.Name(), kind),
				Hint: "导出时改为字符串、整数、DOUBLE、DECIMAL 或日期，或去掉这一栏",
			})
		}
		texts = append(texts, text)
	}
	if faults != nil {
		return nil, faults
	}
	p := &parquetRows{groups: file.RowGroups(), texts: texts, buffer: make([]parquet.Row, batch)}
	return &Table{Columns: columns, next: p.next, close: p.close, cells: make([]string, len(columns))}, nil
}

func brokenParquet(err error) *Fault {
	return &Fault{
		Code: "ROWS-BROKEN", Message: fmt.Sprintf("不是完整的 Parquet 文件：%v", err), Hint: "文件可能没有写完或没有传完，重新导出并复制一遍",
	}
}

// parquetRows goes through the row groups.
type parquetRows struct {
	groups []parquet.RowGroup
	rows   parquet.Rows
	texts  []func(parquet.Value) (string, error)
	buffer []parquet.Row
	filled int  // rows in the buffer
	at     int  // of the next of them
	done   bool // the group has no more than the buffer
}

func (p *parquetRows) close() {
	if p.rows != nil {
		p.rows.Close()
		p.rows = nil
	}
}

func (p *parquetRows) next(cells []string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = brokenParquet(fmt.Errorf("%v", r))
		}
	}()
	for p.at == p.filled {
		if p.rows == nil {
			if len(p.groups) == 0 {
				return io.EOF
			}
			p.rows, p.groups, p.done = p.groups[0].Rows(), p.groups[1:], false
		}
		if p.done {
			p.close()
			continue
		}
		n, err := p.rows.ReadRows(p.buffer)
		if p.filled, p.at, p.done = n, 0, ended(err); err != nil && !p.done {
			return brokenParquet(err)
		}
	}
	row := p.buffer[p.at]
	p.at++
	if len(row) != len(cells) {
		return brokenParquet(fmt.Errorf("一行有 %d 个值，应有 %d 个", len(row), len(cells)))
	}
	for i, v := range row {
		if cells[i] = ""; v.IsNull() {
			continue
		}
		if cells[i], err = p.texts[i](v); err != nil {
			return brokenParquet(err)
		}
	}
	return nil
}

// textOf says how a column's values become texts; nil where they do not.
func textOf(c *parquet.Column) func(parquet.Value) (string, error) {
	if !c.Leaf() || c.Repeated() {
		return nil
	}
	whole := func(v parquet.Value) (string, error) { return strconv.FormatInt(v.Int64(), 10), nil }
	narrow := func(v parquet.Value) (string, error) { return strconv.FormatInt(int64(v.Int32()), 10), nil }
	var logical format.LogicalTypeValue
	if l := c.Type().LogicalType(); l != nil {
		logical = l.Value
	}
	switch l := logical.(type) {
	case nil:
	case *format.DecimalType:
		return decimalText(c.Type().Kind(), int(l.Scale))
	case *format.StringType, *format.EnumType, *format.JsonType:
		return words()
	case *format.DateType:
		return func(v parquet.Value) (string, error) { return day(time.Unix(int64(v.Int32())*24*60*60, 0).UTC()), nil }
	case *format.TimestampType:
		return instantText(l)
	case *format.IntType:
		if !l.IsSigned {
			if c.Type().Kind() == parquet.Int32 {
				return func(v parquet.Value) (string, error) { return strconv.FormatUint(uint64(v.Uint32()), 10), nil }
			}
			return func(v parquet.Value) (string, error) { return strconv.FormatUint(v.Uint64(), 10), nil }
		}
	default:
		return nil // UUID, TIME, VARIANT …
	}
	switch c.Type().Kind() {
	case parquet.Boolean:
		return func(v parquet.Value) (string, error) { return strconv.FormatBool(v.Boolean()), nil }
	case parquet.Int32:
		return narrow
	case parquet.Int64:
		return whole
	case parquet.Float:
		return func(v parquet.Value) (string, error) { return shortest(float64(v.Float()), 32), nil }
	case parquet.Double:
		return func(v parquet.Value) (string, error) { return shortest(v.Double(), 64), nil }
	case parquet.ByteArray: // old programs do not say that it is text
		return words()
	}
	return nil
}

func decimalText(kind parquet.Kind, scale int) func(parquet.Value) (string, error) {
	return func(v parquet.Value) (string, error) {
		n := new(big.Int)
		switch kind {
		case parquet.Int32:
			n.SetInt64(int64(v.Int32()))
		case parquet.Int64:
			n.SetInt64(v.Int64())
		default: // two's complement, the highest byte first
			b := v.ByteArray()
			if n.SetBytes(b); len(b) > 0 && b[0] >= 0x80 {
				n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
			}
		}
		return scaled(n, scale), nil
	}
}

func instantText(l *format.TimestampType) func(parquet.Value) (string, error) {
	return func(v parquet.Value) (string, error) {
		n := v.Int64()
		switch l.Unit.Value.(type) {
		case *format.MilliSeconds:
			return instant(time.UnixMilli(n).UTC()), nil
		case *format.MicroSeconds:
			return instant(time.UnixMicro(n).UTC()), nil
		}
		return instant(time.Unix(0, n).UTC()), nil
	}
}

// words keeps the texts of a column, of which most columns have few.
func words() func(parquet.Value) (string, error) {
	const most = 4096
	known := map[string]string{}
	return func(v parquet.Value) (string, error) {
		b := v.ByteArray()
		if s, ok := known[string(b)]; ok {
			return s, nil
		}
		if !utf8.Valid(b) {
			return "", fmt.Errorf("有一个值不是 UTF-8 文字")
		}
		s := string(b)
		if len(known) < most {
			known[s] = s
		}
		return s, nil
	}
}
