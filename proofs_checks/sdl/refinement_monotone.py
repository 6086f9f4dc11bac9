r"""Refinement monotonicity: splitting a cluster never raises the infimum of the loss, and one more neuron is never worse.

Proved for all sizes: ``nu(B) <= nu(B_11) + nu(B_22)`` for positive semidefinite B, for the copositive value nu and for lambda_max.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._spectra import ldl
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import (
    SCALAR,
    Expr,
    both,
    by_entries,
    cond,
    for_all,
    implies,
    larger,
    mat,
    member,
    norm2,
    subset,
    var,
    vec,
)

F = Fraction
A, K, y = var("A", mat("r", "n")), var("K", subset("n")), var("y", vec("n"))
nu1, nu2 = var("nu1", SCALAR, r"\nu_1"), var("nu2", SCALAR, r"\nu_2")


def inside(z: Expr) -> Expr:
    """The vector on K, 0 elsewhere."""
    return by_entries("n", lambda d: cond(member(d, K), z[d], 0), "d")


def outside(z: Expr) -> Expr:
    """The vector on the complement of S, 0 on K."""
    return by_entries("n", lambda d: cond(member(d, K), 0, z[d]), "d")


def below(z: Expr, bound: Expr) -> Expr:
    """``z^T B z <= bound |z|^2`` for ``B = A^T A``."""
    return norm2(A @ z) <= bound * norm2(z)


def value_at_most(bound: Expr, part: object, name: str, *, signs: bool) -> Expr:
    """The bound is at least nu of a block (or, without signs, at least its largest eigenvalue)."""
    positive = lambda z: for_all("n", lambda d: z[d] >= 0, "d")  # noqa: E731

    def holds(z: Expr) -> Expr:
        return implies(positive(z), below(part(z), bound)) if signs else below(part(z), bound)  # type: ignore[operator]

    return for_all(vec("n"), holds, name)


def refined(*, signs: bool) -> Expr:
    """Bounds of both blocks add up to a bound of the whole."""
    blocks = both(value_at_most(nu1, inside, "z1", signs=signs), value_at_most(nu2, outside, "z2", signs=signs))
    return implies(blocks, value_at_most(nu1 + nu2, lambda z: z, "z", signs=signs))


BLOCKS = both(below(inside(y), nu1), below(outside(y), nu2))
T = Theorem(
    id="sdl.refinement-monotone",
    title="Refinement is monotone",
    says=r"""
        Let $B = A^T A$ be positive semidefinite with diagonal blocks $B_{11}$, $B_{22}$ (on a set $K$ and on the rest), and $\nu(B) =
        \max \{ y^T B y : y \ge 0, \|y\| = 1 \}$ (0 for an empty block). Then $\nu(B) \le \nu(B_{11}) + \nu(B_{22})$, and
        $\lambda_{\max}(B) \le \lambda_{\max}(B_{11}) + \lambda_{\max}(B_{22})$; indeed for every $y$ with $y_1^T B_{11} y_1 \le \nu_1
        \|y_1\|^2$ and $y_2^T B_{22} y_2 \le \nu_2 \|y_2\|^2$ one has $y^T B y \le (\nu_1 + \nu_2) \|y\|^2$. Beyond the formal
        statement: so splitting a cluster of a partition pattern (independent features, ReLU) never raises the infimum of $\tilde{L}$
        over the region; absorbing feature $d$ gains $M_d \|v_d\|^2 + \nu(B_{F \setminus d}) - \nu(B_F) \ge 0$.""",
    source=Source(locator="refinement of patterns", arxiv="", ours=True),
    kind="bound",
    sizes="n r",
    about=(A, K, y, nu1, nu2),
    given={
        "not-negative": Given(
            r"$\nu_1, \nu_2 \ge 0$, which holds for the values of blocks that are not empty",
            both(nu1 >= 0, nu2 >= 0),
            fails={"K": [0, 1, 2], "nu1": 3, "nu2": -1},
        ),
    },
    then=both(
        implies(BLOCKS, below(y, nu1 + nu2)),
        refined(signs=True),
        refined(signs=False),
    ),
    example={"n": 3, "r": 1, "A": [[1, 1, 1]], "K": [0, 1], "y": [1, 1, 1], "nu1": 2, "nu2": 1},
    needs=("sdl.thm-3.6-infimum",),
)
T.wrongly("maximum", "nu(B) <= max(nu(B_11), nu(B_22))", implies(BLOCKS, below(y, larger(nu1, nu2))))
T.wrongly("half-of-the-second", "half of the second value is enough", implies(BLOCKS, below(y, nu1 + nu2 / 2)))
T.wrongly(
    "first-block-alone",
    "a bound of one block is enough",
    implies(below(inside(y), nu1), below(y, nu1 + nu2)),
    y=[0, 0, 1],
    nu2=0,
    nu1=0,
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random Gram matrices: largest eigenvalues of blocks by exact bisection on positive semidefiniteness."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=500), 0

    def top(b: list) -> Fraction:
        """An upper bound of lambda_max within 2^-12 of it."""
        lo, hi = F(0), sum((b[i][i] for i in range(len(b))), F(0))
        for _ in range(24):
            middle = (lo + hi) / 2
            ok = ldl([[middle * (i == j) - b[i][j] for j in range(len(b))] for i in range(len(b))]) is not None
            lo, hi = (lo, middle) if ok else (middle, hi)
        return hi

    for _ in range(count):
        v = [[rng.randint(-3, 3) for _ in range(3)] for _ in range(3)]
        b = [[F(sum(p * q for p, q in zip(x, z, strict=True))) for z in v] for x in v]
        pair = [row[:2] for row in b[:2]]
        violations += top(b) > top(pair) + b[2][2] + F(1, 1000)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Largest eigenvalues, blocks of size 2 and 1.", numbers=numbers
    )
