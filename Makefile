# Needs Python 3.11 or newer and make, nothing else: every target makes the virtual environment it runs in.

export PORT ?= 8000
export LARK_EMULATOR_PORT ?= 8010
export VAR_DIR ?= $(CURDIR)/var

PY := .venv/bin/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PYTEST := $(PY) -m pytest
COMPILE := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header -q pyproject.toml
# Made up for each run: what a production server must be given before its settings load.
PRODUCTION = DJANGO_ENV=production DATABASE_URL=postgresql:///none REDIS_URL=redis:///none \
	SITE_URL=https://school.example ALLOWED_HOSTS=school.example DEFAULT_FROM_EMAIL=school@school.example \
	EMAIL_URL=smtp+tls://mail.example SCHOOL_NAME=School SCHOOL_PHONE=02838000000 \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	FIELD_ENCRYPTION_KEYS=$$($(PY) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')

.DEFAULT_GOAL := help
.PHONY: help run test check bench chaos e2e seed clean lock environment-run environment-dev

help: ## List the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: environment-run ## Start the whole system on http://localhost:8000 (PORT=... for another)
	@exec $(PY) -m school.supervisor

# No recursive make: `make -n test` would run it. What `check` has tested is not tested twice.
test: environment-dev check ## Run the checks, then all tests with the coverage gate
	@CHROMIUM="$$($(PY) -m scripts.chromium)" && TURNSERVER="$$($(PY) -m scripts.coturn)" && \
		export CHROMIUM TURNSERVER && $(PYTEST) -n 4 --count --ignore=tests/test_production_files.py

check: environment-dev ## Format, lint, imports, types, migrations, translations, templates, production
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/mypy --strict .
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py messages --check
	@$(PY) -m scripts.check_templates
	@.venv/bin/djlint templates --check --lint
	@env $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(PYTEST) -q tests/test_production_files.py

e2e: environment-dev ## Run the browser tests alone
	@CHROMIUM="$$($(PY) -m scripts.chromium)" && TURNSERVER="$$($(PY) -m scripts.coturn)" && \
		export CHROMIUM TURNSERVER && $(PYTEST) tests/e2e

bench: environment-dev ## Print the benchmarks' figures
	@$(PY) -m bench

chaos: environment-dev ## Kill, stop and flush everything behind the form while 1,000 slips come; 0 may be lost
	@$(PY) -m bench.chaos

seed: environment-run ## Put the demo accounts and data into the database
	@$(PY) manage.py seed

clean: ## Remove .venv, var and caches; refuses while they are in use
	@test ! -x $(PY) || $(PY) -m scripts.clean

lock: environment-dev ## Compile the hashed lists in requirements/ anew
	@$(COMPILE) -o requirements/base.txt
	@$(COMPILE) --group run -c requirements/base.txt -o requirements/run.txt
	@$(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt

environment-run environment-dev: environment-%:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; this machine's PATH has none." >&2; exit 1; }
	@$(PYTHON) scripts/install.py $*
