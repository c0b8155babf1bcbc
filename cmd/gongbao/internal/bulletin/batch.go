package bulletin

import (
	"fmt"
	"io"

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
}

// NewBatch prepares the bulletins of an assessment.
func NewBatch(fonts *Fonts, a *analysis.Assessment, conf config.Config) *Batch {
	return &Batch{fonts: fonts, a: a, conf: conf, reissue: newReissue(a), terms: newTermList(terms(a.Plan))}
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
	c, err := e.composed(b.fonts, info)
	if err != nil {
		return Report{}, err
	}
	if info.attachments, err = e.attachments(); err != nil {
		return Report{}, err
	}
	if err := c.paint(w, info); err != nil {
		return Report{}, fmt.Errorf("bulletin %s of %s: %w", subject, issue.Release, err)
	}
	return Report{Pages: len(c.sheets), Demonstration: e.anyDemonstration(), Finding: info.subject}, nil
}
