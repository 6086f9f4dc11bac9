"""Independent atoms never span positively: some input has a negative product with all of them, and is not touched."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, column, dot, for_all, indicator, mat, norm2, size, transposed, var, vec, zero

D, W, h = var("D", mat("m", "q")), var("W", mat("q", "m")), var("h", vec("q"))
x = var("x", vec("m"))

T = Theorem(
    id="pursuit.independent-atoms-stall",
    title="With independent atoms the released encoder leaves some input untouched",
    says=r"""
        Let $W D = I$ with $q \ge 1$ atoms $d_j$, the columns of $D$, and $x = -W^\top h$ for some $h > 0$. Then
        $\langle d_j, x \rangle = -h_j < 0$ for all $j$: the largest product is negative, so pursuit by positive
        products does not move, and $x \ne 0$. With the inverse $W$ of a square $D$ this $x$ is in the span of the atoms.""",
    source=own(
        "convergence statement C.3 of arXiv 2506.03093 for the released encoder and its benchmark of 20 atoms in 20 dimensions"
    ),
    kind="property",
    sizes="m q",
    about=(D, W, h),
    let=((x, zero(vec("m")) - transposed(W) @ h),),
    given={
        "some": Given(r"$q \ge 1$", size("q") >= 1, fails={"q": 0, "D": [[], []], "W": [], "h": []}),
        "inverse": Given(
            "$W D = I$",
            for_all("q", lambda i: for_all("q", lambda j: (W @ D)[i, j] == indicator(i == j), "j")),
            fails={"W": [[1, 0], [0, 1]]},
        ),
        "positive": Given("$h_i > 0$", for_all("q", lambda i: h[i] > 0), fails={"h": [0, 0]}),
    },
    then=both(for_all("q", lambda j: both(dot(column(D, j), x) == -h[j], dot(column(D, j), x) < 0), "j"), norm2(x) > 0),
    example={
        "m": 2,
        "q": 2,
        "D": [[1, F(99, 101)], [0, F(20, 101)]],
        "W": [[1, F(-99, 20)], [0, F(101, 20)]],
        "h": [1, 1],
    },
    remark="""
        As many atoms as dimensions do not exclude positive spanning by themselves: +e_i and -e_i, i up to m/2, span
        positively. For independent normal atoms in m dimensions Wendel's law gives the probability (figure
        positive_spanning): 0 for q = m, 1/2 for q = 2 m.""",
)
T.wrongly("positive", "its products are all positive", for_all("q", lambda j: dot(column(D, j), x) > 0, "j"))
T.wrongly("short", "it has at most the norm of h", norm2(x) <= norm2(h), h=[1, 9])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
