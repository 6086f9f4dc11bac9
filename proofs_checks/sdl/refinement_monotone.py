r"""Refinement monotonicity: splitting a cluster never raises the infimum of the loss, and one more neuron is never worse.

Proved for all sizes: ``nu(B) <= nu(B_11) + nu(B_22)`` for positive semidefinite B, for the copositive value nu and for lambda_max.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.matrices import copositive, positive_semidefinite
from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._spectra import copositive as copositive_certificate
from proofs_checks.sdl._spectra import ldl, psd
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, illustration, implication, proof, read, relation, term
from theory.formal import Expression, both, largest, length, listing, names, op, span, transpose
from theory.statement import Statement

F = Fraction
N1, N2, P1, P2, C, A, B = names("n1 n2 p1 p2 c nu1 nu2")
matrix, size, top1, top2 = names("matrix size top1 top2")
order = length(matrix)


def _gap(bound: Any, start: Any, end: Any) -> Expression:
    """``bound I - B`` for the block of the places from ``start`` to ``end``."""
    return listing(
        span(start, end),
        lambda d: listing(span(start, end), lambda e: op("if", d == e, bound, 0) - matrix[d, e], "e"),
        "d",
    )


STATEMENT = Statement(
    ("matrix", "size", "nu1", "nu2", "top1", "top2"),
    {
        "symmetric": transpose(matrix) == matrix,
        "positive-semidefinite": positive_semidefinite(matrix, order),
        "two-blocks": both(size >= 1, size < order),
        # upper bounds of nu and of the largest eigenvalue of the blocks; the values themselves are among them
        "bounds-of-nu": both(copositive(_gap(A, 0, size), size), copositive(_gap(B, size, order), order - size)),
        "bounds-of-eigenvalues": both(
            positive_semidefinite(_gap(top1, 0, size), size),
            positive_semidefinite(_gap(top2, size, order), order - size),
        ),
    },
    both(copositive(_gap(A + B, 0, order), order), positive_semidefinite(_gap(top1 + top2, 0, order), order)),
)
POINT: dict[str, Any] = {
    "matrix": [[1, F(3, 5), F(1, 10)], [F(3, 5), 1, F(-1, 5)], [F(1, 10), F(-1, 5), 1]],
    "size": 2,
    "nu1": F(8, 5),
    "nu2": 1,
    "top1": F(8, 5),
    "top2": 1,
}
PAIR = {**POINT, "matrix": [[0, 1], [1, 0]], "size": 1, "nu1": 0, "nu2": 0, "top1": 0, "top2": 0}

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.refinement-monotone",
    title="Refinement is monotone",
    statement=r"""
        Let $B$ be positive semidefinite with non-empty diagonal blocks $B_{11}$, $B_{22}$, and $\nu(B) = \max \{ y^T
        B y : y \ge 0, \|y\| = 1 \}$. Then $\nu(B) \le \nu(B_{11}) + \nu(B_{22})$, and $\lambda_{\max}(B) \le
        \lambda_{\max}(B_{11}) + \lambda_{\max}(B_{22})$. Beyond the formal statement: so splitting a cluster of a
        partition pattern (independent features, ReLU) never raises the infimum of $\tilde{L}$ over the region;
        absorbing feature $d$ gains $M_d \|v_d\|^2 + \nu(B_{F \setminus d}) - \nu(B_F) \ge 0$.""",
    source=Source(locator="refinement of patterns", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "symmetric": (
                "$B$ is symmetric",
                "part of what positive semidefinite means; only the symmetric part of B matters",
            ),
            "positive-semidefinite": ("$B$ is positive semidefinite", PAIR),
            "two-blocks": ("both blocks are not empty", {"size": 0, "nu1": -5, "top1": -5, "nu2": 2, "top2": 2}),
            "bounds-of-nu": (r"$\nu_i \ge \nu(B_{ii})$", {"nu1": 0}),
            "bounds-of-eigenvalues": (r"$\lambda_i \ge \lambda_{\max}(B_{ii})$", {"top1": 0}),
        },
    ),
    statement_formal=STATEMENT,
    depends_on=("sdl.thm-3.6-infimum",),
)


def split() -> Certificate:
    """nu1 nu2 ((nu1 + nu2)(n1 + n2) - p1 - 2 c - p2) >= 0, where the psd form at (nu2 y1, -nu1 y2) is not negative."""
    return implication(
        "n1 n2 p1 p2 c nu1 nu2",
        assume=[
            relation(A, ">"),
            relation(B, ">"),
            relation(A * N1 - P1, ">="),
            relation(B * N2 - P2, ">="),
            relation(B**2 * P1 - 2 * A * B * C + A**2 * P2, ">="),
        ],
        conclude=relation((A + B) * (N1 + N2) - P1 - 2 * C - P2, ">="),
        by=derivation(
            term(1, use=(4,)),
            term(1, use=(0, 1, 2)),
            term(1, square=B, use=(2,)),
            term(1, square=A, use=(3,)),
            term(1, use=(0, 1, 3)),
            factor=(1, (0, 1)),
        ),
        means="n_i = |y_i|^2, p_i = y_i.B_ii y_i <= nu_i n_i, c = y_1.B_12 y_2",
    )


def gain() -> Certificate:
    """(tr B - nu) - (tr B_11 - nu1 + tr B_22 - nu2) = nu1 + nu2 - nu."""
    t, t1, t2, nu = names("t t1 t2 nu")
    return implication(
        "t t1 t2 nu nu1 nu2",
        assume=[relation(t, "=", t1 + t2), relation(A + B - nu, ">=")],
        conclude=relation((t - nu) - (t1 - A) - (t2 - B), ">="),
        by=derivation(term(1, use=(1,)), multiples={0: 1}),
        means="t, t1, t2 the traces; the infimum over a region is a sum of tr B - nu(B)",
    )


def example() -> list[Certificate]:
    """B = [[1, 3/5, 1/10], ...] of sdl.thm-3.6-infimum: nu = 8/5 <= 8/5 + 1 with the blocks {1,2} and {3}."""
    pair = [[F(3, 5), F(-3, 5)], [F(-3, 5), F(3, 5)]]
    zero = [[F(0), F(0)], [F(0), F(0)]]
    return [
        copositive_certificate(pair, zero, means="8/5 I - B for the cluster {1,2}"),
        psd(pair, means="the same as psd: lambda_max = 8/5"),
    ]


def prove(budget: Budget) -> list[Evidence]:
    pair, same = example()
    certificate = proof(
        """
        nu(B) <= nu(B_11) + nu(B_22) for psd B, and likewise for the largest eigenvalue; so refining never raises the
        infimum.""",
        read(
            "blocks",
            r"""
            Write $y = (y_1, y_2)$; $y_i \ge 0$ has $y_i^T B_{ii} y_i \le \nu_i \|y_i\|^2$. Take any $\nu_i > 0$ with
            this property.""",
            "definition",
        ),
        read("form", r"$B$ is psd, so its form at $(\nu_2 y_1, -\nu_1 y_2)$ is nonnegative.", "definition"),
        checked("split", r"Hence $y^T B y \le (\nu_1 + \nu_2) \|y\|^2$.", split()),
        read(
            "limit",
            r"Let the $\nu_i$ decrease to $\nu(B_{ii}) \ge 0$ (they may be 0).",
            "continuity",
            "blocks",
            "form",
            "split",
        ),
        read(
            "eigenvalue",
            r"The same with all $y$ instead of $y \ge 0$ is the statement for $\lambda_{\max}$.",
            "instance",
            "limit",
        ),
        checked(
            "gain",
            r"""
            The infimum over a region is $\sum (\mathrm{tr} B_i - \nu(B_i))$, so splitting changes it by $\nu - \nu_1
            - \nu_2 \le 0$.""",
            gain(),
        ),
        read("absorption", r"For $B_{22} = (M_d \|v_d\|^2)$, $\nu(B_{22}) = M_d \|v_d\|^2$.", "instance", "gain"),
        read("all", "Together.", "conclusion", "eigenvalue", "absorption"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A psd form at one vector.",
            (
                certificate,
                illustration("A block of the example of part (f).", pair),
                illustration("Its largest eigenvalue.", same),
            ),
        )
    ]


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
        b = [[F(sum(x * y for x, y in zip(p, q, strict=True))) for q in v] for p in v]
        pair = [row[:2] for row in b[:2]]
        violations += top(b) > top(pair) + b[2][2] + F(1, 1000)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Largest eigenvalues, blocks of size 2 and 1.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def no_psd() -> Certificate:
        good = split()
        asserts = {**good["asserts"], "assume": good["asserts"]["assume"][:4]}
        terms = [t for t in good["witness"]["terms"] if 4 not in t["use"]]
        return seal("implication", asserts, {**good["witness"], "terms": terms})

    return [
        wrong(
            "maximum",
            "nu(B) <= max(nu(B_11), nu(B_22))",
            STATEMENT,
            {**POINT, "matrix": [[1, 1], [1, 1]], "size": 1, "nu1": 1, "top1": 1},
            copositive(_gap(largest(A, B), 0, order), order),
        ),
        wrong(
            "half-of-the-second",
            "half of the second value is enough",
            STATEMENT,
            {**POINT, "matrix": [[1, 1], [1, 1]], "size": 1, "nu1": 1, "top1": 1},
            copositive(_gap(A + B / 2, 0, order), order),
        ),
        Mutation("proof-without-psd", "the same derivation without the psd form", rejected=no_psd),
    ]
