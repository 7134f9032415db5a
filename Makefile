# Everything happens in .venv; beside each target the README gives the plain commands.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --editable

.PHONY: demo test test-oldest fuzz mutation bench lab lectures site clean

demo: $(VENV)/.installed
	$(RUN) -m nn

test: $(VENV)/.installed-test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest

fuzz: $(VENV)/.installed-test
	$(RUN) -m tests.fuzz

test-oldest:
	$(PYTHON) -m tests.oldest

mutation: $(VENV)/.installed-test
	$(RUN) -m tests.mutation

bench: $(VENV)/.installed-bench
	$(RUN) -m tests.bench

lab: $(VENV)/.installed-lectures
	$(RUN) -m jupyter trust notebooks/*.ipynb  # JupyterLab shows no drawings of a stranger's notebook
	$(RUN) -m jupyter lab notebooks

lectures: $(VENV)/.installed-test
	$(RUN) -m tests.lectures

site: $(VENV)/.installed-site
	$(RUN) -m notebooks.site --out site

clean:
	rm -rf $(VENV) $(VENV)-oldest out site build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "chalkgrad needs Python 3.11 or newer; write: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) .
	@touch $@

$(VENV)/.installed-%: $(VENV)/.installed
	$(INSTALL) ".[$*]"
	@touch $@
