package deploy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/publish"
	"gongbao/cmd/gongbao/internal/replace"
)

// History keeps what was published where, on the office's own machine, so that an earlier publication can be put back
// though the build that made it is gone. It lies below the source folder: what is taken back for a fault must not stay
// readable in a public bucket.
//
//	objects/ab/abcd…            a file by its SHA-256, once however often it was published
//	publications/<target>/7.json  the seventh publication to a target
type History struct{ dir string }

// HistoryFolder is the history's place below the source folder.
const HistoryFolder = ".gongbao"

// OpenHistory is the history below a source folder. Nothing is made before something is kept.
func OpenHistory(source string) History { return History{filepath.Join(source, HistoryFolder)} }

// Publication is one entry of the history.
type Publication struct {
	Number   int           `json:"number"` // from 1, by target
	Target   string        `json:"target"`
	At       time.Time     `json:"at"`
	Release  string        `json:"release"`           // the newest public one
	Restored int           `json:"restored,omitzero"` // the publication that this one put back
	Files    []output.File `json:"files"`
}

func (h History) object(sha string) string { return filepath.Join(h.dir, "objects", sha[:2], sha) }

func (h History) folder(a Address) string { return filepath.Join(h.dir, "publications", a.Slug()) }

// Publications to a target, oldest first.
func (h History) Publications(a Address) ([]Publication, error) {
	entries, err := os.ReadDir(h.folder(a))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &diag.Failure{Message: "无法读取发布历史", Err: err}
	}
	var list []Publication
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".json")
		if _, err := strconv.Atoi(name); !is || err != nil {
			continue
		}
		content, err := os.ReadFile(filepath.Join(h.folder(a), e.Name()))
		if err != nil {
			return nil, &diag.Failure{Message: "无法读取发布历史", Err: err}
		}
		var p Publication
		if err := json.Unmarshal(content, &p); err != nil {
			return nil, &diag.Failure{Message: fmt.Sprintf("发布历史里的 %s 已损坏", filepath.Join(h.folder(a), e.Name())), Err: err, Remedy: "删去这个文件，其余的照常可用"}
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Publication) int { return cmp.Compare(a.Number, b.Number) })
	return list, nil
}

// Keep adds a publication with its files and forgets all but the newest few of its target. A tree that stands there already
// is not kept twice.
func (h History) Keep(a Address, t Tree, release string, restored int, at time.Time, keep int) (Publication, error) {
	earlier, err := h.Publications(a)
	if err != nil {
		return Publication{}, err
	}
	p := Publication{Number: 1, Target: a.String(), At: at, Release: release, Restored: restored, Files: t.Files()}
	if n := len(earlier); n > 0 {
		if slices.Equal(earlier[n-1].Files, p.Files) {
			return earlier[n-1], nil
		}
		p.Number = earlier[n-1].Number + 1
	}
	if err := h.keepObjects(t); err != nil {
		return Publication{}, historyError(err)
	}
	// The record last, when what it names is on the disk.
	if err := publish.Flush(h.dir); err != nil {
		return Publication{}, historyError(err)
	}
	content, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return Publication{}, err
	}
	if err := replace.Files(replace.File{Path: filepath.Join(h.folder(a), strconv.Itoa(p.Number)+".json"), Content: content}); err != nil {
		return Publication{}, historyError(err)
	}
	return p, h.forget(a, append(earlier, p), keep)
}

func historyError(err error) error {
	return &diag.Failure{Message: "无法写入发布历史", Err: err, Remedy: "站点已经发布；清理磁盘或改正权限后再运行一次同样的命令，就会补记"}
}

func (h History) keepObjects(t Tree) error {
	folders, _ := filepath.Glob(filepath.Join(h.dir, "objects", "*"))
	for _, folder := range folders {
		replace.Sweep(folder)
	}
	for _, f := range t.Files() {
		to := h.object(f.SHA256)
		if info, err := os.Stat(to); err == nil && info.Size() == f.Size {
			continue
		}
		r, err := os.Open(t.locate(f))
		if err != nil {
			return err
		}
		err = replace.Copy(to, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// forget drops old publications of a target, and the files that no publication to any target has.
func (h History) forget(a Address, all []Publication, keep int) error {
	if len(all) <= keep {
		return nil
	}
	for _, p := range all[:len(all)-keep] {
		if err := os.Remove(filepath.Join(h.folder(a), strconv.Itoa(p.Number)+".json")); err != nil {
			return &diag.Failure{Message: "无法清理发布历史", Err: err}
		}
	}
	used := map[string]bool{}
	records, err := filepath.Glob(filepath.Join(h.dir, "publications", "*", "*.json"))
	if err != nil {
		return err
	}
	for _, record := range records {
		content, err := os.ReadFile(record)
		var p Publication
		if err != nil || json.Unmarshal(content, &p) != nil {
			return nil // what it needs is not known: nothing is thrown away
		}
		for _, f := range p.Files {
			used[f.SHA256] = true
		}
	}
	objects, err := filepath.Glob(filepath.Join(h.dir, "objects", "*", "*"))
	if err != nil {
		return err
	}
	for _, o := range objects {
		if !used[filepath.Base(o)] && !replace.IsPart(o) {
			os.Remove(o)
		}
	}
	return nil
}

// Tree is a publication's tree, each file of it held against its hash.
func (h History) Tree(p Publication) (Tree, error) {
	t := &historyTree{history: h, files: p.Files}
	for _, f := range p.Files {
		if err := verify(h.object(f.SHA256), f); err != nil {
			return nil, &diag.Failure{
				Message: fmt.Sprintf("发布历史里第 %d 次发布的 %s 已缺失或损坏", p.Number, f.Path), Err: err,
				Remedy: "换一次更早或更晚的发布，或用当时的 content/ 和 data/ 重新生成",
			}
		}
		if f.Path == output.ManifestFile {
			content, err := os.ReadFile(h.object(f.SHA256))
			if err != nil {
				return nil, err
			}
			t.manifest = content
		}
	}
	return t, nil
}

type historyTree struct {
	history  History
	files    []output.File
	manifest []byte
}

func (t *historyTree) Files() []output.File        { return t.files }
func (t *historyTree) Manifest() []byte            { return t.manifest }
func (t *historyTree) locate(f output.File) string { return t.history.object(f.SHA256) }
func (t *historyTree) open(u upload) (body, int64, error) {
	return openUpload(t.locate(u.file), u)
}
