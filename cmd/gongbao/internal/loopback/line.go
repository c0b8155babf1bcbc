package loopback

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Line stands before a server and passes on so many bytes from the client; then it fails, for good.
type Line struct {
	Host   string
	mu     sync.Mutex
	budget int
	// hold keeps what comes after the budget instead of cutting: a server that does not answer any more.
	hold bool
}

// NewLine cuts after so many bytes or, with hold, keeps silent.
func NewLine(t testing.TB, to string, budget int, hold bool) *Line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Line{Host: l.Addr().String(), budget: budget, hold: hold}
	done := make(chan struct{})
	t.Cleanup(func() { close(done); l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			if to == "" {
				go func() { <-done; client.Close() }()
				continue
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			go func() { io.Copy(client, server); client.Close() }()
			go func() {
				defer server.Close()
				defer client.Close()
				buffer := make([]byte, 4096)
				for {
					n, err := client.Read(buffer)
					if err != nil {
						return
					}
					if !p.spend(n) {
						if p.hold {
							<-done
						}
						return
					}
					if _, err := server.Write(buffer[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
	return p
}

func (p *Line) spend(n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget -= n
	return p.budget >= 0
}
