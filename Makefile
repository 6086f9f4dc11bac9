# Two commands do everything on a fresh machine with Python >= 3.11: make verify, make test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out
export OMP_NUM_THREADS ?= 1

.PHONY: verify kernel test fuzz figures docs site bench clean

# set up once, and again when the requirements change
$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "sdl-atlas needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,fast]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps g2p_en  # weights of examples/spelling
	@touch $@

verify: $(VENV)/ready  ## settle every claim in the quick profile and write $(OUT)/report.html
	$(BIN)/sdl-atlas verify --profile quick --out $(OUT)

kernel: $(VENV)/ready  ## check every kernel proof with Rocq (docs/kernel.md says how to get it)
	$(BIN)/python -m proofs_checks.kernel_all --strict --shared

test: $(VENV)/ready  ## every check: style, types, unit, property, doctest and repository tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python -m solvers.sdl.branch_and_bound  # compiles once what both test processes load
	$(BIN)/python -m pytest -n 2 --dist worksteal theory solvers proofs_checks paper_figs sdl_atlas tests docs/site/markup.py

fuzz: verify  ## hours of random problems and of mutated certificates; exit status 1 when anything wrong is found
	$(BIN)/python -m benchmarks.solve_fuzz --count 2000
	$(BIN)/python -m tests.theory.certificates.fuzz.run $(OUT)/certificates 100000

figures: $(VENV)/ready  ## draw every figure again into docs/figures
	$(BIN)/sdl-atlas figures

docs: $(VENV)/ready  ## write the generated pages of docs/ again
	$(BIN)/python -m proofs_checks.pages

site: $(VENV)/ready  ## build the web site into $(OUT)/site/html; warnings are errors
	$(BIN)/python docs/site/build.py $(OUT)/site

bench: $(VENV)/ready  ## timed comparisons with peers; prints Markdown tables
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,fast,bench]'
	for run in pattern_enumeration lattice lattice_wide top1_vs_scip "solve_vs_scip ratios" "solve_vs_scip gaps" \
	  "solve_vs_scip reach" "solve_vs_scip proofs" landing ensemble train_step capture encode; do $(BIN)/python -m benchmarks.$$run || exit 1; done

clean:  ## remove everything that was made
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
