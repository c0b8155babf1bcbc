package figure

import "strings"

// Frame is what goes with a figure that leaves its page, ready to show. Each may be empty.
type Frame struct {
	Mark   string // 演示数据，非官方统计
	Source string // with the notes
	Site   string // the site's name and, where it is known, the figure's address
}

// Sheet is the figure with its title, its sentence and its frame, as a picture of its own. Nothing in it is a link.
func (f Figure) Sheet(l Layout, frame Frame) Scene {
	s := f.Scene(l)
	size := l.TextSize
	if size <= 0 {
		size = Wide.TextSize
	}
	margin := 1.8 * size
	sheet := Scene{Width: s.Width + 2*margin}
	y := margin
	text := func(class Class, t string, size, lead float64, bold bool) (end float64) {
		for _, line := range lines(t, s.Width, size, bold) {
			y += size * lead
			sheet.Marks = append(sheet.Marks, Label{Class: class, X: margin, Y: y - size*(lead-1)/2 - size*0.12, Size: size, Bold: bold, Anchor: Start, Text: line})
			end = margin + TextWidth(line, size, bold)
		}
		return end
	}
	text(ClassTextStrong, f.Title, size*1.5, 1.35, true)
	y += size * 0.3
	end := text(ClassText, f.Subtitle, size, 1.5, false)
	if frame.Mark != "" {
		w := TextWidth(frame.Mark, size, false) + size*1.2
		if end == 0 || end+size+w > margin+s.Width {
			y += size * 1.7
			end = margin - size
		}
		x, base := end+size, y-size*0.37
		sheet.Marks = append(sheet.Marks,
			Stroke{Class: ClassTag, Points: [][2]float64{{x, base - size*1.05}, {x + w, base - size*1.05}, {x + w, base + size*0.42}, {x, base + size*0.42}, {x, base - size*1.05}}},
			Label{Class: ClassTextStrong, X: x + size*0.6, Y: base, Size: size, Anchor: Start, Text: frame.Mark})
		y += size * 0.3
	}
	y += size
	for _, m := range s.Marks {
		sheet.Marks = append(sheet.Marks, scaled(m, 1, margin, y))
	}
	y += s.Height + size*0.5
	text(ClassText, f.Summary, size, 1.6, false)
	y += size * 0.4
	text(ClassTextMuted, frame.Source, size*0.92, 1.6, false)
	text(ClassTextMuted, frame.Site, size*0.92, 1.6, false)
	sheet.Height = y + margin*0.8
	return sheet
}

// lines breaks a text into as many lines as the width asks for, by the rules of wrap.
func lines(s string, width, size float64, bold bool) []string {
	var all []string
	for s = strings.TrimSpace(s); s != ""; {
		first, rest := cut(s, width, size, bold)
		all = append(all, strings.TrimSpace(first))
		s = strings.TrimSpace(rest)
	}
	return all
}
