package seal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aead.dev/minisign"
	other "github.com/jedisct1/go-minisign"
)

var date = time.Date(2020, 7, 15, 9, 0, 0, 0, time.UTC)

// newKey writes a key file, encrypted where there is a password, and returns its name.
func newKey(t *testing.T, seed int64, password string) string {
	t.Helper()
	_, private, err := minisign.GenerateKey(rand.New(rand.NewSource(seed)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := private.MarshalText()
	if password != "" {
		text, err = minisign.EncryptKey(password, private)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "office.key")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func openKey(t *testing.T, seed int64) *Key {
	t.Helper()
	k, err := OpenKey(newKey(t, seed, ""), "")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// What is signed here is verified by the library of minisign's own author.
func TestSignatureIsMinisigns(t *testing.T) {
	k := openKey(t, 1)
	content := []byte("abc  observations.csv\n")
	signature := k.Sign(content, "SHA256SUMS", date)
	text, err := k.Public()
	if err != nil {
		t.Fatal(err)
	}
	public, err := other.DecodePublicKey(string(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := other.DecodeSignature(string(signature))
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := public.Verify(content, s); !ok || err != nil {
		t.Errorf("not valid: %v", err)
	}
	if ok, _ := public.Verify([]byte("abd  observations.csv\n"), s); ok {
		t.Error("valid for another content")
	}
	if s.TrustedComment != "trusted comment: timestamp:1594803600\tfile:SHA256SUMS\thashed" {
		t.Errorf("trusted comment %q", s.TrustedComment)
	}
	if !bytes.Equal(signature, k.Sign(content, "SHA256SUMS", date)) {
		t.Error("two signatures of one content differ")
	}
}

// Deriving the key from the password takes a gigabyte and seconds, as it should; once is enough.
func TestOpenKey(t *testing.T) {
	if testing.Short() {
		t.Skip("the key derivation is slow by design")
	}
	locked := newKey(t, 1, "秘密")
	if _, err := OpenKey(locked, "秘密"); err != nil {
		t.Error(err)
	}
	var refused *KeyError
	for name, err := range map[string]error{
		"no password": func() error { _, err := OpenKey(locked, ""); return err }(),
		"no file":     func() error { _, err := OpenKey(locked+"x", ""); return err }(),
	} {
		if !errors.As(err, &refused) || refused.Hint() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// published is a folder of two files, listed and signed.
func published(t *testing.T, k *Key) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, content []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var list bytes.Buffer
	for _, name := range []string{"latest/a.csv", "latest/b.csv"} {
		write(name, []byte(name))
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(name)), name)
	}
	write(checksums, list.Bytes())
	write(checksums+SignatureSuffix, k.Sign(list.Bytes(), checksums, date))
	public, err := k.Public()
	if err != nil {
		t.Fatal(err)
	}
	write(PublicKeyFile, public)
	return dir
}

func TestVerify(t *testing.T) {
	k, stranger := openKey(t, 1), openKey(t, 2)
	foreign, err := stranger.Public()
	if err != nil {
		t.Fatal(err)
	}
	change := func(name string) func(string) {
		return func(dir string) { os.WriteFile(filepath.Join(dir, name), []byte("changed"), 0o644) }
	}
	variant := func(of, name string) func(string) { // a file as servers hand it out
		return func(dir string) {
			content, err := os.ReadFile(filepath.Join(dir, of))
			if err != nil {
				t.Error(err)
			}
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(content)
			z.Close()
			os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644)
		}
	}
	tests := map[string]struct {
		do    func(dir string)
		path  string // below the folder
		key   string
		sound bool
		want  string
	}{
		"Folder":       {func(string) {}, "", "", true, "2 [] [] [] true"},
		"File":         {func(string) {}, "latest/a.csv", "", true, "1 [] [] [] true"},
		"Changed":      {change("latest/a.csv"), "", "", false, "1 [latest/a.csv] [] [] true"},
		"ChangedFile":  {change("latest/a.csv"), "latest/a.csv", "", false, "0 [latest/a.csv] [] [] true"},
		"Missing":      {func(dir string) { os.Remove(filepath.Join(dir, "latest/b.csv")) }, "", "", false, "1 [] [latest/b.csv] [] true"},
		"Strange":      {change("latest/c.csv"), "", "", true, "2 [] [] [latest/c.csv] true"},
		"Variant":      {variant("latest/a.csv", "latest/a.csv.gz"), "", "", true, "2 [] [] [] true"},
		"ListVariant":  {variant(checksums, checksums+".gz"), "", "", true, "2 [] [] [] true"},
		"OtherVariant": {variant("latest/b.csv", "latest/a.csv.gz"), "", "", true, "2 [] [] [latest/a.csv.gz] true"},
		"NoVariant":    {change("latest/a.csv.gz"), "", "", true, "2 [] [] [latest/a.csv.gz] true"},
		"AnotherKey":   {func(string) {}, "", string(foreign), false, "2 [] [] [] false"},
		"ListChanged":  {func(dir string) { appendTo(filepath.Join(dir, checksums), fmt.Sprintf("%064d  x\n", 0)) }, "", "", false, "2 [] [x] [] false"},
		"NoSignature":  {func(dir string) { os.Remove(filepath.Join(dir, checksums+SignatureSuffix)) }, "", "", true, "2 [] [] [] false"},
		"KeyButNoSign": {func(dir string) { os.Remove(filepath.Join(dir, checksums+SignatureSuffix)) }, "", string(foreign), false, "2 [] [] [] false"},
		// Downloaded alone, beside the list.
		"MovedFile": {func(dir string) { os.Rename(filepath.Join(dir, "latest/a.csv"), filepath.Join(dir, "a.csv")) }, "a.csv", "", true, "1 [] [] [] true"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := published(t, k)
			tt.do(dir)
			reports, err := Verify(filepath.Join(dir, tt.path), tt.key)
			if err != nil || len(reports) != 1 {
				t.Fatalf("%v %v", reports, err)
			}
			r := reports[0]
			if got := fmt.Sprint(r.Checked, r.Changed, r.Missing, r.Strange, r.Valid); got != tt.want || r.Sound() != tt.sound {
				t.Errorf("got %s, sound %v; want %s, %v", got, r.Sound(), tt.want, tt.sound)
			}
		})
	}
	var none *NoListError
	if _, err := Verify(t.TempDir(), ""); !errors.As(err, &none) {
		t.Errorf("nothing to verify against: %v", err)
	}
}

func appendTo(name, text string) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		panic(err)
	}
}
