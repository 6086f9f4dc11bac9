r"""Autoencoders in superposition: interior partial minima are the principal directions of the clusters with positive loadings.

Proved in every dimension, dependent features included.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.formal import POSITIVE_WEIGHTS, E, M, W, loss
from theory.sdl.minima import STRICTLY_OFF
from theory.sdl.regions import PARTITION, c, mass, partial_minimum, pulls, slopes
from theory.typed import (
    Expr,
    both,
    by_entries,
    column,
    cond,
    dot,
    for_all,
    iff,
    implies,
    mat,
    norm2,
    total,
    var,
    vec,
    zero,
)

F = Fraction
D, k = var("D", mat("p", "q"), "W_D"), var("k", vec("n"))


def projected(i: Expr) -> Expr:
    """``Pi a_i = sum k_d w_d`` over the features of neuron i."""
    return W @ by_entries("n", lambda d: cond(c[d] == i, k[d], 0), "d")


def covariance(i: Expr, x: Expr) -> Expr:
    """``H_F x`` for the cluster F of neuron i."""
    return W @ by_entries("n", lambda f: cond(c[f] == i, M[f] * dot(x, column(W, f)), 0), "f")


def eigenvalue(i: Expr) -> Expr:
    """``|u_i|^2 N_i``."""
    return norm2(column(D, i)) * mass(E, W, M, i)


def principal(i: Expr) -> Expr:
    """``H Pi a = lambda Pi a`` with ``lambda > 0``, and ``u = Pi a / |Pi a|^2``."""
    row = projected(i)
    return both(covariance(i, row) == eigenvalue(i) * row, eigenvalue(i) > 0, norm2(row) * column(D, i) == row)


PRINCIPAL = for_all("n", lambda e: principal(c[e]), "e")
GRADIENT = both(
    for_all("q", lambda i: mass(E, W, M, i) * column(D, i) == W @ pulls(E, W, M, i)),
    for_all("q", lambda i: W @ slopes(D, E, W, W, M, i) == zero(vec("p"))),
)
VALUE = total("n", lambda d: M[d] * norm2(column(W, d)), "d") - total("q", eigenvalue, "i")
PAGE = "partial-minima"
T = Theorem(
    id="sdl.thm-3.6-principal-directions",
    title="Partial minima of autoencoders are principal directions",
    says=r"""
        Let $V = W$ (an SAE, any $n$ and $p$), $M_d > 0$, $H_F = \sum_{d \in F} M_d w_d w_d^T$ and $\Pi$ the projector
        on the span of the cluster: $\Pi a_i = \sum_{d \in F_i} k_d w_d$ with the loadings of $a_i$ on it. A point of a partition
        pattern under ReLU with $a_i \cdot w_e < 0$ for all $e \notin F_i$ is a partial minimum relative to the region if and only if
        for each nonempty $F_i$: $\Pi a_i$ is an eigenvector of $H_{F_i}$ with an eigenvalue $\lambda_i > 0$, and $u_i = \Pi
        a_i / \|\Pi a_i\|^2$; it is so as soon as both gradients vanish. Then $\lambda_i = \|u_i\|^2 \sum_{d \in F_i} M_d z_d^2$ and
        $\tilde{L} = \sum_d M_d \|w_d\|^2 - \sum_i \lambda_i$.""",
    source=Source(locator="Theorem 3.6, repaired: principal directions", ours=True),
    kind="equivalence",
    sizes="n p q",
    about=(W, M, D, E, c, k),
    given={
        "positive-weights": Given(
            r"$M_d > 0$",
            POSITIVE_WEIGHTS,
            # a feature of weight 0: any value on it is minimal
            fails={
                **{"n": 2, "q": 1, "W": [[1, 0], [0, 1]], "M": [1, 0], "E": [[1, 1]], "D": [[1], [0]], "c": [0, 0]},
                **{"k": [1, 1], "D2": [[1], [0]], "E2": [[1, 1]]},
            },
        ),
        "partition": Given(
            "each feature is on for exactly one neuron",
            PARTITION,
            fails={
                "n": 1,
                "p": 1,
                "q": 1,
                "W": [[1]],
                "M": [1],
                "E": [[-1]],
                "D": [[0]],
                "c": [0],
                "k": [-1],
                "D2": [[0]],
                "E2": [[-1]],
            },
        ),
        "interior": Given(
            r"$a_i \cdot w_e < 0$ for $e \notin F_i$",
            STRICTLY_OFF,
            note="at a wall the gradient may be a multiple of that feature: sdl.thm-3.6-region-criterion has the multipliers",
        ),
        "projection": Given(
            r"$\Pi a_i$ has the loadings of $a_i$ on its cluster",
            for_all("n", lambda e: dot(projected(c[e]), column(W, e)) == (E @ W)[c[e], e], "e"),
            fails={"k": [1, 0, 1]},
        ),
    },
    then=both(
        iff(partial_minimum(D, E, W, W, M), PRINCIPAL),
        implies(GRADIENT, PRINCIPAL),
        implies(PRINCIPAL, loss(D, E, W, W, M) == VALUE),
    ),
    # F = {1, 2}, a = (2, 1): H a = (8/5) a, feature 3 is served by the second neuron along itself; loss 2/5
    example={
        **{"n": 3, "p": 2, "q": 2, "W": [[1, F(3, 5), F(-3, 5)], [0, F(4, 5), F(-4, 5)]], "M": [1, 1, 1]},
        **{"E": [[2, 1], [F(-3, 5), F(-4, 5)]], "D": [[F(2, 5), F(-3, 5)], [F(1, 5), F(-4, 5)]], "c": [0, 0, 1]},
        **{"k": [F(5, 4), F(5, 4), 1], "D2": [[F(2, 5), F(-3, 5)], [F(1, 5), F(-4, 5)]]},
        "E2": [[2, 1], [F(-3, 5), F(-4, 5)]],
    },
    needs=("sdl.thm-3.6-region-criterion",),
)
T.wrongly("tied", "u = a", implies(GRADIENT, for_all("n", lambda e: column(D, c[e]) == projected(c[e]), "e")))
T.wrongly(
    "any-direction",
    "every row with its best column is a partial minimum",
    implies(GRADIENT.args[0], PRINCIPAL),
    E=[[1, 0], [F(-3, 5), F(-4, 5)]],
    D=[[1, F(-3, 5)], [F(6, 17), F(-4, 5)]],
    k=[1, 0, 1],
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random rational clusters in the plane: an exact eigenvector with positive loadings satisfies both conditions."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=200, full=2000)):
        x, y = F(rng.randint(1, 6), rng.randint(1, 6)), F(rng.randint(1, 6), rng.randint(1, 6))
        w = [[x, y], [y, x]]  # symmetric: a = (1, 1) is an eigenvector of H for equal weights
        m, a = F(rng.randint(1, 5)), [F(1), F(1)]
        z = [sum(p * q for p, q in zip(a, f, strict=True)) for f in w]
        u = [F(1, 2), F(1, 2)]
        gradient = [
            sum(m * sum(u[i] * (f[i] - c * u[i]) for i in range(2)) * f[k] for f, c in zip(w, z, strict=True))
            for k in range(2)
        ]
        fit = [sum(m * c * (f[k] - c * u[k]) for f, c in zip(w, z, strict=True)) for k in range(2)]
        seen += 1
        violations += any(gradient) or any(fit)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Pairs (x,y), (y,x) of equal weight: a = (1,1) is stationary.",
        numbers=numbers,
    )
