package catalogue

import (
	"fmt"
	"strings"
)

// Citation is how to cite one data set of one release, by its canonical file. The address is that of the release's folder,
// whose bytes do not change; the checksum tells whether they have.
type Citation struct {
	Text   string
	BibTeX string
	CSL    string // CSL-JSON
}

// Cite makes the citation of a data set. Without the site's own address it names the path below it.
func (in *Folder) Cite(set *Dataset) Citation {
	author := in.Config.Publisher.Name
	if author == "" {
		author = in.Config.Title
	}
	file := set.Files[0]
	path := file.Path
	title := in.Config.Title + "：" + set.Title
	year, date, release := "", "", ""
	if in.Release != nil {
		release = in.Release.ID
		path = "data/releases/" + release + "/" + file.base()
		if at := in.Release.PublishedAt; !at.IsZero() {
			year, date = at.Format("2006"), at.Format("2006-01-02")
		}
	}
	url := path
	if base := in.Config.BaseURL; base != "" {
		url = strings.TrimSuffix(base, "/") + "/" + path
	}
	var c Citation
	c.Text = author + "．" + title + "［DS］．"
	if release != "" {
		c.Text += "发布批次 " + release
		if in.Version != "" {
			c.Text += "，版本 " + in.Version
		}
		if date != "" {
			c.Text += "，" + date
		}
		c.Text += "．"
	}
	c.Text += url + "．SHA-256：" + file.SHA256

	key := in.name() + "-" + set.Name
	if release != "" {
		key += "-" + notInName.ReplaceAllString(strings.ToLower(release), "-")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@dataset{%s,\n", key)
	for _, f := range [][2]string{
		{"author", "{" + author + "}"}, {"title", title}, {"year", year}, {"date", date}, {"publisher", in.Config.Publisher.Name},
		{"version", strings.TrimSpace(in.Version + " " + release)}, {"url", url}, {"note", "SHA-256: " + file.SHA256},
	} {
		if f[1] != "" && f[1] != "{}" {
			fmt.Fprintf(&b, "  %s = {%s},\n", f[0], f[1])
		}
	}
	b.WriteString("}")
	c.BibTeX = b.String()

	type name struct {
		Literal string `json:"literal"`
	}
	item := map[string]any{
		"id": key, "type": "dataset", "title": title, "author": []name{{author}}, "URL": url, "note": "SHA-256: " + file.SHA256, "language": "zh-CN",
	}
	if in.Config.Publisher.Name != "" {
		item["publisher"] = in.Config.Publisher.Name
	}
	if v := strings.TrimSpace(in.Version + " " + release); v != "" {
		item["version"] = v
	}
	if date != "" {
		at := in.Release.PublishedAt
		item["issued"] = map[string]any{"date-parts": [][]int{{at.Year(), int(at.Month()), at.Day()}}}
	}
	csl, _ := indented([]any{item}) // plain values always encode
	c.CSL = strings.TrimSuffix(string(csl), "\n")
	return c
}
