package opendata

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"gongbao/cmd/gongbao/internal/catalogue"
	"gongbao/cmd/gongbao/internal/format"
	"gongbao/cmd/gongbao/internal/output"
)

// Names in the folder of a release.
const (
	BundleFile    = "all.zip" // every data set as CSV, with what describes it
	SDMXFile      = "observations.sdmx.csv"
	StructureFile = "observations.sdmx.json" // its data-structure definition
	GeoFile       = "regions.geojson"        // only where the office supplies boundaries
)

// describe adds what stands beside the data sets: their descriptions for programs and for people.
func (in Input) describe(t *output.Tree, folder *catalogue.Folder) error {
	var names []string
	for i := range folder.Sets {
		names = append(names, folder.Sets[i].Name)
	}
	add := func(name string, content []byte, err error) error {
		if err != nil {
			return err
		}
		return t.Add(path.Join(folder.Dir, name), content)
	}
	for i := range folder.Sets {
		set := &folder.Sets[i]
		content, err := folder.CSVW(set.Table, set.Name+".csv", names)
		if err := add(set.Name+".csv"+catalogue.CSVWSuffix, content, err); err != nil {
			return err
		}
	}
	content, err := folder.DataPackage()
	if err := add(catalogue.Descriptor, content, err); err != nil {
		return err
	}
	return add(catalogue.ReadmeFile, folder.Readme(), nil)
}

// sdmx adds the observations as SDMX-CSV 2.0 with their structure, and lists the file among those of the data set.
func (in Input) sdmx(t *output.Tree, folder *catalogue.Folder) error {
	set := &folder.Sets[0]
	key := output.NewKey("sdmx").Key(in.tableKey(set)).Text(folder.SDMXAgency()).Sum()
	table := format.SDMX(set.Table, format.Structure{Agency: folder.SDMXAgency(), Version: format.SDMXVersion})
	name := path.Join(folder.Dir, SDMXFile)
	if err := t.Keep(key, name, func(w io.Writer) error { return format.CSV(w, table, format.About{}) }); err != nil {
		return err
	}
	f, _ := t.File(name)
	set.Files = append(set.Files, catalogue.File{
		Path: name, Format: "sdmx-csv", Name: "SDMX-CSV 2.0", MediaType: "application/vnd.sdmx.data+csv;version=2.0.0", Size: f.Size, SHA256: f.SHA256,
	})
	structure, err := folder.SDMXStructure(format.SDMXVersion, set.Table)
	if err != nil {
		return err
	}
	return t.Add(path.Join(folder.Dir, StructureFile), structure)
}

// geo adds the regions with the office's own outlines, where there are such, and lists the file among those of the data set.
func (in Input) geo(t *output.Tree, folder *catalogue.Folder) error {
	b := in.Plan.Boundaries
	i := slices.IndexFunc(folder.Sets, func(s catalogue.Dataset) bool { return s.Name == "regions" })
	if b == nil || i < 0 {
		return nil
	}
	set := &folder.Sets[i]
	name := path.Join(folder.Dir, GeoFile)
	geometry := func(code string) []byte { return b.Geometries[code] }
	if err := t.Write(name, func(w io.Writer) error { return format.GeoJSON(w, set.Table, "region_code", geometry, b.Approval) }); err != nil {
		return err
	}
	f, _ := t.File(name)
	set.Files = append(set.Files, catalogue.File{
		Path: name, Format: "geojson", Name: "GeoJSON", MediaType: "application/geo+json", Size: f.Size, SHA256: f.SHA256,
	})
	return nil
}

// bundle adds the package of everything: the canonical files and what describes them.
func (in Input) bundle(t *output.Tree, folder *catalogue.Folder) error {
	names := []string{catalogue.ReadmeFile, catalogue.Descriptor}
	for i := range folder.Sets {
		csv := folder.Sets[i].Name + ".csv"
		names = append(names, csv, csv+catalogue.CSVWSuffix)
	}
	if in.Plan.Boundaries != nil {
		names = append(names, GeoFile)
	}
	var entries []format.Entry
	for _, name := range names {
		file := filepath.Join(t.Dir(), filepath.FromSlash(path.Join(folder.Dir, name)))
		entries = append(entries, format.Entry{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(file) }})
	}
	date := in.about(&folder.Sets[0]).Date
	h := output.NewKey("bundle").Text(date.String())
	for _, name := range names {
		f, _ := t.File(path.Join(folder.Dir, name))
		h.Text(name).Text(f.SHA256)
	}
	return t.Keep(h.Sum(), path.Join(folder.Dir, BundleFile), func(w io.Writer) error { return format.ZIP(w, date, entries) })
}

// Bundle is the package of everything of a release that is in the tree; its path is empty where the release has none,
// having been published before there were such packages.
func Bundle(t *output.Tree, dir string) catalogue.File {
	f, ok := t.File(path.Join(dir, BundleFile))
	if !ok {
		return catalogue.File{}
	}
	return catalogue.File{Path: f.Path, Format: "zip", Name: "ZIP", MediaType: "application/zip", Size: f.Size, SHA256: f.SHA256}
}
