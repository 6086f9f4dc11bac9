"""sdl-atlas: exact loss landscapes of sparse dictionary learning, and published theorems settled with certificates.

The public names are imported when first used, so that ``import sdl_atlas`` is quick::

    import sdl_atlas as sa
    problem = sa.read_problem("examples/problems/example-3.5.json")
    landscape = sa.solve(problem)
"""

from __future__ import annotations

import importlib
from typing import Any

from sdl_atlas.version import __version__ as __version__

_WHERE = {
    "Activation": "theory.sdl",
    "Problem": "theory.sdl",
    "problem_from_json": "theory.sdl",
    "read_problem": "theory.sdl",
    "InputError": "theory.errors",
    "Landscape": "theory.sdl.landscape",
    "Verdict": "theory.verdicts",
    "Rejected": "theory.certificates",
    "check": "theory.certificates",
    "solve": "solvers.sdl.landscape.solve",
    "FormalContext": "theory.concepts",
    "read_context": "theory.concepts.reading",
    "concept_lattice": "solvers.concepts.lattice",
    "stem_base": "solvers.concepts.stem_base",
    "best_unit": "solvers.concepts.best_unit",
    "align": "solvers.concepts.alignment",
    "discover": "proofs_checks.discovery",
    "verify": "proofs_checks.run",
}
_RENAMED = {"verify": "run"}

__all__ = sorted([*_WHERE, "__version__"])  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sdl_atlas' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return __all__
