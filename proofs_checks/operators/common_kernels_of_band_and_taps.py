"""Kernels with few taps and few modes: their dimension is max(0, K + min(2 M - 1, N) - N), so local CNNs and truncated FNOs share "
"little."""

from __future__ import annotations

from itertools import product

from proofs_checks.operators._typed import ours
from proofs_checks.parts import wrong
from solvers.operators.spark import common_kernels
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, op, rank
from theory.operators.cyclotomic import cosine, root
from theory.statement import Statement

SIZES = tuple((n, m, k) for n in (2, 3, 4, 6) for m in range(1, n // 2 + 2) for k in range(1, n + 1))


def missing(n: int, modes: int, taps: int) -> list[list[str]]:
    """Cosines and sines (scaled to be rational) of the modes |k| >= modes, at the first ``taps`` points."""
    rows: list[list[str]] = []
    for k in range(modes, n // 2 + 1):
        rows.append([str(cosine(n, k * j).rational()) for j in range(taps)])
        if 2 * k != n:  # sin(2 pi k j / n) is a multiple of sin(2 pi / n) for n = 3, 4, 6
            unit = root(n, 1) - root(n, -1)
            rows.append([str(((root(n, k * j) - root(n, -k * j)) / unit).rational()) for j in range(taps)])
    return rows


def dimension(n: int, modes: int, taps: int) -> Expression | int:
    """Taps minus the rank of the conditions; exactly, by the checker."""
    rows = missing(n, modes, taps)
    return taps - rank(rows) if rows else taps


def says(value: int, n: int, modes: int, taps: int) -> Expression:
    """The dimension is this number."""
    found = dimension(n, modes, taps)
    return op("=", found, value)


def formula(n: int, m: int, k: int) -> int:
    """``max(0, K + min(2 M - 1, N) - N)``."""
    return max(0, k + min(2 * m - 1, n) - n)


STATEMENT = Statement((), {}, both(*(says(formula(*size), *size) for size in SIZES)))

CLAIM = Claim(
    id="operators.common-kernels-of-band-and-taps",
    title="What a local convolution and a truncated Fourier layer have in common",
    statement=r"""
        On $N$ points, the kernels with $K$ consecutive taps and without modes $|k| \ge M$ are a space of dimension
        $\max(0, K + \min(2 M - 1, N) - N)$: for $N$ = 2, 3, 4, 6, all $K$ from 1 to $N$ and all $M$ from 1 to
        $\lfloor N / 2 \rfloor + 1$.""",
    source=ours("SAE-FNO and SAE-CNN: neither class of layers contains the other"),
    kind="identity",
    expected="proved",
    remark=r"""
        With $K + 2 M - 1 \le N$ the only common kernel is 0. Without the minimum the formula is wrong for even $N$
        with all modes. Beyond the formal statement: for every $N$ the missing rows of the Fourier matrix at
        consecutive points are Vandermonde, of full rank.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    text = f"Ranks of {len(SIZES)} matrices of cosines and sines."
    return Evidence("exact-decision", "proved", "instance", text, (evaluation(STATEMENT.conclusion),))


def examples(budget: Budget) -> Evidence:
    """Larger grids, by elimination over cyclotomic fields."""
    sizes = [
        (n, m, k)
        for n in range(1, budget.pick(quick=9, full=13))
        for m, k in product(range(1, n // 2 + 2), range(1, n + 1))
    ]
    violations = sum(common_kernels(n, k, m) != formula(n, m, k) for n, m, k in sizes)
    numbers = {"examples": len(sizes), "violations": violations}
    return Evidence("property-test", "tested", "instance", "All sizes on up to so many points.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        wrong("all-modes", "2 M - 1 in place of min(2 M - 1, N)", STATEMENT, {}, says(2, 2, 2, 1)),
        wrong("one-mode-more", "2 M + 1 in place of 2 M - 1", STATEMENT, {}, says(2, 4, 1, 3)),
        wrong("nothing-in-common", "always zero", STATEMENT, {}, says(0, 4, 2, 2)),
    ]
