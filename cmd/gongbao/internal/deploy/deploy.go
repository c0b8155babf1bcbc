// Package deploy brings a finished tree to where the public reads it: a folder, a bucket of an S3-compatible store, or a
// server that speaks SFTP. Only what changed is sent. A folder is replaced in one step (package publish); a bucket and a
// server can replace only one file at a time, so files go in an order in which no page is ever shown before what it needs,
// see [plan].
//
// What stands at a bucket or a server is known from its receipt, a file that this package keeps there: every file with its
// hash and with the stamp that the store gave it. A file whose stamp is no longer the receipt's was changed by somebody
// else and is sent again. An interrupted run leaves a receipt of what it had sent; the next one goes on from there.
package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/output"
)

// Options of a publication.
type Options struct {
	Tree     Tree   // what is to stand there
	Target   string // an address, see [Parse]
	Compress bool   // compressed variants of texts, see [compressible]
	DryRun   bool   // says what would be done and changes nothing
	TakeOver bool   // goes on though another run seems to be at it
	// MaxDelete is how many files may vanish; more is an error before anything is changed. Negative: any number.
	MaxDelete int
	// MayWithdraw allows that files of a published release vanish, as taking one back does.
	MayWithdraw bool
	// Admit is asked before anything is changed which releases come new to the target; its error stops the publication.
	Admit    func(releases []string) error
	Now      time.Time // when the lock was taken, for people; nothing depends on it
	Progress func(done, all int)
}

// Report is what a publication did, or would do.
type Report struct {
	Target    string
	Added     []string // paths, sorted
	Changed   []string
	Removed   []string
	Mended    []string // files that somebody else had changed at the target, and were sent again
	Unchanged int
	Bytes     int64 // sent
	Strangers int   // files at the target that no publication put there; they stay
	Resumed   bool  // an interrupted run had sent a part
	Releases  []string
}

