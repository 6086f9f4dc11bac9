r"""Orthonormal features, q = n, exact anchors: what zero loss leaves free is one invertible nonnegative block, and all of it.

On the anchored features the codes are unit vectors, on the others any invertible block Y >= 0.  So anchoring identifies codes and
decoder up to the gauge when at most one feature is left; for more see ``sdl.anchoring-identifies-iff``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl.anchoring_bias import A, columns, f
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import combination
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.anchored import AnchoredProblem, anchored_freedom
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, E, M, W, codes, loss
from theory.typed import (
    Expr,
    both,
    cardinal,
    column,
    exists,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    member,
    one,
    rank,
    size,
    transposed,
    var,
)

F = Fraction
D = var("D", mat("p", "q"), "W_D")
Z, Y, X = var("Z", mat("q", "n")), var("Y", mat("q", "n")), var("X", mat("n", "q"))


def anchored(decoder: Expr, encoder: Expr) -> Expr:
    """The neuron f_j has the row and the column w_j, for the anchored features j."""
    row = lambda j: for_all("p", lambda i: encoder[f[j], i] == W[i, j])  # noqa: E731
    return for_all("n", lambda j: implies(member(j, A), both(row(j), column(decoder, f[j]) == column(W, j))), "j")


def block(z: Expr) -> Expr:
    """Anchored features and their neurons see only each other, with value 1."""
    alone = lambda j: both(  # noqa: E731
        for_all("q", lambda i: z[i, j] == indicator(i == f[j])),
        for_all("n", lambda d: z[f[j], d] == indicator(d == j), "d"),
    )
    return for_all("n", lambda j: implies(member(j, A), alone(j)), "j")


ZERO = loss(D, E, W, W, M) == 0
NOT_NEGATIVE = for_all("q", lambda i: for_all("n", lambda d: Y[i, d] >= 0, "d"))
FORM = both(block(Z), rank(Z) == size("n"), D @ Z == W)
EVERY = implies(
    both(NOT_NEGATIVE, block(Y), X @ Y == one("n")),
    both(
        anchored(W @ X, Y @ transposed(W)),
        codes(Y @ transposed(W), W) == Y,
        loss(W @ X, Y @ transposed(W), W, W, M) == 0,
    ),
)


def every(statement: Expr) -> Expr:
    """For all codes Y and left inverses X of them."""
    return for_all(Y.type, lambda y: for_all(X.type, lambda x: statement, "X"), "Y")


ONE_FEATURE_EACH = for_all(
    "q", lambda i: exists("n", lambda d: for_all("n", lambda e: iff(Z[i, e] > 0, e == d), "e"), "d")
)


def at(w: list[list[Any]], rows: Any, decoder: Any, anchors: int, **more: Any) -> dict[str, Any]:
    """Features and encoder (rows), decoder (matrix), the first neurons nailed to the first features."""
    n, q = len(w), len(rows)
    unit = anchoring.identity(n)
    given = {"W": columns(w), "M": [1] * n, "E": [list(r) for r in rows], "D": [list(r) for r in decoder]}
    spare = {"Y": unit, "X": unit} if q == n else {"Y": [[0] * n] * q, "X": [[0] * q] * n}
    sizes = {"n": n, "p": len(w[0]), "q": q, "f": list(range(n)), "A": list(range(anchors))}
    return {**sizes, **given, **spare, **more}


def place(y: list[list[Fraction]], k: int) -> Point:
    """The anchored zero with free codes y, below zero on the anchored features."""
    m = len(y)
    inverse = [combination(row, y) for row in anchoring.identity(m)]
    left = [[Fraction(0)] * k + [row[i] for row in inverse if row is not None] for i in range(m)]
    problem = Problem.sae(anchoring.identity(m + k), activation=anchoring.RELU, width=m + k)
    return AnchoredProblem(problem, {i: i for i in range(k)}).place([[Fraction(-1)] * k + row for row in y], left)


UNIT, TILTED, THIRD = anchoring.identity(2), [[1, 0], [F(3, 5), F(4, 5)]], F(1, 3)
MIXED = place([[F(2), F(1)], [F(1), F(2)]], 1)
# n = 3, k = 1: both free neurons are on for both free features
POINT = at(anchoring.identity(3), MIXED.rows, MIXED.decoder, 1)

T = Theorem(
    id="sdl.anchoring-dimension",
    title="What anchors leave free: one invertible block",
    says=r"""
        Let the $n$ features be orthonormal, $M_d > 0$, $q = n$, $\sigma$ = ReLU, and let the neuron $f_j$ be nailed to each
        feature $j$ of a set $A$: $a_{f_j} = u_{f_j} = w_j$. If $\tilde L = 0$, then up to the order of the neurons the codes
        are $Z = \begin{pmatrix} I & 0 \\ 0 & Y \end{pmatrix}$ with $Y \ge 0$ invertible, and $W_D Z = W$. Every such $Z$ occurs,
        with $W_E = Z W^\top$ and $W_D = W Z^{-1}$. If at most one feature is left, every neuron is on for exactly one feature:
        codes and decoder are identified up to the gauge.""",
    source=Source(locator="anchors, q = n", arxiv="", ours=True),
    kind="equivalence",
    sizes="p q n",
    about=(W, M, D, E, A, f),
    let=((Z, codes(E, W)),),
    given={
        "positive-weights": Given(r"$M_d > 0$", POSITIVE_WEIGHTS, fails=at(UNIT, UNIT, [[1, 0], [0, 0]], 1, M=[0, 0])),
        # the anchor leaks onto the other feature, the free neuron supplies what is missing
        "orthonormal": Given(
            r"$\langle w_d, w_e \rangle = \delta_{de}$", transposed(W) @ W == one("n"), fails=at(TILTED, UNIT, UNIT, 1)
        ),
        # a neuron without decoder may be on for the anchored feature
        "width": Given(
            r"$q = n$",
            size("q") == size("n"),
            fails=at(UNIT, [[1, 0], [1, 1], [0, 1]], [[1, 0, 0], [0, 0, 1]], 1),
        ),
        "anchored": Given(
            r"$a_{f_j} = u_{f_j} = w_j$ for $j \in A$",
            anchored(D, E),
            fails=at(UNIT, [[2, 1], [1, 2]], [[2 * THIRD, -THIRD], [-THIRD, 2 * THIRD]], 1),
        ),
        "zero-loss": Given(r"$\tilde L = 0$", ZERO, fails=at(UNIT, [[1, 0], [1, 1]], UNIT, 1)),
    },
    then=both(FORM, every(EVERY), implies(cardinal(A) + 1 >= size("n"), ONE_FEATURE_EACH)),
    example=POINT,
    remark="""
        Counting parameters, with k anchors Y has (n - k)^2 entries and the gauge scales n - k rows: what is left has dimension
        (n - k)(n - k - 1), as exact Jacobian ranks confirm. Each further anchor removes only what concerns its own feature.""",
)
T.wrongly(
    "one-anchor-less", "all but two anchors identify the rest", implies(cardinal(A) + 2 >= size("n"), ONE_FEATURE_EACH)
)
T.wrongly(
    "exactly",
    "with one feature left the codes are known exactly, not only up to the gauge",
    implies(
        cardinal(A) + 1 >= size("n"),
        for_all("n", lambda j: for_all("q", lambda i: Z[i, j] == indicator(i == f[j])), "j"),
    ),
    **at(UNIT, [[1, 0], [0, 2]], [[1, 0], [0, F(1, 2)]], 1),
)
T.wrongly(
    "signed-block",
    "a negative entry of Y occurs too",
    every(implies(both(block(Y), X @ Y == one("n")), codes(Y @ transposed(W), W) == Y)),
    **{**at(UNIT, UNIT, UNIT, 0), "Y": [[1, -1], [0, 1]], "X": [[1, 1], [0, 1]]},
)
PAGE = "anchoring"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Exact Jacobian ranks over Q at random positive Y for all n <= 5 and k <= n."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for n in range(1, budget.pick(quick=5, full=7)):
        for anchors in range(n + 1):
            m = n - anchors
            y = [[Fraction(rng.randint(1, 9)) for _ in range(m)] for _ in range(m)]
            if m and exact_rank(y) < m:
                y = [[Fraction(1 + (i == j)) for j in range(m)] for i in range(m)]
            problem = Problem.sae(anchoring.identity(n), activation=anchoring.RELU, width=n)
            point = place(y, anchors)
            found = anchored_freedom(AnchoredProblem(problem, {i: i for i in range(anchors)}), point)
            seen += 1
            violations += point.loss(problem) != 0 or not found.exact or found.codes_beyond_gauge != m * (m - 1)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Exact ranks at random Y.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """How many dimensions anchors leave free on the user's problem, when its features are orthonormal and q = n."""
    w = problem.features_in
    if problem.activation.kind != "relu" or w != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU autoencoders")
    if any(
        sum(x * y for x, y in zip(w[i], w[j], strict=True)) != (i == j) for i in range(problem.n) for j in range(i + 1)
    ):
        return InstanceReport("hypothesis-fails", "orthonormal: the features are not orthonormal")
    if problem.width != problem.n:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} differs from n = {problem.n}")
    left = ", ".join(f"k = {j}: {(problem.n - j) * (problem.n - j - 1)}" for j in range(problem.n + 1))
    return InstanceReport("holds", f"dimensions beyond the gauge after k anchors: {left}")
