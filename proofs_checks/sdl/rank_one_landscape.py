r"""The landscape of a rank-one fit with a constrained right factor: stationary points, their values, minima and strict saddles.

Proved for all dimensions.  Legend: ``f(u, y) = |A - u y^T|^2`` with y in a subspace R, Pi its projector, ``B = Pi A^T A Pi``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.matrices import positive_semidefinite
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    identity,
    implies,
    length,
    matmul,
    matvec,
    names,
    norm2,
    op,
    scale,
    span,
    total,
    transpose,
)
from theory.statement import Statement

T, L, MU, t, N, UU, US, SS, YBY, s = names("T lam mu t N uu uS SS yBy s")

matrix, P, u, y, other_u, other_y, x, step, mu = names("matrix P u y other_u other_y x step mu")
form, length_y, lam, moved_u, moved_y = names("form length_y lam moved_u moved_y")
ROWS, COLUMNS = span(length(matrix)), span(length(matrix[0]))


def _fit(left: Expression, right: Expression) -> Expression:
    """``|A - u y^T|^2``."""
    return total(ROWS, lambda i: total(COLUMNS, lambda j: (matrix[i, j] - left[i] * right[j]) ** 2, "j"), "i")


def _inside(vector: Expression) -> Expression:
    return matvec(P, vector) == vector


STATIONARY = both(
    scale(length_y, u) == matvec(matrix, y), matvec(P, matvec(transpose(matrix), u)) == scale(norm2(u), y)
)
FROBENIUS = total(ROWS, lambda i: norm2(matrix[i]), "i")
TOP = positive_semidefinite(matmul(P, matmul(op("-", scale(lam, identity(length(P))), form), P)), length(P))
SMALLER = both(
    matvec(form, x) == scale(mu, x),
    mu > lam,
    step != 0,
    norm2(x) > 0,
    step**2 * norm2(x) * mu < (mu - lam) * length_y,
)
STATEMENT = Statement(
    ("matrix", "P", "u", "y", "other_u", "other_y", "x", "step", "mu"),
    {
        "projector": both(matmul(P, P) == P, transpose(P) == P),
        "subspace": both(_inside(y), _inside(other_y), _inside(x)),
        "nonzero-factor": norm2(y) > 0,
    },
    both(
        # the stationary points are the eigenvectors of B on R with their best columns, and their values
        op(
            "=",
            STATIONARY,
            both(
                u == scale(1 / op("if", length_y == 0, 1, length_y), matvec(matrix, y)),
                matvec(form, y) == scale(lam, y),
            ),
        ),
        implies(STATIONARY, both(lam >= 0, _fit(u, y) == FROBENIUS - lam)),
        # the largest eigenvalue: a global minimum; a larger one: a curve leads down from the point
        implies(both(STATIONARY, TOP), _fit(other_u, other_y) >= _fit(u, y)),
        implies(both(STATIONARY, SMALLER), _fit(moved_u, moved_y) < _fit(u, y)),
    ),
    {
        "form": matmul(P, matmul(transpose(matrix), matmul(matrix, P))),
        "length_y": norm2(y),
        "lam": norm2(u) * length_y,
        "moved_u": u + scale(step / op("if", length_y == 0, 1, length_y), matvec(matrix, x)),
        "moved_y": y + scale(step, x),
    },
)
UNIT = [[1, 0], [0, 1]]
# the smaller eigenvalue 1 of A^T A = diag(4, 1), and the way down along the larger one
POINT: dict[str, Any] = {
    "matrix": [[2, 0], [0, 1]], "P": UNIT, "u": [0, 1], "y": [0, 1], "other_u": [1, 0], "other_y": [1, 0], "x": [1, 0],
    "step": Fraction(1, 2), "mu": 4,
}  # fmt: skip
TOP_POINT = {**POINT, "u": [2, 0], "y": [1, 0], "x": [0, 1], "mu": 1}

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.rank-one-landscape",
    title="The landscape of a rank-one fit",
    statement=r"""
        Let $f(u, y) = \|A - u y^T\|_F^2$ for $u \in \mathbb{R}^r$ and $y$ in a subspace $R$ with projector $\Pi$, and
        $B = \Pi A^T A \Pi$. The stationary points with $y \ne 0$ are exactly the pairs with $u = A y / \|y\|^2$ and
        $B y = \lambda y$; there $\lambda = \|u\|^2 \|y\|^2 \ge 0$ and $f = \mathrm{tr} A^T A - \lambda$. If $\lambda$
        is the largest eigenvalue of $B$ on $R$, the point is a global minimum of $f$; if $B$ has a larger eigenvalue
        $\mu$ with an eigenvector in $R$, it is a strict saddle.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "projector": (r"$\Pi$ is the orthogonal projector on $R$", "what Pi means; R is the space that it fixes"),
            "subspace": (
                "y (and the vectors compared) lie in $R$",
                {
                    "P": [[1, 0], [0, 0]],
                    "u": [1, 0],
                    "y": [1, 0],
                    "other_u": [0, 3],
                    "other_y": [0, 1],
                    "matrix": [[1, 0], [0, 3]],
                    "x": [0, 0],
                    "mu": 0,
                },
            ),
            # A = e_1 e_1^T, u = e_2: every change of f is of second order, and u is not A y / |y|^2
            "nonzero-factor": ("$y \\ne 0$", {"matrix": [[1, 0], [0, 0]], "u": [0, 1], "y": [0, 0], "mu": 1}),
        },
        record="form lam",
    ),
    statement_formal=STATEMENT,
)


