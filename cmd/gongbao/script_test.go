package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gongbao": main})
}

// The scripts are the commands as a user types them. $YUNLING is the source folder of a small invented city.
func TestScript(t *testing.T) {
	yunling, err := filepath.Abs(filepath.Join("testdata", "site", "yunling"))
	if err != nil {
		t.Fatal(err)
	}
	dir, files := filepath.Join("testdata", "script"), []string(nil)
	if testing.Short() {
		dir, files = "", []string{filepath.Join(dir, "build.txtar")}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("YUNLING", yunling)
			return os.CopyFS(filepath.Join(env.WorkDir, "yunling"), os.DirFS(yunling))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": cmdStatus,
			"leak":   cmdLeak,
			"same":   cmdSame,
		},
	})
}
