r"""Many concepts with a large margin at once: the largest singular value of the concept table bounds the common margin."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import for_all as every
from theory.formal import identity, matmul, names, op, scale, transpose
from theory.typed import (
    SCALAR,
    column,
    dot,
    for_all,
    indicator,
    mat,
    norm2,
    scalar,
    size,
    tabulate,
    transposed,
    var,
)

F = Fraction
H4 = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
BASIS = [[int(i == j) for j in range(4)] for i in range(4)]
# the table (points times concepts), points and neurons as columns, the margin, S, and a square root of S - Y^T Y
Y, X, U = var("Y", mat("N", "m")), var("X", mat("n", "N")), var("U", mat("n", "m"))
g, S, B = var("g", SCALAR, r"\gamma"), var("s", SCALAR), var("B", mat("b", "m"))
points, concepts = scalar(size("N")), scalar(size("m"))
MARGIN = for_all("N", lambda i: for_all("m", lambda j: Y[i, j] * dot(column(U, j), column(X, i)) >= g, "j"))
REST = tabulate("m", "m", lambda i, k: S * indicator(i == k) - (transposed(Y) @ Y)[i, k], "i k")

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.joint-margin",
    title="Joint margin of many concepts",
    says=r"""
        Let $m \ge 1$, $Y \in \{\pm 1\}^{N \times m}$ (points times concepts), $\|x_i\| \le 1$ (points, the bias
        included as a coordinate), $\|u_j\| \le 1$ (neurons), and $Y_{ij} \langle u_j, x_i \rangle \ge \gamma$ for all
        $i$, $j$. Then $\gamma \le \|Y\|_{\mathrm{op}} / \sqrt{N m}$. Formally for any real table $Y$ and any $s$ with
        $s I - Y^\top Y = B^\top B$ for some $B$, that is $\|Y\|_{\mathrm{op}}^2 \le s$: $\gamma^2 N m \le s$. Beyond
        the formal statement: for a Hadamard family of $N$ concepts on $N$ points $\gamma \le N^{-1/2}$, which unit
        vectors attain.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="N m n b",
    about=(Y, X, U, g, S, B),
    given={
        "concepts": Given(
            r"$m \ge 1$",
            size("m") >= 1,
            fails={"m": 0, "Y": [[]] * 4, "U": [[]] * 4, "s": -1, "B": [[]]},
        ),
        "norm": Given(
            r"$\|Y\|_{\mathrm{op}}^2 \le s$: $s I - Y^\top Y = B^\top B$", REST == transposed(B) @ B, fails={"s": 3}
        ),
        "points": Given(
            r"$\|x_i\| \le 1$",
            for_all("N", lambda i: norm2(column(X, i)) <= 1),
            fails={"X": [[2 * v for v in row] for row in BASIS], "g": 1},
        ),
        "neurons": Given(
            r"$\|u_j\| \le 1$", for_all("m", lambda j: norm2(column(U, j)) <= 1, "j"), fails={"U": H4, "g": 1}
        ),
        "sign": Given(r"$\gamma \ge 0$", g >= 0, fails={"g": -1}),
        "margin": Given(r"every concept has margin $\gamma$ at every point", MARGIN, fails={"g": 1}),
    },
    then=g**2 * points * concepts <= S,
    # Hadamard's four concepts on the basis vectors attain 1/2
    example={
        "N": 4,
        "m": 4,
        "n": 4,
        "b": 1,
        "Y": H4,
        "X": BASIS,
        "U": [[F(v, 2) for v in row] for row in H4],
        "g": F(1, 2),
        "s": 4,
        "B": [[0, 0, 0, 0]],
    },
    remark="Without a margin the dimension still grows: n + 1 >= sqrt(N m) / |Y| (Forster 2001), quoted here and not verified.",
)
T.wrongly("strict", "the bound is not attained", g**2 * points * concepts < S)
T.wrongly("without-concepts", "the number of concepts counts twice", g**2 * points * concepts * concepts <= S)
T.wrongly("first-power", r"$\gamma N m \le s$", g * points * concepts <= S)


(TABLE,) = names("Y")


def sylvester(k: int, *, size: int = 0) -> Certificate:
    """H^T H = 2^k I for the Sylvester matrix with the entries (-1)^(number of common binary digits)."""
    n = 2**k
    table = [[(-1) ** bin(i & j).count("1") for j in range(n)] for i in range(n)]
    return evaluation(
        all_of(
            op("=", matmul(transpose(TABLE), TABLE), scale(size or n, identity(n))),
            every(op("flatten", TABLE), lambda v: v**2 == 1, "v"),
        ),
        let={"Y": table},
        means=f"Sylvester's matrix of size {n}: orthogonal columns, so |Y|^2 = {n} and the bound is {n}^(-1/2)",
    )


T.wrong.append(
    Mutation("sylvester", "a Hadamard table has the norm of a smaller one", rejected=lambda: sylvester(2, size=3))
)
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    text = "Hadamard families of size 2, 4, 8, 16: orthogonal columns, so the bound is one over the root of the size."
    return Evidence("exact-decision", "proved", "instance", text, tuple(sylvester(k) for k in (1, 2, 3, 4)))


def examples(budget: Budget) -> Evidence:
    """Random points and neurons: the margin of the concepts they make, against singular values in floating point."""
    import numpy as np

    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=200, full=5000)
    for _ in range(count):
        N, m, n = rng.randint(1, 6), rng.randint(1, 6), rng.randint(1, 4)
        draw = np.random.default_rng(rng.randrange(2**32))
        points, neurons = (
            v / np.linalg.norm(v, axis=1, keepdims=True) for v in (draw.normal(size=(N, n)), draw.normal(size=(m, n)))
        )
        values = points @ neurons.T
        bound = np.linalg.norm(np.sign(values), 2) / np.sqrt(N * m)
        # both sides are of order one and computed in double precision
        violations += int(np.min(np.abs(values)) > bound + 1e-12)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random unit vectors, the concepts that they separate and their smallest margin.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
