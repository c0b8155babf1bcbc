// Package approval records in data/releases.csv who let a release be published, when, and what it was that they approved.
// The record is bound to the release's published files: what changes afterwards needs a new approval.
package approval

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/output"
)

// Digest is the SHA-256 of what a release publishes for good: the list of its data files and bulletins with their hashes,
// as sha256sum prints it. It is empty where the tree does not have the release.
func Digest(files []output.File, release string) string {
	sum := sha256.New()
	found := false
	for _, f := range files { // by path
		if strings.HasPrefix(f.Path, "data/releases/"+release+"/") || strings.HasPrefix(f.Path, "bulletins/"+release+"/") {
			fmt.Fprintf(sum, "%s  %s\n", f.SHA256, f.Path)
			found = true
		}
	}
	if !found {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Missing says in Chinese why a release must not be published yet; empty where it may.
func Missing(r model.Release, digest string) string {
	switch {
	case r.Approval.By == "" || r.Approval.At.IsZero():
		return fmt.Sprintf("批次 %s 还没有批准", r.ID)
	case r.Approval.Digest != digest:
		return fmt.Sprintf("批次 %s 在 %s 批准之后内容又有变动", r.ID, r.Approval.By)
	}
	return ""
}

// The columns of the record.
const (
	byColumn     = "approved_by"
	atColumn     = "approved_at"
	digestColumn = "approved_digest"
)

// Errors of Record.
var (
	ErrNoRelease = errors.New("no such release")
	ErrEncoding  = errors.New("not UTF-8")
)

// Record returns the text of releases.csv with an approval in the row of the release; columns that are missing are added at
// the right. Cells, their order, the byte-order mark and the line ends stay as they are.
func Record(text []byte, release string, a model.Approval) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, ErrEncoding
	}
	body, bom := bytes.CutPrefix(text, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNoRelease
	}
	head := rows[0]
	id := slices.Index(head, "release_id")
	row := slices.IndexFunc(rows, func(cells []string) bool { return id >= 0 && id < len(cells) && cells[id] == release })
	if row < 1 {
		return nil, ErrNoRelease
	}
	for _, v := range []struct{ column, value string }{
		{byColumn, a.By}, {atColumn, a.At.Format(time.RFC3339)}, {digestColumn, a.Digest},
	} {
		col := slices.Index(rows[0], v.column)
		if col < 0 {
			col = len(rows[0])
			for i := range rows {
				for len(rows[i]) < col {
					rows[i] = append(rows[i], "")
				}
				rows[i] = append(rows[i], "")
			}
			rows[0][col] = v.column
		}
		rows[row][col] = v.value
	}
	var b bytes.Buffer
	if bom {
		b.WriteString("\ufeff")
	}
	w := csv.NewWriter(&b)
	w.UseCRLF = bytes.Contains(body, []byte("\r\n"))
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
