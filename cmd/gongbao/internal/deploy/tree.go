package deploy

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
)

// Tree is a finished tree: a folder that a build made, or an earlier publication of the history.
type Tree interface {
	// Files are all files of the tree, the manifest included, by path.
	Files() []output.File
	// Manifest is the content of manifest.json.
	Manifest() []byte
	open(u upload) (content body, size int64, err error)
	// locate is the path of a file on this machine.
	locate(f output.File) string
}

// body is the content of a file: read once or, after a failure, again from the start.
type body interface {
	io.ReadSeeker
	io.Closer
}

type bytesBody struct{ *bytes.Reader }

func (bytesBody) Close() error { return nil }

func bytesReader(content []byte) body { return bytesBody{bytes.NewReader(content)} }

// folderTree is the tree of a folder.
type folderTree struct {
	dir      string
	files    []output.File
	manifest []byte
}

// OpenFolder opens a tree that a build has made, and reads it whole: what was changed or lost since is an error, since
// nobody could say what is being published. Files that the manifest does not list are no part of it.
func OpenFolder(dir string) (Tree, error) {
	content, err := os.ReadFile(filepath.Join(dir, output.ManifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &diag.Failure{Message: fmt.Sprintf("%s 里没有生成好的站点", dir), Remedy: "先运行 gongbao build，或用 --from 指明站点所在的文件夹"}
	}
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("无法读取 %s", dir), Err: err}
	}
	m, err := output.ReadManifest(content)
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("%s 里的 %s 不是 gongbao 写的", dir, output.ManifestFile), Remedy: "用 gongbao build 重新生成"}
	}
	t := &folderTree{dir: dir, files: m.Files, manifest: content}
	sums, err := os.ReadFile(filepath.Join(dir, output.ChecksumsFile))
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("%s 里缺少 %s", dir, output.ChecksumsFile), Err: err, Remedy: "用 gongbao build 重新生成"}
	}
	for name, content := range map[string][]byte{output.ManifestFile: content, output.ChecksumsFile: sums} {
		t.files = append(t.files, output.File{Path: name, Size: int64(len(content)), SHA256: digest(content)})
	}
	output.SortFiles(t.files)
	for _, f := range t.files {
		if err := verify(t.locate(f), f); err != nil {
			return nil, &diag.Failure{
				Message: fmt.Sprintf("%s 在生成之后被改动或丢失", filepath.Join(dir, f.Path)),
				Remedy:  "公布的应是生成的原样：把改动写进 content/ 或 data/，用 gongbao build 重新生成",
				Err:     err,
			}
		}
	}
	return t, nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// verify holds a file on this machine against its entry.
func verify(path string, f output.File) error {
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return err
	}
	if n != f.Size || hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return errors.New("与清单不符")
	}
	return nil
}

func (t *folderTree) Files() []output.File { return t.files }
func (t *folderTree) Manifest() []byte     { return t.manifest }
func (t *folderTree) locate(f output.File) string {
	return filepath.Join(t.dir, filepath.FromSlash(f.Path))
}

func (t *folderTree) open(u upload) (body, int64, error) { return openUpload(t.locate(u.file), u) }

// openUpload opens a file for sending, compressed where that was asked for.
func openUpload(path string, u upload) (body, int64, error) {
	if !u.gzip {
		r, err := os.Open(path)
		return r, u.file.Size, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	content = compress(content)
	return bytesReader(content), int64(len(content)), nil
}

// compress is gzip at its best, without name or time: the same text gives the same bytes.
func compress(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(content)
	w.Close()
	return b.Bytes()
}
