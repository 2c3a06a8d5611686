# Two commands are enough: `make briefs` builds everything under build/, `make test` runs the tests.
# Both set up what they need: the system libraries that PDF needs, and a virtual environment in .venv.

# The first Python that is new enough; a name that only a version manager knows does not count.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
BIN := .venv/bin

.PHONY: briefs test setup setup-dev lint verapdf conform axe openxml gallery schema docs kills fuzz mutate bench clean help

briefs: setup
	@echo "== Building every brief into build/ =="
	$(BIN)/briefgen build --jobs $(JOBS)

test: setup-dev
	@echo "== Lint, types, layers =="
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "== Tests =="
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not documents" --cov --cov-report=term:skip-covered
	@echo "== Tests that make documents =="
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m documents

setup: .venv/.ready

.venv/.ready: pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh
	@touch $@

setup-dev: .venv/.ready-dev

.venv/.ready-dev: pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh dev
	@touch $@ .venv/.ready

lint: setup-dev
	$(BIN)/ruff check src tests tools && $(BIN)/ruff format --check src tests tools && $(BIN)/mypy && $(BIN)/lint-imports

# veraPDF, the reference validator, over what is in build/. It is installed on first use, into .verapdf; where that
# cannot be done, this says so and is no failure.
verapdf: briefs
	@PYTHON="$(PYTHON)" sh tools/verapdf.sh
	@if [ -x .verapdf/bin/python ]; then .verapdf/bin/python tools/verapdf.py build/*/*.pdf || [ $$? = 77 ]; \
	else echo "veraPDF could not be set up; nothing was checked."; fi

# A spread of documents, built afresh, over both reference validators; the gate runs it.
conform: setup-dev
	@PYTHON="$(PYTHON)" sh tools/verapdf.sh
	@sh tools/openxml.sh
	@JOBS=$(JOBS) sh tools/conform.sh

# axe-core in headless Chromium over the web pages in build/: light, dark, and 320 pixels wide. Where npm cannot install
# it, or there is no Chromium, this says so and is no failure.
axe: briefs
	@sh tools/axe.sh
	@if command -v node >/dev/null 2>&1; then node tools/axe.mjs build/*/*.html || [ $$? = 77 ]; \
	else echo "node is not there; no page was checked."; fi

# Microsoft's Open XML SDK over the Word files in build/. Where npm cannot install it, this says so and is no failure.
openxml: briefs
	@sh tools/openxml.sh
	@$(BIN)/python tools/openxml.py build/*/*.docx || [ $$? = 77 ]

# Pictures for the README and docs/gallery; needs pdftoppm (Debian: poppler-utils).
gallery: briefs
	sh tools/gallery.sh

schema: setup
	$(BIN)/briefgen schema --out content/.schema

# Pages that are made from the program: commands, rules, schemas. Run it after a change of any of these.
docs: setup-dev schema
	$(BIN)/python tools/cli_page.py
	$(BIN)/python tools/rules_page.py

# Two hundred builds that are cut short, which takes a quarter of an hour.
kills: setup-dev
	BRIEFGEN_KILLS=200 $(BIN)/python -m pytest tests/test_killed.py -k tears --no-cov

# Each reader for five minutes; needs `pip install atheris`.
fuzz: setup-dev
	for reader in library page drawing; do $(BIN)/python tools/fuzz.py $$reader -max_total_time=300 || exit 1; done

mutate: setup-dev
	$(BIN)/python tools/mutate.py --edits 2000

# Other tools, for comparison, stand in an environment of their own. Where they cannot be installed, the bench says so.
bench: setup-dev
	@[ -x .peers/bin/python ] || "$(PYTHON)" -m venv .peers || true
	@.peers/bin/python -m pip install --quiet --disable-pip-version-check typst docxtpl || true
	$(BIN)/python bench/run.py
	$(BIN)/python bench/word.py
	$(BIN)/python bench/growth.py

clean:
	rm -rf build/*/ .briefgen

help:
	@echo "make briefs   set up and build every brief into build/"
	@echo "make test     set up and run lint, types and tests"
	@echo "make verapdf  hold the PDFs in build/ against the reference validator"
	@echo "make conform  hold a spread of documents, built afresh, against veraPDF and the Open XML SDK"
	@echo "make axe      hold the web pages in build/ against axe-core, in Chromium"
	@echo "make openxml  hold the Word files in build/ against Microsoft's Open XML SDK"
	@echo "make gallery  pictures of finished pages into docs/gallery/"
	@echo "make schema   JSON Schema for editors into content/.schema/"
	@echo "make docs     docs/cli.md, docs/rules.md and the schemas, as the program has them"
	@echo "make mutate   slips in the library by the thousand: is one of them lost?"
	@echo "make bench    what a build costs, how that grows, and what other tools take for the same"
	@echo "make clean    remove what was built, and the cache"
