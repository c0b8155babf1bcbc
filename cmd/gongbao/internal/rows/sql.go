package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Query is a table that a database is asked for.
type Query struct {
	Driver  string // one of Drivers
	Address string // ${NAME} stands for a variable of the environment
	SQL     string
	Timeout time.Duration // for connecting, the query and all of its rows
}

// DefaultTimeout is the time that a query has which names none.
const DefaultTimeout = 5 * time.Minute

// driver is a kind of database.
type driver struct {
	name     string // in database/sql
	schemes  []string
	readOnly bool // knows transactions that write nothing
}

// drivers are those that this program is built with, by the word that names them.
var drivers = map[string]driver{}

// Drivers are the words for databases that this program can ask.
func Drivers() []string {
	var list []string
	for word := range drivers {
		list = append(list, word)
	}
	slices.Sort(list)
	return list
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Open asks the database. look gives variables of the environment, os.LookupEnv. Nothing that a variable holds is ever part of
// a fault: errors of drivers are cleared of it.
func (q Query) Open(look func(string) (string, bool)) (*Table, []*Fault) {
	d, known := drivers[q.Driver]
	if !known {
		hint := "可用的：" + strings.Join(Drivers(), "、")
		if q.Driver == "duckdb" {
			hint += "；DuckDB 要用 -tags duckdb 编译的程序，或把结果存成 Parquet 文件"
		}
		return nil, []*Fault{{Code: "SQL-DRIVER", Key: "driver", Message: fmt.Sprintf("不认识的数据库 %q", q.Driver), Hint: hint}}
	}
	address, secrets, faults := q.address(d, look)
	if faults != nil {
		return nil, faults
	}
	db, err := sql.Open(d.name, address)
	if err != nil {
		return nil, []*Fault{{Code: "SQL-ADDRESS", Key: "address", Message: "数据库的地址不对：" + withoutSecrets(err, secrets), Hint: "检查 address 的写法"}}
	}
	ctx, cancel := context.WithTimeout(context.Background(), q.Timeout)
	a := &answer{db: db, cancel: cancel, query: q, secrets: secrets}
	if fault := a.ask(ctx, d); fault != nil {
		a.close()
		return nil, []*Fault{fault}
	}
	columns, types, err := a.columns()
	if err != nil {
		a.close()
		return nil, []*Fault{a.failed(err)}
	}
	for i, t := range types {
		a.trim = append(a.trim, hasScale(t))
		a.days = append(a.days, strings.EqualFold(t.DatabaseTypeName(), "DATE") || strings.EqualFold(t.DatabaseTypeName(), "Date32"))
		a.scan = append(a.scan, new(any))
		_ = i
	}
	return &Table{Columns: columns, next: a.next, close: a.close, cells: make([]string, len(columns))}, nil
}

func hasScale(t *sql.ColumnType) bool {
	_, scale, ok := t.DecimalSize()
	return ok && scale > 0
}

// address puts the variables into the address. secrets are what they hold, as it stands and as it stands in an address.
func (q Query) address(d driver, look func(string) (string, bool)) (address string, secrets []string, faults []*Fault) {
	if written(q.Address) {
		faults = append(faults, &Fault{
			Code: "SQL-PASSWORD", Key: "address", Message: "地址里写了口令", Hint: "口令放在环境变量里，地址中写 ${变量名}；写过的口令要换掉",
		})
	}
	whole := variable.FindString(q.Address) == q.Address // the address itself comes from the environment
	address = variable.ReplaceAllStringFunc(q.Address, func(reference string) string {
		name := reference[2 : len(reference)-1]
		value, set := look(name)
		if !set || value == "" {
			faults = append(faults, &Fault{
				Code: "SQL-VARIABLE", Key: "address", Message: fmt.Sprintf("没有设置环境变量 %s", name), Hint: fmt.Sprintf("运行之前设置 %s，如 export %s=…", name, name),
			})
			return ""
		}
		escaped := url.PathEscape(value)
		escaped = strings.NewReplacer(":", "%3A", "@", "%40", "&", "%26", "=", "%3D", "+", "%2B").Replace(escaped)
		secrets = append(secrets, value, escaped, url.QueryEscape(value))
		if whole {
			return value
		}
		return escaped
	})
	if faults != nil {
		return "", nil, faults
	}
	u, err := url.Parse(address)
	if err == nil && whole {
		if password, has := u.User.Password(); has {
			secrets = append(secrets, password, u.User.String())
		}
	}
	if len(d.schemes) > 0 && (err != nil || !slices.Contains(d.schemes, u.Scheme) || u.Host == "") {
		return "", nil, []*Fault{{
			Code: "SQL-ADDRESS", Key: "address", Message: fmt.Sprintf("%s 的地址应以 %s:// 开头，写明主机", q.Driver, strings.Join(d.schemes, ":// 或 ")),
			Hint: "如 " + d.schemes[0] + "://用户:${口令的环境变量}@主机:端口/数据库",
		}}
	}
	return address, secrets, nil
}

// written reports whether an address holds a password in so many words.
func written(address string) bool {
	u, err := url.Parse(variable.ReplaceAllString(address, ""))
	if err != nil {
		return false
	}
	if password, has := u.User.Password(); has && password != "" {
		return true
	}
	for _, key := range []string{"password", "sslpassword", "accessToken"} {
		if u.Query().Get(key) != "" {
			return true
		}
	}
	return false
}

func withoutSecrets(err error, secrets []string) string {
	text := err.Error()
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return strings.Join(strings.Fields(text), " ")
}

// answer is a query's rows on their way.
type answer struct {
	db      *sql.DB
	tx      *sql.Tx
	rows    *sql.Rows
	cancel  context.CancelFunc
	query   Query
	secrets []string
	scan    []any
	trim    []bool // by column: the database says how many decimals the column has
	days    []bool // by column: dates without a time
}

func (a *answer) close() {
	if a.rows != nil {
		a.rows.Close()
	}
	if a.tx != nil {
		_ = a.tx.Rollback() // nothing was written
	}
	a.cancel()
	a.db.Close()
}

func (a *answer) ask(ctx context.Context, d driver) *Fault {
	if err := a.db.PingContext(ctx); err != nil {
		return a.unreached(err)
	}
	var err error
	if d.readOnly {
		if a.tx, err = a.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
			return a.failed(err)
		}
		a.rows, err = a.tx.QueryContext(ctx, a.query.SQL)
	} else {
		a.rows, err = a.db.QueryContext(ctx, a.query.SQL)
	}
	if err != nil {
		return a.failed(err)
	}
	return nil
}

