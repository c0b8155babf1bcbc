/*
Gongbao (公报) turns CSV indicator tables and Markdown policy sections into a public website, PDF bulletins for
leadership and open data for journalists, so that the progress of a government plan can be read, briefed and checked.

	gongbao init      write a small site to begin one's own with
	gongbao template  write the workbooks that units fill in for a release
	gongbao import    read filled workbooks and other tables into data/observations/
	gongbao build     write public/ from content/ and data/
	gongbao assemble  join the parts of a build that several machines have made
	gongbao bulletin  write one PDF bulletin or several to a folder, before publication for internal readers
	gongbao serve     show the site on this machine, following every change
	gongbao check     report every fault of content/ and data/, and what is doubtful
	gongbao diff      say what a publication would change against what is live
	gongbao approve   record who let a release be published
	gongbao publish   bring public/ to a folder, an S3 bucket or an SFTP server
	gongbao rollback  put an earlier publication back
	gongbao score     the self-check of the open data
	gongbao verify    hold downloaded data against its checksums and signature
	gongbao handbook  write the handbook as a site, or show it
	gongbao man       the manual page
	gongbao version

# The pipeline

Tables and prose become a plan; the plan is assessed for a period; the assessment is rendered as site, bulletins and
open data into a tree of files; the tree replaces public/ in one step.

	config ─► load ─► model ─► analysis ─► figure ─► site ─────┐
	            ▲                          │   └───► bulletin ─┼─► output ─► publish ─► public/
	   content/ data/                      └───────► opendata ─┘

Package build is this line in Go, on one screen. Everything before publish is a function of its inputs: no clock, no
randomness, no network but where data/observations/ names a database. The date that counts is the as-of instant: the flag --as-of, else the configuration, else the
time of the run, which main alone reads. It decides which releases are public; [model.Plan.Public] drops every other
row before anything is assessed, so that nothing later can leak it. Pages and files carry their release's date.

# Packages

They live below internal/. A package imports those it is shown with and no other of ours; arrows_test.go holds the
imports to this table, and each outside library to its one door.

	package    what it is                                               imports of ours
	diag       faults with place and remedy, and what stops a command   –
	model      plan, measures, indicators, regions, periods, figures    –
	parallel   the same for many things, several at a time              –
	collect    when a run collects its garbage                          –
	output     the tree of files being made, and its checks             diag parallel replace
	route      every public path, and the tables' cells by name         –
	message    the interface's words, in catalogues by language         yamlmap
	fingerprint  a value with all that it leads to, spelt: equal ones are equal bytes  –
	wording    figures, units, dates and lists in each language         message model
	pinyin     Chinese characters in Latin letters                      –
	yamlmap    a YAML mapping whose keys know their places              diag
	prose      Markdown: HTML for pages, blocks for the PDF             diag model pinyin
	analysis   attainment, status, ranking, changes, with the working   model parallel wording
	digest     what pages and bulletins show of an assessment, as keys  analysis model output
	config     gongbao.yaml, environment                                analysis diag model yamlmap
	rows       Parquet files and answers of databases, row by row as texts  –
	load       tables and Markdown to a plan, every fault placed        diag model prose rows yamlmap
	audit      what is right by form and doubtful: rules, decisions     analysis diag load model route
	findings   what a check has found, as text, JSON, SARIF, HTML       audit diag prose
	geo        the office’s boundary file, laid out on a plane          diag model
	figure     what a chart says, and its layout as a scene of marks    analysis model route wording
	palette    colours and pens of a theme, for files that leave it     –
	chart      a figure as ECharts option, a scene as SVG               figure palette
	raster     a scene as PNG                                           figure palette
	searchindex  what the search box looks in                         pinyin
	feed       what every release brought, as Atom feeds                analysis config model output raster route wording
	stencil    html/template’s templates, escaped by it, compiled       –
	site       HTML pages                                               analysis chart config digest figure model output palette parallel pinyin raster route searchindex stencil wording
	pdfa       a painted PDF made archival and accessible               –
	bulletin   PDF bulletins                                            analysis config figure fingerprint model pdfa wording
	dataset    a data set in memory: columns that know their type       model
	format     a data set as CSV, XLSX, JSON, Parquet                   dataset
	catalogue  descriptions of a folder of data sets for programs       analysis config dataset model route wording
	opendata   the data sets of a plan; Read is the inverse of Render   analysis catalogue config dataset format model output parallel route wording
	disclosure  small counts of persons, and what would give them away  model
	release    published releases stay as they are; their versions      catalogue dataset model output route
	seal       the signature of the published data, and its check       –
	hold       what is in the making is some living process's            –
	publish    the staged tree replaces the published one               diag hold
	diff       what a publication would change for readers              diag output route
	approval   who let a release be published, in releases.csv          model output
	deploy     a finished tree, or a part, to a folder, a bucket, a server  diag output publish replace
	loopback   real servers on this machine to publish to (tests)     –
	build      the pipeline, in order                                   all of them
	serve      a preview on this machine that follows the input         build diag
	replace    files that take their places together, or not at all   hold
	workbook   workbooks that people fill in: written, and read with care  diag
	template   the forms of a release, a workbook a unit              model workbook
	intake     what units sent, into data/observations/               diag load model replace template workbook
	handbook   the handbook's source and the manual page: chapters, and reference from the program's own lists  audit config diag load replace
	starter    the sites that one's own begins with                  replace
	demo       the rule behind the demonstration figures                –
	bench      plans of any size, for measurements                      model parallel
	sbom       what a released program is made of                      –
	acceptance  whole sites before browsers and checkers (tests)        –

# Where this differs from the design

Package wording is not in the design: the working of a status (analysis), figures, pages and bulletins set the same
numbers into text, and one rounding rule must hold for all of them. Nor is package message, in whose catalogues every word of the
site's interface stands; its comment says how. Bulletins, data files, faults and the command line are Chinese always and
keep their words where they are said.

# Rebuilding

With --recall a build recalls what the one before has made (output.Key); it is on trial. What is made together, a page with its pictures, a bulletin, a data
set in a format, has a key: the SHA-256 of everything that it is made of. The keys of pages stand beside their list
(site/keys.go), those of bulletins in build/recall.go; both begin with a ground, in which the program, the configuration and
all files of content/ and data/ but the observations and actions stand byte for byte, and go on with the cells that they show
(package digest). A bulletin has a second key, what it is going to say (package fingerprint): most of them say the same after one
figure has changed. A time is never part of a key. The record lies in .gongbao/made/ below the source and holds, for each key, the
files with their hashes; its own hash stands before it, and another program's record is none. A recalled file is a hard link to
the published one. Two trees take turns: the one before the published one is kept beside it (publish.Restage), and the next build
begins in its folder and changes what differs, so that what stays is neither linked nor deleted; it loses its name before it is
touched, has a record of its own, and what that record does not list is deleted from it. No file of it is written to, only replaced,
since it may be the published one. Whether somebody has changed that in the meantime its inode and the instant of
its last change of state tell; where they have moved the file is read, and is made again where its hash is another. The link
check knows of a recalled page what its record says, and reads pages again only where something leads nowhere. A build that is
killed leaves the record as it was, and its files still there or not: the next one finds out.

# Building in parts

Beyond one machine there is no scheduler of ours: build --shard i/n makes a part, assemble joins all of them, and make, GNU
parallel or Kubernetes (.deploy/kubernetes) runs the commands. A part is a folder with the files of some units (output.NewPart), their record, and
in it what it was made of: program, configuration, every input file's hash, the figures, the as-of instant. Counties, measures,
indicators and units are dealt out like cards in the plan's order, all that is about one of them to one part, since pages state the
sizes of the files beside them; data sets go by the hash of their path (build/shard.go). assemble is a build that recalls from the
parts: a wrong deal would cost time and never a byte. What it makes itself is what has no key, pages of which there is one each,
catalogue, feeds, search index, manifest, and the packages of everything. Before that it reads every file of every part and
compares what they were made of with its own input; whatever is not right is said at once, and nothing is made again in silence
(build/join.go). Links within a part are checked where it is made, those between parts by the whole. Through a bucket or an SFTP server a part goes as one packed file
(build/pack.go, deploy.Depot). What is published is compared and carried over by assemble alone; a part only leaves out what it
finds in --published. Parts and whole need one --as-of, as machines' clocks differ; only assemble sees the key that signs.

# Languages

The configuration's languages (zh-CN or zh, en) are the site's. The pages of the first stand at the root, those of another in
a folder of its own, /en/ (route.Tree); data, bulletins, feeds and what pages load are the same for all. build assesses the
plan once for each: wording.Language.Plan is the plan with its English names, units and texts, and analysis, figure and site
say everything in the language of the assessment that they are given. Every name column has a name_en beside it; measures and
sections have title_en, short_title_en and group_en in their front matter and their text in a second file, 1-1.en.md beside
1-1.md, which is Markdown without front matter; title_en, notice_en, publisher.name_en and contact_en are the
configuration's. English counts in ones: 49.43 of 万人 is 494,300 people. What has no English stays Chinese, in an element
with lang="zh-CN" and with a mark that the page's foot explains (site/foreign.go).

The office's quarter begins with package template and ends with package intake, which stand before the pipeline: they read a plan
and leave rows in data/observations/. A form is recognised by the codes in its hidden columns, any other table by its header.
What a cell means beyond its digits (万, a percent format, a formula's result) is said line by line; one refusal keeps
everything out. Before it writes, intake loads the plan as it would be: what a row would break there is said of its cell.

Publishing away from this machine is package deploy, not publish, which alone replaces a folder in one step and deletes
there; deploy deletes at buckets and servers what it has put there itself. An approval is bound to the SHA-256 of a release's
data files and bulletins: what changes after it is not what was approved. The history of publications stays on the office's
machine (.gongbao/ below the source), as what is taken back must not lie on in a public bucket.

Package yamlmap is not in the design: front matter (load) and the configuration's faults (config) both need YAML with
places, and a library has one door. viper, which reads the configuration, knows no line numbers.

Documents (content/documents/, a file a page) stand beside the plan: guides, policies, whatever has pages of its own. A source
without data/ whose documents are all there is makes a site of documents alone ([model.Plan.Alone]): it has no region, its first
page lists them, and nothing that is made of figures is made. The handbook is such a site (package handbook): its chapters are followed word by word by a test, and what one looks up in it is
made from the lists that the program itself reads by ([config.Keys], load's tables.txt, the rules and forms of audit, the commands).

A target belongs to an indicator, a region and a kind: 户籍人口城镇化率 has both a level for 2020 and a yearly increase.
A goal of the home page is one target of a headline indicator in the plan's own region.

A corrective action may name its source, as every other row does: without it a page could not tell an invented action
from a real one.

A yearly target is achieved only when its time is over: until then a mean above it can still fall, and 108 % in mid-plan is
快于序时. A flow with direction down and an aim above its start is a ceiling (不超过): less is better, it is kept only at the
end, and once passed for good it is 明显滞后.

What is assessed is the newest period for which any of the compared regions has an observed figure, so that counties
compare like with like; a county without it has 无数据 and the reason. Forecasts (status F) are shown, never judged.

A source belongs to no release and is public when a public row names it. A target and a corrective action may name the
release from which on they count; an action is not public before a figure of its measure for its period is.

A published release is compared and carried over, never made again: package release finds it in the destination. A new
version of the program, or a new name of an office, changes data/latest/ and no folder below data/releases/. The same goes for
its bulletins, which bulletins/<release>/index.json lists with their hashes: what was handed out stays as it was. A build that
is no publication says so with --draft.

A corrective action may have a deadline (actions.csv, column deadline): the day until which it is done.

A bulletin with its tables attached is a PDF/A-3 file, whose key AFRelationship pdfcpu's strict mode holds to be of PDF 2.0:
the tests check it strictly without this one; package pdfa says why both cannot be had.

A measure may have a short_title beside its title: the plan's own titles are too long for the rows of a matrix.

Two org ids are collective: counties (各县（区）人民政府) and members (every unit of the leading group). orgs.csv may give
them their official names.

Pages are templates of html/template, which decides what is escaped where; package stencil walks what it has decided. Their white
space goes when a theme is opened, not page by page. Of a site with more than a thousand records (a county's measure) the
counties' figures have no files of their own: they would be most of the site, and the counties' tables hold what they show.
Beyond forty places a page links to its neighbours and to the list of all. Beyond sixty (figure.MostPlaces) rankings show their
ends, the home page counts statuses instead of showing the matrix, and small multiples are not drawn; beyond two hundred tables of
places are cut and say so. So a county's page of a nation is as light as a city's.

Links name index.html: a tree that is opened from a folder has no server that would look for it.

A method other than attainment changes the status alone: attainment, expected progress and their difference are facts, and are
published whatever judges. It holds for the kinds of target that it makes sense of (analysis/methods.go); build writes the
site's method into the indicators that name none.

A rule of package audit doubts; only what stops a build is a fault. build looks for the rules whose severity is error (of
themselves dead links, or those that the office has raised), check for all. What the office has checked and found right stands
in data/acknowledgements.csv, is bound to the value that was checked, and is published. The audit sees small counts, since sums
come out with them only: its findings are the office's, not the public's.

# Figures in Parquet files and in databases

Observations may stand in data/observations/*.parquet, and *.sql.yaml there says what a database is asked (driver, address,
query, timeout). Package rows makes texts of their cells, as a CSV file would hold them, and load checks those as it checks the
fields of a CSV file: one path, one set of faults. Places count rows: 2020.parquet〔数据〕E12 is the fifth column of row 12.
The order of rows says nothing, since a plan sorts them by their key and refuses a key twice; so the same rows are the same
site, wherever they came from (TestRowsAreTheSameEverywhere).

A database changes, so a build that asks one is a function of what it answered. build says of every query how many rows it gave
and their sum, which is the same for the same rows in any order; releases that are published stay as they were, as package
release keeps their files and compares them. Who must make a site again later keeps the rows as a Parquet file. Passwords come
from the environment (${NAME} in the address) and are in no fault; an address that holds one is refused. PostgreSQL is asked in a
transaction that writes nothing.

DuckDB is there with -tags duckdb alone (CGO_ENABLED=1): its library is C++, and the programs that are handed out are static. The
others read what DuckDB has written, as Parquet. Trino's driver is left out: it drags in six modules of Kerberos that nobody keeps any more, and newer ones ask for a newer Go.

# Libraries

	library                          door       why
	yuin/goldmark                    prose      prescribed: Markdown
	go-echarts/go-echarts/v2         chart      prescribed: options of the interactive charts
	signintech/gopdf                 bulletin   prescribed: PDF pages
	boombuler/barcode                bulletin   the square code on a bulletin's first page; no dependency
	pdfcpu/pdfcpu                    pdfa       the one maintained PDF object model in Go: reads what gopdf wrote, and the tests what is written; drags in golang.org/x/image and x/crypto
	spf13/viper                      config     prescribed: configuration
	spf13/cobra                      main       command line; viper's companion, the most used of its kind; drags in pflag
	spf13/pflag                      main       cobra's flags; imported for its typed errors, so that usage faults speak Chinese
	shopspring/decimal               model      exact decimals that keep the digits they were written with; no dependency
	golang.org/x/image               raster     glyph outlines and antialiased areas, of the Go team
	peterstace/simplefeatures        geo        GeoJSON and the thinning of lines; no dependency (paulmach/orb brings MongoDB's BSON along)
	tdewolff/parse                   palette    CSS syntax; the parser of a minifier that is used everywhere; no dependency
	agnivade/levenshtein             diag       「是否为 …？」; no dependency
	mozillazg/go-pinyin              pinyin     readings of 41,000 characters; maintained, no dependency
	go.yaml.in/yaml/v3               yamlmap    front matter with line numbers; viper brings it along anyway
	nicksnyder/go-i18n/v2            message    message catalogues and CLDR's plural forms; the most used of its kind
	parquet-go/parquet-go            format, rows  Parquet; pure Go, a million rows in a second; drags in compressors and Google's uuid. format writes, rows reads
	jackc/pgx/v5                     rows       PostgreSQL and what speaks its protocol, through database/sql; the one maintained driver in Go; drags in three small modules of its author
	ClickHouse/clickhouse-go/v2      rows       ClickHouse, through database/sql; its maker's own, Go alone; drags in 1.4 MB of program: orb, the interface of OpenTelemetry, compressors
	klauspost/compress/zlib          pdfa       the same deflate, a third of a bulletin's time otherwise
	klauspost/compress               format     a faster deflate for workbooks and the package of everything; parquet-go brings it along
	duckdb/duckdb-go/v2              rows       DuckDB inside the program, behind the tag duckdb; its makers' own; drags in Arrow and a library of 60 MB in C++, so no program that is handed out has it
	golang.org/x/text                load       GB18030, Unicode normal forms
	golang.org/x/net/html            output     reads pages for the link check; the HTML5 tokenizer of the Go team
	minio/minio-go/v7                deploy     S3 and the stores that speak it (Alibaba's, Tencent's, Huawei's, MinIO, Ceph); a third of what AWS's own library drags in
	pkg/sftp                         deploy     SFTP; the one maintained client in Go; drags in kr/fs
	golang.org/x/crypto/ssh          deploy     the connection below it, of the Go team
	fsnotify/fsnotify                serve      tells of changed files; viper brings it along anyway
	golang.org/x/sys                 publish    the exchanging rename of Linux
	tdewolff/minify                  site       style sheets and scripts without what only their author needs; drags in its own parser
	aead.dev/minisign                seal       signatures in minisign's format; maintained, nothing but golang.org/x/crypto
	CycloneDX/cyclonedx-go           sbom       the bill of materials in its standard's own Go library; in no program that is handed out
	rogpeppe/go-internal             tests      script tests of the command (txtar), from the Go toolchain's own
	chromedp/chromedp                tests      drives a real Chromium
	jedisct1/go-minisign             tests      verifies the signatures: the library of minisign's own author
	xuri/excelize/v2                 workbook   reads what units send and writes their forms; tests read the open data with it, which format writes ten times as fast
	santhosh-tekuri/jsonschema       tests      checks descriptors against the published JSON Schemas
	honnef.co/go/tools               make test  staticcheck

The tests' checkers (axe, Lighthouse, the Nu checker, rdf-validate-shacl, jsonld and n3 for DCAT-AP, a validator for OpenAPI, DuckDB for Parquet) come
from npm as well; see internal/acceptance/checkers.

ECharts and the fonts (Noto Sans SC, Noto Serif SC) come from npm at build time, pinned by a lock file and by their
hashes; see themes/assets.
*/
package main
