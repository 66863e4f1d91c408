# make run: a page to talk with the bot · make test: everything that must hold · the others are told in CONTRIBUTING.md
PYTHON ?= python3
VENV := .venv
WORKERS ?= 4
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --no-input --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(UPGRADE) pyproject.toml

.PHONY: run test check coverage questions bench chaos readme schema lock clean

export PYTHONDONTWRITEBYTECODE :=  # each of the many processes that tests start would compile everything again

run: $(VENV)/installed
	@$(BIN)/workshop-bot run --page

test: check
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

coverage: $(VENV)/installed-dev
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup --cov --cov-report=term:skip-covered

check: $(VENV)/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/workshop-bot check
	@$(BIN)/workshop-bot readme --check

questions: $(VENV)/installed-dev  # how many questions of tests/questions.yaml are answered right, and which are not
	@$(BIN)/python -m tests.questions -v

bench: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench

chaos: $(VENV)/installed-dev  # every fault of the campaign "exactly once", with its figures
	@$(BIN)/python -m tests.chaos $(ONLY)

readme: $(VENV)/installed
	@$(BIN)/workshop-bot readme

schema: $(VENV)/installed
	@$(BIN)/workshop-bot schema

lock: $(VENV)/installed-dev  # make lock UPGRADE=--upgrade takes the newest of everything
	@$(LOCK) --group build --output-file requirements.lock
	@$(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bot commands tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name" \
		"one: make run PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -m bot --help >/dev/null
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "The venv module of $(PYTHON) is missing. On Debian" \
		"and Ubuntu, install it first: apt-get install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.lock pyproject.toml
	@echo "Installing into $(VENV), once; this takes a moment …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "Installing what tests need into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
