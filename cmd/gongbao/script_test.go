package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gongbao": main, "gongbao-then": mainThen})
}

// mainThen is the command at the time that the environment says, for what depends on the clock.
func mainThen() {
	then, err := time.Parse(time.RFC3339, os.Getenv("GONGBAO_TEST_NOW"))
	if err != nil {
		panic(err)
	}
	runtime.LockOSThread() // the kill test counts its system calls by thread
	os.Exit(run(func() time.Time { return then }))
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
