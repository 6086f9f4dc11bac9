"""With as many atoms as dimensions and nonnegative codes, no code of a symmetric isotropic manifold has R2 above 1 - 1/(2p)."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, column, cond, for_all, mat, norm2, scalar, size, total, var, vec

A, X = var("A", mat("p", "n")), var("X", mat("p", "m"))
Y, Z = var("Y", mat("n", "m"), "Z_-"), var("Z", mat("n", "m"), "Z_+")
q, c = var("q", vec("m")), var("c", SCALAR)
error, energy = var("error", SCALAR, r"\mathrm{error}"), var("energy", SCALAR, r"\mathrm{energy}")

T = Theorem(
    id="manifolds.restricted-r2-cap",
    title="Restricted R2 of nonnegative codes at n = k is at most 1 - 1/(2k)",
    says=r"""
        Let a law on $\mathbb{R}^p$, $p \ge 1$, give the points $\pm x_j$ the same weights $q_j \ge 0$ and be
        isotropic, $\sum_j q_j x_j x_j^\top = c I$. Let $n \le p$ atoms have any nonnegative codes, $z_j$ for $x_j$
        and $y_j$ for $-x_j$. Then the squared error is at least the energy divided by $2p$: $R^2 \le 1 -
        \frac{1}{2p}$.""",
    source=own("caps of the restricted R2 of equation 14"),
    kind="bound",
    sizes="p n m",
    about=(A, X, Z, Y, q, c),
    let=(
        (
            error,
            total(
                "m",
                lambda j: q[j] * (norm2(column(X, j) - A @ column(Z, j)) + norm2(column(X, j) + A @ column(Y, j))),
                "j",
            ),
        ),
        (energy, total("m", lambda j: q[j] * (norm2(column(X, j)) + norm2(column(X, j))), "j")),
    ),
    given={
        "few-atoms": Given(
            r"$n \le p$", size("n") <= size("p"), fails={"n": 2, "A": [[1, -1]], "Z": [[1], [0]], "Y": [[0], [1]]}
        ),
        "nonnegative-codes": Given(
            r"$z_j \ge 0$",
            for_all("n", lambda i: for_all("m", lambda j: Z[i, j] >= 0, "j")),
            fails={"A": [[-1]], "Z": [[-1]], "Y": [[1]], "X": [[1]]} | {"A": [[1]], "X": [[-1]], "Y": [[1]]},
        ),
        "nonnegative-codes-opposite": Given(
            r"$y_j \ge 0$",
            for_all("n", lambda i: for_all("m", lambda j: Y[i, j] >= 0, "j")),
            fails={"Y": [[-1]]},
        ),
        "weights": Given(
            r"$q_j \ge 0$",
            for_all("m", lambda j: q[j] >= 0, "j"),
            fails={"m": 2, "X": [[1, 0]], "Z": [[1, 0]], "Y": [[0, 1]], "q": [1, -2], "c": 1},
        ),
        "isotropic": Given(
            r"$\sum_j q_j x_j x_j^\top = c I$",
            for_all(
                "p",
                lambda i: for_all(
                    "p", lambda k: total("m", lambda j: q[j] * (X[i, j] * X[k, j]), "j") == cond(i == k, c, 0), "k"
                ),
            ),
            fails={
                "p": 2,
                "n": 2,
                "m": 1,
                "A": [[1, -1], [0, 0]],
                "X": [[1], [0]],
                "Z": [[1], [0]],
                "Y": [[0], [1]],
                "q": [1],
                "c": 1,
            },
        ),
    },
    then=energy <= (scalar(size("p")) + scalar(size("p"))) * error,
    example={"p": 1, "n": 1, "m": 1, "A": [[1]], "X": [[1]], "Z": [[1]], "Y": [[0]], "q": [1], "c": 1},
    remark="""
        Attained for p = 1. An average over a continuous law is a limit of these. For laws that are isotropic and not
        symmetric the cap is another one: three equal masses at a regular triangle allow 5/6 with p = 2. With signed
        codes R2 = 1 at n = k.""",
)
T.wrongly("one-minus-1/p", "R2 is at most 1 - 1/p", energy <= scalar(size("p")) * error)
T.wrongly(
    "one-half",
    "R2 is at most 1/2 in every dimension",
    energy <= 2 * error,
    p=2,
    n=2,
    m=2,
    A=[[1, -1], [Fraction(1, 10), Fraction(1, 10)]],
    X=[[1, 0], [0, 1]],
    Z=[[1, 5], [0, 5]],
    Y=[[0, 0], [1, 0]],
    q=[1, 1],
    c=1,
)
T.wrongly(
    "one-more-atom", "p + 1 atoms are capped as well", without="few-atoms", n=2, A=[[1, -1]], Z=[[1], [0]], Y=[[0], [1]]
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """The cross or the diagonals of a cube as an isotropic law; random atoms, codes from a few steps of coordinate descent."""
    p = rng.randint(1, 3)
    n = rng.randint(1, p)
    cross = [[int(i == j) for j in range(p)] for i in range(p)]
    if p == 2 and rng.random() < 0.5:
        cross = [[1, 1], [1, -1]]
    atoms = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(p)]

    def code(x: list[int]) -> list[Fraction]:
        z = [Fraction(0)] * n
        for k in [*range(n)] * 3:
            a = [Fraction(row[k]) for row in atoms]
            rest = [x[i] - sum((atoms[i][j] * z[j] for j in range(n) if j != k), Fraction(0)) for i in range(p)]
            along = sum((v * r for v, r in zip(a, rest, strict=True)), Fraction(0))
            z[k] = max(Fraction(0), along / max(Fraction(1), sum((v * v for v in a), Fraction(0))))
        return [Fraction(round(v * 64), 64) for v in z]

    columns = [[row[j] for row in cross] for j in range(p)]
    plus, minus = [code(x) for x in columns], [code([-v for v in x]) for x in columns]
    flip = lambda rows: [list(r) for r in zip(*rows, strict=True)]  # noqa: E731
    c = sum(x[0] ** 2 for x in columns)
    return {
        "p": p,
        "n": n,
        "m": p,
        "A": atoms,
        "X": cross,
        "Z": flip(plus),
        "Y": flip(minus),
        "q": [1] * p,
        "c": c,
    }


def examples(budget: Budget) -> Evidence:
    """Random atoms with codes that descend the error, on crosses."""
    return sampled(
        T.statement,
        _draw,
        budget,
        "Random atoms with nearly optimal nonnegative codes, on symmetric isotropic crosses.",
    )
