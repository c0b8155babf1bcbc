package route

import "strings"

// Tree is where the pages of a language stand: those of the site's first language at its root, those of a further one in a
// folder of their own, en/ or zh/. Pages and the files beside them, such as figures and citations, are the language's; data,
// bulletins, feeds and what pages load are the same for all and stand at the root alone.
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
	if path == "" || strings.HasSuffix(path, "/") {
		return false
	}
	folder, name := "", path
	if at := strings.LastIndexByte(path, '/') + 1; at > 0 {
		folder, name = path[:at], path[at:]
	}
	return name == Feed || strings.HasPrefix(name, "index.") || folder == "" && name != Share("") ||
		strings.HasPrefix(folder, Static) || strings.HasPrefix(folder, Data) || strings.HasPrefix(folder, Bulletins)
}
