package site

import "testing"

func TestChineseInAPageOfAnotherLanguage(t *testing.T) {
	const span = `<span class="zh" lang="zh-CN">`
	for _, tt := range []struct{ name, page, want string }{
		{"none", `<p>“Yes”</p>`, `<p>“Yes”</p>`},
		{"a name", `<a href="x">青石</a> leads`, `<a href="x">` + span + `青石</span></a> leads`},
		{"two names", `<p>青石 and 白溪, 2020</p>`, `<p>` + span + `青石</span> and ` + span + `白溪</span>, 2020</p>`},
		{"figures inside", `<p>2010年普查时为县级毕节市，按现行代码对应。</p>`, `<p>` + span + `2010年普查时为县级毕节市，按现行代码对应。</span></p>`},
		{"an attribute", `<p title="青石">x</p>`, `<p title="青石">x</p>`},
		{"of a drawing", `<svg><text x="1">青石 12</text></svg>`, `<svg><text x="1" lang="zh-CN">青石 12</text></svg>`},
		{"marked already", `<div lang="zh-CN"><div>青石</div>石</div>青`, `<div lang="zh-CN"><div>青石</div>石</div>` + span + `青</span>`},
		{"a script", `<script type="application/json">{"a":"青石<b>"}</script>青`, `<script type="application/json">{"a":"青石<b>"}</script>` + span + `青</span>`},
		{"the title", `<title>青石 · Progress</title>`, `<title lang="zh-CN">青石 · Progress</title>`},
	} {
		if got := markChinese([]byte(tt.page)); string(got) != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
