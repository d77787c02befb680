# make run | test | audit | fix | bench: each sets up what it needs by itself.
PYTHON ?= python3
BIN := .venv/bin
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false

.PHONY: run test cover browser audit fix bench index
run: .venv/ready
	$(BIN)/python app.py

test: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxprocesses 4

cover: .venv/ready
	$(BIN)/pytest --cov

browser: .venv/ready
	$(BIN)/pytest -m browser tests/browser

# A known advisory is asked for first: pip-audit ends alike when it finds one and when nobody answers.
OSV := https://api.osv.dev/v1/vulns/PYSEC-2018-28
audit: .venv/ready
	@if $(BIN)/python -c "import urllib.request as r; r.urlopen('$(OSV)', timeout=10)" 2>/dev/null; then \
	  $(BIN)/pip-audit --vulnerability-service osv --skip-editable; \
	else echo "audit: api.osv.dev does not answer, so nothing was audited"; fi

fix: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready
	$(BIN)/python -m benchmarks.turn

index: .venv/ready
	$(BIN)/chatrec index build index/movies/items.jsonl index/movies

# torch first and pinned, for a plain torch brings gigabytes of CUDA to a machine without a GPU.
.venv/ready: pyproject.toml
	@echo "Setting up .venv (once, and again when pyproject.toml changes): a few minutes"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet "torch==2.13.0"
	$(BIN)/pip install --quiet --editable ".[dev]"
	@touch $@
