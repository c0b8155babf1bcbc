package diag

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// What the system says when something cannot be read or written, most telling first.
var system = []struct {
	err          error
	text, remedy string
}{
	{syscall.ENOSPC, "磁盘已满", "清理磁盘后重试"},
	{syscall.EDQUOT, "磁盘配额已用完", "清理磁盘或请管理员调大配额，然后重试"},
	{syscall.EROFS, "文件系统是只读的", "换一个可写的位置"},
	{syscall.EIO, "磁盘读写出错", "检查磁盘和连接，换一个位置再试"},
	{syscall.EMFILE, "打开的文件太多", "关掉别的程序，或请管理员调大限制"},
	{syscall.EBUSY, "正被占用", "关闭正在使用它的程序后重试"},
	{syscall.ENOTDIR, "路径里有一段是文件而不是文件夹", "检查路径"},
	{syscall.EISDIR, "是文件夹而不是文件", "检查路径"},
	{syscall.ENAMETOOLONG, "名字太长", "换一个短一些的名字"},
	{fs.ErrPermission, "没有权限", "检查文件和文件夹的权限，或换一个位置"},
	{fs.ErrNotExist, "没有这个文件或文件夹", "检查路径"},
}

// Said is what the system said, in Chinese where it is a common thing, with the folder where it happened; otherwise its own
// text.
func Said(err error) string {
	for _, s := range system {
		if !errors.Is(err, s.err) {
			continue
		}
		var path *fs.PathError
		var link *os.LinkError
		switch {
		case errors.As(err, &path) && path.Path != "":
			return s.text + place(path.Path)
		case errors.As(err, &link) && link.New != "":
			return s.text + place(link.New)
		}
		return s.text
	}
	return err.Error()
}

// place is the folder of a file, for people: a folder of ours in the making stands for the one beside it.
func place(path string) string {
	dir := filepath.Dir(path)
	dir, _, _ = strings.Cut(dir, string(filepath.Separator)+".gongbao-")
	if path == os.Stdout.Name() {
		return ""
	}
	return fmt.Sprintf("（%s）", dir)
}

// SystemRemedy is what to do about what the system said; empty where that is not known.
func SystemRemedy(err error) string {
	for _, s := range system {
		if errors.Is(err, s.err) {
			return s.remedy
		}
	}
	return ""
}
