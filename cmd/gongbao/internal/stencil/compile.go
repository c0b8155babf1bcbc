package stencil

import (
	"fmt"
	"html/template"
	"reflect"
	"sync"
	"sync/atomic"
	"text/template/parse"
)

// compiler turns the nodes of one template into closures. Types are followed as far as the data's declarations tell them; nil is
// the type of what only an execution knows.
type compiler struct {
	set  *Set
	vars []variable // in scope; their index is their slot
	most int        // slots at any time
}

type variable struct {
	name string
	typ  reflect.Type
}

// expr is a compiled expression.
type expr struct {
	typ      reflect.Type                                  // nil: see eval's result
	html     func(e *env, dot reflect.Value) template.HTML // what eval gives, if typ is template.HTML and this is shorter; or nil
	eval     func(e *env, dot reflect.Value) reflect.Value
	constant bool
}

// dynamic are the types of values whose own type is not the declared one.
func dynamic(t reflect.Type) bool { return t == nil || t.Kind() == reflect.Interface }

// concrete is the value within an interface.
func concrete(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

func constant(v reflect.Value) expr {
	return expr{typ: v.Type(), eval: func(*env, reflect.Value) reflect.Value { return v }, constant: true}
}

// list compiles nodes one after the other; texts and constants that follow each other become one.
func (c *compiler) list(l *parse.ListNode, dot reflect.Type) op {
	if l == nil {
		return nil
	}
	scope := len(c.vars)
	defer func() { c.vars = c.vars[:scope] }()
	var ops []op
	text := ""
	flush := func() {
		if text != "" {
			literal := text
			ops = append(ops, func(e *env, _ reflect.Value) { e.out = append(e.out, literal...) })
			text = ""
		}
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			text += string(n.Text)
		case *parse.ActionNode:
			o, literal, fixed := c.action(n.Pipe, dot)
			if fixed {
				text += literal
				continue
			}
			flush()
			ops = append(ops, o)
		case *parse.IfNode:
			flush()
			ops = append(ops, c.ifOp(&n.BranchNode, dot))
		case *parse.WithNode:
			flush()
			ops = append(ops, c.withOp(&n.BranchNode, dot))
		case *parse.RangeNode:
			flush()
			ops = append(ops, c.rangeOp(&n.BranchNode, dot))
		case *parse.TemplateNode:
			flush()
			ops = append(ops, c.callOp(n, dot))
		}
	}
	flush()
	switch len(ops) {
	case 0:
		return func(*env, reflect.Value) {}
	case 1:
		return ops[0]
	}
	return func(e *env, dot reflect.Value) {
		for _, o := range ops {
			o(e, dot)
		}
	}
}

// action writes a value, or declares a variable.
func (c *compiler) action(p *parse.PipeNode, dot reflect.Type) (o op, literal string, fixed bool) {
	x, chain := c.pipe(p, dot)
	if len(p.Decl) > 0 {
		slot := c.declare(p.Decl[0].Ident[0], x.typ)
		return func(e *env, dot reflect.Value) { e.vars[e.base+slot] = x.eval(e, dot) }, "", false
	}
	write := writer(chain)
	if x.constant {
		return nil, string(write(nil, concrete(x.eval(nil, reflect.Value{})))), true
	}
	if x.html != nil && len(chain) == 1 && chain[0] == "_html_template_htmlescaper" { // which leaves HTML as it is
		return func(e *env, dot reflect.Value) { e.out = append(e.out, x.html(e, dot)...) }, "", false
	}
	if dynamic(x.typ) {
		return func(e *env, dot reflect.Value) { e.out = write(e.out, concrete(x.eval(e, dot))) }, "", false
	}
	return func(e *env, dot reflect.Value) { e.out = write(e.out, x.eval(e, dot)) }, "", false
}

func (c *compiler) declare(name string, t reflect.Type) int {
	c.vars = append(c.vars, variable{name, t})
	c.most = max(c.most, len(c.vars))
	return len(c.vars) - 1
}

func (c *compiler) ifOp(b *parse.BranchNode, dot reflect.Type) op {
	scope := len(c.vars)
	defer func() { c.vars = c.vars[:scope] }()
	x, set := c.condition(b.Pipe, dot)
	then, otherwise := c.list(b.List, dot), c.list(b.ElseList, dot)
	return func(e *env, dot reflect.Value) {
		v := x.eval(e, dot)
		set(e, v)
		switch {
		case truth(v):
			then(e, dot)
		case otherwise != nil:
			otherwise(e, dot)
		}
	}
}

// condition is what a branch looks at, and what keeps it in the branch's variable, if it declares one.
func (c *compiler) condition(p *parse.PipeNode, dot reflect.Type) (expr, func(*env, reflect.Value)) {
	x, _ := c.pipe(p, dot)
	if len(p.Decl) == 0 {
		return x, func(*env, reflect.Value) {}
	}
	slot := c.declare(p.Decl[0].Ident[0], x.typ)
	return x, func(e *env, v reflect.Value) { e.vars[e.base+slot] = v }
}

