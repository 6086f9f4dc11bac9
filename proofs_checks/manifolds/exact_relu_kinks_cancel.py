"""In an exact bias-free ReLU autoencoder the kinks cancel: over the atoms with parallel encoders the decoders sum to zero, weighted.

So no live atom is alone on its line, and a regular N-gon with odd N, which has no opposite atoms, is never exact.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, names, sigma, transpose
from theory.formal import for_all as at_all
from theory.formal import matvec as apply
from theory.manifolds.relu_identity import is_identity
from theory.statement import Statement
from theory.typed import (
    TypedStatement,
    absolute,
    by_entries,
    for_all,
    indicator,
    mat,
    relu,
    total,
    var,
    vec,
)

F = Fraction
D, W = var("D", mat("p", "n")), var("W", mat("n", "p"))
EXACT = for_all(vec("p"), lambda x: D @ by_entries("n", lambda j: relu((W @ x)[j]), "j") == x, "x")


def parallel(i: Any, j: Any) -> Any:
    """Row i of W is a multiple of row j, or one of them is zero."""
    return for_all("p", lambda a: for_all("p", lambda b: W[i, a] * W[j, b] == W[i, b] * W[j, a], "b"), "a")


def along(i: Any, j: Any) -> Any:
    """The size of the inner product of two encoders."""
    return absolute(total("p", lambda a: W[i, a] * W[j, a], "a"))


CANCEL = for_all(
    "n",
    lambda j: for_all(
        "p", lambda k: total("n", lambda i: indicator(parallel(i, j)) * (along(i, j) * D[k, i]), "i") == 0, "k"
    ),
    "j",
)

# for the evaluator: encoders and atoms as rows, exactness at listed points
RELU = Expression(["data", {"type": "relu"}])
encoder, atoms, points = names("encoder atoms points")
AT_POINTS = at_all(points, lambda x: apply(transpose(atoms), sigma(RELU, apply(encoder, x))) == x, "x")
CROSS = [[1, 0], [0, 1], [-1, 0], [0, -1]]

CLAIM = Claim(
    id="manifolds.exact-relu-kinks-cancel",
    title="The kinks of an exact ReLU autoencoder cancel",
    statement=r"""
        Let $D \, \mathrm{relu}(W x) = x$ for all $x \in \mathbb{R}^p$, with encoders $w_i$ (rows of $W$) and atoms
        $d_i$ (columns of $D$). Then for every $j$: $\sum_{i \parallel j} |\langle w_i, w_j \rangle| \, d_i = 0$, over
        the $i$ whose encoder is parallel to $w_j$. So no live atom with $d_j \ne 0$ is alone on its line. Beyond the
        formal statement: a regular $N$-gon with encoders along its atoms and $N$ odd has no two atoms on a line, so
        it is never exact.""",
    source=own("amortised capture of a sphere, classification"),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "exact",
            r"$D \, \mathrm{relu}(W x) = x$ for all $x$",
            lambda: evaluation(AT_POINTS, let={"encoder": CROSS, "atoms": CROSS, "points": [[3, 4], [-4, 3], [0, -1]]}),
            drop=lambda: evaluation(
                both(AT_POINTS, names("encoder")[0] == [[1]], names("atoms")[0] == [[1]]),
                let={"encoder": [[1]], "atoms": [[1]], "points": [[1], [2]]},
                means="exact on the positive half line with one atom, which is alone on its line",
            ),
        ),
    ),
    remark="With D W = 2I this is also sufficient; the package decides exactness by it (theory.manifolds.relu_identity).",
    typed=TypedStatement("p n", (D, W), {"exact": EXACT}, CANCEL),
)
CONCLUSION = TypedStatement("p n", (D, W), {}, CANCEL).statement()


def examples(budget: Budget) -> Evidence:
    """Random autoencoders of which exactness is decided for the whole space: the exact ones have cancelling kinks."""
    rng, number = random.Random(budget.seed), budget.pick(quick=3000, full=30_000)
    exact = violations = 0
    for _ in range(number):
        n = rng.randint(1, 4)
        rows = [[rng.randint(-2, 2)] for _ in range(n)]
        columns = [[rng.choice((F(-1), F(1), F(1, 2), F(-1, 2)))] for _ in rows]
        if is_identity(rows, columns, dimension=1):
            exact += 1
            point = {"p": 1, "n": n, "W": rows, "D": [[d[0] for d in columns]]}
            violations += not CONCLUSION.holds(point)
    numbers = {"examples": number, "exact": exact, "seed": budget.seed, "violations": violations}
    text = "Random autoencoders on a line; exactness is decided for the whole space."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    # on the line the points 1 and -1 decide exactness, because both sides are positively homogeneous
    line = {"exact": AT_POINTS, "line": points == [[1], [-1]]}
    wrong = Statement(("encoder", "atoms", "points"), line, names("atoms")[0][0, 0] + names("atoms")[0][1, 0] == 0)
    pair = Statement(("encoder", "atoms", "points"), line, names("encoder")[0][0, 0] + names("encoder")[0][1, 0] == 0)
    three = Statement(("encoder", "atoms", "points"), line, Expression(["length", "encoder"]) == 2)
    unequal = {"encoder": [[2], [-1]], "atoms": [[F(1, 2)], [-1]], "points": [[1], [-1]]}
    more = {"encoder": [[1], [-1], [-1]], "atoms": [[1], [F(-1, 2)], [F(-1, 2)]], "points": [[1], [-1]]}
    return [
        Mutation("unweighted", "the decoders of a line sum to zero", refuted_by=lambda: wrong.refuted_by(unequal)),
        Mutation("opposite-encoders", "encoders of a line are opposite", refuted_by=lambda: pair.refuted_by(unequal)),
        Mutation("two-on-a-line", "exactly two atoms lie on each line", refuted_by=lambda: three.refuted_by(more)),
    ]
