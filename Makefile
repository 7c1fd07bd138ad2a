# `make report` builds Jalon and renders the sample company; `make test` runs every test.

sample := sample-data/hubspot-fr
as_of := 2026-11-20
output := output
sources := $(shell find Sources Plugins templates -type f) Package.swift
binary := .build/jalon

.PHONY: report test build format lint faults bench large clean setup

report: $(binary)
	@$(binary) run --config $(sample)/jalon.yaml --as-of $(as_of) --output $(output)
	@echo "The report: $(output)/latest/index.html"

test: setup
	swift test --disable-xctest

build: $(binary)

# The release build, with the Swift runtime inside, so that one file is all there is to install.
$(binary): $(sources) .build/setup
	swift build -c release --static-swift-stdlib --product jalon
	@strip -o $@ "$$(swift build -c release --static-swift-stdlib --show-bin-path)/jalon"

setup: .build/setup

.build/setup: .ci/setup
	@.ci/setup
	@mkdir -p .build && touch $@

format:
	swift format -i -r -p Package.swift Sources Tests Plugins sample-data

lint:
	swift format lint --strict -r -p Package.swift Sources Tests Plugins sample-data

# Fails every system call of a run on its output, one by one, and kills a hundred runs; needs strace.
faults: $(binary)
	.ci/faults.py $(binary) 100

# The race against DuckDB and Polars; installs them, with numpy, into benchmarks/.venv and writes some
# 1.3 GB of exports into benchmarks/.data. See benchmarks/README.md.
bench: $(binary)
	benchmarks/race.py $(binary) --sizes S,M --variants --night

# Cells of 1 GB, a file of 50 GB, streams of any length: minutes.
large: $(binary)
	Tests/Reliability/large-files.py $(binary)

clean:
	rm -rf .build
