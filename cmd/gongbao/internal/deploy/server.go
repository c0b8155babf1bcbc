package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"

	"gongbao/cmd/gongbao/internal/diag"
)

// server is a folder of a machine that speaks SFTP.
type server struct {
	ssh     *ssh.Client
	client  *sftp.Client
	root    string
	address Address

	silent atomic.Bool // it has not answered for too long, and the connection was closed

	mu   sync.Mutex
	made map[string]bool // folders that are known to be there
}

// farewell is how long an interrupted run may take to write down what it did.
const farewell = 10 * time.Second

func openServer(ctx context.Context, a Address) (store, error) {
	config, closeAgent, err := sshConfig(a)
	if err != nil {
		return nil, err
	}
	defer closeAgent()
	host := a.host
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(host, "22")
	}
	dial, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(dial, "tcp", host)
	if dial.Err() != nil && ctx.Err() == nil {
		return nil, noAnswer(a)
	}
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("连不上 %s", a), Err: plainNetError(err), Remedy: "请检查主机名、端口和网络"}
	}
	stop := context.AfterFunc(dial, func() { conn.Close() })
	defer stop()
	c, channels, requests, err := ssh.NewClientConn(conn, host, config)
	if err != nil {
		conn.Close()
		if dial.Err() != nil && ctx.Err() == nil {
			return nil, noAnswer(a)
		}
		return nil, handshakeError(a, host, err)
	}
	s := &server{ssh: ssh.NewClient(c, channels, requests), root: "/" + a.path, address: a, made: map[string]bool{}}
	if s.client, err = sftp.NewClient(s.ssh); err != nil {
		s.ssh.Close()
		if dial.Err() != nil && ctx.Err() == nil {
			return nil, noAnswer(a)
		}
		return nil, &diag.Failure{Message: fmt.Sprintf("%s 不提供 SFTP", a), Err: err, Remedy: "请在服务器的 sshd 配置里打开 Subsystem sftp"}
	}
	// A hanging server answers no request; closing the connection ends what waits. An interrupted run has a moment left for
	// its receipt.
	context.AfterFunc(ctx, func() { time.AfterFunc(farewell, func() { s.ssh.Close() }) })
	info, err := s.client.Stat(s.root)
	if dial.Err() != nil && ctx.Err() == nil {
		s.Close()
		return nil, noAnswer(a)
	}
	if err != nil || !info.IsDir() {
		s.Close()
		return nil, &diag.Failure{Message: fmt.Sprintf("服务器上没有文件夹 %s", s.root), Remedy: "请先在服务器上建立它，并使该用户可写"}
	}
	return s, nil
}

func noAnswer(a Address) error {
	return &diag.Failure{Message: fmt.Sprintf("等了 %d 秒，%s 没有回应", int(a.timeout.Seconds()), a), Remedy: "检查主机名、端口和网络；网络一向慢的，在地址里用 timeout 写长些的秒数"}
}

