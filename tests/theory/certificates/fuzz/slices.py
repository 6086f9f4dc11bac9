"""The second decision about isolated points: Newton's method to 120 digits on the loss itself, with difference quotients."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import mpmath

from tests.theory.certificates.fuzz.matrices import decimal
from tests.theory.certificates.fuzz.operations import codes, dot, rank
from tests.theory.certificates.fuzz.points import Problem
from tests.theory.certificates.fuzz.values import need

STEP = mpmath.mpf(10) ** -30  # errors of the quotients: about 10^-60
CLOSE = mpmath.mpf(10) ** -25


class Slice(Problem):
    """Rows ``c_i + sum_j t_ij b_ij`` and columns ``u_i``, as functions of one vector."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        super().__init__(asserts)
        r = self.r
        self.rows, self.directions = r.data(asserts["encoder"]), r.data(asserts["directions"])
        self.columns = [list(c) for c in zip(*r.data(asserts["decoder"]), strict=True)]
        self.live, self.held = ([sorted(on) for on in asserts[x]] for x in ("pattern", "held"))
        self.radius = Fraction(asserts["radius"])
        need(self.radius > 0 and len(self.rows) == len(self.columns) == len(self.live) == len(self.held))
        self.size = sum(len(b) + len(u) for b, u in zip(self.directions, self.columns, strict=True))

    def point(self, x: list[Any]) -> tuple[list[list[Any]], list[list[Any]]]:
        """Rows and columns at a point of the slice."""
        rest, a, u = list(x), [], []
        for c, bs, column in zip(self.rows, self.directions, self.columns, strict=True):
            t, y, rest = rest[: len(bs)], rest[len(bs) : len(bs) + len(column)], rest[len(bs) + len(column) :]
            a.append([e + sum((k * b[j] for k, b in zip(t, bs, strict=True)), 0 * e) for j, e in enumerate(c)])
            u.append([e + k for e, k in zip(column, y, strict=True)])
        return a, u

    def loss_along(self, x: list[Any]) -> Any:
        """The loss at a point of the slice with the pattern that is asserted."""
        a, u = self.point(x)
        out = mpmath.mpf(0)
        for d in range(self.n):
            on = [i for i in range(len(a)) if d in self.live[i]]
            pre = {i: sum(decimal(w) * _decimal(y) for w, y in zip(self.w[d], a[i], strict=True)) for i in on}
            for c, target in enumerate(self.v[d]):
                out += decimal(self.m[d]) * (decimal(target) - sum(_decimal(u[i][c]) * pre[i] for i in on)) ** 2
        return out

    def derivatives(self, x: list[Any]) -> tuple[Any, Any]:
        """Gradient and Hessian by central differences."""
        n = self.size

        def at(*steps: tuple[int, int]) -> Any:
            y = list(x)
            for i, s in steps:
                y[i] += s * STEP
            return self.loss_along(y)

        gradient = mpmath.matrix([(at((i, 1)) - at((i, -1))) / (2 * STEP) for i in range(n)])
        hessian = mpmath.matrix(n, n)
        for i, j in itertools.combinations_with_replacement(range(n), 2):
            quotient = at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))
            hessian[i, j] = hessian[j, i] = quotient / (4 * STEP**2)
        return gradient, hessian

    def stationary(self, x: list[Any]) -> list[Any]:
        """Where Newton's method leads from a point."""
        for _ in range(12):
            gradient, hessian = self.derivatives(x)
            move = mpmath.lu_solve(hessian, -gradient)
            x = [y + e for y, e in zip(x, move, strict=True)]
            if mpmath.norm(move) < CLOSE:
                break
        return x

    def has_pattern(self, x: list[Fraction]) -> bool:
        """On exactly the live features, at zero on the held ones."""
        a, _ = self.point(x)
        z = codes(self.r, self.act, a, self.w)
        support = [[d for d in range(self.n) if z[d][i] > 0] for i in range(len(a))]
        return support == self.live and all(
            dot(self.r, a[i], self.w[e]) == 0 for i, on in enumerate(self.held) for e in on
        )

    def dimension(self) -> int:
        """Of the family; the directions must be a basis of the face."""
        out = len(self.rows)
        for c, bs, live, held in zip(self.rows, self.directions, self.live, self.held, strict=True):
            seen = [[dot(self.r, row, self.w[d]) for d in live] for row in (c, *bs)]
            walls, both = (int(rank(self.r, [self.w[d] for d in on])) for on in (held, [*held, *live]))
            need(int(rank(self.r, seen)) == len(seen) == both - walls)
            out += len(self.w[0]) - both
        return out


def _decimal(x: Any) -> Any:
    return decimal(x) if isinstance(x, Fraction) else x


def isolated_point(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """Newton's method leads from the centre and from corners of the box to one point inside; the pattern holds everywhere tried."""
    need("field" not in asserts)
    s, rng = Slice(asserts), random.Random(0)
    corners = [[s.radius * rng.choice((1, -1)) for _ in range(s.size)] for _ in range(20)]
    if not all(s.has_pattern(x) for x in ([Fraction(0)] * s.size, *corners)) or s.dimension() != asserts["dimension"]:
        return False
    radius = decimal(s.radius)
    found = s.stationary([mpmath.mpf(0)] * s.size)
    if max(map(abs, found)) > radius:
        return False
    others = (s.stationary([decimal(y) for y in x]) for x in corners[:2])
    if any(abs(y - z) > CLOSE for other in others for y, z in zip(found, other, strict=True)):
        return False
    low, high = (decimal(Fraction(x)) for x in asserts["loss"])
    return low <= s.loss_along(found) <= high
