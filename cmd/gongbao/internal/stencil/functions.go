package stencil

import (
	"cmp"
	"fmt"
	"html/template"
	"reflect"
)

// call compiles a call of a caller's function. Those of common shapes are called directly, others by reflection.
func call(name string, f reflect.Value, args []expr) expr {
	t := f.Type()
	text := func(i int) func(e *env, dot reflect.Value) string {
		x := args[i]
		return func(e *env, dot reflect.Value) string {
			v := concrete(x.eval(e, dot))
			if v.Kind() != reflect.String {
				failf("%s: argument %d is no string", name, i+1)
			}
			return v.String()
		}
	}
	switch f := f.Interface().(type) {
	case func(string) template.HTML:
		if len(args) == 1 {
			s := text(0)
			return htmlCall(func(e *env, dot reflect.Value) template.HTML { return f(s(e, dot)) })
		}
	case func(string) bool:
		if len(args) == 1 {
			s := text(0)
			return expr{typ: reflect.TypeFor[bool](), eval: func(e *env, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(s(e, dot))) }}
		}
	case func(string, ...any) string:
		if len(args) >= 1 {
			s := text(0)
			return expr{typ: reflect.TypeFor[string](), eval: func(e *env, dot reflect.Value) reflect.Value {
				rest := make([]any, len(args)-1)
				for i := range rest {
					rest[i] = boxed(args[i+1].eval(e, dot))
				}
				return reflect.ValueOf(f(s(e, dot), rest...))
			}}
		}
	case func(any) template.HTML:
		if len(args) == 1 {
			return htmlCall(func(e *env, dot reflect.Value) template.HTML { return f(boxed(args[0].eval(e, dot))) })
		}
	}
	return expr{typ: t.Out(0), eval: func(e *env, dot reflect.Value) reflect.Value {
		in := make([]reflect.Value, len(args))
		if len(in) < t.NumIn() && !t.IsVariadic() {
			failf("%s: %d arguments", name, len(in))
		}
		for i, x := range args {
			want := t.In(min(i, t.NumIn()-1))
			if t.IsVariadic() && i >= t.NumIn()-1 {
				want = want.Elem()
			}
			v := concrete(x.eval(e, dot))
			switch {
			case !v.IsValid():
				v = reflect.Zero(want)
			case !v.Type().AssignableTo(want):
				failf("%s: argument %d is a %s, not a %s", name, i+1, v.Type(), want)
			}
			in[i] = v
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			panic(execError{fmt.Errorf("stencil: %s: %w", name, out[1].Interface().(error))})
		}
		return out[0]
	}}
}

func htmlCall(f func(e *env, dot reflect.Value) template.HTML) expr {
	return expr{typ: htmlType, html: f, eval: func(e *env, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(e, dot)) }}
}

func boxed(v reflect.Value) any {
	if v = concrete(v); v.IsValid() {
		return v.Interface()
	}
	return nil
}

// builtins are text/template's functions, as far as they are known here.
var builtins map[string]func([]expr) expr

func init() { // a table that mentions functions which read it
	builtins = map[string]func([]expr) expr{
		"or":    func(args []expr) expr { return either(args, true) },
		"and":   func(args []expr) expr { return either(args, false) },
		"not":   func(args []expr) expr { return test(args, func(a, _ reflect.Value) bool { return !truth(a) }) },
		"eq":    equal,
		"ne":    func(args []expr) expr { return compared(args, func(o int) bool { return o != 0 }) },
		"lt":    func(args []expr) expr { return compared(args, func(o int) bool { return o < 0 }) },
		"le":    func(args []expr) expr { return compared(args, func(o int) bool { return o <= 0 }) },
		"gt":    func(args []expr) expr { return compared(args, func(o int) bool { return o > 0 }) },
		"ge":    func(args []expr) expr { return compared(args, func(o int) bool { return o >= 0 }) },
		"len":   length,
		"index": index,
		"slice": slice,
	}
}

// either is or and and: the first value whose truth decides, else the last.
func either(args []expr, decides bool) expr {
	typ := args[0].typ
	for _, a := range args {
		if a.typ != typ {
			typ = nil
		}
	}
	return expr{typ: typ, eval: func(e *env, dot reflect.Value) reflect.Value {
		var v reflect.Value
		for _, a := range args {
			if v = a.eval(e, dot); truth(v) == decides {
				break
			}
		}
		return v
	}}
}

func test(args []expr, of func(a, b reflect.Value) bool) expr {
	return expr{typ: reflect.TypeFor[bool](), eval: func(e *env, dot reflect.Value) reflect.Value {
		a, b := args[0].eval(e, dot), reflect.Value{}
		if len(args) > 1 {
			b = args[1].eval(e, dot)
		}
		return reflect.ValueOf(of(a, b))
	}}
}

func equal(args []expr) expr {
	return expr{typ: reflect.TypeFor[bool](), eval: func(e *env, dot reflect.Value) reflect.Value {
		first := concrete(args[0].eval(e, dot))
		for _, a := range args[1:] {
			if order(first, concrete(a.eval(e, dot))) == 0 {
				return reflect.ValueOf(true)
			}
		}
		return reflect.ValueOf(false)
	}}
}

func compared(args []expr, holds func(order int) bool) expr {
	return test(args, func(a, b reflect.Value) bool { return holds(order(concrete(a), concrete(b))) })
}

// order compares two integers, strings or truths; the latter are equal or not.
func order(a, b reflect.Value) int {
	switch {
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.Kind() == reflect.Bool && b.Kind() == reflect.Bool:
		if a.Bool() == b.Bool() {
			return 0
		}
		return 1
	}
	failf("incompatible types for comparison")
	return 0
}

func length(args []expr) expr {
	return expr{typ: reflect.TypeFor[int](), eval: func(e *env, dot reflect.Value) reflect.Value {
		return reflect.ValueOf(lengthOf(concrete(args[0].eval(e, dot))))
	}}
}

// lengthOf is the length of a slice, an array or a string.
func lengthOf(v reflect.Value) int {
	switch v.Kind() {
	case reflect.Slice, reflect.Array, reflect.String:
		return v.Len()
	}
	failf("len of what has none")
	return 0
}

func index(args []expr) expr {
	var typ reflect.Type
	if t := args[0].typ; !dynamic(t) && t.Kind() == reflect.Slice && len(args) == 2 {
		typ = t.Elem()
	}
	return expr{typ: typ, eval: func(e *env, dot reflect.Value) reflect.Value {
		v := concrete(args[0].eval(e, dot))
		for _, a := range args[1:] {
			i := position(a.eval(e, dot))
			if n := lengthOf(v); i < 0 || i >= n {
				failf("index out of range: %d", i)
			}
			v = v.Index(i)
		}
		return v
	}}
}

func slice(args []expr) expr {
	return expr{typ: args[0].typ, eval: func(e *env, dot reflect.Value) reflect.Value {
		v := concrete(args[0].eval(e, dot))
		from, to := 0, lengthOf(v)
		if len(args) > 1 {
			from = position(args[1].eval(e, dot))
		}
		if len(args) > 2 {
			to = position(args[2].eval(e, dot))
		}
		if from < 0 || from > to || to > v.Len() {
			failf("slice bounds %d:%d of %d", from, to, v.Len())
		}
		return v.Slice(from, to)
	}}
}

func position(v reflect.Value) int {
	if v = concrete(v); !v.CanInt() {
		failf("an index is no integer")
	}
	return int(v.Int())
}
