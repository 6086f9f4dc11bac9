r"""The landscape of a rank-one fit with a constrained right factor: stationary points, their values, minima and strict saddles.

Proved for all dimensions.  Legend: ``f(u, y) = |A - u y^T|^2`` with y in a subspace R, Pi its projector, ``B = Pi A^T A Pi``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import SCALAR, Expr, both, column, iff, implies, mat, norm2, total, transposed, var, vec

F = Fraction
A, P = var("A", mat("r", "n")), var("P", mat("n", "n"), r"\Pi")
u, y, x = var("u", vec("r")), var("y", vec("n")), var("x", vec("n"))
u2, y2 = var("u2", vec("r")), var("y2", vec("n"))
t, mu = var("t", SCALAR), var("mu", SCALAR)
B, lam = var("B", mat("n", "n")), var("lam", SCALAR, r"\lambda")


def fit(left: Expr, right: Expr) -> Expr:
    """``|A - u y^T|^2``."""
    return total("n", lambda j: norm2(column(A, j) - right[j] * left), "j")


BEST = norm2(y) * u == A @ y
STATIONARY = both(BEST, P @ (transposed(A) @ u) == norm2(u) * y)
LARGER = both(B @ x == mu * x, mu > lam)
MOVED = fit(u + (t / norm2(y)) * (A @ x), y + t * x)
FALLS = fit(u, y) - (mu - lam) * norm2(x) / norm2(y) * t**2 + mu * norm2(x) ** 2 / norm2(y) ** 2 * t**4

UNIT = [[1, 0], [0, 1]]
T = Theorem(
    id="sdl.rank-one-landscape",
    title="The landscape of a rank-one fit",
    says=r"""
        Let $f(u, y) = \|A - u y^T\|_F^2$ for $u \in \mathbb{R}^r$ and $y$ in a subspace $R$ with projector $\Pi$, and
        $B = \Pi A^T A \Pi$. The stationary points with $y \ne 0$ ($\|y\|^2 u = A y$ and $\Pi A^T u = \|u\|^2 y$) are exactly the pairs
        with $u = A y / \|y\|^2$ and $B y = \lambda y$, $\lambda = \|u\|^2 \|y\|^2 \ge 0$; there $f = \mathrm{tr} A^T A - \lambda$. A
        stationary point has no larger value than $(u', y')$ if $\|A y'\|^2 \le \lambda \|y'\|^2$: if $\lambda$ is the largest Rayleigh
        quotient of $B$ on $R$ (its largest eigenvalue there), it is a global minimum. If $B$ has a larger eigenvalue $\mu$ with an
        eigenvector $x \in R$, it is a strict saddle: along the line $(u + \frac{t}{\|y\|^2} A x, y + t x)$ the value is $f - (\mu -
        \lambda) \frac{\|x\|^2}{\|y\|^2} t^2 + \mu \frac{\|x\|^4}{\|y\|^4} t^4$, while moving $u$ alone by $v$ adds $\|y\|^2
        \|v\|^2$.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="property",
    sizes="n r",
    about=(A, P, u, y, u2, y2, x, t, mu),
    let=((B, P @ (transposed(A) @ A) @ P), (lam, norm2(u) * norm2(y))),
    given={
        "projector": Given(
            r"$\Pi$ is the orthogonal projector on $R$",
            both(P @ P == P, transposed(P) == P),
            fails={
                **{"n": 3, "A": [[1, 0, 1], [0, 1, 0]], "P": [[1, 0, 1], [0, 1, 1], [0, 0, 0]], "y": [0, 1, 0]},
                **{"y2": [0, 0, 0], "x": [1, 1, 0], "mu": 2},
            },
        ),
        "subspace": Given(
            "y and x lie in $R$",
            both(P @ y == y, P @ x == x),
            fails={"r": 1, "A": [[1, -1]], "P": [[1, 0], [0, 0]], "u": [0], "y": [1, 1], "u2": [0], "x": [0, 0]},
        ),
        # A = e_1 e_1^T, u = e_2, y = 0 is stationary in u, and u is anything
        "nonzero-factor": Given(
            "$y \\ne 0$", norm2(y) > 0, fails=None, note="it is a divisor; at y = 0 every u is stationary"
        ),
    },
    then=both(
        iff(STATIONARY, both(BEST, B @ y == lam * y)),
        implies(
            STATIONARY,
            both(
                lam >= 0,
                fit(u, y) == total("n", lambda j: norm2(column(A, j)), "j") - lam,
                implies(norm2(A @ y2) <= lam * norm2(y2), fit(u2, y2) >= fit(u, y)),
                implies(LARGER, MOVED == FALLS),
                fit(u + u2, y) == fit(u, y) + norm2(y) * norm2(u2),
            ),
        ),
    ),
    # the smaller eigenvalue 1 of A^T A = diag(4, 1), and the way down along the larger one
    example={
        **{"n": 2, "r": 2, "A": [[2, 0], [0, 1]], "P": UNIT, "u": [0, 1], "y": [0, 1], "u2": [1, 0], "y2": [0, 0]},
        **{"x": [1, 0], "t": F(1, 2), "mu": 4},
    },
)
T.wrongly(
    "every-stationary-point-global",
    "every stationary point with y != 0 is a global minimum",
    implies(STATIONARY, fit(u2, y2) >= fit(u, y)),
    u2=[2, 0],
    y2=[1, 0],
)
T.wrongly(
    "twice",
    "the value is T - 2 lambda",
    implies(STATIONARY, fit(u, y) == total("n", lambda j: norm2(column(A, j)), "j") - 2 * lam),
)
T.wrongly(
    "strict",
    "at the largest eigenvalue every other point has a larger value",
    implies(both(STATIONARY, norm2(A @ y2) <= lam * norm2(y2)), fit(u2, y2) > fit(u, y)),
    u=[2, 0],
    y=[1, 0],
    x=[0, 0],
    u2=[1, 0],
    y2=[2, 0],
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random rational A, u, y: the global bound by exact arithmetic with an eigenvalue bound from the trace."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(count):
        g = [F(rng.randint(-4, 4), rng.randint(1, 3)) for _ in range(4)]
        y1, y2, t_ = (F(rng.randint(-5, 5), 4) for _ in range(3))
        if not (y1 or y2):
            continue
        big = y1**2 + y2**2
        ay = [g[0] * y1 + g[1] * y2, g[2] * y1 + g[3] * y2]
        u = [x / big + t_ * k for k, x in enumerate(ay)]
        f = sum((g[2 * i + j] - u[i] * (y1, y2)[j]) ** 2 for i in range(2) for j in range(2))
        # the smaller eigenvalue of the 2 x 2 matrix A^T A is det / trace at least, so f >= det(A)^2 / trace
        trace = sum(x * x for x in g)
        violations += bool(trace) and f < (g[0] * g[3] - g[1] * g[2]) ** 2 / trace
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "2 x 2 matrices: f is never below det^2 / trace <= T - lambda_max.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
