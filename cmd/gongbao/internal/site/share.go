package site

import (
	"fmt"
	"strings"

	"gongbao/cmd/gongbao/internal/figure"
	"gongbao/cmd/gongbao/internal/route"
)

// Share images: the picture that goes with a link to a page. Pages with a finding of their own have their own; the others
// share the home page's.

// cards say, by a page's folder in the theme, which drawing goes with its finding. id is the part of the page's path that
// names what it is about.
var cards = map[string]func(r *renderer, id string) (figure.Figure, bool){
	"home":       func(r *renderer, _ string) (figure.Figure, bool) { return r.goalDrawing() },
	"counties":   func(r *renderer, _ string) (figure.Figure, bool) { return r.goalDrawing() },
	"documents":  func(*renderer, string) (figure.Figure, bool) { return figure.Figure{}, false },
	"measures":   func(r *renderer, _ string) (figure.Figure, bool) { return figure.NewGoals(r.a, r.home.Code) },
	"indicators": func(r *renderer, _ string) (figure.Figure, bool) { return figure.NewGoals(r.a, r.home.Code) },
	"county": func(r *renderer, code string) (figure.Figure, bool) {
		for _, id := range r.headlineIndicators() {
			if f, ok := figure.NewTrend(r.a, r.a.Results(id, code)[0]); ok {
				return f, true
			}
		}
		return figure.Figure{}, false
	},
	"measure": func(r *renderer, id string) (figure.Figure, bool) {
		for _, in := range r.plan.Measure(id).Indicators {
			if !r.aimed(in) {
				continue
			}
			if f, ok := figure.NewTrend(r.a, r.a.Results(in, r.home.Code)[0]); ok {
				return f, true
			}
		}
		return figure.Figure{}, false
	},
	"indicator": func(r *renderer, id string) (figure.Figure, bool) {
		in := r.plan.Indicator(id)
		if f, ok := figure.NewTrend(r.a, r.a.Results(id, r.home.Code)[0]); ok {
			return f, true
		}
		return figure.NewMap(r.a, id, r.kindOf(in))
	},
}

// goalDrawing is the map of the first goal; where regions have no places, the goals' progress.
func (r *renderer) goalDrawing() (figure.Figure, bool) {
	if goals := r.plan.Headlines(); len(goals) > 0 {
		if f, ok := figure.NewMap(r.a, goals[0].Indicator, goals[0].Kind); ok {
			return f, true
		}
	}
	return figure.NewGoals(r.a, r.home.Code)
}

// share paints a page's own picture, or names the site's.
func (s *Shell) share(p page) {
	r := s.r
	draw := cards[p.theme]
	switch {
	case r.studio.painter == nil || p.theme == embedFolder:
		return
	case draw == nil:
		s.Share = route.Share(route.Home)
		return
	}
	s.Share = route.Share(p.path)
	var id string
	if parts := strings.Split(p.path, "/"); len(parts) > 1 {
		id = parts[1]
	}
	card := figure.Card{Site: s.SiteTitle, Title: strings.Join(s.Heading, "")}
	f, ok := draw(r, id)
	if ok {
		card.Figure, card.Mark = &f, r.markWords(f.Mark)
		// The heading of these pages is a name; the finding is the drawing's.
		switch p.theme {
		case "measure":
			m := r.plan.Measure(id)
			card.Site, card.Title = measureLabel(m), f.Title
		case "indicator":
			card.Title = f.Title
		}
	}
	if card.Mark == "" && s.Tag != "" {
		card.Mark = s.Tag // of the finding
	}
	picture, err := r.studio.painter.PNG(card.Scene(), 1)
	if err == nil {
		err = r.studio.tree.Add(r.in.Tree.Path(s.Share), picture)
	}
	if err != nil {
		s.fail(fmt.Errorf("share image: %w", err))
	}
}
