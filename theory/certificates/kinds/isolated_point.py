r"""On a small slice of a face of the landscape there is exactly one point that is stationary along the face.

A *face* gives every neuron i the features ``F_i`` that it copies and the features ``H_i`` on which its pre-activation is held
at zero (relu and topk; none for jumprelu); on all other features it is strictly off.  The *slice* is ``a_i = c_i + sum_j t_ij
b_ij`` with ``|t_ij| <= rho`` and ``|u_i - u_i^0|_max <= rho``, for rational ``c_i`` and ``b_ij`` whose values on F_i are a basis of
``{(a.w_d)_d in F_i : a.w_e = 0, e in H_i}``.  Interval arithmetic shows that everywhere on the slice the activation copies
exactly F_i (a feature whose pre-activation reaches the threshold is neither off nor held, and rejected), so that the loss there is
the polynomial ``sum_d M_d |v_d - sum_{i : d in F_i} u_i (a_i.w_d)|^2``.

Let G be its gradient in the variables t and u, J the enclosure of its derivative over the box X, A a matrix.  If
``-A G(0) + (I - A J) (X - 0)`` lies inside X, then G has exactly one zero in X (Krawczyk 1969; Moore 1977).  There the derivative
along a_i itself vanishes too, as ``(a_i, u_i) -> (s a_i, u_i / s)`` leaves the loss as it is, and so do those along the ``n_i`` in
the face that no feature of F_i sees, on which the loss does not depend.  So the gradient within the face is zero, and with no held
features the whole gradient.

The point is not alone in the face: rows scaled by s_i > 0 (columns by 1/s_i) and moved by such n_i are as stationary.  Nearby there
are no others, for every row of the face near ``a_i`` is of this form with a row of the slice.  They are a manifold of *dimension*
m + sum_i (p - rank of the features in F_i and H_i), m the number of neurons.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation``, ``pattern`` and ``held`` (lists of features
per neuron), ``encoder`` (rows c_i), ``directions`` (per neuron the list of b_ij), ``decoder`` (r x m, the columns u_i^0), ``radius`` (rho),
``dimension``, ``loss`` ([lo, hi], contains the loss of the point), optional ``means``; all rational
witness: ``inverse``: A; ``total``: lower plus twice the upper ends of the image, summed, so that every number counts
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.points.boxes import Interval, add, around, contract, minus, scaled, times
from theory.certificates.points.network import PROBLEM, Data, problem_in_words
from theory.certificates.statement import items, only, rational_matrix, whole
from theory.certificates.work import row_operation, spend

MAX_VARIABLES = 60
ZERO: Interval = (Fraction(0), Fraction(0))


class Face:
    """The problem, the face and the box, with enclosures of everything on it."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        self.problem = p = Data(asserts)
        if "field" in asserts:
            raise Rejected("field: only rational numbers here")
        self.centre = rational_matrix(asserts["encoder"], "encoder", p.p)
        self.m = len(self.centre)
        decoder = rational_matrix(items(asserts["decoder"], "decoder", p.r), "decoder", self.m)
        self.columns = [[row[i] for row in decoder] for i in range(self.m)]
        self.live, self.held = (p.pattern(asserts[x], self.m, x) for x in ("pattern", "held"))
        if any(set(on) & set(off) for on, off in zip(self.live, self.held, strict=True)):
            raise Rejected("held: a feature is copied and held at zero")
        self.radius = rational(asserts["radius"], "radius")
        if self.radius <= 0:
            raise Rejected("radius: must be positive")
        self.directions = [
            rational_matrix(rows, "directions", p.p) if items(rows, "directions") else []
            for rows in items(asserts["directions"], "directions", self.m)
        ]
        self.dimension = self.m + sum(self._spans_face(i) for i in range(self.m))
        side = (-self.radius, self.radius)
        self.size = sum(len(rows) + p.r for rows in self.directions)
        if not 0 < self.size <= MAX_VARIABLES:
            raise Rejected(f"{self.size} variables (1 to {MAX_VARIABLES})")
        # the ways of pre-activations along the directions, then their enclosures
        self.ways = [[[dot(b, w) for w in p.w] for b in rows] for rows in self.directions]
        self.at = [[dot(c, w) for w in p.w] for c in self.centre]
        self.pre: list[list[Interval]] = [
            [add(around(self.at[i][d]), *(scaled(way[d], side) for way in self.ways[i])) for d in range(p.n)]
            for i in range(self.m)
        ]
        self.u: list[list[Interval]] = [[(x - self.radius, x + self.radius) for x in u] for u in self.columns]

    def _spans_face(self, i: int) -> int:
        """c_i and the b_ij see no held feature, and on the live features they are a basis of what rows of the face give.

        Returns the dimension of the rows that neither live nor held features see.
        """
        w, rows, held, live = self.problem.w, [self.centre[i], *self.directions[i]], self.held[i], self.live[i]
        if any(dot(row, w[e]) for row in rows for e in held):
            raise Rejected(f"directions: neuron {i} leaves a wall")
        seen = [[dot(row, w[d]) for d in live] for row in rows]
        both = _rank([w[e] for e in (*held, *live)])
        if _rank(seen) < len(rows) or len(rows) != both - _rank([w[e] for e in held]):
            raise Rejected(f"directions: the row and the directions of neuron {i} are no basis of its face")
        return self.problem.p - both

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
            if any(self.pre[i][d][1] >= level for i in off):
                raise Rejected(f"pattern: a neuron is not strictly off for feature {d} everywhere on the box, nor held")

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
            pull = {d: p.m[d] * dot(self.columns[i], residual[d]) for d in self.live[i]}
            out += [-2 * dot([pull[d] for d in self.live[i]], [way[d] for d in self.live[i]]) for way in self.ways[i]]
            pushed = [p.m[d] * self.at[i][d] for d in self.live[i]]
            out += [-2 * dot(pushed, [residual[d][c] for d in self.live[i]]) for c in range(p.r)]
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