// sshConfig takes the user's keys; the server's key must be known.
func sshConfig(a Address) (*ssh.ClientConfig, func(), error) {
	known := a.query.Get("known_hosts")
	if known == "" {
		known = homeFile(".ssh", "known_hosts")
	}
	check, err := knownhosts.New(known)
	if err != nil {
		return nil, nil, &diag.Failure{Message: fmt.Sprintf("读不到已知主机的文件 %s", known), Err: err, Remedy: "先用 ssh 登录一次该服务器并核对其指纹，或在地址里用 known_hosts 指明文件"}
	}
	var methods []ssh.AuthMethod
	closeAgent := func() {}
	keys := []string{a.query.Get("key")}
	if keys[0] == "" {
		keys = []string{homeFile(".ssh", "id_ed25519"), homeFile(".ssh", "id_ecdsa"), homeFile(".ssh", "id_rsa")}
		if conn, err := net.Dial("unix", os.Getenv("SSH_AUTH_SOCK")); err == nil {
			methods = append(methods, ssh.PublicKeysCallback(agent.NewClient(conn).Signers))
			closeAgent = func() { conn.Close() }
		}
	}
	var signers []ssh.Signer
	for _, name := range keys {
		pem, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) && a.query.Get("key") == "" {
			continue
		}
		if err != nil {
			return nil, nil, &diag.Failure{Message: fmt.Sprintf("读不到密钥文件 %s", name), Err: err}
		}
		signer, err := ssh.ParsePrivateKey(pem)
		var locked *ssh.PassphraseMissingError
		if errors.As(err, &locked) {
			if passphrase := os.Getenv("GONGBAO_SSH_PASSPHRASE"); passphrase != "" {
				signer, err = ssh.ParsePrivateKeyWithPassphrase(pem, []byte(passphrase))
			} else if a.query.Get("key") == "" {
				continue // the agent may have it
			}
		}
		if err != nil {
			return nil, nil, &diag.Failure{Message: fmt.Sprintf("密钥文件 %s 打不开", name), Remedy: "有口令的密钥，用 ssh-agent 或环境变量 GONGBAO_SSH_PASSPHRASE"}
		}
		signers = append(signers, signer)
	}
	if len(signers) > 0 {
		methods = append(methods, ssh.PublicKeys(signers...))
	}
	if len(methods) == 0 {
		return nil, nil, &diag.Failure{Message: fmt.Sprintf("没有可以登录 %s 的密钥", a), Remedy: a.credentialsHint()}
	}
	user := a.user
	if user == "" {
		user = os.Getenv("USER")
	}
	return &ssh.ClientConfig{User: user, Auth: methods, HostKeyCallback: check, HostKeyAlgorithms: algorithmsFor(known, a.host)}, closeAgent, nil
}

// algorithmsFor asks the server for a key of a kind that the known hosts' file has; nil where that cannot be told.
func algorithmsFor(file, host string) []string {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var kinds []string
	for len(content) > 0 {
		_, hosts, key, _, rest, err := ssh.ParseKnownHosts(content)
		if err != nil {
			break
		}
		content = rest
		for _, h := range hosts {
			if h == knownhosts.Normalize(host) {
				if key.Type() == ssh.KeyAlgoRSA {
					kinds = append(kinds, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
				}
				kinds = append(kinds, key.Type())
			}
		}
	}
	return kinds
}

func handshakeError(a Address, host string, err error) error {
	var unknown *knownhosts.KeyError
	switch {
	case errors.As(err, &unknown) && len(unknown.Want) == 0:
		return &diag.Failure{Message: fmt.Sprintf("不认识服务器 %s", host), Remedy: "先用 ssh 登录一次并核对其指纹，它就会记入 ~/.ssh/known_hosts"}
	case errors.As(err, &unknown):
		return &diag.Failure{Message: fmt.Sprintf("服务器 %s 的密钥与记录的不同，可能有人冒充", host), Remedy: "向管理员核实新的指纹；确系更换，再改 known_hosts"}
	case strings.Contains(err.Error(), "unable to authenticate"):
		return &diag.Failure{Message: fmt.Sprintf("%s 拒绝登录", a), Remedy: a.credentialsHint()}
	}
	return &diag.Failure{Message: fmt.Sprintf("与 %s 握手失败", a), Err: plainNetError(err), Remedy: "请检查地址和端口，以及服务器是否限制了连接"}
}

func plainNetError(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err
	}
	return err
}

func (s *server) String() string { return s.address.String() }
func (s *server) Variants() bool { return true }
func (s *server) Close() error   { return errors.Join(s.client.Close(), s.ssh.Close()) }

func (s *server) full(name string) string { return path.Join(s.root, name) }

func (s *server) List(ctx context.Context) (map[string]object, error) {
	found := map[string]object{}
	var walk func(dir string) error
	walk = func(dir string) error {
		stop := s.watch(0)
		infos, err := s.client.ReadDirContext(ctx, s.full(dir))
		stop()
		if err != nil {
			return s.error(ctx, err)
		}
		s.mu.Lock()
		s.made[s.full(dir)] = true
		s.mu.Unlock()
		for _, info := range infos {
			name := path.Join(dir, info.Name())
			switch {
			case info.IsDir():
				if err := walk(name); err != nil {
					return err
				}
			case info.Mode().IsRegular():
				found[name] = object{Size: info.Size(), Stamp: stampOf(info)}
			}
		}
		return nil
	}
	return found, walk("")
}

func stampOf(info fs.FileInfo) string {
	return fmt.Sprintf("%d-%d", info.Size(), info.ModTime().Unix())
}

