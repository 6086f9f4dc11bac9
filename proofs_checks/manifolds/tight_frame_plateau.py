"""Antipodal tight frames of any size are exact and cost the same mean L1: with a budget above the dimension, supports are arbitrary."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    SCALAR,
    Expr,
    absolute,
    both,
    column,
    for_all,
    mat,
    norm2,
    one,
    relu,
    scalar,
    size,
    total,
    transposed,
    var,
    vec,
)

V, X, q = var("V", mat("p", "n"), "F"), var("X", mat("p", "m")), var("q", vec("m"))
g, c = var("g", SCALAR), var("c", SCALAR)
p = scalar(size("p"))
l1 = var("l1", SCALAR, r"L_1")


def projection(i: Any, j: Any) -> Expr:
    """The inner product of atom i with point j."""
    return (transposed(V) @ column(X, j))[i]


HALF = Fraction(1, 2)

T = Theorem(
    id="manifolds.tight-frame-plateau",
    title="Antipodal tight frames of every size are exact and have the same mean L1",
    says=r"""
        Let $F$ have $n$ unit columns $f_i$ in $\mathbb{R}^p$ with $g F F^\top = I$ (a tight frame). The ReLU
        autoencoder with atoms $\pm f_i$ and codes $g \, \mathrm{relu}(\pm \langle f_i, x \rangle)$ reproduces every
        point. If moreover all atoms have one mean absolute projection, $\sum_j q_j |\langle f_i, x_j \rangle| = c$,
        its mean L1 is $p c$, whatever $n$ is.""",
    source=own("zero-loss solutions over budget"),
    kind="property",
    sizes="p n m",
    about=(V, X, q, g, c),
    let=(
        (
            l1,
            total(
                "m",
                lambda j: q[j] * total("n", lambda i: g * (relu(projection(i, j)) + relu(-projection(i, j))), "i"),
                "j",
            ),
        ),
    ),
    given={
        "unit": Given(
            r"$\| f_i \| = 1$",
            for_all("n", lambda i: norm2(column(V, i)) == 1, "i"),
            fails={"V": [[2, 0], [0, 2]], "g": Fraction(1, 4), "c": 1},
        ),
        "tight": Given(
            r"$g F F^\top = I$",
            for_all("p", lambda a: for_all("p", lambda b: g * (V @ transposed(V))[a, b] == one("p")[a, b], "b"), "a"),
            fails={"g": 2},
        ),
        "same-projection": Given(
            r"$\sum_j q_j |\langle f_i, x_j \rangle| = c$",
            for_all("n", lambda i: total("m", lambda j: q[j] * absolute(projection(i, j)), "j") == c, "i"),
            fails={"c": 1},
        ),
    },
    then=both(
        for_all(
            "m",
            lambda j: for_all(
                "p",
                lambda a: (
                    total("n", lambda i: g * (relu(projection(i, j)) - relu(-projection(i, j))) * V[a, i], "i")
                    == X[a, j]
                ),
                "a",
            ),
            "j",
        ),
        l1 == p * c,
    ),
    example={
        "p": 2,
        "n": 2,
        "m": 2,
        "V": [[1, 0], [0, 1]],
        "X": [[1, 0], [0, 1]],
        "q": [HALF, HALF],
        "g": 1,
        "c": HALF,
    },
    remark="""
        On a sphere every unit vector has the same mean absolute projection, so the second half applies to all of
        them. Above the budget k = p the objective is degenerate, which is no trap: it has no reason to prefer 2p
        atoms.""",
)
T.wrongly("grows", "the mean L1 is n c", l1 == scalar(size("n")) * c, n=4, V=[[1, 0, 1, 0], [0, 1, 0, 1]], g=HALF)
T.wrongly("half", "the mean L1 is p c / 2", 2 * l1 == p * c)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Copies of signed orthonormal bases of the plane; the eight points have symmetric projections only for some."""
    bases = [[[1, 0], [0, 1]], [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]]]
    chosen = [rng.choice(bases) for _ in range(rng.randint(1, 3))]
    rows = [[v for basis in chosen for v in basis[i]] for i in range(2)]
    x, y = rng.randint(-3, 3), rng.randint(-3, 3)
    points = [[x, -y], [y, x]]  # a point and the same turned by a quarter: both axes have the same mean
    first = abs(rows[0][0] * x + rows[1][0] * y) + abs(-rows[0][0] * y + rows[1][0] * x)
    return {
        "p": 2,
        "n": len(rows[0]),
        "m": 2,
        "V": rows,
        "X": points,
        "q": [1, 1],
        "g": Fraction(1, len(chosen)),
        "c": first,
    }


def examples(budget: Budget) -> Evidence:
    """Unions of orthonormal bases of the plane, points with their quarter turns."""
    return sampled(T.statement, _draw, budget, "Unions of orthonormal bases of the plane, points with quarter turns.")
