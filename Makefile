# Every command of the house. `make help` lists them; nothing here needs more than Python 3.11, git and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
SEED ?= 1
RUNS ?= 100
DATABASE ?= sqlite
KILLS ?= 200
PYTHON ?= $(shell command -v python3.11 || command -v python3)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONPATH := $(CURDIR)
STEP := sh tools/step.sh
WEB_SOURCES := $(shell find pwa/src pwa/public pwa/tools sync/schema.json -type f 2>/dev/null) $(wildcard pwa/*.html pwa/*.ts pwa/*.js)

.PHONY: help run test test-python test-web test-browser prove prove-models prove-disk prove-sim prove-spoilt prove-rest sim durability pictures bench lint format lock wheel clean setup

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-14s %s\n", $$1, $$2}'

run: .cache/run.ready pwa/dist/.ready ## set up everything and serve the demo (PORT=8000)
	@exec python -m server.cli serve --demo --port $(PORT)

test: lint test-python test-web test-browser ## set up everything and pass every test
	@$(STEP) --done "all tests passed"

test-python: .cache/test.ready pwa/dist/.ready ## the Python tests, without a browser
	@$(STEP) "Python tests" python -m pytest -q -n auto tests --ignore tests/browser --ignore tests/bench

test-web: .cache/test.ready .cache/web.ready ## the TypeScript tests
	@$(STEP) "TypeScript types" npm --prefix pwa run --silent check
	@$(STEP) "TypeScript tests" npm --prefix pwa run --silent test

test-browser: .cache/test.ready pwa/dist/.ready .cache/browser ## the story in a real Chromium
	@$(STEP) "browser tests" python -m pytest -q -n 2 --dist loadscope tests/browser

prove: prove-models prove-disk prove-sim prove-spoilt prove-rest durability ## the long proofs, whole, part after part: hours
	@$(STEP) --done "all proofs passed"

prove-models: .cache/test.ready .cache/web.ready ## the engines and the world in small, both languages, long
	@$(STEP) "models and engines, Python" env PROVE=1 python -m pytest -v tests/sync
	@$(STEP) "models and engines, TypeScript" env PROVE=1 npm --prefix pwa run --silent test

prove-disk: .cache/test.ready ## what a push writes is on the disk before its answer; killed before each call; disks that fail
	@$(STEP) "system calls and failing disks" env PROVE=1 python -m pytest -v tests/durability/test_synced.py tests/durability/test_full.py

prove-sim: .cache/test.ready ## the simulation as the tests run it, long
	@$(STEP) "simulated hearings" env PROVE=1 python -m pytest -v tests/sim

prove-spoilt: .cache/test.ready ## a million spoilt requests
	@$(STEP) "spoilt requests" env PROVE=1 python -m pytest -v tests/server/exchange/test_mutated.py

prove-rest: .cache/test.ready pwa/dist/.ready .cache/browser ## every other test, with the longer share of each
	@$(STEP) "the rest of the tests" env PROVE=1 KILLS=5 BROWSER_KILLS=2 python -m pytest -q tests --ignore tests/bench --ignore tests/sync --ignore tests/sim --deselect tests/server/exchange/test_mutated.py --ignore tests/durability

sim: .cache/test.ready ## simulate hearings (make sim SEED=1 RUNS=100 DATABASE=postgres JOBS=2)
	@env PYTHONHASHSEED=0 python -m tests.sim --seed $(SEED) --runs $(RUNS) --database $(DATABASE) $(if $(JOBS),--jobs $(JOBS))

durability: .cache/test.ready pwa/dist/.ready .cache/browser ## SIGKILL the server under load, KILLS times on each database, and a browser 50 times
	@python -m tests.durability --kills $(KILLS)
	@$(STEP) "browser killed 50 times" env BROWSER_KILLS=50 python -m pytest -q tests/browser/test_killed.py
	@cat build/browser-kills.json

pictures: .cache/test.ready pwa/dist/.ready .cache/browser ## make the pictures of the docs anew
	@$(STEP) "pictures" env PICTURES=1 python -m pytest -q tests/browser/test_pictures.py

bench: .cache/test.ready pwa/dist/.ready .cache/browser ## measure, and print the figures (ONLY=push_sqlite,idle for some)
	@python -m tests.bench $(ONLY)

lint: .cache/test.ready ## types and style of the Python code
	@$(STEP) "ruff" sh -c 'ruff check -q . && ruff format -q --check .'
	@$(STEP) "mypy" mypy --no-error-summary

format: .cache/test.ready ## put the Python code into its one shape
	@ruff check -q --fix . ; ruff format -q .

lock: .cache/test.ready ## write the lock files anew from what requirements/*.in and package.json ask for
	@sh tools/lock.sh

setup: .cache/test.ready pwa/dist/.ready .cache/browser ## only set up, as for `make test`

wheel: .cache/run.ready pwa/dist/.ready ## build the wheel for an office's server, the apps inside, into wheel/
	@$(STEP) "wheel" python tools/backend.py wheel

clean: ## remove what the commands above made, but never instance/ (the data)
	@rm -rf .venv .cache pwa/node_modules pwa/dist wheel

# What the commands stand on ---------------------------------------------------------------------------------------------
.cache/venv.ready:
	@$(STEP) "Python 3.11 environment" sh tools/venv.sh "$(PYTHON)"
	@mkdir -p .cache && touch $@

.cache/run.ready: .cache/venv.ready requirements/run.txt
	@$(STEP) "Python packages of the server" python -m pip install -q --require-hashes -r requirements/run.txt
	@touch $@

.cache/test.ready: .cache/venv.ready requirements/test.txt
	@$(STEP) "Python packages of server and tests" python -m pip install -q --require-hashes -r requirements/test.txt
	@touch $@ .cache/run.ready

.cache/web.ready: .cache/venv.ready pwa/package-lock.json requirements/node.txt
	@$(STEP) "Node" sh tools/node.sh
	@$(STEP) "packages of the web app" npm --prefix pwa ci --no-audit --no-fund --loglevel=error
	@touch $@

pwa/dist/.ready: .cache/web.ready $(WEB_SOURCES)
	@$(STEP) "build of the web app" npm --prefix pwa run --silent build -- --logLevel warn
	@touch $@

.cache/browser: .cache/web.ready tools/browser.py
	@$(STEP) "a browser for the tests" python tools/browser.py $@
