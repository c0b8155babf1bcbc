package deploy

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/publish"
)

// publishFolder makes the tree beside the folder and exchanges the two. A file that the folder holds already is linked
// rather than copied.
func publishFolder(ctx context.Context, dir string, o Options) (Report, error) {
	dest, err := filepath.Abs(dir)
	if err != nil {
		return Report{}, &diag.Failure{Message: "无法打开 " + dir, Err: err}
	}
	l, there, err := readFolder(dest)
	if err != nil {
		return Report{}, err
	}
	p := makePlan(o.Tree.Files(), l, there, o.Compress, false)
	report := Report{
		Target: dir, Added: p.added, Changed: p.changed, Removed: p.removed, Mended: p.mended,
		Unchanged: p.unchanged, Strangers: 0, Releases: newReleases(o.Tree.Files(), l),
	}
	if err := guard(p, o, report.Releases); err != nil {
		return report, err
	}
	if o.DryRun {
		report.Bytes = p.bytes()
		return report, nil
	}
	if p.empty() {
		return report, publish.Tidy(dest) // the run before may have been killed at the very end
	}
	staging, err := publish.Stage(dest)
	if err != nil {
		return report, err
	}
	defer staging.Abort()
	send := map[string]upload{}
	for _, s := range p.stages {
		for _, u := range s {
			send[u.name] = u
		}
	}
	all := o.Tree.Files()
	for i, f := range all {
		if err := ctx.Err(); err != nil {
			return report, &diag.Failure{Message: "已中断，" + dir + " 保持原样"}
		}
		names := []upload{{name: f.Path, file: f}}
		if o.Compress && compressible(f) {
			names = append(names, upload{name: f.Path + ".gz", file: f, gzip: true, variant: true})
		}
		for _, u := range names {
			_, changed := send[u.name]
			n, err := place(o.Tree, u, filepath.Join(staging.Dir, filepath.FromSlash(u.name)), filepath.Join(dest, filepath.FromSlash(u.name)), !changed)
			report.Bytes += n
			if err != nil {
				return report, &diag.Failure{Message: "无法写入 " + path.Join(filepath.ToSlash(dir), u.name), Err: err, Remedy: "原有内容保持不变；清理磁盘或改正权限后重试"}
			}
		}
		o.Progress(i+1, len(all))
	}
	return report, staging.Commit()
}

// place puts one file into the new tree and returns how many bytes that took; a link takes none.
func place(t Tree, u upload, to, standing string, same bool) (int64, error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return 0, err
	}
	if same && os.Link(standing, to) == nil {
		return 0, nil
	}
	body, size, err := t.open(u)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	_, err = w.ReadFrom(body)
	return size, errors.Join(err, w.Close())
}

// readFolder tells what a folder shows: what its manifest lists, as far as the files are still that.
func readFolder(dest string) (live, map[string]object, error) {
	l, there := live{}, map[string]object{}
	content, err := os.ReadFile(filepath.Join(dest, output.ManifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return l, there, nil // package publish tells a foreign folder from an empty one
	}
	if err != nil {
		return l, nil, &diag.Failure{Message: "无法读取 " + dest, Err: err}
	}
	m, err := output.ReadManifest(content)
	if err != nil {
		return l, there, nil
	}
	l.releases = releasesOf(m.Files)
	l.receipt.Files = map[string]entry{}
	files := slices.Clone(m.Files)
	for _, name := range []string{output.ManifestFile, output.ChecksumsFile} {
		if content, err := os.ReadFile(filepath.Join(dest, name)); err == nil {
			files = append(files, output.File{Path: name, Size: int64(len(content)), SHA256: digest(content)})
		}
	}
	for _, f := range files {
		full := filepath.Join(dest, filepath.FromSlash(f.Path))
		stamp := f.SHA256
		if info, err := os.Stat(full); err != nil {
			continue
		} else if info.Size() != f.Size || verify(full, f) != nil {
			stamp = "changed"
		}
		there[f.Path] = object{Size: f.Size, Stamp: stamp}
		l.receipt.Files[f.Path] = entry{Hash: f.SHA256, Stamp: f.SHA256}
		variant := f.Path + ".gz"
		if info, err := os.Stat(full + ".gz"); err == nil && strings.HasPrefix(stamp, f.SHA256) {
			there[variant] = object{Size: info.Size()}
			l.receipt.Files[variant] = entry{Hash: "gzip:" + f.SHA256}
		}
	}
	return l, there, nil
}
