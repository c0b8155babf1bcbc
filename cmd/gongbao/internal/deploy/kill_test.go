//go:build unix

package deploy

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"gongbao/cmd/gongbao/internal/loopback"
)

// A kill needs a process of its own: the test binary runs itself as the one that publishes.
const partVariable = "GONGBAO_TEST_PUBLISH"

func TestMain(m *testing.M) {
	target := os.Getenv(partVariable)
	if target == "" {
		os.Exit(m.Run())
	}
	tree, err := OpenFolder(os.Args[1])
	if err == nil {
		o := Options{Tree: tree, Target: target, Compress: true, MaxDelete: -1, Now: time.Unix(1600000000, 0)}
		after, _ := strconv.Atoi(os.Args[2])
		o.Progress = func(done, _ int) {
			if done == after {
				fmt.Println("now")
				select {} // until the kill
			}
		}
		_, err = Publish(context.Background(), o)
	}
	fmt.Println("end", err)
}

// A run that is killed, which can clean nothing up, leaves a target that the next run finishes: its lock is known to be dead.
func TestKilled(t *testing.T) {
	for name, serve := range loopback.Servers {
		t.Run(name, func(t *testing.T) {
			p := serve(t, "")
			published(t, options(made(t, first()), p.String()))
			two := made(t, second())
			for _, after := range []int{1, 3, 5, 7} {
				cmd := exec.Command(os.Args[0], two.(*folderTree).dir, strconv.Itoa(after))
				cmd.Env = append(os.Environ(), partVariable+"="+p.String())
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if line, err := bufio.NewReader(out).ReadString('\n'); line != "now\n" {
					t.Fatalf("before %d files: %q %v", after, line, err)
				}
				cmd.Process.Kill()
				cmd.Wait()
				if r := published(t, options(two, p.String())); !r.Resumed {
					t.Errorf("killed after %d: the next run does not know", after)
				}
				checkPlace(t, p.Root, second())
				back := options(made(t, first()), p.String())
				back.MaxDelete = -1
				published(t, back)
				checkPlace(t, p.Root, first())
			}
		})
	}
}
