package deploy

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"gongbao/cmd/gongbao/internal/diag"
)

// Depot is a place at a bucket or a server where the machines of one build put their parts. It is no publication: there is no
// receipt and no lock, and whoever puts a file under a name again has the last word.
type Depot struct {
	store   store
	address Address
}

// Remote tells an address of a bucket or a server from a folder.
func Remote(address string) bool { return strings.Contains(address, "://") }

// OpenDepot opens an address, see [Parse].
func OpenDepot(ctx context.Context, address string) (*Depot, error) {
	a, err := Parse(address)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, a)
	if err != nil {
		return nil, err
	}
	return &Depot{s, a}, nil
}

func (d *Depot) Close() error   { return d.store.Close() }
func (d *Depot) String() string { return strings.TrimSuffix(d.address.String(), "/") }

// Names are the files there, sorted.
func (d *Depot) Names(ctx context.Context) ([]string, error) {
	there, err := d.store.List(ctx)
	if err != nil {
		return nil, d.failed("列出", "", err)
	}
	return sortedKeys(there), nil
}

// MostInPut is how large a file may be: S3 takes no more in one request.
const MostInPut = 5 << 30

// Put sends a file of this machine. It is there whole or not at all.
func (d *Depot) Put(ctx context.Context, name, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := d.store.Write(ctx, name, f, info.Size(), header{ContentType: "application/gzip", CacheControl: "no-store"}); err != nil {
		return d.failed("上传", name, err)
	}
	return nil
}

// Get streams a file to use. What use returns is returned, unless the store has failed.
func (d *Depot) Get(ctx context.Context, name string, use func(io.Reader) error) error {
	var r *heard
	err := d.store.Stream(ctx, name, func(from io.Reader) error {
		r = &heard{from: from}
		return use(r)
	})
	if err == nil || r != nil && r.err == nil {
		return err
	}
	return d.failed("读取", name, err)
}

// heard remembers what a store said first.
type heard struct {
	from io.Reader
	err  error
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.from.Read(b)
	if err != nil && err != io.EOF && h.err == nil {
		h.err = err
	}
	return n, err
}

func (d *Depot) failed(verb, name string, err error) error {
	r := run{store: d.store, address: d.address}
	err = r.failed(verb, name, err)
	var f *diag.Failure
	if errors.As(err, &f) {
		f.Remedy = strings.ReplaceAll(f.Remedy, "，已传的文件不会重传", "")
	}
	return err
}
