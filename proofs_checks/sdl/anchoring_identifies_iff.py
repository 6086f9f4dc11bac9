r"""When anchoring identifies the rest: for orthonormal features exactly when all are anchored, or q = n and one feature is left.

The summary of the anchoring claims: ``sdl.anchoring-dimension`` (q = n), ``sdl.anchoring-overcomplete`` (how far the others are) and
``sdl.anchoring-identifies`` (the statement as published, refuted).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import anchoring_dimension as square
from proofs_checks.sdl.anchoring_dimension import UNIT, A, D, anchored, f
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.formal import POSITIVE_WEIGHTS, E, M, W, loss
from theory.typed import (
    Expr,
    both,
    cardinal,
    column,
    dot,
    either,
    exists,
    for_all,
    implies,
    negation,
    norm2,
    one,
    size,
    transposed,
    var,
)

F = Fraction
n, q = size("n"), size("q")
OTHER_D, OTHER_E = var("other_D", D.type, "W_D'"), var("other_E", E.type, "W_E'")


def along(x: Expr, y: Expr) -> Expr:
    """Nonzero and parallel, of either sign."""
    return both(dot(x, y) != 0, dot(x, y) ** 2 == norm2(x) * norm2(y))


IDENTIFIES = either(cardinal(A) == n, both(q == n, cardinal(A) + 1 == n))
RECOVERED = for_all("n", lambda d: exists("q", lambda i: along(column(D, i), column(W, d))), "d")
MISSED = both(
    anchored(OTHER_D, OTHER_E),
    loss(OTHER_D, OTHER_E, W, W, M) == 0,
    exists("n", lambda d: for_all("q", lambda i: negation(along(column(OTHER_D, i), column(W, d)))), "d"),
)
ANOTHER = exists(D.type, lambda x: exists(E.type, lambda y: MISSED, "other_E"), "other_D")


def at(*given: Any, **more: Any) -> dict[str, Any]:
    """As in the claim about the free block, whose further variables are left out."""
    return {name: value for name, value in square.at(*given, **more).items() if name not in ("X", "Y")}


THIRD, HALF = F(1, 3), F(1, 2)
MIXED = at(UNIT, [[2, 1], [1, 2]], [[2 * THIRD, -THIRD], [-THIRD, 2 * THIRD]], 0)
# two neurons share feature 2
SHARED = at(UNIT, [[1, 0], [0, 1], [0, 1]], [[1, THIRD, -THIRD], [0, HALF, HALF]], 1)

T = Theorem(
    id="sdl.anchoring-identifies-iff",
    title="Anchoring identifies the rest only for q = n and k >= n - 1",
    says=r"""
        Let $n \ge 2$ features be orthonormal, $M_d > 0$, $\sigma$ = ReLU, and let $k = |A|$ of $n$ different neurons $f_1, \dots,
        f_n$ (of $q$) be nailed to features: $a_{f_j} = u_{f_j} = w_j$ for $j \in A$. Among the points with these anchors and $\tilde
        L = 0$, every decoder has a column parallel to each feature if and only if $k = n$, or $q = n$ and $k = n - 1$.""",
    source=Source(locator="Section on feature anchoring, equations (22) to (26)", ours=True),
    kind="equivalence",
    sizes="p q n",
    about=(W, M, D, E, A, f),
    given={
        "two-features": Given(
            r"$n \ge 2$",
            n >= 2,
            note="on a line every nonzero column is parallel to the feature: then k = 0 identifies it too",
        ),
        # an anchor that is on for the other feature too; the last column makes up for it
        "orthonormal": Given(
            "orthonormal features", transposed(W) @ W == one("n"), fails=at(square.TILTED, UNIT, UNIT, 1)
        ),
        "positive-weights": Given(r"$M_d > 0$", POSITIVE_WEIGHTS, fails=at(UNIT, UNIT, [[1, 0], [0, 0]], 1, M=[0, 0])),
        "different-neurons": Given(
            r"$f_i \ne f_j$ for $i \ne j$",
            for_all("n", lambda i: for_all("n", lambda j: implies(f[i] == f[j], i == j), "j")),
            note="it gives names to n of the q neurons; for q < n no point has zero loss, as the features have rank n",
        ),
        "anchored": Given(r"$a_{f_j} = u_{f_j} = w_j$ for $j \in A$", anchored(D, E), fails={**MIXED, "A": [0]}),
        "zero-loss": Given(r"$\tilde L = 0$", loss(D, E, W, W, M) == 0, fails=at(UNIT, UNIT, [[1, 0], [0, 0]], 1)),
    },
    then=both(implies(IDENTIFIES, RECOVERED), implies(negation(IDENTIFIES), ANOTHER)),
    example=at(UNIT, UNIT, UNIT, 1, M=[1, 2]),
    needs=("sdl.anchoring-dimension",),
    remark="So the published remark that anchoring restores identifiability fails for every overcomplete ReLU dictionary.",
)
T.wrongly("one-fewer", "q = n and k = n - 2 is enough", implies(cardinal(A) + 2 >= n, RECOVERED), **MIXED)
T.wrongly("any-width", "k = n - 1 is enough for every width", implies(cardinal(A) + 1 >= n, RECOVERED), **SHARED)
PAGE = "anchoring"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The example itself, with one and with two anchors."""
    return T.holds_in_example(budget)
