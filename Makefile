# `make run` and `make test` do all the set-up. `make help` lists the rest.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell sh scripts/find-python)
SAMPLED := $(addprefix tests/browser/,test_accessible.py test_payloads.py test_same_answers.py)

.DEFAULT_GOAL := help
.PHONY: help run test trust check bench audit screenshots pictures protocol icons lock clean

help: ## list what make can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

# Some shells export a HOST of their own, the name of the machine: only `make run HOST=...` counts.
ifeq ($(origin HOST),command line)
run: export COMPANION_HOST := $(HOST)
endif
run: $(VENV)/.run ## start everything and print the links; HOST=0.0.0.0 serves the local network; Ctrl-C ends it
	@$(BIN)/companion run || test $$? -eq 130

test: $(VENV)/.test ## every test; installs the browsers where it can
	@sh scripts/get-browsers
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

trust: $(VENV)/.test ## by the hundred thousand what `make test` samples: tokens, photos, kills, a year of reminders, answers, payloads, axe everywhere
	@sh scripts/get-browsers chromium
	@TRUST=1 $(BIN)/python -m pytest tests/trust tests/faults $(SAMPLED) -s

check: $(VENV)/.test ## ruff, mypy --strict, templates, HTML
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python scripts/check_html.py

bench: $(VENV)/.test ## each benchmark prints its figure and its budget, and fails past it
	@for file in benchmarks/[!a]*.py; do $(BIN)/python $$file || failed=1; done; test -z "$$failed"

audit: $(VENV)/.test ## Lighthouse as a phone sees it, median of five; needs npx and Chromium
	$(BIN)/python scripts/audit.py

screenshots: $(VENV)/.test ## every scene at three widths, light and dark, into test-results/screenshots
	@sh scripts/get-browsers chromium
	@$(BIN)/python scripts/screenshots.py

pictures: $(VENV)/.test ## the pictures of the README and of the app's manifest
	@sh scripts/get-browsers chromium
	@$(BIN)/python scripts/pictures.py

protocol: $(VENV)/.run ## check the protocol and write the JSON that is loaded
	$(BIN)/companion protocol check companion/aftercare/protocols/neuromodulator.yaml
	$(BIN)/companion protocol compile companion/aftercare/protocols/neuromodulator.yaml

icons: $(VENV)/.test ## draw the app's pictures anew from static/icons/*.svg
	$(BIN)/python scripts/make_icons.py

lock: $(VENV)/.test ## resolve the newest versions into requirements/, with hashes
	$(BIN)/pip install --quiet uv
	sh scripts/lock $(BIN)/uv

clean: ## remove the virtual environment and what tools left
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install it, or set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment: install its venv package (Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.txt pyproject.toml
	@echo "Installing what the program needs ..."
	@$(BIN)/pip install --quiet --no-build-isolation --require-hashes -r requirements/run.txt
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --no-build-isolation --require-hashes -r requirements/test.txt
	@touch $@
