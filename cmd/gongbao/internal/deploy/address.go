package deploy

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
)

type kind int

const (
	folderKind kind = iota
	bucketKind
	sftpKind
)

// Address is where a tree is published.
type Address struct {
	kind  kind
	path  string // folder; or the path below the bucket, or on the server
	host  string // bucket's name, or server with port
	user  string
	query url.Values
	// timeout is how long an answer may take, see patience.
	timeout time.Duration
	string  // as it was written
}

// schemes of addresses, with the settings that each takes after the question mark.
var schemes = map[string]struct {
	kind     kind
	settings []string
}{
	"s3":   {bucketKind, []string{"endpoint", "region", "insecure", "path_style", "timeout"}},
	"sftp": {sftpKind, []string{"key", "known_hosts", "timeout"}},
}

// Parse reads an address:
//
//	/srv/gongbao/public                                         a folder
//	s3://bucket/path?endpoint=oss-cn-beijing.aliyuncs.com       a bucket of an S3-compatible store
//	sftp://user@host:22/srv/gongbao/public                      a server
//
// For a bucket: endpoint is the store's host (Amazon's own by default), region its region, path_style=true puts the bucket's
// name into the path rather than before the host, insecure=true does without TLS. For a server: key is the file of the
// private key, known_hosts the file of the servers' keys. For both: timeout is how many seconds an answer may take, 60 by
// default; a large file may take longer, see patience. A password has no place in an address.
func Parse(address string) (Address, error) {
	scheme, _, is := strings.Cut(address, "://")
	if !is {
		if address == "" {
			return Address{}, &diag.Failure{Message: "没有说明发布到哪里", Remedy: "给出文件夹、s3:// 或 sftp:// 开头的地址，或 gongbao.yaml 的 deploy 里的名字"}
		}
		return Address{kind: folderKind, path: address, string: address}, nil
	}
	known, ok := schemes[scheme]
	u, err := url.Parse(address)
	if !ok || err != nil || u.Host == "" {
		return Address{}, &diag.Failure{Message: fmt.Sprintf("看不懂发布地址 %s", redact(address)), Remedy: "应为文件夹，或如 s3://存储桶/路径?endpoint=主机、sftp://用户@主机/目录"}
	}
	if _, has := u.User.Password(); has {
		return Address{}, &diag.Failure{Message: "发布地址里不能写密码：它会留在命令历史和日志里", Remedy: "S3 的密钥用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，SFTP 用密钥文件或 ssh-agent"}
	}
	for key := range u.Query() {
		if !slices.Contains(known.settings, key) {
			return Address{}, &diag.Failure{Message: fmt.Sprintf("发布地址里没有 %s 这一项", key), Remedy: "可用的有：" + strings.Join(known.settings, "、")}
		}
	}
	timeout := requestPatience
	if text := u.Query().Get("timeout"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 1 || seconds > 24*60*60 {
			return Address{}, &diag.Failure{Message: fmt.Sprintf("发布地址里的 timeout %q 无效", text), Remedy: "写等待的秒数，如 timeout=120"}
		}
		timeout = time.Duration(seconds) * time.Second
	}
	return Address{
		timeout: timeout, kind: known.kind, host: u.Host, user: u.User.Username(), query: u.Query(),
		path:   strings.Trim(path.Clean("/"+u.Path), "/"),
		string: fmt.Sprintf("%s://%s/%s", scheme, hostOf(u), strings.Trim(path.Clean("/"+u.Path), "/")),
	}, nil
}

// patience is how long one request may take: longer for large files, at 50 KB/s at the least.
func (a Address) patience(size int64) time.Duration {
	return a.timeout + time.Duration(size/(50*1000))*time.Second
}

var (
	requestPatience = time.Minute
	retries         = 4
)

func hostOf(u *url.URL) string {
	if name := u.User.Username(); name != "" {
		return name + "@" + u.Host
	}
	return u.Host
}

// redact takes what stands before an @ out of an address that could not be read.
func redact(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	if _, after, has := strings.Cut(rest, "@"); has {
		rest = "…@" + after
	}
	return scheme + "://" + rest
}

// String is the address without its settings.
func (a Address) String() string { return a.string }

// IsFolder tells whether the address is a folder of this machine.
func (a Address) IsFolder() bool { return a.kind == folderKind }

// Slug is the address as a folder's name, for the history. Two addresses of one folder have one slug.
func (a Address) Slug() string {
	name := a.string
	if a.kind == folderKind {
		if abs, err := filepath.Abs(a.path); err == nil {
			name = filepath.ToSlash(abs)
		}
	}
	if host := a.query.Get("endpoint"); host != "" {
		name += "@" + host
	}
	readable := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-':
			return r
		}
		return '-'
	}, strings.ReplaceAll(name, "://", "-"))
	return strings.Trim(lastBytes(readable, 60), "-.") + "-" + digest([]byte(name))[:8]
}

func lastBytes(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

func (a Address) credentialsHint() string {
	if a.kind == bucketKind {
		return "请检查环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（或 ~/.aws/credentials），以及该密钥对存储桶的读写权限"
	}
	return "请检查用户名、密钥文件（~/.ssh/ 或地址里的 key）或 ssh-agent，以及该用户对目录的写权限"
}

// homeFile is a file below the user's home folder.
func homeFile(parts ...string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{home}, parts...)...)
}
