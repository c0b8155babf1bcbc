package build

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/hold"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/site"
)

// Preview is a site that is being worked on. Its pages are made from the newest readable input when they are asked for; data
// files, bulletins, feeds and the search index are those of the last whole build, which is a draft in a folder of its own.
// It is safe for concurrent use.
type Preview struct {
	options Options
	dir     string
	held    io.Closer

	reading sync.Mutex // whoever reads the input later has the last word

	mu    sync.Mutex
	whole wholeBuild
	pages *livePages // nil before the first readable input
}

type wholeBuild struct {
	parts parts
	sizes map[string]int64
}

// livePages are the pages of one state of the input.
type livePages struct {
	dir      string
	editions []*site.Live
}

// State is how a preview stands after its input was read.
type State struct {
	AsOf    time.Time
	Release string // the newest that is public at that instant
	Faults  diag.List
	Stale   bool // the pages are those of an earlier input: this one has errors
}

// previewPrefix is before the names of previews' folders, in the system's folder for such.
const previewPrefix = "gongbao-preview-"

// NewPreview makes nothing yet: Refresh and Complete do. Close deletes its folders. What previews that were killed have left
// is deleted now.
func NewPreview(o Options) (*Preview, error) {
	sweepPreviews()
	dir, held, err := makeHeld()
	if err != nil {
		return nil, err
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	o.Draft, o.Destination = true, filepath.Join(dir, "public")
	return &Preview{options: o, dir: dir, held: held}, nil
}

func sweepPreviews() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), previewPrefix+"*"))
	for _, dir := range left {
		held, err := hold.Take(dir)
		if err == nil {
			os.RemoveAll(dir) // another user's stays
		}
		if held != nil {
			held.Close()
		}
	}
}

// makeHeld makes the folder and takes its lock. A sweeping preview may delete it between the two; then it is tried again.
func makeHeld() (string, io.Closer, error) {
	for {
		dir, err := os.MkdirTemp("", previewPrefix)
		if err != nil {
			return "", nil, err
		}
		held, err := hold.Take(dir)
		if err == nil || errors.Is(err, hold.ErrNoLocks) {
			return dir, held, nil
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, hold.ErrHeld) {
			os.Remove(dir)
			return "", nil, err
		}
	}
}

// Close deletes what the preview has made.
func (p *Preview) Close() error {
	return errors.Join(os.RemoveAll(p.dir), p.held.Close())
}

// Refresh reads the input again. Where it has errors the pages stay as they were.
func (p *Preview) Refresh() (State, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	conf, whole, faults, err := Load(p.options.Source)
	state := State{Faults: faults, AsOf: instant(conf, p.options)}
	if err != nil {
		return state, err
	}
	if faults.HasErrors() {
		state.Stale = true
		return state, nil
	}
	assessment := analysis.Assess(whole.Public(state.AsOf), analysis.Options{Tolerance: conf.Tolerance})
	if assessment.Release != nil {
		state.Release = assessment.Release.ID
	}
	p.mu.Lock()
	made := p.whole
	dir, err := os.MkdirTemp(p.dir, "pages-")
	p.mu.Unlock()
	if err != nil {
		return state, err
	}
	inputs, err := editionInputs(assessment, conf, made.parts)
	if err != nil {
		return state, err
	}
	tree, pages := output.NewTree(dir), &livePages{dir: dir}
	for _, in := range inputs {
		in.Sans, in.SansBold = nil, nil // pictures for sharing are nothing to look at here
		live, err := site.NewLive(tree, in, func(path string) (int64, bool) {
			size, ok := made.sizes[path]
			return size, ok
		})
		if err != nil {
			return state, err
		}
		pages.editions = append(pages.editions, live)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pages != nil {
		os.RemoveAll(p.pages.dir)
	}
	p.pages = pages
	return state, nil
}

// Complete builds the whole tree, so that data and bulletins follow the input too. It takes as long as a build.
func (p *Preview) Complete(ctx context.Context) error {
	o := p.options
	var made wholeBuild
	o.made = func(of parts, tree *output.Tree) {
		made.parts, made.sizes = of, map[string]int64{}
		for _, f := range tree.Files() {
			made.sizes[f.Path] = f.Size
		}
	}
	_, faults, err := Run(ctx, o)
	if err != nil {
		return err
	}
	if faults.HasErrors() {
		return ErrFaults
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.whole = made
	return nil
}

// ErrFaults says that the whole tree was not made because the input has errors, which Refresh tells.
var ErrFaults = errors.New("build: the input has errors")

// ErrNoFile says that the preview has no such file, or none yet.
var ErrNoFile = errors.New("build: the preview has no such file")

// File is the content of one file of the site. The name is relative to the root, with forward slashes.
func (p *Preview) File(name string) ([]byte, error) {
	local, err := filepath.Localize(name)
	if err != nil {
		return nil, ErrNoFile
	}
	p.mu.Lock() // a page takes milliseconds, and its folder must not go meanwhile
	defer p.mu.Unlock()
	folders := []string{p.options.Destination}
	if p.pages != nil {
		for _, e := range p.pages.editions {
			if _, err := e.Make(name); err != nil {
				return nil, err
			}
		}
		folders = []string{p.pages.dir, p.options.Destination}
	}
	for _, folder := range folders {
		file := filepath.Join(folder, local)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return os.ReadFile(file)
		}
	}
	return nil, ErrNoFile
}
