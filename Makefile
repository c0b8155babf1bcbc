# 运行 make help 看有哪些目标。
#
# Needs Go, Node with npm, and make. The first run fetches Go modules, npm packages and, for `make test`,
# Debian packages (.ci/tools); every later run works without a network.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO ?= go
export GO

# The binary carries no trace of the checkout: the same sources give the same bytes in a clone, in an
# unpacked archive and in a directory that git distrusts.
export GOFLAGS += -buildvcs=false

GONGBAO := .build/gongbao
BUILD = $(GO) build -trimpath -o $(GONGBAO) ./cmd/gongbao
ASSETS := themes/assets
CHECKERS := cmd/gongbao/internal/acceptance/checkers

.PHONY: help
help: ## 列出这些目标
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: site
site: assets ## 生成网站、简报和开放数据到 public/
	@$(BUILD)
	@$(GONGBAO) build

.PHONY: check
check: ## 检查 content/ 和 data/，不生成任何文件
	@$(BUILD)
	@$(GONGBAO) check

# A missing browser or PDF tool makes a test that needs it skip under a plain `go test`; with
# GONGBAO_NEED_TOOLS=1 it fails, so that nothing is left out here unnoticed. Tests look for the browser in
# $CHROMIUM, then for chromium, chromium-browser and google-chrome in PATH.
#
# The race detector slows everything down tenfold, so it runs with -short: tests that repeat under it what others show
# skip themselves. The acceptance tests drive the finished program and a browser from outside: nothing of theirs can race.
.PHONY: test
test: export GONGBAO_NEED_TOOLS := 1
test: export CGO_ENABLED := 1
test: assets checkers tools ## 全部检查和测试：gofmt、vet、staticcheck、竞态检测、浏览器、网页检查器
	@files=$$("$$($(GO) env GOROOT)/bin/gofmt" -l cmd themes/*.go); \
	if [[ -n $$files ]]; then printf '这些文件未按 gofmt 排版（用 gofmt -w 改正）：\n%s\n' "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -timeout 20m $$($(GO) list ./... | grep -v /acceptance$$)
	$(GO) test -tags duckdb ./cmd/gongbao/internal/rows
	$(GO) test -race -short -timeout 20m $$($(GO) list ./... | grep -v /acceptance$$)
	$(GO) test -timeout 40m ./cmd/gongbao/internal/acceptance

.PHONY: worlds
worlds: export GONGBAO_NEED_TOOLS := 1
worlds: assets checkers tools ## 只用别的方案（很大的、很小的、省级的、带恶意内容的）做浏览器检查
	$(GO) test -count=1 -timeout 40m -run TestWorlds ./cmd/gongbao/internal/acceptance

# Only packages that have goldens know the flag.
.PHONY: golden
golden: assets ## 重写测试的标准结果（随后用 git diff 逐处审看）
	@$(GO) test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' cmd | xargs -r -n1 dirname | sort -u | sed 's|^|./|') -update

# Sizes are those of internal/bench/shape.go; national takes long. Timing decides nothing here: the runs are interleaved, and
# what each generator has made is read and held against the figures that went in.
BENCH := .build/bench
PEERS := cmd/gongbao/internal/bench/testdata
SIZES ?= small province
N ?= 3

.PHONY: bench
bench: assets typst peers ## 测量速度和内存，与 Hugo、Eleventy、Typst 比较（SIZES="small province national" N=5 LIMIT=600）
	@$(GO) build -o $(BENCH)/ ./cmd/gongbao/internal/bench/...
	@$(BENCH)/run -sizes "$(SIZES)" -n $(N) $(if $(LIMIT),-limit $(LIMIT)) $(if $(ONLY),-only "$(ONLY)")

# Two states of the program are compared by: make bench-go, keep its file, make bench-go again, make bench-stat OLD=kept.txt.
# HOT narrows it: HOT='Load|Assess|Pages|Chart' takes a minute, a million rows in every format take several.
HOT ?= .
.PHONY: bench-go
bench-go: assets typst ## 各处热点的 Go 基准测试，写到 .build/bench/go.txt（供 benchstat 比较）
	@mkdir -p $(BENCH)
	@$(GO) test -run '^$$' -bench '$(HOT)' -benchmem -count $(N) $$($(GO) list ./... | grep -v /acceptance$$) | tee $(BENCH)/go.txt

.PHONY: bench-stat
bench-stat: ## 用 benchstat 比较 OLD= 与 .build/bench/go.txt 两次结果
	@$(GO) -C $(PEERS)/benchstat tool benchstat $(if $(OLD),$(abspath $(OLD))) $(CURDIR)/$(BENCH)/go.txt

.PHONY: profile
profile: assets ## 处理器时间和内存用在哪里：生成一个规模（SIZE=province），结果在 .build/profile/
	@$(GO) build -o $(BENCH)/ ./cmd/gongbao/internal/bench/...
	@$(BENCH)/profile -shape $(or $(SIZE),province) -out .build/profile
	@cd .build/profile && for what in cpu allocs heap; do \
		$(GO) tool pprof -top -cum -nodecount=40 $(CURDIR)/$(BENCH)/profile $$what.pprof 2>/dev/null | tee $$what.txt | head -30; done

# The generators that pages are timed against; nothing else needs them. Hugo's compilation takes minutes, once.
.PHONY: peers
peers:
	@mkdir -p $(BENCH)
	@if ! cmp -s $(PEERS)/hugo/go.sum $(BENCH)/hugo.sum; then \
		if $(GO) -C $(PEERS)/hugo build -o $(CURDIR)/$(BENCH)/hugo github.com/gohugoio/hugo; then cp $(PEERS)/hugo/go.sum $(BENCH)/hugo.sum; \
		else echo 'Hugo 没有装上，不与它比较'; fi; fi
	@cd $(PEERS)/eleventy && if ! cmp -s package-lock.json node_modules/.installed-lock.json; then \
		if npm ci --prefer-offline --no-audit --no-fund; then cp package-lock.json node_modules/.installed-lock.json; \
		else echo 'Eleventy 没有装上，不与它比较'; fi; fi

# The compiler that bulletins are timed against; nothing else needs it.
.PHONY: typst
typst:
	@cd cmd/gongbao/internal/bulletin/testdata/typst && if ! cmp -s package-lock.json node_modules/.installed-lock.json; then \
		npm ci --prefer-offline --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock.json; fi

# One static program for each kind of machine, with theme, fonts and scripts inside. The same sources and the same Go give
# the same bytes, wherever they are built; SHA256SUMS says whether they did.
PLATFORMS := linux/amd64 linux/arm64 windows/amd64 darwin/amd64 darwin/arm64
RELEASE := .build/release
VERSION = $(shell sed -n 's/^const version = "\(.*\)"/\1/p' cmd/gongbao/version.go)

.PHONY: handbook
handbook: assets ## 生成使用手册到 .build/handbook/
	@$(BUILD)
	@$(GONGBAO) handbook --destination .build/handbook

.PHONY: release
release: export CGO_ENABLED := 0
release: export GOAMD64 := v1
release: export GOARM64 := v8.0
release: export GOEXPERIMENT :=
release: assets ## 生成各平台的程序、手册页、校验和与物料清单（SBOM）到 .build/release/
	@rm -rf $(RELEASE) && mkdir -p $(RELEASE)
	@for platform in $(PLATFORMS); do \
		os=$${platform%/*} arch=$${platform#*/}; program=$(RELEASE)/gongbao-$(VERSION)-$$os-$$arch; \
		if [[ $$os = windows ]]; then program+=.exe; fi; \
		echo "$$program"; \
		GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags='-s -w -buildid=' -o "$$program" ./cmd/gongbao; \
	done
	@$(GO) run ./cmd/gongbao man > $(RELEASE)/gongbao.1
	@$(GO) run ./cmd/gongbao/internal/sbom/write -version $(VERSION) $(RELEASE)/gongbao-*
	@{ cat LICENSE NOTICE; for platform in $(PLATFORMS); do GOOS=$${platform%/*} GOARCH=$${platform#*/} \
		$(GO) list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/gongbao; done \
		| LC_ALL=C sort -u | while read -r module dir; do for text in "$$dir"/{LICENSE,LICENCE,COPYING,NOTICE}*; do \
			if [[ -f $$text ]]; then printf '\n==== %s %s\n\n' "$$module" "$${text##*/}"; cat "$$text"; fi; done; done; \
		for text in $(ASSETS)/dist/licenses/*; do printf '\n==== %s\n\n' "$${text##*/}"; cat "$$text"; done; } > $(RELEASE)/LICENSES.txt
	@cd $(RELEASE) && sha256sum * > SHA256SUMS

