// Package seal signs the list of checksums of the published data, and verifies what somebody has downloaded. Signatures are
// minisign's (Ed25519 over BLAKE2b): they show that the files are those which the holder of the key published, whole and
// unchanged. They are no electronic seal in the sense of the law.
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"aead.dev/minisign"
)

// Names beside a SHA256SUMS.
const (
	SignatureSuffix = ".minisig"
	PublicKeyFile   = "minisign.pub"
)

// Key is the office's secret key.
type Key struct{ private minisign.PrivateKey }

// KeyError says that the key cannot be used. It is a Chinese sentence for the person who runs the build.
type KeyError struct{ text, remedy string }

func (e *KeyError) Error() string { return e.text }
func (e *KeyError) Hint() string  { return e.remedy }

// OpenKey reads a key file as minisign -G writes it. password is used where the key is encrypted.
func OpenKey(file, password string) (*Key, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &KeyError{fmt.Sprintf("读不了签名私钥 %s：%v", file, err), "检查 --sign-key 或环境变量 GONGBAO_SIGN_KEY"}
	}
	k := new(Key)
	if !minisign.IsEncrypted(text) {
		if err := k.private.UnmarshalText(text); err != nil {
			return nil, &KeyError{fmt.Sprintf("%s 不是 minisign 私钥", file), "用 minisign -G 生成一对密钥"}
		}
		return k, nil
	}
	if password == "" {
		return nil, &KeyError{fmt.Sprintf("签名私钥 %s 有口令", file), "把口令放进环境变量 GONGBAO_SIGN_PASSWORD"}
	}
	if k.private, err = minisign.DecryptKey(password, text); err != nil {
		return nil, &KeyError{fmt.Sprintf("签名私钥 %s 的口令不对", file), "检查环境变量 GONGBAO_SIGN_PASSWORD"}
	}
	return k, nil
}

// Sign makes the detached signature of a file's content. The date, that of the release, and the file's name are in the
// comment that is signed as well: the same content gives the same bytes.
func (k *Key) Sign(content []byte, name string, date time.Time) []byte {
	r := minisign.NewReader(bytes.NewReader(content))
	buffer := make([]byte, 1<<16)
	for {
		if _, err := r.Read(buffer); err != nil { // io.EOF: a bytes.Reader has no other
			break
		}
	}
	comment := fmt.Sprintf("file:%s\thashed", name)
	if !date.IsZero() {
		comment = fmt.Sprintf("timestamp:%d\t%s", date.Unix(), comment)
	}
	return r.SignWithComments(k.private, comment, "signature from gongbao")
}

// Public is the text of the public key's file.
func (k *Key) Public() ([]byte, error) {
	public, ok := k.private.Public().(minisign.PublicKey)
	if !ok {
		return nil, errors.New("seal: a key without a public part")
	}
	text, err := public.MarshalText()
	return append(text, '\n'), err
}
