package bulletin

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func setter(t testing.TB) *composer {
	c := newComposer(newWidths(fonts(t)))
	c.place = "测试"
	return c
}

func broken(c *composer, text string, m measure) []string {
	var lines []string
	for _, l := range breakLines(c.shape([]span{{text, styleBody}}), m) {
		lines = append(lines, textOf(l))
	}
	return lines
}

var samples = []string{
	"截至2020年6月末，全市累计落户城镇49.43万人，年均14.12万人，高于13万人的要求；户籍人口城镇化率41.12%，完成度76.5%，比序时进度低11.0个百分点。",
	"“三权”（承包地、宅基地、集体收益）不因落户而收回——这一条写进《办法》（3-2），见表 4、图 12和附件 2；第2期通报的第二季度数据由−0.11修订为+0.46。",
	"gongbao build writes https://example.org/plan/releases/2020-Q2/ and SHA256SUMS，共1,024个文件……其余不变。",
	"！？：；，。、”’）》」』】〕（《「『【〔“‘年月日",
	strings.Repeat("护", 200),
	strings.Repeat("9", 200),
	strings.Repeat("，", 200),
	strings.Repeat("“", 200),
}

// No line begins or ends with a mark that must not stand there, unless the line holds nothing else.
func TestForbiddenEnds(t *testing.T) {
	c := setter(t)
	for _, text := range samples[:3] {
		for width := 90.0; width < 460; width += 7.3 {
			for _, l := range broken(c, text, measure{width: width, justify: true}) {
				first, last := []rune(l)[0], []rune(strings.TrimRight(l, " "))
				if strings.ContainsRune("、。，．：；！？·）］｝〉》」』】〕〗”’%‰℃—…", first) && !strings.HasPrefix(text, l) {
					t.Errorf("width %.1f: line begins with %q: %s", width, first, l)
				}
				if r := last[len(last)-1]; strings.ContainsRune("（［｛〈《「『【〔〖“‘¥￥$", r) {
					t.Errorf("width %.1f: line ends with %q: %s", width, r, l)
				}
			}
		}
	}
}

// Figures with their units, dates, ordinals and references stay whole wherever a line has room for them.
func TestKeptWhole(t *testing.T) {
	c := setter(t)
	whole := []string{
		"2020年", "6月末", "49.43万人", "14.12万人", "41.12%", "76.5%", "11.0个百分点",
		"——", "（3-2）", "表 4", "图 12", "附件 2", "第2期", "第二季度", "−0.11", "+0.46", "gongbao", "SHA256SUMS", "1,024个", "……",
	}
	for _, text := range samples[:3] {
		for width := 130.0; width < 460; width += 5.1 {
			joined := strings.Join(broken(c, text, measure{width: width, justify: true}), "\n")
			for _, w := range whole {
				if strings.Contains(text, w) && !strings.Contains(joined, w) {
					t.Errorf("width %.1f breaks %q:\n%s", width, w, joined)
				}
			}
		}
	}
}

