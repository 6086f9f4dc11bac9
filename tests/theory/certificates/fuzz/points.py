"""Second decisions about points of a landscape, from values of the loss at exact points alone.

Nothing here differentiates: the loss is a polynomial of degree at most 4 on every piece, so that central differences are exact for
quadratics, and limits are read off at distances of 10^-30.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import mpmath

from tests.theory.certificates.fuzz.language import Reader
from tests.theory.certificates.fuzz.matrices import decimal, semidefinite, square
from tests.theory.certificates.fuzz.operations import code_loss, codes, dot, matmul, pattern_codes, transpose
from tests.theory.certificates.fuzz.values import need

NEAR = "1/" + "1" + "0" * 30
SMALL = mpmath.mpf(10) ** -20
PROBES = 40
Matrix = list[list[Any]]


class Problem:
    """Features, weights and activation; the loss and the supports of points."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        self.r = r = Reader({"field": asserts.get("field")})
        self.w = r.data(asserts["features_in"])
        self.v = self.w if asserts["features_out"] is None else r.data(asserts["features_out"])
        self.m, self.act = r.data(asserts["weights"]), r.data(asserts["activation"])
        self.n, self.zero = len(self.w), r.number(0)
        need(self.n == len(self.v) == len(self.m) and all(self.sign(x) > 0 for x in self.m))
        need(self.act["type"] in ("relu", "jumprelu", "topk") and self.act.get("theta", 0) >= 0)
        self.theta = r.number(str(self.act.get("theta", 0)))

    def sign(self, x: Any) -> int:
        return self.r.compare(x, self.zero)

    def loss(self, a: Matrix, d: Matrix) -> Any:
        return code_loss(self.r, codes(self.r, self.act, a, self.w), d, self.v, self.m)

    def support(self, a: Matrix) -> list[list[int]]:
        z = codes(self.r, self.act, a, self.w)
        return [[d for d in range(self.n) if self.sign(z[d][i]) > 0] for i in range(len(a))]

    def loss_on(self, pattern: list[list[int]], a: Matrix, d: Matrix) -> Any:
        """The loss of the piece of a pattern, continued to all encoders."""
        places = [[self.r.number(x) for x in on] for on in pattern]
        return code_loss(self.r, pattern_codes(self.r, places, a, self.w), d, self.v, self.m)

    def random(self, like: Matrix, rng: random.Random, size: Any) -> Matrix:
        return [[self.r.number(rng.randint(-9, 9)) * size / 9 for _ in row] for row in like]

    def full(self, a: Matrix, d: int) -> bool:
        """Top-k has no place left on a feature."""
        z = codes(self.r, self.act, a, self.w)
        return self.act["type"] == "topk" and sum(self.sign(x) > 0 for x in z[d]) == min(int(self.act["k"]), len(a))


def moved(a: Matrix, e: Matrix, s: Any) -> Matrix:
    return [[x + s * y for x, y in zip(p, q, strict=True)] for p, q in zip(a, e, strict=True)]


def units(a: Matrix) -> list[tuple[int, int, Matrix]]:
    """The matrices with one entry 1."""
    one, zero = Fraction(1), Fraction(0)
    shape = [(i, j) for i, row in enumerate(a) for j in range(len(row))]
    return [
        (i, j, [[one if (i, j) == (k, h) else zero for h in range(len(row))] for k, row in enumerate(a)])
        for i, j in shape
    ]


