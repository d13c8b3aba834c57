# The developer's menu. `make run` and `make test` need git, Python 3.11 with venv, and a package index; nothing else.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
NPM = $(shell command -v npm >/dev/null 2>&1 && echo npm || echo $(BIN)/python tools/npm.py)

# Empty is unset: where a shell forbids Python to keep what it has compiled, each of our many processes would compile all of it anew (1.7 s).
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test setup check lint types layers house texts templates migrations bench shots docs clean

run: setup
	$(BIN)/anbiao up --port $(PORT)

test: setup build/browser
	$(BIN)/python -m pytest -n 2

setup: build/setup

check: setup lint types layers texts templates migrations docs-check
	$(BIN)/python -m pytest -q tests/house -p no:randomly

lint:
	$(BIN)/ruff check anbiao tests tools
	$(BIN)/ruff format --check anbiao tests tools

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

texts:
	$(BIN)/python tools/texts.py check

templates:
	$(BIN)/djlint anbiao --lint --quiet

migrations:
	$(BIN)/python -m django makemigrations --check --dry-run --settings=tests.offline

docs-check:
	$(BIN)/python -m tests.rules_book --check

docs:
	$(BIN)/python -m tests.rules_book

bench: setup
	$(BIN)/anbiao bench

shots: setup build/browser
	$(BIN)/python -m pytest -n 0 tests/browser

clean:
	rm -rf .venv node_modules build

# --- what setup stands on; each is made again only when what it stands on has changed ---

build/venv: requirements/dev.txt requirements/uv.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .
	mkdir -p build && touch $@

build/assets: build/venv package-lock.json tools/assets.py
	$(NPM) ci --ignore-scripts --no-fund --no-audit --loglevel=error
	$(BIN)/python tools/assets.py
	touch $@

TEXTS := $(wildcard anbiao/*/locale/*/LC_MESSAGES/*.po)
STATIC := $(shell find anbiao -path '*/static/*' -type f 2>/dev/null)
build/setup: build/venv build/assets $(TEXTS) $(STATIC)
	$(BIN)/python tools/texts.py compile
	$(BIN)/python -m django collectstatic --noinput --clear -v 0 --settings=tests.offline
	touch $@

build/browser: build/venv
	$(BIN)/python tools/browser.py
	touch $@

# A tenth by default, everything by FULL=1: prints one JSON object (docs/field.md).
.PHONY: field-load
field-load: setup
	$(BIN)/python -m tests.field_load $(if $(FULL),--full)

# 3,000 made-up requests by default, COUNT=100000 for the whole: prints one JSON object (docs/api.md).
.PHONY: api-fuzz
api-fuzz: setup
	$(BIN)/python -m tests.api_load $(if $(COUNT),--count $(COUNT))

# A base backup, archived log and copied files under load, kill -9 of all, the state of an instant restored; the last release's data upgraded
# under twenty kills. Each prints one JSON object (docs/running.md).
.PHONY: restore-drill upgrade-drill
restore-drill: setup
	$(BIN)/python -m tests.restore_drill

upgrade-drill: setup
	$(BIN)/python -m tests.upgrade_drill
