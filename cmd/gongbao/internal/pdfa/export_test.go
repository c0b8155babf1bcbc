package pdfa

import (
	"bytes"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Check is for the test of the real bulletins, which stands outside the package because it builds them.
var Check = check

// Attached is how many bytes of a file are those of the files inside it.
func Attached(t testing.TB, file []byte) (size int) {
	t.Helper()
	conf := settings()
	ctx, err := pdfcpu.Read(bytes.NewReader(file), &conf)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range ctx.Table {
		if sd, ok := entry.Object.(types.StreamDict); ok && isName(sd.Dict, "Type", "EmbeddedFile") {
			size += len(sd.Raw)
		}
	}
	return size
}
