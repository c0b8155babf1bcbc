package deploy

import (
	"fmt"
	"path"
	"strings"

	"gongbao/cmd/gongbao/internal/output"
)

// header is what a store says with a file. .deploy/nginx.conf and .deploy/Caddyfile say the same.
type header struct {
	ContentType        string
	CacheControl       string
	ContentEncoding    string
	ContentDisposition string
}

// contentTypes by the end of a name. Texts are UTF-8 and say so.
var contentTypes = map[string]string{
	".html":    "text/html; charset=utf-8",
	".css":     "text/css; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".json":    "application/json",
	".jsonld":  "application/ld+json",
	".geojson": "application/geo+json",
	".ndjson":  "application/x-ndjson",
	".csv":     "text/csv; charset=utf-8",
	".txt":     "text/plain; charset=utf-8",
	".ttl":     "text/turtle; charset=utf-8",
	".bib":     "text/plain; charset=utf-8",
	".xml":     "application/xml",
	".svg":     "image/svg+xml",
	".png":     "image/png",
	".ico":     "image/x-icon",
	".pdf":     "application/pdf",
	".zip":     "application/zip",
	".parquet": "application/vnd.apache.parquet",
	".xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".woff2":   "font/woff2",
	".minisig": "text/plain; charset=utf-8",
	".pub":     "text/plain; charset=utf-8",
}

// downloads are kept under a name of their own rather than opened.
var downloads = map[string]bool{".csv": true, ".xlsx": true, ".parquet": true, ".ndjson": true, ".zip": true}

func contentType(name string) string {
	if t, ok := contentTypes[path.Ext(name)]; ok {
		return t
	}
	return "text/plain; charset=utf-8" // SHA256SUMS
}

func headerOf(u upload) header {
	name := u.file.Path
	h := header{ContentType: contentType(name), CacheControl: "no-cache"}
	if strings.HasPrefix(name, "data/releases/") {
		h.CacheControl = "public, max-age=31536000, immutable"
	}
	if u.gzip && !u.variant {
		h.ContentEncoding = "gzip"
	}
	if ext := path.Ext(name); downloads[ext] {
		base := path.Base(name)
		if base == "index"+ext { // the slice of a county, an indicator or a measure takes its code for a name
			base = path.Base(path.Dir(name)) + ext
		}
		h.ContentDisposition = fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, base, base)
	}
	return h
}

// smallest is the size below which compression saves no packet.
const smallest = 1000

// compressible are the texts; other formats are compressed already.
func compressible(f output.File) bool {
	switch path.Ext(f.Path) {
	case ".html", ".css", ".js", ".json", ".jsonld", ".geojson", ".ndjson", ".csv", ".txt", ".ttl", ".xml", ".svg":
		return f.Size >= smallest
	}
	return false
}

// compressedInPlace are the texts that only browsers ask for, all of which unpack them. Data files stay as they are: who
// fetches them with a simple program must get the bytes that the checksums tell of.
func compressedInPlace(f output.File) bool {
	switch path.Ext(f.Path) {
	case ".html", ".css", ".js", ".svg":
		return compressible(f)
	}
	return false
}
