package fingerprint

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

type leaf struct {
	name  string
	value float64
}

type tree struct {
	at     time.Time
	leaves []*leaf
	by     map[string]leaf
	any    any
	up     *tree
	raw    []byte
	run    func()
}

func spelt(t *testing.T, v ...any) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, nil, v...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sample() *tree {
	l := &leaf{"甲", 1.5}
	x := &tree{
		at:     time.Date(2020, 7, 15, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)),
		leaves: []*leaf{l, {"乙", 2}}, by: map[string]leaf{"b": {"丙", 3}, "a": {"丁", 4}}, any: leaf{"戊", 5}, raw: []byte("己"),
	}
	x.up = x // a circle
	return x
}

// Equal values are spelt the same, and a change anywhere shows.
func TestWrite(t *testing.T) {
	want := spelt(t, sample())
	if got := spelt(t, sample()); got != want {
		t.Errorf("two equal values are %q and %q", want, got)
	}
	for name, change := range map[string]func(x *tree){
		"time":          func(x *tree) { x.at = x.at.Add(1) },
		"zone":          func(x *tree) { x.at = x.at.UTC() },
		"element":       func(x *tree) { x.leaves[1].value = 2.5 },
		"order":         func(x *tree) { x.leaves[0], x.leaves[1] = x.leaves[1], x.leaves[0] },
		"fewer":         func(x *tree) { x.leaves = x.leaves[:1] },
		"same thing":    func(x *tree) { x.leaves[1] = x.leaves[0] },
		"map":           func(x *tree) { x.by["b"] = leaf{"丙", 4} },
		"key":           func(x *tree) { delete(x.by, "a") },
		"type":          func(x *tree) { x.any = &leaf{"戊", 5} },
		"nil":           func(x *tree) { x.any = nil },
		"no circle":     func(x *tree) { x.up = nil },
		"bytes":         func(x *tree) { x.raw[0]++ },
		"moved a bound": func(x *tree) { x.leaves[0].name, x.leaves[1].name = "甲乙", "" },
	} {
		x := sample()
		change(x)
		if spelt(t, x) == want {
			t.Errorf("%s: the change does not show", name)
		}
	}
	if spelt(t, "a", "bc") == spelt(t, "ab", "c") {
		t.Error("two values are not told from two others with the same letters")
	}
}

// A value whose type is named is spelt by its name, also in an unexported field.
func TestNamed(t *testing.T) {
	named := Named{reflect.TypeFor[*leaf](): func(v any) string { return v.(*leaf).name }}
	spelt := func(x *tree) string {
		var b bytes.Buffer
		if err := Write(&b, named, x); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	x := sample()
	want := spelt(x)
	if x.leaves[0].value = 9; spelt(x) != want {
		t.Error("more than the name is spelt")
	}
	if x.leaves[0].name = "庚"; spelt(x) == want {
		t.Error("the name is not spelt")
	}
}

// What cannot be spelt is refused, and not passed over.
func TestRefused(t *testing.T) {
	x := sample()
	x.run = func() {}
	if err := Write(&bytes.Buffer{}, nil, x); err == nil {
		t.Error("a function was spelt")
	}
}
