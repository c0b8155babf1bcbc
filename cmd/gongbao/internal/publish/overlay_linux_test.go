package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// In a container the checked-out public/ lies in a lower layer of an overlay, where no folder can be renamed.
func TestOverlay(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "lower", "public", ".gitignore"), "*")
	for _, dir := range []string{"upper", "work", "merged"} {
		mkdir(t, filepath.Join(root, dir))
	}
	merged := filepath.Join(root, "merged")
	layers := fmt.Sprintf("lowerdir=%[1]s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work", root)
	if err := unix.Mount("overlay", merged, "overlay", 0, layers); err != nil {
		t.Skipf("an overlay cannot be mounted here: %v", err)
	}
	defer unix.Unmount(merged, 0)
	dest := filepath.Join(merged, "public")
	if err := os.Rename(dest, dest+"2"); err == nil {
		t.Skip("this overlay renames folders of its lower layer")
	}
	publishSite(t, dest, "v1")
	want(t, merged, "public/index.html: v1", "public/data/index.html: v1", "public/.gitignore: *")
	publishSite(t, dest, "v2")
	want(t, merged, "public/index.html: v2", "public/data/index.html: v2", "public/.gitignore: *")
}
