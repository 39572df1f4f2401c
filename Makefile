# make book   builds the pages
# make test   builds the pages, then tests them and the code behind them
# make evidence   measures the claims of changed experiments on fresh seeds, and stores the values
# make new-seeds  measures all claims on seeds that were never used, and stores nothing
# make live   checks and builds what computes in the reader's browser, from live/
# make links  asks every site the pages link to whether it still answers
# make lock   pins what pyproject.toml asks for, for every system; needs uv
#
# All of it happens in .venv, which is made on first use. Another Python: make book PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix live

.PHONY: book test evidence new-seeds live links lock
.NOTPARALLEL: # or pip would install under a running build

book: $(VENV)/book.installed
	$(BIN)/jupyter-book build .
	@echo "The book is at file://$(CURDIR)/_build/html/index.html"

test: book $(VENV)/live.installed
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
	  || $(BIN)/playwright install chromium
	$(BIN)/pytest --numprocesses 2 --dist loadgroup

evidence: $(VENV)/book.installed
	$(BIN)/python -m conundrum.evidence

new-seeds: $(VENV)/book.installed
	$(BIN)/python -m conundrum.evidence --report

live: $(VENV)/live.installed
	$(NPM) run check
	$(NPM) run build

links: $(VENV)/book.installed
	$(BIN)/jupyter-book build . --builder linkcheck --path-output _build/links

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate -q
SAYS := Everything below is locked from pyproject.toml by make lock; see README.md.

lock:
	{ printf -- '-e .\n# $(SAYS)\n'; $(LOCK) --extra book; } > requirements.lock
	{ printf -- '-r ../requirements.txt\n# $(SAYS)\n'; \
	  grep -v '^-e' requirements.lock | $(LOCK) --extra book --extra test -c /dev/stdin \
	  | grep -vxFf requirements.lock; } > tests/requirements.txt
	mv requirements.lock requirements.txt

# These files say when something was installed last, so that only what changed since is.
$(VENV)/book.installed: requirements.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install -r requirements.txt
	@touch $@

$(VENV)/test.installed: tests/requirements.txt $(VENV)/book.installed
	$(BIN)/pip install -r tests/requirements.txt
	@touch $@

$(VENV)/live.installed: live/package-lock.json $(VENV)/test.installed
	$(NPM) ci --ignore-scripts
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The book needs Python 3.11 or newer, and $(PYTHON) is not;" \
	    "name one that is: make book PYTHON=python3.12" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
