# Everything that is done with a checkout; `make` lists it. Run again with everything in place, no target needs the
# network or builds anything twice.

RECIPE ?= Recipes/dfs-msdnet.yaml
PREFIX ?= /usr/local

CONFIGURATION ?= release

binary := .build/$(CONFIGURATION)/workbench

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build run test docs tutorial bench many-runs epochs costs install uninstall clean

help: ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install what is missing: C libraries, libtorch
	@.ci/setup

build: setup ## build workbench (CONFIGURATION=debug for faster builds and slower runs)
	swift build -c $(CONFIGURATION) --product workbench

run: build ## train RECIPE (Recipes/dfs-msdnet.yaml), after set-up and build
	$(binary) run $(RECIPE)

test: ## build and run every test, write the site, do the tutorial, check the format
	@.ci/setup --tests
	@.ci/setup-test
	@.ci/shims-test
	@.ci/python-packages Tests/requirements.txt
	swift build --build-tests
	swift test --skip-build
	@.ci/docs
	@.ci/tutorial-test
	@swift format lint --strict --recursive Package.swift Sources Plugins Tests

docs: setup ## write the documentation, with Swift's symbols, as a static site (.build/site)
	swift build --target WorkbenchTesting
	@.ci/docs

tutorial: setup ## do the tutorial, word for word, in a clone of its own
	swift build --build-tests
	@.ci/tutorial-test

bench: build ## time training and inference against plain PyTorch
	@.ci/python-packages Benchmarks/requirements.txt
	.venv/bin/python Benchmarks/run.py
	.venv/bin/python Benchmarks/inference.py

many-runs: build ## time listing a thousand runs and comparing a hundred
	python3 Benchmarks/many_runs.py

epochs: build ## time an epoch early in a run and late
	python3 Benchmarks/epochs.py

costs: build ## what strategies cost beside a plain sum, PyTorch and TorchJD
	@.ci/python-packages Benchmarks/requirements.txt
	.venv/bin/python Benchmarks/strategies.py

install: ## put workbench on the PATH, in PREFIX/bin (/usr/local/bin)
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install check
	@test -x $(binary) || $(MAKE) --no-print-directory build
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install write

uninstall: ## take it off again
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install remove

clean: ## remove what was built; libtorch, Python packages and runs stay
	swift package clean
