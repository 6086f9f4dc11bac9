r"""The best loss need not be attained: an autoencoder whose infimum 2/5 no parameters reach.

Three features, two ReLU neurons, ``<w_1, w_2> = -3/5``: the best two-dimensional code uses the direction (1, -1, 0), which no nonnegative
code has.  Two neurons with codes (t, 0, 1) and (0, t, 1) have it as their difference; as t falls to 0 the decoder grows like 1/t and
the loss falls to 2/5.  Training follows such a valley for ever, so "the global minimum" of a published theorem may not exist.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import loss, weighted
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    cond,
    dot,
    exists,
    for_all,
    index,
    listed,
    mat,
    ordinal,
    tabulate,
    var,
)
from theory.typed.expression import lift

F = Fraction
INFIMUM = F(2, 5)
FEATURES = ((F(1), F(0), F(0)), (F(-3, 5), F(4, 5), F(0)), (F(0), F(0), F(1)))
W, Z = var("W", mat("p", 3), "W_p"), var("Z", mat(2, 3))
D, E, t = var("D", mat("p", 2), "W_D"), var("E", mat(2, "p"), "W_E"), var("t", SCALAR)
ONES = listed(3, lambda d: lift(1), "d")
w1, w2, w3 = (column(W, Expr("index", (), index(3), d)) for d in range(3))


def loss_at(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss of the autoencoder."""
    return loss(decoder, encoder, W, W, ONES)


