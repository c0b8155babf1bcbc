package audit

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A real server that answers, that has nothing there, that knows only GET, and one that is gone.
func TestReach(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/old" && r.Method != http.MethodGet:
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	}))
	defer server.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	in, _ := world(t, map[string]string{
		section:                      "见[这里](" + server.URL + "/here)、[旧站](" + server.URL + "/old)、[没有](" + server.URL + "/gone)、[关了](" + closed.URL + "/)、[邮箱](mailto:a@b.cn)。\n",
		"data/codelists/sources.csv": "source_id,name,publisher,url,kind,rank\nreport,报表,局," + server.URL + "/gone,reported,1\n",
	})
	found := Reach(t.Context(), in, server.Client())
	got := printed(t, found)
	if len(found) != 3 || !strings.Contains(got, section+":4:") || !strings.Contains(got, "data/codelists/sources.csv:2") ||
		strings.Count(got, "服务器答 404") != 2 || strings.Count(got, "连不上服务器") != 1 {
		t.Errorf("got\n%s", got)
	}
	for _, d := range found {
		if d.Subject.Name == "" || d.Severity != ruleOf(t, LinkUnreachable).Severity {
			t.Errorf("%+v", d)
		}
	}
}
