package themes

import (
	"fmt"
	"io/fs"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The default theme's colours are held to WCAG 2.2 here, where they are defined: 1.4.3 (text, 4.5:1) and 1.4.11 (marks,
// 3:1) in every mode; in high contrast 1.4.6 (text, 7:1) and 4.5:1 for marks.

// tokens are the custom properties that one mode ends up with.
type tokens map[string]string

// rule is a style rule with the condition that it stands under, empty for none.
type rule struct{ condition, selector, body string }

var (
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	declaration = regexp.MustCompile(`(--[\w-]+)\s*:\s*([^;}]+)`)
	reference   = regexp.MustCompile(`^var\((--[\w-]+)\)$`)
	colour      = regexp.MustCompile(`^#([0-9a-f]{3}|[0-9a-f]{6})$`)
)

// rules reads a style sheet whose at-rules are one level deep.
func rules(css string) []rule {
	css = comment.ReplaceAllString(css, "")
	var list []rule
	var read func(css, condition string)
	read = func(css, condition string) {
		for {
			open := strings.IndexByte(css, '{')
			if open < 0 {
				return
			}
			depth, end := 1, open+1
			for ; depth > 0 && end < len(css); end++ {
				switch css[end] {
				case '{':
					depth++
				case '}':
					depth--
				}
			}
			head, body := strings.TrimSpace(css[:open]), css[open+1:end-1]
			if at := strings.LastIndexByte(head, ';'); at >= 0 {
				head = strings.TrimSpace(head[at+1:])
			}
			if strings.HasPrefix(head, "@media") {
				read(body, strings.TrimSpace(strings.TrimPrefix(head, "@media")))
			} else {
				list = append(list, rule{condition, head, body})
			}
			css = css[end:]
		}
	}
	read(css, "")
	return list
}

// mode merges the rules that hold in it, in the order of the sheet, and resolves references.
func mode(t *testing.T, list []rule, holds func(r rule) bool) tokens {
	t.Helper()
	got := tokens{}
	for _, r := range list {
		if holds(r) {
			for _, m := range declaration.FindAllStringSubmatch(r.body, -1) {
				got[m[1]] = strings.ToLower(strings.TrimSpace(m[2]))
			}
		}
	}
	if len(got) == 0 {
		t.Fatal("no tokens")
	}
	resolved := tokens{}
	for name, value := range got {
		for range len(got) {
			m := reference.FindStringSubmatch(value)
			if m == nil {
				break
			}
			value = got[m[1]]
		}
		resolved[name] = value
	}
	return resolved
}

// modes are the looks of the site: what the reader chose, or the system where the reader chose nothing.
func modes(t *testing.T) map[string]tokens {
	t.Helper()
	theme, err := Open("default")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []rule {
		css, err := fs.ReadFile(theme, name)
		if err != nil {
			t.Fatal(err)
		}
		return rules(string(css))
	}
	screen, paper := read("base/10-tokens.css"), read("print/print.css")
	selects := func(condition, selector string) func(rule) bool {
		return func(r rule) bool {
			if condition != "" && r.condition != condition || condition == "" && r.condition != "" {
				return false
			}
			return slices.ContainsFunc(strings.Split(r.selector, ","), func(s string) bool { return strings.TrimSpace(s) == selector })
		}
	}
	any := func(tests ...func(rule) bool) func(rule) bool {
		return func(r rule) bool { return slices.ContainsFunc(tests, func(f func(rule) bool) bool { return f(r) }) }
	}
	const systemDark, systemMore = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
	light, dark, more := selects("", ":root"), selects("", `[data-theme="dark"]`), selects("", `[data-contrast="more"]`)
	// The weight of a class, as the others: a plain :not would stand above high contrast.
	whereDark := selects(systemDark, ":root:where(:not([data-theme]))")
	return map[string]tokens{
		"light":                      mode(t, screen, light),
		"dark":                       mode(t, screen, any(light, dark)),
		"light, more contrast":       mode(t, screen, any(light, more)),
		"dark, more contrast":        mode(t, screen, any(light, dark, more)),
		"system dark":                mode(t, screen, any(light, whereDark)),
		"system more contrast":       mode(t, screen, any(light, selects(systemMore, ":root"))),
		"system dark, more contrast": mode(t, screen, any(light, whereDark, more)),
		"print preview":              mode(t, screen, any(light, selects("", `[data-theme="print"]`))),
		"paper":                      mode(t, slices.Concat(screen, paper), any(light, selects("print", ":root"))),
	}
}

// rgb is a colour in linear light, 0 to 1. sRGB, IEC 61966-2-1.
func rgb(t *testing.T, value string) [3]float64 {
	t.Helper()
	m := colour.FindStringSubmatch(value)
	if m == nil {
		t.Fatalf("%q is no colour", value)
	}
	digits := m[1]
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	var c [3]int
	if _, err := fmt.Sscanf(digits, "%2x%2x%2x", &c[0], &c[1], &c[2]); err != nil {
		t.Fatal(err)
	}
	var linear [3]float64
	for i, v := range c {
		s := float64(v) / 255
		if s <= .04045 {
			linear[i] = s / 12.92
		} else {
			linear[i] = math.Pow((s+.055)/1.055, 2.4)
		}
	}
	return linear
}

// contrast is WCAG's ratio of two colours, 1 to 21.
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 { return .2126*c[0] + .7152*c[1] + .0722*c[2] }
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + .05) / (math.Min(la, lb) + .05)
}

