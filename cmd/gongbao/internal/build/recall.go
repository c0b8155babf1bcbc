package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gongbao/cmd/gongbao/internal/analysis"
	"gongbao/cmd/gongbao/internal/bulletin"
	"gongbao/cmd/gongbao/internal/config"
	"gongbao/cmd/gongbao/internal/digest"
	"gongbao/cmd/gongbao/internal/output"
)

// A build recalls what the one before has made: see output.Key. Its record lies in .gongbao/ below the source, which is
// published nowhere; whoever deletes it has the next build make everything.

// RecordFile is where the record of a destination lies. A source has one for each of its destinations.
func RecordFile(source, destination string) string {
	sum := sha256.Sum256([]byte(resolved(destination)))
	return filepath.Join(source, ".gongbao", "made", hex.EncodeToString(sum[:8]))
}

// groundOf is the key of everything that pages and bulletins are made of, besides the observations and the corrective
// actions: this program, the configuration, every text and every other table, byte for byte.
func groundOf(source string, conf config.Config, program output.Key) (output.Key, error) {
	h := output.NewKey("source").Key(program)
	settings, err := json.Marshal(conf) // of which the environment may have changed some
	if err != nil {
		return output.Key{}, err
	}
	h.Text(string(settings))
	add := func(name string) error {
		content, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		h.Text(name).Text(string(content))
		return nil
	}
	for _, folder := range []string{"content", "data"} {
		err := fs.WalkDir(os.DirFS(source), folder, func(name string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && name == folder: // documents alone need no data
				return nil
			case err != nil:
				return err
			case d.IsDir() && name == "data/observations":
				return fs.SkipDir
			case d.IsDir() || name == "data/actions.csv":
				return nil
			}
			return add(name)
		})
		if err != nil {
			return output.Key{}, err
		}
	}
	if conf.Map.File != "" {
		if err := add(conf.Map.File); err != nil {
			return output.Key{}, err
		}
	}
	return h.Sum(), nil
}

// programKey tells this program from every other. The linker writes an identity into it that follows from its content; a
// program without one is hashed.
func programKey() (output.Key, error) {
	name, err := os.Executable()
	if err != nil {
		return output.Key{}, err
	}
	f, err := os.Open(name)
	if err != nil {
		return output.Key{}, err
	}
	defer f.Close()
	start := make([]byte, 64<<10)
	n, err := io.ReadFull(f, start)
	if err != nil && err != io.ErrUnexpectedEOF {
		return output.Key{}, err
	}
	if id := identity(start[:n]); len(id) > 0 {
		return output.NewKey("program").Text(string(id)).Sum(), nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return output.Key{}, err
	}
	return sha256.Sum256(content), nil
}

// identity is what the linker wrote at a program's beginning: a text of its own, or, where the system's linker has had a hand in
// it, an ELF note of the owner Go with the type 4. It is empty where there is neither.
func identity(start []byte) []byte {
	if _, rest, ok := bytes.Cut(start, []byte("\xff Go build ID: \"")); ok {
		if id, _, ok := bytes.Cut(rest, []byte("\"\n \xff")); ok {
			return id
		}
	}
	if before, rest, ok := bytes.Cut(start, []byte("\x04\x00\x00\x00Go\x00\x00")); ok && len(before) >= 4 {
		if n := binary.LittleEndian.Uint32(before[len(before)-4:]); int64(n) <= int64(len(rest)) {
			return rest[:n]
		}
	}
	return nil
}

// bulletinKeys are the keys of a release's bulletins.
type bulletinKeys struct{ ground, figures output.Key }

func newBulletinKeys(ground output.Key, a *analysis.Assessment) *bulletinKeys {
	d := digest.Of(a)
	return &bulletinKeys{d.Ground(ground), d.All()}
}

// figures is the key of a bulletin by everything that it might show: all figures. Where it is known, nothing need be
// looked at.
func (k *bulletinKeys) ofFigures(issue bulletin.Issue, s bulletin.Subject) output.Key {
	return output.NewKey("bulletin").Key(k.ground).Key(k.figures).Text(issue.Release).Text(issue.Title).Text(issue.Date.String()).
		Number(issue.Number).Text(issue.Address).Text(string(s.Kind)).Text(s.ID).Sum()
}

// ofContent is its key by what it does say. Most of the bulletins say the same after one figure has changed.
func (k *bulletinKeys) ofContent(b *bulletin.Batch, issue bulletin.Issue, s bulletin.Subject) (output.Key, error) {
	h := sha256.New()
	if err := b.Spell(h, issue, s); err != nil {
		return output.Key{}, err
	}
	return output.NewKey("said").Key(k.ground).Text(string(h.Sum(nil))).Sum(), nil
}