// What is set reaches at most to the measure, and a filled line reaches it exactly: advances and spaces, less the blank
// halves of full-width marks at the ends, add up to the measure.
func TestMeasure(t *testing.T) {
	c := setter(t)
	random := rand.New(rand.NewPCG(2, 4))
	alphabet := []rune("户籍制度改革进展，。、；（）“”《》——20.5%ab Q年月万人第期表−+")
	texts := append([]string{}, samples...)
	for range 60 {
		var b strings.Builder
		for range 1 + random.IntN(120) {
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		texts = append(texts, b.String())
	}
	for _, text := range texts {
		for _, width := range []float64{17, 40, 119.5, 300, areaWidth} {
			m := measure{width: width, justify: true}
			if width > 100 {
				m.indent = bodyIndent
			}
			glyphs := c.shape([]span{{text, styleBody}})
			lines := breakLines(glyphs, m)
			count := 0
			for i, l := range lines {
				count += len(l.glyphs)
				room := width
				if i == 0 {
					room -= m.indent
				}
				sum := 0.0
				for k := range l.glyphs {
					sum += l.glyphs[k].advance
					if k < len(l.glyphs)-1 {
						sum += l.spaces[k]
					}
				}
				head := l.glyphs[0].head()
				if i == 0 && m.indent > 0 {
					head = 0
				}
				sum -= head + l.glyphs[len(l.glyphs)-1].tail()
				if math.Abs(sum-l.width) > 0.001 {
					t.Errorf("width %.0f, %q: line says %.3f, is %.3f", width, textOf(l), l.width, sum)
				}
				if sum > room+0.02 && len(l.glyphs) > 1 {
					t.Errorf("width %.0f: %q is %.2f wide, has %.2f", width, textOf(l), sum, room)
				}
			}
			// Only spaces at the ends of lines are left out.
			want := strings.ReplaceAll(strings.TrimSpace(text), " ", "")
			var got strings.Builder
			for _, l := range lines {
				got.WriteString(textOf(l))
			}
			if strings.ReplaceAll(got.String(), " ", "") != want {
				t.Errorf("width %.0f: text changed: %q, want %q", width, got.String(), want)
			}
		}
	}
}

// In ordinary text every line but the last is filled to the measure.
func TestJustified(t *testing.T) {
	c := setter(t)
	lines := breakLines(c.shape([]span{{samples[0] + samples[0], styleBody}}), measure{width: areaWidth, indent: bodyIndent, justify: true})
	for i, l := range lines[:len(lines)-1] {
		want := areaWidth
		if i == 0 {
			want -= bodyIndent
		}
		if math.Abs(l.width-want) > 0.02 {
			t.Errorf("line %d %q is %.2f wide, want %.2f", i, textOf(l), l.width, want)
		}
	}
	if last := lines[len(lines)-1]; last.width > areaWidth-20 {
		t.Errorf("last line %q was filled", textOf(last))
	}
}

// A paragraph of 29 characters does not leave one of them for the second line.
func TestNoLonelyCharacter(t *testing.T) {
	c := setter(t)
	for n := 25; n < 120; n++ {
		lines := broken(c, strings.Repeat("林", n-1)+"。", measure{width: areaWidth, indent: bodyIndent, justify: true})
		if last := []rune(lines[len(lines)-1]); len(lines) > 1 && len(last) < 3 {
			t.Errorf("%d characters: last line %q", n, string(last))
		}
	}
}

func TestSpaces(t *testing.T) {
	c := setter(t)
	body := styleBody.gap(0)
	for _, test := range []struct {
		text string
		want float64 // in ems, after the first character
	}{
		{"年6", 0.18},   // Han and figure
		{"6年", 0.18},   //
		{"，6", 0},      // no space beside punctuation
		{"。”", -0.5},   // closing beside closing
		{"、《", -0.5},   // closing beside opening: one em of white becomes half an em
		{"（“", -0.5},   // opening beside opening
		{"年月", 0},      //
		{"4.", 0},      // inside a figure
		{"（年", 0},      //
		{"年\u00a0", 0}, //
	} {
		glyphs := c.shape([]span{{test.text, body}})
		if got := glyphs[0].gap / bodySize; math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%q: space %.2f em, want %.2f", test.text, got, test.want)
		}
	}
}

func BenchmarkBreakLines(b *testing.B) {
	c := setter(b)
	text := strings.Repeat(samples[0], 300) // about 20,000 characters
	for b.Loop() {
		breakLines(c.shape([]span{{text, styleBody}}), measure{width: areaWidth, justify: true})
	}
}

// Short names of the plan, units of value and the operands of a product stay on one line; sums break before their plus.
func TestTerms(t *testing.T) {
	names := newTermList([]string{"白沙", "白沙县", "临江林业综合改革试验区", "公顷"})
	for _, test := range []struct {
		text string
		want string // with a bar wherever a line may end because nothing bonds there
	}{
		{"到白沙县去", "到|白沙县|去"},
		{"临江林业综合改革试验区", "临|江|林|业|综|合|改|革|试|验|区"},
		{"950.29 × 43% = 408", "950.29 × 43%| |=| |4|0|8"},
		{"城镇户籍人口 ÷ 户籍人口", "城镇户籍人口 ÷ 户籍人口"},
		{"2017年 1.5 + 2018年 2.5", "2|0|1|7年| |1|.|5| |+ 2018年 2.5"},
		{"（本期值 − 基期值） ÷ （目标值）", "（|本期值 − 基期值）| |÷ （|目|标|值|）"},
	} {
		var b strings.Builder
		text := []rune(test.text)
		for i, bond := range bonded(text, names) {
			b.WriteRune(text[i])
			if !bond && i < len(text)-1 {
				b.WriteByte('|')
			}
		}
		if got := b.String(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}
