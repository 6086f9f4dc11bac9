"""Conditional orthogonality has at most as many levels as dimensions."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import column, dot, for_all, implies, mat, norm2, size, var

D = var("D", mat("m", "q"))

T = Theorem(
    id="pursuit.levels-at-most-dimensions",
    title="There are at most as many orthogonal levels as dimensions",
    says=r"""
        Let $d_1, \dots, d_q \in \mathbb R^m$ be atoms other than 0, one of each level of a conditionally orthogonal
        dictionary: $\langle d_i, d_j \rangle = 0$ for $i \ne j$. Then $q \le m$.""",
    source=own("on definition 2.3 of arXiv 2506.03093"),
    kind="bound",
    sizes="m q",
    about=(D,),
    given={
        "not-zero": Given(
            r"$d_i \ne 0$", for_all("q", lambda i: norm2(column(D, i)) != 0, "l"), fails={"m": 1, "q": 2, "D": [[1, 0]]}
        ),
        "orthogonal": Given(
            r"$\langle d_i, d_j \rangle = 0$ for $i \ne j$",
            for_all("q", lambda i: for_all("q", lambda j: implies(i != j, dot(column(D, i), column(D, j)) == 0), "j")),
            fails={"m": 1, "q": 2, "D": [[1, 1]]},
        ),
    },
    then=size("q") <= size("m"),
    example={"m": 2, "q": 2, "D": [[1, 0], [0, 3]]},
    remark="""
        With one level the definition says nothing, and atoms of one level may have any coherence. Near orthogonality is
        much weaker: exponentially many atoms can have small products with each other.""",
)
T.wrongly("fewer", "there are fewer levels than dimensions", size("q") < size("m"))
T.wrongly("exactly", "there are exactly as many", size("q") == size("m"), m=2, q=1, D=[[1], [0]])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
