package load

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/rows"
	"gongbao/cmd/gongbao/internal/yamlmap"
)

// querySuffix ends the name of a file that says where figures are asked for.
const querySuffix = ".sql.yaml"

// What places call the rows of a table that is no text: data/observations/2020.parquet〔数据〕E12 is its fifth column, row 12.
const (
	parquetSheet = "数据"
	querySheet   = "查询结果"
)

// Queried is what a database has answered. A database changes, so whoever asks what a publication was made of is told how many
// rows there were and their sum, which is the same for the same rows in any order.
type Queried struct {
	File string
	Rows int
	sum  [4]uint64
}

// Sum is 64 hexadecimal digits: the sum, word by word, of the SHA-256 digests of all rows.
func (q *Queried) Sum() string {
	var b []byte
	for _, word := range q.sum {
		b = binary.BigEndian.AppendUint64(b, word)
	}
	return hex.EncodeToString(b)
}

func (q *Queried) add(cells []string) {
	digest := sha256.New()
	for _, c := range cells {
		digest.Write(binary.AppendUvarint(nil, uint64(len(c))))
		io.WriteString(digest, c)
	}
	row := digest.Sum(nil)
	for i := range q.sum {
		q.sum[i] += binary.BigEndian.Uint64(row[8*i:])
	}
	q.Rows++
}

// scanRow is scan for a table that is no text. Rows count from 1, and so do columns.
func (t *table) scanRow() (ok, found bool) {
	if t.line == 0 { // the header, which stands in no row
		t.fields = t.fields[:0]
		for i, name := range t.rows.Columns {
			t.fields = append(t.fields, field{text: name, start: i + 1})
		}
		t.line = 1
		return true, true
	}
	cells, err := t.rows.Next()
	if err == io.EOF {
		return false, false
	}
	if err != nil {
		f := rows.AsFault(err)
		t.l.rowsFault(diag.Place{File: t.file, Sheet: t.sheet, Line: t.line, Column: f.Column}, f)
		return false, false
	}
	if t.sum != nil {
		t.sum.add(cells)
	}
	t.fields = t.fields[:0]
	for i, text := range cells {
		t.fields = append(t.fields, field{text: text, start: i + 1, line: t.line})
	}
	t.line++
	return true, true
}

// observationRows checks the rows of a table that is no text as it checks those of a CSV file.
func (l *loader) observationRows(t *table) {
	defer t.rows.Close()
	t.line = 0
	if t.header() {
		l.observationTable(t)
	}
}

func (l *loader) rowsFault(at diag.Place, f *rows.Fault) {
	l.faults.Errorf(at, f.Code, "%s", f.Message)
	if f.Hint != "" {
		l.faults.Hintf("%s", f.Hint)
	}
}

func (l *loader) observationParquet(file string) {
	if l.refused[file] {
		return
	}
	r, size, done, err := openAt(l.fsys, file)
	if err != nil {
		l.faults.Errorf(diag.Place{File: file}, "FILE-UNREADABLE", "文件读不出来：%s", reason(err))
		l.faults.Hintf("检查文件的权限，关闭正在打开它的程序")
		return
	}
	defer done()
	opened, faults := rows.Parquet(r, size)
	for _, f := range faults {
		l.rowsFault(diag.Place{File: file, Column: f.Column}, f)
	}
	if opened == nil {
		return
	}
	t := newTable(l, file, "")
	t.rows, t.sheet = opened, parquetSheet
	l.observationRows(t)
}

// openAt opens a file that is read here and there. Files of a folder can be; others are taken into memory.
func openAt(fsys fs.FS, name string) (r io.ReaderAt, size int64, done func(), err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, 0, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		if at, ok := f.(io.ReaderAt); ok && info.Mode().IsRegular() {
			return at, info.Size(), func() { f.Close() }, nil
		}
	}
	f.Close()
	content, err := fs.ReadFile(fsys, name)
	return bytes.NewReader(content), int64(len(content)), func() {}, err
}

var queryCodes = yamlmap.Codes{Syntax: "SQL-YAML", Type: "SQL-YAML", Unknown: "SQL-YAML", Duplicate: "SQL-YAML"}

// observationQuery reads a file that says which database is asked what, and checks the answer.
func (l *loader) observationQuery(file string) {
	text, state := l.readText(file)
	if state != readable {
		return
	}
	before := len(l.faults)
	m := yamlmap.Parse(text, file, 1, queryCodes, &l.faults)
	if m == nil {
		return
	}
	m.Only("driver", "address", "query", "timeout")
	q := rows.Query{Timeout: rows.DefaultTimeout}
	for _, key := range []struct {
		name string
		into *string
		hint string
	}{
		{"driver", &q.Driver, "可用的：" + strings.Join(rows.Drivers(), "、")},
		{"address", &q.Address, "如 postgres://用户:${STATS_PASSWORD}@主机:5432/数据库，口令放在环境变量里"},
		{"query", &q.SQL, "写一条 SELECT，栏名与观测值的 CSV 相同，如 SELECT indicator_id, region_code, period, value, status, source, release, note FROM …"},
	} {
		if value, ok := m.Text(key.name); ok && strings.TrimSpace(value) != "" {
			*key.into = strings.TrimSpace(value)
		} else if ok || !m.Has(key.name) || m.IsEmpty(key.name) {
			l.faults.Errorf(diag.Place{File: file}, "SQL-YAML", "没有写 %s", key.name)
			l.faults.Hintf("%s", key.hint)
		}
	}
	if word, ok := m.Text("timeout"); ok {
		if timeout, err := time.ParseDuration(word); err == nil && timeout > 0 {
			q.Timeout = timeout
		} else {
			l.faults.Errorf(m.At("timeout"), "SQL-YAML", "timeout 不是时间长度：%q", shorten(word))
			l.faults.Hintf("写成 90s、10m、1h 的样子")
		}
	}
	if len(l.faults) > before {
		return
	}
	opened, faults := q.Open(os.LookupEnv)
	for _, f := range faults {
		at := diag.Place{File: file}
		if f.Key != "" && m.Has(f.Key) {
			at = m.At(f.Key)
		}
		l.rowsFault(at, f)
	}
	if opened == nil {
		return
	}
	t := newTable(l, file, "")
	t.rows, t.sheet, t.sum = opened, querySheet, &Queried{File: file}
	l.observationRows(t)
	l.queried = append(l.queried, *t.sum)
}

func (q Queried) String() string {
	return fmt.Sprintf("%s 查得 %d 行，校验和 %s", q.File, q.Rows, q.Sum())
}