func (a *answer) columns() ([]string, []*sql.ColumnType, error) {
	types, err := a.rows.ColumnTypes()
	if err != nil {
		return nil, nil, err
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name()
	}
	return names, types, nil
}

// unreached says why there is no connection.
func (a *answer) unreached(err error) *Fault {
	if errors.Is(err, context.DeadlineExceeded) {
		return a.late()
	}
	if refused(err) {
		return &Fault{Code: "SQL-LOGIN", Key: "address", Message: "数据库不接受这个用户或口令：" + withoutSecrets(err, a.secrets), Hint: "检查用户名和放口令的环境变量"}
	}
	return &Fault{Code: "SQL-CONNECT", Key: "address", Message: "连不上数据库：" + withoutSecrets(err, a.secrets), Hint: "检查主机、端口和网络；数据库是否开着"}
}

// refused reports whether the database knows who asks and does not let them in.
func refused(err error) bool {
	var state interface{ SQLState() string }
	if errors.As(err, &state) && strings.HasPrefix(state.SQLState(), "28") { // invalid authorization specification
		return true
	}
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "authentication") || strings.Contains(text, "unauthorized")
}

// failed says why there is no answer, or no more of it.
func (a *answer) failed(err error) *Fault {
	if errors.Is(err, context.DeadlineExceeded) {
		return a.late()
	}
	if refused(err) {
		return a.unreached(err)
	}
	return &Fault{Code: "SQL-QUERY", Key: "query", Message: "查询没有成功：" + withoutSecrets(err, a.secrets), Hint: "先在数据库的客户端里试这条查询，再写进来"}
}

func (a *answer) late() *Fault {
	return &Fault{
		Code: "SQL-TIMEOUT", Key: "timeout", Message: fmt.Sprintf("数据库在 %s 内没有答完", a.query.Timeout), Hint: "查询太慢就加索引或少取几行；确实要这么久就把 timeout 写大，如 30m",
	}
}

func (a *answer) next(cells []string) error {
	if !a.rows.Next() {
		if err := a.rows.Err(); err != nil {
			return a.failed(err)
		}
		return io.EOF
	}
	if err := a.rows.Scan(a.scan...); err != nil {
		return a.failed(err)
	}
	for i, v := range a.scan {
		text, ok := a.text(*v.(*any), i)
		if !ok {
			return &Fault{
				Code: "ROWS-TYPE", Column: i + 1, Key: "query", Message: fmt.Sprintf("第 %d 栏的类型 %T 读不成文字或数", i+1, *v.(*any)),
				Hint: "在查询里用 CAST 改成文字、整数、NUMERIC 或日期",
			}
		}
		cells[i] = text
	}
	return nil
}

// text is a value of a column.
func (a *answer) text(v any, column int) (string, bool) {
	number := func(s string) string {
		if a.trim[column] {
			return withoutZeros(s)
		}
		return s
	}
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return number(v), true
	case []byte:
		return number(string(v)), utf8.Valid(v)
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return shortest(v, 64), true
	case float32:
		return shortest(float64(v), 32), true
	case time.Time:
		if a.days[column] {
			return day(v), true
		}
		return instant(v), true
	case *big.Int:
		return v.String(), true
	case fmt.Stringer: // decimals of drivers
		return number(v.String()), true
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Pointer && r.IsNil():
		return "", true
	case r.Kind() == reflect.Pointer:
		return a.text(r.Elem().Interface(), column)
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10), true
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10), true
	case r.Kind() == reflect.String:
		return number(r.String()), true
	}
	return "", false
}
