package load

import (
	"errors"
	"io/fs"
	"strings"
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
	raw, err := fs.ReadFile(l.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", missing
	}
	if err != nil {
		if info, statErr := fs.Stat(l.fsys, file); statErr == nil && info.IsDir() {
			l.faults.Errorf(diag.Place{File: file}, "FILE-IS-FOLDER", "%s 是文件夹，应为文件", file)
			l.faults.Hintf("给文件夹换一个不以扩展名结尾的名字")
			return "", broken
		}
		l.faults.Errorf(diag.Place{File: file}, "FILE-UNREADABLE", "文件读不出来：%v", err)
		l.faults.Hintf("检查文件的权限，关闭正在打开它的程序")
		return "", broken
	}
	text, bad := decode(raw)
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
	return text, readable
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

// decode finds out the encoding of a text. bad names it where the text does not conform to it: the faulty bytes are
// U+FFFD then.
//
// GB18030 is what Excel and Notepad write on a Chinese Windows. Nearly any text of Chinese in it is not valid UTF-8, so
// valid UTF-8 is UTF-8. The rest is GB18030, unless most of its non-ASCII part does read as three-byte UTF-8, as a
// damaged UTF-8 file does.
func decode(raw []byte) (text, bad string) {
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