func TestContrastRatio(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"#000", "#ffffff", 21},
		{"#777777", "#ffffff", 4.48}, // the well-known grey that just fails
		{"#fff", "#ffffff", 1},
	} {
		if got := contrast(rgb(t, tt.a), rgb(t, tt.b)); math.Abs(got-tt.want) > .005 {
			t.Errorf("%s on %s: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

var statuses = []string{"done", "ahead", "on", "slight", "behind", "none"}

func TestContrast(t *testing.T) {
	text := []string{"ink", "ink-2", "ink-3", "link"}
	mark := []string{"series", "other", "plan", "rule-2", "focus"}
	for _, s := range statuses {
		text, mark = append(text, s+"-t"), append(mark, s)
	}
	for name, look := range modes(t) {
		textMin, markMin := 4.5, 3.0
		if strings.Contains(name, "more contrast") {
			textMin, markMin = 7, 4.5
		}
		hold := func(fg, bg string, least float64) {
			if got := contrast(rgb(t, look["--"+fg]), rgb(t, look["--"+bg])); got < least {
				t.Errorf("%s: --%s on --%s is %.2f:1, wants %.1f:1", name, fg, bg, got, least)
			}
		}
		for _, ground := range []string{"paper", "wash"} {
			for _, fg := range text {
				hold(fg, ground, textMin)
			}
			for _, fg := range mark {
				hold(fg, ground, markMin)
			}
		}
		hold("ink", "paper", 12)
		for _, s := range statuses {
			hold(s+"-fg", s+"-bg", textMin)
		}
		for _, s := range []string{"shade-1", "shade-2", "shade-3", "shade-4"} { // value classes of a map
			hold(s+"-fg", s, textMin)
		}
		// A bar ends where its track goes on.
		for _, bar := range []string{"series", "done", "ahead", "on", "slight", "behind", "ink-2"} {
			hold(bar, "track", 3)
		}
	}
}

// What the sheet says twice, for the reader's choice and for the system's, must stay the same.
func TestModesAgree(t *testing.T) {
	looks := modes(t)
	for _, pair := range [][2]string{{"dark", "system dark"}, {"light, more contrast", "system more contrast"}, {"print preview", "paper"}} {
		a, b := looks[pair[0]], looks[pair[1]]
		for _, name := range slices.Sorted(maps.Keys(a)) {
			// #555 and #555555 are one colour.
			same := a[name] == b[name] || colour.MatchString(a[name]) && colour.MatchString(b[name]) && rgb(t, a[name]) == rgb(t, b[name])
			if !same {
				t.Errorf("%s is %s in %s and %s in %s", name, a[name], pair[0], b[name], pair[1])
			}
		}
	}
}

// deficiencies are the full-strength matrices of Machado, Oliveira and Fernandes (2009), table 1, for linear RGB.
var deficiencies = map[string][3][3]float64{
	"protanopia":   {{.152286, 1.052583, -.204868}, {.114503, .786281, .099216}, {-.003882, -.048116, 1.051998}},
	"deuteranopia": {{.367322, .860646, -.227968}, {.280085, .672501, .047413}, {-.011820, .042940, .968881}},
	"tritanopia":   {{1.255528, -.076749, -.178779}, {-.078411, .930809, .147602}, {.004733, .691367, .303900}},
}

// oklab is Ottosson's perceptual space (2020): distances in it are about as large as they look.
func oklab(c [3]float64) [3]float64 {
	l := math.Cbrt(.4122214708*c[0] + .5363325363*c[1] + .0514459929*c[2])
	m := math.Cbrt(.2119034982*c[0] + .6806995451*c[1] + .1073969566*c[2])
	s := math.Cbrt(.0883024619*c[0] + .2817188376*c[1] + .6299787005*c[2])
	return [3]float64{
		.2104542553*l + .7936177850*m - .0040720468*s,
		1.9779984951*l - 2.4285922050*m + .4505937099*s,
		.0259040371*l + .7827717662*m - .8086757660*s,
	}
}

// Good and bad stay apart for readers who do not see red or green as others do, before shape and word are counted.
func TestStatusColoursForColourBlindReaders(t *testing.T) {
	looks := modes(t)
	for _, name := range []string{"light", "dark", "light, more contrast", "dark, more contrast"} {
		least := .1 // five times what is just seen in OKLab
		if strings.Contains(name, "more contrast") {
			least = .07 // inks that are all dark, or all light, lie closer
		}
		for sight, matrix := range deficiencies {
			seen := func(token string) [3]float64 {
				c := rgb(t, looks[name]["--"+token])
				var out [3]float64
				for i, row := range matrix {
					out[i] = math.Min(1, math.Max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
				}
				return oklab(out)
			}
			for _, good := range []string{"done", "ahead", "on"} {
				for _, bad := range []string{"slight", "behind"} {
					for _, role := range []string{"", "-t", "-bg"} {
						a, b := seen(good+role), seen(bad+role)
						if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < least {
							t.Errorf("%s, %s: --%s and --%s are %.3f apart, want %.2f", name, sight, good+role, bad+role, d, least)
						}
					}
				}
			}
		}
	}
}
