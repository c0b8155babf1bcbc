package load

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/parquet-go/parquet-go"
)

// observed takes the observations out of a plan's files: the header that they have together, and the rows.
func observed(t *testing.T, fsys fstest.MapFS) (header []string, records [][]string) {
	t.Helper()
	for _, c := range columnsOf(observationsDir + "/x.csv") {
		header = append(header, c.name)
	}
	for name, f := range fsys {
		if !strings.HasPrefix(name, observationsDir) {
			continue
		}
		all, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all[1:] {
			record := make([]string, len(header))
			for i, h := range header {
				for j, own := range all[0] {
					if own == h {
						record[i] = r[j]
					}
				}
			}
			records = append(records, record)
		}
		delete(fsys, name)
	}
	return header, records
}

// parquetOf writes texts: all columns may be empty. A small row group makes several of them.
func parquetOf(t *testing.T, header []string, records [][]string) []byte {
	t.Helper()
	group := parquet.Group{}
	for _, h := range header {
		group[h] = parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
	}
	schema := parquet.NewSchema("observations", group)
	var out bytes.Buffer
	w := parquet.NewWriter(&out, schema, parquet.MaxRowsPerRowGroup(4))
	at := map[string]int{}
	for i, c := range schema.Columns() { // in the order of their names
		at[c[0]] = i
	}
	for _, r := range records {
		row := make(parquet.Row, len(header))
		for i, h := range header {
			v := parquet.NullValue().Level(0, 0, at[h])
			if r[i] != "" {
				v = parquet.ByteArrayValue([]byte(r[i])).Level(0, 1, at[h])
			}
			row[at[h]] = v
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The same rows are the same plan, whether they stand in CSV files, in a Parquet file or in a database.
func TestRowsAreTheSameEverywhere(t *testing.T) {
	want := mustLoad(t, world(t))
	t.Run("Parquet", func(t *testing.T) {
		fsys := world(t)
		header, records := observed(t, fsys)
		fsys[observationsDir+"/all.parquet"] = &fstest.MapFile{Data: parquetOf(t, header, records)}
		if got := mustLoad(t, fsys); !reflect.DeepEqual(got, want) {
			t.Error("the plan differs")
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		address := postgres(t)
		fsys := world(t)
		header, records := observed(t, fsys)
		fill(t, address, header, records)
		fsys[observationsDir+"/all.sql.yaml"] = ask(address, "SELECT "+strings.Join(header, ", ")+" FROM observations")
		got, places, faults := LoadPlaces(fsys, home)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if !reflect.DeepEqual(got, want) {
			t.Error("the plan differs")
		}
		// The sum is that of the rows, in whatever order they come.
		fsys[observationsDir+"/all.sql.yaml"] = ask(address, "SELECT "+strings.Join(header, ", ")+" FROM observations ORDER BY note DESC, period, region_code DESC")
		_, again, _ := LoadPlaces(fsys, home)
		if a, b := places.Queried(), again.Queried(); len(a) != 1 || a[0].Rows != len(records) || !reflect.DeepEqual(a, b) {
			t.Errorf("%v, then %v", a, b)
		}
	})
}

// Every fault has a place, and those of the rows the number of their row.
func TestRowFaults(t *testing.T) {
	header, records := observed(t, world(t))
	change := func(row, column int, text string) [][]string {
		all := make([][]string, len(records))
		for i := range records {
			all[i] = append([]string(nil), records[i]...)
		}
		all[row][column] = text
		return all
	}
	good := parquetOf(t, header, records)
	without := func(name string) []byte {
		var h []string
		var all [][]string
		for i := range header {
			if header[i] != name {
				h = append(h, header[i])
			}
		}
		for _, r := range records {
			var own []string
			for i := range header {
				if header[i] != name {
					own = append(own, r[i])
				}
			}
			all = append(all, own)
		}
		return parquetOf(t, h, all)
	}
	var nested bytes.Buffer
	w := parquet.NewGenericWriter[struct {
		Period []string `parquet:"period"`
		Value  float64  `parquet:"value"`
	}](&nested)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		content []byte
		want    []string
	}{
		{"Truncated", good[:len(good)/2], []string{"all.parquet: 不是完整的 Parquet 文件", "ROWS-BROKEN"}},
		{"Text", []byte("indicator_id,region_code\n"), []string{"ROWS-BROKEN"}},
		{"Empty", nil, []string{"ROWS-BROKEN"}},
		{"Damaged", append(append([]byte{}, good[:4]...), append(make([]byte, 80), good[84:]...)...), []string{"all.parquet", "ROWS-BROKEN"}},
		{"Nested", nested.Bytes(), []string{`栏 "period" 的类型是 嵌套或重复的列`, "ROWS-TYPE"}},
		{"MissingColumn", without("period"), []string{"表头缺少必需的栏：period", "CSV-MISSING-COLUMN"}},
		{"Null", parquetOf(t, header, change(2, 1, "")), []string{"all.parquet〔数据〕", "3: region_code 不能空着", "CSV-EMPTY"}},
		{"NaN", parquetOf(t, header, change(4, 3, "NaN")), []string{"5: 不是数：\"NaN\"", "CSV-BAD-NUMBER"}},
		{"Unknown", parquetOf(t, header, change(5, 0, "TRANED")), []string{"6: 未知的指标代码 \"TRANED\"", "是否为 \"TRAINED\"？"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := world(t)
			observed(t, fsys)
			fsys[observationsDir+"/all.parquet"] = &fstest.MapFile{Data: tt.content}
			checkFaults(t, fsys, tt.want...)
		})
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		address := postgres(t)
		fill(t, address, header, change(2, 1, ""))
		columns := strings.Join(header, ", ")
		silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never says a word
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { silent.Close() })
		nobody, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		refusing := nobody.Addr().String()
		nobody.Close()
		for _, tt := range []struct {
			name  string
			query *fstest.MapFile
			want  []string
		}{
			{"Null", ask(address, "SELECT "+columns+" FROM observations ORDER BY note, region_code"), []string{"all.sql.yaml〔查询结果〕", "region_code 不能空着", "CSV-EMPTY"}},
			{"MissingColumn", ask(address, "SELECT indicator_id, period, value FROM observations"), []string{"表头缺少必需的栏：region_code、source"}},
			{"UnknownColumn", ask(address, "SELECT "+columns+", 1 AS extra FROM observations"), []string{"未知的栏 \"extra\""}},
			{"Type", ask(address, "SELECT "+strings.Replace(columns, "note", `'\xff'::bytea AS note`, 1)+" FROM observations"), []string{"〔查询结果〕", "ROWS-TYPE", "CAST"}},
			{"NoTable", ask(address, "SELECT * FROM figures"), []string{"all.sql.yaml:3:8: 查询没有成功", "figures", "SQL-QUERY"}},
			{"Syntax", ask(address, "SELEC 1"), []string{"SQL-QUERY", "先在数据库的客户端里试"}},
			{"Writes", ask(address, "DELETE FROM observations RETURNING indicator_id, region_code, period, value, source"), []string{"SQL-QUERY", "read-only"}},
			{"TimeOut", timed(ask(address, "SELECT pg_sleep(600)::text AS indicator_id"), "500ms"), []string{"all.sql.yaml:4:10: 数据库在 500ms 内没有答完", "SQL-TIMEOUT"}},
			{"Silent", timed(ask("postgres://gongbao:${"+passwordVariable+"}@"+silent.Addr().String()+"/postgres?sslmode=disable", "SELECT 1"), "500ms"), []string{"SQL-TIMEOUT"}},
			{"Refused", ask("postgres://gongbao:${"+passwordVariable+"}@"+refusing+"/postgres?sslmode=disable", "SELECT 1"), []string{"all.sql.yaml:2:10: 连不上数据库", "connection refused", "SQL-CONNECT"}},
			{"WrongPassword", ask(strings.Replace(address, passwordVariable, wrongVariable, 1), "SELECT 1"), []string{"不接受这个用户或口令", "SQL-LOGIN"}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				t.Setenv(wrongVariable, "a wrong:pass@word")
				fsys := world(t)
				observed(t, fsys)
				fsys[observationsDir+"/all.sql.yaml"] = tt.query
				text := checkFaults(t, fsys, tt.want...)
				for _, secret := range []string{password, "a wrong", "pass@word", "wrong%3A"} {
					if strings.Contains(text, secret) {
						t.Errorf("%q is told:\n%s", secret, text)
					}
				}
			})
		}
	})
}