func (c *compiler) withOp(b *parse.BranchNode, dot reflect.Type) op {
	scope := len(c.vars)
	defer func() { c.vars = c.vars[:scope] }()
	x, set := c.condition(b.Pipe, dot)
	then := c.on(x.typ, b.List)
	otherwise := c.list(b.ElseList, dot)
	return func(e *env, dot reflect.Value) {
		v := concrete(x.eval(e, dot))
		set(e, v)
		switch {
		case truth(v):
			then(e, v)
		case otherwise != nil:
			otherwise(e, dot)
		}
	}
}

// on compiles a list for a dot of a type: now, or for each type that it turns out to have.
func (c *compiler) on(t reflect.Type, l *parse.ListNode) op {
	if !dynamic(t) {
		return c.list(l, t)
	}
	var known sync.Map
	scope := append([]variable(nil), c.vars...)
	// The slots within must be counted before the template runs.
	depth := declarations(l)
	c.most = max(c.most, len(c.vars)+depth)
	set := c.set
	return func(e *env, dot reflect.Value) {
		t := typeOf(dot)
		o, ok := known.Load(t)
		if !ok {
			inner := &compiler{set: set, vars: append([]variable(nil), scope...)}
			o, _ = known.LoadOrStore(t, inner.list(l, t))
		}
		o.(op)(e, dot)
	}
}

// declarations bounds the variables that a list declares.
func declarations(n parse.Node) int {
	sum := 0
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, in := range n.Nodes {
				sum += declarations(in)
			}
		}
	case *parse.ActionNode:
		sum = len(n.Pipe.Decl)
	case *parse.IfNode:
		sum = len(n.Pipe.Decl) + declarations(n.List) + declarations(n.ElseList)
	case *parse.WithNode:
		sum = len(n.Pipe.Decl) + declarations(n.List) + declarations(n.ElseList)
	case *parse.RangeNode:
		sum = len(n.Pipe.Decl) + declarations(n.List) + declarations(n.ElseList)
	}
	return sum
}

func (c *compiler) rangeOp(b *parse.BranchNode, dot reflect.Type) op {
	scope := len(c.vars)
	defer func() { c.vars = c.vars[:scope] }()
	x, _ := c.pipe(b.Pipe, dot)
	var element reflect.Type
	if !dynamic(x.typ) {
		switch x.typ.Kind() {
		case reflect.Slice, reflect.Array:
			element = x.typ.Elem()
		}
	}
	index, value := -1, -1
	switch d := b.Pipe.Decl; len(d) {
	case 1:
		value = c.declare(d[0].Ident[0], element)
	case 2:
		index = c.declare(d[0].Ident[0], reflect.TypeFor[int]())
		value = c.declare(d[1].Ident[0], element)
	}
	body := c.on(element, b.List)
	otherwise := c.list(b.ElseList, dot)
	loose := dynamic(element)
	return func(e *env, dot reflect.Value) {
		v := concrete(x.eval(e, dot))
		n := 0
		if v.IsValid() {
			if k := v.Kind(); k != reflect.Slice && k != reflect.Array {
				failf("range over %s", v.Type())
			}
			n = v.Len()
		}
		if n == 0 && otherwise != nil {
			otherwise(e, dot)
		}
		for i := range n {
			in := v.Index(i)
			if loose {
				in = concrete(in)
			}
			if index >= 0 {
				e.vars[e.base+index] = reflect.ValueOf(i)
			}
			if value >= 0 {
				e.vars[e.base+value] = in
			}
			body(e, in)
		}
	}
}

func (c *compiler) callOp(n *parse.TemplateNode, dot reflect.Type) op {
	name, set := n.Name, c.set
	x := expr{eval: func(*env, reflect.Value) reflect.Value { return reflect.Value{} }}
	if n.Pipe != nil {
		x, _ = c.pipe(n.Pipe, dot)
	}
	if n.Pipe != nil && dynamic(x.typ) {
		return func(e *env, dot reflect.Value) {
			v := concrete(x.eval(e, dot))
			set.unit(name, typeOf(v)).call(e, v)
		}
	}
	var known atomic.Pointer[unit] // looked for when it is called: templates may call themselves
	return func(e *env, dot reflect.Value) {
		u := known.Load()
		if u == nil {
			u = set.unit(name, x.typ)
			known.Store(u)
		}
		u.call(e, x.eval(e, dot))
	}
}

// pipe compiles the commands of a pipeline up to the escapers, whose names come back.
func (c *compiler) pipe(p *parse.PipeNode, dot reflect.Type) (x expr, chain []string) {
	for i, cmd := range p.Cmds {
		if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
			if _, escapes := escapers[id.Ident]; escapes {
				chain = append(chain, id.Ident)
				continue
			}
		}
		var last *expr
		if i > 0 {
			before := x
			last = &before
		}
		x = c.command(cmd, dot, last)
	}
	return x, chain
}

