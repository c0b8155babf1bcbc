// Package sbom writes down what a released program is made of (CycloneDX 1.6, JSON): the Go modules that its linker recorded,
// the Go toolchain, and what it carries from npm.
package sbom

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// builders are packages of the lock file that make the assets and are not in them.
var builders = []string{"esbuild", "@esbuild/"}

// Describe is the bill of materials of a program. lock is the package-lock.json of the assets that are inside. It holds no
// time and no serial number: the same program has the same bill.
func Describe(name, version string, program, lock []byte) ([]byte, error) {
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return nil, err
	}
	npm, err := carried(lock)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(program)
	self := cdx.Component{
		BOMRef: "pkg:generic/gongbao@" + version, Type: cdx.ComponentTypeApplication, Name: "gongbao", Version: version,
		PackageURL: "pkg:generic/gongbao@" + version, Licenses: licence("MIT"), Description: name,
		Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}},
		Properties: &[]cdx.Property{
			{Name: "go:GOOS", Value: setting(info, "GOOS")}, {Name: "go:GOARCH", Value: setting(info, "GOARCH")},
			{Name: "go:CGO_ENABLED", Value: setting(info, "CGO_ENABLED")},
		},
	}
	toolchain, _, _ := strings.Cut(strings.TrimPrefix(info.GoVersion, "go"), " ")
	components := []cdx.Component{module("std", toolchain, "")}
	components[0].Licenses = licence("BSD-3-Clause")
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		components = append(components, module(m.Path, m.Version, m.Sum))
	}
	components = append(components, npm...)
	slices.SortFunc(components, func(a, b cdx.Component) int { return cmp.Compare(a.BOMRef, b.BOMRef) })
	var refs []string
	for _, c := range components {
		refs = append(refs, c.BOMRef)
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &self}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: self.BOMRef, Dependencies: &refs}}
	var out bytes.Buffer
	err = cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, cdx.SpecVersion1_6)
	return out.Bytes(), err
}

func setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// module is a Go module. sum is go.sum's, which is a hash over its files: it goes along as it is.
func module(path, version, sum string) cdx.Component {
	purl := "pkg:golang/" + strings.ToLower(path) + "@" + strings.ReplaceAll(version, "+", "%2B")
	c := cdx.Component{BOMRef: purl, Type: cdx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: purl}
	if sum != "" {
		c.Properties = &[]cdx.Property{{Name: "go:sum", Value: sum}}
	}
	return c
}

func licence(expression string) *cdx.Licenses {
	if strings.Contains(expression, " ") {
		return &cdx.Licenses{{Expression: expression}}
	}
	return &cdx.Licenses{{License: &cdx.License{ID: expression}}}
}

// carried are the packages of a lock file that the assets are made from.
func carried(lock []byte) ([]cdx.Component, error) {
	var file struct {
		Packages map[string]struct{ Version, License, Integrity string }
	}
	if err := json.Unmarshal(lock, &file); err != nil {
		return nil, err
	}
	var found []cdx.Component
	for path, p := range file.Packages {
		const folder = "node_modules/"
		at := strings.LastIndex(path, folder)
		if at < 0 {
			continue // the project itself
		}
		name := path[at+len(folder):]
		if slices.ContainsFunc(builders, func(b string) bool { return name == b || strings.HasSuffix(b, "/") && strings.HasPrefix(name, b) }) {
			continue
		}
		digest, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.Integrity, "sha512-"))
		if err != nil || len(digest) != 64 {
			return nil, fmt.Errorf("%s has no SHA-512: %q", name, p.Integrity)
		}
		purl := "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + p.Version
		found = append(found, cdx.Component{
			BOMRef: purl, Type: cdx.ComponentTypeLibrary, Name: name, Version: p.Version, PackageURL: purl, Licenses: licence(p.License),
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA512, Value: hex.EncodeToString(digest)}},
		})
	}
	return found, nil
}
