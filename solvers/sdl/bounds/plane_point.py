"""A point that attains the infimum in the plane: where the form of a pair of cones touches zero and the codes are independent.

At the infimum g the form ``P = (S - g) G - N`` vanishes at some codes.  If they are independent (G > 0), the best decoder for
them leaves exactly g.  If P vanishes only where G = 0, the infimum is approached with growing decoders.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from solvers.exact.real_roots import real_roots
from solvers.sdl.bounds.plane import PlaneBound
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import off_row
from theory.certificates.kinds.plane_bound import Place, form_in_g
from theory.exact import NumberField, sign
from theory.sdl import Problem
from theory.sdl.problem import dot

Poly = list[Any]  # exact numbers of one field, constant first
Weights = tuple[Any, Any]  # of the two generators of a cone


def attaining_point(found: PlaneBound) -> ExactPoint | None:
    """A point with exactly the loss ``found.lower``; None if none of the places where the form touches zero has one.

    >>> from solvers.sdl.bounds.plane import plane_bound
    >>> from theory.sdl import Activation, Problem
    >>> line = Problem.sae([[1], [-1]], weights=[Fraction(1), Fraction(1)], activation=Activation("relu"), width=1)
    >>> point = attaining_point(plane_bound(line, Fraction(2)))
    >>> point.loss, point.pattern
    (Fraction(1, 1), [[0]])
    """
    number = found.number
    field = getattr(number, "field", None)
    for place in found.touching:
        form = [[value_at(c, number) for c in row] for row in form_in_g(found.plane.energy, found.plane.vectors, place)]
        for weights in zeros(form) if len(place) == 2 else ((t,) for t in _on_edge(form[0])):
            point = _point(found, place, weights, field)
            if point is not None and point.loss == number:
                return point
    return None


def value_at(poly: Poly, x: Any) -> Any:
    """The value of a polynomial, exactly."""
    out: Any = Fraction(0)
    for c in reversed(poly):
        out = out * x + c
    return out


def _on_edge(c: Poly) -> list[Weights]:
    """Zeros of a quadratic that is nonnegative on the half-line, infinity included; one of them if all are."""
    if not any(c):
        return [(Fraction(1), Fraction(1))]
    out: list[Weights] = [] if c[0] else [(Fraction(1), Fraction(0))]
    out += [] if c[2] else [(Fraction(0), Fraction(1))]
    root = double_root(*c) if c[0] and c[2] else None
    return out if root is None else [*out, (Fraction(1), root)]


def double_root(constant: Any, linear: Any, square: Any) -> Any:
    """The positive double root of a quadratic; 1 if all coefficients vanish, None if there is none."""
    if not square:
        return None if constant or linear else Fraction(1)
    if sign(linear) * sign(square) >= 0 or linear * linear != 4 * constant * square:
        return None
    return -linear / (2 * square)


def zeros(form: list[Poly]) -> Iterator[tuple[Weights, Weights]]:
    """Places where a form that is nonnegative on the quadrant vanishes, as weights of the generators of both cones."""
    ends: list[Weights] = [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
    columns = [list(column) for column in zip(*form, strict=True)]
    for end, i in zip(ends, (0, 2), strict=True):
        yield from ((end, t) for t in _on_edge(form[i]))
        yield from ((s, end) for s in _on_edge(columns[i]))
    low, middle, high = form
    gap = [x - 4 * y for x, y in zip(_times(middle, middle), _times(low, high), strict=True)]
    for t in _double_roots(gap):
        down, square = value_at(middle, t), value_at(high, t)
        if sign(t) > 0 and sign(square) > 0 and sign(down) < 0 and not value_at(gap, t):
            yield (Fraction(1), -down / (2 * square)), (Fraction(1), t)


def _times(a: Poly, b: Poly) -> Poly:
    out: Poly = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] = out[i + j] + x * y
    return out


def _double_roots(poly: Poly) -> list[Any]:
    """Of a polynomial, those in the field of its coefficients; some places if it vanishes everywhere."""
    if not any(poly):
        return [Fraction(1), Fraction(1, 2), Fraction(2)]
    common = _gcd(poly, [i * x for i, x in enumerate(poly)][1:])
    while len(common) > 1 and not common[0]:  # the root 0 is on an edge
        common = common[1:]
    single = _quotient(common, _gcd(common, [i * x for i, x in enumerate(common)][1:]))
    if len(single) == 2:
        return [-single[0] / single[1]]
    if all(isinstance(x, Fraction) for x in single):
        return [root.value for root, _ in real_roots(single) if root.value is not None]
    return []


def _trimmed(a: Poly) -> Poly:
    while a and not a[-1]:
        a = a[:-1]
    return a


def _divided(a: Poly, b: Poly) -> tuple[Poly, Poly]:
    rest, quotient = _trimmed(a), [Fraction(0)] * max(1, len(a) - len(b) + 1)
    while len(rest) >= len(b):
        factor, shift = rest[-1] / b[-1], len(rest) - len(b)
        quotient[shift] = factor
        rest = _trimmed([x - factor * b[i - shift] if i >= shift else x for i, x in enumerate(rest[:-1])])
    return quotient, rest


def _gcd(a: Poly, b: Poly) -> Poly:
    a, b = _trimmed(a), _trimmed(b)
    while b:
        a, b = b, _divided(a, b)[1]
    return [x / a[-1] for x in a]


def _quotient(a: Poly, b: Poly) -> Poly:
    return _trimmed(_divided(a, b)[0])


def _point(
    found: PlaneBound, place: Place, weights: tuple[Weights, ...], field: NumberField | None
) -> ExactPoint | None:
    """The encoder rows of some codes, and the best decoder; None if the codes are dependent or no row has them."""
    problem, plane = found.plane.problem, found.plane
    rows: list[list[Any]] = []
    for cone, (x, y) in zip(place, weights, strict=True):
        first, last = plane.rays[cone[0]], plane.rays[cone[-1]]
        row = [x * a + (y * b if len(cone) == 2 else 0) for a, b in zip(first, last, strict=True)]
        on = [d for d in range(problem.n) if any(plane.vectors.codes[i][d] for i in cone)]
        scaled = _over_threshold(problem, row, on)
        if scaled is None:
            return None
        rows.append(scaled)
    codes = [[z[i] for z in problem.codes(rows)] for i in range(len(rows))]
    columns = _best_decoder(problem, codes)
    if columns is None:
        return None
    idle = [(list(off_row(problem)[0]), [Fraction(0)] * problem.r)] * (problem.width - len(rows))
    return ExactPoint.of_neurons(problem, [*zip(rows, columns, strict=True), *idle], field)


def _over_threshold(problem: Problem, row: list[Any], on: list[int]) -> list[Any] | None:
    """The row, scaled so that just these features pass the threshold of jumprelu; None if no scale does that."""
    theta = problem.activation.theta
    if not theta:
        return row
    pre = [dot(row, w) for w in problem.features_in]
    lowest = _extreme([pre[d] for d in on], 1)
    highest = _extreme([Fraction(0), *(x for d, x in enumerate(pre) if d not in on)], -1)
    if lowest is None or sign(lowest - highest) <= 0:
        return None
    factor = theta / highest if sign(highest) > 0 else 2 * theta / lowest
    return [factor * x for x in row]


def _extreme(values: list[Any], side: int) -> Any:
    """The least (side 1) or the largest (side -1); None of nothing."""
    out: Any = None
    for x in values:
        if out is None or side * sign(out - x) > 0:
            out = x
    return out


def _best_decoder(problem: Problem, codes: list[list[Any]]) -> list[list[Any]] | None:
    """The columns of the least-squares decoder for one or two independent codes, by Cramer's rule."""
    m = problem.weights
    gram = [[dot([x * y for x, y in zip(m, a, strict=True)], b) for b in codes] for a in codes]
    sums = [
        [dot([x * y for x, y in zip(m, a, strict=True)], column) for column in zip(*problem.features_out, strict=True)]
        for a in codes
    ]
    if len(codes) == 1:
        return [[x / gram[0][0] for x in sums[0]]] if gram[0][0] else None
    det = gram[0][0] * gram[1][1] - gram[0][1] * gram[1][0]
    if not det:
        return None
    first = [(gram[1][1] * x - gram[0][1] * y) / det for x, y in zip(*sums, strict=True)]
    return [first, [(gram[0][0] * y - gram[0][1] * x) / det for x, y in zip(*sums, strict=True)]]
