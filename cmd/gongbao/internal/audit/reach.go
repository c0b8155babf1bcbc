package audit

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"gongbao/cmd/gongbao/internal/diag"
)

// LinkUnreachable is the code of the rule that needs a network.
const LinkUnreachable = "LINK-UNREACHABLE"

const (
	reachAtOnce = 8
	reachWithin = 15 * time.Second
)

// Reach asks every address outside the site that texts and sources name, once each and eight at a time. It is no part of
// Run: what it finds depends on the network and the day. client is http.DefaultClient but for tests.
func Reach(ctx context.Context, in Input, client *http.Client) diag.List {
	type address struct {
		url    string
		places []diag.Place
	}
	var all []*address
	add := func(url string, at diag.Place) {
		if !external(url) {
			return
		}
		i := slices.IndexFunc(all, func(a *address) bool { return a.url == url })
		if i < 0 {
			all = append(all, &address{url: url})
			i = len(all) - 1
		}
		all[i].places = append(all[i].places, at)
	}
	for _, link := range in.Places.Links {
		add(link.Target, link.At)
	}
	for i := range in.Plan.Sources {
		s := &in.Plan.Sources[i]
		add(s.URL, in.Places.Source(s.ID))
	}

	why := make([]string, len(all))
	slots := make(chan struct{}, reachAtOnce)
	var wait sync.WaitGroup
	for i, a := range all {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			why[i] = reach(ctx, client, a.url)
		})
	}
	wait.Wait()
	var found diag.List
	for i, a := range all {
		if why[i] == "" {
			continue
		}
		for _, at := range a.places {
			found.Warnf(at, LinkUnreachable, "打不开 %q：%s", a.url, why[i])
			found.Hintf("换成新的网址，或删去链接；只是一时打不开的，过几天再查")
			found.About(diag.Subject{Name: a.url})
		}
	}
	found.Sort()
	return found
}

// reach says why an address cannot be opened; empty where it can. Some servers know only GET.
func reach(ctx context.Context, client *http.Client, url string) string {
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	last := ""
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		request, err := http.NewRequestWithContext(ctx, method, url, nil)
		if err != nil {
			return "网址的写法不对"
		}
		request.Header.Set("User-Agent", "gongbao check")
		response, err := client.Do(request)
		if err != nil {
			if ctx.Err() != nil {
				return fmt.Sprintf("%d 秒没有回应", int(reachWithin.Seconds()))
			}
			last = cmp.Or(last, "连不上服务器")
			continue
		}
		response.Body.Close()
		if response.StatusCode < 400 {
			return ""
		}
		last = fmt.Sprintf("服务器答 %d", response.StatusCode)
	}
	return last
}
