r"""Not every family of four concepts on four points has a common margin above 1/2: Sylvester's Hadamard matrix has none.

In general the common margin is at most the largest singular value over sqrt(N m) (concepts.joint-margin), here 1/2.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.joint_margin import BASIS, H4
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import Expr, column, dot, exists, for_all, indicator, mat, norm2, tabulate, transposed, var

F = Fraction
Y, X, U = var("Y", mat(4, 4)), var("X", mat("n", 4)), var("U", mat("n", 4))


def margin(i: Expr, j: Expr) -> Expr:
    """The margin of a concept at a point."""
    return Y[i, j] * dot(column(U, j), column(X, i))


T = Theorem(
    id="concepts.four-concepts-margin-half",
    title="Four concepts on four points without a margin above 1/2",
    says=r"""
        Let $Y \in \mathbb{R}^{4 \times 4}$ with $Y^\top Y = 4 I$, such as Sylvester's table of signs, and $\|x_i\| \le 1$,
        $\|u_j\| \le 1$ in any dimension. Then $Y_{ij} \langle u_j, x_i \rangle \le 1/2$ for some $i$, $j$: four concepts on
        four points need not have a common margin above $1/2$.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="n",
    about=(Y, X, U),
    given={
        "orthogonal": Given(
            r"$Y^\top Y = 4 I$",
            transposed(Y) @ Y == tabulate(4, 4, lambda i, k: 4 * indicator(i == k)),
            fails={"Y": [[1] * 4] * 4, "n": 1, "X": [[1] * 4], "U": [[1] * 4]},
        ),
        "points": Given(
            r"$\|x_i\| \le 1$",
            for_all(4, lambda i: norm2(column(X, i)) <= 1),
            fails={"X": [[2 * v for v in row] for row in BASIS]},
        ),
        "neurons": Given(r"$\|u_j\| \le 1$", for_all(4, lambda j: norm2(column(U, j)) <= 1, "j"), fails={"U": H4}),
    },
    then=exists(4, lambda i: exists(4, lambda j: margin(i, j) <= F(1, 2), "j")),
    example={"n": 4, "Y": H4, "X": BASIS, "U": [[F(v, 2) for v in row] for row in H4]},
    needs=("concepts.joint-margin",),
    remark="The bound of concepts.joint-margin is 1/2 for this table, and 1/2 is attained.",
)
T.wrongly(
    "smaller", "no common margin of 1/2 either", exists(4, lambda i: exists(4, lambda j: margin(i, j) < F(1, 2), "j"))
)
T.wrongly(
    "every-entry",
    "every margin is at most 1/2",
    for_all(4, lambda i: for_all(4, lambda j: margin(i, j) <= F(1, 2), "j")),
    U=[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
)
PAGE = "concepts-neurons"
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
