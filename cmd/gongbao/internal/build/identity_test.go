package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Two programs that differ in a letter have different identities, whoever linked them.
func TestIdentity(t *testing.T) {
	for _, mode := range []string{"internal", "external"} {
		if _, err := exec.LookPath("gcc"); err != nil && mode == "external" {
			continue
		}
		known := map[string]string{}
		for _, text := range []string{"甲", "乙"} {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() { println(\""+text+"\") }\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			program := filepath.Join(dir, "program")
			cmd := exec.Command("go", "build", "-ldflags=-linkmode="+mode, "-o", program, "main.go")
			cmd.Dir = dir
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			content, err := os.ReadFile(program)
			if err != nil {
				t.Fatal(err)
			}
			id := string(identity(content[:64<<10]))
			if len(id) < 20 || known[id] != "" {
				t.Errorf("%s: the program that says %s has the identity %q; before it %q", mode, text, id, known[id])
			}
			known[id] = text
		}
	}
}
