package serve

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongbao/cmd/gongbao/internal/diag"
)

// settle is how long nothing may change before the input is read: editors write a file in several steps.
const settle = 40 * time.Millisecond

// watch tells of changes below content/ and data/, folders that are made later included, until the context ends.
func watch(ctx context.Context, source string) (<-chan struct{}, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, watchError(source, err)
	}
	for _, part := range []string{"content", "data"} {
		if err := watchBelow(w, filepath.Join(source, part)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.Close()
			return nil, watchError(filepath.Join(source, part), err)
		}
	}
	changes := make(chan struct{}, 1)
	go func() {
		defer w.Close()
		quiet := time.NewTimer(time.Hour)
		quiet.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case e, open := <-w.Events:
				if !open {
					return
				}
				if e.Has(fsnotify.Create) {
					_ = watchBelow(w, e.Name) // a file, or a folder that is gone again
				}
				if e.Op != fsnotify.Chmod && !temporary(e.Name) {
					quiet.Reset(settle)
				}
			case <-w.Errors: // events were lost: what there is now is read
				quiet.Reset(settle)
			case <-quiet.C:
				select {
				case changes <- struct{}{}:
				default: // one is waiting already
				}
			}
		}
	}()
	return changes, nil
}

func watchBelow(w *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return w.Add(name)
	})
}

// temporary files are those that editors and spreadsheet programs put beside the one that is open.
func temporary(name string) bool {
	base := filepath.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~") || strings.HasSuffix(base, "~") || strings.HasSuffix(base, ".tmp") || base == "4913"
}

func watchError(folder string, err error) error {
	f := &diag.Failure{Message: "无法监视文件夹 " + folder, Remedy: "检查文件夹的权限", Err: err}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		f.Remedy = "系统允许监视的文件夹数用完了：关掉别的监视程序，或调大 fs.inotify.max_user_watches"
	}
	return f
}
