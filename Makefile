# make book   builds the pages
# make test   builds the pages, then tests them and the code behind them
# make evidence   measures the claims of changed experiments on fresh seeds, and stores the values
# make new-seeds  measures all claims on seeds that were never used, and stores nothing
# make live   checks and builds what computes in the reader's browser, from live/
# make pdf    prints the whole book into a PDF, make zip packs the pages to be read offline
# make slides makes slides of each chapter, for teachers
# make assignments   makes an assignment of each part, DEADLINE=2027-02-05T12:00 if there is one
# make site   makes what is published: the pages, their pictures, and all of these
# make audit  asks whether a library that the book uses is known to be unsafe
# make speed  opens every page with Lighthouse, and says how fast it came
# make links  asks every site the pages link to whether it still answers
# make lock   pins what pyproject.toml asks for, for every system; needs uv
#
# All of it happens in .venv, which is made on first use. Another Python: make book PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix live
OTTER := $(VENV)/otter
ASSIGNMENTS := _build/assignments
OFFLINE := _build/deep-learning-conundrum

.PHONY: book test evidence new-seeds live pdf slides zip assignments site audit speed links lock
.NOTPARALLEL: # or pip would install under a running build

book: $(VENV)/book.installed
	$(BIN)/jupyter-book build . || { rm -rf _build/html; exit 1; } # nothing old looks finished
	@echo "The book is at file://$(CURDIR)/_build/html/index.html"

test: book $(VENV)/live.installed $(VENV)/otter.installed browser
	$(BIN)/pytest --numprocesses 2 --dist loadgroup

evidence: $(VENV)/book.installed
	$(BIN)/python -m conundrum.evidence

new-seeds: $(VENV)/book.installed
	$(BIN)/python -m conundrum.evidence --report

live: $(VENV)/live.installed
	$(NPM) run check
	$(NPM) run build

pdf: book $(VENV)/test.installed browser
	$(BIN)/python -m conundrum.publishing.paper _build/html $(OFFLINE).pdf

slides: book $(VENV)/test.installed
	$(BIN)/python -m conundrum.publishing.slides _build/html

zip: slides
	$(BIN)/python -m conundrum.publishing.archive _build/html $(OFFLINE).zip

assignments: book $(VENV)/otter.installed
	$(OTTER)/bin/python -m conundrum.publishing.assignments _build/html $(ASSIGNMENTS) \
	  $(if $(DEADLINE),--deadline $(DEADLINE))
	@echo "The assignments are in $(ASSIGNMENTS): students/ to hand out, teachers/ to keep"

site: pdf zip assignments
	$(BIN)/python -m conundrum.publishing.pictures _build/html
	cp $(OFFLINE).pdf $(OFFLINE).zip _build/html
	mkdir -p _build/html/assignments
	cp $(ASSIGNMENTS)/students/* _build/html/assignments

audit: $(VENV)/test.installed $(VENV)/otter.installed
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install pip-audit==2.10.1
	$(VENV)/audit/bin/pip-audit --strict --skip-editable \
	  --path $(VENV)/lib/python3*/site-packages --path $(OTTER)/lib/python3*/site-packages
	$(NPM) audit

speed: book $(VENV)/speed.installed browser
	$(BIN)/python benchmarks/pages.py

links: $(VENV)/book.installed
	$(BIN)/jupyter-book build . --builder linkcheck --path-output _build/links

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate -q
SAYS := Everything below is locked from pyproject.toml by make lock; see README.md.

lock:
	{ printf -- '-e .\n# $(SAYS)\n'; $(LOCK) --extra book; } > requirements.lock
	{ printf -- '-r ../requirements.txt\n# $(SAYS)\n'; \
	  grep -v '^-e' requirements.lock | $(LOCK) --extra book --extra test -c /dev/stdin \
	  | grep -vxFf requirements.lock; } > tests/requirements.txt
	{ printf -- '# $(SAYS)\n'; \
	  grep -v '^-e' requirements.lock | $(LOCK) --extra book --extra assignments -c /dev/stdin \
	  | grep -vxFf requirements.lock; } > assignments/requirements.txt
	mv requirements.lock requirements.txt

# These files say when something was installed last, so that only what changed since is.
$(VENV)/book.installed: requirements.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install -r requirements.txt
	@touch $@

$(VENV)/test.installed: tests/requirements.txt $(VENV)/book.installed
	$(BIN)/pip install -r tests/requirements.txt
	@touch $@

# Otter-grader stands on the book's environment, and leaves it as it is.
$(VENV)/otter.installed: assignments/requirements.txt $(VENV)/book.installed
	$(BIN)/python -m venv --without-pip $(OTTER)
	$(BIN)/pip --python $(OTTER)/bin/python install --no-deps -r assignments/requirements.txt
	$(BIN)/python assignments/layer.py $(OTTER)
	@touch $@

$(VENV)/live.installed: live/package-lock.json $(VENV)/test.installed
	$(NPM) ci --ignore-scripts
	@touch $@

$(VENV)/speed.installed: benchmarks/package-lock.json $(VENV)/test.installed
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix benchmarks ci --ignore-scripts
	@touch $@

.PHONY: browser
browser: $(VENV)/test.installed
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
	  || $(BIN)/playwright install chromium

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The book needs Python 3.11 or newer, and $(PYTHON) is not;" \
	    "name one that is: make book PYTHON=python3.12" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
