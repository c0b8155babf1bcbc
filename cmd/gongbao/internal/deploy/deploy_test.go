//go:build unix

package deploy

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/loopback"
	"gongbao/cmd/gongbao/internal/output"
)

// made builds a tree as package build does.
func made(t *testing.T, files map[string]string) Tree {
	t.Helper()
	dir := t.TempDir()
	out := output.NewTree(dir)
	for _, name := range sortedKeys(files) {
		if err := out.Add(name, []byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(output.Manifest(out, "试", "Q1"), output.Checksums(out)); err != nil {
		t.Fatal(err)
	}
	tree, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

var long = strings.Repeat("户籍制度改革 ", 200)

// first and second are two builds of a small site.
func first() map[string]string {
	files := map[string]string{
		"index.html":                   "<a href=counties/1/index.html>1</a>" + long,
		"counties/1/index.html":        "<img src=../../static/a.svg>" + long,
		"counties/1/index.csv":         "a,b\r\n1,2\r\n",
		"static/a.svg":                 "<svg/>" + long,
		"static/old.js":                "old",
		"data/releases/Q1/t.csv":       strings.Repeat("1,2\r\n", 500),
		"data/latest/observations.csv": "a\r\n1\r\n",
		"feed.xml":                     "<feed/>",
	}
	for i := range 30 {
		files[fmt.Sprintf("measures/%d/index.html", i)] = fmt.Sprintf("<p>measure %d %s", i, long)
	}
	return files
}

func second() map[string]string {
	files := first()
	files["index.html"] = "<a href=counties/2/index.html>2</a>" + long
	files["counties/2/index.html"] = "<img src=../../static/b.svg>" + long
	files["static/b.svg"] = "<svg/>"
	files["counties/1/index.html"] += "changed"
	delete(files, "static/old.js")
	return files
}

func options(tree Tree, target string) Options {
	return Options{Tree: tree, Target: target, Compress: true, MaxDelete: 100, Now: time.Unix(1600000000, 0)}
}

func published(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Publish(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checkPlace compares what the server's disk holds with a tree. Compressed files are unpacked, variants held against theirs.
func checkPlace(t *testing.T, root string, files map[string]string, strangers ...string) {
	t.Helper()
	want, seen := map[string]bool{}, map[string]bool{}
	for name := range files {
		want[name] = true
	}
	for _, name := range append(strangers, output.ManifestFile, output.ChecksumsFile) {
		want[name] = true
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		plain, isVariant := strings.CutSuffix(name, ".gz")
		if bytes.HasPrefix(content, []byte{0x1f, 0x8b}) {
			z, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				return err
			}
			if content, err = io.ReadAll(z); err != nil {
				return err
			}
		} else if isVariant {
			t.Errorf("%s is not compressed", name)
		}
		switch {
		case name == receiptFile:
		case strings.HasPrefix(filepath.Base(name), ".gongbao-"):
			t.Errorf("%s was left behind", name)
		case isVariant && want[plain] || want[name]:
			if text, ours := files[plain]; ours && string(content) != text {
				t.Errorf("%s: %.60q, want %.60q", name, content, text)
			}
			seen[name] = true
		default:
			t.Errorf("%s should not be there", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range want {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestStores(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			one, two := made(t, first()), made(t, second())

			dry := options(one, p.String())
			dry.DryRun = true
			if r := published(t, dry); len(r.Added) < 38 || r.Bytes == 0 {
				t.Errorf("dry run: %+v", r)
			}
			if entries, _ := os.ReadDir(p.Root); len(entries) > 0 {
				t.Errorf("a dry run wrote %v", entries)
			}

			r := published(t, options(one, p.String()))
			if !slices.Equal(r.Releases, []string{"Q1"}) || len(r.Changed) > 0 || r.Bytes == 0 {
				t.Errorf("first: %+v", r)
			}
			checkPlace(t, p.Root, first())

			if r := published(t, options(one, p.String())); len(r.Added)+len(r.Changed)+len(r.Mended)+len(r.Removed) > 0 || r.Bytes > 0 {
				t.Errorf("again: %+v", r)
			}

			// Only what changed is sent; what others put there stays.
			write(t, filepath.Join(p.Root, "google1234.html"), "theirs")
			before := times(t, p.Root)
			r = published(t, options(two, p.String()))
			added := slices.DeleteFunc(slices.Clone(r.Added), isVariant)
			changed := slices.DeleteFunc(slices.Clone(r.Changed), isVariant)
			if !slices.Equal(added, []string{"counties/2/index.html", "static/b.svg"}) ||
				!slices.Equal(changed, []string{"SHA256SUMS", "counties/1/index.html", "index.html", "manifest.json"}) ||
				!slices.Equal(r.Removed, []string{"static/old.js"}) || r.Strangers != 1 || len(r.Releases) > 0 {
				t.Errorf("second: %+v", r)
			}
			after := times(t, p.Root)
			for name, at := range before {
				if name != receiptFile && !slices.Contains(r.Changed, name) && !slices.Contains(r.Removed, name) && after[name] != at {
					t.Errorf("%s was written again", name)
				}
			}
			checkPlace(t, p.Root, second(), "google1234.html")

			// Somebody else changes a page and deletes another.
			write(t, filepath.Join(p.Root, "measures", "3", "index.html"), "defaced")
			if err := os.Remove(filepath.Join(p.Root, "measures", "4", "index.html")); err != nil {
				t.Fatal(err)
			}
			if r := published(t, options(two, p.String())); !slices.Equal(r.Mended, []string{"measures/3/index.html", "measures/4/index.html"}) {
				t.Errorf("mended: %+v", r.Mended)
			}
			checkPlace(t, p.Root, second(), "google1234.html")

			// Back to the first, byte by byte.
			back := options(one, p.String())
			back.MayWithdraw, back.MaxDelete = true, -1
			published(t, back)
			checkPlace(t, p.Root, first(), "google1234.html")
		})
	}
}

func isVariant(name string) bool { return strings.HasSuffix(name, ".gz") }

// times are the files' inodes and modification times.
func times(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(name)] = info.ModTime().String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A run that is cut off at any point leaves a target that the next run finishes, without sending all of it again.
func TestInterrupted(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			published(t, options(made(t, first()), p.String()))
			two := made(t, second())
			all := published(t, Options{Tree: two, Target: p.String(), Compress: true, MaxDelete: 100, DryRun: true})
			whole := len(all.Added) + len(all.Changed) + len(all.Removed)
			for stop := 1; stop < whole; stop += 3 {
				ctx, cancel := context.WithCancel(context.Background())
				o := options(two, p.String())
				o.Progress = func(done, _ int) {
					if done == stop {
						cancel()
					}
				}
				_, err := Publish(ctx, o)
				cancel()
				var e *diag.Failure
				if err != nil && (!errors.As(err, &e) || !strings.Contains(e.Message, "已中断")) {
					t.Fatalf("stopped after %d: %v", stop, err)
				}
				r := published(t, options(two, p.String()))
				if err != nil && !r.Resumed {
					t.Errorf("stopped after %d: the next run does not know", stop)
				}
				if sent := len(r.Added) + len(r.Changed) + len(r.Mended) + len(r.Removed); sent > whole-stop {
					t.Errorf("stopped after %d of %d: %d were done again", stop, whole, sent)
				}
				checkPlace(t, p.Root, second())
				back := options(made(t, first()), p.String())
				back.MaxDelete = -1
				published(t, back)
			}
		})
	}
}

// The line breaks at many points, or the server stops answering: a Chinese sentence, and the next run finishes.
func TestBrokenLine(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for timeouts")
	}
	oldPatience, oldRetries := requestPatience, retries
	requestPatience, retries = 2*time.Second, 1
	t.Cleanup(func() { requestPatience, retries = oldPatience, oldRetries })
	for name, serve := range loopback.Servers {
		for _, hold := range []bool{false, true} {
			t.Run(fmt.Sprint(name, hold), func(t *testing.T) {
				p := serve(t, "")
				budgets := []int{0, 1000, 8000, 20000, 60000}
				if hold {
					budgets = budgets[3:4]
				}
				for _, budget := range budgets {
					line := loopback.NewLine(t, p.Host, budget, hold)
					_, err := Publish(context.Background(), options(made(t, first()), p.At(line.Host)))
					var e *diag.Failure
					if (err != nil || budget < 60000) && (!errors.As(err, &e) || e.Remedy == "") {
						t.Errorf("after %d bytes: %v", budget, err)
					}
					if err != nil && strings.Contains(err.Error(), loopback.SecretKey) {
						t.Error("the error tells the key")
					}
					if _, err := os.Stat(filepath.Join(p.Root, output.ManifestFile)); err == nil && budget <= 20000 {
						t.Errorf("after %d bytes the manifest is there", budget)
					}
				}
				published(t, options(made(t, first()), p.String()))
				checkPlace(t, p.Root, first())
			})
		}
	}
}

func TestBucketHeaders(t *testing.T) {
	p := loopback.S3(t, "")
	published(t, options(made(t, first()), p.String()))
	a, err := Parse(p.String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	b := s.(*bucket)
	for name, want := range map[string]http.Header{
		"index.html":             {"Content-Type": {"text/html; charset=utf-8"}, "Content-Encoding": {"gzip"}, "Cache-Control": {"no-cache"}},
		"data/releases/Q1/t.csv": {"Content-Type": {"text/csv; charset=utf-8"}, "Cache-Control": {"public, max-age=31536000, immutable"}, "Content-Disposition": {`attachment; filename="t.csv"; filename*=UTF-8''t.csv`}, "Content-Encoding": nil},
		"counties/1/index.csv":   {"Content-Disposition": {`attachment; filename="1.csv"; filename*=UTF-8''1.csv`}},
		"manifest.json":          {"Content-Type": {"application/json"}},
	} {
		u, err := b.client.PresignedGetObject(context.Background(), b.name, b.prefix+name, time.Minute, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (&http.Transport{DisableCompression: true}).RoundTrip(&http.Request{Method: "GET", URL: u, Header: http.Header{}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		for key, values := range want {
			if got := answer.Header.Values(key); answer.StatusCode != 200 || !slices.Equal(got, values) {
				t.Errorf("%s: %d, %s %q, want %q", name, answer.StatusCode, key, got, values)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			one := made(t, first())
			refuse := func(what string, o Options, message string) {
				t.Helper()
				before := times(t, filepath.Dir(p.Root))
				_, err := Publish(context.Background(), o)
				if err == nil || !strings.Contains(err.Error(), message) {
					t.Errorf("%s: %v, want …%s…", what, err, message)
				}
				if after := times(t, filepath.Dir(p.Root)); len(before) != len(after) {
					t.Errorf("%s: %d files before, %d after", what, len(before), len(after))
				}
			}
			write(t, filepath.Join(p.Root, "thesis.docx"), "text")
			refuse("foreign", options(one, p.String()), "不是 gongbao 发布的内容")
			if err := os.Remove(filepath.Join(p.Root, "thesis.docx")); err != nil {
				t.Fatal(err)
			}
			published(t, options(one, p.String()))

			admit := options(made(t, second()), p.String())
			admit.Admit = func([]string) error { return errors.New("not approved") }
			refuse("unapproved", admit, "not approved")

			few := second()
			for i := range 20 {
				delete(few, fmt.Sprintf("measures/%d/index.html", i))
			}
			o := options(made(t, few), p.String())
			o.MaxDelete = 10
			refuse("many deletions", o, "多于所限的 10 个")

			none := first()
			delete(none, "data/releases/Q1/t.csv")
			refuse("vanishing release", options(made(t, none), p.String()), "撤下已公开批次的文件（如 data/releases/Q1/t.csv）")

			write(t, filepath.Join(p.Root, lockFile), fmt.Sprintf(`{"machine":"another","process":%d,"since":"2020-01-01T00:00:00Z"}`, os.Getppid()))
			refuse("locked", options(one, p.String()), "另一次发布正在写")
			o = options(one, p.String())
			o.TakeOver = true
			published(t, o)
			note := options(one, "").lockNote()
			write(t, filepath.Join(p.Root, lockFile), fmt.Sprintf(`{"machine":%q,"process":%d,"since":"x"}`, note.Machine, os.Getppid()))
			refuse("locked by a living process", options(one, p.String()), "另一次发布正在写")
			write(t, filepath.Join(p.Root, lockFile), fmt.Sprintf(`{"machine":%q,"process":%d,"since":"x"}`, note.Machine, 1<<22+1))
			published(t, options(one, p.String()))
			checkPlace(t, p.Root, first())
		})
	}
}

func TestWrongCredentials(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for timeouts")
	}
	t.Run("S3", func(t *testing.T) {
		p := loopback.S3(t, "")
		for _, c := range []struct{ what, key, secret, address, message, hint string }{
			{"WrongSecret", loopback.AccessKey, "wrong-secret", p.String(), "没有权限", "AWS_ACCESS_KEY_ID"},
			{"WrongKey", "NOBODY", loopback.SecretKey, p.String(), "没有权限", "AWS_ACCESS_KEY_ID"},
			{"NoBucket", loopback.AccessKey, loopback.SecretKey, strings.Replace(p.String(), "//plan/", "//nowhere/", 1), "没有这个地方", "存储桶"},
			{"NoServer", loopback.AccessKey, loopback.SecretKey, p.At("127.0.0.1:1"), "无法", "再运行一次"},
		} {
			t.Setenv("AWS_ACCESS_KEY_ID", c.key)
			t.Setenv("AWS_SECRET_ACCESS_KEY", c.secret)
			_, err := Publish(context.Background(), options(made(t, first()), c.address))
			var e *diag.Failure
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.message) || !strings.Contains(e.Hint(), c.hint) || strings.Contains(err.Error(), c.secret) {
				t.Errorf("%s: %v\n%s", c.what, err, e.Hint())
			}
		}
	})
	t.Run("SFTP", func(t *testing.T) {
		p := loopback.SFTP(t, "")
		dir := t.TempDir()
		loopback.NewKey(t, filepath.Join(dir, "other"))
		write(t, filepath.Join(dir, "nobody"), "")
		strange := loopback.NewKey(t, filepath.Join(dir, "strange"))
		write(t, filepath.Join(dir, "imposter"), "["+strings.Replace(p.Host, ":", "]:", 1)+" "+strange+"\n")
		key := p.String()[strings.Index(p.String(), "key=")+4 : strings.Index(p.String(), "&known")]
		known := p.String()[strings.Index(p.String(), "known_hosts=")+12:]
		for _, c := range []struct{ what, address, message, hint string }{
			{"WrongKey", strings.Replace(p.String(), key, filepath.Join(dir, "other"), 1), "拒绝登录", "密钥"},
			{"UnknownServer", strings.Replace(p.String(), known, filepath.Join(dir, "nobody"), 1), "不认识服务器", "known_hosts"},
			{"Imposter", strings.Replace(p.String(), known, filepath.Join(dir, "imposter"), 1), "可能有人冒充", "核实"},
			{"NoFolder", strings.Replace(p.String(), "/site?", "/nowhere?", 1), "服务器上没有文件夹", "建立"},
			{"NoServer", p.At("127.0.0.1:1"), "连不上", "网络"},
			{"NoKeyFile", strings.Replace(p.String(), key, filepath.Join(dir, "missing"), 1), "读不到密钥文件", ""},
		} {
			_, err := Publish(context.Background(), options(made(t, first()), c.address))
			var e *diag.Failure
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.message) || !strings.Contains(e.Hint(), c.hint) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
	})
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ address, message string }{
		{"", "没有说明发布到哪里"},
		{"ftp://host/dir", "看不懂发布地址"},
		{"s3:///x", "看不懂发布地址"},
		{"sftp://user:" + loopback.SecretKey + "@host/dir", "不能写密码"},
		{"http://user:" + loopback.SecretKey + "@host/dir", "看不懂发布地址"},
		{"s3://bucket/x?endpont=y", "没有 endpont 这一项"},
	} {
		_, err := Parse(c.address)
		if err == nil || !strings.Contains(err.Error(), c.message) || strings.Contains(err.Error(), loopback.SecretKey) {
			t.Errorf("%q: %v", c.address, err)
		}
	}
	one, err := Parse("s3://b/x?endpoint=a")
	two, err2 := Parse("s3://b/x?endpoint=c")
	if err != nil || err2 != nil || one.Slug() == two.Slug() || one.String() != "s3://b/x" {
		t.Errorf("%v %v %s %s", err, err2, one.Slug(), one)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err = errors.Join(err, os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}