def value() -> Certificate:
    """From u N = A y the value is T - lam with lam = |u|^2 N; here uS = u . A y."""
    return implication(
        "T N uu uS lam",
        assume=[relation(US, "=", N * UU), relation(L, "=", N * UU)],
        conclude=relation(T - 2 * US + N * UU, "=", T - L),
        by=derivation(multiples={0: -2, 1: 1}),
        means="f = T - 2 u.Ay + |u|^2 N = T - lam when u.Ay = N |u|^2 and lam = N |u|^2",
    )


def eigen() -> Certificate:
    """One coordinate of B y = lam y from N u = A y and Pi A^T u = |u|^2 y."""
    by, au, y = names("By Au y")
    return implication(
        "By Au y N uu lam",
        assume=[relation(by, "=", N * au), relation(au, "=", UU * y), relation(L, "=", N * UU)],
        conclude=relation(by, "=", L * y),
        by=derivation(multiples={0: 1, 1: N, 2: -1 * y}),
        means="coordinates: (B y) = N (Pi A^T u) and (Pi A^T u) = |u|^2 y give B y = N |u|^2 y",
    )


def converse() -> Certificate:
    """One coordinate of Pi A^T u = |u|^2 y from N u = A y, B y = lam y and lam = N |u|^2."""
    by, au, y = names("By Au y")
    return implication(
        "By Au y N uu lam",
        assume=[relation(N, ">"), relation(by, "=", N * au), relation(by, "=", L * y), relation(L, "=", N * UU)],
        conclude=relation(au, "=", UU * y),
        by=derivation(multiples={1: -1, 2: 1, 3: y}, factor=(1, (0,))),
        means="B y = lam y, B y = N Pi A^T u and lam = N |u|^2 with N > 0 give Pi A^T u = |u|^2 y",
    )


def size() -> Certificate:
    """lam = N |u|^2 from N u = A y, |A y|^2 = y.By = lam N."""
    return implication(
        "N uu lam SS",
        assume=[relation(N, ">"), relation(SS, "=", N**2 * UU), relation(SS, "=", L * N)],
        conclude=relation(L, "=", N * UU),
        by=derivation(multiples={1: 1, 2: -1}, factor=(1, (0,))),
        means="|Ay|^2 = N^2 |u|^2 and |Ay|^2 = y.By = lam N give lam = N |u|^2",
    )


def global_minimum() -> Certificate:
    """N (f - T + lam) = |N u - S|^2 + (lam N - S.S) for every (u, y), with S = A y and S.S = y.By <= lam N."""
    gap = N**2 * UU - 2 * N * US + SS
    return implication(
        "T N uu uS SS lam",
        assume=[relation(N, ">"), relation(L * N - SS, ">="), relation(gap, ">=")],
        conclude=relation(T - 2 * US + N * UU - T + L, ">="),
        by=derivation(term(1, use=(1,)), term(1, use=(2,)), factor=(1, (0,))),
        means="f >= T - lam for every u and every y != 0 when y.By <= lam |y|^2; the last assumption is |N u - S|^2 >= "
        "0",
    )


def descent() -> Certificate:
    """Along (u + t A v, y + t v), |y| = |v| = 1, the loss is T - lam - (mu - lam) t^2 + mu t^4."""
    moved = T - 2 * (L + t**2 * MU) + (L + t**2 * MU) * (1 + t**2)
    return evaluation(
        moved == T - L - (MU - L) * t**2 + MU * t**4,
        indeterminates="T lam mu t",
        means="|y| = |v| = 1, y.v = 0, By = lam y, Bv = mu v: u.Ay = lam, u.Av = 0, |Av|^2 = mu",
    )


