# The whole set-up is here: `make run` and `make test` need Python 3.11 or newer, and make.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test

.PHONY: help run demo test check fuzz bench screenshots lock clean

help:
	@echo "make run          set up once, then serve Printshop on http://127.0.0.1:8501 (ARGS='--port 8600')"
	@echo "make demo         load the demo shop into the shop of this machine"
	@echo "make test         set up once, then check the code and run every test"
	@echo "make check        lint, types and the direction of imports"
	@echo "make fuzz         read 20,000 mutated .3mf files (ARGS='--count 100000 --seed 7 --seconds 600')"
	@echo "make bench        print the benchmarks"
	@echo "make screenshots  take the pictures of the documentation anew"
	@echo "make lock         resolve the dependencies anew"

run: $(RUN_READY)
	@exec $(BIN)/printshop run $(ARGS)

demo: $(RUN_READY)
	@exec $(BIN)/printshop demo $(ARGS)

# Three at a time, each on a database of its own; the tests of a file stay together, and files in
# their order: browsers that wait then share the processors with tests that compute.
test: check
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/lint-imports

fuzz: $(TEST_READY)
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: $(TEST_READY)
	@for benchmark in $(basename $(notdir $(wildcard benchmarks/*.py))); do \
		echo "== $$benchmark"; $(BIN)/python -m benchmarks.$$benchmark || exit 1; done

screenshots: $(TEST_READY)
	$(BIN)/python -m docs.take_screenshots

lock:
	$(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip --quiet install uv
	$(VENV)/uv/bin/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --quiet -o requirements.lock
	$(VENV)/uv/bin/uv pip compile pyproject.toml --group dev -c requirements.lock --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --quiet -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Printshop needs Python 3.11 or newer; $(PYTHON) is older. Say which one to use: make run PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Printshop (once; about a minute) ..."
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_READY): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing Printshop and its tools (once; about a minute) ..."
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_READY)