class Point(Problem):
    """An encoder and a decoder with the loss that is asserted."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        super().__init__(asserts)
        self.a, self.d = self.r.data(asserts["encoder"]), self.r.data(asserts["decoder"])
        self.at = self.loss(self.a, self.d)
        self.right = self.sign(self.at - self.r.data(asserts["loss"])) == 0

    def slope_of_decoder(self) -> bool:
        """Does the loss, a quadratic of the decoder, rise or fall along some entry?"""
        one = self.r.number(1)
        pairs = ((moved(self.d, e, one), moved(self.d, e, -one)) for _, _, e in units(self.d))
        return any(self.sign(self.loss(self.a, x) - self.loss(self.a, y)) != 0 for x, y in pairs)

    def slopes_of_encoder(self, pattern: list[list[int]]) -> Matrix:
        """The gradient of the piece by the encoder, on which the loss is quadratic."""
        one, out = self.r.number(1), [[self.zero for _ in row] for row in self.a]
        for i, j, e in units(self.a):
            up, down = (self.loss_on(pattern, moved(self.a, e, s), self.d) for s in (one, -one))
            out[i][j] = (up - down) / 2
        return out

    def falls_nearby(self, rng: random.Random, pattern: list[list[int]] | None = None) -> bool:
        """Is the loss smaller at one of some points nearby (with the same pattern, one block at a time, if one is given)?"""
        for k in range(PROBES):
            size = self.r.number(f"1/{10 ** (1 + k % 6)}")
            e, f = self.random(self.a, rng, size), self.random(self.d, rng, size)
            one, zero = self.r.number(1), self.zero
            for s, t in ((one, one), (one, zero), (zero, one)) if pattern is None else ((one, zero), (zero, one)):
                a, d = moved(self.a, e, s), moved(self.d, f, t)
                if (pattern is None or self.support(a) == pattern) and self.sign(self.loss(a, d) - self.at) < 0:
                    return True
        return False


def partial_minimum(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """No slope of the decoder; minus the slope of the encoder is a combination of walls; nothing smaller nearby."""
    p = Point(asserts)
    pattern = [sorted(on) for on in asserts["pattern"]]
    if not p.right or p.support(p.a) != pattern or p.slope_of_decoder():
        return False
    rest = [[-x / 2 for x in row] for row in p.slopes_of_encoder(pattern)]
    for i, e, mu in witness["multipliers"]:
        need(type(i) is int and type(e) is int and 0 <= i < len(p.a) and 0 <= e < p.n)
        value = p.r.data(mu)
        on_wall = p.sign(dot(p.r, p.a[i], p.w[e]) - p.theta) == 0
        need(p.sign(value) > 0 and on_wall and e not in pattern[i] and not p.full(p.a, e))
        rest[i] = [x - value * y for x, y in zip(rest[i], p.w[e], strict=True)]
    return all(p.sign(x) == 0 for row in rest for x in row) and not p.falls_nearby(random.Random(0), pattern)


def local_minimum(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The pattern is the same at all points nearby, the bound of every group by eigenvalues; nothing smaller nearby."""
    p, rng = Point(asserts), random.Random(0)
    pattern, near = p.support(p.a), p.r.number(NEAR)
    if not p.right or any(
        p.support(moved(p.a, p.random(p.a, rng, near), p.r.number(1))) != pattern for _ in range(PROBES)
    ):
        return False
    bound, served, neurons = p.zero, set[int](), list[int]()
    for group in witness["groups"]:
        on = pattern[group["neurons"][0]]
        need(all(pattern[i] == on for i in group["neurons"]) and bool(on) and not served & set(on))
        served, neurons = served | set(on), neurons + group["neurons"]
        weighted = [[p.m[d] * x for x in p.w[d]] for d in on]
        h, t = (matmul(p.r, transpose(weighted), [x[d] for d in on]) for x in (p.w, p.v))
        s = p.r.data(group["S"]) if "S" in group else [[p.zero] * len(h) for _ in h]
        level, hsh = p.r.data(group["t"]), matmul(p.r, matmul(p.r, h, s), h)
        n = matmul(p.r, t, transpose(t))
        size = range(len(h))
        gap = [[level * h[i][j] + hsh[i][j] - n[i][j] for j in size] for i in size]
        need(p.sign(level) >= 0 and semidefinite(square(s)) and semidefinite(square(gap)))
        bound = bound + sum(p.m[d] * dot(p.r, p.v[d], p.v[d]) for d in on) - len(group["neurons"]) * level
        bound = bound - sum(dot(p.r, s[i], h[i]) for i in size)
    need(sorted(neurons) == [i for i, on in enumerate(pattern) if on])
    bound = bound + sum((p.m[d] * dot(p.r, p.v[d], p.v[d]) for d in range(p.n) if d not in served), p.zero)
    return p.sign(bound - p.at) == 0 and not p.falls_nearby(rng)