func (s *server) Read(ctx context.Context, name string) ([]byte, error) {
	defer s.watch(0)()
	f, err := s.client.Open(s.full(name))
	if err != nil {
		return nil, s.error(ctx, err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	return content, s.error(ctx, err)
}

func (s *server) Stream(ctx context.Context, name string, use func(io.Reader) error) error {
	info, err := s.client.Stat(s.full(name))
	if err != nil {
		return s.error(ctx, err)
	}
	defer s.watch(info.Size())()
	f, err := s.client.Open(s.full(name))
	if err != nil {
		return s.error(ctx, err)
	}
	defer f.Close()
	r, w := io.Pipe()
	go func() { // many requests at a time, which Read would not make
		_, err := f.WriteTo(w)
		w.CloseWithError(err)
	}()
	from := &heard{from: r}
	err = use(from)
	r.Close()
	if from.err != nil {
		return s.error(ctx, from.err)
	}
	return err
}

// Write sends to a name of its own beside the file and renames it into place.
func (s *server) Write(ctx context.Context, name string, content body, size int64, _ header) (string, error) {
	defer s.watch(size)()
	full := s.full(name)
	if err := s.makeFolder(path.Dir(full)); err != nil {
		return "", s.error(ctx, err)
	}
	part := path.Join(path.Dir(full), partPrefix+path.Base(full))
	if err := s.put(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, content); err != nil {
		s.client.Remove(part)
		return "", s.error(ctx, err)
	}
	if err := s.replace(part, full); err != nil {
		s.client.Remove(part)
		return "", s.error(ctx, err)
	}
	info, err := s.client.Stat(full)
	if err != nil {
		return "", s.error(ctx, err)
	}
	return stampOf(info), nil
}

// watch closes the connection when a request takes longer than its patience: the protocol has no time limit of its own.
func (s *server) watch(size int64) (stop func()) {
	t := time.AfterFunc(s.address.patience(size), func() {
		s.silent.Store(true)
		s.ssh.Close()
	})
	return func() { t.Stop() }
}

// replace renames over what is there. Servers without OpenSSH's extension need it removed first.
func (s *server) replace(part, full string) error {
	if _, ok := s.client.HasExtension("posix-rename@openssh.com"); ok {
		return s.client.PosixRename(part, full)
	}
	if err := s.client.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.client.Rename(part, full)
}

func (s *server) put(full string, flags int, content io.Reader) error {
	f, err := s.client.OpenFile(full, flags)
	if err != nil {
		return err
	}
	_, err = f.ReadFrom(content)
	if err == nil {
		err = f.Chmod(0o644)
	}
	return errors.Join(err, f.Close())
}

func (s *server) makeFolder(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[dir] {
		return nil
	}
	if err := s.client.MkdirAll(dir); err != nil {
		return err
	}
	s.made[dir] = true
	return nil
}

func (s *server) Create(ctx context.Context, name string, content []byte) error {
	defer s.watch(0)()
	full := s.full(name)
	err := s.put(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, bytesReader(content))
	if err != nil {
		// The protocol has one word for every failure.
		if _, statErr := s.client.Stat(full); statErr == nil {
			return fs.ErrExist
		}
	}
	return s.error(ctx, err)
}

// Remove deletes the file, and folders that it leaves empty.
func (s *server) Remove(ctx context.Context, name string) error {
	defer s.watch(0)()
	if err := s.client.Remove(s.full(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.error(ctx, err)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if s.client.RemoveDirectory(s.full(dir)) != nil {
			break
		}
		s.mu.Lock()
		delete(s.made, s.full(dir))
		s.mu.Unlock()
	}
	return nil
}

func (s *server) error(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if s.silent.Load() {
		return context.DeadlineExceeded
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var status *sftp.StatusError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fs.ErrNotExist
	case errors.Is(err, fs.ErrPermission):
		return errDenied
	case errors.Is(err, syscall.ENOSPC):
		return errFull
	case errors.As(err, &status) && status.Code == 4: // SSH_FX_FAILURE, which is all that a full disk gets
		return errors.New("服务器没有完成（空间不足、配额或权限）")
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, sftp.ErrSSHFxConnectionLost):
		return errBroken
	}
	return err
}
