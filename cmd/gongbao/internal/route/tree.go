package route

import "strings"

// Tree is where the pages of a language stand: those of the site's first language at its root, those of a further one in a
// folder of their own, en/ or zh/. Pages and what is drawn or said for them are the language's; data, bulletins, feeds and
// what pages load are the same for all and stand at the root alone.
type Tree string

// TreeOf is the tree of a further language, by its tag: en, zh-CN.
func TreeOf(lang string) Tree {
	name, _, _ := strings.Cut(lang, "-")
	return Tree(name + "/")
}

// Path is where something is for the pages of the tree, by its path in the first tree; a fragment stays.
func (t Tree) Path(path string) string {
	file, _, _ := strings.Cut(path, "#")
	if t == "" || shared(file) {
		return path
	}
	return string(t) + path
}

// shared reports whether a path is the same for all languages.
func shared(path string) bool {
	page := path == "" || strings.HasSuffix(path, "/")
	drawn := strings.Contains("/"+path, "/figures/") || path == Share("") || strings.HasSuffix(path, "/"+Share(""))
	return !page && !drawn && !strings.HasPrefix(path, Search)
}
