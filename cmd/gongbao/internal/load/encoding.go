package load

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongbao/cmd/gongbao/internal/diag"
)

// fileState is what became of a file.
type fileState uint8

const (
	missing  fileState = iota // not there; a fault only where something needs it
	broken                    // there, reported as unusable
	readable                  // there
)

// readText reads a file as UTF-8 text without a byte-order mark and with line ends of \n, whatever it was written with.
// Bytes that are not text are reported and stand as U+FFFD, so that the rest of the file can be checked in the same run.
func (l *loader) readText(file string) (string, fileState) {
	info, err := fs.Stat(l.fsys, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := fs.Lstat(l.fsys, file); err != nil {
			return "", missing
		}
		l.faults.Errorf(diag.Place{File: file}, "FILE-UNREADABLE", "这个链接指向的文件不存在")
		l.faults.Hintf("换成文件本身，或删去链接")
		return "", broken
	case err == nil && info.IsDir():
		l.faults.Errorf(diag.Place{File: file}, "FILE-IS-FOLDER", "%s 是文件夹，应为文件", file)
		l.faults.Hintf("给文件夹换一个不以扩展名结尾的名字")
		return "", broken
	case err == nil && !info.Mode().IsRegular():
		l.refuse(file)
		return "", broken
	}
	var raw []byte
	if err == nil {
		raw, err = fs.ReadFile(l.fsys, file)
	}
	if err != nil {
		l.faults.Errorf(diag.Place{File: file}, "FILE-UNREADABLE", "文件读不出来：%s", reason(err))
		l.faults.Hintf("检查文件的权限，关闭正在打开它的程序")
		return "", broken
	}
	text, bad := Decode(raw)
	switch bad {
	case "":
	case "UTF-16":
		l.faults.Errorf(diag.Place{File: file}, "FILE-UTF16", "文件是 UTF-16 编码")
		l.faults.Hintf("另存为 UTF-8；Excel 里选“CSV UTF-8（逗号分隔）”，不要选“Unicode 文本”")
		return "", broken
	default:
		at := strings.IndexRune(text, utf8.RuneError)
		l.faults.Errorf(placeIn(file, text, at), "FILE-BAD-BYTES", "文件大体是 %s 编码，但这里的字节不成文字，全文共 %d 处", bad, strings.Count(text, "\ufffd"))
		l.faults.Hintf("多半是两种编码的内容拼在了一起；重新录入这里，整个文件另存为 UTF-8")
	}
	if strings.ContainsRune(text, '\r') {
		text = lineEnds.Replace(text)
	}
	// Old programs end a text file with Ctrl-Z.
	if before, ok := strings.CutSuffix(strings.TrimRight(text, "\n"), "\x1a"); ok {
		text = before
	}
	return text, readable
}

// reason says in Chinese why the system could not read a file.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "没有读取的权限"
	case errors.Is(err, syscall.ELOOP):
		return "链接绕成了圈"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "文件名太长"
	case errors.Is(err, syscall.ENOTDIR):
		return "路径中间的一段不是文件夹"
	case errors.Is(err, syscall.EIO):
		return "磁盘读取出错"
	}
	return "系统没有让读"
}

// refuse reports what stands in a file's place and is none. It is never opened: reading a pipe waits for a writer, reading
// some devices has no end.
func (l *loader) refuse(file string) {
	if l.refused[file] {
		return
	}
	l.refused[file] = true
	l.faults.Errorf(diag.Place{File: file}, "FILE-NOT-REGULAR", "%s 不是普通文件（是管道、套接字或设备）", file)
	l.faults.Hintf("删去它，或换成普通文件")
}

// refuseSpecial goes through content/ and data/ for such things, wherever they are.
func (l *loader) refuseSpecial() {
	for _, root := range []string{"content", "data"} {
		_ = fs.WalkDir(l.fsys, root, func(file string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // a folder that is missing or unreadable is for those to report who need it
			}
			if hidden := strings.HasPrefix(e.Name(), "."); hidden && e.IsDir() {
				return fs.SkipDir
			} else if hidden {
				return nil
			}
			if file == configFile {
				return nil // config reads it, and reports it
			}
			if info, err := fs.Stat(l.fsys, file); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
				l.refuse(file)
			}
			return nil
		})
	}
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// placeIn is the place of an offset in a text whose line ends may still be of any kind.
func placeIn(file, text string, offset int) diag.Place {
	before := lineEnds.Replace(text[:max(offset, 0)])
	return diag.Place{
		File:   file,
		Line:   strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1,
	}
}

// Decode finds out the encoding of a text. bad names it where the text does not conform to it: the faulty bytes are
// U+FFFD then.
//
// GB18030 is what Excel and Notepad write on a Chinese Windows. Nearly any text of Chinese in it is not valid UTF-8, so
// valid UTF-8 is UTF-8. The rest is GB18030, unless most of its non-ASCII part does read as three-byte UTF-8, as a
// damaged UTF-8 file does.
func Decode(raw []byte) (text, bad string) {
	if strings.HasPrefix(string(raw[:min(len(raw), 3)]), "\ufeff") {
		raw = raw[3:]
		if !utf8.Valid(raw) {
			return strings.ToValidUTF8(string(raw), "\ufffd"), "UTF-8"
		}
	}
	if isUTF16(raw) {
		return "", "UTF-16"
	}
	if utf8.Valid(raw) {
		return string(raw), ""
	}
	threeBytes, invalid := 0, 0
	for rest := raw; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			invalid++
		case n >= 3:
			threeBytes++
		}
		rest = rest[n:]
	}
	if threeBytes > invalid {
		return strings.ToValidUTF8(string(raw), "\ufffd"), "UTF-8"
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || strings.Contains(string(decoded), "\ufffd") {
		return string(decoded), "GB18030"
	}
	return string(decoded), ""
}

// isUTF16 goes by the byte-order mark, or by zero bytes, which no table in another encoding contains in numbers.
func isUTF16(raw []byte) bool {
	if len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		return true
	}
	head := raw[:min(len(raw), 1024)]
	return strings.Count(string(head), "\x00")*4 > len(head)
}
