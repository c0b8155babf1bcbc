//go:build linux || darwin

package publish

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Crashes need a process of their own: the test binary runs itself with the name of a part to play.
const partVariable = "GONGBAO_TEST_PART"

func TestMain(m *testing.M) {
	part := os.Getenv(partVariable)
	if part == "" {
		os.Exit(m.Run())
	}
	if err := parts[part](os.Args[1]); err != nil {
		var e *Error
		fmt.Println("failed:", errors.As(err, &e), err)
		os.Exit(3)
	}
	os.Exit(0)
}

var parts = map[string]func(dest string) error{
	// Builds half a site and waits to be killed.
	"hang": func(dest string) error {
		s, err := Stage(dest)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(s.Dir, "index.html"), []byte("half"), 0o644); err != nil {
			return err
		}
		fmt.Println("staged")
		_, err = io.Copy(io.Discard, os.Stdin)
		return err
	},
	// Builds a site on a disk that takes 1 KiB a file, which fails as a full disk does: in the middle of a write.
	"full": func(dest string) error {
		signal.Ignore(syscall.SIGXFSZ)
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 1024, Max: 1024}); err != nil {
			return err
		}
		s, err := Stage(dest)
		if err != nil {
			return err
		}
		defer s.Abort()
		if err := os.WriteFile(filepath.Join(s.Dir, "index.html"), make([]byte, 4096), 0o644); err == nil {
			return nil // the test expects a failure
		}
		// The dot-files of the old folder do not fit either.
		manifest := []byte(`{"generator":"gongbao"}`)
		if err := os.WriteFile(filepath.Join(s.Dir, "manifest.json"), manifest, 0o644); err != nil {
			return err
		}
		return s.Commit()
	},
	// Stages as a user who may not write beside the destination.
	"nobody": func(dest string) error {
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil {
				return err
			}
		}
		_, err := Stage(dest)
		return err
	},
}

func play(part, dest string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], dest)
	cmd.Env = append(os.Environ(), partVariable+"="+part)
	return cmd
}

func TestKilledBuild(t *testing.T) {
	root := t.TempDir()
	dest := filepath.Join(root, "public")
	publishSite(t, dest, "v1")
	cmd := play("hang", dest)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "staged\n" {
		t.Fatalf("child said %q, %v", line, err)
	}

	// While it lives its folder is left alone.
	s, err := Stage(dest)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(beside(dest, stagingPrefix)); n != 2 {
		t.Errorf("%d staging folders, want the child's and ours", n)
	}
	s.Abort()

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if n := len(beside(dest, stagingPrefix)); n != 1 {
		t.Errorf("%d staging folders after the kill, want 1", n)
	}
	want(t, dest, "index.html: v1", "data/index.html: v1")

	s, err = Stage(dest)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Leftovers) > 0 {
		t.Errorf("leftovers %v", s.Leftovers)
	}
	s.Abort()
	want(t, root, "public/index.html: v1", "public/data/index.html: v1")
}

func TestFullDisk(t *testing.T) {
	root := t.TempDir()
	dest := filepath.Join(root, "public")
	large := strings.Repeat("x", 4096)
	write(t, filepath.Join(dest, ".well-known", "large"), large)
	publishSite(t, dest, "v1")
	out, err := play("full", dest).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "failed: true") {
		t.Errorf("child: %v, %q; want a publish.Error", err, out)
	}
	want(t, root, "public/index.html: v1", "public/data/index.html: v1", "public/.well-known/large: "+large)
}

func TestNoPermission(t *testing.T) {
	root, err := os.MkdirTemp("", "gongbao") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(root)
	dest := filepath.Join(root, "public")
	publishSite(t, dest, "v1")
	if err := os.Chmod(root, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(root, 0o755)
	out, err := play("nobody", dest).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "failed: true") || !strings.Contains(string(out), "没有权限") {
		t.Errorf("child: %v, %q", err, out)
	}
	want(t, root, "public/index.html: v1", "public/data/index.html: v1")
}
