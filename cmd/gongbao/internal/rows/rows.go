// Package rows reads tables that stand elsewhere than in text: Parquet files and the answers of databases, row by row, each
// cell as the text that a CSV file would hold. Package load checks those texts as it checks the fields of a CSV file, so that
// one set of rules and remedies holds wherever figures come from.
//
// How values become texts:
//
//	texts                as they are
//	whole numbers        in decimal digits
//	DOUBLE, FLOAT        the shortest decimal number that reads back as the same value: 0.1 is 0.1, never 0.1000000000000000055
//	DECIMAL(p, s)        without the zeros at the end, which say what the column can hold and not how exactly a figure is known
//	NUMERIC without s    as the database writes it, zeros included
//	dates, instants      2020-06-30, 2020-06-30T09:00:00+08:00
//	truth values         true, false
//	NULL                 an empty field
//
// Only one batch of rows is held at a time.
package rows

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Table is a table that is being read. It must be closed.
type Table struct {
	Columns []string
	next    func(cells []string) error
	close   func()
	cells   []string
}

// Next gives the cells of the next row, which are good until the call after; io.EOF at the end. Any other error is a *Fault.
func (t *Table) Next() ([]string, error) {
	if err := t.next(t.cells); err != nil {
		return nil, err
	}
	return t.cells, nil
}

// Close lets file or connection go.
func (t *Table) Close() { t.close() }

// Fault is why a table cannot be read, or not to its end. Message and Hint are Chinese sentences, as those of package diag, and
// hold no secret.
type Fault struct {
	Code, Message, Hint string
	Column              int    // from 1; 0 where it is about no column
	Key                 string // of the description that is at fault, where one is
}

func (f *Fault) Error() string { return f.Message }

// AsFault is what an error of Next says.
func AsFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Code: "ROWS-BROKEN", Message: fmt.Sprintf("读不下去：%v", err)}
}

// ended reports whether rows have come to their end.
func ended(err error) bool { return errors.Is(err, io.EOF) }

func shortest(v float64, bits int) string { return strconv.FormatFloat(v, 'f', -1, bits) }

// scaled is a whole number of units of 10^-scale, without zeros at its end.
func scaled(unscaled *big.Int, scale int) string {
	digits := new(big.Int).Abs(unscaled).String()
	if scale > 0 {
		digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
		digits = withoutZeros(digits[:len(digits)-scale] + "." + digits[len(digits)-scale:])
	}
	if unscaled.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// withoutZeros cuts the zeros at the end of a decimal fraction.
func withoutZeros(number string) string {
	if !strings.Contains(number, ".") {
		return number
	}
	return strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

func instant(t time.Time) string { return t.Format(time.RFC3339Nano) }
