"""The house: arrows between the floors point down, and the checker stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["theory", "solvers", "proofs_checks", "paper_figs", "sdl_atlas"]
FILES = sorted(p for floor in FLOORS for p in (ROOT / floor).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level packages, and full module names, that a file imports anywhere (in functions too)."""
    out: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import; write the full name"
            out.add(node.module or "")
    return out


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    for module in imported(path):
        top = module.split(".")[0]
        if top in FLOORS:
            assert FLOORS.index(top) <= floor, f"{path.relative_to(ROOT)} imports {module}, which lies above it"
        assert top != "tests", f"{path.relative_to(ROOT)} imports the tests"


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name != "commands" or p.name != "__init__.py"], ids=str)
def test_theory_imports_no_solver_library(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] == "theory":
        forbidden = {"torch", "scipy", "cvxpy", "sympy", "numba", "matplotlib"}
        assert not {m.split(".")[0] for m in imported(path)} & forbidden


def test_checker_uses_the_standard_library_and_itself_only() -> None:
    for path in (ROOT / "theory" / "certificates").rglob("*.py"):
        for module in imported(path):
            own = module.startswith("theory.certificates")
            assert own or module.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {module}"


def test_checker_runs_without_any_installed_package(tmp_path: Path) -> None:
    from theory.certificates import seal
    from theory.files import write_json

    write_json(tmp_path / "c.json", seal("evaluation", {"holds": ["=", ["+", 1, 1], 2]}, {}))
    command = [sys.executable, "-S", "-E", "-m", "theory.certificates", str(tmp_path / "c.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("accepted")


CORE = [
    "work",
    "exact_numbers",
    "polynomials",
    "algebra",
    "sdl",
    "operations",
    "language",
    "text",
    "statement",
    "positivity",
    "checker",
]


def test_checker_can_be_read_in_one_sitting() -> None:
    """What every kind rests on is short, and so is each kind with the files it alone needs."""
    folder = ROOT / "theory" / "certificates"
    lines = sum(len((folder / f"{name}.py").read_text().splitlines()) for name in CORE)
    assert lines < 1700, f"the core of the checker has {lines} lines; a referee should be able to read it"
    long = {p.name: n for p in folder.rglob("*.py") if (n := len(p.read_text().splitlines())) > 340}
    assert not long, f"too long to be read at once: {long}"


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys; from sdl_atlas.command_line import parser; parser();"
        "heavy = {'torch', 'cvxpy', 'sympy', 'scipy', 'matplotlib', 'numpy', 'flint'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"imported by --help: {done.stderr}"
