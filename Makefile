# The commands of the project; `make help` lists them.
SWIFT ?= swift
RELEASE = .build/release
# Without shared libraries of Swift the tools start in half the time, and run where there is no Swift; not every
# toolchain has the others.
LIBRARIES = $(dir $(realpath $(shell command -v $(SWIFT))))../lib
OPTIMIZED = -c release $(if $(wildcard $(LIBRARIES)/swift_static/linux/libFoundation.a),--static-swift-stdlib)
SAMPLE = Samples/debouncer
# The samples that show one thing that goes, each with the grain of its picture.
EXAMPLES = unused-property:instruction culled-parameters:instruction two-targets:instruction call-through:entity \
  unused-results:instruction constant-condition:instruction unused-builtins:function
SOURCES = Package.swift Sources Passes Tests

.DEFAULT_GOAL := help
.PHONY: help setup setup-firmware build demo test lint format goldens pictures bench corpus-table firmware size wasm c-host ffi \
  fuzz fuzz-engine fuzz-compiler sanitize clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Install the system packages that are missing
	@.ci/install-packages

setup-firmware: setup ## Install what the firmware sample needs, too
	@.ci/install-packages gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm

build: setup ## Build the tools in release mode
	$(SWIFT) build $(OPTIMIZED) --product mvboost
	$(SWIFT) build $(OPTIMIZED) --product mvrun
	$(SWIFT) build $(OPTIMIZED) --product mvc

demo: build ## Optimize a real program, show what changed, and draw its graph
	@mkdir -p demo
	$(RELEASE)/mvboost $(SAMPLE)/app.mvm-bc -o demo/app.boost.mvm-bc --stats \
	  --dot demo/app.dot --svg demo/app.svg --dot-scope function
	@echo "wrote demo/app.boost.mvm-bc, demo/app.dot and demo/app.svg"

test: setup-firmware lint ## Check the format, then build and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --parallel
	$(MAKE) firmware wasm c-host ffi

lint: ## Check the format of the sources
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## Format the sources
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

goldens: setup ## Rewrite the expected outputs of the tests; review the difference like code
	UPDATE_GOLDENS=1 $(SWIFT) test

pictures: build ## Draw the pictures in docs/ and Samples/ again
	$(RELEASE)/mvboost $(SAMPLE)/app.mvm-bc -q --svg docs/pictures/debouncer.svg --dot-scope function
	@for example in $(EXAMPLES); do \
	  folder=Samples/$${example%:*} && echo "$$folder/graph.svg" && \
	  $(RELEASE)/mvboost $$folder/app.mvm-bc -q --svg $$folder/graph.svg --dot-scope $${example#*:} || exit 1; \
	done

firmware: setup-firmware ## Run the engine in an emulated micro:bit, and check its console
	$(MAKE) -C Samples/firmware firmware

size: setup-firmware ## Print the code size of the engine on a Cortex-M0
	$(MAKE) -C Samples/firmware size

wasm: ## Compile the engine for bare WebAssembly
	$(MAKE) -C Samples/firmware wasm

c-host: setup ## Build a C program against the engine, and check what it prints
	$(MAKE) -C Samples/c-host check

ffi: setup ## Compile a program with typed C++ functions, and check what it prints
	$(MAKE) -C Samples/ffi check

fuzz-engine: setup ## Run 100,000 damaged snapshots in the engine
	MUTATIONS=100000 $(SWIFT) test -c release -Xswiftc -enable-testing --filter EngineTests.MutationTests

fuzz: setup ## Optimize 20,000 made-up programs, and the corpus in 200 orders of passes, and compare what they do
	PROGRAMS=20000 PASS_ORDERS=200 $(SWIFT) test -c release -Xswiftc -enable-testing \
	  --filter "EndToEndTests.(GeneratedProgramTests|PassOrderTests)"

fuzz-compiler: setup ## Compile 20,000 damaged JavaScript programs
	SOURCES=20000 $(SWIFT) test -c release -Xswiftc -enable-testing --filter CompilerTests.DamagedSourceTests

sanitize: setup ## Run the engine's tests under the address sanitizer
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --scratch-path .build-asan --sanitize=address \
	  --filter "EngineTests|MicroviumABITests"

bench: setup ## Measure speed
	$(SWIFT) package --package-path Tests/Benchmarks --allow-writing-to-package-directory benchmark

corpus-table: setup ## Print the size of each program of the corpus before and after, beside what a person made by hand
	$(SWIFT) build $(OPTIMIZED) --product CorpusTable
	$(RELEASE)/CorpusTable Tests/Fixtures

clean: ## Remove what was built
	rm -rf .build demo Tests/Benchmarks/.build
