package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/deploy"
	"gongbao/cmd/gongbao/internal/diag"
	"gongbao/cmd/gongbao/internal/digest"
	"gongbao/cmd/gongbao/internal/output"
	"gongbao/cmd/gongbao/internal/release"
)

// aboutPart is what a part says it was made of. Parts of one whole differ in Number alone.
type aboutPart struct {
	Number, Of int
	Program    string // SHA-256, as all the others
	Settings   string // of the configuration, the environment's settings in it
	Inputs     []inputFile
	Figures    string // of all figures and actions: what a database answered is in no file
	AsOf       time.Time
	Draft      bool
	Signed     bool
	Published  []release.Seal
}

// inputFile is a file that was read.
type inputFile struct{ Path, SHA256 string }

func aboutOf(w *work) (aboutPart, error) {
	settings, err := json.Marshal(w.conf)
	if err != nil {
		return aboutPart{}, err
	}
	inputs, err := inputFiles(w.Source, w.conf.Map.File)
	if err != nil {
		return aboutPart{}, err
	}
	published, err := w.published.Seals()
	if err != nil {
		return aboutPart{}, archiveError(err)
	}
	figures := digest.Of(w.assessment).All()
	return aboutPart{
		Program: hex.EncodeToString(w.program[:]), Settings: hexSum(settings), Inputs: inputs, Figures: hex.EncodeToString(figures[:]),
		AsOf: w.asOf.UTC(), Draft: w.Draft, Signed: w.signed, Published: published,
	}, nil
}

func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// inputFiles are all files of content/ and data/ and the map, in that order.
func inputFiles(source, boundaries string) ([]inputFile, error) {
	var list []inputFile
	add := func(name string) error {
		content, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(name)))
		list = append(list, inputFile{name, hexSum(content)})
		return err
	}
	for _, folder := range []string{"content", "data"} {
		err := fs.WalkDir(os.DirFS(source), folder, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && name == folder { // documents alone need no data
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			return add(name)
		})
		if err != nil {
			return nil, err
		}
	}
	if boundaries != "" && !slices.ContainsFunc(list, func(f inputFile) bool { return f.Path == boundaries }) {
		if err := add(boundaries); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// gather brings parts from buckets and servers to a folder of this machine, and finds those that are folders already.
func gather(ctx context.Context, places []string, scratch string) ([]fetched, diag.List, error) {
	var parts []fetched
	var faults diag.List
	for i, place := range places {
		if !deploy.Remote(place) {
			parts = append(parts, fetched{folder: place, name: place})
			continue
		}
		found, err := fetchParts(ctx, place, filepath.Join(scratch, strconv.Itoa(i)))
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			a, _ := deploy.Parse(place)
			faults.Errorf(diag.Place{File: a.String()}, "PART-NONE", "这里没有 gongbao build --shard 做好的份")
			faults.Hintf("给出 build --shard 的 --destination 所写的地址")
		}
		parts = append(parts, found...)
	}
	return parts, faults, nil
}

// join opens the parts of a build and holds them against what it is made of itself: all faults at once. What is not right is
// never made again in silence, since whoever asked for parts wants to know.
func join(ctx context.Context, w *work, scratch string) ([]*output.Past, diag.List, error) {
	want, err := aboutOf(w)
	if err != nil {
		return nil, nil, err
	}
	parts, faults, err := gather(ctx, w.Parts, scratch)
	if err != nil {
		return nil, nil, err
	}
	j := joining{want: want, names: map[int]string{}, sums: map[string][sha256.Size]byte{}, faults: faults}
	for _, part := range parts {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if err := j.add(part); err != nil {
			return nil, nil, err
		}
	}
	j.missing()
	return j.pasts, j.faults, nil
}

type joining struct {
	want    aboutPart
	of      int            // how many parts the first said there are
	ofFirst string         // its name
	names   map[int]string // of the parts so far, by number
	pasts   []*output.Past
	sums    map[string][sha256.Size]byte // of the files so far
	faults  diag.List
}

// listedDamage is how many files of a part are named.
const listedDamage = 10

