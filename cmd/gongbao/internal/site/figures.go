package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gongbao/cmd/gongbao/internal/chart"
	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/palette"
	"gongbao/cmd/gongbao/internal/raster"
	"gongbao/cmd/gongbao/internal/route"
)

// A figure that a page shows can be taken along: as a picture (PNG), a drawing (SVG), its rows (CSV) and a small page of its
// own that other sites put into a frame. The files stand beside the page that is the figure's home, once for all pages
// that show it, and are made when the first of these is.

// FigureFile is a format of a figure.
type FigureFile struct{ Format, Href, Size string }

// figureFiles are one figure's, made once.
type figureFiles struct {
	once  sync.Once
	fig   figure.Figure
	sizes map[string]int64
	err   error
}

// studio makes what leaves the site: drawings with the theme's colours written in, and pictures.
type studio struct {
	tree    *output.Tree
	colours palette.Palette
	painter *raster.Painter // nil where the site has no fonts: then there are no pictures
	mu      sync.Mutex
	figures map[string]*figureFiles // by the route of the embed page
	beside  map[string][]string     // the files that pages with a key have beside them, by the page's path
}

// madeFor notes what stands beside a page that has a key: its picture and the files of its figures.
func (s *studio) madeFor(path string, page *Shell) {
	var files []string
	for _, f := range page.attached {
		files = append(files, f.path)
	}
	if page.Share == route.Share(path) {
		files = append(files, page.Share)
	}
	for _, f := range page.shown {
		files = append(files, figureRoute(f, "html"))
		for _, format := range figureFormats {
			files = append(files, figureRoute(f, format))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beside[path] = files
}

func newStudio(t *output.Tree, in Input, style []byte) (*studio, error) {
	s := &studio{tree: t, figures: map[string]*figureFiles{}, beside: map[string][]string{}}
	var err error
	if s.colours, err = palette.Parse(style); err != nil {
		return nil, fmt.Errorf("site: theme: %w", err)
	}
	if len(in.Sans) > 0 {
		s.painter, err = raster.New(in.Sans, in.SansBold, s.colours)
	}
	return s, err
}

// figureFormats in the order in which they are offered.
var figureFormats = []string{"png", "svg", "csv"}

// Pictures are so many pixels wide.
const pictureWidth = 1200

func figureRoute(f figure.Figure, format string) string {
	return route.Figure(f.Home, anchor(f.ID), format)
}

// files are a figure's, made by the first page that asks.
func (r *renderer) files(f figure.Figure) (*figureFiles, error) {
	s := r.studio
	s.mu.Lock()
	known := s.figures[figureRoute(f, "html")]
	if known == nil {
		known = &figureFiles{fig: f, sizes: map[string]int64{}}
		s.figures[figureRoute(f, "html")] = known
	}
	s.mu.Unlock()
	known.once.Do(func() { known.err = r.makeFiles(known) })
	return known, known.err
}

func (r *renderer) makeFiles(files *figureFiles) error {
	f, s := files.fig, r.studio
	if _, recalled := s.tree.File(r.in.Tree.Path(figureRoute(f, "csv"))); recalled { // with another page that shows it
		for _, format := range figureFormats {
			if made, ok := s.tree.File(r.in.Tree.Path(figureRoute(f, format))); ok {
				files.sizes[format] = made.Size
			}
		}
		return nil
	}
	sheet := f.Sheet(figure.Wide, r.frame(f))
	content := map[string][]byte{
		"svg": []byte(chart.SVG(sheet, chart.SVGOptions{Palette: &s.colours, Title: f.Title, Label: f.Summary})),
		"csv": f.CSV(figure.CSVWords{
			About: r.say.Text("figures.about"), Source: r.say.Text("figures.source"), Kind: r.say.Text("figures.kind"),
			Real: r.say.Text("figures.real"), Mixed: r.say.Text("figures.mixed"), Demonstration: r.say.Demonstration(),
		}),
	}
	if s.painter != nil {
		picture, err := s.painter.PNG(sheet, pictureWidth/sheet.Width)
		if err != nil {
			return fmt.Errorf("figure %s: %w", f.ID, err)
		}
		content["png"] = picture
	}
	for _, format := range figureFormats {
		if content[format] == nil {
			continue
		}
		if err := s.tree.Add(r.in.Tree.Path(figureRoute(f, format)), content[format]); err != nil {
			return err
		}
		files.sizes[format] = int64(len(content[format]))
	}
	return nil
}

// frame is what goes with a figure that leaves its page.
func (r *renderer) frame(f figure.Figure) figure.Frame {
	frame := figure.Frame{Source: r.sourceLine(f.Sources, f.Notes), Site: r.in.Config.Title, Mark: r.markWords(f.Mark)}
	if base := r.in.Config.BaseURL; base != "" {
		frame.Site += " · " + strings.TrimSuffix(base, "/") + "/" + r.in.Tree.Path(f.Home)
	}
	return frame
}

// markWords are the demonstration mark of a figure, empty for a real one.
func (r *renderer) markWords(m figure.Mark) string {
	switch m {
	case figure.Demo:
		return r.say.Demonstration()
	case figure.Mixed:
		return r.say.Text("figures.partly", "Mark", r.say.Demonstration())
	}
	return ""
}

// embedPage is a figure alone, for a frame on another site.
type embedPage struct {
	*Shell
	Figure *Chart
	Back   Link
}

// embeds are the pages of all figures that the site's pages show.
func (r *renderer) embeds() []page {
	var pages []page
	for path, files := range r.studio.figures {
		if _, recalled := r.studio.tree.File(r.in.Tree.Path(path)); recalled {
			continue
		}
		pages = append(pages, page{path, "embed", func(s *Shell) any {
			f := files.fig
			s.frame = embedFolder
			s.Title, s.Description = r.say.Text("figures.page", "Title", f.Title, "About", f.Subtitle, "ID", f.ID, "Site", s.SiteTitle), f.Summary
			p := &embedPage{Shell: s, Figure: s.chart(f, true), Back: s.link(s.SiteTitle, f.Home)}
			s.Canonical = ""
			p.Figure.Files, p.Figure.Embed = nil, ""
			return p
		}, nil})
	}
	slices.SortFunc(pages, func(p, q page) int { return cmp.Compare(p.path, q.path) })
	return pages
}

// mostRecords bounds the records (a county's measure) of a site whose counties' figures can be taken along. Beyond it they
// would be most of the site: four files a record, of which a reader wants few, and whose figures the county's own tables hold.
const mostRecords = 1000

// portable reports whether a figure has files of its own.
func (r *renderer) portable(f figure.Figure) bool {
	ofCounty := strings.HasPrefix(f.Home, route.Counties) && f.Home != route.Counties
	return !r.bare && (!ofCounty || len(r.a.Counties)*len(r.plan.Measures) <= mostRecords)
}

// offer sets a chart's downloads and what another site writes to embed it. high is the drawing's height on a phone.
func (s *Shell) offer(c *Chart, f figure.Figure, high float64) {
	if !s.r.portable(f) {
		return
	}
	files, err := s.r.files(f)
	if err != nil {
		s.fail(err)
		return
	}
	s.shown = append(s.shown, f)
	for _, format := range figureFormats {
		if n, ok := files.sizes[format]; ok {
			c.Files = append(c.Files, FigureFile{strings.ToUpper(format), s.to(figureRoute(f, format)), size(n)})
		}
	}
	embed := figureRoute(f, "html")
	c.Embed = s.to(embed)
	address := s.r.in.Tree.Path(embed)
	if base := s.r.in.Config.BaseURL; base != "" {
		address = strings.TrimSuffix(base, "/") + "/" + address
	}
	height := 150 + high + 160 // title and text of a phone's width
	c.Snippet = fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy"></iframe>`, address, escapeAttribute(f.Title), int(height/10)*10)
}

// escapeAttribute is for the text of a snippet that somebody will paste into HTML.
func escapeAttribute(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(s)
}
