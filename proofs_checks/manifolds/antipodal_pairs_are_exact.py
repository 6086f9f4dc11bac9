"""Antipodal pairs of a spanning set with a dual encoder: an exact ReLU autoencoder in which one atom of each pair is active."""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import both, by_entries, for_all, implies, indicator, mat, one, relu, scalar, size, total, var, vec

V, W = var("V", mat("p", "n")), var("W", mat("n", "p"))
x, a = var("x", vec("p")), var("a", vec("n"))
plus, minus = by_entries("n", lambda i: relu(a[i])), by_entries("n", lambda i: relu(-a[i]))
active = total("n", lambda i: indicator(a[i] > 0) + indicator(-a[i] > 0))

T = Theorem(
    id="manifolds.antipodal-pairs-are-exact",
    title="Antipodal pairs with dual encoders reproduce every point, one atom of each pair active",
    says=r"""
        Let $V W = I$, with the $n$ columns $v_i$ of $V$ as atoms in $\mathbb{R}^p$ and the rows of $W$ as encoders.
        The bias-free ReLU autoencoder with the $2n$ atoms $\pm v_i$ and the encoders $\pm w_i$ reproduces every $x$,
        and at most $n$ atoms are active, exactly $n$ where no $\langle w_i, x \rangle$ is zero. With a basis, $n =
        p$, that are $2p$ atoms and $p$ active ones, so $k$ active atoms capture a span of dimension $k$; with more
        columns, supports of $2p, 2p + 2, \dots$ atoms are all exact.""",
    source=own("amortised capture of a sphere, converse"),
    kind="property",
    sizes="p n",
    about=(V, W, x),
    let=((a, W @ x),),
    given={"dual": Given(r"$V W = I$", V @ W == one("p"), fails={"W": [[1, 0], [0, 1]]})},
    then=both(
        V @ plus - V @ minus == x,
        active <= scalar(size("n")),
        implies(for_all("n", lambda i: a[i] != 0), active == scalar(size("n"))),
    ),
    example={"p": 2, "n": 2, "V": [[1, 1], [0, 1]], "W": [[1, -1], [0, 1]], "x": [3, -2]},
    remark="With free codes p + 1 atoms are enough: manifolds.positive-combination-captures.",
)
T.wrongly("one-of-each-pair", "the atoms v_i alone reproduce x", V @ plus == x)
T.wrongly("always-n", "exactly n atoms are active everywhere", active == scalar(size("n")), x=[0, 0])
T.wrongly(
    "encoder-is-decoder",
    "the encoder may be the transposed decoder instead of a dual one",
    without="dual",
    W=[[1, 0], [1, 1]],
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Random atoms with unit vectors appended, whose encoders are arranged to be dual."""
    p, extra = rng.randint(1, 3), rng.randint(0, 2)
    more = [[rng.randint(-2, 2) for _ in range(extra)] for _ in range(p)]
    free = [[rng.randint(-2, 2) for _ in range(p)] for _ in range(extra)]
    rest = [[int(i == j) - sum(more[i][k] * free[k][j] for k in range(extra)) for j in range(p)] for i in range(p)]
    atoms = [[int(i == j) for j in range(p)] + more[i] for i in range(p)]
    return {"p": p, "n": p + extra, "V": atoms, "W": rest + free, "x": [rng.randint(-3, 3) for _ in range(p)]}


def examples(budget: Budget) -> Evidence:
    """Random overcomplete antipodal dictionaries with dual encoders, random points."""
    return sampled(T.statement, _draw, budget, "Random antipodal dictionaries with dual encoders, random points.")
