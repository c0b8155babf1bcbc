package searchindex

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func sample() *Index {
	x := New(Words{None: "nothing for {q}"})
	x.Kind("place", "Places")
	x.Kind("measure", "Measures")
	x.Add(Entry{Kind: "place", Title: "七星关区", Link: "counties/520502/index.html", Code: "520502", Names: []string{"七星关", "七星关区", "Qixingguan", ""}, Records: true})
	x.Add(Entry{Kind: "measure", Title: "放开城镇<落户>", Link: "measures/1-1/index.html", Where: "第一组", Code: "1-1",
		Texts: []Text{{"", "有合法稳定住所的，\n  可以落户。"}, {"how", "</script>到派出所办。"}, {"empty", "  "}}})
	return x
}

// decode takes a script's value as search.js sees it.
func decode(t *testing.T, script []byte, name string, value any) {
	t.Helper()
	text, ok := bytes.CutPrefix(script, []byte("self."+name+"="))
	if !ok {
		t.Fatalf("the script does not set %s: %.40s", name, script)
	}
	if err := json.Unmarshal(text, value); err != nil {
		t.Fatal(err)
	}
}

func TestNames(t *testing.T) {
	script, err := sample().Names()
	if err != nil {
		t.Fatal(err)
	}
	var n names
	decode(t, script, "gongbaoNames", &n)
	if got, want := len(n.Entries), 2; got != want {
		t.Fatalf("%d entries, want %d", got, want)
	}
	if n.Words.None != "nothing for {q}" {
		t.Errorf("words %+v", n.Words)
	}
	if !slices.Equal(n.Kinds, []string{"Places", "Measures"}) {
		t.Errorf("kinds %q", n.Kinds)
	}
	place := n.Entries[0]
	// Kind by number, title, link, code, where, the names that are not the title's, records.
	got, err := json.Marshal(place)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[0,"七星关区","counties/520502/index.html","520502","",["七星关","Qixingguan"],1]`; string(got) != want {
		t.Errorf("entry %s, want %s", got, want)
	}
	if len(n.Entries[1]) != 6 {
		t.Errorf("a measure has records: %v", n.Entries[1])
	}
	if n.Readings["七"] != "qi" || !strings.HasPrefix(n.Readings["关"], "guan") || n.Readings["Q"] != "" {
		t.Errorf("readings %v", n.Readings)
	}
}

func TestTexts(t *testing.T) {
	script, err := sample().Texts()
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]string
	decode(t, script, "gongbaoTexts", &texts)
	if len(texts) != 2 || len(texts[0]) != 0 {
		t.Fatalf("texts %q", texts)
	}
	if want := []string{"", "有合法稳定住所的， 可以落户。", "how", "</script>到派出所办。"}; !slices.Equal(texts[1], want) {
		t.Errorf("texts %q, want %q", texts[1], want)
	}
}

func TestUnknownKind(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an entry of no kind was taken")
		}
	}()
	New(Words{}).Add(Entry{Kind: "plaice"})
}

// The package comment says that a list of pairs of characters would be larger than the text. On this repository's own
// prose: six bytes for every pair in UTF-8, two for every paragraph that holds it.
func TestPairsAreLarger(t *testing.T) {
	files, err := filepath.Glob("../../../../content/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no prose: %v", err)
	}
	texts, list := 0, 0
	pairs := map[string]bool{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for paragraph := range strings.SplitSeq(string(b), "\n\n") {
			texts += len(paragraph)
			here := map[string]bool{}
			characters := []rune(paragraph)
			for i := range len(characters) - 1 {
				here[string(characters[i:i+2])] = true
			}
			for pair := range here {
				list += 2
				if !pairs[pair] {
					pairs[pair] = true
					list += 6
				}
			}
		}
	}
	if list < texts {
		t.Errorf("a list of pairs takes %d bytes, the texts %d", list, texts)
	}
	t.Logf("texts %d bytes, pairs %d", texts, list)
}
