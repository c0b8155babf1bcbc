// Package loopback starts real servers on this machine for tests that publish: a store that speaks S3, OpenSSH, and a line to
// them that breaks. Their files are seen from below, without the server.
package loopback

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a place to publish to.
type Server struct {
	Host string // with the port
	Root string // the folder on this machine that holds what is published
	// Secret is what must be in no output: the secret key of the store; of OpenSSH the path of the private key says where.
	Secret  string
	address string // with HOST for the host and port
	known   string // file of known hosts
	key     string // the server's own public key
}

// String is the server's address.
func (s Server) String() string { return s.At(s.Host) }

// At is the address under another host and port, where a [Line] stands before the server. The server's key is known there too.
func (s Server) At(host string) string {
	if s.known != "" && host != s.Host {
		_, port, _ := net.SplitHostPort(host)
		f, err := os.OpenFile(s.known, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = fmt.Fprintf(f, "[127.0.0.1]:%s %s\n", port, s.key)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			panic(err)
		}
	}
	return strings.ReplaceAll(s.address, "HOST", host)
}

// Servers starts one of each kind, by name. Files are kept below dir; where it is empty, in a folder of the test's own.
var Servers = map[string]func(t testing.TB, dir string) Server{"S3": S3, "SFTP": SFTP}

// NeedTool skips where the machine lacks a program, but not where the whole of the tests is asked for.
func NeedTool(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GONGBAO_NEED_TOOLS") == "1" {
		t.Fatalf("no %s", what)
	}
	t.Skipf("no %s", what)
}

// The store's keys.
const (
	AccessKey = "GONGBAOTESTKEY"
	SecretKey = "not-to-be-seen-anywhere"
)

var gateway = sync.OnceValues(func() (string, error) {
	top, err := repository()
	if err != nil {
		return "", err
	}
	program := filepath.Join(top, ".build", "versitygw")
	cmd := exec.Command(cmp.Or(os.Getenv("GO"), "go"), "build", "-o", program, "github.com/versity/versitygw/cmd/versitygw")
	cmd.Dir = filepath.Join(top, "cmd", "gongbao", "internal", "loopback", "testdata", "s3server")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return program, nil
})

// repository is the folder with go.mod above the one that a test runs in.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// S3 starts an S3 gateway on a folder. It sets the environment's keys.
func S3(t testing.TB, dir string) Server {
	program, err := gateway()
	if err != nil {
		NeedTool(t, "S3 server: "+err.Error())
	}
	own := t.TempDir()
	dir = cmp.Or(dir, own)
	for _, folder := range []string{filepath.Join(dir, "store", "plan"), filepath.Join(dir, "meta"), filepath.Join(own, "iam")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	host := freePort(t)
	start(t, exec.Command(program, "--access", AccessKey, "--secret", SecretKey, "--port", host, "--iam-dir", filepath.Join(own, "iam"), "--quiet",
		"posix", "--sidecar", filepath.Join(dir, "meta"), filepath.Join(dir, "store")), host)
	t.Setenv("AWS_ACCESS_KEY_ID", AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", SecretKey)
	return Server{
		Host: host, Root: filepath.Join(dir, "store", "plan", "site"), Secret: SecretKey,
		address: "s3://plan/site?endpoint=HOST&insecure=true&path_style=true&region=us-east-1",
	}
}

// SFTP starts OpenSSH.
func SFTP(t testing.TB, dir string) Server {
	sshd := "/usr/sbin/sshd"
	if _, err := os.Stat(sshd); err != nil {
		NeedTool(t, sshd)
	}
	if os.Geteuid() == 0 {
		os.MkdirAll("/run/sshd", 0o755) // where it locks itself in
	}
	own := t.TempDir()
	dir = cmp.Or(dir, own)
	root := filepath.Join(dir, "srv", "site")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	s := Server{Host: freePort(t), Root: root, known: filepath.Join(own, "known")}
	_, port, _ := net.SplitHostPort(s.Host)
	s.key = NewKey(t, filepath.Join(own, "host"))
	user := filepath.Join(own, "user")
	for name, text := range map[string]string{
		"authorized": NewKey(t, user) + "\n",
		"known":      fmt.Sprintf("[127.0.0.1]:%s %s\n", port, s.key),
		"config": fmt.Sprintf("ListenAddress 127.0.0.1\nPort %s\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\n"+
			"PasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nSubsystem sftp internal-sftp\n",
			port, filepath.Join(own, "host"), filepath.Join(own, "authorized")),
	} {
		if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start(t, exec.Command(sshd, "-D", "-e", "-f", filepath.Join(own, "config")), s.Host)
	name := os.Getenv("USER")
	if out, err := exec.Command("id", "-un").Output(); err == nil {
		name = strings.TrimSpace(string(out))
	}
	t.Setenv("SSH_AUTH_SOCK", "")
	s.address = fmt.Sprintf("sftp://%s@HOST%s?key=%s&known_hosts=%s", name, root, user, s.known)
	return s
}

// NewKey makes a pair of keys for OpenSSH without a passphrase and returns the public one: type and key.
func NewKey(t testing.TB, file string) string {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs a server until the test ends and waits until it answers.
func start(t testing.TB, cmd *exec.Cmd, host string) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if text := said.String(); t.Failed() && text != "" {
			t.Logf("the server said:\n%s", text[max(0, len(text)-2000):])
		}
	})
	if !answers(host) {
		t.Fatalf("the server does not answer:\n%s", said.String())
	}
}

func await(t testing.TB, host string) {
	t.Helper()
	if !answers(host) {
		t.Fatalf("%s does not answer", host)
	}
}

func answers(host string) bool {
	for range 400 {
		if conn, err := net.Dial("tcp", host); err == nil {
			conn.Close()
			return true
		}
		time.Sleep(25 * time.Millisecond)
	}
	return false
}
