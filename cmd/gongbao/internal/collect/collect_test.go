package collect

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		staying uint64
		want    int
	}{
		{0, most}, {10 << 20, most}, {96 << 20, 200}, {192 << 20, 100}, {384 << 20, 50}, {4 << 30, least},
	} {
		if got := percent(tt.staying); got != tt.want {
			t.Errorf("%d MiB stay: %d %%, want %d", tt.staying>>20, got, tt.want)
		}
	}
}

// TestRarely sees the room follow what stays, up and down again.
func TestRarely(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	Rarely()
	kept := make([]byte, 384<<20)
	await(t, func(percent int) bool { return percent <= 50 })
	runtime.KeepAlive(kept)
	kept = nil
	await(t, func(percent int) bool { return percent > 200 })
}

// await collects until the room is as it should be; the cleanup that sets it runs when the runtime likes.
func await(t *testing.T, ok func(percent int) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		runtime.GC()
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		if ok(percent) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the room is %d %%", percent)
		}
		runtime.Gosched()
	}
}
