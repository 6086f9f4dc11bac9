"""A plain autoencoder is an operator autoencoder with all modes whose codes live at one point: on one grid it is the special case."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, Expr, family, for_all, implies, index, mat, total, var, vec

minus = var("s", family("n", family("n", index("n"))))
point = var("t", index("n"))
h, z = var("h", family("p", family("n", SCALAR))), var("z", family("p", family("n", SCALAR)))
D, a = var("D", mat("n", "p")), var("a", vec("p"))


def written(j: Expr) -> Expr:
    """What the convolutions with all taps write at point j."""
    return total("p", lambda i: total("n", lambda m: h[i][minus[j][m]] * z[i][m], "m"), "i")


T = Theorem(
    id="operators.codes-at-one-point-are-plain",
    title="Codes at one point: a plain autoencoder is a special case",
    says=r"""
        Let $s(j, m)$ be the difference $j - m$ on a grid of $n$ points. If the code of each concept is $a_i$ at the
        point $t$ and zero elsewhere, and the taps are $h_i(s(j, t)) = D_{ji}$, then convolutions with all taps write
        $\sum_i \sum_m h_i(s(j, m)) z_i(m) = (D a)_j$: any dictionary on the grid is reached.""",
    source=ours("the functional hypothesis extends the linear one"),
    kind="identity",
    sizes="n p",
    about=(minus, point, h, z, D, a),
    given={
        "at-the-point": Given(
            r"$z_i(t) = a_i$",
            for_all("p", lambda i: z[i][point] == a[i]),
            fails={"z": [[9, 0]]},
        ),
        "nowhere-else": Given(
            r"$z_i(m) = 0$ for $m \ne t$",
            for_all("p", lambda i: for_all("n", lambda m: implies(m != point, z[i][m] == 0), "m")),
            fails={"z": [[3, 1]]},
        ),
        "taps": Given(
            r"$h_i(s(j, t)) = D_{ji}$",
            for_all("p", lambda i: for_all("n", lambda j: h[i][minus[j][point]] == D[j, i], "j")),
            fails={"h": [[0, 0]]},
        ),
    },
    then=for_all("n", lambda j: written(j) == (D @ a)[j], "j"),
    example={"n": 2, "p": 1, "s": [[0, 1], [1, 0]], "t": 0, "h": [[5, 7]], "z": [[3, 0]], "D": [[5], [7]], "a": [3]},
    remark="""
        The other way round, on one fixed grid every operator autoencoder is a plain one with n atoms per concept, the
        shifts of its kernel: there it is a restriction (shared weights), and it goes beyond the linear hypothesis
        only across grids. Beyond the formal statement.""",
)
T.wrongly("any-point", "codes may live anywhere", without="at-the-point nowhere-else", z=[[0, 3]])
T.wrongly("zero", "nothing is written", for_all("n", lambda j: written(j) == 0, "j"))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
