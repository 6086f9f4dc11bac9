"""If the subspaces are linearly independent, an untrained autoencoder with two atoms per dimension has no loss at all."""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import both, by_entries, for_all, indicator, mat, one, relu, scalar, size, total, var, vec

V, A = var("V", mat("d", "K")), var("A", mat("K", "d"))
y, x, a = var("y", vec("K")), var("x", vec("d")), var("a", vec("K"))
plus, minus = by_entries("K", lambda i: relu(a[i])), by_entries("K", lambda i: relu(-a[i]))
active = total("K", lambda i: indicator(relu(a[i]) > 0) + indicator(relu(-a[i]) > 0))
nonzero = total("K", lambda i: indicator(y[i] != 0))

T = Theorem(
    id="manifolds.independent-subspaces-zero-loss",
    title="Independent subspaces: 2K atoms and no training give zero loss",
    says=r"""
        Let the $K$ columns of $V$ be bases of all subspaces, side by side, in $\mathbb{R}^d$ and independent, $A V =
        I$. For every $x = V y$ the ReLU autoencoder with the atoms $\pm v_i$ and encoders $\pm a_i$ (rows of $A$) has
        the codes $\mathrm{relu}(\pm y_i)$, so it reproduces $x$ and has as many active atoms as $y$ has nonzero
        coordinates: at most the sum of the dimensions of the manifolds that are present. Top-$k$ of these codes
        changes nothing once $k$ is at least that sum.""",
    source=own("linearly independent subspaces"),
    kind="property",
    sizes="d K",
    about=(V, A, y),
    let=((x, V @ y), (a, A @ x)),
    given={
        "independent": Given(
            r"$A V = I$",
            A @ V == one("K"),
            fails={"d": 1, "K": 2, "V": [[1, 1]], "A": [[1], [1]], "y": [1, 2]},
        )
    },
    then=both(
        V @ plus - V @ minus == x,
        for_all("K", lambda i: both(relu(a[i]) == relu(y[i]), relu(-a[i]) == relu(-y[i]))),
        active == nonzero,
    ),
    example={"d": 3, "K": 2, "V": [[1, 1], [0, 1], [0, 1]], "A": [[1, -1, 0], [0, 1, 0]], "y": [2, -3]},
    remark="""
        In the published benchmark K = 126 and d = 128. Generic subspaces are independent exactly if K <= d; for K > d
        no linear read-out exists. Top-k without a ReLU also keeps negative values if k exceeds the number of positive
        ones.""",
)
T.wrongly("all-active", "one atom of each of the K pairs is active", active == scalar(size("K")), y=[0, 1])
T.wrongly("plus-alone", "the atoms v_i alone reproduce x", V @ plus == x)
T.wrongly(
    "transposed-encoder",
    "the encoder may be the transposed decoder although the subspaces are not orthogonal",
    without="independent",
    A=[[1, 0, 0], [1, 1, 1]],
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Random extensions of a unit lower triangular basis: the left inverse is an integer matrix."""
    K, extra = rng.randint(1, 3), rng.randint(0, 2)
    top = [[1 if i == j else rng.randint(-2, 2) if i > j else 0 for j in range(K)] for i in range(K)]
    inverse = [[0] * K for _ in range(K)]
    for k in range(K):
        for i in range(K):
            inverse[i][k] = int(i == k) - sum(top[i][j] * inverse[j][k] for j in range(i))
    rows = top + [[rng.randint(-2, 2) for _ in range(K)] for _ in range(extra)]
    left = [row + [0] * extra for row in inverse]
    return {"d": K + extra, "K": K, "V": rows, "A": left, "y": [rng.randint(-2, 2) for _ in range(K)]}


def examples(budget: Budget) -> Evidence:
    """Random independent subspaces, random coordinates."""
    return sampled(T.statement, _draw, budget, "Random independent subspaces, random coordinates.")
