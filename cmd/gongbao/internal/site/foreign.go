package site

import (
	"bytes"
	"regexp"
)

// In a page of another language whatever the content gives in Chinese alone is told apart: for programs by lang, for
// readers by a mark beside it, which the page's foot explains.

// chineseTag is the language that content and data are in.
const chineseTag = "zh-CN"

// chineseRun is a run of Chinese with the figures and marks inside it. Marks alone, such as quotation marks, are none.
var chineseRun = regexp.MustCompile(`[0-9]*[“《（〔]*\p{Han}(?:[0-9A-Za-z%,.;:/\-—·…“”‘’\x{3000}-\x{303f}\x{ff00}-\x{ffef}]*[\p{Han}])*[0-9]*[。！？）》”〕]*`)

// Elements that hold no elements: the language is told of the whole.
var plainElements = map[string]bool{"title": true, "option": true, "text": true, "tspan": true, "desc": true, "textarea": true}

// markChinese wraps the Chinese of a page in spans; what stands in an element of that language already, and in scripts and
// styles, is left as it is. The page is a template's output, whose tags are closed and whose attributes have quotes.
func markChinese(page []byte) []byte {
	out := make([]byte, 0, len(page)+len(page)/8)
	inside, depth := "", 0 // the Chinese element that we are in, and how many of its name are open
	open, openAt := "", 0  // the last start tag, and where it ends in out
	for len(page) > 0 {
		at := bytes.IndexByte(page, '<')
		if at < 0 {
			at = len(page)
		}
		text := page[:at]
		page = page[at:]
		switch {
		case inside != "" || !chineseRun.Match(text):
			out = append(out, text...)
		case plainElements[open]:
			out = append(append(append(append([]byte{}, out[:openAt-1]...), ` lang="zh-CN">`...), out[openAt:]...), text...)
			open = ""
		default:
			out = append(out, chineseRun.ReplaceAll(text, []byte(`<span class="zh" lang="zh-CN">$0</span>`))...)
		}
		if len(page) == 0 {
			break
		}
		end := bytes.IndexByte(page, '>') + 1
		if end == 0 {
			end = len(page)
		}
		tag := page[:end]
		name, closing := elementOf(string(tag)), bytes.HasPrefix(tag, []byte("</"))
		if raw := name == "script" || name == "style"; raw && !closing {
			if stop := bytes.Index(page, []byte("</"+name)); stop > 0 {
				end = stop
				tag = page[:end]
			}
		}
		out, page = append(out, tag...), page[end:]
		switch {
		case name == "" || bytes.HasSuffix(tag, []byte("/>")):
		case inside != "" && name == inside && closing:
			if depth--; depth == 0 {
				inside = ""
			}
		case inside != "" && name == inside:
			depth++
		case inside == "" && !closing && bytes.Contains(tag, []byte(` lang="zh-CN"`)):
			inside, depth = name, 1
		}
		open, openAt = name, len(out)
		if closing {
			open = ""
		}
	}
	return out
}

// hasChinese reports whether a text of the content is in Chinese.
func hasChinese(text string) bool { return chineseRun.MatchString(text) }
