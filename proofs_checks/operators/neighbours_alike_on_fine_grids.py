"""Neighbouring shifts of a kernel with few modes become alike as the grid is refined: the coherence that is forced."""

from __future__ import annotations

from math import cos, isclose, pi, sin

from proofs_checks.operators._grids import cosines
from proofs_checks.operators._typed import ours
from proofs_checks.parts import wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, op
from theory.statement import Statement

LISTED = ((3, 2, "0"), (4, 2, "1/3"), (6, 2, "2/3"), (6, 3, "1/5"))  # N, M, cosine of neighbours


def inner(n: int, modes: int, shift: int) -> Expression:
    """The inner product of the kernel with gains 1 and its shift, from its values on n points."""
    waves = [cosines(n, k) for k in range(1, modes)]
    taps = [1 + 2 * sum(w[j] for w in waves) for j in range(n)]
    return op("+", *(op("*", taps[j], taps[(j - shift) % n]) for j in range(n)))


def is_largest(n: int, modes: int, cosine: str) -> Expression:
    """Neighbours have this cosine, and no two shifts have a larger one."""
    norm = inner(n, modes, 0)
    return both(
        inner(n, modes, 1) == norm * cosine, *(inner(n, modes, s) <= norm * cosine for s in range(2, n // 2 + 1))
    )


STATEMENT = Statement((), {}, both(*(is_largest(*row) for row in LISTED)))

CLAIM = Claim(
    id="operators.neighbours-alike-on-fine-grids",
    title="The coherence of shifts is forced by the modes and the grid (listed sizes)",
    statement=r"""
        The kernel with gains 1 of the modes $|k| < M$ on $N$ points and its shift by one point have the cosine 0, 1/3,
        2/3, 1/5 for $(N, M)$ = (3, 2), (4, 2), (6, 2), (6, 3), and no two different shifts have a larger one. (Beyond
        the formal statement: it is $\sin((2 M - 1) \pi / N) / ((2 M - 1) \sin(\pi / N))$ for all $N \ge 2 M - 1$,
        which tends to 1 as $N$ grows.)""",
    source=ours("geometric correlations of SAE-FNO atoms"),
    kind="identity",
    expected="proved",
    remark=r"""
        So guarantees that need a coherence below $1 / (2 s - 1)$, $s \ge 2$, end at some resolution: for $M = 2$ and
        $s = 2$ they hold on 3 points, and no longer on 4. Atoms that are alike on a fine grid are no finding about
        the data.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    text = "Inner products of all shifts."
    return Evidence("exact-decision", "proved", "instance", text, (evaluation(STATEMENT.conclusion),))


def examples(budget: Budget) -> Evidence:
    """The closed form on larger grids, in floating point."""
    most, violations, count = budget.pick(quick=24, full=80), 0, 0
    for modes in range(1, 8):
        for n in range(max(2, 2 * modes - 1), most):
            found = [
                (1 + 2 * sum(cos(2 * pi * k * s / n) for k in range(1, modes))) / (2 * modes - 1) for s in range(1, n)
            ]
            wanted = sin((2 * modes - 1) * pi / n) / ((2 * modes - 1) * sin(pi / n))
            violations += not isclose(found[0], wanted, abs_tol=1e-12) or max(found) > wanted + 1e-12
            count += 1
    numbers = {"examples": count, "violations": violations}
    return Evidence("property-test", "tested", "instance", "All M < 8 on larger grids.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        wrong("orthogonal", "neighbours are orthogonal on 6 points too", STATEMENT, {}, inner(6, 2, 1) == 0),
        wrong(
            "falls",
            "the coherence falls from 4 to 6 points",
            STATEMENT,
            {},
            inner(6, 2, 1) * inner(4, 2, 0) <= inner(4, 2, 1) * inner(6, 2, 0),
        ),
    ]
