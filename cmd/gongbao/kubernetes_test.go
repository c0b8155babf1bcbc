//go:build linux

package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"gongbao/cmd/gongbao/internal/loopback"
)

// manifest is what the test reads of a manifest; the API's own types read it all, see TestManifests.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Secret   map[string]string `yaml:"stringData"`
	Spec     struct {
		Mode        string `yaml:"completionMode"`
		Completions int
		Template    struct {
			Spec struct {
				Containers []struct {
					Args       []string
					WorkingDir string `yaml:"workingDir"`
					Env        []struct{ Name, Value string }
					Mounts     []struct {
						Path string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
			}
		}
	}
}

func manifests(t *testing.T, name string) map[string]manifest {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, ".deploy", "kubernetes", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := map[string]manifest{}
	for d := yaml.NewDecoder(f); ; {
		var m manifest
		if err := d.Decode(&m); err == io.EOF {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		found[m.Kind] = m
	}
}

// The manifests are what the API server takes under strict validation of fields: its own types read them.
func TestManifests(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the API's types")
	}
	program := filepath.Join(repository, ".build", "kubernetes")
	cmd := exec.Command(cmp.Or(os.Getenv("GO"), "go"), "build", "-o", program, ".")
	cmd.Dir = filepath.Join("testdata", "kubernetes")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	program, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args[3] = program
	if out, err := cmd.CombinedOutput(); err != nil {
		needTool(t, fmt.Sprintf("Kubernetes API: %v: %s", err, out))
	}
	read := func(text []byte) (string, error) {
		cmd := exec.Command(program)
		cmd.Stdin = bytes.NewReader(text)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, name := range []string{"config.yaml", "shards.yaml", "assemble.yaml"} {
		text, err := os.ReadFile(filepath.Join(repository, ".deploy", "kubernetes", name))
		if err != nil {
			t.Fatal(err)
		}
		if said, err := read(text); err != nil {
			t.Errorf("%s: %s", name, said)
		}
		// The check itself is checked.
		if said, err := read(bytes.Replace(text, []byte("\nmetadata:"), []byte("\nmetadatas:"), 1)); err == nil {
			t.Errorf("%s with an unknown field passes: %s", name, said)
		}
	}
}

// The manifests’ commands, with the variables that the pods would have, make the site of a build in one piece through a real
// store.
func TestKubernetes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a site several times over")
	}
	store := loopback.S3(t, "")
	w := newWorld(t, t.TempDir())
	w.copyYunling("site")
	config, shards, assemble := manifests(t, "config.yaml"), manifests(t, "shards.yaml")["Job"], manifests(t, "assemble.yaml")["Job"]
	settings := maps.Clone(config["ConfigMap"].Data)
	if settings["SHARDS"] != strconv.Itoa(shards.Spec.Completions) || shards.Spec.Mode != "Indexed" {
		t.Fatalf("%s parts, %d pods, %q", settings["SHARDS"], shards.Spec.Completions, shards.Spec.Mode)
	}
	settings["PARTS"] = store.String()
	maps.Copy(settings, map[string]string{"AWS_ACCESS_KEY_ID": loopback.AccessKey, "AWS_SECRET_ACCESS_KEY": loopback.SecretKey})
	for name := range config["Secret"].Secret {
		if settings[name] == "" {
			t.Errorf("the secret has %s, which nothing reads", name)
		}
	}
	pod := func(job manifest, index int) {
		t.Helper()
		c := job.Spec.Template.Spec.Containers[0]
		if c.WorkingDir != "/site" {
			t.Fatalf("the pod works in %s", c.WorkingDir)
		}
		env := maps.Clone(settings)
		env["JOB_COMPLETION_INDEX"] = strconv.Itoa(index)
		for _, e := range c.Env {
			env[e.Name] = e.Value
		}
		var list []string
		for name, value := range env {
			list = append(list, name+"="+value)
		}
		var args []string
		for _, arg := range c.Args { // as the kubelet does
			args = append(args, os.Expand(strings.ReplaceAll(strings.ReplaceAll(arg, "$(", "${"), ")", "}"), func(name string) string {
				if _, known := env[name]; !known {
					t.Errorf("%s is not set", name)
				}
				return env[name]
			}))
		}
		program, err := exec.LookPath("gongbao")
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, args...)
		cmd.Dir = w.path("site")
		// The last value counts: what the pod mounts at /work is a folder here.
		cmd.Env = append(append(os.Environ(), list...), "TMPDIR="+t.TempDir())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	if err := errors.Join(os.Mkdir(w.path("site/public"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for i := range shards.Spec.Completions {
		pod(shards, i)
	}
	pod(assemble, 0)
	w.run("build", "build", "-s", "site", "-d", "whole", "--as-of", settings["AS_OF"])
	if out, err := exec.Command("diff", "-r", w.path("whole"), w.path("site/public/site")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, first(out, 2000))
	}
}
