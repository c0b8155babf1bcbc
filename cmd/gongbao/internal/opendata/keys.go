package opendata

import (
	"encoding/json"
	"fmt"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/dataset"
	"gongbao/cmd/gongbao/internal/output"
)

// tableKey is what the files of a data set are made of, whatever their format: every cell, and what files say of themselves.
func (in Input) tableKey(set *catalogue.Dataset) output.Key {
	h := output.NewKey("table")
	about(h, set.Table)
	h.Text(fmt.Sprintf("%+v", in.about(set)))
	for col := range set.Fields {
		values, codes := set.Values(col), set.Codes(col)
		h.Number(len(values)).Number(len(codes))
		for _, v := range values {
			h.Text(v)
		}
		for _, c := range codes {
			h.Number(int(c))
		}
	}
	return h.Sum()
}

// about adds what a table says of its rows.
func about(h *output.KeyHash, t *dataset.Table) {
	fields, err := json.Marshal(t.Fields)
	if err != nil {
		panic(err) // texts and numbers
	}
	h.Text(t.Name).Text(t.Title).Text(t.Description).Text(string(fields)).Text(fmt.Sprint(t.PrimaryKey, t.References, t.Demonstration))
}
