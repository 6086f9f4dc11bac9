"""The house: arrows between the floors point down, and the checker stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

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


def test_imports_point_down() -> None:
    wrong = []
    for path in FILES:
        where = path.relative_to(ROOT)
        for module in imported(path):
            top = module.split(".")[0]
            if top == "tests" or (top in FLOORS and FLOORS.index(top) > FLOORS.index(where.parts[0])):
                wrong.append(f"{where} imports {module}, which lies above it")
    assert not wrong, "\n".join(wrong)


def test_theory_imports_no_solver_library() -> None:
    forbidden = {"torch", "scipy", "cvxpy", "sympy", "numba", "matplotlib"}
    theory = [path for path in FILES if path.is_relative_to(ROOT / "theory")]
    assert len(theory) > 50
    found = {path.name: used for path in theory if (used := forbidden & {m.split(".")[0] for m in imported(path)})}
    assert not found, found


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
    "values",
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
    # 300 more than at first: a type for every argument, a price for every operation, one meaning for every text
    assert lines < 2050, f"the core of the checker has {lines} lines; a referee should be able to read it"
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


def modules() -> dict[str, Path]:
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in FILES}


def import_graph() -> dict[str, set[str]]:
    """Module -> modules of ours that it imports anywhere, in functions and for type checking too."""
    known = modules()
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= (whole & known.keys()) or {node.module}
        graph[name] = (found & known.keys()) - {name}
    return graph


def a_circle(graph: dict[str, set[str]]) -> list[str]:
    """The nodes that are on a circle or only reach circles: what is left when nodes without arrows are taken away."""
    left = {node: set(targets) for node, targets in graph.items()}
    while True:
        ends = {node for node, targets in left.items() if not targets & left.keys()}
        if not ends:
            return sorted(left)
        left = {node: targets for node, targets in left.items() if node not in ends}


def test_a_circle_is_found() -> None:
    assert a_circle({"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": set()}) == ["a", "b", "c"]
    assert a_circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_two_files_import_each_other() -> None:
    assert not a_circle(import_graph())


def test_rooms_of_the_solvers_have_an_order() -> None:
    """A room is a folder; arrows between rooms of the solvers never form a circle."""
    room = {name: str(path.parent.relative_to(ROOT)) for name, path in modules().items()}
    rooms: dict[str, set[str]] = {}
    for name, targets in import_graph().items():
        if room[name].startswith("solvers"):
            rooms.setdefault(room[name], set()).update(
                {room[t] for t in targets if room[t].startswith("solvers")} - {room[name]}
            )
    assert len(rooms) > 10
    assert not a_circle(rooms)