func (c *compiler) command(cmd *parse.CommandNode, dot reflect.Type, last *expr) expr {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		return c.operand(cmd.Args[0], dot)
	}
	var args []expr
	for _, a := range cmd.Args[1:] {
		args = append(args, c.operand(a, dot))
	}
	if last != nil {
		args = append(args, *last)
	}
	var x expr
	if f, own := c.set.funcs[id.Ident]; own {
		x = call(id.Ident, f, args)
	} else {
		x = builtins[id.Ident](args)
	}
	x.constant = true
	for _, a := range args {
		x.constant = x.constant && a.constant
	}
	if x.constant { // functions are pure
		return constant(concrete(x.eval(nil, reflect.Value{})))
	}
	return x
}

func (c *compiler) operand(n parse.Node, dot reflect.Type) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return expr{typ: dot, eval: func(_ *env, dot reflect.Value) reflect.Value { return dot }}
	case *parse.FieldNode:
		return fields(expr{typ: dot, eval: func(_ *env, dot reflect.Value) reflect.Value { return dot }}, n.Ident)
	case *parse.VariableNode:
		for i := len(c.vars) - 1; i >= 0; i-- {
			if c.vars[i].name == n.Ident[0] {
				return fields(expr{typ: c.vars[i].typ, eval: func(e *env, _ reflect.Value) reflect.Value { return e.vars[e.base+i] }}, n.Ident[1:])
			}
		}
	case *parse.StringNode:
		return constant(reflect.ValueOf(n.Text))
	case *parse.BoolNode:
		return constant(reflect.ValueOf(n.True))
	case *parse.NumberNode:
		switch {
		case n.IsInt:
			return constant(reflect.ValueOf(int(n.Int64)))
		case n.IsFloat:
			return constant(reflect.ValueOf(n.Float64))
		}
	case *parse.PipeNode:
		x, _ := c.pipe(n, dot)
		return x
	case *parse.IdentifierNode:
		return c.command(&parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{n}}, dot, nil)
	}
	panic(execError{fmt.Errorf("%w: %s", ErrUnsupported, n)}) // the checker let it pass
}

// fields follows names from a value: fields of structs, or methods without arguments.
func fields(x expr, names []string) expr {
	for _, name := range names {
		x = field(x, name)
	}
	return x
}

func field(x expr, name string) expr {
	if dynamic(x.typ) {
		return expr{eval: func(e *env, dot reflect.Value) reflect.Value {
			v := concrete(x.eval(e, dot))
			if !v.IsValid() {
				failf("nil data; no entry for key %q", name)
			}
			return concrete(accessor(v.Type(), name).get(v))
		}}
	}
	a := accessor(x.typ, name)
	return expr{typ: a.typ, eval: func(e *env, dot reflect.Value) reflect.Value { return a.get(x.eval(e, dot)) }}
}

// access is how to get at what a name means of a type.
type access struct {
	typ reflect.Type
	get func(reflect.Value) reflect.Value
}

var accesses sync.Map // of unitKey, whose name is the field's

func accessor(t reflect.Type, name string) access {
	if a, ok := accesses.Load(unitKey{name, t}); ok {
		return a.(access)
	}
	a := newAccess(t, name)
	accesses.Store(unitKey{name, t}, a)
	return a
}

func newAccess(t reflect.Type, name string) access {
	if m, ok := t.MethodByName(name); ok && m.Type.NumIn() == 1 && m.Type.NumOut() == 1 {
		return access{m.Type.Out(0), func(v reflect.Value) reflect.Value { return v.Method(m.Index).Call(nil)[0] }}
	}
	s, pointer := t, false
	if t.Kind() == reflect.Pointer {
		s, pointer = t.Elem(), true
	}
	if s.Kind() == reflect.Struct {
		if f, ok := s.FieldByName(name); ok && f.IsExported() {
			get := func(v reflect.Value) reflect.Value { return v.FieldByIndex(f.Index) } // through embedded pointers
			if len(f.Index) == 1 {
				i := f.Index[0]
				get = func(v reflect.Value) reflect.Value { return v.Field(i) }
			}
			if !pointer {
				return access{f.Type, get}
			}
			return access{f.Type, func(v reflect.Value) reflect.Value {
				if v.IsNil() {
					failf("nil pointer evaluating %s.%s", t, name)
				}
				return get(v.Elem())
			}}
		}
		if m, ok := reflect.PointerTo(s).MethodByName(name); ok && !pointer && m.Type.NumIn() == 1 && m.Type.NumOut() == 1 {
			return access{m.Type.Out(0), func(v reflect.Value) reflect.Value {
				if !v.CanAddr() {
					failf("can't evaluate field %s in type %s", name, t)
				}
				return v.Addr().Method(m.Index).Call(nil)[0]
			}}
		}
	}
	// A branch that is never taken may name what its data do not have.
	return access{nil, func(reflect.Value) reflect.Value {
		failf("can't evaluate field %s in type %s", name, t)
		return reflect.Value{}
	}}
}

// truth is text/template's: not the zero value, not empty.
func truth(v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
		return v.Len() > 0
	case reflect.Pointer, reflect.Func, reflect.Chan:
		return !v.IsNil()
	case reflect.Interface:
		return !v.IsNil() && truth(v.Elem())
	case reflect.Struct:
		return true
	}
	return !v.IsZero()
}

var htmlType = reflect.TypeFor[template.HTML]()
