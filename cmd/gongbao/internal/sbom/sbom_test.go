package sbom

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The bill of the command that writes bills: it has one library.
func TestABill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "write")
	if out, err := exec.Command("go", "build", "-o", path, "./write").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile("../../../../themes/assets/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	bill, err := Describe("gongbao-linux-amd64", "0.1.0", program, lock)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Describe("gongbao-linux-amd64", "0.1.0", program, lock)
	if err != nil || !bytes.Equal(bill, again) {
		t.Errorf("the same program has another bill: %v", err)
	}
	var bom struct {
		BomFormat, SpecVersion string
		Metadata               struct {
			Component struct{ Name, Version string }
		}
		Components []struct {
			Name, Version, Purl string
			Licenses            []any
			Hashes              []struct{ Alg, Content string }
		}
	}
	if err := json.Unmarshal(bill, &bom); err != nil {
		t.Fatal(err)
	}
	if bom.BomFormat != "CycloneDX" || bom.SpecVersion != "1.6" || bom.Metadata.Component.Version != "0.1.0" {
		t.Errorf("%s %s of %+v", bom.BomFormat, bom.SpecVersion, bom.Metadata)
	}
	found := map[string]bool{}
	for _, c := range bom.Components {
		found[c.Name] = true
		if c.Version == "" || !strings.HasPrefix(c.Purl, "pkg:") {
			t.Errorf("%+v lacks something", c)
		}
		if strings.HasPrefix(c.Purl, "pkg:npm/") && (len(c.Licenses) == 0 || len(c.Hashes) != 1 || len(c.Hashes[0].Content) != 128) {
			t.Errorf("%+v lacks something", c)
		}
	}
	for _, name := range []string{"std", "github.com/CycloneDX/cyclonedx-go", "echarts", "zrender", "@expo-google-fonts/noto-sans-sc"} {
		if !found[name] {
			t.Errorf("%s is not in the bill", name)
		}
	}
	if found["esbuild"] || found["@esbuild/linux-x64"] {
		t.Error("what only makes the assets is in the bill")
	}
	if _, err := Describe("x", "0.1.0", []byte("no program"), lock); err == nil {
		t.Error("a text has a bill")
	}
}