func (j *joining) add(part fetched) error {
	at := diag.Place{File: part.name}
	var about aboutPart
	if part.torn {
		j.faults.Errorf(at, "PART-DAMAGED", "这个文件不是完整的一份")
		j.faults.Hintf("重做这一份")
		return nil
	}
	past, _, err := output.OpenPart(part.folder, func(text []byte) bool {
		return json.Unmarshal(text, &about) == nil && about.Program == j.want.Program
	})
	switch {
	case errors.Is(err, output.ErrNoPart):
		j.faults.Errorf(at, "PART-NONE", "这个文件夹不是 gongbao build --shard 做好的一份")
		j.faults.Hintf("给出 build --shard 的 --destination 所写的文件夹；做到一半中断的，重做那一份")
		return nil
	case errors.Is(err, output.ErrPartDamaged) || err == nil && about.Of == 0:
		j.faults.Errorf(at, "PART-DAMAGED", "这一份的记录 record 损坏")
		j.faults.Hintf("重新取回这一份，或重做")
		return nil
	case err != nil:
		return &diag.Failure{Message: fmt.Sprintf("无法读取 %s", part.name), Err: err}
	}
	again := fmt.Sprintf("用同样的输入重做：gongbao build --shard %d/%d", about.Number, about.Of)
	if j.of == 0 {
		j.of, j.ofFirst = about.Of, part.name
	} else if about.Of != j.of {
		j.faults.Errorf(at, "PART-COUNT", "这一份是 %d 份中的，%s 是 %d 份中的", about.Of, j.ofFirst, j.of)
		j.faults.Hintf("各份要用同一个份数；删去别次做的，或全部重做")
		return nil
	}
	if other, twice := j.names[about.Number]; twice {
		j.faults.Errorf(at, "PART-TWICE", "与 %s 同是第 %d 份（共 %d 份，从 0 数起）", other, about.Number, about.Of)
		j.faults.Hintf("每一份给一个文件夹，只给一次")
		return nil
	}
	j.names[about.Number] = part.name
	if past == nil {
		j.faults.Errorf(at, "PART-PROGRAM", "这一份由另一版 gongbao 做出")
		j.faults.Hintf("各台机器用同一个程序文件；%s", again)
		return nil
	}
	if !j.same(at, about, again) {
		return nil
	}
	damages, err := past.Verify()
	if err != nil {
		return &diag.Failure{Message: fmt.Sprintf("无法读取 %s", part.name), Err: err}
	}
	for i, d := range damages {
		place := diag.Place{File: strings.TrimSuffix(filepath.ToSlash(part.name), "/") + "/" + d.Path}
		if i == listedDamage {
			j.faults.Errorf(at, "PART-DAMAGED", "另有 %d 个这样的文件", len(damages)-listedDamage)
			j.faults.Hintf("重新取回这一份，或%s", again)
			break
		}
		switch d.What {
		case output.Missing:
			j.faults.Errorf(place, "PART-DAMAGED", "记录里有这个文件，却不见了")
		case output.Extra:
			j.faults.Errorf(place, "PART-EXTRA", "记录里没有这个文件")
			j.faults.Hintf("不知道是谁放的，不能公布：删去它，或%s", again)
			continue
		default:
			j.faults.Errorf(place, "PART-DAMAGED", "内容与记录不符")
		}
		j.faults.Hintf("重新取回这一份，或%s", again)
	}
	if len(damages) > 0 {
		return nil
	}
	for _, f := range past.Files() {
		if sum, known := j.sums[f.Path]; known && sum != f.Sum {
			j.faults.Errorf(at, "PART-DAMAGED", "与别的份各有一个 %s，内容不同", f.Path)
			j.faults.Hintf("同样的输入应做出同样的文件：%s；还是这样，请报告", again)
			return nil
		}
		j.sums[f.Path] = f.Sum
	}
	j.pasts = append(j.pasts, past)
	return nil
}

