# `make screen`: from nothing to a report. `make test`: lint and every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/breast_cancer.csv

.PHONY: screen test lint format golden proofs survey benchmark clean

screen: $(VENV)/installed
	$(BIN)/dash-audit screen $(EXAMPLE) --target diagnosis --html report.html --yes
	@echo "The report is in report.html: open it in a browser."

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/installed-dev
	$(BIN)/python -m pytest tests/report --update-golden -q

proofs: $(VENV)/installed-dev
	$(BIN)/dash-audit proofs --document

survey: $(VENV)/installed-dev
	$(BIN)/dash-audit survey report --results datasets_survey/results/survey.jsonl.gz --to docs

benchmark: $(VENV)/installed-dev
	$(BIN)/python benchmarks/pairs.py
	$(BIN)/python benchmarks/screens.py
	$(BIN)/python benchmarks/new_sample.py
	$(BIN)/python benchmarks/published.py
	$(BIN)/python benchmarks/proofs.py
	$(BIN)/python benchmarks/certificates.py
	$(BIN)/python benchmarks/treeshap.py
	$(BIN)/python benchmarks/ensemble.py

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis report.html
