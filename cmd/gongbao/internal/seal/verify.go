package seal

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aead.dev/minisign"
)

const checksums = "SHA256SUMS"

// Report is what a verification found.
type Report struct {
	List      string // the SHA256SUMS that was used
	Checked   int    // files that are as listed
	Changed   []string
	Missing   []string
	Strange   []string // not in the list
	Signed    bool     // there is a signature
	Valid     bool     // it is that of Key
	Key       string   // id of the key, as minisign prints it
	KeyBeside bool     // the key came from the same folder: it proves that the list is whole, not who made it
}

// Sound reports whether everything that was looked at is as it was published.
func (r Report) Sound() bool {
	return len(r.Changed) == 0 && len(r.Missing) == 0 && r.Checked > 0 && (!r.Signed || r.Valid)
}

// NoListError says that there is nothing to verify against.
type NoListError struct{ Path string }

func (e *NoListError) Error() string {
	return fmt.Sprintf("%s 没有可以对照的 SHA256SUMS", e.Path)
}
func (e *NoListError) Hint() string {
	return "把网站上同一文件夹的 SHA256SUMS（有签名的连同 SHA256SUMS.minisig）下载到旁边再核对"
}

// Verify checks a folder, or one file, against the list of checksums of the folder or of the nearest one above. key is a
// public key, or the name of its file; empty: the one beside the list.
func Verify(path, key string) ([]Report, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		r, err := verifyFile(path, key)
		return []Report{r}, err
	}
	var reports []Report
	for _, list := range []string{filepath.Join(path, checksums), filepath.Join(path, "data", checksums)} {
		if _, err := os.Stat(list); err != nil {
			continue
		}
		r, err := verifyFolder(list, key)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	if reports == nil {
		return nil, &NoListError{path}
	}
	return reports, nil
}

func verifyFolder(list, key string) (Report, error) {
	r := Report{List: list}
	entries, err := r.open(key)
	if err != nil {
		return r, err
	}
	folder := filepath.Dir(list)
	own, err := hashOf(list)
	if err != nil {
		return r, err
	}
	sums := map[string]string{checksums: own}
	listed := map[string]bool{checksums: true, checksums + SignatureSuffix: true, PublicKeyFile: true}
	for _, e := range entries {
		listed[e.name], sums[e.name] = true, e.sum
		switch sum, err := hashOf(filepath.Join(folder, filepath.FromSlash(e.name))); {
		case errors.Is(err, fs.ErrNotExist):
			r.Missing = append(r.Missing, e.name)
		case err != nil:
			return r, err
		case sum != e.sum:
			r.Changed = append(r.Changed, e.name)
		default:
			r.Checked++
		}
	}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if name = filepath.ToSlash(name); err == nil && !listed[name] && !strings.HasPrefix(d.Name(), ".") && !compressed(path, name, sums) {
			r.Strange = append(r.Strange, name)
		}
		return err
	})
	return r, err
}

// compressed reports whether a file is a listed one in the form that servers hand out: publishing to a folder puts it there.
func compressed(path, name string, sums map[string]string) bool {
	sum, variant := sums[strings.TrimSuffix(name, ".gz")]
	if !variant || !strings.HasSuffix(name, ".gz") {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return false
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, z); err != nil {
		return false
	}
	return hex.EncodeToString(hash.Sum(nil)) == sum
}

// verifyFile looks for the list beside the file and above it: the nearest that is signed, else the nearest. A file that was
// downloaded alone beside the list is found by its name, whichever folder it stood in.
func verifyFile(path, key string) (Report, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return Report{}, err
	}
	sum, err := hashOf(abs)
	if err != nil {
		return Report{}, err
	}
	var nearest *Report
	for folder := filepath.Dir(abs); ; folder = filepath.Dir(folder) {
		r, found, err := verifyAgainst(filepath.Join(folder, checksums), abs, sum, key)
		switch {
		case err != nil:
			return r, err
		case found && r.Key != "":
			return r, nil
		case found && nearest == nil:
			nearest = &r
		}
		if folder != filepath.Dir(folder) {
			continue
		}
		if nearest == nil {
			return Report{}, &NoListError{path}
		}
		return *nearest, nil
	}
}

// verifyAgainst holds one file against one list; found is false where the list is not there or has no such file.
func verifyAgainst(list, file, sum, key string) (r Report, found bool, err error) {
	r.List = list
	if _, err := os.Stat(list); err != nil {
		return r, false, nil
	}
	entries, err := r.open(key)
	if err != nil {
		return r, false, err
	}
	name, err := filepath.Rel(filepath.Dir(list), file)
	if err != nil {
		return r, false, err
	}
	name = filepath.ToSlash(name)
	same := slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return e.name != name })
	if len(same) == 0 {
		same = slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return filepath.Base(e.name) != filepath.Base(name) })
	}
	if slices.ContainsFunc(same, func(e entry) bool { return e.sum == sum }) {
		r.Checked = 1
	} else {
		r.Changed = []string{name}
	}
	return r, len(same) > 0, nil
}

type entry struct{ sum, name string }

// open reads the list and checks its signature, where there is one or a key was given.
func (r *Report) open(key string) ([]entry, error) {
	content, err := os.ReadFile(r.List)
	if err != nil {
		return nil, err
	}
	if err := r.signature(content, key); err != nil {
		return nil, err
	}
	var entries []entry
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  ")
		if !ok || len(sum) != 64 || !filepath.IsLocal(name) {
			return nil, fmt.Errorf("%s 里有一行不是校验和：%q", r.List, line)
		}
		entries = append(entries, entry{sum, name})
	}
	return entries, nil
}

func (r *Report) signature(content []byte, key string) error {
	signature, err := os.ReadFile(r.List + SignatureSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		r.Signed = key != "" // whoever names a key wants a signature by it
		return nil
	}
	if err != nil {
		return err
	}
	r.Signed = true
	var public minisign.PublicKey
	if key == "" {
		key, r.KeyBeside = filepath.Join(filepath.Dir(r.List), PublicKeyFile), true
	}
	text, err := os.ReadFile(key)
	if err != nil {
		text = []byte(key) // the key itself, as minisign -P takes it
	}
	if err := public.UnmarshalText(text); err != nil {
		return fmt.Errorf("%s 不是 minisign 公钥", key)
	}
	r.Key = fmt.Sprintf("%X", public.ID())
	r.Valid = verifySignature(public, content, signature)
	return nil
}

func verifySignature(public minisign.PublicKey, content, signature []byte) bool {
	reader := minisign.NewReader(strings.NewReader(string(content)))
	if _, err := io.Copy(io.Discard, reader); err != nil {
		return false
	}
	return reader.Verify(public, signature)
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
