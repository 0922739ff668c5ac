# Everything a person or a CI machine does with Misread. Each target sets up .venv first, which takes
# a moment once and no time afterwards. Choose a Python with: make test PYTHON=python3.12
# What nncore is compared with goes into .venv-oracle, which only oracle and bench make and use.

PYTHON ?= python3
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := .venv/$(SCRIPTS)
ORACLE_BIN := .venv-oracle/$(SCRIPTS)

# A Python that was asked for by name replaces a .venv made with another; the default keeps it.
NAMED_PYTHON = $(if $(filter file default undefined,$(origin PYTHON)),,--this-python)

# $(1): nothing for .venv; the name of an extra for .venv-NAME, which has its packages too
define SET_UP
	@command -v $(PYTHON) >/dev/null || { echo "Misread needs Python 3.11 or newer, and there is no '$(PYTHON)' here." >&2; exit 2; }
	@MISREAD_EXTRA=$(1) $(PYTHON) resources/packaging/bootstrap.py $(NAMED_PYTHON)
endef

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz oracle check format app wheel screenshots bench reader lock clean

help:  ## list the targets
	@echo "Misread: make TARGET [PYTHON=python3.12] [ARGS='...'] [MISREAD_DATA=folder with MNIST]"
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  \1\t\2/p' Makefile | expand -t 16

setup:  ## make .venv with the locked packages (the other targets do it by themselves)
	$(call SET_UP,)

# looked at every time, as .venv is, though it exists
.venv-oracle: ALWAYS
	$(call SET_UP,oracle)
ALWAYS:

run: setup  ## open the window; without a display, write figures and pictures to build/demo
	@if $(BIN)/python -m desktop.startup.platform_check --display; then \
		exec $(BIN)/python -m desktop $(ARGS); \
	else \
		echo "No display is in reach: writing figures and pictures to build/demo instead of a window."; \
		QT_QPA_PLATFORM=offscreen exec $(BIN)/python -m desktop --demo build/demo $(ARGS); \
	fi

# A process for each core, up to four, each with whole files. One that dies ends the run and is told.
test: setup  ## run the whole test suite
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --max-worker-restart 0 $(ARGS)

fuzz: setup  ## feed every parser 10,000 damaged and forged files, the same for the same --seed
	@$(BIN)/python -m fuzz $(ARGS)

oracle: .venv-oracle  ## test nncore against PyTorch and scikit-learn
	@MISREAD_REQUIRE_ORACLE=1 $(ORACLE_BIN)/python -m pytest tests/oracle $(ARGS)

check: setup  ## lint, format, types and import contracts, without changing anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## let ruff put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

app: setup  ## build dist/misread, an application that needs no Python
	$(BIN)/python -m PyInstaller --noconfirm --log-level ERROR --distpath dist \
		--workpath build/pyinstaller resources/packaging/misread.spec
	@echo "Built: dist/misread/misread"

wheel: setup  ## build dist/misread-*.whl
	$(BIN)/python -m build --no-isolation --wheel --outdir dist .

screenshots: setup  ## draw every tab, light and dark, into docs/screenshots
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m desktop.demo.screenshots docs/screenshots $(ARGS)

bench: .venv-oracle  ## measure the engine beside PyTorch, and how late the window is while it trains
	@$(ORACLE_BIN)/python -m benchmarks $(ARGS)

# the first reads digits, the second learns what is none, and keeps what the first knew
READER = $(BIN)/python -m nncore train --preset reader --dataset mnist+generated --generated-images 20000
reader: setup  ## train the shipped network anew into build/, and measure how far it can be trusted
	@mkdir -p build
	OPENBLAS_NUM_THREADS=1 $(READER) --out build/digits.safetensors
	OPENBLAS_NUM_THREADS=1 $(READER) --from build/digits.safetensors --epochs 12 --learning-rate 5e-4 \
		--augmentation photos --non-digit-share 0.4 --average --calibrate --out build/reader.safetensors
	@$(BIN)/python -m benchmarks.trust build/reader.safetensors

lock:  ## resolve the locked requirements anew from pyproject.toml
	$(PYTHON) resources/packaging/lock.py

clean:  ## remove what was built; the set-up in .venv and .venv-oracle stays
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*/*' -prune -exec rm -rf {} +
