package pdfa

import (
	"encoding/binary"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// addColour says what the colours of the pages mean (ISO 19005-3, 6.2.3): they are sRGB.
func (f *file) addColour() error {
	profile, err := f.stream(sRGB(), types.Dict{"N": types.Integer(3)})
	if err != nil {
		return err
	}
	const name = "sRGB IEC61966-2.1"
	f.catalog.Update("OutputIntents", types.Array{types.Dict{
		"Type": types.Name("OutputIntent"), "S": types.Name("GTS_PDFA1"),
		"OutputConditionIdentifier": types.StringLiteral(name), "Info": types.StringLiteral(name),
		"RegistryName": types.StringLiteral("http://www.color.org"), "DestOutputProfile": profile,
	}})
	return nil
}

// sRGB is an ICC profile of version 4.2 (ISO 15076-1) made from the definition of IEC 61966-2-1: three primaries, adapted to
// the white of the profile space by the Bradford matrix, and one curve.
func sRGB() []byte {
	be := binary.BigEndian
	fixed := func(v float64) uint32 { return uint32(int32(math.Round(v * 65536))) }
	numbers := func(kind string, values ...float64) []byte {
		b := append([]byte(kind), 0, 0, 0, 0)
		for _, v := range values {
			b = be.AppendUint32(b, fixed(v))
		}
		return b
	}
	text := func(s string) []byte {
		b := append([]byte("mluc"), 0, 0, 0, 0)
		for _, v := range []uint32{1, 12} {
			b = be.AppendUint32(b, v)
		}
		b = append(b, "enUS"...)
		b = be.AppendUint32(be.AppendUint32(b, uint32(2*len(s))), 28)
		for _, r := range s {
			b = be.AppendUint16(b, uint16(r))
		}
		return b
	}
	curve := append([]byte("para"), 0, 0, 0, 0, 0, 3, 0, 0) // type 3: a power with a straight foot
	for _, v := range []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045} {
		curve = be.AppendUint32(curve, fixed(v))
	}
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text("sRGB")},
		{"cprt", text("No copyright, use freely")},
		{"wtpt", numbers("XYZ ", 0.9642, 1, 0.8249)},
		{"chad", numbers("sf32", 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)},
		{"rXYZ", numbers("XYZ ", 0.43607, 0.22249, 0.01392)},
		{"gXYZ", numbers("XYZ ", 0.38515, 0.71687, 0.09708)},
		{"bXYZ", numbers("XYZ ", 0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // one curve for the three
	}
	const headerSize = 128
	table := be.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	at, size := 0, 0
	base := headerSize + 4 + 12*len(tags)
	for _, t := range tags {
		if t.data != nil {
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
			at, size = base+len(data), len(t.data)
			data = append(data, t.data...)
		}
		table = append(table, t.name...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at)), uint32(size))
	}
	for len(data)%4 != 0 {
		data = append(data, 0)
	}
	header := make([]byte, headerSize)
	be.PutUint32(header, uint32(base+len(data)))
	be.PutUint32(header[8:], 0x04200000)
	copy(header[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2000, 1, 1} { // a fixed date: the definition has none that matters
		be.PutUint16(header[24+2*i:], v)
	}
	copy(header[36:], "acsp")
	for i, v := range []float64{0.9642, 1, 0.8249} {
		be.PutUint32(header[68+4*i:], fixed(v))
	}
	return append(append(header, table...), data...)
}
