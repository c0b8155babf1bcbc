// Package fingerprint spells a value with all that it leads to, unexported fields included, so that equal values are equal
// bytes. What is made of such a value alone need not be made again where an earlier one was spelt the same: nobody has to
// list what it is made of, and nothing can be forgotten.
package fingerprint

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// Named are types that are spelt by a name instead of by what they hold: there is one value of a name.
type Named map[reflect.Type]func(v any) string

// Write spells values to w. Two ways to one thing are spelt as such, and so are circles. Functions and channels cannot be
// spelt; one that is not nil is an error.
func Write(w io.Writer, named Named, values ...any) error {
	s := speller{w: bufio.NewWriter(w), named: named, seen: map[visit]int{}}
	for _, v := range values {
		if err := s.any(reflect.ValueOf(v)); err != nil {
			return err
		}
	}
	return s.w.Flush()
}

type visit struct {
	at unsafe.Pointer
	of reflect.Type
	n  int // of a slice: another part of the same array is another thing
}

type speller struct {
	w     *bufio.Writer
	named Named
	seen  map[visit]int
	buf   [binary.MaxVarintLen64]byte
}

func (s *speller) number(n int64) { s.w.Write(s.buf[:binary.PutVarint(s.buf[:], n)]) }

func (s *speller) text(t string) {
	s.number(int64(len(t)))
	s.w.WriteString(t)
}

// met reports whether a thing has been spelt before, and notes it.
func (s *speller) met(v visit) bool {
	if n, ok := s.seen[v]; ok {
		s.text("again")
		s.number(int64(n))
		return true
	}
	s.seen[v] = len(s.seen)
	return false
}

var instant = reflect.TypeFor[time.Time]()

func (s *speller) any(v reflect.Value) error {
	if !v.IsValid() {
		s.text("nil")
		return nil
	}
	t := v.Type()
	if name := s.named[t]; name != nil {
		s.text(name(open(v)))
		return nil
	}
	if t == instant {
		at := open(v).(time.Time)
		s.text(at.Format(time.RFC3339Nano + " MST"))
		return nil
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			s.number(1)
		} else {
			s.number(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.number(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		s.number(int64(v.Uint()))
	case reflect.Float32, reflect.Float64:
		s.number(int64(math.Float64bits(v.Float())))
	case reflect.String:
		s.text(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if err := s.any(v.Field(i)); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			s.number(0)
			return nil
		}
		s.number(1)
		if s.met(visit{v.UnsafePointer(), t, 0}) {
			return nil
		}
		return s.any(v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			s.text("nil")
			return nil
		}
		s.text(v.Elem().Type().String())
		return s.any(v.Elem())
	case reflect.Slice:
		s.number(int64(v.Len()))
		if v.Len() == 0 || s.met(visit{v.UnsafePointer(), t, v.Len()}) {
			return nil
		}
		if t.Elem().Kind() == reflect.Uint8 {
			s.w.Write(v.Bytes())
			return nil
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			if err := s.any(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		return s.mapping(v)
	default:
		if v.IsZero() {
			s.number(0)
			return nil
		}
		return fmt.Errorf("fingerprint: a %s cannot be spelt", t)
	}
	return nil
}

// mapping spells a map by its keys in order.
func (s *speller) mapping(v reflect.Value) error {
	s.number(int64(v.Len()))
	keys := v.MapKeys()
	var order func(a, b reflect.Value) int
	switch v.Type().Key().Kind() {
	case reflect.String:
		order = func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		order = func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) }
	default:
		return fmt.Errorf("fingerprint: a %s has no order", v.Type())
	}
	slices.SortFunc(keys, order)
	for _, k := range keys {
		if err := s.any(k); err != nil {
			return err
		}
		if err := s.any(v.MapIndex(k)); err != nil {
			return err
		}
	}
	return nil
}

// open is a value that may stand in an unexported field. One that has no address is copied field by field where it can be.
func open(v reflect.Value) any {
	if v.CanInterface() {
		return v.Interface()
	}
	if v.CanAddr() {
		return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem().Interface()
	}
	if v.Kind() == reflect.Pointer {
		return reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Interface()
	}
	// A copy of the whole may be taken where the part may not.
	space := reflect.New(v.Type()).Elem()
	copyInto(space, v)
	return space.Interface()
}

// copyInto copies a value that was read from an unexported field.
func copyInto(to, from reflect.Value) {
	to = reflect.NewAt(to.Type(), to.Addr().UnsafePointer()).Elem()
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.NewAt(from.Type().Elem(), from.UnsafePointer()))
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		to.SetUint(from.Uint())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		to.SetInt(from.Int())
	case reflect.String:
		to.SetString(from.String())
	case reflect.Bool:
		to.SetBool(from.Bool())
	}
}
