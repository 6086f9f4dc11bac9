r"""Theorem 3.1 for finite laws in the typed language: outcomes w with probabilities P_w and inputs x_w, any homogeneous activation.

Abbreviations: A_w the active features, e_w the squared error, M_d the second moment of x_d where only d is active.
"""

from __future__ import annotations

from collections.abc import Callable

from theory.sdl.formal import D, E, V, W
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    binomial,
    both,
    cardinal,
    column,
    cond,
    family,
    for_all,
    implies,
    indicator,
    listed,
    maps,
    norm2,
    scalar,
    size,
    subset,
    those,
    total,
    var,
    vec,
)

P, x = var("P", family("N", SCALAR)), var("x", family("N", vec("n")))
sigma = var("sigma", maps(vec("q"), vec("q")))
S, C = var("rate", SCALAR, "S"), var("C", SCALAR)
active, error, moment = var("A", family("N", subset("n"))), var("e", family("N", SCALAR)), var("M", family("n", SCALAR))


def probability(event: Callable[[Expr], Expr]) -> Expr:
    """The probability of an event."""
    return total("N", lambda w: P[w] * indicator(event(w)), "w")


def code(z: Expr) -> Expr:
    """What the network makes of a pre-activation input."""
    return D @ sigma(E @ z)


def several(w: Expr) -> Expr:
    """Two or more features are active."""
    return cardinal(active[w]) >= 2


true_loss = total("N", lambda w: P[w] * error[w], "w")
single_loss = total("n", lambda d: moment[d] * norm2(column(V, d) - code(column(W, d))), "d")
remainder = total("N", lambda w: P[w] * cond(several(w), error[w], 0), "w")
ABBREVIATIONS = (
    (active, listed("N", lambda w: those("n", lambda d: x[w][d] > 0, "d"), "w")),
    (error, listed("N", lambda w: norm2(V @ x[w] - code(W @ x[w])), "w")),
    (
        moment,
        listed(
            "n",
            lambda d: total(
                "N", lambda w: P[w] * cond(active[w] == those("n", lambda k: k == d, "k"), x[w][d] ** 2, 0), "w"
            ),
            "d",
        ),
    ),
)
LAW = both(for_all("N", lambda w: P[w] >= 0, "w"), total("N", lambda w: P[w], "w") == 1)
HOMOGENEOUS = for_all(
    SCALAR, lambda t: for_all(vec("q"), lambda z: implies(t > 0, sigma(t * z) == t * sigma(z)), "z"), "t"
)


def _pair(i: Expr, j: Expr) -> Expr:
    together = probability(lambda w: both(x[w][i] > 0, x[w][j] > 0))
    return implies(i != j, together <= probability(lambda w: x[w][i] > 0) * probability(lambda w: x[w][j] > 0))


PAIRS = for_all("n", lambda i: for_all("n", lambda j: _pair(i, j), "j"))

REPAIRED = TypedStatement(
    "N n p q r",
    (P, x, W, V, E, D, sigma, S, C),
    {
        "law": LAW,
        "nonnegative-inputs": for_all("N", lambda w: for_all("n", lambda d: x[w][d] >= 0, "d"), "w"),
        "homogeneous-activation": HOMOGENEOUS,
        "sparse": for_all("n", lambda d: probability(lambda w: x[w][d] > 0) <= 1 - S, "d"),
        "pairwise-independent-activity": PAIRS,
    },
    both(
        true_loss - single_loss >= 0,
        true_loss - single_loss == remainder,
        implies(for_all("N", lambda w: error[w] <= C, "w"), true_loss - single_loss <= C * probability(several)),
        probability(several) <= scalar(binomial(size("n"), 2)) * (1 - S) ** 2,
    ),
    ABBREVIATIONS,
)
