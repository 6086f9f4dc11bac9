r"""In a small box there is exactly one point, up to the scale of neurons and what no feature sees, that is stationary along its face.

A *face* gives every neuron i the features ``F_i`` that it copies and the features ``H_i`` on which its pre-activation is held
at zero (relu and topk; none for jumprelu).  Variables: ``a_i = c_i + sum_j t_ij b_ij`` with rational ``c_i``, ``b_ij`` whose values
on F_i are a basis of ``{(a.w_d)_d in F_i : a.w_e = 0, e in H_i}``, and the columns u_i.  On the box ``|t_ij| <= rho``,
``|u_i - u_i^0|_max <= rho`` interval arithmetic shows that the activation has the pattern ``F_i`` (on held features the code is 0),
so that the loss is the polynomial ``sum_d M_d |v_d - sum_{i : d in F_i} u_i (a_i.w_d)|^2``.

Let G be its gradient in these variables, J the enclosure of its derivative over the box X, A a matrix.  If
``-A G(0) + (I - A J) (X - 0)`` lies inside X, then G has exactly one zero in X (Krawczyk 1969; Moore 1977).  There the derivative
along a_i itself vanishes too, as ``(a_i, u_i) -> (s a_i, u_i / s)`` leaves the loss as it is, and the loss does not depend on what
F_i does not see; so the gradient within the face is zero, and with no held features the whole gradient.  Neurons that are zero
may be added.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation``, ``pattern`` and ``held`` (lists of features
per neuron), ``encoder`` (rows c_i), ``decoder`` (r x m), ``radius`` (rho), ``loss`` ([lo, hi], contains the loss of the point),
optional ``means``; all rational
witness: ``directions``: per neuron the list of b_ij; ``inverse``: A; ``total``: lower plus twice the upper ends of the image, summed,
so that every number counts
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.points.boxes import Interval, add, around, contract, minus, scaled, times
from theory.certificates.points.network import PROBLEM, Data
from theory.certificates.statement import only
from theory.certificates.text import data
from theory.certificates.work import bits, cost, spend

MAX_VARIABLES = 60
ZERO: Interval = (Fraction(0), Fraction(0))


class Face:
    """The problem, the face and the box, with enclosures of everything on it."""

    def __init__(self, asserts: dict[str, Any], directions: Any) -> None:
        self.problem = Data(asserts)
        if "field" in asserts:
            raise Rejected("field: only rational numbers here")
        p = self.problem
        self.centre = _rational_matrix(asserts["encoder"], p.p, "encoder") if asserts["encoder"] else []
        self.m = len(self.centre)
        decoder = asserts["decoder"]
        if len(decoder) != p.r or any(len(row) != self.m for row in decoder):
            raise Rejected(f"decoder: must be {p.r} x {self.m}")
        self.columns = [[rational(row[i]) for row in decoder] for i in range(self.m)]
        self.live, self.held = (_features(asserts[x], self.m, p.n, x) for x in ("pattern", "held"))
        self.radius = rational(asserts["radius"])
        if self.radius <= 0:
            raise Rejected("radius: must be positive")
        if not isinstance(directions, list) or len(directions) != self.m:
            raise Rejected("directions: one list per neuron")
        self.directions = [_rational_matrix(rows, p.p, "directions") if rows else [] for rows in directions]
        for i in range(self.m):
            self._spans_face(i)
        side = (-self.radius, self.radius)
        self.size = sum(len(rows) + p.r for rows in self.directions)
        if not 0 < self.size <= MAX_VARIABLES:
            raise Rejected(f"{self.size} variables (1 to {MAX_VARIABLES})")
        # the ways of pre-activations along the directions, then their enclosures
        self.ways = [[[_dot(b, w) for w in p.w] for b in rows] for rows in self.directions]
        self.at = [[_dot(c, w) for w in p.w] for c in self.centre]
        self.pre: list[list[Interval]] = [
            [add(around(self.at[i][d]), *(scaled(way[d], side) for way in self.ways[i])) for d in range(p.n)]
            for i in range(self.m)
        ]
        self.u: list[list[Interval]] = [[(x - self.radius, x + self.radius) for x in u] for u in self.columns]

    def _spans_face(self, i: int) -> None:
        """c_i and the b_ij see no held feature, and on the live features they are a basis of what rows of the face give."""
        w, rows, held, live = self.problem.w, [self.centre[i], *self.directions[i]], self.held[i], self.live[i]
        if any(_dot(row, w[e]) for row in rows for e in held):
            raise Rejected(f"directions: neuron {i} leaves a wall")
        seen = [[_dot(row, w[d]) for d in live] for row in rows]
        free = _rank([w[e] for e in (*held, *live)]) - _rank([w[e] for e in held])
        if _rank(seen) < len(rows) or len(rows) != free:
            raise Rejected(f"directions: the row and the directions of neuron {i} are no basis of its face")

    def check_pattern(self) -> None:
        """Everywhere on the box the activation copies what the face says."""
        p = self.problem
        if p.kind == "jumprelu" and any(self.held):
            raise Rejected("held: a pre-activation at zero is off under jumprelu")
        for d in range(p.n):
            on = [i for i in range(self.m) if d in self.live[i]]
            off = [i for i in range(self.m) if d not in self.live[i] and d not in self.held[i]]
            if any(self.pre[i][d][0] <= p.theta for i in on):
                raise Rejected(f"pattern: a neuron is not on for feature {d} everywhere on the box")
            level = p.theta
            if p.kind == "topk":
                k = int(p.activation["k"])
                if len(on) > k:
                    raise Rejected(f"pattern: more than {k} neurons on feature {d}")
                if len(on) == k:
                    lowest = min(self.pre[i][d][0] for i in on)
                    if any(self.pre[i][d][1] >= lowest for i in off):
                        raise Rejected(f"pattern: the rank of a neuron on feature {d} is not settled on the box")
                    continue
            if any(self.pre[i][d][1] > level for i in off):
                raise Rejected(f"pattern: a neuron is not off for feature {d} everywhere on the box")

    def residuals(self, pre: list[list[Interval]], u: list[list[Interval]]) -> list[list[Interval]]:
        """Enclosures of ``v_d - sum u_i (a_i.w_d)``."""
        p = self.problem
        return [
            [
                minus(around(p.v[d][c]), add(*(times(u[i][c], pre[i][d]) for i in range(self.m) if d in self.live[i])))
                for c in range(p.r)
            ]
            for d in range(p.n)
        ]

    def gradient(self) -> list[Fraction]:
        """G at the centre, the variables of neuron 0 first: its t, then its u."""
        p = self.problem
        pre, u = ([[around(x) for x in row] for row in part] for part in (self.at, self.columns))
        residual = [[x[0] for x in row] for row in self.residuals(pre, u)]
        out: list[Fraction] = []
        for i in range(self.m):
            pull = {d: p.m[d] * _dot(self.columns[i], residual[d]) for d in self.live[i]}
            out += [-2 * sum((pull[d] * way[d] for d in self.live[i]), Fraction(0)) for way in self.ways[i]]
            push = {d: p.m[d] * self.at[i][d] for d in self.live[i]}
            out += [-2 * sum((push[d] * residual[d][c] for d in self.live[i]), Fraction(0)) for c in range(p.r)]
        return out

    def derivative(self) -> list[list[Interval]]:
        """Enclosure of the derivative of G over the box: symmetric."""
        residual = self.residuals(self.pre, self.u)
        places = [
            (i, j, c)
            for i in range(self.m)
            for j, c in [
                *((j, -1) for j in range(len(self.ways[i]))),
                *((-1, c) for c in range(self.problem.r)),
            ]
        ]
        out = [[ZERO] * len(places) for _ in places]
        for x, first in enumerate(places):
            for y, second in enumerate(places[: x + 1]):
                out[x][y] = out[y][x] = scaled(Fraction(2), self._second(first, second, residual))
        return out

    def _second(self, first: tuple[int, int, int], second: tuple[int, int, int], residual: Any) -> Interval:
        """Half the second derivative by two variables (neuron, direction or -1, output or -1)."""
        (i, j, c), (k, h, e) = first, second
        p, terms = self.problem, [ZERO]
        for d in self.live[i]:
            weight, shared = p.m[d], d in self.live[k]
            if c < 0 and e < 0 and shared:
                inner = add(*(times(x, y) for x, y in zip(self.u[i], self.u[k], strict=True)))
                terms.append(scaled(weight * self.ways[i][j][d] * self.ways[k][h][d], inner))
            elif c >= 0 and e >= 0 and shared and c == e:
                terms.append(scaled(weight, times(self.pre[i][d], self.pre[k][d])))
            elif (c < 0) != (e < 0):
                (a, way, b, output) = (i, self.ways[i][j], k, e) if c < 0 else (k, self.ways[k][h], i, c)
                # d/dt_a d/du_b: -way (delta_ab r - u_a pre_b), over the features of both
                if shared:
                    terms.append(scaled(weight * way[d], times(self.u[a][output], self.pre[b][d])))
                    if a == b:
                        terms.append(scaled(-weight * way[d], residual[d][output]))
        return add(*terms)

    def loss(self) -> Interval:
        """Enclosure of the loss on the box."""
        residual = self.residuals(self.pre, self.u)
        squares = (
            scaled(m, (max(x[0], -x[1], Fraction(0)) ** 2, max(-x[0], x[1]) ** 2))
            for m, row in zip(self.problem.m, residual, strict=True)
            for x in row
        )
        return add(ZERO, *squares)


def _rational_matrix(rows: Any, columns: int, where: str) -> list[list[Fraction]]:
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != columns for row in rows):
        raise Rejected(f"{where}: expected rows of {columns} numbers")
    return [[rational(x, where) for x in row] for row in rows]


def _features(lists: Any, m: int, n: int, where: str) -> list[list[int]]:
    good = isinstance(lists, list) and len(lists) == m
    if not good or any(type(d) is not int or not 0 <= d < n for on in lists for d in on):
        raise Rejected(f"{where}: one list of features per neuron")
    if any(len(set(on)) != len(on) for on in lists):
        raise Rejected(f"{where}: a feature is named twice")
    return lists


def _dot(a: list[Fraction], b: list[Fraction]) -> Fraction:
    spend(len(a) * cost(bits(a[0]) if a else 1))
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _rank(rows: list[list[Fraction]]) -> int:
    rest, rank = [list(row) for row in rows], 0
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        rank += 1
        rest = [[x - row[column] / pivot[column] * y for x, y in zip(row, pivot, strict=True)] for row in rest]
    return rank


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"pattern", "held", "encoder", "decoder", "radius", "loss"}, {"means"})
    only(witness, {"directions", "inverse", "total"}, set(), "witness")
    face = Face(asserts, witness["directions"])
    if any(set(on) & set(off) for on, off in zip(face.live, face.held, strict=True)):
        raise Rejected("held: a feature is copied and held at zero")
    face.check_pattern()
    inverse = _rational_matrix(witness["inverse"], face.size, "inverse")
    if len(inverse) != face.size:
        raise Rejected(f"inverse: must be {face.size} x {face.size}")
    image = contract(inverse, face.gradient(), face.derivative(), face.radius)
    if not all(-face.radius < lo and hi < face.radius for lo, hi in image):
        raise Rejected("inverse: the image of the box is not inside the box")
    if sum((lo + 2 * hi for lo, hi in image), Fraction(0)) != rational(witness["total"]):
        raise Rejected("total: differs from the sum re-computed here")
    low, high = (rational(x, "loss") for x in asserts["loss"])
    found = face.loss()
    if not (low <= found[0] and found[1] <= high):
        raise Rejected("loss: the loss on the box is not within these bounds")
    walls = " along its walls" if any(face.held) else ""
    return (
        f"within {data(asserts['radius'])} of the encoder {data(asserts['encoder'])[:200]} and decoder "
        f"{data(asserts['decoder'])[:200]} there is exactly one stationary point{walls}, up to the scale of neurons, with the pattern "
        f"{face.live} under {data(asserts['activation'])}; its loss lies in {data(asserts['loss'])}"
    )