// Publish makes the target show the tree.
func Publish(ctx context.Context, o Options) (Report, error) {
	address, err := Parse(o.Target)
	if err != nil {
		return Report{}, err
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if address.kind == folderKind {
		return publishFolder(ctx, address.path, o)
	}
	s, err := open(ctx, address)
	if err != nil {
		return Report{}, err
	}
	defer s.Close()
	r := run{Options: o, store: s, address: address}
	return r.do(ctx)
}

// Files at the target that are ours and no part of the site.
const (
	receiptFile = ".gongbao-receipt.json"
	lockFile    = ".gongbao-publishing.json"
	// Files on their way to an SFTP server have this before their name.
	partPrefix = ".gongbao-part-"
)

// run is one publication to a store.
type run struct {
	Options
	store   store
	address Address

	mu      sync.Mutex
	receipt receipt
	unsaved int
	done    int
	all     int
	sent    int64
}

func (r *run) do(ctx context.Context) (Report, error) {
	var unlock func() error
	if !r.DryRun {
		var err error
		if unlock, err = r.lock(ctx); err != nil {
			return Report{}, err
		}
		// After an interruption the lock must go as well; the cancelled context would not let it.
		defer unlock()
	}
	there, err := r.store.List(ctx)
	if err != nil {
		return Report{}, r.failed("列出", "", err)
	}
	for _, name := range sortedKeys(there) {
		if !strings.HasPrefix(baseName(name), partPrefix) {
			continue
		}
		// Whoever was sending it is dead: the lock is ours.
		delete(there, name)
		if r.DryRun {
			continue
		}
		if err := r.store.Remove(ctx, name); err != nil {
			return Report{}, r.failed("删除", name, err)
		}
	}
	live, err := r.readLive(ctx, there)
	if err != nil {
		return Report{}, err
	}
	r.receipt = live.receipt
	p := makePlan(r.Tree.Files(), live, there, r.Compress && r.store.Variants(), r.Compress && !r.store.Variants())
	report := Report{
		Target: r.store.String(), Added: p.added, Changed: p.changed, Removed: p.removed, Mended: p.mended,
		Unchanged: p.unchanged, Strangers: p.strangers, Resumed: live.unfinished, Releases: newReleases(r.Tree.Files(), live),
	}
	if err := guard(p, r.Options, report.Releases); err != nil {
		return report, err
	}
	p.changed = slices.Concat(p.changed, p.foreign)
	report.Changed = p.changed
	if r.DryRun {
		report.Bytes = p.bytes()
		return report, nil
	}
	if p.empty() && !live.unfinished && live.receipt.Files != nil {
		return report, nil
	}
	for name := range r.receipt.Files {
		if _, stands := there[name]; !stands {
			delete(r.receipt.Files, name) // a killed run had removed it, or somebody else
		}
	}
	if err := r.announce(ctx, p); err != nil {
		return report, err
	}
	err = r.send(ctx, p)
	report.Bytes = r.sent
	if err != nil {
		// What was sent is worth remembering even where the run was interrupted.
		// Where that fails too, they are sent again, no more.
		_ = r.save(context.WithoutCancel(ctx), false)
		if errors.Is(err, context.Canceled) {
			err = &diag.Failure{Message: fmt.Sprintf("已中断：%s 上一部分文件已换新", r.store), Remedy: "再运行一次同样的命令，从中断处继续；要回到原来的样子用 gongbao rollback"}
		}
		return report, err
	}
	if err := r.confirm(ctx); err != nil {
		return report, err
	}
	return report, r.save(ctx, true)
}

// guard refuses before anything is changed.
func guard(p plan, o Options, fresh []string) error {
	if o.Admit != nil {
		if err := o.Admit(fresh); err != nil {
			return err
		}
	}
	if len(p.foreign) > 0 && !o.TakeOver {
		return &diag.Failure{
			Message: fmt.Sprintf("目标里有别人放的 %s，发布会盖掉它（共 %d 个这样的文件）", p.foreign[0], len(p.foreign)),
			Remedy:  "先把它移到别处；确认无用的可自行删除，或加 --take-over 换成要发布的",
		}
	}
	if !o.MayWithdraw {
		if i := slices.IndexFunc(p.removed, func(name string) bool { return strings.HasPrefix(name, "data/releases/") }); i >= 0 {
			return &diag.Failure{
				Message: fmt.Sprintf("这次发布会撤下已公开批次的文件（如 %s）", p.removed[i]),
				Remedy:  "已公开的批次不能消失：先把线上站点取回作生成的目标文件夹再生成；确要撤回，用 gongbao rollback",
			}
		}
	}
	if o.MaxDelete >= 0 && len(p.removed) > o.MaxDelete {
		return &diag.Failure{
			Message: fmt.Sprintf("这次发布会删除 %d 个文件（如 %s），多于所限的 %d 个", len(p.removed), p.removed[0], o.MaxDelete),
			Remedy:  fmt.Sprintf("先用 --dry-run 看是哪些；确认无误后加 --max-delete %d", len(p.removed)),
		}
	}
	return nil
}

// newReleases are the releases of a tree that the target does not show yet.
func newReleases(files []output.File, live live) []string {
	var list []string
	for _, id := range releasesOf(files) {
		if !slices.Contains(live.releases, id) {
			list = append(list, id)
		}
	}
	return list
}

// releasesOf are the ids of the published releases among files, sorted.
func releasesOf(files []output.File) []string {
	var list []string
	for _, f := range files {
		if rest, ok := strings.CutPrefix(f.Path, "data/releases/"); ok {
			if id, _, below := strings.Cut(rest, "/"); below && !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	slices.Sort(list)
	return list
}

// senders is how many files are on their way at once: a store answers each after a round trip.
const senders = 8

// send uploads stage by stage and then removes what is gone.
func (r *run) send(ctx context.Context, p plan) error {
	for _, stage := range p.stages {
		r.all += len(stage)
	}
	r.all += len(p.removed)
	for _, stage := range p.stages {
		if err := r.each(ctx, len(stage), func(ctx context.Context, i int) error { return r.upload(ctx, stage[i]) }); err != nil {
			return err
		}
	}
	// The receipt must not promise what the next step takes away.
	if err := r.stillOurs(ctx); err != nil {
		return err
	}
	return r.each(ctx, len(p.removed), func(ctx context.Context, i int) error {
		name := p.removed[i]
		if err := r.store.Remove(ctx, name); err != nil {
			return r.failed("删除", name, err)
		}
		return r.note(ctx, name, nil, 0)
	})
}

// announce writes down what is about to be sent, so that whatever an interruption leaves is known to be ours.
func (r *run) announce(ctx context.Context, p plan) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.receipt.Files == nil {
		r.receipt.Files = map[string]entry{}
	}
	for _, stage := range p.stages {
		for _, u := range stage {
			if _, known := r.receipt.Files[u.name]; !known {
				r.receipt.Files[u.name] = entry{}
			}
		}
	}
	return r.saveLocked(ctx, false)
}

// each calls do for 0 … n-1, several at a time. The first error stops the rest.
func (r *run) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(senders, n) {
		workers.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

func (r *run) upload(ctx context.Context, u upload) error {
	body, size, err := r.Tree.open(u)
	if err != nil {
		return err
	}
	defer body.Close()
	stamp, err := r.store.Write(ctx, u.name, body, size, headerOf(u))
	if err != nil {
		return r.failed("上传", u.name, err)
	}
	return r.note(ctx, u.name, &entry{Hash: u.hash(), Stamp: stamp}, size)
}

// saveEvery so many files the receipt is written, which is then the most that an interrupted run sends twice.
const saveEvery = 200

// note records one file's new state; nil is gone.
func (r *run) note(ctx context.Context, name string, e *entry, sent int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e == nil {
		delete(r.receipt.Files, name)
	} else {
		r.receipt.Files[name] = *e
	}
	r.sent += sent
	r.done++
	r.Progress(r.done, r.all)
	if r.unsaved++; r.unsaved < saveEvery {
		return nil
	}
	return r.saveLocked(ctx, false)
}

// save writes the receipt. A finished one names the tree that now stands there.
func (r *run) save(ctx context.Context, finished bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.saveLocked(ctx, finished)
}

func (r *run) saveLocked(ctx context.Context, finished bool) error {
	r.unsaved = 0
	r.receipt.Generator, r.receipt.Finished = output.Generator, finished
	content, err := json.Marshal(r.receipt)
	if err != nil {
		return err
	}
	if _, err := r.store.Write(ctx, receiptFile, bytesReader(content), int64(len(content)), header{ContentType: "application/json", CacheControl: "no-store"}); err != nil {
		return r.failed("写入", receiptFile, err)
	}
	return nil
}

// confirm looks whether the target holds what was sent: another program may have been at it meanwhile.
func (r *run) confirm(ctx context.Context) error {
	there, err := r.store.List(ctx)
	if err != nil {
		return r.failed("列出", "", err)
	}
	var strange []string
	for name, e := range r.receipt.Files {
		if there[name].Stamp != e.Stamp {
			strange = append(strange, name)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	slices.Sort(strange)
	saved := r.save(ctx, false)
	return errors.Join(&diag.Failure{
		Message: fmt.Sprintf("发布期间 %s 上有 %d 个文件被别人改动（如 %s）", r.store, len(strange), strange[0]),
		Remedy:  "查明是谁在写这个地方，再运行一次同样的命令，被改的文件会重新上传",
	}, saved)
}

// failed puts what a store said into a sentence.
func (r *run) failed(verb, name string, err error) error {
	var e *diag.Failure
	if errors.As(err, &e) || errors.Is(err, context.Canceled) {
		return err
	}
	what := r.store.String()
	if name != "" {
		what = strings.TrimSuffix(what, "/") + "/" + name
	}
	e = &diag.Failure{Message: fmt.Sprintf("无法%s %s", verb, what), Err: err, Remedy: "查明原因后再运行一次同样的命令，已传的文件不会重传"}
	switch {
	case errors.Is(err, errDenied):
		e.Remedy = r.address.credentialsHint()
	case errors.Is(err, errNoPlace):
		e.Remedy = "请先建立存储桶或目录，或改正地址"
	case errors.Is(err, errFull):
		e.Remedy = "对方空间已满，清理后再运行一次同样的命令"
	case errors.Is(err, errClock):
		e.Remedy = "核对本机的时间和时区，再运行一次同样的命令"
	case errors.Is(err, errBusy):
		e.Remedy = "过一会儿再运行一次同样的命令，已传的文件不会重传"
	case errors.Is(err, errCertificate):
		e.Remedy = "检查地址里的 endpoint；单位自己签发的证书，先装进本机信任的证书"
	case errors.Is(err, errNobody):
		e.Remedy = "检查地址里的主机和端口，以及对方是否在运行；查明原因后再运行一次同样的命令"
	case errors.Is(err, context.DeadlineExceeded):
		e.Message, e.Err = fmt.Sprintf("%s %s 时等了太久没有回应", verb, what), nil
		e.Remedy = "网络恢复后再运行一次同样的命令，已传的文件不会重传；网络一向慢的，在地址里用 timeout 写长些的秒数"
	}
	return e
}

// What stores say, in common terms.
var (
	errDenied  = errors.New("没有权限")
	errNoPlace = errors.New("没有这个地方")
	errFull    = errors.New("空间已满")
	errClock   = errors.New("两边的时钟相差太多")
	errBusy    = errors.New("对方太忙，要求放慢")
	errBroken  = errors.New("连接断了")
	errNobody  = errors.New("没有人应答")

	errCertificate = errors.New("对方的证书不可信")
)

// store is where files are written one by one. It is safe for concurrent use.
type store interface {
	// List is every object below the target's address, by path.
	List(ctx context.Context) (map[string]object, error)
	// Read returns fs.ErrNotExist where there is none.
	Read(ctx context.Context, name string) ([]byte, error)
	// Stream is Read for what may be large. What use returns is returned, or what the store said where that is why.
	Stream(ctx context.Context, name string, use func(io.Reader) error) error
	// Write puts a file in place whole or not at all.
	Write(ctx context.Context, name string, body body, size int64, h header) (stamp string, err error)
	// Create writes a file that is not there yet, else returns fs.ErrExist.
	Create(ctx context.Context, name string, content []byte) error
	// Remove deletes; what is not there is fine.
	Remove(ctx context.Context, name string) error
	// Variants says that compressed variants lie beside the files (x.gz); otherwise they take their place, with a header.
	Variants() bool
	Close() error
	fmt.Stringer
}

// object is what a store lists. Its stamp changes with the content: an entity tag, or size and time.
type object struct {
	Size  int64
	Stamp string
}

// receipt says what a target holds.
type receipt struct {
	Generator string           `json:"generator"`
	Finished  bool             `json:"finished"`
	Files     map[string]entry `json:"files"`
}

// entry is one file. One that is empty has been announced and may or may not be there.
type entry struct {
	Hash  string `json:"hash"` // SHA-256 of the file; with "gzip:" before it, of the file that was compressed
	Stamp string `json:"stamp"`
}

// live is what the target holds before a run.
type live struct {
	receipt    receipt
	unfinished bool
	// listed are the files of a tree that came there by other means and has a manifest but no receipt.
	listed   map[string]bool
	releases []string
}

// readLive reads receipt and manifest. A target that holds something and has neither is somebody else's.
func (r *run) readLive(ctx context.Context, there map[string]object) (live, error) {
	var l live
	content, err := r.store.Read(ctx, receiptFile)
	if err == nil && json.Unmarshal(content, &l.receipt) == nil && l.receipt.Generator == output.Generator {
		l.unfinished = !l.receipt.Finished
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return live{}, r.failed("读取", receiptFile, err)
	} else {
		l.receipt = receipt{}
	}
	content, err = r.store.Read(ctx, output.ManifestFile)
	switch {
	case err == nil:
		m, err := output.ReadManifest(content)
		if err == nil {
			l.listed = map[string]bool{output.ManifestFile: true, output.ChecksumsFile: true}
			for _, f := range m.Files {
				l.listed[f.Path] = true
			}
			l.releases = releasesOf(m.Files)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return live{}, r.failed("读取", output.ManifestFile, err)
	}
	if l.receipt.Files == nil && l.listed == nil {
		for _, name := range sortedKeys(there) {
			if !strings.HasPrefix(baseName(name), ".") {
				return live{}, &diag.Failure{
					Message: fmt.Sprintf("%s 里有不是 gongbao 发布的内容（如 %s）", r.store, name),
					Remedy:  "请换一个空的位置，如在地址后加一级路径；确认内容无用的可先自行清空",
				}
			}
		}
	}
	return l, nil
}
