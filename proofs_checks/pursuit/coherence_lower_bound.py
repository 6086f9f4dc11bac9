"""More atoms than dimensions are coherent: the bound of Welch."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Source
from theory.typed import SCALAR, column, dot, for_all, implies, mat, norm2, scalar, size, var

D, M = var("D", mat("m", "q")), var("M", SCALAR)
q, m = scalar(size("q")), scalar(size("m"))

T = Theorem(
    id="pursuit.coherence-lower-bound",
    title="Atoms beyond the dimension have at least the coherence of Welch's bound",
    says=r"""
        Let $d_1, \dots, d_q \in \mathbb R^m$ ($q \ge 1$) have norm 1 and $\langle d_i, d_j \rangle^2 \le M$ for $i \ne
        j$. Then $q \le m (1 + (q - 1) M)$: the squared coherence is at least $(q - m) / (m (q - 1))$.""",
    source=Source(
        locator="inequality (10), first power",
        arxiv="",
        note="Welch, Lower bounds on the maximum cross correlation of signals, IEEE Trans. Inf. Theory 20 (1974); as reported",
    ),
    kind="bound",
    sizes="m q",
    about=(D, M),
    given={
        "at-least-one": Given(r"$q \ge 1$", size("q") >= 1, fails={"q": 0, "D": [[], []], "M": 2}),
        "norm-one": Given(
            r"$\|d_i\| = 1$",
            for_all("q", lambda i: norm2(column(D, i)) == 1, "l"),
            fails={"D": [[F(1, 4), 0, F(3, 20)], [0, F(1, 4), F(1, 5)]], "M": F(1, 100)},
        ),
        "coherence": Given(
            r"$\langle d_i, d_j \rangle^2 \le M$ for $i \ne j$",
            for_all(
                "q", lambda i: for_all("q", lambda j: implies(i != j, dot(column(D, i), column(D, j)) ** 2 <= M), "j")
            ),
            fails={"M": 0},
        ),
    },
    then=q <= m * (1 + (q - 1) * M),
    example={"m": 2, "q": 3, "D": [[1, 0, F(3, 5)], [0, 1, F(4, 5)]], "M": F(16, 25)},
    remark="""
        For 25 atoms per dimension in 768 dimensions the coherence is at least .03535, so that guarantees by coherence
        alone, (2k - 1) mu < 1, end at k = 14 even for an ideal dictionary.""",
)
T.wrongly("twice", "half of the bound on q holds too", 2 * q <= m * (1 + (q - 1) * M))
T.wrongly(
    "fourth-powers",
    "the same with the square of M",
    q <= m * (1 + (q - 1) * M**2),
    D=[[1, F(-5, 13), F(-3, 5)], [0, F(12, 13), F(-4, 5)]],
    M=F(9, 25),
)
T.wrongly("orthonormal", "atoms are never more than dimensions", q <= m)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
