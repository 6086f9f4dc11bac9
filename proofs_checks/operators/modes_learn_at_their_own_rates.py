"""Trained through orthogonal parameters, each mode of a kernel learns at a rate of its own: the squared length of its column.

For the weights of a real Fourier layer on N points the columns have squared length 1/N for the constant and the highest mode of an
even grid, and 2/N for every other cosine and sine: these learn twice as fast, whatever the norm of the transform.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, both, column, cond, dot, family, for_all, mat, tabulate, transposed, var, vec

J, rates = var("J", mat("n", "q")), var("l", family("q", SCALAR), r"\lambda")
w, g, eta = var("w", vec("q")), var("g", vec("n")), var("eta", SCALAR)
after = J @ (w - eta * (transposed(J) @ g))
F = Fraction
FOUR = [
    [F(1, 4), F(1, 2), 0, F(1, 4)],
    [F(1, 4), 0, F(-1, 2), F(-1, 4)],
    [F(1, 4), F(-1, 2), 0, F(1, 4)],
    [F(1, 4), 0, F(1, 2), F(-1, 4)],
]

T = Theorem(
    id="operators.modes-learn-at-their-own-rates",
    title="An SAE-FNO with all modes is an SAE-CNN whose modes learn at different rates",
    says=r"""
        Let the taps be $J w$ with orthogonal columns, $J^\top J = \mathrm{diag}(\lambda)$, and let $g$ be the
        gradient of the loss in the taps. A step of gradient descent on $w$ gives the taps $J w - \eta J J^\top g$,
        and their component along column $k$ moves at the rate $\lambda_k$: $\langle J_k, J w' \rangle = \langle J_k,
        J w \rangle - \eta \lambda_k \langle J_k, g \rangle$. (Beyond the formal statement: for real Fourier weights
        on $N$ points $\lambda$ is $1/N$ for the constant and the unpaired mode, $2/N$ for all others.)""",
    source=ours("an SAE-FNO with all modes emulates an SAE-CNN: training"),
    kind="identity",
    sizes="n q",
    about=(J, rates, w, g, eta),
    given={
        "orthogonal": Given(
            r"$J^\top J = \mathrm{diag}(\lambda)$",
            transposed(J) @ J == tabulate("q", "q", lambda i, k: cond(i == k, rates[i], 0)),
            fails={"l": [F(1, 4)] * 4},
        ),
    },
    then=both(
        after == J @ w - eta * (J @ (transposed(J) @ g)),
        for_all(
            "q",
            lambda k: dot(column(J, k), after) == dot(column(J, k), J @ w) - eta * (rates[k] * dot(column(J, k), g)),
            "j",
        ),
    ),
    example={
        "n": 4,
        "q": 4,
        "J": FOUR,
        "l": [F(1, 4), F(1, 2), F(1, 2), F(1, 4)],
        "w": [1, 2, 3, 4],
        "g": [1, 5, -2, 3],
        "eta": 1,
    },
    remark="""
        The same class of functions, not the same training: weights multiplied by the root of 2 off the constant and
        the unpaired mode, with learning rate N eta, give the steps of the SAE-CNN. The scalings of the two transforms
        cancel in the layer, so the norm (backward, ortho, forward) changes nothing.""",
)
T.wrongly("same-training", "the step is that of the SAE-CNN", after == J @ w - eta * g)
T.wrongly(
    "rescaled", "the step is that of the SAE-CNN with learning rate eta / n", after == J @ w - (eta * F(1, 4)) * g
)
T.wrongly("dc-fast", "it is the step with rate 2/n", after == J @ w - (eta * F(1, 2)) * g)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The columns for the real Fourier weights on 1 to 12 points, exactly over cyclotomic fields: lengths 1/N and 2/N, orthogonal."""
    from theory.operators.cyclotomic import root

    violations, sizes = 0, range(1, budget.pick(quick=9, full=13))
    for n in sizes:
        columns = []
        for k in range(n // 2 + 1):
            waves = [root(4 * n, 4 * k * i) for i in range(n)]
            alone = k == 0 or 2 * k == n
            scale = F(1 if alone else 2, 2 * n)
            columns.append(([(z + z.conjugate()) * scale for z in waves], F(1 if alone else 2, n)))
            if not alone:
                columns.append(
                    ([(z - z.conjugate()) * root(4 * n, n) * scale for z in waves], F(2, n))
                )  # i z - i z* = -2 sin
        for a, (u, length) in enumerate(columns):
            for b, (v, _) in enumerate(columns):
                violations += sum((x * y for x, y in zip(u, v, strict=True)), root(4 * n, 0) * 0) != (
                    length if a == b else 0
                )
    numbers = {"examples": len(sizes), "violations": violations}
    return Evidence("property-test", "tested", "instance", "Real Fourier weights on 1, 2, ... points.", numbers=numbers)