def saddle(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The loss at distance 10^-30 along the line; no first-order change along random lines if it is said to be stationary."""
    p, s = Point(asserts), Fraction(NEAR)
    e, f = (p.r.data(witness[x]) for x in ("encoder_direction", "decoder_direction"))
    step, order, coefficient = p.r.number(NEAR), asserts["order"], decimal(p.r.data(witness["coefficient"]))
    need(type(order) is int and 1 <= order <= 4)

    def change(e: Matrix, f: Matrix, power: int) -> Any:
        difference = p.loss(moved(p.a, e, step), moved(p.d, f, step)) - p.at
        return decimal(difference) / (decimal(s) ** power)

    found = change(e, f, order)
    if not p.right or coefficient >= 0 or abs(found - coefficient) > SMALL * (1 + abs(coefficient)):
        return False
    rng = random.Random(0)
    lines = ((p.random(p.a, rng, p.r.number(1)), p.random(p.d, rng, p.r.number(1))) for _ in range(PROBES))
    return not asserts["stationary"] or all(abs(change(e, f, 1)) < SMALL for e, f in lines)


def monotone_path(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The loss at many points of every move, in order; the ends as asserted."""
    p = PathProblem(asserts)
    constant = asserts["change"] == "constant"
    need(constant or asserts["change"] == "nonincreasing")
    a, d = (p.r.data(asserts["start"][x]) for x in ("W_E", "W_D"))
    last = p.loss(a, d)
    if last != Fraction(asserts["start_loss"]):
        return False
    for move in witness["moves"]:
        e, f = ([[Fraction(0)] * len(row) for row in x] for x in (a, d))
        for part, i, vector in move:
            need(type(i) is int and 0 <= i < len(a) and i not in asserts.get("fixed", []))
            for c, x in enumerate(vector):
                place = (e, i, c) if part == "encoder" else (f, c, i)
                place[0][place[1]][place[2]] += Fraction(x)
        before = last
        for t in (*(Fraction(k, 40) for k in range(1, 40)), 1 - Fraction(NEAR), Fraction(1)):
            here = p.loss(moved(a, e, t), moved(d, f, t))
            if here > last:
                return False
            last = here
        if constant and last != before:
            return False
        a, d = moved(a, e, Fraction(1)), moved(d, f, Fraction(1))
    arrived = [p.r.data(asserts["end"][x]) for x in ("W_E", "W_D")] == [a, d]
    return arrived and last == Fraction(asserts["end_loss"])


class PathProblem(Problem):
    """Paths may also be about BatchTopK and negative thresholds."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        self.r = r = Reader({})
        self.w = r.data(asserts["features_in"])
        self.v = self.w if asserts["features_out"] is None else r.data(asserts["features_out"])
        self.m, self.act = r.data(asserts["weights"]), r.data(asserts["activation"])
        need(self.act["type"] in ("relu", "jumprelu", "topk", "batchtopk"))
        need(len(self.w) == len(self.v) == len(self.m) and min(self.m) > 0)


def region_infimum(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The loss at the limit and 10^-30 beyond it; nothing smaller among activations that the pattern allows; not attained."""
    p = Problem(asserts)
    pattern = [sorted(on) for on in asserts["pattern"]]
    flat = list(itertools.chain(*pattern))
    need(len(set(flat)) == len(flat) and (p.act["type"] == "relu" or (p.act["type"] == "topk" and p.act["k"] >= 2)))
    infimum, near = p.r.data(asserts["infimum"]), p.r.number(NEAR)
    limit, direction, d = (p.r.data(witness[x]) for x in ("limit", "direction", "decoder"))
    inside = moved(limit, direction, near)
    if p.sign(p.loss(limit, d) - infimum) != 0 or abs(decimal(p.loss(inside, d) - infimum)) > SMALL:
        return False
    if p.support(limit) != [sorted(on) for on in asserts["limit_pattern"]] or p.support(inside) != pattern:
        return False
    live = [on for on in pattern if on]
    if bound_by_supports(p, live) < decimal(infimum) - SMALL:
        return False
    nu = p.r.data(witness["bounds"][witness["neuron"]]["nu"])
    on, x = live[witness["neuron"]], p.r.data(witness["unattained"])
    form = [[(nu * p.m[c] if c == e else p.zero) - p.m[c] * p.m[e] * dot(p.r, p.v[c], p.v[e]) for e in on] for c in on]
    image = [p.sign(dot(p.r, row, x)) for row in form]
    return min(image) >= 0 and any(image)


def bound_by_supports(p: Problem, sets: list[list[int]]) -> Any:
    """The loss of the best activations ``z >= 0``, one neuron for each of some disjoint sets, with their best decoders."""
    norms = [decimal(m * dot(p.r, v, v)) for m, v in zip(p.m, p.v, strict=True)]
    return sum(norms, mpmath.mpf(0)) - sum((best_gain(p, on) for on in sets), mpmath.mpf(0))


def best_gain(p: Problem, on: list[int]) -> Any:
    """The largest ``z'DGDz / z'Dz`` with ``z >= 0``: at the top eigenvector of some subset, if that is positive."""
    best = mpmath.mpf(0)
    for size in range(1, len(on) + 1):
        for part in itertools.combinations(on, size):
            weights = [mpmath.sqrt(decimal(p.m[d])) for d in part]
            g = [
                [x * y * decimal(dot(p.r, p.v[c], p.v[d])) for d, y in zip(part, weights, strict=True)]
                for c, x in zip(part, weights, strict=True)
            ]
            values, vectors = mpmath.eigsy(mpmath.matrix(g))
            for k, value in enumerate(values):
                column = [vectors[i, k] for i in range(size)]
                sign = mpmath.sign(sum(column))
                if value > best and all(sign * x > -SMALL for x in column):
                    best = value
    return best
