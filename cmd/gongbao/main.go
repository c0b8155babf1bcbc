package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"gongbao/cmd/gongbao/internal/build"
	"gongbao/cmd/gongbao/internal/collect"
	"gongbao/cmd/gongbao/internal/output"
)

// Exit statuses; the help of the root command says so too.
const (
	exitDone   = 0
	exitFaults = 1 // the input has faults
	exitUsage  = 2 // the command was not understood
	exitWrite  = 3 // the result could not be made or written
)

func main() {
	collect.Rarely()
	os.Exit(run(time.Now))
}

func run(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := &app{
		out: os.Stdout,
		err: os.Stderr,
		now: now,
	}
	if info, err := os.Stderr.Stat(); err == nil {
		app.terminal = info.Mode()&os.ModeCharDevice != 0
	}
	if os.Getenv("GONGBAO_LOG") == "json" {
		app.log = newLog(os.Stderr)
		app.err, app.terminal = app.log, false
	}
	return app.run(ctx, os.Args[1:])
}

// statusOf is the exit status that an error stands for.
func statusOf(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFaults), errors.Is(err, build.ErrInput):
		return exitFaults
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitWrite
}

// errFaults says that diagnostics were printed; there is nothing to add.
var errFaults = errors.New("the input has faults")

// usageError is a command line that was not understood; its text is Chinese.
type usageError struct{ text, hint string }

func (e usageError) Error() string { return e.text }

// hinter is an error that knows its remedy, in Chinese.
type hinter interface{ Hint() string }

func (e usageError) Hint() string { return e.hint }

func (a *app) report(err error) {
	if err == nil || errors.Is(err, errFaults) {
		return
	}
	var disk *output.WriteError
	if errors.As(err, &disk) {
		err = disk // whichever part of the build it stopped
	}
	if a.log != nil {
		a.log.failure(err, statusOf(err))
		return
	}
	fmt.Fprintf(a.err, "错误：%v\n", err)
	var h hinter
	if errors.As(err, &h) && h.Hint() != "" {
		fmt.Fprintf(a.err, "  提示：%s\n", h.Hint())
	}
}
