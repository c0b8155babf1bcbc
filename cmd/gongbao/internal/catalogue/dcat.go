package catalogue

import (
	"cmp"
	"fmt"
	"net/mail"
	"path"
	"strconv"
	"strings"
	"time"

	"gongbao/cmd/gongbao/internal/model"
	"gongbao/cmd/gongbao/internal/route"
	"gongbao/cmd/gongbao/internal/wording"
)

// Names of the catalogue's files, below data/.
const (
	JSONLDFile  = "catalog.jsonld"
	TurtleFile  = "catalog.ttl"
	OpenAPIFile = "openapi.json"
)

// Authority tables of the EU that DCAT-AP asks for.
const (
	authority = "http://publications.europa.eu/resource/authority/"
	mediaType = "https://www.iana.org/assignments/media-types/"
)

var fileTypes = map[string]string{
	"csv": "CSV", "excel-csv": "CSV", "xlsx": "XLSX", "json": "JSON", "ndjson": "JSON", "parquet": "PARQUET", "zip": "ZIP", "sdmx-csv": "CSV", "geojson": "GEOJSON",
}

// Issue is a release as the catalogue lists it.
type Issue struct {
	Release *model.Release
	Version string
	Package File // everything in one ZIP
}

// DCAT describes the whole of data/ by DCAT-AP 3: the data sets as they are now, and the series of releases. It returns
// JSON-LD and Turtle of the same statements. Without the site's address IRIs are relative to the files' folder, data/.
func (in *Folder) DCAT(issues []Issue) (jsonld, turtle []byte, err error) {
	g := graph{prefixes: []prefix{
		{"adms", "http://www.w3.org/ns/adms#"}, {"dcat", "http://www.w3.org/ns/dcat#"}, {"dcatap", "http://data.europa.eu/r5r/"},
		{"dct", "http://purl.org/dc/terms/"}, {"foaf", "http://xmlns.com/foaf/0.1/"}, {"locn", "http://www.w3.org/ns/locn#"},
		{"prov", "http://www.w3.org/ns/prov#"}, {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}, {"skos", "http://www.w3.org/2004/02/skos/core#"},
		{"spdx", "http://spdx.org/rdf/terms#"}, {"vcard", "http://www.w3.org/2006/vcard/ns#"}, {"xsd", "http://www.w3.org/2001/XMLSchema#"},
	}}
	catalog := in.catalog(issues)
	g.nodes = append(g.nodes, catalog, in.publisher(), in.place())
	for i := range in.Sets {
		g.nodes = append(g.nodes, in.dataset(&in.Sets[i])...)
	}
	g.nodes = append(g.nodes, in.service())
	if len(issues) > 0 {
		g.nodes = append(g.nodes, in.series(issues)...)
	}
	g.nodes = append(g.nodes, in.strangers(g.nodes)...)
	if jsonld, err = indented(g.jsonld()); err != nil {
		return nil, nil, err
	}
	return jsonld, g.turtle(), nil
}

// address is where a path of the site is found: from the files of the catalogue, which stand in data/, where the site's
// own address is not known.
func (in *Folder) address(path string) string {
	if base := in.Config.BaseURL; base != "" {
		return strings.TrimSuffix(base, "/") + "/" + path
	}
	if below, ok := strings.CutPrefix(path, route.Data); ok {
		return cmp.Or(below, "./")
	}
	return "../" + path
}

func (in *Folder) issued() (at literal) {
	if in.Release == nil || in.Release.PublishedAt.IsZero() {
		return literal{}
	}
	return instant(in.Release.PublishedAt)
}

func instant(t time.Time) literal { return typed(t.Format(time.RFC3339), "xsd:dateTime") }

func (in *Folder) publisherID() iri { return iri(in.address(route.Data) + "#publisher") }

func (in *Folder) publisher() *node {
	n := &node{id: string(in.publisherID()), types: []string{"foaf:Agent", "foaf:Organization"}}
	name := in.Config.Publisher.Name
	if name == "" {
		name = in.Config.Title
	}
	return n.say("foaf:name", zh(name)).say("dct:type", iri("http://purl.org/adms/publishertype/LocalAuthority"))
}

