# `make report` builds Jalon and renders the sample company; `make test` runs every test.

sample := sample-data/hubspot-fr
as_of := 2026-11-20
output := output
sources := $(shell find Sources Plugins templates -type f) Package.swift
binary := .build/jalon

PREFIX := /usr/local
DESTDIR :=
version = $(shell $(binary) --version | cut -d ' ' -f 2)
# Reproducible: the date of the last change, not of the build.
stamp = $(shell git log -1 --format=%cs 2>/dev/null || date +%F)

.PHONY: report test build format lint faults reliability hostile bench large install uninstall deb clean setup

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
	Tests/Reliability/faults.py $(binary) 100

# The numbers of docs/reliability.md; KILLS and NIGHTS say how long it takes.
reliability: $(binary)
	Tests/Reliability/all.sh $(binary)

# Pages of names that attack, opened in a browser: no script, no request, no element more than the
# same pages of harmless names have. Needs ../shared/corpora, playwright and Chromium; half an hour.
hostile: setup
	rm -rf .build/hostile
	JALON_HOSTILE=$(CURDIR)/.build/hostile swift test --disable-xctest --filter HostileNameTests
	.ci/hostile.py .build/hostile

# One binary with the Swift runtime, the templates to copy, the manual page and the completions.
install: $(binary)
	install -D -m 0755 $(binary) $(DESTDIR)$(PREFIX)/bin/jalon
	install -d $(DESTDIR)$(PREFIX)/share/jalon/templates/default
	cp -R templates/default/. $(DESTDIR)$(PREFIX)/share/jalon/templates/default
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/jalon/templates
	install -D -m 0644 docs/configuration.yaml $(DESTDIR)$(PREFIX)/share/jalon/configuration.yaml
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	packaging/make-man.py $(binary) $(stamp) | gzip -9n > $(DESTDIR)$(PREFIX)/share/man/man1/jalon.1.gz
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(binary) --generate-completion-script bash | sed '1{/^#!/d}' > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/jalon
	install -d $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	$(binary) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_jalon
	install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(binary) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/jalon.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/jalon $(DESTDIR)$(PREFIX)/share/man/man1/jalon.1.gz
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/jalon
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_jalon
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/jalon.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/jalon

# A package for Debian and Ubuntu: .build/jalon_<version>_<architecture>.deb
deb: $(binary)
	packaging/make-deb.sh $(binary) $(version) $(stamp)

# The race against DuckDB and Polars; installs them, with numpy, into benchmarks/.venv and writes some
# 1.3 GB of exports into benchmarks/.data. See benchmarks/README.md.
bench: $(binary)
	benchmarks/race.py $(binary) --sizes S,M --variants --night

# Cells of 1 GB, a file of 50 GB, streams of any length: minutes.
large: $(binary)
	Tests/Reliability/large-files.py $(binary)

clean:
	rm -rf .build
