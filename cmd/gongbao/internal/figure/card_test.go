package figure

import (
	"math"
	"strings"
	"testing"
)

// WeChat shows the square in the middle: what is written on a card stands within it, whatever the drawing does.
func TestWordsOfACardStandInTheSquare(t *testing.T) {
	figures := map[string]*Figure{"none": nil}
	for name, f := range awkward() {
		figures[name] = &f
	}
	for name, f := range figures {
		for _, title := range []string{"落户城镇人数目标已完成，户籍人口城镇化率略有滞后", longName, strings.Repeat("长", 300), ""} {
			card := Card{Site: longName, Title: title, Mark: "演示数据，非官方统计", Figure: f}
			s := card.Scene()
			if s.Width != CardWidth || s.Height != CardHeight {
				t.Fatalf("%s: %v × %v", name, s.Width, s.Height)
			}
			marked := false
			for _, m := range s.Marks {
				l, ok := m.(Label)
				if !ok || l.Anchor != Middle || l.X != CardWidth/2 {
					continue
				}
				marked = marked || l.Text == card.Mark
				const left, right = (CardWidth - CardHeight) / 2, (CardWidth + CardHeight) / 2
				if x0, y0, x1, y1 := l.Box(); x0 < left || x1 > right || y0 < 0 || y1 > CardHeight {
					t.Errorf("%s: %q from %.0f,%.0f to %.0f,%.0f", name, l.Text, x0, y0, x1, y1)
				}
			}
			if !marked {
				t.Errorf("%s: no demonstration mark", name)
			}
			for _, m := range s.Marks {
				if l, ok := m.(Label); ok {
					if _, y0, _, y1 := l.Box(); math.IsNaN(y0) || y0 < -1 || y1 > CardHeight+1 {
						t.Errorf("%s: %q stands from %.0f to %.0f", name, l.Text, y0, y1)
					}
				}
			}
		}
	}
}
