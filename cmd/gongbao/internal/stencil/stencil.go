// Package stencil executes html/template's templates without interpreting them: it takes the trees that html/template has
// escaped and compiles them, for the types of the data they meet, to closures that append to a buffer. What a page says is
// decided there, and so is what has to be escaped where; only the walking is faster. The output is that of html/template, byte
// by byte.
//
// Functions must be pure: calls of constants are made once, when a template is compiled. A template that uses what is not
// known here (assignments, break, maps, a template called in the middle of a tag) is refused by [Compile], so that the caller
// can leave it to html/template.
package stencil

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"slices"
	"sync"
	"text/template/parse"
)

// Set is a set of templates that call each other. It is safe for concurrent use.
type Set struct {
	trees map[string]*parse.Tree
	funcs map[string]reflect.Value

	mu    sync.Mutex
	units map[unitKey]*unit
}

// ErrUnsupported is wrapped by the error for a template that uses what package stencil does not know.
var ErrUnsupported = errors.New("stencil: not supported")

// Compile takes what entry and the templates that it calls are made of. set must not be parsed into afterwards: it is escaped
// here, as by its first execution. funcs are those that it was parsed with.
func Compile(set *template.Template, entry string, funcs template.FuncMap) (*Set, error) {
	// Executing escapes. Whether the data make sense does not matter here: of the errors only those of escaping do.
	if err := set.ExecuteTemplate(io.Discard, entry, nil); err != nil {
		var unsafe *template.Error
		if errors.As(err, &unsafe) {
			return nil, err
		}
	}
	s := &Set{trees: map[string]*parse.Tree{}, funcs: map[string]reflect.Value{}, units: map[unitKey]*unit{}}
	for name, f := range funcs {
		s.funcs[name] = reflect.ValueOf(f)
	}
	return s, s.collect(set, entry)
}

// collect finds the templates that one calls and refuses what the compiler does not know.
func (s *Set) collect(set *template.Template, name string) error {
	if s.trees[name] != nil {
		return nil
	}
	t := set.Lookup(name)
	if t == nil || t.Tree == nil {
		return fmt.Errorf("%w: no template %q", ErrUnsupported, name) // or one that was made for the middle of a tag
	}
	s.trees[name] = t.Tree
	c := checker{s: s, set: set}
	c.list(t.Tree.Root)
	return c.err
}

type checker struct {
	s   *Set
	set *template.Template
	err error
}

func (c *checker) refuse(n parse.Node) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: %s", ErrUnsupported, n)
	}
}

func (c *checker) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			c.pipe(n.Pipe)
		case *parse.IfNode:
			c.branch(&n.BranchNode)
		case *parse.WithNode:
			c.branch(&n.BranchNode)
		case *parse.RangeNode:
			c.branch(&n.BranchNode)
		case *parse.TemplateNode:
			c.pipe(n.Pipe)
			if err := c.s.collect(c.set, n.Name); err != nil && c.err == nil {
				c.err = err
			}
		default:
			c.refuse(n)
		}
	}
}

func (c *checker) branch(b *parse.BranchNode) {
	c.pipe(b.Pipe)
	c.list(b.List)
	c.list(b.ElseList)
}

func (c *checker) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	if p.IsAssign {
		c.refuse(p)
	}
	for i, cmd := range p.Cmds {
		for _, arg := range cmd.Args {
			switch arg := arg.(type) {
			case *parse.PipeNode:
				c.pipe(arg)
			case *parse.IdentifierNode:
				_, own := c.s.funcs[arg.Ident]
				_, builtin := builtins[arg.Ident]
				_, escapes := escapers[arg.Ident]
				if !own && !builtin && !escapes || escapes && i == 0 {
					c.refuse(arg)
				}
			case *parse.DotNode, *parse.FieldNode, *parse.VariableNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
			default:
				c.refuse(arg)
			}
		}
	}
}

// execError is the panic of an execution that went wrong.
type execError struct{ err error }

func failf(format string, args ...any) {
	panic(execError{fmt.Errorf("stencil: "+format, args...)})
}

// env is one execution: what has been written, and the variables of the templates that are open.
type env struct {
	out  []byte
	vars []reflect.Value
	base int // of the innermost template's variables
}

// op writes one node of a template.
type op func(e *env, dot reflect.Value)

// unit is a template compiled for one type of data.
type unit struct {
	run  op
	vars int
}

type unitKey struct {
	name string
	dot  reflect.Type
}

// Append executes a template and appends what it writes to dst.
func (s *Set) Append(dst []byte, name string, data any) (out []byte, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case execError:
			out, err = dst, fmt.Errorf("%s: %w", name, p.err)
		default:
			panic(p)
		}
	}()
	e := &env{out: dst}
	v := reflect.ValueOf(data)
	s.unit(name, typeOf(v)).call(e, v)
	return e.out, nil
}

func typeOf(v reflect.Value) reflect.Type {
	if !v.IsValid() {
		return nil
	}
	return v.Type()
}

func (u *unit) call(e *env, dot reflect.Value) {
	base := e.base
	e.base = len(e.vars)
	e.vars = slices.Grow(e.vars, u.vars)[:len(e.vars)+u.vars]
	e.vars[e.base] = dot // $
	u.run(e, dot)
	clear(e.vars[e.base:])
	e.vars = e.vars[:e.base]
	e.base = base
}

// unit is a template for a type, compiled when it is first met.
func (s *Set) unit(name string, dot reflect.Type) *unit {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := unitKey{name, dot}
	if u := s.units[key]; u != nil {
		return u
	}
	c := &compiler{set: s, vars: []variable{{"$", dot}}, most: 1}
	u := &unit{run: c.list(s.trees[name].Root, dot)}
	u.vars = c.most
	s.units[key] = u
	return u
}
