package format

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"gongbao/cmd/gongbao/internal/dataset"
)

// JSON writes an array of records, one a line. Numbers keep the digits that they have in the table.
func JSON(w io.Writer, t *dataset.Table, _ About) error {
	if t.Len() == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	if _, err := io.WriteString(w, "[\n"); err != nil {
		return err
	}
	return lines(w, t, each(t, member), "{", ",", "},\n", "}\n]\n")
}

// NDJSON writes one record a line and nothing else, for programs that read line by line.
func NDJSON(w io.Writer, t *dataset.Table, _ About) error {
	return lines(w, t, each(t, member), "{", ",", "}\n", "}\n")
}

// member is "name":value.
func member(f *dataset.Field, cell string) string {
	return text(f.Name) + ":" + value(f, cell)
}

func value(f *dataset.Field, cell string) string {
	switch {
	case cell == "":
		return "null"
	case f.Type == "number" || f.Type == "integer" || f.Type == "boolean":
		return cell // a cell of these types is a JSON value as it stands: no padding, no plus sign
	}
	return text(cell)
}

func text(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil {
		return `""` // a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}
