r"""Many concepts with a large margin at once: the largest singular value of the concept table bounds the common margin."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.matrices import positive_semidefinite
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import both, dot, for_all, identity, length, matmul, names, norm2, op, scale, span, transpose
from theory.statement import Statement

F = Fraction
Y, X, U, g, S = names("Y X U g S")
H4 = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
# |Y|^2 <= S: all principal minors of S I - Y^T Y are not negative
STATEMENT = Statement(
    ("Y", "X", "U", "g", "S"),
    {
        "signs": for_all(op("flatten", Y), lambda v: v**2 == 1, "v"),
        "norm": positive_semidefinite(op("-", scale(S, identity(length(Y[0]))), matmul(transpose(Y), Y)), length(Y[0])),
        "points": both(op("=", length(X), length(Y)), for_all(X, lambda x: norm2(x) <= 1, "x")),
        "neurons": for_all(U, lambda u: norm2(u) <= 1, "u"),
        "margin": both(
            g >= 0,
            for_all(
                span(length(X)),
                lambda i: for_all(span(length(U)), lambda j: Y[i, j] * dot(U[j], X[i]) >= g, "j"),
                "i",
            ),
        ),
    },
    g**2 * length(X) * length(U) <= S,
)
BASIS = [[int(i == j) for j in range(4)] for i in range(4)]
TIGHT = {"Y": H4, "X": BASIS, "U": [[F(v, 2) for v in row] for row in H4], "g": F(1, 2), "S": 4}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.joint-margin",
    title="Joint margin of many concepts",
    statement=r"Let $N, m \ge 1$, $Y \in \{\pm 1\}^{N \times m}$ (points times concepts), $\|x_i\| \le 1$ (points, the bias included as a "
    r"coordinate), $\|u_j\| \le 1$ (neurons), and $Y_{ij} \langle u_j, x_i \rangle \ge \gamma$ for all $i$, $j$. Then "
    r"$\gamma \le \|Y\|_{\mathrm{op}} / \sqrt{N m}$. Beyond the formal statement: for a Hadamard family of $N$ concepts on $N$ points "
    r"$\gamma \le N^{-1/2}$, which unit vectors attain.",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        TIGHT,
        {
            "signs": (
                "the entries are signs",
                "not needed: the proof uses the margin and the norm, so it holds for any real table",
            ),
            "norm": (r"$\|Y\|_{\mathrm{op}}^2 \le S$", {"S": 3}),
            "points": (r"$\|x_i\| \le 1$", {"X": [[2 * v for v in row] for row in BASIS], "g": 1}),
            "neurons": (r"$\|u_j\| \le 1$", {"U": H4, "g": 1}),
            "margin": (r"every concept has margin $\gamma \ge 0$ at every point", {"g": 1}),
        },
    ),
    remark="Without a margin the dimension still grows: n + 1 >= sqrt(N m) / |Y| (Forster 2001), quoted here and not verified.",
    statement_formal=STATEMENT,
)


def young() -> Certificate:
    """One coordinate: a = column of points, b = column of neurons; 2 t <a, Y b> <= t^2 |a|^2 + S |b|^2."""
    aa, aYb, YbYb, bb, S, t = names("aa aYb YbYb bb S t")
    return implication(
        "aa aYb YbYb bb S t",
        assume=[relation(t**2 * aa - 2 * t * aYb + YbYb, ">="), relation(S * bb - YbYb, ">=")],
        conclude=relation(t**2 * aa + S * bb - 2 * t * aYb, ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="|t a - Y b|^2 >= 0 and |Y b|^2 <= S |b|^2",
    )


def margin(*, power: int = 1) -> Certificate:
    """Summed over the coordinates, with t = g m: g^2 N m <= S."""
    T, N, m, g, S = names("T N m g S")
    return implication(
        "T N m g S",
        assume=[
            relation(g, ">="),
            relation(m, ">"),
            relation(T - g * N * m, ">="),
            relation((g * m) ** 2 * N + S * m - 2 * g * m * T, ">="),
        ],
        conclude=relation(S - g**2 * N * m**power, ">="),
        by=derivation(term(1, use=(3,)), term(2, use=(0, 1, 2)), factor=(1, (1,))),
        means="T = sum Y_ij <u_j, x_i> >= g N m, and 2 t T <= t^2 N + S m with t = g m",
    )


def sylvester(k: int, *, size: int = 0) -> Certificate:
    """H^T H = 2^k I for the Sylvester matrix with the entries (-1)^(number of common binary digits)."""
    n = 2**k
    table = [[(-1) ** bin(i & j).count("1") for j in range(n)] for i in range(n)]
    return evaluation(
        both(
            op("=", matmul(transpose(Y), Y), scale(size or n, identity(n))),
            for_all(op("flatten", Y), lambda v: v**2 == 1, "v"),
        ),
        let={"Y": table},
        means=f"Sylvester's matrix of size {n}: orthogonal columns, so |Y|^2 = {n} and the bound is {n}^(-1/2)",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The common margin of m concepts on N points is at most |Y| / sqrt(N m).",
        checked("young", "For column k of the points (a) and of the neurons (b), any t.", young()),
        read(
            "sum",
            r"Add over the coordinates $k$: $2 t \sum Y_{ij} \langle u_j, x_i \rangle \le t^2 \sum \|x_i\|^2 + S \sum "
            r"\|u_j\|^2 \le t^2 N + S m$, with $S = \|Y\|_{\mathrm{op}}^2$.",
            "linearity",
            "young",
        ),
        checked("margin", "With the margin in every entry and t = g m: g^2 N m <= S.", margin()),
        read("negative", r"A negative $\gamma$ is below the bound, which is positive.", "cases"),
        read(
            "all",
            r"A Hadamard table has $Y^\top Y = N I$, so the bound is $N^{-1/2}$; $x_i = e_i$ and $u_j$ = column $j$ over "
            r"$\sqrt N$ attain it.",
            "conclusion",
            "sum",
            "margin",
            "negative",
        ),
    )
    tight = evaluation(both(*STATEMENT.hypotheses.values(), g**2 * length(X) * length(U) == S), let=TIGHT, record="g S")
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A sum of squares per coordinate.",
            (
                certificate,
                *(illustration(f"Hadamard family of size {2**k}.", sylvester(k)) for k in (1, 2, 3, 4)),
            ),
        ),
        Evidence("exact-decision", "proved", "instance", "Hadamard's four concepts attain 1/2.", (tight,)),
    ]


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


def mutations() -> list[Mutation]:
    squared = g**2 * length(X) * length(U)
    return [
        wrong("strict", "the bound is not attained", STATEMENT, TIGHT, squared < S),
        wrong("half", "half the squared bound", STATEMENT, TIGHT, 2 * squared <= S),
        wrong("exponent", "$g^2 N m^2 \\le S$", STATEMENT, TIGHT, squared * length(U) <= S),
        Mutation("exponent-in-general", "g^2 N m^2 <= S by the same argument", rejected=lambda: margin(power=2)),
        Mutation("smaller-norm", "Sylvester's matrix of size 4 has |Y|^2 = 3", rejected=lambda: sylvester(2, size=3)),
    ]
