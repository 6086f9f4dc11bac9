"""The space of all code rows of one neuron: its dimension, encoder rows that span it, the best loss over all widths.

Legend: sigma is ReLU or JumpReLU; ``S = span{(sigma(a.w_d))_d : a in R^p}``, a subspace of R^n, and ``s = dim S``.
For distinct features s = n under JumpReLU with theta != 0; under ReLU s = n - kappa, kappa = (number of antipodal
pairs) - (rank of their directions), where parallel features count as one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from solvers.exact.linear import Row, combination, independent, inner, rank
from theory.sdl import Problem


def require_elementwise(problem: Problem) -> Fraction:
    """The threshold of a rational ReLU or JumpReLU problem; raises ValueError for any other."""
    if problem.activation.kind not in ("relu", "jumprelu") or problem.field is not None:
        raise ValueError(
            f"activation {problem.activation.kind} over {'Q' if problem.field is None else 'a number field'}: neurons must "
            "not compete and numbers must be rational here; use relu or jumprelu with rational features"
        )
    return problem.activation.theta or Fraction(0)


def code_row(problem: Problem, row: Sequence[Any]) -> Row:
    """``(sigma(a.w_d))_d`` for one encoder row a."""
    level = problem.activation.theta or Fraction(0)
    values = [inner(row, w) for w in problem.features_in]
    return [x if x > level else Fraction(0) for x in values]


def _ray(vector: Sequence[Any]) -> tuple[Fraction, ...]:
    size = sum(abs(x) for x in vector)
    return tuple(x / size for x in vector)


def code_dimension(problem: Problem) -> int:
    """``s``, the number of linearly independent code rows that one neuron can have.

    ``s = #rays - (#antipodal pairs of rays - rank of their directions)`` for ReLU, the number of distinct input
    features for JumpReLU with theta != 0.

    >>> from theory.sdl import Activation
    >>> pairs = [[1, 0], [-1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(-4, 5)], [0, 1], [0, -1]]
    >>> code_dimension(Problem.sae(pairs, activation=Activation("relu"), width=6))
    5
    """
    if require_elementwise(problem):
        return len(set(problem.features_in))
    rays = {_ray(w) for w in problem.features_in}
    pairs = [ray for ray in rays if (opposite := tuple(-x for x in ray)) in rays and ray > opposite]
    return len(rays) - (len(pairs) - rank(pairs))


def _simple_rows(p: int) -> Iterator[Row]:
    """Small integer rows, for short numbers; the kinks below supply whatever they miss."""
    for row in itertools.product((1, 0, -1), repeat=min(p, 4)):
        if any(row):
            yield [Fraction(x) for x in row] + [Fraction(0)] * (p - len(row))


def _kink_rows(problem: Problem, d: int, level: Fraction) -> Iterator[Row]:
    """Three rows on a line through the switching hyperplane of feature d that meet no other one in between.

    Their second difference is a nonzero multiple of the unit vector of feature d, plus that of parallel features under
    ReLU; these, and linear functionals of antipodal directions, span S.
    """
    w: list[Any] = list(problem.features_in[d])
    size = inner(w, w)
    same_wall = {tuple(w)} if level else {_ray(w), _ray([-x for x in w])}
    others = [v for v in problem.features_in if (v if level else _ray(v)) not in same_wall]
    # a product of m linear polynomials cannot vanish on a grid with more than m points a side
    grid = sorted(range(-len(others), len(others) + 1), key=abs)
    for b in itertools.product(grid, repeat=len(w)):
        shift = (level - inner(b, w)) / size
        base = [x + shift * y for x, y in zip(b, w, strict=True)]
        gaps = [(inner(base, v) - level, inner(w, v)) for v in others]
        if all(gap for gap, _ in gaps):
            break
    step = min((abs(gap / slope) / 4 for gap, slope in gaps if slope), default=Fraction(1))
    for times in (0, 1, 2, -1):
        yield [x + times * step * y for x, y in zip(base, w, strict=True)]


def spanning_rows(problem: Problem, preferred: Sequence[Sequence[Any]] = ()) -> list[Row]:
    """``s`` encoder rows with linearly independent code rows; ``preferred`` rows first, where they are independent.

    Raises ValueError for an activation that is not ReLU or JumpReLU.
    """
    level, s = require_elementwise(problem), code_dimension(problem)
    kinks = (row for d in range(problem.n) for row in _kink_rows(problem, d, level))
    signs = ([Fraction(c * (i == j)) for j in range(problem.p)] for i in range(problem.p) for c in (1, -1))
    rows: list[Row] = []
    codes: list[Row] = []
    for batch in ([list(row) for row in preferred], _simple_rows(problem.p), signs, kinks):
        for row in batch:
            if len(rows) == s:
                return rows
            code = code_row(problem, row)
            if any(code) and len(independent([*codes, code])) > len(codes):
                rows.append(row)
                codes.append(code)
    if len(rows) < s:
        raise RuntimeError(f"found {len(rows)} independent code rows of {s}; this contradicts the dimension formula")
    return rows


def made_spanning(problem: Problem, rows: Sequence[Sequence[Any]]) -> list[Row]:
    """At least s rows, changed as little as needed for their codes to span S; the same number of rows."""
    spanning, rest = spanning_rows(problem, rows), [list(row) for row in rows]
    for row in spanning:
        if row in rest:
            rest.remove(row)
    return spanning + rest[: len(rows) - len(spanning)]


def best_output(problem: Problem) -> list[Row]:
    """The r x n matrix X* of outputs that minimises the loss over all widths: V projected to rows in S.

    ``X* = argmin { sum_d M_d |v_d - x_d|^2 : every row of X in S }``, reached exactly when ``q >= s``.
    """
    basis = [code_row(problem, row) for row in spanning_rows(problem)]
    weighted = [[m * x for m, x in zip(problem.weights, row, strict=True)] for row in basis]
    normal = [[inner(x, y) for y in basis] for x in weighted]
    out: list[Row] = []
    for target in zip(*problem.features_out, strict=True):
        coefficients = combination([inner(x, target) for x in weighted], normal)
        assert coefficients is not None  # the normal equations of independent rows have a solution
        out.append([inner(coefficients, column) for column in zip(*basis, strict=True)])
    return out


def best_loss(problem: Problem) -> Fraction:
    """The minimum of the loss over all widths, attained for every width ``q >= s``.

    >>> from theory.sdl import Activation
    >>> line = Problem.transcoder([[1], [-1], [2]], [[1], [1], [1]], activation=Activation("relu"), width=1)
    >>> best_loss(line)
    Fraction(1, 5)
    """
    total: Any = Fraction(0)
    for m, v, x in zip(problem.weights, problem.features_out, zip(*best_output(problem), strict=True), strict=True):
        total += m * sum((a - b) ** 2 for a, b in zip(v, x, strict=True))
    return total
