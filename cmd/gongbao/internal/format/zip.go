package format

import (
	"archive/zip"
	"io"
	"time"
)

// Entry is a file of a package: its name there, and where to read it.
type Entry struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// ZIP packs files in their order, all with one date: the same files give the same bytes. The zero date is the first that
// the format has.
func ZIP(w io.Writer, date time.Time, entries []Entry) error {
	if date.IsZero() {
		date = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	z := newZip(w)
	for _, e := range entries {
		out, err := z.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Deflate, Modified: date.UTC()})
		if err != nil {
			return err
		}
		in, err := e.Open()
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		if closed := in.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
