"""Claims are code that the runner runs: none of them reaches for what judges it.

This is no sandbox: it keeps a claim from changing the runner or the checker by the ordinary means, and in plain sight.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import proofs_checks

ROOT = Path(proofs_checks.__file__).parent
CLAIMS = sorted(p for p in ROOT.glob("*/*.py") if p.name != "__init__.py")
JUDGES = (
    "settle",
    "run",
    "outcome",
    "ledger",
    "attack",
    "variants",
    "discovery",
    "report",
    "kernel",
    "junit",
    "totals",
)
MODULES = (
    "sys",
    "os",
    "builtins",
    "importlib",
    "ctypes",
    "gc",
    "inspect",
    "unittest",
    "subprocess",
    "shutil",
    "pathlib",
)
INSIDE = (
    "__class__",
    "__dict__",
    "__code__",
    "__globals__",
    "__builtins__",
    "__subclasses__",
    "__setattr__",
    "__mro__",
)
CALLS = ("exec", "eval", "compile", "setattr", "delattr", "__import__", "globals", "vars", "open")


def reached(source: str) -> list[str]:
    """What a claim reaches for although it should not, with line numbers."""
    tree, out = ast.parse(source), []
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names]
            modules = (
                names if isinstance(node, ast.Import) else [node.module or "", *(f"{node.module}.{n}" for n in names)]
            )
            imported |= {a.asname or a.name.split(".")[0] for a in node.names}
            out += [f"{node.lineno}: imports {m}" for m in modules if _judge(m)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            out.append(f"{node.lineno}: calls {node.func.id}")
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            base: ast.expr = node
            while isinstance(base, ast.Attribute | ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name) and base.id in imported:
                out.append(f"{node.lineno}: changes {ast.unparse(node)}")
        if isinstance(node, ast.Attribute) and node.attr in INSIDE:
            out.append(f"{node.lineno}: {ast.unparse(node)}")
    return out


def _judge(module: str) -> bool:
    first, *rest = module.split(".")
    return first in MODULES or (first == "proofs_checks" and bool(rest) and rest[0].startswith(JUDGES))


def test_no_claim_reaches_for_its_judges() -> None:
    found = {path.relative_to(ROOT): reached(path.read_text()) for path in CLAIMS}
    assert len(found) > 200
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "cheat",
    [
        "from proofs_checks import ledger\nledger.check = lambda c: 'fine'",
        "import proofs_checks.settle as s\ns.derive = None",
        "from theory import certificates\ncertificates.check = lambda c: 'fine'",
        "from theory.certificates import work\nwork._left[0] = 10**9",
        "import sys\nsys.modules['theory.certificates'] = None",
        "from theory.decision import proved_by\nproved_by.__code__ = None",
        "from theory import decision\nsetattr(decision, 'proved_by', None)",
        "import importlib",
        "exec('import sys')",
        "from proofs_checks.kernel_coq import cache_folder",
        "from theory.statement import Statement\ndel Statement.holds",
    ],
)
def test_cheats_are_seen(cheat: str) -> None:
    assert reached(cheat)
