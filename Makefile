# Two commands from a bare machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
PORT ?= 8765
SERVE ?= 1
BIN := .venv/bin
UV := $(BIN)/uv
RUN := $(UV) run --frozen --no-sync
RECORD ?= demo.db

.PHONY: demo test lint types layers unit browser env docs clean

demo: env  ## read the sample articles into a record, print a brief, serve the pages
	$(RUN) detente demo --record $(RECORD) --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,)

test: lint types layers unit  ## everything that CI runs

env: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	@test -x $(UV) || { echo "making the environment (uv first)" >&2; $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	VIRTUAL_ENV=$(CURDIR)/.venv $(UV) sync --frozen --inexact --quiet
	@touch $@

lint: env
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(UV) lock --check --quiet

types: env
	$(RUN) mypy
	$(RUN) mypy tests/cli/conftest.py
	$(RUN) mypy tests/engine/conftest.py

layers: env
	$(RUN) lint-imports

unit: env
	$(RUN) pytest -q -n 2 --dist loadgroup

clean:
	rm -rf .venv demo.db demo.db-wal demo.db-shm
