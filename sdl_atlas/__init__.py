"""sdl-atlas: exact loss landscapes of sparse dictionary learning, and published theorems settled with certificates.

The public names are imported when first used, so that ``import sdl_atlas`` is quick::

    import sdl_atlas as sa
    problem = sa.read_problem("examples/problems/example-3.5.json")
    landscape = sa.solve(problem)
    landscape.global_minimum.points[0].W_E.to_numpy()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors and type checkers; the table below says the same to Python
    from proofs_checks.discovery import discover as discover
    from sdl_atlas.library.capture import capture as capture
    from sdl_atlas.library.codes import decode as decode
    from sdl_atlas.library.codes import encode as encode
    from sdl_atlas.library.downstream import downstream as downstream
    from sdl_atlas.library.evaluation import evaluate as evaluate
    from sdl_atlas.library.landing import land as land
    from sdl_atlas.library.lattice import lattice as lattice
    from sdl_atlas.library.pursuit import pursuit as pursuit
    from sdl_atlas.library.training import train as train
    from sdl_atlas.library.verification import ask as ask
    from sdl_atlas.library.verification import check as check
    from sdl_atlas.library.verification import verify as verify
    from solvers.concepts.alignment import align as align
    from solvers.concepts.best_unit import best_unit as best_unit
    from solvers.concepts.lattice import concept_lattice as concept_lattice
    from solvers.concepts.stem_base import stem_base as stem_base
    from solvers.sdl.landscape.solve import solve as solve
    from theory.certificates import Rejected as Rejected
    from theory.concepts import FormalContext as FormalContext
    from theory.concepts.reading import read_context as read_context
    from theory.concepts.records import LatticeRecord as LatticeRecord
    from theory.errors import InputError as InputError
    from theory.evaluation_records import EvaluationRecord as EvaluationRecord
    from theory.manifolds.capture_records import CaptureRecord as CaptureRecord
    from theory.operators.records import OperatorsRecord as OperatorsRecord
    from theory.record_files import read_capture as read_capture
    from theory.record_files import read_certificate as read_certificate
    from theory.record_files import read_evaluation as read_evaluation
    from theory.record_files import read_landing as read_landing
    from theory.record_files import read_landscape as read_landscape
    from theory.record_files import read_lattice as read_lattice
    from theory.record_files import read_metrics as read_metrics
    from theory.record_files import read_operators as read_operators
    from theory.record_files import read_recovery as read_recovery
    from theory.record_files import read_result as read_result
    from theory.record_files import read_runs as read_runs
    from theory.record_files import read_verdicts as read_verdicts
    from theory.sdl import Activation as Activation
    from theory.sdl import Problem as Problem
    from theory.sdl import problem_from_json as problem_from_json
    from theory.sdl import read_problem as read_problem
    from theory.sdl.landscape import Landscape as Landscape
    from theory.training_records import LandingRecord as LandingRecord
    from theory.training_records import RecoveryRecord as RecoveryRecord
    from theory.training_tables import MetricsRow as MetricsRow
    from theory.training_tables import ResultRecord as ResultRecord
    from theory.training_tables import SweptRun as SweptRun
    from theory.verdicts import Verdict as Verdict

from sdl_atlas.version import __version__ as __version__

_WHERE = {
    # the commands
    "solve": "solvers.sdl.landscape.solve",
    "verify": "sdl_atlas.library.verification",
    "check": "sdl_atlas.library.verification",
    "ask": "sdl_atlas.library.verification",
    "train": "sdl_atlas.library.training",
    "land": "sdl_atlas.library.landing",
    "lattice": "sdl_atlas.library.lattice",
    "pursuit": "sdl_atlas.library.pursuit",
    "capture": "sdl_atlas.library.capture",
    "evaluate": "sdl_atlas.library.evaluation",
    "downstream": "sdl_atlas.library.downstream",
    "encode": "sdl_atlas.library.codes",
    "decode": "sdl_atlas.library.codes",
    # what they take
    "Problem": "theory.sdl",
    "Activation": "theory.sdl",
    "problem_from_json": "theory.sdl",
    "read_problem": "theory.sdl",
    "FormalContext": "theory.concepts",
    "read_context": "theory.concepts.reading",
    # what they give
    "Landscape": "theory.sdl.landscape",
    "Verdict": "theory.verdicts",
    "LandingRecord": "theory.training_records",
    "RecoveryRecord": "theory.training_records",
    "LatticeRecord": "theory.concepts.records",
    "CaptureRecord": "theory.manifolds.capture_records",
    "EvaluationRecord": "theory.evaluation_records",
    "read_evaluation": "theory.record_files",
    "OperatorsRecord": "theory.operators.records",
    "read_landscape": "theory.record_files",
    "read_landing": "theory.record_files",
    "read_recovery": "theory.record_files",
    "read_lattice": "theory.record_files",
    "read_capture": "theory.record_files",
    "read_operators": "theory.record_files",
    "ResultRecord": "theory.training_tables",
    "MetricsRow": "theory.training_tables",
    "SweptRun": "theory.training_tables",
    "read_result": "theory.record_files",
    "read_metrics": "theory.record_files",
    "read_runs": "theory.record_files",
    "read_verdicts": "theory.record_files",
    "read_certificate": "theory.record_files",
    "InputError": "theory.errors",
    "Rejected": "theory.certificates",
    # single steps
    "concept_lattice": "solvers.concepts.lattice",
    "stem_base": "solvers.concepts.stem_base",
    "best_unit": "solvers.concepts.best_unit",
    "align": "solvers.concepts.alignment",
    "discover": "proofs_checks.discovery",
}

__all__ = sorted([*_WHERE, "__version__"])  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sdl_atlas' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
