//go:build unix

package deploy

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// site is a server on loopback to publish to. Its files are seen from below, without the server.
type site struct {
	address string // with %s for the host and port, so that a proxy may stand before it
	host    string
	root    string
}

func (p site) at(host string) string { return strings.ReplaceAll(p.address, "HOST", host) }

func (p site) String() string { return p.at(p.host) }

// places starts the real servers: an S3 gateway on a folder, and OpenSSH.
var places = map[string]func(t *testing.T) site{"S3": s3Server, "SFTP": sshServer}

// needTool skips where the machine lacks a program, but not where the whole of the tests is asked for.
func needTool(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
		t.Fatalf("no %s", what)
	}
	t.Skipf("no %s", what)
}

const (
	accessKey = "GONGBAOTESTKEY"
	secretKey = "not-to-be-seen-anywhere"
)

var buildGateway = sync.OnceValues(func() (string, error) {
	program, err := filepath.Abs("../../../../.build/versitygw")
	if err != nil {
		return "", err
	}
	cmd := exec.Command(cmp.Or(os.Getenv("GO"), "go"), "build", "-o", program, "github.com/versity/versitygw/cmd/versitygw")
	cmd.Dir = filepath.Join("testdata", "s3server")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return program, nil
})

func s3Server(t *testing.T) site {
	program, err := buildGateway()
	if err != nil {
		needTool(t, "S3 server: "+err.Error())
	}
	dir := t.TempDir()
	root := filepath.Join(dir, "store", "plan", "site")
	for _, folder := range []string{filepath.Join(dir, "store", "plan"), filepath.Join(dir, "meta"), filepath.Join(dir, "iam")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	host := freePort(t)
	cmd := exec.Command(program, "--access", accessKey, "--secret", secretKey, "--port", host, "--iam-dir", filepath.Join(dir, "iam"), "--quiet",
		"posix", "--sidecar", filepath.Join(dir, "meta"), filepath.Join(dir, "store"))
	start(t, cmd, host)
	t.Setenv("AWS_ACCESS_KEY_ID", accessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	return site{"s3://plan/site?endpoint=HOST&insecure=true&path_style=true&region=us-east-1", host, root}
}

func sshServer(t *testing.T) site {
	sshd := "/usr/sbin/sshd"
	if _, err := os.Stat(sshd); err != nil {
		needTool(t, sshd)
	}
	if os.Geteuid() == 0 {
		os.MkdirAll("/run/sshd", 0o755) // where it locks itself in
	}
	dir := t.TempDir()
	root := filepath.Join(dir, "srv", "site")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	hostKey, hostPublic := newKey(t, filepath.Join(dir, "host"))
	_, userPublic := newKey(t, filepath.Join(dir, "user"))
	write(t, filepath.Join(dir, "authorized"), string(ssh.MarshalAuthorizedKey(userPublic)))
	host := freePort(t)
	_, port, _ := net.SplitHostPort(host)
	write(t, filepath.Join(dir, "config"), fmt.Sprintf(
		"ListenAddress 127.0.0.1\nPort %s\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nSubsystem sftp internal-sftp\n",
		port, hostKey, filepath.Join(dir, "authorized")))
	start(t, exec.Command(sshd, "-D", "-e", "-f", filepath.Join(dir, "config")), host)
	// Known under any port: a proxy may stand before it.
	write(t, filepath.Join(dir, "known"), knownhosts.Line([]string{host}, hostPublic)+"\n")
	user := os.Getenv("USER")
	if out, err := exec.Command("id", "-un").Output(); err == nil {
		user = strings.TrimSpace(string(out))
	}
	t.Setenv("SSH_AUTH_SOCK", "")
	return site{fmt.Sprintf("sftp://%s@HOST%s?key=%s&known_hosts=%s", user, root, filepath.Join(dir, "user"), filepath.Join(dir, "known")), host, root}
}

func newKey(t *testing.T, file string) (string, ssh.PublicKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return file, key
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs a server until the test ends and waits until it answers.
func start(t *testing.T, cmd *exec.Cmd, host string) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() && said.Len() > 0 {
			t.Logf("the server said:\n%s", tail(said.String(), 2000))
		}
	})
	for range 200 {
		if conn, err := net.Dial("tcp", host); err == nil {
			conn.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("the server does not answer:\n%s", said.String())
}

func tail(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

// proxy stands before a server and cuts the line after so many bytes from the client, for good.
type proxy struct {
	host   string
	mu     sync.Mutex
	budget int
	// hold keeps what comes after the budget instead of cutting: a server that does not answer any more.
	hold bool
}

func newProxy(t *testing.T, to string, budget int, hold bool) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{host: l.Addr().String(), budget: budget, hold: hold}
	done := make(chan struct{})
	t.Cleanup(func() { close(done); l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
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

func (p *proxy) spend(n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget -= n
	return p.budget >= 0
}

func write(t *testing.T, path, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err = errors.Join(err, os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func marshalKey(k ssh.PublicKey) []byte { return ssh.MarshalAuthorizedKey(k) }
