# `make report` builds Jalon and renders the sample company; `make test` runs every test.

sample := sample-data/hubspot-fr
as_of := 2026-11-20
output := output
sources := $(shell find Sources Plugins templates -type f) Package.swift
binary := .build/jalon

.PHONY: report test build format lint faults clean setup

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

clean:
	rm -rf .build
