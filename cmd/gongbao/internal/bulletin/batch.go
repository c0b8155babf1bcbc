package bulletin

import (
	"fmt"
	"io"
	"reflect"
	"sync"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/fingerprint"
	"gongbao/cmd/gongbao/internal/wording"
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

// NewBatch prepares the bulletins of an assessment. Without fonts they can be spelt, and not set; see In.
func NewBatch(fonts *Fonts, a *analysis.Assessment, conf config.Config) *Batch {
	return &Batch{fonts: fonts, a: a, conf: conf, reissue: newReissue(a), terms: newTermList(terms(a.Plan))}
}

// In gives a batch that has none its fonts, before anything is set.
func (b *Batch) In(fonts *Fonts) { b.fonts = fonts }

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

// Spell writes what a bulletin says to w, before anything of it is set: for the same program, fonts, configuration and names
// (the terms that no line may break) equal bytes are equal bulletins. It takes a tenth of the time of Write.
func (b *Batch) Spell(w io.Writer, issue Issue, subject Subject) error {
	e, err := b.edition(issue, subject)
	if err != nil {
		return err
	}
	info := e.information()
	if info.attachments, err = e.attachments(); err != nil {
		return err
	}
	said := []any{issue, subject, info, e.name, e.label, e.anyDemonstration()}
	ways := []setting{{}}
	if subject.Kind == OfCity {
		ways = append(ways, setting{tableFirst: true}) // the rest of a setting is how closely blocks are set, not what they say
	}
	for _, s := range ways {
		fresh := *e
		fresh.setting = s
		fresh.write()
		said = append(said, fresh.blocks)
	}
	return fingerprint.Write(w, languages, said...)
}

var languages = fingerprint.Named{reflect.TypeFor[*wording.Language](): func(v any) string {
	if say := v.(*wording.Language); say != nil {
		return say.Lang()
	}
	return ""
}}
