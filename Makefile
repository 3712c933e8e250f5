# Everything a developer or an operator runs. `make demo` and `make test` set up all they need from a bare checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One thread a process: small fits run several times faster than with two threads that wait for each other.
export OMP_NUM_THREADS := 1
export MLFLOW_DISABLE_TELEMETRY := true

INSTALLED := $(VENV)/.installed
WEB := serve/static/vendor/.built
CODE := sagstyngde features models allocation mandate storage casework pipelines serve tests benchmarks notebooks

.PHONY: help demo test soak check lint types imports texts notebooks results bench evidence screens lock browser clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "%-10s %s\n", $$1, $$2}'

demo: $(INSTALLED) $(WEB) ## synthesise, train, assess, allocate and serve on 127.0.0.1:8000
	$(BIN)/sagstyngde demo

test: $(INSTALLED) $(WEB) browser ## the whole test suite
	$(BIN)/pytest --numprocesses 2 --dist loadfile

soak: $(INSTALLED) $(WEB) ## the same search for faults as in the tests, at length (about an hour)
	SAGSTYNGDE_SOAK=1 $(BIN)/pytest -m soak --numprocesses 2 --dist loadfile

check: lint types imports ## everything that reads the code without running it

lint: $(INSTALLED) ## style
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(INSTALLED) ## mypy --strict
	$(BIN)/mypy

imports: $(INSTALLED) ## the architecture, as a test
	$(BIN)/lint-imports

texts: $(INSTALLED) ## bring the catalogue of English texts up to what the pages hold
	$(BIN)/python -m serve.texts

notebooks: $(INSTALLED) ## run every notebook on the invented municipality
	$(BIN)/python -m pipelines.notebooks notebooks var/notebooks

results: $(INSTALLED) ## the figures of docs/results.md, from real and invented data
	$(BIN)/python -m benchmarks.results

bench: $(INSTALLED) $(WEB) ## the figures of docs/bench.json, beside peers in one run
	$(BIN)/python -m benchmarks.bench

evidence: $(INSTALLED) ## the registers as pages, and the evidence of the model in var/ in var/dokumentation
	$(BIN)/python -m pipelines.evidence.register_pages
	$(BIN)/sagstyngde evidence --out var/dokumentation

screens: $(INSTALLED) $(WEB) browser ## the pictures of docs/screens
	$(BIN)/python -m benchmarks.screens

$(INSTALLED): requirements/dev.lock pyproject.toml
	@echo "Installing Python packages into $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(WEB): package-lock.json package.json web/build.mjs
	@echo "Installing web assets (once) ..."
	@npm ci --silent
	@npm run --silent build
	@touch $@

# The browser tests drive Debian's Chromium.
browser:
	@command -v chromium >/dev/null || { echo "Installing Chromium for the browser tests (once) ..."; \
	  $$([ "$$(id -u)" = 0 ] || echo sudo) sh -c 'apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null'; }

lock: ## make the lock files anew; they carry hashes and no addresses
	$(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install --quiet uv
	var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements/run.lock
	var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --all-extras --group dev -o requirements/dev.lock
	npm install --package-lock-only --silent

clean: ## remove everything made
	rm -rf $(VENV) node_modules serve/static/vendor var .mypy_cache .ruff_cache .pytest_cache .hypothesis
