package site

import (
	"sync"

	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/route"
)

// Live makes pages one at a time, when somebody looks at them: a change in a plan of hundreds of pages is on screen as soon
// as one of them is rendered. It is safe for concurrent use.
type Live struct {
	r     *renderer
	tree  *output.Tree
	pages map[string]page // by file

	mu   sync.Mutex
	done map[string]bool
}

// NewLive prepares the pages of an edition. They go into the tree, which needs to hold nothing else; made tells the sizes of
// the files beside them that pages speak of, such as data sets and bulletins.
func NewLive(t *output.Tree, in Input, made func(path string) (size int64, ok bool)) (*Live, error) {
	r, err := open(t, in)
	if err != nil {
		return nil, err
	}
	r.made = made
	l := &Live{r: r, tree: t, pages: map[string]page{}, done: map[string]bool{}}
	for _, p := range r.pages() {
		l.pages[route.File(in.Tree.Path(p.path))] = p
	}
	return l, nil
}

// Make renders the page that stands in a file, once; false where the edition has no such page.
func (l *Live) Make(file string) (bool, error) {
	p, ok := l.pages[file]
	if !ok {
		return false, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done[file] {
		return true, nil
	}
	if err := l.r.renderPage(l.tree, p); err != nil {
		return true, err
	}
	l.done[file] = true
	return true, nil
}
