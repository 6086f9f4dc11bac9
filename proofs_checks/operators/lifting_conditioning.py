"""A fixed lift never improves the condition number of decoder learning with fixed codes.

With codes Z fixed, gradient descent on the decoder follows X -> M X S with S = Z Z^T and M = P P^T; without a lift X -> X S.
"""

from __future__ import annotations

from proofs_checks.operators._typed import ours, outer
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, iff, mat, transposed, var, vec

S, M = var("Z", mat("p", "p"), "S"), var("M", mat("m", "m"))
u, v, w, y = var("u", vec("p")), var("v", vec("p")), var("w", vec("m")), var("y", vec("m"))
a, b, c, d = var("alpha", SCALAR), var("beta", SCALAR), var("gamma", SCALAR), var("delta", SCALAR)
X, Y = var("X", mat("m", "p")), var("Y", mat("m", "p"))

T = Theorem(
    id="operators.lifting-conditioning",
    title="Lifting never improves the conditioning of the decoder",
    says=r"""
        Let $S$ be the symmetric Gram matrix of the codes with eigenvalues $\alpha \ge \beta > 0$ ($S u = \alpha u$,
        $S v = \beta v$), and $M = P P^\top$ with eigenvalues $\gamma \ge \delta > 0$ ($M w = \gamma w$, $M y = \delta
        y$). Then $\alpha \gamma$ and $\beta \delta$ are eigenvalues of the lifted iteration $X \mapsto M X S$, with
        eigenvectors $w u^\top$ and $y v^\top$, and $\frac{\alpha}{\beta} \le \frac{\alpha \gamma}{\beta \delta}$ with
        equality iff $\gamma = \delta$. (Beyond the formal statement: with the extreme eigenvalues, the condition
        number of the lifted problem is the product of both, so at least that of the plain one.)""",
    source=ours("lifting accelerates learning: decoder with fixed codes"),
    kind="bound",
    sizes="m p",
    about=(S, M, u, v, w, y, a, b, c, d),
    let=((X, outer(w, u, "m", "p")), (Y, outer(y, v, "m", "p"))),
    given={
        "symmetric": Given(
            r"$S = S^\top$",
            transposed(S) == S,
            fails={"Z": [[2, 1], [0, 1]], "u": [1, 0], "v": [1, -1]},
        ),
        "first-code-eigenvector": Given(r"$S u = \alpha u$", S @ u == a * u, fails={"u": [1, 1]}),
        "last-code-eigenvector": Given(r"$S v = \beta v$", S @ v == b * v, fails={"v": [1, 1]}),
        "first-lift-eigenvector": Given(r"$M w = \gamma w$", M @ w == c * w, fails={"w": [1, 1]}),
        "last-lift-eigenvector": Given(r"$M y = \delta y$", M @ y == d * y, fails={"y": [1, 1]}),
        "codes-positive": Given(
            r"$\alpha \ge \beta > 0$", both(a >= b, b > 0), fails={"alpha": -2, "beta": 1, "Z": [[-2, 0], [0, 1]]}
        ),
        "lift-positive": Given(
            r"$\gamma \ge \delta > 0$", both(c >= d, d > 0), fails={"gamma": 1, "M": [[1, 0], [0, 2]], "delta": 2}
        ),
    },
    then=both(
        M @ X @ S == (a * c) * X,
        M @ Y @ S == (b * d) * Y,
        a / b <= a * c / (b * d),
        iff(a / b == a * c / (b * d), c == d),
    ),
    example={
        "m": 2,
        "p": 2,
        "Z": [[2, 0], [0, 1]],
        "M": [[3, 0], [0, 2]],
        "u": [1, 0],
        "v": [0, 1],
        "w": [1, 0],
        "y": [0, 1],
        "alpha": 2,
        "beta": 1,
        "gamma": 3,
        "delta": 2,
    },
    remark="""
        So the best fixed lift for the decoder is a multiple of an isometry, which is a learning rate
        (operators.scaled-isometry-is-a-learning-rate). An encoder regression can be helped, by a lift that whitens
        its inputs.""",
)
T.wrongly("improves", "the lift improves the ratio", a / b >= a * c / (b * d))
T.wrongly("strictly-worse", "the ratio is always strictly worse", a / b < a * c / (b * d), M=[[2, 0], [0, 2]], gamma=2)
T.wrongly("sum", "the eigenvalues add", M @ X @ S == (a + c) * X)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
