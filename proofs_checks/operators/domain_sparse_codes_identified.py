"""With M modes, none of them killed, codes of at most M - 1 active points are determined by the output, and M points are not.

The columns of the layer are vectors of Vandermonde type: any 2 M - 1 of them are independent, any 2 M are not. So a finer grid does not
help: the number of modes bounds the sparsity that can be recovered.
"""

from __future__ import annotations

from itertools import combinations

from proofs_checks.operators._grids import cosines
from proofs_checks.operators._typed import ours
from proofs_checks.parts import wrong
from solvers.operators.spark import identifiability
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, op, rank
from theory.operators.layers import SpectralLayer
from theory.statement import Statement

SIZES = ((2, 1), (3, 1), (4, 1), (6, 1), (4, 2), (6, 2), (6, 3))  # N, M with N >= 2 M


def columns(n: int, modes: int, chosen: tuple[int, ...]) -> list[list[str]]:
    """The chosen columns of the layer with gains 1 on n points, as rows: a circulant matrix is symmetric here."""
    waves = [cosines(n, k) for k in range(1, modes)]
    taps = [1 + 2 * sum(w[j] for w in waves) for j in range(n)]
    return [[str(taps[(i - j) % n]) for i in range(n)] for j in chosen]


def independent(n: int, modes: int, size: int) -> Expression:
    """Every set of so many columns is independent."""
    sets = [rank(columns(n, modes, chosen)) == size for chosen in combinations(range(n), size)]
    return both(*sets) if len(sets) > 1 else sets[0]


def dependent(n: int, modes: int, size: int) -> Expression:
    """Every set of so many columns is dependent."""
    sets = [op("<", rank(columns(n, modes, chosen)), size) for chosen in combinations(range(n), size)]
    return both(*sets) if len(sets) > 1 else sets[0]


STATEMENT = Statement((), {}, both(*(both(independent(n, m, 2 * m - 1), dependent(n, m, 2 * m)) for n, m in SIZES)))

CLAIM = Claim(
    id="operators.domain-sparse-codes-identified",
    title="How sparse a code must be to be recovered: s <= M - 1, whatever the grid (listed sizes)",
    statement=r"""
        For the layer with gains 1 of the modes $|k| < M$ on $N \ge 2 M$ points, any $2 M - 1$ columns are independent
        and any $2 M$ are dependent: for $(N, M)$ = (2, 1), (3, 1), (4, 1), (6, 1), (4, 2), (6, 2), (6, 3). (Beyond
        the formal statement: so two different codes of at most $s$ active points each always have different outputs
        iff $s \le M - 1$; and it is so for all $N \ge 2 M$ and all gains that are not zero, as the columns are a
        diagonal matrix times a Vandermonde matrix with different nodes.)""",
    source=ours("identifiability of domain-sparse codes"),
    kind="uniqueness",
    expected="proved",
    remark="""
        Few modes make a layer independent of the resolution and bound the sparsity that can be recovered, both at
        once. Two colliding codes of M points: operators.domain-sparse-codes-unique.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    text = "Ranks of all sets of columns."
    return Evidence("exact-decision", "proved", "instance", text, (evaluation(STATEMENT.conclusion),))


def examples(budget: Budget) -> Evidence:
    """Other gains and grids whose cosines are not rational, over cyclotomic fields."""
    most, violations, count = budget.pick(quick=8, full=11), 0, 0
    for modes in (1, 2, 3):
        for n in range(2 * modes, most):
            found = identifiability(SpectralLayer(tuple(range(2, 2 + modes))), n)
            violations += (found.spark, found.most) != (2 * modes, modes - 1)
            count += 1
    numbers = {"examples": count, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Gains 2, 3, ... on larger grids.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        wrong("one-more", "any 2 M columns are independent", STATEMENT, {}, independent(4, 2, 4)),
        wrong("one-less", "any 2 M - 1 columns are dependent", STATEMENT, {}, dependent(4, 2, 3)),
        wrong(
            "finer-helps",
            "on 6 points any 4 columns of a layer with 2 modes are independent",
            STATEMENT,
            {},
            independent(6, 2, 4),
        ),
    ]
