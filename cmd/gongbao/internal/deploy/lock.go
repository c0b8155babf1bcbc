package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
)

// lockNote is what a run leaves at the target while it is at work. It names no person and no machine, since a bucket's
// files are public.
type lockNote struct {
	Machine string `json:"machine"` // hash of the machine's name
	Process int    `json:"process"`
	Since   string `json:"since"`
}

func (o Options) lockNote() lockNote {
	host, _ := os.Hostname()
	return lockNote{Machine: digest([]byte("gongbao " + host))[:16], Process: os.Getpid(), Since: o.Now.Format(time.RFC3339)}
}

// lock keeps two runs from one target. The lock of a run that was killed on this machine is taken over by itself; that of
// another machine only with TakeOver, as nobody can tell from here whether it still lives.
func (r *run) lock(ctx context.Context) (unlock func() error, err error) {
	mine := r.lockNote()
	content, err := json.Marshal(mine)
	if err != nil {
		return nil, err
	}
	err = r.store.Create(ctx, lockFile, content)
	if errors.Is(err, fs.ErrExist) {
		var held []byte
		held, err = r.store.Read(ctx, lockFile)
		if err == nil {
			if busy := r.busy(mine, held); busy != nil {
				return nil, busy
			}
			_, err = r.store.Write(ctx, lockFile, bytesReader(content), int64(len(content)), header{ContentType: "application/json", CacheControl: "no-store"})
		}
	}
	if err != nil {
		return nil, r.failed("写入", lockFile, err)
	}
	return func() error {
		ctx := context.WithoutCancel(ctx)
		if r.stillOurs(ctx) != nil {
			return nil
		}
		return r.store.Remove(ctx, lockFile)
	}, nil
}

// busy tells whether the run that left a lock is at work still.
func (r *run) busy(mine lockNote, held []byte) error {
	var other lockNote
	if json.Unmarshal(held, &other) != nil || r.TakeOver {
		return nil
	}
	if other.Machine == mine.Machine && (other.Process == mine.Process || !processLives(other.Process)) {
		return nil
	}
	return &diag.Failure{
		Message: fmt.Sprintf("另一次发布正在写 %s（始于 %s）", r.store, other.Since),
		Remedy:  "等它结束；确知它已经中断（如那台机器已关机），加 --take-over 接着发布",
	}
}

// stillOurs tells whether the lock is this run's: another one may have taken it over, believing this one dead.
func (r *run) stillOurs(ctx context.Context) error {
	held, err := r.store.Read(ctx, lockFile)
	var note lockNote
	if err == nil && json.Unmarshal(held, &note) == nil && note == r.lockNote() {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return r.failed("读取", lockFile, err)
	}
	return &diag.Failure{
		Message: fmt.Sprintf("发布期间 %s 被另一次发布接管", r.store),
		Remedy:  "等另一次发布结束，再运行一次同样的命令",
	}
}
