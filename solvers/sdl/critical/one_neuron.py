"""What one neuron can do alone: all stationary ways to serve a given set of features.

Legend: features ``w_d``, targets ``v_d``, weights ``M_d``; for a support F put ``H = sum_F M_d w_d w_d^T``, ``T = sum_F M_d w_d v_d^T``,
``N = T T^T``.  With its best decoder ``u = T^T a / a.Ha`` the row a saves ``gain = a.Na / a.Ha`` of ``sum_F M_d |v_d|^2``.
A row strictly inside the region of F is stationary iff ``(N - mu H) a = 0`` (then ``gain = mu``), and one on the walls
``a.w_e = theta`` (e in E, off F) iff ``(N - mu H) a`` is a nonnegative combination of the ``w_e`` (theta = 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.exact.field_linear import Row, echelon, kernel, matmul, real_eigenvalues, solve_square, transpose
from solvers.exact.lp import Feasible, solve
from solvers.exact.real_roots import RealRoot
from solvers.sdl.critical.positive_eigenvectors import positive_combination, short_scale
from theory.exact import Exact, NumberField
from theory.sdl import Problem
from theory.sdl.problem import dot


@dataclass(frozen=True)
class ClusterPoint:
    """One stationary neuron: encoder row, decoder column, its gain; numbers in ``field`` (None: rational).

    ``top``: no row whatsoever gains more on these features; ``simple``: the outputs are determined by the gain;
    ``walls``: features off the support with ``a.w_e`` on the threshold; ``multipliers`` (feature, number) as in the kind
    ``partial_minimum``.
    """

    support: tuple[int, ...]
    row: tuple[Exact, ...]
    column: tuple[Exact, ...]
    gain: Exact
    root: RealRoot
    field: NumberField | None
    top: bool
    simple: bool
    walls: tuple[int, ...] = ()
    multipliers: tuple[tuple[int, Exact], ...] = ()


@dataclass(frozen=True)
class Forms:
    """H, N and T of a set of features."""

    h: list[Row]
    n: list[Row]
    t: list[Row]

    @staticmethod
    def of(problem: Problem, support: Sequence[int]) -> Forms:
        """The forms of one neuron that is on for exactly these features."""
        w, v, m = problem.features_in, problem.features_out, problem.weights
        weighted = [[m[d] * x for x in w[d]] for d in support]
        h = matmul(transpose(weighted), [w[d] for d in support])
        t = matmul(transpose(weighted), [v[d] for d in support])
        return Forms(h, matmul(t, transpose(t)), t)

    def embedded(self, embed: Any) -> Forms:
        """The same forms in a larger field."""
        return Forms(*([[embed(x) for x in row] for row in part] for part in (self.h, self.n, self.t)))


def level(problem: Problem) -> Fraction:
    """The threshold above which a neuron passes its input."""
    return problem.activation.theta or Fraction(0)


def cluster_points(problem: Problem, support: Sequence[int]) -> list[ClusterPoint]:
    """All stationary neurons strictly inside the region of ``support``, one for each gain.

    Complete: a gain that is not listed has no stationary row strictly inside (for relu, jumprelu; for topk with k >= 2
    when every feature is served by one neuron).  Source: 2512.05534, Theorem 3.6, repaired.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> [(p.gain, p.row, p.column, p.top, p.simple) for p in cluster_points(problem, (0, 1))]
    [(Fraction(1, 1), (Fraction(1, 1), Fraction(1, 1)), (Fraction(1, 2), Fraction(1, 2)), True, False)]
    """
    forms, span, found = eigenspaces(problem, tuple(support))
    out = []
    for space in found:
        row = _interior_row(problem, space, forms, span)
        if row is not None:
            out.append(
                make_point(
                    space.support,
                    row,
                    forms,
                    space.gain,
                    space.root,
                    space.field,
                    space.embed,
                    top=space.top,
                    simple=len(space.basis) == 1,
                )
            )
    return out


@dataclass(frozen=True)
class Eigenspace:
    """All stationary rows of one gain, as coordinates in a basis of the span of the features of the support."""

    support: tuple[int, ...]
    field: NumberField | None
    embed: Any
    gain: Exact
    root: RealRoot
    basis: list[Row]
    top: bool


def eigenspaces(problem: Problem, support: tuple[int, ...]) -> tuple[Forms, list[tuple[Exact, ...]], list[Eigenspace]]:
    """H, N, T of a support, a basis of the span of its features, and the eigenspaces of the pencil (N, H) on it."""
    forms = Forms.of(problem, support)
    span = [problem.features_in[d] for d in independent_rows([problem.features_in[d] for d in support], support)]
    pencil = reduced_pencil(forms, span)
    found = real_eigenvalues(pencil, problem.field)
    out = []
    for k, (field, embed, gain, root) in enumerate(found):
        shifted = [[embed(x) - (gain if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(pencil)]
        out.append(Eigenspace(support, field, embed, gain, root, kernel(shifted, len(span)), k == len(found) - 1))
    return forms, span, out


def reduced_pencil(forms: Forms, span: Sequence[Sequence[Any]]) -> list[Row]:
    """``D^-1 N`` in the coordinates c of ``a = sum c_j span_j``: its eigenvalues are the stationary gains."""
    columns = transpose(span)
    d, n = (matmul(matmul(span, part), columns) for part in (forms.h, forms.n))
    solved = [solve_square(d, list(column)) for column in zip(*n, strict=True)]
    return transpose([x for x in solved if x is not None])


def independent_rows(rows: Sequence[Sequence[Any]], names: Sequence[int]) -> list[int]:
    """The names of a maximal independent set of rows."""
    return [names[j] for j in echelon(transpose(rows))[1]]


def _interior_row(problem: Problem, space: Eigenspace, forms: Forms, span: Sequence[Sequence[Any]]) -> Row | None:
    """A row of the eigenspace that lies strictly inside the region, or None when there is none."""
    support, basis, gain, embed = space.support, space.basis, space.gain, space.embed
    w = [[embed(x) for x in v] for v in problem.features_in]
    loadings = [[dot([embed(x) for x in v], w[d]) for v in span] for d in support]
    directions = matmul(basis, transpose(loadings))  # activations on the support, one row per basis vector
    z = positive_combination(directions)
    if z is None:
        return None
    off = [e for e in range(problem.n) if e not in support]
    theta = level(problem)
    if theta:  # any multiple that passes the threshold will do
        z = [2 * theta * x / min(z) for x in z]
    if len(echelon(w)[1]) == problem.n:  # independent features: the values off the support are free
        order = [*support, *off]
        return solve_square([w[d] for d in order], [*z, *[Fraction(-1)] * len(off)])
    coordinates = _coefficients(z, loadings)
    tied = [
        sum((c * embed(v[i]) for c, v in zip(coordinates, span, strict=True)), Fraction(0)) for i in range(problem.p)
    ]
    if all(dot(tied, w[e]) < theta for e in off) and all(dot(tied, w[d]) > theta for d in support):
        return tied
    part = forms.embedded(embed)
    stationary = [[x - gain * y for x, y in zip(a, b, strict=True)] for a, b in zip(part.n, part.h, strict=True)]
    rows = [*stationary, *(w[d] for d in support), *([-x for x in w[e]] for e in off)]
    relations = ["="] * problem.p + [">"] * problem.n
    bounds = [Fraction(0)] * problem.p + [theta] * len(support) + [-theta] * len(off)
    answer = solve(rows, relations, bounds)
    if not isinstance(answer, Feasible):
        return None
    return list(answer.point) if theta else short_scale(list(answer.point))


def _coefficients(z: Row, loadings: Sequence[Row]) -> Row:
    found = solve_square(loadings, z)
    assert found is not None  # z was built from these loadings
    return found


def make_point(
    support: tuple[int, ...],
    row: Row,
    forms: Forms,
    gain: Exact,
    root: RealRoot,
    field: NumberField | None,
    embed: Any,
    *,
    top: bool = False,
    simple: bool = False,
    walls: tuple[int, ...] = (),
) -> ClusterPoint:
    """The neuron with this row and its best decoder column."""
    part = forms.embedded(embed)
    size = dot(row, [dot(a, row) for a in part.h])
    column = tuple(dot(row, list(c)) / size for c in zip(*part.t, strict=True))
    return ClusterPoint(support, tuple(row), column, gain, root, field, top, simple, walls)


def off_row(problem: Problem) -> tuple[tuple[Exact, ...], bool]:
    """A row that no feature switches on, and whether it is strictly off for every one.

    Under relu and topk it exists strictly iff 0 is not a convex combination of the features; otherwise the zero row serves.
    """
    zero: tuple[Exact, ...] = (Fraction(0),) * problem.p
    if level(problem):
        return zero, True
    if len(echelon(problem.features_in)[1]) == problem.n:
        row = solve_square(problem.features_in, [Fraction(-1)] * problem.n)
        assert row is not None  # independent rows
        return tuple(row), True
    answer = solve([[-x for x in w] for w in problem.features_in], [">"] * problem.n, [Fraction(0)] * problem.n)
    return (tuple(short_scale(list(answer.point))), True) if isinstance(answer, Feasible) else (zero, False)
