"""The published construction: the encoder rows are the input features, the decoder columns the output features, zeros beyond.

Legend: ``W_E = [w_1; ..; w_n; 0]``, ``W_D = [v_1 .. v_n 0]`` for a width q >= n; ``M`` is the largest signed inner product of two input
features (-1 for a single one), ``M_r`` the same for the output features; ``at_star`` is the loss there, ``weight`` the sum of the M_d.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import Matrix, data_of, report
from theory.claims import Certificate, InstanceReport
from theory.evidence import derivation, implication, relation, term
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    either,
    for_all,
    listing,
    loss,
    maximum_over,
    names,
    norm2,
    op,
    positive_part,
    span,
    total,
    transpose,
)
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
activation, w_p, w_r, m, q, k = names("activation w_p w_r m q k")
n, W_E, W_D, M, M_r, at_star, weight, code = names("n W_E W_D M M_r at_star weight code")


def _largest(vectors: Expression) -> Expression:
    return maximum_over(
        span(n),
        lambda i: maximum_over(span(n), lambda j: op("if", i == j, -1, dot(vectors[i], vectors[j])), "j"),
        "i",
    )


def _padded(vectors: Expression) -> Expression:
    zero = listing(span(op("length", vectors[0])), lambda _: 0, "c")
    return op("append", vectors, listing(span(q - n), lambda _: zero, "b"))


STAR: dict[str, Any] = {
    "n": op("length", w_p),
    "W_E": _padded(w_p),
    "W_D": transpose(_padded(w_r)),
    "M": _largest(w_p),
    "M_r": _largest(w_r),
    "weight": total(m, lambda x: x, "x"),
}
LET: dict[str, Any] = {
    **STAR,
    "code": codes(activation, W_E, w_p),
    "at_star": loss(activation, W_E, W_D, w_p, w_r, m),
}
UNIT = for_all(w_p, lambda w: norm2(w) == 1, "w")
WIDE = q >= n
SHORT_TARGETS = for_all(w_r, lambda v: norm2(v) <= 1, "v")
WEIGHTS = for_all(m, lambda x: x >= 0, "x")
SELECTIVE = for_all(
    span(n),
    lambda d: for_all(span(q), lambda i: either(code[d, i] == 0, code[d, i] == dot(W_E[i], w_p[d])), "i"),
    "d",
)
DISTINCT = M < 1

PUBLISHED = Statement(
    ("activation", "w_p", "w_r", "m", "q"),
    {
        "unit-features": UNIT,
        "at-least-two": n >= 2,
        "distinct": DISTINCT,
        "weights": for_all(m, lambda x: x > 0, "x"),
        "wide": WIDE,
        "selective-activation": SELECTIVE,
    },
    at_star <= n**2 * M**2 * weight,
    LET,
)


def sharp_bound(size: Expression) -> Expression:
    """``(k-1) M_+^2 (1 + (k-2)_+ (M_r)_+)`` times the total weight."""
    return (size - 1) * positive_part(M) ** 2 * (1 + positive_part(size - 2) * positive_part(M_r)) * weight


REPAIRED = Statement(
    ("activation", "w_p", "w_r", "m", "q", "k"),
    {
        "wide": WIDE,
        "weights": WEIGHTS,
        "short-targets": SHORT_TARGETS,
        "own-neuron-passes-one": for_all(span(n), lambda d: code[d, d] == 1, "d"),
        "copies-positive-values": both(SELECTIVE, for_all(code, lambda z: for_all(z, lambda y: y >= 0, "y"), "z")),
        "at-most-k-copied": both(k >= 1, k <= n, for_all(code, lambda z: op("length", op("support", z)) <= k, "z")),
    },
    both(at_star <= sharp_bound(k), sharp_bound(k) <= (n - 1) ** 2 * positive_part(M) ** 2 * weight),
    LET,
)


def single_term(*, bound: Any = 1) -> Certificate:
    """``0 <= z <= mu``, ``0 <= g <= 1`` give ``z^2 g <= mu^2`` (g stands for |v_j|^2)."""
    z, mu, g = names("z mu g")
    return implication(
        "z mu g",
        assume=[relation(z, ">="), relation(mu - z, ">="), relation(mu, ">="), relation(1 - g, ">=")],
        conclude=relation(bound * mu**2 - z**2 * g, ">="),
        by=derivation(term(1, use=(1, 2)), term(1, use=(1, 0)), term(1, square=z, use=(3,))),
        means="one interfering neuron adds at most mu^2",
    )


def mixed_term() -> Certificate:
    """``0 <= z, y <= mu``, ``g <= rho``, ``rho >= 0`` give ``z y g <= mu^2 rho`` (g stands for <v_j, v_l>)."""
    z, y, mu, g, rho = names("z y mu g rho")
    return implication(
        "z y mu g rho",
        assume=[relation(e, ">=") for e in (z, y, mu, mu - z, mu - y, rho, rho - g)],
        conclude=relation(mu**2 * rho - z * y * g, ">="),
        by=derivation(term(1, use=(0, 1, 6)), term(1, use=(5, 2, 3)), term(1, use=(5, 0, 4))),
        means="two interfering neurons add at most mu^2 rho",
    )


def more_is_worse(*, at_least: int = 1) -> Certificate:
    """``0 <= t <= s``, ``s >= 1``, ``rho >= 0``: ``t + t(t-1) rho <= s + s(s-1) rho``."""
    t, s, rho = names("t s rho")
    return implication(
        "t s rho",
        assume=[relation(t, ">="), relation(s - t, ">="), relation(s - at_least, ">="), relation(rho, ">=")],
        conclude=relation(s + s * (s - 1) * rho - t - t * (t - 1) * rho, ">="),
        by=derivation(term(1, use=(1,)), term(1, use=(3, 1, 2)), term(1, use=(3, 1, 0))),
        means="the bound grows with the number of interfering neurons",
    )


def coarse() -> Certificate:
    """``s (1 + (s-1) rho) <= s^2`` for s >= 1 and rho <= 1."""
    s, rho = names("s rho")
    return implication(
        "s rho",
        assume=[relation(s - 1, ">="), relation(1 - rho, ">="), relation(s, ">=")],
        conclude=relation(s**2 - s * (1 + (s - 1) * rho), ">="),
        by=derivation(term(1, use=(2, 0, 1))),
        means="never more than (k-1)^2 M_+^2",
    )


def equiangular(size: int, slope: Fraction) -> tuple[Matrix, Fraction]:
    """n rational unit vectors ``a e_i + b 1`` with equal inner products, and that inner product.

    ``a^2 + 2ab + n b^2 = 1`` is a conic through (a, b) = (1, 0); the line with direction (-slope, 1) meets it once more.
    """
    b = 2 * (slope - 1) / (slope**2 - 2 * slope + size)
    a = 1 - slope * b
    return [[b + (a if i == j else 0) for j in range(size)] for i in range(size)], b * (2 * a + size * b)


def angles(size: int, count: int) -> list[tuple[Matrix, Fraction]]:
    """``count`` equiangular systems with different inner products strictly between 0 and 1."""
    found: list[tuple[Matrix, Fraction]] = []
    for numerator in range(9, 200):
        vectors, cosine = equiangular(size, F(numerator, 8))
        if 0 < cosine < 1 and all(cosine != c for _, c in found):
            found.append((vectors, cosine))
        if len(found) == count:
            break
    return found


def largest_inner_product(vectors: Matrix) -> Fraction:
    """The largest signed inner product of two different vectors of the list, -1 if there is only one."""
    pairs = ((i, j) for i in range(len(vectors)) for j in range(i))
    inner = (sum((a * b for a, b in zip(vectors[i], vectors[j], strict=True)), F(0)) for i, j in pairs)
    return max(inner, default=F(-1))


def on_instance(statement: Statement, problem: Problem, **extra: Any) -> InstanceReport:
    """Decide a statement about the construction on a user's problem."""
    assignment = {**data_of(problem), "q": problem.width, **extra}
    assignment = {name: assignment[name] for name in statement.variables}
    if problem.width < problem.n:
        return InstanceReport("hypothesis-fails", "the construction needs width >= n")
    return report(statement, assignment, "the construction W_E = features, W_D = output features", field=problem.field)
