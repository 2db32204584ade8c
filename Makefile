# make demo    run the example that the README shows
# make test    run every test
# make browser try the reports' page in a headless Chromium, which must be installed
# make check   lint, types, and the completeness of the public types
# make docs    write the generated tables of the READMEs anew
# make clean   remove what these made
#
# VENV=DIR takes another virtual environment, PYTHON=EXE makes it with another Python.

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BROWSER := $(VENV)/.browser

# A name on PATH may be a shim that fails, and a system's Python may come without venv:
# only running it tells.
CAN_VENV := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for exe in python3.13 python3.12 python3.11 python3; do \
	if $$exe -c '$(CAN_VENV)' 2>/dev/null; then echo $$exe; break; fi; done)

PACKAGES := codecs_core \
	backends/msgspec/codecs_core_msgspec \
	backends/cbor/codecs_core_cbor \
	backends/ormsgpack/codecs_core_ormsgpack \
	tests/conformance/codecs_core_conformance \
	$(wildcard examples/*.py)

.DEFAULT_GOAL := test
.PHONY: demo test browser check lint types public-types docs clean

demo: $(STAMP)
	$(BIN)/python examples/dialog.py

test: $(STAMP)
	$(BIN)/python -m pytest

browser: $(BROWSER)
	$(BIN)/python -m pytest -m browser tests/browser

check: $(STAMP)
	@$(MAKE) --no-print-directory --keep-going lint types public-types

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy --strict $(PACKAGES)

# pyright looks for the package through the `python` on PATH; --pythonpath does not reach
# --verifytypes. It fails for a package that it cannot find, and below 100 %.
public-types: $(STAMP)
	PATH="$(abspath $(BIN)):$$PATH" PYRIGHT_PYTHON_IGNORE_WARNINGS=1 \
		$(BIN)/pyright --ignoreexternal --verifytypes codecs_core

docs: $(STAMP)
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv*' -exec rm -rf {} +

$(STAMP): pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		test -n "$(PYTHON)" || { \
			echo "No Python >= 3.11 with venv was found: say PYTHON=/its/path." >&2; exit 1; }; \
		set -x; $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# What drives the browser is large: who never asks for it need not have it.
$(BROWSER): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,browser]'
	@touch $@