// same holds what a part was made of against what the whole is made of.
func (j *joining) same(at diag.Place, is aboutPart, again string) bool {
	before := len(j.faults)
	say := func(code, remedy, format string, args ...any) {
		j.faults.Errorf(at, code, format, args...)
		j.faults.Hintf("%s", remedy)
	}
	want := &j.want
	if !is.AsOf.Equal(want.AsOf) {
		say("PART-AS-OF", "各份和合并用同一个 --as-of", "这一份截至 %s，合并截至 %s", said(is.AsOf), said(want.AsOf))
	}
	if is.Draft != want.Draft {
		say("PART-DRAFT", "各份和合并要么都加 --draft，要么都不加", "%s", map[bool]string{true: "这一份是试做（--draft），合并不是", false: "合并是试做（--draft），这一份不是"}[is.Draft])
	}
	if is.Signed != want.Signed {
		say("PART-SIGNED", "要签名的，各份加 --signed，合并用 --sign-key 给出私钥；不签名的，两样都不用",
			"%s", map[bool]string{true: "这一份要签名，合并却没有私钥", false: "合并要签名，这一份按不签名做"}[is.Signed])
	}
	if files := differentFiles(is.Inputs, want.Inputs); len(files) > 0 {
		say("PART-INPUT", "各台机器用同样的 content/ 和 data/；"+again, "这一份所用的输入不同：%s", strings.Join(files, "、"))
	} else if is.Figures != want.Figures && is.AsOf.Equal(want.AsOf) {
		say("PART-INPUT", "数据库在变：先把查询结果存成 Parquet 文件放进 data/observations/，再分份生成", "输入文件相同，数却不同：数据库的回答变了")
	}
	if is.Settings != want.Settings {
		say("PART-SETTINGS", "各台机器用同样的 content/gongbao.yaml 和环境变量 GONGBAO_BASE_URL；"+again, "这一份所用的配置不同")
	}
	right := len(j.faults) == before
	if ids := differentReleases(is.Published, want.Published); len(ids) > 0 {
		// The whole compares and carries over whatever is published, so this costs time at the worst; and whoever joins the same
		// parts again has published them in between.
		j.faults.Warnf(at, "PART-PUBLISHED", "做这一份时，已公开的批次与合并时不同：%s", strings.Join(ids, "、"))
		j.faults.Hintf("已公开的照样沿用，但与之有关的页面可能要在合并时重做；各份用 --published 指明合并的目标文件夹的副本，就不会")
	}
	return right
}

func said(t time.Time) string { return t.In(time.FixedZone("", 8*60*60)).Format(time.RFC3339) }

// namedInputs is how many files are named.
const namedInputs = 5

// differentFiles names what differs between two lists of files.
func differentFiles(a, b []inputFile) []string {
	var found []string
	in := func(list []inputFile) map[string]string {
		m := map[string]string{}
		for _, f := range list {
			m[f.Path] = f.SHA256
		}
		return m
	}
	is, want := in(a), in(b)
	for name, sum := range want {
		switch got, there := is[name]; {
		case !there:
			found = append(found, name+"（这一份没有）")
		case got != sum:
			found = append(found, name)
		}
	}
	for name := range is {
		if _, there := want[name]; !there {
			found = append(found, name+"（合并时没有）")
		}
	}
	slices.Sort(found)
	if n := len(found); n > namedInputs {
		found = append(found[:namedInputs], fmt.Sprintf("等 %d 个", n))
	}
	return found
}

func differentReleases(is, want []release.Seal) []string {
	var found []string
	for _, lists := range [][2][]release.Seal{{is, want}, {want, is}} {
		for _, s := range lists[0] {
			if !slices.Contains(lists[1], s) && !slices.Contains(found, s.ID) {
				found = append(found, s.ID)
			}
		}
	}
	slices.Sort(found)
	return found
}

// missing says which parts are not there.
func (j *joining) missing() {
	var numbers bytes.Buffer
	first := -1
	for n := range j.of {
		if j.names[n] != "" {
			continue
		}
		if first < 0 {
			first = n
		} else {
			numbers.WriteString("、")
		}
		fmt.Fprint(&numbers, n)
	}
	if first >= 0 {
		j.faults.Errorf(diag.Place{File: j.ofFirst[:max(strings.LastIndexByte(filepath.ToSlash(j.ofFirst), '/'), 0)]}, "PART-MISSING", "缺第 %s 份（共 %d 份，从 0 数起）", numbers.String(), j.of)
		j.faults.Hintf("做好再合并：gongbao build --shard %d/%d", first, j.of)
	}
}
