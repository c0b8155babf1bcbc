package diag

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestSaid(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: filepath.Join("data", "observations", ".gongbao-part-1"), Err: syscall.ENOSPC}
	for _, c := range []struct {
		err          error
		text, remedy string
	}{
		{errors.Join(fmt.Errorf("history: %w", full), os.ErrClosed), "磁盘已满（" + filepath.Join("data", "observations") + "）", "清理磁盘"},
		{&os.LinkError{Op: "rename", Old: "a", New: filepath.Join("srv", "b"), Err: syscall.EROFS}, "文件系统是只读的（srv）", "换一个可写的位置"},
		{&fs.PathError{Op: "write", Path: filepath.Join("srv", ".gongbao-staging-1", "data", "x.csv"), Err: syscall.ENOSPC}, "磁盘已满（srv）", "清理磁盘"},
		{syscall.EACCES, "没有权限", "权限"},
		{errors.New("something else"), "something else", ""},
	} {
		if got := Said(c.err); got != c.text {
			t.Errorf("%v: %q, want %q", c.err, got, c.text)
		}
		if got := SystemRemedy(c.err); !strings.Contains(got, c.remedy) || (got == "") != (c.remedy == "") {
			t.Errorf("%v: remedy %q, want %q", c.err, got, c.remedy)
		}
	}
	f := &Failure{Message: "没有写成", Err: full}
	if f.Error() != "没有写成：磁盘已满（"+filepath.Join("data", "observations")+"）" || f.Hint() != "清理磁盘后重试" {
		t.Errorf("%s / %s", f, f.Hint())
	}
}
