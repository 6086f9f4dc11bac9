"""Global minima without a search: zero loss, the eigenvalue tail, and the best loss of any width.

Legend: ``C = sum_d M_d v_d v_d^T`` (r x r), eigenvalues ``lambda_1 >= lambda_2 >= ..``; q neurons cannot lose less than the tail
``sum_{i > q} lambda_i`` (kind ``eigenvalue_tail``).  The tail is reached when the codes ``(x.v_d)_d``, x in a space U spanned by q top
eigenvectors, are nonnegative for a basis of U and can be produced by encoder rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat  # type: ignore[import-untyped]

from solvers.exact.field_linear import Row, echelon, kernel, matmul, solve_square, transpose
from solvers.exact.lp import Feasible, solve
from solvers.exact.number_fields import adjoin
from solvers.exact.real_roots import RealRoot, real_roots
from solvers.sdl.critical.exact_point import Embedding, ExactPoint, accepted, same
from solvers.sdl.critical.one_neuron import level, off_row
from solvers.sdl.critical.positive_eigenvectors import short_scale
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import Exact, NumberField, json_tree, sign, to_fmpq, to_fraction, to_json
from theory.sdl import Problem
from theory.sdl.problem import dot

FLOATING = Fraction(1000, 2**52)  # relative error of an eigenvalue decomposition, with much to spare
ROUNDING = 10**7  # the rounded bound is about r^2/ROUNDING below the exact one


@dataclass(frozen=True)
class Tail:
    """The eigenvalue tail, a lower bound of the loss: ``value`` in ``field``, its certificate (None when it is 0).

    ``basis``: rows that span a space of top eigenvectors in which the tail might be reached.
    """

    value: Exact
    basis: list[Row]
    field: NumberField | None
    embed: Embedding
    certificate: Certificate | None


def covariance(problem: Problem) -> list[Row]:
    """``C = sum_d M_d v_d v_d^T``."""
    weighted = [[m * x for x in v] for m, v in zip(problem.weights, problem.features_out, strict=True)]
    return matmul(transpose(weighted), problem.features_out)


def eigenvalue_tail(problem: Problem) -> Tail | None:
    """The tail for the width of the problem, or None when its numbers need a larger field than is built here.

    Exact when ``q >= rank C`` (it is 0 then), q = 1, q = rank - 1, or the eigenvalues split into rational factors of the
    characteristic polynomial and one more eigenvalue.

    >>> from theory.sdl import Activation
    >>> features = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    >>> tail = eigenvalue_tail(Problem.sae(features, weights=[1, 2, 3], activation=Activation("relu"), width=2))
    >>> tail.value, tail.basis
    (Fraction(1, 1), [[Fraction(0, 1), Fraction(1, 1), Fraction(0, 1)], [Fraction(0, 1), Fraction(0, 1), Fraction(1, 1)]])
    """
    c = covariance(problem)
    rank = len(echelon(c)[1])
    if problem.width >= rank:
        return Tail(Fraction(0), echelon(c)[0], problem.field, same, None)
    if problem.field is not None:
        return None
    poly = fmpq_mat([[to_fmpq(x) for x in row] for row in c]).charpoly()
    roots = [root for root, k in reversed(real_roots([to_fraction(x) for x in poly.coeffs()])) for _ in range(k)]
    for index in (problem.width - 1, problem.width):
        split = _split(roots, index)
        if split is not None:
            return _tail(problem, c, roots[index], *split)
    return None


def rounded_tail(problem: Problem) -> tuple[Fraction, Certificate] | None:
    """A rational lower bound just below the eigenvalue tail, with its certificate, for when the exact tail is out of reach.

    The matrix Y of the kind ``eigenvalue_tail`` is rounded from floating point and enlarged by the rounding error.  Rational
    problems with ``q < r`` only; None when the bound is not positive.
    """
    r, q = problem.r, problem.width
    if problem.field is not None or q >= r:
        return None
    c = covariance(problem)
    values, vectors = np.linalg.eigh(np.array([[float(x) for x in row] for row in c]))
    t = Fraction(float(values[r - q - 1] + values[r - q]) / 2).limit_denominator(ROUNDING)
    above = (vectors * np.maximum(values - float(t), 0.0)) @ vectors.T
    # entries are rounded by at most 1/ROUNDING, which moves eigenvalues by at most r/ROUNDING; numpy's eigenvalues and the product
    # are off by a small multiple of r eps |C|, which is more than that where entries are of the size of 10^9
    error = Fraction(2 * r, ROUNDING) + FLOATING * r * sum((c[i][i] for i in range(r)), Fraction(0))
    y = [[Fraction(round(float(above[max(i, j), min(i, j)]) * ROUNDING), ROUNDING) for j in range(r)] for i in range(r)]
    for i in range(r):
        y[i][i] += error
    bound = sum((c[i][i] - y[i][i] for i in range(r)), Fraction(0)) - q * t
    if t < 0 or bound <= 0:
        return None
    asserts = {
        "features_out": json_tree(problem.features_out),
        "weights": json_tree(problem.weights),
        "width": q,
        "lower_bound": to_json(bound),
    }
    return bound, accepted(seal("eigenvalue_tail", asserts, {"t": to_json(t), "Y": json_tree(y)}))


def _split(roots: Sequence[RealRoot], index: int) -> tuple[list[RealRoot], bool] | None:
    """Eigenvalues above (or, second, below) the one at ``index``, if they are all the roots of rational factors."""
    t = roots[index]
    for part, below in (([x for x in roots if t < x], False), ([x for x in roots if x < t], True)):
        if all(sum(x.poly == y.poly for y in roots) == sum(x.poly == y.poly for y in part) for x in part):
            return part, below
    return None


def _tail(problem: Problem, c: list[Row], root: RealRoot, part: list[RealRoot], below: bool) -> Tail:
    """``t = root``; Y is the part of ``C - t`` above t, built from a rational spectral projector."""
    field, embed, t = adjoin(None, root)
    r, q = problem.r, problem.width
    projector = _projector(c, [x.poly for x in part])
    if below:
        projector = [[int(i == j) - x for j, x in enumerate(row)] for i, row in enumerate(projector)]
    shifted = [[x - (t if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(c)]
    y = matmul(shifted, projector)
    value = sum((c[i][i] - y[i][i] for i in range(r)), Fraction(0)) - q * t
    asserts: dict[str, Any] = {
        "features_out": json_tree(problem.features_out),
        "weights": json_tree(problem.weights),
        "width": q,
        "lower_bound": to_json(value),
    }
    if field is not None:
        asserts["field"] = field.json()
    certificate = accepted(seal("eigenvalue_tail", asserts, {"t": to_json(t), "Y": json_tree(y)}))
    above = echelon(transpose(y))[0]
    basis = echelon([*above, *kernel(shifted, r)[: q - len(above)]])[0]
    return Tail(value, basis, field, embed, certificate)


def _projector(c: list[Row], polys: Sequence[tuple[Fraction, ...]]) -> list[Row]:
    """The orthogonal projector onto the eigenvectors of a symmetric rational matrix that belong to rational factors."""
    space: list[Row] = []
    for poly in dict.fromkeys(polys):
        value = [[Fraction(0)] * len(c) for _ in c]
        for coefficient in reversed(poly):
            value = matmul(value, c)
            for i in range(len(c)):
                value[i][i] = value[i][i] + coefficient
        space += kernel(value, len(c))
    if not space:
        return [[Fraction(0)] * len(c) for _ in c]
    gram = matmul(space, transpose(space))
    solved = [solve_square(gram, list(column)) for column in zip(*space, strict=True)]
    return matmul(transpose(space), transpose([x for x in solved if x is not None]))


def tail_point(problem: Problem, tail: Tail) -> ExactPoint | None:
    """A point that reaches the tail with codes that are positive wherever they can be, or None.

    All neurons are then on for the same features, like the loadings of a principal component analysis.
    """
    count = len(tail.basis)
    k = problem.activation.k
    if k is not None and k < count:
        return None
    v = [[tail.embed(x) for x in row] for row in problem.features_out]
    loadings = [[dot(x, target) for x in tail.basis] for target in v]  # n rows over the coordinates of U
    on = [d for d, row in enumerate(loadings) if any(row)]
    inside = _strictly_inside([loadings[d] for d in on])
    if inside is None:
        return None
    codes = []
    for j in range(count):  # inside + small multiples of the coordinate vectors: still inside, and they span U
        step = Fraction(1)
        while True:
            y = [x + (step if i == j else 0) for i, x in enumerate(inside)] if count > 1 else list(inside)
            z = [dot(y, row) for row in loadings]
            if all(sign(z[d]) > 0 for d in on):
                break
            step /= 2
        codes.append((y, z))
    if len(echelon([y for y, _ in codes])[1]) < count:  # inside happened to depend on the steps
        return None
    rows = [_row_for(problem, tail, y, z, on) for y, z in codes]
    if any(row is None for row in rows):
        return None
    return _decoded(problem, tail, [row for row in rows if row is not None], [z for _, z in codes])


def _strictly_inside(loadings: Sequence[Row]) -> Row | None:
    """Coordinates with all loadings positive; the plain mean of the loadings is tried before the linear program."""
    if not loadings:
        return None
    mean = [sum(column, Fraction(0)) for column in zip(*loadings, strict=True)]
    if all(sign(dot(mean, row)) > 0 for row in loadings):
        return short_scale(mean)
    answer = solve(loadings, [">"] * len(loadings), [Fraction(0)] * len(loadings))
    return short_scale(list(answer.point)) if isinstance(answer, Feasible) else None


def _row_for(problem: Problem, tail: Tail, y: Row, z: Row, on: Sequence[int]) -> Row | None:
    """An encoder row with the codes z: the direction itself for an SAE, otherwise by solving for it."""
    w = [[tail.embed(x) for x in row] for row in problem.features_in]
    off = [e for e in range(problem.n) if e not in on]
    if len(echelon(w)[1]) == problem.n:
        row = solve_square([w[d] for d in [*on, *off]], [*(z[d] for d in on), *[Fraction(-1)] * len(off)])
    elif problem.features_in == problem.features_out:
        row = [sum((c * x[i] for c, x in zip(y, tail.basis, strict=True)), Fraction(0)) for i in range(problem.p)]
    else:
        row = solve_square([w[d] for d in on], [z[d] for d in on])
        if row is None or any(sign(dot(row, w[e])) > 0 for e in off):
            return None
    theta = level(problem)
    if row is not None and theta:
        smallest = min(z[d] for d in on)
        row = [x * (2 * theta / smallest) for x in row]
    return row


def _decoded(problem: Problem, tail: Tail, rows: list[Row], codes: list[Row]) -> ExactPoint | None:
    """The point with these encoder rows, their best decoder and dead neurons; None unless it reaches the tail."""
    w = [[tail.embed(x) for x in row] for row in problem.features_in]
    theta = level(problem)
    z = [[x if sign(x - theta) > 0 else Fraction(0) for x in (dot(row, v) for v in w)] for row in rows]
    m = [tail.embed(x) for x in problem.weights]
    weighted = [[a * b for a, b in zip(row, m, strict=True)] for row in z]
    gram = matmul(weighted, transpose(z))
    targets = matmul(weighted, [[tail.embed(x) for x in v] for v in problem.features_out])
    columns = [solve_square(gram, list(t)) for t in zip(*targets, strict=True)]
    if any(c is None for c in columns):
        return None
    found = transpose([c for c in columns if c is not None])
    dead = [tail.embed(x) for x in off_row(problem)[0]]
    nothing = [Fraction(0)] * problem.r
    neurons = [*zip(rows, found, strict=True), *[(dead, nothing)] * (problem.width - len(rows))]
    point = ExactPoint.of_neurons(problem, neurons, tail.field, tail.embed)
    return point if sign(point.loss - tail.value) == 0 else None


def constructions(problem: Problem) -> Iterator[tuple[str, ExactPoint]]:
    """Points that are global minima of many problems: (name of the construction, point)."""
    own = _own_neuron(problem)
    if own is not None:
        yield "one neuron for every feature", own
    relu_sae = problem.activation.kind == "relu" and problem.features_in == problem.features_out
    if relu_sae and problem.width >= 2 * problem.p:
        p = problem.p
        frame = [[Fraction(s * int(i == j)) for j in range(p)] for s in (1, -1) for i in range(p)]
        frame += [[Fraction(0)] * p] * (problem.width - 2 * p)
        yield "the identity map, [I; -I]", ExactPoint(problem, _tuples(frame), _tuples(transpose(frame)), problem.field)
    if problem.activation.kind in ("relu", "jumprelu") and problem.field is None:
        from solvers.sdl.solution_set.code_space import best_output, code_dimension, spanning_rows
        from solvers.sdl.solution_set.families import decoders

        if problem.width >= code_dimension(problem):
            rows = spanning_rows(problem)
            rows = [*rows, *[list(off_row(problem)[0])] * (problem.width - len(rows))]
            decoder, _ = decoders(problem, rows, best_output(problem))
            yield "independent codes", ExactPoint(problem, _tuples(rows), _tuples(decoder), None)


def _tuples(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _own_neuron(problem: Problem) -> ExactPoint | None:
    """Row ``w_d``, column ``v_d / |w_d|^2`` for every feature: zero loss if no other neuron responds (or none wins, Top-1)."""
    if problem.width < problem.n:
        return None
    theta, scale = level(problem), Fraction(1)
    sizes = [dot(w, w) for w in problem.features_in]
    if theta:
        scale = 2 * theta / min(sizes)  # type: ignore[operator]
    rows = [[scale * x for x in w] for w in problem.features_in]
    columns = [[x / (scale * s) for x in v] for v, s in zip(problem.features_out, sizes, strict=True)]
    dead, _ = off_row(problem)
    neurons = [*zip(rows, columns, strict=True), *[(dead, [Fraction(0)] * problem.r)] * (problem.width - problem.n)]
    point = ExactPoint.of_neurons(problem, neurons, problem.field)
    return point if sign(point.loss) == 0 else None