# preactivations (t, 0, 1) and (0, t, 1), by the dual basis; columns h / t and w_3 - h / t with h = (w_1 - w_2) / 2
NEAR_E = tabulate(
    2,
    "p",
    lambda i, k: cond(
        ordinal(i) == 1,
        t * (F(25, 16) * w1[k] + F(15, 16) * w2[k]) + w3[k],
        t * (F(15, 16) * w1[k] + F(25, 16) * w2[k]) + w3[k],
    ),
    "i k",
)
NEAR_D = tabulate(
    "p",
    2,
    lambda k, i: cond(ordinal(i) == 1, (w1[k] - w2[k]) / (2 * t), w3[k] - (w1[k] - w2[k]) / (2 * t)),
    "k i",
)
BETTER = exists(D.type, lambda d: exists(E.type, lambda e: loss_at(d, e) < loss_at(D, E), "E1"), "D1")
COLUMNS = [list(row) for row in zip(*FEATURES, strict=True)]
T = Theorem(
    id="sdl.infimum-not-attained",
    title="The least loss of an autoencoder need not be attained",
    says=r"""
        For the ReLU autoencoder with three unit features, $\langle w_1, w_2 \rangle = -\frac35$ and $w_3$ orthogonal to both, equal
        weights 1 and two neurons, $\tilde L(W_D, W_E) > \frac25$ for all parameters, indeed $\|W_p - W_D Z\|^2 > \frac25$ for all
        nonnegative codes $Z$, and for every $t > 0$ there are parameters with $\tilde L = \frac25 + t^2$. Hence $\inf \tilde L =
        \frac25$ and no global minimum exists: every network can be improved.""",
    source=Source(
        locator="The collision of two neurons", ours=True, note="on the global minima of Theorems 3.3 and 3.4"
    ),
    kind="existence",
    sizes="p",
    about=(W, Z, D, E, t),
    given={
        "features": Given(
            r"$\|w_d\| = 1$, $\langle w_1, w_2 \rangle = -\frac35$, $\langle w_1, w_3 \rangle = \langle w_2, w_3 \rangle = 0$",
            both(
                dot(w1, w1) == 1,
                dot(w2, w2) == 1,
                dot(w3, w3) == 1,
                dot(w1, w2) == F(-3, 5),
                dot(w1, w3) == 0,
                dot(w2, w3) == 0,
            ),
            fails={"W": [[1, 1, 0], [0, 0, 0], [0, 0, 1]], "D": [[1, 0], [0, 0], [0, 1]], "Z": [[1, 1, 0], [0, 0, 1]]},
        ),
        # a linear network has the codes (1, -1, 0) and (0, 0, 1)
        "nonnegative-codes": Given(
            r"$Z \ge 0$",
            for_all(2, lambda i: for_all(3, lambda d: Z[i, d] >= 0, "d"), "i"),
            fails={"Z": [[1, -1, 0], [0, 0, 1]], "D": [[F(4, 5), 0], [F(-2, 5), 0], [0, 1]]},
        ),
        # for a negative step the two codes are negative, and ReLU makes them 0
        "positive-step": Given(r"$t > 0$", t > 0, fails={"t": -1}),
    },
    then=both(
        weighted(W - D @ Z, ONES) > INFIMUM,
        loss_at(D, E) > INFIMUM,
        loss_at(NEAR_D, NEAR_E) == INFIMUM + t**2,
        BETTER,
    ),
    example={
        **{"p": 3, "W": COLUMNS, "Z": [[1, 0, 0], [0, 1, 0]], "D": [[1, F(-3, 5)], [0, F(4, 5)], [0, 0]]},
        **{"E": [[1, 0, 0], [0, 1, 0]], "t": F(1, 10)},
    },
    remark="Theorems that speak of the global minimum of the loss need the hypothesis that there is one, or an infimum.",
)
T.wrongly("larger-infimum", "the loss is always above 1/2", loss_at(NEAR_D, NEAR_E) > F(1, 2))
T.wrongly("wrong-rate", "the family has the loss 2/5 + t", loss_at(NEAR_D, NEAR_E) == INFIMUM + t)
T.wrongly(
    "closed-codes",
    "two codes of opposite sign are above 2/5 as well",
    weighted(W - D @ Z, ONES) > INFIMUM,
    without="nonnegative-codes",
    **{"Z": [[1, -1, 0], [0, 0, 1]], "D": [[F(4, 5), 0], [F(-2, 5), 0], [0, 1]]},
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def network(t: Fraction) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
    """Encoder and decoder with codes (t, 0, 1), (0, t, 1) and loss 2/5 + t^2."""
    encoder = [[t, 3 * t / 4, F(1)], [F(0), 5 * t / 4, F(1)]]
    half = [(a - b) / 2 / t for a, b in zip(FEATURES[0], FEATURES[1], strict=True)]
    return encoder, [[h, c - h] for h, c in zip(half, FEATURES[2], strict=True)]


def examples(budget: Budget) -> Evidence:
    """Random encoders with their exact best decoders, and the family at random t."""
    rng, count = random.Random(budget.seed), budget.pick(quick=150, full=2000)
    problem = Problem.sae(FEATURES, activation=Activation("relu"), width=2)
    violations = 0
    for _ in range(count):
        encoder = [[F(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(3)] for _ in range(2)]
        decoder = _best_decoder(problem.codes(encoder))
        violations += decoder is not None and problem.loss(encoder, decoder) <= INFIMUM
        t = F(1, rng.randint(1, 10**6))
        violations += problem.loss(*network(t)) != INFIMUM + t * t
    numbers = {"examples": 2 * count, "seed": budget.seed, "violations": int(violations)}
    text = "Exact losses of random encoders with their best decoders, and of the family."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def _best_decoder(z: Sequence[Sequence[Any]]) -> list[list[Any]] | None:
    """Least squares by Cramer's rule; None when the two neurons have dependent codes."""
    a, b, c = (sum(row[i] * row[j] for row in z) for i, j in ((0, 0), (0, 1), (1, 1)))
    det = a * c - b * b
    if det == 0:
        return None
    out = []
    for k in range(3):
        p, q = (sum(w[k] * row[i] for w, row in zip(FEATURES, z, strict=True)) for i in (0, 1))
        out.append([(p * c - q * b) / det, (q * a - p * b) / det])
    return out