def _rank(rows: list[list[Fraction]]) -> int:
    rest, rank = [list(row) for row in rows], 0
    for column in range(len(rest[0]) if rest else 0):
        spend(1 + len(rest))
        place = next((k for k, row in enumerate(rest) if row[column]), None)
        if place is None:
            continue
        pivot = rest.pop(place)
        rank += 1
        for k, row in enumerate(rest):
            if row[column]:
                row_operation(row, pivot)
                factor = row[column] / pivot[column]
                rest[k] = [x - factor * y for x, y in zip(row, pivot, strict=True)]
    return rank


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    face_of = {"pattern", "held", "encoder", "directions", "decoder", "radius", "dimension", "loss"}
    only(asserts, PROBLEM | face_of, {"means"})
    only(witness, {"inverse", "total"}, set(), "witness")
    face = Face(asserts)
    if whole(asserts["dimension"], 0, 10**6, "dimension") != face.dimension:
        raise Rejected(f"dimension: it is {face.dimension}")
    face.check_pattern()
    inverse = rational_matrix(items(witness["inverse"], "inverse", face.size), "inverse", face.size)
    image = contract(inverse, face.gradient(), face.derivative(), face.radius)
    if not all(-face.radius < lo and hi < face.radius for lo, hi in image):
        raise Rejected("inverse: the image of the box is not inside the box")
    if total(x for lo, hi in image for x in (lo, hi, hi)) != rational(witness["total"], "total"):
        raise Rejected("total: differs from the sum re-computed here")
    low, high = (rational(x, "loss") for x in items(asserts["loss"], "loss", 2))
    found = face.loss()
    if not (low <= found[0] and found[1] <= high):
        raise Rejected("loss: the loss on the box is not within these bounds")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    m, held = len(asserts["encoder"]), any(asserts["held"])
    stationary = "stationary along the face with these held features" if held else "stationary"
    names = ("encoder", "directions", "decoder", "radius", "pattern", "held", "loss")
    return (
        f"exactly one point of the slice (rows: encoder + combinations of the directions with coefficients up to the radius, "
        f"columns: within the radius of the decoder) is {stationary}, and its loss lies within loss; near it the points that are "
        f"{stationary} with the same pattern are a manifold of dimension {asserts['dimension']}, of which {m} for the scales of "
        f"the neurons and the rest for rows moved as no live or held feature sees: {problem_in_words(asserts, *names)}"
    )
