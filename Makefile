# Needs Python 3.11 or newer and make, nothing else: every target makes the virtual environment it runs in.

export PORT ?= 8000
export LARK_EMULATOR_PORT ?= 8010
export VAR_DIR ?= $(CURDIR)/var

PY := .venv/bin/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PYTEST := $(PY) -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check bench e2e seed clean lock environment-run environment-dev

help: ## List the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: environment-run ## Start the whole system on http://127.0.0.1:8000 (set PORT for another)
	@exec $(PY) -m school.supervisor

seed: environment-run ## Put the demo accounts and data into the database
	@$(PY) manage.py seed

environment-run environment-dev: environment-%:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and no such python3 is on this machine's PATH." >&2; exit 1; }
	@$(PYTHON) scripts/install.py $*
