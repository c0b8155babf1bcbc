package deploy

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"gongbao/cmd/gongbao/internal/diag"
)

// bucket is a store that speaks S3: Amazon's, the S3 side of Alibaba's, Tencent's, Huawei's and Google's, MinIO, Ceph …
type bucket struct {
	client  *minio.Client
	name    string
	prefix  string // with a slash at its end; empty for the whole bucket
	address Address
}

func openBucket(ctx context.Context, a Address) (store, error) {
	endpoint := a.query.Get("endpoint")
	if endpoint == "" {
		endpoint = "s3.amazonaws.com"
	}
	lookup := minio.BucketLookupAuto
	if a.query.Get("path_style") == "true" {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(endpoint, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.FileAWSCredentials{},
		}),
		Secure:       a.query.Get("insecure") != "true",
		Region:       a.query.Get("region"),
		BucketLookup: lookup,
		MaxRetries:   retries,
	})
	if err != nil {
		return nil, &diag.Failure{Message: fmt.Sprintf("发布地址里的 endpoint %q 无效", endpoint), Remedy: "应为主机名，如 oss-cn-beijing.aliyuncs.com，不带 https://"}
	}
	b := &bucket{client: client, name: a.host, address: a}
	if a.path != "" {
		b.prefix = a.path + "/"
	}
	return b, nil
}

func (b *bucket) String() string { return b.address.String() }
func (b *bucket) Close() error   { return nil }
func (b *bucket) Variants() bool { return false }

func (b *bucket) List(ctx context.Context) (map[string]object, error) {
	// A list has many pages; it may take any time while it goes on.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	idle := time.AfterFunc(b.address.patience(0), func() { cancel(context.DeadlineExceeded) })
	defer idle.Stop()
	found := map[string]object{}
	for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, bucketError(ctx, o.Err)
		}
		idle.Reset(b.address.patience(0))
		name := strings.TrimPrefix(o.Key, b.prefix)
		if name == "" || strings.HasSuffix(name, "/") {
			continue // a folder that a console has made
		}
		found[name] = object{Size: o.Size, Stamp: bucketStamp(o.Size, o.ETag)}
	}
	return found, context.Cause(ctx)
}

func bucketStamp(size int64, tag string) string {
	return fmt.Sprintf("%d-%s", size, strings.Trim(tag, `"`))
}

func (b *bucket) Read(ctx context.Context, name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, b.address.patience(0))
	defer cancel()
	o, err := b.client.GetObject(ctx, b.name, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, bucketError(ctx, err)
	}
	defer o.Close()
	content, err := io.ReadAll(o)
	return content, bucketError(ctx, err)
}

func (b *bucket) Stream(ctx context.Context, name string, use func(io.Reader) error) error {
	// It may take any time while it goes on.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	idle := time.AfterFunc(b.address.patience(0), func() { cancel(context.DeadlineExceeded) })
	defer idle.Stop()
	o, err := b.client.GetObject(ctx, b.name, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return bucketError(ctx, err)
	}
	defer o.Close()
	from := &heard{from: readerFunc(func(p []byte) (int, error) {
		idle.Reset(b.address.patience(0))
		return o.Read(p)
	})}
	if err := use(from); from.err == nil {
		return err
	}
	return bucketError(ctx, from.err)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func (b *bucket) Write(ctx context.Context, name string, content body, size int64, h header) (string, error) {
	return b.put(ctx, name, content, size, h, func(*minio.PutObjectOptions) {})
}

func (b *bucket) Create(ctx context.Context, name string, content []byte) error {
	// Stores that do not know the condition would write over the other's: look first as well.
	if _, err := b.Read(ctx, name); err == nil {
		return fs.ErrExist
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err := b.put(ctx, name, bytesReader(content), int64(len(content)), header{ContentType: "application/json", CacheControl: "no-store"},
		func(o *minio.PutObjectOptions) { o.SetMatchETagExcept("*") })
	return err
}

func (b *bucket) put(ctx context.Context, name string, content body, size int64, h header, more func(*minio.PutObjectOptions)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, b.address.patience(size))
	defer cancel()
	o := minio.PutObjectOptions{
		ContentType: h.ContentType, CacheControl: h.CacheControl,
		ContentEncoding: h.ContentEncoding, ContentDisposition: h.ContentDisposition,
		// In one part and with its MD5, which every store checks and takes for the entity tag.
		SendContentMd5: true, DisableMultipart: true,
		// A second hash would come in chunks, and some stores take the name of that form for the file's own encoding.
		DisableContentSha256: true,
	}
	more(&o)
	info, err := b.client.PutObject(ctx, b.name, b.prefix+name, content, size, o)
	if err != nil {
		return "", bucketError(ctx, err)
	}
	return bucketStamp(size, info.ETag), nil
}

func (b *bucket) Remove(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, b.address.patience(0))
	defer cancel()
	err := bucketError(ctx, b.client.RemoveObject(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{}))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// bucketError puts a store's answer into common terms. Its own text is left out where it may quote the key.
func bucketError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	answer := minio.ToErrorResponse(err)
	switch answer.Code {
	case "NoSuchKey":
		return fs.ErrNotExist
	case "NoSuchBucket", "NoSuchUpload":
		return errNoPlace
	case "PreconditionFailed", "ConditionalRequestConflict":
		return fs.ErrExist
	case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AuthorizationHeaderMalformed", "InvalidTokenId":
		return fmt.Errorf("%w（%s）", errDenied, answer.Code)
	case "RequestTimeTooSkewed", "RequestExpired", "RequestNotReadyYet":
		return fmt.Errorf("%w（%s）", errClock, answer.Code)
	case "SlowDown", "SlowDownRead", "SlowDownWrite", "ServiceUnavailable", "RequestLimitExceeded":
		return fmt.Errorf("%w（%s）", errBusy, answer.Code)
	case "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge":
		return fmt.Errorf("%w（%s）", errFull, answer.Code)
	}
	switch answer.StatusCode {
	case http.StatusForbidden, http.StatusUnauthorized:
		return errDenied
	case http.StatusNotFound:
		return fs.ErrNotExist
	case http.StatusInsufficientStorage:
		return errFull
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return errBusy
	}
	if answer.StatusCode != 0 {
		return fmt.Errorf("对方回答 %d %s", answer.StatusCode, answer.Code)
	}
	var request *url.Error // which quotes the address once more
	if errors.As(err, &request) {
		err = request.Err
	}
	var certificate x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var hostname x509.HostnameError
	switch {
	case errors.As(err, &certificate) && certificate.Reason == x509.Expired:
		return fmt.Errorf("%w：对方的证书此刻无效", errClock)
	case errors.As(err, &unknown), errors.As(err, &certificate), errors.As(err, &hostname):
		return errCertificate
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		strings.HasPrefix(err.Error(), "Connection closed by foreign host"): // how the library puts an end too early
		return errBroken
	case errors.Is(err, syscall.ECONNREFUSED):
		return errNobody
	}
	return err
}
