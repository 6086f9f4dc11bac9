"""The set of parameters with the same output as a given point: its exact local dimension and exact membership.

Legend: n features in R^p and R^r, q neurons, codes ``Z = [z_1 .. z_n]`` (q x n), output ``X = W_D Z`` (r x n); s is the number
of independent code rows (:mod:`solvers.sdl.solution_set.code_space`).  Every global minimiser has the same output when q >= s, so
there the set below is the set of global minimisers; a zero of the loss is the special case X = V.

All statements are about one open pattern: no pre-activation lies on its threshold and no two competing ones tie.  There
the output is a polynomial, and

* upper bound: the set lies in the kernel of the Jacobian of the output, ``dim <= q(p + r) - rank J``;
* lower bound: rows may be replaced by combinations of the rows with the same pattern plus anything orthogonal to the
  features that are on, which keeps the row space of Z; then the decoders with output X are an affine space of dimension
  ``r (q - rank Z)``;
* if ``rank J = r s`` the output is a submersion onto all possible outputs, and the upper bound is the dimension.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from solvers.exact.linear import Row, inner, kernel, rank
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.path import Point
from theory.sdl import Problem
from theory.sdl.gauge import GaugeGroup

Pattern = tuple[frozenset[int], ...]


def preactivations(problem: Problem, point: Point) -> list[Row]:
    """``a_i . w_d`` for every feature d: n lists of q rationals."""
    return [[inner(row, w) for row in point.rows] for w in problem.features_in]


def pattern(problem: Problem, point: Point) -> Pattern:
    """For every neuron the features that it passes on."""
    table = preactivations(problem, point)
    if problem.activation.kind == "jumprelu":  # with a negative threshold even the value 0 is passed
        level = problem.activation.theta or Fraction(0)
        on = [[x > level for x in z] for z in table]
    else:
        on = [[bool(x) for x in z] for z in problem.activation.exact_batch(table)]
    return tuple(frozenset(d for d, z in enumerate(on) if z[i]) for i in range(len(point.rows)))


def is_strict(problem: Problem, point: Point) -> bool:
    """Does the pattern stay the same in a neighbourhood of the point?"""
    kind, level, k = problem.activation.kind, problem.activation.theta or Fraction(0), problem.activation.k or 0
    table = preactivations(problem, point)
    if kind in ("relu", "jumprelu"):
        return all(x != level for z in table for x in z)
    if kind == "rawtopk":
        raise ValueError("rawtopk: patterns of raw Top-k are not supported; use topk")
    groups = table if kind == "topk" else [[x for z in table for x in z]]
    places = k if kind == "topk" else k * problem.n
    for z in groups:
        ranked = sorted(z, reverse=True)
        taken, rest = ranked[:places], ranked[places:]
        if any(x == 0 for x in taken) or (taken and rest and taken[-1] == rest[0] and taken[-1] > 0):
            return False
    return True


def codes(problem: Problem, point: Point) -> list[Row]:
    """Z as q rows of length n."""
    return [list(row) for row in zip(*problem.codes(point.rows), strict=True)]  # type: ignore[arg-type]


def output_jacobian(problem: Problem, point: Point) -> list[Row]:
    """Jacobian of the output at a point of a strict pattern.

    Rows: output coordinate c of feature d (c outer, d inner, r n of them).  Columns: W_E row by row (q p), then W_D column
    by column (q r).
    """
    on, z = pattern(problem, point), codes(problem, point)
    q, r = len(point.rows), problem.r
    out: list[Row] = []
    for c in range(r):
        for d, w in enumerate(problem.features_in):
            encoder = [point.columns[i][c] * x if d in on[i] else Fraction(0) for i in range(q) for x in w]
            out.append([*encoder, *(z[i][d] if e == c else Fraction(0) for i in range(q) for e in range(r))])  # type: ignore[list-item]
    return out


@dataclass(frozen=True)
class LocalDimension:
    """Bounds on the dimension at a point of the set of parameters with the same output.

    ``lower <= dimension <= upper``; ``gauge`` is the dimension of the orbit of the gauge group.
    """

    parameters: int
    jacobian_rank: int
    lower: int
    upper: int
    gauge: int

    @property
    def dimension(self) -> int | None:
        """The dimension, where the two bounds meet; None where the point may be singular."""
        return self.lower if self.lower == self.upper else None

    @property
    def beyond_gauge(self) -> int | None:
        """Dimensions that no gauge transformation explains; 0 means locally identifiable."""
        return None if self.dimension is None else self.dimension - self.gauge


def local_dimension(problem: Problem, point: Point) -> LocalDimension:
    """Exact bounds on the dimension, at ``point``, of the set of parameters with the same output.

    ``point``: rational, with a strict pattern.  Raises ValueError when a pre-activation lies on a boundary.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> mixed = Point.of([[2, 1], [1, 2]], [[Fraction(2, 3), Fraction(-1, 3)], [Fraction(-1, 3), Fraction(2, 3)]])
    >>> found = local_dimension(problem, mixed)
    >>> mixed.loss(problem), found.dimension, found.gauge, found.beyond_gauge
    (Fraction(0, 1), 4, 2, 2)
    """
    if not is_strict(problem, point):
        raise ValueError("a pre-activation lies on the boundary of its pattern; move the point into a pattern first")
    size = rank(output_jacobian(problem, point))
    q, parameters = len(point.rows), len(point.rows) * (problem.p + problem.r)
    upper = parameters - size
    gauge = GaugeGroup.of(problem.activation, q).orbit_dimension(point.rows, point.decoder)
    if size == problem.r * _possible_rows(problem):
        return LocalDimension(parameters, size, upper, upper, gauge)
    rows = sum(rank(directions) for directions in encoder_freedom(problem, point))
    lower = max(rows + problem.r * (q - rank(codes(problem, point))), gauge)
    return LocalDimension(parameters, size, lower, upper, gauge)


def _possible_rows(problem: Problem) -> int:
    """An upper bound on the number of independent code rows: s for elementwise activations, n otherwise."""
    elementwise = problem.activation.kind in ("relu", "jumprelu") and problem.field is None
    return code_dimension(problem) if elementwise else problem.n


def encoder_freedom(problem: Problem, point: Point) -> list[list[Row]]:
    """For every neuron the directions in which its encoder row may move while the row space of Z stays the same.

    Rows of neurons with the same pattern, and the vectors orthogonal to all features that are on.
    """
    on = pattern(problem, point)
    out: list[list[Row]] = []
    for mine in on:
        same = [list(row) for row, other in zip(point.rows, on, strict=True) if other == mine]
        out.append(same + kernel([problem.features_in[d] for d in sorted(mine)], problem.p))
    return out


def output(problem: Problem, point: Point) -> list[Row]:
    """``W_D Z``, r x n."""
    columns = problem.codes(point.rows)
    return [[inner(row, z) for z in columns] for row in point.decoder]


def contains(problem: Problem, reference: Point, point: Point) -> bool:
    """Exact membership: do the two points have the same output on every feature?

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> unit = Point.of([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    >>> contains(problem, unit, Point.of([[2, 0], [0, 1]], [[Fraction(1, 2), 0], [0, 1]]))
    True
    """
    return output(problem, reference) == output(problem, point)


def generic_dimension(q: int, p: int, r: int, n: int) -> int:
    """``q p + r (q - n)``: the dimension wherever Z has rank n, hence for generic encoders with q >= n neurons.

    The encoder is free and the decoders form an affine space of dimension r (q - n); it falls as n grows.
    """
    return q * p + r * (q - n)
