# The commands of the project; `make help` lists them.
SWIFT ?= swift
RELEASE = .build/release
SAMPLE = Samples/debouncer
SOURCES = Package.swift Sources Passes Tests

.DEFAULT_GOAL := help
.PHONY: help setup build demo test lint format goldens bench clean

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## Install the system packages that are missing
	@.ci/install-packages

build: setup ## Build the tools in release mode
	$(SWIFT) build -c release --product mvboost

demo: build ## Optimize a real program, show what changed, and draw its graph
	@mkdir -p demo
	$(RELEASE)/mvboost $(SAMPLE)/app.mvm-bc -o demo/app.boost.mvm-bc --stats \
	  --dot demo/app.dot --svg demo/app.svg --dot-scope function
	@echo "wrote demo/app.boost.mvm-bc, demo/app.dot and demo/app.svg"

test: setup lint ## Check the format, then build and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --parallel

lint: ## Check the format of the sources
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## Format the sources
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

goldens: setup ## Rewrite the expected outputs of the tests; review the difference like code
	UPDATE_GOLDENS=1 $(SWIFT) test

bench: setup ## Measure speed
	$(SWIFT) package --package-path Tests/Benchmarks --allow-writing-to-package-directory benchmark

clean: ## Remove what was built
	rm -rf .build demo Tests/Benchmarks/.build
