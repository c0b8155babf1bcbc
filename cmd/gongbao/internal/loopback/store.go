package loopback

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"
)

// Before stands before a store that speaks S3. answer may answer a request itself, slowly or wrongly, and says whether it
// did; the others go to the store.
func Before(t testing.TB, s Server, answer func(w http.ResponseWriter, r *http.Request) bool) (host string) {
	t.Helper()
	store := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: s.Host})
	host = freePort(t)
	web := &http.Server{Addr: host, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answer(w, r) {
			store.ServeHTTP(w, r) // which keeps the host that the signature covers
		}
	})}
	go web.ListenAndServe()
	t.Cleanup(func() { web.Close() })
	await(t, host)
	return host
}

// Mute accepts connections and says nothing.
func Mute(t testing.TB) (host string) {
	t.Helper()
	return NewLine(t, "", 0, true).Host
}