func (in *Folder) contact() *node {
	n := &node{types: []string{"vcard:Organization", "vcard:Kind"}}
	name := in.Config.Publisher.Name
	if name == "" {
		name = in.Config.Title
	}
	n.say("vcard:fn", zh(name))
	if a, err := mail.ParseAddress(in.Config.Publisher.Contact); err == nil {
		n.say("vcard:hasEmail", iri("mailto:"+a.Address))
	} else {
		n.say("vcard:hasURL", iri(in.address(route.About+"index.html")))
	}
	return n
}

func (in *Folder) placeID() iri { return iri(in.address(route.Data) + "#" + in.Plan.Region) }

func (in *Folder) place() *node {
	n := &node{id: string(in.placeID()), types: []string{"dct:Location"}}
	n.say("dct:identifier", plain(in.Plan.Region)).say("skos:notation", plain(in.Plan.Region))
	if home := in.Plan.Home(); home != nil {
		n.say("locn:geographicName", zh(home.Name))
	}
	return n
}

func (in *Folder) licenceIRI() iri { return iri(webAddress(in.Config.Licence.URL)) }

func (in *Folder) catalog(issues []Issue) *node {
	n := &node{id: in.address(route.Data), types: []string{"dcat:Catalog"}}
	n.say("dct:title", zh(in.Config.Title+"：开放数据")).
		say("dct:description", zh(in.Config.Title+"的全部数据集：观测值、目标、评估结果、措施、责任分工、地区、指标、来源、整改措施、发布批次和修订。")).
		say("dct:publisher", in.publisherID()).
		say("dct:language", iri(authority+"language/ZHO")).
		say("dct:license", in.licenceIRI()).
		say("dct:modified", in.issued()).
		say("dct:spatial", in.placeID()).
		say("foaf:homepage", iri(in.address(route.Data+"index.html"))).
		say("dcat:themeTaxonomy", iri(authority+"data-theme"))
	if len(issues) > 0 && !issues[0].Release.PublishedAt.IsZero() {
		n.say("dct:issued", instant(issues[0].Release.PublishedAt))
	}
	var sets []any
	for i := range in.Sets {
		sets = append(sets, in.setID(&in.Sets[i]))
	}
	for i := range issues {
		sets = append(sets, in.issueID(&issues[i]))
	}
	n.say("dcat:dataset", sets...).say("dcat:service", iri(in.address(route.Data)+"#api"))
	return n
}

func (in *Folder) setID(set *Dataset) iri { return iri(in.address(route.Dataset(set.Name))) }

// frequencies of the EU's table.
var frequencies = map[model.Frequency]string{
	model.Year: "ANNUAL", model.Half: "ANNUAL_2", model.Quarter: "QUARTERLY", model.Month: "MONTHLY", 0: "IRREG",
}

func (in *Folder) common(n *node) *node {
	return n.say("dct:publisher", in.publisherID()).
		say("dcat:contactPoint", in.contact()).
		say("dcat:theme", iri(authority+"data-theme/SOCI"), iri(authority+"data-theme/GOVE")).
		say("dct:language", iri(authority+"language/ZHO")).
		say("dct:spatial", in.placeID())
}

func (in *Folder) keywords(words ...string) []any {
	var list []any
	if home := in.Plan.Home(); home != nil {
		list = append(list, zh(home.Name))
	}
	for _, w := range words {
		list = append(list, zh(w))
	}
	return list
}

func (in *Folder) dataset(set *Dataset) []*node {
	n := &node{id: string(in.setID(set)), types: []string{"dcat:Dataset"}}
	about := set.Description
	words := []string{set.Title}
	if set.Demonstration > 0 {
		about += fmt.Sprintf("%d 行中 %d 行为%s。", set.Len(), set.Demonstration, wording.DemonstrationMark)
		words = append(words, wording.DemonstrationMark)
	}
	n.say("dct:title", zh(set.Title)).say("dct:description", zh(about))
	in.common(n).
		say("dcat:keyword", in.keywords(words...)...).
		say("dct:identifier", plain(string(in.setID(set)))).
		say("dcat:landingPage", iri(in.address(route.Dataset(set.Name)+"index.html"))).
		say("dct:modified", in.issued()).
		say("dcat:version", plain(in.Version)).
		say("dct:accrualPeriodicity", iri(authority+"frequency/"+frequencies[set.Frequency]))
	if !set.First.IsZero() {
		n.say("dct:temporal", span(set.First, set.Last))
	}
	for _, gap := range set.Gaps {
		n.say("dct:provenance", &node{types: []string{"dct:ProvenanceStatement"}, props: []property{{"rdfs:label", []any{zh(gap)}}}})
	}
	nodes := []*node{n}
	var links []any
	for _, f := range set.Files {
		d := in.distribution(f, set.Title)
		links = append(links, iri(d.id))
		nodes = append(nodes, d)
	}
	n.say("dcat:distribution", links...)
	return nodes
}

