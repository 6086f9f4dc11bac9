"""The jointly sparse projection keeps the largest points of every concept, then the concepts with most energy left."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import (
    SCALAR,
    Expr,
    cardinal,
    cond,
    family,
    for_all,
    implies,
    mat,
    member,
    negation,
    subset,
    total,
    var,
)

z = var("z", mat("p", "n"))
kept, support = var("K", subset("p")), var("T", family("p", subset("n")), "T")
other, places = var("J", subset("p")), var("B", family("p", subset("n")), "U")
threshold = var("t", SCALAR, r"\theta")


def energy(rows: Expr, points: Expr) -> Expr:
    """What is kept of the table: the squares at the points of the chosen rows."""
    return total("p", lambda i: cond(member(i, rows), left(points, i), 0))


def left(points: Expr, i: Expr) -> Expr:
    """What is left of row i at its chosen points."""
    return total("n", lambda j: cond(member(j, points[i]), z[i, j] ** 2, 0), "j")


best = for_all("p", lambda i: left(support, i) >= left(places, i))

T = Theorem(
    id="operators.joint-projection",
    title="The projection on codes that are sparse in concepts and in the domain",
    says=r"""
        Let $T_i$ be points of row $i$ with the largest energy $e_i = \sum_{j \in T_i} z_{ij}^2$ among the allowed
        sets $U_i$, and let $K$ be the rows with $e_i \ge \theta$, the others having $e_i \le \theta$. For every
        choice of at most $|K|$ rows $J$ with allowed points $U_i$: $\sum_{i \in J} \sum_{j \in U_i} z_{ij}^2 \le
        \sum_{i \in K} e_i$. (Beyond the formal statement: what is not kept is the squared distance, so this is the
        projection.)""",
    source=ours("joint sparsity of concepts and domain"),
    kind="property",
    sizes="p n",
    about=(z, kept, support, other, places, threshold),
    given={
        "best-points": Given(r"$e_i \ge \sum_{j \in U_i} z_{ij}^2$ for every row", best, fails={"T": [[], []], "t": 0}),
        "rows-kept": Given(
            r"$e_i \ge \theta$ for $i \in K$",
            for_all("p", lambda i: implies(member(i, kept), left(support, i) >= threshold)),
            fails={"K": [0], "t": 4},
        ),
        "rows-left": Given(
            r"$e_i \le \theta$ for $i \notin K$",
            for_all("p", lambda i: implies(negation(member(i, kept)), left(support, i) <= threshold)),
            fails={"K": [0], "t": 1},
        ),
        "as-many": Given(r"$|J| \le |K|$", cardinal(other) <= cardinal(kept), fails={"J": [0, 1], "B": [[0], [0]]}),
    },
    then=energy(other, places) <= energy(kept, support),
    example={"p": 2, "n": 2, "z": [[1, 1], [2, 0]], "K": [1], "T": [[0], [0]], "J": [1], "B": [[0], [0]], "t": 1},
    remark="The other order, rows by their whole energy and then points, is not the projection: operators.concepts-first.",
)
T.wrongly("strict", "strictly more than any other choice", energy(other, places) < energy(kept, support))
T.wrongly("whole-rows", "what is kept is all energy of the rows", energy(kept, support) == 5)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
