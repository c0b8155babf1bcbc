package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
)

// log is what the command says on the way, a JSON object a line: time, level, msg, and what else there is to tell. As a
// writer it takes the lines that are meant for people.
type log struct {
	*slog.Logger
	rest string // of a line that has not ended yet
}

func newLog(w io.Writer) *log {
	return &log{Logger: slog.New(slog.NewJSONHandler(w, nil))}
}

func (l *log) Write(b []byte) (int, error) {
	l.rest += string(b)
	for {
		line, rest, ended := strings.Cut(l.rest, "\n")
		if !ended {
			return len(b), nil
		}
		l.rest = rest
		if line = strings.TrimSpace(line); line != "" {
			l.Info(line, "event", "note")
		}
	}
}

func (l *log) faults(list diag.List) {
	for _, d := range list {
		level := slog.LevelError
		if d.Severity == diag.Warning {
			level = slog.LevelWarn
		}
		l.Log(context.Background(), level, d.Message, "event", "fault", "code", d.Code, "hint", d.Hint,
			"file", d.Place.File, "line", d.Place.Line, "column", d.Place.Column, "sheet", d.Place.Sheet)
	}
}

func (l *log) failure(err error, status int) {
	var h hinter
	hint := ""
	if errors.As(err, &h) {
		hint = h.Hint()
	}
	l.Error(err.Error(), "event", "failure", "hint", hint, "status", status)
}
