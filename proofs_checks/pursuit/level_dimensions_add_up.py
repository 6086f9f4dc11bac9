"""The dimensions of orthogonal levels add up to at most the dimension of the space."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import column, dot, for_all, mat, rank, size, var

A, B = var("A", mat("m", "q")), var("B", mat("m", "n"))

T = Theorem(
    id="pursuit.level-dimensions-add-up",
    title="Dimensions of conditionally orthogonal levels add up to at most the dimension of the space",
    says=r"""
        If every column of $A$ is orthogonal to every column of $B$ then $\mathrm{rank}\, A + \mathrm{rank}\, B \le m$. With
        one level against all the others, level by level: the dimensions of the spans of the levels of a
        conditionally orthogonal dictionary add up to at most $m$.""",
    source=own("on definition 2.3 of arXiv 2506.03093"),
    kind="bound",
    sizes="m q n",
    about=(A, B),
    given={
        "orthogonal": Given(
            r"$\langle a_i, b_j \rangle = 0$",
            for_all("q", lambda i: for_all("n", lambda j: dot(column(A, i), column(B, j)) == 0, "j")),
            fails={"m": 1, "q": 1, "n": 1, "A": [[1]], "B": [[1]]},
        ),
    },
    then=rank(A) + rank(B) <= size("m"),
    example={"m": 3, "q": 2, "n": 1, "A": [[1, 2], [0, 0], [1, 2]], "B": [[0], [1], [0]]},
    remark="A level may have any number of atoms and any coherence; only its dimension is limited.",
)
T.wrongly(
    "atoms",
    "the numbers of atoms add up to at most m",
    size("q") + size("n") <= size("m"),
    q=3,
    A=[[1, 2, 3], [0, 0, 0], [1, 2, 3]],
)
T.wrongly("all", "they add up to m", rank(A) + rank(B) == size("m"))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
