"""The ``landscape/1`` record: what is known exactly about the loss landscape of one problem.

Legend: the *plain* problem is the single-feature loss ``L~``; the *ridge* problem adds ``lambda sum_i |u_i|^2 sum_d M_d z_id^2``,
whose minimum is attained under ReLU (under JumpReLU it may be approached only).  Exact numbers are written as an integer, as text
``"3/5"``, or as ``{"poly": [...], "interval": [lo, hi]}``, the only root of a polynomial (constant first) in an open interval;
matrices over a number field hold ``{"alg": [c0, c1, ...]}``, which means ``c0 + c1 alpha + ...`` in the ``field`` next to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from theory.exact_matrix import ExactMatrix
from theory.show import pattern_text, table_html

Status = Literal["complete", "incomplete"]
Type = Literal[
    "global_minimum",
    "local_minimum",
    "non_strict_local_minimum",
    "strict_saddle",
    "partial_minimum",
    "boundary_infimum",
]
Pattern = list[list[int]]  # neuron by neuron, the features (from 0) that switch it on
Number = Any  # int, "p/q" or {"poly", "interval"}
Approximation = float  # a name of its own, because the records have a field called float
if TYPE_CHECKING:
    Matrix = ExactMatrix
else:
    Matrix = list[list[Any]]  # what msgspec reads and the schema says; __post_init__ makes an ExactMatrix of it

MEANING: dict[str, str] = {
    "global_minimum": "no encoder and decoder do better; the loss equals the certified lower bound",
    "local_minimum": "no point nearby does better, and all nearby points of the same loss have the same outputs",
    "non_strict_local_minimum": "no point nearby does better; nearby points with other outputs have the same loss",
    "strict_saddle": "stationary, and along an explicit line the loss falls at second order",
    "partial_minimum": "a minimum in the encoder and in the decoder within the pattern; not classified further",
    "boundary_infimum": "the infimum over the pattern is approached at its boundary only, in the limit pattern",
}


class PatternCounts(msgspec.Struct, frozen=True):
    """How the patterns of all q neurons, up to the order of the neurons, have been dealt with.

    ``realizable``: all of them (null: not counted); ``examined``: patterns with disjoint supports that were solved one by one;
    ``pruned``: patterns that a lower bound over all encoders excludes from the search for the global minimum.
    """

    realizable: int | None
    examined: int
    pruned: int


class Point(msgspec.Struct, frozen=True, omit_defaults=True):
    """Encoder (q x p) and decoder (r x q), exactly, and the pattern they have.

    Floating-point copies are ``point.W_E.to_numpy()`` and ``point.W_D.to_numpy()``.
    """

    W_E: Matrix
    W_D: Matrix
    pattern: Pattern
    field: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        _exact(self)

    def __repr__(self) -> str:
        return f"<Point: pattern {pattern_text(self.pattern)}, W_E {_size(self.W_E)}, W_D {_size(self.W_D)}>"


class GaugeRecord(msgspec.Struct, frozen=True):
    """The exact symmetry group of the problem, and the dimension of its orbits at the point given."""

    group: str
    dimension: int


class GlobalMinimum(msgspec.Struct, frozen=True):
    """The smallest loss that an explicit point has, and how good that is.

    ``proved``: no point does better, by ``lower_bound_certificate`` (the sha256 of a certificate; null: the bound is 0, as
    every loss is a sum of squares).  ``attained``: the infimum is attained (null: not known).  ``problem``: which problem the numbers
    belong to, "plain" or "ridge LAMBDA".  ``extra_dimension``: dimension of the set of points with the same outputs beyond the
    gauge (null: not computed).
    """

    value: Number
    float: Approximation
    proved: bool
    attained: bool | None
    problem: str
    method: str
    lower_bound_certificate: str | None
    certificates: list[str]
    points: list[Point]
    gauge: GaugeRecord
    extra_dimension: int | None


class Infimum(msgspec.Struct, frozen=True):
    """Bounds of the infimum: ``lower <= inf <= upper``, both exact numbers; equal when it is known.

    ``lower_reason`` says what proves the lower bound, ``lower_certificate`` is its certificate when there is one.  ``upper_certificate``:
    that the infimum is approached, where no known point attains it (else the upper bound is the loss of the best point).
    """

    lower: Number
    lower_float: float
    lower_reason: str
    lower_certificate: str | None
    upper: Number
    upper_float: float
    attained: bool | None
    limit_pattern: Pattern | None
    problem: str
    upper_certificate: str | None = None


class CriticalPoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """One critical point of the plain problem, or the infimum over one pattern that is not attained.

    ``certificates``: sha256 of the certificates that prove pattern, stationarity, value and type.  Where there is a point,
    ``W_E.to_numpy()`` and ``W_D.to_numpy()`` are its floating-point copies.
    """

    pattern: Pattern
    value: Number
    float: Approximation
    type: Type
    certificates: list[str]
    W_E: Matrix | None = None
    W_D: Matrix | None = None
    field: dict[str, Any] | None = None
    limit_pattern: Pattern | None = None

    def __post_init__(self) -> None:
        _exact(self)

    def __repr__(self) -> str:
        return f"<CriticalPoint {self.type}: loss {self.float:.6g}, pattern {pattern_text(self.pattern)}>"


class Budget(msgspec.Struct, frozen=True):
    """What was allowed and what was used; ``stopped``: why the work ended early (null: it did not)."""

    time_limit: float
    seconds: float
    ridge: str | None
    stopped: str | None


class Landscape(msgspec.Struct, frozen=True):
    """Everything that was found about one problem.

    ``status`` is ``complete`` only when the infimum is known exactly (for a ridge problem: within the certified gap that
    ``scope`` names), and every pattern with disjoint supports has been decided.  ``scope`` says in sentences what is
    complete and what is not covered; ``proofs`` maps sha256 to certificate.  ``faults`` names the parts of the work that an error of
    this package ended, one sentence each: what they would have found is missing, the rest stands.

    Source: the format is ``docs/schemas/landscape.json``.
    """

    status: Status
    problem_name: str
    problem_sha256: str
    patterns: PatternCounts
    global_minimum: GlobalMinimum | None
    infimum: Infimum
    ridge: Infimum | None
    critical_points: list[CriticalPoint]
    scope: list[str]
    budget: Budget
    versions: dict[str, str]
    proofs: dict[str, dict[str, Any]]
    schema: str = "sdl-atlas/landscape/1"
    faults: list[str] = []

    def __repr__(self) -> str:
        return f"<Landscape {self._title()}>"

    def _repr_html_(self) -> str:
        rows = [(f"{c.float:.6g}", pattern_text(c.pattern), c.type) for c in self.critical_points]
        return table_html(f"Landscape {self._title()}", ("loss", "pattern", "type"), rows)

    def _title(self) -> str:
        g, known = self.global_minimum, ""
        if g is not None:
            known = f", global minimum {g.float:.6g} ({'proved' if g.proved else 'not proved'})"
        points, proofs = len(self.critical_points), len(self.proofs)
        return f"{self.problem_name!r}: {self.status}{known}, {points} critical points, {proofs} certificates"

    def certificates(self) -> list[dict[str, Any]]:
        """Every certificate of the record."""
        return list(self.proofs.values())

    def to_json(self) -> bytes:
        """The record as indented JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)

    def of_type(self, *types: Type) -> list[CriticalPoint]:
        """The critical points of the given types, in the order of their losses."""
        return [c for c in self.critical_points if c.type in types]


def _exact(point: Point | CriticalPoint) -> None:
    """Give the matrices of a point, plain lists in its file, their floating-point side."""
    for name in ("W_E", "W_D"):
        rows = getattr(point, name)
        if rows is not None:
            msgspec.structs.force_setattr(point, name, ExactMatrix(rows, point.field))


def _size(matrix: ExactMatrix) -> str:
    return " x ".join(map(str, matrix.shape))


def schema() -> dict[str, Any]:
    """The JSON schema of the record."""
    return msgspec.json.schema(Landscape)
