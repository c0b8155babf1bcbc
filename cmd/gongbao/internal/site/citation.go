package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/route"
)

// Citation is how to cite a page: a sentence, and the files of reference managers.
type Citation struct {
	ID   string // of the element that holds the sentence
	Text string
	// Formats are the files; each is shown on the page as well.
	Formats []CitationFormat
}

// CitationFormat is a citation for a program.
type CitationFormat struct{ ID, Name, Text, Href string }

// citation is a line that a reader may copy.
func (r *renderer) citation(title, path string) string {
	publisher := r.in.Config.Publisher.Name
	if publisher == "" {
		publisher = r.in.Config.Title
	}
	c := r.say.Text("citation.work", "Publisher", publisher, "Title", title)
	if rel := r.a.Release; rel != nil {
		c = r.say.Text("citation.of-release", "Work", c, "Release", rel.Title)
		if day := r.say.Date(rel.PublishedAt); day != "" {
			c = r.say.Text("citation.published", "Work", c, "Date", day)
		}
	}
	if address := r.permanent(path); address != "" {
		c = r.say.Text("citation.at", "Work", c, "Address", address)
	}
	return r.say.Text("citation.end", "Work", c)
}

// permanent is where a page stands in the web; empty where the site's own address is not known.
func (r *renderer) permanent(path string) string {
	if r.in.Config.BaseURL == "" {
		return ""
	}
	return r.in.Config.BaseURL + path
}

// cite makes the citation of a page that shows figures and puts its files beside the page. id names the work among all
// that one may cite of this site.
func (s *Shell) cite(title, id, path string) Citation {
	return s.citeWork(s.r.citation(title, path), work{id: id, title: title, address: s.r.permanent(path), note: s.tag(s.Demo)}, path)
}

// citeFile cites a file by its permanent address and its checksum. path is the page that says so.
func (s *Shell) citeFile(title, id, path, file, sha256 string) Citation {
	r := s.r
	text := r.say.Text("citation.file", "Work", strings.TrimSuffix(r.citation(title, file), r.say.Text("citation.end", "Work", "")), "Checksum", sha256)
	if r.permanent(file) == "" {
		text = r.say.Text("citation.file-at", "Work", strings.TrimSuffix(r.citation(title, file), r.say.Text("citation.end", "Work", "")), "File", file, "Checksum", sha256)
	}
	note := "SHA-256: " + sha256
	if tag := s.tag(s.Demo); tag != "" {
		note = tag + "; " + note
	}
	return s.citeWork(text, work{id: id, title: title, address: cmp.Or(r.permanent(file), file), note: note}, path)
}

// citeWork fills in what all works of a site share.
func (s *Shell) citeWork(text string, w work, path string) Citation {
	r := s.r
	c := Citation{ID: "citation", Text: text}
	w.id, w.publisher, w.site, w.lang = r.plan.Region+"-"+w.id, r.in.Config.Publisher.Name, s.SiteTitle, s.Lang
	if w.publisher == "" {
		w.publisher = s.SiteTitle
	}
	if rel := r.a.Release; rel != nil {
		w.version, w.published = rel.ID, rel.PublishedAt
		w.id += "-" + rel.ID
	}
	for _, f := range []struct{ name, file, text string }{
		{"BibTeX", "cite.bib", w.bibTeX()},
		{"CSL-JSON", "cite.json", w.csl()},
	} {
		if own := r.in.Tree.Path(path + f.file); own != path+f.file || r.in.Tree == "" {
			s.attach(path+f.file, []byte(f.text)) // else it stands in the first tree, for all languages
		}
		c.Formats = append(c.Formats, CitationFormat{ID: "citation-" + strings.ToLower(f.name), Name: f.name, Text: f.text, Href: s.to(path + f.file)})
	}
	s.script(route.Copy)
	return c
}

// work is what a citation names.
type work struct {
	id, title, publisher, site, version, address, lang, note string
	published                                                time.Time // zero: not known
}

// bibTeX is an entry of type misc, which every style knows. Braces keep names whole and capitals as they are.
func (w work) bibTeX() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s", w.id)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %-12s = {%s}", name, value)
		}
	}
	field("author", "{"+texEscape(w.publisher)+"}")
	field("title", "{"+texEscape(w.title)+"}")
	field("howpublished", texEscape(w.site))
	if !w.published.IsZero() {
		field("year", w.published.Format("2006"))
		field("month", w.published.Format("1"))
		field("date", w.published.Format("2006-01-02"))
	}
	field("version", texEscape(w.version))
	field("url", w.address)
	field("note", texEscape(w.note))
	if w.lang == "zh-CN" {
		field("langid", "chinese")
	} else {
		field("langid", "english")
	}
	b.WriteString("\n}\n")
	return b.String()
}

// texEscape writes a text so that TeX sets it as it is.
var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

func texEscape(s string) string { return texEscapes.Replace(s) }

// csl is a list of one item of CSL-JSON 1.0.2, the exchange format of Zotero and Pandoc.
func (w work) csl() string {
	type name struct {
		Literal string `json:"literal"`
	}
	type date struct {
		Parts [][]int `json:"date-parts"`
	}
	item := struct {
		ID        string `json:"id"`
		Type      string `json:"type"`
		Title     string `json:"title"`
		Author    []name `json:"author"`
		Container string `json:"container-title,omitempty"`
		Issued    *date  `json:"issued,omitempty"`
		Version   string `json:"version,omitempty"`
		URL       string `json:"URL,omitempty"`
		Note      string `json:"note,omitempty"`
		Language  string `json:"language"`
	}{ID: w.id, Type: "dataset", Title: w.title, Author: []name{{w.publisher}}, Container: w.site, Version: w.version, URL: w.address, Note: w.note, Language: w.lang}
	if t := w.published; !t.IsZero() {
		item.Issued = &date{[][]int{{t.Year(), int(t.Month()), t.Day()}}}
	}
	text, err := json.MarshalIndent([]any{item}, "", "  ")
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(text) + "\n"
}
