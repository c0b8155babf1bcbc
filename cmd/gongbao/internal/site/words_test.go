package site

import (
	"html/template"
	"strings"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
)

// A title may break after its marks and between words, never inside a word, a name or a figure.
func TestTitlePieces(t *testing.T) {
	b := newBreaker(&model.Plan{
		Regions: []model.Region{{Name: "青石县", ShortName: "青石"}, {Name: "白河市", ShortName: "白河"}},
		Orgs:    []model.Org{{Name: "市路政局"}},
	})
	for _, tt := range []struct{ title, want string }{
		{"20项措施中9项达到或快于序时，3项明显滞后", "20项措施中9项达到或|快于|序时，|3项明显|滞后"},
		{"农业转移人口享有税收优惠政策", "农业|转移人口|享有|税收|优惠|政策"},
		{"做好居住证申领受理和身份证制度", "做好|居住证|申领|受理和|身份证|制度"},
		{"推动农业转移人口落户城镇", "推动|农业|转移人口|落户|城镇"},
		{"完成度：青石、白河滞后于序时", "完成度：|青石、|白河|滞后于|序时"},
		{"比序时进度低11.2个百分点", "比序时进度低11.2个百分点"},
		{"8个县（区）滞后", "8个县（区）|滞后"},
		{"市路政局：牵头3项", "市路政局：|牵头3项"},
		{"与2020年第三季度相比", "与2020年第三季度|相比"},
		{"“两不愁”工程和高山移民", "“两不愁”|工程和|高山|移民"},
		{"云岭", "云岭"},
		{"", ""},
	} {
		if got := strings.Join(b.pieces(tt.title), "|"); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.title, got, tt.want)
		}
	}
	if got, want := b.title("落户<b>城镇"), template.HTML("落户&lt;b&gt;<wbr>城镇"); got != want {
		t.Errorf("markup in a title: got %s, want %s", got, want)
	}
}

// Figures, dates and codes stay on one line; tags and entities are left alone.
func TestKeep(t *testing.T) {
	for _, tt := range []struct {
		in   any
		want string
	}{
		{"见措施（3-2）。", `见措施<span class="nb">（3-2）</span>。`},
		{"达到43%以上", `达到<span class="nb">43%以上</span>`},
		{"CC-BY-4.0", `<span class="nb">CC-BY-4.0</span>`},
		{"2017年3月末", `<span class="nb">2017年3月末</span>`},
		{"2018年 5 + 2019年 40302", `<span class="nb">2018年 5</span> + <span class="nb">2019年 40302</span>`},
		{"差1.9个百分点", `差<span class="nb">1.9个百分点</span>`},
		{"1 < 2", "1 &lt; 2"},
		{"'3'", "&#39;3&#39;"},
		{template.HTML(`<a href="2-5/3年">第2期</a>`), `<a href="2-5/3年"><span class="nb">第2期</span></a>`},
		{template.HTML("没有数字"), "没有数字"},
	} {
		if got := string(keep(tt.in)); got != tt.want {
			t.Errorf("%v:\ngot  %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

func TestBoxes(t *testing.T) {
	for _, tt := range []struct{ phrases, want string }{
		{"落户人数|快于序时，|城镇化率|略有滞后", "落户人数快于序时，|城镇化率略有滞后"},
		{"20项措施中|18项达到序时，|2项略有滞后", "20项措施中|18项达到序时，|2项略有滞后"},
		{"青石县：|没有滞后", "青石县：|没有滞后"},
		{"目标", "目标"},
	} {
		if got := strings.Join(boxes(strings.Split(tt.phrases, "|")), "|"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.phrases, got, tt.want)
		}
	}
}