.PHONY: demo
demo: ## 重新生成演示数据（data/observations/ 中的演示表）
	$(GO) run ./cmd/gongbao/internal/demo/regenerate

# assets.sha256 holds what goes in (lock file, scripts) and what comes out (dist/). If all of it agrees there
# is nothing to do, whatever the files' dates say, and neither Node nor npm is called.
.PHONY: assets
assets: ## 准备 ECharts 和字体（需要 Node 和 npm；已有则不动）
	@cd $(ASSETS) && if ! sha256sum --check --status assets.sha256 2>/dev/null; then \
		$(MAKE) --no-print-directory -C ../.. assets-build && \
		{ sha256sum --check --quiet assets.sha256 || \
		{ echo '$(ASSETS) 的内容与 assets.sha256 不符：若是有意改动，请运行 make assets-update'; exit 1; }; } fi

.PHONY: assets-update
assets-update: assets-build ## 改动 themes/assets 后，重记其校验和
	@cd $(ASSETS) && find package.json package-lock.json build.mjs echarts.mjs dist -type f ! -path dist/README \
		| LC_ALL=C sort | xargs sha256sum > assets.sha256

# The copy of the lock file tells what is installed; npm is called only when that has changed.
NPM_INSTALL = for program in node npm; do \
		command -v $$program >/dev/null || { echo "缺少 $$program：准备 ECharts、字体和网页检查器需要 Node（18 以上）和 npm"; exit 1; }; \
	done; \
	if ! cmp -s package-lock.json node_modules/.installed-lock.json; then \
		npm ci --prefer-offline --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock.json; fi

.PHONY: assets-build
assets-build:
	@cd $(ASSETS) && $(NPM_INSTALL)
	@cd $(ASSETS) && node build.mjs

# For tests only: axe, Lighthouse and the Nu HTML checker.
.PHONY: checkers
checkers: ## 安装测试用的网页检查器（axe、Lighthouse、Nu；需要 npm）
	@cd $(CHECKERS) && $(NPM_INSTALL)

.PHONY: lighthouse
lighthouse: export GONGBAO_NEED_TOOLS := 1
lighthouse: assets checkers tools ## 测量网页得分，含速度（Lighthouse，四类各取三次的中位数）
	$(GO) test -count=1 -v -run '^$$' -bench Lighthouse -benchtime 3x ./cmd/gongbao/internal/acceptance

.PHONY: tools
tools: ## 安装测试用的软件（浏览器、Java、PDF 工具、C 编译器），或说明缺什么
	@.ci/tools

.PHONY: clean
clean: ## 清除中间产物（保留 public/ 和已装的 npm 包，清除后不联网也能重做）
	@rm -rf .build
	@find $(ASSETS)/dist -mindepth 1 ! -name README -delete
