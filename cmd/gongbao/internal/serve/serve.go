// Package serve shows a site while it is being worked on: on this machine alone, made again whenever content/ or data/
// change, and loaded again by the browser that has it open. What is wrong with the input lies over the page and is printed.
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/diag"
)

// Options of a preview.
type Options struct {
	Build build.Options
	Port  int // 0: any that is free
	// Ready hears the address once the first pages can be asked for.
	Ready func(url string)
	// Read hears how the input stands, each time that it was read, and how long that took.
	Read func(state build.State, took time.Duration)
	// Completed hears of data files and bulletins being up to date, or why they could not be made.
	Completed func(err error)
}

// completeAfter is how long the input has to rest before data files and bulletins are made again.
const completeAfter = 2 * time.Second

// Run serves until the context ends. A port in use and a folder that cannot be watched are a diag.Failure.
func Run(ctx context.Context, o Options) error {
	listener, err := listen(o.Port)
	if err != nil {
		return err
	}
	defer listener.Close()
	preview, err := build.NewPreview(o.Build)
	if err != nil {
		return &diag.Failure{Message: "无法建立临时文件夹", Remedy: "检查环境变量 TMPDIR 所指的文件夹", Err: err}
	}
	defer preview.Close()
	changes, err := watch(ctx, o.Build.Source)
	if err != nil {
		return err
	}
	s := &server{preview: preview, now: o.Build.Now, listeners: map[chan message]bool{}}
	stale := false
	refresh := func() error {
		start := time.Now()
		state, err := preview.Refresh()
		if err != nil {
			return err
		}
		stale = state.Stale
		s.refreshed(state)
		o.Read(state, time.Since(start))
		return nil
	}
	if err := refresh(); err != nil {
		return err
	}

	var background sync.WaitGroup
	defer background.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cancel := func() {}
	complete := func() {
		var now context.Context
		now, cancel = context.WithCancel(ctx)
		background.Go(func() {
			err := preview.Complete(now)
			if now.Err() != nil || errors.Is(err, build.ErrFaults) {
				return // the input has changed meanwhile
			}
			if err == nil {
				if _, err = preview.Refresh(); err == nil { // pages speak of the files beside them
					s.completed()
				}
			}
			o.Completed(err)
		})
	}
	if !stale {
		complete()
	}

	web := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	failed := make(chan error, 1)
	background.Go(func() { failed <- web.Serve(listener) })
	defer web.Close()
	o.Ready("http://" + listener.Addr().String() + "/")

	rest := time.NewTimer(time.Hour)
	rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-changes:
			cancel()
			if err := refresh(); err != nil {
				return err
			}
			rest.Reset(completeAfter)
		case <-rest.C:
			if !stale {
				complete()
			}
		}
	}
}

func listen(port int) (net.Listener, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &diag.Failure{Message: fmt.Sprintf("端口 %d 已被占用", port), Remedy: "另一个 gongbao serve 还在运行就先停下它；或用 --port 换一个端口，--port 0 任选一个空闲的"}
	case errors.Is(err, syscall.EACCES):
		return nil, &diag.Failure{Message: fmt.Sprintf("没有权限使用端口 %d", port), Remedy: "用 --port 换一个 1024 以上的端口"}
	case err != nil:
		return nil, &diag.Failure{Message: fmt.Sprintf("无法使用端口 %d", port), Remedy: "用 --port 换一个端口", Err: err}
	}
	return l, nil
}
