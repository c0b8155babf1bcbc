package build

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"gongbao/cmd/gongbao/internal/deploy"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/parallel"
	"gongbao/cmd/gongbao/internal/publish"
)

// A part that goes to a bucket or a server goes as one file: a tree of many small ones would take a request each.

func packName(s Shard) string { return fmt.Sprintf("part-%d-of-%d.tar.gz", s.Number, s.Of) }

var packShape = regexp.MustCompile(`^part-\d+-of-\d+\.tar\.gz$`)

// pack writes a folder to a file: the same folder gives the same bytes.
func pack(folder, file string) (size int64, err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() {
		info, statErr := f.Stat()
		if err = errors.Join(err, statErr, f.Close()); err == nil {
			size = info.Size()
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<16)
	z, err := gzip.NewWriterLevel(buffered, gzip.BestSpeed)
	if err != nil {
		return 0, err
	}
	w := tar.NewWriter(z)
	err = fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: info.Size(), Mode: 0o644, Format: tar.FormatPAX}); err != nil {
			return err
		}
		r, err := os.Open(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = io.Copy(w, r)
		return err
	})
	return 0, errors.Join(err, w.Close(), z.Close(), buffered.Flush())
}

// errPack is for a file that is none of pack's, or not whole.
var errPack = errors.New("not a whole part")

// unpack is the inverse of pack, into a new folder. What the files should be is the record's matter.
func unpack(from io.Reader, folder string) error {
	z, err := gzip.NewReader(bufio.NewReaderSize(from, 1<<16))
	if err != nil {
		return errors.Join(errPack, err)
	}
	r := tar.NewReader(z)
	made := map[string]bool{}
	for {
		h, err := r.Next()
		if err == io.EOF {
			if _, err := io.Copy(io.Discard, z); err != nil { // its checksum stands at the end
				return errors.Join(errPack, err)
			}
			return nil
		}
		if err != nil {
			return errors.Join(errPack, err)
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) {
			return errPack
		}
		name := filepath.Join(folder, filepath.FromSlash(h.Name))
		if dir := filepath.Dir(name); !made[dir] {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			made[dir] = true
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return errPack
		}
		if err != nil {
			return err
		}
		_, err = io.Copy(writing{f}, r)
		if closed := f.Close(); err == nil && closed != nil {
			err = diskError{closed}
		}
		var disk diskError
		switch {
		case errors.As(err, &disk):
			return disk.error
		case err != nil:
			return errors.Join(errPack, err)
		}
	}
}

// writing tells what the disk says from what the reader says.
type writing struct{ f *os.File }

func (w writing) Write(b []byte) (int, error) {
	n, err := w.f.Write(b)
	if err != nil {
		err = diskError{err}
	}
	return n, err
}

type diskError struct{ error }

// sendPart makes a part in a folder of this machine's own and brings it to a bucket or a server.
func sendPart(ctx context.Context, o Options, make func(folder string) error) (err error) {
	depot, err := deploy.OpenDepot(ctx, o.Destination)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, depot.Close()) }()
	name := packName(o.Shard)
	scratch, err := publish.Stage(filepath.Join(os.TempDir(), "gongbao-"+name))
	if err != nil {
		return err
	}
	defer scratch.Abort()
	folder, file := filepath.Join(scratch.Dir, "part"), filepath.Join(scratch.Dir, name)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	if err := make(folder); err != nil {
		return err
	}
	o.Progress("打包")
	size, err := pack(folder, file)
	if err != nil {
		return &diag.Failure{Message: fmt.Sprintf("无法打包第 %d 份", o.Shard.Number), Err: err}
	}
	if size > deploy.MostInPut {
		return &diag.Failure{Message: fmt.Sprintf("第 %d 份打包后有 %d MB，一次传不了这么多", o.Shard.Number, size/1e6), Remedy: "分成更多份"}
	}
	o.Progress("上传")
	return depot.Put(ctx, name, file)
}

// fetchParts brings the parts from a bucket or a server into a folder of this machine.
func fetchParts(ctx context.Context, address, folder string) ([]fetched, error) {
	depot, err := deploy.OpenDepot(ctx, address)
	if err != nil {
		return nil, err
	}
	defer depot.Close()
	names, err := depot.Names(ctx)
	if err != nil {
		return nil, err
	}
	var parts []fetched
	for _, name := range names {
		if packShape.MatchString(name) {
			parts = append(parts, fetched{folder: filepath.Join(folder, name), name: depot.String() + "/" + name, file: name})
		}
	}
	errs := make([]error, len(parts))
	parallel.Each(len(parts), func(i int) {
		p := &parts[i]
		err := depot.Get(ctx, p.file, func(r io.Reader) error { return unpack(r, p.folder) })
		if errors.Is(err, errPack) {
			p.torn = true
			return
		}
		errs[i] = err
	})
	return parts, errors.Join(errs...)
}

// fetched is a part that was brought here, or a folder that was given.
type fetched struct {
	folder string
	name   string // for people
	file   string // at the depot
	torn   bool   // its file is not whole
}
