"""All codes of one neuron when the features lie in the plane (or on the line): finitely many closed cones.

Legend: a neuron has a row a; its code at feature d is ``z_d = a.w_d`` where that passes the activation, else 0.

The *walls* are the lines ``a.w_d = 0`` and, for jumprelu, ``a.(w_d - w_e) = 0``.  They divide the plane of rows into arcs between
neighbouring rays, all below 180 degrees (where all walls are one line, the line across it is added).  A jumprelu with threshold 0 is
relu.  On an open arc the
preactivations have fixed signs and, for jumprelu, a fixed order, so the features that pass form an upper set S of the
positive ones, and the code is linear in a on S.  A row on a ray passes an upper set of the coarser order there, which is one of
a neighbouring arc, too.  So every code lies in the cone spanned by the codes of the two end rays of an arc, cut to such a set S.
Cutting to a set and closing the cones only adds codes, which does no harm to a lower bound.  Inside an open cone nothing is added: up
to a positive factor its codes are those of the rows on the open arc, scaled under jumprelu so that the threshold lies between S and
the other features (two features with the same preactivation there are the same).
"""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import Data
from theory.certificates.work import cost, longest, spend

Code = list[Any]  # n numbers


def code_cones(problem: Data) -> list[list[Code]]:
    """The generators of every cone: two codes, or one on the line.  Codes that are zero everywhere have no cone."""
    return [codes for _, codes in arcs_with_codes(problem)]


def arcs_with_codes(problem: Data) -> list[tuple[list[Code], list[Code]]]:
    """Every cone with the rows that have its generators as codes: the end rays of its arc."""
    arcs = _line() if problem.p == 1 else _arcs(_walls(problem))
    return [(arc, cone) for arc in arcs for cone in _cones(problem, arc)]


def _walls(problem: Data) -> list[Code]:
    """Normals of the walls."""
    walls = [w for w in problem.w if any(map(sign, w))]
    if sign(problem.theta):
        size = cost(2 * longest(x for w in problem.w for x in w))
        spend(3 * (problem.n * (problem.n - 1) // 2) * problem.p * size)  # before anything is made of all pairs
        pairs = ((a, b) for i, a in enumerate(problem.w) for b in itertools.islice(problem.w, i))
        walls += [c for c in ([x - y for x, y in zip(a, b, strict=True)] for a, b in pairs) if any(map(sign, c))]
    return walls


def _line() -> list[list[Code]]:
    return [[[Fraction(1)]], [[Fraction(-1)]]]


def _arcs(walls: list[Code]) -> list[list[Code]]:
    """Neighbouring rays of the walls, all the way round."""
    number = 2 * len(walls) + 2
    spend(8 * number * number.bit_length() * cost(2 * longest(x for w in walls for x in w)))
    rays: list[Code] = []
    for w in walls:
        rays += [[-w[1], w[0]], [w[1], -w[0]]]
    if walls and all(sign(_cross(walls[0], w)) == 0 for w in walls):
        rays += [walls[0], [-x for x in walls[0]]]
    ordered = sorted(rays, key=functools.cmp_to_key(_by_angle))
    distinct = [x for i, x in enumerate(ordered) if i == 0 or _by_angle(ordered[i - 1], x) != 0]
    return [[x, distinct[(i + 1) % len(distinct)]] for i, x in enumerate(distinct)]


def _cross(a: Code, b: Code) -> Any:
    return a[0] * b[1] - a[1] * b[0]


def _by_angle(a: Code, b: Code) -> int:
    """Order of two rays by angle from the first axis, from 0 to below 360 degrees."""
    lower = [sign(x[1]) < 0 or (sign(x[1]) == 0 and sign(x[0]) < 0) for x in (a, b)]
    return lower[0] - lower[1] if lower[0] != lower[1] else -sign(_cross(a, b))


def _cones(problem: Data, arc: list[Code]) -> list[list[Code]]:
    """The cones over one arc: one for every upper set of the positive features that may pass there."""
    ends = [[dot(ray, w) for w in problem.w] for ray in arc]
    inside = [functools.reduce(lambda x, y: x + y, column) for column in zip(*ends, strict=True)]
    positive = [d for d, x in enumerate(inside) if sign(x) > 0]
    levels = [positive]
    if sign(problem.theta):
        spend(2 * len(positive) ** 2 * cost(2 * longest(inside)) + len(positive) * problem.n // 4)
        levels = _upper_sets(inside, positive)
    return [
        [[x if d in on else Fraction(0) for d, x in enumerate(end)] for end in ends] for on in map(set, levels) if on
    ]


def _upper_sets(values: Code, positive: list[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for level in positive:
        on = [d for d in positive if sign(values[d] - values[level]) >= 0]
        if on not in out:
            out.append(on)
    return out


def needs_plane(problem: Data) -> None:
    """Raise unless the features are vectors of length 1 or 2."""
    if problem.p > 2:
        raise Rejected(f"features_in: vectors of length 1 or 2, found {problem.p}")


def generators_are_codes(problem: Data, rays: list[Code], codes: list[Code]) -> tuple[bool, bool]:
    """Whether the first and the last generator of a cone may be codes, up to a positive factor; False is proved.

    Under jumprelu with a positive threshold let S be the features where the code is positive.  If two of them are independent, the row is
    determined up to that factor: a multiple of the ray; it has the code iff the least preactivation on S exceeds every other one.
    """
    out = [_may_be_a_code(problem, ray, code) for ray, code in zip(rays, codes, strict=True)]
    return out[0], out[-1]


def _may_be_a_code(problem: Data, ray: Code, code: Code) -> bool:
    on = [d for d, x in enumerate(code) if sign(x) > 0]
    if not sign(problem.theta) or not on:
        return True
    spend((6 * problem.n + 8) * cost(2 * longest(ray) + 2 * longest(x for w in problem.w for x in w)))
    if problem.p == 2 and all(sign(_cross(problem.w[on[0]], problem.w[d])) == 0 for d in on):
        return True  # other rows have the same code
    least = functools.reduce(lambda x, y: x if sign(y - x) > 0 else y, (code[d] for d in on))
    others = (dot(ray, w) for d, w in enumerate(problem.w) if d not in on)
    return all(sign(least - x) > 0 for x in others)
