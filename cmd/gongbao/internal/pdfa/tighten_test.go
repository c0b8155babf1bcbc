package pdfa

import (
	"bytes"
	"strings"
	"testing"
)

func TestDecimal(t *testing.T) {
	for n, want := range map[int]string{0: "0", 5: ".05", 50: ".5", -5: "-.05", 100: "1", 12345: "123.45", -1230: "-12.3", -100: "-1"} {
		if got := string(appendDecimal(nil, n)); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// What the painter says twice is said once, and what is drawn stays: places of text are relative to each other, q and Q go
// only where nothing but a path stands between them.
func TestTighten(t *testing.T) {
	const painted = `BT
98.47 696.76 TD
/F2 35 Tf 6 Tc
0.710 0.071 0.106 rg
[<0020>] TJ
ET
BT
98.47 658.50 TD
/F2 35 Tf 0 Tc
0.710 0.071 0.106 rg
[<0015>] TJ
ET
2.20 w
0.710 0.071 0.106 RG
q
79.37 620.21 m 521.57 620.21 l S
Q
2.20 w
q
 0.00000 -1.00000 1.00000
 0.00000 75.37 127.66 cm
BT
75.37 127.66 TD
/F1 14 Tf 0 Tc
0.102 0.102 0.102 rg
[<0012>] TJ
ET
Q
BT
10.00 20.00 TD
/F2 35 Tf 0 Tc
0.710 0.071 0.106 rg
[<0021>] TJ
ET
`
	const want = `BT
98.47 696.76 Td
/F2 35 Tf
6 Tc
.71 .071 .106 rg
<0020> Tj
0 -38.26 Td
0 Tc
<0015> Tj
2.2 w
.71 .071 .106 RG
ET
79.37 620.21 m 521.57 620.21 l S
q
0 -1 1
0 75.37 127.66 cm
BT
75.37 127.66 Td
/F1 14 Tf
.102 .102 .102 rg
<0012> Tj
ET
Q
BT
10 20 Td
<0021> Tj
ET
`
	var out bytes.Buffer
	o := operators{out: &out}
	for line := range strings.Lines(painted) {
		if err := o.write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	o.endText()
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	for _, faulty := range []string{"Q\n", "x 1 TD\n", "1.234 1 TD\n"} {
		if err := (&operators{out: &bytes.Buffer{}}).write([]byte(faulty)); err == nil {
			t.Errorf("%q is no error", faulty)
		}
	}
}
