package deploy

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/output"
)

// upload is one file to send: a file of the tree as it is, or its compressed variant.
type upload struct {
	name    string // at the target
	file    output.File
	gzip    bool // compressed on the way
	variant bool // lies beside the file, as name.gz
}

// hash tells what the target holds under the name.
func (u upload) hash() string {
	if u.gzip {
		return "gzip:" + u.file.SHA256
	}
	return u.file.SHA256
}

// plan is what a run does, in order.
//
// Nothing is shown before what it needs, and nothing is taken away while something shown may need it:
//
//  1. files that pages load or link to and that are new, then those that changed;
//  2. pages that are new, which no page there links to yet;
//  3. pages that changed, the home page last;
//  4. what lists the whole: feeds, site map, search index by pages, checksums, at the very end the manifest;
//  5. removals: pages first, then what they needed.
type plan struct {
	stages    [][]upload
	removed   []string // in the order of removal
	added     []string
	changed   []string
	mended    []string
	foreign   []string // somebody else's, where a file of the tree belongs
	unchanged int
	strangers int
}

func (p plan) empty() bool { return len(p.added)+len(p.changed)+len(p.mended)+len(p.removed) == 0 }

// bytes is what sending would take, were nothing compressed.
func (p plan) bytes() int64 {
	var n int64
	for _, stage := range p.stages {
		for _, u := range stage {
			if !u.variant {
				n += u.file.Size
			}
		}
	}
	return n
}

// makePlan compares the tree's files with what stands at the target. With beside, texts get a compressed variant beside
// them; with inPlace they are compressed themselves.
func makePlan(files []output.File, l live, there map[string]object, beside, inPlace bool) plan {
	var p plan
	wanted := map[string]bool{receiptFile: true, lockFile: true}
	stages := map[int][]upload{}
	for _, f := range files {
		uploads := []upload{{name: f.Path, file: f, gzip: inPlace && compressedInPlace(f)}}
		if beside && compressible(f) {
			// The variant first: a server that prefers it shows the new text a moment early, never an old one for long.
			uploads = append(uploads, upload{name: f.Path + ".gz", file: f, gzip: true, variant: true})
		}
		for _, u := range uploads {
			wanted[u.name] = true
			known, sent := l.receipt.Files[u.name]
			standing, stands := there[u.name]
			intact := sent && stands && known.Stamp == standing.Stamp
			switch {
			case intact && known.Hash == u.hash():
				p.unchanged++
				continue
			case sent && known.Hash == u.hash() && !l.unfinished:
				p.mended = append(p.mended, u.name)
			case stands && !sent && !l.listed[u.name] && !(u.variant && l.listed[f.Path]):
				p.foreign = append(p.foreign, u.name)
			case stands:
				p.changed = append(p.changed, u.name)
			default:
				p.added = append(p.added, u.name)
			}
			s := stageOf(f.Path, stands)
			stages[s] = append(stages[s], u)
		}
	}
	for s := range stageCount {
		if len(stages[s]) > 0 {
			slices.SortFunc(stages[s], func(a, b upload) int { return cmp.Compare(a.name, b.name) })
			p.stages = append(p.stages, stages[s])
		}
	}
	for name := range there {
		_, sent := l.receipt.Files[name]
		switch {
		case wanted[name]:
		case sent || l.listed[name]:
			p.removed = append(p.removed, name)
		default:
			p.strangers++
		}
	}
	slices.SortFunc(p.removed, func(a, b string) int {
		return cmp.Or(cmp.Compare(removalRank(a), removalRank(b)), cmp.Compare(a, b))
	})
	return p
}

const (
	stageNewFiles = iota
	stageFiles
	stageNewPages
	stagePages
	stageHome
	stageLists
	stageManifest
	stageCount
)

// wholes list the whole tree, or lead programs to it.
var wholes = []string{"feed.xml", "sitemap.xml", "robots.txt", "llms.txt", output.ChecksumsFile}

func stageOf(name string, stands bool) int {
	switch {
	case name == output.ManifestFile:
		return stageManifest
	case slices.Contains(wholes, path.Base(name)) || strings.HasPrefix(name, "sitemap"):
		return stageLists
	case name == "index.html":
		return stageHome
	case strings.HasSuffix(name, ".html") && stands:
		return stagePages
	case strings.HasSuffix(name, ".html"):
		return stageNewPages
	case stands:
		return stageFiles
	}
	return stageNewFiles
}

func removalRank(name string) int {
	if strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".html") {
		return 0
	}
	return 1
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func baseName(name string) string { return path.Base(name) }
