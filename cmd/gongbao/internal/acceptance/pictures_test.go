package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictures takes pictures of pages for people to look at: GONGBAO_PICTURES names the folder that they go to.
func TestPictures(t *testing.T) {
	folder := os.Getenv("GONGBAO_PICTURES")
	if folder == "" {
		t.Skip("GONGBAO_PICTURES names no folder")
	}
	s := bijie(t)
	tb := openTab(t)
	for _, page := range s.specimens(t) {
		tb.open(s.base + page)
		for _, w := range []way{desktop, large, phone, dark} {
			tb.look(w)
			picture, err := chromedp.Run(tb.ctx, chromedp.FullScreenshot(100))
			if err != nil {
				t.Fatal(err)
			}
			name := strings.ReplaceAll(strings.TrimSuffix(page, ".html")+" "+w.name, "/", "-")
			if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
