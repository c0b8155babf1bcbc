package bulletin

import ("os";"testing";"bytes")

func TestPreview(t *testing.T) {
	w := newWorld(fiveCounties...)
	var b bytes.Buffer
	n, err := City(&b, fonts(t), w.assess(), w.config, w.issue())
	if err != nil { t.Fatal(err) }
	os.WriteFile("/tmp/bp/city.pdf", b.Bytes(), 0o644)
	t.Log(n, b.Len())
}
