package load

import (
	"regexp"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
)

// codelist is a set of ids that other tables refer to. While its own table is missing or unusable every id counts as
// known: one broken file is one fault, not a thousand.
type codelist struct {
	what    string // 指标代码, as a message says it
	unknown string // code of the fault that an unknown id is
	file    string
	header  string // required columns, for the hint that tells how to make the file
	state   fileState
	needed  bool // something refers to it
	places  map[string]diag.Place
	ids     []string // in the table's order
	others  map[string]string
	excused map[string]bool
}

func newCodelist(what, unknown, file string) *codelist {
	return &codelist{
		what: what, unknown: unknown, file: file, header: requiredColumns(columnsOf(file)),
		places: map[string]diag.Place{}, others: map[string]string{}, excused: map[string]bool{},
	}
}

func (c *codelist) add(id string, at diag.Place) {
	c.places[id] = at
	c.ids = append(c.ids, id)
	c.others[id] = id
}

// name makes another spelling resolve to an id.
func (c *codelist) name(spelling, id string) { c.others[spelling] = id }

// excuse takes references to an id for right: its own row has been reported.
func (c *codelist) excuse(id string) { c.excused[id] = true }

func (c *codelist) first(id string) (diag.Place, bool) {
	at, ok := c.places[id]
	return at, ok
}

// resolve turns an id, or another spelling, into the id. known is also true for ids about which nothing can be said;
// nothing is behind those.
func (c *codelist) resolve(word string) (id string, known bool) {
	if id, ok := c.others[word]; ok {
		return id, true
	}
	if c.state != readable {
		c.needed = true
		return strings.Clone(word), true
	}
	if c.excused[word] {
		return strings.Clone(word), true
	}
	return "", false
}

// opened records what became of the list's file, after its rows were read.
func (c *codelist) opened(t *table, state fileState) {
	c.state = state
	if t == nil {
		return
	}
	if t.lacking {
		c.state = broken
	}
	for _, id := range t.lost {
		c.excuse(id)
	}
}

// dateForID is what a spreadsheet makes of 1-2.
var dateForID = regexp.MustCompile(`^(?:\d{4}年)?(\d+)月(\d+)日$`)

// suggest gives the fault that was just reported the id that was meant.
func (l *loader) suggest(list *codelist, word string) {
	candidates := list.ids
	for _, spelling := range sortedKeys(list.others) {
		if list.others[spelling] != spelling {
			candidates = append(candidates[:len(candidates):len(candidates)], spelling)
		}
	}
	if m := dateForID.FindStringSubmatch(word); m != nil {
		if id := m[1] + "-" + m[2]; list.places[id] != (diag.Place{}) {
			l.faults.Hintf("表格软件把编号当成了日期；是否为 %q？把这一列设为文本再录入", id)
			return
		}
	}
	switch near, ok := diag.Nearest(word, candidates); {
	case ok && list.others[near] != near:
		l.faults.Hintf("是否为 %q（%s）？", list.others[near], near)
	case ok:
		l.faults.Hintf("是否为 %q？", near)
	case len(list.ids) > 0 && len(list.ids) <= 12:
		l.faults.Hintf("可用的有：%s；全部见 %s", strings.Join(list.ids, "、"), list.file)
	default:
		l.faults.Hintf("代码见 %s，新的要先加在那里", list.file)
	}
}
