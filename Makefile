# Everything sets itself up: only Python 3.11+, git and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GAZETTES ?= samples/gazettes
OUT ?= demo

.PHONY: demo test eval lint lock setup clean samples bench

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

demo: setup  ## Build a graph from GAZETTES, ask it, query it, draw it
	@$(BIN)/zhize demo "$(GAZETTES)" --out "$(OUT)"

test: setup  ## All tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

eval: setup  ## Figures over all gold, by place, with what changed; EVAL="--write" commits the run, --help shows more
	@$(BIN)/python -m tools.evaluation $(EVAL)

lint: setup  ## Linters and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -p zhize -p tools

lock:  ## Renew the locked versions
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile --quiet --universal --generate-hashes --group dev pyproject.toml -o requirements.lock

samples: setup  ## Make the binary samples anew
	@$(BIN)/python tools/make_samples.py

bench: setup  ## Measure speed and memory
	@$(BIN)/python benchmarks/pipeline.py

clean:
	rm -rf $(VENV) build demo *.egg-info .pytest_cache .mypy_cache .ruff_cache
