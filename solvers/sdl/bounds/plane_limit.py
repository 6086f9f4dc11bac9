"""How the infimum in the plane is approached: a path of codes in one pair of cones along which the best decoder's loss tends to it.

Where the form ``P = (S - g) G - N`` touches zero only at parallel codes, no point attains the infimum.  The path
``s = a x^u, t = b x^w`` then runs towards an edge or a vertex of the polygon of its exponents, where the terms of P of least power in
x vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from solvers.sdl.bounds.plane import PlaneBound
from solvers.sdl.bounds.plane_point import double_root, value_at, zeros
from theory.certificates.kinds.plane_bound import Place, form_in_g
from theory.certificates.kinds.plane_infimum import limit
from theory.claims import Certificate
from theory.exact import sign, to_json

Path = list[tuple[Any, int]]  # (factor, power) in s and in t


def approach(found: PlaneBound) -> Certificate | None:
    """A certificate that ``found.lower`` is the infimum; None if no path is found.

    >>> from solvers.sdl.bounds.plane import plane_bound
    >>> from theory.sdl import Activation, Problem
    >>> from theory.sdl import Activation, Problem
    >>> square = Problem.sae([[1, 0], [-1, 0], [0, 1], [0, -1]], weights=[Fraction(1)] * 4, activation=Activation("relu"), width=2)
    >>> approach(plane_bound(square, Fraction(2)))["asserts"]["infimum"]
    1
    """
    number = found.number
    for place in found.touching:
        norm, gain = found.plane.vectors.forms(place)
        polys = form_in_g(found.plane.energy, found.plane.vectors, place)
        form = [[value_at(c, number) for c in row] for row in polys]
        support = [(i, j) for i, row in enumerate(polys) for j, c in enumerate(row) if c]
        for path in _paths(form, support, len(place)):
            bottom, top = limit(norm, gain, path)
            if sign(bottom) > 0 and found.plane.energy * bottom - top == number * bottom:
                return _certificate(found, place, path)
    return None


def _paths(form: list[list[Any]], support: list[tuple[int, int]], neurons: int) -> Iterator[Path]:
    if neurons == 2:
        for (s0, s1), (t0, t1) in zeros(form):
            if all(sign(x) > 0 for x in (s0, s1, t0, t1)):
                yield [(s1 / s0, 0), (t1 / t0, 0)]
    powers = range(-2, 3)
    for u, w in product(powers if neurons == 2 else (0,), powers):
        least = min(i * u + j * w for i, j in support)
        face = sorted((i, j) for i, j in support if i * u + j * w == least)
        (i, j), (k, m) = face[0], face[-1]
        root = Fraction(1)
        if len(face) > 1 and (k - i) % 2 == 0 and (m - j) % 2 == 0:
            middle = form[(i + k) // 2][(j + m) // 2]
            root = double_root(form[i][j], middle, form[k][m])
        if root is not None:
            step = ((k - i) // 2, (m - j) // 2)
            s = root if step[0] > 0 else Fraction(1)
            t = Fraction(1) if step[0] > 0 else root if step[1] >= 0 else 1 / root
            yield [(s, u), (t, w)]


def _certificate(found: PlaneBound, place: Place, path: Path) -> Certificate | None:
    plane = found.plane
    cones = [plane.vectors.cones.index(cone) for cone in place]
    steps = [[to_json(factor), power] for factor, power in path[2 - len(place) :]]
    return found.infimum(cones, steps)
