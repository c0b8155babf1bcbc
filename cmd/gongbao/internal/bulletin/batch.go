package bulletin

import (
	"fmt"
	"io"
	"sync"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
)

// Batch makes the bulletins of one release. What they share is made once; they may be set by several goroutines.
type Batch struct {
	fonts   *Fonts
	a       *analysis.Assessment
	conf    config.Config
	reissue *reissue
	terms   termList

	mu    sync.Mutex
	spare []*widths // each with the texts of documents that are done
}

// NewBatch prepares the bulletins of an assessment.
func NewBatch(fonts *Fonts, a *analysis.Assessment, conf config.Config) *Batch {
	return &Batch{fonts: fonts, a: a, conf: conf, reissue: newReissue(a), terms: newTermList(terms(a.Plan))}
}

// mostTexts is how many texts are kept from document to document: some megabytes of them.
const mostTexts = 4000

// take gives what a document is measured with; nobody else uses it until it is given back.
func (b *Batch) take() *widths {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.spare)
	if n == 0 {
		return newWidths(b.fonts)
	}
	w := b.spare[n-1]
	b.spare = b.spare[:n-1]
	return w
}

func (b *Batch) giveBack(w *widths) {
	if clear(w.scenes); len(w.shaped) > mostTexts || len(w.broken) > mostTexts || len(w.wide) > mostTexts {
		w.forget()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spare = append(b.spare, w)
}

// Report is what was written.
type Report struct {
	Pages         int
	Demonstration bool   // it holds a demonstration figure
	Finding       string // its title
}

// Write sets the bulletin of a subject. Characters that the fonts lack are MissingGlyphErrors, and nothing is written.
func (b *Batch) Write(w io.Writer, issue Issue, subject Subject) (Report, error) {
	e, err := b.edition(issue, subject)
	if err != nil {
		return Report{}, err
	}
	info := e.information()
	shared := b.take()
	c, err := e.composed(shared, info)
	if err != nil {
		return Report{}, err // a text that cannot be set is not kept as if it could
	}
	defer b.giveBack(shared)
	if info.attachments, err = e.attachments(); err != nil {
		return Report{}, err
	}
	if err := c.paint(w, info); err != nil {
		return Report{}, fmt.Errorf("bulletin %s of %s: %w", subject, issue.Release, err)
	}
	return Report{Pages: len(c.sheets), Demonstration: e.anyDemonstration(), Finding: info.subject}, nil
}