// span are the days of the first and the last period.
func span(first, last model.Period) *node {
	year, month := first.Start()/12, first.Start()%12+1
	end, endMonth := last.EndMonth()
	return &node{types: []string{"dct:PeriodOfTime"}, props: []property{
		{"dcat:startDate", []any{typed(fmt.Sprintf("%04d-%02d-01", year, month), "xsd:date")}},
		{"dcat:endDate", []any{typed(time.Date(end, time.Month(endMonth)+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "xsd:date")}},
	}}
}

func (in *Folder) distribution(f File, title string) *node {
	address := in.address(f.Path)
	n := &node{id: address + "#distribution", types: []string{"dcat:Distribution"}}
	return n.say("dct:title", zh(title+"，"+f.Name)).
		say("dct:description", zh(title+"，格式 "+f.Name+"，行与其他格式相同。")).
		say("dcat:accessURL", iri(address)).
		say("dcat:downloadURL", iri(address)).
		say("dct:format", iri(authority+"file-type/"+fileTypes[f.Format])).
		say("dcat:mediaType", iri(mediaType+f.MediaType)).
		say("dcat:byteSize", typed(strconv.FormatInt(f.Size, 10), "xsd:nonNegativeInteger")).
		say("spdx:checksum", &node{types: []string{"spdx:Checksum"}, props: []property{
			{"spdx:algorithm", []any{iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")}},
			{"spdx:checksumValue", []any{typed(f.SHA256, "xsd:hexBinary")}},
		}}).
		say("dct:license", in.licenceIRI()).
		say("dct:modified", in.issued()).
		say("dcatap:availability", iri(authority+"planned-availability/AVAILABLE"))
}

func (in *Folder) service() *node {
	n := &node{id: in.address(route.Data) + "#api", types: []string{"dcat:DataService"}}
	n.say("dct:title", zh("静态数据接口")).
		say("dct:description", zh("固定地址上的 JSON 和 CSV，不用密钥，不限次数；说明见 OpenAPI 文档。")).
		say("dcat:endpointURL", iri(in.address(route.Latest))).
		say("dcat:endpointDescription", iri(in.address(route.Data+OpenAPIFile))).
		say("dct:publisher", in.publisherID()).
		say("dcat:contactPoint", in.contact()).
		say("dcat:theme", iri(authority+"data-theme/SOCI")).
		say("dcat:keyword", in.keywords("接口")...).
		say("dct:license", in.licenceIRI()).
		say("dcatap:availability", iri(authority+"planned-availability/AVAILABLE"))
	var sets []any
	for i := range in.Sets {
		sets = append(sets, in.setID(&in.Sets[i]))
	}
	return n.say("dcat:servesDataset", sets...)
}

func (in *Folder) seriesID() iri { return iri(in.address(route.Data) + "#releases") }

func (in *Folder) issueID(i *Issue) iri { return iri(in.address(route.Release(i.Release.ID))) }

// series are the releases: each a data set of its own that never changes, one after the other.
func (in *Folder) series(issues []Issue) []*node {
	first, last := issues[0], issues[len(issues)-1]
	s := &node{id: string(in.seriesID()), types: []string{"dcat:DatasetSeries"}}
	s.say("dct:title", zh(in.Config.Title+"：各次发布")).say("dct:description", zh("每个发布批次的全部数据，发布后不再变动。"))
	s.say("dct:publisher", in.publisherID()).say("dcat:contactPoint", in.contact()).
		say("dct:spatial", in.placeID()).
		say("dct:accrualPeriodicity", iri(authority+"frequency/"+frequencies[in.promised()]))
	if !first.Release.PublishedAt.IsZero() {
		s.say("dct:issued", instant(first.Release.PublishedAt)).say("dct:modified", instant(last.Release.PublishedAt))
	}
	if t := in.temporal(); t != nil {
		s.say("dct:temporal", t)
	}
	nodes := []*node{s}
	for i := range issues {
		issue := &issues[i]
		n := &node{id: string(in.issueID(issue)), types: []string{"dcat:Dataset"}}
		about := issue.Release.Title + "的全部数据集，打成一个包。"
		if issue.Release.Note != "" {
			about += issue.Release.Note + "。"
		}
		n.say("dct:title", zh(in.Config.Title+"："+issue.Release.Title)).say("dct:description", zh(about))
		in.common(n).
			say("dcat:keyword", in.keywords("发布批次")...).
			say("dct:identifier", plain(issue.Release.ID)).
			say("dcat:version", plain(issue.Version)).
			say("adms:versionNotes", zh(issue.Release.Note)).
			say("dcat:inSeries", in.seriesID()).
			say("dct:accrualPeriodicity", iri(authority+"frequency/NEVER"))
		if !issue.Release.PublishedAt.IsZero() {
			n.say("dct:issued", instant(issue.Release.PublishedAt))
		}
		if i > 0 {
			n.say("dcat:prev", in.issueID(&issues[i-1]))
		}
		nodes = append(nodes, n)
		if issue.Package.Path != "" {
			d := in.distribution(issue.Package, issue.Release.Title)
			n.say("dcat:distribution", iri(d.id))
			nodes = append(nodes, d)
		}
	}
	return nodes
}

// what an IRI of somebody else's is, by the property that names it. A validator that may not look into the network asks
// the graph itself, so that it says so.
var strangers = map[string]struct{ class, scheme string }{
	"dct:language":             {"dct:LinguisticSystem", authority + "language"},
	"dct:license":              {"dct:LicenseDocument", ""},
	"dcat:theme":               {"skos:Concept", authority + "data-theme"},
	"dcat:themeTaxonomy":       {"skos:ConceptScheme", ""},
	"dct:accrualPeriodicity":   {"dct:Frequency", authority + "frequency"},
	"dct:format":               {"dct:MediaTypeOrExtent", authority + "file-type"},
	"dcat:mediaType":           {"dct:MediaType", ""},
	"dcatap:availability":      {"skos:Concept", authority + "planned-availability"},
	"spdx:algorithm":           {"spdx:ChecksumAlgorithm", ""},
	"foaf:homepage":            {"foaf:Document", ""},
	"dcat:landingPage":         {"foaf:Document", ""},
	"dct:type":                 {"skos:Concept", "http://purl.org/adms/publishertype/1.0"},
	"dcat:endpointDescription": {"rdfs:Resource", ""},
}

func (in *Folder) strangers(nodes []*node) []*node {
	found := map[iri]*node{}
	var list []*node
	var walk func(n *node)
	walk = func(n *node) {
		for _, p := range n.props {
			for _, v := range p.values {
				switch v := v.(type) {
				case *node:
					walk(v)
				case iri:
					s, ok := strangers[p.name]
					if !ok || found[v] != nil {
						continue
					}
					found[v] = &node{id: string(v), types: []string{s.class}}
					name := plain(path.Base(string(v)))
					switch {
					case s.class == "skos:ConceptScheme":
						found[v].say("dct:title", name)
					case s.scheme != "":
						found[v].say("skos:inScheme", iri(s.scheme)).say("skos:prefLabel", name)
					}
					list = append(list, found[v])
				}
			}
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return list
}

// promised is how often the observations are to be brought up to date.
func (in *Folder) promised() model.Frequency {
	for i := range in.Sets {
		if in.Sets[i].Name == "observations" {
			return in.Sets[i].Frequency
		}
	}
	return 0
}

func (in *Folder) temporal() *node {
	for i := range in.Sets {
		if s := &in.Sets[i]; s.Name == "observations" && !s.First.IsZero() {
			return span(s.First, s.Last)
		}
	}
	return nil
}
