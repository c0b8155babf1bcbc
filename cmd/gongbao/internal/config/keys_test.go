package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// Every key that the handbook lists is read: with its example the configuration is another one. A key that is not listed is
// unknown to the reader, so that none can be missing from the list.
func TestEveryKeyIsRead(t *testing.T) {
	const head = "title: 站\nregion: \"1\"\n"
	load := func(text string) (Config, string) {
		c, faults := Load(fstest.MapFS{
			File:                   {Data: []byte(text)},
			"data/bianjie.geojson": {Data: []byte("{}")},
		})
		return c, fmt.Sprint(faults)
	}
	plain, faults := load(head)
	if faults != "[]" {
		t.Fatal(faults)
	}
	for _, k := range Keys() {
		if k.Means == "" || k.Example == "" {
			t.Errorf("%s: half an entry", k.Name)
		}
		parts := strings.Split(strings.ReplaceAll(k.Name, own, "SERIES-JUMP"), ".")
		text := ""
		for depth, part := range parts {
			text += strings.Repeat("  ", depth) + part + ":"
			if depth < len(parts)-1 {
				text += "\n"
			}
		}
		text += " " + k.Example + "\n"
		// What cannot stand alone: a licence of one's own, a boundary file.
		switch parts[0] {
		case "licence":
			for _, other := range within("licence") {
				if len(parts) > 1 && other != parts[1] {
					text += "  " + other + ": https://example.gov.cn/\n"
				}
			}
		case "map":
			if parts[1] != "approval_number" {
				text += "  approval_number: 审\n"
			}
		}
		rest := head
		if k.Required {
			rest = strings.Join(strings.Split(head, k.Name+":"), "#")
		}
		c, faults := load(rest + text)
		if faults != "[]" {
			t.Errorf("%s: the example is refused: %s\n%s", k.Name, faults, text)
		}
		same := strings.Contains(" "+k.Default+" ", " "+k.Example+" ") // theme, licence: the default is an example too
		if reflect.DeepEqual(c, plain) != same {
			t.Errorf("%s: the configuration is the same with and without:\n%s", k.Name, text)
		}
	}
}

// What the list says of defaults and of the environment is so.
func TestKeysSayWhatHolds(t *testing.T) {
	plain, _ := Load(fstest.MapFS{File: {Data: []byte("title: 站\nregion: \"1\"\n")}})
	for _, k := range Keys() {
		if k.Default != "" && k.Kind != Mapping && !strings.HasPrefix(k.Name, "map.") {
			text := "title: 站\nregion: \"1\"\n" + strings.Replace(k.Name, ".", ":\n  ", 1) + ": " + k.Default + "\n"
			if strings.HasPrefix(k.Name, "tolerance.") {
				text = "title: 站\nregion: \"1\"\ntolerance: {" + strings.TrimPrefix(k.Name, "tolerance.") + ": " + k.Default + "}\n"
			}
			c, faults := Load(fstest.MapFS{File: {Data: []byte(text)}})
			if len(faults) > 0 || !reflect.DeepEqual(c, plain) {
				t.Errorf("%s: %s is not the default: %v", k.Name, k.Default, faults)
			}
		}
		if k.Variable != "" {
			t.Run(k.Variable, func(t *testing.T) {
				t.Setenv(k.Variable, k.Example)
				if c, _ := Load(fstest.MapFS{File: {Data: []byte("title: 站\nregion: \"1\"\n")}}); reflect.DeepEqual(c, plain) {
					t.Errorf("%s: %s does not override it", k.Name, k.Variable)
				}
			})
		}
	}
}
