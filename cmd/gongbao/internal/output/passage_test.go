package output

import (
	"slices"
	"testing"
)

func TestPassages(t *testing.T) {
	page := `<!doctype html><title>x</title><body><nav>首页</nav><main id="main"><nav><a>位置</a></nav><h1>方案<wbr>说了什么</h1>
<p>总的<b>要求</b>。</p><p>第二段 &lt;b&gt;。</p>
<section aria-labelledby="goal"><h2 id="goal">目标</h2><p>到2020年。</p><table><tr><td>不要</td></tr></table>
<ol><li id="goal-1">第一条</li><li>随第一条</li><li id="goal-2">第二条<svg><text>图</text></svg></li></ol></section>
<div data-nosnippet>不要<div>也不要</div>仍不要</div><script type="application/json">{"a":1}</script><h2 id="empty">空</h2></main><footer>页脚</footer></body>`
	want := []Passage{
		{"", "方案说了什么", "总的要求。 第二段 <b>。"},
		{"goal", "目标", "到2020年。"},
		{"goal-1", "目标", "第一条 随第一条"},
		{"goal-2", "目标", "第二条"},
	}
	if got := Passages([]byte(page)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
