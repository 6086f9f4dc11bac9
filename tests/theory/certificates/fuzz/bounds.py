"""Second decisions about bounds of a loss: the best value that can be found must not lie below them."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
from scipy.optimize import minimize

from tests.theory.certificates.fuzz.matrices import decimal
from tests.theory.certificates.fuzz.operations import dot
from tests.theory.certificates.fuzz.points import SMALL, Problem, best_gain
from tests.theory.certificates.fuzz.values import need

STARTS = 30
FLOATING = 1e-9  # of the loss: what a minimum in floating point may lie below the true one


def code_relations(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """The exact distance of the targets from the span of the codes of many encoder rows is the least loss of any width."""
    p = Problem(asserts)
    if p.act["type"] != "relu":
        return p.sign(_spread_of_equals(p) - p.r.data(asserts["lower_bound"])) >= 0
    rng = random.Random(0)
    basis: list[list[Any]] = []  # orthogonal for the product weighted by M

    def weighted(x: list[Any], y: list[Any]) -> Any:
        return sum((m * a * b for m, a, b in zip(p.m, x, y, strict=True)), p.zero)

    def rest(x: list[Any]) -> list[Any]:
        for b in basis:
            c = weighted(x, b) / weighted(b, b)
            x = [a - c * y for a, y in zip(x, b, strict=True)]
        return x

    for _k in range(60 + 20 * p.n):
        row = [p.r.number(rng.randint(-6, 6)) for _ in p.w[0]]
        pre = [dot(p.r, row, w) for w in p.w]
        code = rest([x if p.sign(x) > 0 else p.zero for x in pre])
        if any(p.sign(x) != 0 for x in code):
            basis.append(code)
    least = sum((weighted(x, x) for x in (rest(list(column)) for column in zip(*p.v, strict=True))), p.zero)
    return p.sign(least - p.r.data(asserts["lower_bound"])) >= 0


def _spread_of_equals(p: Problem) -> Any:
    """What every function of the features loses: equal features share one output, at best the weighted mean of their targets."""
    lost = p.zero
    for d in range(p.n):
        for e in range(d):
            if all(p.sign(x - y) == 0 for x, y in zip(p.w[d], p.w[e], strict=True)):
                same = [f for f in range(p.n) if all(p.sign(x - y) == 0 for x, y in zip(p.w[d], p.w[f], strict=True))]
                gap = [x - y for x, y in zip(p.v[d], p.v[e], strict=True)]
                lost = lost + p.m[d] * p.m[e] * dot(p.r, gap, gap) / sum((p.m[f] for f in same), p.zero)
    return lost


def partition_bound(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """All partitions of the features, every set with the best activations of one neuron."""
    p = Problem({**asserts, "features_in": asserts["features_out"]})
    q = asserts["width"]
    need(type(q) is int and q > 0 and (q == 1 or (p.act["type"] == "topk" and p.act["k"] == 1)))
    norms = [decimal(m * dot(p.r, v, v)) for m, v in zip(p.m, p.v, strict=True)]
    gain = {s: best_gain(p, list(s)) for size in range(1, p.n + 1) for s in itertools.combinations(range(p.n), size)}
    most = max(sum((gain[tuple(s)] for s in parts), mpmath.mpf(0)) for parts in _partitions(list(range(p.n)), q))
    return sum(norms, mpmath.mpf(0)) - most >= decimal(p.r.data(asserts["lower_bound"])) - SMALL


def _partitions(features: list[int], q: int) -> list[list[list[int]]]:
    """Into at most q sets."""
    if not features:
        return [[]]
    first, out = features[0], []
    for parts in _partitions(features[1:], q):
        out += [[*parts[:k], [first, *part], *parts[k + 1 :]] for k, part in enumerate(parts)]
        out += [[[first], *parts]] if len(parts) < q else []
    return out


def branch_and_bound(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """The ridge loss with the best decoder, minimised over the encoder from many starts in floating point."""
    p = Problem(asserts)
    q, ridge = asserts["width"], Fraction(asserts["ridge"])
    need(p.act["type"] == "relu" and type(q) is int and q > 0 and ridge >= 0)
    w, v, m = (np.array(x, dtype=float) for x in (p.w, p.v, p.m))

    def loss(flat: Any) -> float:
        z = np.maximum(flat.reshape(q, -1) @ w.T, 0)
        gram = (z * m) @ z.T
        gram = gram + float(ridge) * np.diag(np.diag(gram))
        decoder = np.linalg.pinv(gram) @ (z * m) @ v
        return float((m * ((v - z.T @ decoder) ** 2).sum(1)).sum() + float(ridge) * ((decoder**2).sum(1) @ (z**2 @ m)))

    rng = np.random.default_rng(0)
    starts = rng.normal(size=(STARTS, q * w.shape[1]))
    ordered = sorted(starts, key=loss)[:5]
    least = min(float(minimize(loss, x, method="Nelder-Mead", options={"maxiter": 400}).fun) for x in ordered)
    return least + FLOATING * (1 + abs(least)) >= float(Fraction(asserts["lower_bound"]))
