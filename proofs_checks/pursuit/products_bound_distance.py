"""How far an atom is from the span of others, at least, by its products with them and theirs with each other."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, absolute, column, dot, for_all, indicator, mat, norm2, total, var, vec

D, e, y, B = var("D", mat("m", "r")), var("e", vec("m")), var("y", vec("r")), var("B", SCALAR)
squares = total("r", lambda i: dot(column(D, i), e) ** 2, "k")

T = Theorem(
    id="pursuit.products-bound-distance",
    title="Small products keep an atom away from the span of others",
    says=r"""
        Let $d_1, \dots, d_r$ have norm 1, $\sum_{i \ne j} |\langle d_i, d_j \rangle| \le B < 1$ for every $j$, and
        $\|e\| = 1$. Then $(1 - B) \|e - D y\|^2 \ge 1 - B - \sum_i \langle d_i, e \rangle^2$ for every $y$: the
        squared distance of $e$ from the span is at least $1 - \sum_i \langle d_i, e \rangle^2 / (1 - B)$. With the
        Babel function $B \le \mu_1(r - 1)$.""",
    source=own("what the Babel function of a dictionary does say about one atom and the span of others"),
    kind="bound",
    sizes="m r",
    about=(D, e, y, B),
    given={
        "norm-one": Given(
            r"$\|d_i\| = 1$",
            for_all("r", lambda i: norm2(column(D, i)) == 1, "l"),
            fails={"D": [[F(1, 10), 0], [0, 1], [0, 0]], "y": [6, 0]},
        ),
        "norm-one-e": Given(r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [0, 0, F(1, 2)], "y": [0, 0]}),
        "apart": Given(
            r"$\sum_{i \ne j} |\langle d_i, d_j \rangle| \le B$",
            for_all(
                "r",
                lambda j: total("r", lambda i: indicator(i != j) * absolute(dot(column(D, i), column(D, j))), "i") <= B,
                "j",
            ),
            fails={"D": [[1, F(3, 5)], [0, F(4, 5)], [0, 0]], "e": [0, 1, 0], "y": [F(-3, 4), F(5, 4)]},
        ),
        "below-one": Given("$B < 1$", B < 1, fails={"B": 2, "e": [0, 0, 1], "y": [1, 1]}),
    },
    then=(1 - B) * norm2(e - D @ y) >= 1 - B - squares,
    example={"m": 3, "r": 2, "D": [[1, 0], [0, 1], [0, 0]], "e": [F(3, 5), 0, F(4, 5)], "y": [F(3, 5), 0], "B": 0},
    remark="""
        For orthonormal atoms it is an equality at the nearest point. Products that add up to 1 say nothing by
        themselves: pursuit.products-say-nothing-about-span.""",
)
T.wrongly(
    "one",
    "the distance is at least 1 minus the squares, for coherent atoms, too",
    norm2(e - D @ y) >= 1 - squares,
    D=[[1, F(-3, 5)], [0, F(4, 5)], [0, 0]],
    B=F(3, 5),
    e=[F(-5, 13), F(-12, 13), 0],
    y=[F(-14, 13), F(-15, 13)],
)
T.wrongly("strictly", "it is larger", (1 - B) * norm2(e - D @ y) > 1 - B - squares)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
