"""Laws of sparse inputs with finitely many values, and the two losses that Theorem 3.1 compares.

Legend: ``inputs`` are the possible x (each of length n, entries >= 0), ``probabilities`` theirs; the network reads
``W_p x = sum_d x_d w_d`` and should write ``W_r x``; ``errors`` are the squared errors e(x); ``true_loss`` is L = E[e(x)];
``single_loss`` is the single-feature loss; N is the number of active features.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import Matrix, Vector, squared_distance, times
from theory.formal import (
    Expression,
    absolute,
    binomial,
    both,
    dot,
    for_all,
    implies,
    listing,
    loss,
    matvec,
    maximum_over,
    names,
    norm2,
    op,
    scale,
    sigma,
    span,
    total,
    transpose,
)
from theory.sdl.activations import Activation
from theory.statement import Statement

VARIABLES = ("activation", "w_p", "w_r", "W_E", "W_D", "inputs", "probabilities", "S")
activation, w_p, w_r, W_E, W_D, inputs, probabilities, S = names(" ".join(VARIABLES))
n, outcomes, errors, active, occurrence, true_loss, C = names("n outcomes errors active occurrence true_loss C")
m, single_loss, several, remainder = names("m single_loss several remainder")


def choose(test: Any, yes: Any, no: Any) -> Expression:
    """``yes`` where the test is true, else ``no``."""
    return op("if", test, yes, no)


def probability(event: Any) -> Expression:
    """The probability of an event given as a function of the number k of the outcome."""
    return total(span(outcomes), lambda k: choose(event(k), probabilities[k], 0), "k")


def expectation(value: Any) -> Expression:
    """The expectation of a function of the number k of the outcome."""
    return total(span(outcomes), lambda k: probabilities[k] * value(k), "k")


def squared_error(x: Expression) -> Expression:
    """``|W_r x - W_D sigma(W_E W_p x)|^2``."""
    code = sigma(activation, matvec(W_E, matvec(transpose(w_p), x)))
    return norm2(matvec(transpose(w_r), x) - matvec(W_D, code))


COMMON: dict[str, Any] = {
    "n": op("length", w_p),
    "outcomes": op("length", inputs),
    "errors": listing(inputs, squared_error, "x"),
    "active": listing(inputs, lambda x: op("support", x), "x"),
    "occurrence": listing(span(n), lambda d: probability(lambda k: inputs[k, d] > 0), "d"),
    "true_loss": dot(probabilities, errors),
    "C": maximum_over(errors, lambda e: e, "e"),
}


def _alone(k: Expression, d: Expression) -> Expression:
    return for_all(span(n), lambda j: op("or", j == d, inputs[k, j] == 0), "j")


def _mean_square_if_active(d: Expression) -> Expression:
    square = expectation(lambda k: inputs[k, d] ** 2)
    return choose(occurrence[d] == 0, 0, square / choose(occurrence[d] == 0, 1, occurrence[d]))


LITERAL_WEIGHTS = listing(span(n), lambda d: probability(lambda k: _alone(k, d)) * _mean_square_if_active(d), "d")
ACTIVE_ALONE_WEIGHTS = listing(
    span(n),
    lambda d: probability(lambda k: op("and", inputs[k, d] > 0, _alone(k, d))) * _mean_square_if_active(d),
    "d",
)
REPAIRED_WEIGHTS = listing(span(n), lambda d: expectation(lambda k: choose(_alone(k, d), inputs[k, d] ** 2, 0)), "d")


def losses(weights: Expression) -> dict[str, Any]:
    """All abbreviations, with the given weights M_d of the single features."""
    return {
        **COMMON,
        "m": weights,
        "single_loss": loss(activation, W_E, W_D, w_p, w_r, m),
        "several": probability(lambda k: op("length", active[k]) >= 2),
        "remainder": expectation(lambda k: choose(op("length", active[k]) >= 2, errors[k], 0)),
    }


LAW = both(total(probabilities, lambda q: q, "q") == 1, for_all(probabilities, lambda q: q > 0, "q"))
NONNEGATIVE = for_all(inputs, lambda x: for_all(x, lambda y: y >= 0, "y"), "x")
SPARSE = both(S >= 0, S <= 1, for_all(occurrence, lambda q: q <= 1 - S, "q"))
UNIT = for_all(w_p, lambda w: norm2(w) == 1, "w")
HOMOGENEOUS = for_all(
    span(outcomes),
    lambda k: implies(
        op("length", active[k]) <= 1,
        for_all(
            span(n),
            lambda d: implies(
                _alone(k, d),
                sigma(activation, scale(inputs[k, d], matvec(W_E, w_p[d])))
                == scale(inputs[k, d], sigma(activation, matvec(W_E, w_p[d]))),
            ),
            "d",
        ),
    ),
    "k",
)


def _both_active(i: Expression, j: Expression) -> Expression:
    return probability(lambda k: op("and", inputs[k, i] > 0, inputs[k, j] > 0))


PAIRS = for_all(
    span(n),
    lambda i: for_all(span(i), lambda j: _both_active(i, j) <= occurrence[i] * occurrence[j], "j"),
    "i",
)

PUBLISHED = Statement(
    VARIABLES,
    {
        "law": LAW,
        "nonnegative-inputs": NONNEGATIVE,
        "unit-features": UNIT,
        "sparse": SPARSE,
        "very-sparse": (1 - S) * n <= 1,
    },
    absolute(true_loss - single_loss) <= n**2 * C * (1 - S) ** 2,
    losses(LITERAL_WEIGHTS),
)
REPAIRED = Statement(
    VARIABLES,
    {
        "law": LAW,
        "nonnegative-inputs": NONNEGATIVE,
        "sparse": SPARSE,
        "homogeneous-activation": HOMOGENEOUS,
        "pairwise-independent-activity": PAIRS,
    },
    both(
        single_loss <= true_loss,
        true_loss - single_loss == remainder,
        remainder <= C * several,
        several <= binomial(n, 2) * (1 - S) ** 2,
    ),
    losses(REPAIRED_WEIGHTS),
)


def product_law(marginals: list[list[tuple[Any, Any]]]) -> dict[str, Any]:
    """The law of independent coordinates, each given as (value, probability) pairs."""
    points: Matrix = []
    chances: Vector = []
    for combination in itertools.product(*marginals):
        chance = Fraction(1)
        for _, q in combination:
            chance *= Fraction(q)
        points.append([Fraction(value) for value, _ in combination])
        chances.append(chance)
    return {"inputs": points, "probabilities": chances}


def random_marginal(rng: random.Random, largest: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Zero, and one or two positive magnitudes of total probability at most ``largest``."""
    chance = largest * Fraction(rng.randint(1, 6), 6)
    first, second = Fraction(rng.randint(1, 4), 2), Fraction(rng.randint(5, 9), 2)
    if rng.random() < 0.5:
        return [(Fraction(0), 1 - chance), (first, chance)]
    return [(Fraction(0), 1 - chance), (first, chance / 3), (second, 2 * chance / 3)]


def direct_losses(
    sigma_: Activation, w: Matrix, v: Matrix, encoder: Matrix, decoder: Matrix, law: dict[str, Any]
) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """``(L, L~, C, Pr(N >= 2))`` by direct summation in Python, independent of the statement language."""
    columns_w, columns_v = (list(map(list, zip(*a, strict=True))) for a in (w, v))

    def error(x: Vector) -> Fraction:
        code = sigma_.exact(times(encoder, times(columns_w, x)))
        return squared_distance(times(columns_v, x), times(decoder, code))  # type: ignore[arg-type]

    true = single = worst = more = Fraction(0)
    for x, q in zip(law["inputs"], law["probabilities"], strict=True):
        e, on = error(x), [d for d, y in enumerate(x) if y > 0]
        true, worst = true + q * e, max(worst, e)
        if len(on) == 1:
            code = sigma_.exact(times(encoder, w[on[0]]))
            single += q * x[on[0]] ** 2 * squared_distance(v[on[0]], times(decoder, code))  # type: ignore[arg-type]
        more += q if len(on) >= 2 else 0
    return true, single, worst, more