func checkFaults(t *testing.T, fsys fstest.MapFS, want ...string) string {
	t.Helper()
	plan, faults := Load(fsys, home)
	if plan != nil {
		t.Error("there is a plan")
	}
	var out strings.Builder
	if err := faults.Print(&out); err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			t.Errorf("want %q in:\n%s", w, out.String())
		}
	}
	return out.String()
}

const (
	password         = "geheim:@/ 口令"
	passwordVariable = "GONGBAO_TEST_PASSWORD"
	wrongVariable    = "GONGBAO_TEST_WRONG_PASSWORD"
)

func ask(address, query string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("driver: postgres\naddress: " + strconv.Quote(address) + "\nquery: " + strconv.Quote(query) + "\n")}
}

func timed(f *fstest.MapFile, timeout string) *fstest.MapFile {
	return &fstest.MapFile{Data: append(f.Data, "timeout: "+timeout+"\n"...)}
}

// fill makes a table of the rows: value is NUMERIC, which keeps the digits, all else text. What is empty is NULL.
func fill(t *testing.T, address string, header []string, records [][]string) {
	t.Helper()
	db, err := sql.Open("pgx", strings.Replace(address, "${"+passwordVariable+"}", "geheim%3A%40%2F%20%E5%8F%A3%E4%BB%A4", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns := strings.ReplaceAll(strings.Join(header, " text, ")+" text", "value text", "value numeric")
	if _, err := db.Exec("CREATE TABLE observations (" + columns + ")"); err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		var marks []string
		var values []any
		for i, text := range r {
			marks = append(marks, "$"+strconv.Itoa(i+1))
			if values = append(values, any(text)); text == "" {
				values[i] = nil
			}
		}
		if _, err := db.Exec("INSERT INTO observations VALUES ("+strings.Join(marks, ", ")+")", values...); err != nil {
			t.Fatal(err)
		}
	}
}

// postgres starts a server on this machine that asks for a password, and gives its address.
func postgres(t *testing.T) string {
	t.Helper()
	program := func(name string) string {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
		if len(found) == 0 {
			if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
				t.Fatal("PostgreSQL is missing: make tools")
			}
			t.Skip("PostgreSQL is missing: make tools")
		}
		return found[len(found)-1]
	}
	dir, err := os.MkdirTemp("", "gongbao-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := &syscall.SysProcAttr{}
	if os.Geteuid() == 0 { // the server refuses to run as root
		nobody, err := user.Lookup("nobody")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "password")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.Command(program(name), args...)
		cmd.Dir, cmd.SysProcAttr, cmd.Env = dir, as, append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+dir)
		log, err := os.Create(filepath.Join(dir, name+".log")) // a pipe would wait for the server, which inherits it
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Run(); err != nil {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("%s: %v\n%s", name, err, said)
		}
	}
	data := filepath.Join(dir, "data")
	run("initdb", "-D", data, "-U", "gongbao", "-A", "scram-sha-256", "--pwfile", file, "-E", "UTF8", "--locale=C.UTF-8", "-N")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	run("pg_ctl", "-D", data, "-w", "-o", fmt.Sprintf("-h 127.0.0.1 -p %d -k %s -F", port, dir), "-l", filepath.Join(dir, "server.log"), "start")
	t.Cleanup(func() { run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop") })
	t.Setenv(passwordVariable, password)
	return fmt.Sprintf("postgres://gongbao:${%s}@127.0.0.1:%d/postgres?sslmode=disable", passwordVariable, port)
}
