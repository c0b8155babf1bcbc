package site

import (
	"bytes"
	"testing"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
)

// Every page of every kind is, compiled, what html/template makes of it, byte by byte.
func TestCompiledTemplates(t *testing.T) {
	bare := smallPlan(t)
	bare.Releases, bare.Observations, bare.Actions = nil, nil, nil
	hostile := smallPlan(t)
	for i := range hostile.Measures {
		hostile.Measures[i].Title += `<script>alert("1+1")</script>&amp;'`
	}
	for i := range hostile.Orgs {
		hostile.Orgs[i].Name = `"><b>\u0000` + hostile.Orgs[i].Name
	}
	small := smallPlan(t)
	small.Documents = []model.Document{
		{ID: "one", Title: "开始", Group: "入门", Summary: "先看这篇", Text: model.Prose{HTML: `<h2 id="a">甲</h2><h2 id="b">乙</h2>`, Blocks: []model.Block{
			{Kind: model.Heading, Level: 2, ID: "a", Spans: []model.Span{{Text: "甲"}}}, {Kind: model.Heading, Level: 2, ID: "b", Spans: []model.Span{{Text: "乙"}}}}}},
		{ID: "two", Title: "不属于哪一部分"},
		{ID: "three", Title: "再看", Group: "入门"},
	}
	alone := &model.Plan{Documents: small.Documents}
	for name, p := range map[string]*model.Plan{"small": small, "bare": bare, "hostile": hostile, "alone": alone} {
		t.Run(name, func(t *testing.T) {
			in := withFiles(smallInput(t, model.NewPlan(*p)))
			in.Config.BaseURL = "https://example.gov.cn/a b/"
			if len(p.Releases) == 0 {
				in.Bulletins = nil
			}
			in.Config.Publisher.Contact, in.Config.Publisher.Correction = "a&b", "javascript:alert(1)"
			r, err := open(output.NewTree(t.TempDir()), in)
			if err != nil {
				t.Fatal(err)
			}
			compared := map[string]bool{}
			compare := func(pages []page) {
				for _, p := range pages {
					s := r.shell(p.path)
					data := p.fill(s)
					s.share(p)
					s.finish()
					if s.err != nil {
						t.Fatal(s.err)
					}
					fast, err := r.theme.execute(nil, p.theme, s.frame, data)
					if err != nil {
						t.Fatalf("%s: %v", p.path, err)
					}
					of := r.theme.pages[p.theme]
					if of.fast == nil {
						t.Errorf("%s is left to html/template", p.theme)
					}
					var slow bytes.Buffer
					if err := of.set.ExecuteTemplate(&slow, s.frame, data); err != nil {
						t.Fatal(err)
					}
					if !bytes.Equal(fast, slow.Bytes()) {
						t.Errorf("%s: %s", p.path, difference(string(fast), slow.String()))
					}
					compared[p.theme] = true
				}
			}
			compare(r.pages())
			compare(r.embeds())
			if len(compared) < len(r.theme.pages) && name == "small" {
				t.Errorf("compared %d kinds of %d", len(compared), len(r.theme.pages))
			}
		})
	}
}
