// Package collect says when a run collects its garbage. A build makes gigabytes of text that is gone at once, around what stays:
// a hundred megabytes for a city, half a thousand for a nation. To collect whenever the heap has doubled costs the city a sixth
// of its time and the nation half a gigabyte; so the room between two collections is the same for both.
package collect

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// room is how much garbage may gather, in bytes.
const room = 192 << 20

// The bounds of the room in per cent of what stays. Below the lower one a run would do little else than collect.
const (
	least = 25
	most  = 400
)

// Rarely has the run collect when the room is full, until its end. Who knows better sets GOGC.
func Rarely() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(most)
	again()
}

// again sets the room anew after the next collection.
func again() {
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		debug.SetGCPercent(percent(staying()))
		again()
	}, struct{}{})
}

// percent is the room in per cent of what stays, as debug.SetGCPercent takes it.
func percent(staying uint64) int {
	return int(min(max(room*100/max(staying, 1), least), most))
}

// staying is what the last collection left, in bytes.
func staying() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
