# Everything sets itself up: only Python 3.11+, git and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GAZETTES ?= samples/gazettes
OUT ?= demo
# What `make setup` installs beside the core: the extras that the demo and the tests use. Spark is too large for each clone.
EXTRAS := cypher draw pandas web ocr semantic parquet
# What the machine trusts is trusted, as by pip: behind the proxy of an office packages come with its certificate.
export UV_SYSTEM_CERTS ?= true
COMPILE = --quiet --universal --generate-hashes --custom-compile-command "make lock" $(LOCK)

.PHONY: demo test test-all test-spark attack eval questions lint lock setup clean samples messages docs bench

setup: $(VENV)/.ready

$(BIN)/uv: requirements-uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.ready: $(BIN)/uv requirements.lock pyproject.toml setup.py $(wildcard zhize/locale/*/LC_MESSAGES/*.po)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@$(BIN)/python -m tools.compiled >/dev/null
	@touch $@

demo: setup  ## Build a graph from GAZETTES, ask it, query it, draw it
	@$(BIN)/zhize demo "$(GAZETTES)" --out "$(OUT)"

test: setup  ## The tests, without those that take long
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-all: setup  ## All tests
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "slow or not slow"

$(VENV)/.spark: $(VENV)/.ready requirements-spark.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements-spark.lock
	@touch $@

test-spark: $(VENV)/.spark  ## The tests on Spark, which is installed for them (430 MB; needs Java 17)
	@$(BIN)/python -m pytest tests/loaders/test_spark.py -m "slow or not slow"

attack: setup  ## The long form of the attacks on the program, an hour or less; ATTACK="--short" is that of the tests
	@$(BIN)/python -m tools.attack $(ATTACK)

eval: setup  ## Figures over all gold, by place, with what changed; EVAL="--write" commits the run, --help shows more
	@$(BIN)/python -m tools.evaluation $(EVAL)

questions: setup  ## Right, wrong and silent on the questions of our own on the corpus; QUESTIONS=--misses shows those missed
	@$(BIN)/python -m tools.answers.questions $(QUESTIONS)

lint: setup  ## Linters and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -p zhize -p tools
	@$(BIN)/python -m tools.lint_han

lock: $(BIN)/uv  ## Lock the versions of all dependencies, with hashes; LOCK=--upgrade renews them
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile $(COMPILE) --group dev $(EXTRAS:%=--extra %) pyproject.toml -o requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile $(COMPILE) --group docs -o requirements-docs.lock
	@echo pyspark | VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile $(COMPILE) --constraint requirements.lock - -o requirements-spark.lock
	@echo uv | VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile $(COMPILE) - -o requirements-uv.lock

docs: setup $(VENV)-docs/.ready  ## The documentation as a site in site-docs, to be read without a network
	@$(BIN)/python -m tools.docs build/docs
	@$(VENV)-docs/bin/mkdocs build --quiet --strict
	@echo "Documentation: site-docs/index.html"

$(VENV)-docs/.ready: $(BIN)/uv requirements-docs.lock
	@test -x $(VENV)-docs/bin/python || $(PYTHON) -m venv $(VENV)-docs
	@VIRTUAL_ENV=$(CURDIR)/$(VENV)-docs $(BIN)/uv pip sync --quiet requirements-docs.lock
	@touch $@

messages: setup  ## Find what the program says, merge it with its Chinese, tell what is not translated
	@$(BIN)/python -m tools.messages

samples: setup  ## Make the binary samples anew
	@$(BIN)/python tools/make_samples.py

bench: setup  ## Measure speed and memory
	@$(BIN)/python -m benchmarks.pipeline

clean:
	rm -rf $(VENV) $(VENV)-docs build demo site-docs *.egg-info .pytest_cache .mypy_cache .ruff_cache