def lower() -> Certificate:
    """That value is smaller for 0 < t^2 < (mu - lam)/mu."""
    return implication(
        "lam mu t",
        assume=[relation(t, ">"), relation(MU - L - MU * t**2, ">")],
        conclude=relation((MU - L) * t**2 - MU * t**4, ">"),
        by=derivation(term(1, use=(0, 0, 1))),
        means="the loss decreases strictly",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        Stationary points with y != 0 of |A - u y^T|^2, y in R, are the eigenvectors of B; they are global minima for
        the largest eigenvalue and strict saddles otherwise, in every dimension.""",
        read(
            "expansion",
            r"With $N = \|y\|^2$, $T = \mathrm{tr} A^T A$: $f = T - 2 u \cdot A y + N \|u\|^2$.",
            "linear-algebra",
        ),
        read(
            "gradient",
            r"""
            Stationary in $u$: $N u = A y$. Stationary in $y \in R$: $\Pi A^T u = \|u\|^2 y$. Since $y \in R$ also $B
            y = \Pi A^T A y$.""",
            "definition",
            "expansion",
        ),
        checked(
            "eigenvector",
            r"Hence $B y = \lambda y$ with $\lambda = N \|u\|^2 \ge 0$, coordinate by coordinate.",
            eigen(),
        ),
        checked("value", r"The value is $T - \lambda$, because $u \cdot A y = N \|u\|^2$.", value()),
        checked("size", r"Conversely let $N u = A y$ and $B y = \lambda y$. Then $\lambda = N \|u\|^2$.", size()),
        checked("converse", r"And then $\Pi A^T u = \|u\|^2 y$, so the point is stationary.", converse()),
        checked(
            "global",
            r"If $y' \cdot B y' \le \lambda \|y'\|^2$ on $R$ then $f \ge T - \lambda$ for every $u$ and $y' \ne 0$.",
            global_minimum(),
        ),
        read("at-zero", r"For $y' = 0$: $f = T \ge T - \lambda$.", "cases", "global"),
        read(
            "normalise",
            r"""
            For a larger eigenvalue $\mu$ scale to $\|y\| = 1$ (then $u = A y$), let $v \in R$ be a unit eigenvector
            for $\mu$; it is orthogonal to $y$, so $A v$ is orthogonal to $u = A y$, and $\|A v\|^2 = \mu$, $\|A y\|^2
            = \lambda$.""",
            "linear-algebra",
            "gradient",
        ),
        checked(
            "curve",
            r"Along $(u + t A v, y + t v)$ the loss is $T - \lambda - (\mu - \lambda) t^2 + \mu t^4$.",
            descent(),
        ),
        checked("smaller", r"It is smaller than $T - \lambda$ for $0 < t^2 < (\mu - \lambda)/\mu$.", lower()),
        read(
            "saddle",
            r"""
            So the second derivative along a line is $-2(\mu - \lambda) < 0$; moving $u$ alone raises $f$: a strict
            saddle.""",
            "conclusion",
            "curve",
            "smaller",
            "normalise",
        ),
        read("all", "Together.", "conclusion", "eigenvector", "value", "size", "converse", "at-zero", "saddle"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Identities in inner products, so in every dimension.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """Random rational A, u, y: the global bound by exact arithmetic with an eigenvalue bound from the trace."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(count):
        g = [Fraction(rng.randint(-4, 4), rng.randint(1, 3)) for _ in range(4)]
        y1, y2, t_ = (Fraction(rng.randint(-5, 5), 4) for _ in range(3))
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


def mutations() -> list[Mutation]:
    def wrong_value() -> Certificate:
        return implication(
            "T N uu uS lam",
            assume=[relation(US, "=", N * UU), relation(L, "=", N * UU)],
            conclude=relation(T - 2 * US + N * UU, "=", T - 2 * L),
            by=derivation(multiples={0: -2, 1: 2}),
        )

    def weak() -> Certificate:
        return implication(
            "lam mu t",
            assume=[relation(t, ">"), relation(MU - L - MU * t**2, ">=")],
            conclude=relation((MU - L) * t**2 - MU * t**4, ">"),
            by=derivation(term(1, use=(0, 0, 1))),
        )

    return [
        wrong("every-stationary-point-global", "every stationary point with y != 0 is a global minimum", STATEMENT,
              {**POINT, "other_u": [2, 0]}, implies(STATIONARY, _fit(other_u, other_y) >= _fit(u, y))),
        wrong("twice", "the value is T - 2 lambda", STATEMENT, POINT, implies(STATIONARY, _fit(u, y) == FROBENIUS - 2 * lam)),
        wrong("strict", "at the largest eigenvalue every other point has a larger value", STATEMENT,
              {**TOP_POINT, "other_u": [1, 0], "other_y": [2, 0]},
              implies(both(STATIONARY, TOP), _fit(other_u, other_y) > _fit(u, y))),
        Mutation("value-off-by-factor", "the value is T - 2 lambda", rejected=wrong_value),
        Mutation("no-room", "the loss still decreases strictly when t^2 = (mu - lambda)/mu", rejected=weak),
    ]  # fmt: skip
